"""Drafts of what our side asks the partner: a note verbale or a talking point, in English and in Korean.

The words are plain and formal, the facts those of the item alone. A draft is read by whoever reads the item,
and given to the other side: it names a meeting, a text or an answer only where that is marked no higher than
the item, and quotes only texts of both sides. Never what we take it to mean; of what the partner gave in
confidence, the reference alone.
"""

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format

from commitments import access
from commitments.models import Commitment, Country, Meeting, Ministry, Outcome, ProgressUpdate, Responsibility
from commitments.models.spoken import spoken_in
from commitments.models.user import User
from commitments.vocabulary import ANSWERABLE, JOINT_TEXTS, ChaseWay, LeadRole, Nature, Side

ENGLISH, KOREAN = "en", "ko"
DAYS = {ENGLISH: "j F Y", KOREAN: "Y년 n월 j일"}
BETWEEN = {ChaseWay.NOTE: "\n\n", ChaseWay.POINT: "\n"}
# States to whose names English puts an article.
TITLED = frozenset({"Republic", "Kingdom", "United", "Federal", "Union", "State", "Sultanate"})
# What stands in brackets after a name is not read aloud.
_REMARK = re.compile(r"(?<=\S)\s*\([^()]*\)$")
FIRST_SYLLABLE, LAST_SYLLABLE, FINALS = 0xAC00, 0xD7A3, 28


@dataclass(frozen=True, slots=True)
class Draft:
    """What is given to the other side, or to the embassy, and the same in Korean for who reads it."""

    text: str = ""
    copy: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a draft says, in one language; what is not known, or not to be named, is empty."""

    reference: str
    ours: str
    partner: str
    theirs: str
    meeting: str
    held: str
    words: str
    is_kept: bool
    is_quoted: bool
    is_continuing: bool
    due: str
    is_late: bool
    review: str
    heard: str


def drafts(item: Commitment, person: User, today: datetime.date) -> dict[str, Draft]:
    """Draft the question about an item for each way that has a draft; so many queries, whatever the item."""
    languages = (ENGLISH, KOREAN) if person.language == KOREAN else (ENGLISH,)
    facts = {language: facts_of(item, person, today, language) for language in languages}
    return {
        way: Draft(*(_written(way, language, said) for language, said in facts.items())) for way in BETWEEN
    }


def _written(way: ChaseWay, language: str, facts: Facts) -> str:
    """Write it: each line of the template that says something is a paragraph."""
    lines = render_to_string(f"chases/{way}.{language}.txt", asdict(facts)).splitlines()
    return BETWEEN[way].join(line.strip() for line in lines if line.strip(" -"))


def facts_of(item: Commitment, person: User, today: datetime.date, language: str) -> Facts:
    """Read the facts of an item, those that the person and everybody else who reads the item may know."""
    outcome = access.visible_to(Outcome.objects.filter(pk=item.outcome_id), person).first()
    is_kept = access.is_kept(item)
    words = _quoted(outcome, item) if outcome is not None and not is_kept else ""
    meeting = access.visible_to(Meeting.objects.filter(outcomes=item.outcome_id), person).first()
    if is_kept or (meeting is not None and meeting.classification > item.classification):
        meeting = None
    said = access.fit_for_outside(ProgressUpdate.objects.filter(commitment=item, side=Side.THEIRS))
    heard = access.visible_to(said, person)
    last = heard.filter(classification__lte=item.classification).order_by("-said_on").first()
    lead = Responsibility.objects.filter(commitment=item, side=Side.THEIRS, role=LeadRole.LEAD)
    with _in(language):
        part = lead.select_related("ministry").first()
        return Facts(
            reference=item.reference,
            ours=_ours(language),
            partner=_with_article(str(item.country), language),
            theirs=str(part.ministry) if part and part.ministry else "",
            meeting=meeting.title if meeting else "",
            held=day(meeting.held_on if meeting else None, language),
            words=words or ("" if is_kept else item.title),
            is_kept=is_kept,
            is_quoted=bool(words),
            is_continuing=item.nature == Nature.CONTINUING,
            due=day(item.due_on, language),
            is_late=item.days_late(today) > 0,
            review=day(item.review_on or item.due_on, language),
            heard=day(last.said_on if last else None, language),
        )


@contextmanager
def _in(language: str) -> Iterator[None]:
    with translation.override(language), spoken_in(language):
        yield


def _quoted(outcome: Outcome, item: Commitment) -> str:
    """Give the agreed wording where a text of both sides has it, marked no higher than the item."""
    text = outcome.statement
    is_joint = text is not None and text.kind in JOINT_TEXTS and text.classification <= item.classification
    if not is_joint or outcome.kind in ANSWERABLE or outcome.classification > item.classification:
        return ""
    return " ".join(outcome.clause.split())


def _ours(language: str) -> str:
    """Name the ministry that asks, as the sentence begins."""
    ministry = Ministry.objects.filter(runs_tracker=True).first()
    home = Country.objects.filter(iso=settings.HOME_COUNTRY).first()
    country = str(home or settings.HOME_COUNTRY)
    if language == KOREAN:
        return _as_topic(f"{country} {ministry or '정부'}")
    return f"The {ministry or 'Government'} of {_with_article(country, language)}"


def _with_article(country: str, language: str) -> str:
    article = language == ENGLISH and not TITLED.isdisjoint(country.split())
    return f"the {country}" if article else country


def _as_topic(name: str) -> str:
    """Put the Korean particle of the topic after a name: 은 after a final consonant, 는 after a vowel.

    How a name in other letters is read aloud is not known: there a word stands between.
    """
    code = ord(_REMARK.sub("", name)[-1])
    if not FIRST_SYLLABLE <= code <= LAST_SYLLABLE:
        return f"{name} 측은"
    return f"{name}은" if (code - FIRST_SYLLABLE) % FINALS else f"{name}는"


def day(value: datetime.date | None, language: str) -> str:
    """Write a day as a note in that language does; empty where there is none."""
    with translation.override(language):
        return date_format(value, DAYS[language]) if value else ""
