"""Write the versions of a commitment's deadline: the first, corrections before acceptance, and every move.

Each is appended with its history rows, one by one or many together. Also copies a deadline, with its dates,
to the commitment that continues the remaining part of another.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.access import write_rules
from commitments.audit import log
from commitments.db import bulk_sql
from commitments.deadlines.context import (
    NO_HOOKS,
    DeadlineRecords,
    Dependencies,
    check_dependencies,
    hooks_of,
    load_context,
)
from commitments.deadlines.explanation import Remark
from commitments.deadlines.resolution import Resolution, resolve
from commitments.enums import (
    AGREED_STATES,
    NOT_YET_ACCEPTED,
    SLIPS,
    Actor,
    CommitmentState,
    MoveReason,
    Origin,
)
from commitments.errors import Refused
from commitments.language.phrases.specification import DeadlineSpec, on_day
from commitments.models import AuditRow, Commitment, Deadline, Meeting, User
from commitments.records import edits
from commitments.search import index

ACTION = "deadline"
ROWS_AT_ONCE = 500
NOT_AGREED = _("Only the deadline of an accepted, open commitment can be changed.")
FIRSTS = {
    Origin.OUTCOME: MoveReason.FIRST,
    Origin.OCCURRENCE: MoveReason.OCCURRENCE,
    Origin.REMAINDER: MoveReason.CARRIED,
}


@dataclass(frozen=True, slots=True)
class FirstVersion:
    """The input for the first version of a commitment's deadline, as `set_first` takes it."""

    commitment: Commitment
    spec: DeadlineSpec
    hooks: Dependencies = NO_HOOKS
    review_on: datetime.date | None = None
    previous_on: datetime.date | None = None


def set_first(
    commitment: Commitment,
    spec: DeadlineSpec,
    *,
    hooks: Dependencies = NO_HOOKS,
    review_on: datetime.date | None = None,
    previous_on: datetime.date | None = None,
    by: User | None,
    now: datetime.datetime,
) -> Deadline:
    """Write the first version of a new commitment's deadline.

    The next occurrence of a series is counted from the due day of the one before: `previous_on`, else that
    of `commitment.origin`. `by` is None where the tracker itself opens an occurrence.
    """
    first = FirstVersion(commitment, spec, hooks, review_on, previous_on)
    return set_first_many([first], by=by, now=now)[0]


@transaction.atomic
def set_first_many(
    firsts: Sequence[FirstVersion], *, by: User | None, now: datetime.datetime
) -> list[Deadline]:
    """Write the first versions of the deadlines of new commitments; their dependencies are not changed."""
    records, today = DeadlineRecords(), timezone.localdate(now)
    alone = {one.commitment.outcome.meeting_id for one in firsts if one.hooks == NO_HOOKS}
    rows = Meeting.objects.select_for_update(no_key=True).filter(pk__in=alone).order_by("pk")
    meetings = {row.pk: row for row in rows} if alone else {}
    made = []
    for one in firsts:
        item = one.commitment
        if by is not None and item.origin_kind != Origin.OCCURRENCE:
            check_dependencies(item, one.spec, one.hooks, by)
        context = load_context(
            item,
            one.spec,
            one.hooks,
            today=today,
            review_on=one.review_on,
            previous_on=one.previous_on,
            records=records,
            # What follows something else has that held with its meeting.
            meeting=meetings[item.outcome.meeting_id] if one.hooks == NO_HOOKS else None,
        )
        why = VersionReason(FIRSTS[Origin(item.origin_kind)])
        made.append(build_version(item, resolve(one.spec, context), why, number=1, by=by, now=now))
    append_all(made, by=by, now=now)
    if worded := [version.commitment for version in made if version.wording]:
        index.update_records(worded)
    return made


def is_settled(commitment: Commitment) -> bool:
    """Return whether a lead has accepted the current terms, even if another acceptance is pending."""
    if commitment.state != CommitmentState.PROPOSED:
        return commitment.state not in NOT_YET_ACCEPTED
    return commitment.responsibilities(manager="objects").filter(accepted_on__isnull=False).exists()


