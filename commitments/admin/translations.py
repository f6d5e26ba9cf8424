"""Missing translations: the line on a record's page, and the page of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from commitments import translations
from commitments.access import querysets, write_rules
from commitments.admin.list_exports import build_file_menu, file_paths, kind_in
from commitments.admin.lists import PlainList, StoppingPaginator, ViewTab, export_list
from commitments.admin.permissions import signed_in
from commitments.enums import Classification
from commitments.enums.parties import language_name
from commitments.errors import Refused
from commitments.models import Country, MinistryName, Outcome, User
from commitments.tables import exporter
from commitments.translations import Gaps, Kind, Wanted

PER_PAGE, AT_ONCE = 25, 500


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
    land = obj if isinstance(obj, Country) else (obj.meeting if isinstance(obj, Outcome) else obj).country
    missing = tuple(language_name(code) for code in gaps.missing)
    return Lacking(str(obj), reverse(f"admin:{route}", args=(obj.pk,)), str(land), missing, older)


class TranslationPages:
    """Adds the page of all missing or outdated translations to the site."""

    def get_urls(self) -> list[Any]:
        view = self.admin_view  # type: ignore[attr-defined]
        return [
            path("translations/", view(self.translations_view), name="translations"),
            *file_paths("translations/export/", view(require_GET(_file)), "translations_export"),
            path(
                "translations/<str:name>/<int:part>/",
                view(require_POST(_read_over)),
                name="translation_read_over",
            ),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def translations_view(self, request: HttpRequest) -> HttpResponse:
        """List what lacks something, of one kind, in one language or in any."""
        person = _translator(request)
        known = translations.list_wanted_languages()
        language = _language_of(request, known)
        lists = {
            one.name: StoppingPaginator(_all(one, person, known, language), PER_PAGE)
            for one in translations.KINDS
        }
        lacking = next((one for one in translations.KINDS if lists[one.name].count), translations.KINDS[0])
        kind = translations.BY_NAME.get(request.GET.get("kind", ""), lacking)
        asked = QueryDict(urlencode({"kind": kind.name, **({"language": language} if language else {})}))
        page = lists[kind.name].get_page(request.GET.get("p"))
        context = {
            **self.each_context(request),  # type: ignore[attr-defined]
            "title": _("Translations"),
            "tabs": _tabs(lists, kind, language),
            "kind": kind,
            "rows": _rows(kind, list(page.object_list), person, known, language),
            "page": page,
            "language": language,
            "languages": sorted((language_name(code), code) for code in known.languages),
            **build_file_menu(f"{reverse('admin:translations')}export/", asked),
        }
        return TemplateResponse(request, "admin/translations.html", context)


def _translator(request: HttpRequest) -> User:
    """Return the person of the request; raises 404 for a person who may write none of them."""
    person = signed_in(request)
    if not write_rules.may_write(person, MinistryName):
        raise Http404
    return person


def _language_of(request: HttpRequest, known: Wanted) -> str:
    language = request.GET.get("language", "")
    return language if language in known.languages else ""


def _all(kind: Kind, person: User, known: Wanted, language: str) -> QuerySet[Any]:
    rows = translations.with_gaps(kind, person, known, language)
    near = {"outcome": ("meeting__country",), "country": ()}.get(kind.name, ("country",))
    return rows.select_related(*near) if near else rows


def _file(request: HttpRequest, ending: str, language: str = "") -> HttpResponseBase:
    """Answer with the list of one kind as a file, and record who took it."""
    person, now, known = _translator(request), timezone.now(), translations.list_wanted_languages()
    of, narrowed = translations.BY_NAME.get(request.GET.get("kind", "")), _language_of(request, known)
    if of is None:
        raise Http404
    with kind_in(ending, language) as kind:
        found = list(_all(of, person, known, narrowed)[: exporter.MOST_ROWS + 1])
        lacking = [
            one
            for start in range(0, len(found), AT_ONCE)
            for one in _rows(of, found[start : start + AT_ONCE], person, known, narrowed)
        ]
        listed = PlainList(
            title=str(_("Translations")),
            name=f"translations_{of.name}_{timezone.localdate(now)}",
            heads=(of.label, _("Country"), _("Not on record in"), _("Older than the original")),
            rows=[
                (one.text, one.country, "; ".join(one.missing), "; ".join(old.language for old in one.older))
                for one in lacking
            ],
            highest=max([Classification.PUBLIC, *(getattr(one, "classification", 0) for one in found)]),
            of=of.model,
            told=[str(of.label), *([language_name(narrowed)] if narrowed else [])],
            asked={"of": "translations", "kind": of.name, **({"language": narrowed} if narrowed else {})},
        )
        return export_list(listed, kind, person, now)


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


def _rows(kind: Kind, found: Sequence[Any], person: User, known: Wanted, language: str) -> list[Lacking]:
    gaps = translations.gaps_of(kind, found, person, known)
    return [_lacking(kind, obj, gaps[obj.pk].in_language(language), person) for obj in found]


def _read_over(request: HttpRequest, name: str, part: int) -> HttpResponse:
    """Record that a translation still fits, and go back to the page where that was said."""
    person = _translator(request)
    kind = translations.BY_NAME.get(name)
    rows = querysets.list_readable(kind.parts, person) if kind else None
    row = rows.filter(pk=part).first() if rows is not None else None
    if kind is None or row is None:
        raise Http404
    try:
        translations.read_over(kind, row, by=person, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Recorded: the translation still says what the original says."))
    if "list" in request.POST:
        return HttpResponseRedirect(f"{reverse('admin:translations')}?{urlencode({'kind': name})}")
    route = "commitments_outcome_texts" if kind.model is Outcome else f"commitments_{name}_change"
    return HttpResponseRedirect(reverse(f"admin:{route}", args=(getattr(row, f"{kind.parent}_id"),)))
