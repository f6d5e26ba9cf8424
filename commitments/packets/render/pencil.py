"""Drawing tools of the printed charts: millimetres, one path for each ink, letters in the packet's fonts."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from xml.etree.ElementTree import Element, SubElement

from django.utils.safestring import SafeString

from commitments import html

POINT = 25.4 / 72
# The sizes of letters that the print specification sets for charts.
TEXT, SMALL, MONTH = 7.2 * POINT, 6.7 * POINT, 6.2 * POINT
# How far below the middle of a line letters stand, as a part of their size.
SINK = 0.36
# Stands for the stack of the packet: faces.DRAWN.
FAMILY = "packet"
# How wide the printable letters of ASCII are in Noto Sans, from the space on, in thousandths of their size.
_WIDTHS = """
260 269 408 646 572 831 732 225 300 300 551 572 268 322 268 372 572 572 572 572 572 572 572 572 572 572
268 268 572 572 572 434 899 639 650 632 730 556 519 728 741 339 273 619 524 907 760 781 605 781 622 549
556 731 600 930 586 566 572 329 372 329 572 444 281 561 615 480 615 564 344 615 618 258 258 534 258 935
618 605 615 615 413 479 361 618 508 786 529 510 470 380 551 380 572
"""
ASCII_WIDTHS = tuple(map(int, _WIDTHS.split()))
# By the width of other letters, as parts of their size.
NARROW, BROAD = frozenset("’‘·\u00a0"), frozenset("…—")
# Bold letters are wider.
BOLD_WIDTH = 1.06
# Scripts that write words without spaces between them: Thai, Lao, Myanmar, Khmer, Chinese, Japanese.
WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\U00020000-\U0003ffff]")
# Stands under the letter before it.
SUBSCRIPT = re.compile("\u17d2.")
BLACK, RED, BLUE, GREY = "#111111", "#8c1515", "#16324f", "#555555"
WIDTH = 168.0


@dataclass(frozen=True, slots=True)
class Paint:
    fill: str
    stroke: str
    width: float


class Ink(Enum):
    """A style of drawing; one path holds everything drawn with it, the first ink below the others."""

    BAND = Paint("#dcdfe3", "none", 0)
    GRID = Paint("none", "#dcdfe3", 0.18)
    YEAR = Paint("none", "#b5b5b5", 0.25)
    RULE = Paint("none", "#b5b5b5", 0.35 * POINT)
    FRAME = Paint("none", BLACK, 0.35)
    TODAY = Paint("none", BLUE, 0.45)
    SLIP = Paint("none", BLACK, 0.5)
    LATE = Paint("none", RED, 0.8)
    PERIOD = Paint("#ffffff", BLACK, 0.3)
    HOLLOW = Paint("#ffffff", BLACK, 0.35)
    LATE_HOLLOW = Paint("#ffffff", RED, 0.45)
    DOT = Paint(BLACK, "none", 0)
    LATE_DOT = Paint(RED, "none", 0)
    WHITE = Paint("#ffffff", BLACK, 0.25)
    TINT = Paint("#dcdfe3", BLACK, 0.25)
    GOLD = Paint("#c9943a", BLACK, 0.25)
    CRIMSON = Paint(RED, BLACK, 0.25)
    HATCH = Paint("none", BLACK, 0.22)
    TICK = Paint("none", BLACK, 0.6)
    CROSS = Paint("none", "#ffffff", 0.4)


class Pencil:
    """Collects marks by ink and letters; `svg` writes them, with the description for screen readers."""

    def __init__(self, height: float, told: str) -> None:
        size = {"width": f"{WIDTH:g}mm", "height": f"{_n(height)}mm"}
        self.root = Element(
            "svg",
            {"class": "drawn", "role": "img", **size, "viewBox": f"0 0 {WIDTH:g} {_n(height)}"},
        )
        self.root.set("font-family", FAMILY)
        SubElement(self.root, "title").text = told
        self.marks: dict[Ink, list[str]] = {}
        self.letters: list[Element] = []

    def draw(self, ink: Ink, path: str) -> None:
        self.marks.setdefault(ink, []).append(path)

    def line(self, ink: Ink, x1: float, y1: float, x2: float, y2: float) -> None:
        self.draw(ink, f"M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}")

    def box(self, ink: Ink, x: float, y: float, width: float, height: float) -> None:
        self.draw(ink, f"M{_n(x)} {_n(y)}h{_n(width)}v{_n(height)}h{_n(-width)}z")

    def circle(self, ink: Ink, x: float, y: float, radius: float) -> None:
        r, across = _n(radius), _n(2 * radius)
        self.draw(ink, f"M{_n(x - radius)} {_n(y)}a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0 -{across} 0z")

    def diamond(self, ink: Ink, x: float, y: float, reach: float) -> None:
        r = _n(reach)
        self.draw(ink, f"M{_n(x - reach)} {_n(y)}l{r} -{r}l{r} {r}l-{r} {r}z")

    def arrow(self, ink: Ink, x: float, y: float, reach: float) -> None:
        """Point to the right of x, or to the left where the reach is negative."""
        half = abs(reach) * 0.75
        self.draw(ink, f"M{_n(x)} {_n(y - half)}l{_n(reach)} {_n(half)}l{_n(-reach)} {_n(half)}z")

    def tick(self, x: float, y: float, size: float = 1.9) -> None:
        """Draw a tick around a middle."""
        unit = size / 2
        start, turn = f"{_n(x - unit)} {_n(y)}", f"{_n(x - unit / 4)} {_n(y + unit * 0.75)}"
        self.draw(Ink.TICK, f"M{start}L{turn}L{_n(x + unit)} {_n(y - unit * 0.8)}")

    def text(
        self,
        x: float,
        middle: float,
        text: str,
        size: float = TEXT,
        *,
        bold: bool = False,
        anchor: str = "start",
        fill: str = BLACK,
    ) -> None:
        """Write letters around a middle line."""
        if not text:
            return
        named = {"x": _n(x), "y": _n(middle + size * SINK), "font-size": _n(size), "fill": fill}
        if bold:
            named["font-weight"] = "700"
        if anchor != "start":
            named["text-anchor"] = anchor
        letters = Element("text", named)
        letters.text = text
        self.letters.append(letters)

    def svg(self) -> SafeString:
        for ink in Ink:
            if ink in self.marks:
                paint = ink.value
                named = {"d": "".join(self.marks[ink]), "fill": paint.fill}
                if paint.stroke != "none":
                    named |= {"stroke": paint.stroke, "stroke-width": _n(paint.width)}
                SubElement(self.root, "path", named)
        self.root.extend(self.letters)
        return html.render_svg(self.root)


def _n(value: float) -> str:
    """Write a coordinate to a hundredth, without a tail of zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


