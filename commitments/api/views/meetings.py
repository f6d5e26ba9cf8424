"""Meetings with documents, outcomes and reminders: read, recorded, changed, and taken through
their steps.
"""

import copy
from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.api import filters
from commitments.api.filters import refuse_unknown
from commitments.api.responses import build_file
from commitments.api.schema import describe, describe_file, describe_write
from commitments.api.serializers import input, meetings
from commitments.api.serializers.input import ReasonBody
from commitments.api.serializers.step_input import (
    BackgroundBody,
    DelegationBody,
    MeetingBody,
    NewMeetingBody,
    PostponeBody,
)
from commitments.api.steps import Action, by_acts, list_action_names
from commitments.api.tokens import is_of_outside
from commitments.api.views.base import RecordViewSet
from commitments.api.views.changes import WriteViewSet
from commitments.api.views.commitment_steps import why_not_ask
from commitments.api.views.translation_steps import build_checks
from commitments.enums import ApprovalKind, Classification, MeetingState, Scope, Side
from commitments.lifecycle import acceptance
from commitments.meetings import delegations
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
from commitments.models import Meeting
from commitments.tables import annotated_agenda

NEW = {
    "country": "XV",
    "title": "Consultations on consular matters",
    "was_held": False,
    "held_on": "2026-09-14",
}


# Each member by the column that it is written to; the state counts where a session is numbered twice.
MEMBERS = {name: name for name in ("country", *MeetingBody._declared_fields)} | {"state": ""}


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
        _("Set the delegation of one side"),
        _(
            "Replaces the delegation of one side with this ordered list. Available until the meeting "
            "is closed."
        ),
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
        _(
            "Replaces the background facts of the meeting with this ordered list. Available until "
            "the meeting is closed."
        ),
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
        _("Mark as held"),
        _("Records that the meeting was held. Items that were open at the time go on its agenda."),
        mark_held,
        lambda meeting, asker: why_not_hold(meeting, asker.acts, asker.now),
    ),
    Action(
        "close",
        _("Close a meeting"),
        _("Locks the clauses permanently. Open items go on the agendas of the upcoming meetings."),
        close_meeting,
        by_acts(why_not_close),
    ),
    Action(
        "postpone",
        _("Postpone a meeting"),
        _("Moves the meeting to another day, or leaves the new day open. Linked deadlines are recalculated."),
        postpone_meeting,
        by_acts(why_not_postpone),
        PostponeBody,
        {"To another day": {"held_on": "2026-10-05", **WHY}, "To a day not known": WHY},
    ),
    Action(
        "cancel",
        _("Cancel a meeting"),
        _("The meeting will not be held. Linked deadlines need a different event."),
        cancel_meeting,
        by_acts(why_not_postpone),
        ReasonBody,
        {"It is off": WHY},
    ),
    Action(
        "add_open_items",
        _("Add open items"),
        _("Adds the open items to the agenda of a meeting that was recorded after it was held."),
        add_open_items,
        by_acts(why_not_bring_in),
    ),
    Action(
        "propose",
        _("Send drafts to owners"),
        _("Sends the drafts of the meeting to their owners, except drafts that you cannot read."),
        acceptance.propose_drafts,
        by_acts(acceptance.why_not_propose_drafts),
    ),
    Action(
        "enter_in_error",
        _("Request to mark a meeting as entered in error"),
        _(
            "For a record that should not exist. On the page of the meeting, a second person at the "
            "desk approves or rejects the request."
        ),
        request_error_entry,
        why_not_ask(ApprovalKind.ENTER_IN_ERROR),
        ReasonBody,
        {"Wrong partner": {"reason": "It was recorded under the wrong partner."}},
    ),
    *build_checks("meeting", of_title=True),
)
NAMES = list_action_names(ACTIONS)
KIND, AGENDA_KINDS = "kind", ("pdf", "docx")
OF_AGENDA = OpenApiParameter(KIND, enum=AGENDA_KINDS, description=_("PDF if omitted."))
NOT_OUTSIDE = _("External programs cannot read annotated agendas. Sign in to view them.")


