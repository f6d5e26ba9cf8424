"""The page of one commitment: today and as of a past moment, with its history.

Also the progress updates and the evidence that are recorded on it, and the files of evidence.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments.access import querysets
from commitments.admin.as_of import (
    AS_OF,
    AsOf,
    format_moment,
    parse_moment,
    refuse_too_many,
    render_now,
    without_moment,
)
from commitments.admin.commitments.counter_proposals import build_proposals
from commitments.admin.commitments.decision_pages import build_requests, waiting_of
from commitments.admin.commitments.follow_up_page import questions_of
from commitments.admin.commitments.forms import CommitmentForm
from commitments.admin.commitments.page import build_commitment_page
from commitments.admin.commitments.records import CommitmentContext, load_context, read_records
from commitments.admin.commitments.step_forms import (
    EvidenceForm,
    ProgressUpdateForm,
    last_health,
    may_report,
    record_reported,
    update_form_for,
)
from commitments.admin.commitments.steps import STEPS, not_open
from commitments.admin.history import HistoryPage
from commitments.admin.imports.matrix_returns import remarks_of
from commitments.admin.long_texts import list_too_long
from commitments.admin.meetings.text_columns import build_carriers
from commitments.admin.pages import EditPage, FoundPage
from commitments.admin.translations import line_of, with_translations
from commitments.admin.undo import confirm_step
from commitments.audit import access_log
from commitments.audit.as_of import context
from commitments.enums import ReminderState
from commitments.errors import Refused
from commitments.history import build_history
from commitments.lifecycle import drafts, progress, transitions
from commitments.lifecycle.next_steps import EARLY_STEP
from commitments.models import Closure, Commitment, Evidence, FiledFile, Official
from commitments.reminders import forecast

# The parameter of a past day that cannot be shown, to be corrected beside the history.
TYPED = "day_typed"
# What a page offers to do begins with one of these names in its template.
OFFERS = ("may_", "can_")
# As many of the rungs to come stand open, as many of those told at all.
NEXT, MOST_RECIPIENTS = 2, 24


@dataclass(frozen=True, slots=True)
class RecipientShown:
    """One recipient, the reason, and what prevented it or the mail server's answer."""

    to: str
    because: str
    said: str


@dataclass(frozen=True, slots=True)
class ReminderShown:
    """One reminder step on one day: its result, the rule, the version of the deadline, and the recipients."""

    moment: datetime.datetime
    state: ReminderState
    label: str
    why: str
    version: int
    people: tuple[RecipientShown, ...]

    @property
    def names(self) -> str:
        return ", ".join(one.to for one in self.people)

    @property
    def is_planned(self) -> bool:
        return self.state == ReminderState.PLANNED


@dataclass(frozen=True, slots=True)
class RemindersShown:
    """The next reminders with later ones, latest first like other timelines, and the past ones."""

    later: tuple[ReminderShown, ...] = ()
    next: tuple[ReminderShown, ...] = ()
    behind: tuple[ReminderShown, ...] = ()


def reminders_of(item: Commitment, *, now: datetime.datetime) -> RemindersShown:
    """Make the reminders of an item that the person may read; the past has none."""
    if context.find_as_of() is not None:
        return RemindersShown()
    rows = forecast.list_reminders(item, now=now, latest=MOST_RECIPIENTS)
    rungs = [_build_reminder_step(list(group)) for _key, group in groupby(rows, key=_same_rung)]
    ahead = [rung for rung in rungs if rung.is_planned]
    behind = [rung for rung in rungs if not rung.is_planned]
    return RemindersShown(tuple(ahead[NEXT:][::-1]), tuple(ahead[:NEXT][::-1]), tuple(behind[::-1]))


def _same_rung(row: forecast.ReminderShown) -> tuple[object, ...]:
    return timezone.localdate(row.moment), row.state, row.why, row.version


