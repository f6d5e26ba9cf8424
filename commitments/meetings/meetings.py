"""Plan, hold, postpone, cancel and close meetings; dependent records change in the same transaction.

Also the checks before and after every change of a meeting, and the request to mark one as entered in error.
"""

import datetime
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.access import responsibilities, write_rules
from commitments.deadlines import dependencies
from commitments.enums import (
    HELD_STATES,
    OPEN_MEETING_STATES,
    UPCOMING_STATES,
    Actor,
    ApprovalKind,
    ApprovalState,
    MeetingState,
)
from commitments.errors import Refused
from commitments.lifecycle import agendas, approvals
from commitments.models import Approval, Country, DelegationMember, Mechanism, Meeting, User
from commitments.records import edits, references
from commitments.records.edits import need_reason
from commitments.text import NO_ZONE, is_zone


def check_open(meeting: Meeting, user: User) -> None:
    """Raise `Refused` where the person may not write here, or the record of the meeting is closed."""
    check_state(meeting, user, OPEN_MEETING_STATES)


def why_not_in(
    meeting: Meeting, acts: write_rules.Acts, states: tuple[MeetingState, ...] = OPEN_MEETING_STATES
) -> Refused | None:
    """Explain that the person may not write here, or that the meeting is in another state; or return None."""
    if not acts(Actor.DESK):
        return write_rules.build_forbidden()
    return None if meeting.state in states else build_state_refusal(meeting)


def build_state_refusal(meeting: Meeting) -> Refused:
    """Return the refusal of what the state of a meeting does not allow."""
    return Refused(
        _("This is not possible at the current stage of the meeting (%(state)s).")
        % {"state": meeting.get_state_display()},
        "wrong_state",
    )


def check_state(meeting: Meeting, user: User, states: tuple[MeetingState, ...]) -> None:
    """Raise `Refused` where the person may not write here, or the meeting is in another state."""
    if (refusal := why_not_in(meeting, write_rules.build_acts(user, meeting), states)) is not None:
        raise refusal
    # One after the other: what is written as the meeting closes comes before, or is refused.
    standing = Meeting.objects.select_for_update(no_key=True).filter(pk=meeting.pk)
    if standing.values_list("state", flat=True).first() != meeting.state:
        raise edits.changed_meanwhile()


def find_contradictions(facts: Mapping[str, Any], *, is_held: bool, now: datetime.datetime) -> dict[str, Any]:
    """Return, by column, the errors of a meeting with these values; empty where there are none.

    `facts` are columns of the meeting, relations as records; a column that is left out is not checked.
    """
    wrong: dict[str, Any] = {}
    country: Country | None = facts.get("country")
    mechanism: Mechanism | None = facts.get("mechanism")
    held_on, starts, ends = (facts.get(name) for name in ("held_on", "starts_at", "ends_at"))
    zone = facts.get("time_zone") or (country.time_zone if country else "")
    if not is_zone(facts.get("time_zone") or ""):
        wrong["time_zone"] = NO_ZONE
        zone = ""
    today = timezone.localdate(now, ZoneInfo(zone) if zone else None)
    wrong |= _apart_bounds(facts)
    if is_held and held_on and held_on > today:
        wrong["held_on"] = _(
            "This date is in the future. Correct the date or, for a new meeting, select “upcoming”."
        )
    if mechanism and country and mechanism.country_id != country.pk:
        wrong["mechanism"] = _("This mechanism does not belong to %(partner)s. Select another one.") % {
            "partner": country
        }
    if starts and ends and ends < starts:
        wrong["ends_at"] = _("The end time is before the start time. Correct one of the two times.")
    if starts and not held_on:
        wrong["starts_at"] = _("Enter the date of the meeting, or clear the time.")
    if facts.get("session_number") and not mechanism:
        wrong["session_number"] = _("Select the mechanism, or clear the session number.")
    return wrong


