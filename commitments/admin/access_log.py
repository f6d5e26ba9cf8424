"""The access log: who opened, printed, exported or fetched which record, for heads and auditors."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.contrib.admin import ModelAdmin, SimpleListFilter, display, register
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.access import policy, querysets
from commitments.admin.base import RecordAdmin
from commitments.admin.form_fields import day_of
from commitments.admin.list_exports import FileColumn
from commitments.admin.lists import AccessChangeList
from commitments.admin.permissions import RECORD, signed_in
from commitments.admin.search import find_by_reference
from commitments.admin.site import site
from commitments.enums import Classification
from commitments.models import AccessLogEntry, User
from commitments.records import references
from commitments.search import normalise

RecordNames = dict[tuple[str, int], str]


class ChosenFilter(SimpleListFilter):
    """A filter that is set by a link and then shows its value, since its choices would be thousands."""

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        asked = request.GET.get(str(self.parameter_name), "")
        return (
            [(asked, self.describe(asked, signed_in(request)) or str(_("not accessible to you")))]
            if asked
            else []
        )

    def describe(self, asked: str, person: User) -> str:
        """Name what is asked for, where the person may read it."""
        raise NotImplementedError


class RecordFilter(ChosenFilter):
    """One record: who accessed it."""

    title = gettext_lazy("record")
    parameter_name = RECORD

    def describe(self, asked: str, person: User) -> str:
        label, key = _parse_record_key(asked)
        return load_record_names({label: {key}}, person).get((label, key), "") if label else ""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        label, key = _parse_record_key(str(self.value()))
        return queryset.filter(subject_type=label, subject_id=key) if label else queryset.none()


class PersonFilter(ChosenFilter):
    """One person: what they accessed."""

    title = gettext_lazy("user")
    parameter_name = "who"

    def describe(self, asked: str, person: User) -> str:
        found = querysets.list_readable(User, person).filter(pk=asked).first() if _is_key(asked) else None
        return str(found or "")

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.value()
        if not asked:
            return queryset
        return queryset.filter(by=asked) if _is_key(str(asked)) else queryset.none()


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _parse_record_key(text: str) -> tuple[str, int]:
    """Read the kind and key out of the address; an empty kind where it names none."""
    kind, _dash, key = text.partition("-")
    known = {str(model._meta.model_name): model._meta.label for model in policy.RULES}
    return (known[kind], int(key)) if kind in known and _is_key(key) else ("", 0)


def load_record_names(wanted: dict[str, set[int]], person: User) -> RecordNames:
    """Name records by reference or title, as far as the person may read them: one query for each kind."""
    return {
        (label, row.pk): str(getattr(row, "reference", "") or getattr(row, "title", "") or row.pk)
        for label, keys in wanted.items()
        for row in querysets.list_readable(apps.get_model(label), person).filter(pk__in=keys)
    }


def kind_of(label: str) -> str:
    return str(capfirst(str(apps.get_model(label)._meta.verbose_name)))


def _begins(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


class NamedList(AccessChangeList):
    """The rows of the log, each with the name of its record, where the person may read that."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        name_all(list(self.result_list), signed_in(request))


def name_all(rows: list[AccessLogEntry], person: User) -> None:
    """Set on each row the name of its record."""
    wanted: dict[str, set[int]] = {}
    for row in rows:
        if row.subject_type and row.subject_id:
            wanted.setdefault(row.subject_type, set()).add(row.subject_id)
    found = load_record_names(wanted, person)
    for row in rows:
        row.__dict__["named"] = found.get((row.subject_type, row.subject_id or 0), "")


def describe_record(row: AccessLogEntry) -> str:
    """Return the record in words; for an export of a list, only its kind."""
    kind = kind_of(row.subject_type) if row.subject_type else ""
    if row.subject_id is None:
        return kind
    return f"{kind} {row.__dict__['named'] or querysets.RESTRICTED}"


@register(AccessLogEntry, site=site)
class OpeningAdmin(RecordAdmin):
    """Lists accesses; nothing is added, changed or deleted here, and no row has a page."""

    least_marked = Classification.RESTRICTED
    list_display = ("at", "who", "kind", "what", "country", "marking", "note", "source")
    list_display_links = None
    list_filter = ("kind", "country", RecordFilter, PersonFilter)
    search_fields = ("by__name", "by__username")
    search_help_text = gettext_lazy("Name, reference or date")
    change_list = NamedList
    joined = ("by", "country")
    ordering = ("-pk",)
    sortable_by = ()
    change_list_template = "admin/commitments/accesslogentry/change_list.html"
    file_columns = (
        "at",
        FileColumn("who", gettext_lazy("user"), lambda row: str(row.by)),
        "kind",
        FileColumn("what", gettext_lazy("record"), describe_record),
        *("country", "marking", "note", "source"),
    )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the person may read the log; no row has a page of its own."""
        return obj is None and querysets.reads_some(signed_in(request), AccessLogEntry)

    def search_rows(
        self, request: HttpRequest, rows: QuerySet[Any], typed: str
    ) -> tuple[QuerySet[Any], int | None]:
        """Read what was typed as a reference, else as a day, else as the name of a person."""
        day = day_of(typed, timezone.localdate())
        if day is not None:
            return rows.filter(at__gte=_begins(day), at__lt=_begins(day + datetime.timedelta(days=1))), None
        meant = references.parse_reference(normalise.fold_text(typed).strip())
        if meant is not None:
            person = signed_in(request)
            found = find_by_reference(meant, person).values("pk")
            return rows.filter(subject_type=found.model._meta.label, subject_id__in=found), None
        return super().search_rows(request, rows, typed)

    def read_for_file(self, rows: list[Any], request: HttpRequest) -> Sequence[Any]:
        """Name the record of each row."""
        found = super().read_for_file(rows, request)
        name_all(rows, signed_in(request))
        return found

    @display(description=gettext_lazy("user"))
    def who(self, obj: AccessLogEntry) -> str:
        return format_html('<a href="?{}={}">{}</a>', PersonFilter.parameter_name, obj.by_id, obj.by)

    @display(description=gettext_lazy("record"))
    def what(self, obj: AccessLogEntry) -> str:
        """Name the record, and lead to it where it has a page and the person may read it."""
        said = describe_record(obj)
        model = apps.get_model(obj.subject_type)
        if not obj.__dict__["named"] or model not in self.admin_site._registry:
            return said
        page = reverse(f"admin:commitments_{model._meta.model_name}_change", args=(obj.subject_id,))
        return format_html('<a href="{}">{}</a>', page, said)

    @display(description=gettext_lazy("classification at the time"))
    def marking(self, obj: AccessLogEntry) -> str:
        return str(Classification(obj.classification).label)