@transaction.atomic
def correct_deadline(
    commitment: Commitment,
    spec: DeadlineSpec,
    *,
    hooks: Dependencies = NO_HOOKS,
    review_on: datetime.date | None = None,
    why: "VersionReason | None" = None,
    by: User,
    now: datetime.datetime,
) -> Deadline:
    """Correct the deadline before any lead has accepted it; afterwards it can only be moved.

    A lead that accepted did so with the terms of that time, even if another acceptance is pending. Where
    nothing would change, nothing is written and the current version is returned. `why` is the reason of the
    version where it is no mere correction.
    """
    acts = write_rules.build_acts(by, commitment, is_read=True)
    if (refusal := _why_not_anew(commitment, acts)) is not None:
        raise refusal
    check_dependencies(commitment, spec, hooks, by)
    today = timezone.localdate(now)
    found = resolve(spec, load_context(commitment, spec, hooks, today=today, review_on=review_on))
    standing, stored = commitment.deadline, found.spec.to_json()
    if standing is not None and standing.specification == stored and _is_idle(standing, found, review_on):
        return standing
    if (refusal := why_not_correct(commitment, acts)) is not None:
        raise refusal
    return append_version(commitment, found, why or VersionReason(MoveReason.CORRECTED), by=by, now=now)


def why_not_correct(commitment: Commitment, acts: write_rules.Acts) -> Refused | None:
    """Explain why the deadline cannot be corrected now, or return None where it can."""
    refusal = _why_not_anew(commitment, acts)
    if refusal is None and is_settled(commitment):
        return Refused(
            _("A lead ministry has already accepted the commitment. Return it to draft first."),
            "accepted_already",
        )
    return refusal


def _why_not_anew(commitment: Commitment, acts: write_rules.Acts) -> Refused | None:
    if not acts(Actor.DESK):
        return write_rules.build_forbidden()
    if commitment.state not in NOT_YET_ACCEPTED:
        return Refused(
            _(
                "An accepted deadline cannot be corrected. The head of desk can change it and must "
                "give a reason."
            ),
            "accepted",
        )
    return None


@transaction.atomic
def move_deadline(
    commitment: Commitment,
    spec: DeadlineSpec,
    *,
    hooks: Dependencies = NO_HOOKS,
    reason: MoveReason,
    note: str,
    document: str = "",
    review_on: datetime.date | None = None,
    requested_by: User | None = None,
    by: User,
    now: datetime.datetime,
) -> Deadline:
    """Move the deadline of an accepted commitment: the head decides, earlier versions stay in the chain.

    `reason` is one of `SLIPS`; `requested_by` the person who requested the move, where that is not `by`, who
    approves. Raises `Refused` where nothing moves, or no reason is given.
    """
    if (
        refusal := why_not_move(commitment, write_rules.build_acts(by, commitment, is_read=True))
    ) is not None:
        raise refusal
    if reason not in SLIPS:
        raise Refused(_("Select the reason for the change of deadline."), "reason")
    if not note.strip():
        raise Refused(_("Explain the change of deadline in one sentence."), "needs_reason")
    check_dependencies(commitment, spec, hooks, by)
    today = timezone.localdate(now)
    found = resolve(spec, load_context(commitment, spec, hooks, today=today, review_on=review_on))
    if commitment.deadline is not None and _is_idle(commitment.deadline, found, review_on):
        raise Refused(_("This is already the current deadline. Enter another one."), "unchanged")
    why = VersionReason(reason, note=note, document=document, requested_by=requested_by or by, approved_by=by)
    return append_version(commitment, found, why, by=by, now=now)


def why_not_move(commitment: Commitment, acts: write_rules.Acts) -> Refused | None:
    """Explain why the deadline cannot be moved now, or return None where it can."""
    if not acts(Actor.HEAD):
        return write_rules.build_forbidden()
    return None if commitment.state in AGREED_STATES else Refused(NOT_AGREED, "wrong_state")


def _is_idle(standing: Deadline, found: Resolution, review_on: datetime.date | None) -> bool:
    """Return whether a resolution leaves kind, dates and the chosen review unchanged."""
    review = None if found.due_on else (review_on or standing.review_on)
    return says_the_same(standing, found) and standing.kind == found.kind and standing.review_on == review


@dataclass(frozen=True, slots=True)
class VersionReason:
    """Why a version is written, who requested and who approved it, and the supporting document."""

    reason: MoveReason
    cause: Remark | None = None
    note: str = ""
    document: str = ""
    requested_by: User | None = None
    approved_by: User | None = None


def build_version(
    commitment: Commitment,
    found: Resolution,
    why: VersionReason,
    *,
    number: int,
    by: User | None,
    now: datetime.datetime,
) -> Deadline:
    """Build the next version, without writing it."""
    hooks = found.dependencies
    return Deadline(
        commitment=commitment,
        number=number,
        kind=found.kind,
        wording=found.spec.wording,
        specification=found.spec.to_json(),
        event=hooks.event,
        mechanism=hooks.mechanism,
        session_number=hooks.session_number,
        follows=hooks.follows,
        start_date=found.start_date,
        due_start=found.due_start,
        due_on=found.due_on,
        last_working_day=found.last_working_day,
        partner_last_working_day=found.partner_last_working_day,
        review_on=found.review_on,
        every=found.every,
        calendars=[[used.code, used.year] for used in found.calendars_used],
        explanation=[step.to_json() for step in found.steps],
        needs_officer=found.ask.to_json() if found.ask else None,
        reason=why.reason,
        cause=why.cause.to_json() if why.cause else None,
        note=why.note,
        document=why.document,
        requested_by=why.requested_by,
        approved_by=why.approved_by,
        recorded_at=now,
        recorded_by=by,
    )


