"""Minutes: the lists of who was at the table, from which the text's names and short forms get their side."""

import re
from collections.abc import Iterator
from itertools import islice

from commitments.language.reader.delegates import find_name
from commitments.language.reader.grammar import Place
from commitments.language.reader.participants import NO_NAMES, SHORTEST_NAME, THIRD, Participants

# "Korean side: Mr. Lee, Director, MOFA", "For Korea:", "우리측: …".
LISTED = re.compile(
    r"^[ \t*•·\-–ㅇo]*+(?:(?:for|from|on behalf of|pour|du côté) )?(?P<side>[^\s:：.;][^:：\n.;]{1,60}?)\**"
    r"[ \t]*+[:：]\**[ \t]*+(?P<names>[^\n]*)$",
    re.MULTILINE | re.IGNORECASE,
)
TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Mme|M|Dr|Prof|H\.E|Amb|Hon)\b\.?|\b(?:Director|Minister|Secretary|Ambassador|Counsellor|"
    r"Advis[eo]r|Head|Chief|Officer|Directeur|Directrice|Ministre|Ambassadeur)\b|국장|과장|장관|차관|대사|서기관|사무관|심의관"
)
SHORT_FORM = re.compile(r"\b[A-Z][A-Za-z]*[A-Z]{1,6}[a-z]?\b")
# "MLVT (Cambodia)": whose a short form is, wherever it stands later without its country.
SHORT_FORM_OF = re.compile(r"\b(?P<form>[A-Z][A-Za-z]*[A-Z]{1,6}[a-z]?) \((?P<country>[^()\n]{2,40})\)")
# What stands between two persons of a list on one line.
PERSONS = re.compile(r";|\n|(?<=[a-z)]), (?=(?:Mr|Mrs|Ms|Dr|H\.E)\b)")
MOST_LINES, MOST_LETTERS = 30, 6000


def introduce_delegations(text: str, cast: Participants) -> Iterator[Place]:
    """Enter the persons and short forms of each delegation with its side; yield the places of the lists."""
    for found in LISTED.finditer(text):
        sides = {mention.side for mention in cast.mentions(found["side"])} - {THIRD}
        is_own, own = cast.side_of_writer(found["side"].strip())
        sides = {own} if is_own and own else sides
        names, end = found["names"], found.end()
        if not names.strip():
            end = _end_of_list(text, found.end())
            names = text[found.end() : end]
        if len(sides) == 1 and TITLED.search(names):
            _enter_names(names, str(sides.pop()), cast)
            yield found.start(), end


def introduce_short_forms(text: str, cast: Participants) -> None:
    """Enter the short forms of ministries and agencies that are named with their country in brackets."""
    for found in SHORT_FORM_OF.finditer(text):
        sides = {mention.side for mention in cast.mentions(found["country"])} - {THIRD}
        if len(sides) == 1 and not cast.mentions(found["form"]):
            cast.people.setdefault(found["form"], set()).update(sides)


def _end_of_list(text: str, start: int) -> int:
    """Return where the lines end that each name a person."""
    end = start
    for line in islice(re.finditer(r"\n([^\n]*)", text[start : start + MOST_LETTERS]), MOST_LINES):
        if not TITLED.search(line[1]) or line[1].rstrip().endswith((".", ":")):
            break
        end = start + line.end()
    return end


def _enter_names(names: str, side: str, cast: Participants) -> None:
    for piece in PERSONS.split(names):
        words = re.findall(r"[^\W\d_][\w'-]+", find_name(re.sub(r"^[\s*•·\-–\d.)]+", "", piece)))
        words = [word for word in words if len(word) >= SHORTEST_NAME and word.casefold() not in NO_NAMES]
        for word in (*words, *SHORT_FORM.findall(piece)):
            cast.people[word] = {side}
