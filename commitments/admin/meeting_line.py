"""What a line says by itself, told while the officer types it: side, kind, strength, lead, deadline."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commitments import access, overview, passages
from commitments.admin.doors import signed_in
from commitments.admin.forms.book import Book, read_book
from commitments.admin.forms.plain import PlainForm
from commitments.intake.line import Line, Parties, read_line
from commitments.intake.seating import name_of
from commitments.models import Country, User
from commitments.vocabulary import OutcomeKind, OwedBy, Side, SpokenBy

# The name or office of a seat on the page, saved or not, and how many of them are looked at.
SEAT = re.compile(rf"(?P<side>{'|'.join(Side.values)})-\d+-who")
MOST_SEATS = 200


class LineForm(PlainForm):
    """A line as typed, and with whom."""

    country = forms.ModelChoiceField(queryset=access.nothing(Country))
    line = forms.CharField()

    def __init__(self, person: User, *args: Any) -> None:
        super().__init__(*args)
        field = self.fields["country"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = access.countries_of(person)


@require_POST
def line_view(request: HttpRequest) -> HttpResponse:
    """Answer what a line says; nothing is written. Posted: no log of addresses keeps what was said."""
    person = signed_in(request)
    form = LineForm(person, request.POST)
    if not form.is_valid():
        return JsonResponse({"row": {}, "item": {}, "said": []})
    values = form.cleaned_data
    today = overview.today_of(person, timezone.now())
    book = read_book(person, values["country"], today)
    line = read_line(values["line"], parties_of(book, seated(request.POST)))
    told = {
        "clause": line.clause,
        "row": {"kind": line.kind, "spoken_by": _side(line), "strength": line.strength},
        "item": {f"lead_{side}": line.leads.get(side) for side in Side} | {"wording": line.wording or None},
        "said": _said(line, book),
    }
    return JsonResponse(told)


def seated(posted: Mapping[str, Any]) -> list[tuple[Side, str]]:
    """Return the names of who sits at the table, as the page has them."""
    seats = [(found, posted[name]) for name in posted if (found := SEAT.fullmatch(name)) is not None]
    return [(Side(found["side"]), name) for found, text in seats[:MOST_SEATS] if (name := name_of(text))]


def parties_of(book: Book, seats: Iterable[tuple[Side, str]]) -> Parties:
    """Return who a line may name: both countries, officials and seats, ministries whose name means one."""
    countries = {Side.OURS: book.home, Side.THEIRS: book.partner}
    codes = {Side.OURS: settings.HOME_COUNTRY, Side.THEIRS: book.partner.iso if book.partner else ""}
    names = {side: passages.names_of_country(code, countries[side]) for side, code in codes.items() if code}
    return Parties(
        {code: side for side, code in codes.items() if code},
        names[Side.OURS],
        names.get(Side.THEIRS, ()),
        book.leading_names(),
        passages.known_of(countries, book.listed_officials, seats),
    )


def _side(line: Line) -> str | None:
    """Return whose point a line is; a topic needs no side, and has none where the words name none."""
    is_nobodys = line.kind == OutcomeKind.TOPIC and not line.unread_side
    return line.spoken_by or (SpokenBy.NOT_STATED if is_nobodys else None)


def _said(line: Line, book: Book) -> list[tuple[str, str]]:
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
    needs = []
    if _side(line) is None:
        words = (
            _("which side “%(words)s” is: choose it.")
            if line.unread_side
            else _("whose point it is: choose it, the words name no side.")
        )
        needs.append(words % {"words": line.unread_side})
    if line.unread_day:
        needs.append(_("“%(words)s” is no day that there is: correct it.") % {"words": line.unread_day})
    if needs:
        found.append((_("Needs you"), " ".join(needs)))
    return found
