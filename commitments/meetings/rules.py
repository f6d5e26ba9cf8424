"""What every writing on a meeting asks first, and keeps afterwards."""

import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.errors import Refused
from commitments.models import Meeting, User
from commitments.vocabulary import MeetingState

OPEN_MEETINGS = (MeetingState.PLANNED, MeetingState.POSTPONED, MeetingState.HELD)
# As long as the history keeps of a reason.
REASON_LENGTH = 300


def check_open(meeting: Meeting, user: User) -> None:
    """Raise `Refused` where the person may not write here, or the record of the meeting is closed."""
    check_state(meeting, user, OPEN_MEETINGS)


def check_state(meeting: Meeting, user: User, states: tuple[MeetingState, ...]) -> None:
    """Raise `Refused` where the person may not write here, or the meeting is in another state."""
    access.require(access.sees(user, meeting) and access.works_on(user, meeting.country))
    if meeting.state not in states:
        raise Refused(
            _("This is not possible while the meeting is %(state)s.")
            % {"state": meeting.get_state_display()},
            "wrong_state",
        )
    # One after the other: what is written as the meeting closes comes before, or is refused.
    standing = Meeting.objects.select_for_update(no_key=True).filter(pk=meeting.pk)
    if standing.values_list("state", flat=True).first() != meeting.state:
        raise editing.changed_meanwhile()


def need_reason(reason: str) -> str:
    """Give the reason as it is kept; refuse an empty one."""
    said = reason.strip()[:REASON_LENGTH]
    if not said:
        raise Refused(_("Give the reason in a sentence."), "needs_reason")
    return said


def today_there(meeting: Meeting, now: datetime.datetime) -> datetime.date:
    """Give the day it is where the meeting is."""
    return timezone.localdate(now, ZoneInfo(meeting.time_zone or meeting.country.time_zone))
