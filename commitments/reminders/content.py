"""What a mail says, as frozen dataclasses in the reader's language, from a constant number of queries."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models import Commitment, MailAnswer, Reminder, User
from commitments.reminders import when
from commitments.reminders.naming import alone, meetings_of, since
from commitments.reminders.plan import UNDER_WAY
from commitments.reminders.raised import next_of_head
from commitments.reminders.shelf import Shelf
from commitments.vocabulary import (
    AnswerKind,
    Classification,
    CommitmentState,
    OwedBy,
    Rule,
    Side,
)

S = CommitmentState
# What goes up the ranks.
RAISED = frozenset({Rule.HEAD, Rule.DIVISION})


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a mail, with its facts as (label, text); a withheld one gives its reference alone.

    `answer_url` is the page on which the reader answers without signing in, where there is one; `alone` lists
    what a reference alone stands for, the item's own or its meeting's, and after UNNAMED the item whose
    meeting is not named at all.
    """

    reference: str
    url: str
    heap: str
    due_on: datetime.date | None = None
    title: str = ""
    lateness: str = ""
    days_late: int = 0
    facts: tuple[tuple[str, str], ...] = ()
    commitment: int = 0
    answer_url: str = ""
    alone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heap:
    """The items of a mail that ask for the same thing."""

    name: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """All that one mail says to one person."""

    heaps: tuple[Heap, ...]
    marking: str
    is_demonstration: bool
    today: datetime.date
    desk_url: str
    stands_in: tuple[tuple[str, datetime.date], ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for heap in self.heaps for line in heap.lines)

    @property
    def is_answerable(self) -> bool:
        """Whether something in it can be answered without signing in."""
        return any(line.answer_url for line in self.lines)


# In the order of the mail.
HEAPS: dict[str, Promise] = {
    "overdue": gettext_lazy("Overdue: yours to do"),
    "chase": gettext_lazy("Overdue: yours to chase"),
    "due": gettext_lazy("Coming due: yours to do"),
    "awaited": gettext_lazy("Coming due: yours to follow"),
    "moved": gettext_lazy("The date has moved"),
    "answer": gettext_lazy("Not answered yet"),
    "review": gettext_lazy("Review date reached"),
    "silent": gettext_lazy("Nothing heard for long"),
    "undated": gettext_lazy("The event has no date yet"),
    "copy": gettext_lazy("Answered in your name"),
    "withheld": gettext_lazy("Not described in mail"),
}


def letter(
    shelf: Shelf,
    reader: User | None,
    reminders: Sequence[Reminder],
    today: datetime.date,
    links: Mapping[int, str] | None = None,
) -> Letter:
    """Write what one person is told, in the language that is active.

    Above MAIL_CEILING, kept in confidence, and to the duty box, which nobody signs in with, an item gives its
    reference alone.
    `links` gives the addresses of the answer pages by item.
    """
    heaps: dict[str, list[Line]] = {name: [] for name in HEAPS}
    level, meetings = 0, meetings_of(shelf, reader, reminders)
    for reminder in reminders:
        item = shelf.items[reminder.commitment_id]
        if reader is None or item.classification > settings.MAIL_CEILING or item.pk in shelf.kept:
            line = Line(item.reference, _url(item), "withheld", alone=(item.reference,))
            heaps[line.heap].append(line)
            continue
        if reminder.rule == Rule.COPY:
            line = _copy(reader, item, item.outcome.meeting_id in meetings, shelf.answers[reminder.offset])
        else:
            is_named = item.outcome.meeting_id in meetings
            line = _line(shelf, reader, item, is_named, reminder.rule, today, (links or {}).get(item.pk, ""))
        heaps[line.heap].append(line)
        level = max(level, item.classification)
    return Letter(
        heaps=tuple(
            Heap(name, str(HEAPS[name]), tuple(sorted(lines, key=_most_pressing)))
            for name, lines in heaps.items()
            if lines
        ),
        marking=str(Classification(level).label),
        is_demonstration=any(shelf.items[row.commitment_id].country.is_demonstration for row in reminders),
        today=today,
        desk_url=settings.PUBLIC_URL + reverse("admin:index"),
    )


def _most_pressing(line: Line) -> tuple[int, datetime.date, str]:
    return (-line.days_late, line.due_on or datetime.date.max, line.reference)


def _url(item: Commitment) -> str:
    return settings.PUBLIC_URL + reverse("admin:commitments_commitment_change", args=(item.pk,))


def _copy(reader: User, item: Commitment, is_named: bool, answer: MailAnswer) -> Line:
    """Tell the addressee what was answered by the link: whoever held it may have done so."""
    return Line(
        reference=item.reference,
        url=_url(item),
        heap="copy",
        commitment=item.pk,
        alone=alone(item, reader, is_named),
        title=" ".join(item.title.split()),
        facts=_in_lines(
            (
                (_("Answer"), capfirst(answer.get_kind_display())),
                *said_in(answer),
                (_("Since"), since(item, reader, is_named)),
                (_("Next"), _("The desk confirms it. If it was not you, tell the desk at once.")),
            )
        ),
    )