def _build_reminder_step(rows: list[forecast.ReminderShown]) -> ReminderShown:
    first = rows[0]
    people = tuple(RecipientShown(row.to, row.because, row.said) for row in rows)
    return ReminderShown(
        first.moment, first.state, capfirst(first.label), capfirst(first.why), first.version, people
    )


class CommitmentPage(EditPage):
    """One commitment, with its steps, reports and history; its wording is edited by the desk."""

    form_class = CommitmentForm
    template_name = "admin/commitments/commitment/change_form.html"
    steps = STEPS
    # What else the page shows is read through the access policy, record by record.
    shown_relations = ("country",)

    @cached_property
    def rights(self) -> CommitmentContext:
        """What decides about the steps for this person."""
        return load_context(self.record, self.person)

    @cached_property
    def closure(self) -> Closure | None:
        """The closure by which the record is read only, if any."""
        return self.rights.closure

    @cached_property
    def may_edit(self) -> bool:
        return super().may_edit and self.rights.is_of_desk

    def list_left_out(self) -> list[str]:
        """Keep nature and condition as the first lead accepted them, and a long text for itself."""
        too_long = list_too_long(self.request, self.record, ("meaning",))
        return [*drafts.list_locked_fields(self.record), *too_long]

    def change(self, values: dict[str, Any]) -> None:
        """Write the fields; with another condition, the deadline is resolved again."""
        drafts.edit_wording(self.form.instance, values, by=self.person, now=self.now)

    def build_update_form(
        self, data: QueryDict | None = None, officials: Sequence[Official] | None = None
    ) -> ProgressUpdateForm:
        """Return the form of a progress update; it begins with what was last reported."""
        start = {
            "health": last_health(self.record, self.today),
            "reported_on": self.today,
            "side": transitions.owing_sides(self.record)[0],
        }
        form = update_form_for(self.record, self.person, officials)
        return form(data, initial=start, prefix="update", label_suffix="")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item, person, today = self.record, self.person, self.today
        records = read_records(item, person, today=today)
        self.rights.next_step = records.next_step
        may = may_report(person) and self.rights.is_actor
        asked = build_requests(self.rights.waiting, person, today=today)
        page = build_commitment_page(item, records, today=today)
        shown: dict[str, Any] = {
            "shown": page,
            "updates": with_translations(item, page.updates, person),
            "records": records,
            "reminders": reminders_of(item, now=self.now),
            "may_update": may and item.is_open,
            "may_prove": may,
            "last_update": next(iter(records.updates), None),
            "history": build_history(records.history),
            "questions": questions_of(item, person, today),
            "partner_remarks": remarks_of(item, person),
            "answered": waiting_of(item, person, today),
            "proposals": build_proposals(item, person, today),
            "to_decide": [one for one in asked if not one.why_not],
            "waiting": [one for one in asked if one.why_not],
            "texts": build_carriers(records.texts),
            "may_take": True,
            "translations": line_of("commitment", item, person) if self.may_edit else (),
            **kwargs,
        }
        shown.setdefault("update_form", self.build_update_form(officials=records.officials))
        shown.setdefault("evidence_form", EvidenceForm(prefix="evidence", label_suffix=""))
        shown = super().get_context_data(**shown)
        return {**shown, "not_open": not_open(item, person, shown["steps"])}

    def go_to(self, place: str) -> HttpResponse:
        """Lead back to a place on the page."""
        return HttpResponseRedirect(f"{self.address('change')}#{place}")


class RecordingPage(CommitmentPage):
    """The page of a commitment to which another of its forms than that of the wording is sent."""

    http_method_names = ["post"]
    is_sent = False

    def show_again(self, **typed: forms.BaseForm) -> HttpResponse:
        """Show the page with a form as typed and what to correct."""
        page = self.start_again()
        return page.render_to_response(page.get_context_data(**typed))


