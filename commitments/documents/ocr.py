"""Read images of pages by tesseract (Debian's package), as printed lines with their places.

The program runs below the process that reads the file: without network, without other files, and within its
limits. Korean and French are read where their packages are installed.
"""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from commitments.documents.results import PrintedLine, Unreadable

# Where Debian installs the program and its models.
PLACES, MODELS = "/usr/local/bin:/usr/bin:/bin", Path("/usr/share/tesseract-ocr")
# In the order in which tesseract tries them: with English first, it tears Korean words apart.
KOREAN, LATIN = ("kor", "eng"), ("eng", "fra")
# How a page is laid out: Latin ones in columns; with those, short Korean ones are torn to pieces.
COLUMNS_OF_TEXT, ONE_COLUMN, ONLY_ORIENTATION = "3", "4", "0"
ORIENTATION = "osd"
DOTS_PER_INCH, MOST_DOTS = 300, 12_000_000
POINTS_PER_INCH = 72
# A word below this confidence, of 100, is doubtful; so is a page with more than this share of such words.
SURE, MOST_DOUBTFUL, UPSIDE_DOWN = 60.0, 0.1, 0.5
# Beyond these times the usual height, letters are of another size; else they only lack strokes.
SMALLER, LARGER = 0.7, 1.3
# Levels and the number of columns of its table of words.
SHEET, WORD, COLUMNS = "1", "5", 12
LETTERS_BEFORE_CUT = 2


def find_program() -> str:
    """Return the path of tesseract; empty where it is not installed."""
    return shutil.which("tesseract", path=PLACES) or ""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """The lines of one page, the share of doubtful words, and whether Korean letters are among them."""

    lines: list[PrintedLine]
    doubtful: float
    has_korean: bool


