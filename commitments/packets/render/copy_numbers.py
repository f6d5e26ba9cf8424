"""Stamp what differs on finished pages: state and sign-off, then the number of a copy; the same input gives
the same bytes.

The pages of a version are laid out once, without its state (`stamp_label`), and the draft and the final are
made from them. Running words are artifacts; words in a text, as on the cover, belong to its element.

A personal sheet, printed by itself, is joined to the file as its last pages, with its tags and its bookmark.
The words are at the foot of each page, in the first line, and at the head of the first in red. They are
artifacts: screen readers read the original content. Their font is a subset of the packet's own, with a
mapping for each glyph, so that the number can be searched and copied.
"""

import hashlib
import io
import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import version
from itertools import chain, groupby
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
# From the foot of the page, between the text and the rule, where no marking reaches; and from its top.
LABEL_GAP, NOTICE_GAP = MARGIN - 2.4 * MM, 6 * MM
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
    place: str = ""
    spacing: float = 0
    # 1 is read downwards, -1 upwards.
    turned: int = 0
    # The number of the content that belongs to an element; None in an artifact.
    number: int | None = None


@dataclass(frozen=True, slots=True)
class LabelWords:
    """The words that make a draft or a final of laid-out pages.

    `slots` are the words of each place in a text, by its name; `edition` is in the description of the file.
    """

    edition: str
    draft: str
    line: str
    signed: str
    slots: Mapping[str, str]

    def list_words(self) -> tuple[str, ...]:
        return (self.draft, self.line, self.signed, *self.slots.values())


class NoRoomError(ValueError):
    """Raised where words do not fit their place, or no font draws them letter by letter."""


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


def stamp_copy(master: bytes, words: str, line: str, *, sheet: bytes = b"", above: str = "") -> bytes:
    """Stamp the words of one copy on a printed file and on the personal sheet, which follows it.

    `line` is their first line at the foot, with the room at the end. `above` is printed above the foot
    of each page.
    """
    with Pdf.open(io.BytesIO(master)) as pdf:
        first_pages = {0}
        if sheet:
            first_pages.add(len(pdf.pages))
            _join(pdf, sheet)
        spots = []
        for number in range(len(pdf.pages)):
            on_page = [_at_foot(words, line, is_right=number % 2 == 0)]
            if number in first_pages:
                on_page.append(_at_head(words))
            if above:
                on_page.append(_in_middle(above, LABEL_GAP))
            spots.append(on_page)
        return _stamp(pdf, spots, "Copy")


def _stamp(pdf: Pdf, spots: Sequence[Sequence[StampWords]], name: str) -> bytes:
    """Draw the words of each page after everything that is on it, and return the file."""
    used: dict[tuple[str, int], set[str]] = defaultdict(set)
    for spot in chain.from_iterable(spots):
        for letter in spot.text:
            used[family_of(letter), spot.weight].add(letter)
    mark = name[:3].upper()
    fonts = {key: _embed(pdf, *key, "".join(sorted(used[key])), mark=mark) for key in sorted(used)}
    names = {key: f"{name}{number}" for number, key in enumerate(fonts)}
    for page, on_page in zip(pdf.pages, spots, strict=True):
        drawn = "\n".join(_draw(spot, fonts, names) for spot in on_page)
        for key, (font, _codes) in fonts.items():
            page.add_resource(font, Name.Font, Name(f"/{names[key]}"))
        page.contents_add(Stream(pdf, b"q"), prepend=True)
        page.contents_add(Stream(pdf, f"Q\n{drawn}".encode()))
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.preserve)
    return out.getvalue()


BLACK, WHITE, EDGE_GREY = "0.067 0.067 0.067 rg", "1 1 1 rg", "0.463 0.463 0.463 rg"
# In the description of a file that is laid out without its version.
EDITION_ROOM = "{edition}"
EDGE_SIZE, EDGE_SPACING, EDGE_START, EDGE_BASELINE = 5.2 * MM, 0.3, 296.22, 34.07
BOX_SPACING, BOX_SIDE, BOX_TOP = 0.06, 2.8 * MM, 1.6 * MM
# The width of each place in a text, in mm: of a column, less its padding. A name may have a number after it.
SLOT_WIDTHS = {"state": 110, "packet": 129, "replaces": 129, "step": 24, "when": 32}
BOLD_SLOTS = ("state", "holder")
Slot = tuple[str, int, float, float, float, int]


