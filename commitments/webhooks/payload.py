"""Content of messages: what one subscription may be sent of a record, built again for each attempt."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.db.models import Model
from django.urls import reverse

from commitments.access import policy
from commitments.access.grants import fit_for_outside
from commitments.audit import events
from commitments.audit.log import to_plain
from commitments.enums import CommitmentState, Role, WebhookEvent
from commitments.models import Commitment, Meeting, Packet, User, WebhookDelivery, WebhookSubscription


@dataclass(frozen=True, slots=True)
class SentColumns:
    """What leaves of one kind of record: its columns, and the columns whose changes are named.

    A new column is not sent until it is named here.
    """

    columns: tuple[str, ...]
    changes: tuple[str, ...]
    url: Callable[[Any], str]


SHOWN: Mapping[type[Model], SentColumns] = {
    Commitment: SentColumns(
        ("title", "state", "owed_by", "due_on", "last_working_day", "closed_on"),
        ("state", "due_on", "last_working_day", "closed_on"),
        lambda record: reverse("api:commitments-detail", args=(record.reference,)),
    ),
    Meeting: SentColumns(
        ("title", "state", "held_on"),
        ("state", "held_on"),
        lambda record: reverse("api:meetings-detail", args=(record.reference,)),
    ),
    Packet: SentColumns(
        ("edition", "signed_at", "content_sha256"),
        (),
        lambda record: reverse("api:packets-detail", args=(record.pk,)),
    ),
}


def build_body(delivery: WebhookDelivery, now: datetime.datetime) -> bytes | None:
    """Return the message; None where the subscription may not be sent even the reference any more."""
    row = delivery.row
    if row is None:
        return _format(WebhookEvent.TEST, now, {"webhook": delivery.subscription.name})
    record = find_record(delivery)
    if record is None:
        return None
    shown = SHOWN[type(record)]
    data: dict[str, Any] = {
        "reference": record.reference,
        "url": settings.PUBLIC_URL + shown.url(record),
        "is_undone": row.action == events.UNDONE,
        "is_reduced": not may_be_shown(record),
    }
    if not data["is_reduced"]:
        data["record"] = {name: to_plain(getattr(record, name)) for name in shown.columns}
        data["changes"] = {
            name: {"before": row.before.get(name), "after": row.after[name]}
            for name in shown.changes
            if name in row.after
        }
    return _format(WebhookEvent(delivery.event), row.at, data)


def _format(event: WebhookEvent, at: datetime.datetime, data: Mapping[str, Any]) -> bytes:
    moment = at.astimezone(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return orjson.dumps({"type": event.value, "timestamp": moment, "data": data})


def find_record(delivery: WebhookDelivery) -> Any:
    """Return the record of a message as far as its subscription reads it: like an officer of its desk."""
    row, subscription = delivery.row, delivery.subscription
    assert row is not None
    rows: Any = events.SUBJECTS[row.subject_type]._base_manager.filter(pk=row.subject_id)
    if subscription.country_id is not None:
        rows = rows.filter(country=subscription.country_id)
    return policy.readable_by(rows, build_reader(subscription)).first()


def build_reader(subscription: WebhookSubscription) -> User:
    """Build the account by which a subscription reads: it exists only in memory, and has no grants."""
    reader = User(
        pk=0,
        is_active=True,
        role=Role.DESK_OFFICER,
        desk_id=subscription.desk_id,
        clearance=subscription.clearance,
    )
    reader.__dict__ |= {"is_granted": False, "is_deputy": False}
    return reader


def may_be_shown(record: Any) -> bool:
    """Return whether a message shows more than the reference, by the rule of emails.

    Drafts, and what was given in confidence, are never shown.
    """
    if record.classification > settings.MAIL_CEILING:
        return False
    if isinstance(record, Commitment) and record.state == CommitmentState.DRAFT:
        return False
    return fit_for_outside(type(record)._base_manager.filter(pk=record.pk)).exists()
