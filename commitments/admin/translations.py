"""Missing translations: the line on a record's page, and the page of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from commitments import translations
from commitments.access import querysets, write_rules
from commitments.admin.list_exports import FilePage, build_file_menu
from commitments.admin.lists import PlainList, StoppingPaginator, ViewTab
from commitments.admin.pages import ActionPage, AdminPage
from commitments.enums import Classification
from commitments.enums.parties import language_name
from commitments.models import Country, MinistryName, Outcome, User
from commitments.tables import exporter
from commitments.translations import Gaps, Kind, Wanted

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A translation older than its original; `url` confirms that it still fits, for those who may."""

    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Lacking:
    """One record and what it lacks, in words."""

    text: str
    url: str
    country: str
    missing: tuple[str, ...]
    older: tuple[LeftBehind, ...]


def line_of(name: str, obj: Any, person: User) -> Lacking | None:
    """Return what one record lacks, for the quiet line on its page; None where it lacks nothing."""
    kind, known = translations.BY_NAME[name], translations.list_wanted_languages()
    gaps = translations.gaps_of(kind, [obj], person, known)[obj.pk]
    return _lacking(kind, obj, gaps, person) if gaps else None


def _lacking(kind: Kind, obj: Any, gaps: Gaps, person: User) -> Lacking:
    may = write_rules.may_write(person, kind.parts)
    route = "commitments_outcome_texts" if kind.model is Outcome else f"commitments_{kind.name}_change"
    older = tuple(
        LeftBehind(
            language_name(one.language),
            reverse("admin:translation_read_over", args=(kind.name, one.part)) if may else "",
        )
        for one in gaps.older
    )
    of_meeting = kind.country.startswith("meeting")
    land = obj if isinstance(obj, Country) else (obj.meeting if of_meeting else obj).country
    missing = tuple(language_name(code) for code in gaps.missing)
    return Lacking(str(obj), reverse(f"admin:{route}", args=(obj.pk,)), str(land), missing, older)


class TranslatorPage(AdminPage):
    """A page for those who may write translations."""

    def may_open(self) -> bool:
        return write_rules.may_write(self.person, MinistryName)

    @cached_property
    def wanted(self) -> Wanted:
        return translations.list_wanted_languages()

    @cached_property
    def language(self) -> str:
        """The language of the address; empty for any."""
        language = self.request.GET.get("language", "")
        return language if language in self.wanted.languages else ""

    def list_rows(self, kind: Kind) -> QuerySet[Any]:
        """List what lacks something, of one kind, in one language or in any."""
        rows = translations.with_gaps(kind, self.person, self.wanted, self.language)
        near = () if kind.country == "pk" else (kind.country,)
        return rows.select_related(*near) if near else rows

    def describe_rows(self, kind: Kind, found: Sequence[Any]) -> list[Lacking]:
        gaps = translations.gaps_of(kind, found, self.person, self.wanted)
        return [_lacking(kind, obj, gaps[obj.pk].in_language(self.language), self.person) for obj in found]


class TranslationsPage(TranslatorPage):
    """All missing or outdated translations, of one kind at a time."""

    title = _("Translations")
    template_name = "admin/translations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = self.language
        size = self.person.rows_per_page
        lists = {one.name: StoppingPaginator(self.list_rows(one), size) for one in translations.KINDS}
        lacking = next((one for one in translations.KINDS if lists[one.name].count), translations.KINDS[0])
        kind = translations.BY_NAME.get(self.request.GET.get("kind", ""), lacking)
        asked = QueryDict(urlencode({"kind": kind.name, **({"language": language} if language else {})}))
        page = lists[kind.name].get_page(self.request.GET.get("p"))
        shown = {
            "tabs": _tabs(lists, kind, language),
            "kind": kind,
            "rows": self.describe_rows(kind, list(page.object_list)),
            "page": page,
            "language": language,
            "languages": sorted((language_name(code), code) for code in self.wanted.languages),
            **build_file_menu(f"{reverse('admin:translations')}export/", asked),
        }
        return super().get_context_data(**shown | kwargs)


class TranslationsFile(FilePage, TranslatorPage):
    """The list of one kind as a file."""

    def build_list(self) -> PlainList:
        of, narrowed = translations.BY_NAME.get(self.request.GET.get("kind", "")), self.language
        if of is None:
            raise Http404
        found = list(self.list_rows(of)[: exporter.MOST_ROWS + 1])
        lacking = [
            one
            for start in range(0, len(found), AT_ONCE)
            for one in self.describe_rows(of, found[start : start + AT_ONCE])
        ]
        return PlainList(
            title=str(_("Translations")),
            name=f"translations_{of.name}_{timezone.localdate(self.now)}",
            heads=(of.label, _("Country"), _("Missing languages"), _("Outdated translations")),
            rows=[
                (one.text, one.country, "; ".join(one.missing), "; ".join(old.language for old in one.older))
                for one in lacking
            ],
            highest=max([Classification.PUBLIC, *(getattr(one, "classification", 0) for one in found)]),
            of=of.model,
            told=[str(of.label), *([language_name(narrowed)] if narrowed else [])],
            asked={"of": "translations", "kind": of.name, **({"language": narrowed} if narrowed else {})},
        )


class ConfirmTranslation(ActionPage, TranslatorPage):
    """Records that a translation still fits, and goes back to the page where that was said."""

    @cached_property
    def row(self) -> Any:
        """The translation of the address."""
        kind = translations.BY_NAME.get(self.kwargs["name"])
        rows = querysets.list_readable(kind.parts, self.person) if kind else None
        row = rows.filter(pk=self.kwargs["part"]).first() if rows is not None else None
        if row is None:
            raise Http404
        return row

    def act(self) -> None:
        row = self.row
        translations.read_over(translations.BY_NAME[self.kwargs["name"]], row, by=self.person, now=self.now)
        said = _("Recorded: the translation is still correct.")
        messages.success(self.request, said)

    def find_way_back(self) -> str:
        name = self.kwargs["name"]
        if "list" in self.request.POST:
            return f"{reverse('admin:translations')}?{urlencode({'kind': name})}"
        kind = translations.BY_NAME[name]
        route = "commitments_outcome_texts" if kind.model is Outcome else f"commitments_{name}_change"
        key = self.row.pk if kind.parent == "pk" else getattr(self.row, f"{kind.parent}_id")
        return reverse(f"admin:{route}", args=(key,))


def _tabs(lists: dict[str, StoppingPaginator], current: Kind, language: str) -> list[ViewTab]:
    kept = {"language": language} if language else {}
    return [
        ViewTab(
            str(kind.label),
            f"?{urlencode({'kind': kind.name, **kept})}",
            kind is current,
            lists[kind.name].count,
        )
        for kind in translations.KINDS
    ]
