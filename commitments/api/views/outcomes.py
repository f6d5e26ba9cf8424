"""Outcomes of meetings: read, written while the meeting is open, and requests and offers answered."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.api import filters
from commitments.api.schema import describe, describe_write
from commitments.api.serializers import input, meetings
from commitments.api.serializers.base import ClassificationField
from commitments.api.steps import Action, by_acts, list_action_names
from commitments.api.views.changes import WriteViewSet
from commitments.enums import Account, Answer, OutcomeKind, Scope, SpokenBy, Strength
from commitments.meetings import outcomes
from commitments.models import Outcome, Statement

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
