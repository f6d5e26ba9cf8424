"""The list of meetings, whose pages are mounted beside it; mechanisms, with their sessions in order and what
is open.
"""

import datetime
from typing import Any

from django.contrib.admin import display, register
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from commitments.admin.base import RecordAdmin
from commitments.admin.commitments.deadline_forms import deadline_view
from commitments.admin.meetings.notes import NotesPage, line_view
from commitments.admin.meetings.outcomes import MeetingTexts
from commitments.admin.meetings.statements import FilingPage
from commitments.admin.meetings.views import MeetingPage, PacketRequest
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("country", "mechanism")

    def get_urls(self) -> list[URLPattern]:
        """Mount the pages of a meeting."""
        view = self.admin_site.admin_view
        return [
            path("deadline/", view(deadline_view), name="commitments_meeting_deadline"),
            path("line/", view(line_view), name="commitments_meeting_line"),
            MeetingTexts.at_noun("<path:object_id>/texts/", "texts", self),
            NotesPage.at_noun("<path:object_id>/notes/", "notes", self),
            FilingPage.at_noun("<path:object_id>/text/", "text", self),
            PacketRequest.at_noun("<path:object_id>/packet/", "packet", self),
            MeetingPage.add_url(self),
            *MeetingPage.main_urls(self),
            *super().get_urls(),
        ]


@register(Mechanism, site=site)
class MechanismAdmin(RecordAdmin):
    teaches = _(
        "No standing body is on record. Enter a joint commission or policy consultations once a meeting "
        "is one of its sessions; other meetings need none."
    )
    list_display = ("name", "country", "level", "frequency", "our_chair", "their_chair")
    list_filter = ("country", "level")
    list_select_related = ("country",)
    search_fields = SEARCHED[Mechanism]
    ordering = ("country__name", "name")
    change_form_template = "admin/commitments/mechanism/change_form.html"
    fields = ("country", "name", "level", "frequency", "our_chair", "their_chair")
    constraint_fields = {"mechanism_name_once_per_country": "name"}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the country once a meeting is one of its sessions."""
        return ("country",) if obj is not None and has_sessions(obj) else ()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        mechanism: Mechanism | None = context.get("original")
        if mechanism is not None:
            person = signed_in(request)
            today = meetings.today_of(person, timezone.now())
            context |= {
                "sessions": list_sessions(mechanism, person),
                "items": items_of_mechanism(mechanism, person, today),
                "asks": asks_of_mechanism(mechanism, person),
            }
        return super().render_change_form(request, context, *args, **kwargs)
