"""What officers' texts name and the reader may not read: looked up at once for all texts of a packet."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from commitments import access
from commitments import models as m
from commitments.briefings.records import Records
from commitments.references import SHORT_YEAR, YEAR, long_year

# KH-2024-0007, or 24-0007 as printed; a particle of Hangul may follow at once, no other word.
_HYPHEN = "[-\u2010\u2011\u2013]"
_NAMED = re.compile(
    rf"(?<![0-9A-Za-z_-])(?:(?P<code>[A-Z]{{2}}){_HYPHEN}(?P<year>{YEAR})|(?P<short>{SHORT_YEAR})){_HYPHEN}"
    rf"(?P<number>\d{{4}})(?![0-9A-Za-z_-])"
)


@dataclass(frozen=True, slots=True)
class Hidden:
    """The references of items that texts name and the reader may not read; `code` is the partner's.

    `numbered` are the meetings that have sheets at all, read or held back.
    """

    code: str = ""
    references: frozenset[str] = frozenset()
    numbered: frozenset[int] = frozenset()

    def without(self, text: str, instead: str) -> str:
        """Say something else instead of each reference that the reader may not read."""
        if not self.references:
            return text
        return _NAMED.sub(lambda one: instead if _whole(one, self.code) in self.references else one[0], text)


def hidden_from(reader: m.User, records: Records, texts: Iterable[str]) -> Hidden:
    """Look up what these texts name: one query for the sheets, and two for items where any is named."""
    code = records.country.iso
    sheets = m.TopicSheet.objects.filter(meeting__in=records.meetings).order_by()
    named = {reference for text in texts for reference in _references(text, code)}
    named -= {item.reference for item in records.commitments}
    if named:
        there = m.Commitment.objects.filter(reference__in=named)
        read = access.visible_to(m.Commitment.objects.filter(reference__in=named), reader)
        keys = dict(there.values_list("pk", "reference"))
        named = {keys[key] for key in keys.keys() - set(read.values_list("pk", flat=True))}
    return Hidden(code, frozenset(named), frozenset(sheets.values_list("meeting", flat=True).distinct()))


def _references(text: str, code: str) -> Iterator[str]:
    return (_whole(found, code) for found in _NAMED.finditer(text))


def _whole(found: re.Match[str], code: str) -> str:
    """Write a reference as it is on record; one that names no partner is of this one."""
    year = found["year"] or long_year(found["short"])
    return f"{found['code'] or code}-{year}-{found['number']}"
