"""The records behind reminders and emails, loaded for many readers in a constant number of queries.

Also their values in words: the deadline as agreed and as resolved, lateness, moves, the meeting as far as its
reader and an email may name it, and for escalated items who was asked, since when, and what a head can do.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F, Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, npgettext
from django.utils.translation import gettext as _

from commitments.access import grants, querysets
from commitments.deadlines.explanation import Remark
from commitments.enums import (
    CommitmentState,
    FollowUpState,
    LeadRole,
    MoveReason,
    NotSentReason,
    OwedBy,
    ReminderKind,
    ReminderState,
    Role,
    Side,
)
from commitments.models import (
    Commitment,
    Country,
    CountryName,
    Deadline,
    EmailReply,
    FollowUp,
    Meeting,
    MinistryName,
    ProgressUpdate,
    Reminder,
    Responsibility,
    User,
    leads_of,
)
from commitments.reminders.recipients import Directory, OwnerPlace
from commitments.reminders.schedule import NOTICED, SILENCE, ScheduleSubject, StepKey

# The person was not the right one: the rung is planned again for whoever is.
WRONG_PERSON = (NotSentReason.NEW_OWNER, NotSentReason.LEFT, NotSentReason.UNREADABLE, NotSentReason.BOUNCED)
# The columns of a commitment that are fields of its `ScheduleSubject`, under the same names.
SUBJECT_COLUMNS = (
    *("state", "nature", "owed_by", "last_working_day", "due_on", "review_on", "proposed_on"),
    "is_countered",
    "last_contact_on",
)
# The same of the deadline that applies.
SUBJECT_OF_DEADLINE = ("recorded_at", "kind", "reason")


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One commitment as the planner needs it, with the place where its people are found."""

    subject: ScheduleSubject
    place: OwnerPlace


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """An existing reminder."""

    pk: int
    recipient: int | None
    planned_at: datetime.datetime
    state: str
    why_not: str

    @property
    def is_open_again(self) -> bool:
        """Return whether the reminder step is open again because the person was the wrong recipient."""
        return self.why_not in WRONG_PERSON

    @property
    def has_bounced(self) -> bool:
        """Return whether it was sent and bounced, or was refused because of the address."""
        return self.why_not == NotSentReason.BOUNCED


@dataclass(slots=True)
class ItemLead:
    """The lead of one side, and its acceptance and report."""

    ministry: int | None
    official: int | None
    accepted_on: datetime.date | None
    reported_on: datetime.date | None


def load_items(commitments: Collection[int]) -> dict[int, PlannedItem]:
    """Load what the planner has to know of these commitments: two queries."""
    leads: dict[int, dict[str, ItemLead]] = defaultdict(dict)
    parts = Responsibility.objects.filter(commitment__in=commitments, role=LeadRole.LEAD)
    columns = ("commitment", "side", "ministry", "official", "accepted_on", "reported_on")
    for commitment, side, *lead in parts.values_list(*columns):
        leads[commitment][side] = ItemLead(*lead)
    found = Commitment.objects.filter(pk__in=commitments, deadline__isnull=False)
    standing = (f"deadline__{name}" for name in SUBJECT_OF_DEADLINE)
    rows = found.values("pk", "deadline_id", "country_id", "classification", *SUBJECT_COLUMNS, *standing)
    return {row["pk"]: _item(row, leads[row["pk"]]) for row in rows}


def item_of(commitment: Commitment) -> PlannedItem | None:
    """See one commitment, read with deadline and parts, as the planner does; None without a deadline."""
    standing = commitment.deadline
    if standing is None:
        return None
    of_both = ("pk", "deadline_id", "country_id", "classification", *SUBJECT_COLUMNS)
    row = {name: getattr(commitment, name) for name in of_both}
    row |= {f"deadline__{name}": getattr(standing, name) for name in SUBJECT_OF_DEADLINE}
    named = {
        lead.side: ItemLead(lead.ministry_id, lead.official_id, lead.accepted_on, lead.reported_on)
        for lead in leads_of(commitment)
    }
    return _item(row, named)


