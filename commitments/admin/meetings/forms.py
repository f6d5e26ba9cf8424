"""The form of a meeting: partner and title are required, everything else has a default or is "not stated".

Also the choice of a mechanism, which knows the number of its next session, and the ministries and officials
of both sides that typed names mean, loaded once for a page.
"""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets, scopes
from commitments.admin.commitments.deadline_forms import FollowChoices
from commitments.admin.form_fields import DateInput, TimeInput, check_lines
from commitments.db import page_cache
from commitments.enums import CALLED_OFF_STATES, Side
from commitments.language.lexicon.owners import OwnerReader, choose_offices, offices_of_names
from commitments.meetings import meetings
from commitments.models import Country, Mechanism, Meeting, Ministry, Official, Statement, User


class MechanismSelect(forms.Select):
    """A choice whose options have partner and number of the next session, for a script to propose."""

    facts: dict[str, dict[str, str]] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= self.facts.get(str(value), {})
        return option


def list_mechanisms(person: User) -> list[Any]:
    """Return the mechanisms of the person's partners, read once for a page; `last` is the number of the last
    session that the person may read.
    """
    counted = querysets.list_readable(Meeting, person).exclude(state__in=CALLED_OFF_STATES)
    numbered = counted.filter(session_number__isnull=False, mechanism=OuterRef("pk"))
    last = numbered.order_by("-session_number").values("session_number")[:1]
    rows = querysets.open_rows(Mechanism).filter(country__in=scopes.countries_of(person))
    return page_cache.of_page(("mechanisms", person.pk), lambda: list(rows.annotate(last=Subquery(last))))


def next_numbers(person: User) -> dict[int, int]:
    """Return the number of the next session of each mechanism that has a numbered one."""
    return {row.pk: row.last + 1 for row in list_mechanisms(person) if row.last is not None}


def offer_mechanisms(field: forms.ModelChoiceField[Mechanism], person: User) -> dict[int, int]:
    """Limit a field to the mechanisms of the person's partners; return the numbers of their next sessions."""
    rows, numbers = list_mechanisms(person), next_numbers(person)
    widget = MechanismSelect()
    field.queryset = querysets.open_rows(Mechanism).filter(pk__in=[row.pk for row in rows])
    field.widget = widget
    named = gettext("%(mechanism)s (next: session %(n)d)")
    field.choices = [
        ("", gettext("none")),
        *((row.pk, named % {"mechanism": row, "n": numbers.get(row.pk, 1)}) for row in rows),
    ]
    widget.choices = field.choices
    widget.facts = {
        str(row.pk): {"data-country": str(row.country_id), "data-next": str(numbers.get(row.pk, 1))}
        for row in rows
    }
    return numbers


HELD, PLANNED = "held", "planned"
# What has a default: only partner and title are compulsory.
SPARED = ("form", "classification")
# What is asked under a fold, for few texts say it.
FOLDED = (
    *("not_before", "not_before_source", "not_after", "not_after_source"),
    *("starts_at", "ends_at", "time_zone", "mechanism", "session_number", "purpose", "note", "titles"),
)


def capitalise_choices(field: forms.Field) -> None:
    """Begin each choice with a capital, as a list reads best."""
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        field.choices = [(key, capfirst(str(label))) for key, label in choices if key != ""]


def make_optional(form: forms.ModelForm[Any], *names: str) -> None:
    """Make every field with a default optional."""
    for name in names:
        if name in form.fields:
            form.fields[name].required = False


def fill_defaults(form: forms.ModelForm[Any], found: dict[str, Any], *names: str) -> None:
    """Set the current value, or the default, where nothing was selected."""
    for name in names:
        if name in form.fields and not found.get(name) and name not in form.errors:
            found[name] = getattr(form.instance, name)


