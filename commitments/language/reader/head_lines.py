"""Read the head of a text about a meeting: its day, its place, and the lines that say who was there.

A head has labelled lines ("Date/venue: …", "일시 및 장소: …", "참석자: …"), a title with the day of the
meeting ("Call with Valdoria, 2 December 2026"), or both. What is still to come, and what only a press
release is dated with, is no day of a meeting.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from commitments.enums import MeetingForm
from commitments.language.lexicon.countries import seats, spellings
from commitments.language.reader.blocks import ALIKE
from commitments.language.reader.forms.minutes import TELLS, TITLED
from commitments.language.reader.grammar import Place
from commitments.language.reader.occasion import (
    ENGLISH_DAY,
    FRENCH_DAY,
    KOREAN_DAY,
    NAMES,
    NO_PLACE,
    WORDS,
    StatedDay,
    read_day,
)

MARK = r"[ \t]*(?:[-–—•*·○□■▪※]|[oㅇ](?=[ \t(])|\(?\d{1,2}[.)]|[가나다라마바사]\.)?[ \t]*"
LABEL = re.compile(
    rf"{MARK}(?:\**(?P<name>[^:：\n]{{1,40}}?)\**[ \t]*[:：]\**"
    r"|[(<【\[](?P<marked>[^()<>【】\[\]\n]{2,16})[)>】\]])"
    r"[ \t]*(?P<value>\S.*)"
)
# Several labels may stand on one line, and one label for day and place.
NEXT_LABEL = re.compile(
    r"[ \t]*[,;/|·][ \t]*(?=(?:장소|참석자?|venue|place|location|participants|lieu|présents)[ \t]*[:：])",
    re.IGNORECASE,
)
PARTS = re.compile(r"[ \t]*(?:[/·,&+]|\band\b|\bet\b|및)[ \t]*")
DAY_LABELS = re.compile(
    r"(?i)(?:date|day)(?: and time)? of (?:the )?(?:meeting|talks|session|call)|(?:meeting|call) date|held on"
    r"|date (?:de la |de l')?(?:réunion|rencontre|entretien)|일시"
    r"|(?:회의|회담|면담|개최|협의|통화)\s?(?:일시|일자|일)"
)
# Also the date of a document; it is the day of the meeting where the head names a place or participants too.
PLAIN_DAY_LABELS = re.compile(r"(?i)date|time|when|heure|일자|날짜|시간|quand")
PLACE_LABELS = re.compile(
    r"(?i)place|venue|location|where|lieu|장소|개최지|(?:회의|회담|면담|개최|협의)\s?장소|형식|방식|format"
)
PEOPLE_LABELS = re.compile(
    r"(?i)(?:participants?|attendees|present|attendance|in attendance|delegations?|(?:étaient )?présents"
    r"|participaient|delegates|참석자?|참가자|배석자?|면담자|대표단|참석\s?인원|참석자\s?명단)\b.{0,20}"
)
# A list of one side: "Korean delegation: …", "Present for us: …", "우리측: …".
OF_A_SIDE = re.compile(r"(?i)\b(?:side|delegation|partie|délégation|for|pour|côté|team)\b|측|대표단")
# "The Valdorian delegation was led by Ms Hart, Director, Ministry of Water".
LED = re.compile(
    r"(?P<who>\b[\w-]+(?: [\w-]+)?) (?:delegation|side|team),? (?:(?:was|is|were|being) )?"
    r"(?:led|headed|represented) by (?P<names>[^.;]{4,120}?(?:\b(?:Mr|Ms|Mrs|Dr)\.[^.;]{3,100})?)(?=[.;]|$)"
)
# What a side does, although its officials are named.
DOES = re.compile(r"\b(?:will|shall|would|to (?!the\b)[a-z]+|agree[ds]?|asked|said|should|must)\b|[a-zé]ra\b")
# What a title calls a meeting, and what tells that it is still to come or not the meeting itself.
MEETING = re.compile(
    r"(?i)\b(?:meetings?|talks|consultations?|dialogue|session|working group|commission|committee|forum|call"
    r"|telcon|vtc|video ?conference|videocall|conversation|lunch|dinner|breakfast|visit|round|summit|mtg"
    r"|réunion|rencontre|entretiens?|visioconférence|visio|appel|comité|sommet|consultations|déjeuner)\b"
    r"|회의|회담|면담|협의|통화|오찬|만찬|조찬|예방|간담회|공동위|방문|대화|접견"
)
NOT_HELD = re.compile(
    r"(?i)\b(?:next|upcoming|forthcoming|planned|to be held|will|proposed|proposal|preparation|preparing"
    r"|prep|briefing|brief|ahead of|invitation|press|release|statement|news|tentative|draft agenda|by"
    r"|before|until|since|after|prochaine?|préparation|préparatoire|ordre du jour|invitation|communiqué"
    r"|presse|avant|d'ici|depuis)\b|예정|준비|차기|까지|이후|보도|계획|초청|자료"
)
REMOTE_WORDS = (
    r"(?:by |via |par |en )?(?:vtc|video(?:\s?conference| call| link)?|virtual(?:ly)?|online|on line"
    r"|(?:tele)?phone|teams|zoom|webex|visio(?:conférence)?|téléphone|화상(?:회의)?|전화|유선|온라인)"
)
REMOTE = re.compile(REMOTE_WORDS, re.IGNORECASE)
CALL = re.compile(
    rf"(?<![\w-]){REMOTE_WORDS}(?!\w)|(?<!courtesy )\b(?:call|telcon|appel)\b(?! (?:on|by)\b)|통화",
    re.IGNORECASE,
)
SESSION = re.compile(
    r"\b(?:session|joint (?:commission|committee)|working group|(?:comité|commission) mixte)\b"
    r"|공동위|정책협의",
    re.IGNORECASE,
)
SHORT_KOREAN_DAY = r"['’]\d{2}\.\s?\d{1,2}\.\s?\d{1,2}\.?|(?<=\()\d{1,2}\.\s?\d{1,2}\.?(?=[,)(])"
DAYS = {
    "ko": re.compile(rf"{KOREAN_DAY}|{SHORT_KOREAN_DAY}"),
    "fr": re.compile(rf"{FRENCH_DAY}|\b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}\b", re.IGNORECASE),
    "en": re.compile(rf"{ENGLISH_DAY}|\b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}\b"),
}
APART = re.compile(r"\s*[,()|;/·]\s*|\s+-\s+")
CLOCK = re.compile(
    r"\([월화수목금토일]\)|\b(?:Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun)\b\.?|\d{1,2}[:hH시]\s?(?:\d{2}분?)?(?:\s?[~∼–-]\s?\d{1,2}[:hH시]\s?(?:\d{2}분?)?)?"
    r"|(?<![\w])(?:오전|오후|KST|GMT|UTC)(?![\w])"
)
HEAD_LINES, TITLE_LINES, TITLE_LETTERS = 15, 4, 200


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a text: what it states of the meeting, and its lines.

    `people` are lines about who was there, each with its label; `titles` those that name the meeting and its
    day. `leaders` are delegations, each with who led it. `places` are where the lines stand: no sentence of
    them promises anything. `form` is a call or a session where the lines say so.
    """

    day: StatedDay | None = None
    place: str = ""
    people: tuple[tuple[str, str], ...] = ()
    titles: tuple[str, ...] = ()
    leaders: tuple[tuple[str, str], ...] = ()
    places: tuple[Place, ...] = ()
    form: MeetingForm | None = None


