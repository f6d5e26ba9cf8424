"""Find whose a cell or a label is: a side that is named alone, without a sentence."""

import re

from commitments.language.reader.actors import Memory, Role, doer_of
from commitments.language.reader.blocks import ALIKE
from commitments.language.reader.companies import is_part_of_name
from commitments.language.reader.grammar import Grammar, OwnerSide
from commitments.language.reader.korean import find_korean_speaker
from commitments.language.reader.participants import THIRD, Participants, owner_of

# Both, where no noun stands beside it; "joint working group", "les deux parties", "양측".
BOTH = re.compile(
    r"both|all|each|jointly|joint(?: \w+)*|co-?chairs|(?:both|the two|all|each)(?: \w+){1,3}|together"
    r"|conjoint\w*|(?:toutes )?les deux(?: \w+)?|ensemble|tous|tous deux"
    r"|양측|쌍방|공동|양국|한·?\w{1,2} 공동|모두",
    re.IGNORECASE,
)
# "Foreign ministries of both countries", "MAE des deux pays".
OF_BOTH = re.compile(
    r"\b(?:(?:of|from|in) (?:both|the two) \w+|des deux (?:pays|parties|côtés))$|양국 |양측 ", re.IGNORECASE
)
# Who leads stands first: "Ruritania, in cooperation with Valdoria".
HELPED = re.compile(
    r",? (?:in (?:close )?(?:cooperation|coordination|consultation|collaboration) with|with (?:the )?"
    r"(?:support|help|assistance) (?:of|from)|(?:supported|assisted) by|en (?:coopération|concertation)"
    r" avec)\b"
)
# "JRC Valdoria": an agency by its letters, with its country.
AGENCY_OF = re.compile(r"[A-Z]{2,6},? (?P<country>[A-Z].+)")
FRAMING = " \t()[]*_.,;:·-"
HANGUL = re.compile("[가-힣]")


def side_named(text: str, cast: Participants, grammar: Grammar) -> OwnerSide | None:
    """Return the side that a few words name: "MOEL (ROK)", "Both sides"; None where they name none."""
    plain = HELPED.split(" ".join(text.translate(ALIKE).split()))[0].strip(FRAMING)
    plain += ")" * (plain.count("(") - plain.count(")"))
    agency = AGENCY_OF.fullmatch(plain)
    if agency and (sides := cast.sides_in(agency["country"]) - {THIRD}):
        return owner_of(sides)
    if plain and (seat := cast.agency(plain)):
        return owner_of([seat]) if seat != THIRD else None
    if not plain or is_part_of_name(plain, cast):
        return None
    if OF_BOTH.search(plain):
        return "joint"
    if BOTH.fullmatch(plain):
        return "joint"
    is_writer, own = cast.side_of_writer(plain)
    if is_writer:
        return own
    sides = cast.sides_in(plain) | cast.person(plain)
    if sides - {THIRD}:
        return owner_of(sides - {THIRD})
    if HANGUL.search(plain):
        return find_korean_speaker(f"{plain}은 ", cast)[0]
    parts = [part.strip(FRAMING) for part in re.split(r"[/,;&+()]| and | et ", plain)]
    found = {side for part in parts if part and (side := _side_of(part, cast, grammar))}
    if "joint" in found or found == {"ours", "theirs"}:
        return "joint"
    return found.pop() if len(found) == 1 else None


def _side_of(part: str, cast: Participants, grammar: Grammar) -> OwnerSide | None:
    """Return the side of one name: a capital, an office, a body whose letters the text explains."""
    seat = cast.codes.get(part) or (cast.seats.get(part) if cast.common is None else None)
    if seat := seat or cast.agency(part):
        return owner_of([seat]) if seat != THIRD else None
    doer = doer_of(part, 0, len(part), cast, grammar, Memory())
    return doer.side if doer.role is Role.PARTY else None
