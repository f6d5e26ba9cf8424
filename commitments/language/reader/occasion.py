"""Find the sentence of a text that reports its meeting, and the day and place which it states.

A day counts only where the text states it as the day of the meeting: in that sentence, or in a later one
about "the meeting"; `head_lines` reads what is above the sentences. The day of a publication, of another
event or of an earlier meeting never does. Wordings are read by `phrases`; what these leave open is left to
the officer.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from commitments.language import phrases
from commitments.language.lexicon.countries import seats
from commitments.language.phrases.english_words import MONTH_NUMBERS, WEEKDAYS
from commitments.language.phrases.french_words import MONTHS as FRENCH_MONTHS
from commitments.language.reader.blocks import BlockKind, Sentence, blocks_of, sentences_of


@dataclass(frozen=True, slots=True)
class StatedDay:
    """The day of the meeting as the text words it; `day` is None where the wording leaves it open.

    `lacks_year` is set where only the year is missing.
    """

    wording: str
    day: datetime.date | None = None
    lacks_year: bool = False


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a text states about its meeting; `sentences` are those that report it, the first one first."""

    sentences: tuple[Sentence, ...] = ()
    day: StatedDay | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class OccasionWords:
    """How a language reports a meeting.

    `report` is a verb of meeting, or a meeting with such a verb; after it come day and place, up to `ends`.
    `other` is what may stand before it where another meeting is meant. `definite` opens a later sentence
    about the same meeting, `present` one about what was said there. `day` and `place` have a group each;
    `front` is a day at the head of the sentence. `nominal` names the place of a meeting without a verb.
    """

    report: re.Pattern[str]
    ends: re.Pattern[str]
    other: re.Pattern[str]
    definite: re.Pattern[str]
    present: re.Pattern[str]
    day: re.Pattern[str]
    front: re.Pattern[str]
    place: re.Pattern[str]
    nominal: re.Pattern[str]