@dataclass(slots=True)
class Recogniser:
    """Reads pages one after the other; of the languages, it begins with those of the page before."""

    program: str
    languages: list[str] = field(init=False)
    pairs: list[tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.languages = self._run("--list-langs").split()
        pairs = [tuple(one for one in pair if one in self.languages) for pair in (KOREAN, LATIN)]
        self.pairs = list(dict.fromkeys(filter(None, pairs)))
        if not self.pairs:
            raise Unreadable("scan")

    def read_page(self, page: Any) -> list[PrintedLine]:
        """Return the lines of a page of PDFium; one that lies on its side is turned."""
        found = self._read(_draw(page, 0), page.get_height())
        if found.doubtful > UPSIDE_DOWN and (turn := self._find_turn(page)):
            height = page.get_width() if turn % 180 else page.get_height()
            found = self._read(_draw(page, turn), height)
        return found.lines

    def _read(self, picture: bytes, height: float) -> ReadPage:
        """Read a picture in the languages that fit it best; those are tried first on the next page."""
        best: tuple[float, ReadPage, tuple[str, ...]] | None = None
        for pair in self.pairs:
            layout = ONE_COLUMN if pair[0] == KOREAN[0] else COLUMNS_OF_TEXT
            asked = ("-l", "+".join(pair), "--psm", layout, "txt", "tsv")
            found = _build_page(self._run(*asked, given=picture), height)
            # French accents are lost without doubt where a Latin page is read as Korean.
            is_other = pair[0] == KOREAN[0] and not found.has_korean
            doubtful = found.doubtful + (MOST_DOUBTFUL if is_other else 0)
            if best is None or doubtful < best[0]:
                best = doubtful, found, pair
            if not is_other and found.doubtful <= MOST_DOUBTFUL:
                break
        assert best is not None
        self.pairs.sort(key=lambda pair: pair != best[2])
        return best[1]

    def _find_turn(self, page: Any) -> int:
        """Return by how many degrees a page has to be turned; 0 where that is not known."""
        if ORIENTATION not in self.languages:
            return 0
        said = self._run("-l", ORIENTATION, "--psm", ONLY_ORIENTATION, given=_draw(page, 0))
        turns = [line.partition(":")[2].strip() for line in said.splitlines() if line.startswith("Rotate:")]
        return int(turns[0]) if turns and turns[0].isdecimal() else 0

    def _run(self, *arguments: str, given: bytes = b"") -> str:
        """Run the program and return its output; where it ends with an error, it has read nothing."""
        picture = ("stdin", "stdout", "--dpi", str(DOTS_PER_INCH)) if given else ()
        done = subprocess.run(
            [self.program, *picture, *arguments],
            input=given,
            capture_output=True,
            # One thread: the machine serves others too.
            env={"OMP_THREAD_LIMIT": "1", "LANG": "C.UTF-8"},
            check=False,
        )
        return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def _draw(page: Any, turn: int) -> bytes:
    """Draw a page of PDFium as a grey picture (PGM), not larger than a large sheet needs."""
    dots = page.get_width() * page.get_height() * (DOTS_PER_INCH / POINTS_PER_INCH) ** 2
    scale = DOTS_PER_INCH / POINTS_PER_INCH * min(1.0, (MOST_DOTS / max(dots, 1.0)) ** 0.5)
    bitmap = page.render(scale=scale, rotation=turn, grayscale=True)
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    drawn = memoryview(bitmap.buffer).cast("B")
    rows = b"".join(drawn[row * stride : row * stride + width] for row in range(height))
    bitmap.close()
    return b"P5\n%d %d\n255\n%s" % (width, height, rows)


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its place in dots from the top left; `line` names its block, paragraph and line."""

    line: tuple[str, ...]
    left: int
    top: int
    width: int
    height: int
    confidence: float
    text: str


def _build_page(output: str, height: float) -> ReadPage:
    """Build the lines of a page from words with places, and from the text.

    The text has the spaces of Korean, where each syllable counts as a word, and the words have the places.
    """
    rows = [line.split("\t") for line in output.splitlines()]
    placed = [row for row in rows if len(row) == COLUMNS and row[0].isdecimal()]
    texts = [" ".join(row[0].split()) for row in rows if len(row) == 1 and row[0].strip()]
    lines: dict[tuple[str, ...], list[Word]] = {}
    for row in placed:
        if row[0] == WORD and row[-1].strip():
            left, top, width, high = map(int, row[6:10])
            word = Word(tuple(row[2:5]), left, top, width, high, float(row[10]), row[11].strip())
            lines.setdefault(word.line, []).append(word)
    words = [word for line in lines.values() for word in line]
    if len(texts) != len(lines):
        texts = [" ".join(word.text for word in line) for line in lines.values()]
    usual = median(word.height for word in words) if words else 0.0
    sheet = next((int(row[9]) for row in placed if row[0] == SHEET), 0)
    scale = height / sheet if sheet else 0.0
    printed = [
        _build_line(text, line, usual, scale, height)
        for text, line in zip(texts, lines.values(), strict=True)
        if any(letter.isalnum() for letter in text)
    ]
    doubtful = sum(len(word.text) for word in words if word.confidence < SURE)
    return ReadPage(
        printed,
        doubtful / sum(len(word.text) for word in words) if words else 1.0,
        any("가" <= letter <= "힣" for text in texts for letter in text),
    )


def _build_line(text: str, words: Sequence[Word], usual: float, scale: float, height: float) -> PrintedLine:
    """Make a line of its words; of a slanted one, the words in the middle tell how high it is."""
    top, high = median(word.top for word in words), median(word.height for word in words)
    size = usual if SMALLER * usual < high < LARGER * usual else high
    is_cut = text.endswith("-") and text[-1 - LETTERS_BEFORE_CUT : -1].isalpha()
    return PrintedLine(
        text=text[:-1] if is_cut else text,
        left=min(word.left for word in words) * scale,
        right=max(word.left + word.width for word in words) * scale,
        top=height - top * scale,
        bottom=height - (top + high) * scale,
        size=size * scale,
        is_cut=is_cut,
        is_ocr=True,
    )
