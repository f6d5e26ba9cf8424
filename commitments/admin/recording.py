"""The meeting's page as forms: made from the record and the post, saved in one go by capability functions."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from commitments import deadlines, editing, lifecycle, meetings
from commitments.admin.doors import AS_SEEN, stamp
from commitments.admin.forms import deadline
from commitments.admin.forms.book import Book
from commitments.admin.forms.commitment import CommitmentRow
from commitments.admin.forms.outcome import OutcomeRow, OutcomeRows
from commitments.admin.forms.rows import Rows, one_more, typed
from commitments.admin.forms.seat import SeatRow
from commitments.admin.forms.statement import StatementRow
from commitments.admin.meeting_records import Records
from commitments.models import Commitment, DelegationMember, Meeting, Outcome, Statement, User
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import Side

ITEMS = "items"
# What a script replaces by the index of the row it adds.
TOKEN, ITEM_TOKEN = "__prefix__", "__row__"
STATEMENTS, OURS, THEIRS, OUTCOMES = "statements", "ours", "theirs", "outcomes"
LISTS = (STATEMENTS, OURS, THEIRS, OUTCOMES)
# Empty rows on a page without script; with it, one and a button.
EMPTY_NEW = {STATEMENTS: 1, OURS: 3, THEIRS: 3, OUTCOMES: 2}
EMPTY_LATER = {STATEMENTS: 1, OURS: 1, THEIRS: 1, OUTCOMES: 1}
LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Recording:
    """The lists of one page; `book` is what typed names lead to."""

    book: Book
    statements: Rows
    ours: Rows
    theirs: Rows
    outcomes: OutcomeRows
    blank: OutcomeRow

    def name_rows(self) -> None:
        """Name each row as the list of errors and the screen reader call it."""
        _name(self.statements, _("Text"))
        _name(self.ours, _("Our delegation"))
        _name(self.theirs, _("Their delegation"))
        _name(self.outcomes, _("New outcome"))
        for form in self.outcomes.forms:
            if form.instance.pk:
                form.place = _("Outcome %(n)d") % {"n": form.instance.number}
        self.blank.place = _("New outcome")
        for form in [*self.outcomes.forms, self.blank]:
            _name(form.items, f"{form.place}, {_('commitment')}")
            form.items.token_row = form.items.blank(ITEM_TOKEN)
            form.items.token_row.place = _("New commitment")

    @property
    def main(self) -> list[Rows]:
        return [self.statements, self.ours, self.theirs, self.outcomes]

    @property
    def items(self) -> list[Rows]:
        return [form.items for form in self.outcomes.forms]

    @property
    def all(self) -> list[Rows]:
        return [*self.main, *self.items]

    @property
    def has_changes(self) -> bool:
        return any(form.is_filled or form.is_removed for rows in self.all for form in rows.forms)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the lists of a page for one person from the records and, where there is one, the post."""

    person: User
    book: Book
    records: Records
    data: QueryDict | None
    is_new: bool
    is_quiet: bool

    def make(self) -> Recording:
        count = self.data.get(f"{STATEMENTS}-TOTAL_FORMS", "") if self.data else ""
        posted = int(count) if str(count).isdecimal() else EMPTY_NEW[STATEMENTS]
        outcomes = OutcomeRows(
            self.data,
            row=self._door(OutcomeRow, new_texts=min(posted, 20)),
            records=self.records.outcomes,
            extra=self._extra(OUTCOMES),
            prefix=OUTCOMES,
        )
        blank = outcomes.blank(TOKEN)
        for form in [*outcomes.forms, blank]:
            form.items = self._items(form)
        statements = Rows(
            self.data, row=self._door(StatementRow), extra=self._extra(STATEMENTS), prefix=STATEMENTS
        )
        made = Recording(
            book=self.book,
            statements=statements,
            ours=self._seats(Side.OURS),
            theirs=self._seats(Side.THEIRS),
            outcomes=outcomes,
            blank=blank,
        )
        made.name_rows()
        return made

    def _extra(self, name: str) -> int:
        return (EMPTY_NEW if self.is_new else EMPTY_LATER)[name]

    def _door(self, row: type[Any], **attributes: Any) -> type[Any]:
        given = {"person": self.person, "book": self.book, "is_quiet": self.is_quiet, **attributes}
        return type(row.__name__, (row,), {**given, "__module__": row.__module__})

    def _seats(self, side: Side) -> Rows:
        seats = self.records.seats_of(side)
        row = self._door(SeatRow, side=side)
        return Rows(self.data, row=row, records=seats, opened=seats, extra=self._extra(side), prefix=side)

    def _items(self, form: OutcomeRow) -> Rows:
        records = self.records.editable_items_of(form.instance.pk) if form.instance.pk else ()
        data = self.data if form.is_bound else None
        return Rows(
            data,
            row=self._door(CommitmentRow),
            records=records,
            opened=records,
            prefix=f"{form.prefix}-{ITEMS}",
        )


def _name(rows: Rows, name: str) -> None:
    for index, form in enumerate(rows.forms, 1):
        form.place = f"{name} {index}"


def asked_for_more(data: QueryDict, maker: Maker) -> QueryDict:
    """Give the post with one row more, or with one outcome of the record opened for editing."""
    data = data.copy()
    prefix = data.get("_more", "")
    known = prefix in LISTS or (prefix.startswith(f"{OUTCOMES}-") and prefix.endswith(f"-{ITEMS}"))
    if known:
        index = one_more(data, prefix)
        if prefix == OUTCOMES:
            one_more(data, f"{OUTCOMES}-{index}-{ITEMS}")
    wanted = data.get("_edit", "")
    opened = {value for name, value in data.items() if name.startswith(OUTCOMES) and name.endswith("-id")}
    outcome = next((row for row in maker.records.outcomes if str(row.pk) == wanted), None)
    if outcome is not None and wanted not in opened:
        _open(data, maker, outcome)
    return data


