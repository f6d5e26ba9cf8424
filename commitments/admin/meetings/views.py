"""The page on which a meeting is planned, recorded with all that was said, edited, and closed."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext

from commitments.access import querysets, responsibilities, scopes
from commitments.admin.commitments.deadline_forms import deadline_view
from commitments.admin.long_texts import WRITE, list_too_long
from commitments.admin.meetings.agenda import build_agenda, build_agenda_point, pair_forms, translate_agenda
from commitments.admin.meetings.forms import PLANNED, MeetingForm, read_book
from commitments.admin.meetings.minutes import build_minutes_link
from commitments.admin.meetings.page import (
    MeetingRecords,
    build_error_banner,
    build_meeting_page,
    list_supplements,
    part_of,
    read_records,
)
from commitments.admin.meetings.readout import READ, Proposal, ReadoutForm, propose
from commitments.admin.meetings.recording import FormMaker, RecordingForms, RowWriter, add_requested_row
from commitments.admin.meetings.steps import STEPS, list_missing, plan_next, show_saved
from commitments.admin.packets.brief_forms import build_brief
from commitments.admin.packets.request import request_meeting_packet
from commitments.admin.pages import EditPage, FoundPage, NounPage
from commitments.admin.translations import line_of
from commitments.db import page_cache
from commitments.enums import OPEN_MEETING_STATES, UPCOMING_STATES, MeetingState
from commitments.meetings.meetings import edit_meeting, record_meeting
from commitments.models import Commitment, Country
from commitments.reminders import invitations

LONG_FIELDS = ("purpose", "note")
# Names in the address what is edited: the key of an outcome, a new one, or the page.
EDIT = "edit"


class MeetingPage(EditPage):
    """One meeting with its agenda, delegations, background, statements and outcomes, saved together."""

    form_class = MeetingForm
    template_name = "admin/commitments/meeting/change_form.html"
    steps = STEPS
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
    # The commitments drafted by this save.
    drafted: list[Commitment] = []

    @classmethod
    def urls(cls, noun: ModelAdmin[Any]) -> list[URLPattern]:
        return [cls.add_url(noun), *super().urls(noun)]

    # -- Who may do what
    @cached_property
    def works_on(self) -> bool:
        """Whether the meeting is of the person's desk."""
        return self.found is not None and responsibilities.works_on(self.person, self.found.country)

    @cached_property
    def may_edit(self) -> bool:
        """Whether the desk edits it: while the meeting is open; afterwards the page is the record."""
        may_write = super().may_edit
        if not may_write or self.found is None:
            return may_write
        return self.found.state in OPEN_MEETING_STATES and self.works_on

    @cached_property
    def is_editing(self) -> bool:
        """Whether the page shows its form: a meeting that was held is read until editing is asked for."""
        if self.is_new or self.is_sent or self.record.state != MeetingState.HELD:
            return self.may_edit
        return self.may_edit and not {EDIT, WRITE}.isdisjoint(self.request.GET)

    # -- Form and lists
    @property
    def is_quiet(self) -> bool:
        """Whether another row, an outcome to edit or a reading is asked for: nothing is checked or lost."""
        return bool({"_more", "_edit", READ} & set(self.request.POST))

    # -- A pasted readout
    @cached_property
    def proposal(self) -> Proposal | None:
        """What the pasted text proposes for a new meeting, where this is asked for."""
        if not self.is_new or READ not in self.request.POST:
            return None
        home = (
            querysets.open_rows(Country).filter(iso=settings.HOME_COUNTRY).prefetch_related("names").first()
        )
        return propose(self.request.POST, self.person, home, self.build_maker)

    @property
    def posted(self) -> QueryDict:
        """The form as sent; after a reading, filled in from the text."""
        return self.proposal.data if self.proposal else self.request.POST

    @cached_property
    def readout(self) -> ReadoutForm | None:
        """The pasted text of a new meeting."""
        if not self.is_new:
            return None
        form = ReadoutForm(self.posted if self.is_sent else None)
        if self.proposal and self.proposal.trouble:
            form.add_error("text", self.proposal.trouble)
        return form

    def list_left_out(self) -> list[str]:
        """Keep a long text for itself."""
        return [] if self.is_new else list_too_long(self.request, self.record, LONG_FIELDS)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Take from the address what is known of a new meeting."""
        given = super().get_form_kwargs() | {"is_quiet": self.is_quiet}
        given |= {"data": self.posted} if self.is_sent else {}
        return given | {"initial": self.request.GET.dict()} if self.is_new else given

    @cached_property
    def records(self) -> MeetingRecords:
        if self.is_new:
            return MeetingRecords()
        return read_records(self.record, self.person, page=self.request.GET.get("items", ""))

    @cached_property
    def recording(self) -> RecordingForms:
        """The lists of the page; with a row more where one is asked for."""
        partner = self.find_partner() if self.is_new else self.record.country
        maker = self.build_maker(partner, self.posted if self.is_sent else None)
        if self.is_quiet:
            maker = replace(maker, data=add_requested_row(self.posted, maker))
        return maker.make()

    def build_maker(self, partner: Country | None, data: QueryDict | None) -> FormMaker:
        """Return what builds the lists of the page for a partner."""
        posted, asked = self.request.POST, self.request.GET
        return FormMaker(
            self.person,
            read_book(self.person, partner, self.today, self.records.statements),
            self.records,
            data,
            is_new=self.is_new,
            is_quiet=self.is_quiet,
            edited=posted.get("_edit", "") or asked.get(EDIT, ""),
            written=asked.get(WRITE, ""),
            awaits_outcomes=(
                not self.is_new and self.record.state == MeetingState.HELD and not self.records.outcomes
            ),
        )

    def find_partner(self) -> Country | None:
        """Find the partner of a new meeting, as far as it is chosen."""
        key = self.posted.get("country", "") or self.request.GET.get("country", "")
        partners = list(scopes.countries_of(self.person))
        if len(partners) == 1 and not key:
            return partners[0]
        return next((one for one in partners if str(one.pk) == key), None)

    @cached_property
    def formsets(self) -> list[Any]:
        return self.recording.all

    def list_written_rows(self) -> list[Any]:
        """List them; every seat is among them, for the order of all is written."""
        seats = (self.recording.ours, self.recording.theirs)
        return [
            form
            for rows in self.formsets
            for form in rows.initial_forms
            if rows in seats or form.has_changed() or form.is_removed
        ]

    # -- What is shown
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the lists, and the record as it stands."""
        today = self.today
        context = super().get_context_data(
            **self.describe_form(),
            may_edit=self.may_edit,
            asks_what_was_said=self.asks_what_was_said(),
            may_file=self.works_on and self.closure is None,
            may_answer=self.works_on,
            has_add_permission=self.noun.has_add_permission(self.request),
            **kwargs,
        )
        if self.is_new:
            is_planning = self.form["was_held"].value() == PLANNED and not context["errors"]
            return context | {"is_planning": is_planning} | self.describe_readout()
        meeting, person, read = self.record, self.person, self.records.agenda
        agenda = build_agenda(meeting, read, page=self.request.GET.get("items", ""), today=today)
        agenda = translate_agenda(agenda, meeting, read, person)
        opened: frozenset[int] = frozenset()
        if self.is_editing:
            opened = frozenset(form.instance.pk for form in self.recording.outcomes.initial_forms)
            for row in self.recording.agenda.initial_forms:
                row.point = build_agenda_point(row.instance, meeting, read, today)
            context["to_review"] = pair_forms(agenda.points, self.recording.agenda.forms)
        shown = build_meeting_page(meeting, self.records, today=today, opened=opened)
        return context | {
            "agenda": agenda,
            "invited": invitations.list_invited(meeting, person),
            "brief": build_brief(meeting, person),
            "error": build_error_banner(meeting, person),
            "supplements": list_supplements(meeting, person),
            "shown": shown,
            "part": part_of(shown.outcomes, self.request.GET.get("at", "")),
            "missing": list_missing(meeting, shown, self.records) if self.may_edit else (),
            **build_minutes_link(meeting, person, is_closed=self.closure is not None),
            "plan_next": plan_next(meeting, person) if self.works_on else "",
            "translations": line_of("meeting", meeting, person) if self.is_editing else (),
        }

    def describe_form(self) -> dict[str, Any]:
        """Return the lists of the form; of a page to read, only what names both sides."""
        if not self.is_editing:
            return {"partner": self.record.country, "home_name": querysets.find_home()}
        recording = self.recording
        return {
            "recording": recording,
            "lists": self.formsets,
            "main_lists": recording.main,
            "offers": recording.book.offers,
            "partner": recording.book.partner,
            "home_name": recording.book.home,
            "zones": page_cache.of_reference("time zones", _list_zones),
            "writes": self.request.GET.get(WRITE) in LONG_FIELDS,
        }

    def describe_readout(self) -> dict[str, Any]:
        """Return the form of the pasted text and, after a reading, what it says; notes go to their fields."""
        readout, proposal = self.readout, self.proposal
        if readout is None or proposal is None or readout.errors:
            return {"readout": readout}
        missing = []
        for name, note in proposal.notes.items():
            if name in self.form.fields:
                self.form.fields[name].help_text = note
                missing.append((f"#{self.form[name].id_for_label}", self.form[name].label))
        return {"readout": readout, "proposal": proposal, "not_stated": missing}

    def asks_what_was_said(self) -> bool:
        """Return whether statements and outcomes are shown: for an upcoming meeting only where some exist."""
        if self.is_new or self.record.state not in UPCOMING_STATES or "said" in self.request.GET:
            return True
        typed = self.is_editing and (self.recording.statements.forms or self.recording.outcomes.forms)
        return bool(self.records.statements or self.records.outcomes or typed)

    # -- Saving
    def is_valid(self) -> bool:
        """Check the pasted text with the rest."""
        checked = [super().is_valid(), self.readout is None or self.readout.is_valid()]
        return all(checked)

    def create(self) -> None:
        held = self.form.cleaned_data.get("was_held") != PLANNED
        record_meeting(self.form.instance, by=self.person, now=self.now, held=held)

    def change(self, values: dict[str, Any]) -> None:
        meeting = self.form.instance
        if values or self.recording.has_changes:
            edit_meeting(meeting, values, expected=meeting.version, by=self.person, now=self.now)

    def save_rows(self) -> None:
        """Write the lists through the capability functions."""
        readout = self.readout.build_statement() if self.readout else None
        self.drafted = RowWriter(self.form.instance, self.person, self.now).write(self.recording, readout)

    def respond_saved(self) -> HttpResponse:
        """Show the meeting, or the next items to review; say what was drafted, and what is left to do."""
        meeting = self.form.instance
        said = gettext("Recorded: {}.") if self.is_new else gettext("Saved: {}.")
        show_saved(self.request, format_html(said, meeting), self.drafted, self.person, self.now)
        page = self.request.GET.get("items", "")
        address = reverse("admin:commitments_meeting_change", args=(meeting.pk,))
        if not page.isdecimal():
            return HttpResponseRedirect(address)
        stays = f"{EDIT}=page&" if "_continue" in self.request.POST else ""
        return HttpResponseRedirect(f"{address}?{stays}items={page}#open-items")


class PacketRequest(FoundPage):
    """Asks for a briefing packet of a meeting and shows how far it is."""

    route, name = "<path:object_id>/packet/", "packet"
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return request_meeting_packet(request, self.record)


class DeadlinePreview(NounPage):
    """Answers what a deadline resolves to while it is typed."""

    route, name = "deadline/", "deadline"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return deadline_view(request)


def _list_zones() -> list[str]:
    return sorted(set(querysets.open_rows(Country).values_list("time_zone", flat=True)))
