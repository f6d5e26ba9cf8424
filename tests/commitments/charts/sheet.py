"""A drawing read back: its parts as boxes, its texts with the room they take."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from xml.etree.ElementTree import Element, fromstring

from commitments.charts.drawing import text_width

CAP = 8.0
# Coordinates are written to a tenth.
ROUNDED = 0.21


@dataclass(frozen=True)
class Box:
    """What takes room in a drawing: a bar or a text."""

    kind: str
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > ROUNDED and down > ROUNDED

    def holds(self, other: "Box") -> bool:
        return (
            self.left - ROUNDED <= other.left
            and other.right <= self.right + ROUNDED
            and self.top - ROUNDED <= other.top
            and other.bottom <= self.bottom + ROUNDED
        )


class Sheet:
    """The drawing of a chart."""

    def __init__(self, svg: str) -> None:
        self.root = fromstring(svg)
        width, height = map(float, self.root.attrib["viewBox"].split()[2:])
        self.whole = Box("svg", "", 0, 0, width, height)
        self.bars = [bar(one) for one in self.root.iter("rect")]
        self.texts = [text(one) for one in self.root.iter("text")]

    def numbers(self, *kinds: str) -> list[str]:
        """List the numbers printed, of some classes or of all that print numbers."""
        return [one.text for one in self.texts if one.kind in kinds or (not kinds and is_number(one.kind))]

    def faults(self) -> Iterator[str]:
        """Find what reaches beyond the drawing or stands on something else."""
        for one in (*self.bars, *self.texts):
            if not self.whole.holds(one):
                yield f"{one} reaches beyond the drawing"
        for one, other in combinations(self.texts, 2):
            if one.meets(other):
                yield f"{one} stands on {other}"
        for one, other in combinations(self.bars, 2):
            # The full half of a joint part stands on its own edge.
            if one.meets(other) and (one.kind, other.kind) != ("outlined", "filled"):
                yield f"{one} stands on {other}"
        for one in self.texts:
            for part in self.bars:
                if part.meets(one) and not (one.kind == f"on-{part.kind}" and part.holds(one)):
                    yield f"{one} stands on {part}"


def is_number(kind: str) -> bool:
    return kind == "n" or kind.startswith("on-")


def bar(one: Element) -> Box:
    x, y, width, height = (float(one.attrib[name]) for name in ("x", "y", "width", "height"))
    return Box(one.attrib["class"], "", x, y, x + width, y + height)


def text(one: Element) -> Box:
    written = one.text or ""
    wide = text_width(written)
    x, y = float(one.attrib["x"]), float(one.attrib["y"])
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[one.attrib["text-anchor"]]
    return Box(one.attrib["class"], written, left, y - CAP, left + wide, y)
