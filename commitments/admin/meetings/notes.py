"""The page for meeting notes: lines typed after the meeting, checked, and recorded together.

What a line states is shown while the officer types it: side, kind, strength, lead, deadline.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.access import querysets, responsibilities, scopes
from commitments.admin.form_fields import PlainForm
from commitments.admin.meetings.forms import NameBook, read_book
from commitments.admin.pages import FormPage, NounPage
from commitments.enums import MeetingState, OutcomeKind, OwedBy, Side, SpokenBy
from commitments.errors import Refused
from commitments.language.reader.typed_line import Line, Parties, read_line
from commitments.meetings import notes
from commitments.meetings.note_lines import LineFaults, TickedBox
from commitments.models import AgendaPoint, Country, User
from commitments.parties.names import build_known, list_country_names, load_side_finder
from commitments.records.references import shorten_reference

# More lines than any sheet has.
MOST_LETTERS = 20_000


class NotesForm(PlainForm):
    """The lines of the notes."""

    lines = forms.CharField(
        label=gettext_lazy("Lines of the meeting notes"),
        max_length=MOST_LETTERS,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 14, "spellcheck": "false", "autofocus": True, "aria-describedby": "how"}
        ),
    )


class NotesPage(FormPage):
    """Takes the lines, shows what each would record, and records them all when told to."""

    route, name = "<path:object_id>/notes/", "notes"
    title = gettext_lazy("Enter meeting notes")
    template_name = "admin/commitments/meeting/notes.html"
    form_class = NotesForm
    # What the lines would record, once they were looked over.
    entries: tuple[notes.NoteEntry, ...] = ()

    def may_open(self) -> bool:
        return responsibilities.works_on(self.person, self.record.country)

    def get_initial(self) -> dict[str, Any]:
        """Begin each line as the sheet does; what stays as it is was not raised."""
        if self.request.method == "POST":
            return {}
        rows = notes.open_rows(self.record, by=self.person)
        lines = [f"{shorten_reference(row.commitment.reference)} \n" for row in rows if row.commitment]
        lines += [f"A-{number} \n" for number, point in self.points.items() if not point.said]
        return {"lines": "".join(lines)}

    @cached_property
    def points(self) -> dict[int, AgendaPoint]:
        """The agenda items beside the open items, by their number."""
        return notes.list_numbered_points(self.record, by=self.person)

    def form_valid(self, form: Any) -> HttpResponse:
        meeting, lines = self.record, form.cleaned_data["lines"]
        sides = load_side_finder(meeting.country)
        try:
            if "_record" in self.request.POST:
                entries = notes.record_notes(meeting, lines, sides, by=self.person, now=self.now)
                messages.success(self.request, _describe_entries(entries))
                return HttpResponseRedirect(f"{self.back}#open-items")
            self.entries = notes.review_notes(meeting, lines, sides, by=self.person, now=self.now)
        except LineFaults as faults:
            form.add_error("lines", list(faults.each))
        except Refused as refused:
            form.add_error("lines", str(refused.message))
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_held = self.record.state == MeetingState.HELD
        return super().get_context_data(
            entries=self.entries,
            points=self.points,
            button=_("Check again") if self.entries else _("Check the notes"),
            refusal=""
            if is_held
            else _("Notes can be entered only after the meeting is marked as held and before it is closed."),
            **kwargs,
        )


def _describe_entries(entries: tuple[notes.NoteEntry, ...]) -> str:
    count = sum(entry.line.ticked != TickedBox.NOT_RAISED for entry in entries)
    text = ngettext(
        "%(n)d line of the meeting notes recorded.", "%(n)d lines of the meeting notes recorded.", count
    )
    asked = sum(entry.line.date is not None for entry in entries)
    said = text % {"n": count}
    if asked:
        dates = ngettext(
            "%(n)d change of deadline needs approval.", "%(n)d changes of deadline need approval.", asked
        )
        said += " " + dates % {"n": asked}
    return said


# The name or office of a seat on the page, saved or not, and how many of them are looked at.
SEAT = re.compile(rf"(?P<side>{'|'.join(Side.values)})-\d+-who")
MOST_SEATS = 200


class LineForm(PlainForm):
    """A line as typed, and its partner."""

    country = forms.ModelChoiceField(queryset=querysets.list_none(Country))
    line = forms.CharField()

    def __init__(self, person: User, *args: Any) -> None:
        super().__init__(*args)
        field = self.fields["country"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = scopes.countries_of(person)


class LineAnswer(NounPage):
    """Answers what a line says; nothing is written. Posted: no log of addresses keeps what was said."""

    route, name = "line/", "line"
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = LineForm(self.person, request.POST)
        if not form.is_valid():
            return JsonResponse({"row": {}, "item": {}, "said": [], "needs": []})
        values = form.cleaned_data
        book = read_book(self.person, values["country"], self.today)
        line = read_line(values["line"], parties_of(book, list_delegates(request.POST)))
        told = {
            "clause": line.clause,
            "row": {"kind": line.kind, "spoken_by": _side(line), "strength": line.strength},
            "item": {f"lead_{side}": line.leads.get(side) for side in Side}
            | {"wording": line.wording or None},
            "said": _describe_line(line, book),
            "needs": _list_needs(line),
        }
        return JsonResponse(told)


def list_delegates(posted: Mapping[str, Any]) -> list[tuple[Side, str]]:
    """Return the delegates of each side as the page has them: name, office, or both."""
    seats = [(found, posted[name]) for name in posted if (found := SEAT.fullmatch(name)) is not None]
    return [(Side(found["side"]), text) for found, text in seats[:MOST_SEATS] if text.strip()]


def parties_of(book: NameBook, seats: Iterable[tuple[Side, str]]) -> Parties:
    """Return who a line may name: both countries, officials and seats, ministries whose name means one."""
    countries = {Side.OURS: book.home, Side.THEIRS: book.partner}
    codes = {Side.OURS: settings.HOME_COUNTRY, Side.THEIRS: book.partner.iso if book.partner else ""}
    names = {side: list_country_names(code, countries[side]) for side, code in codes.items() if code}
    return Parties(
        {code: side for side, code in codes.items() if code},
        names[Side.OURS],
        names.get(Side.THEIRS, ()),
        book.leading_names(),
        build_known(countries, book.listed_officials, seats, book.listed_ministries),
    )


def _side(line: Line) -> str | None:
    """Return whose point a line is; a topic needs no side, and has none where the words name none."""
    is_nobodys = line.kind == OutcomeKind.TOPIC and not line.unread_side
    return line.spoken_by or (SpokenBy.NOT_STATED if is_nobodys else None)


def _describe_line(line: Line, book: NameBook) -> list[tuple[str, str]]:
    """Name what was read, as the page shows it below the line."""
    side_names = {
        OwedBy.OURS: str(book.home or OwedBy.OURS.label),
        OwedBy.THEIRS: str(book.partner or OwedBy.THEIRS.label),
    }
    found = []
    if line.spoken_by:
        found.append((_("Side"), side_names.get(line.spoken_by, capfirst(str(line.spoken_by.label)))))
    if line.leads:
        found.append((_("Lead"), "; ".join(line.leads.values())))
    if line.kind:
        found.append((_("Kind"), capfirst(str(line.kind.label))))
    if line.strength:
        found.append((_("Strength"), capfirst(str(line.strength.label))))
    if line.wording:
        found.append((_("Deadline"), line.wording))
    return found


def _list_needs(line: Line) -> list[tuple[str, str, str]]:
    """Return the field that a line leaves open, a label and what to do there."""
    needs = []
    if _side(line) is None:
        words = (
            _(
                "Select the side that “%(words)s” refers to. If it is a ministry, you can add the name under "
                "“Lead”."
            )
            if line.unread_side
            else _("Select the side. The text does not name one.")
        )
        needs.append(("spoken_by", words % {"words": line.unread_side}))
    if line.unread_day:
        words = _("Correct the date “%(words)s”, which does not exist.") % {"words": line.unread_day}
        needs.append(("wording", words))
    return [(field, _("Needs your input"), words) for field, words in needs]
