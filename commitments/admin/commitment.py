"""The list and the page of commitments."""

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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from commitments import lifecycle, looked, own_lists
from commitments.admin.answer_shown import waiting_of
from commitments.admin.as_of import AsOfFilter, AsOfPages, on_the_list
from commitments.admin.base import RecordAdmin
from commitments.admin.chase_page import questions_of
from commitments.admin.commitment_arranged import ArrangedPages, all_tabs, arrangement
from commitments.admin.commitment_columns import COLUMNS, chosen_from
from commitments.admin.commitment_facets import (
    FacetPages,
    HealthFilter,
    KindFilter,
    NeedsFilter,
    OwedByFilter,
    PartnerFilter,
    StateFilter,
    counts_address,
)
from commitments.admin.commitment_list import ItemChangeList, list_shown
from commitments.admin.commitment_page import commitment_shown
from commitments.admin.commitment_publication import ReleaseFilter
from commitments.admin.commitment_records import read_records
from commitments.admin.commitment_reminders import reminders_of
from commitments.admin.commitment_standing import standing
from commitments.admin.commitment_steps import STEPS, not_open
from commitments.admin.commitment_together import TogetherPages, line_above, offered
from commitments.admin.commitment_updates import UpdatePages, more_files
from commitments.admin.commitment_views import ViewFilter, today_of
from commitments.admin.doors import signed_in
from commitments.admin.evidence import file_evidence, give_out, paper_of
from commitments.admin.forms.commitment import CommitmentForm
from commitments.admin.forms.commitment_steps import UpdateForm, last_health, may_report
from commitments.admin.forms.evidence import EvidenceForm
from commitments.admin.lists import DoorChangeList
from commitments.admin.long_texts import LongFields
from commitments.admin.papers import ItemPaper
from commitments.admin.remark_shown import remarks_of
from commitments.admin.request_page import requests_shown
from commitments.admin.site import site
from commitments.admin.texts_shown import carried_shown
from commitments.errors import Refused
from commitments.history import happened
from commitments.models import Commitment
from commitments.searching import SEARCHED
from commitments.vocabulary import OPEN_STATES, Health, Side

PAGE = "admin:commitments_commitment_change"


@register(Commitment, site=site)
class CommitmentAdmin(
    ArrangedPages, TogetherPages, FacetPages, UpdatePages, AsOfPages, ItemPaper, LongFields, RecordAdmin
):
    """Lists commitments; shows one, with its steps, its reports and its history."""

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

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DoorChangeList]:
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
                columns = chosen_from(own_lists.columns_of(signed_in(request)))
                heads = dict(zip(cl.list_display, result_headers(cl), strict=True))
                response.context_data |= {
                    **all_tabs(cl.counts, self, request),
                    **list_shown(cl, request, columns, today=today_of(request)),
                    "headers": [heads[column.name] for column in columns],
                    **arrangement(columns, request.GET),
                    **offered(request, cl),
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
        return standing(obj, signed_in(request)).is_of_desk

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep nature and condition as the first lead accepted them."""
        return () if obj is None else lifecycle.agreed(obj)

    def change(
        self, request: HttpRequest, obj: Any, values: dict[str, Any], form: forms.ModelForm[Any]
    ) -> None:
        """Write the fields; where the condition is another, its deadline is worked out anew."""
        lifecycle.edit(obj, values, by=signed_in(request), now=timezone.now())

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
        may, side = may_report(person) and standing(item, person).is_actor, lifecycle.owing_sides(item)[0]
        asked = requests_shown(standing(item, person).waiting, person, today=today)
        context |= {
            "shown": commitment_shown(item, records, today=today),
            "records": records,
            "reminders": reminders_of(item, now=timezone.now()),
            "can_edit": self.has_change_permission(request, item),
            "may_update": may and item.state in OPEN_STATES,
            "may_prove": may,
            "update_form": given.get("update_form")
            or UpdateForm(
                initial={"health": last_health(item, today), "said_on": today, "side": side},
                prefix="update",
                label_suffix="",
            ),
            "evidence_form": given.get("evidence_form") or EvidenceForm(prefix="evidence", label_suffix=""),
            "last_update": next(iter(records.updates), None),
            "history": happened(records.history),
            "questions": questions_of(item, person, today),
            "partner_remarks": remarks_of(item, person),
            "answered": waiting_of(item, person, today),
            "to_decide": [one for one in asked if not one.why_not],
            "waiting": [one for one in asked if one.why_not],
            "texts": carried_shown(records.texts),
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
        """Show the page with a form as it was typed and what to mend."""
        request.__dict__.update(forms_given)
        request.method = "GET"
        return self.change_view(request, str(item.pk))

    def _back(self, item: Commitment, place: str) -> HttpResponse:
        return HttpResponseRedirect(f"{reverse(PAGE, args=(item.pk,))}#{place}")

    def update_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Record a progress update, or that nothing has changed."""
        item = self._item(request, object_id)
        form = UpdateForm(request.POST, prefix="update", label_suffix="")
        if not form.is_valid():
            return self._again(request, item, update_form=form)
        values = form.cleaned_data
        unchanged = "no_change" in request.POST
        try:
            lifecycle.update(
                item,
                health=item.health_at(today_of(request)) if unchanged else Health(values["health"]),
                text=values["text"] or (_("No change.") if unchanged else ""),
                side=Side(values["side"]),
                said_on=values["said_on"],
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
        """Give out the file of a document, verified, to who may read it."""
        item, person = self._item(request, object_id), signed_in(request)
        paper = paper_of(item, paper_id, person)
        looked.opened(request, person, paper)
        try:
            return give_out(paper, lifecycle.open_evidence(paper, person))
        except Refused as refused:
            messages.error(request, str(refused))
            return self._back(item, "evidence")
