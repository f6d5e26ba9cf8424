"""The steps of a meeting: each the function that the button of its page calls."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments import lifecycle, meetings
from commitments.api.writing.actions import Action
from commitments.api.writing.bodies import ReasonBody
from commitments.api.writing.meeting_bodies import DelegationBody, PostponeBody
from commitments.models import Meeting
from commitments.vocabulary import Side


def _seat(meeting: Meeting, *, side: str, seats: list[dict[str, Any]], **by_and_now: Any) -> None:
    meetings.arrange(meeting, Side(side), [meetings.Seat(**one) for one in seats], **by_and_now)


WHY = {"reason": "Their minister is away."}
ACTIONS = (
    Action(
        "delegation",
        _("Say who is in a delegation"),
        _("The delegation of one side is these, in this order, until the meeting is closed."),
        _seat,
        DelegationBody,
        {
            "Theirs": {
                "side": "theirs",
                "seats": [{"post": "Minister of External Relations", "is_head": True}],
            }
        },
    ),
    Action(
        "hold",
        _("Say that it was held"),
        _("The meeting took place; what was open then stands on its agenda."),
        meetings.hold,
    ),
    Action(
        "close",
        _("Close a meeting"),
        _("Its clauses are locked for good; what is still open goes to the next meetings."),
        meetings.close,
    ),
    Action(
        "postpone",
        _("Postpone a meeting"),
        _("It is put off to another day, or to one not yet known; what hangs on it follows."),
        meetings.postpone,
        PostponeBody,
        {"To another day": {"held_on": "2026-10-05", **WHY}, "To a day not known": WHY},
    ),
    Action(
        "cancel",
        _("Cancel a meeting"),
        _("It will not take place; deadlines that follow it ask for another event."),
        meetings.cancel,
        ReasonBody,
        {"It is off": WHY},
    ),
    Action(
        "bring_in",
        _("Bring in open items"),
        _("What is open stands on the agenda of a meeting that was recorded only after it was held."),
        meetings.bring_in_open,
    ),
    Action(
        "propose",
        _("Propose its drafts"),
        _("The drafts of the meeting that you may read are put before their owners."),
        lifecycle.propose_drafts,
    ),
    Action(
        "enter_in_error",
        _("Ask to enter a meeting in error"),
        _("For a record that should not exist: a second person of the desk decides on the page."),
        meetings.ask_in_error,
        ReasonBody,
        {"Wrong partner": {"reason": "It was recorded under the wrong partner."}},
    ),
)
