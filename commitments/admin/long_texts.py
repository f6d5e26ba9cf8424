"""Long texts: a page shows the beginning of each, so that it stays light, with a link to the whole."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from commitments.admin.as_of import AS_OF
from commitments.audit.as_of import context
from commitments.models import AgendaItem, Clause, Commitment, Meeting, Outcome, ProgressUpdate, Statement

# The most that is shown of one text among others, and of all texts of a page together: in bytes, of which
# a letter of English takes one and a syllable of Korean three.
SHOWN, PAGE_BYTES = 4500, 20_000
# However many there are, so much of each; and so much of what is only there beside something else.
LEAST, GLIMPSE = 300, 900
# How far back the end of a word is looked for; scripts without spaces have none.
LONGEST_WORD = 40
# Of a record that names a field in its address under this name, the page edits that field.
WRITE = "write"


@dataclass(frozen=True, slots=True)
class LongText:
    """A text with a page of its own: its record, and the record whose page shows it."""

    model: type[Model]
    names: frozenset[str]
    shown_at: str
    shown_by: str = "pk"


TEXTS = {
    "outcome": LongText(Outcome, frozenset({"clause", "answer_wording"}), "outcome_change"),
    "wording": LongText(Clause, frozenset({"wording"}), "outcome_texts", "outcome_id"),
    "statement": LongText(Statement, frozenset({"text"}), "statement_change"),
    "meeting": LongText(Meeting, frozenset({"purpose", "note"}), "meeting_change"),
    "commitment": LongText(Commitment, frozenset({"meaning"}), "commitment_change"),
    "report": LongText(ProgressUpdate, frozenset({"text"}), "commitment_change", "commitment_id"),
    "discussion": LongText(AgendaItem, frozenset({"discussion"}), "meeting_change", "meeting_id"),
}


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text, or its beginning; then `whole` is the address of all of it, and `count` its size."""

    text: str
    whole: str = ""
    count: int = 0


def find_text_size(texts: Iterable[str]) -> int:
    """Return the size up to which each text of a page is shown, so that all together fit."""
    return max(LEAST, find_share([min(count_bytes(text), SHOWN) for text in texts], PAGE_BYTES, SHOWN))


def count_bytes(text: str) -> int:
    """Return the bytes of a text."""
    return len(text.encode())


def count_fitting(text: str, at_most: int) -> int:
    """Return how many characters of a text fit that size."""
    return len(text) * at_most // max(at_most, count_bytes(text))


def find_share(sizes: Iterable[int], together: int, each: int) -> int:
    """Return the largest size, up to `each`, to which all are cut to fit the total."""
    waiting = sorted(sizes)
    while waiting:
        fair = together // len(waiting)
        if waiting[-1] <= fair:
            return each
        if waiting[0] > fair:
            return min(each, fair)
        together -= waiting.pop(0)
    return each


def cut_text(text: str, at_most: int) -> str:
    """Cut a text at the end of a word, and never between a letter and its marks."""
    if len(text) <= at_most:
        return text
    cut = text[:at_most]
    words = cut[: -len(cut.split()[-1])].rstrip() if cut.split() else ""
    if at_most - len(words) <= LONGEST_WORD:
        return f"{words} …"
    while cut and unicodedata.category(text[len(cut)]).startswith("M"):
        cut = cut[:-1]
    return f"{cut} …"


def build_shown_text(kind: str, record: Any, name: str, at_most: int = SHOWN) -> ShownText:
    """Return a text of a record, or its beginning and the address of the whole."""
    text: str = getattr(record, name)
    length = count_fitting(text, at_most)
    if len(text) <= length:
        return ShownText(text)
    return ShownText(cut_text(text, length), build_text_address(kind, record.pk, name), len(text))


def shorten_field(record: Any, name: str) -> ShownText | None:
    """Return a field of a record as text, None where it is not a long text."""
    kind = next((kind for kind, one in TEXTS.items() if type(record) is one.model and name in one.names), "")
    return build_shown_text(kind, record, name) if kind and getattr(record, name) else None


def build_text_address(kind: str, key: int, name: str) -> str:
    """Return the address of the whole text; for a past moment, as of then."""
    moment = context.find_as_of()
    query = f"?{urlencode({AS_OF: moment.isoformat()})}" if moment else ""
    return reverse("admin:text", args=(kind, key, name)) + query


def list_too_long(request: HttpRequest, record: Any, names: Iterable[str]) -> list[str]:
    """Name the fields that are too long to be edited with the rest.

    What the address or the post names is not among them.
    """
    named = {request.GET.get(WRITE), *request.POST}
    return [name for name in names if count_bytes(getattr(record, name)) > SHOWN and name not in named]
