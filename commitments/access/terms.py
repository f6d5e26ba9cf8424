"""What a rule of the door is made of: a condition and its sentence stand together, so that they cannot part.

The policy in docs/security.md is read from here. Its sentences are for officers of security, in English.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from django.db.models import Q

from commitments import models as m
from commitments.access.places import NOBODY, either, every
from commitments.vocabulary import Role

Asks = Callable[[m.User], Q]


class Rule(Protocol):
    """Says of an account which rows it reads, and of a role the same in words."""

    def __call__(self, user: m.User) -> Q:
        """Give the condition that rows answer for this account."""

    def told(self, role: Role) -> str | None:
        """Give the condition in words; "" where it lets every row in, None where it lets none."""

    def terms(self) -> "Iterator[Term]":
        """Give the conditions that it is made of."""


@dataclass(frozen=True)
class Term:
    """One condition; a role that `words` leaves out is let in by it to nothing.

    `words` are short, `means` says them in full, for the list above the table.
    """

    words: Mapping[Role, str]
    means: str
    asks: Asks

    def __call__(self, user: m.User) -> Q:
        return self.asks(user) if user.role in self.words else NOBODY

    def told(self, role: Role) -> str | None:
        return self.words.get(role)

    def terms(self) -> Iterator["Term"]:
        yield self


def said(
    words: str | Mapping[Role, str], means: str = "", roles: Collection[Role] = frozenset(Role)
) -> Callable[[Asks], Term]:
    """Put the sentence above the function that asks it: one for all of some roles, or one for each."""
    of_roles = dict.fromkeys(roles, words) if isinstance(words, str) else words
    return lambda asks: Term(of_roles, means, asks)


@dataclass(frozen=True)
class AnyOf:
    """Lets in what one of some rules lets in."""

    rules: tuple[Rule, ...]

    def __call__(self, user: m.User) -> Q:
        return either(*(rule(user) for rule in self.rules))

    def told(self, role: Role) -> str | None:
        found = [words for rule in self.rules if (words := rule.told(role)) is not None]
        if not found or "" in found:
            return "" if found else None
        return " or ".join(dict.fromkeys(_apart(words, found, " and ") for words in found))

    def terms(self) -> Iterator[Term]:
        return chain.from_iterable(rule.terms() for rule in self.rules)


@dataclass(frozen=True)
class AllOf:
    """Lets in what all of some rules let in."""

    rules: tuple[Rule, ...]

    def __call__(self, user: m.User) -> Q:
        return every(*(rule(user) for rule in self.rules))

    def told(self, role: Role) -> str | None:
        found = []
        for rule in self.rules:
            words = rule.told(role)
            if words is None:
                return None
            found.append(words)
        found = list(filter(None, found))
        return " and ".join(dict.fromkeys(_apart(words, found, " or ") for words in found))

    def terms(self) -> Iterator[Term]:
        return chain.from_iterable(rule.terms() for rule in self.rules)


def _apart(words: str, among: list[str], joint: str) -> str:
    """Put brackets around what else would be read together with its neighbours."""
    return f"({words})" if joint in words and len(among) > 1 else words


@dataclass(frozen=True)
class Only:
    """Asks a rule of some roles, and lets nobody else in."""

    roles: frozenset[Role]
    rule: Rule

    def __call__(self, user: m.User) -> Q:
        return self.rule(user) if user.role in self.roles else NOBODY

    def told(self, role: Role) -> str | None:
        return self.rule.told(role) if role in self.roles else None

    def terms(self) -> Iterator[Term]:
        return self.rule.terms()


def any_of(*rules: Rule) -> AnyOf:
    return AnyOf(rules)


def all_of(*rules: Rule) -> AllOf:
    return AllOf(rules)
