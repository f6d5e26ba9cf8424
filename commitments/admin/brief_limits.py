"""How long what officers write may be, told while they type; nothing of it stops a draft from being saved."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Model, Q
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import access
from commitments.admin.doors import signed_in
from commitments.admin.forms.brief import ProseForm
from commitments.briefings import limits, lines, room
from commitments.briefings.coverage import composed, missing
from commitments.briefings.limits import Limit
from commitments.models import Brief, Commitment, Proposal, TopicSheet, User
from commitments.references import long_year, short

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
# So many items are looked up; nobody names more in one part.
MOST_NAMED = 60


def texts_of(form: type[ProseForm], read: Callable[[str], Any]) -> dict[str, str]:
    """Give what is written in each field of a form, as text."""
    names = form._meta.fields or ()
    return {str(name): str(read(str(name)) or "") for name in names if name != "meeting"}


def told(form: type[ProseForm], texts: Texts, person: User) -> dict[str, Told]:
    """Say of each field how much of its limit is used; of a brief, of the core as a whole too.

    Where a field names what the person knows to have been given in confidence, it says so.
    """
    model = form._meta.model
    rules = RULES.get(model, Rules())
    over, advice = rules.faults(texts), rules.advice(texts)
    found: dict[str, Told] = {}
    confided = _confided(texts, person)
    for name, text in texts.items():
        read = form.readers.get(name)
        beyond = [*over.get(name, ()), *(read(text).faults if read else ())]
        letters = _letters(model, name)
        if letters and len(text) > letters:
            beyond.append(_("Too long to be saved."))
        said = [*advice.get(name, ()), *_codes(text), *confided.get(name, ())]
        found[name] = Told(_count(text, rules.lists.get(name, Limit()), letters), beyond, said)
    if model is Brief:
        words = limits.core_words(texts)
        values = {"n": words, "most": limits.CORE_WORDS}
        count = ngettext("%(n)d of %(most)d words", "%(n)d of %(most)d words", words) % values
        beyond = [] if words <= limits.CORE_WORDS and room.fits(texts) else [_("It must fit on one page.")]
        doubt = _("It may take more than one page: look at the preview.")
        found[CORE] = Told(count, beyond, [] if beyond or not room.is_doubtful(texts) else [doubt])
    return found


def _confided(texts: Texts, person: User) -> dict[str, list[str]]:
    """Say which items named in a field, but in the one not to be disclosed, were given in confidence."""
    named = {name: set(map(_ending, lines.REFERENCE.finditer(text))) for name, text in texts.items()}
    named.pop("not_disclosed", None)
    endings = sorted(set().union(*named.values()))[:MOST_NAMED]
    if not endings:
        return {}
    is_named = reduce(or_, (Q(reference__endswith=ending) for ending in endings))
    known = dict(access.rows(Commitment, person).filter(is_named).values_list("pk", "reference"))
    kept = [known[key] for key in sorted(access.kept_among(Commitment, known))]
    said = _("%(ref)s was given in confidence: what is said of it belongs into “Not to be disclosed”.")
    return {
        name: [said % {"ref": short(one)} for one in kept if any(one.endswith(ending) for ending in found)]
        for name, found in named.items()
    }


def _ending(found: re.Match[str]) -> str:
    """Give how the reference that was typed ends: whole, or as on paper for any partner."""
    year = found["year"] or long_year(found["short"])
    return f"{found['code'] or ''}-{year}-{found['number']}"


def _codes(text: str) -> list[str]:
    """Say which letters no font of the packet has."""
    lacking = "" if text.isascii() else " ".join(sorted(missing(composed(text))))
    if not lacking:
        return []
    said = _("The packet has no font for these letters, and prints their codes: %(letters)s")
    return [said % {"letters": lacking[:MOST_CODES]}]


def as_json(form: type[ProseForm], request: HttpRequest) -> JsonResponse:
    """Answer what is said of the texts that were posted."""
    texts = texts_of(form, lambda name: request.POST.get(name, ""))
    found = told(form, texts, signed_in(request))
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
