"""Every replacement of a function of WeasyPrint or of the libraries under it, for one rendering of a packet.

Some are needed: without them a packet is not accessible, or its progress is not known. The others only save
time: the bytes are the same without them. They apply to the versions in `VERSIONS`; with others WeasyPrint
prints by itself, and a test fails. Beside each is its gain: how much more CPU time a packet of 200
commitments, and one of 30, takes without it and with the others (median of alternating pairs, November 2026).
None gains a tenth alone; without all of them a packet takes 14 % more, one of 30 20 %, so those that gain
most together are kept.

WeasyPrint asks the style of every box and line again, while most boxes of a packet share a few dozen styles.
The original function answers wherever a percentage, a calculation or a decoration makes the answer depend on
more than the style.
"""

import io
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from types import SimpleNamespace
from typing import Any, ClassVar
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pydyf
import tinyhtml5
import weasyprint
import weasyprint.css
import weasyprint.document
import weasyprint.pdf
import weasyprint.svg
from cssselect2 import ElementWrapper
from fontTools.ttLib import TTFont
from weasyprint.css.properties import Dimension
from weasyprint.formatting_structure import boxes
from weasyprint.layout import absolute, background, block, column, float, grid, inline, page, percent, table
from weasyprint.pdf.stream import Stream
from weasyprint.text import line_break
from weasyprint.text.ffi import ffi

from commitments.packets.render import tagging, text_lines
from commitments.packets.render.tagging import HELPS

VERSIONS = {
    "weasyprint": "70.0",
    "pydyf": "0.13.0",
}
DESCRIPTION = "description-"
# How much zlib tries: its own default.
QUICK = 6
# Types of C that printing names: each takes milliseconds to parse, so that they are known before.
for name in (
    "FcChar8 **",
    "PangoFcFontMap *",
    "PangoLogAttr[]",
    text_lines.RECTANGLE,
    "char[4]",
    "char[]",
    "unsigned int *",
):
    ffi.typeof(name)
ARRAY = re.compile(r"(hb_\w+)\[(\d+)\]")
# What a glyph says that only completes the one before it; every code shown needs a meaning.
ZERO_WIDTH_NON_JOINER = "\u200c"
# An element with this attribute is drawn otherwise than it reads.
CODED = "data-text"
TURNED = ("R", "AL", "NSM")


class PacketStream(Stream):
    """A page's stream that numbers what belongs to the tree, and adds the text that shaping would lose."""

    # Boxes that repeat what stands elsewhere: margins, and heads of a table on its later pages.
    repeated: ClassVar[set[int]] = set()

    @contextmanager
    def marked(self, box: Any, tag: str) -> Iterator[None]:
        stream: Any = self
        marks: dict[int, int] | None = self._tags
        if marks is None or id(box) in self.repeated:
            stream.begin_marked_content("Artifact")
        else:
            number = marks[id(box)] = len(marks)
            stream.begin_marked_content(tag, properties_of(box, number))
        try:
            yield
        finally:
            stream.end_marked_content()


def mark_repeats(document: Any) -> None:
    """Let what a document repeats be written as artifacts: margins, and heads of a table on later pages."""
    PacketStream.repeated = tagging.find_repeats(document)


def properties_of(box: Any, number: int) -> bytes:
    """Return the property list of one run: its number, and its text where the glyphs lose it."""
    element, text = box.element, box.text if isinstance(box, boxes.TextBox) else ""
    if element is not None and CODED in element.attrib:
        return b"<</MCID %d/ActualText %s>>" % (number, pydyf.String(element.get(CODED)).data)
    # Readers turn round what is read from the right, an ActualText as well: such a run has none.
    if text.isascii() or box.style["direction"] == "rtl":
        return b"<</MCID %d>>" % number
    text = text.translate(HELPS)
    if not is_shaped(text):
        return b"<</MCID %d>>" % number
    return b"<</MCID %d/ActualText %s>>" % (number, pydyf.String(text).data)


def is_shaped(text: str) -> bool:
    """Return whether the glyphs of a text do not identify its characters one by one.

    A letter with its marks may be drawn in parts, one of which is also another letter: one of the two is
    lost.
    """
    return any(
        unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf", "So", "Sk")
        or unicodedata.decomposition(character)[:1] not in ("", "<")
        for character in text
    )


def read_backwards(text: str) -> str:
    """Turn round the letters that one right-to-left glyph stands for: readers turn what lies on the line."""
    is_turned = len(text) > 1 and all(unicodedata.bidirectional(letter) in TURNED for letter in text)
    return text[::-1] if is_turned else text