def _item(row: Mapping[str, Any], leads: Mapping[str, ItemLead]) -> PlannedItem:
    ours = leads.get(Side.OURS)
    subject = ScheduleSubject(
        commitment=row["pk"],
        deadline=row["deadline_id"],
        reported=frozenset(side for side, lead in leads.items() if lead.reported_on),
        accepted=frozenset(side for side, lead in leads.items() if lead.accepted_on),
        **{name: row[name] for name in SUBJECT_COLUMNS},
        **{name: row[f"deadline__{name}"] for name in SUBJECT_OF_DEADLINE},
    )
    ministry, official = (ours.ministry, ours.official) if ours else (None, None)
    return PlannedItem(subject, OwnerPlace(row["country_id"], row["classification"], ministry, official))


def rows_of(deadlines: Collection[int]) -> dict[tuple[int, StepKey], list[PlannedRow]]:
    """Load the reminders of these deadlines by reminder step."""
    found: dict[tuple[int, StepKey], list[PlannedRow]] = defaultdict(list)
    columns = (
        "deadline",
        "kind",
        "offset",
        "start_date",
        "pk",
        "recipient",
        "planned_at",
        "state",
        "not_sent_reason",
    )
    reminders = Reminder.objects.filter(deadline__in=deadlines).order_by("pk")
    for deadline, rule, offset, start_date, *row in reminders.values_list(*columns):
        found[deadline, StepKey(ReminderKind(rule), offset, start_date)].append(PlannedRow(*row))
    return found


def in_chunks(keys: Collection[int], size: int = 500) -> Iterator[list[int]]:
    """Cut a long list of keys, so that memory and the length of a query stay bounded."""
    listed = list(keys)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]


class RecordCache:
    """The records from which emails are made, loaded together for many readers."""

    def __init__(
        self,
        commitments: Collection[int],
        directory: Directory,
        answers: Collection[int] = (),
        raised: Collection[int] = (),
        asked: Collection[int] = (),
    ) -> None:
        """Load all about some commitments; of those raised above the desk also who was asked, and when.

        `answers` and `asked` are the keys of replies to copy, and of requests for an update to send.
        """
        self.directory = directory
        self.answers = EmailReply.objects.in_bulk(list(answers)) if answers else {}
        updates = ProgressUpdate.objects.filter(pk__in=asked).select_related("recorded_by")
        self.requests = {row.pk: row for row in updates} if asked else {}
        found = Commitment.objects.filter(pk__in=commitments)
        rows = found.select_related("deadline", "country", "outcome__meeting")
        self.items = {row.pk: row for row in rows}
        # What the partner gave in confidence is named in mail by its reference alone.
        self.kept = grants.list_confidential(Commitment, list(self.items)) if self.items else frozenset()
        self._before = self._versions_before()
        self.leads: dict[int, dict[str, Responsibility]] = defaultdict(dict)
        parts = Responsibility.objects.filter(commitment__in=commitments, role=LeadRole.LEAD)
        for part in parts.select_related("ministry", "official"):
            self.leads[part.commitment_id][part.side] = part
        self.home = querysets.find_home()
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

        self._reminded, self.asked_on = _load_first_reminders(raised) if raised else ({}, {})

    def reminded_at(self, item: Commitment) -> datetime.datetime | None:
        """Return when our lead, or the desk where it leads itself, was first reminded of this deadline."""
        lead, told = self.leads[item.pk].get(Side.OURS), self._reminded.get(item.pk, {})
        if lead is None or lead.ministry is None or lead.ministry.runs_tracker:
            return min(told.values(), default=None)
        return told.get(lead.ministry.pk)

    def _versions_before(self) -> dict[int, Deadline]:
        """Load the version before the one that stands, where it moved."""
        moved = {pk for pk, row in self.items.items() if row.deadline and row.deadline.reason in NOTICED}
        before = Deadline.objects.filter(commitment__in=moved, number=F("commitment__deadline__number") - 1)
        return {version.commitment_id: version for version in before}

    def was_due(self, item: Commitment) -> datetime.date | None:
        """Return the day before the current deadline was moved."""
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


