"""Commitments as the scorecard prints them, a line each; pure, from rows already read."""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import access
from commitments import models as m
from commitments.briefings.content import Due, Row
from commitments.briefings.records import Records
from commitments.briefings.sources import Numbers, cite
from commitments.briefings.words import cap, days, quoted, shift, short_date, shortened, start_of, window
from commitments.deadlines import slips
from commitments.references import short
from commitments.vocabulary import (
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
# Of what has no limit of its own, a cell shows so many letters, and the annex all.
CELL_LETTERS = 110
NO_BREAK = "\u00a0"


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
    if not item.is_open:
        return True, 0, item.closed_on or FAR, item.reference
    return (
        not item.is_overdue(today),
        URGENCY[item.health_at(today)],
        item.due_on or item.review_on or FAR,
        item.reference,
    )


def row(item: m.Commitment, records: Records, today: datetime.date, numbers: Numbers) -> Row:
    """Give one line of the scorecard."""
    outcome = records.outcomes.get(item.outcome_id)
    pointer = _("full text: Annex") if item.is_open else ""
    health, shape = health_of(item, today)
    cited = outcome.statement_id if outcome else item.outcome_id
    clause = start_of(outcome.clause, pointer, is_quoted=records.quotes(outcome)) if outcome else item.title
    return Row(
        ref=short(item.reference),
        clause=clause,
        source=cite(outcome, numbers) or access.name_of(cited, None),
        lines=(_leads(item, records), _evidence(item, records)),
        strength=cap(item.get_strength_display()),
        due=due(item, records, today),
        health=health,
        shape=shape,
        state=cap(item.get_state_display()) if item.state not in DELIVERED else "",
        line=item.line_to_take,
        is_in_annex=item.is_open,
    )


def _leads(item: m.Commitment, records: Records) -> str:
    """Name the lead of each side that has a part; of a side that owes, "not stated" where there is none."""
    named = [_lead(side, item, records) for side in Side if owes(side, item) or parts_of(side, item, records)]
    return " · ".join(named)


def _evidence(item: m.Commitment, records: Records) -> str:
    evidence = records.evidence.get(item.pk, [])
    told = shortened(document(evidence[0]), CELL_LETTERS) if evidence else _("none")
    return _("Evidence: %(evidence)s") % {"evidence": told}


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
    date = day_of(stands) if item.due_on and stands else _("No date")
    is_quoted = bool(stands and stands.wording) and is_quoted_of(item, records)
    agreed = shortened(" ".join(stands.wording.split()), CELL_LETTERS) if stands else ""
    wording = quoted(agreed) if is_quoted else agreed
    moves = (*_waits(item, records), *_moves(item, records))
    return Due(date, status, is_late, moves, wording or _("no date stated"), is_quoted)


def _waits(item: m.Commitment, records: Records) -> tuple[str, ...]:
    """Say what an item without a date waits for: a condition, or another item."""
    if item.due_on is not None or not item.is_open:
        return ()
    waits = []
    if item.condition and item.condition_met_on is None:
        waits.append(shortened(item.condition, CELL_LETTERS))
    if item.deadline is not None and item.deadline.follows_id is not None:
        followed = (one for one in records.commitments if one.pk == item.deadline.follows_id)
        waits += [short(one.reference) for one in followed]
        waits += [str(access.RESTRICTED)] if item.deadline.follows_id in records.unseen else []
    return tuple(_("waits: %(what)s") % {"what": what} for what in waits)


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


def is_quoted_of(item: m.Commitment, records: Records) -> bool:
    """Say whether the words of an item's deadlines are those of a document, as those of its clause are."""
    outcome = records.outcomes.get(item.outcome_id)
    return outcome is not None and records.quotes(outcome)


def wording_of(deadline: m.Deadline, *, is_quoted: bool) -> str:
    return quoted(deadline.wording) if is_quoted else deadline.wording


def day_of(deadline: m.Deadline) -> str:
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
    return review(item.review_on, today)


def review(review_on: datetime.date | None, today: datetime.date) -> tuple[str, bool]:
    if review_on is None:
        return "", False
    text = _("review %(date)s") % {"date": short_date(review_on)}
    if review_on >= today:
        return text, False
    ago = _("%(days)s ago") % {"days": days((today - review_on).days)}
    return f"{text}, {ago.replace(' ', NO_BREAK)}", False


def _done(item: m.Commitment, records: Records) -> str:
    """Judge by the day of the last report of who owes, which was validated, or else by the day of closing."""
    if item.closed_on is None:
        return ""
    done = done_on(item, records)
    if item.state not in DELIVERED or done is None:
        return _("closed %(date)s") % {"date": short_date(item.closed_on)}
    if item.due_on is None:
        return _("done %(date)s") % {"date": short_date(done)}
    if done <= item.due_on:
        return _("done on time")
    return _("done %(days)s late") % {"days": days((done - item.due_on).days)}


def done_on(item: m.Commitment, records: Records) -> datetime.date | None:
    """Give the day of the last report of who owes, else the day of closing."""
    parts = records.responsibilities.get(item.pk, [])
    owing = [part for part in parts if part.role == LeadRole.LEAD and owes(Side(part.side), item)]
    return max((lead.reported_on for lead in owing if lead.reported_on), default=item.closed_on)


def owes(side: Side, item: m.Commitment) -> bool:
    return item.owed_by in (side.value, OwedBy.JOINT)


def parts_of(side: Side, item: m.Commitment, records: Records) -> list[m.Responsibility]:
    return [part for part in records.responsibilities.get(item.pk, []) if part.side == side]


def _lead(side: Side, item: m.Commitment, records: Records) -> str:
    """Name the lead of one side; a side without one is "not stated", never guessed."""
    leads = [part for part in parts_of(side, item, records) if part.role == LeadRole.LEAD and part.ministry]
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
    else:
        parts.append(access.name_of(outcome.statement_id, None))
    parts.append(outcome.place_in_text)
    return ", ".join(part for part in parts if part)


def document(evidence: m.Evidence) -> str:
    dated = short_date(evidence.dated_on) if evidence.dated_on else ""
    named = " ".join(part for part in (cap(evidence.get_kind_display()), evidence.number) if part)
    return ", ".join(part for part in (named, dated, evidence.description) if part)


def point_ref(outcome: m.Outcome) -> str:
    """Name an ask, an offer or an understanding: its meeting and its number there."""
    return f"{short(outcome.meeting.reference)} · {outcome.number}"
