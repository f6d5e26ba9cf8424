"""The steps of a meeting as buttons: held, postponed, cancelled, closed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments import access, meetings
from commitments.admin.forms.meeting import DateInput
from commitments.admin.forms.plain import PlainForm
from commitments.admin.steps import StepButton
from commitments.errors import Refused
from commitments.models import Meeting, User
from commitments.vocabulary import MeetingState

AHEAD = (MeetingState.PLANNED, MeetingState.POSTPONED)


class ReasonForm(PlainForm):
    """Why."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.TextInput(attrs={"class": "vTextField"})
    )


class PostponeForm(ReasonForm):
    """To which day, if it is known, and why."""

    held_on = forms.DateField(
        label=_("New date"),
        required=False,
        widget=DateInput,
        help_text=_("Leave empty where it is not known."),
    )
    field_order = ("held_on", "reason")


def _only(states: tuple[MeetingState, ...], said: Any) -> Any:
    """Make the function that says why a step cannot be taken now."""

    def why_not(meeting: Meeting, user: User) -> Refused | None:
        if meeting.state not in states:
            return Refused(said, "wrong_state")
        if not access.works_on(user, meeting.country):
            return Refused(_("Your role does not allow this step."), "forbidden")
        return None

    return why_not


def _is_open(meeting: Meeting, user: User) -> bool:
    return meeting.state in meetings.OPEN_MEETINGS and access.may_write(user, Meeting)


def _lies_ahead(meeting: Meeting, user: User) -> bool:
    return meeting.state in AHEAD and access.may_write(user, Meeting)


STEPS = (
    StepButton(
        "hold",
        _("Say that it was held"),
        meetings.hold,
        _only(AHEAD, _("It was held already.")),
        offered=_lies_ahead,
        done=_("Recorded as held."),
    ),
    StepButton(
        "close",
        _("Close meeting"),
        meetings.close,
        _only((MeetingState.HELD,), _("A meeting is closed after it was held.")),
        offered=_is_open,
        done=_("Closed. Its clauses are locked from now on."),
    ),
    StepButton(
        "postpone",
        _("Postpone"),
        meetings.postpone,
        _only(AHEAD, _("What was held is not postponed.")),
        offered=_lies_ahead,
        form=PostponeForm,
        done=_("Recorded as postponed."),
        is_rare=True,
    ),
    StepButton(
        "cancel",
        _("Cancel meeting"),
        meetings.cancel,
        _only(AHEAD, _("What was held is not cancelled.")),
        offered=_lies_ahead,
        form=ReasonForm,
        done=_("Recorded as cancelled."),
        is_rare=True,
    ),
)
