"""Translations: their states on a record's page, the list of them by state, and its file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Max, QuerySet
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise, cached_property
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets, write_rules
from commitments.admin.list_exports import FilePage, build_file_menu
from commitments.admin.lists import PlainList, StoppingPaginator
from commitments.admin.pages import ActionPage, AdminPage
from commitments.enums import Classification
from commitments.enums.parties import language_name
from commitments.models import (
    AgendaItem,
    AgendaPoint,
    Commitment,
    Country,
    MinistryName,
    Outcome,
    ProgressUpdate,
    User,
)
from commitments.models.translated import TranslatedText
from commitments.tables import exporter
from commitments.translations import checks, editing
from commitments.translations.kinds import BY_NAME, KINDS, Kind, Wanted, list_wanted_languages
from commitments.translations.lists import LACKING, Scope, count_all, list_in_states
from commitments.translations.states import State, Version, load_versions

AT_ONCE = 500
# Of a text that names its record in the list, in characters.
NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A translation of one record: its language, its state in words, and where to compare and to confirm.

    `still_valid` confirms that it fits although the original changed, for those who may.
    """

    language: str
    state: State
    told: str
    url: str
    still_valid: str

    @property
    def is_older(self) -> bool:
        return self.state == State.OLDER


@dataclass(frozen=True, slots=True)
class RecordShown:
    """One record and its translations, in words."""

    text: str
    url: str
    country: str
    versions: tuple[VersionShown, ...]

    def in_state(self, *states: State) -> tuple[VersionShown, ...]:
        return tuple(one for one in self.versions if one.state in states)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(one.language for one in self.in_state(State.MISSING))


def address_of(kind: Kind, obj: Any) -> str:
    """Return the page of a record, at the place of the text."""
    if kind.model is Outcome:
        return reverse("admin:commitments_outcome_texts", args=(obj.pk,))
    if isinstance(obj, ProgressUpdate):
        page = reverse("admin:commitments_commitment_change", args=(obj.commitment_id,))
        return f"{page}#progress-part"
    if isinstance(obj, AgendaPoint):
        return f"{reverse('admin:commitments_meeting_agenda', args=(obj.meeting_id,))}#item-{obj.pk}"
    if isinstance(obj, AgendaItem):
        return f"{reverse('admin:commitments_meeting_change', args=(obj.meeting_id,))}#open-items"
    return reverse(f"admin:commitments_{kind.model._meta.model_name}_change", args=(obj.pk,))


def name_record(kind: Kind, obj: Any) -> str:
    """Name a record in lists of translations; a longer text by its beginning."""
    if not kind.has_columns or kind.is_chosen:
        return str(obj)
    said = next((str(getattr(obj, name)) for name in kind.words if getattr(obj, name)), "")
    head = obj.commitment.reference if isinstance(obj, ProgressUpdate) else obj.meeting.reference
    return f"{head}: {Truncator(said).chars(NAME_LENGTH)}"


def load_shown(name: str, rows: Sequence[Any], person: User) -> dict[int, tuple[VersionShown, ...]]:
    """Return the translations of some records of one kind, in words."""
    kind = BY_NAME[name]
    found = load_versions(kind, rows, person, list_wanted_languages()) if rows else {}
    return {row.pk: _show_versions(kind, row, found[row.pk], person) for row in rows}


def with_translations(
    item: Commitment, updates: Sequence[tuple[ProgressUpdate, Any, str]], person: User
) -> list[tuple[ProgressUpdate, Any, str, tuple[VersionShown, ...]]]:
    """Add to the updates of a page their translations: who writes none sees only those that exist."""
    may = write_rules.may_write(person, ProgressUpdate)
    reports = [update for update, _words, _step in updates]
    for report in reports:
        report.commitment = item
    rows = [one for one in reports if may or TranslatedText.read(one, "text").other_language]
    found = load_shown("progressupdate", rows, person)
    return [(*one, found.get(one[0].pk, ())) for one in updates]


def line_of(name: str, obj: Any, person: User) -> tuple[VersionShown, ...]:
    """Return the translations of one record for the quiet line on its page."""
    return load_shown(name, [obj], person)[obj.pk]


