"""Which column fills which field: guessed by the heads, else by what stands below them; pure.

A guess is shown and mended by hand; it never fills a field from two columns.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from commitments.imports import heads
from commitments.imports.cells import day_of, says_nothing
from commitments.imports.fields import FIELDS
from commitments.imports.words import value_of
from commitments.references import YEAR
from commitments.vocabulary import ImportSubject

# Above the heads stand titles and remarks, no more of them than this.
LOOKED_AT = 20
# So much of a column must look alike to be guessed by what it holds.
MOSTLY = 0.7
LONG_TEXT = 25
# Under this number the heading of a part of the table is carried to the rows below it.
SECTION = -1
_OUR_REFERENCE = re.compile(rf"[A-Z]{{2}}-{YEAR}-\d{{4,}}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# In which field a day, or a long text, stands where no head says so.
DAYS = {
    ImportSubject.COMMITMENTS: "due_on",
    ImportSubject.UPDATES: "said_on",
    ImportSubject.HOLIDAYS: "day",
}
TEXTS = {
    ImportSubject.COMMITMENTS: "clause",
    ImportSubject.UPDATES: "text",
    ImportSubject.HOLIDAYS: "name",
    ImportSubject.MINISTRIES: "name",
    ImportSubject.OFFICIALS: "post",
}
WORDS = {
    ImportSubject.COMMITMENTS: ("status", "owed_by"),
    ImportSubject.UPDATES: ("health", "side"),
    ImportSubject.OFFICIALS: ("function",),
    ImportSubject.HOLIDAYS: ("is_free",),
}
# Whose known heads are worth a guess where they stand within a longer one.
WITHIN = frozenset(
    {"clause", "lead", "with", "status", "wording", "due_on", "place_in_text", "reference", "text", "said_on"}
    | {"country", "name", "ministry", "person", "email", "day"}
)
# The name of a ministry of either side.
LEADS = {ImportSubject.COMMITMENTS: "lead", ImportSubject.OFFICIALS: "ministry"}


# Bare heads, each with its field and how surely it means that.
Known = Mapping[str, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as it begins: which row holds the heads, and what they are; row 0 where there are none."""

    head_row: int
    heads: tuple[str, ...]


def shape_of(rows: Sequence[tuple[int, Sequence[str]]], subject: str) -> Shape:
    """Find the heads among the first rows, each with its number: the row with most that are known.

    Of two alike the first; where none is known, the first row with several cells, all of them short. Heads
    may stand in two rows; the lower one is their row then.
    """
    known, passed = heads.known(subject), heads.passed_over()
    best, most = Shape(0, ()), 0
    for number, cells in rows[:LOOKED_AT]:
        found = {known[bare][0] for cell in cells if (bare := heads.bare(cell)) in known}
        score = 2 * len(found) + sum(heads.bare(cell) in passed for cell in cells)
        if score > most:
            best, most = Shape(number, tuple(cells)), score
    if most:
        return _of_two_rows(rows, best, known)
    for number, cells in rows[:LOOKED_AT]:
        filled = [cell for cell in cells if cell]
        if len(filled) > 1 and all(len(cell) < 40 and not day_of(cell) for cell in filled):
            return Shape(number, tuple(cells))
        if len(filled) > 1:
            break
    return best


def _of_two_rows(rows: Sequence[tuple[int, Sequence[str]]], best: Shape, known: Known) -> Shape:
    """Take heads that stand in two rows, the upper one over several columns, as one row of heads."""
    by_number = dict(rows[:LOOKED_AT])
    upper, own = by_number.get(best.head_row - 1, ()), best.heads
    lower = by_number.get(best.head_row + 1, ())
    if _is_below(own, lower, known):
        return Shape(best.head_row + 1, _joined(own, lower, known))
    return Shape(best.head_row, _joined(upper, own, known)) if _is_below(upper, own, known) else best


def _is_below(upper: Sequence[str], lower: Sequence[str], known: Known) -> bool:
    """Say whether a row divides the heads above it: it says something under wide ones alone, and no value.

    One of what it says is a known head or side, or two columns with heads of their own are empty in it.
    """
    columns = range(max(len(upper), len(lower)))
    heads_above = {column for column in columns if _at(upper, column)}
    wide = {column for column in heads_above if not _at(upper, column + 1) and _at(lower, column + 1)}
    said = {column for column in columns if _at(lower, column) not in ("", _at(upper, column))}
    if len(heads_above) < 2 or said <= heads_above or said & (heads_above - wide):
        return False
    cells = [_at(lower, column) for column in sorted(said)]
    if any(len(cell) >= 40 or day_of(cell) or cell.isdigit() for cell in cells):
        return False
    is_told = any(heads.bare(cell) in known or value_of("owed_by", cell) for cell in cells)
    return is_told or len(heads_above - wide) > 1


