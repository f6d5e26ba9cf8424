"""The steps of a meeting: each the function that the button of its page calls."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments import lifecycle, meetings
from commitments.api.writing.actions import Action, by_acts, names
from commitments.api.writing.asking import why_not_ask
from commitments.api.writing.bodies import ReasonBody
from commitments.api.writing.meeting_bodies import BackgroundBody, DelegationBody, PostponeBody
from commitments.models import Meeting
from commitments.vocabulary import Matter, Side


def _seat(meeting: Meeting, *, side: str, seats: list[dict[str, Any]], **by_and_now: Any) -> None:
    meetings.arrange(meeting, Side(side), [meetings.Seat(**one) for one in seats], **by_and_now)


def _set_background(meeting: Meeting, *, facts: list[dict[str, Any]], **by_and_now: Any) -> None:
    meetings.set_background(meeting, [meetings.Fact(**one) for one in facts], **by_and_now)


WHY = {"reason": "Their minister is away."}
ACTIONS = (
    Action(
        "delegation",
        _("Say who is in a delegation"),
        _("The delegation of one side is these, in this order, until the meeting is closed."),
        _seat,
        by_acts(meetings.why_not_in),
        DelegationBody,
        {
            "Theirs": {
                "side": "theirs",
                "seats": [{"post": "Minister of External Relations", "is_head": True}],
            }
        },
    ),
    Action(
        "background",
        _("Set the background facts"),
        _("The background of the meeting is these facts, in this order, until the meeting is closed."),
        _set_background,
        by_acts(meetings.why_not_in),
        BackgroundBody,
        {
            "One fact": {
                "facts": [
                    {
                        "text": "Two ferries collided off the harbour.",
                        "source": "Harbour office, yearly report",
                        "dated": "May, year not stated",
                    }
                ]
            }
        },
    ),
    Action(
        "hold",
        _("Say that it was held"),
        _("The meeting took place; what was open then stands on its agenda."),
        meetings.hold,
        lambda meeting, asker: meetings.why_not_hold(meeting, asker.acts, asker.now),
    ),
    Action(
        "close",
        _("Close a meeting"),
        _("Its clauses are locked for good; what is still open goes to the next meetings."),
        meetings.close,
        by_acts(meetings.why_not_close),
    ),
    Action(
        "postpone",
        _("Postpone a meeting"),
        _("It is put off to another day, or to one not yet known; what hangs on it follows."),
        meetings.postpone,
        by_acts(meetings.why_not_put_off),
        PostponeBody,
        {"To another day": {"held_on": "2026-10-05", **WHY}, "To a day not known": WHY},
    ),
    Action(
        "cancel",
        _("Cancel a meeting"),
        _("It will not take place; deadlines that follow it ask for another event."),
        meetings.cancel,
        by_acts(meetings.why_not_put_off),
        ReasonBody,
        {"It is off": WHY},
    ),
    Action(
        "bring_in",
        _("Bring in open items"),
        _("What is open stands on the agenda of a meeting that was recorded only after it was held."),
        meetings.bring_in_open,
        by_acts(meetings.why_not_bring_in),
    ),
    Action(
        "propose",
        _("Propose its drafts"),
        _("The drafts of the meeting that you may read are put before their owners."),
        lifecycle.propose_drafts,
        by_acts(lifecycle.why_not_propose_drafts),
    ),
    Action(
        "enter_in_error",
        _("Ask to enter a meeting in error"),
        _("For a record that should not exist: a second person of the desk decides on the page."),
        meetings.ask_in_error,
        why_not_ask(Matter.ENTER_IN_ERROR),
        ReasonBody,
        {"Wrong partner": {"reason": "It was recorded under the wrong partner."}},
    ),
)
NAMES = names(ACTIONS)
