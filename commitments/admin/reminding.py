"""The page on which the heads of a desk say how it is reminded, and see for an item what that means."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commitments import access
from commitments.admin.doors import signed_in
from commitments.admin.forms.ladder import LadderForm, QuietDaysForm, values_of
from commitments.errors import Refused
from commitments.models import Commitment, Desk, Ladder, QuietDays, User
from commitments.reminders import coming, items, planner, reminding, words
from commitments.reminders.ladders import Ladders, rules_of
from commitments.reminders.plan import UNDER_WAY
from commitments.vocabulary import DeadlineKind

PAGE = "admin:reminding"
PREVIEW_DAYS = 400
EVERY = ("", _("every kind"))


@dataclass(frozen=True, slots=True)
class Choice:
    """One desk or kind to turn to; `is_set` where it has rules of its own."""

    label: str
    url: str
    is_current: bool
    is_set: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One person to be told one rung, in words."""

    moment: datetime.datetime
    to: str
    why: str
    because: str
    put_off: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What an item would get: the sentence that says why not, or who would get what and when.

    `is_by_these` says whether the rules on the page are those that hold for its kind of deadline.
    """

    typed: str
    refused: str = ""
    item: Commitment | None = None
    kind: str = ""
    lines: Sequence[Line] = ()
    is_by_these: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Whose rules the page is about, for which kind, and what stands."""

    person: User
    desk: Desk
    kind: str
    standing: Ladder | None
    may_set: bool

    @property
    def url(self) -> str:
        return _address(self.desk, self.kind)