@describe(
    list=(_("List meetings"), "The meetings you may read, by reference unless ordered otherwise."),
    retrieve=(
        _("Get a meeting"),
        "One meeting with its delegations, its background, its documents and its outcomes in order.",
    ),
)
class MeetingViewSet(WriteViewSet):
    serializer_class = meetings.MeetingDetailSerializer
    list_serializer_class = meetings.MeetingSerializer
    filterset_class = filters.MeetingFilterSet
    key = lookup_field = lookup_url_kwarg = "reference"
    lookup_value_regex = f"M-{filters.REFERENCE}"
    orderings = ("reference", "-reference", "held_on", "-held_on", "sorted_on", "-sorted_on")
    noun = "meeting"
    beside = ("country",)
    steps = ACTIONS
    steps_title = _("List the actions on a meeting")
    scopes: ClassVar = {"create": Scope.RECORD, "partial_update": Scope.RECORD}

    @describe_write(
        meetings.MeetingDetailSerializer,
        _("Record a meeting"),
        body=NewMeetingBody,
        examples={"One that lies ahead": NEW},
        status=HTTPStatus.CREATED,
    )
    def create(self, request: Request) -> Response:
        """Record a meeting with a partner of your desk; open items come onto the agenda of one ahead."""
        values = self.body(NewMeetingBody)
        is_held = values.pop("was_held")
        usual = min(Classification.RESTRICTED, self.reader.reads_up_to)
        meeting = Meeting(**{"classification": usual} | values)
        with self.whole():
            self.check(meeting, is_held=is_held)
            record_meeting(meeting, by=self.reader, now=self.now, held=is_held)
        return self.created(meeting)

    @describe_write(
        meetings.MeetingDetailSerializer,
        _("Update a meeting"),
        body=MeetingBody,
        examples={"Another place": {"place": "Port Serin"}},
    )
    def partial_update(self, request: Request, reference: str) -> Response:
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
        return self.changed()

    # Not `head`: each download is in the log of exports.
    @describe_file(_("Download the annotated agenda"), problems=(403,), parameters=(OF_AGENDA,))
    @action(detail=True, http_method_names=("get",), url_path="annotated-agenda")
    def annotated_agenda(self, request: Request, reference: str) -> HttpResponse:
        """The agenda with history, our position and latest updates, in your language, as far as you may
        read it.
        """
        refuse_unknown(request, {KIND})
        if is_of_outside(request.user):
            raise PermissionDenied(NOT_OUTSIDE, "outside")
        kind = request.query_params.get(KIND, "pdf")
        if kind not in AGENDA_KINDS:
            raise ValidationError({KIND: _("Use one of these values: %s.") % ", ".join(AGENDA_KINDS)})
        meeting = self.found(self.stepped())
        made = annotated_agenda.export_agenda(meeting, kind, by=self.reader, now=timezone.now())
        return build_file(made.content, made.name)

    def check(self, meeting: Meeting, *, is_held: bool) -> None:
        """Raise WrongBody where the meeting would not hold together."""
        facts = {name: getattr(meeting, name) for name in MEMBERS if name != "state"}
        if wrong := find_contradictions(facts, is_held=is_held, now=self.now):
            raise input.WrongBody({name: [str(said)] for name, said in wrong.items()})
        input.check_record(meeting, MEMBERS)


@describe(
    list=(_("List reminders"), "The reminders to you, and those of commitments that you may read."),
    retrieve=(
        _("Get a reminder"),
        "The reminders to you, and those of commitments that you may read: one of them.",
    ),
)
class ReminderViewSet(RecordViewSet):
    serializer_class = meetings.ReminderSerializer
    filterset_class = filters.ReminderFilterSet
    orderings = ("id", "-id", "planned_at", "-planned_at")