def _apart_bounds(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the errors of the days between which a meeting was held."""
    wrong: dict[str, Any] = {}
    held_on, first, last = (facts.get(name) for name in ("held_on", "not_before", "not_after"))
    for name in ("not_before", "not_after"):
        source = f"{name}_source"
        if facts.get(name) and source in facts and not facts[source].strip():
            wrong[source] = _("Enter the source of this date.")
        if not facts.get(name) and facts.get(source, "").strip():
            wrong[name] = _("Enter the date, or clear its source.")
    if first and last and last < first:
        wrong["not_after"] = _(
            "The latest possible date is before the earliest possible date. Correct one of the two dates."
        )
    elif held_on and ((first and held_on < first) or (last and held_on > last)):
        wrong["held_on"] = _(
            "This date is not between the earliest and the latest possible date. Correct one of the dates."
        )
    return wrong


def today_there(meeting: Meeting, now: datetime.datetime) -> datetime.date:
    """Return today's date at the place of the meeting."""
    return timezone.localdate(now, ZoneInfo(meeting.time_zone or meeting.country.time_zone))


# What decides which items belong on an agenda, and what deadlines hang on.
SCOPE = ("country_id", "mechanism_id", "form", "held_on", "not_before", "not_after")
CLOSED_AFTER = (MeetingState.HELD,)
FOLLOWED = ("held_on", "mechanism_id", "session_number")


def find_by_reference(reference: str) -> Meeting | None:
    """Find the meeting with a reference, without access checks: for commands, which act for a named
    person.
    """
    return Meeting.objects.select_related("country").filter(reference=reference).first()


def has_sessions(mechanism: Mechanism) -> bool:
    """Return whether any meeting is a session of a mechanism."""
    return Meeting.objects.filter(mechanism=mechanism).exists()


@transaction.atomic
def record_meeting(meeting: Meeting, *, by: User, now: datetime.datetime, held: bool = False) -> Meeting:
    """Insert a new meeting with its reference: planned, with the open items on its agenda, or held already.

    A meeting without a date has no year in its reference, which stays when the date becomes known. Deadlines
    that wait for a session of its mechanism follow it from now on.
    """
    write_rules.require_permission(responsibilities.works_on(by, meeting.country))
    year = meeting.held_on.year if meeting.held_on else None
    meeting.reference = references.meeting_reference(meeting.country.iso, year)
    meeting.state = MeetingState.HELD if held else MeetingState.PLANNED
    meeting.time_zone = meeting.time_zone or meeting.country.time_zone
    edits.create_record(meeting, by=by, now=now)
    dependencies.follow_meeting(meeting, was_on=None, by=by, now=now)
    if not held:
        agendas.add_open_items(meeting, by=by, now=now)
    return meeting


@transaction.atomic
def edit_meeting(
    meeting: Meeting, values: Mapping[str, Any], *, expected: int, by: User, now: datetime.datetime
) -> Meeting:
    """Edit a meeting that is not closed; deadlines and agendas follow."""
    check_open(meeting, by)
    before = _load_current(meeting)
    edits.change_record(meeting, values, expected=expected, by=by, now=now)
    _update_followers(meeting, before, by=by, now=now)
    return meeting


@transaction.atomic
def mark_held(meeting: Meeting, *, by: User, now: datetime.datetime) -> Meeting:
    """Mark a meeting as held; what was open then is on its agenda."""
    check_state(meeting, by, UPCOMING_STATES)
    if (refusal := _why_not_yet(meeting, now)) is not None:
        raise refusal
    agendas.add_open_items(meeting, by=by, now=now)
    return _move(meeting, MeetingState.HELD, by=by, now=now)


def why_not_hold(meeting: Meeting, acts: write_rules.Acts, now: datetime.datetime) -> Refused | None:
    """Explain why the meeting cannot be marked as held now, or return None."""
    return why_not_in(meeting, acts, UPCOMING_STATES) or _why_not_yet(meeting, now)


def _why_not_yet(meeting: Meeting, now: datetime.datetime) -> Refused | None:
    if meeting.held_on is None or meeting.held_on <= today_there(meeting, now):
        return None
    return Refused(_("The meeting date is in the future. Correct the date first."), "future")


def why_not_postpone(meeting: Meeting, acts: write_rules.Acts) -> Refused | None:
    """Explain why the meeting cannot be postponed or cancelled now, or return None."""
    return why_not_in(meeting, acts, UPCOMING_STATES)


@transaction.atomic
def postpone_meeting(
    meeting: Meeting, held_on: datetime.date | None, *, by: User, now: datetime.datetime, reason: str
) -> Meeting:
    """Postpone the meeting to another day, or to a day not yet known; what depends on it follows."""
    check_state(meeting, by, UPCOMING_STATES)
    said = need_reason(reason)
    values: dict[str, Any] = {"held_on": held_on}
    if held_on is None:
        values |= {"starts_at": None, "ends_at": None}
    return _move(meeting, MeetingState.POSTPONED, by=by, now=now, reason=said, also=values)


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: User, now: datetime.datetime, reason: str) -> Meeting:
    """Cancel the meeting."""
    check_state(meeting, by, UPCOMING_STATES)
    return _move(meeting, MeetingState.CANCELLED, by=by, now=now, reason=need_reason(reason))


