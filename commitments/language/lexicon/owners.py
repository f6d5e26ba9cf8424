"""Understand who a few words name as owner: a side, a country, an office of one, or several of them.

"Korea (MOFA)", "Cambodian side", "캄측", « la partie cambodgienne », "Ministry of Interior, Cambodia". Used
wherever an owner is written alone: cells of tables, labels of action points, fields of forms. Names of the
record are passed in.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeVar

from commitments.language.lexicon.countries import BOTH_SIDES, OUR_SIDE, THEIR_SIDE, long_codes, nations
from commitments.language.lexicon.offices import (
    Office,
    countries_of_office,
    fold_name,
    office_in_field,
    office_of,
)

# Words that name both sides, one of them or the other where an owner is expected.
BOTH = (
    *BOTH_SIDES,
    *("both", "both parties", "both participants", "both governments", "both countries", "the two parties"),
    *("the two governments", "the two countries", "two sides", "each side", "each party", "each participant"),
    *(
        "the parties",
        "the participants",
        "parties",
        "participants",
        "joint",
        "jointly",
        "jointly by both sides",
    ),
    *("ours and theirs", "les deux pays", "les deux gouvernements", "les deux participants", "deux parties"),
    *("les parties", "les participants", "chaque partie", "conjoint", "conjointe", "conjointement"),
    *("conjoints", "conjointes", "commun", "commune", "communs", "communes"),
    *(
        "공동",
        "양측 공동",
        "양국 공동",
        "양국 정부",
        "양 정부",
        "양 당사국",
        "양 당사자",
        "당사국",
        "각 당사국",
        "각 측",
        "양자 공동",
    ),
)
OURS = (*OUR_SIDE, "us", "we", "home", "nous", "우리", "본국")
THEIRS = (*THEIR_SIDE, "they", "partner", "counterpart", "partner side", "partenaire", "상대방")

# Whose somebody is in a letter: "my Government", "your Minister of Trade".
WHOSE = (
    r"(?!two\b|both\b|deux\b|three\b|joint\b|common\b|shared\b|respective\b|bilateral\b)[\w' -]*?(?:side|"
    r"government|country|ministry|minister|embassy|ambassador|"
    r"delegation|team|office|authorities|agency|agencies|consulates?|embassies|experts|navy|armed forces|"
    r"coast guard|department|division|desk|colleagues?|experts?|secretariat|people|officials|police|"
    r"president|congress|parliament|cabinet|courts?|senate|customs|railways?|airlines?|banks?|companies|"
    r"universit(?:y|ies)|operators?|regulators?|utility|carriers?|institutes?|institutions?|foundation|fund|museums?|"
    r"archives?|librar(?:y|ies)|laborator(?:y|ies)|schools?|academy|chambers?|businesses|investors|farmers|inspectorate|"
    r"technicians|scientists|teachers|doctors|nurses|side|mission|post|council|committee|board|head|director|deputy|"
    r"contractors?|consultants?|interpreters?|translators|protocol|press office|industry|ports?|hospitals?|"
    r"legal people|engineers|prime minister|administration|lawyers?|garde-côtes?|forces|armée|gendarmes?|"
    r"counterparts?|gouvernement|pays|ministère|ministre|délégations?|ambassades?|équipes?|services?|"
    r"présidente?|collègues?|autorités|experts?|collaborat\w+|techniciens?|côté|direction|division|bureau|"
    r"homologues?|ingénieurs?|partenaires|agence|administration|chercheurs?|juristes?|secretar(?:y|ies)|treasury|firms?|"
    r"directorate|labs?|trainers|instructors|inspectors|officers|specialists|judges|prosecutors|units?|crews?|agents?|"
    r"département|cabinet|police|douanes?|parlement|assemblée|sénat|marine|musées?|instituts?|labo(?:ratoire)?s?|écoles?|"
    r"centres?|hôpital|hôpitaux|entreprises?|compagnies?|armateurs|opérateurs?|banques?|bibliothèques?|secrétariat|"
    r"secrétaires?|directeur|directrice|poste|conseill\w+|attachée?s?|magistrats?|juges?|enseignants?|médecins|formateurs|"
    r"instructeurs|officiers?|fonctionnaires|inspecteurs|vétérinaires|commission|conseil|fondation|fonds|office|régie|"
    r"société|communes?|régions?|gendarmerie|comité|trésor|magistrature|procureur\w*)(?: (?:of|for|de|du|"
    r"des|de la|de l['’]|d['’])[ ]?[\w ,'’-]{3,60})?"
)
# Who stands beside a speaker: "my dear colleague", "my friend the Minister".
COLLEAGUE = re.compile(
    r"(?:my|mon|ma) (?:dear |good |distinguished |cher |chère )*(?:colleague|counterpart|friend|brother|"
    r"sister|host|collègue|homologue|ami|frère|sœur)(?:,? (?:the |le )?[\w' -]{3,40})?"
)
# "Ma collègue Awa".
BY_NAME = (
    r"(?:collègues?|chef|cheffe|assistante?|adjointe?|collaborat(?:eur|rice)|stagiaire|patronn?e?|directeur|"
    r"directrice|secrétaire|conseill(?:er|ère))(?: [\w'-]+){0,3}"
)
MINE = re.compile(rf"(?:my|our|mon|ma|mes|notre|nos) {WHOSE}|(?:mon|ma|notre) {BY_NAME}")
YOURS = re.compile(
    rf"(?:your|votre|vos|ton|ta|tes) {WHOSE}|your (?:excellency|honou?r)|vous|"
    rf"(?:votre|ton|ta) {BY_NAME}"
)
# "Both ministries", "joint working group", « les deux ministères ».
_OF_BOTH = re.compile(
    r"(?:both|the two|each)(?: \w+){1,3}|joint(?: \w+){1,4}|co-?chairs|together|(?:toutes )?les deux(?: \w+)?"
    r"|tous deux|ensemble|한·?\w{1,2} 공동|(?:comite|commission) (?:conjointe?|mixte)|공동 ?위원회|공동위"
)
# What may stand around the name of a country and leaves it the government.
_BEFORE = re.compile(
    r"^(?:(?:the|le|la|les)\s+|l')?(?:(?:side|party|government|govt|gov't|gov|authorities|kingdom"
    r"|republic|rep|delegation|royal government|partie|cote|gouvernement(?: royal)?|autorites|royaume"
    r"|republique)\b(?:\s+(?:of|de|du|des)\b(?:\s+(?:the|la)\b)?|\s+de\s+l')?\s*)?(?:(?:the|le|la|les)\s+|l')?"
)
_AFTER = re.compile(
    r"(?:\s+(?:side|party|part|govt|gov't|gov|government|royal government|authorities|counterparts?|team"
    r"|delegation)|,? rep|\s*(?:측|정부|왕국|왕국 ?정부|당국|대표단)|'s side)$"
)
_AGREEING = re.compile(r"(?:ne|e)?s?$")
# Signs by which a cell parts the country from its office, and one owner from the next.
_APART = re.compile(r"\s*(?:[,:;/|·•]|\s[-–—]|[-–—]\s|[-–—])\s*")
_IN_BRACKETS = re.compile(r"(?P<out>[^()（）\[\]]+?)\s*[(（\[](?P<in>[^()（）\[\]]+)[)）\]]")
_LIST = re.compile(
    r"\s*[,;/&+·•]\s*|\s+(?:and|et)\s+|\s+(?:및|와|과)\s+|(?<=[가-힣])(?:와|과)\s+|\s*[-–—]\s*"
)
_TOGETHER = re.compile(
    r"\s*(?:공동|양측|양국|jointly|both|conjointement|together|sides|parties|governments)$"
)
# What part an owner has in a row is no office: "Korea (support)".
_PART = re.compile(
    r"\b(?:lead|leads|leading|support|supports|supporting|co-?lead|host|funding|tbc|tbd|tba)\b"
    r"|\b(?:appui|soutien|chef de file)\b"
    r"|주관|협조|지원|미정",
    re.IGNORECASE,
)
# A body of a state without a ministry in its name, or the letters of one: "Customs", "Coast Guard", "MOD".
_BODY = re.compile(
    r"(?:(?:national|royal|general|central|public|federal) )*(?:customs|navy|army|air force|armed forces"
    r"|coast ?guard|police|fisheries|immigration|treasury|parliament|assembly|senate|courts?|prosecut\w+"
    r"|statistics|exim ?bank|(?:central|state) bank|gendarmerie|douanes?|marine|armée|trésor|parquet|pêches"
    r"|sénat|assemblée|space agency|regulator)(?: (?:service|department|administration))?"
    r"|(?-i:[A-Z][A-Za-z]?[A-Z]{1,5})"
    r"|[가-힣]*(?:세관|해군|육군|공군|경찰|해경|국회|법원|검찰|중앙은행|본부|성)",
    re.IGNORECASE,
)
# What makes words an office by themselves: its kind, first in English and French, last in Korean.
_OFFICE = re.compile(
    r"(?:the\s+|l')?(?:ministry|department|agency|authority|commission|council|office|bureau|secretariat|board"
    r"|institute|embassy|consulate|mission|service|bank|minist[eè]re|direction|agence|autorit[eé]|conseil"
    r"|secr[eé]tariat|ambassade|consulat|banque)\b.*|[가-힣]{2,}(?:부|처|청|원|실|국|위원회|공사|공단|은행|재단|대사관)",
    re.IGNORECASE,
)
# A part of an office before it: "Valdoria Desk, Ruritanian National Police".
_UNIT = re.compile(
    r"[^,;/()]+\b(?:desk|unit|division|section|team)\s*(?:,|\bof(?: the)?\b|\s[-–—])\s*(?P<office>\S.*)",
    re.IGNORECASE,
)
# Where an embassy is: "Embassy of Valdoria in Ruritania", 주루리타니아 발도리아 대사관.
_EMBASSY_IN = re.compile(
    r"주\s?(?P<names>[가-힣 ]+?)\s*(?:공화국|왕국)?\s?(?:대사관|총영사관|영사관|영사사무소|대표부|문화원)"
    r"(?:\s*[가-힣]+(?:과|부|관))?"
)
_EMBASSY = re.compile(r"\b(?:embassy|consulate|mission|ambassade|consulat)\b", re.IGNORECASE)
_SEAT = re.compile(r"\s+(?:in|to|at|[aà]|au|en)\s+(?P<seat>\S.*)$", re.IGNORECASE)
# A heading over the rows of one side: "A. Commitments of Valdoria (5)", « Engagements de la partie ... ».
_NUMBERING = re.compile(r"^\W*(?:(?:\d{1,2}|[A-Z]|[IVX]{1,4}|[가-하])\s*[.):]\s*|[Ⅰ-Ⅻ①-⑳]\s*)?[\W_]*")
_COUNT = re.compile(r"\s*[(（\[]?\s*\d+\s*(?:건|개|items?|points?)?\s*[)）\]]?$|[\W_]+$")
_KIND = (
    r"(?:commitments?|undertakings?|actions?|action items?|obligations?|measures?|responsibilit(?:y|ies)"
    r"|tasks?|pledges|engagements?|mesures?|t[aâ]ches"
    r"|(?:조치|이행|합의|약속|추진|협조) ?(?:사항|과제)|의무|과제)"
)
_BEFORE_SIDE = re.compile(
    rf"^(?:{_KIND}\s*)?(?:(?:to be )?(?:taken|done|made|implemented|pris(?:e?s)?|incombant)\s+)?"
    r"(?:(?:of|by|for|on|from|de|du|des|par|pour|[aà] la charge de)\b\s*|d')?",
    re.IGNORECASE,
)
_AFTER_SIDE = re.compile(rf"(?:\s*['’]s?)?[\s:–—-]*(?:의\s*)?{_KIND}$", re.IGNORECASE)
MOST_PARTS = 12
# With more, a short form such as MOFA may be that of another country, too.
FEW_COUNTRIES = 3
_OF = re.compile(r"\s+(?:of|from|de|du|des)(?:\s+(?:the|la))?\s+|\s+(?:de\s+l|d)'")


@dataclass(frozen=True, slots=True)
class OwnerPhrase:
    """Who one phrase names: countries by code, and the words of an office; a phrase without a country names
    an office of either side.
    """

    words: str
    countries: frozenset[str] = frozenset()
    office: str = ""


@dataclass(frozen=True, slots=True)
class OwnerReader:
    """Reads owners of an agreement between two countries.

    `has_name(name)` returns the codes of the countries that have a recorded office of exactly this name,
    `find_code(name)` the code of a side by a name that no table has, or "".
    """

    home: str
    partner: str
    has_name: Callable[[str], frozenset[str]] = lambda _name: frozenset()
    find_code: Callable[[str], str] = lambda _name: ""

    def read(self, text: str) -> tuple[OwnerPhrase, ...] | None:
        """Return whom a text names, in its order; None where a part of it is not understood."""
        words = " ".join(text.split()).strip(" .;:,")
        whole = self._read_one(words) if words else None
        if whole is not None:
            return (whole,)
        bracket = _IN_BRACKETS.fullmatch(words)
        if bracket and (self.country(bracket["out"]) or self._side_named(bracket["out"])):
            # "Korea (MOFA, MOJ)": each office in the brackets is one of the country.
            inside = [f"{bracket['out']} ({part})" for part in _split(bracket["in"])]
            return self._read_parts(inside) if len(inside) > 1 else None
        parts = _split(_TOGETHER.sub("", words))
        return self._read_parts(parts) if 1 < len(parts) <= MOST_PARTS else None

    def _read_parts(self, parts: list[str]) -> tuple[OwnerPhrase, ...] | None:
        """Read a list of owners; a name may hold commas itself, so the longest name counts."""
        found: list[OwnerPhrase] = []
        start = 0
        while start < len(parts):
            for end in range(len(parts), start, -1):
                words = ", ".join(parts[start:end])
                one = self._read_one(words) if end - start < len(parts) else None
                if one is not None:
                    break
            else:
                return None
            found.append(one)
            start = end
        return tuple(found)

    def _read_one(self, words: str) -> OwnerPhrase | None:
        if self.has_name(words):
            return OwnerPhrase(words, office=words)
        bracket = _IN_BRACKETS.fullmatch(words)
        if bracket and not any(office_of(part) for part in bracket.groups()):
            inside = self.side(bracket["in"])
            if inside and inside == self.side(bracket["out"]):
                return OwnerPhrase(words, inside)
        office = office_of(words)
        if office is not None and (country := office.country or self._find_office_side(words)):
            return OwnerPhrase(words, frozenset({country}), words)
        codes = self.side(words)
        if codes:
            return OwnerPhrase(words, codes)
        if (code := self._find_sender(words)) is not None:
            return OwnerPhrase(words, frozenset({code}), words)
        seat = _SEAT.search(words) if _EMBASSY.search(words) else None
        if seat and self.country(seat["seat"]):
            # The country of an embassy is not that of its seat.
            sender = self._read_one(words[: seat.start()])
            return OwnerPhrase(words, sender.countries, words) if sender else None
        for country, rest, is_apart in self._splits(words):
            code = self.country(country) or self._side_named(country)
            if code and self._may_have(code, rest, is_apart=is_apart):
                return OwnerPhrase(words, frozenset({code}), rest)
        if bracket and (whole := self._read_one(bracket["out"])) and whole.countries and whole.office:
            # "MFA-KH (Consular Dept.)": a part of the office.
            return whole if not self._names_country(bracket["in"]) else None
        if (unit := _UNIT.fullmatch(words)) and (whole := self._read_one(unit["office"])):
            return whole if whole.office else None
        return OwnerPhrase(words, office=words) if office else None

    def _names_country(self, words: str) -> bool:
        return any(self.country(word) for word in re.findall(r"[^\W\d_]+", words))

    def _find_sender(self, words: str) -> str | None:
        """Return the side whose embassy Korean words name by its seat first, 주한 캄보디아 대사관; the other
        side, where they name the seat alone.
        """
        if (found := _EMBASSY_IN.fullmatch(words)) is None:
            return None
        sides, names = {self.home, self.partner}, "".join(found["names"].split())
        if (seat := self.country(names)) in sides:
            return (sides - {seat}).pop()
        for end in range(1, len(names)):
            if self.country(names[:end]) and (sender := self.country(names[end:])):
                return sender
        return None

    def side(self, words: str) -> frozenset[str]:
        """Return the codes of the sides that words name without an office; empty where they name none."""
        plain = fold_name(words)
        if words.isupper() and (code := self.country(words)):
            # "US" is a country, and "us" whoever writes.
            return frozenset({code})
        for listed, codes in (
            (_folded(BOTH), {self.home, self.partner}),
            (_folded(OURS), {self.home}),
            (_folded(THEIRS), {self.partner}),
        ):
            if plain in listed or plain.removeprefix("the ") in listed:
                return frozenset(codes)
        if _OF_BOTH.fullmatch(plain):
            return frozenset({self.home, self.partner})
        code = self.country(words)
        if code:
            return frozenset({code})
        bare = _TOGETHER.sub("", words)
        letters = re.fullmatch("[가-힣]{2}", bare)
        parts = [self.country(part) for part in (bare if letters else _split(bare))]
        return frozenset(parts) if len(parts) == 2 and all(parts) else frozenset()

    def country(self, words: str) -> str:
        """Return the code of the country whose name, adjective, capital or abbreviation words are."""
        plain = fold_name(words)
        for text in _bare_forms(plain):
            code = _names().get(text) or _names().get(_AGREEING.sub("", text)) or self.find_code(text)
            if code:
                return code
            if text in (self.home.casefold(), self.partner.casefold()):
                return text.upper()
            if "가" <= text[:1] <= "힣" and len(text) == 1:
                return self._by_syllable(text)
        return ""

    def _find_office_side(self, words: str) -> str:
        """Return the side that alone has an office of this name, of the few countries that have one."""
        codes = countries_of_office(words)
        sides = codes & {self.home, self.partner} if len(codes) <= FEW_COUNTRIES else frozenset()
        return next(iter(sides)) if len(sides) == 1 else ""

    def _side_named(self, words: str) -> str:
        """Return the code of the side that words such as "our side" mean before an office: 우리측 법무부."""
        plain = fold_name(words).removeprefix("the ")
        if plain in _folded(OUR_SIDE):
            return self.home
        return self.partner if plain in _folded(THEIR_SIDE) else ""

    def _by_syllable(self, letter: str) -> str:
        """Return the side whose Korean name begins with a syllable: 한, 캄."""
        found = {
            code
            for code in (self.home, self.partner)
            if code in nations() and any(name.startswith(letter) for name in nations()[code].names)
        }
        return found.pop() if len(found) == 1 else ""

    def _splits(self, words: str) -> Iterator[tuple[str, str, bool]]:
        """Yield the ways to part words into a country and its office, and whether a sign parts them."""
        bracket = _IN_BRACKETS.fullmatch(words)
        if bracket:
            yield bracket["in"], bracket["out"], True
            yield bracket["out"], bracket["in"], True
            return
        for sign in _APART.finditer(words):
            before, after = words[: sign.start()], words[sign.end() :]
            if before and after:
                yield before, after, True
                yield after, before, True
        for sign in _OF.finditer(words):
            yield words[sign.end() :], words[: sign.start()], False
        for gap in re.finditer(r"(?<=\S)\s+(?=\S)", words):
            yield words[: gap.start()], words[gap.end() :], False
            yield words[gap.end() :], words[: gap.start()], False

    def _may_have(self, code: str, office: str, *, is_apart: bool) -> bool:
        """Return whether an office may be one of a country; behind a sign any that names no other country."""
        known, owner = office_of(office), self.has_name(office)
        if known is not None:
            # Korean calls the ministries of all countries alike: 캄보디아 외교부.
            return known.country in ("", code) or bool(known.fields and re.fullmatch("[가-힣]+", office))
        if owner:
            return code in owner
        is_name = re.search(r"\w", office) and not _LIST.search(office) and not _PART.search(office)
        is_own = code in (self.home, self.partner) and _BODY.fullmatch(office) is not None
        if not is_name or not (is_apart or is_own or _OFFICE.fullmatch(office)) or self.side(office):
            return False
        inner = self._read_one(office)
        return inner is None or inner.countries <= {code}


@lru_cache(maxsize=4_000)
def offices_of_names(names: tuple[str, ...], code: str) -> tuple[Office, ...]:
    """Return the offices that a ministry's names mean, with or without the name of its country."""
    reader, found = OwnerReader(code, ""), list[Office]()
    for name in filter(None, names):
        phrases = reader.read(name) or ()
        for words in {name, *(phrase.office for phrase in phrases[:1])}:
            office = office_of(words)
            if office is not None and office.fields:
                found.append(office)
    return tuple(dict.fromkeys(found))


