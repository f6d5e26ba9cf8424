"""Record what was said about an open item."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.errors import Refused
from commitments.models import AgendaItem, User
from commitments.vocabulary import MeetingState


def review(
    item: AgendaItem,
    said: str,
    *,
    raised_on: datetime.date | None = None,
    expected: int | None = None,
    by: User,
    now: datetime.datetime,
) -> AgendaItem:
    """Record what was said about an item at a held meeting, and on which day; no words take it back.

    The day is the meeting's, or today where that is not stated. `expected` is the version the writer saw.
    """
    meeting = item.meeting
    access.require_desk(by, item)
    if meeting.state != MeetingState.HELD:
        raise Refused(
            _("What was said is recorded once the meeting was held, until its record is closed."),
            "wrong_state",
        )
    today = timezone.localdate(now)
    day = raised_on or min(meeting.held_on or today, today)
    if day > today:
        raise Refused(_("What was said is dated today or earlier."), "future")
    text = said.strip()
    values = {"said": text, "raised_on": day if text else None}
    return editing.change(item, values, expected=expected, by=by, now=now, action="reviewed")
