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
from commitments.enums import ApprovalKind, ApprovalState, MoveReason, Proposer
from commitments.history import history_rows
from commitments.models import Approval, AuditRow, Commitment, User
from commitments.tables.importer import supplements


class RequestSerializer(RowSerializer):
    """A request of one person about a commitment or a meeting, and the decision of another."""

    # Who reads a request reads its record; other records and people have their own access rules.
    model = Approval
    guarded = {"other": Commitment, "requested_by": User, "decided_by": User}
    columns = ("pk", "country", "classification", "terms")
    loaded = frozenset({"rows"})
    annotations = {
        "country": Coalesce("commitment__country", "meeting__country"),
        "classification": Coalesce("commitment__classification", "meeting__classification"),
    }
    id = s.IntegerField()
    commitment = CommitmentLinkSerializer(
        allow_null=True, help_text=_("Null if the request concerns a meeting.")
    )
    meeting = MeetingLinkSerializer(
        allow_null=True, help_text=_("Null if the request concerns a commitment.")
    )
    kind = s.ChoiceField(choices=ApprovalKind.choices)
    state = s.ChoiceField(choices=ApprovalState.choices)
    reason = s.CharField()
    document = s.CharField(help_text=_("Person who decided, or document with the decision."))
    move_reason = s.ChoiceField(
        choices=MoveReason.choices,
        allow_null=True,
        help_text=_("Reason category of a change of deadline."),
    )
    wording = s.CharField(help_text=_("Wording of the new deadline, if the request contains one."))
    proposed_by = s.ChoiceField(
        choices=Proposer.choices, allow_null=True, help_text=_("Side that makes a counter-proposal.")
    )
    title = s.CharField(help_text=_("New short title in a counter-proposal; empty if unchanged."))
    lead = s.IntegerField(allow_null=True, help_text=_("ID of the new lead ministry in a counter-proposal."))
    review_on = date_field(_("Proposed review date."))
    other = s.CharField(
        source="other.reference", allow_null=True, help_text=_("Reference of the replacement commitment.")
    )
    rows = s.ListField(child=s.CharField(), help_text=_("Proposed commitments, if it is a supplement."))
    requested_by = s.CharField(source="recorded_by.username", allow_null=True, help_text=_("Username."))
    recorded_at = s.DateTimeField(help_text=_("Date and time of the request."))
    decided_by = s.CharField(
        source="decided_by.username", allow_null=True, help_text=_("Username; null until decided.")
    )
    decided_at = s.DateTimeField(allow_null=True)
    answer = s.CharField(help_text=_("Note by the person who decided."))
    restricted = restricted_field()
    version = version_field()

    def get_wording(self, row: Row) -> str:
        return str((row["terms"] or {}).get("spec", {}).get("wording", ""))

    def get_proposed_by(self, row: Row) -> str | None:
        return (row["terms"] or {}).get("proposed_by")

    def get_title(self, row: Row) -> str:
        return str((row["terms"] or {}).get("title", ""))

    def get_lead(self, row: Row) -> int | None:
        return (row["terms"] or {}).get("lead")

    def load(self, rows: Sequence[Row]) -> None:
        """Add the titles of supplements that the person may read."""
        keys = [row["pk"] for row in rows if row["kind"] == ApprovalKind.SUPPLEMENT]
        shown = supplements.load_readable_rows(keys, self.user) if keys else {}
        for row in rows:
            row["rows"] = [one["title"] for one in shown.get(row["pk"], ())]

    def get_review_on(self, row: Row) -> str | None:
        return (row["terms"] or {}).get("review_on")


class ChangeSerializer(RowSerializer):
    """One field of one change, in words."""

    label = s.CharField()  # type: ignore[assignment]
    before = s.CharField(help_text=_("Empty if there was no earlier value."))
    after = s.CharField(help_text=_("Empty if the value was deleted."))


class HistoryRowSerializer(RowSerializer):
    """One change of a record or of its parts, as its page shows it."""

    model = AuditRow
    id = s.IntegerField()
    at = s.DateTimeField()
    by = s.CharField(allow_null=True, help_text=_("User who made the change; null for the system."))
    subject = s.CharField(help_text=_("Type of the changed record, for example `commitment` or `deadline`."))
    subject_id = s.IntegerField(
        help_text=_("ID of the changed record. All changes to one record have the same ID.")
    )
    action = s.CharField(
        help_text=_("Machine-readable code of the action, for example `created`, `changed` or `accept`.")
    )
    summary = s.CharField(help_text=_("Summary of the change."))
    changes = ChangeSerializer(many=True)
    reason = s.CharField(help_text=_("Empty if no reason was given."))
    source = s.CharField(  # type: ignore[assignment]
        help_text=_("Origin of the change, for example `admin`, `api` or `command`; empty if unknown.")
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
