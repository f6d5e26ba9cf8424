"""Whether the record of a meeting is entered in error, or somebody asks that it be."""

import datetime
from dataclasses import dataclass

from django.urls import reverse

from commitments import access
from commitments.models import Approval, Meeting, User
from commitments.vocabulary import ApprovalState, Matter, MeetingState


@dataclass(frozen=True, slots=True)
class ErrorShown:
    """A request that waits, or the one that was granted: who asked and decided, when and why."""

    is_done: bool
    asked_by: str
    asked_at: datetime.datetime
    reason: str
    decided_by: str
    decided_at: datetime.datetime | None
    is_own: bool
    url: str


def error_shown(meeting: Meeting, person: User) -> ErrorShown | None:
    """Make the banner of a meeting's page; None where nobody asked, or it was refused."""
    is_done = meeting.state == MeetingState.IN_ERROR
    state = ApprovalState.GRANTED if is_done else ApprovalState.ASKED
    asked = access.rows(Approval, person)
    asked = asked.filter(meeting=meeting, matter=Matter.ENTER_IN_ERROR, state=state)
    found = asked.select_related("recorded_by", "decided_by").first()
    if found is None:
        return None
    return ErrorShown(
        is_done=is_done,
        asked_by=str(found.recorded_by or "–"),
        asked_at=found.recorded_at,
        reason=found.reason,
        decided_by=str(found.decided_by or "–"),
        decided_at=found.decided_at,
        is_own=found.recorded_by_id == person.pk,
        url=reverse("admin:commitments_approval_change", args=(found.pk,)),
    )
