"""The content of an email as frozen dataclasses in the reader's language, from a constant number of queries.

Also the reminder step, and why this person is the recipient, in words.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.access.scopes import MINISTRY_ROLES
from commitments.enums import (
    UNDER_WAY_STATES,
    Classification,
    CommitmentState,
    OwedBy,
    ReminderKind,
    Side,
)
from commitments.models import Commitment, EmailReply, ProgressUpdate, Reminder, User
from commitments.reminders import records, schedule
from commitments.reminders.recipients import ChainLink, Directory, RecipientReason
from commitments.reminders.records import (
    PlannedItem,
    RecordCache,
    describe_next_step,
    format_day,
    list_bare_references,
    list_source,
    meetings_of,
)
from commitments.reminders.schedule import Audience, StepKey

S, K = CommitmentState, ReminderKind
# What goes up the ranks.
ESCALATION_RULES = frozenset({ReminderKind.HEAD, ReminderKind.DIVISION}) | schedule.SILENCE


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One item of an email, with its facts as (label, text); a withheld one has only its reference.

    `answer_url` is the page on which the reader answers without signing in, where there is one. `alone` lists
    the references printed without details, the item's own or its meeting's, and after UNNAMED the item whose
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
class ActionGroup:
    """The items of an email that need the same action."""

    name: str
    title: str
    lines: tuple[LetterLine, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """The content of one email to one person."""

    heaps: tuple[ActionGroup, ...]
    marking: str
    is_demonstration: bool
    today: datetime.date
    desk_url: str
    stands_in: tuple[tuple[str, datetime.date], ...] = ()
    role: str = ""

    @property
    def lines(self) -> tuple[LetterLine, ...]:
        return tuple(line for heap in self.heaps for line in heap.lines)

    @property
    def is_answerable(self) -> bool:
        """Return whether something in it can be answered without signing in."""
        return any(line.answer_url for line in self.lines)


# In the order of the mail.
GROUP_HEADINGS: dict[str, Promise] = {
    "asked": gettext_lazy("Update requested"),
    "accept": gettext_lazy("Accept or decline"),
    "unanswered": gettext_lazy("No response: escalated to you"),
    "raised": gettext_lazy("Overdue: escalated to you"),
    "overdue": gettext_lazy("Overdue: your action"),
    "chase": gettext_lazy("Overdue: follow up"),
    "due": gettext_lazy("Due soon: your action"),
    "awaited": gettext_lazy("Due soon: monitor"),
    "moved": gettext_lazy("Deadline changed"),
    "countered": gettext_lazy("Counter-proposal received"),
    "answer": gettext_lazy("Ask the owner to accept or decline"),
    "declined": gettext_lazy("Declined: find another owner"),
    "review": gettext_lazy("Review date reached"),
    "silent": gettext_lazy("No recent progress update"),
    "undated": gettext_lazy("Event date not set"),
    "copy": gettext_lazy("Check the reply sent in your name"),
    "withheld": gettext_lazy("Details not sent by email"),
}
# What the subject of an email about one item asks of the reader, after how late it is.
SUBJECT_ACTIONS: dict[str, Promise] = {
    "unanswered": gettext_lazy("no response, escalated to you"),
    "raised": gettext_lazy("escalated to you"),
    "overdue": gettext_lazy("your action"),
    "chase": gettext_lazy("follow up"),
    "due": gettext_lazy("your action"),
    "awaited": gettext_lazy("monitor"),
}


def build_letter(
    shelf: RecordCache,
    reader: User | None,
    reminders: Sequence[Reminder],
    today: datetime.date,
    links: Mapping[int, str] | None = None,
) -> Letter:
    """Build the content for one person, in the active language.

    Above MAIL_CEILING, for confidential items, and to the duty mailbox, which has no account, an item has
    only its reference. `links` has the addresses of the answer pages by item.
    """
    heaps: dict[str, list[LetterLine]] = {name: [] for name in GROUP_HEADINGS}
    level, meetings = 0, meetings_of(shelf, reader, reminders)
    for reminder in reminders:
        item = shelf.items[reminder.commitment_id]
        if reader is None or item.classification > settings.MAIL_CEILING or item.pk in shelf.kept:
            line = LetterLine(item.reference, _url(item), "withheld", alone=(item.reference,))
            heaps[line.heap].append(line)
            continue
        if reminder.kind == ReminderKind.REPLY_COPY:
            line = _copy(reader, item, item.outcome.meeting_id in meetings, shelf.answers[reminder.offset])
        else:
            is_named = item.outcome.meeting_id in meetings
            line = _line(shelf, reader, item, is_named, reminder.kind, today, (links or {}).get(item.pk, ""))
            if reminder.kind == ReminderKind.UPDATE_REQUEST:
                asked = _describe_request(shelf.requests[reminder.offset])
                line = replace(line, heap="asked", facts=(*asked, *line.facts))
        heaps[line.heap].append(line)
        level = max(level, item.classification)
    return Letter(
        heaps=tuple(
            ActionGroup(name, str(GROUP_HEADINGS[name]), tuple(sorted(lines, key=_most_pressing)))
            for name, lines in heaps.items()
            if lines
        ),
        marking=str(Classification(level).label),
        is_demonstration=any(shelf.items[row.commitment_id].country.is_demonstration for row in reminders),
        today=today,
        desk_url=settings.PUBLIC_URL + reverse("admin:index"),
        role=str(reader.get_role_display()) if reader else "",
    )


def _most_pressing(line: LetterLine) -> tuple[int, datetime.date, str]:
    return (-line.days_late, line.due_on or datetime.date.max, line.reference)


def _url(item: Commitment) -> str:
    return settings.PUBLIC_URL + reverse("admin:commitments_commitment_change", args=(item.pk,))


def _copy(reader: User, item: Commitment, is_named: bool, answer: EmailReply) -> LetterLine:
    """Return the line that informs the recipient of an answer by link: anyone who held it may have given
    it.
    """
    return LetterLine(
        reference=item.reference,
        url=_url(item),
        heap="copy",
        commitment=item.pk,
        alone=list_bare_references(item, reader, is_named),
        title=" ".join(item.title.split()),
        facts=_in_lines(
            (
                (_("Answer"), capfirst(answer.get_kind_display())),
                *list_reply_values(answer),
                *list_source(item, reader, is_named),
                (
                    _("Next step"),
                    _(
                        "The desk confirms the reply. If you did not give this reply, contact "
                        "the desk at once."
                    ),
                ),
            )
        ),
    )


def _describe_request(update: ProgressUpdate) -> tuple[tuple[str, str], ...]:
    """Return who asks for an update, and the message, which follows the first line of the record."""
    message = update.text.partition("\n")[2]
    said = ((_("Requested by"), str(update.recorded_by)), (_("Message"), message))
    return _in_lines(tuple((label, text) for label, text in said if text))


def list_reply_values(answer: EmailReply) -> tuple[tuple[str, str], ...]:
    """List what was filled in with an answer, as (label, text)."""
    said = (
        (_("Status"), str(answer.get_health_display())),
        (_("New date"), answer.wording),
        (_("Reason"), str(answer.get_move_reason_display())),
        (_("Explanation"), answer.text),
        (_("Planned next step"), answer.next_step),
        (_("Planned date"), date_format(answer.next_step_on) if answer.next_step_on else ""),
    )
    return tuple((label, " ".join(text.split())) for label, text in said if text)


def _line(
    shelf: RecordCache,
    reader: User,
    item: Commitment,
    is_named: bool,
    rule: str,
    today: datetime.date,
    answer_url: str,
) -> LetterLine:
    late, is_own = item.days_late(today), _is_own(shelf, item, reader)
    awaited = "declined" if item.state == S.DECLINED else "accept" if answer_url else "answer"
    if item.is_countered and item.state == S.PROPOSED:
        awaited = "countered"
    named = {ReminderKind.MOVED: "moved", ReminderKind.PROPOSED: awaited, ReminderKind.ANSWER: awaited}
    if rule in schedule.SILENCE:
        named[ReminderKind(rule)] = "unanswered"
    elif rule in ESCALATION_RULES and late:
        named[ReminderKind(rule)] = "raised"
    if not late:
        named |= {
            ReminderKind.REVIEW: "review",
            ReminderKind.NO_RESPONSE: "silent",
            ReminderKind.UNDATED: "undated",
        }
    by_day = ("overdue" if is_own else "chase") if late else ("due" if is_own else "awaited")
    heap = named.get(ReminderKind(rule), by_day)
    owing, owed = _sides(shelf, item)
    moved = records.list_move(shelf, item) if rule == ReminderKind.MOVED else ()
    if rule in ESCALATION_RULES and item.state != S.DECLINED and reader.role not in MINISTRY_ROLES:
        next_line = describe_next_step(shelf, item, reader)
    else:
        is_asked, is_of_ministry = bool(answer_url), reader.role in MINISTRY_ROLES
        next_line = next_step(item, rule, is_own=is_own, is_asked=is_asked, is_of_ministry=is_of_ministry)
    if rule in schedule.UNANSWERED and item.state == S.PROPOSED:
        next_line = f"{_('No answer is not consent. The commitment stays pending.')} {next_line}"
    facts = (
        (_("Owners") if item.owed_by == OwedBy.JOINT else _("Owner"), owing),
        (_("Commitment to"), owed),
        *list_source(item, reader, is_named),
        *moved,
        *records.list_dates(item),
        (_("Stage"), capfirst(item.get_state_display())),
        (_("Next step"), next_line),
    )
    return LetterLine(
        reference=item.reference,
        url=_url(item),
        heap=heap,
        commitment=item.pk,
        answer_url=answer_url,
        alone=list_bare_references(item, reader, is_named),
        due_on=item.due_on,
        title=" ".join(item.title.split()),
        lateness=records.format_lateness(item, late, today),
        days_late=late,
        facts=_in_lines(facts),
    )


def _in_lines(facts: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return each fact on one line: a name with a line break would begin another item in plain text."""
    return tuple((label, " ".join(text.split())) for label, text in facts)


