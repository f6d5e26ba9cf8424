"""Webhooks of administrators, and the log of their messages; heads read those of their desks.

A token changes webhooks if it was created for this: by an administrator, after two-step verification. The
secret is in the answer that creates a webhook, and in no other.
"""

from http import HTTPStatus
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.access import write_rules
from commitments.api import filters
from commitments.api.schema import describe, describe_write
from commitments.api.serializers import input, webhooks
from commitments.api.serializers.base import ClassificationField
from commitments.api.steps import Action, StepContext, by_person, list_action_names
from commitments.api.views.base import InternalOnly
from commitments.api.views.changes import WriteViewSet
from commitments.enums import Classification, Scope
from commitments.errors import Refused
from commitments.models import WebhookDelivery, WebhookSubscription
from commitments.webhooks import delivery, subscriptions

OUTSIDE = _("External programs cannot read webhooks. Sign in to view them.")


class WebhookBody(input.InputSerializer):
    """A webhook; a member that is left out stays unchanged."""

    name = input.LineField(
        required=False, max_length=80, help_text=_("The system that receives the messages.")
    )
    address = input.LineField(required=False, max_length=500, help_text=_("Its host is in WEBHOOK_HOSTS."))
    desk = input.OfDesk(required=False, help_text=_("Name of the desk whose partners are reported."))
    country = input.OfCountry(
        required=False, allow_null=True, help_text=_("Code of the partner; null for all of the desk.")
    )
    clearance = ClassificationField(
        required=False, help_text=_("Records with a higher classification are not reported.")
    )
    events = s.ListField(child=s.ChoiceField(choices=webhooks.EVENT_NAMES), required=False, allow_empty=False)
    is_active = s.BooleanField(required=False)


class NewWebhookBody(WebhookBody):
    """A new webhook."""

    name = input.LineField(max_length=80, help_text=_("The system that receives the messages."))
    address = input.LineField(max_length=500, help_text=_("Its host is in WEBHOOK_HOSTS."))
    desk = input.OfDesk(help_text=_("Name of the desk whose partners are reported."))
    events = s.ListField(child=s.ChoiceField(choices=webhooks.EVENT_NAMES), allow_empty=False)


NEW = {
    "name": "Registry",
    "address": "https://registry.example.org/tracker",
    "desk": "Avalon desk",
    "events": ["meeting.held", "commitment.accepted"],
}
MEMBERS = {name: name for name in WebhookBody._declared_fields}


class WithSecondFactor(WriteViewSet, InternalOnly):
    """Lets a token for webhooks act as the session with two-step verification in which it was created."""

    refusal = OUTSIDE
    checks_person = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.needed_scopes():
            # The scope is checked by now. What these views read are webhooks and their messages alone.
            self.reader.ceiling = None


ACTIONS = (
    Action(
        "test",
        _("Send a test message"),
        _("Sends a test message at once. Its result is the latest in `webhook-messages/`."),
        delivery.send_test,
        by_person(delivery.why_not_test),
        scope=Scope.WEBHOOKS,
    ),
)
NAMES = list_action_names(ACTIONS)


@describe(
    list=(_("List webhooks"), "The webhooks that you may read, without their secrets."),
    retrieve=(_("Get a webhook"), "One webhook, without its secret."),
)
class WebhookViewSet(WithSecondFactor):
    serializer_class = webhooks.WebhookSerializer
    filterset_class = filters.WebhookFilterSet
    noun = "webhook"
    beside = ("desk", "country")
    steps = ACTIONS
    steps_title = _("List the actions on a webhook")
    scopes: ClassVar = {"create": Scope.WEBHOOKS, "partial_update": Scope.WEBHOOKS}

    @describe_write(
        webhooks.WebhookCreatedSerializer,
        _("Create a webhook"),
        body=NewWebhookBody,
        examples={"Two events": NEW},
        status=HTTPStatus.CREATED,
    )
    @sensitive_variables("secret")
    def create(self, request: Request) -> Response:
        """Create a webhook; its secret is in this answer alone."""
        values = self.body(NewWebhookBody)
        subscriptions.require_administrator(self.reader)
        webhook = WebhookSubscription(**{"clearance": Classification.RESTRICTED} | values)
        with self.whole():
            input.check_record(webhook, MEMBERS)
            secret = subscriptions.create_subscription(webhook, by=self.reader, now=self.now)
        answer = self.created(webhook)
        answer.data = {**answer.data, "secret": secret}
        return answer

    @describe_write(
        webhooks.WebhookSerializer,
        _("Update a webhook"),
        body=WebhookBody,
        examples={"Not active": {"is_active": False}},
    )
    def partial_update(self, request: Request, id: str) -> Response:
        """Write some members of a webhook; messages that wait go to the new address."""
        self.found()
        values = self.body(WebhookBody)
        with self.holding() as webhook:
            subscriptions.require_administrator(self.reader)
            changed = self.differing(webhook, values)
            for name, value in values.items():
                setattr(webhook, name, value)
            input.check_record(webhook, MEMBERS)
            if changed:
                subscriptions.change_subscription(webhook, changed, by=self.reader, now=self.now)
        return self.changed()

    def take_step(self, request: Request, **named: str) -> Response:
        """Send a test message, outside a transaction: the other system may answer slowly."""
        self.body(input.InputSerializer)
        with self.holding() as webhook:
            subscriptions.require_administrator(self.reader)
        if (refusal := delivery.why_not_test(webhook, self.reader)) is not None:
            raise refusal
        delivery.send_test(webhook, by=self.reader, now=self.now)
        return self.changed()


def _why_not_again(message: WebhookDelivery, asker: StepContext) -> Refused | None:
    if not write_rules.may_write(asker.person, WebhookDelivery):
        return write_rules.build_forbidden()
    return delivery.why_not_again(message)


MESSAGE_ACTIONS = (
    Action(
        "send_again",
        _("Send a webhook message again"),
        _("Queues the message once more, with the same `webhook-id`, for the next reminder run."),
        delivery.send_again,
        _why_not_again,
        scope=Scope.WEBHOOKS,
    ),
)
MESSAGE_NAMES = list_action_names(MESSAGE_ACTIONS)


@describe(
    list=(_("List webhook messages"), "The messages to the webhooks that you may read, for 90 days."),
    retrieve=(_("Get a webhook message"), "One message with its attempts, without its content."),
)
class WebhookMessageViewSet(WithSecondFactor):
    serializer_class = webhooks.WebhookMessageSerializer
    filterset_class = filters.WebhookMessageFilterSet
    noun = "message"
    beside = ("subscription",)
    steps = MESSAGE_ACTIONS
    steps_title = _("List the actions on a webhook message")

    def hold(self, record: WebhookDelivery, **with_it: Any) -> None:
        """Lock nothing: the step locks the message, which has no version."""
