"""The lists of a meeting's page as forms, checked row by row, and written by the capability functions.

The caller holds the transaction.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from commitments.admin.commitments.forms import CommitmentRow
from commitments.admin.form_rows import RowFormSet, one_more, posted_count, read_input_values
from commitments.admin.long_texts import GLIMPSE, count_bytes
from commitments.admin.meetings.forms import NameBook
from commitments.admin.meetings.page import MeetingRecords
from commitments.admin.meetings.row_forms import (
    NEW_TEXT,
    READOUT,
    AgendaRow,
    BackgroundRow,
    OutcomeRow,
    OutcomeRows,
    SeatRow,
    StatementRow,
    in_order,
)
from commitments.deadlines import changes, context, inputs
from commitments.enums import PassageState, Side
from commitments.lifecycle import drafts, transitions
from commitments.meetings import delegations, meetings, outcomes
from commitments.models import (
    AgendaItem,
    BackgroundFact,
    Commitment,
    DelegationMember,
    Meeting,
    Outcome,
    Statement,
    User,
)
from commitments.records import edits
from commitments.statements import decisions, passages, reading

ITEMS = "items"
# In the address of a page, the outcome that is not yet recorded.
NEW = "new"
# What a script replaces by the index of the row it adds.
TOKEN, ITEM_TOKEN = "__prefix__", "__row__"
STATEMENTS, OURS, THEIRS, OUTCOMES, AGENDA = "statements", "ours", "theirs", "outcomes", "agenda"
BACKGROUND = "background"
# Empty rows on a page without script; with it, one and a button.
EMPTY_NEW = {STATEMENTS: 1, OURS: 2, THEIRS: 2, OUTCOMES: 1, BACKGROUND: 0}
EMPTY_LATER = {STATEMENTS: 0, OURS: 1, THEIRS: 1, OUTCOMES: 0, BACKGROUND: 0}


@dataclass(frozen=True, slots=True)
class RecordingForms:
    """The lists of one page; `book` resolves typed names."""

    book: NameBook
    agenda: RowFormSet
    background: RowFormSet
    statements: RowFormSet
    ours: RowFormSet
    theirs: RowFormSet
    outcomes: OutcomeRows
    blank: OutcomeRow

    def name_rows(self) -> None:
        """Name each row as the list of errors and the screen reader call it."""
        for form in self.agenda.forms:
            form.place = str(form.instance) if form.instance.pk else _("Open item")
        _name(self.background, _("Background fact"))
        _name(self.statements, _("Statement"))
        _name(self.ours, _("Our delegation"))
        _name(self.theirs, _("Their delegation"))
        new = [form for form in self.outcomes.forms if not form.instance.pk]
        for index, form in enumerate(new, 1):
            form.place = f"{_('New outcome')} {index}"
        for form in self.outcomes.initial_forms:
            form.place = _("Outcome %(n)d") % {"n": form.instance.number}
        self.blank.place = _("New outcome")
        for form in [*self.outcomes.forms, self.blank]:
            _name(form.items, f"{form.place}, {_('commitment')}")
            form.items.token_row = form.items.blank(ITEM_TOKEN)
            form.items.token_row.place = _("New commitment")

    @property
    def main(self) -> list[RowFormSet]:
        return [self.agenda, self.ours, self.theirs, self.background, self.statements, self.outcomes]

    @property
    def items(self) -> list[RowFormSet]:
        return [form.items for form in self.outcomes.forms]

    @property
    def all(self) -> list[RowFormSet]:
        return [*self.main, *self.items]

    @property
    def has_changes(self) -> bool:
        return any(form.is_filled or form.is_removed for rows in self.all for form in rows.forms)


@dataclass(frozen=True, slots=True)
class FormMaker:
    """Builds the lists of a page for one person from the records and, where there is one, the post."""

    person: User
    book: NameBook
    records: MeetingRecords
    data: QueryDict | None
    is_new: bool
    is_quiet: bool
    # The outcome shown as fields at first, or `NEW` for an empty one.
    edited: str = ""
    # The row of the agenda whose words are edited, however long they are.
    written: str = ""
    # Whether the meeting was held and nothing that was said there is on record yet.
    awaits_outcomes: bool = False

    @property
    def has_readout(self) -> bool:
        """Whether a readout was pasted on this page, though it may have been taken away again."""
        names = (f"{READOUT}-text", f"{READOUT}-proposed")
        return bool(self.data and any(self.data.get(name, "").strip() for name in names))

    def make(self) -> RecordingForms:
        posted = posted_count(self.data, STATEMENTS) if self.data else EMPTY_NEW[STATEMENTS]
        outcomes = OutcomeRows(
            self.data,
            row=self.build_form_class(OutcomeRow, new_texts=min(posted, 20), has_readout=self.has_readout),
            records=self.records.outcomes,
            opened=[row for row in self.records.outcomes if str(row.pk) == self.edited],
            extra=self._extra(OUTCOMES),
            prefix=OUTCOMES,
        )
        blank = outcomes.blank(TOKEN)
        for form in [*outcomes.forms, blank]:
            form.items = self._items(form, is_blank=form is blank)
            form.may_go = bool(form.instance.pk) and not self.records.items_of(form.instance.pk)
            if form is not blank and str(form.instance.pk or NEW) == self.edited:
                form.take_focus()
        statements = RowFormSet(
            self.data,
            row=self.build_form_class(StatementRow),
            extra=self._extra(STATEMENTS),
            prefix=STATEMENTS,
        )
        made = RecordingForms(
            book=self.book,
            agenda=RowFormSet(
                self.data,
                row=self.build_form_class(AgendaRow),
                records=self.records.to_review,
                opened=[row for row in self.records.on_page if self._is_written_here(row)],
                extra=0,
                prefix=AGENDA,
            ),
            background=RowFormSet(
                self.data,
                row=self.build_form_class(BackgroundRow),
                records=self.records.background,
                opened=self.records.background,
                extra=self._extra(BACKGROUND),
                prefix=BACKGROUND,
            ),
            statements=statements,
            ours=self._seats(Side.OURS),
            theirs=self._seats(Side.THEIRS),
            outcomes=outcomes,
            blank=blank,
        )
        made.name_rows()
        return made

    def _is_written_here(self, row: AgendaItem) -> bool:
        """Return whether what was said is in a field here; a long text has a form of its own."""
        return count_bytes(row.discussion) <= GLIMPSE or str(row.pk) == self.written

    def _extra(self, name: str) -> int:
        if name == OUTCOMES and (self.awaits_outcomes or self.edited == NEW):
            return 1
        return (EMPTY_NEW if self.is_new else EMPTY_LATER)[name]

    def build_form_class(self, row: type[Any], **attributes: Any) -> type[Any]:
        """Return the class of a row with what it needs to know of this page."""
        given = {"person": self.person, "book": self.book, "is_quiet": self.is_quiet, **attributes}
        return type(row.__name__, (row,), {**given, "__module__": row.__module__})

    def _seats(self, side: Side) -> RowFormSet:
        seats = self.records.seats_of(side)
        places = {seat.pk: number for number, seat in enumerate(seats, 1)}
        row = self.build_form_class(SeatRow, side=side, places=places)
        return RowFormSet(
            self.data, row=row, records=seats, opened=seats, extra=self._extra(side), prefix=side
        )

    def _items(self, form: OutcomeRow, *, is_blank: bool) -> RowFormSet:
        records = self.records.editable_items_of(form.instance.pk) if form.instance.pk else ()
        data = self.data if form.is_bound else None
        return RowFormSet(
            data,
            row=self.build_form_class(CommitmentRow, owing=form.owing),
            records=records,
            opened=records,
            # The empty outcome of the script gets its commitment from the one empty one of the page.
            extra=0 if records or is_blank else 1,
            prefix=f"{form.prefix}-{ITEMS}",
        )


def _name(rows: RowFormSet, name: str) -> None:
    for index, form in enumerate(rows.forms, 1):
        form.place = f"{name} {index}"


def add_requested_row(data: QueryDict, maker: FormMaker) -> QueryDict:
    """Return the post with one more row, or with one recorded outcome opened for editing."""
    data = data.copy()
    add_row(data, maker, data.get("_more", ""))
    wanted = data.get("_edit", "")
    opened = {value for name, value in data.items() if name.startswith(OUTCOMES) and name.endswith("-id")}
    outcome = next((row for row in maker.records.outcomes if str(row.pk) == wanted), None)
    if outcome is not None and wanted not in opened:
        _open(data, maker, outcome)
    return data


def add_row(data: QueryDict, maker: FormMaker, prefix: str) -> None:
    """Add an empty row, with its defaults, to the list of a prefix; ignore a list that is none."""
    rows: dict[str, type[Any]] = {
        BACKGROUND: BackgroundRow,
        STATEMENTS: StatementRow,
        OUTCOMES: OutcomeRow,
        OURS: SeatRow,
        THEIRS: SeatRow,
    }
    is_items = prefix.startswith(f"{OUTCOMES}-") and prefix.endswith(f"-{ITEMS}")
    row = CommitmentRow if is_items else rows.get(prefix)
    if row is None:
        return
    index = one_more(data, prefix)
    more = {"side": Side(prefix)} if row is SeatRow else {}
    data.update(read_input_values(maker.build_form_class(row, **more)(prefix=f"{prefix}-{index}")))
    if row is OutcomeRow:
        add_row(data, maker, f"{OUTCOMES}-{index}-{ITEMS}")


def reset_outcome(data: QueryDict, maker: FormMaker, prefix: str) -> None:
    """Reset the row of a new outcome, and its commitment, to the defaults of an empty one."""
    data.update(read_input_values(maker.build_form_class(OutcomeRow)(prefix=prefix)))
    data.update(read_input_values(maker.build_form_class(CommitmentRow)(prefix=f"{prefix}-{ITEMS}-0")))


def _open(data: QueryDict, maker: FormMaker, outcome: Outcome) -> None:
    """Add an outcome of the record, as it stands, to what was posted."""
    index = one_more(data, OUTCOMES)
    row = maker.build_form_class(OutcomeRow)(instance=outcome, prefix=f"{OUTCOMES}-{index}")
    data.update(read_input_values(row))
    items = f"{OUTCOMES}-{index}-{ITEMS}"
    standing = maker.records.editable_items_of(outcome.pk)
    for item in standing:
        number = one_more(data, items)
        data.update(
            read_input_values(
                maker.build_form_class(CommitmentRow)(instance=item, prefix=f"{items}-{number}")
            )
        )
    if row.may_carry and not standing:
        number = one_more(data, items)
        data.update(
            read_input_values(
                maker.build_form_class(CommitmentRow, owing=row.owing)(prefix=f"{items}-{number}")
            )
        )


@dataclass(frozen=True, slots=True)
class RowWriter:
    """Writes the lists of a page; the caller holds the transaction."""

    meeting: Meeting
    by: User
    now: datetime.datetime

    def write(self, recording: RecordingForms, readout: Statement | None = None) -> list[Commitment]:
        """Write texts, delegations and outcomes with their commitments; return the drafted commitments.

        A pasted readout is filed and read, so that each outcome is linked to its passage.
        """
        texts = {
            f"{NEW_TEXT}{index}": self._file(form.instance)
            for index, form in enumerate(recording.statements.forms)
            if form.is_filled
        }
        if readout is not None:
            texts[READOUT] = self._file(readout)
        self._review(recording.agenda)
        self._seat(recording.ours, Side.OURS)
        self._seat(recording.theirs, Side.THEIRS)
        self._write_background(recording.background)
        drafted = []
        for form in recording.outcomes.forms:
            if form.is_removed and form.instance.pk:
                outcomes.remove_outcome(_fresh(form.instance), by=self.by, now=self.now)
            elif not form.is_removed and (form.has_changed() or form.items.filled):
                outcome = self._outcome(form, texts)
                drafted += [self._commitment(item, outcome) for item in form.items.filled]
        if readout is not None:
            self._read(readout, recording.outcomes)
        return [item for item in drafted if item is not None]

    def _review(self, rows: RowFormSet) -> None:
        """Write what was said about open items."""
        for form in rows.filled:
            outcomes.review_item(
                _fresh(form.instance),
                **form.discussion_values,
                health=form.reported,
                by=self.by,
                now=self.now,
            )

    def _write_background(self, rows: RowFormSet) -> None:
        """Write the background facts: removed ones first, new ones last."""
        for form in rows.forms:
            if form.is_removed and form.instance.pk:
                delegations.remove_fact(_fresh(form.instance), by=self.by, now=self.now)
        for form in rows.filled:
            if form.instance.pk:
                fact = _fresh(form.instance)
                values, expected = form.values(), fact.version
                delegations.change_fact(fact, values, expected=expected, by=self.by, now=self.now)
            else:
                made = BackgroundFact(meeting=self.meeting, **form.values())
                delegations.add_fact(made, by=self.by, now=self.now)

    def _file(self, made: Statement) -> Statement:
        made.meeting, made.classification = self.meeting, self.meeting.classification
        return outcomes.file_statement(made, by=self.by, now=self.now)

    def _read(self, readout: Statement, rows: OutcomeRows) -> None:
        """Read the pasted text; what the officer left out on the page is not proposed again."""
        reading.read_text(readout, by=self.by, now=self.now)
        left_out = {
            passages.fold_spaces(form.data.get(form.add_prefix("clause"), ""))
            for form in rows.forms
            if form.is_removed and not form.instance.pk
        }
        for passage in passages.list_passages(readout):
            is_left_out = passages.fold_spaces(passage.words) in left_out
            if is_left_out and passage.state == PassageState.WAITING:
                decisions.reject_passage(passage, by=self.by, now=self.now)

    def _seat(self, rows: RowFormSet, side: Side) -> None:
        """Write a delegation in its order; a head gives way before another takes the place."""
        gone = [form for form in rows.forms if form.is_removed and form.instance.pk]
        for form in gone:
            edits.remove_record(_fresh(form.instance), by=self.by, now=self.now)
        staying = [
            form for form in rows.forms if not form.is_removed and (form.instance.pk or form.has_changed())
        ]
        written = [(form, form.values(order)) for order, form in enumerate(in_order(staying), 1)]
        for form, values in sorted(written, key=lambda pair: bool(pair[1]["is_head"])):
            if not form.instance.pk:
                meetings.add_delegate(
                    DelegationMember(meeting=self.meeting, side=side, **values), by=self.by, now=self.now
                )
                continue
            current = _fresh(form.instance)
            changes = {name: value for name, value in values.items() if getattr(current, name) != value}
            if changes:
                edits.change_record(current, changes, by=self.by, now=self.now)

    def _outcome(self, form: OutcomeRow, texts: Mapping[str, Statement]) -> Outcome:
        """Write one outcome: a new one at the end, a recorded one where it was changed."""
        if not form.has_changed():
            kept: Outcome = form.instance
            return kept
        columns = {name: form.cleaned_data[name] for name in form._meta.fields or ()}
        columns["statement"] = form.statement(texts)
        if form.instance.pk:
            standing = _fresh(form.instance)
            return outcomes.change_outcome(
                standing, columns, expected=standing.version, by=self.by, now=self.now
            )
        if form.cleaned_data["text"] == READOUT and columns["statement"] is not None:
            columns["language"] = columns["statement"].language
        made = Outcome(meeting=self.meeting, classification=self.meeting.classification, **columns)
        return outcomes.add_outcome(made, by=self.by, now=self.now)

    def _commitment(self, form: CommitmentRow, outcome: Outcome) -> Commitment | None:
        """Draft one commitment, or correct one that no lead has accepted."""
        values = form.cleaned_data
        columns = {name: values[name] for name in ("title", "nature", "condition")}
        columns["title"] = columns["title"] or transitions.shorten_clause(outcome.clause)
        columns["owed_by"] = values["owed_by"] or drafts.who_owes(outcome)
        if not form.instance.pk:
            made = Commitment(outcome=outcome, classification=outcome.classification, **columns)
            return drafts.create_draft(
                made,
                parts=form.parts,
                deadline=inputs.spec_of(values),
                hooks=values["hooks"],
                review_on=values["review_on"],
                by=self.by,
                now=self.now,
            )
        self._correct(form, columns, outcome)
        return None

    def _correct(self, form: CommitmentRow, columns: dict[str, Any], outcome: Outcome) -> None:
        item = _fresh(form.instance)
        turned = item.owed_by != columns["owed_by"] or item.condition != columns["condition"]
        edits.change_record(item, columns, by=self.by, now=self.now)
        if form.changes_owners:
            drafts.set_parts(item, form.parts, by=self.by, now=self.now)
        spec = inputs.spec_of(form.cleaned_data) if form.changes_deadline else None
        hooks = form.cleaned_data["hooks"]
        if spec is None and turned and item.deadline is not None:
            # Another side's calendar counts now, or another condition is waited for.
            spec, hooks = context.spec_of(item.deadline), context.hooks_of(item.deadline)
        if spec is not None:
            review_on = form.cleaned_data["review_on"]
            changes.correct_deadline(item, spec, hooks=hooks, review_on=review_on, by=self.by, now=self.now)


def _fresh(row: Any) -> Any:
    """Read the row as it stands; validation has written on the form's own."""
    return edits.lock_record(row)
