"""Commitments and outcomes as the scorecard and the annex print them; pure, from rows already read."""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import models as m
from commitments.briefings.content import Block, Due, Fact, Point, Row
from commitments.briefings.records import Records
from commitments.briefings.words import cap, days, quoted, shift, short_date, start_of, window
from commitments.deadlines import slips
from commitments.references import short
from commitments.vocabulary import (
    Answer,
    CommitmentState,
    DeadlineKind,
    Health,
    LeadRole,
    Nature,
    OwedBy,
    Side,
)

DELIVERED = (CommitmentState.FULFILLED, CommitmentState.IN_PART)
URGENCY = {Health.OFF_TRACK: 0, Health.AT_RISK: 1, Health.NO_EVIDENCE: 2, Health.ON_TRACK: 3}
FAR = datetime.date.max


@dataclass(frozen=True, slots=True)
class Days:
    """The day it is, at the as-of moment, for each side."""

    ours: datetime.date
    theirs: datetime.date

    def of(self, owed_by: str) -> datetime.date:
        return self.theirs if owed_by == OwedBy.THEIRS else self.ours


def days_at(moment: datetime.datetime, records: Records) -> Days:
    """Give the day in each capital."""
    home = records.home.time_zone if records.home else settings.TIME_ZONE
    partner = records.country.time_zone
    return Days(moment.astimezone(ZoneInfo(home)).date(), moment.astimezone(ZoneInfo(partner)).date())


def order(item: m.Commitment, today: datetime.date) -> tuple[bool, int, datetime.date, str]:
    """Sort inside a group: overdue, off track, at risk, no evidence, on track; then by date."""
    return (
        not item.is_overdue(today),
        URGENCY[item.health_at(today)],
        item.due_on or item.review_on or FAR,
        item.reference,
    )


def row(item: m.Commitment, records: Records, today: datetime.date) -> Row:
    """Give one line of the scorecard."""
    outcome = records.outcomes.get(item.outcome_id)
    pointer = _("full text: Annex") if item.is_open else ""
    health, shape = health_of(item, today)
    evidence = records.evidence.get(item.pk, [])
    return Row(
        ref=short(item.reference),
        title=item.title,
        clause=start_of(outcome.clause, pointer, is_quoted=records.quotes(outcome)) if outcome else "",
        source=source_of(outcome, records) if outcome else "",
        leads=tuple(
            _lead(side, item, records) for side in Side if _owes(side, item) or _parts(side, item, records)
        ),
        evidence=_("Evidence: %(evidence)s") % {"evidence": _document(evidence[0])} if evidence else "",
        strength=cap(item.get_strength_display()),
        due=due(item, records, today),
        health=health,
        shape=shape,
        state=cap(item.get_state_display()),
        line=item.line_to_take,
        is_in_annex=item.is_open,
    )


def health_of(item: m.Commitment, today: datetime.date) -> tuple[str, str]:
    """Give the word of an item's health and the name of its shape."""
    if item.state == CommitmentState.FULFILLED:
        return _("Fulfilled"), "fulfilled"
    if item.state == CommitmentState.IN_PART:
        return _("Fulfilled in part"), "fulfilled"
    if not item.is_open:
        return _("Closed"), "closed"
    health = item.health_at(today)
    return cap(health.label), health.value


def due(item: m.Commitment, records: Records, today: datetime.date) -> Due:
    """Give the due cell: the date that stands, where it is, how it moved, and the words as agreed."""
    stands = item.deadline
    status, is_late = _status(item, records, today)
    date = _day(stands) if item.due_on and stands else _("No date")
    is_quoted = bool(stands and stands.wording) and _is_quoted(item, records)
    wording = _wording(stands, is_quoted=is_quoted) if stands else ""
    return Due(date, status, is_late, _moves(item, records), wording or _("no date stated"), is_quoted)


