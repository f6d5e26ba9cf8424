"""Cables and debriefings to the writer's own capital: who is not of the writer's side is of the other one."""

import re

from commitments.language.reader.forms.emails import Email
from commitments.language.reader.grammar import OwnerSide
from commitments.language.reader.participants import BOTH, Participants, find_opposite, owner_of

# How a report of a talk calls itself at its head.
REPORT = re.compile(
    r"\b(?:INTERNAL|TELEGRAM|Telegram|(?:REPORTING )?CABLE|(?:FILE|Call|CALL|Meeting|MEETING|"
    r"Internal) (?:NOTE|[Nn]ote)|(?:NOTE|[Nn]ote) (?:FOR|for|TO|to) (?:THE |the )?(?:FILE|[Ff]ile|RECORD|"
    r"[Rr]ecord)|MEMORANDUM (?:FOR|TO)|MEMO|(?:RECORD|[Rr]ecord) (?:OF|of) (?:(?:A|THE|a|"
    r"the) )?(?:CONVERSATION|[Cc]onversation|MEETING|[Mm]eeting|CALL|[Cc]all)|[Dd]ebrief\w*|DEBRIEF\w*|"
    r"BACK-TO-OFFICE|[Bb]ack-to-office|(?:MISSION|[Mm]ission) (?:REPORT|[Rr]eport)|TÉLÉGRAMME|[Tt]élégramme|"
    r"TD (?:DIPLOMATIE|[A-ZÉ]\w+)|(?:NOTE|[Nn]ote) (?:INTERNE|interne|à l['’]attention|POUR|pour l[ea'’])|"
    r"(?:COMPTE[ -]RENDU|[Cc]ompte[ -]rendu) (?:D'ENTRETIEN|d'entretien|DE MISSION|de mission|D'AUDIENCE|"
    r"d'audience))\b"
)
# A telegram: from the post, to the capital.
TELEGRAM = re.compile(
    r"^F(?:RO)?M [^\n]{2,40}\n+TO (?:(?:IMMEDIATE|PRIORITY|ROUTINE|FLASH|DESKBY) )*(?P<to>[^\n]{2,60})",
    re.MULTILINE | re.IGNORECASE,
)
HEAD = 400
# What belongs to the writer without being called his.
OWN_OFFICE = re.compile(
    r"(?:the |le |la |l'|les |our |notre |nos )?(?:embassy|ambassade|mission|consulate(?:[ -]general)?|"
    r"consulat(?: général)?|post|poste|hq|headquarters|capital|ministry|department|département|desk|"
    r"division|section|unit|directorate|direction|sous-direction|services?|protocol(?: department)?|"
    r"protocole|legal (?:service|department|division|advisers?)|secretariat|secrétariat|cabinet|"
    r"minister's office|head of mission|chargé d'affaires|mfa|mae|centrale|bureau|foreign ministry|"
    r"trade section|press office|visa section|consular section)",
    re.IGNORECASE,
)
# Of whom the subject line speaks: "State Secretary's talks in Port Elm", "entretien du directeur avec".
TALKS_OF = re.compile(
    r"(?P<who>(?:[A-Z][\w.-]*|of|for|and)(?: (?:[A-Z][\w.-]*|of|for|and))*)['’](?i:s)? (?:\w+ )?"
    r"(?i:talks?|meetings?|calls?|visit|conversation|lunch|dinner|discussions?|consultations|trip)\b"
    r"|\b(?:[Ee]ntretiens?|[Rr]encontre|[Vv]isite|[Dd]éplacement|[Cc]onsultations) (?:de la |de l'|du |"
    r"de )(?!ce jour)(?P<qui>[^,;:.\n]{3,60}?) (?:avec|à|en|au|aux|chez)\b"
    r"|\b[Tt]he (?P<met>[A-Z][\w ]{3,40}?) (?:met|called on|was received|saw|had lunch|spoke)\b"
)
# Those whom a report names by their letters or parts of words: "VM", "StateSec".
SHORT = re.compile(r"(?:[Tt]he )?[A-Z][A-Za-z]{0,6}(?:[A-Z][a-z]{0,5})+|[A-Z]{2,5}(?:[-/][A-Z]{1,5})*")


def is_report(text: str, email: Email | None) -> bool:
    """Return whether a text reports a talk to its own side: by its head, or as sent by an embassy."""
    if REPORT.search(text[:HEAD]) or TELEGRAM.search(text[:HEAD]):
        return True
    return email is not None and not email.greeted and OWN_OFFICE.search(email.sender) is not None


def side_that_reports(text: str, cast: Participants) -> OwnerSide:
    """Return whose report a text is: of the capital that a telegram goes to, else ours, who keep it."""
    telegram = TELEGRAM.search(text[:HEAD])
    places = re.split(r"[\W\d_]+", telegram["to"].title()) if telegram else []
    seats = {seat for place in places if (seat := cast.seats.get(place))}
    return owner_of(seats & set(BOTH)) or "ours"


def own_offices(text: str, email: Email | None) -> set[str]:
    """Return whom a report names as its own, in lower case: who gets it, and whose talks it reports."""
    names = [found[0] for found in SHORT.finditer(f"{email.recipient};{email.copied}" if email else "")]
    head = re.sub(r"^[^a-z\n]+$", lambda line: line[0].title(), text[: 2 * HEAD], flags=re.MULTILINE)
    for found in TALKS_OF.finditer(head):
        names.append(re.sub(r"\W+", " ", found["who"] or found["qui"] or found["met"]).strip())
    return {name.casefold() for name in names}


def side_in_report(subject: str, cast: Participants) -> OwnerSide | None:
    """Return the side of somebody without a country in a report: the other, unless of its own offices."""
    plain = re.sub(r"^(?:the |le |la |l')", "", subject.strip(" ,"), flags=re.IGNORECASE)
    if cast.writer is None or cast.own_offices is None or not plain:
        return None
    pieces = [piece.casefold() for piece in re.findall(r"[A-Z][a-z]*", plain)]
    is_own = OWN_OFFICE.fullmatch(plain) is not None or any(
        plain.casefold() == name or _is_short(pieces, name) for name in cast.own_offices
    )
    return cast.writer if is_own else find_opposite(cast.writer)


def _is_short(pieces: list[str], name: str) -> bool:
    """Return whether pieces are the beginnings of the words of a name: "StateSec" of "State Secretary"."""
    words = [word for word in name.split() if word not in ("of", "for", "and", "the")]
    return len(pieces) == len(words) > 1 and all(map(str.startswith, words, pieces))
