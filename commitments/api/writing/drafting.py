"""New commitments: drafted from a point of a meeting, by the function that the meeting's page calls."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from commitments import lifecycle
from commitments.api import reading, shapes
from commitments.api.reading import Rows
from commitments.api.writing import found
from commitments.api.writing.commitments import CommitmentBody, CommitmentWriting
from commitments.api.writing.described import written
from commitments.api.writing.door import Making
from commitments.api.writing.terms import DeadlineBody, ResponsibilityBody
from commitments.deadlines.situation import NO_HOOKS
from commitments.models import Commitment, Outcome
from commitments.phrases import not_stated
from commitments.vocabulary import OwedBy, Scope

NEW = {
    "outcome": 21,
    "title": "Share investigation records",
    "responsibilities": [{"side": "ours", "ministry": 4, "official": 12}, {"side": "theirs", "ministry": 9}],
    "deadline": {"wording": "within 30 days of the meeting"},
}


class OfOutcome(found.ById):
    model = Outcome


class NewCommitmentBody(CommitmentBody):
    """What somebody owes because of a point of a meeting; what the text does not say is left out."""

    outcome = OfOutcome(help_text=_("Id of the point that it comes from, which lends it its strength."))
    owed_by = s.ChoiceField(
        required=False,
        choices=OwedBy.choices,
        help_text=_("Who spoke, or of an ask the other side, where it is left out."),
    )
    responsibilities = s.ListField(
        child=ResponsibilityBody(),
        default=list,
        max_length=60,
        help_text=_("All who have a part; an owing side without a lead gets one that is not stated."),
    )
    deadline = DeadlineBody(required=False, help_text=_("None is stated where it is left out."))


class CommitmentMaking(CommitmentWriting, Making):
    """The part of the list of commitments that writes."""

    scopes: ClassVar = {"POST": Scope.RECORD}
    detail = reading.COMMITMENTS_IN_DETAIL

    def in_detail(self) -> Rows:
        return reading.with_open_meetings(super().in_detail(), self.reader)

    @written(
        shapes.CommitmentDetailSerializer,
        _("Draft a commitment"),
        body=NewCommitmentBody,
        examples={"With owners on both sides": NEW},
        status=HTTPStatus.CREATED,
    )
    def post(self, request: Request) -> Response:
        """Draft what is owed because of a point; its strength is copied, its title the clause's beginning."""
        values = self.body(NewCommitmentBody)
        point, parts = values.pop("outcome"), values.pop("responsibilities")
        terms: dict[str, Any] = {"hooks": NO_HOOKS, "review_on": None} | (values.pop("deadline", None) or {})
        usual = {"owed_by": lifecycle.who_owes(point), "classification": point.classification}
        made = Commitment(outcome=point, **{"title": lifecycle.beginning(point.clause), **usual, **values})
        with self.whole():
            deadline = terms.pop("spec", not_stated())
            lifecycle.draft(made, parts=parts, deadline=deadline, **terms, by=self.reader, now=self.now)
        return self.made(made)
