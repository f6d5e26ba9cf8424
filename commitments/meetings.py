"""Record meetings and what was said there: the sole writer of meetings' states."""

import datetime
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, editing, references
from commitments.errors import Refused
from commitments.models import DelegationMember, Meeting, Outcome, Statement, User
from commitments.vocabulary import ANSWERABLE, Answer, MeetingState, OutcomeKind, Strength

# An ask or an offer without an answer comes back after this many days.
REVIEW_DAYS = 90

# What a document says may not change once clauses are locked on it.
LOCKED_WITH_THE_MEETING = frozenset({"kind", "title", "text", "language", "is_binding"})
OPEN_MEETINGS = (MeetingState.PLANNED, MeetingState.POSTPONED, MeetingState.HELD)


@transaction.atomic
def record(meeting: Meeting, *, by: User, now: datetime.datetime, held: bool = False) -> Meeting:
    """Insert a new meeting with its reference: planned, or held already.

    A meeting without a date counts in the year it was recorded.
    """
    access.require(access.works_on(by, meeting.country))
    year = (meeting.held_on or timezone.localdate(now)).year
    meeting.reference = references.meeting_reference(meeting.country.iso, year)
    meeting.state = MeetingState.HELD if held else MeetingState.PLANNED
    meeting.time_zone = meeting.time_zone or meeting.country.time_zone
    return editing.create(meeting, by=by, now=now)


@transaction.atomic
def change(
    meeting: Meeting, values: Mapping[str, Any], *, expected: int, by: User, now: datetime.datetime
) -> Meeting:
    """Edit a meeting that is not closed."""
    _check_open(meeting, by)
    return editing.change(meeting, values, expected=expected, by=by, now=now)


@transaction.atomic
def hold(meeting: Meeting, *, by: User, now: datetime.datetime) -> Meeting:
    """Say that the meeting took place."""
    _check_state(meeting, by, (MeetingState.PLANNED, MeetingState.POSTPONED))
    if meeting.held_on is not None and meeting.held_on > _today_there(meeting, now):
        raise Refused(_("The meeting is dated in the future; correct the date first."), "future")
    return _move(meeting, MeetingState.HELD, by=by, now=now)


@transaction.atomic
def postpone(
    meeting: Meeting, held_on: datetime.date | None, *, by: User, now: datetime.datetime, reason: str
) -> Meeting:
    """Put the meeting off to another day, or to a day not yet known."""
    _check_state(meeting, by, (MeetingState.PLANNED, MeetingState.POSTPONED))
    values: dict[str, Any] = {"held_on": held_on}
    if held_on is None:
        values |= {"starts_at": None, "ends_at": None}
    return _move(meeting, MeetingState.POSTPONED, by=by, now=now, reason=reason, also=values)


@transaction.atomic
def cancel(meeting: Meeting, *, by: User, now: datetime.datetime, reason: str) -> Meeting:
    """Say that the meeting will not take place."""
    _check_state(meeting, by, (MeetingState.PLANNED, MeetingState.POSTPONED))
    return _move(meeting, MeetingState.CANCELLED, by=by, now=now, reason=reason)


@transaction.atomic
def close(meeting: Meeting, *, by: User, now: datetime.datetime) -> Meeting:
    """Close the record of a meeting: from now on its clauses are locked."""
    _check_state(meeting, by, (MeetingState.HELD,))
    return _move(meeting, MeetingState.CLOSED, by=by, now=now)


@transaction.atomic
def seat(member: DelegationMember, *, by: User, now: datetime.datetime) -> DelegationMember:
    """Add a member to a delegation."""
    _check_open(member.meeting, by)
    return editing.create(member, by=by, now=now)


@transaction.atomic
def file_statement(statement: Statement, *, by: User, now: datetime.datetime) -> Statement:
    """File a document of the meeting; it may come after the closing."""
    access.require(access.works_on(by, statement.meeting.country))
    editing.create(statement, by=by, now=now)
    _raise_meeting(statement.meeting, statement.classification, by=by, now=now)
    return statement


@transaction.atomic
def change_statement(
    statement: Statement, values: Mapping[str, Any], *, expected: int, by: User, now: datetime.datetime
) -> Statement:
    """Edit a document on file; it stays with its meeting, and once that is closed so do its words."""
    access.require(access.sees(by, statement) and access.works_on(by, statement.meeting.country))
    if "meeting_id" in values:
        raise Refused(_("A document stays with its meeting; file it anew at the other one."), "meeting")
    if statement.meeting.state == MeetingState.CLOSED and set(values) & LOCKED_WITH_THE_MEETING:
        raise Refused(
            _("The meeting is closed: kind, title, language and text of its documents stay."), "closed"
        )
    editing.change(statement, values, expected=expected, by=by, now=now)
    _raise_meeting(statement.meeting, statement.classification, by=by, now=now)
    return statement


