"""Lists and pages as of a past moment: the same pages, read only; every other address refuses a past day.

An address answers for a past day only where its page declares `answers_as_of`. A new page refuses until then.
A day that cannot be read or is to come is refused by all of them: the form with the error, and no record.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.admin import ListFilter, ModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.access import querysets
from commitments.admin.form_fields import day_of, time_of
from commitments.admin.permissions import signed_in
from commitments.audit.as_of import context
from commitments.errors import Refused
from commitments.models import Commitment, Country, Meeting, User

AS_OF, TIME = "as_of", "as_of_time"
ONLY_TODAY = gettext_lazy("This page shows only the records of today, not those of a past date.")
# The filter by partner in the address of lists whose records never change their partner.
PARTNER = "country__id__exact"
NARROWED = (Commitment, Meeting)
# Of so many commitments the past is rebuilt in about 7 s of processor time; it takes 58 s for 230,000.
MOST_ITEMS = 30_000
TOO_MANY = gettext_lazy("You have access to more than %(most)s commitments. Select a partner, then the date.")
TOO_MANY_HERE = gettext_lazy(
    "You have access to more than %(most)s commitments. For a past date, open the list of commitments or "
    "meetings and select a partner there."
)
TOO_MANY_OF_PARTNER = gettext_lazy(
    "You have access to more than %(most)s commitments of this partner. Its records cannot be shown for a "
    "past date. The history of each record shows its changes."
)
# Addresses for visitors who have a link and no account; all others ask them to sign in.
BY_LINK = ("/calendar/", "/reply/")
# Programs get a problem (`api/views/base.py`).
OF_PROGRAMS = "/api/"
View = Callable[..., HttpResponse]


class RefusePast:
    """Refuses a past day where the page does not answer for one, so that today is never shown as the past."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        """Answer before the page reads anything; today by the reader's clock is no past day."""
        text, is_read = request.GET.get(AS_OF, "").strip(), request.method in ("GET", "HEAD")
        if not is_read or request.path.startswith(OF_PROGRAMS):
            return None
        if answers_as_of(view):
            return _refuse_moment(request, view) if isinstance(request.user, User) else None
        if not text:
            return None
        if text == timezone.localdate().isoformat():
            request.GET = QueryDict(without_moment(request.GET))
            return None
        if isinstance(request.user, User):
            return render_refusal(request, str(ONLY_TODAY))
        if request.path.startswith(BY_LINK):
            plain = "text/plain; charset=utf-8"
            return HttpResponse(str(ONLY_TODAY), content_type=plain, status=HTTPStatus.CONFLICT)
        return None


def render_refusal(request: HttpRequest, trouble: str) -> HttpResponse:
    """Return the page that says why there is no answer for the past day, and leads to today."""
    today = f"{request.path}?{without_moment(request.GET)}"
    shown = {"of_today": today, "title": _("Not available for a past date"), "trouble": trouble}
    return render(request, "admin/commitments/as_of/refused.html", shown, status=HTTPStatus.CONFLICT)


def answers_as_of(view: View) -> bool:
    """Return whether a view answers for a past day, or says itself why it does not."""
    return _declares(view, "answers_as_of")


def _declares(view: View, name: str) -> bool:
    return bool(getattr(getattr(view, "view_class", view), name, False))


def _refuse_moment(request: HttpRequest, view: View) -> HttpResponse | None:
    """Join day and time to one parameter; refuse a moment that cannot be shown, in a form to correct it."""
    if AS_OF not in request.GET or _declares(view, "has_own_day"):
        return None
    text = moment_typed(request.GET)
    if text != request.GET[AS_OF] or TIME in request.GET or not text:
        more = {AS_OF: text} if text else {}
        return HttpResponseRedirect(f"{request.path}?{without_moment(request.GET, **more)}")
    try:
        parse_moment(text)
    except Refused as refused:
        kept = QueryDict(without_moment(request.GET))
        shown = {
            "title": _("As of"),
            "trouble": refused,
            "asked": AsOf("", text, ""),
            "kept": [(name, value) for name, values in kept.lists() for value in values],
            "of_today": f"{request.path}?{kept.urlencode()}",
        }
        return render(request, "admin/commitments/as_of/refused.html", shown, status=HTTPStatus.BAD_REQUEST)
    return None


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


def render_now(response: HttpResponse) -> HttpResponse:
    """Render now, while the past stands."""
    if isinstance(response, TemplateResponse) and not response.is_rendered:
        response.render()
    return response


def on_the_list(view: View) -> View:
    """Let a list that answers for the past show it where its address names a moment.

    A list that adds to what its base class shows is marked too: the past stands until both are done.
    """

    @wraps(view)
    def view_past(
        page: Any, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not page.answers_as_of or context.find_as_of() is not None:
            return view(page, request, extra_context)
        text = request.GET.get(AS_OF)
        if text is None:
            return view(page, request, extra_context)
        moment = parse_moment(text)
        shown = AsOf(format_moment(moment), text, f"?{without_moment(request.GET)}")
        try:
            partner = choose_partner(page.model, request)
        except Refused as refused:
            return render_refusal(request, str(refused))
        with context.show_as_of(moment, reader=signed_in(request), partner=partner):
            nothing_added = {"as_of": shown, "has_add_permission": False}
            return render_now(view(page, request, {**(extra_context or {}), **nothing_added}))

    return view_past


def choose_partner(model: type[Model], request: HttpRequest) -> Country | None:
    """Return the only partner whose records a list shows, None for all: the past is rebuilt for no other.

    Raises `Refused` where there are too many commitments to rebuild, which every list would wait for.
    """
    chosen = request.GET.getlist(PARTNER)
    partner = None
    if model in NARROWED and len(chosen) == 1 and chosen[0].isdecimal():
        partner = querysets.open_rows(Country).filter(pk=chosen[0]).first()
    refuse_too_many(signed_in(request), partner, TOO_MANY if model in NARROWED else TOO_MANY_HERE)
    return partner


def refuse_too_many(
    person: User, partner: Country | None, of_all: str | Promise = TOO_MANY_OF_PARTNER
) -> None:
    """Raise `Refused` where the person may read too many commitments, of one partner or of all, to rebuild
    their past while a page waits.
    """
    rows = querysets.list_readable(Commitment, person).order_by()
    rows = rows.filter(country=partner) if partner else rows
    if rows[: MOST_ITEMS + 1].count() > MOST_ITEMS:
        said = TOO_MANY_OF_PARTNER if partner else of_all
        raise Refused(said % {"most": f"{MOST_ITEMS:,}"}, "too_many")


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
