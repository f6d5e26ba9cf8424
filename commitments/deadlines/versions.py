"""Build and write versions of deadlines, one by one or many together, each with its history rows.

Also the current resolution of a commitment's deadline, and its slippage: moves that a person requested, apart
from those by events and calendars.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Max, QuerySet

from commitments.audit import log
from commitments.db import bulk_sql
from commitments.deadlines.context import (
    COMPLETED,
    DeadlineContext,
    DeadlineRecords,
    Dependencies,
    Resolution,
    day_of,
    fit_to_dependencies,
    select_meeting,
)
from commitments.deadlines.explanation import Remark
from commitments.deadlines.periods import add_duration
from commitments.deadlines.resolution import clock_of, settle_hooked
from commitments.enums import OPEN_STATES, SLIPS, CommitmentState, LeadRole, MoveReason, Origin, OwedBy, Side
from commitments.language.phrases.specification import DeadlineSpec
from commitments.models import AuditRow, Commitment, Deadline, Mechanism, Meeting, Responsibility, User
from commitments.records import edits

NOT_YET_ACCEPTED = (CommitmentState.DRAFT, CommitmentState.PROPOSED, CommitmentState.DECLINED)
# A draft's date moves with its event as an open item's does; what is closed stays as it was.
MOVABLE = (CommitmentState.DRAFT, *OPEN_STATES)
ACTION = "deadline"
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class VersionReason:
    """Why a version is written, who requested and who approved it, and the supporting document."""

    reason: MoveReason
    cause: Remark | None = None
    note: str = ""
    document: str = ""
    asked_by: User | None = None
    approved_by: User | None = None


@dataclass(frozen=True, slots=True)
class VersionTerms:
    """The content of a version: the specification, its dependencies, the resolution, and the start day."""

    spec: DeadlineSpec
    hooks: Dependencies
    found: Resolution
    anchor_on: datetime.date | None = None
    review_on: datetime.date | None = None


def hooks_of(deadline: Deadline) -> Dependencies:
    """Return what a version depends on."""
    return Dependencies(deadline.event, deadline.mechanism, deadline.session_number, deadline.follows)


def spec_of(deadline: Deadline) -> DeadlineSpec:
    """Return the specification of a version; empty where no deadline was ever stated."""
    stored = deadline.specification or {"kind": deadline.kind, "wording": deadline.wording}
    return DeadlineSpec.from_json(stored)


def build_version(
    commitment: Commitment,
    terms: VersionTerms,
    why: VersionReason,
    *,
    number: int,
    by: User | None,
    now: datetime.datetime,
) -> Deadline:
    """Build the next version, without writing it. A deadline with a date has no review date of its own."""
    found, hooks = terms.found, terms.hooks
    return Deadline(
        commitment=commitment,
        number=number,
        kind=found.kind,
        wording=terms.spec.wording,
        specification=terms.spec.to_json(),
        event=hooks.event,
        mechanism=hooks.mechanism,
        session_number=hooks.session_number,
        follows=hooks.follows,
        anchor_on=terms.anchor_on,
        due_start=found.due_start,
        due_on=found.due_on,
        act_by=found.act_by,
        act_by_partner=found.act_by_partner,
        review_on=None if found.due_on else (terms.review_on or found.review_on),
        every=found.every,
        calendars=[[used.code, used.year] for used in found.calendars_used],
        working=[step.to_json() for step in found.steps],
        ask=found.ask.to_json() if found.ask else None,
        reason=why.reason,
        cause=why.cause.to_json() if why.cause else None,
        note=why.note,
        document=why.document,
        asked_by=why.asked_by,
        approved_by=why.approved_by,
        recorded_at=now,
        recorded_by=by,
    )


def says_the_same(standing: Deadline, terms: VersionTerms) -> bool:
    """Return whether new terms leave every date, dependency and question unchanged."""
    found = terms.found
    asked = standing.ask["code"] if standing.ask else None
    dates = (standing.due_start, standing.due_on, standing.act_by, standing.act_by_partner)
    return (
        dates == (found.due_start, found.due_on, found.act_by, found.act_by_partner)
        and hooks_of(standing).keys == terms.hooks.keys
        and asked == (found.ask.code if found.ask else None)
    )


def append_version(
    commitment: Commitment,
    terms: VersionTerms,
    why: VersionReason,
    *,
    by: User | None,
    now: datetime.datetime,
    is_accepted: bool | None = None,
    also: Mapping[str, Any] | None = None,
) -> Deadline:
    """Write one version, and make it the commitment's current one unless another process has written
    meanwhile.

    Raises `Refused("changed")` where one has. The commitment object is updated.
    """
    seen = Commitment.objects.filter(pk=commitment.pk, version=commitment.version)
    if not seen.select_for_update(no_key=True).values_list("pk", flat=True).first():
        raise edits.changed_meanwhile()
    last = (
        commitment.deadlines(manager="objects").order_by("-number").values_list("number", flat=True).first()
    )
    version = build_version(commitment, terms, why, number=(last or 0) + 1, by=by, now=now)
    version.save(force_insert=True)
    log.record_change(ACTION, version, by=by, now=now, after=log.state_of(version), reason=why.note)
    values: dict[str, Any] = {
        "deadline": version,
        "due_on": version.due_on,
        "act_by": version.act_by,
        "review_on": review_day(commitment, version),
        **(also or {}),
    }
    if becomes_first(commitment, version, is_accepted=is_accepted):
        values["first_deadline"] = version
    edits.change_record(commitment, values, by=by, now=now, action=ACTION, reason=why.note)
    return version


def becomes_first(commitment: Commitment, version: Deadline, *, is_accepted: bool | None = None) -> bool:
    """Return whether a version is the first with a date since the owners accepted."""
    if is_accepted is None:
        is_accepted = commitment.state not in NOT_YET_ACCEPTED
    return is_accepted and commitment.first_deadline_id is None and version.due_on is not None


def review_day(commitment: Commitment, version: Deadline) -> datetime.date | None:
    """Return the day of the next review under a version; a suspended commitment has its own."""
    return commitment.review_on if commitment.state == CommitmentState.DORMANT else version.review_on


def append_all(written: Sequence[Deadline], *, by: User | None, now: datetime.datetime) -> None:
    """Write many versions, one per commitment, with one statement per table, whatever their number.

    The caller has locked the commitments, and loaded them after that.
    """
    for start in range(0, len(written), ROWS_AT_ONCE):
        _append_some(written[start : start + ROWS_AT_ONCE], by=by, now=now)


def _append_some(written: Sequence[Deadline], *, by: User | None, now: datetime.datetime) -> None:
    bulk_sql.insert_rows(written)
    rows: list[AuditRow] = []
    for version in written:
        rows += _history(version, by=by, now=now)
    columns = ("deadline_id", "due_on", "act_by", "review_on", "first_deadline_id", "version")
    if bulk_sql.update_rows([version.commitment for version in written], columns) != len(written):
        raise edits.changed_meanwhile()
    log.write_rows(rows)


def _history(version: Deadline, *, by: User | None, now: datetime.datetime) -> list[AuditRow]:
    """Make the new version current on the commitment; return the history rows of both."""
    commitment = version.commitment
    before = log.state_of(commitment)
    commitment.deadline = version
    commitment.due_on, commitment.act_by = version.due_on, version.act_by
    commitment.review_on = review_day(commitment, version)
    commitment.version += 1
    if becomes_first(commitment, version):
        commitment.first_deadline = version
    old, new = log.find_difference(before, log.state_of(commitment))
    said: dict[str, Any] = {"by": by, "now": now, "reason": version.note}
    return [
        log.build_row(ACTION, version, before={}, after=log.state_of(version), **said),
        log.build_row(ACTION, commitment, before=old, after=new, **said),
    ]


def list_versions() -> QuerySet[Deadline]:
    """List the versions that count for slippage, for items read through the access policy."""
    return Deadline.objects.only("commitment", "number", "due_on", "reason").order_by("number")


# What moves a date without anybody having asked for it.
BY_ITSELF = (
    MoveReason.EVENT_MOVED,
    MoveReason.CALENDAR,
    MoveReason.CLOCK_STARTED,
    MoveReason.CLOCK_STOPPED,
)


class Version(Protocol):
    """What is loaded of a version of a deadline: its place in the chain, its reason, its day."""

    @property
    def number(self) -> int: ...
    @property
    def reason(self) -> str: ...
    @property
    def due_on(self) -> datetime.date | None: ...


@dataclass(frozen=True, slots=True)
class Slips:
    """Moves since the first agreed date: how many, and by how many days later in all.

    `count` and `days` are moves that a person requested; `event_count` and `event_days` those by an event, a
    clock or a calendar. Days are negative where a date came nearer. `first_on` is the first agreed date, None
    where none was ever agreed.
    """

    count: int = 0
    days: int = 0
    event_count: int = 0
    event_days: int = 0
    first_on: datetime.date | None = None


def count_slips(versions: Sequence[Version], first: Version | None) -> Slips:
    """Sum a chain's moves after `first`, its first agreed date; nothing has moved while there is none.

    `versions` are in order. A version without a date is a move where there was a date before; the days count
    for the version that has a date again.
    """
    if first is None or first.due_on is None:
        return Slips()
    stood: datetime.date | None = first.due_on
    before = first.due_on
    counts, days = {True: 0, False: 0}, {True: 0, False: 0}
    for version in versions:
        if version.number <= first.number or version.reason not in (*SLIPS, *BY_ITSELF):
            continue
        is_slip = version.reason in SLIPS
        counts[is_slip] += version.due_on != stood
        if version.due_on is not None:
            days[is_slip] += (version.due_on - before).days
            before = version.due_on
        stood = version.due_on
    return Slips(counts[True], days[True], counts[False], days[False], first.due_on)


SIDES = {OwedBy.OURS: (Side.OURS,), OwedBy.THEIRS: (Side.THEIRS,), OwedBy.JOINT: tuple(Side)}


def terms_of(
    commitment: Commitment,
    spec: DeadlineSpec,
    hooks: Dependencies,
    *,
    today: datetime.date,
    review_on: datetime.date | None = None,
    previous_on: datetime.date | None = None,
    anchor_on: datetime.date | None = None,
    world: DeadlineRecords | None = None,
    meeting: Meeting | None = None,
) -> VersionTerms:
    """Resolve a commitment's deadline as of now, whatever it resolved to before.

    `anchor_on` is the day its clock starts, where that does not come from the records; `meeting` its own
    meeting as loaded in this transaction, otherwise it is loaded and locked.
    """
    world = world or DeadlineRecords()
    own = meeting
    if own is None:
        own, hooks = _lock_dependencies(commitment, hooks)
    hooks = select_meeting(hooks, world, held_on=own.held_on, own=own.pk, level=commitment.classification)
    spec = fit_to_dependencies(spec, hooks)
    before = occurrence_before(commitment)
    started = anchor_on or _started(commitment, spec, hooks, commitment.deadline or before)
    facts = DeadlineContext(
        owed_by=commitment.owed_by,
        partner=commitment.country.iso,
        held_on=own.held_on,
        today=today,
        condition=commitment.condition,
        condition_met_on=commitment.condition_met_on,
        event_on=day_of(hooks.event),
        anchor_on=started,
        previous_on=previous_on or (before.due_on if before else None),
    )
    found = settle_hooked(spec, hooks, facts, world)
    return VersionTerms(spec, hooks, found, clock_of(spec, facts)[1], review_on)


def _lock_dependencies(commitment: Commitment, hooks: Dependencies) -> tuple[Meeting, Dependencies]:
    """Read again what the dates depend on, and lock it."""
    own = commitment.outcome.meeting_id
    keys = {own, hooks.event.pk if hooks.event else own}
    rows = Meeting.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows}
    mechanism = hooks.mechanism
    if mechanism is not None:
        mechanism = Mechanism.objects.select_for_update().get(pk=mechanism.pk)
    event = found[hooks.event.pk] if hooks.event else None
    follows = hooks.follows
    if follows is not None:
        # With the item itself, which is written next: what is held is held in one order.
        items = Commitment.objects.select_for_update(no_key=True).order_by("pk")
        follows = {row.pk: row for row in items.filter(pk__in={follows.pk, commitment.pk})}[follows.pk]
    return found[own], Dependencies(event, mechanism, hooks.session_number, follows)


def _started(
    commitment: Commitment, spec: DeadlineSpec, hooks: Dependencies, standing: Deadline | None
) -> datetime.date | None:
    """Return the day on which the clock started, where the meeting does not start it.

    `standing` is the version so far, or that of the previous occurrence: its day stays while the wording
    does.
    """
    if hooks.follows is not None:
        return hooks.follows.closed_on if hooks.follows.state in COMPLETED else None
    if (spec.anchor == "meeting" and spec.kind != "event") or hooks.names_event:
        return None
    if standing is not None and standing.anchor_on is not None and standing.follows_id is None:
        said = spec_of(standing)
        if (said.kind, said.anchor, said.event) == (spec.kind, spec.anchor, spec.event):
            return standing.anchor_on
    if spec.anchor == "acceptance" and commitment.state not in NOT_YET_ACCEPTED:
        leads = Responsibility.objects.filter(commitment=commitment, role=LeadRole.LEAD)
        owing = leads.filter(side__in=SIDES[OwedBy(commitment.owed_by)])
        last: datetime.date | None = owing.aggregate(last=Max("accepted_on"))["last"]
        return last
    return None


def occurrence_before(commitment: Commitment) -> Deadline | None:
    """Find the version with the regular due day of the previous occurrence; None where there is none.

    A version that moved only that occurrence to another day does not affect the next one.
    """
    origin = commitment.origin
    if commitment.origin_kind != Origin.OCCURRENCE or origin is None:
        return None
    standing = origin.deadline
    if standing is not None and standing.every and standing.due_on:
        return standing
    regular = origin.deadlines(manager="objects").filter(due_on__isnull=False).exclude(every="")
    return regular.order_by("-number").first()


def same_occurrence(commitment: Commitment, standing: Deadline) -> datetime.date | None:
    """Return a day half a period before the current occurrence, so that calculating again finds the same one.

    The previous occurrence may be closed, and is then not calculated again. None for the first of a series.
    """
    if commitment.origin_kind != Origin.OCCURRENCE or not standing.every or standing.due_on is None:
        return None
    return standing.due_on - (add_duration(standing.due_on, standing.every) - standing.due_on) // 2
