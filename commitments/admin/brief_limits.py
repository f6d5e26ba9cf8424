"""How long what officers write may be, told while they type; nothing of it stops a draft from being saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Model
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.admin.forms.brief import ProseForm
from commitments.briefings import limits, lines
from commitments.briefings.coverage import composed, missing
from commitments.briefings.limits import Limit
from commitments.models import Brief, Proposal, TopicSheet

Sentences = Mapping[str, list[str]]
Texts = Mapping[str, str]
Judge = Callable[[Texts], dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Told:
    """What is said below one field: its count against the limit, what is over, and what would be better."""

    count: str = ""
    over: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return bool(self.over)

    @property
    def text(self) -> str:
        """Give it as one line."""
        said = " ".join((*self.over, *self.advice))
        return f"{self.count}. {said}" if self.count and said else self.count or said


@dataclass(frozen=True, slots=True)
class Rules:
    """The limits of a kind of record."""

    lists: Mapping[str, Limit] = field(default_factory=dict)
    faults: Judge = lambda _texts: {}
    advice: Judge = lambda _texts: {}


RULES: dict[type[Model], Rules] = {
    Brief: Rules(limits.BRIEF, limits.faults_of_brief, limits.advice_for_brief),
    TopicSheet: Rules(limits.SHEET, limits.faults_of_sheet, limits.advice_for_sheet),
    Proposal: Rules(limits.PROPOSAL, limits.faults_of_proposal),
}
CORE = "core"
# Named one by one up to here; a text of a script that no font has is told by its first.
MOST_CODES = 60


def texts_of(form: type[ProseForm], read: Callable[[str], Any]) -> dict[str, str]:
    """Give what is written in each field of a form, as text."""
    names = form._meta.fields or ()
    return {str(name): str(read(str(name)) or "") for name in names if name != "meeting"}


def told(form: type[ProseForm], texts: Texts) -> dict[str, Told]:
    """Say of each field how much of its limit is used; of a brief, of the core as a whole too."""
    model = form._meta.model
    rules = RULES.get(model, Rules())
    over, advice = rules.faults(texts), rules.advice(texts)
    found: dict[str, Told] = {}
    for name, text in texts.items():
        read = form.readers.get(name)
        beyond = [*over.get(name, ()), *(read(text).faults if read else ())]
        letters = _letters(model, name)
        if letters and len(text) > letters:
            beyond.append(_("Too long to be saved."))
        said = [*advice.get(name, ()), *_codes(text)]
        found[name] = Told(_count(text, rules.lists.get(name, Limit()), letters), beyond, said)
    if model is Brief:
        words = limits.core_words(texts)
        values = {"n": words, "most": limits.CORE_WORDS}
        count = ngettext("%(n)d of %(most)d words", "%(n)d of %(most)d words", words) % values
        beyond = [_("It must fit on one page.")] if words > limits.CORE_WORDS else []
        found[CORE] = Told(count, beyond)
    return found


def _codes(text: str) -> list[str]:
    """Say which letters no font of the packet has."""
    lacking = "" if text.isascii() else " ".join(sorted(missing(composed(text))))
    if not lacking:
        return []
    said = _("The packet has no font for these letters, and prints their codes: %(letters)s")
    return [said % {"letters": lacking[:MOST_CODES]}]


def as_json(form: type[ProseForm], request: HttpRequest) -> JsonResponse:
    """Answer what is said of the texts that were posted."""
    found = told(form, texts_of(form, lambda name: request.POST.get(name, "")))
    return JsonResponse({name: {"text": one.text, "over": one.is_over} for name, one in found.items()})


def _count(text: str, limit: Limit, letters: int) -> str:
    if limit.most:
        n = len(lines.entries(text))
        return ngettext("%(n)d of %(most)d entries", "%(n)d of %(most)d entries", n) % {
            "n": n,
            "most": limit.most,
        }
    if letters := letters or limit.letters:
        n = len(text)
        return ngettext("%(n)d of %(most)d letters", "%(n)d of %(most)d letters", n) % {
            "n": n,
            "most": letters,
        }
    return ""


def _letters(model: type[Model], name: str) -> int:
    try:
        column = model._meta.get_field(name)
    except FieldDoesNotExist:
        return 0
    is_typed = isinstance(column, CharField) and not column.choices
    return int(column.max_length or 0) if is_typed and isinstance(column, CharField) else 0