def check_letters(words: Iterable[str]) -> None:
    """Raise NoRoomError for words whose letters change beside others: they have to be laid out."""
    for letter in set("".join(words)):
        is_joined = unicodedata.category(letter) in ("Mn", "Mc", "Me")
        is_drawn = any(ord(letter) in drawn for drawn in fonts.load_letters().values())
        if is_joined or not is_drawn or unicodedata.bidirectional(letter) in ("R", "AL"):
            raise NoRoomError(letter)


def wrap_words(text: str, name: str, size: float) -> list[str]:
    """Break words of a place in a text into lines."""
    width = SLOT_WIDTHS[name] * MM
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and measure_width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def stamp_label(
    layout: bytes, words: LabelWords, slots: Sequence[Slot], *, is_on_back: bool = False
) -> bytes:
    """Make a draft or a final of laid-out pages; raise NoRoomError where words do not fit their place."""
    check_letters(words.list_words())
    with Pdf.open(io.BytesIO(layout)) as pdf:
        _name_edition(pdf, words.edition)
        spots: list[list[StampWords]] = []
        for number in range(len(pdf.pages)):
            is_right = (number + is_on_back) % 2 == 0
            spots.append([_at_line(words.line, is_right), _at_signed(words.signed, is_right)])
            if words.draft:
                spots[number].append(_at_edge(words.draft, is_right))
        for on, spot in _fill_slots(pdf, words.slots, slots) if slots else ():
            spots[on].append(spot)
        return _stamp(pdf, spots, "Label")


def _name_edition(pdf: Pdf, edition: str) -> None:
    """Write the version into the descriptions of the file."""
    if "/Subject" in pdf.docinfo:
        pdf.docinfo["/Subject"] = str(pdf.docinfo["/Subject"]).replace(EDITION_ROOM, edition)
    about = pdf.Root.get("/Metadata")
    if about is not None:
        about.write(about.read_bytes().replace(EDITION_ROOM.encode(), edition.encode()))


def _fill_slots(pdf: Pdf, said: Mapping[str, str], slots: Sequence[Slot]) -> list[tuple[int, StampWords]]:
    """Place the words of each slot, and give them to the element that the slot belongs to."""
    root = pdf.Root.StructTreeRoot
    numbers = root.ParentTree.Nums
    owners = {int(numbers[place]): numbers[place + 1] for place in range(0, len(numbers), 2)}
    lines: dict[str, list[str]] = {}
    filled = []
    for name, page, x, y, size, mark in slots:
        kind = name.partition(" ")[0]
        if name not in lines:
            wraps = kind == "replaces"
            lines[name] = wrap_words(said[name], kind, size) if wraps else [said[name]]
        if not lines[name] or not (text := lines[name].pop(0)):
            continue
        is_state = name == "state"
        spacing = BOX_SPACING * size if is_state else 0
        weight = BOLD if name in BOLD_SLOTS else REGULAR
        edge = PAGE_WIDTH - (OUTER if page % 2 == 0 else INNER)
        room = SLOT_WIDTHS[kind] * MM if kind in SLOT_WIDTHS else edge - x
        if measure_width(text, size, weight) + spacing * len(text) > room:
            raise NoRoomError(name)
        of_page = owners[int(pdf.pages[page].StructParents)]
        number = len(of_page)
        owner = of_page[mark]
        of_page.append(owner)
        owner.K.append(number)
        colour = WHITE if is_state else BLACK
        filled.append((page, StampWords(text, weight, size, x, y, colour, name, spacing, number=number)))
    if any(lines.values()):
        raise NoRoomError(*(name for name, left in lines.items() if left))
    return filled


