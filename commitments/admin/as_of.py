"""The list and the page of commitments as of a past moment: the same pages, read only."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.admin import ListFilter, ModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.admin.form_fields import day_of, time_of
from commitments.admin.permissions import signed_in
from commitments.audit.as_of import context
from commitments.errors import Refused

AS_OF, TIME = "as_of", "as_of_time"
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class AsOf:
    """A past moment as displayed; `text` is its form in the address, `back` leads to today."""

    said: str
    text: str
    back: str

    @property
    def day(self) -> str:
        return self.text.partition("T")[0]

    @property
    def clock(self) -> str:
        """Return the time in the form's format."""
        return self.text.partition("T")[2][:5]


def parse_moment(text: str) -> datetime.datetime:
    """Read the moment in the person's own time zone; raises `Refused`."""
    return context.moment_of(text, zone=timezone.get_current_timezone(), now=timezone.now())


def format_moment(moment: datetime.datetime) -> str:
    """Return a moment as text: only the day where it is the end of a day."""
    here = timezone.localtime(moment)
    day = date_format(here, "DATE_FORMAT")
    if here.time() == datetime.time.max:
        return day
    return _("%(day)s at %(time)s") % {"day": day, "time": time_format(here, "H:i")}


def without_moment(params: QueryDict, **more: str) -> str:
    """Return the address's parameters without the moment and the page, or with another moment."""
    kept = params.copy()
    for name in (AS_OF, TIME, "p", "e"):
        kept.pop(name, None)
    kept.update(more)
    return kept.urlencode()


def moment_typed(params: QueryDict) -> str:
    """Return day and time of the form as one text; without a day it is empty and means today."""
    day, clock = params.get(AS_OF, ""), params.get(TIME, "")
    on, at = day_of(day, timezone.localdate()), time_of(clock)
    day, clock = on.isoformat() if on else day, at.strftime("%H:%M") if at else clock
    return f"{day}T{clock}" if day and clock else day


def join_moment(request: HttpRequest) -> HttpResponse | None:
    """Send to the address with one parameter for the moment, or none where the day was left empty."""
    if TIME not in request.GET and request.GET.get(AS_OF) != "":
        return None
    text = moment_typed(request.GET)
    more = {AS_OF: text} if text else {}
    return HttpResponseRedirect(f"{request.path}?{without_moment(request.GET, **more)}")


def render_now(response: HttpResponse) -> HttpResponse:
    """Render now, while the past stands."""
    if isinstance(response, TemplateResponse) and not response.is_rendered:
        response.render()
    return response


def on_the_list(view: View) -> View:
    """Let a list show the past where its address names a moment."""

    @wraps(view)
    def view_past(
        page: Any, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        joined = join_moment(request)
        text = request.GET.get(AS_OF)
        if joined is not None or text is None:
            return joined or view(page, request, extra_context)
        try:
            moment = parse_moment(text)
        except Refused:
            # The filter says why.
            return view(page, request, extra_context)
        shown = AsOf(format_moment(moment), text, f"?{without_moment(request.GET)}")
        with context.show_as_of(moment, reader=signed_in(request)):
            return render_now(view(page, request, {**(extra_context or {}), "as_of": shown}))

    return view_past


def _why_not(text: str) -> str:
    """Return why no such moment can be shown, empty where it can."""
    try:
        parse_moment(text)
    except Refused as refused:
        return str(refused)
    return ""


class AsOfFilter(ListFilter):
    """The control "As of" beside the filters: it does not filter, but shows the whole page as of a moment."""

    title = gettext_lazy("as of")
    parameter_name = AS_OF
    template = "admin/commitments/as_of/filter.html"

    def __init__(
        self, request: HttpRequest, params: dict[str, list[str]], model: type[Model], page: ModelAdmin[Any]
    ) -> None:
        super().__init__(request, params, model, page)
        text = params.pop(AS_OF, [""])[-1]
        asked = AsOf("", text, "")
        self.day, self.clock = asked.day, asked.clock
        moment = context.find_as_of()
        self.trouble = "" if moment or not text else _why_not(text)
        self.said = format_moment(moment) if moment else ""
        if text:
            self.used_parameters[AS_OF] = text

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return [AS_OF]

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:
        """Yield what the form has to keep: search, view, filters and order."""
        for name, value in changelist.params.items():
            if name != AS_OF:
                yield {"name": name, "value": value}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset
