"""Texts of meetings and their passages, reports, documents, packets, and the index of this version."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.access import querysets
from commitments.api.serializers.base import (
    CLASSIFICATION_NAMES,
    CLASSIFICATIONS,
    CountrySerializer,
    MeetingLinkSerializer,
    Row,
    Rows,
    Shape,
    date_field,
    restricted_field,
)
from commitments.enums import (
    DeadlineKind,
    EvidenceKind,
    Health,
    OutcomeKind,
    OwedBy,
    PacketState,
    PassageState,
    Side,
    StatementKind,
    Strength,
)
from commitments.models import (
    Evidence,
    Meeting,
    Outcome,
    Packet,
    Passage,
    ProgressUpdate,
    Statement,
    TextReading,
    User,
)
from commitments.statements.passages import Guess
from commitments.statements.reading import is_changed


class CommitmentLinkSerializer(Shape):
    reference = s.CharField()
    title = s.CharField()


class _RecordSerializer(Shape):
    id = s.IntegerField()
    classification = s.ChoiceField(choices=CLASSIFICATIONS)
    recorded_at = s.DateTimeField()
    version = s.IntegerField(help_text=_("Rises with every change."))


class StatementRecordSerializer(_RecordSerializer):
    """A document of a meeting, as shown in lists."""

    meeting = MeetingLinkSerializer()
    kind = s.ChoiceField(choices=StatementKind.choices)
    title = s.CharField()
    dated_on = date_field()
    number = s.CharField()
    language = s.CharField()
    is_binding = s.BooleanField()
    is_verbatim = s.BooleanField(help_text=_("False for a summary in our own words."))
    source = s.CharField()  # type: ignore[assignment]
    signed_off_at = s.DateTimeField(allow_null=True)


class StatementDetailSerializer(StatementRecordSerializer):
    """A document of a meeting with its text."""

    text = s.CharField()


class UpdateRecordSerializer(_RecordSerializer):
    """A dated report about a commitment."""

    commitment = CommitmentLinkSerializer()
    side = s.ChoiceField(choices=Side.choices)
    reported_on = s.DateField()
    health = s.ChoiceField(choices=Health.choices)
    text = s.CharField()


class FileSerializer(Shape):
    file_name = s.CharField()
    media_type = s.CharField()
    size = s.IntegerField(help_text=_("In bytes."))
    sha256 = s.CharField()


class EvidenceRecordSerializer(_RecordSerializer):
    """A document that proves progress."""

    commitment = CommitmentLinkSerializer()
    kind = s.ChoiceField(choices=EvidenceKind.choices)
    number = s.CharField()
    dated_on = date_field()
    description = s.CharField()
    file = FileSerializer(allow_null=True, help_text=_("Null where only a reference was filed."))


_SHARED = ("recorded_at", "version")
_STATEMENT = (
    "kind",
    "title",
    "dated_on",
    "number",
    "language",
    "is_binding",
    "is_verbatim",
    "source",
    "signed_off_at",
)
_UPDATE = ("side", "reported_on", "health", "text")
_EVIDENCE = ("kind", "number", "dated_on", "description")
_FILE = ("file_name", "media_type", "size", "sha256")
# Who reads a text reads its meeting, and who reads a report or document its commitment: tests hold it.
_MEETING = ("meeting__reference", "meeting__title")
_COMMITMENT = ("commitment__reference", "commitment__title")
_LISTED = ("pk", "classification", *_SHARED, *_STATEMENT, *_MEETING)
STATEMENTS: Rows = querysets.list_unfiltered(Statement).values(*_LISTED, country=F("meeting__country"))
STATEMENTS_IN_DETAIL: Rows = querysets.list_unfiltered(Statement).values(
    *_LISTED, "text", country=F("meeting__country")
)
UPDATES: Rows = querysets.list_unfiltered(ProgressUpdate).values(
    "pk", "classification", *_SHARED, *_UPDATE, *_COMMITMENT, country=F("commitment__country")
)
PAPERS: Rows = querysets.list_unfiltered(Evidence).values(
    "pk", "classification", *_SHARED, *_EVIDENCE, *_FILE, *_COMMITMENT, country=F("commitment__country")
)


def build_statements(rows: Iterable[Row]) -> list[Row]:
    """Shape rows of STATEMENTS."""
    return [_shaped(row, "meeting", _STATEMENT) for row in rows]


def build_statement(row: Row) -> Row:
    """Shape one row of STATEMENTS_IN_DETAIL."""
    return _shaped(row, "meeting", _STATEMENT) | {"text": row["text"]}


def build_updates(rows: Iterable[Row]) -> list[Row]:
    """Shape rows of UPDATES."""
    return [_shaped(row, "commitment", _UPDATE) for row in rows]


def build_evidence(rows: Iterable[Row]) -> list[Row]:
    """Shape rows of PAPERS."""
    return [_shaped(row, "commitment", _EVIDENCE) | {"file": _file(row)} for row in rows]


def _file(row: Row) -> Row | None:
    return {name: row[name] for name in _FILE} if row["sha256"] else None


def _shaped(row: Row, of: str, names: Iterable[str]) -> Row:
    return {
        "id": row["pk"],
        of: {"reference": row[f"{of}__reference"], "title": row[f"{of}__title"]},
        **{name: row[name] for name in names},
        "classification": CLASSIFICATION_NAMES[row["classification"]],
        **{name: row[name] for name in _SHARED},
    }


class PassageSerializer(Shape):
    """A passage of a text that may be an outcome of its meeting, as the reader understood it."""

    id = s.IntegerField()
    state = s.ChoiceField(choices=PassageState.choices)
    words = s.CharField()
    start = s.IntegerField(
        allow_null=True, help_text=_("Counted in characters of the text; null where it stands there no more.")
    )
    end = s.IntegerField(allow_null=True)
    reason = s.CharField(help_text=_("Why it was rejected."))
    kind = s.ChoiceField(choices=OutcomeKind.choices)
    owes = s.ChoiceField(
        choices=OwedBy.choices,
        allow_null=True,
        help_text=_("Who is to act; null where the words name nobody."),
    )
    strength = s.ChoiceField(choices=Strength.choices)
    deadline = s.CharField(help_text=_("Its wording; empty where nothing was said."))
    deadline_kind = s.ChoiceField(choices=DeadlineKind.choices)
    action = s.CharField()
    condition = s.CharField()
    verb = s.CharField(help_text=_("The words from which the strength was taken."))
    owner = s.CharField(help_text=_("The words from which the side was taken."))
    is_from_stem = s.BooleanField(help_text=_("Both stand in the line above a list."))
    outcome = s.IntegerField(allow_null=True, help_text=_("Id of the point as which it was accepted."))
    restricted = restricted_field()
    version = s.IntegerField(help_text=_("Rises with every change."))


class ReadingSerializer(Shape):
    """The reading of a text: its passages, each of which an officer decides on the page of the text."""

    statement = s.IntegerField(help_text=_("Id of the text."))
    read_at = s.DateTimeField(allow_null=True, help_text=_("Null where it was not read yet."))
    is_changed = s.BooleanField(help_text=_("Its words were changed since; have it read again."))
    passages = PassageSerializer(many=True, help_text=_("In the order of the text."))


_PASSAGE = ("state", "words", "start", "end", "reason", "version")
_GUESS = ("action", "condition", "verb", "owner", "is_from_stem")


def build_reading(statement: Statement, user: User) -> Row:
    """Return when a text was read, whether it changed since, and its passages, in three queries.

    Passages of text that no longer exists, and those merged into another, are left out.
    """
    found = querysets.list_readable(TextReading, user).filter(statement=statement).first()
    rows = querysets.list_readable(Passage, user).filter(statement=statement).exclude(state=PassageState.GONE)
    in_order = rows.order_by(F("start").asc(nulls_last=True), "pk")
    listed = list(in_order.values("pk", "outcome", "guess", *_PASSAGE))
    keys = {row["outcome"] for row in listed} - {None}
    outcomes = set(querysets.list_readable(Outcome, user).filter(pk__in=keys).values_list("pk", flat=True))
    return {
        "statement": statement.pk,
        "read_at": found and found.read_at,
        "is_changed": is_changed(statement, found),
        "passages": [_passage(row, outcomes) for row in listed],
    }


def _passage(row: Row, outcomes: set[Any]) -> Row:
    guess = Guess.from_json(row["guess"])
    outcome = row["outcome"] if row["outcome"] in outcomes else None
    return {
        "id": row["pk"],
        **{name: row[name] for name in _PASSAGE},
        "kind": guess.kind.value,
        "owes": guess.owes.value if guess.owes else None,
        "strength": guess.strength.value,
        "deadline": guess.deadline.wording,
        "deadline_kind": guess.deadline.kind,
        **{name: getattr(guess, name) for name in _GUESS},
        "outcome": outcome,
        "restricted": querysets.names_of_restricted([("outcome", row["outcome"], outcome)]),
    }


class PacketSerializer(Shape):
    """One edition of a packet, and its progress."""

    id = s.IntegerField()
    reference = s.CharField(help_text=_("The same for all its editions."))
    edition = s.CharField(help_text=_("0.2 is a draft, 1.0 a final."))
    state = s.ChoiceField(choices=PacketState.choices)
    detail = s.CharField(help_text=_("How far it is, or why it failed, in a sentence."))
    done = s.IntegerField(help_text=_("Pages set so far."))
    total = s.IntegerField(help_text=_("Pages expected; 0 where it is not known yet."))
    pages = s.IntegerField()
    country = CountrySerializer(help_text=_("The partner."))
    meeting = MeetingLinkSerializer(
        allow_null=True, help_text=_("Null where it is about all that stands with the partner.")
    )
    restricted = restricted_field()
    reader = s.CharField(help_text=_("User name of whom it is made for."))
    as_of = s.DateTimeField(allow_null=True, help_text=_("It holds what stood then; null for now."))
    requested_at = s.DateTimeField()
    ready_at = s.DateTimeField(allow_null=True)
    signed_at = s.DateTimeField(allow_null=True)
    classification = s.ChoiceField(
        choices=CLASSIFICATIONS, allow_null=True, help_text=_("Null until it is made.")
    )
    content_sha256 = s.CharField(help_text=_("What is signed off; empty until it is made."))


_PLAIN = ("reference", "state", "done", "total", "pages", "requested_at", "as_of", "ready_at", "signed_at")
_EDITION = ("number", "draft", "addendum", "signed_at")
PACKETS: Rows = querysets.list_unfiltered(Packet).values(
    "pk",
    "country",
    "country__iso",
    "country__name",
    "meeting",
    "meeting__reference",
    "meeting__title",
    "reader__username",
    "classification",
    "failure",
    "content_sha256",
    "number",
    "draft",
    "addendum",
    *_PLAIN,
)


def build_packets(rows: Collection[Row], user: User) -> list[Row]:
    """Shape rows of PACKETS; one query for the meetings that are open."""
    keys = {row["meeting"] for row in rows} - {None}
    there = set(querysets.list_readable(Meeting, user).filter(pk__in=keys).values_list("pk", flat=True))
    return [_packet(row, row["meeting"] in there) for row in rows]


def _packet(row: Row, is_open: bool) -> Row:
    link = {"reference": row["meeting__reference"], "title": row["meeting__title"]} if is_open else None
    return {
        "id": row["pk"],
        **{name: row[name] for name in _PLAIN},
        "edition": Packet(**{name: row[name] for name in _EDITION}).edition,
        "country": {"iso": row["country__iso"], "name": row["country__name"]},
        "meeting": link,
        "restricted": querysets.names_of_restricted([("meeting", row["meeting"], link)]),
        "reader": row["reader__username"],
        "detail": _describe_packet(row),
        # The marking stands only once the packet is made.
        "classification": CLASSIFICATION_NAMES[row["classification"]]
        if row["state"] == PacketState.READY
        else None,
        "content_sha256": row["content_sha256"],
    }


def _describe_packet(row: Row) -> str:
    if row["failure"]:
        return str(row["failure"])
    if row["state"] == PacketState.MAKING and row["total"]:
        return gettext("%(done)s of %(total)s pages' worth") % {"done": row["done"], "total": row["total"]}
    return str(PacketState(row["state"]).label)


class IndexSerializer(Shape):
    """The addresses of this version."""

    commitments = s.URLField()
    meetings = s.URLField()
    countries = s.URLField()
    ministries = s.URLField()
    officials = s.URLField()
    mechanisms = s.URLField()
    holidays = s.URLField()
    calendar_years = s.URLField()
    outcomes = s.URLField()
    statements = s.URLField()
    updates = s.URLField()
    evidence = s.URLField()
    packets = s.URLField()
    reminders = s.URLField()
    requests = s.URLField()
    schema = s.URLField()
