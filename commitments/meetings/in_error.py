"""Enter the record of a meeting in error: what should never have been written goes out of sight, kept."""

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import agenda, deadlines, editing, lifecycle
from commitments.errors import Refused
from commitments.lifecycle import approvals, requests
from commitments.models import Approval, Meeting, User
from commitments.vocabulary import ApprovalState, Matter, MeetingState


def ask_in_error(meeting: Meeting, *, reason: str, by: User, now: datetime.datetime) -> Approval:
    """Ask that the record of a meeting be entered in error; a second person of the desk decides."""
    return approvals.ask(meeting, Matter.ENTER_IN_ERROR, reason=reason, by=by, now=now)


def waiting_request(meeting: Meeting) -> Approval | None:
    """Give the request that waits for a decision; None where there is none."""
    asked = Approval.objects.filter(meeting=meeting, matter=Matter.ENTER_IN_ERROR, state=ApprovalState.ASKED)
    return asked.select_related("recorded_by").first()


def grant(approval: Approval, *, answer: str = "", by: User, now: datetime.datetime) -> Approval:
    """Grant a request whatever it is about, and do what it asks for."""
    if approval.meeting is None or approval.matter == Matter.LOWER:
        return approvals.grant(approval, answer=answer, by=by, now=now)
    enter_in_error(approval, answer=answer, by=by, now=now)
    return approval


@transaction.atomic
def enter_in_error(approval: Approval, *, answer: str = "", by: User, now: datetime.datetime) -> Meeting:
    """Grant the request and take the meeting out of sight with all that hangs on it.

    1. Its commitments, open or closed, are entered in error, its drafts discarded.
    2. The meeting is entered in error: its outcomes are listed no more.
    3. Deadlines that follow it ask for another event; agendas lose what was agreed there and not spoken of.

    Nothing is deleted; records officers and auditors read it. Raises `Refused` for the person who asked.
    """
    approvals.check_decider(approval, by)
    meeting = approval.meeting
    if meeting is None or approval.matter != Matter.ENTER_IN_ERROR:
        raise Refused(_("This request is not about the record of a meeting."), "matter")
    if meeting.state == MeetingState.IN_ERROR:
        raise Refused(_("This meeting is entered in error already."), "wrong_state")
    requests.settle(approval, ApprovalState.GRANTED, answer=answer, by=by, now=now)
    lifecycle.enter_all_in_error(meeting, approval=approval, by=by, now=now)
    editing.change(
        meeting,
        {"state": MeetingState.IN_ERROR},
        by=by,
        now=now,
        action="enter_in_error",
        reason=approval.reason,
        where={"state": meeting.state},
    )
    deadlines.follow_meeting(meeting, was_on=meeting.held_on, by=by, now=now)
    agenda.release(meeting, by=by, now=now)
    agenda.carry_on(meeting.country, by=by, now=now)
    return meeting