def with_meanings(build_fonts: Callable[..., Any]) -> Callable[..., Any]:
    """Let the fonts be written with a meaning for every glyph, also one that only completes another.

    Where a letter was first drawn as a part of another one, its glyph means the letter by itself: plain text
    has no other meaning.
    """

    def build(pdf: Any, fonts: dict[Any, Any], *options: Any) -> Any:
        for font in fonts.values():
            said = {glyph: read_backwards(text.translate(HELPS)) for glyph, text in font.to_unicode.items()}
            letters = {} if all(said.values()) else list_letters(font.file_content)
            for glyph, text in said.items():
                font.to_unicode[glyph] = text or letters.get(glyph, ZERO_WIDTH_NON_JOINER)
        return build_fonts(pdf, fonts, *options)

    return build


def list_letters(file: bytes) -> dict[int, str]:
    """Return the letter that a font draws with each glyph alone; marks complete others."""
    with TTFont(io.BytesIO(file), lazy=True) as font:
        return {
            font.getGlyphID(name): chr(code)
            for code, name in font.getBestCmap().items()
            if unicodedata.category(chr(code))[0] == "L"
        }


class ShapedText(str):
    """A text of a drawing that is laid out as a whole: letter by letter, signs of Khmer would stand apart."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        yield str(self)


def read_shaped(node: Any) -> str | None:
    """Return the text of a node of a drawing: as a whole where signs stand over or under its letters."""
    text: str | None = node._etree_node.text
    has_signs = any(unicodedata.category(letter) in ("Mn", "Mc") for letter in text or "")
    return ShapedText(text) if has_signs else text


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


def quick_flow(stock: Callable[..., Any]) -> Callable[..., Any]:
    """Return whether a box is in the normal flow as the stock method does, found once for each style."""

    def is_in_normal_flow(box: Any) -> bool:
        known = box.style.__dict__
        if "is_in_flow" not in known:
            known["is_in_flow"] = stock(box)
        return bool(known["is_in_flow"])

    return is_in_normal_flow


def quick_types(stock: Callable[..., Any]) -> Callable[..., Any]:
    """Return a type of C as the stock method does; arrays of any length without parsing each."""

    def find_type(library: Any, name: str) -> Any:
        array = ARRAY.fullmatch(name)
        if array is None:
            return stock(library, name)
        pointer, _is_function = stock(library, f"{array[1]} *")
        return library._backend.new_array_type(pointer, int(array[2])), False

    return find_type


def quick_collisions(stock: Callable[..., Any]) -> Callable[..., Any]:
    """Return where a line or box stands as the stock function does, at once where no float is beside it."""

    def avoid(context: Any, box: Any, containing_block: Any, outer: bool = True) -> Any:
        is_plain = outer and isinstance(box, boxes.LineBox) and not context.excluded_shapes
        if not is_plain or containing_block.style["direction"] != "ltr":
            return stock(context, box, containing_block, outer)
        return containing_block.content_box_x(), box.position_y, containing_block.width

    return avoid


RESOLVING = (absolute, block, column, float, grid, inline, page, table)

# What WeasyPrint's own style sheet gives to every element; of it, a packet has the markers of lists.
UNIVERSAL = "::"
MARKERS = "li::marker { font-variant-numeric: tabular-nums; white-space: pre }"


class PaperDocument(weasyprint.HTML):
    """An HTML text under WeasyPrint's own style sheet, without the rules that it applies to every element.

    It gains 2 %, of 30 5 %, and 50 MB of memory. To read the text as XML gains 4 % more.
    """

    def __init__(self, html: str, base_url: str, fetcher: Any) -> None:
        self.base_url, self.url_fetcher, self.media_type = base_url, fetcher, "print"
        self.wrapper_element = ElementWrapper.from_html_root(parse_html(html), content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        return [BASE]


def build_document(html: str, base_url: str, fetcher: Any) -> Any:
    """Return an HTML text ready for rendering."""
    if are_versions_known():
        return PaperDocument(html, base_url, fetcher)
    stock: Any = weasyprint.HTML
    return stock(string=html, base_url=base_url, url_fetcher=fetcher, media_type="print")


def parse_html(html: str) -> Any:
    """Return the elements of an HTML text; read as XML where it is well-formed, as our templates are."""
    try:
        # Typed texts stand in it escaped: no declaration can come from them.
        root = ElementTree.fromstring(html)  # noqa: S314
    except ElementTree.ParseError:
        return tinyhtml5.parse(html, namespace_html_elements=False)
    for drawing in list(root.iter("svg")):
        for part in drawing.iter():
            part.tag = f"{tagging.SVG_NAMES}{part.tag}"
    return root


@lru_cache(maxsize=3)
def parse_style_sheet(style_sheet: str, base_url: str) -> weasyprint.CSS:
    """Return a parsed style sheet; it has no faces, which each text has of its own."""
    return weasyprint.CSS(string=style_sheet, base_url=base_url)


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


def compress_quickly(level: int = QUICK) -> Any:
    """Return a compressor, whatever level is asked for: level 9 takes three times as long for 2 % less."""
    return zlib.compressobj(min(level, QUICK))


@contextmanager
def replace_attribute(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Let one name of a module or class stand for something else."""
    stock = owner.__dict__[name]
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, stock)


