"""Who sits at the table, as a seat is typed: the name of a person, without titles, offices and ministries."""

import re

from commitments.intake import french, korean
from commitments.intake.english import GRAMMAR as ENGLISH
from commitments.intake.people import NO_NAMES

GRAMMARS = (ENGLISH, french.GRAMMAR)
# "Cho Hyun, Minister of Foreign Affairs", "조현(외교부 장관)": the name stands first.
PIECE = re.compile(r"[,;:(/–—]")
OFFICE = "|".join(grammar.office.pattern for grammar in GRAMMARS)
TITLE = "|".join((*(grammar.titles.pattern for grammar in GRAMMARS), "mme|m"))
FORE = re.compile(rf"\s*(?:the\s+)?(?:(?:{OFFICE})(?![\w-])|(?:{TITLE})(?!\w))[.\s]*", re.IGNORECASE)
BEHIND = re.compile(rf"\s+(?:{OFFICE})\s*$", re.IGNORECASE)
IS_NONE = re.compile(r"\b(?:of|for|and|de|du|des|et)\b")
# Who is at the table by no name.
ROLES = re.compile(r"\b(?:interpreter|note-?taker|interprète|staff|delegation|attaché)s?\b", re.IGNORECASE)
MOST_WORDS = 6


def name_of(seat: str) -> str:
    """Return the name of the person in a seat as typed; empty where it names an office alone."""
    name = PIECE.split(" ".join(seat.split()))[0]
    if re.search("[가-힣]", name):
        return " ".join(word for word in name.split() if not korean.HEADS.search(word))
    while (fore := FORE.match(name)) is not None:
        name = name[fore.end() :]
    bare = BEHIND.sub("", name).strip()
    if bare != name.strip() and " " not in bare:
        # "Legal Adviser".
        return ""
    name, words = bare, bare.split()
    is_office = ROLES.search(name) is not None or any(
        rules.actors.search(name) or rules.bodies.search(name) for rules in GRAMMARS
    )
    is_name = not IS_NONE.search(name) and not any(word.casefold() in NO_NAMES for word in words)
    return name if is_name and not is_office and len(words) <= MOST_WORDS else ""
