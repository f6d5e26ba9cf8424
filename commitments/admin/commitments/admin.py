"""The list and the page of commitments, with evidence and its files, and reminders, past and planned."""

import datetime
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import display, register
from django.contrib.admin.templatetags.admin_list import result_headers
from django.contrib.admin.utils import unquote
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from commitments.access import querysets
from commitments.admin.as_of import AsOfFilter, AsOfPages, on_the_list
from commitments.admin.base import RecordAdmin
from commitments.admin.commitments.bulk_actions import BulkActionPages, build_selection_context, line_above
from commitments.admin.commitments.decision_pages import build_requests, waiting_of
from commitments.admin.commitments.filters import (
    FacetPages,
    HealthFilter,
    KindFilter,
    NeedsFilter,
    OwedByFilter,
    PartnerFilter,
    StateFilter,
    ViewFilter,
    counts_address,
    today_of,
)
from commitments.admin.commitments.follow_up_page import questions_of
from commitments.admin.commitments.forms import CommitmentForm
from commitments.admin.commitments.list import COLUMNS, ItemChangeList, build_list, chosen_from
from commitments.admin.commitments.list_preferences import ArrangedPages, all_tabs, build_arrangement
from commitments.admin.commitments.page import build_commitment_page
from commitments.admin.commitments.publication import ReleaseFilter, UpdatePages, more_files
from commitments.admin.commitments.records import load_context, read_records
from commitments.admin.commitments.step_forms import EvidenceForm, ProgressUpdateForm, last_health, may_report
from commitments.admin.commitments.steps import STEPS, not_open
from commitments.admin.imports.matrix_returns import remarks_of
from commitments.admin.list_exports import ItemPaper
from commitments.admin.lists import AccessChangeList
from commitments.admin.long_texts import LongFields
from commitments.admin.meetings.text_columns import build_carriers
from commitments.admin.permissions import signed_in
from commitments.admin.site import site
from commitments.audit import access_log
from commitments.audit.as_of import context
from commitments.dashboard import list_preferences
from commitments.enums import OPEN_STATES, Health, ReminderState, Side
from commitments.errors import Refused
from commitments.history import build_history
from commitments.lifecycle import drafts, progress, transitions
from commitments.models import Commitment, Evidence, User
from commitments.reminders import forecast
from commitments.search.query import SEARCHED


def file_evidence(item: Commitment, form: EvidenceForm, person: User) -> bool:
    """File what the form holds; what stands against it is said on the form, with nothing typed lost."""
    if not form.is_valid():
        return False
    made: Evidence = form.save(commit=False)
    made.commitment = item
    try:
        paper = form.cleaned_data["file"]
        progress.add_evidence(made, by=person, now=timezone.now(), paper=paper)
    except Refused as refused:
        form.add_error("description" if refused.code == "needs_line" else None, str(refused))
        return False
    return True