def _load_first_reminders(
    commitments: Collection[int],
) -> tuple[dict[int, dict[int | None, datetime.datetime]], dict[int, datetime.date]]:
    """Load when each ministry was first reminded of some items, and on which day the partner was asked."""
    reminders = Reminder.objects.filter(
        commitment__in=commitments, deadline=F("commitment__deadline"), state=ReminderState.DELIVERED
    ).exclude(kind__in=(ReminderKind.HEAD, ReminderKind.DIVISION, ReminderKind.REPLY_COPY, *SILENCE))
    first = reminders.order_by().values_list("commitment", "recipient__ministry").annotate(Min("planned_at"))
    reminded: dict[int, dict[int | None, datetime.datetime]] = defaultdict(dict)
    for commitment, ministry, moment in first:
        reminded[commitment][ministry] = moment
    asked = FollowUp.objects.filter(
        commitment__in=commitments, state=FollowUpState.ASKED, asked_on__isnull=False
    )
    return reminded, {pk: on for pk, on in asked.values_list("commitment", "asked_on") if on is not None}


def format_day(value: datetime.date | None) -> str:
    """Write a date as the language writes it."""
    return date_format(value, "DATE_FORMAT") if value else _("not stated")


def list_dates(item: Commitment) -> tuple[tuple[str, str], ...]:
    """List the deadline as agreed and the date as resolved, as (label, text)."""
    deadline = item.deadline
    said = f"“{deadline.wording}”" if deadline and deadline.wording else _("not stated")
    agreed = ((_("Deadline"), said),)
    if item.due_on is None:
        return (*agreed, (_("Review date"), format_day(item.review_on))) if item.review_on else agreed
    when = format_day(item.due_on)
    if deadline and deadline.due_start and deadline.due_start < item.due_on:
        days = {"start": format_day(deadline.due_start), "end": format_day(item.due_on)}
        when = _("between %(start)s and %(end)s") % days
    if item.last_working_day and item.last_working_day != item.due_on:
        when += "; " + _("last working day %(day)s") % {"day": format_day(item.last_working_day)}
    return (*agreed, (_("Due date"), when))


def list_move(shelf: RecordCache, item: Commitment) -> tuple[tuple[str, str], ...]:
    """List from which day to which a deadline moved, and why, as (label, text)."""
    was, version = shelf.was_due(item), item.deadline
    days = {
        "old": format_day(was) if was else _("no date"),
        "new": format_day(item.due_on) if item.due_on else _("no date"),
    }
    reasons = [str(MoveReason(version.reason).label)] if version else []
    if version and version.cause:
        reasons.append(str(Remark.from_json(version.cause)))
    moved = ((_("Changed"), "; ".join([_("from %(old)s to %(new)s") % days, *reasons])),)
    note = " ".join(version.note.split()) if version and version.note else ""
    return (*moved, (_("Explanation"), note)) if note else moved


def format_lateness(item: Commitment, late: int, today: datetime.date) -> str:
    """Return by how many days it is late, or due, in words."""
    if late:
        # In the subject of an email, no heading says what has passed.
        late_words = npgettext("email", "%(days)d day overdue", "%(days)d days overdue", late)
        return late_words % {"days": late}
    if item.due_on is None or item.due_on < today:
        return ""
    left = (item.due_on - today).days
    if not left:
        return _("due today")
    return ngettext("due in %(days)d day", "due in %(days)d days", left) % {"days": left}


# Before the reference of an item whose meeting a mail does not name.
UNNAMED = "-"


