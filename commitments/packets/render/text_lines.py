"""Lay texts out and split them into lines, faster than WeasyPrint's own functions and with the same bytes.

`weasyprint_patches` puts these in their place.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.formatting_structure import boxes
from weasyprint.text import fonts, line_break
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, gobject, pango, unicode_to_char_p

RECTANGLE = "PangoRectangle *"
FEATURES = {
    name: INITIAL_VALUES[name]
    for name in INITIAL_VALUES
    if name.startswith("font_variant_") or name in ("font_kerning", "font_feature_settings")
}


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


# Pango lays out a text with these as several paragraphs; letters from the right depend on the whole line.
SEPARATED = re.compile("[\n\r\u2029]")
UNUSUAL = re.compile("[\t\u00ad\u0590-\u08ff\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]")


@dataclass(slots=True)
class OpenLines:
    """The lines of a text that are still to be taken from the layout of the whole, and what fits them."""

    text: str
    style: Any
    width: int
    layout: Any
    number: int
    start: int


def quick_text(stock: Callable[..., Any]) -> Callable[..., Any]:
    """Set a text as the stock method does, as one paragraph where it is one, so that it is drawn as it is."""

    def set_text(layout: Any, text: str, justify: bool = False) -> None:
        pango.pango_layout_set_single_paragraph_mode(layout.layout, not SEPARATED.search(text))
        stock(layout, text, justify)

    return set_text


def keep_layout(stock: Callable[..., Any]) -> Callable[..., Any]:
    """Set a line up again to draw it, as the stock method does, unless its layout was kept."""

    def reactivate(layout: Any, style: Any) -> None:
        if "layout" not in layout.__dict__:
            stock(layout, style)

    return reactivate


def quick_lines(stock: Callable[..., Any]) -> Callable[..., Any]:
    """Split a text into lines as the stock function does, but lay it out once and not for each line.

    Pango breaks the whole text where it would break what is left after each line.
    """
    held: list[OpenLines] = []

    def split(
        text: str, style: Any, context: Any, room: Any, spacing: Any, *others: Any, **options: Any
    ) -> Any:
        if not is_usual(text, style, room) or spacing or others or options.get("minimum"):
            return stock(text, style, context, room, spacing, *others, **options)
        width = int(max(0, room) * TO_UNITS)
        known = held.pop() if held else None
        if known is None or known.style is not style or known.width != width or known.text != text:
            known = OpenLines(text, style, width, line_break.create_layout(text, style, None, room, 0), 0, 0)
        lines = known.layout.layout
        first = pango.pango_layout_get_line_readonly(lines, known.number)
        second = pango.pango_layout_get_line_readonly(lines, known.number + 1)
        extents = ffi.new(RECTANGLE)
        pango.pango_layout_line_get_extents(first, ffi.NULL, extents)
        across, height = extents.width * FROM_UNITS, extents.height * FROM_UNITS
        third = pango.pango_layout_get_line_readonly(lines, known.number + 2)
        # A last word may fit without the blank after it, which Pango counts at the end of a text alone.
        is_before_last = second != ffi.NULL and third == ffi.NULL
        if across > room or (is_before_last and text[-1] == " "):
            return stock(text, style, context, room, spacing, **options)
        size, resume_at = first.length, None
        line, baseline = known.layout, -extents.y * FROM_UNITS
        if second != ffi.NULL or known.number:
            said = text.encode()
            if second != ffi.NULL:
                resume_at = second.start_index - known.start
                if SEPARATED.search(text) is None:
                    rest = said[resume_at:].decode()
                    held.append(
                        OpenLines(rest, style, width, known.layout, known.number + 1, second.start_index)
                    )
                size = len(said[:size].rstrip(b" "))
            line = line_break.Layout.__new__(line_break.Layout)
            line.__dict__.update(
                justification_spacing=0, max_width=room, text=said[:size].decode(), first_line_direction=0
            )
        return line, size, resume_at, across, height, baseline

    return split


def is_usual(text: str, style: Any, room: Any) -> bool:
    """Return whether the lines of a text in a width are those of its layout as a whole."""
    known = style.__dict__
    if "is_usual" not in known:
        known["is_usual"] = (
            style["white_space"] in ("normal", "pre-line")
            and style["direction"] == "ltr"
            and style["letter_spacing"] == "normal"
            and not style["word_spacing"]
            and style["word_break"] == "normal"
            and style["hyphens"] == "manual"
            and style["font_size"] > 0
        )
    return bool(known["is_usual"] and room is not None and room < inf and not UNUSUAL.search(text))


def quick_strut(stock: Callable[..., Any]) -> Callable[..., Any]:
    """Return the height of a line of a style as the stock function does, found once for each style."""

    def strut(style: Any) -> Any:
        known = style.__dict__
        if "strut" not in known:
            known["strut"] = stock(style)
        return known["strut"]

    return strut


def keep_words(split_box: Callable[..., Any], split_text: Callable[..., Any]) -> tuple[Any, Any]:
    """Return both functions so that only a word at the start of a line is ever broken.

    The stock functions take each text within an emphasised passage for the start of the line where that
    passage begins the line, and break the word at the end of the line instead of moving it.
    """
    first: list[Any] = []

    def split_line(context: Any, box: Any, *others: Any) -> Any:
        if isinstance(box, boxes.LineBox):
            first.clear()
        return split_box(context, box, *others)

    def split(context: Any, box: Any, room: Any, skip: Any, is_line_start: bool = True) -> Any:
        is_first = not first or first[0] is box
        found = split_text(context, box, room, skip, is_line_start=is_line_start and is_first)
        if is_first and found[0] is not None:
            first[:] = [box]
        return found

    return split_line, split