def _at_line(line: str, is_right: bool) -> StampWords:
    """Place the first line at the foot, with its room for a copy number, at the inner side of the page."""
    said = _at_foot(line.rstrip(BLANK), line, is_right=True)
    return replace(said, x=INNER if is_right else PAGE_WIDTH - INNER - measure_width(line, FOOT_SIZE))


def _at_signed(words: str, is_right: bool) -> StampWords:
    """Place the sign-off in the third line at the foot, which leans to the outer side of the page."""
    baseline = MARGIN - FOOT_GAP - _measure_drop(FOOT_SIZE) - 2 * LEADING
    x = PAGE_WIDTH - OUTER - measure_width(words, FOOT_SIZE) if is_right else OUTER
    return StampWords(words, REGULAR, FOOT_SIZE, x, baseline, GREY, FOOTER)


def _at_edge(words: str, is_right: bool) -> StampWords:
    """Place the word of a draft along the outer edge of the page."""
    x = PAGE_WIDTH - EDGE_BASELINE if is_right else EDGE_BASELINE
    y = PAGE_HEIGHT - EDGE_START if is_right else EDGE_START
    spacing = EDGE_SPACING * EDGE_SIZE
    turned = 1 if is_right else -1
    return StampWords(words, BOLD, EDGE_SIZE, x, y, EDGE_GREY, HEADER, spacing, turned)


def stamp_notice(pages: bytes, words: str, *, is_at_foot: bool = False) -> bytes:
    """Stamp words at the top of each page, above all others, or above its foot."""
    baseline = LABEL_GAP if is_at_foot else PAGE_HEIGHT - NOTICE_GAP
    with Pdf.open(io.BytesIO(pages)) as pdf:
        return _stamp(pdf, [[_in_middle(words, baseline)]] * len(pdf.pages), "Notice")


def _in_middle(words: str, baseline: float) -> StampWords:
    """Place words in the middle of a page at this height, in points from its foot."""
    width = (PAGE_WIDTH - INNER - OUTER) / EM
    while measure_width(words, HEAD_SIZE, BOLD) > width * EM:
        words = f"{words[:-2]}…"
    x = (PAGE_WIDTH - measure_width(words, HEAD_SIZE, BOLD)) / 2
    return StampWords(words, BOLD, HEAD_SIZE, x, baseline, RED, HEADER)


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
    box = ""
    if spot.number is not None:
        mark = f"/Span <</MCID {spot.number}>> BDC"
        box = _draw_box(spot) if spot.place == "state" else ""
    body = " ".join(shown)
    if spot.spacing:
        body = f"{spot.spacing:.3f} Tc {body}"
    turn = {0: "1 0 0 1", 1: "0 -1 1 0", -1: "0 1 -1 0"}[spot.turned]
    return f"{box}{mark}\nq BT {spot.colour} {turn} {spot.x:.3f} {spot.y:.3f} Tm {body} ET Q\nEMC"


def _draw_box(spot: StampWords) -> str:
    """Return the operators that draw the box behind the state on the cover."""
    length = measure_width(spot.text, spot.size, spot.weight) + spot.spacing * len(spot.text)
    x, y = spot.x - BOX_SIDE, spot.y - DESCENT * spot.size - BOX_TOP
    width, height = length + 2 * BOX_SIDE, (ASCENT + DESCENT) * spot.size + 2 * BOX_TOP
    return f"/Artifact BMC\nq {BLACK} {x:.3f} {y:.3f} {width:.3f} {height:.3f} re f Q\nEMC\n"


def _embed(pdf: Pdf, family: str, weight: int, letters: str, *, mark: str) -> tuple[Any, dict[str, int]]:
    """Embed a subset of one font in the file; return it, and the code of each letter."""
    data, codes, advances, box = _subset(family, weight, letters)
    said = fonts.format_family(family).replace(" ", "-")
    name = Name(f"/{mark}{_prefix(family, weight)}+{said}-{'Bold' if weight == BOLD else 'Regular'}")
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
    """Return the last three letters that mark a subset, the same for the same font."""
    first, second = divmod(fonts.list_families().index(family), len(ascii_uppercase))
    return f"{ascii_uppercase[first]}{ascii_uppercase[second]}{'B' if weight == BOLD else 'R'}"


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
