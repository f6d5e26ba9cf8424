"""The record of the meetings in the core brief: purpose, requests, accounts, topics; no queries."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments import models
from commitments.enums import Account, Answer, OutcomeKind, SpokenBy, account_of
from commitments.packets.content_values import Phrase, Shown
from commitments.packets.formats import Languages, capitalise, start_of, translate_heading
from commitments.packets.records import Numbers, PacketRecords, format_citation
from commitments.packets.section import SideDays
from commitments.packets.sections.background import facts_of, name_meeting
from commitments.packets.sections.scorecard import format_review, point_ref


@dataclass(frozen=True, slots=True)
class OutcomeSummary:
    """An outcome: its number and text, and in small type kind, side, strength and source.

    A line that is not about an outcome has only text.
    """

    ref: Shown[str]
    text: str
    note: Shown[str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said under one heading, such as the requests without an answer or one side's account."""

    label: str
    names: tuple[Phrase, ...]
    said: tuple[OutcomeSummary, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """The record of a meeting; `occasion` names it where a packet is about several."""

    occasion: str
    label: str
    names: tuple[Phrase, ...]
    purpose: str
    spoken: tuple[Spoken, ...]


PURPOSE = gettext_lazy("Meeting overview")
WAITING = gettext_lazy("Unanswered requests and offers")
TOPICS = gettext_lazy("Topics discussed")
BEHIND = gettext_lazy("Background")
ACCOUNTS: tuple[tuple[Account, Promise], ...] = (
    (Account.BOTH, gettext_lazy("Both sides’ account")),
    (Account.OURS, gettext_lazy("Our account")),
    (Account.THEIRS, gettext_lazy("Their account")),
    (Account.REPORT, gettext_lazy("Account in a press report")),
    (Account.AS_TEXT, gettext_lazy("Side of the account not stated")),
)


def build_records(
    records: PacketRecords, today: SideDays, numbers: Numbers, others: Languages
) -> tuple[Recorded, ...]:
    """Return the record of each meeting; empty where a packet is about no meeting."""
    if records.meeting is None:
        return ()
    found = (_build_meeting_record(meeting, records, today, numbers, others) for meeting in records.meetings)
    return tuple(one for one in found if one.purpose or one.spoken)


def _build_meeting_record(
    meeting: models.Meeting, records: PacketRecords, today: SideDays, numbers: Numbers, others: Languages
) -> Recorded:
    outcomes = [outcome for outcome in records.said if outcome.meeting_id == meeting.pk]
    count = sum(fact.meeting_id == meeting.pk for fact in facts_of(records))
    pointer = ngettext("%(n)s fact: see section 7.", "%(n)s facts: see section 7.", count) % {"n": count}
    behind = Spoken(
        str(BEHIND), translate_heading(others, BEHIND), (OutcomeSummary("", pointer, ""),) if count else ()
    )
    groups = (
        Spoken(
            str(label),
            translate_heading(others, label),
            tuple(_build_outcome(outcome, records, today, numbers) for outcome in found),
        )
        for label, found in _groups(outcomes, records)
    )
    return Recorded(
        occasion=name_meeting(meeting, records),
        label=str(PURPOSE),
        names=translate_heading(others, PURPOSE),
        purpose=meeting.purpose,
        spoken=tuple(group for group in (*groups, behind) if group.said),
    )


def _groups(
    outcomes: list[models.Outcome], records: PacketRecords
) -> Iterator[tuple[Promise, list[models.Outcome]]]:
    """Yield the groups: requests without an answer, then what each account states, then the topics."""
    waiting = [outcome for outcome in outcomes if outcome.answer == Answer.UNANSWERED]
    topics = [outcome for outcome in outcomes if outcome.kind == OutcomeKind.TOPIC]
    rest = [outcome for outcome in outcomes if outcome not in waiting and outcome not in topics]
    yield WAITING, waiting
    for account, label in ACCOUNTS:
        yield label, [outcome for outcome in rest if _account(outcome, records) == account]
    yield TOPICS, topics


def _account(outcome: models.Outcome, records: PacketRecords) -> Account:
    text = records.statements.get(outcome.statement_id or 0)
    return account_of(outcome.account, text.kind if text else "")


def _build_outcome(
    outcome: models.Outcome, records: PacketRecords, today: SideDays, numbers: Numbers
) -> OutcomeSummary:
    is_waiting = outcome.answer == Answer.UNANSWERED
    status = format_review(outcome.review_on, today.for_side(outcome.spoken_by))[0] if is_waiting else ""
    strength = outcome.get_strength_display()
    facts = (
        capitalise(outcome.get_kind_display()),
        _side(outcome),
        "" if outcome.kind == OutcomeKind.TOPIC else _("strength: %(strength)s") % {"strength": strength},
        status,
        format_citation(outcome, numbers),
    )
    return OutcomeSummary(
        point_ref(outcome),
        start_of(outcome.clause, "", is_quoted=records.quotes(outcome)),
        " · ".join(fact for fact in facts if fact),
    )


def _side(outcome: models.Outcome) -> str:
    is_stated = outcome.spoken_by != SpokenBy.NOT_STATED
    return capitalise(outcome.get_spoken_by_display()) if is_stated else ""
