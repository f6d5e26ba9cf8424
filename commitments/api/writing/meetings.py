"""Meetings: recorded, changed, and taken through their states."""

import copy
from http import HTTPStatus
from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from commitments import meetings
from commitments.api import reading, shapes
from commitments.api.reading import Row
from commitments.api.writing import bodies
from commitments.api.writing.described import written
from commitments.api.writing.door import Changing, Making, Writing
from commitments.api.writing.meeting_bodies import MeetingBody, NewMeetingBody
from commitments.models import Meeting
from commitments.vocabulary import Classification, MeetingState, Scope

NEW = {
    "country": "XV",
    "title": "Consultations on consular matters",
    "was_held": False,
    "held_on": "2026-09-14",
}


# Each member by the column that it is written to; the state counts where a session is numbered twice.
MEMBERS = {name: name for name in ("country", *MeetingBody._declared_fields)} | {"state": ""}


class MeetingWriting(Writing):
    model = Meeting
    address = "meeting"

    def shaped(self, row: Row) -> Row:
        return reading.meeting(row, self.reader)

    def check(self, meeting: Meeting, *, is_held: bool) -> None:
        """Raise WrongBody where the meeting would not hold together."""
        facts = {name: getattr(meeting, name) for name in MEMBERS if name != "state"}
        if wrong := meetings.apart(facts, is_held=is_held, now=self.now):
            raise bodies.WrongBody({name: [str(said)] for name, said in wrong.items()})
        bodies.check(meeting, MEMBERS)


class MeetingMaking(MeetingWriting, Making):
    """The part of the list of meetings that writes."""

    scopes: ClassVar = {"POST": Scope.RECORD}
    detail = reading.MEETINGS_IN_DETAIL

    @written(
        shapes.MeetingDetailSerializer,
        _("Record a meeting"),
        body=NewMeetingBody,
        examples={"One that lies ahead": NEW},
        status=HTTPStatus.CREATED,
    )
    def post(self, request: Request) -> Response:
        """Record a meeting with a partner of your desk; open items come onto the agenda of one ahead."""
        values = self.body(NewMeetingBody)
        is_held = values.pop("was_held")
        usual = min(Classification.RESTRICTED, self.reader.reads_up_to)
        meeting = Meeting(**{"classification": usual} | values)
        with self.whole():
            self.check(meeting, is_held=is_held)
            meetings.record(meeting, by=self.reader, now=self.now, held=is_held)
        return self.made(meeting)


class ChangingMeeting(MeetingWriting, Changing):
    """Changes one meeting."""

    queryset = reading.MEETINGS_IN_DETAIL
    steps_title = _("List the steps of a meeting")
    beside = ("country",)


class MeetingChanging(ChangingMeeting):
    """The part of the address of one meeting that writes."""

    scopes: ClassVar = {"PATCH": Scope.RECORD}

    @written(
        shapes.MeetingDetailSerializer,
        _("Change a meeting"),
        body=MeetingBody,
        examples={"Another place": {"place": "Port Serin"}},
    )
    def patch(self, request: Request, reference: str) -> Response:
        """Write some members of a meeting that is not closed; deadlines and agendas follow its date."""
        self.found()
        values = self.body(MeetingBody)
        with self.editing(values) as (meeting, changed):
            wanted = copy.copy(meeting)
            for name, value in values.items():
                setattr(wanted, name, value)
            self.check(wanted, is_held=meeting.state == MeetingState.HELD)
            if changed:
                meetings.change(meeting, changed, expected=meeting.version, by=self.reader, now=self.now)
        return self.given()