CAPITAL = r"[A-ZÀ-Ý][\w'.-]*"
NAMES = rf"(?:the |la |le |l')?{CAPITAL}(?:,? (?:(?:of|du|de|des) (?:the )?)?{CAPITAL}){{0,5}}"
WEEKDAY = "|".join(day.capitalize() for day in WEEKDAYS)
MONTH = "|".join(sorted((name.capitalize() for name in MONTH_NUMBERS), key=len, reverse=True))
NTH = r"\d{1,2}(?:st|nd|rd|th)?"
TO = r"(?: ?- ?| to | and )"
ENGLISH_DAY = (
    rf"(?:(?:{WEEKDAY}),? )?(?:the )?(?:{NTH}(?:{TO}{NTH})?(?: of)? (?:{MONTH})\.?(?:{TO}{NTH} (?:{MONTH}))?"
    rf"|(?:{MONTH})\.? {NTH}(?:{TO}{NTH})?)(?!\d)(?:,? \d{{4}})?|\d{{4}}-\d{{2}}-\d{{2}}"
)
FRENCH_DAY = (
    rf"(?:\w+di |dimanche )?(?:1er|\d{{1,2}})(?:(?: ?- ?| et | au )\d{{1,2}})? (?:{'|'.join(FRENCH_MONTHS)})"
    r"(?: \d{4})?"
)
KOREAN_DAY = (
    r"(?:\d{4}년\s*)?\d{1,2}월\s*\d{1,2}일(?:\s*[~∼-]\s*(?:\d{1,2}월\s*)?\d{1,2}일)?"
    r"|\d{4}\s?[.-]\s?\d{1,2}\s?[.-]\s?\d{1,2}\.?|(?<!\d)\d{1,2}일"
)
OCCASION = (
    r"(?i:meetings?|talks|consultations?|dialogues?|summit|session|round|forum|commission|committee|conference"
    r"|calls?|conversation|discussions|exchange)"
)
FRENCH_OCCASION = (
    r"(?i:réunion|rencontre|entretiens?|consultations|dialogue|sommet|session|commission|comité|conférence)"
)
KOREAN_OCCASION = (
    r"(?:정상회담|회담|회의|면담|협의회|정책협의|공동위원회|공동위|간담회|회동|통화|전략대화|포럼)"
)
ENGLISH = OccasionWords(
    report=re.compile(
        rf"\b(?:(?<!be )(?<!been )(?<!were )(?<!was )met\b"
        rf"|(?:held|had|hosted|convened|(?:co-?)?chaired|opened|conducted)\b(?=[^.;]{{0,120}}?\b{OCCASION}\b)"
        rf"|{OCCASION}\b[^.;]{{0,120}}?\b(?:(?:was|were)(?: \w+ly)? (?:held|convened|hosted|(?:co-?)?chaired)"
        rf"|took place|held|convened|hosted)\b)"
    ),
    ends=re.compile(
        r"[;:\"]|\bto (?!the\b|his\b|her\b|their\b|its\b)(?=[a-z])|\b(?:which|that|who|whose|where|when|while"
        r"|after|before|since|following|ahead of|signed|adopted|concluded|agreed|reached|scheduled|due|until"
        r"|by|as|about|regarding|concerning|said|announced|told|reported|discussed|exchanged|reviewed)\b"
    ),
    other=re.compile(
        r"(?i)(?:\b(?:will|shall|would|should|may|to|can|could|must)(?: \w+)? be|\bhad(?: been)?|\blast"
        r"|\bprevious(?:ly)?|\bearlier|\b(?:since|after|when|where|which|recall\w*|following|upon"
        r"|outcomes? of|results? of|agreed (?:at|in|during)|pursuant to|in line with)\b[^,;]*)\s*$"
    ),
    definite=re.compile(rf"(?:The|This|Their|Today's)(?: [\w-]+){{0,3}}? {OCCASION}\b"),
    present=re.compile(
        rf"(?:At|In|During) (?:the|this|their|\w+day's|today's)(?: [\w-]+){{0,3}}? {OCCASION}\b"
    ),
    day=re.compile(rf"(?:\bon |, |\(| )(?P<day>{ENGLISH_DAY})"),
    front=re.compile(rf"(?:In {NAMES},? )?[Oo]n (?P<day>{ENGLISH_DAY}),? "),
    place=re.compile(rf"\b(?:in|at) (?P<place>{NAMES})"),
    nominal=re.compile(
        rf"\b(?:{OCCASION} (?:in|at)|(?:was|were|arrived) in) (?P<place>{NAMES})"
        rf"(?=[.,]|$| (?:this week|today|{WEEKDAY}|on|for)\b)"
    ),
)
FRENCH = OccasionWords(
    report=re.compile(
        r"\b(?:(?:s'est|se sont) (?:\w+ment )?(?:entretenue?s?|réunie?s?|tenue?s?|déroulée?s?|rencontrée?s?)"
        r"|a (?:rencontré|reçu)|ont eu lieu|a eu lieu"
        rf"|(?:a|ont) (?:tenu|organisé|coprésidé|présidé)(?=[^.;]{{0,120}}?\b{FRENCH_OCCASION}\b)"
        rf"|{FRENCH_OCCASION}\b[^.;]{{0,80}}?\btenue?s?)\b"
    ),
    ends=re.compile(
        r"[;:\"]|\b(?:afin|pour|qui|que|dont|où|après|avant|depuis|suite|signée?|adoptée?|conclue?|prévue?"
        r"|jusqu'|a déclaré|a annoncé|selon)\b"
    ),
    other=re.compile(
        r"(?i)\b(?:depuis|après|lorsque|quand|rappel\w*|suite à|dernière?|précédente?)\b[^,;]*$"
    ),
    definite=re.compile(rf"(?:La|Le|Cette|Ces|Les)(?: [\w-]+){{0,2}}? {FRENCH_OCCASION}\b"),
    present=re.compile(rf"(?:Lors|Au cours) d(?:e la|u|e leur|es|e cette)(?: [\w-]+)? {FRENCH_OCCASION}\b"),
    day=re.compile(rf"\b(?:le |du |les )(?P<day>{FRENCH_DAY})"),
    front=re.compile(rf"Le (?P<day>{FRENCH_DAY}),? "),
    place=re.compile(rf"\b(?:à|au) (?P<place>{NAMES})"),
    nominal=re.compile(rf"\b{FRENCH_OCCASION} (?:à|au) (?P<place>{NAMES})(?=[.,]|$)"),
)
WORDS = {"en": ENGLISH, "fr": FRENCH}
# A topic follows: a place named behind it is where the cooperation is, unless it is a capital.
TOPIC = re.compile(rf"\bon (?!the (?:sidelines|margins|occasion)\b)(?!{WEEKDAY})(?=[a-z])|\bsur (?=[a-z])")
# A sentence about another meeting: "last month", "on the sidelines of the summit".
OTHER_TIME = re.compile(
    r"(?i)\b(?:last|previous|earlier|next|upcoming|forthcoming|sidelines|margins)\b"
    r"|\b(?:dernière?|prochaine?|en marge)\b"
)
NO_PLACE = re.compile(rf"(?:{MONTH}|{WEEKDAY})\b|.*\b(?:Summit|Forum|Assembly|Session|Conference|Meeting)\b")