def _moves(item: m.Commitment, records: Records) -> tuple[str, ...]:
    """Say how the first agreed date moved: by request, and apart from it with its event."""
    found = slips(records.deadlines.get(item.pk, []), item.first_deadline)
    if item.due_on is None or found.first_on is None or not (found.count or found.event_count):
        return ()
    moves = [_("first %(date)s") % {"date": short_date(found.first_on)}]
    if found.count:
        slipped = ngettext("%(count)s slip, %(change)s", "%(count)s slips, %(change)s", found.count)
        moves.append(slipped % {"count": found.count, "change": shift(found.days)})
    if found.event_count:
        moves.append(_("moved with its event, %(change)s") % {"change": shift(found.event_days)})
    return tuple(moves)


def _is_quoted(item: m.Commitment, records: Records) -> bool:
    """Say whether the words of an item's deadlines are those of a document, as those of its clause are."""
    outcome = records.outcomes.get(item.outcome_id)
    return outcome is not None and records.quotes(outcome)


def _wording(deadline: m.Deadline, *, is_quoted: bool) -> str:
    return quoted(deadline.wording) if is_quoted else deadline.wording


def _day(deadline: m.Deadline) -> str:
    """Write the day or the window; an occurrence of a yearly promise is due on its day."""
    if deadline.due_on is None:
        return _("No date")
    start = None if deadline.kind == DeadlineKind.RECURRING else deadline.due_start
    return window(start, deadline.due_on)


def _status(item: m.Commitment, records: Records, today: datetime.date) -> tuple[str, bool]:
    """Say where an item stands against its date, and whether that is late."""
    if not item.is_open:
        return _done(item, records), False
    if item.is_overdue(today):
        return _("overdue %(days)s") % {"days": days(item.days_late(today))}, True
    if item.state == CommitmentState.REPORTED:
        return _("reported complete"), False
    if item.due_on is not None and item.nature == Nature.DISCRETE:
        left = (item.due_on - today).days
        return (_("due in %(days)s") % {"days": days(left)}, False) if left > 0 else (_("due today"), False)
    return _review(item.review_on, today)


def _review(review_on: datetime.date | None, today: datetime.date) -> tuple[str, bool]:
    if review_on is None:
        return "", False
    text = _("review %(date)s") % {"date": short_date(review_on)}
    if review_on >= today:
        return text, False
    return f"{text}, {_('%(days)s ago') % {'days': days((today - review_on).days)}}", False


def _done(item: m.Commitment, records: Records) -> str:
    """Judge by the day of the last report of who owes, which was validated, or else by the day of closing."""
    if item.closed_on is None:
        return ""
    if item.state not in DELIVERED:
        return short_date(item.closed_on)
    parts = records.responsibilities.get(item.pk, [])
    owing = [part for part in parts if part.role == LeadRole.LEAD and _owes(Side(part.side), item)]
    done_on = max((lead.reported_on for lead in owing if lead.reported_on), default=item.closed_on)
    if item.due_on is None:
        return _("done %(date)s") % {"date": short_date(done_on)}
    if done_on <= item.due_on:
        return _("done on time")
    return _("done %(days)s late") % {"days": days((done_on - item.due_on).days)}


def _owes(side: Side, item: m.Commitment) -> bool:
    return item.owed_by in (side.value, OwedBy.JOINT)


def _parts(side: Side, item: m.Commitment, records: Records) -> list[m.Responsibility]:
    return [part for part in records.responsibilities.get(item.pk, []) if part.side == side]


def _lead(side: Side, item: m.Commitment, records: Records) -> str:
    """Name the lead of one side; a side without one is "not stated", never guessed."""
    leads = [part for part in _parts(side, item, records) if part.role == LeadRole.LEAD and part.ministry]
    name = leads[0].ministry.name if leads and leads[0].ministry else _("not stated")
    return f"{_('Ours') if side == Side.OURS else _('Theirs')}: {name}"


def source_of(outcome: m.Outcome, records: Records) -> str:
    """Say where a clause stands: document, date and place in it, as far as the reader may know."""
    statement = records.statements.get(outcome.statement_id) if outcome.statement_id else None
    parts = []
    if statement is not None:
        parts.append(cap(statement.get_kind_display()))
        if statement.dated_on:
            parts.append(short_date(statement.dated_on))
        parts.append(statement.number)
    parts.append(outcome.place_in_text)
    return ", ".join(part for part in parts if part)


