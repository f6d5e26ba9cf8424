"""The list and the page of commitments as of a past moment: the same pages, read only."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.admin import ListFilter, ModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commitments.admin.form_fields import day_of, time_of
from commitments.admin.permissions import signed_in
from commitments.audit.as_of import context
from commitments.errors import Refused

AS_OF, TIME = "as_of", "as_of_time"
ROUTE = "admin:commitments_commitment"
# What a page offers to do; nothing of it is offered in the past.
OFFERS = ("may_", "can_")
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


def _joined(request: HttpRequest) -> HttpResponse | None:
    """Send to the address with one parameter for the moment, or none where the day was left empty."""
    if TIME not in request.GET and request.GET.get(AS_OF) != "":
        return None
    text = moment_typed(request.GET)
    more = {AS_OF: text} if text else {}
    return HttpResponseRedirect(f"{request.path}?{without_moment(request.GET, **more)}")


def _rendered(response: HttpResponse) -> HttpResponse:
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
        joined = _joined(request)
        text = request.GET.get(AS_OF)
        if joined is not None or text is None:
            return joined or view(page, request, extra_context)
        try:
            moment = parse_moment(text)
        except Refused as refused:
            request.__dict__["as_of_trouble"] = str(refused)
            return view(page, request, extra_context)
        shown = AsOf(format_moment(moment), text, f"?{without_moment(request.GET)}")
        with context.show_as_of(moment, reader=signed_in(request)):
            return _rendered(view(page, request, {**(extra_context or {}), "as_of": shown}))

    return view_past


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
        self.trouble: str = request.__dict__.get("as_of_trouble", "")
        moment = context.find_as_of()
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


class AsOfPages:
    """Adds the page of one commitment as of a past moment, and the links to it."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_safe(self.as_of_view))  # type: ignore[attr-defined]
        own = path("<path:object_id>/as-of/", view, name="commitments_commitment_as_of")
        return [own, *super().get_urls()]  # type: ignore[misc]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Change nothing in the past."""
        may: bool = super().has_change_permission(request, obj)  # type: ignore[misc]
        return may and context.find_as_of() is None

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        page = reverse(f"{ROUTE}_as_of", args=(unquote(object_id),))
        typed = AsOf("", request.GET.get(AS_OF, ""), "")
        context = {**(extra_context or {}), "as_of_url": page, "day": typed.day, "clock": typed.clock}
        response: HttpResponse = super().history_view(request, object_id, context)  # type: ignore[misc]
        return response

    def as_of_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show one commitment as it stood."""
        joined = _joined(request)
        if joined is not None:
            return joined
        text, key = request.GET.get(AS_OF, ""), unquote(object_id)
        item = self.get_object(request, key)  # type: ignore[attr-defined]
        partner = item.country if item is not None else None
        try:
            moment = parse_moment(text)
            today = reverse(f"{ROUTE}_change", args=(key,)) if item is not None else ""
            with context.show_as_of(moment, reader=signed_in(request), partner=partner):
                return _rendered(
                    self._page_then(request, object_id, AsOf(format_moment(moment), text, today))
                )
        except (Refused, Http404) as reason:
            if item is None:
                raise Http404 from reason
            absent = _("This item was not on record then, or not open to you.")
            messages.error(request, str(reason) if isinstance(reason, Refused) else absent)
            history = reverse(f"{ROUTE}_history", args=(key,))
            return HttpResponseRedirect(f"{history}?{without_moment(request.GET, **{AS_OF: text})}")

    def _page_then(self, request: HttpRequest, object_id: str, shown: AsOf) -> HttpResponse:
        response: HttpResponse = self.change_view(request, object_id)  # type: ignore[attr-defined]
        if isinstance(response, TemplateResponse) and response.context_data is not None:
            context = response.context_data
            context |= {name: False for name in context if name.startswith(OFFERS)}
            told = _("Reminders are told, not agreed: the past shows none.")
            context |= {
                "steps": [],
                "not_open": (),
                "as_of": shown,
                "shown": replace(context["shown"], no_reminders=told),
            }
            response.template_name = "admin/commitments/as_of/page.html"
        return response
