"""The list of meetings, whose pages are mounted beside it; mechanisms, with their sessions in order and what
is open.
"""

import datetime
from typing import Any

from django.contrib.admin import display, register
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from commitments.admin.base import RecordAdmin
from commitments.admin.form_fields import NamesForm
from commitments.admin.meetings.agenda_page import (
    AgendaPage,
    AgendaPaperFile,
    AgendaStep,
    AnnotatedAgendaFile,
)
from commitments.admin.meetings.minutes import BeginMinutes
from commitments.admin.meetings.notes import LineAnswer, NotesPage
from commitments.admin.meetings.outcomes import MeetingTexts
from commitments.admin.meetings.statements import FilingPage
from commitments.admin.meetings.views import DeadlinePreview, MeetingPage, PacketRequest
from commitments.admin.parties.page import asks_of_mechanism, items_of_mechanism, list_sessions
from commitments.admin.permissions import signed_in
from commitments.admin.site import site
from commitments.dashboard import meetings
from commitments.meetings.meetings import has_sessions
from commitments.models import DAY, Mechanism, Meeting
from commitments.search.query import SEARCHED


@register(Meeting, site=site)
class MeetingAdmin(RecordAdmin):
    """Lists meetings."""

    pages = (
        *(MeetingPage, MeetingTexts, NotesPage, FilingPage, PacketRequest, DeadlinePreview, LineAnswer),
        *(AgendaPage, AgendaPaperFile, AgendaStep, AnnotatedAgendaFile, BeginMinutes),
    )
    joined = ("country", "mechanism")
    is_prepared = True
    answers_as_of = True
    list_display = ("reference", "title", "country", "form", "day", "place", "state")
    list_display_links = ("title",)
    file_columns = (
        *("reference", "title", "country", "form", "held_on", "place", "time_zone"),
        *("mechanism", "session_number", "state", "classification"),
        *("not_before", "not_before_source", "not_after", "not_after_source"),
    )
    list_filter = ("country", "state", "form")
    list_select_related = ("country",)
    search_fields = SEARCHED[Meeting]

    @display(description=gettext_lazy("date"), ordering=DAY)
    def day(self, obj: Meeting) -> datetime.date | str:
        """Return the day, or that it is not stated."""
        return obj.held_on or gettext("not stated")


@register(Mechanism, site=site)
class MechanismAdmin(RecordAdmin):
    answers_as_of = True
    list_display = ("name", "country", "level", "frequency", "our_chair", "their_chair")
    list_filter = ("country", "level")
    list_select_related = ("country",)
    search_fields = SEARCHED[Mechanism]
    ordering = ("country__name", "name")
    change_form_template = "admin/commitments/mechanism/change_form.html"
    form = NamesForm
    fields = ("country", "name", "names", "level", "frequency", "our_chair", "their_chair")
    constraint_fields = {"mechanism_name_once_per_country": "name"}
    # A meeting is one of its sessions.
    fixed = {"country": has_sessions}

    def describe(self, request: HttpRequest, record: Mechanism) -> dict[str, Any]:
        person = signed_in(request)
        return {
            "sessions": list_sessions(record, person),
            "items": items_of_mechanism(record, person, meetings.today_of(person, timezone.now())),
            "asks": asks_of_mechanism(record, person),
        }
