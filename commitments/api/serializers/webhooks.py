"""Webhooks, without their secrets, and the log of their messages."""

import datetime
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import F, Value
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.access import querysets
from commitments.api.serializers.base import ClassificationField, Row, RowSerializer, version_field
from commitments.audit import events
from commitments.enums import Classification, WebhookEvent, WebhookState
from commitments.models import WebhookDelivery, WebhookSubscription
from commitments.webhooks.subscriptions import EVENTS

EVENT_NAMES = [(event.value, event.label) for event in EVENTS]


class WebhookSerializer(RowSerializer):
    """The address of another system that is notified of events."""

    model = WebhookSubscription
    # In the access log it counts as not classified: it names no record.
    columns = ("pk", "country", "classification")
    annotations = {"classification": Value(int(Classification.PUBLIC))}
    id = s.IntegerField()
    name = s.CharField()
    address = s.CharField()
    desk = s.CharField(source="desk.name", help_text=_("Name of the desk whose partners are reported."))
    country = s.CharField(
        source="country.iso", allow_null=True, help_text=_("Code of the partner; null for all of the desk.")
    )
    clearance = ClassificationField(help_text=_("Records with a higher classification are not reported."))
    events = s.ListField(child=s.ChoiceField(choices=EVENT_NAMES))
    is_active = s.BooleanField()
    recorded_at = s.DateTimeField()
    version = version_field()


class WebhookCreatedSerializer(WebhookSerializer):
    """A new webhook with its secret."""

    loaded = frozenset({"secret"})
    secret = s.CharField(help_text=_("Key of the signatures. It is in no other answer."))


class WebhookMessageSerializer(RowSerializer):
    """One message to a webhook and its attempts, without its content."""

    model = WebhookDelivery
    columns = (
        *("pk", "country", "classification", "row__subject_type", "row__subject_id", "message_id"),
        "next_try_at",
    )
    annotations = {
        "country": F("subscription__country"),
        "classification": Value(int(Classification.PUBLIC)),
    }
    loaded = frozenset({"record"})
    id = s.IntegerField()
    webhook = s.IntegerField(source="subscription_id", help_text=_("ID of the webhook."))
    event = s.ChoiceField(choices=WebhookEvent.choices)
    record = s.CharField(
        allow_null=True,
        help_text=_("Reference of the record; null for a test, and if you have no access to it."),
    )
    message = s.CharField(help_text=_("The `webhook-id` of the message."))
    state = s.ChoiceField(choices=WebhookState.choices)
    status = s.IntegerField(allow_null=True, help_text=_("HTTP status of the last attempt."))
    reply = s.CharField(help_text=_("Beginning of the last response."))
    tries = s.IntegerField(help_text=_("Number of attempts."))
    queued_at = s.DateTimeField()
    next_attempt = s.DateTimeField(allow_null=True, help_text=_("Null if the message is not waiting."))
    ended_at = s.DateTimeField(allow_null=True)

    def load(self, rows: Sequence[Row]) -> None:
        """Add the references of the records that the person may read."""
        keys: dict[str, set[int]] = defaultdict(set)
        for row in rows:
            if row["row__subject_type"]:
                keys[row["row__subject_type"]].add(row["row__subject_id"])
        known = dict[tuple[str, int], str]()
        for kind, found in keys.items():
            there = querysets.list_readable(events.SUBJECTS[kind], self.user).filter(pk__in=found)
            known |= {(kind, key): reference for key, reference in there.values_list("pk", "reference")}
        for row in rows:
            row["record"] = known.get((row["row__subject_type"], row["row__subject_id"]))

    def get_message(self, row: Row) -> str:
        return f"msg_{row['message_id'].hex}"

    def get_next_attempt(self, row: Row) -> datetime.datetime | None:
        return row["next_try_at"] if row["state"] == WebhookState.WAITING else None
