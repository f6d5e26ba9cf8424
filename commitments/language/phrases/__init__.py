"""Read the wording of a deadline into a specification, without calendar or clock: one function per
language.
"""

from functools import lru_cache

from commitments.language.phrases.english import ENGLISH
from commitments.language.phrases.french import FRENCH
from commitments.language.phrases.grammar import Grammar, read_wording
from commitments.language.phrases.korean import KOREAN
from commitments.language.phrases.specification import DeadlineSpec

GRAMMARS: dict[str, Grammar] = {"en": ENGLISH, "ko": KOREAN, "fr": FRENCH}

# The reader asks several times about the words of one sentence.
MOST_WORDINGS = 1024


@lru_cache(MOST_WORDINGS)
def parse_deadline(wording: str, language: str = "en") -> DeadlineSpec:
    """Turn a deadline's wording into what it says.

    Never guesses: what is not understood for certain comes back with `ask` set, and `needs_officer` says why.
    `language` is an ISO 639 code; a language without a grammar is left to the officer.
    """
    grammar = GRAMMARS.get(language)
    if grammar is None:
        return DeadlineSpec("none", wording.strip(), ask="not_understood")
    return read_wording(grammar, wording)


def parse_any(wording: str) -> DeadlineSpec:
    """Read a wording in whichever language understands it, the first of them where none does."""
    answers = [parse_deadline(wording, language) for language in GRAMMARS]
    understood = [answer for answer in answers if answer.ask != "not_understood"]
    return (understood or answers)[0]
