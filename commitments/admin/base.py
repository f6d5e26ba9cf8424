"""The base of every admin page of records: access policy, history, edit conflicts, and no deleting.

A subclass is declared like any ModelAdmin. It gets without further code:

* `get_queryset`, form choices, filters, search, autocomplete, inlines and columns pass `policy.readable_by`;
* hidden and missing records get the same answer, 404;
* saving goes through `records.edits`: conditional on what the person saw, with an audit row, in one
  transaction;
* `Refused` becomes a message above the form as typed, an edit conflict the page with both versions;
* `steps`: the life cycle as buttons (`commitments.admin.steps`); the list as files (`list_exports`).

Hooks: `create` and `change` write one record; `constraint_fields` names the field of a broken constraint.

The page for an edit conflict shows both versions side by side. A record also has a page with its history, and
that as a file.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin, ShowFacets
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ALL_VAR, PAGE_VAR, SEARCH_VAR
from django.db import IntegrityError, models
from django.forms import BaseInlineFormSet, Media, ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext

from commitments.access import querysets
from commitments.admin.edit_conflicts import TypedForm, pair_rows, show_both_versions
from commitments.admin.history import HistoryPage
from commitments.admin.list_exports import ListFiles
from commitments.admin.lists import (
    ROWS_COUNTED,
    WITHOUT_PAGE,
    AccessChangeList,
    StoppingPaginator,
    is_filter_allowed,
)
from commitments.admin.pages import TAKEN, check_readable, list_changed_columns
from commitments.admin.permissions import (
    AccessLogMixin,
    AccessPolicyMixin,
    check_seen,
    restrict_form,
    signed_in,
)
from commitments.admin.steps import StepButton, list_steps, step_urls
from commitments.errors import Refused
from commitments.models import Classified
from commitments.records import edits
from commitments.search.query import LONGEST_SEARCH, search_records


def show_conflict(page: ModelAdmin[Any], request: HttpRequest, object_id: str) -> HttpResponse:
    """Show both versions of the record and of the rows of its inline tables."""
    obj = page.get_object(request, object_id)
    if obj is None:
        raise Http404
    made = page.get_form(request, obj, change=True)
    formsets, _inlines = page._create_formsets(request, obj, change=True)  # type: ignore[attr-defined]
    typed = TypedForm(made(request.POST, request.FILES, instance=copy(obj)), made(instance=obj))
    return show_both_versions(request, page.admin_site, [typed, *pair_rows(formsets)])


def _names_a_path(item: Any) -> bool:
    return isinstance(item, str | tuple | list)


class RecordAdmin(ListFiles, AccessLogMixin, AccessPolicyMixin, ModelAdmin[Any]):
    """Lists and edits one kind of record under the access policy."""

    steps: ClassVar[Sequence[StepButton]] = ()
    constraint_fields: ClassVar[Mapping[str, str]] = {}
    history_page: ClassVar[type[HistoryPage]] = HistoryPage
    actions = ()
    empty_value_display = "–"
    list_per_page = 25
    # The columns that a row of the list shows, of what it leads to too (`meeting__title`); None for all.
    row_columns: ClassVar[Collection[str] | None] = None
    # Of the relations of a row, those whose door the list has to ask; None for all that it shows.
    shown_relations: ClassVar[Collection[str] | None] = None
    # Of the relations of a record, those that its page shows; None for all.
    page_relations: ClassVar[Collection[str] | None] = None
    paginator = StoppingPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    view_on_site = False
    save_on_top = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @property
    def media(self) -> Media:
        """Load what choices, pickers and actions need; slugs made from titles are not used here."""
        jquery = "jquery.js" if settings.DEBUG else "jquery.min.js"
        names = (
            f"vendor/jquery/{jquery}",
            "jquery.init.js",
            "core.js",
            "admin/RelatedObjectLookups.js",
            "actions.js",
        )
        return Media(js=[f"admin/js/{name}" for name in names])

    # -- Lists
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list; of a longer search no more is used, and every link of the page would repeat it."""
        typed = str(request.GET.get(SEARCH_VAR, ""))
        if len(typed) > LONGEST_SEARCH:
            asked = request.GET.copy()
            asked[SEARCH_VAR] = typed[:LONGEST_SEARCH]
            return HttpResponseRedirect(f"{request.path}?{asked.urlencode()}")
        return super().changelist_view(request, extra_context)

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> StoppingPaginator:
        paginator = super().get_paginator(request, *args, **kwargs)
        assert isinstance(paginator, StoppingPaginator)
        paginator.known = getattr(request, ROWS_COUNTED, None)
        paginator.skips_first = PAGE_VAR in request.GET or ALL_VAR in request.GET
        return paginator

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[AccessChangeList]:
        return AccessChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Search the rows, and keep how many there are where that is known."""
        fields = [str(field) for field in self.get_search_fields(request)]
        if fields and search_term:
            as_pages = not hasattr(request, WITHOUT_PAGE)
            queryset, counted = search_records(queryset, fields, search_term, request.user, as_pages=as_pages)
            setattr(request, ROWS_COUNTED, counted)
        return queryset, False

    def get_sortable_by(self, request: HttpRequest) -> Any:
        """Leave out relations to classified records: their order would tell what they hold."""
        closed = {
            f.name
            for f in self.model._meta.concrete_fields
            if isinstance(f.related_model, type) and issubclass(f.related_model, Classified)
        }
        return [name for name in super().get_sortable_by(request) if name not in closed]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Allow in the address only what the list offers as a filter: any other column would be an oracle."""
        offered: Iterable[Any] = self.get_list_filter(request) if request else self.list_filter
        paths = [str(item if isinstance(item, str) else item[0]) for item in offered if _names_a_path(item)]
        own = {getattr(item, "parameter_name", None) for item in offered}
        return lookup in own or any(is_filter_allowed(self.model, path, lookup) for path in paths)

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        return to_field in {"pk", self.model._meta.pk.attname}

    # -- Forms
    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        trouble = getattr(request, "trouble", "")
        return restrict_form(
            form, signed_in(request), trouble=trouble, constraint_fields=self.constraint_fields
        )

    def get_urls(self) -> list[URLPattern]:
        history = self.history_page.urls(self, self.least_marked)
        return [*step_urls(self, self.steps), *history, *super().get_urls()]

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        raise Http404

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        raise Http404

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show or save one record; a refused save shows the form again as typed, a late one both versions."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            if refused.code == "changed" and object_id is not None:
                return show_conflict(self, request, unquote(object_id))
            trouble = str(refused)
        except IntegrityError:
            trouble = str(TAKEN)
        setattr(request, "trouble", trouble)  # noqa: B010 - read by get_form when the form is shown again
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the next steps; empty relations the person may not read, now that nothing is saved any more."""
        obj = context.get("original")
        person = signed_in(request)
        if obj is not None:
            context["steps"] = list_steps(self, self.steps, request, obj)
            querysets.hide_related([obj], person, self.page_relations)
            # Said before by Django, of the record as it is.
            context["subtitle"] = str(obj)
        for inline in context["inline_admin_formsets"]:
            querysets.hide_related([form.instance for form in inline.formset.initial_forms], person)
        return super().render_change_form(request, context, *args, **kwargs)

    # -- Writing
    def create(self, request: HttpRequest, obj: models.Model, form: ModelForm[Any]) -> None:
        """Insert one record."""
        edits.create_record(obj, by=signed_in(request), now=timezone.now())

    def change(
        self, request: HttpRequest, obj: models.Model, values: dict[str, Any], form: ModelForm[Any]
    ) -> None:
        """Write some columns of one record; its version rises even where only rows on its page changed."""
        edits.change_record(obj, values, by=signed_in(request), now=timezone.now())

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> tuple[list[Any], list[Any]]:
        """Make the lists of the page, and keep them for what is checked before anything is written."""
        formsets, inlines = super()._create_formsets(request, obj, change)  # type: ignore[misc]
        request.__dict__["formsets"] = formsets
        return formsets, inlines

    def rows_written(self, request: HttpRequest) -> list[Any]:
        """List the forms of the rows that are about to be written over."""
        rows = [row for formset in request.__dict__["formsets"] for row in formset.initial_forms]
        return [row for row in rows if row.has_changed()]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            self.create(request, obj, form)
            return
        current = edits.lock_record(obj)
        check_seen([form, *self.rows_written(request)])
        self.change(request, obj, list_changed_columns(obj, current), form)

    def save_formset(
        self, request: HttpRequest, form: Any, formset: BaseInlineFormSet[Any, Any, Any], change: bool
    ) -> None:
        """Write the rows of an inline table one by one, each with its audit row."""
        by, now = signed_in(request), timezone.now()
        formset.save(commit=False)
        for gone in formset.deleted_objects:
            edits.remove_record(gone, by=by, now=now)
        for row, _names in formset.changed_objects:
            edits.change_record(row, list_changed_columns(row, edits.lock_record(row)), by=by, now=now)
        for row in formset.new_objects:
            edits.create_record(row, by=by, now=now)

    def save_related(self, request: HttpRequest, form: Any, formsets: Iterable[Any], change: bool) -> None:
        """Save the rows on the page; refuse what would hide the record from the one who writes it."""
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)
        check_readable(form.instance, signed_in(request))

    # -- What is said, and the history
    def message_user(self, request: HttpRequest, message: Any, *args: Any, **kwargs: Any) -> None:
        """Show one line of our own in place of Django's message."""
        if not getattr(request, "is_silent", False):
            super().message_user(request, message, *args, **kwargs)

    def _answer(self, request: HttpRequest, said: Any, respond: Any) -> HttpResponse:
        setattr(request, "is_silent", True)  # noqa: B010
        response: HttpResponse = respond()
        messages.success(request, said)
        return response

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        said = format_html(gettext("Recorded: {}."), obj)
        return self._answer(
            request, said, lambda: super(RecordAdmin, self).response_add(request, obj, post_url_continue)
        )

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._answer(
            request,
            format_html(gettext("Saved: {}."), obj),
            lambda: super(RecordAdmin, self).response_change(request, obj),
        )

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing: the audit rows are the one history."""

    log_change = log_addition
