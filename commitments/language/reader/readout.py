"""Read a pasted readout: the partner, day and place of its meeting, who met, and a title for it.

What the text does not state stays empty. Outcomes are read by `read_statement`.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from commitments.enums import JOINT_TEXTS, MeetingForm, StatementKind
from commitments.language.comparison.words import compose_characters
from commitments.language.lexicon.countries import code_of, nations, spellings
from commitments.language.reader.attendees import Attendee, find_attendees
from commitments.language.reader.blocks import ALIKE, language_of
from commitments.language.reader.grammar import OwnerSide, ParsedClause
from commitments.language.reader.head_lines import read_head
from commitments.language.reader.korean_names import introduce_korean
from commitments.language.reader.occasion import StatedDay, find_occasion
from commitments.language.reader.participants import Known, Participants, cast_of, introduce_people
from commitments.language.reader.reader import GRAMMARS, read_statement

# The kinds of text by the words of their head; the first that fits.
KINDS: tuple[tuple[StatementKind, str], ...] = (
    (StatementKind.AGREED_MINUTES, r"agreed (?:minutes|record)|procès-verbal|합의\s?의사록|회의록"),
    (StatementKind.MEMORANDUM, r"memorandum of (?:understanding|cooperation)|mémorandum d'entente|양해각서"),
    (StatementKind.EXCHANGE_OF_NOTES, r"exchange of (?:notes|letters)|échange de (?:notes|lettres)|교환각서"),
    (StatementKind.NOTE_VERBALE, r"note verbale|구상서|구술서"),
    (
        StatementKind.JOINT_STATEMENT,
        (
            r"joint (?:statement|communiqu[ée]|press statement|declaration|fact ?sheet)"
            r"|(?:déclaration|communiqué) (?:conjointe?|commune?)|공동\s?(?:성명|선언|발표문|언론발표)"
        ),
    ),
)
AUTHORS: Mapping[StatementKind, OwnerSide] = {
    StatementKind.OUR_READOUT: "ours",
    StatementKind.THEIR_READOUT: "theirs",
}
HEAD_LINES, HEADING_LETTERS = 6, 160
# Who reports what a ministry says is the press.
PRESS = re.compile(
    r"\((?:Yonhap|Reuters|AP|AFP|AKP|Xinhua)\)"
    r"|\b(?:the|a|his|her|its)(?: [\w']+){0,3} (?:ministry|office|official|spokes\w+) (?:said|told|announced)"
    r"|[Aa]ccording to (?:the|a) [^.]{0,60}(?:ministry|office)|\breporters\b"
    r"|(?:외교부|정부|대통령실|당국)(?:는|은|가|에\s따르면)[^.]{0,200}(?:밝혔다|전했다|발표했다)"
)
# Countries whose English name takes an article in a sentence.
ARTICLE = re.compile(
    r"(?:United|Netherlands|Philippines|Maldives|Bahamas|Gambia|Comoros|Seychelles|European|Czech Republic"
    r"|Dominican Republic|Central African|Democratic Republic|Republic of|Kingdom of|Marshall|Solomon)"
)
SHORT_OFFICES = {
    "DG": "director-general",
    "DDG": "deputy director-general",
    "FM": "foreign minister",
    "VM": "vice minister",
    "DFM": "deputy foreign minister",
    "PS": "permanent secretary",
    "Amb": "ambassador",
    "Dir": "director",
}
HEADS_OF_STATE = ("대통령", "총리", "주석", "국왕", "수상")


@dataclass(frozen=True, slots=True)
class Readout:
    """What a text states about its meeting; `day` is None, `place` empty where it states none.

    `delegates` are those of both sides, `clauses` what the text undertakes, requests and offers. `form` is a
    call or a session, None where the text calls it neither.
    """

    language: str
    kind: StatementKind
    title: str
    day: StatedDay | None
    place: str
    delegates: tuple[Attendee, ...]
    clauses: tuple[ParsedClause, ...]
    form: MeetingForm | None = None


def find_partner(text: str, ours: Sequence[str], others: Mapping[str, Sequence[str]]) -> str | None:
    """Return the code of the other side: the country most often named in the text besides ours.

    `others` are names of further countries by code. The sentence that reports the meeting decides where it
    names one country alone.
    """
    text = compose_characters(text)
    codes = {name: code for code, names in others.items() for name in names}
    cast = cast_of(ours, list(codes))
    own = {code_of(name) for name in ours}

    def count(piece: str) -> Counter[str]:
        named = Counter[str]()
        for mention in cast.mentions(piece):
            word = " ".join(piece[slice(*mention.place)].split())
            code = spellings().get(word) or next(
                (its for name, its in codes.items() if word.startswith(name)), None
            )
            if code and code not in own and mention.side != "ours":
                named[code] += 1
        return named

    occasion = find_occasion(text, language_of(text))
    met = count(occasion.sentences[0].plain) if occasion.sentences else Counter[str]()
    if len(met) == 1:
        return next(iter(met))
    named = count(text)
    return named.most_common(1)[0][0] if named else None


def find_kind(text: str) -> StatementKind:
    """Return what kind of text this is, by its head; a press report quotes a ministry, a readout does not."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][:HEAD_LINES]
    head = "\n".join(
        line for line in lines if len(line) <= HEADING_LETTERS and not line.endswith((".", "다"))
    )
    for kind, pattern in KINDS:
        if re.search(pattern, head, re.IGNORECASE):
            return kind
    return StatementKind.PRESS_REPORT if PRESS.search(text.translate(ALIKE)) else StatementKind.OUR_READOUT


