"""The page of a meeting: one page on which it is planned, recorded with all that was said, and closed."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.contrib.admin import display, register
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from commitments import access, meetings, overview
from commitments.admin import filing, texts
from commitments.admin.base import RecordAdmin
from commitments.admin.doors import signed_in
from commitments.admin.forms.book import read_book
from commitments.admin.forms.meeting import PLANNED, MeetingForm
from commitments.admin.long_texts import WRITE, LongFields
from commitments.admin.meeting_agenda import agenda_shown, paired, point_shown
from commitments.admin.meeting_brief import brief_shown
from commitments.admin.meeting_error import error_shown
from commitments.admin.meeting_line import line_view
from commitments.admin.meeting_missing import missing
from commitments.admin.meeting_notes import notes_view
from commitments.admin.meeting_page import meeting_shown, part_of
from commitments.admin.meeting_records import Records, read_records
from commitments.admin.meeting_said import plan_next, say_saved
from commitments.admin.meeting_steps import AHEAD, STEPS
from commitments.admin.meeting_writing import Writer
from commitments.admin.packet import ask_for_packet
from commitments.admin.preview import deadline_view
from commitments.admin.recording import Maker, Recording, asked_for_more
from commitments.admin.site import site
from commitments.models import DAY, Country, Meeting
from commitments.reminders import delegations
from commitments.searching import SEARCHED
from commitments.vocabulary import MeetingState


@dataclass(slots=True)
class Sheet:
    """What one request has read and made of a meeting's page."""

    records: Records
    recording: Recording


def _asks_what_was_said(request: HttpRequest, meeting: Meeting | None, sheet: Sheet) -> bool:
    """Say whether statements and outcomes are asked: of a meeting ahead only where some are there already."""
    if meeting is None or meeting.state not in AHEAD or "said" in request.GET:
        return True
    typed = sheet.recording.statements.forms or sheet.recording.outcomes.forms
    return bool(sheet.records.statements or sheet.records.outcomes or typed)


