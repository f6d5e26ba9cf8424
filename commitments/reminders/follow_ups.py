"""Follow-ups with the partner: drafts of a note verbale or a talking point, and questions opened
automatically.

Drafts are in English and Korean, plain and formal, with only the facts of the item, without our own review
date. Everyone who may read the item reads the draft, and it is given to the other side. So it names a
meeting, a text or an answer only where that is classified no higher than the item, and quotes only texts of
both sides. It never contains our interpretation; of what the partner gave in confidence, only the reference.
Each reminder run opens and closes questions for all items.
"""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments.access import grants, policy, querysets
from commitments.audit import log
from commitments.enums import (
    ANSWERABLE,
    JOINT_TEXTS,
    OPEN_STATES,
    UNANSWERED_STATES,
    CommitmentState,
    ConsentPurpose,
    FollowUpMethod,
    FollowUpState,
    LeadRole,
    Nature,
    OwedBy,
    Side,
)
from commitments.models import (
    AuditRow,
    Commitment,
    FollowUp,
    Meeting,
    Ministry,
    Outcome,
    ProgressUpdate,
    Reminder,
    Responsibility,
)
from commitments.models.accounts import User
from commitments.models.base import spoken_in
from commitments.reminders.planner import isolate_failures
from commitments.reminders.schedule import FOLLOWED_UP_RULES, UNANSWERED

ENGLISH, KOREAN = "en", "ko"
DAYS = {ENGLISH: "j F Y", KOREAN: "Y년 n월 j일"}
BETWEEN = {FollowUpMethod.NOTE: "\n\n", FollowUpMethod.TALKING_POINT: "\n"}
# States to whose names English puts an article.
TITLED = frozenset({"Republic", "Kingdom", "United", "Federal", "Union", "State", "Sultanate"})
# What stands in brackets after a name is not read aloud.
_REMARK = re.compile(r"(?<=\S)\s*\([^()]*\)$")
FIRST_SYLLABLE, LAST_SYLLABLE, FINALS = 0xAC00, 0xD7A3, 28


@dataclass(frozen=True, slots=True)
class Draft:
    """The text for the other side, or for the embassy, and the same in Korean for its reader."""

    text: str = ""
    copy: str = ""


@dataclass(frozen=True, slots=True)
class DraftValues:
    """The values of a draft in one language; what is not known, or may not be named, is empty."""

    reference: str
    ours: str
    partner: str
    theirs: str
    meeting: str
    held: str
    words: str
    is_kept: bool
    is_quoted: bool
    is_proposed: bool
    is_continuing: bool
    due: str
    is_late: bool
    heard: str


def build_drafts(item: Commitment, person: User, today: datetime.date) -> dict[str, Draft]:
    """Draft the question about an item for each way that has a draft; so many queries, whatever the item."""
    languages = (ENGLISH, KOREAN) if person.language == KOREAN else (ENGLISH,)
    facts = {language: facts_of(item, person, today, language) for language in languages}
    return {
        way: Draft(*(_written(way, language, said) for language, said in facts.items())) for way in BETWEEN
    }


def _written(way: FollowUpMethod, language: str, facts: DraftValues) -> str:
    """Write it: each line of the template that says something is a paragraph."""
    lines = render_to_string(f"follow_ups/{way}.{language}.txt", asdict(facts)).splitlines()
    return BETWEEN[way].join(line.strip() for line in lines if line.strip(" -"))


def facts_of(item: Commitment, person: User, today: datetime.date, language: str) -> DraftValues:
    """Read the facts of an item, those that the person and everybody else who reads the item may know."""
    outcome = policy.readable_by(Outcome.objects.filter(pk=item.outcome_id), person).first()
    is_kept = grants.is_confidential(item, ConsentPurpose.PARTNER)
    words = _quoted(outcome, item) if outcome is not None and not is_kept else ""
    meeting = policy.readable_by(Meeting.objects.filter(outcomes=item.outcome_id), person).first()
    if is_kept or (meeting is not None and meeting.classification > item.classification):
        meeting = None
    said = grants.fit_for_outside(
        ProgressUpdate.objects.filter(commitment=item, side=Side.THEIRS), ConsentPurpose.PARTNER
    )
    heard = policy.readable_by(said, person)
    last = heard.filter(classification__lte=item.classification).order_by("-reported_on").first()
    lead = _their_leads(commitment=item)
    with _in(language):
        part = lead.select_related("ministry").first()
        return DraftValues(
            reference=item.reference,
            ours=_ours(language),
            partner=_with_article(str(item.country), language),
            theirs=str(part.ministry) if part and part.ministry else "",
            meeting=meeting.title if meeting else "",
            held=format_draft_day(meeting.held_on if meeting else None, language),
            words=words or ("" if is_kept else item.title),
            is_kept=is_kept,
            is_quoted=bool(words),
            is_proposed=item.state == CommitmentState.PROPOSED and not (part and part.accepted_on),
            is_continuing=item.nature == Nature.ONGOING,
            due=format_draft_day(item.due_on, language),
            is_late=item.days_late(today) > 0,
            heard=format_draft_day(last.reported_on if last else None, language),
        )


