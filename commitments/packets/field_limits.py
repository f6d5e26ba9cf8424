"""Length limits of written fields, in sentences: how they are counted, and what exceeds them; no queries.

Each section declares the limits of its own fields.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.packets.formats import split_entries

# Letters of a word, with the blank after it; one longer than this is none.
WORD_LETTERS, LONGEST_WORD = 6, 30


@dataclass(frozen=True, slots=True)
class FieldLimit:
    """How many entries a list may have (0: no list), letters a text (0: any), and its share of the page."""

    most: int = 0
    letters: int = 0
    share: int = 0
    is_one_line: bool = False


def count_words(text: str) -> int:
    """Count words as they are read; a mark of a list or a stroke alone is none.

    What is longer than any word, as Khmer is, which is written without blanks, counts by its letters.
    """
    return sum(_words_in(word) for word in text.split() if any(letter.isalnum() for letter in word))


def _words_in(word: str) -> int:
    return 1 if len(word) <= LONGEST_WORD else -(-len(word) // WORD_LETTERS)


def find_widest_field(texts: Mapping[str, str], limits: Mapping[str, FieldLimit]) -> str:
    """Name the field that is furthest over its share of the page: lines and letters count as much as words.

    An empty one is never named, as long as there is another.
    """

    def over(name: str) -> float:
        text = texts.get(name, "")
        share = limits[name].share
        return max(count_words(text), 8 * len(text.splitlines()), len(text) / (2 * WORD_LETTERS)) - share

    return max([name for name in limits if texts.get(name)] or limits, key=over)


def find_faults(texts: Mapping[str, str], limits: Mapping[str, FieldLimit]) -> dict[str, list[str]]:
    """Return what exceeds the limits of some texts, field to sentences."""
    faults: dict[str, list[str]] = {}
    for name, limit in limits.items():
        found = _list_field_faults(texts.get(name, ""), limit)
        if found:
            faults[name] = found
    return faults


def _list_field_faults(text: str, limit: FieldLimit) -> list[str]:
    found = []
    if limit.is_one_line and len(text.strip().splitlines()) > 1:
        found.append(_("Enter the text on one line."))
    if limit.letters and len(text) > limit.letters:
        said = _("At most %(most)s characters can be read back; this wording has %(count)s. Shorten it.")
        found.append(said % {"most": limit.letters, "count": len(text)})
    if not limit.most:
        return found
    listed = split_entries(text)
    if len(listed) > limit.most:
        found.append(
            ngettext(
                "At most %(most)s entry fits; this field has %(count)s. Remove or combine entries.",
                "At most %(most)s entries fit; this field has %(count)s. Remove or combine entries.",
                limit.most,
            )
            % {"most": limit.most, "count": len(listed)}
        )
    return found


def name_part(what: str, occasion: str, fault: str) -> str:
    """Return a fault after the names of its part and its meeting."""
    return ": ".join(part for part in (what, occasion, fault) if part)


def exceeds_page(part: str) -> str:
    """Return that a part is longer than its page, and what to shorten first."""
    return _("too long for its page. Shorten “%(part)s” first.") % {"part": part}
