"""Plan, hold, put off, call off and close meetings; what hangs on one follows in the same transaction."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import access, agenda, deadlines, editing, references
from commitments.editing import need_reason
from commitments.errors import Refused
from commitments.meetings.rules import check_open, check_state, today_there, why_not_in
from commitments.models import DelegationMember, Mechanism, Meeting, User
from commitments.vocabulary import MeetingState

# What decides which items belong on an agenda, and what deadlines hang on.
SCOPE = ("country_id", "mechanism_id", "form", "held_on", "not_before", "not_after")
CLOSED_AFTER = (MeetingState.HELD,)
FOLLOWED = ("held_on", "mechanism_id", "session_number")


def of_reference(reference: str) -> Meeting | None:
    """Find the meeting of a reference, whoever asks: for commands, which name whom they work for."""
    return Meeting.objects.select_related("country").filter(reference=reference).first()


def has_sessions(mechanism: Mechanism) -> bool:
    """Say whether any meeting is a session of a mechanism."""
    return Meeting.objects.filter(mechanism=mechanism).exists()


@transaction.atomic
def record(meeting: Meeting, *, by: User, now: datetime.datetime, held: bool = False) -> Meeting:
    """Insert a new meeting with its reference: planned, with the open items on its agenda, or held already.

    A meeting without a date has no year in its reference, which stays when the date becomes known. Deadlines
    that wait for a session of its mechanism follow it from now on.
    """
    access.require(access.works_on(by, meeting.country))
    year = meeting.held_on.year if meeting.held_on else None
    meeting.reference = references.meeting_reference(meeting.country.iso, year)
    meeting.state = MeetingState.HELD if held else MeetingState.PLANNED
    meeting.time_zone = meeting.time_zone or meeting.country.time_zone
    editing.create(meeting, by=by, now=now)
    deadlines.follow_meeting(meeting, was_on=None, by=by, now=now)
    if not held:
        agenda.bring_in(meeting, by=by, now=now)
    return meeting


@transaction.atomic
def change(
    meeting: Meeting, values: Mapping[str, Any], *, expected: int, by: User, now: datetime.datetime
) -> Meeting:
    """Edit a meeting that is not closed; deadlines and agendas follow."""
    check_open(meeting, by)
    before = _standing(meeting)
    editing.change(meeting, values, expected=expected, by=by, now=now)
    _let_follow(meeting, before, by=by, now=now)
    return meeting


@transaction.atomic
def hold(meeting: Meeting, *, by: User, now: datetime.datetime) -> Meeting:
    """Say that the meeting took place; what was open then stands on its agenda."""
    check_state(meeting, by, agenda.AHEAD)
    if (refusal := _why_not_yet(meeting, now)) is not None:
        raise refusal
    agenda.bring_in(meeting, by=by, now=now)
    return _move(meeting, MeetingState.HELD, by=by, now=now)


def why_not_hold(meeting: Meeting, acts: access.Acts, now: datetime.datetime) -> Refused | None:
    """Explain why it is not said now that the meeting took place, or give None where it may be."""
    return why_not_in(meeting, acts, agenda.AHEAD) or _why_not_yet(meeting, now)


def _why_not_yet(meeting: Meeting, now: datetime.datetime) -> Refused | None:
    if meeting.held_on is None or meeting.held_on <= today_there(meeting, now):
        return None
    return Refused(_("The meeting is dated in the future; correct the date first."), "future")


def why_not_put_off(meeting: Meeting, acts: access.Acts) -> Refused | None:
    """Explain why the meeting is not postponed or cancelled now, or give None where it may be."""
    return why_not_in(meeting, acts, agenda.AHEAD)


@transaction.atomic
def postpone(
    meeting: Meeting, held_on: datetime.date | None, *, by: User, now: datetime.datetime, reason: str
) -> Meeting:
    """Put the meeting off to another day, or to a day not yet known; what hangs on it follows."""
    check_state(meeting, by, agenda.AHEAD)
    said = need_reason(reason)
    values: dict[str, Any] = {"held_on": held_on}
    if held_on is None:
        values |= {"starts_at": None, "ends_at": None}
    return _move(meeting, MeetingState.POSTPONED, by=by, now=now, reason=said, also=values)


@transaction.atomic
def cancel(meeting: Meeting, *, by: User, now: datetime.datetime, reason: str) -> Meeting:
    """Say that the meeting will not take place."""
    check_state(meeting, by, agenda.AHEAD)
    return _move(meeting, MeetingState.CANCELLED, by=by, now=now, reason=need_reason(reason))


@transaction.atomic
def close(meeting: Meeting, *, by: User, now: datetime.datetime) -> Meeting:
    """Close the record of a meeting: its clauses are locked, and what is still open goes to the next ones.

    Nobody has to touch an item first: what nobody spoke about counts as not raised.
    """
    check_state(meeting, by, CLOSED_AFTER)
    return _move(meeting, MeetingState.CLOSED, by=by, now=now)


def why_not_close(meeting: Meeting, acts: access.Acts) -> Refused | None:
    """Explain why the record of the meeting is not closed now, or give None where it may be."""
    return why_not_in(meeting, acts, CLOSED_AFTER)


@transaction.atomic
def bring_in_open(meeting: Meeting, *, by: User, now: datetime.datetime) -> int:
    """Put what is open on the agenda of a meeting that was recorded only after it was held.

    Give how many items came in. Only on asking: of a meeting of years ago nobody can say what was raised.
    """
    check_open(meeting, by)
    if (refusal := _why_no_agenda(meeting)) is not None:
        raise refusal
    return agenda.bring_in(meeting, by=by, now=now)


def why_not_bring_in(meeting: Meeting, acts: access.Acts) -> Refused | None:
    """Explain why open items are not put on its agenda now, or give None where they may be."""
    return why_not_in(meeting, acts) or _why_no_agenda(meeting)


def _why_no_agenda(meeting: Meeting) -> Refused | None:
    if agenda.has_agenda(meeting):
        return None
    return Refused(_("Open items do not come back at a call or an exchange of letters or notes."), "form")


@transaction.atomic
def seat(member: DelegationMember, *, by: User, now: datetime.datetime) -> DelegationMember:
    """Add a member to a delegation."""
    check_open(member.meeting, by)
    return editing.create(member, by=by, now=now)


def _standing(meeting: Meeting) -> dict[str, Any]:
    """Read what others hang on as it stands in the database, whatever a form has written on the object."""
    standing = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    return {name: getattr(standing, name) for name in ("state", *SCOPE, *FOLLOWED)}


def _move(
    meeting: Meeting,
    state: MeetingState,
    *,
    by: User,
    now: datetime.datetime,
    reason: str = "",
    also: Mapping[str, Any] | None = None,
) -> Meeting:
    before = _standing(meeting)
    values = {"state": state, **(also or {})}
    editing.change(
        meeting, values, by=by, now=now, action=state.value, reason=reason, where={"state": meeting.state}
    )
    _let_follow(meeting, before, by=by, now=now)
    return meeting


def _let_follow(meeting: Meeting, before: Mapping[str, Any], *, by: User, now: datetime.datetime) -> None:
    """Let deadlines and agendas follow what changed on a meeting.

    A meeting that took place decides what the ones ahead bring in: what was agreed there, and where each
    item was last.
    """
    changed = {name for name, value in before.items() if getattr(meeting, name) != value}
    if changed & {*FOLLOWED, "state"}:
        deadlines.follow_meeting(meeting, was_on=before["held_on"], by=by, now=now)
    if not changed & {*SCOPE, "state"}:
        return
    if meeting.state in agenda.AHEAD:
        agenda.bring_in(meeting, by=by, now=now)
    elif meeting.state in agenda.TOOK_PLACE:
        agenda.carry_on(meeting.country, by=by, now=now)