def read_head(text: str, language: str) -> Head:
    """Read the head of a text, as composed; what it does not state stays empty."""
    lines = [found for found in re.finditer(r"[^\r\n]+", text) if found[0].strip()][:HEAD_LINES]
    day, place, people, places = _read_labels(lines, language)
    titles: list[str] = []
    for line in lines[:TITLE_LINES]:
        title = re.sub(r"^\W*(?:subject|objet|제목|re)\s?[:：]\s*", "", line[0].strip(), flags=re.IGNORECASE)
        dated = _read_title(title.translate(ALIKE), language) if len(title) <= TITLE_LETTERS else None
        if dated and not title.endswith((".", "다")):
            titles.append(title)
            places.append(line.span())
            day, place = day or dated[0], place or dated[1]
    leaders = [
        (found["who"], found["names"].strip())
        for line in lines
        for found in LED.finditer(line[0].translate(ALIKE))
    ]
    named = "\n".join([*titles, *(text[slice(*span)] for span in places)])
    is_call, is_session = CALL.search(named) is not None, SESSION.search(named) is not None
    form = MeetingForm.CALL if is_call else MeetingForm.SESSION if is_session else None
    return Head(day, place, tuple(people), tuple(titles), tuple(leaders), tuple(places), form)


def _read_labels(
    lines: list[re.Match[str]], language: str
) -> tuple[StatedDay | None, str, list[tuple[str, str]], list[Place]]:
    """Read the labelled lines: day, place, the lines of people, and where these stand."""
    labels = [(name, value, line.span()) for line in lines for name, value in _labels_of(line[0])]
    kinds = [_kinds_of(name) for name, _value, _place in labels]
    is_of_meeting = any("place" in each or "people" in each for each in kinds)
    day: StatedDay | None = None
    place = ""
    people: list[tuple[str, str]] = []
    places: list[Place] = []
    for (name, value, span), each in zip(labels, kinds, strict=True):
        if "people" in each or (OF_A_SIDE.search(name) and (people or _names_people(value))):
            people.append((name, value))
            places.append(span)
            continue
        found = DAYS[_known(language)].search(value)
        if "day" in each or (is_of_meeting and "date" in each):
            day = day or (_read(found[0], language) if found else None)
            places.append(span)
        if "place" in each:
            place = place or _clean_place(value.replace(found[0], " ") if found else value)
            places.append(span)
    return day, place, people, places


