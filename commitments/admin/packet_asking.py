"""A packet for another reader, for several meetings, or for all that stands with a partner."""

import datetime
from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import access, agenda
from commitments.admin.base import RecordAdmin
from commitments.admin.doors import signed_in
from commitments.admin.forms.plain import PlainForm
from commitments.admin.packet_again import ask_again, is_asked_anew
from commitments.admin.packet_waiting import wait_for
from commitments.admin.posted import key_of
from commitments.briefings import archive
from commitments.briefings.scope import of_country, of_meeting
from commitments.errors import Refused
from commitments.models import DAY, Country, Meeting, Packet, User
from commitments.tasks import ring
from commitments.vocabulary import Role

# Those ahead, and the last that were held: a journey has no more.
MEETINGS_SHOWN = 24
ASKING = (Role.DESK_OFFICER, Role.HEAD_OF_DESK, Role.DIVISION_HEAD, Role.EMBASSY_OFFICER)


class MeetingsField(forms.ModelMultipleChoiceField[Meeting]):
    """Meetings, each with its day."""

    def label_from_instance(self, obj: Meeting) -> str:
        return f"{obj}, {date_format(obj.held_on) if obj.held_on else _('not stated')}"


class ReadersField(forms.ModelChoiceField[User]):
    """People, each with the role."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj}, {obj.get_role_display()}"


class AskForm(PlainForm):
    """About what, for whom, and in how many copies."""

    meetings = MeetingsField(
        label=gettext_lazy("Meetings"),
        queryset=access.nothing(Meeting),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: all that stands between the two sides."),
    )
    reader = ReadersField(label=gettext_lazy("Made for"), queryset=access.nothing(User))
    copies = forms.IntegerField(
        label=gettext_lazy("Copies"),
        min_value=archive.COPIES,
        max_value=archive.MOST_COPIES,
        initial=archive.COPIES,
        help_text=gettext_lazy("for the reader, who asks, who signs off, and a reserve"),
    )

    def __init__(self, person: User, country: Country, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meetings"].queryset = meetings_of(person, country)  # type: ignore[attr-defined]
        self.fields["reader"].queryset = readers_for(person, country)  # type: ignore[attr-defined]


def meetings_of(person: User, country: Country) -> QuerySet[Meeting]:
    """List the meetings ahead, the next first, and after them the last that were held."""
    seen = access.rows(Meeting, person).filter(country=country)
    ahead = seen.filter(state__in=agenda.AHEAD).order_by(DAY.asc(nulls_last=True), "pk")
    held = seen.filter(state__in=agenda.TOOK_PLACE).order_by(DAY.desc(nulls_last=True), "-pk")
    keys = [*ahead.values_list("pk", flat=True), *held.values_list("pk", flat=True)][:MEETINGS_SHOWN]
    return seen.filter(pk__in=keys).order_by(DAY.desc(nulls_last=True), "-pk")


def readers_for(person: User, country: Country) -> QuerySet[User]:
    """List whom this person may have a packet made for: readers, and the people of the partner's desk."""
    of_desk = Q(desk=country.desk_id) | Q(division__desks=country.desk_id) | Q(host_country=country)
    known = access.rows(User, person).filter(is_active=True)
    return known.filter(Q(role=Role.READER) | (Q(role__in=ASKING) & of_desk)).distinct().order_by("name")


def asking_view(page: RecordAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Ask about what and for whom; write the request, and show how far the packet is."""
    person = signed_in(request)
    country: Country | None = page.get_object(request, unquote(object_id))
    if country is None or not access.works_on(person, country):
        raise Http404
    if request.method == "POST":
        form = AskForm(person, country, request.POST)
        if form.is_valid() and (done := _ask(request, form, country, person)):
            return done
    else:
        form = AskForm(person, country, initial={"meetings": _ticked(request), "reader": person.pk})
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "title": _("Make a packet"),
        "opts": Packet._meta,
        "object": country,
        "form": form,
        "back": reverse("admin:commitments_packet_changelist"),
    }
    return TemplateResponse(request, "admin/step.html", context)


def _ask(request: HttpRequest, form: AskForm, country: Country, person: User) -> HttpResponse | None:
    values = form.cleaned_data
    reader, meetings = values["reader"], sorted(values["meetings"], key=_first)
    try:
        with transaction.atomic():
            about = of_meeting(*meetings) if meetings else of_country(country, by=person, reader=reader)
            made = archive.finished(about, by=person, reader=reader)
            if made is not None and not is_asked_anew(request):
                return ask_again(request, made, back=request.get_full_path())
            packet = archive.request(
                about, by=person, reader=reader, copies=values["copies"], now=timezone.now()
            )
            transaction.on_commit(lambda: ring(packet.pk))
    except Refused as refused:
        form.add_error(None, str(refused.message))
        return None
    wait_for(request, packet)
    return HttpResponseRedirect(reverse("admin:commitments_packet_change", args=(packet.pk,)))


def _first(meeting: Meeting) -> tuple[bool, datetime.date]:
    """Let the next meeting ahead lead; one without a date comes last."""
    return meeting.state not in agenda.AHEAD, meeting.held_on or datetime.date.max


def _ticked(request: HttpRequest) -> list[int]:
    keys = map(key_of, request.GET.getlist("meeting"))
    return [key for key in keys if key is not None]