@lru_cache(maxsize=2048)
def width_of(text: str, size: float) -> float:
    """Return how wide a text is; of letters beyond ASCII an estimate, a little generous."""
    return size * sum(_wide(letter) for letter in SUBSCRIPT.sub("", text))


def _wide(letter: str) -> float:
    if " " <= letter <= "~":
        return ASCII_WIDTHS[ord(letter) - ord(" ")] / 1000
    if unicodedata.category(letter) == "Mn":
        return 0
    if "\u1780" <= letter <= "\u17ff":
        return 0.9
    if letter >= "\u1100":
        return 0.94
    if letter in NARROW:
        return 0.33
    if letter in BROAD:
        return 0.92
    return 0.65 if letter.isupper() else 0.57


SIGNS_AT_END = " ,;:–-"
# What stands behind a text in another language: "(Korean only)".
LABEL_BEHIND = re.compile(r" \([^()]{2,40}\)$")


def cut_title(title: str, room: float, size: float) -> str:
    """Keep what has room of a title; the label of its language behind it stays."""
    label = LABEL_BEHIND.search(title)
    if label is None or width_of(title, size) <= room:
        return cut_text(title, room, size)
    return cut_text(title[: label.start()], room - width_of(label[0], size), size) + label[0]


def cut_text(text: str, room: float, size: float) -> str:
    """Keep what has room, to the end of a word; a single word that is wider is cut between two letters."""
    if width_of(text, size) <= room:
        return text
    return f"{_fit(text, room - width_of('…', size), size).rstrip(SIGNS_AT_END)}…"


def wrap_text(text: str, room: float, size: float, most: int) -> list[str]:
    """Break a text into lines that have room; what does not fit on the last one is cut at a word."""
    lines: list[str] = []
    while len(lines) < most - 1 and width_of(text, size) > room:
        line = _fit(text, room, size)
        lines.append(line.rstrip())
        text = text[len(line) :].lstrip()
    return [*lines, cut_title(text, room, size)]


def _fit(text: str, room: float, size: float) -> str:
    """Return the beginning that has room of a text that is wider; at least a letter."""
    place = 0
    while room >= size * _wide(text[place]):
        room -= size * _wide(text[place])
        place += 1
    kept = text[:place]
    if not text[place].isspace() and not WITHOUT_SPACES.match(text[place]):
        kept = kept.rpartition(" ")[0] or kept
    while unicodedata.category(text[len(kept)]).startswith("M") or kept.endswith("\u17d2"):
        # No sign is parted from its letter.
        kept = kept[:-1]
    return kept or text[:1]
