"""The steps of a meeting as buttons: held, closed, postponed, cancelled, entered in error."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, agenda, lifecycle, meetings, overview
from commitments.admin import granting_steps
from commitments.admin.forms.days import DateInput
from commitments.admin.forms.plain import PlainForm
from commitments.admin.meeting_missing import missing
from commitments.admin.meeting_page import meeting_shown
from commitments.admin.meeting_records import read_records
from commitments.admin.meeting_said import followed, unowned
from commitments.admin.steps import StepButton
from commitments.errors import Refused
from commitments.lifecycle import approvals
from commitments.models import Meeting, User
from commitments.reminders import delegations
from commitments.vocabulary import Matter, MeetingState

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


def _lacks_agenda(meeting: Meeting, user: User) -> bool:
    """Offer it where a meeting was recorded after it was held, and nothing stands on its agenda."""
    if meeting.state != MeetingState.HELD or not agenda.has_agenda(meeting):
        return False
    return access.works_on(user, meeting.country) and agenda.is_empty(meeting)


def _is_of_desk(meeting: Meeting, user: User) -> bool:
    return meeting.state != MeetingState.IN_ERROR and access.works_on(user, meeting.country)


def _why_not_in_error(meeting: Meeting, user: User) -> Refused | None:
    return approvals.why_not_ask(meeting, Matter.ENTER_IN_ERROR, user)


def _has_drafts(meeting: Meeting, user: User) -> bool:
    if meeting.state == MeetingState.IN_ERROR or not access.works_on(user, meeting.country):
        return False
    return lifecycle.drafts_of(meeting, user).exists()


def _before_closing(meeting: Meeting, user: User) -> str:
    """Say what closing does, and what is still missing."""
    said: list[Any] = [_("Closing locks the clauses for good.")]
    records = read_records(meeting, user)
    shown = meeting_shown(meeting, records, today=overview.today_of(user, timezone.now()))
    lacking = [one.told for one in missing(meeting, shown, records)]
    if lacking:
        said.append(_("Still missing: %(things)s.") % {"things": "; ".join(lacking)})
    return " ".join(map(str, said))


STEPS = (
    StepButton(
        "propose",
        _("Propose its drafts"),
        lifecycle.propose_drafts,
        lambda _meeting, _user: None,
        offered=_has_drafts,
        done=_("Proposed. What is awaited stands on the page of each."),
        cautions=unowned,
    ),
    StepButton(
        "hold",
        _("Say that it was held"),
        meetings.hold,
        _only(AHEAD, _("It was held already.")),
        offered=_lies_ahead,
        done=_("Recorded as held."),
        says=followed,
    ),
    StepButton(
        "close",
        _("Close meeting"),
        meetings.close,
        _only((MeetingState.HELD,), _("A meeting is closed after it was held.")),
        offered=_is_open,
        warns=_before_closing,
        done=_("Closed. Its clauses are locked; what is still open goes to the next meetings."),
    ),
    StepButton(
        "bring-in",
        _("Bring in open items"),
        meetings.bring_in_open,
        _only((MeetingState.HELD,), _("Open items come in by themselves where a meeting is planned.")),
        offered=_lacks_agenda,
        done=_("What is open stands on the agenda."),
    ),
    StepButton(
        "invite",
        _("Invite our delegation"),
        delegations.invite,
        delegations.why_not_invite,
        offered=_lies_ahead,
        warns=delegations.says_who,
        done=_("The invitations go out within a minute."),
        is_rare=True,
    ),
    StepButton(
        "postpone",
        _("Postpone"),
        meetings.postpone,
        _only(AHEAD, _("What was held is not postponed.")),
        offered=_lies_ahead,
        form=PostponeForm,
        done=_("Recorded as postponed."),
        says=followed,
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
        says=followed,
        is_rare=True,
    ),
    StepButton(
        "in-error",
        _("Ask to enter it in error"),
        meetings.ask_in_error,
        _why_not_in_error,
        offered=_is_of_desk,
        form=ReasonForm,
        warning=_(
            "For a record that should not exist, such as one under the wrong partner. A second person of the "
            "desk decides. Then the meeting, its outcomes and its commitments stand on no list any more; "
            "records officers and auditors still read them."
        ),
        done=_("Asked. A second person of the desk decides."),
        is_rare=True,
    ),
    granting_steps.OF_RECORD,
)
