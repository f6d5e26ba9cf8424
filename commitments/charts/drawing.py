"""The pencil: a canvas with its name, bars by their mark, lettering; classes give the colours."""

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement

from django.utils.safestring import SafeString

from commitments import safe
from commitments.charts.parts import Chart, Mark, Series, Table, Words, summed

STROKE = 1.5
# How each part is drawn where no style sheet says otherwise: in black and white, as on paper. A PDF takes its
# sheets from the page and leaves what stands in a drawing as it is.
EDGE = {"stroke": "#000", "stroke-width": str(STROKE)}
INK: dict[str, dict[str, str]] = {
    Mark.FILLED: {"fill": "#000"},
    Mark.OUTLINED: {"fill": "none", **EDGE},
    Mark.TINTED: {"fill": "#ddd", **EDGE},
    Mark.DASHED: {"fill": "none", **EDGE, "stroke-dasharray": "3 2"},
    "on-filled": {"fill": "#fff"},
}
SWATCH = 11.0
# The size of the lettering; its height above its line, and what a line of it takes.
SIZE, CAP, LETTERING = 11.0, 8.0, 14.0


def canvas(words: Words, told: Sequence[str], width: float, height: float) -> Element:
    """Begin a drawing: its name and the numbers in it, as `told`, are read out in its place."""
    names = {"title": words.title, "desc": "; ".join(told)}
    root = Element(
        "svg",
        {
            "class": "chart",
            "role": "img",
            "font-size": _size(SIZE),
            "width": _size(width),
            "height": _size(height),
            "viewBox": f"0 0 {_size(width)} {_size(height)}",
            "aria-labelledby": " ".join(f"{words.key}-{tag}" for tag in names),
        },
    )
    for tag, text in names.items():
        SubElement(root, tag, {"id": f"{words.key}-{tag}"}).text = text
    return root


def bar(root: Element, mark: Mark, x: float, y: float, width: float, height: float) -> None:
    """Draw one number: filled, or an edge that stays inside; half filled is an edge with a full left half."""
    if mark == Mark.FILLED:
        _rect(root, mark, x, y, width, height)
        return
    inset = STROKE / 2
    edge = Mark.OUTLINED if mark == Mark.HALF else mark
    _rect(root, edge, x + inset, y + inset, max(0.5, width - STROKE), max(0.5, height - STROKE))
    if mark == Mark.HALF:
        _rect(root, Mark.FILLED, x, y, width / 2, height)


def _rect(root: Element, kind: str, x: float, y: float, width: float, height: float) -> None:
    size = {"x": _size(x), "y": _size(y), "width": _size(width), "height": _size(height)}
    SubElement(root, "rect", {"class": kind, **size, "rx": "1.5", **INK[kind]})


def lettering(root: Element, kind: str, x: float, y: float, text: str, anchor: str = "start") -> None:
    """Write a text: `start`, `middle` or `end` of it stands at x, its line at y."""
    SubElement(
        root,
        "text",
        {"class": kind, "x": _size(x), "y": _size(y), "text-anchor": anchor, **INK.get(kind, {})},
    ).text = text


def baseline(root: Element, x1: float, x2: float, y: float) -> None:
    """Draw the line on which columns stand."""
    places = {"x1": _size(x1), "x2": _size(x2), "y1": _size(y), "y2": _size(y)}
    SubElement(root, "line", {"class": "base", "stroke": "#000", **places})


def stack(
    root: Element,
    series: Sequence[Series],
    lengths: Sequence[float],
    *,
    x: float,
    base: float,
    width: float,
    gap: float,
) -> float:
    """Draw one column from its base up, the first series lowest; give the height at which it ends."""
    y = base
    for one, length in zip(series, lengths, strict=True):
        if length:
            y -= length
            bar(root, one.mark, x, y, width, length)
            y -= gap
    return y + gap if y < base else base


def finished(
    root: Element, words: Words, series: Sequence[Series], values: Iterable[Sequence[int]], table: Table
) -> Chart:
    """Put the drawing, its legend and its table together; the legend names what occurs."""
    sums = summed(values)
    legend = tuple((_swatch(one.mark), one.name) for one, count in zip(series, sums, strict=True) if count)
    return Chart(words, safe.svg(root), legend, table)


def _swatch(mark: Mark) -> SafeString:
    size = _size(SWATCH)
    root = Element(
        "svg",
        {
            "class": "chart-key",
            "aria-hidden": "true",
            "focusable": "false",
            "width": size,
            "height": size,
            "viewBox": f"0 0 {size} {size}",
        },
    )
    bar(root, mark, 0, 0, SWATCH, SWATCH)
    return safe.svg(root)


def _size(value: float) -> str:
    """Write a coordinate to a tenth, without a tail of zeros."""
    return f"{value:.1f}".removesuffix(".0")
