"""Clocks that do not start with the meeting: acceptance, a condition, another commitment, or an entered
day.
"""

import copy
import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.access import write_rules
from commitments.deadlines.changes import (
    ACTION,
    VersionReason,
    append_version,
    becomes_first,
    says_the_same,
)
from commitments.deadlines.context import hooks_of, spec_of
from commitments.deadlines.dependencies import resolve_again, resolve_current
from commitments.deadlines.explanation import build_remark
from commitments.deadlines.resolution import Resolution
from commitments.enums import (
    COMPLETED_STATES,
    ENDED_STATES,
    MOVABLE_STATES,
    Actor,
    MoveReason,
)
from commitments.errors import Refused
from commitments.language.phrases.specification import DeadlineSpec
from commitments.models import Commitment, Deadline, Meeting, User
from commitments.records import edits

# What the records themselves tell; any other clock starts on a day that the officer enters.
KNOWN = ("meeting", "acceptance", "day")


@transaction.atomic
def start_on_acceptance(
    commitment: Commitment, *, on: datetime.date, by: User | None, now: datetime.datetime
) -> Deadline | None:
    """Start what counts from acceptance, and keep the first deadline with a date for good.

    Called when all owing leads have accepted, the last on the day `on`, before or after the state is written.
    """
    standing = commitment.deadline
    if standing is None:
        return None
    if spec_of(standing).anchor == "acceptance":
        # Read and not held: the item is held already, and a meeting is never waited for after its items.
        meeting = Meeting.objects.get(pk=commitment.outcome.meeting_id)
        today = timezone.localdate(now)
        found = resolve_current(commitment, standing, today=today, start_date=on, meeting=meeting)
        if not says_the_same(standing, found):
            why = VersionReason(MoveReason.CLOCK_STARTED, cause=build_remark("accepted_on", day=on))
            return append_version(commitment, found, why, by=by, now=now, is_accepted=True)
    if becomes_first(commitment, standing, is_accepted=True):
        edits.change_record(commitment, {"first_deadline": standing}, by=by, now=now, action=ACTION)
    return standing


@transaction.atomic
def start_clock(
    commitment: Commitment, *, on: datetime.date, document: str, by: User, now: datetime.datetime
) -> Deadline:
    """Record the day on which a signature, an event or another anchor came: the clock runs from it."""
    if (
        refusal := why_not_start_clock(commitment, write_rules.build_acts(by, commitment, is_read=True))
    ) is not None:
        raise refusal
    standing = _find_current(commitment)
    spec = spec_of(standing)
    _check_day(on, now, may_come=spec.kind == "event" or spec.anchor == "event")
    found = resolve_current(commitment, standing, today=timezone.localdate(now), start_date=on)
    if says_the_same(standing, found) and standing.start_date == on:
        raise Refused(_("The deadline is already calculated from that day."), "unchanged")
    why = VersionReason(MoveReason.CLOCK_STARTED, cause=build_remark("clock_day", day=on), document=document)
    return append_version(commitment, found, why, by=by, now=now)


def why_not_start_clock(commitment: Commitment, acts: write_rules.Acts) -> Refused | None:
    """Explain why the day from which the deadline counts cannot be entered now, or return None where it
    can.
    """
    refusal = _why_not_count(commitment, acts)
    return refusal or why_no_clock(_find_current(commitment))


def why_not_meet_condition(commitment: Commitment, acts: write_rules.Acts) -> Refused | None:
    """Explain why the condition cannot be recorded as met now, or return None where it can."""
    if (refusal := _why_not_count(commitment, acts)) is not None:
        return refusal
    if not commitment.condition:
        return Refused(_("This commitment has no condition."), "no_condition")
    if commitment.condition_met_on is not None:
        return Refused(_("The condition is already recorded as met."), "met_already")
    return None


def _why_not_count(commitment: Commitment, acts: write_rules.Acts) -> Refused | None:
    if not acts(Actor.DESK):
        return write_rules.build_forbidden()
    if commitment.state not in MOVABLE_STATES or commitment.deadline is None:
        return Refused(
            _("The dates of a closed commitment cannot be changed. Reopen it first."), "wrong_state"
        )
    return None


def why_no_clock(standing: Deadline, spec: DeadlineSpec | None = None) -> Refused | None:
    """Explain why no day can be entered from which a version counts, or return None where one can."""
    spec = spec or spec_of(standing)
    if hooks_of(standing).names_event:
        return Refused(
            _("The deadline is linked to a meeting. Enter the date on the page of the meeting."), "follows"
        )
    if standing.follows_id is not None:
        return Refused(
            _("The deadline follows another commitment. It is calculated when that commitment is completed."),
            "follows",
        )
    if spec.kind != "event" and spec.anchor in KNOWN:
        return Refused(_("This wording does not need a start date."), "no_clock")
    return None


@transaction.atomic
def meet_condition(
    commitment: Commitment, *, on: datetime.date, document: str, by: User, now: datetime.datetime
) -> Deadline:
    """Record the day on which the condition was met: what is counted runs from it, a date is as named."""
    if (
        refusal := why_not_meet_condition(commitment, write_rules.build_acts(by, commitment, is_read=True))
    ) is not None:
        raise refusal
    _check_day(on, now)
    met = copy.copy(commitment)
    met.condition_met_on = on
    found = resolve_current(met, _find_current(commitment), today=timezone.localdate(now))
    why = VersionReason(
        MoveReason.CLOCK_STARTED, cause=build_remark("condition_met", day=on), document=document
    )
    also = {"condition_met_on": on, "condition_document": document}
    return append_version(commitment, found, why, by=by, now=now, also=also)


@transaction.atomic
def start_on_completion(
    commitment: Commitment, *, on: datetime.date, by: User | None, now: datetime.datetime
) -> int:
    """Start every clock that waits for a commitment's completion on the day `on`; return how many changed.

    Called when it ends, before or after the state is written. Where it ended without being fulfilled or
    concluded, its dependents keep waiting and the officer is asked.
    """
    ended = commitment.state in ENDED_STATES
    is_done = not ended or commitment.state in COMPLETED_STATES

    def why(row: Commitment, standing: Deadline, found: Resolution) -> VersionReason:
        if found.start_date is None:
            return VersionReason(MoveReason.CLOCK_STOPPED, cause=build_remark("never_completed"))
        return VersionReason(
            MoveReason.CLOCK_STARTED, cause=build_remark("completed_on", day=found.start_date)
        )

    return resolve_again(_clocks(commitment), why, by=by, now=now, start_date=on if is_done else None)


@transaction.atomic
def stop_on_reopening(commitment: Commitment, *, by: User | None, now: datetime.datetime) -> int:
    """Stop every clock that started when a commitment was completed: it is reopened, its state written."""
    why = VersionReason(MoveReason.CLOCK_STOPPED, cause=build_remark("completion_undone"))
    return resolve_again(_clocks(commitment), lambda *_which: why, by=by, now=now)


def _clocks(commitment: Commitment) -> list[int]:
    waiting = Commitment.objects.filter(deadline__follows=commitment, state__in=MOVABLE_STATES)
    return list(waiting.order_by().values_list("pk", flat=True))


def _find_current(commitment: Commitment) -> Deadline:
    """Return the current deadline; the caller has checked that there is one."""
    assert commitment.deadline is not None
    return commitment.deadline


def _check_day(on: datetime.date, now: datetime.datetime, *, may_come: bool = False) -> None:
    if on > timezone.localdate(now) and not may_come:
        raise Refused(_("This date is in the future. Enter it on that day or later."), "future")
