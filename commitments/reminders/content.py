"""What a mail says, as frozen dataclasses in the reader's language, from a constant number of queries."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from commitments.deadlines import Remark
from commitments.models import (
    Commitment,
    Country,
    CountryName,
    Deadline,
    MinistryName,
    Reminder,
    Responsibility,
    User,
)
from commitments.reminders.people import Directory
from commitments.reminders.plan import NOTICED, UNDER_WAY
from commitments.vocabulary import Classification, CommitmentState, LeadRole, MoveReason, OwedBy, Rule, Side

S = CommitmentState


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a mail, with its facts as (label, text); a withheld one gives its reference alone."""

    reference: str
    url: str
    heap: str
    due_on: datetime.date | None = None
    title: str = ""
    lateness: str = ""
    days_late: int = 0
    facts: tuple[tuple[str, str], ...] = ()


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


# In the order of the mail.
HEAPS: dict[str, Promise] = {
    "overdue": gettext_lazy("Overdue: yours to do"),
    "chase": gettext_lazy("Overdue: yours to chase"),
    "due": gettext_lazy("Coming due: yours to do"),
    "awaited": gettext_lazy("Coming due: yours to follow"),
    "moved": gettext_lazy("The date has moved"),
    "answer": gettext_lazy("Not answered yet"),
    "review": gettext_lazy("Review date reached"),
    "withheld": gettext_lazy("Not described in mail"),
}


class Shelf:
    """The records that letters are made from, loaded together for many readers."""

    def __init__(self, commitments: Collection[int], directory: Directory) -> None:
        self.directory = directory
        found = Commitment.objects.filter(pk__in=commitments)
        rows = found.select_related("deadline", "country", "outcome__meeting")
        self.items = {row.pk: row for row in rows}
        self._before = self._versions_before()
        self.leads: dict[int, dict[str, Responsibility]] = defaultdict(dict)
        parts = Responsibility.objects.filter(commitment__in=commitments, role=LeadRole.LEAD)
        for part in parts.select_related("ministry"):
            self.leads[part.commitment_id][part.side] = part
        self.home = Country.objects.filter(iso=settings.HOME_COUNTRY).first()
        ministries = {p.ministry_id for sides in self.leads.values() for p in sides.values() if p.ministry_id}
        countries = {row.country_id for row in self.items.values()} | ({self.home.pk} if self.home else set())
        self._ministry_names = {
            (name.ministry_id, name.language): name.name
            for name in MinistryName.objects.filter(ministry__in=ministries)
        }
        self._country_names = {
            (name.country_id, name.language): name.name
            for name in CountryName.objects.filter(country__in=countries)
        }

    def _versions_before(self) -> dict[int, Deadline]:
        """Load the version before the one that stands, where it moved."""
        moved = {pk for pk, row in self.items.items() if row.deadline and row.deadline.reason in NOTICED}
        before = Deadline.objects.filter(commitment__in=moved, number=F("commitment__deadline__number") - 1)
        return {version.commitment_id: version for version in before}

    def was_due(self, item: Commitment) -> datetime.date | None:
        """Give the day that stood before the standing deadline moved."""
        before = self._before.get(item.pk)
        return before.due_on if before else None

    def country(self, country: Country | None) -> str:
        """Name a country in the language of the reader, or as it is recorded."""
        if country is None:
            return str(settings.HOME_COUNTRY)
        return self._country_names.get((country.pk, get_language() or ""), country.name)

    def owner(self, item: Commitment, side: Side) -> str:
        """Name who owes on one side: the ministry and its country."""
        lead = self.leads[item.pk].get(side)
        country = self.country(self.home if side == Side.OURS else item.country)
        if lead is None or lead.ministry is None:
            return _("%(country)s, ministry not stated") % {"country": country}
        name = self._ministry_names.get((lead.ministry.pk, get_language() or ""), lead.ministry.name)
        return f"{name} ({country})"


def letter(shelf: Shelf, reader: User | None, reminders: Sequence[Reminder], today: datetime.date) -> Letter:
    """Write what one person is told, in the language that is active.

    Above MAIL_CEILING, and to the duty box, which nobody signs in with, an item gives its reference alone.
    """
    heaps: dict[str, list[Line]] = {name: [] for name in HEAPS}
    level = 0
    for reminder in reminders:
        item = shelf.items[reminder.commitment_id]
        if reader is None or item.classification > settings.MAIL_CEILING:
            heaps["withheld"].append(Line(item.reference, _url(item), "withheld"))
            continue
        line = _line(shelf, reader, item, reminder.rule, today)
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


