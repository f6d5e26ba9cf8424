"""Stamp the number of a copy on a printed file that leaves room for it; the same input gives the same bytes.

A personal sheet, printed by itself, is joined to the file as its last pages, with its tags and its bookmark.
The words are at the foot of each page, in the first line, and at the head of the first in red. They are
artifacts: screen readers read the original content. Their font is a subset of the packet's own, with a
mapping for each glyph, so that the number can be searched and copied.
"""

import hashlib
import io
import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from commitments.packets.render import fonts
from commitments.packets.render.fonts import FONTS

REGULAR, BOLD = 400, 700
EM = 1000
MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
INNER, OUTER, MARGIN = 22 * MM, 20 * MM, 27 * MM
FOOT_SIZE, HEAD_SIZE, LEADING = 7.0, 8.2, 9.2
ASCENT, DESCENT = 1.069, 0.293
# From the text area to the first line at the foot, and to the line at the head: margin, rule, padding.
FOOT_GAP, HEAD_GAP = 5 * MM + 0.5, 8.2 * MM + 0.5
GREY, RED = "0.2 0.2 0.2 rg", "0.549 0.082 0.082 rg"
BLANK = "\u00a0"
HEADER, FOOTER = "/Header", "/Footer"


@dataclass(frozen=True, slots=True)
class StampWords:
    """Some words at one place of a page: weight and size, start position, colour."""

    text: str
    weight: int
    size: float
    x: float
    y: float
    colour: str
    place: str


@lru_cache
def font_of(family: str, weight: int) -> TTFont:
    """Open one of the packet's own fonts; it is only read."""
    return TTFont(path_of(family, weight), lazy=False, recalcTimestamp=False)


def path_of(family: str, weight: int) -> Path:
    """Return the file of a font; rare scripts have one weight."""
    path = FONTS / f"{family}-{weight}-normal.woff"
    return path if path.exists() else FONTS / f"{family}-{REGULAR}-normal.woff"


@lru_cache
def family_of(letter: str) -> str:
    """Name the first font that has the letter; ValueError where none has it."""
    for family, drawn in fonts.load_letters().items():
        if ord(letter) in drawn:
            return family
    raise ValueError(f"no font of the packet has {letter!r}")


def measure_width(text: str, size: float, weight: int = REGULAR) -> float:
    """Measure words in points, as they are set without kerning."""
    return sum(measure_letter(letter, weight) for letter in text) * size / EM


def measure_letter(letter: str, weight: int) -> int:
    font = font_of(family_of(letter), weight)
    return int(font["hmtx"][font.getBestCmap()[ord(letter)]][0])


def format_blanks(longest: str) -> str:
    """Return the blanks that a file leaves at its foot for words of this length."""
    return BLANK * math.ceil(measure_width(longest, FOOT_SIZE) / measure_width(BLANK, FOOT_SIZE))


@lru_cache
def fingerprint_stamp() -> str:
    """Return the SHA-256 of everything that decides how a copy is stamped: the libraries and this code."""
    told = f"{version('pikepdf')} {pikepdf.__libqpdf_version__} {version('fonttools')}".encode()
    return hashlib.sha256(told + Path(__file__).read_bytes()).hexdigest()


def stamp_copy(master: bytes, words: str, line: str, *, sheet: bytes = b"") -> bytes:
    """Stamp the words of one copy on a printed file and on the personal sheet, which follows it.

    `line` is their first line at the foot, with the room at the end.
    """
    with Pdf.open(io.BytesIO(master)) as pdf:
        first_pages = {0}
        if sheet:
            first_pages.add(len(pdf.pages))
            _join(pdf, sheet)
        used: dict[tuple[str, int], set[str]] = {}
        for letter in words:
            for weight in (REGULAR, BOLD):
                used.setdefault((family_of(letter), weight), set()).add(letter)
        fonts = {key: _embed(pdf, *key, "".join(sorted(used[key]))) for key in sorted(used)}
        names = {key: f"Copy{number}" for number, key in enumerate(fonts)}
        for number, page in enumerate(pdf.pages):
            spots = [_at_foot(words, line, is_right=number % 2 == 0)]
            if number in first_pages:
                spots.append(_at_head(words))
            drawn = "\n".join(_draw(spot, fonts, names) for spot in spots)
            for key, (font, _codes) in fonts.items():
                page.add_resource(font, Name.Font, Name(f"/{names[key]}"))
            page.contents_add(Stream(pdf, b"q"), prepend=True)
            page.contents_add(Stream(pdf, f"Q\n{drawn}".encode()))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.preserve)
        return out.getvalue()


def _join(pdf: Pdf, sheet: bytes) -> None:
    """Add the pages of a tagged file at the end of another, with their elements and a bookmark."""
    with Pdf.open(io.BytesIO(sheet)) as added:
        start = len(pdf.pages)
        pdf.pages.extend(added.pages)
        if "/StructTreeRoot" in pdf.Root and "/StructTreeRoot" in added.Root:
            _join_tags(pdf, added, start)
        with added.open_outline() as theirs, pdf.open_outline() as outline:
            titles = [item.title for item in theirs.root]
            outline.root.extend(pikepdf.OutlineItem(title, start) for title in titles)


