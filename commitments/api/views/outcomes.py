"""Outcomes of meetings: read, written while the meeting is open, and requests and offers answered."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.api import filters
from commitments.api.schema import describe, describe_write
from commitments.api.serializers import documents, input, meetings
from commitments.api.serializers.base import ClassificationField
from commitments.api.steps import Action, by_acts, by_person, list_action_names
from commitments.api.views.base import InternalOnly
from commitments.api.views.changes import WriteViewSet
from commitments.enums import Account, Answer, ConsentPurpose, OutcomeKind, Scope, SpokenBy, Strength
from commitments.lifecycle import originators
from commitments.meetings import outcomes
from commitments.models import (
    CONSENT_KEYS,
    AgendaItem,
    AgendaPoint,
    Evidence,
    Outcome,
    ProgressUpdate,
    Statement,
)

POINT = {
    "meeting": "M-XV-2026-001",
    "kind": "commitment",
    "clause": "Both sides will share records of joint investigations.",
    "spoken_by": "joint",
    "strength": "agreed",
    "statement": 7,
    "place_in_text": "3",
}
ANSWERED = {
    "answer": "agreed",
    "wording": "The Ministry agrees to the request.",
    "source": "Note 377/26 of 4 May 2026",
    "strength": "agreed",
}
CONSENTED = {
    "outcome": 5,
    "purpose": "print",
    "given_by": "Embassy of Ruritania",
    "given_on": "2026-03-04",
    "document": "Note verbale 12/2026",
}
GIVEN_ANSWERS = [(one.value, one.label) for one in (Answer.AGREED, Answer.REFUSED, Answer.LAPSED)]


class OfStatement(input.ById):
    model = Statement


class OutcomeBody(input.InputSerializer):
    """The fields of an outcome; a member that is left out stays unchanged."""

    kind = s.ChoiceField(required=False, choices=OutcomeKind.choices)
    spoken_by = s.ChoiceField(required=False, choices=SpokenBy.choices)
    strength = s.ChoiceField(required=False, choices=Strength.choices)
    clause = input.TextField(required=False, help_text=_("Verbatim text of the clause, as in the statement."))
    language = input.LineField(
        required=False, max_length=12, help_text=_("Language code, for example en, ko or fr.")
    )
    statement = OfStatement(
        required=False,
        allow_null=True,
        help_text=_("ID of the meeting’s statement that contains the clause."),
    )
    place_in_text = input.LineField(required=False, allow_blank=True, max_length=60)
    account = s.ChoiceField(
        required=False,
        choices=Account.choices,
        help_text=_(
            "Whose version of events the statement reports: that of a side or a press report. Leave "
            "empty if the statement gives its own."
        ),
    )
    review_on = input.DayField(
        required=False, allow_null=True, help_text=_("Review date of a request or offer without a response.")
    )
    classification = ClassificationField(required=False)
    in_confidence = input.in_confidence(required=False)
    originator = input.originator(required=False)


class NewOutcomeBody(OutcomeBody):
    """The next outcome of a meeting."""

    meeting = input.OfMeeting(help_text=_("Reference of the meeting."))
    spoken_by = s.ChoiceField(
        choices=SpokenBy.choices,
        help_text=_(
            "Side that undertakes, requests or offers. Use `joint` only if the text names both sides, "
            "and `not_stated` only for a topic discussed."
        ),
    )
    clause = input.TextField(help_text=_("Verbatim text of the clause, as in the statement."))


class AnswerBody(input.InputSerializer):
    """The answer to a request or an offer: its own text, source and strength."""

    answer = s.ChoiceField(choices=GIVEN_ANSWERS)
    wording = input.TextField(
        default="",
        allow_blank=True,
        help_text=_("Wording of the response; required if the response is “agreed”."),
    )
    source = input.optional_line(200, _("Source of the response; required if the response is “agreed”."))  # type: ignore[assignment]
    strength = s.ChoiceField(choices=Strength.choices, default=Strength.NOT_STATED.value)


def _answer(outcome: Outcome, *, answer: str, strength: str, **said: Any) -> None:
    outcomes.record_answer(outcome, Answer(answer), strength=Strength(strength), **said)


ACTIONS = (
    Action(
        "answer",
        _("Record a response"),
        _("Response to a request or offer. Commitments can be created only if the response is “agreed”."),
        _answer,
        by_acts(outcomes.why_not_answer),
        AnswerBody,
        {"Agreed": ANSWERED},
    ),
    Action(
        "confirm",
        _("Confirm the wording"),
        _("For a wording that was read by OCR, after it was compared with the document."),
        outcomes.confirm_wording,
        by_acts(outcomes.why_not_confirm),
    ),
    Action(
        "remove",
        _("Delete an outcome"),
        _(
            "For an outcome recorded by mistake. Available while no record depends on it and the "
            "meeting is not closed."
        ),
        outcomes.remove_outcome,
        by_acts(outcomes.why_not_remove_now),
        may_go=True,
    ),
)
NAMES = list_action_names(ACTIONS)


@describe(
    list=(_("List outcomes"), "The points of meetings that you may read."),
    retrieve=(_("Get an outcome"), "The points of meetings that you may read: one of them."),
)
class OutcomeViewSet(WriteViewSet):
    serializer_class = meetings.OutcomeRecordSerializer
    filterset_class = filters.OutcomeFilterSet
    orderings = ("id", "-id", "review_on")
    noun = "outcome"
    beside = ("meeting__country",)
    steps = ACTIONS
    steps_title = _("List the actions on an outcome")
    scopes: ClassVar = {"create": Scope.RECORD, "partial_update": Scope.RECORD}

    @describe_write(
        meetings.OutcomeRecordSerializer,
        _("Record an outcome"),
        body=NewOutcomeBody,
        examples={"A commitment": POINT},
        status=HTTPStatus.CREATED,
        may_go=True,
    )
    def create(self, request: Request) -> Response:
        """Record the next point of a meeting that is not closed; an ask or offer waits for its answer."""
        values = self.body(NewOutcomeBody)
        values.setdefault("classification", min(values["meeting"].classification, self.reader.reads_up_to))
        if values.get("statement"):
            values.setdefault("language", values["statement"].language)
        with self.whole():
            made = outcomes.add_outcome(Outcome(**values), by=self.reader, now=self.now)
        return self.created(made)

    @describe_write(
        meetings.OutcomeRecordSerializer,
        _("Update an outcome"),
        body=OutcomeBody,
        examples={"Where it stands": {"place_in_text": "4"}},
        may_go=True,
    )
    def partial_update(self, request: Request, id: str) -> Response:
        """Write some members of a point, until its meeting is closed."""
        self.found()
        values = self.body(OutcomeBody)
        with self.editing(values) as (outcome, changed):
            if changed:
                outcomes.change_outcome(
                    outcome, changed, expected=outcome.version, by=self.reader, now=self.now
                )
        return self.changed()


class OfUpdate(input.ById):
    model = ProgressUpdate


class OfEvidence(input.ById):
    model = Evidence


class OfOutcome(input.ById):
    model = Outcome


class OfAgendaPoint(input.ById):
    model = AgendaPoint


class OfAgendaItem(input.ById):
    model = AgendaItem


class ConsentBody(input.InputSerializer):
    """The consent of an originator: the record, the purposes, who gave it, when and by which document."""

    statement = input.or_none(OfStatement, _("ID of the statement; send the ID of exactly one record."))
    outcome = input.or_none(OfOutcome, _("ID of the outcome."))
    progress_update = input.or_none(OfUpdate, _("ID of the progress update."))
    evidence = input.or_none(OfEvidence, _("ID of the evidence."))
    agenda_point = input.or_none(OfAgendaPoint, _("ID of the agenda item."))
    agenda_item = input.or_none(OfAgendaItem, _("ID of the open item on an agenda."))
    purpose = s.ChoiceField(choices=ConsentPurpose.choices)
    given_by = input.LineField(max_length=200, help_text=_("Person or office of the originator."))
    given_on = input.DayField()
    document = input.LineField(max_length=300, help_text=_("Filed document that proves the consent."))
    expires_on = input.optional_day(_("Last day of the consent; it does not expire if omitted."))

    def validate(self, attrs: Any) -> Any:
        """Ask for exactly one record, and for days in order."""
        named = [record for name in CONSENT_KEYS if (record := attrs.pop(name, None)) is not None]
        if len(named) != 1:
            raise s.ValidationError({"outcome": [_("Send the ID of exactly one record.")]})
        if attrs["expires_on"] and attrs["expires_on"] < attrs["given_on"]:
            raise s.ValidationError(
                {"expires_on": [_("The last day must not be before the date of the consent.")]}
            )
        return {**attrs, "record": named[0]}


class RevocationBody(input.InputSerializer):
    """Why a consent is revoked."""

    reason = input.LineField(max_length=300)


CONSENT_ACTIONS = (
    Action(
        "revoke",
        _("Revoke a consent"),
        _("The information is not used for this purpose any more. Only a head can do this."),
        originators.revoke_consent,
        by_person(originators.why_not_revoke),
        RevocationBody,
        {"With a reason": {"reason": "Note of their embassy of 4 May 2026"}},
    ),
)
CONSENT_NAMES = list_action_names(CONSENT_ACTIONS)


@describe(
    list=(_("List consents of originators"), "The consents about the records that you may read."),
    retrieve=(_("Get a consent of an originator"), "One consent about a record that you may read."),
)
class OriginatorConsentViewSet(WriteViewSet, InternalOnly):
    refusal = _("External programs cannot read consents. Sign in to view them.")
    serializer_class = documents.OriginatorConsentSerializer
    filterset_class = filters.OriginatorConsentFilterSet
    scopes: ClassVar = {"create": Scope.RECORD}
    noun = "consent"
    steps = CONSENT_ACTIONS
    checks_person = True
    steps_title = _("List the actions on a consent of an originator")

    @describe_write(
        documents.OriginatorConsentSerializer,
        _("Record the consent of an originator"),
        body=ConsentBody,
        examples={"To print": CONSENTED},
        status=HTTPStatus.CREATED,
    )
    def create(self, request: Request) -> Response:
        """Record that the third state that gave a record consents to one use of it; only a head does."""
        values = self.body(ConsentBody)
        record, purpose = values.pop("record"), ConsentPurpose(values.pop("purpose"))
        with self.whole():
            (made,) = originators.record_consents(record, [purpose], **values, by=self.reader, now=self.now)
        return self.created(made)
