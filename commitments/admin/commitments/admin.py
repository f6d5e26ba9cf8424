"""The list of commitments, and the addresses of their pages."""

from typing import Any

from django.contrib.admin import display, register
from django.contrib.admin.templatetags.admin_list import result_headers
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy

from commitments.admin.as_of import on_the_list
from commitments.admin.base import RecordAdmin
from commitments.admin.commitments.bulk_actions import (
    BulkActionPage,
    BulkActionPreview,
    BulkActionProgress,
    ContinueBulkAction,
    UndoBulkAction,
    build_selection_context,
    line_above,
)
from commitments.admin.commitments.filters import (
    FacetCounts,
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
from commitments.admin.commitments.list import COLUMNS, ExportPages, ItemChangeList, build_list, chosen_from
from commitments.admin.commitments.list_preferences import (
    ColumnsPage,
    ViewPage,
    ViewsPage,
    all_tabs,
    build_arrangement,
)
from commitments.admin.commitments.publication import (
    PublicationPage,
    PublishedFile,
    ReleaseFilter,
    UpdatesFile,
    more_files,
)
from commitments.admin.commitments.views import (
    CommitmentHistory,
    CommitmentPage,
    EvidenceFile,
    EvidencePage,
    PastCommitmentPage,
    UpdatePage,
)
from commitments.admin.papers import ItemPaper
from commitments.admin.permissions import signed_in
from commitments.admin.site import site
from commitments.dashboard import list_preferences
from commitments.models import Commitment
from commitments.search.query import SEARCHED


@register(Commitment, site=site)
class CommitmentAdmin(ExportPages, RecordAdmin):
    """Lists commitments; the page of each is a view."""

    history_page = CommitmentHistory
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
    )
    ordering = (F("due_on").asc(nulls_last=True), "reference")
    search_help_text = gettext_lazy("Title, wording, ministry")
    search_fields = SEARCHED[Commitment]
    change_list_template = "admin/commitments/commitment/change_list.html"
    # Of the relations of a row the list shows no other; its deadline is the item's own.
    shown_relations = ("country",)
    change_list = ItemChangeList
    joined = ("country", "deadline", "first_deadline")
    is_prepared = True
    # A commitment comes out of an outcome, on the meeting's page.
    may_add = False
    pages = (
        # Of the list
        *(ColumnsPage, ViewsPage, ViewPage, FacetCounts),
        *(BulkActionPage, ContinueBulkAction, UndoBulkAction, BulkActionProgress, BulkActionPreview),
        *(PublicationPage, PublishedFile, UpdatesFile),
        # Of one commitment
        *(CommitmentPage, UpdatePage, EvidencePage, EvidenceFile, PastCommitmentPage, ItemPaper),
    )

    @display(description=gettext_lazy("responsible side, counterpart"))
    def owners(self, obj: Commitment) -> str:
        """Name the column; the row is drawn by the list's own template."""
        return obj.owed_by

    @display(description=gettext_lazy("status"), ordering="health")
    def reported_health(self, obj: Commitment) -> str:
        return obj.health

    @display(description=gettext_lazy("meeting"))
    def meeting(self, obj: Commitment) -> str:
        """Name the column, as above."""
        return ""

    @display(description=gettext_lazy("next step"))
    def next_step(self, obj: Commitment) -> str:
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
