"""The results of checking and importing rows; also the records that rows name, and whether they changed
since.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Model
from django.utils.translation import gettext_lazy as _

from commitments.access import policy
from commitments.enums import RowStatus
from commitments.errors import Refused
from commitments.models import AuditRow, ImportRow, User

# A name that nobody knows is asked about once for all rows that have it.
Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FieldFault:
    """Why a row has a warning or, `is_wrong`, an error: the field, and a sentence on what to do.

    `is_note`: the row is valid all the same.

    `name` is what was typed, where an answer for all rows of the file resolves it, `row` another row of the
    file that the sentence mentions.
    """

    field: str
    says: str
    is_wrong: bool = False
    name: str = ""
    row: int = 0
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that would be changed: the current value, and that of the row."""

    field: str
    old: str
    new: str


@dataclass(slots=True)
class CheckedRow:
    """One row as it would be imported: `plan` is what its writer needs, in plain values.

    `record` is the key of the existing record, and `seen` the version with which it was compared. A row that
    is `left_out`, with the reason, is only counted.
    """

    title: str = ""
    says: str = ""
    plan: dict[str, Any] = field(default_factory=dict)
    faults: list[FieldFault] = field(default_factory=list)
    changes: list[FieldChange] = field(default_factory=list)
    record: int | None = None
    seen: int = 0
    left_out: str = ""

    def doubt(self, name: str, says: object, *, typed: str = "", row: int = 0) -> None:
        """Note that a field is to be looked at before the row is taken; a name is asked about once."""
        if not typed or all(fault.name != typed for fault in self.faults):
            self.faults.append(FieldFault(name, str(says), name=typed, row=row))

    def wrong(self, name: str, says: object, *, typed: str = "", row: int = 0) -> None:
        """Note that a field keeps the row from being taken; a name is asked about once."""
        self.faults.append(FieldFault(name, str(says), is_wrong=True, name=typed, row=row))

    def note(self, name: str, says: object, *, typed: str = "") -> None:
        """Note what to know about a field of a row that is valid; a name is asked about once."""
        if not typed or all(fault.name != typed for fault in self.faults):
            self.faults.append(FieldFault(name, str(says), name=typed, is_note=True))

    def change(self, name: str, old: object, new: object) -> None:
        """Note a field that differs from what is on file."""
        self.changes.append(FieldChange(name, str(old or ""), str(new or "")))

    @property
    def status(self) -> RowStatus:
        if any(fault.is_wrong for fault in self.faults):
            return RowStatus.ERROR
        if not all(fault.is_note for fault in self.faults):
            return RowStatus.WARNING
        if self.record is None:
            return RowStatus.NEW
        return RowStatus.CHANGED if self.changes else RowStatus.UNCHANGED

    @property
    def is_taken_as_shown(self) -> bool:
        """Return whether importing the row would write anything."""
        return self.status != RowStatus.ERROR and (self.record is None or bool(self.changes))


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One row of the file: its number there, and the text in the column of each field.

    `assumed` are the fields whose value is that for all rows, and not in the row. `headings` stand above the
    row, the nearest one first.
    """

    number: int
    values: Mapping[str, str]
    assumed: frozenset[str] = frozenset()
    headings: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


def lines_of(
    rows: Sequence[tuple[int, Sequence[str], tuple[str, ...]]],
    columns: Mapping[str, int],
    fixed: Mapping[str, str],
) -> list[ImportLine]:
    """Return rows (number, cells, headings above) as lines; an empty cell takes the value for all rows."""
    found = []
    for number, cells, headings in rows:
        values, section = dict(fixed), headings[0] if headings else ""
        for name, column in columns.items():
            said = section if column < 0 else cells[column] if column < len(cells) else ""
            if said or name not in fixed:
                values[name] = said
        assumed = frozenset(name for name, value in fixed.items() if values[name] == value)
        found.append(ImportLine(number, values, assumed, headings))
    return found


Rows = Sequence[ImportRow]
# What is read with a record of each kind, as its writers need it.
READ_WITH = ("country", "outcome", "deadline")
# Under this name it is kept up to which row of its history a record was written by the import.
HISTORY_KEY = "told"


@dataclass(frozen=True, slots=True)
class ImportedRecord:
    """The key of the record that was created or changed, and what undoing needs, in plain values."""

    key: int
    before: dict[str, Any] = field(default_factory=dict)


def find_last_change(record: Model) -> int:
    """Return the key of the last history row on a record's own page, or about it."""
    return find_last_changes([record]).get(record.pk, 0)


def told_of(record: Model) -> int:
    """Return the key of the last history row about a record that is shown on another one's page."""
    return find_last_changes_about([record]).get(record.pk, 0)


def find_last_changes(records: Sequence[Model]) -> dict[int, int]:
    """Return by key the result of `find_last_change` for each of some records of one kind."""
    return _last("page", records)


def find_last_changes_about(records: Sequence[Model]) -> dict[int, int]:
    """Return by key the result of `told_of` for each of some records of one kind."""
    return _last("subject", records)


def _last(part: str, records: Sequence[Model]) -> dict[int, int]:
    if not records:
        return {}
    rows = AuditRow.objects.order_by().filter(**{f"{part}_type": records[0]._meta.label})
    keys = [record.pk for record in records]
    # Without statistics, PostgreSQL would read the history of all records of the kind: those of one file have
    # neighbouring keys, so their range leads it to the index.
    rows = rows.filter(**{f"{part}_id__in": keys, f"{part}_id__range": (min(keys), max(keys))})
    return dict(rows.values_list(f"{part}_id").annotate(last=Max("pk")))


def load_readable(model: type[Any], key: int | None, by: User) -> Any:
    """Load a record through the access policy; raises `Refused` for a hidden record as for a missing one."""
    return seen_by_key(model, [key or 0], by)[key or 0]


def seen_by_key(model: type[Any], keys: Collection[int], by: User) -> dict[int, Any]:
    """Load records through the access policy, by key; raises `Refused` where one is hidden or missing."""
    related = [name for name in READ_WITH if hasattr(model, name)]
    rows = policy.readable_by(model.objects.all(), by)
    found: dict[int, Any] = (rows.select_related(*related) if related else rows).in_bulk(keys)
    if found.keys() != set(keys):
        raise build_absent()
    return found


def build_absent() -> Refused:
    """Make the refusal of what is not there, or hidden."""
    return Refused(_("The record no longer exists, or you have no access to it."), "absent")


def check_untouched(
    record: Model | None, last: int, before: Mapping[str, Any], name: str = HISTORY_KEY
) -> None:
    """Raise `Refused` where a record is gone, or anything was written on it since the import."""
    if record is None or last != before.get(name):
        raise build_touched()


def build_touched() -> Refused:
    """Make the refusal of what something has come of since."""
    return Refused(
        _("The record was changed later, so the action cannot be undone. Correct the record instead."),
        "changed",
    )
