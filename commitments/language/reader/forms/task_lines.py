"""Lines that set apart what is to be done, by whom and by when, without the headings of a table."""

import re
from collections.abc import Iterator, Sequence

from commitments.language.reader.forms.tables import (
    LINE,
    Cell,
    Column,
    Row,
    Table,
    column_of,
    grids_and_records,
    is_list_of_actions,
    says_something,
)
from commitments.language.reader.grammar import Place

# "Send the list - Resp.: Ruritania - Due: May", "Send the list. Owner: Ruritania. Due: May", "Send the list
# (owner: Ruritania; due: May)", "Send the list -- KORD -- 18 May", without headings.
DASH = re.compile(
    r"(?<!\s)\s{1,9}(?:--+|[—|])\s{1,9}|(?<!\s)\s{1,9}[-–;/]\s{1,9}(?=[^\W\d_][^:：\n]{1,24}[:：]\s)"
    r"|(?<=[.;,])\s{1,9}(?=[^\W\d_][^:：.;\n]{1,24}\.?\s?[:：]\s)|\s{1,9}[(\[](?=[^\W\d_][^:：.;\n]{1,24}[:：]\s)"
)
CELL = re.compile(r"(?P<label>[^\W\d_][^:：\n]{1,24}?)\s?[:：]\s*(?P<rest>.+)")
NUMBERED = re.compile(
    r"[ \t]*(?:\[?\(?(?:\d{1,3}|[a-zA-Z]\d{0,2})[\].)]+|[-–•*·☐☑☒○●▪](?:[ \t]*[A-Z]-?\d{1,2}[.)])?)[ \t]*"
)
FEWEST_DASHED = 3
LONGEST_CELL = 60
# "Ruritania / KETRO -> send the list - 28 Aug": whose a line is, before an arrow.
ARROW = re.compile(r"[ \t]*(?:-{1,3}>|={1,3}>|[→⇒➔➜▶])[ \t]*(?=\S)")
NAME = re.compile(r"\(?[A-Z가-힣][\w.'’-]*\)?|both|all|and|of|et|les|deux|the|sides?|parties|we|us|you|them")
LONGEST_NAME = 60
# What stands last in such a line, behind a dash or in brackets: "- 28 Aug", "(no date)".
LAST = re.compile(
    r"(?<![ \t])[ \t]{1,9}(?:[-–—][ \t]+(?P<dash>[^()\n]{2,28})|\((?P<bracket>[^()\n]{2,28})\))[ \t.]{0,9}$"
)
FEWEST_ARROWS = 2


def tables_in(text: str) -> list[Table]:
    """Find the lists of actions in a text, in their order."""
    lines = [found.span() for found in LINE.finditer(text)]
    found = grids_and_records(text, lines)
    found += _arrows(text, _free(lines, found))
    found += _dashed(text, _free(lines, found))
    return sorted(found, key=lambda one: one.place)


def _free(lines: Sequence[Place], found: Sequence[Table]) -> list[Place]:
    """Return the lines that are part of no table."""
    taken = [table.place for table in found]
    return [line for line in lines if not any(start <= line[0] < end for start, end in taken)]


def _arrows(text: str, lines: Sequence[Place]) -> Iterator[Table]:
    """Find lines that name before an arrow who acts; one alone may tell of a way from here to there."""
    rows = [row for start, end in lines if (row := _arrow(text, start, end))]
    if len(rows) >= FEWEST_ARROWS:
        yield from (Table((row.start, row.end), (row,)) for row in rows)


def _arrow(text: str, start: int, end: int) -> Row | None:
    mark = NUMBERED.match(text, start, end)
    begin = mark.end() if mark else start
    found = ARROW.search(text, begin, min(end, begin + LONGEST_NAME))
    words = re.split(r"[\s/&+,]+", text[begin : found.start()].strip()) if found else []
    if found is None or not all(NAME.fullmatch(word) for word in words):
        return None
    last = LAST.search(text, found.end(), end)
    deed = Cell(text[found.end() : last.start() if last else end].rstrip(), found.end())
    owner = Cell(text[begin : found.start()].strip(), begin)
    row = Row(begin, end, {Column.OWNER: owner, Column.ACTION: deed})
    if last:
        part = "dash" if last["dash"] else "bracket"
        row.cells[Column.DUE] = Cell(last[part].strip(), last.start(part))
    return row if says_something(row) else None


def _dashed(text: str, lines: Sequence[Place]) -> Iterator[Table]:
    """Find lines that set apart by dashes what is to be done, by whom and by when.

    With labels one line is enough; without them several have to follow each other, or to have numbers.
    """
    bare: list[Row] = []
    numbered: list[Row] = []
    others: list[tuple[Row, Cell]] = []
    for start, end in [*lines, (len(text), len(text))]:
        mark = NUMBERED.match(text, start, end)
        pieces = _pieces(text, mark.end() if mark else start, end)
        labels = [_labelled(piece) for piece in pieces[1:]]
        cells = [label for label in labels if label]
        row = Row(pieces[0].start, pieces[-1].place[1], {Column.ACTION: pieces[0]})
        if cells and len(cells) == len(labels):
            row.cells |= dict(cells)
            # "Send the list. Due: May" names no owner: the heading of its list does.
            is_sentence = pieces[0].text.endswith((".", ";", ",")) and Column.OWNER not in row.cells
            if is_list_of_actions(tuple(row.cells)) and says_something(row) and not is_sentence:
                yield Table((row.start, row.end), (row,))
        is_bare = len(pieces) == FEWEST_DASHED and all(len(one.text) < LONGEST_CELL for one in pieces[1:])
        if is_bare and not cells and says_something(row):
            row.cells |= {Column.OWNER: pieces[1], Column.DUE: pieces[2]}
            bare.append(row)
            numbered += [row] if mark else []
        elif text[start:end].strip() or start == len(text):
            if len(bare) >= FEWEST_DASHED:
                yield from (Table((one.start, one.end), (one,)) for one in bare)
                numbered = [row for row in numbered if row not in bare]
            bare = []
        if mark and len(pieces) == FEWEST_DASHED - 1 and not cells and says_something(row):
            others.append((row, pieces[1]))
    if len(numbered) >= FEWEST_DASHED:
        # Between them stand lines without a day: "Send the link -- KORD".
        names = {row.cells[Column.OWNER].text.split()[0] for row in numbered}
        for row, owner in others:
            if owner.text.split()[0] in names:
                row.cells[Column.OWNER] = owner
                numbered.append(row)
        yield from (Table((one.start, one.end), (one,)) for one in numbered)


def _pieces(text: str, begin: int, end: int) -> list[Cell]:
    """Cut a line where something sets its parts apart."""
    pieces: list[Cell] = []
    for gap in [*DASH.finditer(text, begin, end), None]:
        words = text[begin : gap.start() if gap else end]
        pieces.append(Cell(words.strip(), begin + len(words) - len(words.lstrip())))
        begin = gap.end() if gap else end
    return pieces


def _labelled(cell: Cell) -> tuple[Column, Cell] | None:
    """Return what a cell holds that names its own column: "Due: 3 May"."""
    found = CELL.fullmatch(cell.text)
    column = column_of(found["label"]) if found else Column.OTHER
    if found is None or column not in (Column.OWNER, Column.DUE, Column.STATUS):
        return None
    words = found["rest"].rstrip(" .;,]")
    if words.count("(") < words.count(")"):
        words = words.rstrip(")")
    return column, Cell(words, cell.start + found.start("rest"))
