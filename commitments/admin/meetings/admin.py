"""The page of a meeting, on which it is planned, recorded with all that was said, and closed.

Also whether its record is entered in error, or this is requested; and the page of a mechanism with its
sessions in order and the open items agreed there.
"""

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
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from commitments.access import querysets, responsibilities, rules
from commitments.admin.base import RecordAdmin
from commitments.admin.commitments.deadline_forms import deadline_view
from commitments.admin.long_texts import WRITE, LongFields
from commitments.admin.meetings import outcomes, statements
from commitments.admin.meetings.agenda import build_agenda, build_agenda_point, pair_forms
from commitments.admin.meetings.forms import PLANNED, MeetingForm, read_book
from commitments.admin.meetings.notes import line_view, notes_view
from commitments.admin.meetings.page import MeetingRecords, build_meeting_page, part_of, read_records
from commitments.admin.meetings.recording import FormMaker, RecordingForms, RowWriter, add_requested_row
from commitments.admin.meetings.steps import STEPS, list_missing, plan_next, show_saved
from commitments.admin.packets.admin import request_meeting_packet
from commitments.admin.packets.brief_forms import build_brief
from commitments.admin.parties.page import asks_of_mechanism, items_of_mechanism, list_sessions
from commitments.admin.permissions import signed_in
from commitments.admin.site import site
from commitments.dashboard import meetings
from commitments.enums import OPEN_MEETING_STATES, UPCOMING_STATES, ApprovalKind, ApprovalState, MeetingState
from commitments.meetings.meetings import edit_meeting, has_sessions, record_meeting
from commitments.models import DAY, Approval, Country, Mechanism, Meeting, User
from commitments.reminders import invitations
from commitments.search.query import SEARCHED


@dataclass(frozen=True, slots=True)
class ErrorShown:
    """A request that is pending, or the granted one: who requested and decided, when and why."""

    is_done: bool
    requested_by: str
    requested_at: datetime.datetime
    reason: str
    decided_by: str
    decided_at: datetime.datetime | None
    is_own: bool
    url: str


def build_error_banner(meeting: Meeting, person: User) -> ErrorShown | None:
    """Build the banner of a meeting's page; None where there is no request, or it was refused."""
    is_done = meeting.state == MeetingState.IN_ERROR
    state = ApprovalState.GRANTED if is_done else ApprovalState.PENDING
    asked = querysets.list_readable(Approval, person)
    asked = asked.filter(meeting=meeting, kind=ApprovalKind.ENTER_IN_ERROR, state=state)
    found = asked.select_related("recorded_by", "decided_by").first()
    if found is None:
        return None
    return ErrorShown(
        is_done=is_done,
        requested_by=str(found.recorded_by or "–"),
        requested_at=found.recorded_at,
        reason=found.reason,
        decided_by=str(found.decided_by or "–"),
        decided_at=found.decided_at,
        is_own=found.recorded_by_id == person.pk,
        url=reverse("admin:commitments_approval_change", args=(found.pk,)),
    )


@dataclass(slots=True)
class MeetingSheet:
    """What one request has loaded and built for a meeting's page."""

    records: MeetingRecords
    recording: RecordingForms