def _is_own(shelf: RecordCache, item: Commitment, reader: User) -> bool:
    """Return whether the reader's own ministry does it; an item without a ministry is the desk's own."""
    if item.owed_by == OwedBy.THEIRS or item.state not in UNDER_WAY_STATES:
        return False
    lead = shelf.leads[item.pk].get(Side.OURS)
    if lead is None or lead.ministry is None:
        return reader.ministry_id is None
    is_of_desk = lead.ministry.runs_tracker and reader.desk_id is not None
    return is_of_desk or reader.ministry_id == lead.ministry.pk


def _sides(shelf: RecordCache, item: Commitment) -> tuple[str, str]:
    ours, theirs = shelf.owner(item, Side.OURS), shelf.owner(item, Side.THEIRS)
    if item.owed_by == OwedBy.OURS:
        return ours, shelf.country(item.country)
    if item.owed_by == OwedBy.THEIRS:
        return theirs, shelf.country(shelf.home)
    return f"{ours}; {theirs}", _("each other")


def next_step(
    item: Commitment, rule: str, *, is_own: bool, is_asked: bool = False, is_of_ministry: bool = False
) -> str:
    """Return what the reader should do; a person who is asked can answer from the email.

    Only the desk sets a review date, not a reader of another ministry.
    """
    if rule == ReminderKind.MOVED:
        if is_own:
            return _("Plan for the new date, or report any obstacle.")
        return _("Monitor the commitment until the new date.")
    if rule == ReminderKind.UNDATED:
        return _("Find out the date of the event and enter it.")
    if item.state == S.DECLINED:
        return _("The commitment was declined. Send it again, to another lead ministry or on other terms.")
    if item.is_countered and item.state == S.PROPOSED:
        return _("Other terms were proposed. Accept or reject them, or propose other terms.")
    if rule == ReminderKind.ANSWER_OWNER_HEAD and is_of_ministry and not is_asked:
        return _("The owner in your ministry has not answered. Accept or decline the commitment.")
    if item.state == S.PROPOSED and is_asked:
        return _("Accept the commitment on the reply page. To decline it or propose other terms, sign in.")
    if item.state == S.PROPOSED and rule == ReminderKind.REVIEW:
        return _("Ask the owners for their response, and set a new review date.")
    if item.state == S.PROPOSED:
        return _("Ask the owners to accept or decline, and record their response.")
    if rule == ReminderKind.REVIEW and is_of_ministry:
        return _("Report the current status. The desk then sets a new review date.")
    if rule == ReminderKind.REVIEW:
        return _("Record the current status, and set a new review date.")
    if is_own and is_asked:
        return _("Report progress or request an extension on the reply page. To report completion, sign in.")
    if is_own:
        return _("Report progress or completion, or request an extension.")
    if item.owed_by == OwedBy.THEIRS and rule == ReminderKind.AHEAD:
        return _(
            "Check the partner’s progress. You can draft a follow-up question on the page of the commitment."
        )
    if item.owed_by == OwedBy.THEIRS:
        return _(
            "Follow up with the partner. A draft question is ready. Record the partner’s answer when "
            "it comes."
        )
    return _("Ask the owners for an update, and record their response.")


