"""Commitments with their owners, deadlines, reports and evidence.

A page takes one query for the commitments and one for the lead ministries; both apply the access policy.
"""

from collections.abc import Sequence

from django.db.models import FilteredRelation, Q
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.serializers.base import (
    STRENGTHS_OF_COMMITMENTS,
    ClassificationField,
    CountrySerializer,
    LeadSerializer,
    MeetingLinkSerializer,
    MinistrySerializer,
    NextStepSerializer,
    OfficialSerializer,
    Row,
    RowSerializer,
    TextsByLanguageField,
    date_field,
    load_rows,
    restricted_field,
    version_field,
)
from commitments.api.serializers.meetings import OutcomeLinkSerializer
from commitments.api.serializers.translations import TranslationSerializer, load_translations
from commitments.deadlines.explanation import Remark, explain_working
from commitments.enums import (
    CommitmentState,
    DeadlineKind,
    EvidenceKind,
    Health,
    LeadRole,
    MoveReason,
    Nature,
    OwedBy,
    Side,
)
from commitments.models import (
    Commitment,
    Deadline,
    Evidence,
    Meeting,
    Ministry,
    Outcome,
    ProgressUpdate,
    Responsibility,
)
from commitments.models.commitments import is_past_due, standing_health

# Each side, ours first, and the columns of its lead.
LEADS = tuple((side.value, f"{side}__pk", f"{side}__ministry") for side in Side)


class CommitmentSerializer(RowSerializer):
    """A commitment as shown in lists."""

    model = Commitment
    guarded = {"meeting": Meeting}
    loaded = frozenset({"leads"})
    columns = ("pk", "country", "health", *(column for _side, *columns in LEADS for column in columns))
    # A part in a commitment is open to whoever may read the commitment, so its leads are joined: a test holds
    # it. A side has one at most, so no row comes twice.
    annotations = {
        side.value: FilteredRelation(
            "responsibilities", condition=Q(responsibilities__side=side, responsibilities__role=LeadRole.LEAD)
        )
        for side in Side
    }
    reference = s.CharField()
    title = s.CharField()
    titles = TextsByLanguageField(help_text=_("Titles in other languages, by ISO 639 code."))
    country = CountrySerializer(help_text=_("Partner."))
    meeting = MeetingLinkSerializer(
        source="outcome.meeting",
        allow_null=True,
        help_text=_("Null if you have no access to the linked record."),
    )
    restricted = restricted_field()
    owed_by = s.ChoiceField(choices=OwedBy.choices)
    leads = LeadSerializer(many=True, help_text=_("Lead ministry of each side."))
    nature = s.ChoiceField(choices=Nature.choices)
    strength = s.ChoiceField(choices=STRENGTHS_OF_COMMITMENTS)
    condition = s.CharField(help_text=_("Empty if there is no condition."))
    state = s.ChoiceField(choices=CommitmentState.choices)
    health = s.ChoiceField(
        choices=Health.choices,
        help_text=_("Status as of today. A report older than one month counts as “No recent report”."),
    )
    health_on = date_field(_("Date of the status report."))
    is_overdue = s.BooleanField(
        help_text=_(
            "Whether the commitment is overdue, as of today in your time zone. Suspended, "
            "ongoing, closed and reported commitments are never overdue."
        )
    )
    due_on = date_field(_("Due date calculated from the agreed deadline; null if no deadline is stated."))
    last_working_day = date_field(_("Last working day of the responsible side on or before the due date."))
    review_on = date_field(_("Review date of a commitment without a due date."))
    closed_on = date_field()
    classification = ClassificationField()
    recorded_at = s.DateTimeField()
    version = version_field()

    def load(self, rows: Sequence[Row]) -> None:
        """Add the leads; one without a ministry is "not stated"."""
        shape, user = MinistrySerializer(), self.user
        keys = {row[ministry] for row in rows for _side, _pk, ministry in LEADS} - {None}
        found = load_rows(
            Ministry, user, lambda *keys: shape.list_rows(user).filter(pk__in=keys), *sorted(keys)
        )
        named = {row["pk"]: shape.build(row) for row in found}
        for row in rows:
            row["leads"] = [
                {"side": side, "ministry": named.get(row[ministry])}
                for side, pk, ministry in LEADS
                if row[pk] is not None
            ]

    def get_health(self, row: Row) -> str:
        return standing_health(row["health"], row["health_on"], self.today).value

    def get_is_overdue(self, row: Row) -> bool:
        return is_past_due(row["state"], row["nature"], row["due_on"], self.today)


class ResponsibilitySerializer(RowSerializer):
    model = Responsibility
    id = s.IntegerField()
    side = s.ChoiceField(choices=Side.choices)
    role = s.ChoiceField(choices=LeadRole.choices)
    ministry = MinistrySerializer(allow_null=True, help_text=_("Null if not stated."))
    official = OfficialSerializer(allow_null=True)
    accepted_on = date_field()
    acceptance = s.CharField(help_text=_("Acceptance document."))
    reported_on = date_field()
    report = s.CharField(help_text=_("Completion report."))


