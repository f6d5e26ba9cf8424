"""Find whose a cell or a label is, by the lexicon's reader of owners and the names that a text introduces."""

import re
from dataclasses import replace

from commitments.language.lexicon.offices import countries_of_office, is_agency, office_of
from commitments.language.lexicon.owners import OwnerReader
from commitments.language.reader.actors import Memory, Role, Undertaking, doer_of
from commitments.language.reader.blocks import ALIKE
from commitments.language.reader.companies import is_organisation, is_part_of_name
from commitments.language.reader.grammar import Grammar, OwnerSide
from commitments.language.reader.korean import find_korean_speaker
from commitments.language.reader.participants import BOTH, SHORTEST_NAME, THIRD, Participants, owner_of

# "Foreign ministries of both countries", "MAE des deux pays".
OF_BOTH = re.compile(
    r"\b(?:(?:of|from|in) (?:both|the two) \w+|des deux (?:pays|parties|côtés))$|양국 |양측 ", re.IGNORECASE
)
# "Foreign ministries", "Consular bureaus": those of both.
OFFICES_ALONE = re.compile(
    r"(?:(?:the|our|their|line|two|both|respective|relevant|"
    r"competent) )*(?:[A-Z]?[a-z-]+ ){0,2}(?:[Mm]inistries|[Bb]ureaus|[Bb]ureaux|[Ee]mbassies|"
    r"[Ss]ecretariats|[Aa]gencies|[Aa]uthorities|[Dd]epartments|[Cc]ontact points|[Ff]ocal points|"
    r"[Cc]oordinators|[Ee]xperts|[Tt]eams|[Cc]hairs|[Cc]o-?chairs|[Rr]egulators|[Cc]entral banks|"
    r"[Pp]olice forces|[Uu]niversities|[Ii]nstitutes)(?: (?:of|for) [A-Z][\w ]{3,30})?"
)
# Who leads stands first: "Ruritania, in cooperation with Valdoria".
HELPED = re.compile(
    r",? (?:in (?:close )?(?:cooperation|coordination|consultation|collaboration) with|with (?:the )?"
    r"(?:support|help|assistance) (?:of|from)|(?:supported|assisted) by|en (?:coopération|concertation)"
    r" avec)\b"
)
# "JRC Valdoria": an agency by its letters, with its country.
AGENCY_OF = re.compile(r"[A-Z][A-Za-z]?[A-Z]{1,5},? (?P<country>[A-Z].+)")
# Where another part of a text begins, and whose duties it lists.
SECTION = re.compile(r"(?:Section|Article|Part|Chapter|Annex) [\dIVX]+\b", re.IGNORECASE)
DUTIES_OF = re.compile(
    r"\b(?:responsibilities|obligations|duties|undertakings|commitments|contributions?|tasks|"
    r"roles?) of (?P<who>[^.;:]{3,90})$|(?:engagements?|obligations?|contributions?|responsabilités?|rôle|"
    r"apports?|prestations?)(?: pris(?:es)?)? (?:de |d'|du |par |incombant (?:à |au ))(?P<de>[^.;:]{3,90})$",
    re.IGNORECASE,
)
PERSON = re.compile(r"(?:(?:Mr|Ms|Mrs|Dr|Prof)\.? )?[A-ZÀ-Ý][a-zà-ÿ'’-]+ (?:[A-Z]\. )?[A-ZÀ-Ý][a-zà-ÿ'’-]+")
# Which office of his own country a writer names without it.
OFFICES_OF_WRITER = frozenset(
    {"embassy", "the embassy", "hq", "headquarters", "consulate", "mission", "post"}
)
FRAMING = " \t()[]*_.,;:·-"
HANGUL = re.compile("[가-힣]")
# "두 나라 함께".
TOGETHER = re.compile(r"(?<=[가-힣])\s+(?:함께|공동|합동)$")
# Nobody's name is longer.
LONGEST_OWNER = 160


