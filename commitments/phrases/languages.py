"""Which grammar reads a wording: one function for all languages."""

from commitments.phrases.english import ENGLISH
from commitments.phrases.french import FRENCH
from commitments.phrases.grammar import Grammar, read
from commitments.phrases.korean import KOREAN
from commitments.phrases.specification import DeadlineSpec

GRAMMARS: dict[str, Grammar] = {"en": ENGLISH, "ko": KOREAN, "fr": FRENCH}


def parse(wording: str, language: str = "en") -> DeadlineSpec:
    """Turn a deadline's wording into what it says.

    Never guesses: what is not understood for certain comes back with `ask` set, and `needs_officer` says why.
    `language` is an ISO 639 code; a language without a grammar is left to the officer.
    """
    grammar = GRAMMARS.get(language)
    if grammar is None:
        return DeadlineSpec("none", wording.strip(), ask="not_understood")
    return read(grammar, wording)


def parse_any(wording: str) -> DeadlineSpec:
    """Read a wording in whichever language understands it, the first of them where none does."""
    answers = [read(grammar, wording) for grammar in GRAMMARS.values()]
    understood = [answer for answer in answers if answer.ask != "not_understood"]
    return (understood or answers)[0]
