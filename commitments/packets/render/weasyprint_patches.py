"""Patches that cache what WeasyPrint computes repeatedly for a packet; the result is the same.

`apply_patches` applies them around one rendering. Each is independent: the bytes are the same without it.
WeasyPrint asks the style of every box and line again, while most boxes of a packet share a few dozen styles.
The original function answers wherever a percentage, a calculation or a decoration makes the answer depend on
more than the style.
"""

import zlib
from collections.abc import Callable, Iterator
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
from weasyprint.css.properties import INITIAL_VALUES, Dimension
from weasyprint.layout import absolute, background, block, column, float, grid, inline, page, percent, table
from weasyprint.text import fonts, line_break
from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p

from commitments.packets.render import tagging

SIDES = ("top", "right", "bottom", "left")
ZERO_IF_AUTO = ("min_width", "min_height")
LENGTHS = (
    *(f"margin_{side}" for side in SIDES),
    *(f"padding_{side}" for side in SIDES),
    "width",
    "height",
    "max_width",
    "max_height",
    *ZERO_IF_AUTO,
)
BORDERS = tuple(f"border_{side}_width" for side in SIDES)
CORNERS = {
    f"border_{corner}_radius": (0, 0) for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
}
FEATURES = {
    name: INITIAL_VALUES[name]
    for name in INITIAL_VALUES
    if name.startswith("font_variant_") or name in ("font_kerning", "font_feature_settings")
}
PLAIN_RADIUS = (Dimension(0, "px"), Dimension(0, "px"))


def lengths_of(style: Any) -> dict[str, Any] | None:
    """Return the lengths of a style that do not depend on its surroundings, or None."""
    found: dict[str, Any] = {}
    for name in LENGTHS:
        value = style[name]
        if value == "auto":
            found[name] = 0 if name in ZERO_IF_AUTO else "auto"
        elif isinstance(value, Dimension) and value.unit == "px":
            found[name] = value.value
        else:
            return None
    return found if style["box_sizing"] == "content-box" else None


def quick_percentages(stock: Callable[..., Any]) -> Callable[..., Any]:
    """Set the lengths of a box as the stock function does, all at once where its style alone decides."""

    def resolve(box: Any, containing_block: Any) -> None:
        known = box.style.__dict__
        if "lengths" not in known:
            known["lengths"] = lengths_of(box.style)
            known["borders"] = {name: box.style[name] for name in BORDERS}
        if known["lengths"] is None:
            stock(box, containing_block)
            return
        box.__dict__.update(known["lengths"])
        if box.style["border_collapse"] == "collapse":
            # Borders that met each other are decided already.
            box.__dict__.update(
                known["borders"] | {name: getattr(box, name) for name in BORDERS if hasattr(box, name)}
            )
        else:
            box.__dict__.update(known["borders"])

    return resolve


def is_plain(style: Any) -> bool:
    """Return whether a style paints nothing behind its box."""
    return bool(
        style["background_image"] == (("none", None),)
        and style["border_image_source"][0] == "none"
        and style["mask_border_source"][0] == "none"
        and not style["box_shadow"]
        and all(style[corner] == PLAIN_RADIUS for corner in CORNERS)
        and style["background_color"] != "currentcolor"
        and style["background_color"].alpha == 0
    )


def quick_backgrounds(stock: Callable[..., Any]) -> Callable[..., Any]:
    """Lay out what stands behind a box as the stock function does; pass by boxes with nothing there."""

    def lay_out(page: Any, box: Any, image: Any, layout_children: bool = True, style: Any = None) -> None:
        known = box.style.__dict__
        if "is_plain" not in known:
            known["is_plain"] = is_plain(box.style)
        if style is not None or box is page or not known["is_plain"]:
            stock(page, box, image, layout_children, style)
            return
        # What is placed by itself stands behind a box of its own in the meantime.
        getattr(box, "_box", box).__dict__.update(CORNERS, background=None)
        if layout_children:
            for child in box.all_children():
                lay_out(page, child, image)

    return lay_out


