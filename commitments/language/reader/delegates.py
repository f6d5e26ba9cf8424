"""The people at the table as an officer types them: their names and their offices.

A delegate is "Cho Hyun, Minister of Foreign Affairs", "조현(외교부 장관)" or an office alone.
"""

import re

from commitments.language.reader import french
from commitments.language.reader.english import GRAMMAR
from commitments.language.reader.korean_names import KOREAN_HEADS
from commitments.language.reader.participants import NO_NAMES

GRAMMARS = (GRAMMAR, french.GRAMMAR)
# "Cho Hyun, Minister of Foreign Affairs", "조현(외교부 장관)": the name stands first.
PIECE = re.compile(r"[,;:(/–—]")
OFFICE = "|".join(grammar.office.pattern for grammar in GRAMMARS)
TITLE = "|".join((*(grammar.titles.pattern for grammar in GRAMMARS), "mme|m"))
FORE = re.compile(rf"\s*(?:the\s+)?(?:(?:{OFFICE})(?![\w-])|(?:{TITLE})(?!\w))[.\s]*", re.IGNORECASE)
BEHIND = re.compile(rf"\s+(?:{OFFICE})\s*$", re.IGNORECASE)
IS_NONE = re.compile(r"\b(?:of|for|and|de|du|des|et)\b")
# Who is at the table by no name.
ROLES = re.compile(r"\b(?:interpreter|note-?taker|interprète|staff|delegation|attaché)s?\b", re.IGNORECASE)
MOST_DELEGATE_WORDS = 6


def find_name(delegate: str) -> str:
    """Return the name of a delegate as typed; empty where it names an office alone."""
    name = PIECE.split(" ".join(delegate.split()))[0]
    if re.search("[가-힣]", name):
        return " ".join(word for word in name.split() if not KOREAN_HEADS.search(word))
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
    return name if is_name and not is_office and len(words) <= MOST_DELEGATE_WORDS else ""


# "Minister of Foreign Affairs" is also the foreign minister, "Minister for Trade" the trade minister.
OFFICE_OF = re.compile(
    r"(?P<rank>(?:(?:vice|deputy|second|first|state)[ -])*(?:minister|secretary))"
    r" (?:of|for) (?:the )?(?P<field>.+)"
)
KOREAN_OFFICE = re.compile(r"(?P<field>[가-힣]+)부\s?(?P<rank>(?:제?[12])?(?:장관|차관))")


def list_offices(delegate: str) -> list[str]:
    """Return the office of a delegate, in lower case, in each of the forms that a line may use."""
    found = []
    for piece in PIECE.split(" ".join(delegate.split()).rstrip(")").casefold()):
        office = piece.strip().removeprefix("the ")
        if korean := KOREAN_OFFICE.search(office):
            found += [f"{korean['field']}{part}{korean['rank']}" for part in ("", "부", "부 ")]
        elif re.search(rf"(?<![\w-])(?:{OFFICE})(?![\w-])", office):
            found.append(office)
            if named := OFFICE_OF.match(office):
                field = "foreign" if named["field"].startswith("foreign affairs") else named["field"]
                found.append(f"{field} {named['rank']}")
    return found
