"""The log of all changes that the person may read, for auditors and records officers, also as a file."""

import datetime
import json
from typing import Any

from django import forms
from django.apps import apps
from django.db import models
from django.db.models.functions import Cast
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from commitments.access import policy, querysets, write_rules
from commitments.admin.form_fields import DateInput
from commitments.admin.history import changes_of
from commitments.admin.list_exports import FilePage, build_file_menu
from commitments.admin.lists import PlainList
from commitments.admin.pages import AdminPage
from commitments.history import ACTIONS, HistoryRow, history_rows
from commitments.models import AuditRow, Commitment, Meeting, Packet, User
from commitments.search.query import COUNT_STOPS_AT
from commitments.tables import exporter

ROWS_A_PAGE = 50
# Older than this is looked through where somebody says from which day on.
USUAL_DAYS = 90
LOG_HEADINGS = (
    *(
        gettext_lazy("No."),
        gettext_lazy("Date and time"),
        pgettext_lazy("did it", "User"),
        gettext_lazy("Action"),
    ),
    *(gettext_lazy("Record"), gettext_lazy("Change"), gettext_lazy("Reason"), gettext_lazy("Origin")),
)
# What is known by a reference: its changes are found by it.
NUMBERED: tuple[type[models.Model], ...] = (Commitment, Meeting, Packet)


