"""Page one where no officer wrote a brief: composed from the record; no queries.

It states what is open with the partner, then what is recorded of the meetings: accounts and topics.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from commitments import models
from commitments.enums import (
    FULFILLED_STATES,
    Account,
    Answer,
    CommitmentState,
    OutcomeKind,
    OwedBy,
    Side,
    SpokenBy,
    account_of,
)
from commitments.packets.content_values import Phrase, Shown
from commitments.packets.formats import Languages, capitalise, label_official, short_date, translate_heading
from commitments.packets.records import Numbers, PacketRecords, format_citation, format_clause
from commitments.packets.section import SideDays, describe_late
from commitments.packets.sections.background import facts_of, name_meeting
from commitments.packets.sections.scorecard import WAITING, day_of, done_on, format_review, point_ref
from commitments.records.references import shorten_reference


@dataclass(frozen=True, slots=True)
class OutcomeSummary:
    """A line about an outcome or item: its number and text, and in small type kind, side, strength, source.

    A line without a note has the number after the text; one that is about neither has only text.
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
LATE: tuple[tuple[OwedBy, Promise], ...] = (
    (OwedBy.THEIRS, gettext_lazy("Their side is late")),
    (OwedBy.OURS, gettext_lazy("Our side is late")),
    (OwedBy.JOINT, gettext_lazy("Both sides are late")),
)
DECISIONS = gettext_lazy("Decisions needed")
# Of each kind so many lines are on page one, and without an earlier meeting changes of so many days.
MOST_LINES, CHANGE_DAYS = 4, 90
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
    """Return what is open with the partner, then the record of each meeting."""
    meeting = records.meeting if len(records.meetings) == 1 else None
    purpose = meeting.purpose if meeting else ""
    names = translate_heading(others, PURPOSE)
    matters = _list_open_matters(records, today, numbers, others)
    open_matters = Recorded("", str(PURPOSE), names, purpose, matters)
    about = records.meetings if records.meeting is not None else ()
    found = (_build_meeting_record(meeting, records, today, numbers, others) for meeting in about)
    return tuple(one for one in (open_matters, *found) if one.purpose or one.spoken)


def _list_open_matters(
    records: PacketRecords, today: SideDays, numbers: Numbers, others: Languages
) -> tuple[Spoken, ...]:
    """Return requests, late items by side, changes, decisions and the partner's delegation."""
    waiting = [point for point in records.points if point.answer == Answer.UNANSWERED]
    late = sorted(
        (item for item in records.commitments if item.is_overdue(today.for_side(item.owed_by))),
        key=lambda item: (item.due_on or datetime.date.max, item.reference),
    )
    since, changed = _find_since(records, today)
    groups: list[tuple[str | Promise, Iterable[OutcomeSummary]]] = [
        (WAITING, (_build_outcome(one, records, today, numbers) for one in waiting)),
        *(
            (label, [_build_line(one, describe_late(one, today)) for one in late if one.owed_by == side])
            for side, label in LATE
        ),
        (changed, _list_changes(records, since)),
        (DECISIONS, _list_decisions(records, today)),
    ]
    if records.meeting is not None:
        groups.append((_label_delegation(records), _list_delegation(records)))
    found = (Spoken(str(label), translate_heading(others, label), _shorten(lines)) for label, lines in groups)
    return tuple(group for group in found if group.said)


def _say_later(label: Callable[[], str]) -> str | Promise:
    """Return a label with a name or a date in it, which is put into words in each language."""
    said: str | Promise = lazy(label, str)()
    return said


def _label_delegation(records: PacketRecords) -> str | Promise:
    """Return the label of the partner's delegation, with the partner's name in each language."""
    printed, names = get_language(), {row.language: row.name for row in records.country.names.all()}

    def label() -> str:
        named = str(records.country) if get_language() == printed else names.get(get_language() or "")
        return _("Delegation of %(country)s") % {"country": named or records.country.name}

    return _say_later(label)


def _shorten(lines: Iterable[OutcomeSummary]) -> tuple[OutcomeSummary, ...]:
    found = tuple(lines)
    if len(found) <= MOST_LINES:
        return found
    more = _("and %(count)s more") % {"count": len(found) - MOST_LINES}
    return (*found[:MOST_LINES], OutcomeSummary("", more, ""))


def _build_line(item: models.Commitment, text: str) -> OutcomeSummary:
    return OutcomeSummary(shorten_reference(item.reference), text, "")


def _find_since(records: PacketRecords, today: SideDays) -> tuple[datetime.date, str | Promise]:
    """Return the day of the last meeting, or a day some time ago, with the label of the changes since."""
    last = next((one.meeting.held_on for one in records.past if one.meeting.held_on), None)
    if last is not None:
        told = _say_later(lambda: _("Changed since the last meeting, %(date)s") % {"date": short_date(last)})
        return last, told
    told = _say_later(lambda: _("Changed in the last %(count)s days") % {"count": CHANGE_DAYS})
    return today.ours - datetime.timedelta(days=CHANGE_DAYS), told


def _list_changes(records: PacketRecords, since: datetime.date) -> Iterator[OutcomeSummary]:
    """Yield the items that were closed or got another date, the latest first."""
    found: list[tuple[datetime.date, models.Commitment, str]] = []
    for item in records.commitments:
        told = {"title": item.title, "state": item.get_state_display()}
        if not item.is_open:
            if item.closed_on is not None and item.closed_on >= since:
                done = done_on(item, records) if item.state in FULFILLED_STATES else None
                told["date"] = short_date(done or item.closed_on)
                text = _("%(title)s: %(state)s on %(date)s") % told
                if done not in (None, item.closed_on):
                    text += f", {_('closed %(date)s') % {'date': short_date(item.closed_on)}}"
                found.append((item.closed_on, item, text))
            continue
        versions = records.deadlines.get(item.pk, [])
        before = next((one for one in reversed(versions[:-1]) if one.due_on), None)
        if before is None or item.due_on in (None, before.due_on):
            continue
        moved_on = versions[-1].recorded_at.date()
        if moved_on >= since:
            told |= {"before": day_of(before), "now": day_of(versions[-1])}
            text = _("%(title)s: moved from %(before)s to %(now)s") % told
            found.append((moved_on, item, text))
    found.sort(key=lambda one: (-one[0].toordinal(), one[1].reference))
    return (_build_line(item, text) for _day, item, text in found)


def _list_decisions(records: PacketRecords, today: SideDays) -> Iterator[OutcomeSummary]:
    """Yield the items that wait for a decision: on completion, acceptance, or how to proceed."""
    for item in records.commitments:
        told = {"title": item.title}
        day = today.for_side(item.owed_by)
        if item.state == CommitmentState.REPORTED:
            yield _build_line(item, _("%(title)s: reported complete, not confirmed") % told)
        elif item.state == CommitmentState.PROPOSED:
            yield _build_line(item, _("%(title)s: proposed, not accepted") % told)
        elif item.is_open and item.due_on is None and item.review_on is not None and item.review_on < day:
            days = (day - item.review_on).days
            text = ngettext(
                "%(title)s: review date passed %(days)s day ago",
                "%(title)s: review date passed %(days)s days ago",
                days,
            )
            yield _build_line(item, text % (told | {"days": days}))


def _list_delegation(records: PacketRecords) -> Iterator[OutcomeSummary]:
    """Yield the partner's delegates, the head first; one line states that none is recorded."""
    seats = sorted(
        (seat for seat in records.seats if seat.side == Side.THEIRS), key=lambda one: not one.is_head
    )
    for seat in seats:
        names = label_official(seat.official) if seat.official else (seat.post,)
        named = ", ".join(name for name in names if name)
        text = f"{named} ({_('head of delegation')})" if seat.is_head else named
        yield OutcomeSummary("", text, "")
    if not seats:
        yield OutcomeSummary("", _("Not stated."), "")


def _build_meeting_record(
    meeting: models.Meeting, records: PacketRecords, today: SideDays, numbers: Numbers, others: Languages
) -> Recorded:
    outcomes = [outcome for outcome in records.said if outcome.meeting_id == meeting.pk]
    count = sum(fact.meeting_id == meeting.pk for fact in facts_of(records))
    # The minister edition has no such section.
    pointer = ngettext(
        "%(n)s fact: see section 7 of the adviser edition.",
        "%(n)s facts: see section 7 of the adviser edition.",
        count,
    ) % {"n": count}
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
        # That of a single meeting is at the head of the page.
        purpose=meeting.purpose if len(records.meetings) > 1 else "",
        spoken=tuple(group for group in (*groups, behind) if group.said),
    )


def _groups(
    outcomes: list[models.Outcome], records: PacketRecords
) -> Iterator[tuple[Promise, list[models.Outcome]]]:
    """Yield what each account states, then the topics; requests without an answer are listed before."""
    waiting = [outcome for outcome in outcomes if outcome.answer == Answer.UNANSWERED]
    topics = [outcome for outcome in outcomes if outcome.kind == OutcomeKind.TOPIC]
    rest = [outcome for outcome in outcomes if outcome not in waiting and outcome not in topics]
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
        format_clause(outcome, records),
        " · ".join(fact for fact in facts if fact),
    )


def _side(outcome: models.Outcome) -> str:
    is_stated = outcome.spoken_by != SpokenBy.NOT_STATED
    return capitalise(outcome.get_spoken_by_display()) if is_stated else ""
