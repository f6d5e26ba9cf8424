"""What officers write (emphasis and lists) as paragraphs of a document with its own styles."""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from commitments.exchange.word import Paper, clean

# The same of markdown as on paper and pages; HTML in it is text.
MARKDOWN = MarkdownIt("zero", {"maxNesting": 60}).enable(["emphasis", "list", "newline"])
NUMBERED = "List Number"
STYLES = {"bullet_list_open": "List Bullet", "ordered_list_open": NUMBERED}
DEEPEST = 3


def written(paper: Paper, text: str) -> None:
    """Write prose as paragraphs and entries of lists, with bold and italic where it has them."""
    lists: list[str] = []
    numbers: list[int | None] = []
    for token in MARKDOWN.parse(text):
        if token.type in STYLES:
            lists.append(STYLES[token.type])
            numbers.append(paper.counting(_style(lists)) if lists[-1] == NUMBERED else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
            numbers.pop()
        elif token.type == "inline":
            made = paper.document.add_paragraph(style=_style(lists))
            if numbers and numbers[-1] is not None:
                made._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = numbers[-1]
            _runs(made, token.children or ())


def _style(lists: Sequence[str]) -> str:
    """Give the style of a paragraph: of a list in a list, that of its depth."""
    if not lists:
        return "Normal"
    depth = min(len(lists), DEEPEST)
    return lists[-1] if depth == 1 else f"{lists[-1]} {depth}"


def _runs(paragraph: Any, tokens: Sequence[Token]) -> None:
    within = {"strong": 0, "em": 0}
    for token in tokens:
        kind, _, end = token.type.rpartition("_")
        if kind in within:
            within[kind] += 1 if end == "open" else -1
        elif token.type in ("softbreak", "hardbreak"):
            paragraph.add_run().add_break()
        elif token.content:
            run = paragraph.add_run(clean(token.content))
            run.bold, run.italic = bool(within["strong"]) or None, bool(within["em"]) or None
