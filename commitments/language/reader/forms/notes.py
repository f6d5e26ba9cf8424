"""Notes verbales: "the Embassy" and "the Ministry" are the two sides that the first sentence names."""

import re

from commitments.language.reader.grammar import OwnerSide
from commitments.language.reader.participants import THIRD, Participants, find_opposite, owner_of

COMPLIMENTS = re.compile(
    r"(?P<sender>[^.;:\n]{5,250}?)\s+presents?\s+(?:its|their|his|her)\s+compliments\s+to\s+"
    r"(?P<recipient>.{5,250}?)(?=\s+and\s+(?:has|have|,|in|with|wishe?s?|takes?|avails?|refer|would)|[.;:]|"
    r",\s+and\b|,?\s+with\b)"
    r"|(?P<sender_fr>[^.;:\n]{5,250}?)\s+présente(?:nt)?\s+ses\s+compliments\s+(?:à|au|aux)\s+"
    r"(?P<recipient_fr>.{5,250}?)(?=\s+et\s+a\b|[.;:]|,)",
    re.DOTALL,
)
OFFICES = re.compile(
    r"(?:Permanent )?(?:Embass(?:y|ies)|Ministry|Mission|Consulate(?:[ -]General)?|Department|Delegation|"
    r"Secretariat|"
    r"Government|Ambassade|Ministère|Consulat)"
)
STYLES = ("", "esteemed ", "Esteemed ", "honourable ", "Honourable ", "said ", "latter ")
ARTICLES = ("the ", "The ", "l'", "L'", "le ", "Le ")


def introduce_note(text: str, cast: Participants) -> OwnerSide | None:
    """Enter the offices of a note verbale with their sides, and return the side that sends it."""
    found = COMPLIMENTS.search(text)
    if found is None:
        return None
    sender, recipient = found["sender"] or found["sender_fr"], found["recipient"] or found["recipient_fr"]
    own, other = _side_of(sender, cast), _side_of(recipient, cast)
    own = own or (find_opposite(other) if other else None)
    if own is None:
        return None
    other = other or find_opposite(own)
    # Where both are ministries, "the Ministry" is the sender, and the other one "the esteemed Ministry".
    for office, side, styles in (
        (OFFICES.search(recipient), other, STYLES),
        (OFFICES.search(sender), own, STYLES[:1]),
    ):
        for style in styles if office else ():
            cast.seats |= {f"{article}{style}{office[0]}": side for article in ARTICLES} if office else {}
    return own


def _side_of(words: str, cast: Participants) -> OwnerSide | None:
    """Return whose office it is: the country named first, not the one in which an embassy is."""
    mentions = [mention for mention in cast.mentions(words) if mention.side != THIRD]
    return owner_of([mentions[0].side]) if mentions else None