def in_words(key: StepKey) -> str:
    """Return a reminder step as "10 working days before the last working day, 12 Mar 2026"."""
    values = {"count": key.offset, "day": format_day(key.start_date)}
    match key.rule:
        case ReminderKind.AHEAD:
            text = ngettext(
                "%(count)d working day before the last working day, %(day)s",
                "%(count)d working days before the last working day, %(day)s",
                key.offset,
            )
        case ReminderKind.OVERDUE:
            text = ngettext(
                "%(count)d day after the due date, %(day)s",
                "%(count)d days after the due date, %(day)s",
                key.offset,
            )
        case K.ANSWER | K.ANSWER_OWNER_HEAD | K.ANSWER_HEAD | K.ANSWER_DIVISION:
            text = ngettext(
                "no response %(count)d working day after the proposal of %(day)s",
                "no response %(count)d working days after the proposal of %(day)s",
                key.offset,
            )
        case ReminderKind.HEAD | ReminderKind.DIVISION:
            text = ngettext(
                "still open %(count)d working day after the due date, %(day)s",
                "still open %(count)d working days after the due date, %(day)s",
                key.offset,
            )
        case ReminderKind.NO_RESPONSE:
            text = ngettext(
                "no progress update for %(count)d day, since %(day)s",
                "no progress update for %(count)d days, since %(day)s",
                key.offset,
            )
        case ReminderKind.UNDATED:
            text = ngettext(
                "no event date for %(count)d day, since %(day)s",
                "no event date for %(count)d days, since %(day)s",
                key.offset,
            )
        case ReminderKind.PROPOSED:
            text = _("proposed on %(day)s, awaiting an answer")
        case ReminderKind.REVIEW:
            text = _("review date, %(day)s")
        case ReminderKind.MOVED:
            # Not on which day: that of the key is of no place in particular.
            text = _("deadline changed")
        case ReminderKind.UPDATE_REQUEST:
            text = _("update requested by the desk on %(day)s")
        case ReminderKind.REPLY_COPY:
            text = _("copy of the email reply of %(day)s")
        case ReminderKind.DUE:
            text = _("last working day, %(day)s")
        case _:
            assert_never(key.rule)
    return text % values


