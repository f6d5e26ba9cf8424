"""Agendas of meetings: the discussion of open items, and agenda items with their papers."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.access import querysets
from commitments.api import filters
from commitments.api.filters import refuse_unknown
from commitments.api.responses import build_file
from commitments.api.schema import describe, describe_file, describe_write
from commitments.api.serializers import documents, input, meetings
from commitments.api.serializers.base import ClassificationField, Rows
from commitments.api.steps import Action, by_acts
from commitments.api.views.changes import WriteViewSet
from commitments.api.views.translation_steps import ITEM_TRANSLATIONS, POINT_TRANSLATIONS
from commitments.audit import access_log
from commitments.enums import AccessKind, Classification, Health, Scope
from commitments.errors import Refused
from commitments.meetings import agenda, outcomes
from commitments.models import AgendaPaper, AgendaPoint, Meeting


class DiscussionBody(input.InputSerializer):
    """What was said about an item and, for a commitment, its status."""

    discussion = input.TextField(allow_blank=True, help_text=_("Empty if the item was not raised."))
    health = s.ChoiceField(
        choices=Health.choices,
        required=False,
        help_text=_("If sent, the status is also recorded as a progress update."),
    )
    raised_on = input.optional_day(_("Day of the meeting if omitted."))
    in_confidence = input.in_confidence(required=False)
    originator = input.originator(required=False)


@describe(
    list=(
        _("List the open items of an agenda"),
        "The open items that come back at a meeting, as far as you may read them.",
    ),
    retrieve=(_("Get an open item of an agenda"), "One open item that comes back at a meeting."),
)
class AgendaViewSet(WriteViewSet):
    """The agenda of the meeting that the address names."""

    serializer_class = meetings.AgendaItemSerializer
    filterset_class = filters.UnsearchedFilterSet
    orderings = ("id",)
    noun = "open_item"
    beside = ("meeting__country", "commitment", "outcome")
    steps = ITEM_TRANSLATIONS
    steps_title = _("List the actions on an open item")
    scopes: ClassVar = {"partial_update": Scope.RECORD}

    def get_queryset(self) -> Rows:
        """Return the items of the agenda that the person may read."""
        there = querysets.list_readable(Meeting, self.reader).filter(reference=self.kwargs.get("reference"))
        return super().get_queryset().filter(meeting__in=there)

    def list(self, request: Request, **above: str) -> HttpResponse:
        """Return the agenda; raise Http404 where the meeting is hidden or missing."""
        if not querysets.list_readable(Meeting, self.reader).filter(**above).exists():
            raise Http404
        return super().list(request, **above)

    def keyed(self) -> dict[str, str]:
        return super().keyed() | {"meeting__reference": self.kwargs["reference"]}

    @describe_write(
        meetings.AgendaItemSerializer,
        _("Record the discussion of an open item"),
        body=DiscussionBody,
        examples={"Raised": {"discussion": "They will send the list in May.", "health": "on_track"}},
    )
    def partial_update(self, request: Request, reference: str, id: str) -> Response:
        """Record what was said about an open item of a meeting that was held and is not closed."""
        self.found()
        values: dict[str, Any] = self.body(DiscussionBody)
        health = values.pop("health", None)
        with self.holding() as item:
            outcomes.review_item(
                item, health=Health(health) if health else None, by=self.reader, now=self.now, **values
            )
        return self.changed()


def _time() -> s.IntegerField:
    return s.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=agenda.LONGEST_MINUTES,
        help_text=_("In minutes."),
    )


class PointBody(input.InputSerializer):
    """An agenda item; a member that is left out stays unchanged."""

    title = input.LineField(required=False, max_length=200)
    titles = input.TextsField(required=False, help_text=_("Titles in other languages, by ISO 639 code."))
    is_after_open_items = s.BooleanField(required=False)
    our_ministry = input.OfMinistry(required=False, allow_null=True, help_text=_("Our lead ministry."))
    our_official = input.OfOfficial(required=False, allow_null=True, help_text=_("Our lead official."))
    their_ministry = input.OfMinistry(
        required=False, allow_null=True, help_text=_("Lead ministry of the partner.")
    )
    their_official = input.OfOfficial(
        required=False, allow_null=True, help_text=_("Lead official of the partner.")
    )
    minutes_allotted = _time()
    said = input.TextField(
        required=False, allow_blank=True, help_text=_("Possible after the meeting is marked as held.")
    )
    classification = ClassificationField(required=False)
    in_confidence = input.in_confidence(required=False)
    originator = input.originator(required=False)


NEW_POINT = {"meeting": "M-XV-2026-002", "title": "Ferry timetable", "minutes_allotted": 10}


class NewPointBody(PointBody):
    """A new agenda item."""

    meeting = input.OfMeeting(help_text=_("Reference of the meeting."))
    title = input.LineField(max_length=200)


class MovePointBody(input.InputSerializer):
    up = s.BooleanField(help_text=_("False to move the item down."))


POINT_ACTIONS = (
    Action(
        "move",
        _("Move an agenda item"),
        _("Moves the item one place up or down: past its neighbour, or past the open items."),
        agenda.move_point,
        by_acts(agenda.why_not_change),
        MovePointBody,
        {"Up": {"up": True}},
    ),
    Action(
        "remove",
        _("Remove an agenda item"),
        _("Takes the item off the agenda. On the page of the meeting, the step can be undone."),
        agenda.remove_point,
        by_acts(agenda.why_not_change),
        may_go=True,
    ),
)
PAPER_ACTIONS = (
    Action(
        "remove",
        _("Remove a paper"),
        _("Takes the paper off the agenda item. On the page of the meeting, the step can be undone."),
        agenda.remove_paper,
        by_acts(agenda.why_not_change),
        may_go=True,
    ),
)


class OnAgendaViewSet(WriteViewSet):
    """What is on an agenda; a removed record is kept, but not shown."""

    def get_queryset(self) -> Rows:
        """Return the records on the agendas that the person may read."""
        return super().get_queryset().filter(is_removed=False)

    def found(self, among: Any = None) -> Any:
        """Return the record; raises Http404, for a removed or hidden record as for a missing one."""
        rows = querysets.list_readable(self.model, self.reader) if among is None else among
        return super().found(rows.filter(is_removed=False))


@describe(
    list=(
        _("List agenda items"),
        "The items of agendas beside the open items, as far as you may read them.",
    ),
    retrieve=(_("Get an agenda item"), "One item of the agenda of a meeting."),
)
class AgendaPointViewSet(OnAgendaViewSet):
    serializer_class = meetings.AgendaPointSerializer
    filterset_class = filters.OfMeetingFilterSet
    orderings = ("id", "-id", "order", "-order")
    noun = "agenda_item"
    beside = ("meeting__country",)
    steps = (*POINT_ACTIONS, *POINT_TRANSLATIONS)
    steps_title = _("List the actions on an agenda item")
    scopes: ClassVar = {"create": Scope.RECORD, "partial_update": Scope.RECORD}

    @describe_write(
        meetings.AgendaPointSerializer,
        _("Add an agenda item"),
        body=NewPointBody,
        examples={
            "Ten minutes": {"meeting": "M-XV-2026-002", "title": "Ferry timetable", "minutes_allotted": 10}
        },
        status=HTTPStatus.CREATED,
    )
    def create(self, request: Request) -> Response:
        """Add an item at the end of the agenda of a meeting that is not closed."""
        values = self.body(NewPointBody)
        usual = min(Classification.RESTRICTED, self.reader.reads_up_to)
        with self.whole():
            point = AgendaPoint(**{"classification": usual} | values)
            agenda.add_point(point, by=self.reader, now=self.now)
        return self.created(point)

    @describe_write(
        meetings.AgendaPointSerializer,
        _("Update an agenda item"),
        body=PointBody,
        examples={"Said": {"said": "Both sides will send a draft timetable."}},
    )
    def partial_update(self, request: Request, id: str) -> Response:
        """Write some members of an agenda item until its meeting is closed."""
        self.found()
        values = self.body(PointBody)
        with self.holding() as point:
            agenda.change_point(point, values, expected=point.version, by=self.reader, now=self.now)
        return self.changed()


class OfPoint(input.ById):
    model = AgendaPoint


class PaperBody(input.InputSerializer):
    """A paper of an agenda item: a reference in one line is enough."""

    point = OfPoint(help_text=_("ID of the agenda item."))
    description = input.optional_line(
        300,
        _("Description of the document. If omitted, the file name is used. Required if no file is sent."),
    )


class PaperForm(PaperBody):
    """A paper of an agenda item, with its file."""

    file = input.FileField(
        required=False, help_text=_("PDF, office document, image, email or text, at most 25 MB.")
    )


@describe(
    list=(_("List papers of agenda items"), "The papers of agenda items, as far as you may read them."),
    retrieve=(_("Get a paper of an agenda item"), "One paper of an agenda item."),
)
class AgendaPaperViewSet(OnAgendaViewSet):
    serializer_class = documents.AgendaPaperSerializer
    filterset_class = filters.AgendaPaperFilterSet
    takes_files = True
    noun = "paper"
    beside = ("point__meeting__country",)
    steps = PAPER_ACTIONS
    steps_title = _("List the actions on a paper of an agenda item")
    scopes: ClassVar = {"create": Scope.RECORD}

    @describe_write(
        documents.AgendaPaperSerializer,
        _("Add a paper to an agenda item"),
        body=PaperBody,
        form=PaperForm,
        examples={"A note": {"point": 4, "description": "Note on ferry fares, 12 March 2026"}},
        status=HTTPStatus.CREATED,
    )
    def create(self, request: Request) -> Response:
        """File a paper of an agenda item, as a reference or with its file as multipart/form-data."""
        values = self.body(PaperForm)
        file = values.pop("file", None)
        with self.whole():
            try:
                made = agenda.add_paper(AgendaPaper(**values), by=self.reader, now=self.now, file=file)
            except Refused as refused:
                if refused.code != "needs_line":
                    raise
                raise input.WrongBody({"description": [str(refused)]}) from refused
        return self.created(made)

    @describe_file(_("Download a paper of an agenda item"))
    @action(detail=True)
    def file(self, request: Request, id: str) -> HttpResponse:
        """The file as it was filed, checked against its SHA-256; who fetched it stands in the log."""
        refuse_unknown(request, set())
        paper = self.found()
        content = agenda.open_paper(paper, self.reader)
        access_log.log_opened(request._request, self.reader, paper, AccessKind.FETCHED)
        return build_file(content, paper.file_name, paper.media_type)
