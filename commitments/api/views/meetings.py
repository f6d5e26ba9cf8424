"""Meetings with documents, outcomes, agenda and reminders: read, recorded, changed, and taken through
their steps.
"""

import copy
from http import HTTPStatus
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.access import querysets
from commitments.api import filters, schema
from commitments.api.filters import MeetingFilterSet
from commitments.api.serializers import input, meetings, requests
from commitments.api.serializers.base import Row
from commitments.api.serializers.input import ReasonBody
from commitments.api.serializers.step_input import (
    BackgroundBody,
    DelegationBody,
    MeetingBody,
    NewMeetingBody,
    PostponeBody,
)
from commitments.api.steps import Action, by_acts, list_action_names
from commitments.api.views.base import DetailView, RecordListView, RecordView, ReferenceView
from commitments.api.views.changes import ChangeView, Making, Writing, describe_write
from commitments.api.views.commitment_steps import why_not_ask
from commitments.enums import ApprovalKind, Classification, Health, MeetingState, Scope, Side
from commitments.lifecycle import acceptance
from commitments.meetings import delegations, outcomes
from commitments.meetings.meetings import (
    add_open_items,
    cancel_meeting,
    close_meeting,
    edit_meeting,
    find_contradictions,
    mark_held,
    postpone_meeting,
    record_meeting,
    request_error_entry,
    why_not_bring_in,
    why_not_close,
    why_not_hold,
    why_not_in,
    why_not_postpone,
)
from commitments.models import AgendaItem, Meeting


class MeetingListView(RecordListView):
    queryset = meetings.MEETINGS
    filterset_class = MeetingFilterSet
    shape = meetings.MeetingSerializer
    key = "reference"
    orderings = ("reference", "-reference", "held_on", "-held_on", "sorted_on", "-sorted_on")

    @schema.describe_list(meetings.MeetingSerializer, _("List meetings"))
    def get(self, request: Request) -> HttpResponse:
        """The meetings you may read, by reference unless ordered otherwise."""
        return self.answer(meetings.build_meetings(self.page()))


class MeetingView(ReferenceView):
    queryset = meetings.MEETINGS_IN_DETAIL
    shape = meetings.MeetingDetailSerializer

    @schema.describe_record(meetings.MeetingDetailSerializer, _("Read a meeting"))
    def get(self, request: Request, reference: str) -> HttpResponse:
        """One meeting with its delegations, its background, its documents and its outcomes in order."""
        return self.answer(meetings.build_meeting(self.row(), self.reader))


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
        return meetings.build_meeting(row, self.reader)

    def check(self, meeting: Meeting, *, is_held: bool) -> None:
        """Raise WrongBody where the meeting would not hold together."""
        facts = {name: getattr(meeting, name) for name in MEMBERS if name != "state"}
        if wrong := find_contradictions(facts, is_held=is_held, now=self.now):
            raise input.WrongBody({name: [str(said)] for name, said in wrong.items()})
        input.check_record(meeting, MEMBERS)