HELD = r"개최(?!하기로|할|를\s)"
KOREAN_REPORT = re.compile(
    rf"{KOREAN_OCCASION}(?:을|를|이|가|에서|에|은|는)?\s*[^.]{{0,60}}?"
    rf"(?:열렸|{HELD}|가졌|갖고|가지고|진행|참석|주재|에서|하였|했|하고|열고|만나|나누)"
    rf"|(?:열린|개최된|가진)\s[^.]{{0,40}}?{KOREAN_OCCASION}|만나\s|만났|[와과]\s*(?:회담|면담|협의|통화)(?:했|하였|하고)"
)
KOREAN_OTHER = re.compile(r"(?:예정|계획|지난해|작년|지난달|지난번|앞서|이후|차기|다음)[^,]*$")
# What was done on a day before the meeting: "3월 12일 체결된 협정".
KOREAN_VERB = re.compile(r"(?:체결|서명|채택|발표|합의|수립|발효|시행|출범)(?:한|된|했던|되었던)")
# A ministry speaks on the day of its statement: "외교부는 12일 …고 밝혔다".
KOREAN_SPEAKER = re.compile(r"(?:부|청|실|측|당국|대변인|관계자)(?:는|은|이|가)\s*$")
KOREAN_SAYS = re.compile(r"(?:밝혔|전했|발표했|설명했|말했|보도)[^.]{0,12}\.?\s*$")
KOREAN_AT = re.compile(r"(?P<place>(?:[^\s,]+\s){0,2}[^\s,]+?)에서(?=[\s,])")
KOREAN_NO_PLACE = re.compile(rf"(?:{KOREAN_OCCASION}|자리|분야|행사|차원|과정|측면|계기|무대|부문|협상)$")
PARTICLE = re.compile(r"(?:은|는|이|가|을|를|의|인|에|로|과|와|날|한|된|일|월|년|오전|오후)$")


def find_occasion(text: str, language: str) -> Occasion:
    """Return what the sentences of a text, as composed, state about its meeting."""
    sentences = [
        sentence
        for block in blocks_of(text)
        if block.kind is not BlockKind.HEADING
        for sentence in sentences_of(block, language)
    ]
    if language == "ko":
        return _find_korean(sentences)
    return _find_reported(sentences, WORDS.get(language, ENGLISH))


def read_day(wording: str, language: str) -> StatedDay:
    """Read a day as worded; what does not fix one single day is left open."""
    wording = wording.strip(" ,.")
    spec = phrases.parse_deadline(wording, language)
    period = spec.period
    if spec.ask or period is None or period.unit != "day" or spec.until or not (period.month and period.day):
        return StatedDay(wording)
    if period.year is None:
        return StatedDay(wording, lacks_year=True)
    day = datetime.date(period.year, period.month, period.day)
    is_that_weekday = period.weekday is None or period.weekday == day.weekday()
    return StatedDay(wording, day if is_that_weekday else None)


def _one_of(days: Sequence[str], language: str) -> StatedDay | None:
    """Read the only day of several wordings; two different ones leave it open."""
    wordings = list(dict.fromkeys(days))
    if len(wordings) > 1:
        return StatedDay(", ".join(wordings))
    return read_day(wordings[0], language) if wordings else None


# -- English and French
@dataclass(slots=True)
class _Gathered:
    sentences: list[Sentence] = field(default_factory=list)
    day: StatedDay | None = None
    place: str = ""


def _find_reported(sentences: Sequence[Sentence], words: OccasionWords) -> Occasion:
    language = next((code for code, one in WORDS.items() if one is words), "en")
    found = _Gathered()
    for sentence in sentences:
        plain = sentence.plain
        report = _find_report(plain, words)
        if report is None:
            if words.present.match(plain):
                found.sentences.append(sentence)
            continue
        if found.sentences and not words.definite.match(plain):
            if words.present.match(plain):
                found.sentences.append(sentence)
            continue
        found.sentences.append(sentence)
        ends = words.ends.search(plain, report.end())
        region = plain[report.end() : ends.start() if ends else len(plain)]
        inside = plain[report.start() : report.end()]
        front = words.front.match(plain)
        lead = plain[front.end() : report.start()] if front else ""
        if found.day is None:
            days = [one["day"] for part in (inside, region) for one in words.day.finditer(part)]
            is_fronted = front is not None and not words.ends.search(lead)
            found.day = _one_of([front["day"]] if front and is_fronted else days, language)
        found.place = found.place or _find_place(f"{inside} {region}", words)
    if not found.place:
        heads = [one.plain for one in (*found.sentences, *sentences[:3]) if not OTHER_TIME.search(one.plain)]
        places = (_join_places(words.nominal.finditer(plain)) for plain in heads)
        found.place = next((place for place in places if place), "")
    return Occasion(tuple(found.sentences), found.day, found.place)