@transaction.atomic
def close_meeting(meeting: Meeting, *, by: User, now: datetime.datetime) -> Meeting:
    """Close the record of a meeting: its clauses are locked, and open items are carried over to the next
    meetings.

    Items need no entry first: an item without one counts as not raised.
    """
    check_state(meeting, by, CLOSED_AFTER)
    return _move(meeting, MeetingState.CLOSED, by=by, now=now)


def why_not_close(meeting: Meeting, acts: write_rules.Acts) -> Refused | None:
    """Explain why the record of the meeting cannot be closed now, or return None."""
    return why_not_in(meeting, acts, CLOSED_AFTER)


@transaction.atomic
def add_open_items(meeting: Meeting, *, by: User, now: datetime.datetime) -> int:
    """Add what was open to the agenda of a meeting that was recorded only after it was held.

    Returns how many items were added. Only on request: of a meeting years ago it is unknown what was raised.
    """
    check_open(meeting, by)
    if (refusal := _why_no_agenda(meeting)) is not None:
        raise refusal
    return agendas.add_open_items(meeting, by=by, now=now)


def why_not_bring_in(meeting: Meeting, acts: write_rules.Acts) -> Refused | None:
    """Explain why open items cannot be added to its agenda now, or return None."""
    return why_not_in(meeting, acts) or _why_no_agenda(meeting)


def _why_no_agenda(meeting: Meeting) -> Refused | None:
    if agendas.has_agenda(meeting):
        return None
    return Refused(
        _("A call or an exchange of letters or notes has no agenda, so open items cannot be added."), "form"
    )


@transaction.atomic
def add_delegate(member: DelegationMember, *, by: User, now: datetime.datetime) -> DelegationMember:
    """Add a member to a delegation."""
    check_open(member.meeting, by)
    return edits.create_record(member, by=by, now=now)


def _load_current(meeting: Meeting) -> dict[str, Any]:
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
    before = _load_current(meeting)
    values = {"state": state, **(also or {})}
    edits.change_record(meeting, values, by=by, now=now, action=state.value, reason=reason)
    _update_followers(meeting, before, by=by, now=now)
    return meeting


def _update_followers(
    meeting: Meeting, before: Mapping[str, Any], *, by: User, now: datetime.datetime
) -> None:
    """Let deadlines and agendas follow what changed on a meeting.

    A meeting that took place decides what the ones ahead bring in: what was agreed there, and where each
    item was last.
    """
    changed = {name for name, value in before.items() if getattr(meeting, name) != value}
    if changed & {*FOLLOWED, "state"}:
        dependencies.follow_meeting(meeting, was_on=before["held_on"], by=by, now=now)
    if not changed & {*SCOPE, "state"}:
        return
    if meeting.state in UPCOMING_STATES:
        agendas.add_open_items(meeting, by=by, now=now)
    elif meeting.state in HELD_STATES:
        agendas.carry_on(meeting.country, by=by, now=now)


def request_error_entry(meeting: Meeting, *, reason: str, by: User, now: datetime.datetime) -> Approval:
    """Ask that the record of a meeting be entered in error; a second person of the desk decides."""
    return approvals.request_approval(meeting, ApprovalKind.ENTER_IN_ERROR, reason=reason, by=by, now=now)


def waiting_request(meeting: Meeting) -> Approval | None:
    """Return the pending request; None where there is none."""
    asked = Approval.objects.filter(
        meeting=meeting, kind=ApprovalKind.ENTER_IN_ERROR, state=ApprovalState.PENDING
    )
    return asked.select_related("recorded_by").first()
