"""The scorecard: commitments by owing side, one line each, then requests, offers and understandings; no
queries.
"""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments import models
from commitments.access import querysets
from commitments.deadlines.versions import count_slips
from commitments.enums import Answer, CommitmentState, DeadlineKind, Health, LeadRole, Nature, OwedBy, Side
from commitments.packets.content_values import Due, Group, Point, PointGroup, Row
from commitments.packets.formats import (
    Languages,
    capitalise,
    format_days,
    format_shift,
    format_window,
    quote_text,
    short_date,
    shorten_text,
    start_of,
    translate_heading,
)
from commitments.packets.records import Numbers, PacketRecords, format_citation
from commitments.records.references import shorten_reference

DELIVERED = (CommitmentState.FULFILLED, CommitmentState.IN_PART)
URGENCY = {Health.OFF_TRACK: 0, Health.AT_RISK: 1, Health.NO_EVIDENCE: 2, Health.ON_TRACK: 3}
FAR = datetime.date.max
# Of what has no limit of its own, a cell shows so many letters, and the annex all.
CELL_LETTERS = 110
NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class SideDays:
    """The date of each side at the as-of moment."""

    ours: datetime.date
    theirs: datetime.date

    def of(self, owed_by: str) -> datetime.date:
        return self.theirs if owed_by == OwedBy.THEIRS else self.ours


def days_at(moment: datetime.datetime, records: PacketRecords) -> SideDays:
    """Return the date in each capital."""
    home = records.home.time_zone if records.home else settings.TIME_ZONE
    partner = records.country.time_zone
    return SideDays(moment.astimezone(ZoneInfo(home)).date(), moment.astimezone(ZoneInfo(partner)).date())


def build_sort_key(item: models.Commitment, today: datetime.date) -> tuple[bool, int, datetime.date, str]:
    """Sort inside a group: overdue, off track, at risk, no evidence, on track; then by date."""
    if not item.is_open:
        return True, 0, item.closed_on or FAR, item.reference
    return (
        not item.is_overdue(today),
        URGENCY[item.health_at(today)],
        item.due_on or item.review_on or FAR,
        item.reference,
    )


def build_row(item: models.Commitment, records: PacketRecords, today: datetime.date, numbers: Numbers) -> Row:
    """Return one line of the scorecard."""
    outcome = records.outcomes.get(item.outcome_id)
    pointer = _("full text: Annex") if item.is_open else ""
    health, shape = health_of(item, today)
    cited = outcome.statement_id if outcome else item.outcome_id
    clause = start_of(outcome.clause, pointer, is_quoted=records.quotes(outcome)) if outcome else item.title
    return Row(
        ref=shorten_reference(item.reference),
        clause=clause,
        source=format_citation(outcome, numbers) or querysets.name_of(cited, None),
        lines=(_leads(item, records), _evidence(item, records)),
        strength=capitalise(item.get_strength_display()),
        due=build_due(item, records, today),
        health=health,
        shape=shape,
        state=capitalise(item.get_state_display()) if item.state not in DELIVERED else "",
        line=item.line_to_take,
        is_in_annex=item.is_open,
    )


def _leads(item: models.Commitment, records: PacketRecords) -> str:
    """Name the lead of each side that has a part; of a side that owes, "not stated" where there is none."""
    named = [
        _lead(side, item, records) for side in Side if is_owed_by(side, item) or parts_of(side, item, records)
    ]
    return " · ".join(named)


def _evidence(item: models.Commitment, records: PacketRecords) -> str:
    evidence = records.evidence.get(item.pk, [])
    told = shorten_text(format_document(evidence[0]), CELL_LETTERS) if evidence else _("none")
    return _("Evidence: %(evidence)s") % {"evidence": told}


def health_of(item: models.Commitment, today: datetime.date) -> tuple[str, str]:
    """Return the word for an item's health and the name of its shape."""
    if item.state == CommitmentState.FULFILLED:
        return _("Fulfilled"), "fulfilled"
    if item.state == CommitmentState.IN_PART:
        return _("Fulfilled in part"), "fulfilled"
    if not item.is_open:
        return _("Closed"), "closed"
    health = item.health_at(today)
    return capitalise(health.label), health.value


def build_due(item: models.Commitment, records: PacketRecords, today: datetime.date) -> Due:
    """Return the due cell: the current date, its status, how it moved, and the words as agreed."""
    stands = item.deadline
    status, is_late = _status(item, records, today)
    date = day_of(stands) if item.due_on and stands else _("No date")
    is_quoted = bool(stands and stands.wording) and is_quoted_of(item, records)
    agreed = shorten_text(" ".join(stands.wording.split()), CELL_LETTERS) if stands else ""
    wording = quote_text(agreed) if is_quoted else agreed
    moves = (*_waits(item, records), *_moves(item, records))
    return Due(date, status, is_late, moves, wording or _("no date stated"), is_quoted)


