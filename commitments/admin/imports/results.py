"""An import as its pages show it: its state, its rows by result, and what was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from commitments.access import querysets
from commitments.enums import (
    BAD_ROWS,
    GOOD_ROWS,
    ImportSelection,
    ImportState,
    ImportSubject,
    ItemState,
    RowStatus,
)
from commitments.models import Import, ImportRow, User
from commitments.tables.importer import runs, supplements

TAGS = {
    RowStatus.NEW: "green",
    RowStatus.CHANGED: "green",
    RowStatus.UNCHANGED: "",
    RowStatus.WARNING: "amber",
    RowStatus.ERROR: "red",
}
TO_LOOK_AT = "look"
TABS: Sequence[tuple[str, Promise, tuple[RowStatus, ...]]] = (
    (TO_LOOK_AT, gettext_lazy("To review"), BAD_ROWS),
    ("new", pgettext_lazy("rows of a table", "New"), (RowStatus.NEW,)),
    ("changed", pgettext_lazy("rows of a table", "Changed"), (RowStatus.CHANGED,)),
    ("unchanged", gettext_lazy("Unchanged"), (RowStatus.UNCHANGED,)),
    ("all", pgettext_lazy("rows of a table", "All"), tuple(RowStatus)),
)
# What was written is there.
STORED_STATES = (ItemState.DONE, ItemState.NOT_UNDONE)
# What is to be looked at first of an import that has ended.
CAME: Sequence[tuple[str, Promise, ItemState]] = (
    ("not_undone", pgettext_lazy("rows of a table", "Kept"), ItemState.NOT_UNDONE),
    ("refused", gettext_lazy("Not imported"), ItemState.NOT_DONE),
)
# Where the record of a row is found.
RECORDS = {
    ImportSubject.COMMITMENTS: "commitment",
    ImportSubject.MINISTRIES: "ministry",
    ImportSubject.OFFICIALS: "official",
    ImportSubject.HOLIDAYS: "holiday",
}


@dataclass(frozen=True, slots=True)
class ResultTab:
    """Rows of one kind on the preview."""

    name: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class FaultShown:
    """The warning or error of one cell."""

    column: str
    cell: str
    says: str
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A field with the recorded value and that of the row."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row of the file."""

    number: int
    verdict: str
    tag: str
    title: str
    says: str
    faults: tuple[FaultShown, ...]
    changes: tuple[ChangeShown, ...]
    came: str
    why: str
    url: str


@dataclass(frozen=True, slots=True)
class ImportChoice:
    """One choice: which rows, how many, and why it is not possible."""

    way: str
    label: str
    count: int
    refusal: str


def list_tabs(of: Import, person: User, asked: str) -> list[ResultTab]:
    """List the kinds of rows that exist; those to check come first, and are opened first.

    An import that was undone is shown as a whole, unless something of it remains.
    """
    counts = runs.count_by_verdict(of)
    came = runs.by_state(querysets.list_parts(of, ImportRow, person)) if of.ended_at else {}
    found = [(name, str(label), came.get(state, 0)) for name, label, state in CAME]
    first = next((name for name, _label, count in found if count), "")
    found += [(name, str(label), sum(counts[one] for one in which)) for name, label, which in TABS]
    there = [name for name, _label, count in found if count]
    if of.state == ImportState.UNDONE:
        first = first or "all"
    current = asked if asked in there else first or (there[0] if there else "all")
    return [
        ResultTab(name, label, count, name == current)
        for name, label, count in found
        if count or name == "all"
    ]


def rows_of(of: Import, person: User, tab: str) -> QuerySet[ImportRow]:
    """Return the rows of one kind, in the order of the file."""
    rows = querysets.list_parts(of, ImportRow, person).order_by("number")
    for name, _label, state in CAME:
        if name == tab:
            return rows.filter(state=state)
    which = next((verdicts for name, _label, verdicts in TABS if name == tab), tuple(RowStatus))
    return rows.filter(status__in=which)


def page_of(rows: QuerySet[ImportRow], number: str, size: int) -> Page[ImportRow]:
    """Return one page of rows."""
    return Paginator(rows, size).get_page(number)


def build_rows(of: Import, rows: Sequence[ImportRow]) -> list[RowShown]:
    """Return rows as displayed."""
    return [_row(of, row) for row in rows]


def _row(of: Import, row: ImportRow) -> RowShown:
    faults = tuple(
        FaultShown(
            runs.column_name(of, fault["field"]),
            runs.cell_name(of, fault["field"], row.number),
            fault["says"],
            fault["is_wrong"],
        )
        for fault in row.problems
    )
    changes = tuple(
        ChangeShown(runs.column_name(of, one["field"]), one["old"], one["new"]) for one in row.changes
    )
    verdict = RowStatus(row.status)
    return RowShown(
        row.number,
        capfirst(str(verdict.label)),
        TAGS[verdict],
        row.title,
        row.summary,
        faults,
        changes,
        _came(row.state),
        row.reason,
        _url(of, row),
    )


def _came(state: str) -> str:
    """Return the result of a row; empty where it was not decided on."""
    if state == ItemState.DONE:
        return capfirst(_("imported"))
    return capfirst(str(ItemState(state).label)) if state else ""


def _url(of: Import, row: ImportRow) -> str:
    """Return the address of the existing or created record; for a report, that of its item."""
    name = RECORDS.get(ImportSubject(of.subject), "")
    key = row.created_id if row.state in STORED_STATES else row.record
    if of.subject == ImportSubject.UPDATES:
        name, key = "commitment", row.plan.get("item") or row.record
    if of.subject == ImportSubject.COMMITMENTS and not (row.seen_version or "item" in row.plan):
        # A point alone, which has no page of its own here.
        return ""
    return reverse(f"admin:commitments_{name}_change", args=(key,)) if key and name else ""