def side_named(text: str, cast: Participants, grammar: Grammar) -> OwnerSide | None:
    """Return the side that a few words name: "MOEL (ROK)", "Both sides"; None where they name none."""
    plain = HELPED.split(" ".join(text.translate(ALIKE).split()))[0].strip(FRAMING)
    plain += ")" * (plain.count("(") - plain.count(")"))
    agency = AGENCY_OF.fullmatch(plain)
    if agency and (sides := cast.sides_in(agency["country"]) - {THIRD}):
        return owner_of(sides)
    first = plain.split(" ")[0]
    is_alone = re.match(r"\S+ (?:et|and|&|/) ", plain) is None
    if first.isupper() and first != plain and is_alone and is_agency(first) and (seat := cast.agency(first)):
        # "Embrapa" with its department.
        return owner_of([seat]) if seat != THIRD else None
    if plain and (seat := cast.agency(plain)):
        return owner_of([seat]) if seat != THIRD else None
    if not plain or is_part_of_name(plain, cast):
        return None
    if OF_BOTH.search(plain) or (OFFICES_ALONE.fullmatch(plain) and not cast.mentions(plain)):
        return "joint"
    if cast.is_letter and re.sub(r" ?\(.*", "", plain).casefold() in OFFICES_OF_WRITER:
        return cast.writer
    is_writer, own = cast.side_of_writer(plain)
    if is_writer:
        return own
    slashed = [part.strip(FRAMING) for part in re.split(r"/| et ", plain)]
    is_pair = len(slashed) == len(BOTH) and all(slashed) and "(" not in plain
    if is_pair and {side_named(part, cast, grammar) for part in slashed} == set(BOTH):
        return "joint"
    if understood := _sides_of(plain, cast):
        return owner_of(understood)
    sides = cast.sides_in(plain) | cast.person(plain)
    if sides - {THIRD}:
        return owner_of(sides - {THIRD})
    if HANGUL.search(plain):
        return find_korean_speaker(f"{TOGETHER.sub('', plain)}은 ", cast)[0]
    parts = [part.strip(FRAMING) for part in re.split(r"[/,;&+()]| and | et ", plain)]
    found = {side for part in parts if part and (side := _side_of(part, cast, grammar))}
    if "joint" in found or found == {"ours", "theirs"}:
        return "joint"
    if len(parts) == len(BOTH) and not found and all(PERSON.fullmatch(part) for part in parts):
        # Of two persons by name, the one is of either side.
        return "joint"
    if len(parts) == 2 and len(found) == 1 and "(" not in plain and any(map(_is_unknown_agency, parts)):
        # Of two agencies that share a task, the one is of either side.
        return "joint"
    return found.pop() if len(found) == 1 else None


def _is_unknown_agency(part: str) -> bool:
    return is_organisation(part) and not countries_of_office(part) and office_of(part) is None


def _sides_of(plain: str, cast: Participants) -> set[str]:
    """Return the sides of the owners that the lexicon reads; empty where a part is not understood."""
    codes = {side: code for code, side in cast.codes.items()}
    home, partner = (codes.get(side, side) for side in BOTH)
    sides = {home: "ours", partner: "theirs", **cast.codes}

    def has_name(name: str) -> frozenset[str]:
        recorded = cast.find_body(name)
        return frozenset({home if one == "ours" else partner for one in recorded})

    def find_code(name: str) -> str:
        named = cast.pattern.fullmatch(name.title())
        side = cast.side_of_name(named) if named else THIRD
        return {"ours": home, "theirs": partner}.get(side, "")

    phrases = (
        OwnerReader(home, partner, has_name, find_code).read(plain) if len(plain) <= LONGEST_OWNER else ()
    )
    found = set[str]()
    for one in phrases or ():
        named = one.countries or has_name(one.office)
        if len(named) != 1 and one.office:
            # Both have an office of this name, or neither is said to.
            return set()
        found |= {sides.get(code, THIRD) for code in named}
    # The text itself may give a short form of another country to one of its sides.
    return set() if THIRD in found else found


def _side_of(part: str, cast: Participants, grammar: Grammar) -> OwnerSide | None:
    """Return the side of one name: a capital, an office, a body whose letters the text explains."""
    if part.isupper() and len(part) >= SHORTEST_NAME:
        # "VAL" in brackets, for Valdoria.
        named = {side for name, side in cast.sides.items() if name.startswith(part.casefold())}
        if len(named) == 1:
            return owner_of(named)
    if re.fullmatch("[A-Z]{2}", part) and part not in cast.codes:
        # "(QC)", for Québec, which no list of countries has.
        first, second = part[0].casefold(), part[1].casefold()
        names = [(name, side) for name, side in cast.sides.items() if side not in cast.codes.values()]
        if named := {side for name, side in names if name[0] == first and second in name[1:]}:
            return owner_of(named)
    seat = cast.codes.get(part) or (cast.seats.get(part) if cast.common is None else None)
    if seat := seat or cast.agency(part):
        return owner_of([seat]) if seat != THIRD else None
    doer = doer_of(part, 0, len(part), cast, grammar, Memory())
    return doer.side if doer.role is Role.PARTY else None


def side_of_duties(heading: str, cast: Participants, grammar: Grammar) -> OwnerSide | None:
    """Return whose duties a part of a text lists: "Section 2. Responsibilities of the First Party"."""
    found = DUTIES_OF.search(heading.translate(ALIKE))
    return side_named(found["who"] or found["de"], cast, grammar) if found else None


def with_duty(
    plain: str, one: Undertaking, duty: OwnerSide | None, cast: Participants, grammar: Grammar
) -> Undertaking:
    """Return what a thing or an office is to do as a duty of the side whose duties are listed."""
    doer = one.found.doer
    subject = plain[slice(*doer.place)].rstrip(" ,") if doer.place else ""
    is_open = doer.side is None or (cast.is_treaty and doer.side == "joint")
    if duty not in BOTH or not is_open or grammar.both.search(subject):
        return one
    return one if set(BOTH) <= cast.sides_in(plain) else replace(one, side=duty)