def _waits(item: models.Commitment, records: PacketRecords) -> tuple[str, ...]:
    """Return what an item without a date waits for: a condition, or another item."""
    if item.due_on is not None or not item.is_open:
        return ()
    waits = []
    if item.condition and item.condition_met_on is None:
        waits.append(shorten_text(item.condition, CELL_LETTERS))
    if item.deadline is not None and item.deadline.follows_id is not None:
        followed = (one for one in records.commitments if one.pk == item.deadline.follows_id)
        waits += [shorten_reference(one.reference) for one in followed]
        waits += [str(querysets.RESTRICTED)] if item.deadline.follows_id in records.unseen else []
    return tuple(_("waits: %(what)s") % {"what": what} for what in waits)


def _moves(item: models.Commitment, records: PacketRecords) -> tuple[str, ...]:
    """Return how the first agreed date moved: by request, and separately by event."""
    found = count_slips(records.deadlines.get(item.pk, []), item.first_deadline)
    if item.due_on is None or found.first_on is None or not (found.count or found.event_count):
        return ()
    moves = [_("first %(date)s") % {"date": short_date(found.first_on)}]
    if found.count:
        slipped = ngettext("%(count)s slip, %(change)s", "%(count)s slips, %(change)s", found.count)
        moves.append(slipped % {"count": found.count, "change": format_shift(found.days)})
    if found.event_count:
        moves.append(_("moved with its event, %(change)s") % {"change": format_shift(found.event_days)})
    return tuple(moves)


def is_quoted_of(item: models.Commitment, records: PacketRecords) -> bool:
    """Return whether an item's deadline, like its clause, quotes a document."""
    outcome = records.outcomes.get(item.outcome_id)
    return outcome is not None and records.quotes(outcome)


def wording_of(deadline: models.Deadline, *, is_quoted: bool) -> str:
    return quote_text(deadline.wording) if is_quoted else deadline.wording


def day_of(deadline: models.Deadline) -> str:
    """Write the day or the window; an occurrence of a yearly promise is due on its day."""
    if deadline.due_on is None:
        return _("No date")
    start = None if deadline.kind == DeadlineKind.RECURRING else deadline.due_start
    return format_window(start, deadline.due_on)


def _status(item: models.Commitment, records: PacketRecords, today: datetime.date) -> tuple[str, bool]:
    """Return the status of an item relative to its date, and whether it is late."""
    if not item.is_open:
        return _done(item, records), False
    if item.is_overdue(today):
        return _("overdue %(days)s") % {"days": format_days(item.days_late(today))}, True
    if item.state == CommitmentState.REPORTED:
        return _("reported complete"), False
    if item.due_on is not None and item.nature == Nature.DISCRETE:
        left = (item.due_on - today).days
        return (
            (_("due in %(days)s") % {"days": format_days(left)}, False)
            if left > 0
            else (_("due today"), False)
        )
    return format_review(item.review_on, today)


def format_review(review_on: datetime.date | None, today: datetime.date) -> tuple[str, bool]:
    if review_on is None:
        return "", False
    text = _("review %(date)s") % {"date": short_date(review_on)}
    if review_on >= today:
        return text, False
    ago = _("%(days)s ago") % {"days": format_days((today - review_on).days)}
    return f"{text}, {ago.replace(' ', NO_BREAK)}", False


def _done(item: models.Commitment, records: PacketRecords) -> str:
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
    return _("done %(days)s late") % {"days": format_days((done - item.due_on).days)}


def done_on(item: models.Commitment, records: PacketRecords) -> datetime.date | None:
    """Return the day of the owner's last report, else the day of closing."""
    parts = records.responsibilities.get(item.pk, [])
    owing = [part for part in parts if part.role == LeadRole.LEAD and is_owed_by(Side(part.side), item)]
    return max((lead.reported_on for lead in owing if lead.reported_on), default=item.closed_on)


def is_owed_by(side: Side, item: models.Commitment) -> bool:
    return item.owed_by in (side.value, OwedBy.JOINT)


def parts_of(side: Side, item: models.Commitment, records: PacketRecords) -> list[models.Responsibility]:
    return [part for part in records.responsibilities.get(item.pk, []) if part.side == side]