def says_the_same(standing: Deadline, found: Resolution) -> bool:
    """Return whether a resolution leaves every date, dependency and question unchanged."""
    asked = standing.needs_officer["code"] if standing.needs_officer else None
    dates = (
        standing.due_start,
        standing.due_on,
        standing.last_working_day,
        standing.partner_last_working_day,
    )
    return (
        dates == (found.due_start, found.due_on, found.last_working_day, found.partner_last_working_day)
        and hooks_of(standing).keys == found.dependencies.keys
        and asked == (found.ask.code if found.ask else None)
    )


def append_version(
    commitment: Commitment,
    found: Resolution,
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
    version = build_version(commitment, found, why, number=(last or 0) + 1, by=by, now=now)
    version.save(force_insert=True)
    log.record_change(ACTION, version, by=by, now=now, after=log.state_of(version), reason=why.note)
    values: dict[str, Any] = {
        "deadline": version,
        "due_on": version.due_on,
        "last_working_day": version.last_working_day,
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
    return commitment.review_on if commitment.state == CommitmentState.SUSPENDED else version.review_on


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
    columns = ("deadline_id", "due_on", "last_working_day", "review_on", "first_deadline_id", "version")
    if bulk_sql.update_rows([version.commitment for version in written], columns) != len(written):
        raise edits.changed_meanwhile()
    log.write_rows(rows)


def _history(version: Deadline, *, by: User | None, now: datetime.datetime) -> list[AuditRow]:
    """Make the new version current on the commitment; return the history rows of both."""
    commitment = version.commitment
    before = log.state_of(commitment)
    commitment.deadline = version
    commitment.due_on, commitment.last_working_day = version.due_on, version.last_working_day
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


CARRIED = (
    "kind",
    "wording",
    "specification",
    "event",
    "mechanism",
    "session_number",
    "follows",
    "start_date",
    "due_start",
    "due_on",
    "last_working_day",
    "partner_last_working_day",
    "review_on",
    "calendars",
    "explanation",
    "needs_officer",
)


@transaction.atomic
def copy_deadline(
    commitment: Commitment, standing: Deadline, *, note: str = "", by: User, now: datetime.datetime
) -> Deadline:
    """Write, as the first version of a successor, the deadline of the commitment that it continues.

    The dates are not calculated again: what was agreed stays agreed, and what is late stays late. The
    remainder of one occurrence has only that occurrence's day, and no period.
    """
    values = {name: getattr(standing, name) for name in CARRIED}
    if standing.every and standing.due_on is not None:
        spec = on_day(standing.due_on, standing.wording)
        values |= {"kind": spec.kind, "specification": spec.to_json()}
    else:
        values["every"] = standing.every
    version = Deadline(
        **values,
        commitment=commitment,
        number=1,
        reason=MoveReason.CARRIED,
        note=note,
        recorded_at=now,
        recorded_by=by,
    )
    version.save(force_insert=True)
    log.record_change(ACTION, version, by=by, now=now, after=log.state_of(version), reason=note)
    copied: dict[str, Any] = {
        "deadline": version,
        "due_on": version.due_on,
        "last_working_day": version.last_working_day,
        "review_on": version.review_on,
    }
    if becomes_first(commitment, version):
        copied["first_deadline"] = version
    edits.change_record(commitment, copied, by=by, now=now, action=ACTION, reason=note)
    return version


@transaction.atomic
def agree_anew(
    commitment: Commitment,
    spec: DeadlineSpec,
    *,
    hooks: Dependencies = NO_HOOKS,
    review_on: datetime.date | None = None,
    note: str,
    by: User,
    now: datetime.datetime,
) -> Deadline:
    """Return new terms for the remaining part; the copied date stays the first, and this counts as a move."""
    check_dependencies(commitment, spec, hooks, by)
    today = timezone.localdate(now)
    found = resolve(spec, load_context(commitment, spec, hooks, today=today, review_on=review_on))
    why = VersionReason(MoveReason.AGREED, note=note, requested_by=by, approved_by=by)
    return append_version(commitment, found, why, by=by, now=now)
