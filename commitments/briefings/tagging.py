"""What WeasyPrint leaves undone in a tagged PDF: artifacts, scope, languages, text that can be copied.

All of it happens while the file is written, so that no second pass has to parse it again: a stream that
marks content as the packet needs it, and a finisher that completes the structure tree. WeasyPrint is pinned;
the tests read the result back with other tools.
"""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import pydyf
import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream

# Marked content of the margins is numbered from here: beyond any page's own, so that it can be told apart.
MARGIN_START = 1_000_000
# Break helps of the typesetter, which are not part of any text.
HELPS = str.maketrans("", "", "\u200b\u2060")
# What a glyph says that only completes the one before it; every code shown needs a meaning.
ZERO_WIDTH_NON_JOINER = "\u200c"
PRINT_FLAG = 4
NUMBER = 0


class PacketStream(Stream):
    """A page's stream that knows the margins, and writes text that shaping would lose beside its glyphs."""

    margin_texts: ClassVar[set[int]] = set()
    inside = 0
    outside = MARGIN_START

    @contextmanager
    def marked(self, box: Any, tag: str) -> Iterator[None]:
        if self._tags is None:
            yield
            return
        marks: dict[Any, dict[str, Any]] = self._tags
        stream: Any = self
        if id(box) in self.margin_texts:
            marks[box] = {"tag": tag, "mcid": self.outside}
            self.outside += 1
            stream.begin_marked_content("Artifact")
        else:
            marks[box] = {"tag": tag, "mcid": self.inside}
            stream.begin_marked_content(tag, properties_of(box, self.inside))
            self.inside += 1
        try:
            yield
        finally:
            stream.end_marked_content()


def properties_of(box: Any, number: int) -> pydyf.Dictionary:
    """Give the property list of one run: its number, its language, its text where glyphs lose it."""
    properties = pydyf.Dictionary({"MCID": number})
    if not isinstance(box, boxes.TextBox):
        return properties
    if box.style["lang"] in ("ko", "km"):
        properties["Lang"] = pydyf.String(box.style["lang"])
    text = box.text.translate(HELPS)
    if not text.isascii() and any(is_shaped(character) for character in text):
        properties["ActualText"] = pydyf.String(text)
    return properties


def is_shaped(character: str) -> bool:
    """Whether the glyphs drawn for a text with this character do not tell its characters one by one."""
    category, direction = unicodedata.category(character), unicodedata.bidirectional(character)
    return category in ("Mn", "Mc", "Cf") or direction in ("R", "AL")


@contextmanager
def streams_for(document: Any) -> Iterator[None]:
    """Let WeasyPrint write the document's pages through `PacketStream`."""
    PacketStream.margin_texts = {
        id(text)
        for page in document.pages
        for child in page._page_box.children
        if isinstance(child, boxes.MarginBox)
        for text in child.descendants()
        if isinstance(text, boxes.TextBox | boxes.ReplacedBox)
    }
    writer: Any = weasyprint.pdf
    file: Any = pydyf.PDF
    stock = writer.Stream, writer.build_fonts_dictionary
    stock_references = file.page_references

    references: list[bytes] = []

    def page_references(pdf: pydyf.PDF) -> list[bytes]:
        """The same as pydyf's, which makes them all again for every element."""
        kids = pdf.pages["Kids"]
        references.extend(f"{number} 0 R".encode() for number in kids[3 * len(references) :: 3])
        return references

    def build_fonts(pdf: Any, fonts: dict[Any, Any], *options: Any) -> Any:
        for font in fonts.values():
            for glyph, text in font.to_unicode.items():
                font.to_unicode[glyph] = text or ZERO_WIDTH_NON_JOINER
        return stock[1](pdf, fonts, *options)

    writer.Stream, writer.build_fonts_dictionary = PacketStream, build_fonts
    file.page_references = property(page_references)
    try:
        yield
    finally:
        writer.Stream, writer.build_fonts_dictionary = stock
        file.page_references = stock_references


def finish(_document: Any, pdf: pydyf.PDF) -> None:
    """Complete the structure: scope of headers, printed links, nothing left of margins and empty runs."""
    objects = pdf.objects
    root = objects[number_of(pdf.catalog["StructTreeRoot"])]
    reached = prune(objects, number_of(root["K"][0]))
    for number, element in enumerate(objects):
        if not isinstance(element, pydyf.Dictionary):
            continue
        if element.get("Type") == "/StructElem":
            if number not in reached:
                element.clear()
            elif element["S"] == "/TH":
                element["A"]["Scope"] = "/Column" if is_in_head(objects, element) else "/Row"
        elif element.get("Subtype") == "/Link":
            element["F"] = PRINT_FLAG
        elif "Title" in element and "Dest" in element:
            element["Title"] = pydyf.String(element["Title"].string.translate(HELPS))
    forget_margins(objects, root, reached)


def prune(objects: list[Any], number: int) -> set[int]:
    """Drop runs without content below an element; give the numbers of all elements that stay."""
    element = objects[number]
    reached = {number}
    kept = pydyf.Array()
    for kid in element["K"]:
        child = None if isinstance(kid, int) else objects[number_of(kid)]
        if child is None or child.get("Type") != "/StructElem":
            kept.append(kid)
            continue
        below = prune(objects, number_of(kid))
        if child["K"] or child["S"] not in ("/Span", "/NonStruct", "/Div", "/P"):
            reached |= below
            kept.append(kid)
    element["K"] = kept
    return reached


def forget_margins(objects: list[Any], root: pydyf.Dictionary, reached: set[int]) -> None:
    """Keep only the marks of each page that lead to an element of the tree."""
    numbers = objects[number_of(root["ParentTree"])]["Nums"]
    for position in range(1, len(numbers), 2):
        if isinstance(numbers[position], pydyf.Array):
            numbers[position] = pydyf.Array(
                reference for reference in numbers[position] if number_of(reference) in reached
            )


def is_in_head(objects: list[Any], element: pydyf.Dictionary) -> bool:
    """Whether a header cell stands in the head of its table."""
    row = objects[number_of(element["P"])]
    return bool(objects[number_of(row["P"])]["S"] == "/THead")


def number_of(reference: bytes) -> int:
    return int(reference.split(b" ", 1)[NUMBER])
