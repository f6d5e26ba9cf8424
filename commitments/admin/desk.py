"""The page of My desk, and what is done about its lines without leaving it."""

import dataclasses
import datetime
import hashlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from commitments import access, accounts, audit, files, overview
from commitments.admin.commitment_dates import ASK
from commitments.admin.desk_acts import CHASE, KINDS, Opened, opened
from commitments.admin.doors import signed_in
from commitments.admin.steps import StepButton
from commitments.errors import Refused
from commitments.lifecycle import chasing
from commitments.models import Approval, Batch, MailAnswer, User
from commitments.overview import Aside, Desk, Heap
from commitments.reminders import service
from commitments.vocabulary import Role

TITLE = gettext_lazy("My desk")
# So long the charts may be kept: they are of weeks and months, and say when they were counted.
KEPT_SECONDS = 300
CHANGES_SHOWN = 10
# Who runs the tracker, and who keeps the record.
KEEPERS = frozenset({Role.ADMINISTRATOR, Role.RECORDS_OFFICER})


class DeskPages:
    """Adds My desk to the admin site: the page, and one address for what is done about a line."""

    def get_urls(self) -> list[Any]:
        act = self.admin_view(csrf_protect(self.act_view))  # type: ignore[attr-defined]
        own = path("desk/<slug:kind>/<int:pk>/<slug:verb>/", act, name="desk_act")
        return [own, *super().get_urls()]  # type: ignore[misc]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show My desk."""
        return self.desk_page(request, timezone.now(), extra_context)

    def desk_page(
        self,
        request: HttpRequest,
        now: datetime.datetime,
        extra_context: dict[str, Any] | None = None,
        form: Opened | None = None,
    ) -> TemplateResponse:
        """Show My desk, of one partner where one is chosen, with the form of a line where one is open."""
        person = signed_in(request)
        act = audit.last_act_of(person)
        aside = kept_aside(person, now, "", act)
        country = request.GET.get("country", "")
        if country not in {one.iso for one in aside.countries}:
            country = ""
        if country:
            aside = kept_aside(person, now, country, act)
        desk = overview.desk(
            person, now=now, country=country, until=aside.soon_until, ownerless=aside.ownerless
        )
        request.current_app = self.name  # type: ignore[attr-defined]
        context = {
            **self.each_context(request),  # type: ignore[attr-defined]
            "title": TITLE,
            "desk": desk,
            "aside": aside,
            "country": country,
            "query": f"?country={country}" if country else "",
            "account_changes": accounts.for_decision_of(person)[:CHANGES_SHOWN],
            "no_anchors": person.role in KEEPERS and not files.may_write(settings.ANCHORS_FILE),
            "opened": form,
            "opened_in": place_of(desk, form),
            "service": service.service_of(person, now) if desk.may_record else None,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/index.html", context)

    def act_view(self, request: HttpRequest, kind: str, pk: int, verb: str) -> HttpResponse:
        """Open the form of a line in its place; take the step that was sent, and say what came of it."""
        if kind not in KINDS:
            raise Http404
        page = self.get_model_admin(KINDS[kind])  # type: ignore[attr-defined]
        obj = page.get_object(request, str(pk))
        if obj is None:
            raise Http404
        now = timezone.now()
        try:
            form, step, values = opened(request, page, kind, obj, verb, now)
        except Refused as refused:
            messages.error(request, f"{_reference(obj)}: {refused}")
            return HttpResponseRedirect(_desk(request))
        if step is None:
            return self.desk_page(request, now, form=form)
        try:
            done = step.take(obj, by=signed_in(request), now=now, **values)
        except Refused as refused:
            return self.desk_page(request, now, form=dataclasses.replace(form, error=str(refused)))
        messages.success(request, _said(step, obj, done))
        return HttpResponseRedirect(f"{_desk(request)}#messages")


def _said(step: StepButton, obj: Any, done: Any) -> str:
    """Say in one line what happened, with the way back where there is one, or else to the record."""
    url, label = _way_back(step, obj, done)
    said = format_html('{}: {} <a href="{}">{}</a>', _reference(obj), step.done, url, label)
    question = chasing.current(obj) if step is CHASE else None
    if question is None:
        return said
    page = reverse("admin:commitments_chase_change", args=(question.pk,))
    return format_html('{} · <a href="{}">{}</a>', said, page, question.number or _("Open the question"))


def _way_back(step: StepButton, obj: Any, done: Any) -> tuple[str, str]:
    if isinstance(done, Batch):
        return reverse("admin:commitments_commitment_together_batch", args=(done.pk,)), _("Take it back")
    if step is ASK and isinstance(done, Approval):
        return reverse("admin:commitments_approval_change", args=(done.pk,)), _("Take it back")
    name = obj._meta.model_name
    return reverse(f"admin:commitments_{name}_change", args=(obj.pk,)), _("Open it")


def _reference(obj: Any) -> str:
    """Name a record as a line does: by its own reference, or that of what it is about."""
    if isinstance(obj, MailAnswer):
        obj = obj.commitment
    elif isinstance(obj, Approval):
        obj = obj.subject
    elif not hasattr(obj, "reference"):
        obj = obj.meeting
    return str(obj.reference)


def _desk(request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return reverse("admin:index") + (f"?{query}" if query else "")


def place_of(desk: Desk, form: Opened | None) -> str:
    """Say under which heading the opened line stands; empty where it is not, or no more, among the rows."""
    if form is None:
        return ""
    if form.kind == "request":
        return "requests" if any(row.request == form.pk for row in desk.decisions.rows) else ""
    if form.kind == "answer":
        return "answered" if any(row.pk == form.pk for row in desk.answered.rows) else ""
    if form.kind == "outcome":
        return "asks" if any(row.pk == form.pk for row in desk.unanswered.rows) else ""
    places = [
        (heap, row.verb) for heap, lines in desk.heaps.items() for row in lines.rows if row.pk == form.pk
    ]
    own = [heap for heap, verb in places if verb == form.verb]
    found: list[Heap] = own or [heap for heap, _verb in places]
    return str(found[0]) if found else ""


def kept_aside(person: User, now: datetime.datetime, country: str, last_act: int | None) -> Aside:
    """Give what stands beside the heaps, counted within the last minutes for this very person.

    It is counted anew after each act of the person: nobody wonders what became of it.
    """
    key = _key(person, now, country, last_act)
    found = caches["process"].get(key)
    if isinstance(found, Aside):
        return found
    made = overview.aside(person, now=now, country=country)
    caches["process"].set(key, made, KEPT_SECONDS)
    return made


def _key(person: User, now: datetime.datetime, country: str, last_act: int | None) -> str:
    """Name what a person may read, since which own act, on which day and in which language."""
    said = (*access.standing_of(person), overview.today_of(person, now), country, last_act)
    digest = hashlib.sha256(repr((said, translation.get_language())).encode()).hexdigest()
    return f"desk-aside-{digest}"
