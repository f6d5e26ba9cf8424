"""The base of every admin page of records: access policy, history, edit conflicts, and no deleting.

A subclass is declared like any ModelAdmin. It gets without further code:

* `get_queryset`, form choices, filters, search, autocomplete, inlines and columns pass `policy.readable_by`;
* hidden and missing records get the same answer, 404;
* saving goes through `records.edits`: conditional on what the person saw, with an audit row, in one
  transaction;
* `Refused` becomes a message above the form as typed, an edit conflict the page with both versions;
* `steps`: the life cycle as buttons (`commitments.admin.steps`); the list as files (`list_exports`).

Declarations, beside Django's own: `joined` (read with each row), `fixed` (read-only once something depends
on it), `may_add`, `may_change` and `may_remove`, `has_plain_fields`, `change_list`, `constraint_fields` (the
field of a broken constraint), `pages` (views beside the form), `history_page`, `answers_as_of` (list and
files answer for a past day).

Hooks of our own: `create` and `change` write one record; `describe` returns what its page shows beside the
form, `describe_list` what the page of the list shows beside the rows.

What a request has to remember is kept on a copy of the admin made for it (`trouble`, `reads_page`).
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin, ShowFacets
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.forms import Media, ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext

from commitments.access import querysets
from commitments.admin.as_of import AsOfFilter, on_the_list
from commitments.admin.edit_conflicts import TypedForm, pair_rows, show_both_versions
from commitments.admin.empty_lists import EMPTY_LISTS
from commitments.admin.history import HistoryPage
from commitments.admin.list_exports import ListFiles
from commitments.admin.lists import (
    AccessChangeList,
    StoppingPaginator,
    is_filter_allowed,
)
from commitments.admin.pages import TAKEN, NounPage, check_readable, list_changed_columns, list_changed_rows
from commitments.admin.permissions import (
    AccessLogMixin,
    AccessPolicyMixin,
    check_seen,
    log_of,
    restrict_form,
    signed_in,
)
from commitments.admin.steps import ShownStep, StepButton, list_steps, step_urls
from commitments.errors import Refused
from commitments.models import AccessLogEntry, Classified, User
from commitments.records import edits
from commitments.search.query import LONGEST_SEARCH, search_records


def _names_a_path(item: Any) -> bool:
    return isinstance(item, str | tuple | list)


class RecordAdmin(ListFiles, AccessLogMixin, AccessPolicyMixin, ModelAdmin[Any]):
    """Lists and edits one kind of record under the access policy."""

    steps: ClassVar[Sequence[StepButton]] = ()
    pages: ClassVar[Sequence[type[NounPage]]] = ()
    # A field is read-only once its function says so of the record.
    fixed: ClassVar[Mapping[str, Callable[[Any], bool]]] = {}
    constraint_fields: ClassVar[Mapping[str, str]] = {}
    history_page: ClassVar[type[HistoryPage]] = HistoryPage
    actions = ()
    empty_value_display = "–"
    # The columns that a row of the list shows, of what it leads to too (`meeting__title`); None for all.
    row_columns: ClassVar[Collection[str] | None] = None
    # Of the relations of a row, those whose door the list has to ask; None for all that it shows.
    shown_relations: ClassVar[Collection[str] | None] = None
    # Of the relations of a record, those that its page shows; None for all.
    page_relations: ClassVar[Collection[str] | None] = None
    change_list: ClassVar[type[AccessChangeList]] = AccessChangeList
    paginator = StoppingPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    view_on_site = False
    save_on_top = False
    # The fields of a new record in a small window, opened beside the choice of another form.
    popup_fields: ClassVar[Sequence[str]] = ()
    # Whether the list reads a page of its rows, or is made only to know which it has.
    reads_page = True
    # The sentence of a refused save, shown above the form as typed.
    trouble = ""

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
    @on_the_list
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list; of a longer search no more is used, and every link of the page would repeat it."""
        typed = str(request.GET.get(SEARCH_VAR, ""))
        if len(typed) > LONGEST_SEARCH:
            asked = request.GET.copy()
            asked[SEARCH_VAR] = typed[:LONGEST_SEARCH]
            return HttpResponseRedirect(f"{request.path}?{asked.urlencode()}")
        shown = {"empty": EMPTY_LISTS[self.model], **self.offer_files(request), **self.describe_list(request)}
        shown |= extra_context or {}
        return super().changelist_view(request, shown)

    def describe_list(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the page of the list shows beside the rows."""
        return {}

    def find_likely_rows(self, person: User) -> models.Q | None:
        """Return which rows an index finds and the person may nearly always read: they are counted first."""
        return None

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Add the control "As of" to a list that answers for a past day."""
        offered = super().get_list_filter(request)
        return (*offered, AsOfFilter) if self.answers_as_of else offered

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[AccessChangeList]:
        return self.change_list

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Search the rows, for a type-ahead; a list searches them itself, and keeps how many there are."""
        return self.search_rows(request, queryset, search_term)[0], False

    def search_rows(
        self, request: HttpRequest, rows: models.QuerySet[Any], typed: str
    ) -> tuple[models.QuerySet[Any], int | None]:
        """Return the rows found, and how many they are where that is known."""
        fields = [str(field) for field in self.get_search_fields(request)]
        if not fields or not typed:
            return rows, None
        return search_records(rows, fields, typed, request.user, as_pages=self.reads_page)

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
        return restrict_form(
            form, signed_in(request), trouble=self.trouble, constraint_fields=self.constraint_fields
        )

    def is_popup(self, request: HttpRequest, obj: Any) -> bool:
        """Return whether the small form of a new record is shown, or was sent."""
        asked = request.POST if request.method == "POST" else request.GET
        return obj is None and bool(self.popup_fields) and IS_POPUP_VAR in asked

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if self.is_popup(request, obj):
            return ((None, {"fields": self.popup_fields}),)
        return super().get_fieldsets(request, obj)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return () if self.is_popup(request, obj) else super().get_inlines(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Add the fields that are fixed by now."""
        fixed = () if obj is None else tuple(name for name, is_fixed in self.fixed.items() if is_fixed(obj))
        return (*super().get_readonly_fields(request, obj), *fixed)

    def get_urls(self) -> list[URLPattern]:
        own = [address for page in self.pages for address in page.urls(self)]
        history = self.history_page.urls(self)
        usual: list[Any] = super().get_urls()
        for address in usual:
            if address.name == f"commitments_{self.opts.model_name}_changelist":
                address.callback.answers_as_of = self.answers_as_of
        return [*own, *step_urls(self, self.steps), *history, *self.file_urls(), *usual]

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
        is_sent = request.method == "POST"
        may = self.has_change_permission if is_sent else self.has_view_or_change_permission
        if object_id is not None and not may(request):
            # Before the record is looked for: who opens none gets one answer for all.
            raise PermissionDenied
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            if refused.code == "changed" and object_id is not None:
                return self.show_conflict(request, unquote(object_id))
            trouble = str(refused)
        except IntegrityError:
            trouble = str(TAKEN)
        again = copy(self)
        again.trouble = trouble
        return super(RecordAdmin, again).changeform_view(request, object_id, form_url, extra_context)

    def show_conflict(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show both versions of the record and of the rows of its inline tables."""
        obj = self.get_object(request, object_id)
        made = self.get_form(request, obj, change=True)
        formsets = [
            made_of(**self.get_formset_kwargs(request, obj, inline, made_of.get_default_prefix()))
            for made_of, inline in self.get_formsets_with_inlines(request, obj)
        ]
        typed = TypedForm(made(request.POST, request.FILES, instance=copy(obj)), made(instance=obj))
        return show_both_versions(request, self.admin_site, [typed, *pair_rows(formsets)])

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the next steps; empty relations the person may not read, now that nothing is saved any more."""
        obj = context.get("original")
        person = signed_in(request)
        if obj is not None:
            context["steps"] = self.offer_steps(request, obj)
            context |= self.describe(request, obj)
            if self.admin_site.is_registered(AccessLogEntry):
                context["log"] = log_of(obj, person)
            querysets.hide_related([obj], person, self.page_relations)
            # Said before by Django, of the record as it is.
            context["subtitle"] = str(obj)
        for inline in context["inline_admin_formsets"]:
            querysets.hide_related([form.instance for form in inline.formset.initial_forms], person)
        return super().render_change_form(request, context, *args, **kwargs)

    def describe(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        """Return what the page of a record shows beside its form."""
        return {}

    def offer_steps(self, request: HttpRequest, record: Any) -> list[ShownStep]:
        """Return the steps that the page of a record offers."""
        return list_steps(self, self.steps, request, record)

    # -- Writing
    def create(self, request: HttpRequest, obj: models.Model, form: ModelForm[Any]) -> str | None:
        """Insert one record; return what else there is to say of it."""
        edits.create_record(obj, by=signed_in(request), now=timezone.now())
        return None

    def change(
        self, request: HttpRequest, obj: models.Model, values: dict[str, Any], form: ModelForm[Any]
    ) -> str | None:
        """Write some columns of one record; its version rises even where only rows on its page changed."""
        edits.change_record(obj, values, by=signed_in(request), now=timezone.now())
        return None

    def list_warnings(self, record: Any) -> Iterable[str | Promise]:
        """Return what the person has to know of the record as it is saved."""
        return ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write nothing yet: `save_related` knows the rows of the page, which are checked before."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Iterable[Any], change: bool) -> None:
        """Write the record and the rows of its page, and say so.

        Raises `Refused`, also for what would hide the record from the one who writes it.
        """
        record = form.instance
        if change:
            current = edits.lock_record(record)
            check_seen([form, *list_changed_rows(formsets)])
            followed = self.change(request, record, list_changed_columns(record, current), form)
        else:
            followed = self.create(request, record, form)
        for formset in formsets:
            _write_rows(formset, by=signed_in(request), now=timezone.now())
        check_readable(record, signed_in(request))
        for warning in self.list_warnings(record):
            messages.warning(request, str(warning))
        said = gettext("Saved: {}.") if change else gettext("Recorded: {}.")
        messages.success(request, format_html(said, record))
        if followed:
            messages.info(request, followed)

    def message_user(self, request: HttpRequest, message: Any, *args: Any, **kwargs: Any) -> None:
        """Show no message of Django: `save_related` adds ours."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing: the audit rows are the one history."""

    log_change = log_addition


def _write_rows(formset: Any, *, by: User, now: datetime.datetime) -> None:
    """Write the rows of an inline table one by one, each with its audit row."""
    formset.save(commit=False)
    for gone in formset.deleted_objects:
        edits.remove_record(gone, by=by, now=now)
    for row, _names in formset.changed_objects:
        edits.change_record(row, list_changed_columns(row, edits.lock_record(row)), by=by, now=now)
    for row in formset.new_objects:
        edits.create_record(row, by=by, now=now)