@transaction.atomic
def add_outcome(outcome: Outcome, *, by: User, now: datetime.datetime) -> Outcome:
    """Add the next point of a meeting; an ask or offer starts unanswered, with a review date."""
    _check_open(outcome.meeting, by)
    if not outcome.number:
        last = Outcome.objects.filter(meeting=outcome.meeting).aggregate(last=Max("number"))["last"]
        outcome.number = (last or 0) + 1
    _settle_answer(outcome, now)
    editing.create(outcome, by=by, now=now)
    _raise_meeting(outcome.meeting, outcome.classification, by=by, now=now)
    return outcome


@transaction.atomic
def change_outcome(
    outcome: Outcome, values: Mapping[str, Any], *, expected: int, by: User, now: datetime.datetime
) -> Outcome:
    """Edit a point while its meeting is not closed."""
    _check_open(outcome.meeting, by)
    wanted = Outcome(
        **{"kind": outcome.kind, "answer": outcome.answer, "review_on": outcome.review_on} | dict(values)
    )
    wanted.meeting = outcome.meeting
    if wanted.kind not in {OutcomeKind.COMMITMENT, *ANSWERABLE} and outcome.commitments.exists():
        raise Refused(_("Commitments hang on this outcome; its kind stays."), "has_commitments")
    _settle_answer(wanted, now)
    settled = dict(values) | {"answer": wanted.answer, "review_on": wanted.review_on}
    editing.change(outcome, settled, expected=expected, by=by, now=now)
    _raise_meeting(outcome.meeting, outcome.classification, by=by, now=now)
    return outcome


@transaction.atomic
def record_answer(
    outcome: Outcome,
    answer: Answer,
    *,
    wording: str,
    source: str,
    strength: Strength,
    by: User,
    now: datetime.datetime,
) -> Outcome:
    """Record how an ask or offer was answered, in its own words, source and strength."""
    access.require(access.works_on(by, outcome.meeting.country))
    if outcome.kind not in ANSWERABLE or answer in {Answer.NONE, Answer.UNANSWERED}:
        raise Refused(_("Only an ask or an offer is answered."), "not_answerable")
    if answer == Answer.AGREED and not (wording.strip() and source.strip()):
        raise Refused(_("Write the words of the answer and where they stand."), "needs_answer")
    values = {
        "answer": answer,
        "answer_wording": wording,
        "answer_source": source,
        "answer_strength": strength,
    }
    return editing.change(
        outcome, values, by=by, now=now, action="answered", where={"answer": Answer.UNANSWERED}
    )


def _settle_answer(outcome: Outcome, now: datetime.datetime) -> None:
    """Give an ask or offer its answer and, while unanswered, its review date; anything else has no answer."""
    if outcome.kind not in ANSWERABLE:
        outcome.answer = Answer.NONE
        return
    outcome.answer = outcome.answer or Answer.UNANSWERED
    if outcome.answer == Answer.UNANSWERED and outcome.review_on is None:
        outcome.review_on = review_date(outcome.meeting, now)


def review_date(meeting: Meeting, now: datetime.datetime) -> datetime.date:
    """Count the review date from the meeting, or from today where no date is stated or the result is past."""
    today = timezone.localdate(now)
    from_meeting = (meeting.held_on or today) + datetime.timedelta(days=REVIEW_DAYS)
    return from_meeting if from_meeting > today else today + datetime.timedelta(days=REVIEW_DAYS)


def _today_there(meeting: Meeting, now: datetime.datetime) -> datetime.date:
    return timezone.localdate(now, ZoneInfo(meeting.time_zone or meeting.country.time_zone))


def _check_open(meeting: Meeting, user: User) -> None:
    _check_state(meeting, user, OPEN_MEETINGS)


def _check_state(meeting: Meeting, user: User, states: tuple[MeetingState, ...]) -> None:
    access.require(access.sees(user, meeting) and access.works_on(user, meeting.country))
    if meeting.state not in states:
        raise Refused(
            _("This is not possible while the meeting is %(state)s.")
            % {"state": meeting.get_state_display()},
            "wrong_state",
        )


def _move(
    meeting: Meeting,
    state: MeetingState,
    *,
    by: User,
    now: datetime.datetime,
    reason: str = "",
    also: Mapping[str, Any] | None = None,
) -> Meeting:
    values = {"state": state, **(also or {})}
    return editing.change(
        meeting, values, by=by, now=now, action=state.value, reason=reason, where={"state": meeting.state}
    )


def _raise_meeting(meeting: Meeting, level: int, *, by: User, now: datetime.datetime) -> None:
    """Keep what contains something at least as high as that."""
    if meeting.classification < level:
        editing.change(meeting, {"classification": level}, by=by, now=now, action="raised")
