"""The only place that marks text safe: drawings that were built here as trees, never as text."""

import re
from xml.etree.ElementTree import Element, tostring

from django.utils.safestring import SafeString

# What a drawing may hold. Nothing here runs, loads, links or carries a style of its own.
ELEMENTS = frozenset({"svg", "g", "title", "desc", "rect", "line", "text"})
ATTRIBUTES = frozenset(
    {
        "aria-hidden",
        "aria-labelledby",
        "class",
        "fill",
        "focusable",
        "font-size",
        "height",
        "id",
        "role",
        "rx",
        "stroke",
        "stroke-dasharray",
        "stroke-width",
        "text-anchor",
        "viewBox",
        "width",
        "x",
        "x1",
        "x2",
        "y",
        "y1",
        "y2",
    }
)
# Paint is a colour; anything else could fetch it from elsewhere.
_PAINT = re.compile("none|#[0-9a-f]{3}")
# Characters that no XML document may hold.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(drawing: Element) -> SafeString:
    """Write a drawing as SVG to stand in a page: every text in it is escaped.

    Raises ValueError on an element or attribute that no drawing of ours needs.
    """
    for part in drawing.iter():
        if part.tag not in ELEMENTS or not ATTRIBUTES.issuperset(part.keys()):
            raise ValueError(f"No drawing holds <{part.tag}> with {sorted(part.keys())}.")
        part.text = _FORBIDDEN.sub("\ufffd", part.text or "") or None
        for name, value in part.items():
            if name in {"fill", "stroke"} and not _PAINT.fullmatch(value):
                raise ValueError(f"{value} is no colour.")
            part.set(name, _FORBIDDEN.sub("\ufffd", value))
    return SafeString(tostring(drawing, encoding="unicode"))