def list_choices(of: Import, person: User) -> list[ImportChoice]:
    """Offer the ways to decide, with the number of rows of each."""
    if supplements.is_supplement(of):
        return _list_proposals(of)
    rows = querysets.list_parts(of, ImportRow, person).filter(writes=True)
    good = rows.filter(status__in=GOOD_ROWS).count()
    shown = good + rows.filter(status=RowStatus.WARNING).count()
    bad = of.counts.get(RowStatus.WARNING, 0) + of.counts.get(RowStatus.ERROR, 0)
    found = []
    if not bad:
        label = ngettext("Import %(n)d row", "Import all %(n)d rows", good) % {"n": good}
        return [ImportChoice(ImportSelection.ALL_OR_NONE, label, good, "")] if good else []
    if not shown:
        return []
    refusal = _("Some rows have warnings or errors. Correct them, or import the rows with warnings as shown.")
    if good:
        refusal = _("Some rows have warnings or errors. Correct them, or import only the valid rows.")
    found.append(ImportChoice(ImportSelection.ALL_OR_NONE, _("Import all rows together"), 0, refusal))
    if good:
        label = ngettext("Import %(n)d valid row", "Import %(n)d valid rows", good) % {"n": good}
        found.append(ImportChoice(ImportSelection.VALID, label, good, ""))
    if shown > good:
        words = ngettext(
            "Import %(n)d row with warnings", "Import %(n)d rows, including rows with warnings", shown
        )
        found.append(ImportChoice(ImportSelection.WITH_WARNINGS, words % {"n": shown}, shown, ""))
    return found


def _list_proposals(of: Import) -> list[ImportChoice]:
    """Offer to propose the valid rows as a supplement, and those with warnings too."""
    good = supplements.list_new(of, ImportSelection.VALID).count()
    shown = supplements.list_new(of, ImportSelection.WITH_WARNINGS).count()
    found = []
    if good:
        label = ngettext("Propose %(n)d valid row", "Propose %(n)d valid rows", good) % {"n": good}
        found.append(ImportChoice(ImportSelection.VALID, label, good, ""))
    if shown > good:
        words = ngettext(
            "Propose %(n)d row with warnings", "Propose %(n)d rows, including rows with warnings", shown
        )
        found.append(ImportChoice(ImportSelection.WITH_WARNINGS, words % {"n": shown}, shown, ""))
    return found


def describe_reminders(of: Import) -> str:
    """Return how many reminders follow once the drafts are accepted, and when the first."""
    count, first = of.following.get("count", 0), parse_date(of.following.get("first") or "")
    if of.subject != ImportSubject.COMMITMENTS:
        return ""
    doubtful = of.following.get("warnings", 0)
    more = ngettext(
        "Rows with warnings would add %(n)d reminder.",
        "Rows with warnings would add %(n)d reminders.",
        doubtful,
    )
    beside = f" {more % {'n': doubtful}}" if doubtful else ""
    if not count or first is None:
        return (
            _("The import sends no emails. The rows become drafts, and no reminders are planned for them.")
            + beside
        )
    words = ngettext(
        "The import sends no emails. The rows become drafts. After the owners accept the drafts, %(n)d "
        "reminder is sent, on %(first)s.",
        "The import sends no emails. The rows become drafts. After the owners accept the drafts, %(n)d "
        "reminders are sent before the due dates, the first on %(first)s.",
        count,
    )
    return words % {"n": count, "first": date_format(first)} + beside


def describe_result(of: Import, person: User) -> list[str]:
    """Return the result of an import in a few lines."""
    by_state = runs.by_state(querysets.list_parts(of, ImportRow, person))
    lines = [of.reason] if of.reason else []
    words: Mapping[str, Any] = {
        ItemState.DONE: ngettext(
            "%(n)d row was imported.", "%(n)d rows were imported.", by_state[ItemState.DONE]
        ),
        ItemState.NOT_DONE: ngettext(
            "%(n)d row could not be imported because records have changed. Download it below, check it "
            "and import it again.",
            "%(n)d rows could not be imported because records have changed. Download them below, check "
            "them and import them again.",
            by_state[ItemState.NOT_DONE],
        ),
        ItemState.UNDONE: ngettext(
            "The import of %(n)d row was undone.",
            "The import of %(n)d rows was undone.",
            by_state[ItemState.UNDONE],
        ),
        ItemState.NOT_UNDONE: ngettext(
            "%(n)d row was kept because other records now depend on it.",
            "%(n)d rows were kept because other records now depend on them.",
            by_state[ItemState.NOT_UNDONE],
        ),
    }
    lines += [words[state] % {"n": by_state[state]} for state in words if by_state[state]]
    same = of.counts.get(RowStatus.UNCHANGED, 0)
    if same and of.state == ImportState.DONE:
        lines.append(ngettext("%(n)d row is unchanged.", "%(n)d rows are unchanged.", same) % {"n": same})
    return lines


def count_rejected(of: Import, person: User) -> int:
    """Count the rows that were not taken, for the file that gives them back."""
    rows = querysets.list_parts(of, ImportRow, person)
    if of.state in (ImportState.COLUMNS, ImportState.CHECKED):
        return rows.filter(status__in=BAD_ROWS).count()
    taken = Q(state__in=(ItemState.DONE, ItemState.NOT_UNDONE)) | Q(status=RowStatus.UNCHANGED)
    return rows.exclude(taken).count()