class MeetingMaking(MeetingWriting, Making):
    """The writing part of the list of meetings."""

    scopes: ClassVar = {"POST": Scope.RECORD}
    detail = meetings.MEETINGS_IN_DETAIL

    @describe_write(
        meetings.MeetingDetailSerializer,
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
            record_meeting(meeting, by=self.reader, now=self.now, held=is_held)
        return self.made(meeting)


class ChangingMeeting(MeetingWriting, ChangeView):
    """Changes one meeting."""

    queryset = meetings.MEETINGS_IN_DETAIL
    steps_title = _("List the steps of a meeting")
    beside = ("country",)


class MeetingChanging(ChangingMeeting):
    """The writing part of the address of one meeting."""

    scopes: ClassVar = {"PATCH": Scope.RECORD}

    @describe_write(
        meetings.MeetingDetailSerializer,
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
                edit_meeting(meeting, changed, expected=meeting.version, by=self.reader, now=self.now)
        return self.respond()


def _seat(meeting: Meeting, *, side: str, seats: list[dict[str, Any]], **by_and_now: Any) -> None:
    delegations.set_delegation(
        meeting, Side(side), [delegations.DelegateInput(**one) for one in seats], **by_and_now
    )


def _set_background(meeting: Meeting, *, facts: list[dict[str, Any]], **by_and_now: Any) -> None:
    delegations.set_background(meeting, [delegations.FactInput(**one) for one in facts], **by_and_now)


WHY = {"reason": "Their minister is away."}
ACTIONS = (
    Action(
        "delegation",
        _("Say who is in a delegation"),
        _("The delegation of one side is these, in this order, until the meeting is closed."),
        _seat,
        by_acts(why_not_in),
        DelegationBody,
        {
            "Theirs": {
                "side": "theirs",
                "seats": [{"post": "Minister of External Relations", "is_head": True}],
            }
        },
    ),
    Action(
        "background",
        _("Set the background facts"),
        _("The background of the meeting is these facts, in this order, until the meeting is closed."),
        _set_background,
        by_acts(why_not_in),
        BackgroundBody,
        {
            "One fact": {
                "facts": [
                    {
                        "text": "Two ferries collided off the harbour.",
                        "source": "Harbour office, yearly report",
                        "dated": "May, year not stated",
                    }
                ]
            }
        },
    ),
    Action(
        "hold",
        _("Say that it was held"),
        _("The meeting took place; what was open then stands on its agenda."),
        mark_held,
        lambda meeting, asker: why_not_hold(meeting, asker.acts, asker.now),
    ),
    Action(
        "close",
        _("Close a meeting"),
        _("Its clauses are locked for good; what is still open goes to the next meetings."),
        close_meeting,
        by_acts(why_not_close),
    ),
    Action(
        "postpone",
        _("Postpone a meeting"),
        _("It is put off to another day, or to one not yet known; what hangs on it follows."),
        postpone_meeting,
        by_acts(why_not_postpone),
        PostponeBody,
        {"To another day": {"held_on": "2026-10-05", **WHY}, "To a day not known": WHY},
    ),
    Action(
        "cancel",
        _("Cancel a meeting"),
        _("It will not take place; deadlines that follow it ask for another event."),
        cancel_meeting,
        by_acts(why_not_postpone),
        ReasonBody,
        {"It is off": WHY},
    ),
    Action(
        "add_open_items",
        _("Bring in open items"),
        _("What is open stands on the agenda of a meeting that was recorded only after it was held."),
        add_open_items,
        by_acts(why_not_bring_in),
    ),
    Action(
        "propose",
        _("Propose its drafts"),
        _("The drafts of the meeting that you may read are put before their owners."),
        acceptance.propose_drafts,
        by_acts(acceptance.why_not_propose_drafts),
    ),
    Action(
        "enter_in_error",
        _("Ask to enter a meeting in error"),
        _("For a record that should not exist: a second person of the desk decides on the page."),
        request_error_entry,
        why_not_ask(ApprovalKind.ENTER_IN_ERROR),
        ReasonBody,
        {"Wrong partner": {"reason": "It was recorded under the wrong partner."}},
    ),
)
NAMES = list_action_names(ACTIONS)


class AgendaBaseView(RecordView):
    """The agenda of the meeting that the address names."""

    queryset = meetings.AGENDA

    def get_queryset(self) -> QuerySet[Any, Any]:
        there = querysets.list_readable(Meeting, self.reader).filter(reference=self.kwargs["reference"])
        return super().get_queryset().filter(meeting__in=there)


class AgendaView(AgendaBaseView, RecordListView):
    filterset_class = filters.AgendaFilterSet
    shape = meetings.AgendaItemSerializer
    orderings = ("id",)

    @schema.describe_list(shape, _("List the agenda of a meeting"))
    def get(self, request: Request, reference: str) -> HttpResponse:
        """The open items that come back at a meeting, as far as you may read them."""
        if not querysets.list_readable(Meeting, self.reader).filter(reference=reference).exists():
            raise Http404
        return self.answer(meetings.build_agenda(self.page(), self.reader))


class AgendaItemView(AgendaBaseView, DetailView):
    shape = meetings.AgendaItemSerializer

    @schema.describe_record(shape, _("Read an item of an agenda"))
    def get(self, request: Request, reference: str, id: str) -> HttpResponse:
        """One open item that comes back at a meeting."""
        return self.answer(meetings.build_agenda([self.row()], self.reader)[0])


class ReminderListView(RecordListView):
    queryset = requests.REMINDERS
    filterset_class = filters.ReminderFilterSet
    shape = meetings.ReminderSerializer
    orderings = ("id", "-id", "planned_at", "-planned_at")

    @schema.describe_list(shape, _("List reminders"))
    def get(self, request: Request) -> HttpResponse:
        """The reminders to you, and those of commitments that you may read."""
        return self.answer(requests.build_reminders(self.page(), self.reader))


class ReminderView(DetailView):
    queryset = requests.REMINDERS
    shape = meetings.ReminderSerializer

    @schema.describe_record(shape, _("Read a reminder"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """The reminders to you, and those of commitments that you may read: one of them."""
        return self.answer(requests.build_reminders([self.row()], self.reader)[0])


class DiscussionBody(input.InputSerializer):
    """What was said about an item and, for a commitment, its status."""

    discussion = input.TextField(allow_blank=True, help_text=_("Empty where it was not raised after all."))
    health = s.ChoiceField(
        choices=Health.choices, required=False, help_text=_("Recorded as a report too, where it is said.")
    )
    raised_on = input.optional_day(_("The day of the meeting where it is left out."))


class AgendaSaying(ChangeView, AgendaBaseView):
    """The writing part of the address of one agenda item."""

    scopes: ClassVar = {"PATCH": Scope.RECORD}
    model = AgendaItem
    address, named = "agenda_item", "id"

    def shaped(self, row: Row) -> Row:
        return meetings.build_agenda([row], self.reader)[0]

    def keyed(self) -> dict[str, str]:
        return {"pk": self.kwargs["id"], "meeting__reference": self.kwargs["reference"]}

    @describe_write(
        meetings.AgendaItemSerializer,
        _("Say what was said about an item"),
        body=DiscussionBody,
        examples={"Raised": {"discussion": "They will send the list in May.", "health": "on_track"}},
    )
    def patch(self, request: Request, reference: str, id: str) -> Response:
        """Record what was said about an open item of a meeting that was held and is not closed."""
        self.found()
        values: dict[str, Any] = self.body(DiscussionBody)
        health = values.pop("health", None)
        with self.holding() as item:
            outcomes.review_item(
                item, health=Health(health) if health else None, by=self.reader, now=self.now, **values
            )
        return self.respond()
