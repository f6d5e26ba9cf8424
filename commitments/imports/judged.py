"""What came of holding one row against what is on file; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commitments.vocabulary import RowVerdict

# A name that nobody knows is asked about once for all rows that have it.
Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is doubtful or, `is_wrong`, cannot be taken: the field, and a sentence on what to do.

    `name` is what was typed where an answer for all rows of the file settles it, `row` another row of the
    file that the sentence speaks of.
    """

    field: str
    says: str
    is_wrong: bool = False
    name: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """A field that would be written anew: as it stands, and as the row has it."""

    field: str
    old: str
    new: str


@dataclass(slots=True)
class Judged:
    """One row as it would be taken: `plan` is what its writer needs, in plain values.

    `record` is the key of what is on file already, and `seen` the version in which it was compared.
    """

    title: str = ""
    says: str = ""
    plan: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    record: int | None = None
    seen: int = 0

    def doubt(self, name: str, says: object, *, typed: str = "", row: int = 0) -> None:
        """Note that a field is to be looked at before the row is taken; a name is asked about once."""
        if not typed or all(fault.name != typed for fault in self.faults):
            self.faults.append(Fault(name, str(says), name=typed, row=row))

    def wrong(self, name: str, says: object, *, row: int = 0) -> None:
        """Note that a field keeps the row from being taken."""
        self.faults.append(Fault(name, str(says), is_wrong=True, row=row))

    def change(self, name: str, old: object, new: object) -> None:
        """Note a field that differs from what is on file."""
        self.changes.append(Change(name, str(old or ""), str(new or "")))

    @property
    def verdict(self) -> RowVerdict:
        if any(fault.is_wrong for fault in self.faults):
            return RowVerdict.WRONG
        if self.faults:
            return RowVerdict.DOUBTFUL
        if self.record is None:
            return RowVerdict.NEW
        return RowVerdict.CHANGED if self.changes else RowVerdict.SAME

    @property
    def is_taken_as_shown(self) -> bool:
        """Say whether taking the row would write anything."""
        return self.verdict != RowVerdict.WRONG and (self.record is None or bool(self.changes))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: its number there, and what stands in the column of each field, as text."""

    number: int
    values: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


def lines_of(
    rows: Sequence[tuple[int, Sequence[str], str]], columns: Mapping[str, int], fixed: Mapping[str, str]
) -> list[Line]:
    """Give rows (number, cells, heading carried) as lines; where a cell is empty, what holds for all rows."""
    found = []
    for number, cells, section in rows:
        values = dict(fixed)
        for name, column in columns.items():
            said = section if column < 0 else cells[column] if column < len(cells) else ""
            if said or name not in fixed:
                values[name] = said
        found.append(Line(number, values))
    return found
