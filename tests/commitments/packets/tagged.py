"""The tags of a finished file, read with pikepdf: the order of what is said, tables, links."""

import io
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pikepdf

# Of a page's marks, so many stand where the tree has them; boxes laid on others are painted later.
IN_PLACE = 0.8
# A description has so many different words in the letters of its language, by the first word of their names.
FEWEST_WORDS = 3
LETTERS = {"ko": "HANGUL", "km": "KHMER"}


def kids_of(element: pikepdf.Object) -> list[Any]:
    """Give what is directly in an element: elements, marks, references to annotations."""
    kids: Any = element.get("/K", [])
    return list(kids) if isinstance(kids, list | pikepdf.Array) else [kids]


def elements(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Give each element below one, in the order in which it is read."""
    for kid in kids_of(element):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def tree(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return list(elements(pdf.Root.StructTreeRoot))


def links_apart(pdf: pikepdf.Pdf) -> list[int]:
    """Give the pages with a link that no Link element holds (ISO 14289-1, 7.18.5)."""
    held = {
        kid.Obj.objgen
        for element in tree(pdf)
        if element.S == "/Link"
        for kid in kids_of(element)
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR"
    }
    return [
        number
        for number, page in enumerate(pdf.pages, 1)
        for note in page.get("/Annots", [])
        if note.objgen not in held
    ]


def tables_of_one_row(pdf: bytes) -> int:
    """Count the tables with a head and one row of cells below it."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        tables = [element for element in tree(opened) if element.S == "/Table"]
        return sum(
            sum(row.S == "/TR" and any(cell.S == "/TD" for cell in elements(row)) for row in elements(table))
            == 1
            for table in tables
        )


def figures_without_words(pdf: bytes) -> list[str]:
    """Return the description of each figure that no sentence in the language of the file describes."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        told = [str(element.get("/Alt", "")) for element in tree(opened) if element.S == "/Figure"]
        language = str(opened.Root.Lang)
    return [text for text in told if not is_description(text, language)]


def is_description(text: str, language: str) -> bool:
    """Return whether a text has more letters than other signs, and different words of a language.

    Blanks are no signs: a Korean word has two or three letters, so that blanks and references are half of it.
    """
    signs = [sign for sign in text if not sign.isspace()]
    letters = sum(unicodedata.category(sign)[0] in "LM" for sign in signs)
    script = LETTERS.get(language.partition("-")[0], "LATIN")
    words = {
        word for word in re.findall(r"[^\W\d_]{2,}", text) if unicodedata.name(word[0], "").startswith(script)
    }
    return letters * 2 > len(signs) and len(words) >= FEWEST_WORDS


def marks_of(element: pikepdf.Object, page: int) -> Iterator[tuple[int, int]]:
    """Give page and number of each mark below an element, in the order in which it is read."""
    home = element.Pg.objgen[0] if "/Pg" in element else page
    for kid in kids_of(element):
        if isinstance(kid, int):
            yield home, int(kid)
        elif "/S" in kid:
            yield from marks_of(kid, home)
        elif kid.get("/Type") == "/MCR":
            yield kid.Pg.objgen[0], int(kid.MCID)


def out_of_order(pdf: bytes) -> list[int]:
    """Give the pages whose marks are painted in another order than the tree reads them, but for a few."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        read: dict[int, list[int]] = {}
        for home, mark in marks_of(opened.Root.StructTreeRoot, 0):
            read.setdefault(home, []).append(mark)
        found = []
        for number, page in enumerate(opened.pages, 1):
            rank = {mark: place for place, mark in enumerate(read.get(page.obj.objgen[0], []))}
            page.contents_coalesce()
            stream = page.Contents.read_bytes()
            painted = [int(mark) for mark in re.findall(rb"/MCID (\d+)", stream)]
            places = [rank[mark] for mark in painted if mark in rank]
            follows = sum(a < b for a, b in pairwise(places))
            if len(places) > 1 and follows < IN_PLACE * (len(places) - 1):
                found.append(number)
        return found
