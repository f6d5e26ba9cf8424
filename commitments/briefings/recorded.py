"""What is on record of the meetings of a packet: purpose, requests, accounts, topics, background; pure."""

from collections.abc import Iterable, Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments import models as m
from commitments.briefings.content import Background, FactLine, Recorded, Said, Spoken
from commitments.briefings.records import Records
from commitments.briefings.rows import Days, point_ref, review
from commitments.briefings.sources import Numbers, cite
from commitments.briefings.words import Languages, cap, said_in, start_of
from commitments.vocabulary import Account, Answer, OutcomeKind, SpokenBy, account_of

PURPOSE = gettext_lazy("What this meeting is")
WAITING = gettext_lazy("Unanswered requests and offers")
TOPICS = gettext_lazy("Topics discussed")
BEHIND = gettext_lazy("Background")
ACCOUNTS: tuple[tuple[Account, Promise], ...] = (
    (Account.BOTH, gettext_lazy("Both sides’ account")),
    (Account.OURS, gettext_lazy("Our account")),
    (Account.THEIRS, gettext_lazy("Their account")),
    (Account.REPORT, gettext_lazy("The report’s account")),
    (Account.AS_TEXT, gettext_lazy("Account not stated")),
)


def recorded(records: Records, today: Days, numbers: Numbers, others: Languages) -> tuple[Recorded, ...]:
    """Return what is on record of each meeting; nothing where a packet is about no meeting."""
    if records.meeting is None:
        return ()
    found = (_of_meeting(meeting, records, today, numbers, others) for meeting in records.meetings)
    return tuple(one for one in found if one.purpose or one.spoken)


def _of_meeting(
    meeting: m.Meeting, records: Records, today: Days, numbers: Numbers, others: Languages
) -> Recorded:
    outcomes = [outcome for outcome in records.said if outcome.meeting_id == meeting.pk]
    count = sum(fact.meeting_id == meeting.pk for fact in records.background)
    pointer = ngettext("%(n)s fact: section 7.", "%(n)s facts: section 7.", count) % {"n": count}
    behind = Spoken(str(BEHIND), said_in(others, BEHIND), (Said("", pointer, ""),) if count else ())
    groups = (
        Spoken(
            str(label),
            said_in(others, label),
            tuple(_said(outcome, records, today, numbers) for outcome in found),
        )
        for label, found in _groups(outcomes, records)
    )
    return Recorded(
        occasion=_occasion(meeting, records),
        label=str(PURPOSE),
        names=said_in(others, PURPOSE),
        purpose=meeting.purpose,
        spoken=tuple(group for group in (*groups, behind) if group.said),
    )


def _groups(outcomes: list[m.Outcome], records: Records) -> Iterator[tuple[Promise, list[m.Outcome]]]:
    """Put the requests without an answer first, then what each account says, then the topics."""
    waiting = [outcome for outcome in outcomes if outcome.answer == Answer.UNANSWERED]
    topics = [outcome for outcome in outcomes if outcome.kind == OutcomeKind.TOPIC]
    rest = [outcome for outcome in outcomes if outcome not in waiting and outcome not in topics]
    yield WAITING, waiting
    for account, label in ACCOUNTS:
        yield label, [outcome for outcome in rest if _account(outcome, records) == account]
    yield TOPICS, topics


def _account(outcome: m.Outcome, records: Records) -> Account:
    text = records.statements.get(outcome.statement_id or 0)
    return account_of(outcome.account, text.kind if text else "")


def _said(outcome: m.Outcome, records: Records, today: Days, numbers: Numbers) -> Said:
    is_waiting = outcome.answer == Answer.UNANSWERED
    status = review(outcome.review_on, today.of(outcome.spoken_by))[0] if is_waiting else ""
    strength = outcome.get_strength_display()
    facts = (
        cap(outcome.get_kind_display()),
        _side(outcome),
        "" if outcome.kind == OutcomeKind.TOPIC else _("strength: %(strength)s") % {"strength": strength},
        status,
        cite(outcome, numbers),
    )
    return Said(
        point_ref(outcome),
        start_of(outcome.clause, "", is_quoted=records.quotes(outcome)),
        " · ".join(fact for fact in facts if fact),
    )


def _side(outcome: m.Outcome) -> str:
    is_stated = outcome.spoken_by != SpokenBy.NOT_STATED
    return cap(outcome.get_spoken_by_display()) if is_stated else ""


def background(records: Records) -> tuple[Background, ...]:
    """Return the background facts of each meeting that has any, in the order of the meetings."""
    found = []
    for meeting in records.meetings:
        facts = tuple(_facts(fact for fact in records.background if fact.meeting_id == meeting.pk))
        if facts:
            found.append(Background(_occasion(meeting, records), facts))
    return tuple(found)


def _facts(rows: Iterable[m.BackgroundFact]) -> Iterator[FactLine]:
    return (FactLine(row.text, row.source, row.dated or _("not stated")) for row in rows)


def _occasion(meeting: m.Meeting, records: Records) -> str:
    return meeting.title if len(records.meetings) > 1 else ""