def text_setup_of(style: Any) -> tuple[Any, Any, Any] | None:
    """Return the context, language and font in which texts of a style are laid out, or None."""
    if style["text_decoration_line"] != "none" or any(style[name] != FEATURES[name] for name in FEATURES):
        return None
    if style["font_language_override"] != "normal" or not style["lang"]:
        return None
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, line_break.PANGO_DIRECTION[style["direction"]])
    pointer, _kept = unicode_to_char_p(style["lang"])
    language = pango.pango_language_from_string(pointer)
    pango.pango_context_set_language(context, language)
    return context, language, fonts.get_font_description(style)


def quick_setup(stock: Callable[..., Any]) -> Callable[..., Any]:
    """Set up the layout of a line as the stock method does, in the context and font its style has already."""

    def setup(layout: Any, style: Any) -> None:
        known = style.__dict__
        if "text_setup" not in known:
            known["text_setup"] = text_setup_of(style)
        if known["text_setup"] is None:
            stock(layout, style)
            return
        context, layout.language, description = known["text_setup"]
        layout.style, layout.first_line_direction = style, 0
        layout.ascent = layout.underline_position = layout.strikethrough_position = None
        layout.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(layout.layout, False)
        pango.pango_layout_set_font_description(layout.layout, description)

    return setup


RESOLVING = (absolute, block, column, float, grid, inline, page, table)

SVG = "http://www.w3.org/2000/svg"
# What WeasyPrint's own style sheet gives to every element; of it, a packet has the markers of lists.
UNIVERSAL = "::"
LEVEL = 6
MARKERS = "li::marker { font-variant-numeric: tabular-nums; white-space: pre }"


class PaperDocument(weasyprint.HTML):
    """An HTML text under WeasyPrint's own style sheet, without the rules that it applies to every element."""

    def __init__(self, html: str, base_url: str, fetcher: Any) -> None:
        self.base_url, self.url_fetcher, self.media_type = base_url, fetcher, "print"
        self.wrapper_element = ElementWrapper.from_html_root(parse_html(html), content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        return [BASE]


def parse_html(html: str) -> Any:
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


def build_document(html: str, base_url: str, fetcher: Any) -> Any:
    """Return an HTML text ready for rendering."""
    return PaperDocument(html, base_url, fetcher)


def build_base_style() -> weasyprint.CSS:
    """Make the style sheet that stands below the packet's."""
    stock = (files(weasyprint.css) / "html5_ua.css").read_text("utf-8").splitlines()
    kept = [line for line in stock if not line.startswith(UNIVERSAL)]
    return weasyprint.CSS(string="\n".join((*kept, MARKERS)))


BASE = build_base_style()


class PageStyles:
    """The styles of a page and its margins, computed once for each kind of page.

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
    """Replaces zlib in pydyf, which asks for the smallest file: 4 % smaller for twice the time."""

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
def replace_attribute(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Let one name of a module or class stand for something else."""
    stock = owner.__dict__[name]
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, stock)


def list_patches() -> list[tuple[Any, str, Any]]:
    """List what stands for what in one rendering: the owner, the name, the value."""
    layout: Any = page
    writer: Any = weasyprint.pdf
    backgrounds = quick_backgrounds(background.layout_box_backgrounds)
    percentages = quick_percentages(percent.resolve_percentages)
    return [
        (layout, "set_page_type_computed_styles", PageStyles(layout.set_page_type_computed_styles)),
        (writer, "Stream", tagging.PacketStream),
        (writer, "build_fonts_dictionary", tagging.with_meanings(writer.build_fonts_dictionary)),
        (writer, "add_tags", tagging.add_tags),
        (pydyf.PDF, "page_references", property(page_references)),
        (pydyf, "zlib", QuickCompression),
        (tinycss2, "parse_one_declaration", lru_cache(tinycss2.parse_one_declaration)),
        (line_break.Layout, "setup", quick_setup(line_break.Layout.setup)),
        (background, "layout_box_backgrounds", backgrounds),
        *((module, "resolve_percentages", percentages) for module in RESOLVING),
    ]


@contextmanager
def apply_patches() -> Iterator[None]:
    """Take the shortcuts, and let pages and tags be written as a packet needs them."""
    with ExitStack() as stack:
        for owner, name, value in list_patches():
            stack.enter_context(replace_attribute(owner, name, value))
        yield