def _asks_what_was_said(request: HttpRequest, meeting: Meeting | None, sheet: MeetingSheet) -> bool:
    """Return whether statements and outcomes are shown: for an upcoming meeting only where some exist."""
    if meeting is None or meeting.state not in UPCOMING_STATES or "said" in request.GET:
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
        """Return the day, or that it is not stated."""
        return obj.held_on or gettext("not stated")

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
        return obj.state in OPEN_MEETING_STATES and self._works_on(request, obj.country)

    @staticmethod
    def _works_on(request: HttpRequest, country: Country) -> bool:
        known: dict[int, bool] = request.__dict__.setdefault("works_on", {})
        if country.pk not in known:
            known[country.pk] = responsibilities.works_on(request.user, country)
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
            self.admin_site.admin_view(partial(outcomes.meeting_view, self)),
            name="commitments_meeting_texts",
        )
        sheet = path(
            "<path:object_id>/notes/",
            self.admin_site.admin_view(partial(notes_view, self)),
            name="commitments_meeting_notes",
        )
        bring = path(
            "<path:object_id>/text/",
            self.admin_site.admin_view(statements.file_statement_view(self)),
            name="commitments_meeting_text",
        )
        return [preview, line, ask, compare, sheet, bring, *super().get_urls()]

    def packet_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for a briefing packet and show how far it is."""
        meeting = self.get_object(request, unquote(object_id))
        if meeting is None:
            raise Http404
        return request_meeting_packet(request, meeting)

    # -- The page
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Add a requested row, or open an outcome for editing, without checking or losing any input."""
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
        records = read_records(obj, person, page=request.GET.get("items", "")) if change else MeetingRecords()
        partner = obj.country if change else self._posted_partner(request)
        today = meetings.today_of(person, timezone.now())
        book = read_book(person, partner, today, records.statements)
        is_quiet = request.__dict__.get("is_quiet", False)
        data = request.POST if request.method == "POST" else None
        maker = FormMaker(
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
            maker = replace(maker, data=add_requested_row(data, maker))
        sheet = MeetingSheet(records, maker.make())
        request.__dict__["sheet"] = sheet
        return list(sheet.recording.all), []

    def rows_written(self, request: HttpRequest) -> list[Any]:
        """List them; every seat is among them, for the order of all is written."""
        recording: RecordingForms = request.__dict__["sheet"].recording
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
        partners = list(rules.countries_of(request.user))
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
        sheet: MeetingSheet = request.__dict__["sheet"]
        recording = sheet.recording
        meeting: Meeting | None = context.get("original")
        can_edit = meeting is None or self.has_change_permission(request, meeting)
        opened = frozenset(form.instance.pk for form in recording.outcomes.initial_forms)
        person = signed_in(request)
        today = meetings.today_of(person, timezone.now())
        read = sheet.records.agenda
        works_on = meeting is not None and self._works_on(request, meeting.country)
        for row in recording.agenda.initial_forms:
            row.point = build_agenda_point(row.instance, row.instance.meeting, read, today)
        items = request.GET.get("items", "")
        agenda = build_agenda(meeting, read, page=items, today=today) if meeting else None
        shown = build_meeting_page(meeting, sheet.records, today=today, opened=opened) if meeting else None
        is_planning = meeting is None and context["adminform"].form["was_held"].value() == PLANNED
        context |= {
            "is_planning": is_planning and not context["errors"],
            "writes": request.GET.get(WRITE) in self.long_fields,
            "asks_what_was_said": _asks_what_was_said(request, meeting, sheet),
            "agenda": agenda,
            "to_review": pair_forms(agenda.points, recording.agenda.forms) if agenda else [],
            "invited": invitations.list_invited(meeting, person) if meeting else [],
            "brief": build_brief(meeting, person) if meeting else None,
            "error": build_error_banner(meeting, person) if meeting else None,
            "recording": recording,
            "offers": recording.book.offers,
            "zones": sorted(set(querysets.open_rows(Country).values_list("time_zone", flat=True))),
            "can_edit": can_edit,
            "lists": recording.all if can_edit else [],
            "main_lists": recording.main,
            "partner": recording.book.partner,
            "home_name": recording.book.home,
            "shown": shown,
            "part": part_of(shown.outcomes, request.GET.get("at", "")) if shown else None,
            "missing": list_missing(meeting, shown, sheet.records) if meeting and shown else (),
            "plan_next": plan_next(meeting, person) if meeting and works_on else "",
            "may_file": works_on,
            "may_answer": works_on,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    # -- Writing
    def create(self, request: HttpRequest, obj: Any, form: ModelForm[Any]) -> None:
        held = form.cleaned_data.get("was_held") != PLANNED
        record_meeting(obj, by=signed_in(request), now=self._moment(request), held=held)

    def change(self, request: HttpRequest, obj: Any, values: dict[str, Any], form: ModelForm[Any]) -> None:
        sheet: MeetingSheet = request.__dict__["sheet"]
        if values or sheet.recording.has_changes:
            by, now = signed_in(request), self._moment(request)
            edit_meeting(obj, values, expected=obj.version, by=by, now=now)

    def save_related(self, request: HttpRequest, form: Any, formsets: Iterable[Any], change: bool) -> None:
        """Write the lists through the capability functions, in the same transaction."""
        sheet: MeetingSheet = request.__dict__["sheet"]
        writer = RowWriter(form.instance, signed_in(request), self._moment(request))
        request.__dict__["drafted"] = writer.write(sheet.recording)
        super().save_related(request, form, [], change)

    def construct_change_message(self, *args: Any, **kwargs: Any) -> list[Any]:
        return []

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._recorded(request, obj, format_html(gettext("Recorded: {}."), obj))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._recorded(request, obj, format_html(gettext("Saved: {}."), obj))

    def _recorded(self, request: HttpRequest, meeting: Meeting, said: Any) -> HttpResponse:
        """Stay on the page; say what was drafted, what followed, which deadline is left to the officer."""
        at = self._moment(request)
        show_saved(request, said, request.__dict__.get("drafted", []), signed_in(request), at)
        page = request.GET.get("items", "")
        address = reverse("admin:commitments_meeting_change", args=(meeting.pk,))
        return HttpResponseRedirect(f"{address}?items={page}#open-items" if page.isdecimal() else address)

    @staticmethod
    def _moment(request: HttpRequest) -> datetime.datetime:
        """Return the single moment at which this request writes."""
        at: datetime.datetime = request.__dict__.setdefault("written_at", timezone.now())
        return at


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
