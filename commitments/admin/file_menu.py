"""The files that a list offers: of what is seen, as spreadsheet and plain table, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from commitments import export
from commitments.vocabulary.languages import language_name

# Of a page of the list, not of the list.
PAGING = ("p", "all", "e")
# How each kind of file is called where it is chosen.
LABELS: Mapping[str, Promise] = {
    "xlsx": gettext_lazy("Spreadsheet (XLSX)"),
    "csv": gettext_lazy("Plain table (CSV)"),
}


@dataclass(frozen=True, slots=True)
class FileOffered:
    """One file of a menu, and the language it is in, where that is another than the reader's."""

    label: Promise
    url: str
    language: str = ""

    @property
    def called(self) -> str:
        """Name the language in the reader's."""
        return language_name(self.language) if self.language else ""


def without_paging(params: QueryDict) -> QueryDict:
    """Give what narrows the list, without what turns its pages."""
    kept = params.copy()
    for name in PAGING:
        kept.pop(name, None)
    return kept


def files_of(address: str, params: QueryDict) -> list[FileOffered]:
    """Give the files of what is seen of a list: in the reader's language, then in others."""
    asked = without_paging(params).urlencode()
    query = f"?{asked}" if asked else ""
    others = [code for code, _name in settings.LANGUAGES if code != translation.get_language()]
    return [
        FileOffered(label, f"{address}{ending}/{language and f'{language}/'}{query}", language)
        for language in ("", *others)
        for ending, label in LABELS.items()
    ]


def offered(address: str, params: QueryDict) -> dict[str, Any]:
    """Give what the menu of a list shows: its files, and of how many rows they are at most."""
    return {"files": files_of(address, params), "most_exported": f"{export.MOST_ROWS:,}"}


def file_paths(at: str, view: Any, name: str) -> list[URLPattern]:
    """Make the addresses of a list's files: in the reader's language, and in one that is named."""
    return [
        path(f"{at}{rest}", view, name=name) for rest in ("<slug:ending>/", "<slug:ending>/<slug:language>/")
    ]