def _line(shelf: Shelf, reader: User, item: Commitment, rule: str, today: datetime.date) -> Line:
    late, is_own = item.days_late(today), _is_own(shelf, item, reader)
    if rule == Rule.MOVED:
        heap = "moved"
    elif rule == Rule.ANSWER:
        heap = "answer"
    elif late:
        heap = "overdue" if is_own else "chase"
    elif rule == Rule.REVIEW:
        heap = "review"
    else:
        heap = "due" if is_own else "awaited"
    owing, owed = _sides(shelf, item)
    moved = ((_("Moved"), _moved(shelf, item)),) if rule == Rule.MOVED else ()
    facts = (
        (_("Owed by"), owing),
        (_("Owed to"), owed),
        (_("Since"), _since(item, reader)),
        *moved,
        (_("By when"), _by_when(item)),
        (_("State"), capfirst(item.get_state_display())),
        (_("Next"), next_step(item, rule, is_own=is_own)),
    )
    return Line(
        reference=item.reference,
        url=_url(item),
        heap=heap,
        due_on=item.due_on,
        title=" ".join(item.title.split()),
        lateness=_lateness(item, late, today),
        days_late=late,
        facts=facts,
    )


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


def _since(item: Commitment, reader: User) -> str:
    """Name the meeting where the reader and a mail may know it, and its day."""
    meeting = item.outcome.meeting
    may_name = meeting.classification <= min(reader.clearance, settings.MAIL_CEILING)
    name = f"{meeting.title} ({meeting.reference})" if may_name else meeting.reference
    return f"{name}, {day(meeting.held_on) if meeting.held_on else _('date not stated')}"


def _by_when(item: Commitment) -> str:
    """Say the deadline as agreed and as resolved."""
    deadline = item.deadline
    said = f"“{deadline.wording}”" if deadline and deadline.wording else _("no date was agreed")
    if item.due_on is None:
        return f"{said}; " + _("review on %(day)s") % {"day": day(item.review_on)} if item.review_on else said
    when = day(item.due_on)
    if deadline and deadline.due_start and deadline.due_start < item.due_on:
        days = {"start": day(deadline.due_start), "end": day(item.due_on)}
        when = _("between %(start)s and %(end)s") % days
    if item.act_by and item.act_by != item.due_on:
        when += "; " + _("last working day %(day)s") % {"day": day(item.act_by)}
    return f"{said}: {when}"


def _moved(shelf: Shelf, item: Commitment) -> str:
    """Say from which day to which, and why."""
    was, version = shelf.was_due(item), item.deadline
    days = {
        "old": day(was) if was else _("no date"),
        "new": day(item.due_on) if item.due_on else _("no date"),
    }
    reasons = [str(MoveReason(version.reason).label)] if version else []
    if version and version.cause:
        reasons.append(str(Remark.from_json(version.cause)))
    if version and version.note:
        reasons.append(" ".join(version.note.split()))
    return "; ".join([_("from %(old)s to %(new)s") % days, *reasons])


def _lateness(item: Commitment, late: int, today: datetime.date) -> str:
    if late:
        return ngettext("%(days)d day late", "%(days)d days late", late) % {"days": late}
    if item.due_on is None or item.due_on < today:
        return ""
    left = (item.due_on - today).days
    if not left:
        return _("due today")
    return ngettext("due in %(days)d day", "due in %(days)d days", left) % {"days": left}


def next_step(item: Commitment, rule: str, *, is_own: bool) -> str:
    """Say what the reader does about it."""
    if rule == Rule.MOVED:
        return _("Plan for the new date, or say what stands against it.")
    if item.state == S.DECLINED:
        return _("It was declined: propose it to another lead or on other terms.")
    if item.state == S.PROPOSED and rule == Rule.REVIEW:
        return _("Ask the owners for their answer, and set a new review date.")
    if item.state == S.PROPOSED:
        return _("Ask the owners to accept or decline, and file their answer.")
    if rule == Rule.REVIEW:
        return _("Say where it stands, and set a new review date.")
    if is_own:
        return _("Report progress or completion, or ask for another date.")
    if item.owed_by == OwedBy.THEIRS:
        return _("Ask the other side, and record what they say.")
    return _("Ask the owners, and record what they say.")


def day(value: datetime.date | None) -> str:
    """Write a date as the language writes it."""
    return date_format(value, "DATE_FORMAT") if value else _("not stated")