def _find_report(plain: str, words: OccasionWords) -> re.Match[str] | None:
    """Find the words that report a meeting which was held; those about another meeting are passed over."""
    for found in words.report.finditer(plain):
        verb = re.search(r"(?:(?:was|were) (?:\w+ly )?)?\w+$", found[0])
        before = plain[: found.start() + (verb.start() if verb else 0)]
        if not words.other.search(before) and not words.other.search(plain[: found.start()]):
            return found
    return None


def _find_place(region: str, words: OccasionWords) -> str:
    """Find the place in the words after the verb; behind a topic only a capital counts."""
    topic = TOPIC.search(region)
    near = region[: topic.start()] if topic else region
    if place := _join_places(words.place.finditer(near)):
        return place
    behind = words.place.finditer(region, topic.start() if topic else len(region))
    return _join_places(one for one in behind if _trim(one["place"]) in seats())


def _join_places(found: Iterator[re.Match[str]]) -> str:
    """Join the parts of one place: "at the Peace Palace in Phnom Penh"."""
    parts = [one for one in found if not NO_PLACE.match(one["place"])]
    if not parts:
        return ""
    joined = [_trim(parts[0]["place"])]
    for before, after in pairwise(parts):
        if after.start() - before.end() > 1:
            break
        joined.append(_trim(after["place"]))
    return ", ".join(joined)


def _trim(place: str) -> str:
    """Take article, full stop and a month off: "the Peace Palace", "Seoul, March"."""
    place = re.sub(rf",? (?:on |{MONTH}|{WEEKDAY}).*$", "", place)
    place = re.sub(r"^(?:the|la|le) |^l'", "", place).rstrip(",")
    return place if re.search(r"(?:[A-Z]\.){2,}$", place) else place.rstrip(".")


# -- Korean
def _find_korean(sentences: Sequence[Sentence]) -> Occasion:
    found = _Gathered()
    for sentence in sentences:
        plain = sentence.plain
        report = KOREAN_REPORT.search(plain)
        if report is None or KOREAN_OTHER.search(plain[: report.start()]):
            continue
        if found.sentences and not re.match(r"(?:이번|이날|동|금번|오늘)", plain):
            continue
        found.sentences.append(sentence)
        if found.day is None:
            found.day = _one_of(list(_korean_days(plain)), "ko")
        found.place = found.place or _korean_place(plain)
    return Occasion(tuple(found.sentences), found.day, found.place)


def _korean_days(plain: str) -> Iterator[str]:
    """Yield the days of a sentence on which the meeting was held."""
    says = KOREAN_SAYS.search(plain)
    occasion = list(re.finditer(rf"{KOREAN_OCCASION}|만나|만났|열렸|열린|{HELD}", plain))
    for found in re.finditer(KOREAN_DAY, plain):
        behind = plain[found.end() : found.end() + 12]
        after = next((one for one in occasion if one.start() >= found.end()), None)
        is_of_speaker = says is not None and KOREAN_SPEAKER.search(plain[: found.start()]) is not None
        between = plain[found.end() : after.start()] if after else ""
        if (
            after is None
            or is_of_speaker
            or KOREAN_VERB.search(between)
            or re.match(r"\s*(?:까지|이전|이후|부터|자\s|간\b)", behind)
        ):
            continue
        yield found[0]


def _korean_place(plain: str) -> str:
    for found in KOREAN_AT.finditer(plain):
        *before, last = found["place"].split()
        if KOREAN_NO_PLACE.search(last) or re.search(r"[^가-힣A-Za-z0-9·-]", last):
            continue
        names = [last]
        while before and not PARTICLE.search(before[-1]) and re.fullmatch(r"[가-힣A-Za-z·-]+", before[-1]):
            names.insert(0, before.pop())
        return " ".join(names)
    return ""
