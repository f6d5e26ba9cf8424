"""The policy of `access` as tables for docs/security.md; `python -m tests.security.renew` writes them."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from django.db.models import Model
from django.utils import translation

from commitments.access import write_rules
from commitments.access.policy import RULES
from commitments.enums import TRANSITIONS, Actor, Role
from tests.shape import ROOT

PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- from the code: begin -->", "<!-- from the code: end -->"
PART = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
ALL = "everybody"


def policy() -> str:
    """Say in Markdown who reads which kind of record, what each condition means, and who writes."""
    with translation.override("en"):
        return "\n".join((BEGIN, "", *_conditions(), *_reading(), *_writing(), *_steps(), END))


def _table(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield from (f"### {title}", "", f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}")
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _conditions() -> Iterator[str]:
    meant: dict[str, set[str]] = {}
    for rule in RULES.values():
        for term in rule.terms():
            for words in filter(None, term.words.values()):
                if term.means:
                    meant.setdefault(words, set()).add(term.means)
    rows = [(words, "; ".join(sorted(means))) for words, means in sorted(meant.items())]
    yield from _table("Conditions", ("in the tables", "means"), rows)


def _reading() -> Iterator[str]:
    told = {model: _told(model) for model in RULES}
    alike = sorted(RULES, key=lambda model: list(told.values()).index(told[model]))
    rows = []
    for said, models in groupby(alike, key=lambda model: told[model]):
        names = ", ".join(sorted({_named(model) for model in models}))
        rows += [(names if not number else "", roles, words) for number, (roles, words) in enumerate(said)]
    yield from _table("Who reads", ("record", "role", "reads"), rows)


def _told(model: type[Model]) -> tuple[tuple[str, str], ...]:
    """Give the groups of roles that read a kind of record under the same condition."""
    by_words: dict[str, list[Role]] = {}
    for role in Role:
        words = RULES[model].describe(role)
        if words is not None:
            by_words.setdefault(words or "all", []).append(role)
    return tuple((_roles(roles), words) for words, roles in by_words.items())


def _writing() -> Iterator[str]:
    rows = [
        (", ".join(sorted({_named(model) for model in one.models})), _roles(sorted(one.roles)), one.where)
        for one in write_rules.WRITERS
    ]
    yield from _table("Who writes what he or she reads", ("records", "role", "which"), rows)


def _steps() -> Iterator[str]:
    taken = {actor: [step for step, row in TRANSITIONS.items() if row.by == actor] for actor in Actor}
    rows = [
        (str(Actor(actor).label), ", ".join(str(s.label) for s in steps)) for actor, steps in taken.items()
    ]
    yield from _table("Who takes which step of a commitment", ("who", "steps"), rows)


def _roles(roles: list[Role]) -> str:
    if set(roles) == set(Role):
        return ALL
    return ", ".join(str(Role(role).label) for role in Role if role in roles)


def _named(model: type[Model]) -> str:
    return str(model._meta.verbose_name)


def renewed(page: Path = PAGE) -> str:
    """Give the page with the tables as the code has them now."""
    return PART.sub(lambda _found: policy(), page.read_text())