@contextmanager
def _in(language: str) -> Iterator[None]:
    with translation.override(language), spoken_in(language):
        yield


def _quoted(outcome: Outcome, item: Commitment) -> str:
    """Return the agreed wording where a text of both sides, classified no higher than the item, has it.

    Wording that was read by OCR is not quoted before an officer has confirmed it.
    """
    text = outcome.statement
    is_joint = text is not None and text.kind in JOINT_TEXTS and text.classification <= item.classification
    is_quotable = outcome.kind not in ANSWERABLE and not outcome.is_unconfirmed
    if not is_joint or not is_quotable or outcome.classification > item.classification:
        return ""
    return " ".join(outcome.clause.split())


def _ours(language: str) -> str:
    """Name the ministry that asks, as the sentence begins."""
    ministry = Ministry.objects.filter(runs_tracker=True).first()
    home = querysets.find_home()
    country = str(home or settings.HOME_COUNTRY)
    if language == KOREAN:
        return _as_topic(f"{country} {ministry or '정부'}")
    return f"The {ministry or 'Government'} of {_with_article(country, language)}"


def _with_article(country: str, language: str) -> str:
    article = language == ENGLISH and not TITLED.isdisjoint(country.split())
    return f"the {country}" if article else country


def _as_topic(name: str) -> str:
    """Add the Korean topic particle to a name: 은 after a final consonant, 는 after a vowel.

    How a name in other letters is pronounced is unknown: a word is placed between.
    """
    code = ord(_REMARK.sub("", name)[-1])
    if not FIRST_SYLLABLE <= code <= LAST_SYLLABLE:
        return f"{name} 측은"
    return f"{name}은" if (code - FIRST_SYLLABLE) % FINALS else f"{name}는"


def format_draft_day(value: datetime.date | None, language: str) -> str:
    """Write a day as a note in that language does; empty where there is none."""
    with translation.override(language):
        return date_format(value, DAYS[language]) if value else ""


# Where the partner is asked at all: what was declined is first proposed anew, what is reported is confirmed.
FOLLOWED_UP_STATES = tuple(
    state for state in OPEN_STATES if state not in {CommitmentState.DECLINED, CommitmentState.REPORTED}
)
AT_ONCE = 500
CLOSED, REPORTED, MOVED, ANSWERED = (
    _("The commitment is closed."),
    _("Completion was reported."),
    _("The deadline has changed."),
    _("The partner has answered the proposal."),
)


def open_due(due: Sequence[Reminder], now: datetime.datetime) -> list[int]:
    """Open a question for each item that the partner owes and the desk is reminded of now; return the failed
    ones.

    A reminder step opens a question once, and an item has one at a time. Concurrent reminder runs, and a
    person who asks by hand, are serialised: each locks the item.
    """
    told = {row.commitment_id: row for row in due if row.kind in FOLLOWED_UP_RULES}
    failed: list[int] = []
    for part in _in_parts(sorted(told)):
        failed += isolate_failures("no question opened", part, partial(_open, told=told, now=now))[1]
    return failed


def _open(keys: Sequence[int], told: Mapping[int, Reminder], now: datetime.datetime) -> int:
    with transaction.atomic():
        wanted = _unasked(keys)
        list(Commitment.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))
        # Looked at again, now that nobody else can open one.
        wanted = _owing(_unasked(wanted), told)
        rows = [_question(told[key], now) for key in wanted]
        known = {_build_step_key(row) for row in FollowUp.objects.filter(commitment__in=wanted)}
        # A rung that has opened a question before, which was dropped, does not open it again.
        rows = [row for row in rows if _build_step_key(row) not in known]
        FollowUp.objects.bulk_create(rows)
        _record("created", [(row, {}, log.state_of(row), "") for row in rows], now)
        return len(rows)


