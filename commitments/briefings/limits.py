"""How long the written parts of a packet may be: the limits of the print specification, in sentences; pure.

The forms show `BRIEF` and `SHEET` while somebody types, refuse on `faults_of_brief` and its like,
and show `advice_for_brief` and `advice_for_sheet` without refusing; the printed draft names what is over.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.briefings.lines import REFERENCE, entries

# Of the page the minister reads, as written; the state of play is computed and counts apart.
CORE_WORDS = 300
# Letters of a word, with the blank after it; one longer than this is none.
WORD_LETTERS, LONGEST_WORD = 6, 30
# What can be read back aloud in one breath or two.
WORDING_LETTERS = 600


@dataclass(frozen=True, slots=True)
class Limit:
    """How many entries a list may have (0: no list), letters a text (0: any), and its share of the page."""

    most: int = 0
    letters: int = 0
    share: int = 0
    is_one_line: bool = False


# The shares add up to a full page; where a page is too long, the field furthest over its share is named.
CORE: Mapping[str, Limit] = {
    "why": Limit(share=55),
    "objectives": Limit(most=3, share=60),
    "messages": Limit(most=3, share=55),
    "ask": Limit(share=30, is_one_line=True),
    "if_accepted": Limit(share=15, is_one_line=True),
    "if_refused": Limit(share=20, is_one_line=True),
    "not_to_say": Limit(most=5, share=65),
}
SCENARIO: Mapping[str, Limit] = {
    "events": Limit(share=120),
    "place": Limit(share=40),
    "language": Limit(share=40),
    "press": Limit(share=40),
    "courtesy": Limit(share=30),
    "if_plans_change": Limit(share=50),
}
BRIEF: Mapping[str, Limit] = {**CORE, **SCENARIO}
SHEET: Mapping[str, Limit] = {
    "objective": Limit(share=20, is_one_line=True),
    "their_objective": Limit(share=50),
    "response": Limit(share=50),
    "points": Limit(most=5, share=130),
    "if_raised": Limit(most=4, share=130),
    "tactics": Limit(share=50),
    "press_line": Limit(share=50),
    "last_time": Limit(share=70),
    "background": Limit(share=200),
    "not_disclosed": Limit(share=100),
    "items": Limit(share=50),
}
PROPOSAL: Mapping[str, Limit] = {"wording": Limit(letters=WORDING_LETTERS)}


def words(text: str) -> int:
    """Count words as they are read; a mark of a list or a stroke alone is none.

    What is longer than any word, as Khmer is, which is written without blanks, counts by its letters.
    """
    return sum(_words_in(word) for word in text.split() if any(letter.isalnum() for letter in word))


def _words_in(word: str) -> int:
    return 1 if len(word) <= LONGEST_WORD else -(-len(word) // WORD_LETTERS)


def core_words(texts: Mapping[str, str]) -> int:
    """Count the words of the page the minister reads."""
    return sum(words(texts.get(name, "")) for name in CORE)


def faults_of_brief(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Say what of a brief is over its limits: field to sentences, the core as a whole under its widest."""
    faults = _faults(texts, BRIEF)
    count = core_words(texts)
    if count > CORE_WORDS:
        over = count - CORE_WORDS
        sentence = ngettext(
            "The core brief has %(count)s words, %(most)s fit. Take out %(over)s word, best here.",
            "The core brief has %(count)s words, %(most)s fit. Take out %(over)s words, best here.",
            over,
        ) % {"count": count, "most": CORE_WORDS, "over": over}
        faults.setdefault(widest(texts, CORE), []).append(sentence)
    return faults


def faults_of_sheet(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Say what of a topic sheet is over its limits, field to sentences."""
    return _faults(texts, SHEET)


def faults_of_proposal(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Say what of a wording to propose is over its limits, field to sentences."""
    return _faults(texts, PROPOSAL)


def advice_for_brief(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Say what a brief should still have, field to sentences; none of it is refused."""
    listed = entries(texts.get("objectives", ""))
    bare = [str(number) for number, entry in enumerate(listed, 1) if not REFERENCE.search(entry)]
    if not bare:
        return {}
    told = _("Entry %(numbers)s names no item. Add its reference, such as 26-0007, where there is one.")
    return {"objectives": [told % {"numbers": ", ".join(bare)}]}


def advice_for_sheet(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Say what a topic sheet should still have, field to sentences; none of it is refused."""
    listed = entries(texts.get("points", ""))
    plain = [str(number) for number, entry in enumerate(listed, 1) if not entry.startswith(("**", "__"))]
    if not plain:
        return {}
    told = _("Point %(numbers)s opens with no verb in bold. Write it as **Thank.** and what follows.")
    return {"points": [told % {"numbers": ", ".join(plain)}]}


def widest(texts: Mapping[str, str], limits: Mapping[str, Limit]) -> str:
    """Name the field that is furthest over its share of the page: lines and letters count as much as words.

    An empty one is never named, as long as there is another.
    """

    def over(name: str) -> float:
        text = texts.get(name, "")
        share = limits[name].share
        return max(words(text), 8 * len(text.splitlines()), len(text) / (2 * WORD_LETTERS)) - share

    return max([name for name in limits if texts.get(name)] or limits, key=over)


def _faults(texts: Mapping[str, str], limits: Mapping[str, Limit]) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    for name, limit in limits.items():
        found = _of_field(texts.get(name, ""), limit)
        if found:
            faults[name] = found
    return faults


def _of_field(text: str, limit: Limit) -> list[str]:
    found = []
    if limit.is_one_line and len(text.strip().splitlines()) > 1:
        found.append(_("Write this on one line."))
    if limit.letters and len(text) > limit.letters:
        said = _("At most %(most)s letters can be read back; this has %(count)s. Shorten the wording.")
        found.append(said % {"most": limit.letters, "count": len(text)})
    if not limit.most:
        return found
    listed = entries(text)
    if len(listed) > limit.most:
        found.append(
            ngettext(
                "At most %(most)s entry fits; this has %(count)s. Take some out, or put two into one.",
                "At most %(most)s entries fit; this has %(count)s. Take some out, or put two into one.",
                limit.most,
            )
            % {"most": limit.most, "count": len(listed)}
        )
    return found