def _join_tags(pdf: Pdf, added: Pdf, start: int) -> None:
    """Move the elements of the added pages below those of the file, and renumber what leads to them."""
    root = pdf.Root.StructTreeRoot
    # Pages were copied before, so that elements lead to them.
    theirs = pdf.copy_foreign(added.make_indirect(added.Root.StructTreeRoot))
    document = root.K[0]
    for element in theirs.K[0].K:
        element.P = document
        document.K.append(element)
    numbers, added_numbers = root.ParentTree.Nums, theirs.ParentTree.Nums
    first = int(numbers[-2]) + 1 if len(numbers) else 0
    for place in range(0, len(added_numbers), 2):
        numbers.append(first + int(added_numbers[place]))
        numbers.append(added_numbers[place + 1])
    for page in list(pdf.pages)[start:]:
        page.StructParents = first + int(page.StructParents)


def _at_foot(words: str, line: str, *, is_right: bool) -> StampWords:
    """Place the words in the room at the end of the first line, which leans to the inner side of the page."""
    baseline = MARGIN - FOOT_GAP - _measure_drop(FOOT_SIZE)
    said = line.rstrip(BLANK)
    blanks = line[len(said) :]
    x = (
        INNER + measure_width(said, FOOT_SIZE)
        if is_right
        else PAGE_WIDTH - INNER - measure_width(blanks, FOOT_SIZE)
    )
    return StampWords(words, REGULAR, FOOT_SIZE, x, baseline, GREY, FOOTER)


def _at_head(words: str) -> StampWords:
    """Place the words at the outer end of the first page's head."""
    baseline = PAGE_HEIGHT - MARGIN + HEAD_GAP + LEADING - _measure_drop(HEAD_SIZE)
    x = PAGE_WIDTH - OUTER - measure_width(words, HEAD_SIZE, BOLD)
    return StampWords(words, BOLD, HEAD_SIZE, x, baseline, RED, HEADER)


def _measure_drop(size: float) -> float:
    """Return how far below the top of its line the baseline of a text of this size is."""
    return (LEADING - (ASCENT + DESCENT) * size) / 2 + ASCENT * size


def _draw(
    spot: StampWords,
    fonts: dict[tuple[str, int], tuple[Any, dict[str, int]]],
    names: dict[tuple[str, int], str],
) -> str:
    """Return the operators that draw the words, marked as an artifact."""
    runs = groupby(spot.text, key=lambda letter: (family_of(letter), spot.weight))
    shown = [
        f"/{names[key]} {spot.size:g} Tf <{''.join(f'{fonts[key][1][letter]:04X}' for letter in run)}> Tj"
        for key, run in runs
    ]
    mark = f"/Artifact <</Type /Pagination /Subtype {spot.place}>> BDC"
    body = " ".join(shown)
    return f"{mark}\nq BT {spot.colour} 1 0 0 1 {spot.x:.3f} {spot.y:.3f} Tm {body} ET Q\nEMC"


def _embed(pdf: Pdf, family: str, weight: int, letters: str) -> tuple[Any, dict[str, int]]:
    """Embed a subset of one font in the file; return it, and the code of each letter."""
    data, codes, advances, box = _subset(family, weight, letters)
    said = fonts.format_family(family).replace(" ", "-")
    name = Name(f"/{_prefix(family, weight)}+{said}-{'Bold' if weight == BOLD else 'Regular'}")
    file = Stream(pdf, data)
    file.Length1 = len(data)
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=name, Flags=4, FontBBox=Array(box), ItalicAngle=0,
        Ascent=int(ASCENT * EM), Descent=-int(DESCENT * EM), CapHeight=714, StemV=80,
        FontFile2=pdf.make_indirect(file),
    )  # fmt: skip
    descendant = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=name, CIDToGIDMap=Name.Identity,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        DW=0, W=Array([1, Array(advances)]), FontDescriptor=pdf.make_indirect(descriptor),
    )  # fmt: skip
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=name, Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=pdf.make_indirect(Stream(pdf, _meanings(codes))),
    )  # fmt: skip
    return pdf.make_indirect(font), codes


def _prefix(family: str, weight: int) -> str:
    """Return the six letters that mark a subset, the same for the same font."""
    first, second = divmod(fonts.list_families().index(family), len(ascii_uppercase))
    return f"COP{ascii_uppercase[first]}{ascii_uppercase[second]}{'B' if weight == BOLD else 'R'}"


@lru_cache(maxsize=64)
def _subset(family: str, weight: int, letters: str) -> tuple[bytes, dict[str, int], list[int], list[int]]:
    """Cut a font down to some letters: bytes, code and advance of each, and the box that holds them all."""
    font = TTFont(path_of(family, weight), recalcTimestamp=False)
    font.flavor = font.flavorData = None
    options = subset.Options(
        layout_features=[], hinting=False, notdef_outline=True, name_IDs=[], glyph_names=False
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(letter) for letter in letters])
    cutter.subset(font)
    out = io.BytesIO()
    font.save(out)
    order, cmap = font.getGlyphOrder(), font.getBestCmap()
    codes = {letter: order.index(cmap[ord(letter)]) for letter in letters}
    advances = [int(font["hmtx"][glyph][0]) for glyph in order[1:]]
    head = font["head"]
    return out.getvalue(), codes, advances, [head.xMin, head.yMin, head.xMax, head.yMax]


def _meanings(codes: dict[str, int]) -> bytes:
    """Write the map from codes to what they say."""
    rows = "\n".join(
        f"<{code:04X}> <{letter.encode('utf-16-be').hex().upper()}>"
        for letter, code in sorted(codes.items(), key=lambda item: item[1])
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{rows}\nendbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()