def list_needed() -> list[tuple[Any, str, Any]]:
    """List what a packet needs, whatever the version: page content numbered, the structure tree written,
    drawings with Khmer, and words kept together.
    """
    writer: Any = weasyprint.pdf
    split_line, split_text = text_lines.keep_words(inline.split_inline_box, inline.split_text_box)
    return [
        (writer, "Stream", PacketStream),
        # 2 %.
        (pydyf, "zlib", SimpleNamespace(compress=zlib.compress, compressobj=compress_quickly)),
        (writer, "build_fonts_dictionary", with_meanings(writer.build_fonts_dictionary)),
        (writer, "add_tags", tagging.add_tags),
        (weasyprint.svg.Node, "text", property(read_shaped)),
        (inline, "split_inline_box", split_line),
        (inline, "split_text_box", split_text),
    ]


def list_shortcuts() -> list[tuple[Any, str, Any]]:
    """List what only saves time: the owner, the name, the value."""
    layout: Any = page
    backgrounds = quick_backgrounds(background.layout_box_backgrounds)
    percentages = quick_percentages(percent.resolve_percentages)
    collisions = quick_collisions(float.avoid_collisions)
    return [
        # 8 %, of 30 7 %; linear in pages.
        (layout, "set_page_type_computed_styles", PageStyles(layout.set_page_type_computed_styles)),
        # 4 %, of 30 5 %.
        (line_break.Layout, "setup", text_lines.quick_setup(line_break.Layout.setup)),
        (line_break.Layout, "set_text", text_lines.quick_text(line_break.Layout.set_text)),
        (line_break.Layout, "reactivate", text_lines.keep_layout(line_break.Layout.reactivate)),
        (inline, "split_first_line", text_lines.quick_lines(line_break.split_first_line)),
        (type(ffi), "_typeof_locked", quick_types(type(ffi).__dict__["_typeof_locked"])),
        (boxes.Box, "is_in_normal_flow", quick_flow(boxes.Box.is_in_normal_flow)),
        (inline, "strut", text_lines.quick_strut(line_break.strut)),
        # 3 %, of 30 4 %.
        (background, "layout_box_backgrounds", backgrounds),
        # 7 %, of 30 5 %.
        *((module, "resolve_percentages", percentages) for module in RESOLVING),
        # 2 %.
        *((module, "avoid_collisions", collisions) for module in (block, inline)),
    ]


# Read once, when the process starts: to read it again, a child would have to list folders that it may not
# open, once a file was added to the folder of the project.
_KNOWN = all(version(name) == wanted for name, wanted in VERSIONS.items())


def are_versions_known() -> bool:
    """Return whether the installed libraries are those for which the shortcuts were written."""
    return _KNOWN


@contextmanager
def apply_patches() -> Iterator[None]:
    """Let pages and tags be written as a packet needs them, and take the shortcuts."""
    with ExitStack() as stack:
        for owner, name, value in [*list_needed(), *(list_shortcuts() if are_versions_known() else ())]:
            stack.enter_context(replace_attribute(owner, name, value))
        yield


@contextmanager
def count_painted_pages(tell: Callable[[], None]) -> Iterator[None]:
    """Call `tell` after each page that is painted: WeasyPrint reports only what is laid out."""
    paint: Any = weasyprint.document.Page.paint

    def painted(page: Any, *options: Any) -> None:
        paint(page, *options)
        tell()

    with replace_attribute(weasyprint.document.Page, "paint", painted):
        yield


def describe_in_languages(metadata: Any) -> None:
    """Write the description of the file into its metadata in each language of the text ("description-ko")."""
    lines = "".join(
        f'<rdf:li xml:lang="{name.removeprefix(DESCRIPTION)}">{escape(text)}</rdf:li>'
        for name, text in sorted(metadata.custom.items())
        if name.startswith(DESCRIPTION)
    )
    stock, end = metadata.generate_rdf_metadata, b"</rdf:Alt></dc:description>"

    def generate(*about: Any) -> bytes:
        data: bytes = stock(*about)
        return data.replace(end, lines.encode() + end)

    metadata.generate_rdf_metadata = generate