def said_in(answer: MailAnswer) -> tuple[tuple[str, str], ...]:
    """List what was filled in with an answer, as (label, text)."""
    said = (
        (_("Health"), str(answer.get_health_display())),
        (_("New date"), answer.wording),
        (_("Why it moves"), str(answer.get_move_reason_display())),
        (_("In a sentence") if answer.kind == AnswerKind.DATE else _("In words"), answer.text),
    )
    return tuple((label, " ".join(text.split())) for label, text in said if text)


def _line(
    shelf: Shelf,
    reader: User,
    item: Commitment,
    is_named: bool,
    rule: str,
    today: datetime.date,
    answer_url: str,
) -> Line:
    late, is_own = item.days_late(today), _is_own(shelf, item, reader)
    named = {Rule.MOVED: "moved", Rule.PROPOSED: "answer", Rule.ANSWER: "answer"}
    if not late:
        named |= {Rule.REVIEW: "review", Rule.SILENT: "silent", Rule.UNDATED: "undated"}
    by_day = ("overdue" if is_own else "chase") if late else ("due" if is_own else "awaited")
    heap = named.get(Rule(rule), by_day)
    owing, owed = _sides(shelf, item)
    moved = ((_("Moved"), when.moved(shelf, item)),) if rule == Rule.MOVED else ()
    if rule in RAISED and item.state != S.DECLINED:
        next_line = next_of_head(shelf, item, reader)
    else:
        next_line = next_step(item, rule, is_own=is_own, is_asked=bool(answer_url))
    facts = (
        (_("Owed by"), owing),
        (_("Owed to"), owed),
        (_("Since"), since(item, reader, is_named)),
        *moved,
        (_("By when"), when.by_when(item)),
        (_("State"), capfirst(item.get_state_display())),
        (_("Next"), next_line),
    )
    return Line(
        reference=item.reference,
        url=_url(item),
        heap=heap,
        commitment=item.pk,
        answer_url=answer_url,
        alone=alone(item, reader, is_named),
        due_on=item.due_on,
        title=" ".join(item.title.split()),
        lateness=when.lateness(item, late, today),
        days_late=late,
        facts=_in_lines(facts),
    )


def _in_lines(facts: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Give each fact one line: a name with a line break in it would begin another item in plain text."""
    return tuple((label, " ".join(text.split())) for label, text in facts)


def _is_own(shelf: Shelf, item: Commitment, reader: User) -> bool:
    """Say whether the reader's own ministry does it; an item without a ministry is the desk's own."""
    if item.owed_by == OwedBy.THEIRS or item.state not in UNDER_WAY:
        return False
    lead = shelf.leads[item.pk].get(Side.OURS)
    if lead is None or lead.ministry is None:
        return reader.ministry_id is None
    is_of_desk = lead.ministry.runs_tracker and reader.desk_id is not None
    return is_of_desk or reader.ministry_id == lead.ministry.pk


def _sides(shelf: Shelf, item: Commitment) -> tuple[str, str]:
    ours, theirs = shelf.owner(item, Side.OURS), shelf.owner(item, Side.THEIRS)
    if item.owed_by == OwedBy.OURS:
        return ours, shelf.country(item.country)
    if item.owed_by == OwedBy.THEIRS:
        return theirs, shelf.country(shelf.home)
    return f"{ours}; {theirs}", _("each other")


def next_step(item: Commitment, rule: str, *, is_own: bool, is_asked: bool = False) -> str:
    """Say what the reader does about it; who is asked to accept can answer from the mail."""
    if rule == Rule.MOVED:
        return _("Plan for the new date, or say what stands against it.")
    if rule == Rule.UNDATED:
        return _("Find out when the event takes place, and set its date.")
    if item.state == S.DECLINED:
        return _("It was declined: propose it to another lead or on other terms.")
    if item.state == S.PROPOSED and is_asked:
        return _("Accept it by the answer page, or sign in to decline it or to propose other terms.")
    if item.state == S.PROPOSED and rule == Rule.REVIEW:
        return _("Ask the owners for their answer, and set a new review date.")
    if item.state == S.PROPOSED:
        return _("Ask the owners to accept or decline, and file their answer.")
    if rule == Rule.REVIEW:
        return _("Say where it stands, and set a new review date.")
    if is_own:
        return _("Report progress or completion, or ask for another date.")
    if item.owed_by == OwedBy.THEIRS and rule == Rule.AHEAD:
        return _("See whether the other side is on its way; the item's page drafts the question.")
    if item.owed_by == OwedBy.THEIRS:
        return _("Ask the other side: the question is ready, with its draft. Then file their answer.")
    return _("Ask the owners, and record what they say.")