class LogForm(forms.Form):
    """The filters of the log."""

    q = forms.CharField(label=gettext_lazy("Text, reason or reference"), max_length=100, required=False)
    who = forms.CharField(label=pgettext_lazy("did it", "User"), max_length=100, required=False)
    action = forms.ChoiceField(label=gettext_lazy("Action"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Record type"), required=False)
    source = forms.CharField(label=gettext_lazy("Origin"), max_length=80, required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DateInput)
    until = forms.DateField(label=pgettext_lazy("a last day", "To"), required=False, widget=DateInput)
    # The key of the row before which the page begins.
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actions = [(name, capfirst(str(said))) for name, said in ACTIONS.items()]
        told = (model for model in policy.RULES if model is not AuditRow)
        kinds = [(model._meta.label, capfirst(str(model._meta.verbose_name))) for model in told]
        for name, choices in (("action", actions), ("kind", kinds)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("all")), *sorted(choices, key=_format_choice)]


def _format_choice(choice: tuple[str, str]) -> str:
    return choice[1]


class LogReaderPage(AdminPage):
    """A page for those who may read the log, with its filters."""

    def may_open(self) -> bool:
        return write_rules.reads_log(self.person)

    @cached_property
    def form(self) -> LogForm:
        """The filters of the address; where no first day is asked for, the last months."""
        usual = timezone.localdate(self.now) - datetime.timedelta(days=USUAL_DAYS)
        asked = self.request.GET.copy()
        if "since" not in asked:
            asked["since"] = usual.isoformat()
        return LogForm(asked)


class AuditLogPage(LogReaderPage):
    """The changes, the newest first; pages follow each other by key."""

    title = gettext_lazy("Change log")
    template_name = "admin/record_log.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.form
        rows = _narrowed(form, self.person) if form.is_valid() else querysets.list_none(AuditRow)
        before = form.cleaned_data.get("before") if form.is_valid() else None
        page = rows.filter(pk__lt=before) if before else rows
        size = max(ROWS_A_PAGE, self.person.rows_per_page)
        found = list(page.select_related("by")[: size + 1])
        shown = found[:size]
        kept = self.request.GET.copy()
        kept.pop("before", None)
        return super().get_context_data(
            form=form,
            rows=list(zip(shown, history_rows(shown, self.person), strict=True)),
            count=rows.order_by()[: COUNT_STOPS_AT + 1].count(),
            older=shown[-1].pk if len(found) > size else None,
            is_first=before is None,
            asked=kept.urlencode(),
            **build_file_menu(f"{reverse('admin:record_log')}export/", kept),
            **kwargs,
        )


class AuditLogFile(FilePage, LogReaderPage):
    """The filtered log as a file."""

    def build_list(self) -> PlainList:
        if not self.form.is_valid():
            raise Http404
        person = self.person
        rows = list(_narrowed(self.form, person).select_related("by")[: exporter.MOST_ROWS + 1])
        return PlainList(
            title=_("Change log"),
            name=f"record {self.now:%Y-%m-%d}",
            heads=LOG_HEADINGS,
            rows=[_cells(row, told) for row, told in zip(rows, history_rows(rows, person), strict=True)],
            highest=person.reads_up_to,
            of=AuditRow,
            country=_partner(rows, person),
            asked={name: str(value) for name, value in self.request.GET.items()} | {"log": "record"},
        )


def _partner(rows: list[AuditRow], person: User) -> int | None:
    """Return the partner of everything changed, where there is only one: a query for each kind of page."""
    pages: dict[str, set[int]] = {}
    for row in rows:
        pages.setdefault(row.page_type, set()).add(row.page_id)
    kinds = {model._meta.label: model for model in NUMBERED}
    if not pages or not pages.keys() <= kinds.keys():
        return None
    found = {
        country
        for label, keys in pages.items()
        for country in querysets.list_readable(kinds[label], person)
        .filter(pk__in=keys)
        .order_by()
        .values_list("country", flat=True)
        .distinct()
    }
    return found.pop() if len(found) == 1 else None


def _narrowed(form: LogForm, person: User) -> models.QuerySet[AuditRow]:
    """Return the rows that the person may read under the filters, the newest first."""
    asked = form.cleaned_data
    conditions = models.Q()
    if asked["q"]:
        conditions &= _find_text(asked["q"]) | _find_record(asked["q"], person)
    if asked["who"]:
        named = models.Q(name__icontains=asked["who"]) | models.Q(username__icontains=asked["who"])
        conditions &= models.Q(by__in=querysets.list_readable(User, person).filter(named).values("pk"))
    if asked["action"]:
        conditions &= models.Q(action=asked["action"])
    if asked["kind"]:
        conditions &= models.Q(subject_type=asked["kind"])
    if asked["source"]:
        conditions &= models.Q(source__icontains=asked["source"])
    if asked["since"]:
        conditions &= models.Q(at__gte=_midnight(asked["since"]))
    if asked["until"]:
        conditions &= models.Q(at__lt=_midnight(asked["until"] + datetime.timedelta(days=1)))
    rows = querysets.list_readable(AuditRow, person).alias(
        was=Cast("before", models.TextField()), became=Cast("after", models.TextField())
    )
    return rows.filter(conditions).order_by("-pk")


def _find_text(text: str) -> models.Q:
    """Find a reason, and values from or to which something changed, as the databases keep them.

    SQLite keeps letters beyond ASCII as JSON escapes them, and folds the case of none.
    """
    words = models.Q(reason__icontains=text)
    for kept in {json.dumps(text, ensure_ascii=is_plain)[1:-1] for is_plain in (True, False)}:
        words |= models.Q(was__icontains=kept) | models.Q(became__icontains=kept)
    return words


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def _find_record(text: str, person: User) -> models.Q:
    """Find what stands on the page of a record with this reference, as far as the person may read it."""
    found = models.Q()
    for model in NUMBERED:
        rows = querysets.list_readable(model, person).filter(reference__istartswith=text)
        found |= models.Q(page_type=model._meta.label, page_id__in=rows.values("pk"))
    return found


def _cells(row: AuditRow, told: HistoryRow) -> tuple[exporter.Cell, ...]:
    at = timezone.localtime(row.at).isoformat(timespec="seconds")
    kind = capfirst(str(apps.get_model(row.subject_type)._meta.verbose_name))
    return (
        row.pk,
        at,
        told.by,
        told.action,
        f"{kind} {row.subject_id}",
        changes_of(told),
        told.reason,
        row.source,
    )
