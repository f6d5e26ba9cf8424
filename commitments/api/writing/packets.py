"""Packets asked for: a worker makes them, and the program looks again until one is ready."""

import datetime
from http import HTTPStatus
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from commitments import past
from commitments.api import reading, shapes
from commitments.api.reading import Row
from commitments.api.writing import bodies, found
from commitments.api.writing.described import written
from commitments.api.writing.door import Making
from commitments.briefings import archive
from commitments.briefings.scope import of_country, of_meeting
from commitments.errors import Refused
from commitments.models import Packet, User, zone_of
from commitments.tasks import ring
from commitments.vocabulary import Scope

MOST_MEETINGS = 24
FINISHED = _(
    "%(packet)s is finished; its number is %(id)d. Fetch that, or send new_edition to have another made."
)


class OfPerson(found.ByReference):
    model = User
    column = "username"


class PacketBody(bodies.Shape):
    """About what, for whom, and in how many copies."""

    meetings = s.ListField(
        child=found.OfMeeting(),
        required=False,
        max_length=MOST_MEETINGS,
        help_text=_("References; the first one leads. Left out: all that stands with the partner."),
    )
    country = found.OfCountry(required=False, help_text=_("Code of the partner, where no meeting is named."))
    reader = OfPerson(required=False, help_text=_("User name of whom it is made for; you, if left out."))
    copies = s.IntegerField(default=archive.COPIES, min_value=archive.COPIES, max_value=archive.MOST_COPIES)
    as_of = bodies.optional_line(40, _("A past day or moment, such as 2026-03-03: it holds what stood then."))

    new_edition = s.BooleanField(
        default=False, help_text=_("Make another edition although a finished one is there.")
    )

    def validate(self, attrs: Any) -> Any:
        """Ask for a meeting or a partner."""
        if bool(attrs.get("meetings")) == bool(attrs.get("country")):
            raise s.ValidationError({"meetings": [_("Name meetings, or the partner alone.")]})
        return attrs


class PacketMaking(Making):
    """The part of the list of packets that writes."""

    scopes: ClassVar = {"POST": Scope.PACKETS}
    model = Packet
    address, named = "packet", "id"
    detail = reading.PACKETS

    def shaped(self, row: Row) -> Row:
        return reading.packets([row], self.reader)[0]

    @written(
        shapes.PacketSerializer,
        _("Ask for a packet"),
        body=PacketBody,
        examples={"Of one meeting": {"meetings": ["M-XV-2026-001"]}, "Of a partner": {"country": "XV"}},
        status=HTTPStatus.ACCEPTED,
    )
    def post(self, request: Request) -> Response:
        """Ask for the next edition, which a worker makes: look at its address until it is ready."""
        values = self.body(PacketBody)
        reader, as_of = values.get("reader") or self.reader, self._moment(values["as_of"])
        with self.whole():
            about = (
                of_meeting(*values["meetings"])
                if values.get("meetings")
                else of_country(values["country"], by=self.reader, reader=reader)
            )
            made = archive.finished(about, by=self.reader, reader=reader, as_of=as_of)
            if made is not None and not values["new_edition"]:
                raise Refused(FINISHED % {"packet": made, "id": made.pk}, "finished")
            packet = archive.request(
                about, by=self.reader, reader=reader, copies=values["copies"], as_of=as_of, now=self.now
            )
            transaction.on_commit(lambda: ring(packet.pk))
        return self.made(packet, HTTPStatus.ACCEPTED)

    def _moment(self, text: str) -> datetime.datetime | None:
        """Read the past moment; raises WrongBody."""
        if not text:
            return None
        try:
            return past.moment_of(text, zone=zone_of(self.reader), now=self.now)
        except Refused as refused:
            raise bodies.WrongBody({"as_of": [str(refused)]}) from refused
