"""The step "Ask for an update": an officer's message to the owners on our side, sent by email."""

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.access import grants
from commitments.admin.commitments.records import load_context
from commitments.admin.form_fields import PlainForm
from commitments.admin.steps import StepButton
from commitments.dashboard import meetings
from commitments.enums import Classification
from commitments.models import Commitment, ProgressUpdate, User
from commitments.reminders import message_content, update_requests
from commitments.reminders.update_requests import LONGEST_MESSAGE


class AskForUpdateForm(PlainForm):
    """An optional message to the owners."""

    message = forms.CharField(
        label=gettext_lazy("Message (optional)"),
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _form_for(item: Commitment, user: User) -> type[forms.Form]:
    """Return the form with recipients and contents; without a recipient it has no message field."""
    now = timezone.now()
    if update_requests.why_not_request(item, user, now) is not None:
        return forms.Form
    effect = _describe_effect(item, user, now)

    class AskOwners(AskForUpdateForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fields["message"].help_text = effect

    return AskOwners


def _describe_effect(item: Commitment, user: User, now: datetime.datetime) -> str:
    """Return who is notified, how much of the commitment is sent, and when an update was last requested."""
    people = [
        f"{one.person}, {message_content.in_the_chain(one.reason)}"
        for one in update_requests.find_asked(item, user, now)
    ]
    said = [_("An email will be sent immediately to: %(people)s.") % {"people": "; ".join(people)}]
    if item.classification > settings.MAIL_CEILING or grants.is_confidential(item):
        level = Classification(item.classification).label
        said.append(
            _(
                "Because of the classification (%(level)s), the email contains only the reference. "
                "Your message is kept in the history and is not sent."
            )
            % {"level": level}
        )
    else:
        said.append(
            _("The email contains the deadline and your message. Owners can reply without signing in.")
        )
    last = update_requests.find_last(item)
    if last is not None:
        said.append(_("Last requested: %(day)s.") % {"day": date_format(last.reported_on)})
    return " ".join(said)


def _is_offered(item: Commitment, user: User) -> bool:
    return load_context(item, user).is_of_desk and update_requests.is_for(
        item, meetings.today_of(user, timezone.now())
    )


def _ask(item: Commitment, *, by: User, now: datetime.datetime, message: str = "") -> ProgressUpdate:
    return update_requests.request_update(item, message=message, by=by, now=now)


ASK_FOR_UPDATE = StepButton(
    "ask-update",
    gettext_lazy("Ask for an update"),
    _ask,
    lambda item, user: update_requests.why_not_request(item, user, timezone.now()),
    offered=_is_offered,
    form_for=_form_for,
    done=gettext_lazy("Update requested. The email will be sent within a minute."),
)