class UpdatePage(RecordingPage):
    """Records a progress update, or that nothing has changed."""

    route, name = "<path:object_id>/update/", "update"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.build_update_form(request.POST)
        if not form.is_valid():
            return self.show_again(update_form=form)
        standing = self.record.health_at(self.today) if "no_change" in request.POST else None
        try:
            record_reported(self.record, form.cleaned_data, standing=standing, by=self.person, now=self.now)
        except Refused as refused:
            form.add_error("next_step_on" if refused.code == EARLY_STEP else None, str(refused))
            return self.show_again(update_form=form)
        confirm_step(request, _("Update recorded."), self.now)
        return self.go_to("progress")


class EvidencePage(RecordingPage):
    """Files a document that proves progress."""

    route, name = "<path:object_id>/evidence/", "evidence"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = EvidenceForm(request.POST, request.FILES, prefix="evidence", label_suffix="")
        if not self.is_filed(form):
            return self.show_again(evidence_form=form)
        messages.success(request, _("Evidence added."))
        return self.go_to("evidence")

    def is_filed(self, form: EvidenceForm) -> bool:
        """File what the form holds; what stands against it is said on the form, with nothing typed lost."""
        if not form.is_valid():
            return False
        made: Evidence = form.save(commit=False)
        made.commitment = self.record
        try:
            progress.add_evidence(made, by=self.person, now=self.now, paper=form.cleaned_data["file"])
        except Refused as refused:
            form.add_error("description" if refused.code == "needs_line" else None, str(refused))
            return False
        return True


class EvidenceFile(FoundPage):
    """The verified file of a document, for a person who may read it."""

    route, name = "<path:object_id>/evidence/<int:paper_id>/", "paper"

    def get(self, request: HttpRequest, object_id: str, paper_id: int) -> HttpResponse:
        papers = querysets.list_readable(Evidence, self.person).filter(commitment=self.record)
        paper = get_object_or_404(papers, pk=paper_id)
        access_log.log_opened(request, self.person, paper)
        try:
            return build_download(paper, progress.open_evidence(paper, self.person))
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(f"{self.address('change')}#evidence")


def build_download(paper: FiledFile, content: bytes) -> HttpResponse:
    """Answer with a file as a download that no browser shows in our name."""
    response = HttpResponse(content, content_type=paper.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=paper.file_name
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store, private"
    return response


class CommitmentHistory(HistoryPage):
    """The history of a commitment, with the way to its page as of a past moment."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        typed = AsOf("", self.request.GET.get(TYPED, ""), "")
        past = {"as_of_url": self.address("as_of"), "day": typed.day, "clock": typed.clock}
        return super().get_context_data(**past, **kwargs)


class PastCommitmentPage(CommitmentPage):
    """One commitment as it stood; nothing is offered in the past."""

    route, name = "<path:object_id>/as-of/", "as_of"
    template_name = "admin/commitments/as_of/page.html"
    answers_as_of = True
    http_method_names = ["get", "head"]
    may_edit = False
    shown_as_of: AsOf

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        text, item = request.GET.get(AS_OF, ""), self.found
        try:
            moment = parse_moment(text)
            today = self.address("change") if item is not None else ""
            partner = item.country if item is not None else None
            refuse_too_many(self.person, partner)
            with context.show_as_of(moment, reader=self.person, partner=partner):
                past = self.start_again()
                past.shown_as_of = AsOf(format_moment(moment), text, today)
                return render_now(past.render_to_response(past.get_context_data()))
        except (Refused, Http404) as reason:
            if item is None:
                raise Http404 from reason
            absent = _(
                "This item had not been recorded at that time, or you have no access to it. "
                "Select another date."
            )
            messages.error(request, str(reason) if isinstance(reason, Refused) else absent)
            kept = without_moment(request.GET, **{TYPED: text})
            return HttpResponseRedirect(f"{self.address('history')}?{kept}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = super().get_context_data(**kwargs)
        told = _("Reminders are not part of the agreed record, so they are not shown for a past date.")
        return {
            **shown,
            **{name: False for name in shown if name.startswith(OFFERS)},
            "steps": [],
            "not_open": (),
            "as_of": self.shown_as_of,
            "shown": replace(shown["shown"], no_reminders=told),
        }
