"""The page "Answer for parliament" and its files: what was promised, fulfilled and missed as of a day."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise, cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.access import querysets, scopes, write_rules
from commitments.admin.as_of import AS_OF, format_moment, moment_typed, parse_moment
from commitments.admin.form_fields import DateInput, PlainForm
from commitments.admin.list_exports import LABELS, files_of, in_language
from commitments.admin.lists import build_table_response, saved_file
from commitments.admin.pages import AdminPage
from commitments.dashboard import meetings
from commitments.enums import Classification
from commitments.errors import Refused
from commitments.models import Commitment, Country, Mechanism, User
from commitments.packets.formats import without_isolates
from commitments.tables import exporter
from commitments.tables.matrix_files import MEDIA
from commitments.tables.parliament import (
    ParliamentAnswer,
    ParliamentScope,
    PromiseState,
    build_answer,
    print_answer,
)

TITLE = gettext_lazy("Answer for parliament")
PDF = "pdf"
FILES: Mapping[str, Promise] = {PDF: gettext_lazy("PDF"), "xlsx": LABELS["xlsx"]}
# What may be shown is chosen by name: what is approved for publication, or up to a classification.
APPROVED, CONTENT = "approved", "content"
HEADINGS = (
    *(gettext_lazy("Reference"), gettext_lazy("Partner"), gettext_lazy("Responsible side")),
    *(gettext_lazy("Lead ministry"), gettext_lazy("Commitment"), gettext_lazy("Agreed wording")),
    *(gettext_lazy("Deadline as agreed"), gettext_lazy("State on that day"), gettext_lazy("Remark")),
    gettext_lazy("Source"),
)


class ParliamentForm(PlainForm):
    """The partners, the meetings, the day, and what may be shown."""

    partner = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Partners"),
        queryset=querysets.list_none(Country),
        widget=forms.CheckboxSelectMultiple,
    )
    mechanism = forms.ModelChoiceField(
        label=gettext_lazy("Mechanism"),
        queryset=querysets.list_none(Mechanism),
        required=False,
    )
    since = forms.DateField(
        label=gettext_lazy("Meetings from"),
        required=False,
        widget=DateInput(),
        help_text=gettext_lazy("optional"),
    )
    until = forms.DateField(
        label=gettext_lazy("Meetings until"),
        required=False,
        widget=DateInput(),
        help_text=gettext_lazy("optional"),
    )
    as_of = forms.CharField(
        label=gettext_lazy("As of"),
        max_length=40,
        help_text=gettext_lazy("The records at the end of that day, in your time zone."),
    )
    content = forms.ChoiceField(
        label=gettext_lazy("Content"),
        help_text=gettext_lazy("Information that the partner gave in confidence is never shown."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        partner, mechanism, content = (self.fields[name] for name in ("partner", "mechanism", CONTENT))
        assert isinstance(partner, forms.ModelMultipleChoiceField)
        assert isinstance(mechanism, forms.ModelChoiceField)
        assert isinstance(content, forms.ChoiceField)
        partner.queryset = list_partners(person)
        mechanism.empty_label = _("all meetings")
        mechanism.queryset = querysets.list_readable(Mechanism, person).filter(
            country__in=list_partners(person)
        )
        levels = [level for level in Classification if level <= person.reads_up_to]
        content.choices = [
            (APPROVED, gettext_lazy("only versions approved for publication")),
            *(
                (level.name.lower(), _("up to %(level)s") % {"level": str(level.label).lower()})
                for level in levels
            ),
        ]

    def clean_as_of(self) -> datetime.datetime:
        """Return the moment; a day that cannot be shown is refused at its field."""
        try:
            return parse_moment(moment_typed(self.data))  # type: ignore[arg-type]
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The period ends before it begins. Correct one of the two dates."))
        return cleaned

    def build_scope(self) -> ParliamentScope:
        """Return what was asked."""
        asked = self.cleaned_data
        ceiling = None if asked[CONTENT] == APPROVED else Classification[asked[CONTENT].upper()]
        return ParliamentScope(
            countries=tuple(asked["partner"]),
            ceiling=ceiling,
            mechanism=asked["mechanism"],
            since=asked["since"],
            until=asked["until"],
        )


def list_partners(person: User) -> Any:
    """List the partners for which the person may answer: those for which the person records."""
    return scopes.countries_of(person).exclude(iso=settings.HOME_COUNTRY).order_by("name")


class ParliamentPage(AdminPage):
    """Asks what the answer is about, and shows it before it is exported."""

    title = TITLE
    template_name = "admin/partner/parliament.html"
    answers_as_of = True
    trouble = ""

    def may_open(self) -> bool:
        """Return whether the person records commitments, as for an export for publication."""
        return write_rules.may_write(self.person, Commitment)

    @cached_property
    def form(self) -> ParliamentForm:
        """The form as sent; before that, with the partner and the day of the address."""
        asked = self.request.GET
        if CONTENT in asked:
            return ParliamentForm(asked, person=self.person)
        day = moment_typed(asked) or self.today.isoformat()
        chosen = {"partner": asked.getlist("partner"), AS_OF: day, CONTENT: APPROVED}
        return ParliamentForm(initial=chosen, person=self.person)

    @property
    def moment(self) -> datetime.datetime:
        found: datetime.datetime = self.form.cleaned_data[AS_OF]
        return found

    def build_answer(self) -> ParliamentAnswer:
        """Read the answer in the language in effect; may raise `Refused`."""
        return build_answer(
            self.form.build_scope(),
            reader=self.person,
            moment=self.moment,
            today=meetings.today_of(self.person, self.moment),
            language=translation.get_language() or settings.LANGUAGE_CODE,
        )

    def describe(self) -> str:
        """Name the partners and the meetings that the answer is about."""
        scope = self.form.build_scope()
        parts = [", ".join(map(str, scope.countries))]
        parts += [str(scope.mechanism)] if scope.mechanism else []
        parts += [_("meetings from %(day)s") % {"day": date_format(scope.since)}] if scope.since else []
        parts += [_("meetings until %(day)s") % {"day": date_format(scope.until)}] if scope.until else []
        if scope.is_public:
            parts.append(_("only versions approved for publication"))
        return " · ".join(parts)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = {"form": self.form}
        if self.form.is_bound and self.form.is_valid():
            try:
                answer = self.build_answer()
            except Refused as refused:
                shown["trouble"] = str(refused)
            else:
                shown |= {
                    "answer": answer,
                    "about": self.describe(),
                    "moment": format_moment(self.moment),
                    "states": [capfirst(str(state.label)) for state in PromiseState],
                    "groups": [(capfirst(str(side.label)), rows) for side, rows in answer.groups],
                    "counts": [(capfirst(str(side.label)), numbers) for side, numbers in answer.counts],
                    "totals": [number for _state, number in answer.totals],
                    "marking": build_marking(answer),
                    "files": files_of(reverse("admin:parliament"), self.request.GET, FILES),
                }
        return super().get_context_data(**shown | kwargs)


def build_marking(answer: ParliamentAnswer) -> str:
    """Return the marking line: the highest classification of what is shown."""
    parts = [str(answer.level.label).upper(), _("Demonstration data") if answer.is_demonstration else ""]
    return " · ".join(part for part in parts if part)


class ParliamentFile(ParliamentPage):
    """The answer as a PDF or a spreadsheet, with the record of who took it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        if kwargs["ending"] not in FILES:
            raise Http404
        if not (self.form.is_bound and self.form.is_valid()):
            return HttpResponseRedirect(self.find_way_back())
        with in_language(kwargs.get("language", "")) as language:
            try:
                return self.make_file(self.build_answer(), kwargs["ending"], language)
            except Refused as refused:
                messages.error(request, str(refused))
                return HttpResponseRedirect(self.find_way_back())

    def find_way_back(self) -> str:
        return f"{reverse('admin:parliament')}?{self.request.GET.urlencode()}"

    @property
    def file_name(self) -> str:
        then = timezone.localtime(self.moment).date().isoformat()
        return f"answer_for_parliament_as-of-{then}_{timezone.localdate(self.now).isoformat()}"

    def make_file(self, answer: ParliamentAnswer, ending: str, language: str) -> HttpResponseBase:
        """Make the file, and record who took it; no file names an officer, since it goes outside."""
        about, moment = self.describe(), format_moment(self.moment)
        marking, name = build_marking(answer), self.file_name
        response: HttpResponseBase
        if ending == PDF:
            content = print_answer(answer, about=about, moment=moment, marking=marking, language=language)
            response = saved_file(content, MEDIA[PDF], f"{name}.{PDF}")
        else:
            sheet = build_sheet(answer, about, moment, marking, self.now)
            response = build_table_response(sheet, exporter.FILES[ending], name)
        countries = self.form.build_scope().countries
        asked = {key: ",".join(values) for key, values in self.request.GET.lists()}
        exporter.record_export(
            self.person,
            {**asked, "of": "parliament"},
            kind=ending,
            rows=len(answer.rows),
            highest=answer.level,
            now=self.now,
            of=Commitment,
            country=countries[0].pk if len(countries) == 1 else None,
        )
        return response


def build_sheet(
    answer: ParliamentAnswer, about: str, moment: str, marking: str, now: datetime.datetime
) -> exporter.ExportTable:
    """Return the answer as a table for a spreadsheet, with the counts in its first line."""
    counted = ", ".join(f"{state.label}: {number}" for state, number in answer.totals)
    parts = (marking, str(TITLE), about, _("as of %(moment)s") % {"moment": moment}, counted)
    return exporter.ExportTable(
        title=str(TITLE),
        said=" · ".join(parts),
        marking=marking,
        taken_by="",
        taken_at=now,
        heads=[str(head) for head in HEADINGS],
        rows=[
            (
                *(row.reference, row.partner, row.side, row.owner, row.title),
                *(without_isolates(row.wording), row.deadline),
                *(capfirst(str(row.state.label)), row.note, row.source),
            )
            for row in answer.rows
        ],
    )