def _document(evidence: m.Evidence) -> str:
    dated = short_date(evidence.dated_on) if evidence.dated_on else ""
    named = " ".join(part for part in (cap(evidence.get_kind_display()), evidence.number) if part)
    return ", ".join(part for part in (named, dated, evidence.description) if part)


def block(item: m.Commitment, records: Records, today: datetime.date) -> Block:
    """Give one open item in full."""
    outcome = records.outcomes.get(item.outcome_id)
    facts = []
    if outcome is not None:
        facts.append(_clause(outcome, records))
        facts.append(Fact(_("Source"), (source_of(outcome, records) or _("not stated"),)))
    for side, label in ((Side.OURS, _("Ours")), (Side.THEIRS, _("Theirs"))):
        nobody = _("not stated") if _owes(side, item) else _("No part on record.")
        lines = tuple(_part(part) for part in _parts(side, item, records))
        facts.append(Fact(label, lines or (nobody,)))
    if item.condition:
        facts.append(Fact(_("Condition"), (item.condition,)))
    facts.append(Fact(_("Dates"), _chain(item, records)))
    facts.append(Fact(_("Latest update"), (_update(records.updates.get(item.pk)),)))
    documents = tuple(_document(evidence) for evidence in records.evidence.get(item.pk, []))
    facts.append(Fact(_("Evidence"), documents or (_("None on file."),)))
    standing = (
        cap(item.get_owed_by_display()),
        cap(item.get_state_display()),
        cap(item.get_strength_display()),
        health_of(item, today)[0],
        due(item, records, today).status,
    )
    return Block(
        short(item.reference), item.title, " · ".join(part for part in standing if part), tuple(facts)
    )


def _clause(outcome: m.Outcome, records: Records) -> Fact:
    """Quote the words of a document; what was only reported is said to be so."""
    if records.quotes(outcome):
        return Fact(_("Clause"), (quoted(outcome.clause),), is_quoted=True)
    return Fact(_("Clause, as reported"), (outcome.clause,))


def _part(part: m.Responsibility) -> str:
    """Name one ministry's part, its name in its own language, its official, and what it answered."""
    name = part.ministry.name if part.ministry else _("not stated")
    own = " ".join(row.name for row in part.ministry.names.all()) if part.ministry else ""
    facts = [f"{name} ({part.get_role_display()})", own, str(part.official) if part.official else ""]
    if part.accepted_on:
        facts.append(_("accepted %(date)s") % {"date": short_date(part.accepted_on)})
    if part.reported_on:
        facts.append(_("reported complete %(date)s") % {"date": short_date(part.reported_on)})
    return " · ".join(fact for fact in facts if fact)


def _chain(item: m.Commitment, records: Records) -> tuple[str, ...]:
    """Write every version of a deadline, the first agreed first."""
    lines = []
    is_quoted = _is_quoted(item, records)
    for version in records.deadlines.get(item.pk, []):
        date = _day(version)
        if version.due_on is None and version.review_on:
            date = f"{date}, {_('review %(date)s') % {'date': short_date(version.review_on)}}"
        wording = _wording(version, is_quoted=is_quoted)
        told = [date, wording, str(version.get_reason_display()), version.note]
        lines.append(" · ".join(part for part in told if part))
    return tuple(lines) or (_("No date"),)


def _update(update: m.ProgressUpdate | None) -> str:
    if update is None:
        return _("No report on file.")
    head = f"{short_date(update.said_on)} · {update.get_side_display()} · {update.get_health_display()}"
    return f"{head}: {update.text}" if update.text else head


def point(outcome: m.Outcome, records: Records, today: datetime.date) -> Point:
    """Give one ask, offer or understanding."""
    status, is_late = (
        _review(outcome.review_on, today) if outcome.answer == Answer.UNANSWERED else ("", False)
    )
    kind = cap(outcome.get_kind_display())
    return Point(
        ref=f"M-{short(outcome.meeting.reference.removeprefix('M-'))} · {outcome.number}",
        clause=start_of(outcome.clause, "", is_quoted=records.quotes(outcome)),
        source=" · ".join(part for part in (kind, source_of(outcome, records)) if part),
        side=cap(outcome.get_spoken_by_display()),
        strength=cap(outcome.get_strength_display()),
        status=cap(status),
        is_late=is_late,
    )
