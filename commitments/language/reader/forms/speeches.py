"""Speeches: one person speaks to others of the same and of the other side."""

import re

from commitments.language.reader.forms.authors import author_by_words
from commitments.language.reader.grammar import OwnerSide
from commitments.language.reader.participants import THIRD, Participants, owner_of

TITLE = re.compile(
    r"^.{0,40}?\b(?:(?:[Oo]pening|[Cc]losing|[Kk]eynote|[Ww]elcome|[Cc]ongratulatory) )?(?:[Rr]emarks|[Aa]ddress|[Ss]peech|[Tt]oast|REMARKS|"
    r"ADDRESS|SPEECH|[Ss]tatement|STATEMENT|[Dd]iscours|[Aa]llocution)\b.{0,20}?\b(?:by|of|BY|OF|du|de|par)\b(?P<who>[^\n]{5,200})",
    re.MULTILINE,
)
SALUTATION = re.compile(
    r"^[ \t]*(?:(?:(?:Mr|H\.E|Hon)\.?|Madam|Mister|Your|Dear|My dear|The Honou?rable|Honou?rable)(?!\w)|Excellenc|Distinguished|Ladies|Esteemed|"
    r"Friends|Colleagues|Mesdames|Monsieur le|Madame la)[^.?!\n]{0,160}[,;:.!]?[ \t]*$",
    re.MULTILINE,
)
FIRST_PERSON = re.compile(r"\b(?:I|my|My|I'm|I've|[Jj]e|[Mm]on)\b")
# The head of a text, in letters.
HEAD = 600


def is_speech(text: str) -> bool:
    """Return whether one person speaks to an audience that is greeted at the head."""
    is_opened = SALUTATION.search(text[:HEAD]) or TITLE.search(text[:HEAD])
    return is_opened is not None and len(FIRST_PERSON.findall(text)) > 1


def speaker_of_speech(text: str, cast: Participants) -> OwnerSide | None:
    """Return the speaker's side: named in the title, or as his own words show."""
    title = TITLE.search(text[:HEAD])
    if title:
        mentions = [mention for mention in cast.mentions(title["who"]) if mention.side != THIRD]
        sides = {mentions[0].side} if mentions else cast.person(title["who"]) or cast.office(title["who"])
        if len(sides) == 1:
            return owner_of(sides)
    return author_by_words(text, cast)