def _open(data: QueryDict, maker: Maker, outcome: Outcome) -> None:
    """Add an outcome of the record, as it stands, to what was posted."""
    index = one_more(data, OUTCOMES)
    row = maker._door(OutcomeRow)(instance=outcome, prefix=f"{OUTCOMES}-{index}")
    data.update(typed(row))
    items = f"{OUTCOMES}-{index}-{ITEMS}"
    for item in maker.records.editable_items_of(outcome.pk):
        number = one_more(data, items)
        data.update(typed(maker._door(CommitmentRow)(instance=item, prefix=f"{items}-{number}")))


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the lists of a page; the caller holds the transaction."""

    meeting: Meeting
    by: User
    now: datetime.datetime

    def write(self, recording: Recording) -> list[Commitment]:
        """Write texts, seats and outcomes with their commitments; give the commitments drafted."""
        texts = {
            index: self._statement(form)
            for index, form in enumerate(recording.statements.forms)
            if form.is_filled
        }
        self._seat(recording.ours, Side.OURS)
        self._seat(recording.theirs, Side.THEIRS)
        drafted = []
        for form in recording.outcomes.forms:
            if not form.is_removed and (form.has_changed() or form.items.filled):
                outcome = self._outcome(form, texts)
                drafted += [self._commitment(item, outcome) for item in form.items.filled]
        return [item for item in drafted if item is not None]

    def _statement(self, form: StatementRow) -> Statement:
        made = form.instance
        made.meeting, made.classification = self.meeting, self.meeting.classification
        return meetings.file_statement(made, by=self.by, now=self.now)

    def _seat(self, rows: Rows, side: Side) -> None:
        """Write a delegation in its order; a head gives way before another takes the place."""
        gone = [form for form in rows.forms if form.is_removed and form.instance.pk]
        for form in gone:
            _check_seen(form)
            editing.remove(_fresh(form.instance), by=self.by, now=self.now)
        staying = [
            form for form in rows.forms if not form.is_removed and (form.instance.pk or form.has_changed())
        ]
        written = [(form, form.values(order)) for order, form in enumerate(staying, 1)]
        for form, values in sorted(written, key=lambda pair: bool(pair[1]["is_head"])):
            if not form.instance.pk:
                meetings.seat(
                    DelegationMember(meeting=self.meeting, side=side, **values), by=self.by, now=self.now
                )
                continue
            current = _fresh(form.instance)
            changes = {name: value for name, value in values.items() if getattr(current, name) != value}
            if changes:
                _check_seen(form)
                editing.change(current, changes, by=self.by, now=self.now)

    def _outcome(self, form: OutcomeRow, texts: dict[int, Statement]) -> Outcome:
        """Write one outcome: a new one at the end, one on record where it was changed."""
        if not form.has_changed():
            standing: Outcome = form.instance
            return standing
        columns = {name: form.cleaned_data[name] for name in form._meta.fields or ()}
        columns["statement"] = form.statement(texts)
        if form.instance.pk:
            expected = int(form.cleaned_data[AS_SEEN] or 0)
            return meetings.change_outcome(
                _fresh(form.instance), columns, expected=expected, by=self.by, now=self.now
            )
        made = Outcome(meeting=self.meeting, classification=self.meeting.classification, **columns)
        return meetings.add_outcome(made, by=self.by, now=self.now)

    def _commitment(self, form: CommitmentRow, outcome: Outcome) -> Commitment | None:
        """Draft one commitment, or correct one that nobody has accepted."""
        values = form.cleaned_data
        columns = {name: values[name] for name in ("title", "nature", "condition")}
        columns["title"] = columns["title"] or beginning(outcome.clause)
        columns["owed_by"] = values["owed_by"] or outcome.spoken_by
        if not form.instance.pk:
            made = Commitment(outcome=outcome, classification=outcome.classification, **columns)
            return lifecycle.draft(
                made,
                parts=form.parts,
                deadline=deadline.spec_of(values),
                review_on=values["review_on"],
                by=self.by,
                now=self.now,
            )
        self._correct(form, columns, outcome)
        return None

    def _correct(self, form: CommitmentRow, columns: dict[str, Any], outcome: Outcome) -> None:
        item = _fresh(form.instance)
        turned = item.owed_by != columns["owed_by"]
        _check_seen(form)
        editing.change(item, columns, by=self.by, now=self.now)
        if form.changes_owners:
            lifecycle.set_parts(item, form.parts, by=self.by, now=self.now)
        spec = deadline.spec_of(form.cleaned_data) if form.changes_deadline else None
        if spec is None and turned and item.deadline is not None:
            # Another side's calendar counts now.
            spec = DeadlineSpec.from_json(item.deadline.specification)
        if spec is not None:
            deadlines.correct(item, spec, review_on=form.cleaned_data["review_on"], by=self.by, now=self.now)


def beginning(clause: str) -> str:
    """Take the beginning of a clause, to the last whole word that fits, as a short title."""
    text = " ".join(clause.split())
    if len(text) <= LONGEST_TITLE:
        return text.rstrip(".")
    cut = text[: LONGEST_TITLE - 1].rpartition(" ")[0] or text[: LONGEST_TITLE - 1]
    return f"{cut}…"


def _fresh(row: Any) -> Any:
    """Read the row as it stands; validation has written on the form's own."""
    return type(row)._base_manager.select_for_update().get(pk=row.pk)


def _check_seen(form: Any) -> None:
    seen = form.data.get(form.add_prefix(AS_SEEN), "")
    if seen != stamp(_fresh(form.instance)):
        raise editing.changed_meanwhile()