class MeetingForm(forms.ModelForm[Meeting]):
    """One meeting; `was_held` is asked only when it is first recorded."""

    was_held = forms.ChoiceField(
        label=_("Has the meeting taken place?"),
        choices=((HELD, _("held")), (PLANNED, _("upcoming"))),
        initial=HELD,
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Meeting
        fields = (
            "country",
            "title",
            "titles",
            "form",
            "mechanism",
            "session_number",
            "held_on",
            "not_before",
            "not_before_source",
            "not_after",
            "not_after_source",
            "starts_at",
            "ends_at",
            "time_zone",
            "place",
            "classification",
            "purpose",
            "note",
        )
        widgets = {
            "held_on": DateInput,
            "not_before": DateInput,
            "not_after": DateInput,
            "starts_at": TimeInput,
            "ends_at": TimeInput,
            "time_zone": forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
            "titles": forms.Textarea(attrs={"rows": 2}),
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    person: User

    def clean_titles(self) -> str:
        return check_lines(self.cleaned_data["titles"])

    def __init__(self, *args: Any, is_quiet: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whether the officer only asked for another row: nothing is checked then, and nothing lost.
        self.is_quiet = is_quiet
        partners = scopes.countries_of(self.person)
        self._offer("country", partners, _("select"))
        self._offer_mechanisms()
        make_optional(self, *SPARED)
        for name in SPARED:
            if name in self.fields:
                capitalise_choices(self.fields[name])
        if "title" in self.fields:
            # A browser would cut a pasted title without a word; the form says that it is too long.
            self.fields["title"].widget.attrs.pop("maxlength", None)
        if self.instance.pk:
            # The partner stands in the reference; a record under the wrong one is entered in error.
            del self.fields["was_held"]
            if "country" in self.fields:
                self.fields["country"].disabled = True
        else:
            self._mark_within_reach()
            if len(partners) == 1:
                self.fields["country"].initial = partners[0].pk
        if not self.instance.pk and not self.is_bound:
            is_chosen = self.get_initial_for_field(self.fields["country"], "country")
            self.fields["title" if is_chosen else "country"].widget.attrs["autofocus"] = True

    def _mark_within_reach(self) -> None:
        """Mark a new meeting as is usual, but never above what the person may read."""
        usually = min(self.instance.classification, self.person.reads_up_to)
        self.instance.classification = usually
        self.initial["classification"] = usually

    @property
    def more_is_open(self) -> bool:
        """Return whether the collapsed fields are shown: one is filled or wrong, or the meeting is
        upcoming.
        """
        lies_ahead = "was_held" in self.fields and self["was_held"].value() == PLANNED
        return lies_ahead or any(
            self[name].value() or self[name].errors for name in FOLDED if name in self.fields
        )

    def _offer(self, name: str, rows: QuerySet[Any], nothing: Any) -> None:
        """Offer the rows of a relation, read once."""
        field = self.fields.get(name)
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows
            field.choices = [("", nothing), *((one.pk, str(one)) for one in rows)]

    def _offer_mechanisms(self) -> None:
        """Offer the mechanisms; where an address names one, propose its next session."""
        field = self.fields.get("mechanism")
        if not isinstance(field, forms.ModelChoiceField):
            return
        numbers = offer_mechanisms(field, self.person)
        named = str(self.initial.get("mechanism") or "")
        if not self.instance.pk and named.isdecimal() and not self.initial.get("session_number"):
            self.initial["session_number"] = numbers.get(int(named), 1)

    def is_valid(self) -> bool:
        return not self.is_quiet and super().is_valid()

    def full_clean(self) -> None:
        if self.is_quiet:
            self._errors = forms.utils.ErrorDict()
            self.cleaned_data = {}
            return
        super().full_clean()

    def clean(self) -> dict[str, Any] | None:
        """Refuse what does not go together."""
        found = super().clean() or self.cleaned_data
        fill_defaults(self, found, *SPARED)
        is_held = (not self.instance.pk and found.get("was_held") != PLANNED) or self.instance.state == HELD
        for name, said in meetings.find_contradictions(found, is_held=is_held, now=timezone.now()).items():
            self.add_error(name, said)
        return found


Names = Mapping[str, list[Ministry]]
T = TypeVar("T", Ministry, Official)


@dataclass(frozen=True, slots=True)
class NameOffer:
    """One entry of a list to select from while typing."""

    value: str
    label: str
    country: int


@dataclass(frozen=True, slots=True)
class NameBook:
    """The known names of each side; `partner` is None until a partner is selected.

    `followable` is what a deadline of this partner may depend on, loaded when first used.
    """

    home: Country | None
    partner: Country | None
    today: datetime.date
    ministries: dict[Side, dict[str, list[Ministry]]] = field(default_factory=dict)
    officials: dict[Side, dict[str, list[Official]]] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    followable: FollowChoices | None = None

    def ministry(self, side: Side, text: str) -> Ministry | None:
        """Find the ministry a typed name means; none for no name. Raises ValidationError at the field."""
        if not text.strip():
            return None
        found = _lasting(self.ministries[side].get(_key(text), []) or self._by_office(side, text), self.today)
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(_("More than one ministry has this name. Enter the full name."))
        raise ValidationError(self._unknown(side, " ".join(text.split())))

    def _by_office(self, side: Side, text: str) -> list[Ministry]:
        """Return the ministries of a side that have the field of work that words name, such as "MOFA"."""
        country = self.home if side == Side.OURS else self.partner
        if country is None:
            return []
        phrases = OwnerReader(self.home.iso if self.home else "", country.iso).read(text) or ()
        words = phrases[0].office if len(phrases) == 1 and country.iso in phrases[0].countries else text
        rows = {row for named in self.ministries[side].values() for row in named}
        return choose_offices(
            words, {row: offices_of_names(tuple(row.all_names), country.iso) for row in rows}
        )

    def _unknown(self, side: Side, name: str) -> Any:
        """Return the error that no ministry has this name, with a link to create it while the page stays
        open.
        """
        said = _(
            "There is no ministry “%(name)s” on this side. Select one from the list, or leave "
            "the field empty."
        )
        country = self.country_of(side)
        if country is None:
            return said % {"name": name}
        filled = urlencode({"country": country, "name": name})
        links = format_html_join(
            " ",
            '<a href="{}?{}" target="_blank" rel="noopener">{}</a>',
            (
                (reverse(f"admin:commitments_ministry_{page}"), filled, text)
                for page, text in (
                    ("other_name", _("Add the name to a recorded ministry in another tab, then save again.")),
                    ("add", _("Add the ministry in another tab, then save again.")),
                )
            ),
        )
        return format_html("{} {}", said % {"name": name}, links)

    def country_of(self, side: Side) -> int | None:
        """Return the key of the country of a side; None until a partner is selected."""
        country = self.home if side == Side.OURS else self.partner
        return country.pk if country else None

    def official(self, side: Side, text: str) -> Official | None:
        """Find the official a typed text means, or None where it is only an office."""
        found = _lasting(self.officials[side].get(_key(text), []), self.today)
        return found[0] if len(found) == 1 else None

    @property
    def listed_officials(self) -> list[tuple[Side, Official]]:
        """List every official of both sides once."""
        named = (
            (side, row) for side, names in self.officials.items() for rows in names.values() for row in rows
        )
        return list({row.pk: (side, row) for side, row in named}.values())

    @property
    def listed_ministries(self) -> list[tuple[Side, str]]:
        """List every name of a ministry with its side."""
        return [(side, name) for side, names in self.ministries.items() for name in names]

    def leading_names(self) -> dict[str, tuple[Side, str]]:
        """Return each name that means one ministry of one side, with that side and its full name."""
        found: dict[str, tuple[Side, str]] = {}
        doubtful: set[str] = set()
        for side, names in self.ministries.items():
            for name, rows in names.items():
                lasting = _lasting(rows, self.today)
                if len(lasting) != 1 or name in found or _is_past(lasting[0], self.today):
                    doubtful.add(name)
                else:
                    found[name] = (side, str(lasting[0]))
        return {name: one for name, one in found.items() if name not in doubtful}

    @property
    def offers(self) -> dict[str, list[NameOffer]]:
        """Return the four lists to select from, by the ids that the inputs name."""
        return {
            f"{kind}-{side}": offers
            for side in Side
            for kind, offers in (
                ("ministries", list(_ministry_offers(self.ministries.get(side, {}), self.today))),
                ("officials", list(_official_offers(self.officials.get(side, {}), self.today))),
            )
        }


def _lasting(found: list[T], today: datetime.date) -> list[T]:
    """Of several of one name take those of today: who was renamed or succeeded keeps the name in the book."""
    if len(found) < 2:
        return found
    return [row for row in found if not _is_past(row, today)] or found


def _is_past(row: Ministry | Official, today: datetime.date) -> bool:
    until = row.valid_until if isinstance(row, Ministry) else row.ends_on
    return until is not None and until < today


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()


def read_book(
    person: User,
    partner: Country | None,
    today: datetime.date,
    statements: Iterable[Statement] = (),
) -> NameBook:
    """Read the names of home and partner, or of all partners of the person while none is chosen."""
    home = querysets.find_home()
    partners = [partner] if partner else list(scopes.countries_of(person))
    book = NameBook(
        home, partner, today, statements=tuple(statements), followable=FollowChoices(person, partner)
    )
    for side in Side:
        book.ministries[side] = {}
        book.officials[side] = {}
    theirs = {country.pk for country in partners}
    of = frozenset(theirs | {home.pk} if home else theirs)
    for ministry in page_cache.of_reference(("ministries", of), partial(_list_ministries, of)):
        side = Side.THEIRS if ministry.country_id in theirs else Side.OURS
        _enter(book.ministries[side], ministry.all_names, ministry)
    for official in page_cache.of_reference(("officials", of), partial(_list_officials, of)):
        side = Side.THEIRS if official.country_id in theirs else Side.OURS
        texts = [str(official), official.person, official.post]
        for other in official.names.all():
            texts += [other.person, other.post]
        _enter(book.officials[side], texts, official)
    return book


def _list_ministries(countries: Collection[int]) -> list[Ministry]:
    rows = querysets.open_rows(Ministry).filter(country__in=countries)
    return list(rows.prefetch_related("names").order_by("name"))


def _list_officials(countries: Collection[int]) -> list[Official]:
    rows = querysets.open_rows(Official).filter(country__in=countries)
    return list(rows.prefetch_related("names").order_by("precedence", "post"))


def _enter(index: dict[str, list[T]], names: Iterable[str], row: T) -> None:
    for key in {_key(name) for name in names if name}:
        index.setdefault(key, []).append(row)


def _ministry_offers(index: Names, today: datetime.date) -> Iterator[NameOffer]:
    seen: set[int] = set()
    for rows in index.values():
        for row in rows:
            if row.pk not in seen and not _is_past(row, today):
                seen.add(row.pk)
                yield NameOffer(str(row), "" if row.label == str(row) else row.label, row.country_id)


def _official_offers(index: Mapping[str, list[Official]], today: datetime.date) -> Iterator[NameOffer]:
    seen: set[int] = set()
    for rows in index.values():
        for row in rows:
            if row.pk not in seen and not _is_past(row, today):
                seen.add(row.pk)
                person, post = row.spoken
                yield NameOffer(str(row), post if person else "", row.country_id)
