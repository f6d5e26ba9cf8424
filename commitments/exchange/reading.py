"""From the rows of a returned matrix to what the partner wrote in it: pure, and never over our own words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from commitments import export
from commitments.editing import shortened
from commitments.exchange.content import BEFORE, REFERENCE, MatrixContent, MatrixLine
from commitments.references import YEAR
from commitments.vocabulary import MatrixColumn

ITEM = re.compile(rf"[A-Z]{{2}}-{YEAR}-\d{{4,9}}")
MATRIX = re.compile(r"FM-[A-Z]{2}-(?:19|20)\d\d-\d{2,9}")
BLANKS = re.compile(r"\s+")
LONGEST_NOTE, MOST_NOTES = 600, 200
# Heads that are alike before a table counts as ours.
ENOUGH_HEADS = 2


@dataclass(frozen=True, slots=True)
class Wrote:
    """What stands otherwise in one cell than we sent it."""

    reference: str
    column: MatrixColumn
    ours: str
    theirs: str


@dataclass(slots=True)
class Read:
    """All that a returned file says; the lists name rows that stand for no one line of ours.

    `matrices` are the references of matrices that the file names; `is_table` says that ours was found.
    """

    wrote: list[Wrote] = field(default_factory=list)
    matrices: set[str] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    is_table: bool = False

    def missing(self, content: MatrixContent) -> list[str]:
        """List the references that we sent and that did not come back."""
        return [line.reference for line in content.lines if line.reference not in self.seen]


def read(rows: Iterable[Sequence[object]], content: MatrixContent) -> Read:
    """Compare the rows of a file with a matrix as it was sent, row by its reference, cell by its head."""
    found, lines = Read(), {line.reference: line for line in content.lines}
    places: dict[str, int] = {}
    for row in rows:
        cells = [_text(cell) for cell in row]
        found.matrices.update(name for cell in cells for name in MATRIX.findall(cell))
        heads = _heads(cells, content)
        if heads:
            places, found.is_table = heads, True
            continue
        if places and any(cells):
            _take(cells, places, lines, found)
    return found


def _heads(cells: Sequence[str], content: MatrixContent) -> dict[str, int]:
    """Find our columns by their heads; a row with too few of them is no row of heads."""
    known = {same(head): name for name, head in content.columns()}
    places = {known[same(cell)]: place for place, cell in enumerate(cells) if same(cell) in known}
    return places if REFERENCE in places and len(places) >= ENOUGH_HEADS else {}


def _take(
    cells: Sequence[str], places: Mapping[str, int], lines: Mapping[str, MatrixLine], found: Read
) -> None:
    """Take one row: of a line of ours what differs, of any other that it is there."""

    def at(name: str) -> str:
        place = places.get(name, len(cells))
        return cells[place] if place < len(cells) else ""

    named = ITEM.search(at(REFERENCE).upper())
    whole = " | ".join(cell for cell in cells if cell)
    if named is None:
        _note(found.added, whole)
    elif named[0] not in lines:
        _note(found.unknown, whole)
    elif named[0] in found.seen:
        _note(found.twice, whole)
    else:
        found.seen.append(named[0])
        line = lines[named[0]]
        found.wrote += _differences(line, {name: at(name) for name in places})


def _note(notes: list[str], text: str) -> None:
    if len(notes) < MOST_NOTES:
        notes.append(shortened(text, LONGEST_NOTE))


def _differences(line: MatrixLine, theirs: Mapping[str, str]) -> list[Wrote]:
    wrote = []
    for column, ours in line.cells().items():
        name = str(column)
        said = theirs.get(name, ours)
        if column == MatrixColumn.THEIRS:
            said = "\n".join(text for text in (_after(line, theirs.get(BEFORE, "")), said) if text)
        if same(said) != same(ours):
            wrote.append(Wrote(line.reference, column, ours, said))
    return wrote


def _after(line: MatrixLine, said: str) -> str:
    """Give what they added in the column of what they said before."""
    before = "\n".join(line.theirs)
    if same(said) == same(before):
        return ""
    return said.removeprefix(before).strip() if said.startswith(before) else said


def _text(cell: object) -> str:
    """Give a cell as text; an apostrophe that we put before what looks like a formula is taken off again."""
    text = "" if cell is None else str(cell).strip()
    bare = text.removeprefix("'")
    return bare if bare != text and export.plain(bare) == text else text


def same(text: str) -> str:
    """Fold what a word processor may alter without anybody meaning it: blanks, line ends, quotation marks."""
    plain = text.translate(str.maketrans("“”‘’\u00a0\u2011", "\"\"'' -"))
    return BLANKS.sub(" ", plain).strip().casefold()
