"""Commitments: what the desk writes of one."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from commitments import deadlines, lifecycle
from commitments.api import reading, shapes
from commitments.api.reading import Row
from commitments.api.shapes.parts import CLASSIFICATIONS
from commitments.api.views.commitments import CommitmentDoor
from commitments.api.writing import bodies
from commitments.api.writing.described import written
from commitments.api.writing.door import Changing, Writing
from commitments.deadlines import Hooks
from commitments.deadlines.situation import NO_HOOKS
from commitments.lifecycle.taking import hold
from commitments.models import Commitment
from commitments.models.commitment import TITLE_LETTERS
from commitments.models.responsibility import parts_in_order
from commitments.vocabulary import Classification, Nature, Scope


class CommitmentWriting(Writing):
    model = Commitment
    address = "commitment"

    def shaped(self, row: Row) -> Row:
        return reading.commitment(row, self.reader, self.today)


class ChangingCommitment(CommitmentWriting, Changing, CommitmentDoor):
    """Changes one commitment; its meetings are held before it, as everywhere."""

    queryset = reading.COMMITMENTS_IN_DETAIL
    steps_title = _("List the steps of a commitment")
    beside = ("country", "deadline", "outcome")

    def stepped(self) -> Any:
        return super().stepped().prefetch_related(Prefetch("responsibilities", parts_in_order("ministry")))

    def touched(self, values: Mapping[str, Any]) -> dict[str, Any]:
        hooks = (values.get("deadline") or {}).get("hooks", NO_HOOKS)
        return {"beside": values.get("other"), "hooks": hooks}

    def hold(
        self, record: Commitment, beside: Commitment | None = None, hooks: Hooks = NO_HOOKS, **_none: Any
    ) -> None:
        if hooks == NO_HOOKS and record.deadline is not None:
            hooks = deadlines.hooks_of(record.deadline)
        hold(record, beside=beside, hooks=hooks)


class CommitmentBody(bodies.Shape):
    """What is written of a commitment; a member that is left out stays as it is."""

    title = bodies.Line(required=False, help_text=_("Short title, of %d letters at most.") % TITLE_LETTERS)
    meaning = bodies.Text(
        required=False, allow_blank=True, help_text=_("What the desk takes it to mean; internal.")
    )
    line_to_take = bodies.Line(required=False, allow_blank=True, max_length=90)
    nature = s.ChoiceField(required=False, choices=Nature.choices)
    condition = bodies.Line(required=False, allow_blank=True, max_length=200)
    classification = s.ChoiceField(required=False, choices=CLASSIFICATIONS)

    def validate_classification(self, value: str) -> int:
        return Classification[value.upper()].value


class CommitmentChanging(ChangingCommitment):
    """The part of the address of one commitment that writes."""

    scopes: ClassVar = {"PATCH": Scope.RECORD}

    @written(
        shapes.CommitmentDetailSerializer,
        _("Change a commitment"),
        body=CommitmentBody,
        examples={"A shorter title": {"title": "Share investigation records"}},
    )
    def patch(self, request: Request, reference: str) -> Response:
        """Write some members of a commitment; nature and condition only until a lead has accepted."""
        self.found()
        values = self.body(CommitmentBody)
        with self.editing(values) as (item, changed):
            if changed:
                lifecycle.edit(item, changed, by=self.reader, now=self.now)
        return self.given()
