"""Meetings with their delegations, background, documents, agenda, outcomes and reminders."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import F, Model, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.access import querysets
from commitments.api.serializers.base import (
    ClassificationField,
    CommitmentLinkSerializer,
    CountrySerializer,
    MeetingLinkSerializer,
    Row,
    Rows,
    RowSerializer,
    StatementLinkSerializer,
    TextsByLanguageField,
    date_field,
    load_rows,
    originator_field,
    restricted_field,
    time_field,
    version_field,
)
from commitments.api.serializers.translations import TranslationSerializer, load_translations
from commitments.enums import (
    Account,
    Answer,
    MeetingForm,
    MeetingState,
    NotSentReason,
    OutcomeKind,
    ReminderKind,
    ReminderState,
    Side,
    SpokenBy,
    Strength,
)
from commitments.models import (
    DAY,
    AgendaItem,
    AgendaPaper,
    AgendaPoint,
    BackgroundFact,
    Commitment,
    DelegationMember,
    Meeting,
    Outcome,
    Reminder,
    Statement,
    User,
)

ANSWERS = [(one.value, one.label) for one in Answer if one.value]


class OutcomeLinkSerializer(RowSerializer):
    model = Outcome
    guarded: ClassVar[Mapping[str, type[Model]]] = {"statement": Statement}
    id = s.IntegerField()
    number = s.IntegerField()
    kind = s.ChoiceField(choices=OutcomeKind.choices)
    clause = s.CharField(help_text=_("Verbatim text of the clause, as in the statement."))
    language = s.CharField()
    place_in_text = s.CharField()
    account = s.ChoiceField(
        choices=Account.choices,
        help_text=_(
            "Side or press report whose version of events the statement gives; empty if the version is "
            "the statement’s own."
        ),
    )
    strength = s.ChoiceField(choices=Strength.choices)
    statement = StatementLinkSerializer(allow_null=True)
    restricted = restricted_field()


class OutcomeSerializer(OutcomeLinkSerializer):
    ordering = ("number",)
    loaded = frozenset({"commitments"})
    spoken_by = s.ChoiceField(choices=SpokenBy.choices)
    answer = s.ChoiceField(
        choices=ANSWERS,
        allow_null=True,
        help_text=_("Null if no response is expected."),
    )
    answer_wording = s.CharField()
    answer_source = s.CharField()
    answer_strength = s.ChoiceField(choices=Strength.choices, allow_null=True)
    review_on = date_field()
    is_unconfirmed = s.BooleanField(
        help_text=_("True if the wording was read by OCR and not compared with the document.")
    )
    supplemented_on = date_field(_("Date of the supplement, if added after the meeting was closed."))
    originator = originator_field()
    classification = ClassificationField()
    commitments = s.ListField(
        child=s.CharField(), help_text=_("References of the commitments created from the outcome.")
    )

    def load(self, rows: Sequence[Row]) -> None:
        """Add the commitments that follow from the outcomes, as far as the person may read them."""
        user = self.user

        def select(*outcomes: int) -> Rows:
            found = querysets.list_readable(Commitment, user).filter(outcome__in=outcomes)
            return found.order_by("reference").values("outcome", "reference")

        owed: dict[Any, list[str]] = defaultdict(list)
        for row in load_rows((Commitment, "owed"), user, select, *sorted(row["pk"] for row in rows)):
            owed[row["outcome"]].append(row["reference"])
        for row in rows:
            row["commitments"] = owed[row["pk"]]


class OutcomeRecordSerializer(OutcomeSerializer):
    """An outcome with its meeting."""

    guarded = {"meeting": Meeting, "statement": Statement}
    columns = ("pk", "country")
    annotations = {"country": F("meeting__country")}
    meeting = MeetingLinkSerializer(
        allow_null=True, help_text=_("Null if you have no access to the linked record.")
    )
    recorded_at = s.DateTimeField()
    version = version_field()


class MeetingSerializer(RowSerializer):
    """A meeting as shown in lists."""

    # Bodies of both countries are open to everybody.
    model = Meeting
    columns = ("pk", "country")
    annotations = {"sorted_on": DAY}
    reference = s.CharField()
    title = s.CharField()
    titles = TextsByLanguageField(help_text=_("Titles in other languages, by ISO 639 code."))
    country = CountrySerializer(help_text=_("Partner."))
    form = s.ChoiceField(choices=MeetingForm.choices)
    mechanism = s.CharField(
        source="mechanism.name",
        allow_null=True,
        help_text=_("Mechanism of which this meeting is a session."),
    )
    session_number = s.IntegerField(allow_null=True)
    held_on = date_field(_("Null if the date is not stated."))
    not_before = date_field(_("Earliest possible day, if the date of the meeting is not stated."))
    not_before_source = s.CharField()
    not_after = date_field(_("Latest possible day, if the date of the meeting is not stated."))
    not_after_source = s.CharField()
    sorted_on = date_field(
        _(
            "Date of the meeting. If it is not stated: the latest possible day. If that day is not "
            "stated either: the earliest."
        )
    )
    starts_at = time_field(_("Local time at the meeting place, for example 09:30:00."))
    ends_at = time_field(_("Local time at the meeting place."))
    time_zone = s.CharField(help_text=_("Time zone of the meeting place."))
    place = s.CharField()
    state = s.ChoiceField(choices=MeetingState.choices)
    classification = ClassificationField()
    recorded_at = s.DateTimeField()
    version = version_field()


class DelegateSerializer(RowSerializer):
    model = DelegationMember
    columns = ("pk", "post", "official__post", "official__person")
    side = s.ChoiceField(choices=Side.choices)
    official = s.IntegerField(
        allow_null=True, help_text=_("ID of the official; null if no official is recorded.")
    )
    post = s.CharField()
    person = s.CharField(help_text=_("Empty if only the post is recorded."))
    is_head = s.BooleanField()

    def get_post(self, row: Row) -> str:
        return str(row["official__post"] or row["post"])

    def get_person(self, row: Row) -> str:
        return row["official__person"] or ""


class BackgroundFactSerializer(RowSerializer):
    model = BackgroundFact
    ordering = ("order", "pk")
    text = s.CharField()
    source = s.CharField()  # type: ignore[assignment]
    dated = s.CharField(help_text=_("Date in words, as precise as the source."))


class StatementSerializer(StatementLinkSerializer):
    model = Statement
    ordering = (F("dated_on").asc(nulls_last=True), "pk")
    id = s.IntegerField()
    number = s.CharField()
    language = s.CharField()
    is_binding = s.BooleanField()
    is_verbatim = s.BooleanField(help_text=_("False for a summary in our own words."))
    is_ocr = s.BooleanField(help_text=_("True if the text was read from images of pages."))
    source = s.CharField()  # type: ignore[assignment]
    originator = originator_field()
    classification = ClassificationField()


class MeetingDetailSerializer(MeetingSerializer):
    """A meeting with its documents and outcomes."""

    loaded = frozenset({"translations"})
    translations = TranslationSerializer(many=True, help_text=_("States of the titles in other languages."))
    purpose = s.CharField()
    note = s.CharField(help_text=_("Internal note for the record."))
    delegations = DelegateSerializer(many=True)
    background = BackgroundFactSerializer(
        many=True, help_text=_("Background facts of the meeting, in order.")
    )
    statements = StatementSerializer(many=True)
    outcomes = OutcomeSerializer(many=True)

    def load(self, rows: Sequence[Row]) -> None:
        """Add the states of the titles in other languages."""
        super().load(rows)
        load_translations(rows, self.user, ["meeting"])

    def get_delegations(self, row: Row) -> list[Row]:
        return self.load_parts(DelegateSerializer, row)

    def get_background(self, row: Row) -> list[Row]:
        return self.load_parts(BackgroundFactSerializer, row)

    def get_statements(self, row: Row) -> list[Row]:
        return self.load_parts(StatementSerializer, row)

    def get_outcomes(self, row: Row) -> list[Row]:
        return self.load_parts(OutcomeSerializer, row)


REASONS = [(one.value, one.label) for one in NotSentReason if one.value]


class AgendaItemSerializer(RowSerializer):
    """One open item on the agenda of a meeting: a commitment, or a request or offer without an answer."""

    # Who reads an item reads its meeting, and what it is about; the highest classification of these counts.
    model = AgendaItem
    loaded = frozenset({"translations"})
    columns = ("pk", "country", "classification")
    annotations = {
        "country": F("meeting__country"),
        "classification": Greatest(
            "meeting__classification",
            Coalesce("commitment__classification", Value(0)),
            Coalesce("outcome__classification", Value(0)),
        ),
    }
    id = s.IntegerField()
    meeting = MeetingLinkSerializer()
    commitment = CommitmentLinkSerializer(allow_null=True)
    outcome = s.IntegerField(allow_null=True, help_text=_("ID of the request or offer."))
    discussion = s.CharField(help_text=_("Discussion of the item; empty if it was not raised."))
    text_language = s.CharField(help_text=_("Language of the discussion (ISO 639 code)."))
    discussion_translation = s.CharField()
    translation_language = s.CharField(help_text=_("Language of the translation; empty if there is none."))
    translations = TranslationSerializer(many=True)
    in_confidence = s.BooleanField(help_text=_("Whether the partner said it in confidence."))
    originator = originator_field()
    raised_on = date_field()
    version = version_field()

    def load(self, rows: Sequence[Row]) -> None:
        """Add the states of the translations."""
        load_translations(rows, self.user, ["agendaitem"])


class AgendaPointSerializer(RowSerializer):
    """An item of the agenda of a meeting, beside the open items."""

    model = AgendaPoint
    columns = ("pk", "country")
    annotations = {"country": F("meeting__country")}
    loaded = frozenset({"papers", "translations"})
    id = s.IntegerField()
    meeting = MeetingLinkSerializer()
    is_after_open_items = s.BooleanField(
        help_text=_("False for an item that comes before the open items of the agenda.")
    )
    order = s.IntegerField(help_text=_("Place among the items on the same side of the open items."))
    title = s.CharField()
    titles = TextsByLanguageField(help_text=_("Titles in other languages, by ISO 639 code."))
    our_ministry = s.IntegerField(allow_null=True, help_text=_("ID of our lead ministry."))
    our_official = s.IntegerField(allow_null=True, help_text=_("ID of our lead official."))
    their_ministry = s.IntegerField(allow_null=True, help_text=_("ID of the lead ministry of the partner."))
    their_official = s.IntegerField(allow_null=True, help_text=_("ID of the lead official of the partner."))
    minutes_allotted = s.IntegerField(allow_null=True, help_text=_("Null if no time is set."))
    said = s.CharField(help_text=_("Discussion of the item at the meeting."))
    text_language = s.CharField(help_text=_("Language of the discussion (ISO 639 code)."))
    said_translation = s.CharField()
    translation_language = s.CharField(help_text=_("Language of the translation; empty if there is none."))
    translations = TranslationSerializer(many=True)
    papers = s.ListField(child=s.IntegerField(), help_text=_("IDs of its papers."))
    classification = ClassificationField()
    in_confidence = s.BooleanField()
    originator = originator_field()
    recorded_at = s.DateTimeField()
    version = version_field()

    def load(self, rows: Sequence[Row]) -> None:
        """Add the papers of the items, and the states of their translations."""
        user = self.user
        load_translations(rows, user, ["agendapoint", "agendasaid"])

        def select(*points: int) -> Rows:
            found = querysets.list_readable(AgendaPaper, user).filter(point__in=points, is_removed=False)
            return found.order_by("pk").values("pk", "point")

        papers: dict[Any, list[int]] = defaultdict(list)
        for row in load_rows((AgendaPaper, "point"), user, select, *sorted(row["pk"] for row in rows)):
            papers[row["point"]].append(row["pk"])
        for row in rows:
            row["papers"] = papers[row["pk"]]


class ReminderSerializer(RowSerializer):
    """One reminder: one notice to one person about a commitment."""

    model = Reminder
    guarded = {"commitment": Commitment, "recipient": User}
    columns = ("pk", "country", "classification")
    annotations = {
        "country": F("commitment__country"),
        "classification": F("commitment__classification"),
    }
    id = s.IntegerField()
    commitment = CommitmentLinkSerializer(
        allow_null=True, help_text=_("Null if you no longer have access to the commitment.")
    )
    recipient = s.CharField(
        source="recipient.username", allow_null=True, help_text=_("Username; null for the duty mailbox.")
    )
    restricted = restricted_field()
    kind = s.ChoiceField(choices=ReminderKind.choices)
    offset = s.IntegerField(help_text=_("Number of days from the start date."))
    start_date = s.DateField(help_text=_("Date from which the days are counted."))
    planned_at = s.DateTimeField()
    state = s.ChoiceField(choices=ReminderState.choices)
    not_sent_reason = s.ChoiceField(
        choices=REASONS,
        allow_null=True,
        help_text=_("Reason why the reminder was not sent; null if it was sent or is planned."),
    )
