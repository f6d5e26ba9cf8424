"""What every writing on a meeting asks first, and keeps afterwards."""

import datetime
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.errors import Refused
from commitments.models import Country, Mechanism, Meeting, User
from commitments.typed import NO_ZONE, is_zone
from commitments.vocabulary import Actor, MeetingState

OPEN_MEETINGS = (MeetingState.PLANNED, MeetingState.POSTPONED, MeetingState.HELD)


def check_open(meeting: Meeting, user: User) -> None:
    """Raise `Refused` where the person may not write here, or the record of the meeting is closed."""
    check_state(meeting, user, OPEN_MEETINGS)


def why_not_in(
    meeting: Meeting, acts: access.Acts, states: tuple[MeetingState, ...] = OPEN_MEETINGS
) -> Refused | None:
    """Explain that the person does not write here, or that the meeting is in another state; or give None."""
    if not acts(Actor.DESK):
        return access.forbidden()
    if meeting.state in states:
        return None
    return Refused(
        _("This is not possible while the meeting is %(state)s.") % {"state": meeting.get_state_display()},
        "wrong_state",
    )


def check_state(meeting: Meeting, user: User, states: tuple[MeetingState, ...]) -> None:
    """Raise `Refused` where the person may not write here, or the meeting is in another state."""
    if (refusal := why_not_in(meeting, access.acts(user, meeting), states)) is not None:
        raise refusal
    # One after the other: what is written as the meeting closes comes before, or is refused.
    standing = Meeting.objects.select_for_update(no_key=True).filter(pk=meeting.pk)
    if standing.values_list("state", flat=True).first() != meeting.state:
        raise editing.changed_meanwhile()


def apart(facts: Mapping[str, Any], *, is_held: bool, now: datetime.datetime) -> dict[str, Any]:
    """Say, by column, what does not go together of a meeting as it would be; empty where all does.

    `facts` are columns of it, relations as records; one that is left out is not judged.
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
        wrong["held_on"] = _("This day lies ahead. Correct it, or say that the meeting lies ahead.")
    if mechanism and country and mechanism.country_id != country.pk:
        wrong["mechanism"] = _("This mechanism is not one of %(partner)s.") % {"partner": country}
    if starts and ends and ends < starts:
        wrong["ends_at"] = _("The end lies before the start.")
    if starts and not held_on:
        wrong["starts_at"] = _("A time needs a date.")
    if facts.get("session_number") and not mechanism:
        wrong["session_number"] = _("A session number needs a mechanism.")
    return wrong


def _apart_bounds(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Say what does not go together of the days between which a meeting was held."""
    wrong: dict[str, Any] = {}
    held_on, first, last = (facts.get(name) for name in ("held_on", "not_before", "not_after"))
    for name in ("not_before", "not_after"):
        source = f"{name}_source"
        if facts.get(name) and source in facts and not facts[source].strip():
            wrong[source] = _("Enter the source of this day.")
        if not facts.get(name) and facts.get(source, "").strip():
            wrong[name] = _("Enter the day, or clear its source.")
    if first and last and last < first:
        wrong["not_after"] = _("“Not after” must not be earlier than “not before”.")
    elif held_on and ((first and held_on < first) or (last and held_on > last)):
        wrong["held_on"] = _("This day is outside “not before” and “not after”. Correct one of them.")
    return wrong


def today_there(meeting: Meeting, now: datetime.datetime) -> datetime.date:
    """Give the day it is where the meeting is."""
    return timezone.localdate(now, ZoneInfo(meeting.time_zone or meeting.country.time_zone))
