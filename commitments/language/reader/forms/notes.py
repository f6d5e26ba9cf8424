"""Notes verbales: "the Embassy" and "the Ministry" are the two sides that the first sentence names."""

import re

from commitments.language.reader.grammar import OwnerSide
from commitments.language.reader.participants import THIRD, Participants, find_opposite, owner_of

COMPLIMENTS = re.compile(
    r"\bpresents? (?:its|their|his|her) (?:\w+ )?compliments to\b"
    r"|\b(?:salutes|greets)(?: very)?(?: \w+ly)?(?= the )|\bprésente(?:nt)? ses compliments (?:à|au|"
    r"aux)\b"
)
# Who is greeted, up to what the note has to say.
RECIPIENT = re.compile(
    r".{5,250}?(?=\band (?:has|have|in|with|wishe?s?|takes?|avails?|refer\w*|would)\b|[.;:]|, (?:and|"
    r"with)\b|,? with\b|\bet a\b)"
)
LONGEST_NAME = 250
OFFICES = re.compile(
    r"(?:Permanent )?(?:Embass(?:y|ies)|Ministry|Mission|Consulate(?:[ -]General)?|Department|Delegation|"
    r"Secretariat|Government|Ambassade|Ministère|Consulat)"
)
# A ministry with its first field: "Ministère des Affaires étrangères".
NAMED = re.compile(r"Minist(?:ère|ry) (?:des?|du|of) (?:l')?[\w']+(?: [^\W\d][\w']*)?")
STYLES = ("", "esteemed ", "Esteemed ", "honourable ", "Honourable ", "said ", "latter ")
ARTICLES = ("the ", "The ", "l'", "L'", "le ", "Le ")


def introduce_note(text: str, cast: Participants) -> OwnerSide | None:
    """Enter the offices of a note verbale with their sides, and return the side that sends it."""
    plain = " ".join(text.split())
    found = COMPLIMENTS.search(plain)
    if found is None:
        return None
    before = plain[max(0, found.start() - LONGEST_NAME) : found.start()]
    sender = re.split(r"[.;:]", before)[-1]
    addressee = RECIPIENT.match(plain, found.end())
    recipient = addressee[0] if addressee else plain[found.end() : found.end() + LONGEST_NAME]
    own, other = _side_of(sender, cast), _side_of(recipient, cast)
    own = own or (find_opposite(other) if other else None)
    if own is None:
        return None
    other = other or find_opposite(own)
    # Where both are ministries, "the Ministry" is the sender, and the other one "the esteemed Ministry".
    if named := NAMED.search(recipient):
        cast.seats |= {f"{article}{named[0]}": other for article in ARTICLES}
    for office, side, styles in (
        (OFFICES.search(recipient), other, STYLES),
        (OFFICES.search(sender), own, STYLES[:1]),
    ):
        for style in styles if office else ():
            cast.seats |= {f"{article}{style}{office[0]}": side for article in ARTICLES} if office else {}
    return own


# Where both met: "met in Port Elm on 3 May", "held in Ruritania", "Port Elm, 3 May 2026" on a line.
VENUE = re.compile(
    r"\b(?:held|met|took place|meeting|talks|session|consultations|dialogue|gathered|convened|"
    r"visit(?:ed)?|visite|réuni\w*|tenue?)\b"
    r"[^.;:\n]{0,90}?\b(?:in|at|to|à|en|au) (?P<where>(?:the )?[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+)?)"
    r"|^[ \t*]*(?P<place>[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+)?),? (?:\w+day,? )?(?:on )?\d{1,2}[ -]",
    re.MULTILINE,
)
PLACES = (
    "side",
    "country",
    "government",
    "delegation",
    "party",
    "nation",
    "ministry",
    "minister",
    "authorities",
)
HEAD = 1500


def introduce_host(text: str, cast: Participants) -> None:
    """Enter "the host side" and "the visiting delegation", where the text says where both met."""
    for found in VENUE.finditer(text[:HEAD]):
        where = found["where"] or found["place"]
        seat = cast.seats.get(where) or cast.seats.get(where.split(" ")[0])
        host = owner_of([seat] if seat and seat != THIRD else cast.sides_in(where) - {THIRD})
        if host not in ("ours", "theirs"):
            continue
        for article in ("the ", "The "):
            for words, side in (
                ("host", host),
                ("hosting", host),
                ("visiting", find_opposite(host)),
                ("guest", find_opposite(host)),
            ):
                cast.seats |= {f"{article}{words} {noun}": side for noun in PLACES}
                cast.seats |= {f"{article}{words} {noun.title()}": side for noun in PLACES}
            cast.seats |= {f"{article}host": host, f"{article}hosts": host}
        return


def _side_of(words: str, cast: Participants) -> OwnerSide | None:
    """Return whose office it is: the country named first, not the one in which an embassy is."""
    mentions = [mention for mention in cast.mentions(words) if mention.side != THIRD]
    return owner_of([mentions[0].side]) if mentions else None
