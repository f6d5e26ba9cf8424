"""What WeasyPrint would work out again and again for a packet, worked out once; the result is the same.

`taken` puts them in place around one rendering. Each stands alone: the same bytes come out without it.
"""

import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import pydyf
import tinycss2
import tinyhtml5
import weasyprint
import weasyprint.css
import weasyprint.pdf
from cssselect2 import ElementWrapper
from weasyprint.layout import absolute, background, block, column, float, grid, inline, page, percent, table
from weasyprint.text import line_break

from commitments.briefings import measures, streams, tagging

RESOLVING = (absolute, block, column, float, grid, inline, page, table)

SVG = "http://www.w3.org/2000/svg"
# What WeasyPrint's own style sheet gives to every element; of it, a packet has the markers of lists.
UNIVERSAL = "::"
LEVEL = 6
MARKERS = "li::marker { font-variant-numeric: tabular-nums; white-space: pre }"


class Paper(weasyprint.HTML):
    """An HTML text under WeasyPrint's own style sheet, without what it gives to every element."""

    def __init__(self, html: str, base_url: str, fetcher: Any) -> None:
        self.base_url, self.url_fetcher, self.media_type = base_url, fetcher, "print"
        self.wrapper_element = ElementWrapper.from_html_root(parsed(html), content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        return [BASE]


def parsed(html: str) -> Any:
    """Read an HTML text: as XML where it is well-formed, as our templates are, which takes a twentieth."""
    try:
        # Typed texts stand in it escaped: no declaration can come from them.
        tree = ElementTree.fromstring(html)  # noqa: S314
    except ElementTree.ParseError:
        return tinyhtml5.parse(html, namespace_html_elements=False)
    for drawing in list(tree.iter("svg")):
        for part in drawing.iter():
            part.tag = f"{{{SVG}}}{part.tag}"
    return tree


def paper(html: str, base_url: str, fetcher: Any) -> Any:
    """Give an HTML text ready to be rendered."""
    return Paper(html, base_url, fetcher)


def base() -> weasyprint.CSS:
    """Make the style sheet that stands below the packet's."""
    stock = (files(weasyprint.css) / "html5_ua.css").read_text("utf-8").splitlines()
    kept = [line for line in stock if not line.startswith(UNIVERSAL)]
    return weasyprint.CSS(string="\n".join((*kept, MARKERS)))


BASE = base()


class PageStyles:
    """The styles of a page and its margins, made once for each kind of page.

    They depend on the side, on whether the page is blank or the first, and on its name; packet.css has no
    rule for the n-th page.
    """

    def __init__(self, stock: Any) -> None:
        self.stock = stock
        self.known: dict[Any, dict[Any, Any]] = {}

    def __call__(self, page: Any, html: Any, style_for: Any) -> None:
        kind = (page.side, page.blank, page.index == 0, page.name)
        styles = style_for.get_computed_styles()
        if kind not in self.known:
            before = len(styles)
            self.stock(page, html, style_for)
            self.known[kind] = {key[1]: styles[key] for key in list(styles)[before:]}
            return
        for pseudo, style in self.known[kind].items():
            styles[page, pseudo] = style


class QuickCompression:
    """Stands for zlib in pydyf, which asks for the smallest file: 4 % smaller for twice the time."""

    @staticmethod
    def compressobj(level: int = 9) -> Any:
        return zlib.compressobj(min(level, LEVEL))

    compress = staticmethod(zlib.compress)


def page_references(pdf: pydyf.PDF) -> list[bytes]:
    """The same as pydyf's, which makes them all again for every bookmark."""
    kids = pdf.pages["Kids"]
    known: list[bytes] = pdf.__dict__.setdefault("references", [])
    known.extend(f"{number} 0 R".encode() for number in kids[3 * len(known) :: 3])
    return known


@contextmanager
def replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Let one name of a module or class stand for something else."""
    stock = owner.__dict__[name]
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, stock)


def replacements() -> list[tuple[Any, str, Any]]:
    """List what stands for what in one rendering: the owner, the name, the value."""
    layout: Any = page
    writer: Any = weasyprint.pdf
    backgrounds = measures.quick_backgrounds(background.layout_box_backgrounds)
    percentages = measures.quick_percentages(percent.resolve_percentages)
    return [
        (layout, "set_page_type_computed_styles", PageStyles(layout.set_page_type_computed_styles)),
        (writer, "Stream", streams.PacketStream),
        (writer, "build_fonts_dictionary", streams.with_meanings(writer.build_fonts_dictionary)),
        (writer, "add_tags", tagging.add_tags),
        (pydyf.PDF, "page_references", property(page_references)),
        (pydyf, "zlib", QuickCompression),
        (tinycss2, "parse_one_declaration", lru_cache(tinycss2.parse_one_declaration)),
        (line_break.Layout, "setup", measures.quick_setup(line_break.Layout.setup)),
        (background, "layout_box_backgrounds", backgrounds),
        *((module, "resolve_percentages", percentages) for module in RESOLVING),
    ]


@contextmanager
def taken() -> Iterator[None]:
    """Take the shortcuts, and let pages and tags be written as a packet needs them."""
    with ExitStack() as stack:
        for owner, name, value in replacements():
            stack.enter_context(replaced(owner, name, value))
        yield
