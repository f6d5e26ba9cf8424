"""Request a packet of a meeting, for another reader, for several meetings, or for everything with a partner.

Where a finished edition exists, a page asks whether to open it or to make another.
"""

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.edit import FormMixin

from commitments.access import querysets, responsibilities
from commitments.admin.as_of import moment_typed, parse_moment
from commitments.admin.form_fields import PlainForm
from commitments.admin.packets.steps import EditionsField, wait_for
from commitments.admin.pages import FoundPage
from commitments.admin.permissions import key_of, signed_in
from commitments.enums import HELD_STATES, UPCOMING_STATES, Role
from commitments.errors import Refused
from commitments.models import DAY, Country, Meeting, Packet, User
from commitments.packets.archive import requests
from commitments.packets.records import build_country_scope, build_meeting_scope
from commitments.tasks import enqueue

# What the answer "make another" posts.
AGAIN = "anew"
# The token is made again for the answer.
UNREPEATED = ("csrfmiddlewaretoken", AGAIN)


def is_asked_anew(request: HttpRequest) -> bool:
    """Return whether the person has said that another edition is wanted."""
    return AGAIN in request.POST


def show_finished_packet(request: HttpRequest, made: Packet, *, back: str) -> TemplateResponse:
    """Show the finished edition and both ways on; what was posted is posted again with the answer."""
    context = {
        "title": _("Packet already finished"),
        "opts": Packet._meta,
        "packet": made,
        "posted": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in UNREPEATED
            for value in values
        ],
        "anew": AGAIN,
        "url": reverse("admin:commitments_packet_change", args=(made.pk,)),
        "back": back,
    }
    return TemplateResponse(request, "admin/commitments/packet/again.html", context)


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
    """The subject, the reader, the language, the editions, and the number of copies."""

    meetings = MeetingsField(
        label=gettext_lazy("Meetings"),
        queryset=querysets.list_none(Meeting),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("If none is selected, the packet covers all matters between the two sides."),
    )
    reader = ReadersField(label=gettext_lazy("Prepared for"), queryset=querysets.list_none(User))
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("", gettext_lazy("the reader’s language")), *settings.PRINT_LANGUAGES],
        required=False,
        help_text=gettext_lazy(
            "Language of headings, dates and names. Text written by officers is not translated."
        ),
    )
    editions = EditionsField(
        help_text=gettext_lazy(
            "All editions have the same content and one sign-off. The register states the edition of each "
            "copy."
        )
    )
    copies = forms.IntegerField(
        label=gettext_lazy("Copies"),
        min_value=requests.COPIES,
        max_value=requests.MOST_COPIES,
        initial=requests.COPIES,
        help_text=gettext_lazy("for the reader, the requester, the signatories and a reserve"),
    )

    def __init__(self, *args: Any, person: User, country: Country, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meetings, reader = self.fields["meetings"], self.fields["reader"]
        assert isinstance(meetings, MeetingsField)
        assert isinstance(reader, ReadersField)
        meetings.queryset = meetings_of(person, country)
        reader.queryset = readers_for(person, country)


def meetings_of(person: User, country: Country) -> QuerySet[Meeting]:
    """List the meetings ahead, the next first, and after them the last that were held."""
    seen = querysets.list_readable(Meeting, person).filter(country=country)
    ahead = seen.filter(state__in=UPCOMING_STATES).order_by(DAY.asc(nulls_last=True), "pk")
    held = seen.filter(state__in=HELD_STATES).order_by(DAY.desc(nulls_last=True), "-pk")
    keys = [*ahead.values_list("pk", flat=True), *held.values_list("pk", flat=True)][:MEETINGS_SHOWN]
    return seen.filter(pk__in=keys).order_by(DAY.desc(nulls_last=True), "-pk")


def readers_for(person: User, country: Country) -> QuerySet[User]:
    """List whom this person may have a packet made for: readers, and the people of the partner's desk."""
    of_desk = Q(desk=country.desk_id) | Q(division__desks=country.desk_id) | Q(host_country=country)
    known = querysets.list_readable(User, person).filter(is_active=True)
    return known.filter(Q(role=Role.READER) | (Q(role__in=ASKING) & of_desk)).distinct().order_by("name")


def request_meeting_packet(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Save the request and queue it after the commit; the next reminder run queues lost requests again.

    Where a finished edition exists, the person is asked first whether that suffices.
    """
    asked, person = moment_typed(request.POST), signed_in(request)
    back = reverse("admin:commitments_meeting_change", args=(meeting.pk,))
    try:
        with transaction.atomic():
            as_of = parse_moment(asked) if asked else None
            made = requests.find_finished(build_meeting_scope(meeting), by=person, reader=person, as_of=as_of)
            if made is not None and not is_asked_anew(request):
                return show_finished_packet(request, made, back=back)
            packet = requests.request_packet(meeting, by=person, now=timezone.now(), as_of=as_of)
            transaction.on_commit(lambda: enqueue(packet.pk))
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(back)
    wait_for(request, packet)
    return HttpResponseRedirect(reverse("admin:commitments_packet_change", args=(packet.pk,)))


class RequestPacket(FormMixin[AskForm], FoundPage):
    """Asks about what and for whom; writes the request, and shows how far the packet is."""

    route, name = "<path:object_id>/packet/", "packet"

    title = gettext_lazy("Create a packet")
    template_name = "admin/step.html"
    form_class = AskForm

    def may_open(self) -> bool:
        return responsibilities.works_on(self.person, self.record)

    def get_initial(self) -> dict[str, Any]:
        ticked = map(key_of, self.request.GET.getlist("meeting"))
        return {"meetings": [key for key in ticked if key is not None], "reader": self.person.pk}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "person": self.person, "country": self.record}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("admin:commitments_packet_changelist")
        return super().get_context_data(**{"opts": Packet._meta, "back": back} | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: AskForm) -> HttpResponse:
        values, request = form.cleaned_data, self.request
        language, reader, meetings = (
            values["language"],
            values["reader"],
            sorted(values["meetings"], key=_first),
        )
        try:
            with transaction.atomic():
                about = (
                    build_meeting_scope(*meetings)
                    if meetings
                    else build_country_scope(self.record, by=self.person, reader=reader)
                )
                made = requests.find_finished(
                    about, by=self.person, reader=reader, language=language, editions=values["editions"]
                )
                if made is not None and not is_asked_anew(request):
                    return show_finished_packet(request, made, back=request.get_full_path())
                packet = requests.create_request(
                    about,
                    by=self.person,
                    reader=reader,
                    language=language,
                    copies=values["copies"],
                    editions=values["editions"],
                    now=self.now,
                )
                transaction.on_commit(lambda: enqueue(packet.pk))
        except Refused as refused:
            form.add_error(None, str(refused.message))
            return self.form_invalid(form)
        wait_for(request, packet)
        return HttpResponseRedirect(reverse("admin:commitments_packet_change", args=(packet.pk,)))


def _first(meeting: Meeting) -> tuple[bool, datetime.date]:
    """Let the next meeting ahead lead; one without a date comes last."""
    return meeting.state not in UPCOMING_STATES, meeting.held_on or datetime.date.max
