"""What was said at a meeting about the items of its agenda."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from commitments import meetings
from commitments.api import reading, shapes
from commitments.api.reading import Row
from commitments.api.views.agenda import AgendaDoor
from commitments.api.writing import bodies
from commitments.api.writing.described import written
from commitments.api.writing.door import Changing
from commitments.models import AgendaItem
from commitments.vocabulary import Health, Scope


class SaidBody(bodies.Shape):
    """What was said about an item and, where it is a commitment, how it stands."""

    said = bodies.Text(allow_blank=True, help_text=_("Empty where it was not raised after all."))
    health = s.ChoiceField(
        choices=Health.choices, required=False, help_text=_("Recorded as a report too, where it is said.")
    )
    raised_on = bodies.optional_day(_("The day of the meeting where it is left out."))


class AgendaSaying(Changing, AgendaDoor):
    """The part of the address of one item that writes."""

    scopes: ClassVar = {"PATCH": Scope.RECORD}
    model = AgendaItem
    address, named = "agenda_item", "id"

    def shaped(self, row: Row) -> Row:
        return reading.agenda([row], self.reader)[0]

    def keyed(self) -> dict[str, str]:
        return {"pk": self.kwargs["id"], "meeting__reference": self.kwargs["reference"]}

    @written(
        shapes.AgendaItemSerializer,
        _("Say what was said about an item"),
        body=SaidBody,
        examples={"Raised": {"said": "They will send the list in May.", "health": "on_track"}},
    )
    def patch(self, request: Request, reference: str, id: str) -> Response:
        """Record what was said about an open item of a meeting that was held and is not closed."""
        self.found()
        values: dict[str, Any] = self.body(SaidBody)
        health = values.pop("health", None)
        with self.holding() as item:
            meetings.review_item(
                item, health=Health(health) if health else None, by=self.reader, now=self.now, **values
            )
        return self.given()