def meetings_of(shelf: RecordCache, reader: User | None, reminders: Sequence[Reminder]) -> set[int]:
    """Return which meetings of the items the reader may read, in one query per email."""
    if reader is None:
        return set()
    keys = {shelf.items[row.commitment_id].outcome.meeting_id for row in reminders}
    return querysets.filter_readable_keys(Meeting, keys, reader)


def list_bare_references(item: Commitment, reader: User, is_named: bool) -> tuple[str, ...]:
    """Return the reference of the meeting where an email may not describe it, or that it is not named."""
    meeting = item.outcome.meeting
    if not is_named:
        return (f"{UNNAMED}{item.reference}",)
    is_told = meeting.classification <= min(reader.clearance, settings.MAIL_CEILING)
    return () if is_told else (meeting.reference,)


def list_source(item: Commitment, reader: User, is_named: bool) -> tuple[tuple[str, str], ...]:
    """List the meeting's name and day where the reader and an email may know it, as (label, text).

    Where they may not, the day on which the commitment was sent to the owners.
    """
    meeting = item.outcome.meeting
    if not is_named:
        source = ((_("Source meeting"), querysets.name_of(meeting.pk, None)),)
        sent_on = None if item.is_countered else item.proposed_on
        return (*source, (_("Sent to the owners"), format_day(sent_on))) if sent_on else source
    is_bare = bool(list_bare_references(item, reader, is_named))
    name = meeting.reference if is_bare else f"{meeting.title} ({meeting.reference})"
    day = format_day(meeting.held_on) if meeting.held_on else _("date not stated")
    return ((_("Source meeting"), f"{name}, {day}"),)


def describe_next_step(shelf: RecordCache, item: Commitment, reader: User) -> str:
    """Return who was asked, and what the reader, above the desk, can do."""
    ours = shelf.leads[item.pk].get(Side.OURS)
    is_proposed = item.state == CommitmentState.PROPOSED
    has_acted = ours is not None and (ours.accepted_on if is_proposed else ours.reported_on) is not None
    is_theirs = item.owed_by == OwedBy.THEIRS or (item.owed_by == OwedBy.JOINT and has_acted)
    who = _partner(shelf, item) if is_theirs and not item.is_countered else _owner(shelf, item)
    return f"{who} {_deed(is_top=reader.role == Role.DIVISION_HEAD, is_theirs=is_theirs)}"


def _owner(shelf: RecordCache, item: Commitment) -> str:
    if item.is_countered:
        day = format_day(item.proposed_on)
        return _("The desk has had a counter-proposal to answer since %(day)s.") % {"day": day}
    if item.state == CommitmentState.PROPOSED:
        day = format_day(item.proposed_on)
        return _("Acceptance was requested from the owner on our side on %(day)s.") % {"day": day}
    reminded_at = shelf.reminded_at(item)
    if reminded_at is None:
        return _("The owner on our side has not received a reminder yet.")
    day = format_day(timezone.localtime(reminded_at).date())
    return _("The owner on our side has received reminders since %(day)s.") % {"day": day}


def _partner(shelf: RecordCache, item: Commitment) -> str:
    asked_on = shelf.asked_on.get(item.pk)
    if asked_on is None:
        return _("The partner has not been contacted yet.")
    return _("The partner was contacted on %(day)s.") % {"day": format_day(asked_on)}


def _deed(*, is_top: bool, is_theirs: bool) -> str:
    """Return what a head of desk or, at the top, a division head can do."""
    if is_theirs and is_top:
        return _("Raise the matter with the partner yourself, or add it to the agenda of the next meeting.")
    if is_theirs:
        return _("Contact the partner by note or through the embassy, or escalate to the division head.")
    if is_top:
        return _(
            "Contact the ministry’s leadership, name another owner, or raise the matter at the next meeting."
        )
    return _("Contact the ministry yourself, name another owner, or escalate to the division head.")