def _lead(side: Side, item: models.Commitment, records: PacketRecords) -> str:
    """Name the lead of one side; a side without one is "not stated", never guessed."""
    leads = [part for part in parts_of(side, item, records) if part.role == LeadRole.LEAD and part.ministry]
    name = leads[0].ministry.name if leads and leads[0].ministry else _("not stated")
    return f"{_('Ours') if side == Side.OURS else _('Theirs')}: {name}"


def source_of(outcome: models.Outcome, records: PacketRecords) -> str:
    """Return the source of a clause: document, date and place in it, as far as the reader may know."""
    statement = records.statements.get(outcome.statement_id) if outcome.statement_id else None
    parts = []
    if statement is not None:
        parts.append(capitalise(statement.get_kind_display()))
        if statement.dated_on:
            parts.append(short_date(statement.dated_on))
        parts.append(statement.number)
    else:
        parts.append(querysets.name_of(outcome.statement_id, None))
    parts.append(outcome.place_in_text)
    return ", ".join(part for part in parts if part)


def format_document(evidence: models.Evidence) -> str:
    dated = short_date(evidence.dated_on) if evidence.dated_on else ""
    named = " ".join(part for part in (capitalise(evidence.get_kind_display()), evidence.number) if part)
    return ", ".join(part for part in (named, dated, evidence.description) if part)


def point_ref(outcome: models.Outcome) -> str:
    """Name an ask, an offer or an understanding: its meeting and its number there."""
    return f"{shorten_reference(outcome.meeting.reference)} · {outcome.number}"


# In the order of the print specification.
DONE = gettext_lazy("Delivered")
OVERDUE, OPEN = gettext_lazy("Ours, overdue"), gettext_lazy("Ours, open")
THEIRS, JOINT = gettext_lazy("Theirs"), gettext_lazy("Joint")
CLOSED = gettext_lazy("Closed otherwise")
WAITING = gettext_lazy("Unanswered asks and offers")
UNDERSTOOD = gettext_lazy("Understandings")


def _group(item: models.Commitment, today: SideDays) -> Promise:
    if not item.is_open:
        return DONE if item.state in DELIVERED else CLOSED
    if item.owed_by == OwedBy.OURS:
        return OVERDUE if item.is_overdue(today.ours) else OPEN
    return THEIRS if item.owed_by == OwedBy.THEIRS else JOINT


def build_groups(
    records: PacketRecords, today: SideDays, numbers: Numbers, others: Languages
) -> tuple[Group, ...]:
    """Return the items in groups, in the order of the print specification; empty groups are left out."""
    filed: dict[Promise, list[models.Commitment]] = {
        title: [] for title in (DONE, OVERDUE, OPEN, THEIRS, JOINT, CLOSED)
    }
    for item in records.commitments:
        filed[_group(item, today)].append(item)
    groups = []
    for title, items in filed.items():
        items.sort(key=lambda item: build_sort_key(item, today.of(item.owed_by)))
        printed = tuple(build_row(item, records, today.of(item.owed_by), numbers) for item in items)
        if printed:
            groups.append(Group(str(title), translate_heading(others, title), printed))
    return tuple(groups)


def build_points(
    records: PacketRecords, today: SideDays, numbers: Numbers, others: Languages
) -> tuple[PointGroup, ...]:
    waiting = [point for point in records.points if point.answer == Answer.UNANSWERED]
    understood = [point for point in records.points if point.answer != Answer.UNANSWERED]
    groups = []
    for title, outcomes in ((WAITING, waiting), (UNDERSTOOD, understood)):
        printed = tuple(
            _point(outcome, records, today.of(outcome.spoken_by), numbers) for outcome in outcomes
        )
        if printed:
            groups.append(PointGroup(str(title), translate_heading(others, title), printed))
    return tuple(groups)


def _point(outcome: models.Outcome, records: PacketRecords, today: datetime.date, numbers: Numbers) -> Point:
    """Return one request, offer or understanding."""
    status, is_late = (
        format_review(outcome.review_on, today) if outcome.answer == Answer.UNANSWERED else ("", False)
    )
    kind = capitalise(outcome.get_kind_display())
    return Point(
        ref=point_ref(outcome),
        clause=start_of(outcome.clause, "", is_quoted=records.quotes(outcome)),
        source=" · ".join(
            part for part in (kind, source_of(outcome, records), format_citation(outcome, numbers)) if part
        ),
        side=capitalise(outcome.get_spoken_by_display()),
        strength=capitalise(outcome.get_strength_display()),
        status=capitalise(status),
        is_late=is_late,
    )
