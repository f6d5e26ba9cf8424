"""Requests and their decisions, and the history of a record."""

from collections.abc import Sequence

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.serializers.base import (
    CommitmentLinkSerializer,
    MeetingLinkSerializer,
    Row,
    RowSerializer,
    date_field,
    restricted_field,
    version_field,
)
from commitments.enums import ApprovalKind, ApprovalState, MoveReason
from commitments.history import history_rows
from commitments.models import Approval, AuditRow, Commitment, User


class RequestSerializer(RowSerializer):
    """A request of one person about a commitment or a meeting, and the decision of another."""

    # Who reads a request reads its record; other records and people have their own access rules.
    model = Approval
    guarded = {"other": Commitment, "requested_by": User, "decided_by": User}
    columns = ("pk", "country", "classification", "terms")
    annotations = {
        "country": Coalesce("commitment__country", "meeting__country"),
        "classification": Coalesce("commitment__classification", "meeting__classification"),
    }
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
    other = s.CharField(
        source="other.reference", allow_null=True, help_text=_("Reference of what would take its place.")
    )
    requested_by = s.CharField(source="recorded_by.username", allow_null=True, help_text=_("User name."))
    recorded_at = s.DateTimeField(help_text=_("When it was asked."))
    decided_by = s.CharField(
        source="decided_by.username", allow_null=True, help_text=_("User name; null until it is decided.")
    )
    decided_at = s.DateTimeField(allow_null=True)
    answer = s.CharField(help_text=_("The decision in words."))
    restricted = restricted_field()
    version = version_field()

    def get_wording(self, row: Row) -> str:
        return str((row["terms"] or {}).get("spec", {}).get("wording", ""))

    def get_review_on(self, row: Row) -> str | None:
        return (row["terms"] or {}).get("review_on")


class ChangeSerializer(RowSerializer):
    """One field of one change, in words."""

    label = s.CharField()  # type: ignore[assignment]
    before = s.CharField(help_text=_("Empty where nothing stood there."))
    after = s.CharField(help_text=_("Empty where it was taken away."))


class HistoryRowSerializer(RowSerializer):
    """One change of a record or of its parts, as its page shows it."""

    model = AuditRow
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

    def load(self, rows: Sequence[Row]) -> None:
        """Describe the audit row of each row in words; one query for each kind of record that they name."""
        changes = [row["row"] for row in rows]
        for row, change, told in zip(rows, changes, history_rows(changes, self.user), strict=True):
            row |= {
                "id": change.pk,
                "at": change.at,
                "by": told.by if change.by_id else None,
                "subject": change.subject_type.rpartition(".")[2].lower(),
                "subject_id": change.subject_id,
                "action": change.action,
                "summary": f"{told.subject} {told.action}",
                "changes": [
                    {"label": one.label, "before": one.before, "after": one.after} for one in told.changes
                ],
                "reason": told.reason,
                # The page of a record tells of no address: that is for those who keep the record of changes.
                "source": change.source.partition(" ")[0],
            }