def _in_parts(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut a long list of keys, so that memory and the length of a query stay bounded."""
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def close_idle_follow_ups(now: datetime.datetime) -> int:
    """Drop the questions of items closed or reported, of deadlines that moved, and of proposals that were
    answered; return their number.
    """
    under_way = FollowUp.objects.filter(state__in=UNANSWERED_STATES)
    closed = ~Q(commitment__state__in=OPEN_STATES)
    done = Q(commitment__state=CommitmentState.REPORTED) | Q(
        Exists(_reported(OuterRef("commitment"))), commitment__owed_by=OwedBy.JOINT
    )
    moved = ~Q(commitment__deadline=F("deadline"))
    accepted = _their_leads(commitment=OuterRef("commitment"), accepted_on__isnull=False)
    answered = Q(kind__in=sorted(UNANSWERED)) & (
        ~Q(commitment__state=CommitmentState.PROPOSED) | Q(Exists(accepted))
    )
    dropped = 0
    for condition, reason in ((closed, CLOSED), (done, REPORTED), (moved, MOVED), (answered, ANSWERED)):
        keys = list(under_way.filter(condition).order_by("pk").values_list("pk", flat=True))
        for part in _in_parts(keys):
            dropped += sum(
                isolate_failures(
                    "question not dropped", part, partial(_cancel_follow_ups, reason=reason, now=now)
                )[0]
            )
    return dropped


def _cancel_follow_ups(keys: Sequence[int], reason: Promise, now: datetime.datetime) -> int:
    with transaction.atomic():
        rows = list(
            FollowUp.objects.select_for_update(no_key=True).filter(pk__in=keys, state__in=UNANSWERED_STATES)
        )
        kept = [row.pk for row in rows]
        FollowUp.objects.filter(pk__in=kept).update(state=FollowUpState.DROPPED, version=F("version") + 1)
        after = {"state": FollowUpState.DROPPED.value}
        said = [(row, {"state": row.state}, after, str(reason)) for row in rows]
        _record("question dropped", said, now)
        return len(rows)


def _unasked(keys: Sequence[int]) -> list[int]:
    """Keep the items about which the partner is not being asked already."""
    asked = FollowUp.objects.filter(commitment__in=keys, state__in=UNANSWERED_STATES)
    return sorted(set(keys) - set(asked.values_list("commitment", flat=True)))


def _owing(keys: Sequence[int], told: Mapping[int, Reminder]) -> list[int]:
    """Keep the items that the partner still owes, under the deadline of which the desk is told."""
    asked = Commitment.objects.filter(pk__in=keys, state__in=FOLLOWED_UP_STATES).exclude(owed_by=OwedBy.OURS)
    rows = asked.exclude(Exists(_reported(OuterRef("pk")))).order_by("pk").values_list("pk", "deadline")
    owing = [key for key, deadline in rows if told[key].deadline_id == deadline]
    unanswered = [key for key in owing if told[key].kind in UNANSWERED]
    # Of what both sides owe, our own owners alone may be silent.
    accepted = _their_leads(commitment__in=unanswered, accepted_on__isnull=False)
    has_answered = set(accepted.values_list("commitment", flat=True))
    return [key for key in owing if key not in has_answered]


def _reported(commitment: OuterRef) -> QuerySet[Responsibility]:
    """Return the partner's lead of an item where it has reported complete."""
    return _their_leads(commitment=commitment, reported_on__isnull=False)


def _their_leads(**conditions: object) -> QuerySet[Responsibility]:
    return Responsibility.objects.filter(side=Side.THEIRS, role=LeadRole.LEAD, **conditions)


def _build_step_key(row: FollowUp) -> tuple[int, str, int, datetime.date]:
    return row.deadline_id, row.kind, row.offset, row.start_date


def _question(row: Reminder, now: datetime.datetime) -> FollowUp:
    return FollowUp(
        commitment_id=row.commitment_id,
        deadline_id=row.deadline_id,
        kind=row.kind,
        offset=row.offset,
        start_date=row.start_date,
        recorded_at=now,
    )


def _record(
    action: str,
    changes: Sequence[tuple[FollowUp, Mapping[str, object], Mapping[str, object], str]],
    now: datetime.datetime,
) -> None:
    """Write one row of history for each change, on the page of its item."""
    log.write_rows(
        AuditRow(
            at=now,
            action=action,
            subject_type=FollowUp._meta.label,
            subject_id=row.pk,
            page_type=Commitment._meta.label,
            page_id=row.commitment_id,
            before=dict(before),
            after=dict(after),
            reason=reason,
        )
        for row, before, after, reason in changes
    )
