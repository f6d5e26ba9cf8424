"""What every filter is made of: values compared as text, and nothing taken that is not known.

A value is never looked up, so a hidden record and an absent one give the same empty list.
"""

import datetime
from collections.abc import Iterable
from typing import Any

import django_filters as df
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from commitments.api.pagination import PARAMETERS
from commitments.references import UNDATED
from commitments.searching import LONGEST_SEARCH, MOST_WORDS, SEARCHED, is_cut, search

Rows = QuerySet[Any, Any]
LONGEST = 200
COUNTRY = _("Code of the partner in two letters, such as KH.")
ISO = r"^[A-Z]{2}$"
# In addresses and filters alike.
REFERENCE = rf"[A-Z]{{2}}-(?:[0-9]{{4}}|{UNDATED})-[0-9]{{1,10}}"
COMMITMENT_REFERENCE, MEETING_REFERENCE = f"^{REFERENCE}$", f"^M-{REFERENCE}$"


def yes_or_no(method: str, help_text: Any) -> df.TypedChoiceFilter:
    """Make a filter that takes `true` or `false`; the stock one takes anything else for neither."""
    words = (("true", "true"), ("false", "false"))
    made = df.TypedChoiceFilter(choices=words, coerce="true".__eq__, method=method, help_text=help_text)
    extend_schema_field({"type": "boolean", "description": help_text})(made)
    return made


def text(help_text: Any, *, pattern: str = "", longest: int = LONGEST, **options: Any) -> df.CharFilter:
    """Make a filter for a text, of a pattern where it has one."""
    limits = {"pattern": pattern} if pattern else {"pattern": r"^[^\x00]+$", "maxLength": longest}
    checks = [RegexValidator(pattern)] if pattern else []
    made = df.CharFilter(max_length=longest, validators=checks, help_text=help_text, **options)
    extend_schema_field({"type": "string", "description": help_text, **limits})(made)
    return made


def is_free(known: df.Filter | None) -> bool:
    """Say whether a filter takes words as people write them, where space around them says nothing."""
    return isinstance(known, df.CharFilter) and not known.extra["validators"]


def any_of(choices: Iterable[tuple[str, Any]], help_text: Any) -> df.MultipleChoiceFilter:
    """Make a filter for a column that holds one of several values.

    The stock one asks for distinct rows, which are all read and sorted before the first page is cut.
    """
    return df.MultipleChoiceFilter(choices=list(choices), distinct=False, help_text=help_text)


class DatedFilterSet(df.FilterSet):  # type: ignore[misc]
    """Filters that know which day it is for the person."""

    today: datetime.date
    q = text(
        _("Up to eight words, or “phrases in quotes”, as on the screens: every one is found."),
        longest=LONGEST_SEARCH,
        method="keep_found",
    )

    def keep_found(self, rows: Rows, name: str, value: str) -> Rows:
        """Keep the rows that the search of the screens finds, where it looks for all that is asked."""
        if is_cut(value):
            raise ValidationError({name: gettext("Search for at most %d words.") % MOST_WORDS})
        found, _count = search(rows, SEARCHED[rows.model], value, self.request.user)
        return found


class StrictFilterBackend(DjangoFilterBackend):  # type: ignore[misc]
    """Refuses parameters it does not know: a filter that is silently ignored gives too much."""

    def filter_queryset(self, request: Request, queryset: Rows, view: APIView) -> Rows:
        """Narrow the rows; raises ValidationError for an unknown parameter or a value out of its domain."""
        known: type[df.FilterSet] = view.filterset_class  # type: ignore[attr-defined]
        refuse_unknown(request, {*known.base_filters, *PARAMETERS})
        refuse_unclear(request, known)
        if not known.base_filters.keys() & request.query_params.keys():
            return queryset
        rows: Rows = super().filter_queryset(request, queryset, view)
        return rows

    def get_filterset(self, request: Request, queryset: Rows, view: APIView) -> Any:
        filterset = super().get_filterset(request, queryset, view)
        filterset.today = view.today  # type: ignore[attr-defined]
        return filterset


def refuse_unknown(request: Request, known: set[str]) -> None:
    """Raise ValidationError for parameters that the address does not take."""
    unknown = sorted(request.query_params.keys() - known)
    if unknown:
        sentence = gettext("This address takes no such parameter.")
        raise ValidationError(dict.fromkeys(unknown, sentence))


def refuse_unclear(request: Request, known: type[df.FilterSet]) -> None:
    """Raise ValidationError for a parameter without a value, given twice where it takes one, or not exact."""
    unclear = {}
    for name, values in request.query_params.lists():
        if "" in values:
            unclear[name] = gettext("Give a value, or leave the parameter out.")
        elif len(values) > 1 and not isinstance(known.base_filters.get(name), df.MultipleChoiceFilter):
            unclear[name] = gettext("Give this parameter once.")
        elif not is_free(known.base_filters.get(name)) and any(one != one.strip() for one in values):
            unclear[name] = gettext("Give the value without a space or a line's end around it.")
    if unclear:
        raise ValidationError(unclear)
