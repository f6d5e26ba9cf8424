"""Texts of meetings and their passages, reports, documents, packets, and the index of this version."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.access import querysets
from commitments.api.serializers.base import (
    CLASSIFICATION_NAMES,
    ClassificationField,
    CommitmentLinkSerializer,
    CountrySerializer,
    MeetingLinkSerializer,
    NextStepSerializer,
    Row,
    RowSerializer,
    date_field,
    originator_field,
    restricted_field,
    version_field,
)
from commitments.api.serializers.translations import TranslationSerializer, load_translations
from commitments.enums import (
    ConsentPurpose,
    DeadlineKind,
    EvidenceKind,
    Health,
    OutcomeKind,
    OwedBy,
    PacketCommentState,
    PacketEdition,
    PacketState,
    PassageState,
    Side,
    StatementKind,
    Strength,
)
from commitments.models import (
    AgendaPaper,
    Evidence,
    Meeting,
    OriginatorConsent,
    Outcome,
    Packet,
    PacketComment,
    Passage,
    ProgressUpdate,
    Statement,
    TextReading,
    User,
)
from commitments.packets.failures import translate_failure
from commitments.statements.passages import Guess
from commitments.statements.reading import is_changed

# What the guess of a passage holds under the names of the members; the columns that name an edition.
GUESSED = ("action", "condition", "verb", "owner", "is_from_stem")
EDITION = ("number", "draft", "addendum", "signed_at")


class _RecordSerializer(RowSerializer):
    columns: ClassVar[tuple[str, ...]] = ("pk", "country")
    id = s.IntegerField()
    originator = originator_field()
    classification = ClassificationField()
    recorded_at = s.DateTimeField()
    version = version_field()


class StatementRecordSerializer(_RecordSerializer):
    """A document of a meeting, as shown in lists."""

    # Who reads a text reads its meeting: a test holds it.
    model = Statement
    annotations = {"country": F("meeting__country")}
    meeting = MeetingLinkSerializer()
    kind = s.ChoiceField(choices=StatementKind.choices)
    title = s.CharField()
    dated_on = date_field()
    number = s.CharField()
    language = s.CharField()
    is_binding = s.BooleanField()
    is_verbatim = s.BooleanField(help_text=_("False for a summary in our own words."))
    is_ocr = s.BooleanField(help_text=_("True if the text was read from images of pages."))
    source = s.CharField()  # type: ignore[assignment]
    signed_off_at = s.DateTimeField(allow_null=True)


class StatementDetailSerializer(StatementRecordSerializer):
    """A document of a meeting with its text."""

    text = s.CharField()


class UpdateRecordSerializer(_RecordSerializer, NextStepSerializer):
    """A dated report about a commitment."""

    # Who reads a report or a document reads its commitment: a test holds it.
    model = ProgressUpdate
    annotations = {"country": F("commitment__country")}
    loaded = frozenset({"translations"})
    commitment = CommitmentLinkSerializer()
    side = s.ChoiceField(choices=Side.choices)
    reported_on = s.DateField()
    health = s.ChoiceField(choices=Health.choices)
    text = s.CharField()
    text_language = s.CharField(help_text=_("Language of the text (ISO 639 code)."))
    translation_language = s.CharField(help_text=_("Language of the translation; empty if there is none."))
    text_translation = s.CharField()
    next_step_translation = s.CharField()
    translations = TranslationSerializer(many=True)

    def load(self, rows: Sequence[Row]) -> None:
        """Add the state of the translation."""
        load_translations(rows, self.user, ["progressupdate"])


class FileSerializer(RowSerializer):
    file_name = s.CharField()
    media_type = s.CharField()
    size = s.IntegerField(help_text=_("In bytes."))
    sha256 = s.CharField()


class EvidenceRecordSerializer(_RecordSerializer):
    """A document that proves progress."""

    model = Evidence
    annotations = {"country": F("commitment__country")}
    columns = ("pk", "country", "file_name", "media_type", "size", "sha256")
    commitment = CommitmentLinkSerializer()
    kind = s.ChoiceField(choices=EvidenceKind.choices)
    number = s.CharField()
    dated_on = date_field()
    description = s.CharField()
    file = FileSerializer(allow_null=True, help_text=_("Null if no file was added."))

    def get_file(self, row: Row) -> Row | None:
        return FileSerializer().build(row) if row["sha256"] else None


class AgendaPaperSerializer(RowSerializer):
    """A paper of an agenda item: it is classified as the item."""

    model = AgendaPaper
    annotations = {"country": F("point__meeting__country"), "classification": F("point__classification")}
    columns = ("pk", "country", "classification", "file_name", "media_type", "size", "sha256")
    id = s.IntegerField()
    point = s.IntegerField(help_text=_("ID of the agenda item."))
    description = s.CharField()
    file = FileSerializer(allow_null=True, help_text=_("Null if no file was added."))
    recorded_at = s.DateTimeField()
    version = version_field()

    def get_file(self, row: Row) -> Row | None:
        return FileSerializer().build(row) if row["sha256"] else None


class PassageSerializer(RowSerializer):
    """A passage of a text that may be an outcome of its meeting, as the reader understood it."""

    model = Passage
    guarded = {"outcome": Outcome}
    columns = ("pk", "guess")
    loaded = frozenset({"kind", "owes", "strength", "deadline", "deadline_kind", *GUESSED})
    ordering = (F("start").asc(nulls_last=True), "pk")
    id = s.IntegerField()
    state = s.ChoiceField(choices=PassageState.choices)
    words = s.CharField()
    start = s.IntegerField(
        allow_null=True,
        help_text=_("Position in the text, in characters; null if the passage is no longer in the text."),
    )
    end = s.IntegerField(allow_null=True)
    reason = s.CharField(help_text=_("Reason for excluding the passage."))
    kind = s.ChoiceField(choices=OutcomeKind.choices)
    owes = s.ChoiceField(
        choices=OwedBy.choices,
        allow_null=True,
        help_text=_("Responsible side; null if the text names none."),
    )
    strength = s.ChoiceField(choices=Strength.choices)
    deadline = s.CharField(help_text=_("Wording of the deadline; empty if there is none."))
    deadline_kind = s.ChoiceField(choices=DeadlineKind.choices)
    action = s.CharField()
    condition = s.CharField()
    verb = s.CharField(help_text=_("Words that determine the strength."))
    owner = s.CharField(help_text=_("Words that determine the responsible side."))
    is_from_stem = s.BooleanField(
        help_text=_("True if the words for strength and side are both in the line that introduces a list.")
    )
    outcome = s.IntegerField(allow_null=True, help_text=_("ID of the outcome created from the passage."))
    restricted = restricted_field()
    version = version_field()

    def load(self, rows: Sequence[Row]) -> None:
        """Add what the reader understood."""
        for row in rows:
            guess = Guess.from_json(row["guess"])
            row |= {
                "kind": guess.kind.value,
                "owes": guess.owes.value if guess.owes else None,
                "strength": guess.strength.value,
                "deadline": guess.deadline.wording,
                "deadline_kind": guess.deadline.kind,
                **{name: getattr(guess, name) for name in GUESSED},
            }


class ReadingSerializer(RowSerializer):
    """The reading of a text: its passages, each of which an officer decides on the page of the text."""

    statement = s.IntegerField(help_text=_("ID of the statement."))
    read_at = s.DateTimeField(allow_null=True, help_text=_("Null if not analysed yet."))
    is_changed = s.BooleanField(
        help_text=_("True if the text has changed since the analysis. In that case, analyse the text again.")
    )
    passages = PassageSerializer(many=True, help_text=_("In the order of the text."))

    def to_representation(self, instance: Any) -> Row:
        """Return when a text was read, whether it changed since, and its passages, in two queries.

        Passages of text that no longer exists, and those merged into another, are left out.
        """
        found = querysets.list_readable(TextReading, self.user).filter(statement=instance).first()
        rows = PassageSerializer.list_rows(self.user).filter(statement=instance)
        rows = rows.exclude(state=PassageState.GONE).order_by(*PassageSerializer.ordering)
        return {
            "statement": instance.pk,
            "read_at": found and found.read_at,
            "is_changed": is_changed(instance, found),
            "passages": PassageSerializer(rows, many=True, context=self.context).data,
        }


class PacketSerializer(RowSerializer):
    """One edition of a packet, and its progress."""

    model = Packet
    guarded = {"meeting": Meeting}
    columns = ("pk", "country", "classification", "failure", *EDITION)
    id = s.IntegerField()
    reference = s.CharField(help_text=_("The same for all versions of the packet."))
    edition = s.CharField(help_text=_("For example, 0.2 for a draft and 1.0 for a final version."))
    state = s.ChoiceField(choices=PacketState.choices)
    detail = s.CharField(help_text=_("Progress, or the reason for the failure."))
    done = s.IntegerField(help_text=_("Pages completed so far."))
    total = s.IntegerField(help_text=_("Expected pages; 0 if not known yet."))
    pages = s.IntegerField()
    country = CountrySerializer(help_text=_("Partner."))
    meeting = MeetingLinkSerializer(
        allow_null=True, help_text=_("Null if the packet covers all open commitments with the partner.")
    )
    restricted = restricted_field()
    reader = s.CharField(source="reader.username", help_text=_("Username of the recipient."))
    language = s.CharField()
    editions = s.ListField(
        child=s.ChoiceField(choices=PacketEdition.choices),
        help_text=_("Selections that are printed from the same content, each for one kind of reader."),
    )
    as_of = s.DateTimeField(
        allow_null=True, help_text=_("As-of date of the content; null for the current state.")
    )
    requested_at = s.DateTimeField()
    ready_at = s.DateTimeField(allow_null=True)
    signed_at = s.DateTimeField(allow_null=True)
    classification = ClassificationField(allow_null=True, help_text=_("Null until the packet is created."))
    content_sha256 = s.CharField(
        help_text=_("Checksum of the file to sign off; empty until the packet is created.")
    )

    def get_edition(self, row: Row) -> str:
        return Packet(**{name: row[name] for name in EDITION}).edition

    def get_detail(self, row: Row) -> str:
        if row["failure"]:
            return translate_failure(row["failure"])
        if row["state"] == PacketState.MAKING and row["total"]:
            return gettext("%(done)s of about %(total)s pages") % row
        return str(PacketState(row["state"]).label)

    def get_classification(self, row: Row) -> str | None:
        """Return the classification of the packet, which has one only once it is made."""
        return CLASSIFICATION_NAMES[row["classification"]] if row["state"] == PacketState.READY else None


class PacketCommentSerializer(RowSerializer):
    """A comment on one part of a draft of a packet, and what became of it."""

    model = PacketComment
    guarded = {"recorded_by": User, "answered_by": User}
    columns = ("pk", "country", "classification")
    annotations = {"country": F("packet__country")}
    id = s.IntegerField()
    packet = s.IntegerField(source="packet_id", help_text=_("ID of the version of the packet."))
    part = s.CharField(help_text=_("Key of the part, for example `cover`."))
    title = s.CharField(help_text=_("Title of the part when the comment was written."))
    text = s.CharField()
    state = s.ChoiceField(choices=PacketCommentState.choices)
    recorded_by = s.CharField(
        source="recorded_by.username", allow_null=True, help_text=_("Username of the author.")
    )
    recorded_at = s.DateTimeField()
    answer = s.CharField()
    answered_by = s.CharField(
        source="answered_by.username", allow_null=True, help_text=_("Username; null until answered.")
    )
    answered_at = s.DateTimeField(allow_null=True)
    classification = ClassificationField()
    restricted = restricted_field()
    version = version_field()


def _of_each(name: str) -> Coalesce:
    """Read a column of the record that a consent is about, or of its page."""
    pages = (
        *("statement__meeting", "outcome__meeting", "agenda_point__meeting", "agenda_item__meeting"),
        *("progress_update__commitment", "evidence__commitment"),
    )
    # The discussion of an open item is classified as its meeting.
    of_page = {"agenda_item__meeting"} if name == "classification" else set(pages)
    ways = (page if page in of_page else page.partition("__")[0] for page in pages)
    return Coalesce(*(f"{way}__{name}" for way in ways))


class OriginatorConsentSerializer(RowSerializer):
    """The consent of a third state to one use of information that it gave."""

    # Who reads a consent reads the record that it is about.
    model = OriginatorConsent
    columns = ("pk", "country", "classification")
    annotations = {"country": _of_each("country"), "classification": _of_each("classification")}
    id = s.IntegerField()
    statement = s.IntegerField(source="statement_id", allow_null=True, help_text=_("ID of the statement."))
    outcome = s.IntegerField(source="outcome_id", allow_null=True, help_text=_("ID of the outcome."))
    progress_update = s.IntegerField(
        source="progress_update_id", allow_null=True, help_text=_("ID of the progress update.")
    )
    evidence = s.IntegerField(source="evidence_id", allow_null=True, help_text=_("ID of the evidence."))
    agenda_point = s.IntegerField(
        source="agenda_point_id", allow_null=True, help_text=_("ID of the agenda item.")
    )
    agenda_item = s.IntegerField(
        source="agenda_item_id", allow_null=True, help_text=_("ID of the open item on an agenda.")
    )
    purpose = s.ChoiceField(choices=ConsentPurpose.choices)
    given_by = s.CharField(help_text=_("Person or office of the originator."))
    given_on = s.DateField()
    document = s.CharField(help_text=_("Filed document that proves the consent."))
    expires_on = date_field(_("Last day of the consent; null if it does not expire."))
    revoked_at = s.DateTimeField(allow_null=True)
    recorded_at = s.DateTimeField()
    version = version_field()
