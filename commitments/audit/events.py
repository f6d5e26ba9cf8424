"""The events that webhooks report, and their messages, written in the transaction of the change.

Every change has its rows of history (`audit.log.write_rows`): the events are read from those, so that no step
has to report any. `webhooks` sends the messages.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Model

from commitments.db import bulk_sql
from commitments.enums import (
    CLOSED_STATES,
    FULFILLED_STATES,
    NOT_YET_ACCEPTED,
    CommitmentState,
    MeetingState,
    WebhookEvent,
)
from commitments.models import AuditRow, Commitment, Meeting, Packet, WebhookDelivery, WebhookSubscription

# The action of a row by which a step was undone: its message repeats the event, and says so.
UNDONE = "taken back"
SIGNED = "clear packet"
OF_COMMITMENTS: Mapping[str, WebhookEvent] = {
    CommitmentState.PROPOSED: WebhookEvent.COMMITMENT_PROPOSED,
    CommitmentState.ACCEPTED: WebhookEvent.COMMITMENT_ACCEPTED,
    **dict.fromkeys(CLOSED_STATES, WebhookEvent.COMMITMENT_ENDED),
    **dict.fromkeys(FULFILLED_STATES, WebhookEvent.COMMITMENT_FULFILLED),
}
OF_MEETINGS: Mapping[str, WebhookEvent] = {
    MeetingState.HELD: WebhookEvent.MEETING_HELD,
    MeetingState.CLOSED: WebhookEvent.MEETING_CLOSED,
}
SUBJECTS: Mapping[str, type[Model]] = {model._meta.label: model for model in (Commitment, Meeting, Packet)}


def find_event(row: AuditRow) -> WebhookEvent | None:
    """Return the event of one row of history; of an undone step, the event that it undoes."""
    before, after = (row.after, row.before) if row.action == UNDONE else (row.before, row.after)
    if row.subject_type == Packet._meta.label:
        return WebhookEvent.PACKET_SIGNED if row.action == SIGNED else None
    if row.subject_type == Meeting._meta.label:
        return OF_MEETINGS.get(after.get("state", ""))
    if row.subject_type == Commitment._meta.label:
        return _find_event_of_commitment(before, after)
    return None


def _find_event_of_commitment(before: Mapping[str, Any], after: Mapping[str, Any]) -> WebhookEvent | None:
    event = OF_COMMITMENTS.get(after.get("state", ""))
    is_resumed = before.get("state") is not None and before["state"] not in NOT_YET_ACCEPTED
    if event == WebhookEvent.COMMITMENT_ACCEPTED and is_resumed:
        event = None
    if event is None and before.get("deadline_id") is not None and "deadline_id" in after:
        return WebhookEvent.DEADLINE_CHANGED
    return event


def queue_messages(rows: Iterable[AuditRow]) -> None:
    """Write a message for each event and each webhook that reports it; the caller holds the transaction.

    Where no hosts are allowed it is not called.
    """
    found = [(row, event) for row in rows if (event := find_event(row)) is not None]
    if not found:
        return
    subscriptions = list(WebhookSubscription._base_manager.filter(is_active=True).order_by("pk"))
    if subscriptions:
        bulk_sql.insert_rows(list(_build_messages(found, subscriptions)))


def _build_messages(
    found: Sequence[tuple[AuditRow, WebhookEvent]], subscriptions: Sequence[WebhookSubscription]
) -> Iterator[WebhookDelivery]:
    places = _load_places(row for row, _event in found)
    for row, event in found:
        country, desk, state = places.get((row.subject_type, row.subject_id), (None, None, ""))
        if event == WebhookEvent.DEADLINE_CHANGED and state == CommitmentState.DRAFT:
            continue
        for one in subscriptions:
            is_there = one.desk_id == desk and one.country_id in {None, country}
            if is_there and event in one.events:
                yield build_message(one, event, row, row.at)


def build_message(
    subscription: WebhookSubscription, event: WebhookEvent, row: AuditRow | None, now: Any
) -> WebhookDelivery:
    """Build a message that waits to be sent at once."""
    return WebhookDelivery(
        subscription=subscription,
        event=event.value,
        row=row,
        message_id=uuid.uuid4(),
        queued_at=now,
        next_try_at=now,
    )


def _load_places(rows: Iterable[AuditRow]) -> dict[tuple[str, int], tuple[int | None, int | None, str]]:
    """Return the partner, the desk and the state of each record: one query for each kind."""
    wanted: dict[str, set[int]] = {}
    for row in rows:
        wanted.setdefault(row.subject_type, set()).add(row.subject_id)
    places = {}
    for label, keys in wanted.items():
        found = SUBJECTS[label]._base_manager.filter(pk__in=keys).order_by()
        for key, country, desk, state in found.values_list("pk", "country", "country__desk", "state"):
            places[label, key] = (country, desk, state)
    return places