class RemindingPages:
    """Adds the page of a desk's rules and quiet days to the site."""

    def get_urls(self) -> list[Any]:
        view = self.admin_view  # type: ignore[attr-defined]
        return [
            path("reminding/", view(self.reminding_view), name="reminding"),
            path("reminding/quiet/<int:pk>/", view(require_POST(_end_quiet)), name="reminding_quiet"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def reminding_view(self, request: HttpRequest) -> HttpResponse:
        """Show the rules of a desk for a kind; try them on an item, keep them, or go back to the usual."""
        place = _place(request)
        form, quiet_form, preview = LadderForm(instance=_shown(place)), QuietDaysForm(), None
        if request.method == "POST":
            if not place.may_set and "preview" not in request.POST:
                raise PermissionDenied
            if "quiet" in request.POST:
                quiet_form = QuietDaysForm(request.POST, instance=QuietDays(desk=place.desk))
                if quiet_form.is_valid() and _keep_quiet(request, place, quiet_form):
                    return HttpResponseRedirect(place.url + "#quiet")
            elif "usual" in request.POST:
                return _as_usual(request, place)
            else:
                form = LadderForm(request.POST, instance=_shown(place))
                if form.is_valid():
                    if "preview" in request.POST:
                        preview = _preview(place, form, request.POST.get("reference", ""), timezone.now())
                    elif _keep(request, place, form):
                        return HttpResponseRedirect(place.url)
        context = {
            **self.each_context(request),  # type: ignore[attr-defined]
            **_context(place),
            "form": form,
            "quiet_form": quiet_form,
            "preview": preview,
        }
        return TemplateResponse(request, "admin/reminding.html", context)


def _place(request: HttpRequest) -> Place:
    """Find the desk and the kind that are asked for; for who has no desk there is no such page."""
    person = signed_in(request)
    desks = list(access.desks_of(person))
    asked = request.GET.get("desk", "")
    desk = next((one for one in desks if str(one.pk) == asked), desks[0] if desks and not asked else None)
    kind = request.GET.get("kind", "")
    if desk is None or kind not in {"", *DeadlineKind.values}:
        raise Http404
    return Place(person, desk, kind, reminding.ladder_of(desk, kind), access.may_write(person, Ladder))


def _shown(place: Place) -> Ladder:
    """Give the rules that hold for the kind as they stand, wherever they come from."""
    standing = place.standing or reminding.ladder_of(place.desk, "") or Ladder()
    # Another row than the one that stands: a form writes its values back into what it is given.
    values = {name: getattr(standing, name) for name in LadderForm.base_fields}
    return Ladder(desk=place.desk, kind=place.kind, **values)


def _context(place: Place) -> dict[str, Any]:
    own = {row.kind for row in access.open_rows(Ladder).filter(desk=place.desk)}
    desks = list(access.desks_of(place.person))
    today = timezone.localdate()
    return {
        "title": _("How we are reminded"),
        "place": place,
        "desks": [Choice(str(one), _address(one, place.kind), one == place.desk) for one in desks],
        "kinds": [
            Choice(capfirst(str(label)), _address(place.desk, kind), kind == place.kind, kind in own)
            for kind, label in (EVERY, *DeadlineKind.choices)
        ],
        "has_every": "" in own,
        "quiet_days": place.desk.quiet_days.filter(ends_on__gte=today).order_by("starts_on"),
    }


def _address(desk: Desk, kind: str) -> str:
    return f"{reverse(PAGE)}?{urlencode({'desk': desk.pk, 'kind': kind})}"


def _keep(request: HttpRequest, place: Place, form: LadderForm) -> bool:
    expected = request.POST.get("version", "")
    try:
        reminding.keep(
            place.desk,
            place.kind,
            values_of(form),
            expected=int(expected) if expected.isascii() and expected.isdigit() else 0,
            by=place.person,
            now=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, _("Kept. It holds from the next sweep on, for what is not planned yet."))
    return True


def _as_usual(request: HttpRequest, place: Place) -> HttpResponse:
    reminding.as_usual(place.desk, place.kind, by=place.person, now=timezone.now())
    messages.success(request, _("These rules are taken away."))
    return HttpResponseRedirect(place.url)


def _keep_quiet(request: HttpRequest, place: Place, form: QuietDaysForm) -> bool:
    try:
        reminding.keep_quiet(form.save(commit=False), by=place.person, now=timezone.now())
    except Refused as refused:
        form.add_error("ends_on", str(refused))
        return False
    messages.success(request, _("Kept. What is due on these days goes out on the first working day after."))
    return True


def _end_quiet(request: HttpRequest, pk: int) -> HttpResponse:
    """Take quiet days away; what waited for them is due again."""
    person = signed_in(request)
    if not access.may_write(person, QuietDays):
        raise PermissionDenied
    days = get_object_or_404(access.open_rows(QuietDays).filter(desk__in=access.desks_of(person)), pk=pk)
    back = _address(days.desk, "") + "#quiet"
    count = reminding.end_quiet(days, by=person, now=timezone.now())
    said = ngettext(
        "Taken away. %(count)d reminder that waited goes out with the next sweep.",
        "Taken away. %(count)d reminders that waited go out with the next sweep.",
        count,
    )
    messages.success(request, said % {"count": count} if count else _("Taken away."))
    return HttpResponseRedirect(back)


def _preview(place: Place, form: LadderForm, typed: str, now: datetime.datetime) -> Preview:
    """Say for one item, by its reference, who would get what and when, were these rules kept."""
    reference = typed.strip().upper()[:20]
    read = access.rows(Commitment, place.person)
    seen = read.filter(reference=reference) if reference else _next_due(read, place)
    item = seen.select_related("country", "deadline").order_by("due_on", "reference").first()
    if item is None:
        return Preview(typed, str(_("There is no commitment of this reference that you may read.")))
    if item.country.desk_id != place.desk.pk:
        return Preview(typed, str(_("This item is another desk's; these rules do not hold for it.")))
    known = items.items([item.pk]).get(item.pk)
    if known is None:
        return Preview(typed, str(_("It has no deadline yet, so nobody is told anything.")))
    others = {row.kind: rules_of(row) for row in access.open_rows(Ladder).filter(desk=place.desk)}
    instead = {**others, place.kind: rules_of(Ladder(**values_of(form)))}
    world = replace(planner.look_around(now), ladders=Ladders(place.desk.pk, instead))
    lines = [_line(world, known, one) for one in coming.coming(world, known, PREVIEW_DAYS)]
    kind = known.subject.kind
    is_by_these = place.kind == (kind if kind in instead else "")
    return Preview(item.reference, "", item, str(DeadlineKind(kind).label), lines, is_by_these)


def _next_due(read: QuerySet[Commitment], place: Place) -> QuerySet[Commitment]:
    """Find what falls due next, where no reference is named."""
    under_way = read.filter(state__in=UNDER_WAY, due_on__gte=timezone.localdate())
    return under_way.filter(country__desk=place.desk)


def _line(world: planner.World, item: items.Item, one: coming.Coming) -> Line:
    return Line(
        moment=one.moment,
        to=str(one.person or _("duty box")),
        why=words.in_words(one.key),
        because=words.because(world.directory, one.person, item, one.key.rule, one.day),
        put_off=words.put_off_in_words(one.was_on, one.because) if one.was_on else "",
    )