LINKS = {
    ChainLink.NAMED: gettext_lazy("official named for our side"),
    ChainLink.FOCAL_POINT: gettext_lazy("focal point of our lead ministry"),
    ChainLink.ALTERNATE: gettext_lazy("alternate at our lead ministry (no focal point can be notified)"),
    ChainLink.OWNER_HEAD: gettext_lazy("validator of our lead ministry (no response from the owners)"),
    ChainLink.DESK_OFFICER: gettext_lazy("desk officer for this partner"),
    ChainLink.HEAD_OF_DESK: gettext_lazy("head of desk (no desk officer can be notified)"),
    ChainLink.DIVISION_HEAD: gettext_lazy("division head (no member of the desk can be notified)"),
}
# The same people, for another reason.
ELSE = {
    (Audience.OWNERS, ChainLink.DESK_OFFICER): gettext_lazy(
        "desk officer for this partner (no one at our lead ministry can be notified)"
    ),
    (Audience.OWNER_HEAD, ChainLink.HEAD_OF_DESK): gettext_lazy(
        "head of desk (no validator of our lead ministry can be notified)"
    ),
    (Audience.OWNER_HEAD, ChainLink.DIVISION_HEAD): gettext_lazy(
        "division head (no validator of our lead ministry can be notified)"
    ),
    (Audience.HEAD, ChainLink.HEAD_OF_DESK): gettext_lazy("head of desk (overdue or no response)"),
    (Audience.HEAD, ChainLink.DIVISION_HEAD): gettext_lazy("division head (no head of desk can be notified)"),
    (Audience.DIVISION, ChainLink.DIVISION_HEAD): gettext_lazy("division head (overdue or no response)"),
    (Audience.DIVISION, ChainLink.HEAD_OF_DESK): gettext_lazy(
        "head of desk (no division head can be notified)"
    ),
}


def format_reason(
    directory: Directory | None,
    person: User | None,
    item: PlannedItem | None,
    rule: str,
    on: datetime.date | None = None,
) -> str:
    """Return why a person is the recipient: the link in the chain as it is now, or will be on the day."""
    if person is None:
        return _("no other person can be notified")
    if rule == ReminderKind.REPLY_COPY:
        return _("the reply was given in this user’s name")
    if item is None or directory is None:
        return str(person.get_role_display())
    found = directory.why(item.place, schedule.list_audiences(item.subject, rule), person, on=on)
    if found is None:
        return _("%(role)s (no longer a recipient)") % {"role": person.get_role_display()}
    return in_the_chain(found)


def in_the_chain(found: RecipientReason) -> str:
    """Return a recipient's link in the chain in words."""
    why = str(ELSE.get((found.audience, found.link)) or LINKS[found.link])
    if found.stands_in_for:
        why = _("deputy for %(person)s: %(why)s") % {"person": found.stands_in_for, "why": why}
    return why


def format_postponement(was: datetime.date, because: str) -> str:
    """Return from when something was postponed, and why."""
    return _("postponed from %(day)s: %(why)s") % {"day": format_day(was), "why": because}
