"""The lists of a meeting's page, written by the capability functions; the caller holds the transaction."""

import datetime
from dataclasses import dataclass
from typing import Any

from commitments import deadlines, editing, lifecycle, meetings
from commitments.admin.forms.commitment import CommitmentRow
from commitments.admin.forms.outcome import OutcomeRow
from commitments.admin.forms.rows import Rows
from commitments.admin.forms.seat import in_order
from commitments.admin.forms.statement import StatementRow
from commitments.admin.recording import Recording
from commitments.models import BackgroundFact, Commitment, DelegationMember, Meeting, Outcome, Statement, User
from commitments.vocabulary import Side


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
        self._review(recording.agenda)
        self._seat(recording.ours, Side.OURS)
        self._seat(recording.theirs, Side.THEIRS)
        self._write_background(recording.background)
        drafted = []
        for form in recording.outcomes.forms:
            if form.is_removed and form.instance.pk:
                meetings.remove_outcome(_fresh(form.instance), by=self.by, now=self.now)
            elif not form.is_removed and (form.has_changed() or form.items.filled):
                outcome = self._outcome(form, texts)
                drafted += [self._commitment(item, outcome) for item in form.items.filled]
        return [item for item in drafted if item is not None]

    def _review(self, rows: Rows) -> None:
        """Write what was said about open items."""
        for form in rows.filled:
            meetings.review_item(
                _fresh(form.instance),
                form.cleaned_data["said"],
                health=form.reported,
                by=self.by,
                now=self.now,
            )

    def _write_background(self, rows: Rows) -> None:
        """Write the background facts: removed ones first, new ones last."""
        for form in rows.forms:
            if form.is_removed and form.instance.pk:
                meetings.remove_fact(_fresh(form.instance), by=self.by, now=self.now)
        for form in rows.filled:
            if form.instance.pk:
                fact = _fresh(form.instance)
                values, expected = form.values(), fact.version
                meetings.change_fact(fact, values, expected=expected, by=self.by, now=self.now)
            else:
                made = BackgroundFact(meeting=self.meeting, **form.values())
                meetings.add_fact(made, by=self.by, now=self.now)

    def _statement(self, form: StatementRow) -> Statement:
        made = form.instance
        made.meeting, made.classification = self.meeting, self.meeting.classification
        return meetings.file_statement(made, by=self.by, now=self.now)

    def _seat(self, rows: Rows, side: Side) -> None:
        """Write a delegation in its order; a head gives way before another takes the place."""
        gone = [form for form in rows.forms if form.is_removed and form.instance.pk]
        for form in gone:
            editing.remove(_fresh(form.instance), by=self.by, now=self.now)
        staying = [
            form for form in rows.forms if not form.is_removed and (form.instance.pk or form.has_changed())
        ]
        written = [(form, form.values(order)) for order, form in enumerate(in_order(staying), 1)]
        for form, values in sorted(written, key=lambda pair: bool(pair[1]["is_head"])):
            if not form.instance.pk:
                meetings.seat(
                    DelegationMember(meeting=self.meeting, side=side, **values), by=self.by, now=self.now
                )
                continue
            current = _fresh(form.instance)
            changes = {name: value for name, value in values.items() if getattr(current, name) != value}
            if changes:
                editing.change(current, changes, by=self.by, now=self.now)

    def _outcome(self, form: OutcomeRow, texts: dict[int, Statement]) -> Outcome:
        """Write one outcome: a new one at the end, one on record where it was changed."""
        if not form.has_changed():
            kept: Outcome = form.instance
            return kept
        columns = {name: form.cleaned_data[name] for name in form._meta.fields or ()}
        columns["statement"] = form.statement(texts)
        if form.instance.pk:
            standing = _fresh(form.instance)
            return meetings.change_outcome(
                standing, columns, expected=standing.version, by=self.by, now=self.now
            )
        made = Outcome(meeting=self.meeting, classification=self.meeting.classification, **columns)
        return meetings.add_outcome(made, by=self.by, now=self.now)

    def _commitment(self, form: CommitmentRow, outcome: Outcome) -> Commitment | None:
        """Draft one commitment, or correct one that nobody has accepted."""
        values = form.cleaned_data
        columns = {name: values[name] for name in ("title", "nature", "condition")}
        columns["title"] = columns["title"] or lifecycle.beginning(outcome.clause)
        columns["owed_by"] = values["owed_by"] or lifecycle.who_owes(outcome)
        if not form.instance.pk:
            made = Commitment(outcome=outcome, classification=outcome.classification, **columns)
            return lifecycle.draft(
                made,
                parts=form.parts,
                deadline=deadlines.inputs.spec_of(values),
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
        editing.change(item, columns, by=self.by, now=self.now)
        if form.changes_owners:
            lifecycle.set_parts(item, form.parts, by=self.by, now=self.now)
        spec = deadlines.inputs.spec_of(form.cleaned_data) if form.changes_deadline else None
        hooks = form.cleaned_data["hooks"]
        if spec is None and turned and item.deadline is not None:
            # Another side's calendar counts now, or another condition is waited for.
            spec, hooks = deadlines.spec_of(item.deadline), deadlines.hooks_of(item.deadline)
        if spec is not None:
            review_on = form.cleaned_data["review_on"]
            deadlines.correct(item, spec, hooks=hooks, review_on=review_on, by=self.by, now=self.now)


def _fresh(row: Any) -> Any:
    """Read the row as it stands; validation has written on the form's own."""
    return editing.standing(row)
