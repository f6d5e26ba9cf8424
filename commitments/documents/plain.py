"""Plain text and Markdown to lines."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from commitments.documents.blocks import BETWEEN
from commitments.documents.encodings import decoded, encoding_of
from commitments.documents.shapes import MOST_LETTERS, Line, LineKind, Remark, Unreadable

BULLET = "•"
# Of a longer text the marks stay: what they mean takes time that grows with the square of some.
MOST_MARKED = 400_000
CONTROLS = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]")


def lines_of(content: bytes, remarks: list[Remark]) -> Iterator[Line]:
    """Give each line of a plain text; an encoding that was guessed goes to `remarks`."""
    yield from _plain(_text(content, remarks))


def _plain(text: str) -> Iterator[Line]:
    for line in text.split("\n"):
        yield Line(line.rstrip(), goes_on=True)


def lines_of_markdown(content: bytes, remarks: list[Remark]) -> Iterator[Line]:
    """Give headings, paragraphs, items and rows of a Markdown text without its marks; HTML in it is text."""
    text = _text(content, remarks)
    if len(text) > MOST_MARKED:
        yield from _plain(text)
        return
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 50}).enable("table")
    lists: list[int | None] = []
    waiting = ""
    row: list[str] | None = None
    heading = 0
    for token in markdown.parse(text):
        match token.type:
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                number = lists[-1]
                waiting = BULLET if number is None else f"{number}{token.markup}"
                lists[-1] = None if number is None else number + 1
            case "heading_open":
                heading = int(token.tag[1:])
            case "heading_close":
                heading = 0
            case "tr_open":
                row = []
            case "tr_close":
                yield Line(BETWEEN.join(cell for cell in row or [] if cell), LineKind.ROW)
                row = None
            case "inline" if row is not None:
                row.append(_inline(token))
            case "inline":
                kind = LineKind.HEADING if heading else LineKind.ITEM if waiting else LineKind.PARAGRAPH
                yield Line(f"{waiting} {_inline(token)}".strip(), kind, heading or len(lists))
                waiting = ""
            case "fence" | "code_block":
                for line in token.content.rstrip("\n").split("\n"):
                    yield Line(line, goes_on=True)


def _inline(token: Token) -> str:
    """Give what is to be read of a paragraph: links by their words, pictures by their description."""
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "html_inline", "image"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" " if child.type == "softbreak" else "\n")
    return "".join(parts).strip()


def _text(content: bytes, remarks: list[Remark]) -> str:
    encoding, is_sure = encoding_of(content)
    if not is_sure:
        remarks.append(Remark("encoding", encoding))
    text = decoded(content, encoding)
    if len(text) > MOST_LETTERS:
        raise Unreadable("too_long")
    return CONTROLS.sub("", text)
