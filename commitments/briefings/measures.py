"""What every box and every line asks of its style, asked of each style once.

WeasyPrint asks for each box anew; most boxes of a packet share a few dozen styles. The stock function answers
wherever a percentage, a calculation or a decoration makes the answer depend on more than the style.
"""

from collections.abc import Callable
from typing import Any

from weasyprint.css.properties import INITIAL_VALUES, Dimension
from weasyprint.text import fonts, line_break
from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p

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
    """Give the lengths of a style that do not depend on what is around it, or None."""
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
    """Whether a style paints nothing behind its box."""
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
    """Give the context, the language and the font in which texts of a style are laid out, or None."""
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