def _joined(upper: Sequence[str], lower: Sequence[str], known: Known) -> tuple[str, ...]:
    """Give one head for each column: what stands below says it, with what stands over it where it must."""
    found, over = [], ""
    for column in range(max(len(upper), len(lower))):
        above, below = _at(upper, column), _at(lower, column)
        over = above or (over if below else "")
        both = f"{over} {below}" if over and below and over != below else below or above
        is_enough = heads.bare(below) in known and heads.bare(both) not in known
        found.append(below if is_enough else both)
    return tuple(found)


def guess(
    subject: str,
    shape: Shape,
    samples: Sequence[Sequence[str]],
    *,
    is_ministry: Callable[[str], bool] = lambda _name: False,
    has_sections: bool = False,
) -> dict[str, int]:
    """Give the column of each field that can be told, counted from 0; `samples` are rows below the heads.

    A heading carried to the rows below it counts as the column SECTION.
    """
    rated = {column for column in range(len(shape.heads)) if _are_healths(subject, samples, column)}
    found = _by_heads(subject, shape.heads, rated)
    width = max([len(shape.heads), *map(len, samples)], default=0)
    passed = heads.passed_over() | heads.reasons()
    left = [
        column
        for column in range(width)
        if column not in found.values() and heads.bare(_at(shape.heads, column)) not in passed
    ]
    for column in left:
        cells = [cell for row in samples if not says_nothing(cell := _at(row, column))]
        name = _by_content(subject, cells, is_ministry) if cells else ""
        if name in DAYS.values() and _at(shape.heads, column):
            # A day under a head that says something else is no due day because it is a day.
            continue
        if name and name not in found:
            found[name] = column
    if subject == ImportSubject.COMMITMENTS and "clause" not in found and "title" in found:
        # Of two names for the same, the long texts are the wording.
        texts = [_at(row, found["title"]) for row in samples]
        if _mean(texts) > 2 * LONG_TEXT:
            found["clause"] = found.pop("title")
    if has_sections and subject == ImportSubject.COMMITMENTS:
        found.setdefault("place_in_text", SECTION)
    return found


def signature(heads_of_file: Iterable[str]) -> str:
    """Give what two files of one sender have in common where their columns are the same.

    A file given back has one column more, the last, that says why its rows were not taken.
    """
    bare = [heads.bare(head) for head in heads_of_file]
    return "|".join(bare[:-1] if bare and bare[-1] in heads.reasons() else bare)


def _are_healths(subject: str, samples: Sequence[Sequence[str]], column: int) -> bool:
    """Say whether a column of reports holds healths alone, whatever stands above it."""
    cells = [cell for row in samples if not says_nothing(cell := _at(row, column))]
    return subject == ImportSubject.UPDATES and bool(cells) and all(value_of("health", one) for one in cells)


def _by_heads(subject: str, of_file: Sequence[str], rated: Collection[int]) -> dict[str, int]:
    """Give the columns that their heads tell; under a head for words, those rated in one word are healths."""
    known = heads.known(subject)
    scored: list[tuple[int, int, str]] = []
    for column, head in enumerate(of_file):
        bare = heads.bare(head)
        if bare in known:
            name, sure = known[bare]
            is_rating = name == "text" and column in rated
            scored.append((-sure, column, "health" if is_rating else name))
        else:
            scored += [(-1, column, name) for name in _within(bare, known)]
    found: dict[str, int] = {}
    for _score, column, name in sorted(scored, key=lambda one: one[:2]):
        if name not in found and column not in found.values():
            found[name] = column
    return found


def _within(bare: str, known: Mapping[str, tuple[str, int]]) -> list[str]:
    """Give the field of the longest known head that stands in another as whole words."""
    if not bare:
        return []
    inside = [
        head
        for head, (name, _sure) in known.items()
        if len(head) > 3 and name in WITHIN and heads.is_within(head, bare)
    ]
    return [known[max(inside, key=len)][0]] if inside else []


def _by_content(subject: str, cells: Sequence[str], is_ministry: Callable[[str], bool]) -> str:
    def mostly(holds: Callable[[str], object]) -> bool:
        return sum(bool(holds(cell)) for cell in cells) >= MOSTLY * len(cells)

    names = {field.name for field in FIELDS[subject]}
    if "reference" in names and mostly(_OUR_REFERENCE.fullmatch):
        return "reference"
    if "email" in names and mostly(_MAIL.fullmatch):
        return "email"
    if subject in DAYS and mostly(day_of):
        return DAYS[ImportSubject(subject)]
    for name in WORDS.get(ImportSubject(subject), ()):
        if mostly(lambda cell, name=name: value_of(name, cell)):  # type: ignore[misc]
            return name
    if subject in LEADS and mostly(is_ministry):
        return LEADS[ImportSubject(subject)]
    if _mean(cells) >= LONG_TEXT:
        return TEXTS[ImportSubject(subject)]
    return ""


def _mean(cells: Sequence[str]) -> float:
    return sum(map(len, cells)) / len(cells) if cells else 0.0


def _at(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""
