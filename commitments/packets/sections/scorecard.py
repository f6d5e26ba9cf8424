"""The scorecard: commitments by owing side, a line each, then requests and understandings; no queries."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from commitments import models
from commitments.access import querysets
from commitments.deadlines.versions import count_slips
from commitments.enums import (
    FULFILLED_STATES,
    Answer,
    CommitmentState,
    DeadlineKind,
    Health,
    LeadRole,
    Nature,
    OwedBy,
    Side,
)
from commitments.packets.content_values import ComparedFact, Phrase, Shown
from commitments.packets.formats import (
    ISOLATE,
    Languages,
    capitalise,
    count_columns,
    format_days,
    format_shift,
    format_window,
    label_language,
    quote_text,
    repeats_date,
    short_date,
    shorten_text,
    translate_heading,
    with_label,
    without_labels,
)
from commitments.packets.records import Numbers, PacketRecords, format_citation, format_clause
from commitments.packets.section import PARTS, Building, PacketSection, SideDays
from commitments.records import current_steps
from commitments.records.references import shorten_reference


@dataclass(frozen=True, slots=True)
class Due:
    """The due cell: the date or "No date", its status, how it moved, the words as agreed."""

    date: Shown[str]
    status: Shown[str]
    is_late: Shown[bool]
    moves: Shown[tuple[str, ...]]
    wording: str
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One commitment on the scorecard: its clause, the number of its source, the lines below it.

    `shape` is the name of the picture beside the word of its health.
    """

    ref: Shown[str]
    clause: str
    source: str
    lines: Shown[tuple[str, ...]]
    strength: Shown[str]
    due: Due
    health: Shown[str]
    shape: Shown[str]
    state: Shown[str]
    line: str
    is_in_annex: Shown[bool]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    names: tuple[Phrase, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """An outcome that is not a commitment: a request or offer without an answer, or an understanding."""

    ref: Shown[str]
    clause: str
    source: Shown[str]
    side: Shown[str]
    strength: Shown[str]
    status: Shown[str]
    is_late: Shown[bool]


@dataclass(frozen=True, slots=True)
class PointGroup:
    title: str
    names: tuple[Phrase, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, kw_only=True)
class ScorecardFields:
    """What the content has of the scorecard."""

    groups: tuple[Group, ...] = ()
    points: tuple[PointGroup, ...] = ()


URGENCY = {Health.OFF_TRACK: 0, Health.AT_RISK: 1, Health.NO_RECENT_REPORT: 2, Health.ON_TRACK: 3}
FAR = datetime.date.max
# Of what has no limit of its own, a cell shows so many letters, and the annex all.
CELL_LETTERS = 110
# Three lines of the scorecard, in letters as wide as those of Latin; a longer clause is in the annex.
ROW_LETTERS = 84
NEXT_STEP = pgettext_lazy("of an update", "Next step")
NO_BREAK = "\u00a0"


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
    """Return one line of the scorecard; the annex has a longer clause and the evidence of an open item."""
    outcome = records.outcomes.get(item.outcome_id)
    health, shape = health_of(item, today)
    cited = outcome.statement_id if outcome else item.outcome_id
    clause = item.title
    if outcome and (not item.is_open or count_columns(outcome.clause) <= ROW_LETTERS):
        clause = format_clause(outcome, records)
    if ISOLATE in clause and ISOLATE not in item.title:
        # A reader of another language needs the title; the annex has the words of an open item.
        clause = item.title if item.is_open else f"{item.title} – {clause}"
    due = build_due(item, records, today)
    wording = without_labels(due.wording).strip("“”").lower()
    if wording in clause.lower() or repeats_date(wording, item.due_on):
        due = replace(due, wording="")
    lines = (_leads(item, records), _step_or_evidence(item, records, today))
    return Row(
        ref=shorten_reference(item.reference),
        clause=clause,
        source=format_citation(outcome, numbers) or querysets.name_of(cited, None),
        lines=tuple(line for line in lines if line),
        strength=capitalise(item.get_strength_display()),
        due=due,
        health=health,
        shape=shape,
        state=capitalise(item.get_state_display()) if item.state not in FULFILLED_STATES else "",
        line=item.line_to_take,
        is_in_annex=item.is_open,
        title=item.title,
    )


def _leads(item: models.Commitment, records: PacketRecords) -> str:
    """Name the lead of each side that has a part; of a side that owes, "not stated" where there is none."""
    sides = (side for side in Side if is_owed_by(side, item) or parts_of(side, item, records))
    return " · ".join(_lead(side, item, records) for side in sides)


def _step_or_evidence(item: models.Commitment, records: PacketRecords, today: datetime.date) -> str:
    """Return the open next step, or the first evidence of a closed item; withheld words are left out."""
    step, evidence = records.next_steps.get(item.pk), records.evidence.get(item.pk, [])
    if step is not None and step.next_step:
        return with_label(NEXT_STEP, current_steps.describe_step(step, today, is_open=True))
    if item.is_open or not evidence:
        return ""
    told = shorten_text(format_document(evidence[0]), CELL_LETTERS)
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
    wording = label_language(quote_text(agreed) if is_quoted else agreed)
    moves = (*_waits(item, records), *_moves(item, records))
    return Due(date, status, is_late, moves, wording, is_quoted)


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
    return tuple(_("depends on: %(what)s") % {"what": what} for what in waits)


def _moves(item: models.Commitment, records: PacketRecords) -> tuple[str, ...]:
    """Return how the first agreed date moved: by request, and separately by event."""
    found = count_slips(records.deadlines.get(item.pk, []), item.first_deadline)
    if item.due_on is None or found.first_on is None or not (found.count or found.event_count):
        return ()
    moves = [_("originally %(date)s") % {"date": short_date(found.first_on)}]
    if found.count:
        slipped = ngettext("moved once, %(change)s", "moved %(count)s times, %(change)s", found.count)
        moves.append(slipped % {"count": found.count, "change": format_shift(found.days)})
    if found.event_count:
        moves.append(_("moved with its event, %(change)s") % {"change": format_shift(found.event_days)})
    return tuple(moves)


def is_quoted_of(item: models.Commitment, records: PacketRecords) -> bool:
    """Return whether an item's deadline, like its clause, quotes a document."""
    outcome = records.outcomes.get(item.outcome_id)
    return outcome is not None and records.quotes(outcome)


def wording_of(deadline: models.Deadline, *, is_quoted: bool) -> str:
    return label_language(quote_text(deadline.wording) if is_quoted else deadline.wording)


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
        return _("%(days)s overdue") % {"days": format_days(item.days_late(today))}, True
    if item.state == CommitmentState.REPORTED:
        return _("reported complete"), False
    if item.due_on is not None and item.nature == Nature.ONE_OFF:
        left = (item.due_on - today).days
        return (_("due in %(days)s") % {"days": format_days(left)} if left > 0 else _("due today")), False
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
    if item.state not in FULFILLED_STATES or done is None:
        return _("closed %(date)s") % {"date": short_date(item.closed_on)}
    if item.due_on is None:
        return _("completed %(date)s") % {"date": short_date(done)}
    if done <= item.due_on:
        return _("completed on time")
    return _("completed %(days)s late") % {"days": format_days((done - item.due_on).days)}


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
    name = str(leads[0].ministry) if leads else _("not stated")
    return with_label(_("Ours") if side == Side.OURS else _("Theirs"), name)


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


OF_MEETING = " · "


def point_ref(outcome: models.Outcome) -> str:
    """Name an ask, an offer or an understanding: its meeting and its number there."""
    return f"{shorten_reference(outcome.meeting.reference)}{OF_MEETING}{outcome.number}"


def is_point_ref(ref: str) -> bool:
    """Return whether a ref names a point of a meeting, and not an item."""
    return OF_MEETING in ref


# In the order of the print specification.
DONE = gettext_lazy("Fulfilled")
OVERDUE, OPEN = gettext_lazy("Ours, overdue"), gettext_lazy("Ours, open")
THEIRS, JOINT = gettext_lazy("Theirs"), gettext_lazy("Joint")
CLOSED = gettext_lazy("Other closed items")
WAITING = gettext_lazy("Unanswered requests and offers")
UNDERSTOOD = gettext_lazy("Understandings")


def _group(item: models.Commitment, today: SideDays) -> Promise:
    if not item.is_open:
        return DONE if item.state in FULFILLED_STATES else CLOSED
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
        items.sort(key=lambda item: build_sort_key(item, today.for_side(item.owed_by)))
        printed = tuple(build_row(item, records, today.for_side(item.owed_by), numbers) for item in items)
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
            _point(outcome, records, today.for_side(outcome.spoken_by), numbers) for outcome in outcomes
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
        clause=format_clause(outcome, records),
        source=" · ".join(
            part for part in (kind, source_of(outcome, records), format_citation(outcome, numbers)) if part
        ),
        side=capitalise(outcome.get_spoken_by_display()),
        strength=capitalise(outcome.get_strength_display()),
        status=capitalise(status),
        is_late=is_late,
    )