def paper_of(item: Commitment, key: Any, person: User) -> Evidence:
    """Find a document of the commitment through the access policy; raises 404 for a hidden one as for a
    missing one.
    """
    seen = querysets.list_readable(Evidence, person).filter(commitment=item)
    found: Evidence | None = seen.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def build_download(paper: Evidence, content: bytes) -> HttpResponse:
    """Answer with a file as a download that no browser shows in our name."""
    response = HttpResponse(content, content_type=paper.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=paper.file_name
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store, private"
    return response


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


PAGE = "admin:commitments_commitment_change"


@register(Commitment, site=site)
class CommitmentAdmin(
    ArrangedPages, BulkActionPages, FacetPages, UpdatePages, AsOfPages, ItemPaper, LongFields, RecordAdmin
):
    """Lists commitments; shows one, with its steps, reports and history."""

    form = CommitmentForm
    # Each under its number in the order of the list, whichever are drawn.
    list_display = tuple(COLUMNS)
    list_display_links = ("title",)
    list_filter = (
        ViewFilter,
        OwedByFilter,
        NeedsFilter,
        ("country", PartnerFilter),
        HealthFilter,
        KindFilter,
        ("state", StateFilter),
        ReleaseFilter,
        AsOfFilter,
    )
    ordering = (F("due_on").asc(nulls_last=True), "reference")
    search_help_text = gettext_lazy("Title, text, ministry")
    search_fields = SEARCHED[Commitment]
    change_form_template = "admin/commitments/commitment/change_form.html"
    change_list_template = "admin/commitments/commitment/change_list.html"
    steps = STEPS
    # Of the relations of a row the list shows no other; its deadline is the item's own.
    shown_relations = ("country",)
    # What else its page shows is read through the door, record by record.
    page_relations = ("country",)
    long_fields = ("meaning",)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[AccessChangeList]:
        return ItemChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.select_related("country", "deadline", "first_deadline")

    @display(description=gettext_lazy("owed by, to"))
    def owners(self, obj: Commitment) -> str:
        """Name the column; the row is drawn by the list's own template."""
        return obj.owed_by

    @display(description=gettext_lazy("health"), ordering="health")
    def reported_health(self, obj: Commitment) -> str:
        return obj.health

    @display(description=gettext_lazy("meeting"))
    def meeting(self, obj: Commitment) -> str:
        """Name the column, as above."""
        return ""

    # -- The list
    @on_the_list
    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {**more_files(request.GET), **(extra_context or {})}
        response = super().changelist_view(request, context)
        if isinstance(response, TemplateResponse) and response.context_data:
            cl = response.context_data.get("cl")
            if cl is not None:
                columns = chosen_from(list_preferences.columns_of(signed_in(request)))
                heads = dict(zip(cl.list_display, result_headers(cl), strict=True))
                response.context_data |= {
                    **all_tabs(cl.counts, self, request),
                    **build_list(cl, request, columns, today=today_of(request)),
                    "headers": [heads[column.name] for column in columns],
                    **build_arrangement(columns, request.GET),
                    **build_selection_context(request, cl),
                    **line_above(request),
                    "counts_address": "" if cl.query else counts_address(request.GET),
                }
        return response

    # -- The page
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A commitment comes out of an outcome, on the meeting's page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        if obj is None:
            return True
        return load_context(obj, signed_in(request)).is_of_desk

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep nature and condition as the first lead accepted them."""
        return () if obj is None else drafts.list_locked_fields(obj)

    def change(
        self, request: HttpRequest, obj: Any, values: dict[str, Any], form: forms.ModelForm[Any]
    ) -> None:
        """Write the fields; with another condition, the deadline is resolved again."""
        drafts.edit_wording(obj, values, by=signed_in(request), now=timezone.now())

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return db_field.formfield(**kwargs)

    def get_urls(self) -> list[Any]:
        def own(view: Any) -> Any:
            return self.admin_site.admin_view(csrf_protect(require_POST(view)))

        return [
            path("<path:object_id>/update/", own(self.update_view), name="commitments_commitment_update"),
            path(
                "<path:object_id>/evidence/", own(self.evidence_view), name="commitments_commitment_evidence"
            ),
            path(
                "<path:object_id>/evidence/<int:paper_id>/",
                self.admin_site.admin_view(self.paper_view),
                name="commitments_commitment_paper",
            ),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        item: Commitment = context["original"]
        person, today = signed_in(request), today_of(request)
        records = read_records(item, person, today=today)
        given = request.__dict__
        may, side = (
            may_report(person) and load_context(item, person).is_actor,
            transitions.owing_sides(item)[0],
        )
        asked = build_requests(load_context(item, person).waiting, person, today=today)
        context |= {
            "shown": build_commitment_page(item, records, today=today),
            "records": records,
            "reminders": reminders_of(item, now=timezone.now()),
            "can_edit": self.has_change_permission(request, item),
            "may_update": may and item.state in OPEN_STATES,
            "may_prove": may,
            "update_form": given.get("update_form")
            or ProgressUpdateForm(
                initial={"health": last_health(item, today), "reported_on": today, "side": side},
                prefix="update",
                label_suffix="",
            ),
            "evidence_form": given.get("evidence_form") or EvidenceForm(prefix="evidence", label_suffix=""),
            "last_update": next(iter(records.updates), None),
            "history": build_history(records.history),
            "questions": questions_of(item, person, today),
            "partner_remarks": remarks_of(item, person),
            "answered": waiting_of(item, person, today),
            "to_decide": [one for one in asked if not one.why_not],
            "waiting": [one for one in asked if one.why_not],
            "texts": build_carriers(records.texts),
            "may_take": True,
        }
        response = super().render_change_form(request, context, *args, **kwargs)
        # Drawn later: by then the steps are known.
        context["not_open"] = not_open(item, person, context["steps"])
        return response

    def _item(self, request: HttpRequest, object_id: str) -> Commitment:
        item = self.get_object(request, unquote(object_id))
        if item is None:
            raise Http404
        return item  # type: ignore[no-any-return]

    def _again(self, request: HttpRequest, item: Commitment, **forms_given: Any) -> HttpResponse:
        """Show the page with a form as typed and what to correct."""
        request.__dict__.update(forms_given)
        request.method = "GET"
        return self.change_view(request, str(item.pk))

    def _back(self, item: Commitment, place: str) -> HttpResponse:
        return HttpResponseRedirect(f"{reverse(PAGE, args=(item.pk,))}#{place}")

    def update_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Record a progress update, or that nothing has changed."""
        item = self._item(request, object_id)
        form = ProgressUpdateForm(request.POST, prefix="update", label_suffix="")
        if not form.is_valid():
            return self._again(request, item, update_form=form)
        values = form.cleaned_data
        unchanged = "no_change" in request.POST
        try:
            progress.record_update(
                item,
                health=item.health_at(today_of(request)) if unchanged else Health(values["health"]),
                text=values["text"] or (_("No change.") if unchanged else ""),
                side=Side(values["side"]),
                reported_on=values["reported_on"],
                in_confidence=values["in_confidence"],
                by=signed_in(request),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
            return self._again(request, item, update_form=form)
        messages.success(request, _("Update recorded."))
        return self._back(item, "progress")

    def evidence_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """File a document that proves progress."""
        item = self._item(request, object_id)
        form = EvidenceForm(request.POST, request.FILES, prefix="evidence", label_suffix="")
        if not file_evidence(item, form, signed_in(request)):
            return self._again(request, item, evidence_form=form)
        messages.success(request, _("Evidence filed."))
        return self._back(item, "evidence")

    def paper_view(self, request: HttpRequest, object_id: str, paper_id: int) -> HttpResponse:
        """Return the verified file of a document to a person who may read it."""
        item, person = self._item(request, object_id), signed_in(request)
        paper = paper_of(item, paper_id, person)
        access_log.log_opened(request, person, paper)
        try:
            return build_download(paper, progress.open_evidence(paper, person))
        except Refused as refused:
            messages.error(request, str(refused))
            return self._back(item, "evidence")
