"""Outcomes: the points of a meeting, written while it is open, and how asks and offers were answered."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from commitments import meetings
from commitments.api import reading, shapes
from commitments.api.reading import Row
from commitments.api.writing import bodies, found
from commitments.api.writing.actions import Action, by_acts, names
from commitments.api.writing.described import written
from commitments.api.writing.door import Changing, Making, Writing
from commitments.models import Outcome, Statement
from commitments.vocabulary import Account, Answer, OutcomeKind, Scope, SpokenBy, Strength

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


class OfStatement(found.ById):
    model = Statement


class OutcomeBody(bodies.Shape):
    """What is written of a point; a member that is left out stays as it is."""

    kind = s.ChoiceField(required=False, choices=OutcomeKind.choices)
    spoken_by = s.ChoiceField(required=False, choices=SpokenBy.choices)
    strength = s.ChoiceField(required=False, choices=Strength.choices)
    clause = bodies.Text(required=False, help_text=_("The words as they stand in the text."))
    language = bodies.Line(required=False, max_length=12, help_text=_("Its code, such as en, ko or fr."))
    statement = OfStatement(
        required=False, allow_null=True, help_text=_("Id of the text of the meeting in which it stands.")
    )
    place_in_text = bodies.Line(required=False, allow_blank=True, max_length=60)
    account = s.ChoiceField(
        required=False,
        choices=Account.choices,
        help_text=_("Where the text reports what another said of it; empty for the account of the text."),
    )
    review_on = bodies.Day(
        required=False, allow_null=True, help_text=_("When an ask or offer without an answer is looked at.")
    )
    classification = bodies.Marking(required=False)
    in_confidence = found.in_confidence(required=False)


class NewOutcomeBody(OutcomeBody):
    """The next point of a meeting."""

    meeting = found.OfMeeting(help_text=_("Reference of the meeting."))
    spoken_by = s.ChoiceField(
        choices=SpokenBy.choices,
        help_text=_(
            "Whose point it is: joint only where the words name both sides, not stated only of a topic."
        ),
    )
    clause = bodies.Text(help_text=_("The words as they stand in the text."))


class AnswerBody(bodies.Shape):
    """How an ask or an offer was answered: in its own words, from its own source, with its own strength."""

    answer = s.ChoiceField(choices=GIVEN_ANSWERS)
    wording = bodies.Text(
        default="", allow_blank=True, help_text=_("As it stands; needed where it was agreed.")
    )
    source = bodies.optional_line(200, _("Where it stands; needed where agreed."))  # type: ignore[assignment]
    strength = s.ChoiceField(choices=Strength.choices, default=Strength.NOT_STATED.value)


class OutcomeWriting(Writing):
    model = Outcome
    address, named = "outcome", "id"

    def shaped(self, row: Row) -> Row:
        return reading.outcomes([row], self.reader)[0]


class OutcomeMaking(OutcomeWriting, Making):
    """The part of the list of points that writes."""

    scopes: ClassVar = {"POST": Scope.RECORD}
    detail = reading.OUTCOMES

    @written(
        shapes.OutcomeRecordSerializer,
        _("Record an outcome"),
        body=NewOutcomeBody,
        examples={"A commitment": POINT},
        status=HTTPStatus.CREATED,
        may_go=True,
    )
    def post(self, request: Request) -> Response:
        """Record the next point of a meeting that is not closed; an ask or offer waits for its answer."""
        values = self.body(NewOutcomeBody)
        values.setdefault("classification", min(values["meeting"].classification, self.reader.reads_up_to))
        if values.get("statement"):
            values.setdefault("language", values["statement"].language)
        with self.whole():
            made = meetings.add_outcome(Outcome(**values), by=self.reader, now=self.now)
        return self.made(made)


class ChangingOutcome(OutcomeWriting, Changing):
    """Changes one point."""

    queryset = reading.OUTCOMES
    steps_title = _("List the steps of an outcome")
    beside = ("meeting__country",)


class OutcomeChanging(ChangingOutcome):
    """The part of the address of one point that writes."""

    scopes: ClassVar = {"PATCH": Scope.RECORD}

    @written(
        shapes.OutcomeRecordSerializer,
        _("Change an outcome"),
        body=OutcomeBody,
        examples={"Where it stands": {"place_in_text": "4"}},
        may_go=True,
    )
    def patch(self, request: Request, id: str) -> Response:
        """Write some members of a point, until its meeting is closed."""
        self.found()
        values = self.body(OutcomeBody)
        with self.editing(values) as (outcome, changed):
            if changed:
                meetings.change_outcome(
                    outcome, changed, expected=outcome.version, by=self.reader, now=self.now
                )
        return self.given()


def _answer(outcome: Outcome, *, answer: str, strength: str, **said: Any) -> None:
    meetings.record_answer(outcome, Answer(answer), strength=Strength(strength), **said)


ACTIONS = (
    Action(
        "answer",
        _("Record an answer"),
        _("How an ask or an offer was answered; only one that was agreed lets it carry commitments."),
        _answer,
        by_acts(meetings.why_not_answer),
        AnswerBody,
        {"Agreed": ANSWERED},
    ),
    Action(
        "remove",
        _("Take away an outcome"),
        _("Of a point typed by mistake, while nothing hangs on it and the meeting is open."),
        meetings.remove_outcome,
        by_acts(meetings.why_not_remove_now),
        may_go=True,
    ),
)
NAMES = names(ACTIONS)
