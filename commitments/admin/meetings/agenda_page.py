"""The page of a meeting's agenda: its items around the open items, with leads, time, papers and
discussion.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.validators import MaxValueValidator
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.access import querysets, responsibilities
from commitments.admin.commitments.step_forms import ACCEPTED, check_upload
from commitments.admin.commitments.views import build_download
from commitments.admin.form_fields import plain_words
from commitments.admin.lists import saved_file
from commitments.admin.meetings.agenda import list_papers, list_points, number_places, translate_places
from commitments.admin.pages import ActionPage, FormPage, FoundPage
from commitments.admin.undo import confirm_step
from commitments.audit import access_log
from commitments.enums import OPEN_MEETING_STATES, Classification, MeetingState, Side
from commitments.errors import Refused
from commitments.files import checks
from commitments.meetings import agenda
from commitments.models import AgendaItem, AgendaPaper, AgendaPoint, Meeting, Ministry, Official, User
from commitments.models.parties import not_ended_on
from commitments.tables import annotated_agenda
from commitments.tables.matrix_files import MEDIA

TITLE_FIELDS = ("title", "titles", "is_after_open_items")
LEADS = {Side.OURS: agenda.OURS, Side.THEIRS: agenda.THEIRS}


class PointForm(forms.ModelForm[AgendaPoint]):
    """One item, new or as it is, with a further paper; the discussion is asked for after the meeting."""

    as_seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    our_lead = forms.ChoiceField(label=gettext_lazy("Lead on our side"), required=False)
    their_lead = forms.ChoiceField(label=gettext_lazy("Lead on their side"), required=False)
    description = forms.CharField(
        label=gettext_lazy("Description of a paper"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("A reference is enough, for example “Note on ferry fares, 12 March 2026”."),
    )
    file = forms.FileField(
        label=gettext_lazy("File of the paper"),
        required=False,
        max_length=255,
        help_text=gettext_lazy("PDF, office document, image, email or text, up to 25 MB"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    field_order = ("title", "titles", "is_after_open_items", "our_lead", "their_lead", "minutes_allotted")

    class Meta:
        model = AgendaPoint
        fields = (*TITLE_FIELDS, "minutes_allotted", "said", "in_confidence", "originator", "classification")
        widgets = {
            "title": forms.TextInput(attrs={"class": "vTextField"}),
            "titles": forms.Textarea(attrs={"rows": 2}),
            "is_after_open_items": forms.Select(
                choices=[
                    (True, gettext_lazy("after the open items")),
                    (False, gettext_lazy("before the open items")),
                ]
            ),
            "said": forms.Textarea(attrs={"rows": 5}),
            "originator": forms.TextInput(attrs={"class": "vTextField"}),
        }

    def __init__(self, meeting: Meeting, person: User, today: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"label_suffix": ""})
        self.initial["as_seen"] = self.instance.version if self.instance.pk else None
        if meeting.state != MeetingState.HELD:
            del self.fields["said"]
        self.fields["is_after_open_items"].label = _("Place on the agenda")
        level = self.fields["classification"]
        assert isinstance(level, forms.TypedChoiceField)
        lowest = max(meeting.classification, self.instance.classification if self.instance.pk else 0)
        level.choices = [one for one in Classification.choices if lowest <= one[0] <= person.reads_up_to]
        if not self.instance.pk:
            self.initial["classification"] = meeting.classification
        minutes = self.fields["minutes_allotted"]
        minutes.validators.append(MaxValueValidator(agenda.LONGEST_MINUTES))
        for side, name in ((Side.OURS, "our_lead"), (Side.THEIRS, "their_lead")):
            self._offer_leads(name, side, meeting, person, today)
        for field in self.fields.values():
            plain_words(field)

    def _offer_leads(self, name: str, side: Side, meeting: Meeting, person: User, today: Any) -> None:
        """Offer the ministries of a side and its officials in post; and the lead as it is."""
        country = meeting.country_id if side == Side.THEIRS else None
        of_side = Q(country=country) if country else Q(country__iso=settings.HOME_COUNTRY)
        valid = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
        ministries = querysets.open_rows(Ministry).filter(of_side, valid).order_by("name")
        officials = (
            querysets.open_rows(Official).filter(of_side, not_ended_on(today)).order_by("precedence", "post")
        )
        self.leads: dict[str, Ministry | Official]
        found: dict[str, Ministry | Official] = {f"m{one.pk}": one for one in ministries}
        found |= {f"o{one.pk}": one for one in officials}
        lead = self.instance.lead_of(side)
        if lead is not None:
            key = f"{'o' if isinstance(lead, Official) else 'm'}{lead.pk}"
            found.setdefault(key, lead)
            self.initial[name] = key
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("not stated")), *((key, str(one)) for key, one in found.items())]
        self.leads = {**getattr(self, "leads", {}), **found}

    def clean_file(self) -> checks.CheckedFile | None:
        """Check the file by its own bytes; say at the field what is wrong with it."""
        return check_upload(self.cleaned_data.get("file"))

    def values(self) -> dict[str, Any]:
        """Return the columns of the item."""
        data = self.cleaned_data
        columns = {name: data[name] for name in self.Meta.fields if name in data}
        for name, (ministry, official) in (("our_lead", agenda.OURS), ("their_lead", agenda.THEIRS)):
            lead = self.leads.get(data[name])
            columns[ministry] = lead if isinstance(lead, Ministry) else None
            columns[official] = lead if isinstance(lead, Official) else None
        return columns


class AgendaPage(FormPage):
    """Shows the agenda; the desk adds an item, or edits the one that the address names."""

    route, name = "<path:object_id>/agenda/", "agenda"
    title = gettext_lazy("Agenda")
    template_name = "admin/commitments/meeting/agenda_page.html"
    form_class = PointForm

    @cached_property
    def may_edit(self) -> bool:
        return self.record.state in OPEN_MEETING_STATES and responsibilities.works_on(
            self.person, self.record.country
        )

    @cached_property
    def points(self) -> tuple[AgendaPoint, ...]:
        return list_points(self.record, self.person)

    @cached_property
    def edited(self) -> AgendaPoint | None:
        """The item that is edited; None where a new one is typed."""
        key = self.request.GET.get("item", "")
        if not key:
            return None
        found = next((one for one in self.points if str(one.pk) == key), None)
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs()
        about = {"meeting": self.record, "person": self.person, "today": self.today}
        return given | about | {"instance": self.edited or AgendaPoint(meeting=self.record)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        papers = list_papers(self.points, self.person)
        count = querysets.list_readable(AgendaItem, self.person).filter(meeting=self.record).count()
        if not self.may_edit:
            kwargs["form"] = None
        return super().get_context_data(
            places=translate_places(
                number_places(self.points, papers, has_open_items=True), self.record, self.person
            ),
            open_items=count,
            minutes=sum(one.minutes_allotted or 0 for one in self.points),
            edited=self.edited,
            may_edit=self.may_edit,
            moved=self.request.GET.get("moved", ""),
            way=self.request.GET.get("way", ""),
            is_held=self.record.state == MeetingState.HELD,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_edit:
            raise Http404
        return super().post(request, *args, **kwargs)

    def act(self, form: PointForm) -> str:
        """Save the item and its new paper together."""
        values = form.values()
        by_and_now: dict[str, Any] = {"by": self.person, "now": self.now}
        paper, description = form.cleaned_data["file"], form.cleaned_data["description"]
        with transaction.atomic():
            if self.edited is None:
                point = agenda.add_point(AgendaPoint(meeting=self.record, **values), **by_and_now)
                said = _("Agenda item added.")
            else:
                # The form has written into the one that it was made from.
                point = querysets.list_readable(AgendaPoint, self.person).get(pk=self.edited.pk)
                expected = form.cleaned_data["as_seen"] or 0
                agenda.change_point(point, values, expected=expected, **by_and_now)
                said = _("Agenda item saved.")
            if paper or description.strip():
                filed = AgendaPaper(point=point, description=description)
                agenda.add_paper(filed, file=paper, **by_and_now)
        confirm_step(self.request, said, self.now)
        return f"{self.address('agenda')}#item-{point.pk}"


class AgendaStep(ActionPage, FoundPage):
    """Moves an item, or takes it or one of its papers off the agenda."""

    route, name = "<path:object_id>/agenda/<int:key>/<slug:step>/", "agenda_step"

    def act(self) -> None:
        """Take the step that the address names."""
        seen = self.request.POST.get("as_seen", "")
        given: dict[str, Any] = {
            "expected": int(seen) if seen.isdecimal() else None,
            "by": self.person,
            "now": self.now,
        }
        step = self.kwargs["step"]
        if step in ("up", "down"):
            agenda.move_point(self.find(AgendaPoint, "meeting"), up=step == "up", **given)
            said = _("Agenda item moved.")
        elif step == "remove":
            agenda.remove_point(self.find(AgendaPoint, "meeting"), **given)
            said = _("Agenda item removed.")
        elif step == "remove-paper":
            agenda.remove_paper(self.find(AgendaPaper, "point__meeting"), **given)
            said = _("Paper removed.")
        else:
            raise Http404
        confirm_step(self.request, said, self.now)

    def find(self, model: Any, way: str) -> Any:
        """Return what the key names; raises Http404 where it is hidden, missing or of another meeting."""
        rows = querysets.list_readable(model, self.person).filter(**{way: self.record})
        return get_object_or_404(rows, pk=self.kwargs["key"])

    def find_way_back(self) -> str:
        address, step = self.address("agenda"), self.kwargs["step"]
        if step not in ("up", "down"):
            return address
        return f"{address}?moved={self.kwargs['key']}&way={step}#item-{self.kwargs['key']}"


class AgendaPaperFile(FoundPage):
    """The verified file of a paper, for a person who may read it."""

    route, name = "<path:object_id>/agenda/papers/<int:key>/", "agenda_paper"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        papers = querysets.list_readable(AgendaPaper, self.person).filter(is_removed=False)
        paper = get_object_or_404(papers, pk=self.kwargs["key"], point__meeting=self.record)
        access_log.log_opened(request, self.person, paper)
        try:
            return build_download(paper, agenda.open_paper(paper, self.person))
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(self.address("agenda"))


class AnnotatedAgendaFile(FoundPage):
    """The annotated agenda for the person, as a PDF or a document for Word."""

    route, name = "<path:object_id>/agenda/annotated/<slug:ending>/", "annotated"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ending = self.kwargs["ending"]
        if ending not in ("pdf", "docx"):
            raise Http404
        try:
            made = annotated_agenda.export_agenda(self.record, ending, by=self.person, now=self.now)
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(self.address("agenda"))
        return saved_file(made.content, MEDIA[ending], made.name)