def _show_versions(
    kind: Kind, obj: Any, versions: Sequence[Version], person: User
) -> tuple[VersionShown, ...]:
    may = write_rules.may_write(person, kind.parts)
    return tuple(
        VersionShown(
            language_name(one.language),
            one.state,
            describe_state(one),
            reverse("admin:translation", args=(kind.name, obj.pk, one.language)) if may else "",
            reverse("admin:translation_read_over", args=(kind.name, one.part))
            if may and one.state == State.OLDER
            else "",
        )
        for one in versions
    )


def describe_state(version: Version) -> str:
    """Return the state of a translation in words: of a checked one, who checked it and when."""
    if version.check is None:
        return str(version.state.label)
    day = date_format(timezone.localtime(version.check.at))
    return str(_("checked by %(person)s, %(date)s") % {"person": version.check.by, "date": day})


class TranslatorPage(AdminPage):
    """A page for those who may write translations."""

    def may_open(self) -> bool:
        return write_rules.may_write(self.person, MinistryName)

    @cached_property
    def wanted(self) -> Wanted:
        return list_wanted_languages()

    @cached_property
    def language(self) -> str:
        """The language of the address; empty for any."""
        language = self.request.GET.get("language", "")
        return language if language in self.wanted.languages else ""

    @cached_property
    def state(self) -> State | None:
        """The state of the address; None for what is missing or older than its original."""
        state = self.request.GET.get("state", "")
        return State(state) if state in State.values else None

    @cached_property
    def country(self) -> Country | None:
        """The partner of the address; None for all."""
        key = self.request.GET.get("country", "")
        return querysets.open_rows(Country).filter(pk=key).first() if key.isdecimal() else None

    @property
    def scope(self) -> Scope:
        return Scope(self.person, self.wanted, self.language, self.country.pk if self.country else None)

    @property
    def states(self) -> tuple[State, ...]:
        return (self.state,) if self.state else LACKING

    @property
    def narrowing(self) -> dict[str, str]:
        """What the address asks for, beside the kind."""
        asked = {
            "language": self.language,
            "state": self.state or "",
            "country": str(self.country.pk) if self.country else "",
        }
        return {name: str(value) for name, value in asked.items() if value}

    def list_rows(self, kind: Kind) -> QuerySet[Any]:
        """List the records of one kind in the states of the address."""
        rows = list_in_states(kind, self.scope, self.states)
        near = () if kind.country == "pk" else (kind.country,)
        return rows.select_related(*near) if near else rows

    def describe_rows(self, kind: Kind, found: Sequence[Any]) -> list[RecordShown]:
        versions = load_versions(kind, found, self.person, self.wanted)
        languages = self.scope.languages
        shown = []
        for obj in found:
            own = [one for one in versions[obj.pk] if one.language in languages and one.state in self.states]
            land: Any = obj
            for name in kind.country.split("__") if kind.country != "pk" else ():
                land = getattr(land, name)
            listed = _show_versions(kind, obj, own, self.person)
            shown.append(RecordShown(name_record(kind, obj), address_of(kind, obj), str(land or ""), listed))
        return shown


@dataclass(frozen=True, slots=True)
class CountShown:
    """The number of translations in one state, with the address of its list."""

    count: int
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class CountRow:
    """The counts of one kind of text in one language; `kind` stands on the first row of a kind."""

    kind: str
    language: str
    counts: tuple[CountShown, ...]


