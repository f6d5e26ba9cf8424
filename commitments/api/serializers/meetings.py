"""Meetings with their delegations, background, documents, agenda, outcomes and reminders."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db.models import F, Model, Value
from django.db.models.functions import Coalesce, Greatest
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
    StatementLinkSerializer,
    date_field,
    load_cached_rows,
    restricted_field,
    time_field,
)
from commitments.api.serializers.documents import CommitmentLinkSerializer
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
    BackgroundFact,
    Commitment,
    DelegationMember,
    Meeting,
    Outcome,
    Statement,
    User,
)

ANSWERS = [(one.value, one.label) for one in Answer if one.value]


class OutcomeLinkSerializer(Shape):
    id = s.IntegerField()
    number = s.IntegerField()
    kind = s.ChoiceField(choices=OutcomeKind.choices)
    clause = s.CharField(help_text=_("The words as they stand in the text."))
    language = s.CharField()
    place_in_text = s.CharField()
    account = s.ChoiceField(
        choices=Account.choices, help_text=_("By whose account it is known; empty for that of its statement.")
    )
    strength = s.ChoiceField(choices=Strength.choices)
    statement = StatementLinkSerializer(allow_null=True)
    restricted = restricted_field()


class OutcomeSerializer(OutcomeLinkSerializer):
    spoken_by = s.ChoiceField(choices=SpokenBy.choices)
    answer = s.ChoiceField(
        choices=ANSWERS,
        allow_null=True,
        help_text=_("Null where none is expected."),
    )
    answer_wording = s.CharField()
    answer_source = s.CharField()
    answer_strength = s.ChoiceField(choices=Strength.choices, allow_null=True)
    review_on = date_field()
    classification = s.ChoiceField(choices=CLASSIFICATIONS)
    commitments = s.ListField(child=s.CharField(), help_text=_("References of what is owed because of it."))


class OutcomeRecordSerializer(OutcomeSerializer):
    """An outcome with its meeting."""

    meeting = MeetingLinkSerializer(allow_null=True, help_text=_("Null where it is not open to you."))
    recorded_at = s.DateTimeField()
    version = s.IntegerField(help_text=_("Rises with every change."))


class MeetingSerializer(Shape):
    """A meeting as shown in lists."""

    reference = s.CharField()
    title = s.CharField()
    country = CountrySerializer(help_text=_("The partner."))
    form = s.ChoiceField(choices=MeetingForm.choices)
    mechanism = s.CharField(allow_null=True, help_text=_("The standing body of which this is a session."))
    session_number = s.IntegerField(allow_null=True)
    held_on = date_field(_("Null where the date is not stated."))
    not_before = date_field(_("The earliest day of a meeting whose date is not stated."))
    not_before_source = s.CharField()
    not_after = date_field(_("The latest day of a meeting whose date is not stated."))
    not_after_source = s.CharField()
    sorted_on = date_field(_("The date or, without one, the latest or else the earliest day."))
    starts_at = time_field(_("By the clock of the place, such as 09:30:00."))
    ends_at = time_field(_("By the clock of the place."))
    time_zone = s.CharField(help_text=_("Of the place."))
    place = s.CharField()
    state = s.ChoiceField(choices=MeetingState.choices)
    classification = s.ChoiceField(choices=CLASSIFICATIONS)
    recorded_at = s.DateTimeField()
    version = s.IntegerField(help_text=_("Rises with every change."))


class DelegateSerializer(Shape):
    side = s.ChoiceField(choices=Side.choices)
    official = s.IntegerField(
        allow_null=True, help_text=_("Id of the official; null where none is on record.")
    )
    post = s.CharField()
    person = s.CharField(help_text=_("Empty where only the office is on record."))
    is_head = s.BooleanField()


class BackgroundFactSerializer(Shape):
    text = s.CharField()
    source = s.CharField()  # type: ignore[assignment]
    dated = s.CharField(help_text=_("The date in words, as far as the source gives it."))


class StatementSerializer(StatementLinkSerializer):
    id = s.IntegerField()
    number = s.CharField()
    language = s.CharField()
    is_binding = s.BooleanField()
    is_verbatim = s.BooleanField(help_text=_("False for a summary in our own words."))
    source = s.CharField()  # type: ignore[assignment]
    classification = s.ChoiceField(choices=CLASSIFICATIONS)


class MeetingDetailSerializer(MeetingSerializer):
    """A meeting with its documents and outcomes."""

    purpose = s.CharField()
    note = s.CharField(help_text=_("For the record; internal."))
    delegations = DelegateSerializer(many=True)
    background = BackgroundFactSerializer(many=True, help_text=_("Facts behind the meeting, in order."))
    statements = StatementSerializer(many=True)
    outcomes = OutcomeSerializer(many=True)


REASONS = [(one.value, one.label) for one in NotSentReason if one.value]


class AgendaItemSerializer(Shape):
    """One open item on the agenda of a meeting: a commitment, or a request or offer without an answer."""

    id = s.IntegerField()
    meeting = MeetingLinkSerializer()
    commitment = CommitmentLinkSerializer(allow_null=True)
    outcome = s.IntegerField(allow_null=True, help_text=_("Id of the ask or offer."))
    discussion = s.CharField(help_text=_("What was said about it; empty where it was not raised."))
    raised_on = date_field()
    version = s.IntegerField(help_text=_("Rises with every change."))


class ReminderSerializer(Shape):
    """One reminder: one notice to one person about a commitment."""

    id = s.IntegerField()
    commitment = CommitmentLinkSerializer(
        allow_null=True, help_text=_("Null where it is not open to you any more.")
    )
    recipient = s.CharField(allow_null=True, help_text=_("User name; null for the duty box."))
    restricted = restricted_field()
    kind = s.ChoiceField(choices=ReminderKind.choices)
    offset = s.IntegerField(help_text=_("Working days from the day that it counts from."))
    start_date = s.DateField(help_text=_("The day that it counts from."))
    planned_at = s.DateTimeField()
    state = s.ChoiceField(choices=ReminderState.choices)
    not_sent_reason = s.ChoiceField(
        choices=REASONS, allow_null=True, help_text=_("Why it was not sent; null where it was, or is to be.")
    )


ANSWERED_COLUMNS = ("spoken_by", "answer", "answer_wording", "answer_source", "answer_strength", "review_on")
OUTCOME_COLUMNS = ("number", "kind", "clause", "language", "place_in_text", "account", "strength")


OUTCOMES: Rows = querysets.list_unfiltered(Outcome).values(
    "pk",
    "statement",
    "meeting",
    "meeting__reference",
    "meeting__title",
    *OUTCOME_COLUMNS,
    *ANSWERED_COLUMNS,
    "classification",
    "recorded_at",
    "version",
    country=F("meeting__country"),
)


def build_outcomes(rows: Collection[Row], user: User) -> list[Row]:
    """Shape rows of OUTCOMES; one query each for their texts, their meetings and what is owed."""
    statements = statements_of(rows, user)
    owed = references_owed([row["pk"] for row in rows], user)
    there = {row["meeting"] for row in rows}
    open_meetings = set(
        querysets.list_readable(Meeting, user).filter(pk__in=there).values_list("pk", flat=True)
    )
    return [
        build_answered_outcome(row, statements, owed)
        | _meeting(row, row["meeting"] in open_meetings, statements)
        | {"recorded_at": row["recorded_at"], "version": row["version"]}
        for row in rows
    ]


def _meeting(row: Row, is_open: bool, statements: Mapping[Any, Row]) -> Row:
    link = {"reference": row["meeting__reference"], "title": row["meeting__title"]} if is_open else None
    hidden = [
        ("meeting", row["meeting"], link),
        ("statement", row["statement"], statements.get(row["statement"])),
    ]
    return {"meeting": link, "restricted": querysets.names_of_restricted(hidden)}


def references_owed(keys: Collection[int], user: User) -> dict[Any, list[str]]:
    """Return the references of commitments that follow from some outcomes, as far as the person may read
    them.
    """

    def put(*points: int) -> Rows:
        found = querysets.list_readable(Commitment, user).filter(outcome__in=points).order_by("reference")
        return found.values("outcome", "reference")

    owed: dict[Any, list[str]] = defaultdict(list)
    for row in load_cached_rows((Commitment, "owed"), user, put, *sorted(keys)):
        owed[row["outcome"]].append(row["reference"])
    return owed


def build_answered_outcome(row: Row, statements: Mapping[Any, Row], owed: Mapping[Any, list[str]]) -> Row:
    """Shape a point with its answer and what is owed because of it."""
    return (
        build_outcome(row, statements)
        | {name: row[name] for name in ANSWERED_COLUMNS}
        | {
            "answer": row["answer"] or None,
            "answer_strength": row["answer_strength"] or None,
            "classification": CLASSIFICATION_NAMES[row["classification"]],
            "commitments": owed[row["pk"]],
        }
    )


def statements_of(rows: Iterable[Row], user: User) -> dict[Any, Row]:
    """Return the statements of some outcomes, as far as the person may read them."""

    def put(*keys: int) -> Rows:
        found = querysets.list_readable(Statement, user).filter(pk__in=keys)
        return found.values("pk", "kind", "title", "dated_on")

    wanted = sorted({row["statement"] for row in rows} - {None})
    return {
        row["pk"]: {"kind": row["kind"], "title": row["title"], "dated_on": row["dated_on"]}
        for row in load_cached_rows((Statement, "some"), user, put, *wanted)
    }


def build_outcome(row: Row, statements: Mapping[Any, Row]) -> Row:
    shown = {"id": row["pk"]} | {name: row[name] for name in OUTCOME_COLUMNS}
    statement = statements.get(row["statement"])
    hidden = querysets.names_of_restricted([("statement", row["statement"], statement)])
    return shown | {"statement": statement, "restricted": hidden}


# Given as they stand.
BOUNDS = ("not_before", "not_before_source", "not_after", "not_after_source")
PLAIN_OF_MEETING = ("held_on", *BOUNDS, "sorted_on", "starts_at", "ends_at", "time_zone", "place", "state")
MEETING_COLUMNS = (
    "pk",
    "reference",
    "title",
    "country",
    "country__iso",
    "country__name",
    "form",
    "mechanism__name",
    "session_number",
    *PLAIN_OF_MEETING,
    "classification",
    "recorded_at",
    "version",
)
MEETING_DETAIL = (*MEETING_COLUMNS, "purpose", "note")
MEETINGS: Rows = querysets.list_unfiltered(Meeting).annotate(sorted_on=DAY).values(*MEETING_COLUMNS)
MEETINGS_IN_DETAIL: Rows = querysets.list_unfiltered(Meeting).annotate(sorted_on=DAY).values(*MEETING_DETAIL)


def build_meetings(rows: Iterable[Row]) -> list[Row]:
    """Shape rows of MEETING_COLUMNS; no query: bodies of both countries are open to everybody."""
    return [
        {
            "reference": row["reference"],
            "title": row["title"],
            "country": {"iso": row["country__iso"], "name": row["country__name"]},
            "form": row["form"],
            "mechanism": row["mechanism__name"],
            "session_number": row["session_number"],
            **{name: row[name] for name in PLAIN_OF_MEETING},
            "classification": CLASSIFICATION_NAMES[row["classification"]],
            "recorded_at": row["recorded_at"],
            "version": row["version"],
        }
        for row in rows
    ]


def build_meeting(row: Row, user: User) -> Row:
    """Shape one row of MEETING_DETAIL with its delegations, background, documents and outcomes."""
    [listed] = build_meetings([row])
    return listed | {
        "purpose": row["purpose"],
        "note": row["note"],
        "delegations": _delegations(row["pk"], user),
        "background": _background(row["pk"], user),
        "statements": _statements(row["pk"], user),
        "outcomes": _outcomes(row["pk"], user),
    }


def _delegations(key: int, user: User) -> list[Row]:
    columns = ("side", "post", "is_head", "official", "official__post", "official__person")
    seats = _parts(DelegationMember, key, user, lambda rows: rows.values(*columns))
    return [
        {
            "side": row["side"],
            "official": row["official"],
            "post": row["official__post"] or row["post"],
            "person": row["official__person"] or "",
            "is_head": row["is_head"],
        }
        for row in seats
    ]


def _parts(model: type[Model], key: int, user: User, choose: Callable[[Rows], Rows]) -> list[Row]:
    return load_cached_rows(
        model, user, lambda there: choose(querysets.list_readable(model, user).filter(meeting=there)), key
    )


def _background(key: int, user: User) -> list[Row]:
    columns = ("text", "source", "dated")
    return _parts(BackgroundFact, key, user, lambda rows: rows.order_by("order", "pk").values(*columns))


def _statements(key: int, user: User) -> list[Row]:
    columns = ("kind", "title", "dated_on", "number", "language", "is_binding", "is_verbatim", "source")
    order = (F("dated_on").asc(nulls_last=True), "pk")
    found = _parts(
        Statement, key, user, lambda rows: rows.order_by(*order).values("pk", *columns, "classification")
    )
    return [
        {"id": row.pop("pk")} | row | {"classification": CLASSIFICATION_NAMES[row["classification"]]}
        for row in found
    ]


def _outcomes(key: int, user: User) -> list[Row]:
    columns = ("pk", "statement", *OUTCOME_COLUMNS, *ANSWERED_COLUMNS, "classification")
    found = _parts(Outcome, key, user, lambda rows: rows.order_by("number").values(*columns))
    statements, owed = statements_of(found, user), references_owed([row["pk"] for row in found], user)
    return [build_answered_outcome(row, statements, owed) for row in found]


_PLAIN = ("discussion", "raised_on", "version")
# An item is marked as high as the highest of what it brings together.
_CLASSIFICATION = Greatest(
    "meeting__classification",
    Coalesce("commitment__classification", Value(0)),
    Coalesce("outcome__classification", Value(0)),
)
AGENDA: Rows = querysets.list_unfiltered(AgendaItem).values(
    "pk",
    "meeting__reference",
    "meeting__title",
    "commitment__reference",
    "commitment__title",
    "outcome",
    *_PLAIN,
    country=F("meeting__country"),
    classification=_CLASSIFICATION,
)


def build_agenda(rows: Collection[Row], user: User) -> list[Row]:
    """Shape rows of AGENDA; no query: who reads an item reads its meeting, and what it is about."""
    return [
        {
            "id": row["pk"],
            "meeting": {"reference": row["meeting__reference"], "title": row["meeting__title"]},
            "commitment": row["commitment__reference"]
            and {"reference": row["commitment__reference"], "title": row["commitment__title"]},
            "outcome": row["outcome"],
            **{name: row[name] for name in _PLAIN},
        }
        for row in rows
    ]
