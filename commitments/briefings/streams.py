"""How a page's content is marked while it is written: text with its number, margins and repeated heads apart.

Private names of WeasyPrint are used here and in `tagging`; it is pinned, and the tests read the finished file
back with other tools.
"""

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream

# Break helps of the typesetter, which are not part of any text.
HELPS = str.maketrans("", "", "\u200b\u2060")
# What a glyph says that only completes the one before it; every code shown needs a meaning.
ZERO_WIDTH_NON_JOINER = "\u200c"
# An element with this attribute is drawn otherwise than it reads.
CODED = "data-text"
TURNED = ("R", "AL", "NSM")


class PacketStream(Stream):
    """A page's stream that numbers what belongs to the tree, and writes text that shaping would lose."""

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


def properties_of(box: Any, number: int) -> bytes:
    """Give the property list of one run: its number, and its text where glyphs lose it."""
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
    """Whether the glyphs drawn for a text do not tell its characters one by one.

    A letter with its marks may be drawn in parts, one of them also another letter: of the two, one is lost.
    """
    return any(
        unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf", "So", "Sk")
        or unicodedata.decomposition(character)[:1] not in ("", "<")
        for character in text
    )


def repeats(document: Any) -> set[int]:
    """Find the boxes of the margins, and of table heads after the first time."""
    found: set[int] = set()
    heads: set[Any] = set()

    def look(box: Any, *, is_again: bool) -> None:
        if is_again:
            found.add(id(box))
        elif isinstance(box, boxes.TableRowGroupBox) and box.is_header:
            is_again = box.element in heads
            heads.add(box.element)
        for child in box.all_children():
            look(child, is_again=is_again or isinstance(child, boxes.MarginBox))

    for page in document.pages:
        look(page._page_box, is_again=False)
    return found


def read_backwards(text: str) -> str:
    """Turn round the letters that one right-to-left glyph stands for: readers turn what lies on the line."""
    is_turned = len(text) > 1 and all(unicodedata.bidirectional(letter) in TURNED for letter in text)
    return text[::-1] if is_turned else text


def with_meanings(build_fonts: Callable[..., Any]) -> Callable[..., Any]:
    """Let the fonts be written with a meaning for every glyph, also one that only completes another."""

    def build(pdf: Any, fonts: dict[Any, Any], *options: Any) -> Any:
        for font in fonts.values():
            for glyph, text in font.to_unicode.items():
                font.to_unicode[glyph] = read_backwards(text.translate(HELPS)) or ZERO_WIDTH_NON_JOINER
        return build_fonts(pdf, fonts, *options)

    return build