# The column of the history that states each fact of an item.
COLUMNS = {
    "title": "title",
    "state": "state",
    "health": "health",
    "due_on": "due",
    "review_on": "review",
    "strength": "strength",
    "condition": "condition",
    "line_to_take": "line",
}


def _list_facts(records: PacketRecords, today: SideDays) -> Iterator[ComparedFact]:
    for item in records.commitments:
        yield from _list_item_facts(item, records, today)
    for outcome in records.points:
        ref = point_ref(outcome)
        yield ComparedFact(ref, "title", "", outcome.clause)
        yield ComparedFact(ref, "answer", "", outcome.answer)
        yield ComparedFact(ref, "review", "", str(outcome.review_on or ""))


def _list_item_facts(
    item: models.Commitment, records: PacketRecords, today: SideDays
) -> Iterator[ComparedFact]:
    ref, day = shorten_reference(item.reference), today.for_side(item.owed_by)
    outcome, update = records.outcomes.get(item.outcome_id), records.updates.get(item.pk)
    plain = {
        "title": item.title,
        "clause": outcome.clause if outcome else "",
        "state": item.state,
        "health": item.health_at(day) if item.is_open else "",
        "due": item.due_on or "",
        "review": (item.review_on or "") if item.is_open else "",
        "overdue": "overdue" if item.is_overdue(day) else "",
        "strength": item.strength,
        "condition": item.condition,
        "line": item.line_to_take,
    }
    yield from (ComparedFact(ref, kind, "", str(value)) for kind, value in plain.items())
    for part in records.responsibilities.get(item.pk, []):
        name = part.ministry.name if part.ministry else ""
        yield ComparedFact(ref, "part", str(part.pk), f"{part.side}|{part.role}|{name}")
    for evidence in records.evidence.get(item.pk, []):
        told = f"{evidence.kind}|{evidence.number}|{evidence.description}"
        yield ComparedFact(ref, "evidence", str(evidence.pk), told)
    if update is not None:
        yield ComparedFact(ref, "report", "", f"{update.reported_on.isoformat()}|{update.text}")
    step = records.next_steps.get(item.pk)
    told = f"{step.next_step_on or ''}|{step.next_step_owner}|{step.next_step}" if step else ""
    yield ComparedFact(ref, "step", "", told)


def _build(building: Building) -> Mapping[str, Any]:
    about = (building.records, building.today, building.numbers, building.others)
    return {"groups": build_groups(*about), "points": build_points(*about)}


def _format_purpose(records: PacketRecords) -> str:
    count = len(records.commitments)
    return ngettext("%(n)s item", "%(n)s items", count) % {"n": count}


SECTION = PacketSection(
    key="scorecard",
    values=ScorecardFields,
    build=_build,
    number="4",
    title=gettext_lazy("Commitment scorecard"),
    short=gettext_lazy("Scorecard"),
    format_purpose=_format_purpose,
    templates=(f"{PARTS}scorecard.html", f"{PARTS}points.html"),
    is_always_printed=True,
    list_facts=_list_facts,
    part_names={"clause": gettext_lazy("Clause"), "line": gettext_lazy("Line to take")},
)