def find_author(kind: StatementKind) -> OwnerSide | None:
    """Return whose words a kind of text is: of one side, or of both; None for a report of others."""
    return "joint" if kind in JOINT_TEXTS else AUTHORS.get(kind)


def read_readout(
    text: str,
    *,
    ours: Sequence[str],
    theirs: Sequence[str],
    known: Known | None = None,
    kind: StatementKind | None = None,
) -> Readout:
    """Read a text about a meeting of two sides; `kind` is found in its words where it is not given."""
    text = compose_characters(text)
    language, kind = language_of(text), kind or find_kind(text)
    known = replace(known or Known(), author=find_author(kind))
    occasion = find_occasion(text, language)
    cast = _introduce(text, ours, theirs, known, language)
    head = read_head(text, language)
    people = find_attendees(head, occasion.sentences, cast, language)
    stated, place = head.day or occasion.day, head.place or occasion.place
    day = stated.day if stated else None
    clauses = read_statement(text, ours=ours, theirs=theirs, held_on=day, language=language, known=known)
    title = build_title(people, _usual_name(ours, language), _usual_name(theirs, language), language)
    return Readout(
        language,
        kind,
        title,
        stated,
        place,
        people,
        tuple(one for one in clauses if not one.is_weak),
        head.form,
    )


def _introduce(
    text: str, ours: Sequence[str], theirs: Sequence[str], known: Known, language: str
) -> Participants:
    """Build the participants of a text with the people that it introduces."""
    cast = cast_of(ours, theirs, known)
    plain = text.translate(ALIKE)
    if language == "ko":
        introduce_korean(plain, cast)
    else:
        introduce_people(plain, cast, GRAMMARS.get(language, GRAMMARS["en"]))
    return cast


# -- The title
def build_title(people: Sequence[Attendee], ours: str, theirs: str, language: str) -> str:
    """Return a title in the language of the text: the offices of the two heads, else the partner."""
    heads = {
        side: next((one.office for one in people if one.side == side), "") for side in ("ours", "theirs")
    }
    if language == "ko":
        return f"{ours}·{theirs} {_korean_meeting(heads['ours'], heads['theirs'])}"
    if language == "fr":
        return f"Réunion {ours}–{theirs}"
    ours, theirs = _with_article(ours), _with_article(theirs)
    our_office, their_office = (_plain_office(heads[side]) for side in ("ours", "theirs"))
    if not our_office or not their_office:
        return f"Meeting with {theirs}"
    if our_office == their_office:
        return f"Meeting of the {_plural(our_office)} of {ours} and {theirs}"
    return f"Meeting of the {our_office} of {ours} and the {their_office} of {theirs}"


def _plain_office(office: str) -> str:
    """Return an office as a sentence uses it: "foreign minister" for "Minister of Foreign Affairs"."""
    office = office.partition(",")[0]
    office = SHORT_OFFICES.get(office.rstrip("."), office)
    return re.sub(r"minister of foreign affairs.*", "foreign minister", office.casefold())


def _plural(office: str) -> str:
    """Return an office with several holders: "foreign ministers", "ministers of trade"."""
    head, _of, field = office.partition(" of ")
    many = head[:-1] + "ies" if head.endswith("ry") else f"{head}s"
    return f"{many} of {field}" if field else many


def _with_article(country: str) -> str:
    return f"the {country}" if ARTICLE.match(country) else country


def _korean_meeting(ours: str, theirs: str) -> str:
    if all(any(head in office for head in HEADS_OF_STATE) for office in (ours, theirs)):
        return "정상회담"
    for office, meeting in (("차관", "차관 회담"), ("장관", "장관 회담"), ("국장", "국장 협의")):
        if office in ours and office in theirs:
            return f"외교{meeting}" if "외교" in ours and "외교" in theirs else meeting
    return "회담"


def _usual_name(names: Sequence[str], language: str) -> str:
    """Return the name of a country that a sentence uses: "Korea" rather than "Republic of Korea"."""
    if not names:
        return ""
    nation = nations().get(code_of(names[0]) or "")
    known = [*(nation.names if nation else ()), *names]
    hangul = [number for number, name in enumerate(known) if "가" <= name[0] <= "힣"]
    if language == "ko":
        return min((known[number] for number in hangul), key=len, default=known[0])
    if nation and hangul:
        # In the table, the Korean names are between the English and the French ones.
        french = nation.names[hangul[0] + 1 :]
        known = [*french, *known] if language == "fr" else [*nation.names[: hangul[0]], *names]
    plain = [name for name in known if re.fullmatch(r"[A-Za-zÀ-ÿ][^.]*", name) and not name.isupper()]
    if not plain or not re.search(r" (?:of|de) ", plain[0]):
        return (plain or known)[0]
    return min(plain, key=len)
