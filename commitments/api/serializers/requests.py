"""Requests and their decisions, the history of a record, and reminders with their result."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.access import policy, querysets
from commitments.api.serializers.base import (
    MeetingLinkSerializer,
    Row,
    Rows,
    Shape,
    date_field,
    restricted_field,
)
from commitments.api.serializers.documents import CommitmentLinkSerializer
from commitments.audit import log
from commitments.enums import ApprovalKind, ApprovalState, MoveReason
from commitments.history import history_rows
from commitments.models import Approval, AuditRow, Commitment, Meeting, Reminder, User


class RequestSerializer(Shape):
    """A request of one person about a commitment or a meeting, and the decision of another."""

    id = s.IntegerField()
    commitment = CommitmentLinkSerializer(allow_null=True, help_text=_("Null where it is about a meeting."))
    meeting = MeetingLinkSerializer(allow_null=True, help_text=_("Null where it is about a commitment."))
    kind = s.ChoiceField(choices=ApprovalKind.choices)
    state = s.ChoiceField(choices=ApprovalState.choices)
    reason = s.CharField()
    document = s.CharField(help_text=_("Who decided it, or the document that says so."))
    move_reason = s.ChoiceField(
        choices=MoveReason.choices,
        allow_null=True,
        help_text=_("Why the date moves, of another date."),
    )
    wording = s.CharField(help_text=_("The other date in words, where one is asked for in words."))
    review_on = date_field(_("When it would be looked at again."))
    other = s.CharField(allow_null=True, help_text=_("Reference of what would take its place."))
    requested_by = s.CharField(allow_null=True, help_text=_("User name."))
    recorded_at = s.DateTimeField(help_text=_("When it was asked."))
    decided_by = s.CharField(allow_null=True, help_text=_("User name; null until it is decided."))
    decided_at = s.DateTimeField(allow_null=True)
    answer = s.CharField(help_text=_("The decision in words."))
    restricted = restricted_field()
    version = s.IntegerField(help_text=_("Rises with every change."))


_PLAIN_REQUEST_FIELDS = (
    "kind",
    "state",
    "reason",
    "document",
    "answer",
    "recorded_at",
    "decided_at",
    "version",
)
REQUESTS: Rows = querysets.list_unfiltered(Approval).values(
    "pk",
    "commitment__reference",
    "commitment__title",
    "meeting__reference",
    "meeting__title",
    "move_reason",
    "terms",
    "other",
    "recorded_by",
    "decided_by",
    *_PLAIN_REQUEST_FIELDS,
    country=Coalesce("commitment__country", "meeting__country"),
    classification=Coalesce("commitment__classification", "meeting__classification"),
)


def build_requests(rows: Collection[Row], user: User) -> list[Row]:
    """Shape rows of REQUESTS; one query for superseding items, one for the people.

    A reader of a request may read its record; other records and people pass their own access rules.
    """
    others = querysets.list_readable(Commitment, user).filter(pk__in={row["other"] for row in rows} - {None})
    places = {one["pk"]: one["reference"] for one in others.order_by().values("pk", "reference")}
    keys = {row[name] for row in rows for name in ("recorded_by", "decided_by")} - {None}
    people = querysets.list_readable(User, user).filter(pk__in=keys).order_by()
    names = dict(people.values_list("pk", "username"))
    return [_request(row, places, names) for row in rows]


def _request(row: Row, places: dict[int, str], names: dict[int, str]) -> Row:
    shown = {
        "other": places.get(row["other"]),
        "requested_by": names.get(row["recorded_by"]),
        "decided_by": names.get(row["decided_by"]),
    }
    columns = {"other": "other", "requested_by": "recorded_by", "decided_by": "decided_by"}
    hidden = [(name, row[columns[name]], shown[name]) for name in shown]
    terms = row["terms"] or {}
    return {
        "id": row["pk"],
        "commitment": _link(row, "commitment"),
        "meeting": _link(row, "meeting"),
        **{name: row[name] for name in _PLAIN_REQUEST_FIELDS},
        "move_reason": row["move_reason"] or None,
        "wording": terms.get("spec", {}).get("wording", ""),
        "review_on": terms.get("review_on"),
        **shown,
        "restricted": querysets.names_of_restricted(hidden),
    }


def _link(row: Row, name: str) -> Row | None:
    reference = row[f"{name}__reference"]
    return {"reference": reference, "title": row[f"{name}__title"]} if reference else None


class ChangeSerializer(Shape):
    """One field of one change, in words."""

    label = s.CharField()  # type: ignore[assignment]
    before = s.CharField(help_text=_("Empty where nothing stood there."))
    after = s.CharField(help_text=_("Empty where it was taken away."))


class HistoryRowSerializer(Shape):
    """One change of a record or of its parts, as its page shows it."""

    id = s.IntegerField()
    at = s.DateTimeField()
    by = s.CharField(allow_null=True, help_text=_("Who; null for the tracker itself."))
    subject = s.CharField(help_text=_("What kind of thing was changed, such as commitment or deadline."))
    subject_id = s.IntegerField(help_text=_("Its id, by which its changes belong together."))
    action = s.CharField(help_text=_("A word for programs, such as created, changed or accept."))
    summary = s.CharField(help_text=_("What was done to what, in words."))
    changes = ChangeSerializer(many=True)
    reason = s.CharField(help_text=_("Empty where none was given."))
    source = s.CharField(  # type: ignore[assignment]
        help_text=_("By which way it came, such as admin, api or command; empty where that is not known.")
    )


HISTORY: Rows = querysets.list_unfiltered(AuditRow)


def changes_of(record: Commitment | Meeting, user: User) -> QuerySet[Any, Any]:
    """Return the history of a record that was read through the access policy, as far as the person may
    read it.
    """
    return policy.parts_of(record, log.list_history(record), user)


def build_history(rows: Sequence[AuditRow], user: User) -> list[Row]:
    """Return rows of `changes_of` in words; one query for each kind of record that they name."""
    return [
        {
            "id": row.pk,
            "at": row.at,
            "by": told.by if row.by_id else None,
            "subject": row.subject_type.rpartition(".")[2].lower(),
            "subject_id": row.subject_id,
            "action": row.action,
            "summary": f"{told.subject} {told.action}",
            "changes": [
                {"label": one.label, "before": one.before, "after": one.after} for one in told.changes
            ],
            "reason": told.reason,
            # The page of a record tells of no address: that is for those who keep the record of changes.
            "source": row.source.partition(" ")[0],
        }
        for row, told in zip(rows, history_rows(rows, user), strict=True)
    ]


_PLAIN_REMINDER_FIELDS = ("kind", "offset", "start_date", "planned_at", "state")
REMINDERS: Rows = querysets.list_unfiltered(Reminder).values(
    "pk",
    "commitment",
    "commitment__reference",
    "commitment__title",
    "recipient",
    "recipient__username",
    "not_sent_reason",
    *_PLAIN_REMINDER_FIELDS,
    country=F("commitment__country"),
    classification=F("commitment__classification"),
)


def build_reminders(rows: Collection[Row], user: User) -> list[Row]:
    """Shape rows of REMINDERS; one query each for the items and the people that are open."""
    items = _open(Commitment, {row["commitment"] for row in rows}, user)
    people = _open(User, {row["recipient"] for row in rows} - {None}, user)
    return [_reminder(row, row["commitment"] in items, row["recipient"] in people) for row in rows]


def _open(model: type[Commitment] | type[User], keys: set[int], user: User) -> set[int]:
    found = querysets.list_readable(model, user).filter(pk__in=keys)
    return set(found.order_by().values_list("pk", flat=True))


def _reminder(row: Row, item_is_open: bool, person_is_open: bool) -> Row:
    item = {"reference": row["commitment__reference"], "title": row["commitment__title"]}
    shown = item if item_is_open else None
    recipient = row["recipient__username"] if person_is_open else None
    hidden = [("commitment", row["commitment"], shown), ("recipient", row["recipient"], recipient)]
    return {
        "id": row["pk"],
        "commitment": shown,
        "recipient": recipient,
        "restricted": querysets.names_of_restricted(hidden),
        **{name: row[name] for name in _PLAIN_REMINDER_FIELDS},
        "not_sent_reason": row["not_sent_reason"] or None,
    }