def _names_people(value: str) -> bool:
    return TITLED.search(value) is not None and not DOES.search(value) and not TELLS.search(value)


def _labels_of(line: str) -> Iterator[tuple[str, str]]:
    if found := LABEL.match(line):
        value, *further = NEXT_LABEL.split(found["value"].strip())
        yield (found["name"] or found["marked"]).strip(" *"), value
        for piece in further:
            yield from _labels_of(piece)


def _kinds_of(name: str) -> set[str]:
    """Return what a label announces: "date and venue" both; empty where it announces anything else."""
    if PEOPLE_LABELS.fullmatch(name) or (OF_A_SIDE.search(name) and re.match(r"(?i)present\b", name)):
        return {"people"}
    found = set[str]()
    for part in PARTS.split(name):
        for kind, pattern in (("day", DAY_LABELS), ("date", PLAIN_DAY_LABELS), ("place", PLACE_LABELS)):
            if pattern.fullmatch(part):
                found.add(kind)
                break
        else:
            return set()
    return found | {"day"} if {"date", "place"} <= found else found


def _clean_place(value: str) -> str:
    """Return a place without clock times and weekdays; empty for a meeting on screen or by telephone."""
    place = " ".join(CLOCK.sub(" ", value).split()).strip(" ,;/|·-~.")
    return "" if REMOTE.fullmatch(re.sub(r"\(.*\)", "", place).strip()) else place


# -- A title
def _read_title(line: str, language: str) -> tuple[StatedDay, str] | None:
    """Read a line that names a meeting and its day; None for any other."""
    language = _known(language)
    days = [found for found in DAYS[language].finditer(line) if re.search(r"\D", found[0])]
    meeting = MEETING.search(line)
    if len(days) != 1 or meeting is None or NOT_HELD.search(line):
        return None
    return _read(days[0][0], language), _place_beside(line, days[0], language)


def _place_beside(line: str, day: re.Match[str], language: str) -> str:
    """Return the place that stands beside the day of a title: "(Seoul, 2 December 2026)", "at Seoul on …"."""
    before, behind = (
        APART.split(part.strip(" ,()|;/·-")) for part in (line[: day.start()], line[day.end() :])
    )
    for piece in (before[-1], *behind[:2]):
        words = CLOCK.sub(" ", piece).strip(" .:")
        if language in WORDS and (found := WORDS[language].place.search(words)):
            words = found["place"]
        if _is_place(words, language):
            return words
    return ""


def _is_place(words: str, language: str) -> bool:
    if words in seats():
        return True
    if not words or words in spellings() or re.search(r"\d", words) or MEETING.search(words):
        return False
    if REMOTE.fullmatch(words) or NO_PLACE.match(words):
        return False
    if language == "ko":
        return (
            re.fullmatch(r"[가-힣]{2,}(?: [가-힣]+){0,2}", words) is not None and words.split()[0] in seats()
        )
    return re.fullmatch(NAMES, words) is not None and not (words.isupper() and words not in seats())


def _known(language: str) -> str:
    return language if language in DAYS else "en"


def _read(wording: str, language: str) -> StatedDay:
    """Read the day of a head: "'26.12.2." is of this century."""
    day = read_day(re.sub(r"^['’](\d{2})\.", r"20\1.", wording.strip()), language)
    return replace(day, wording=wording.strip())