@register(Meeting, site=site)
class MeetingAdmin(LongFields, RecordAdmin):
    """Lists meetings; shows, records and closes one."""

    form = MeetingForm
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
    change_form_template = "admin/commitments/meeting/change_form.html"
    steps = STEPS
    long_fields = ("purpose", "note")
    constraint_fields = {
        "meeting_time_needs_a_date": "starts_at",
        "meeting_end_needs_a_start": "ends_at",
        "meeting_session_needs_a_mechanism": "session_number",
        "meeting_session_once": "session_number",
        "meeting_has_a_title": "title",
        "meeting_not_before_has_a_source": "not_before_source",
        "meeting_not_after_has_a_source": "not_after_source",
        "meeting_bounds_in_order": "not_after",
    }

    @display(description=gettext_lazy("date"), ordering=DAY)
    def day(self, obj: Meeting) -> datetime.date | str:
        """Give the day, which may not be stated."""
        return obj.held_on or _("not stated")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("country", "mechanism")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Use plain fields: the page needs neither pop-ups nor pickers of its own."""
        return db_field.formfield(**kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let the desk edit while the meeting is open; afterwards the page is the record."""
        if not super().has_change_permission(request, obj):
            return False
        if obj is None:
            return True
        return obj.state in meetings.OPEN_MEETINGS and self._works_on(request, obj.country)

    @staticmethod
    def _works_on(request: HttpRequest, country: Country) -> bool:
        known: dict[int, bool] = request.__dict__.setdefault("works_on", {})
        if country.pk not in known:
            known[country.pk] = access.works_on(request.user, country)
        return known[country.pk]

    def get_urls(self) -> list[Any]:
        ask = path(
            "<path:object_id>/packet/",
            self.admin_site.admin_view(require_POST(self.packet_view)),
            name="commitments_meeting_packet",
        )
        preview = path(
            "deadline/", self.admin_site.admin_view(deadline_view), name="commitments_meeting_deadline"
        )
        line = path("line/", self.admin_site.admin_view(line_view), name="commitments_meeting_line")
        compare = path(
            "<path:object_id>/texts/",
            self.admin_site.admin_view(partial(texts.meeting_view, self)),
            name="commitments_meeting_texts",
        )
        sheet = path(
            "<path:object_id>/notes/",
            self.admin_site.admin_view(partial(notes_view, self)),
            name="commitments_meeting_notes",
        )
        bring = path(
            "<path:object_id>/text/",
            self.admin_site.admin_view(filing.view(self)),
            name="commitments_meeting_text",
        )
        return [preview, line, ask, compare, sheet, bring, *super().get_urls()]

    def packet_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for a briefing packet and show how far it is."""
        meeting = self.get_object(request, unquote(object_id))
        if meeting is None:
            raise Http404
        return ask_for_packet(request, meeting)

    # -- The page
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Give another row, or open an outcome for editing, without checking or losing anything."""
        asked = request.method == "POST" and ("_more" in request.POST or "_edit" in request.POST)
        request.__dict__["is_quiet"] = asked
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.is_quiet = request.__dict__.get("is_quiet", False)
        return form

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> tuple[list[Any], list[Any]]:
        """Make the lists of the page, in place of inline tables."""
        person = signed_in(request)
        records = read_records(obj, person, page=request.GET.get("items", "")) if change else Records()
        partner = obj.country if change else self._posted_partner(request)
        today = overview.today_of(person, timezone.now())
        book = read_book(person, partner, today, records.statements)
        is_quiet = request.__dict__.get("is_quiet", False)
        data = request.POST if request.method == "POST" else None
        maker = Maker(
            person,
            book,
            records,
            data,
            is_new=not change,
            is_quiet=is_quiet,
            edited=request.POST.get("_edit", "") or request.GET.get("edit", ""),
            written=request.GET.get(WRITE, ""),
            awaits_outcomes=change and obj.state == MeetingState.HELD and not records.outcomes,
        )
        if is_quiet and data is not None:
            maker = replace(maker, data=asked_for_more(data, maker))
        sheet = Sheet(records, maker.make())
        request.__dict__["sheet"] = sheet
        return list(sheet.recording.all), []

    def rows_written(self, request: HttpRequest) -> list[Any]:
        """List them; every seat is among them, for the order of all is written."""
        recording: Recording = request.__dict__["sheet"].recording
        seats = (recording.ours, recording.theirs)
        return [
            form
            for rows in recording.all
            for form in rows.initial_forms
            if rows in seats or form.has_changed() or form.is_removed
        ]

    @staticmethod
    def _posted_partner(request: HttpRequest) -> Country | None:
        key = request.POST.get("country", "") or request.GET.get("country", "")
        partners = list(access.countries_of(request.user))
        if len(partners) == 1 and not key:
            return partners[0]
        return next((one for one in partners if str(one.pk) == key), None)

    def get_inline_formsets(self, *args: Any, **kwargs: Any) -> list[Any]:
        return []

    def get_formset_kwargs(self, *args: Any) -> dict[str, Any]:
        return {}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the lists, and the record as it stands."""
        sheet: Sheet = request.__dict__["sheet"]
        recording = sheet.recording
        meeting: Meeting | None = context.get("original")
        can_edit = meeting is None or self.has_change_permission(request, meeting)
        opened = frozenset(form.instance.pk for form in recording.outcomes.initial_forms)
        person = signed_in(request)
        today = overview.today_of(person, timezone.now())
        read = sheet.records.agenda
        works_on = meeting is not None and self._works_on(request, meeting.country)
        for row in recording.agenda.initial_forms:
            row.point = point_shown(row.instance, row.instance.meeting, read, today)
        items = request.GET.get("items", "")
        agenda = agenda_shown(meeting, read, page=items, today=today) if meeting else None
        shown = meeting_shown(meeting, sheet.records, today=today, opened=opened) if meeting else None
        is_planning = meeting is None and context["adminform"].form["was_held"].value() == PLANNED
        context |= {
            "is_planning": is_planning and not context["errors"],
            "writes": request.GET.get(WRITE) in self.long_fields,
            "asks_what_was_said": _asks_what_was_said(request, meeting, sheet),
            "agenda": agenda,
            "to_review": paired(agenda.points, recording.agenda.forms) if agenda else [],
            "invited": delegations.invited(meeting, person) if meeting else [],
            "brief": brief_shown(meeting, person) if meeting else None,
            "error": error_shown(meeting, person) if meeting else None,
            "recording": recording,
            "offers": recording.book.offers,
            "zones": sorted(set(access.open_rows(Country).values_list("time_zone", flat=True))),
            "can_edit": can_edit,
            "lists": recording.all if can_edit else [],
            "main_lists": recording.main,
            "partner": recording.book.partner,
            "home_name": recording.book.home,
            "shown": shown,
            "part": part_of(shown.outcomes, request.GET.get("at", "")) if shown else None,
            "missing": missing(meeting, shown, sheet.records) if meeting and shown else (),
            "plan_next": plan_next(meeting, person) if meeting and works_on else "",
            "may_file": works_on,
            "may_answer": works_on,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    # -- Writing
    def create(self, request: HttpRequest, obj: Any, form: ModelForm[Any]) -> None:
        held = form.cleaned_data.get("was_held") != PLANNED
        meetings.record(obj, by=signed_in(request), now=self._moment(request), held=held)

    def change(self, request: HttpRequest, obj: Any, values: dict[str, Any], form: ModelForm[Any]) -> None:
        sheet: Sheet = request.__dict__["sheet"]
        if values or sheet.recording.has_changes:
            by, now = signed_in(request), self._moment(request)
            meetings.change(obj, values, expected=obj.version, by=by, now=now)

    def save_related(self, request: HttpRequest, form: Any, formsets: Iterable[Any], change: bool) -> None:
        """Write the lists through the capability functions, in the same transaction."""
        sheet: Sheet = request.__dict__["sheet"]
        writer = Writer(form.instance, signed_in(request), self._moment(request))
        request.__dict__["drafted"] = writer.write(sheet.recording)
        super().save_related(request, form, [], change)

    def construct_change_message(self, *args: Any, **kwargs: Any) -> list[Any]:
        return []

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._recorded(request, obj, format_html(_("Recorded: {}."), obj))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._recorded(request, obj, format_html(_("Saved: {}."), obj))

    def _recorded(self, request: HttpRequest, meeting: Meeting, said: Any) -> HttpResponse:
        """Stay on the page; say what was drafted, what followed, which deadline is left to the officer."""
        at = self._moment(request)
        say_saved(request, said, request.__dict__.get("drafted", []), signed_in(request), at)
        page = request.GET.get("items", "")
        address = reverse("admin:commitments_meeting_change", args=(meeting.pk,))
        return HttpResponseRedirect(f"{address}?items={page}#open-items" if page.isdecimal() else address)

    @staticmethod
    def _moment(request: HttpRequest) -> datetime.datetime:
        """Give the one moment at which this request writes."""
        at: datetime.datetime = request.__dict__.setdefault("written_at", timezone.now())
        return at