class DeadlineSerializer(RowSerializer):
    """One version of the deadline."""

    model = Deadline
    ordering = ("number",)
    columns = ("pk", "explanation", "needs_officer", "commitment__deadline", "commitment__first_deadline")
    id = s.IntegerField()
    number = s.IntegerField()
    kind = s.ChoiceField(choices=DeadlineKind.choices)
    wording = s.CharField(help_text=_("Agreed wording; empty if no deadline was agreed."))
    due_start = date_field(_("First day, if the deadline is a period."))
    due_on = date_field()
    last_working_day = date_field(_("Last working day of the responsible side on or before the due date."))
    partner_last_working_day = date_field(
        _("Last working day in the partner’s capital, if both sides are responsible.")
    )
    review_on = date_field()
    every = s.CharField(allow_null=True, help_text=_("ISO 8601 duration, if the deadline recurs."))
    explanation = s.CharField(help_text=_("How the date was calculated."))
    needs_officer = s.CharField(
        allow_null=True, help_text=_("Decision that an officer must make; null if none.")
    )
    reason = s.ChoiceField(choices=MoveReason.choices)
    note = s.CharField()
    document = s.CharField()
    recorded_at = s.DateTimeField()
    is_standing = s.BooleanField(help_text=_("Whether this is the current version."))
    is_first_accepted = s.BooleanField(
        help_text=_("Whether this version was current when the owners accepted the commitment.")
    )

    def get_explanation(self, row: Row) -> str:
        return explain_working([Remark.from_json(step) for step in row["explanation"]])

    def get_needs_officer(self, row: Row) -> str | None:
        return str(Remark.from_json(row["needs_officer"])) if row["needs_officer"] else None

    def get_is_standing(self, row: Row) -> bool:
        return bool(row["pk"] == row["commitment__deadline"])

    def get_is_first_accepted(self, row: Row) -> bool:
        return bool(row["pk"] == row["commitment__first_deadline"])


class UpdateSerializer(NextStepSerializer):
    model = ProgressUpdate
    id = s.IntegerField()
    side = s.ChoiceField(choices=Side.choices)
    reported_on = s.DateField()
    health = s.ChoiceField(choices=Health.choices)
    text = s.CharField()
    text_language = s.CharField(help_text=_("Language of the text (ISO 639 code)."))
    translation_language = s.CharField(help_text=_("Language of the translation; empty if there is none."))
    text_translation = s.CharField()
    next_step_translation = s.CharField()


class EvidenceSerializer(RowSerializer):
    model = Evidence
    id = s.IntegerField()
    kind = s.ChoiceField(choices=EvidenceKind.choices)
    number = s.CharField()
    dated_on = date_field()
    description = s.CharField()


class CommitmentDetailSerializer(CommitmentSerializer):
    """A commitment with its owners, deadlines, reports and evidence."""

    guarded = CommitmentSerializer.guarded | {"outcome": Outcome}
    loaded = CommitmentSerializer.loaded | {"translations"}
    translations = TranslationSerializer(many=True, help_text=_("States of the titles in other languages."))
    meaning = s.CharField(help_text=_("The desk’s interpretation; internal."))
    outcome = OutcomeLinkSerializer(
        allow_null=True, help_text=_("Null if you have no access to the linked record.")
    )
    responsibilities = ResponsibilitySerializer(many=True)
    deadlines = DeadlineSerializer(many=True, help_text=_("All versions, in order."))
    latest_update = UpdateSerializer(allow_null=True)
    evidence = EvidenceSerializer(many=True)

    def load(self, rows: Sequence[Row]) -> None:
        """Add the leads, and the states of the titles in other languages."""
        super().load(rows)
        load_translations(rows, self.user, ["commitment"])

    def get_outcome(self, row: Row) -> Row | None:
        shape, user = OutcomeLinkSerializer(context=self.context), self.user
        found = load_rows(
            (Outcome, "one"), user, lambda key: shape.list_rows(user).filter(pk=key), row["outcome"]
        )
        return shape.to_representation(found[0]) if found else None

    def get_responsibilities(self, row: Row) -> list[Row]:
        return self.load_parts(ResponsibilitySerializer, row)

    def get_deadlines(self, row: Row) -> list[Row]:
        return self.load_parts(DeadlineSerializer, row)

    def get_latest_update(self, row: Row) -> Row | None:
        return next(iter(self.load_parts(UpdateSerializer, row, most=1)), None)

    def get_evidence(self, row: Row) -> list[Row]:
        return self.load_parts(EvidenceSerializer, row)