K = TypeVar("K")


def choose_offices(words: str, recorded: Mapping[K, Collection[Office]]) -> list[K]:
    """Return which of the recorded ministries of one country the words for an office may mean, by its
    fields of work: those with exactly these, else those with more.
    """
    meant = office_in_field(words)
    if meant is None or not meant.fields:
        return []
    fits = [key for key, all_of in recorded.items() if any(meant.fields <= one.fields for one in all_of)]
    exact = [key for key in fits if any(meant.fields == one.fields for one in recorded[key])]
    return exact or fits


@lru_cache(maxsize=1_000)
def find_side_in_heading(text: str, reader: OwnerReader) -> frozenset[str]:
    """Return the codes of the sides whose rows a heading announces; empty where it names no side alone."""
    words = _COUNT.sub("", _NUMBERING.sub("", " ".join(text.split())))
    before, after = _BEFORE_SIDE.sub("", words), _AFTER_SIDE.sub("", words)
    for bare in (words, before, after, _AFTER_SIDE.sub("", before)):
        if bare and (codes := reader.side(bare)):
            return codes
    return frozenset()


def _bare_forms(plain: str) -> Iterator[str]:
    """Yield a phrase as it is, and without what may stand around the name of a country."""
    yield plain
    tail = _AFTER.sub("", plain)
    yield tail
    head = _BEFORE.sub("", plain)
    yield head
    yield _AFTER.sub("", head)
    yield _AFTER.sub("", tail)


def _split(words: str) -> list[str]:
    """Split a list of owners."""
    return [part for part in _LIST.split(words) if part.strip()]


@cache
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold_name(word).removeprefix("the ") for word in words)


@cache
def _names() -> dict[str, str]:
    """Map each name, adjective, capital and office of leaders to the code of its country."""
    found: dict[str, str] = {}
    found |= {fold_name(long): code for long, code in long_codes().items()}
    for code, nation in nations().items():
        for name in (*nation.names, *nation.adjectives, *nation.capitals, *nation.offices):
            found.setdefault(fold_name(name), code)
    return found