class TranslationsPage(TranslatorPage):
    """The counts of translations by kind, language and state, and the list of one kind."""

    title = _("Translations")
    template_name = "admin/translations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counted = count_all(self.scope)
        lacking = (one.kind for one in counted if any(one.counts[state] for state in self.states))
        kind = BY_NAME.get(self.request.GET.get("kind", "")) or next(lacking, KINDS[0])
        page = StoppingPaginator(self.list_rows(kind), self.person.rows_per_page).get_page(
            self.request.GET.get("p")
        )
        asked = QueryDict(urlencode({"kind": kind.name, **self.narrowing}))
        rows, last = [], ""
        for one in counted:
            of_kind = {"kind": one.kind.name, "language": one.language}
            counts = (
                CountShown(
                    one.counts[state],
                    f"?{urlencode({**self.narrowing, **of_kind, 'state': state.value})}",
                    (one.kind, one.language, state) == (kind, self.language, self.state),
                )
                for state in State
            )
            label = str(one.kind.label)
            rows.append(CountRow(label if label != last else "", language_name(one.language), tuple(counts)))
            last = label
        shown = {
            "counts": rows,
            "heads": [state.label for state in State],
            "kind": kind,
            "kinds": KINDS,
            "rows": self.describe_rows(kind, list(page.object_list)),
            "page": page,
            "query": asked.urlencode(),
            "language": self.language,
            "languages": sorted((language_name(code), code) for code in self.wanted.languages),
            "state": self.state,
            "states": State.choices,
            "country": self.country,
            "countries": querysets.open_rows(Country).order_by("name"),
            **build_file_menu(f"{reverse('admin:translations')}export/", asked),
        }
        return super().get_context_data(**shown | kwargs)


class TranslationsFile(FilePage, TranslatorPage):
    """The list of one kind as a file."""

    def find_level(self, of: Kind) -> int:
        """Return the classification of discussions of open items: that of their meetings and items."""
        if of.model is not AgendaItem:
            return Classification.PUBLIC
        levels = (Max(f"{name}__classification") for name in ("meeting", "commitment", "outcome"))
        found = self.list_rows(of).order_by().aggregate(*levels).values()
        return max(level or Classification.PUBLIC for level in found)

    def build_list(self) -> PlainList:
        of = BY_NAME.get(self.request.GET.get("kind", ""))
        if of is None:
            raise Http404
        found = list(self.list_rows(of)[: exporter.MOST_ROWS + 1])
        shown = [
            one
            for start in range(0, len(found), AT_ONCE)
            for one in self.describe_rows(of, found[start : start + AT_ONCE])
        ]
        narrowed = [language_name(self.language)] if self.language else []
        narrowed += [str(self.country)] if self.country else []
        heads: tuple[str | Promise, ...] = (
            *(of.label, _("Country"), _("Missing languages"), _("Outdated translations")),
            *(_("Translations that are not checked"), _("Checked translations")),
        )
        return PlainList(
            title=str(_("Translations")),
            name=f"translations_{of.name}_{timezone.localdate(self.now)}",
            heads=heads,
            rows=[
                (
                    *(one.text, one.country, "; ".join(one.missing)),
                    "; ".join(old.language for old in one.in_state(State.OLDER)),
                    "; ".join(new.language for new in one.in_state(State.UNCHECKED)),
                    "; ".join(f"{done.language}: {done.told}" for done in one.in_state(State.CHECKED)),
                )
                for one in shown
            ],
            highest=max([self.find_level(of), *(getattr(one, "classification", 0) for one in found)]),
            country=self.country.pk if self.country else None,
            of=of.model,
            told=[str(of.label), *narrowed, *([str(self.state.label)] if self.state else [])],
            asked={"of": "translations", "kind": of.name, **self.narrowing},
        )


class ConfirmTranslation(ActionPage, TranslatorPage):
    """Records that a translation still fits, and goes back to the page where that was said."""

    @cached_property
    def row(self) -> Any:
        """The translation of the address."""
        kind = BY_NAME.get(self.kwargs["name"])
        rows = querysets.list_readable(kind.parts, self.person) if kind else None
        row = rows.filter(pk=self.kwargs["part"]).first() if rows is not None else None
        if row is None:
            raise Http404
        return row

    def act(self) -> None:
        checks.read_over(BY_NAME[self.kwargs["name"]], self.row, by=self.person, now=self.now)
        messages.success(self.request, _("Recorded: the translation is still correct."))

    def find_way_back(self) -> str:
        kind = BY_NAME[self.kwargs["name"]]
        if "list" in self.request.POST:
            return f"{reverse('admin:translations')}?{urlencode({'kind': kind.name})}"
        record = kind.record_of(self.row)
        if "language" in self.request.POST and editing.is_written_here(kind):
            language = self.request.POST["language"]
            return reverse("admin:translation", args=(kind.name, record.pk, language))
        return address_of(kind, record)
