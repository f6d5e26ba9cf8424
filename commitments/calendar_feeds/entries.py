"""The entries of a person's calendar: deadlines and reviews, meetings, and requests and offers without an
answer.

They are read through the access policy, in a constant number of queries. How much an entry says depends on
the classification, as in email, since a calendar leaves the government too.
"""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import F, Model, Q, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from commitments.access import grants, querysets, rules
from commitments.audit import log
from commitments.calendar_feeds.icalendar import CalendarEntry, render_calendar
from commitments.enums import (
    DONE_STATES,
    OPEN_STATES,
    Answer,
    Classification,
    CommitmentState,
    DeadlineKind,
    MeetingForm,
    MeetingState,
    OwedBy,
)
from commitments.models import Commitment, Meeting, Outcome, User, zone_of
from commitments.models.parties import name_country


def find_highest_level(person: User) -> int:
    """Return the highest classification of which a calendar shows more than the reference.

    The address is the only factor, and calendar programs store what they fetch on machines of others, like
    email.
    """
    return min(person.reads_up_to, settings.MAIL_CEILING, settings.SECOND_FACTOR_ABOVE)


def build_uid(reference: str, part: str = "") -> str:
    """Return the permanent identifier of one date of a record in every calendar (RFC 7986, 5.3)."""
    return f"{reference}{'-' if part else ''}{part}@{settings.PUBLIC_HOST}"


def build_page_address(kind: str, key: int) -> str:
    """Return the address of a record's page, which requires sign-in."""
    return settings.PUBLIC_URL + reverse(f"admin:commitments_{kind}_change", args=(key,))


def format_entry_day(value: datetime.date) -> str:
    """Write a date as the language writes it."""
    return date_format(value, "DATE_FORMAT")


def format_description(level: int, is_demonstration: bool, facts: Iterable[tuple[str, str]]) -> str:
    """Write the text of an entry: its classification, then one fact a line."""
    head = [str(Classification(level).label).upper()]
    if is_demonstration:
        head.append(_("Demonstration data"))
    return "\n".join([*head, *(f"{label}: {' '.join(text.split())}" for label, text in facts if text)])


def format_restricted() -> str:
    """Return the sentence that explains why an entry has no text."""
    return _("This entry is above the classification allowed in calendars. Sign in to read it.")


Row = Mapping[str, Any]
UTC = ZoneInfo("UTC")
S = CommitmentState
# Closed, and not to be done: it stays for a while, cancelled, so that who took it over sees that it is off.
# What is done stays for a while too, as a task that is ticked off.
CALLED_OFF = (S.OVERTAKEN, S.WITHDRAWN, S.SUPERSEDED, S.DISCONTINUED)
COMMITMENT_COLUMNS = (
    *(
        "pk",
        "reference",
        "title",
        "classification",
        "country",
        "state",
        "owed_by",
        "due_on",
        "last_working_day",
    ),
    *("review_on", "closed_on", "version", "recorded_at"),
    *("country__name", "country__is_demonstration"),
    *("deadline__due_start", "deadline__kind", "deadline__wording", "deadline__session_number"),
    *("deadline__event", "deadline__event__reference", "deadline__event__title"),
    *("deadline__event__classification", "deadline__mechanism__name"),
)
COMMITMENT_CHANGED_AT = Subquery(log.select_last_changes(Commitment).values("at")[:1])


@dataclass(frozen=True, slots=True)
class EntryReader:
    """The reader of the entries: what may be shown, and which of the named meetings the person may read.

    `kept` are the keys of the items that are kept between the two governments.
    """

    told_up_to: int
    zone: ZoneInfo = UTC
    is_tasks: bool = False
    meetings: Collection[int] = ()
    kept: Collection[int] = field(default=frozenset())

    def may_say(self, row: Row) -> bool:
        """Return whether a calendar may show the text of a row."""
        return row["classification"] <= self.told_up_to and row["pk"] not in self.kept


def build_item_conditions(since: datetime.date, *, is_tasks: bool) -> tuple[Q, Q]:
    """Return the conditions for items with a date: open ones, and those closed since some day."""
    states = (*DONE_STATES, *CALLED_OFF) if is_tasks else CALLED_OFF
    return Q(state__in=OPEN_STATES), Q(state__in=states, closed_on__gte=since, due_on__isnull=False)


def build_entries(row: Row, reader: EntryReader) -> Iterator[CalendarEntry]:
    """Yield the entries of one item: its deadline or its review; none where it has no date."""
    state = S(row["state"])
    is_asleep = state == S.SUSPENDED
    # What sleeps comes back on the day of its review alone.
    if row["due_on"] is not None and not is_asleep:
        yield _deadline(row, reader)
    if row["review_on"] is not None and state in OPEN_STATES and (is_asleep or row["due_on"] is None):
        yield _review(row, reader)


def _deadline(row: Row, reader: EntryReader) -> CalendarEntry:
    state, due_on = S(row["state"]), row["due_on"]
    start = row["deadline__due_start"]
    is_window = start is not None and start < due_on
    is_event = row["deadline__kind"] == DeadlineKind.EVENT
    if is_window:
        kind, said = _("Period"), _("Period: %(name)s")
    elif is_event:
        kind, said = _("Linked to an event"), _("Linked to an event: %(name)s")
    else:
        kind, said = _("Deadline"), _("Due: %(name)s")
    done_at = None
    if state in DONE_STATES:
        done_at = datetime.datetime.combine(row["closed_on"], datetime.time(), reader.zone)
    return _entry(
        row,
        reader,
        said=_("Cancelled: %(name)s") if state in CALLED_OFF else said,
        facts=_facts(row, reader, start if is_window else None),
        uid=build_uid(row["reference"]),
        first=start if is_window else due_on,
        last=due_on,
        kind=kind,
        status=_status(state, reader),
        is_task=reader.is_tasks,
        done_at=done_at and done_at.astimezone(datetime.UTC),
    )


def _review(row: Row, reader: EntryReader) -> CalendarEntry:
    return _entry(
        row,
        reader,
        said=_("Review: %(name)s"),
        facts=_facts(row, reader, None),
        uid=build_uid(row["reference"], "review"),
        first=row["review_on"],
        last=None,
        kind=_("Review"),
    )


def _entry(
    row: Row, reader: EntryReader, *, said: str, facts: list[tuple[str, str]], **dates: Any
) -> CalendarEntry:
    reference, is_told = row["reference"], reader.may_say(row)
    told = format_description(row["classification"], row["country__is_demonstration"], facts)
    return CalendarEntry(
        sequence=row["version"],
        changed_at=row["changed_at"] or row["recorded_at"],
        summary=said % {"name": f"{reference} {row['title']}" if is_told else reference},
        description=told if is_told else format_restricted(),
        url=build_page_address("commitment", row["pk"]),
        **dates,
    )


def _status(state: CommitmentState, reader: EntryReader) -> str:
    """Return the status in the words of events or of tasks (RFC 5545, 3.8.1.11)."""
    if state in CALLED_OFF:
        return "CANCELLED"
    if not reader.is_tasks:
        return "CONFIRMED"
    if state in DONE_STATES:
        return "COMPLETED"
    return "IN-PROCESS" if state in (S.IN_PROGRESS, S.REPORTED) else "NEEDS-ACTION"


def _facts(row: Row, reader: EntryReader, window_from: datetime.date | None) -> list[tuple[str, str]]:
    """List the facts about an item, as (label, text)."""
    due_on, last_working_day = row["due_on"], row["last_working_day"]
    when = ""
    if window_from is not None:
        days = {"start": format_entry_day(window_from), "end": format_entry_day(due_on)}
        when = _("between %(start)s and %(end)s") % days
    elif due_on is not None:
        when = format_entry_day(due_on)
    return [
        (_("As agreed"), row["deadline__wording"] or ""),
        (_("Deadline"), when),
        (
            _("Last working day"),
            format_entry_day(last_working_day) if last_working_day and last_working_day != due_on else "",
        ),
        (_("Linked meeting"), _followed(row, reader)),
        (_("Responsible side"), capfirst(str(OwedBy(row["owed_by"]).label))),
        (_("Partner"), name_country(row["country"], row["country__name"])),
        (_("Stage"), capfirst(str(S(row["state"]).label))),
    ]


def _followed(row: Row, reader: EntryReader) -> str:
    """Return the event on which a deadline depends, as far as the person and a calendar may show it."""
    if row["deadline__event"] is not None:
        if row["deadline__event"] not in reader.meetings:
            return querysets.name_of(row["deadline__event"], None)
        reference = str(row["deadline__event__reference"])
        is_told = row["deadline__event__classification"] <= reader.told_up_to
        return f"{reference} {row['deadline__event__title']}" if is_told else reference
    name, number = row["deadline__mechanism__name"], row["deadline__session_number"]
    if name is None:
        return ""
    return _("session %(number)s of %(name)s") % {"number": number, "name": name} if number else str(name)


MEETING_COLUMNS = (
    *("pk", "reference", "title", "classification", "country", "form", "held_on", "starts_at", "ends_at"),
    *("time_zone", "place", "state", "version", "recorded_at"),
    *("country__name", "country__time_zone", "country__is_demonstration"),
)
MEETING_CHANGED_AT = Subquery(log.select_last_changes(Meeting).values("at")[:1])
POINT_COLUMNS = (
    *("pk", "number", "clause", "classification", "review_on", "version", "recorded_at", "meeting"),
    "meeting__reference",
)
POINT_COUNTRY = {
    "country": F("meeting__country"),
    "is_demonstration": F("meeting__country__is_demonstration"),
}
POINT_CHANGED = Subquery(log.select_last_changes(Outcome).values("at")[:1])
UNANSWERED = Q(answer=Answer.UNANSWERED, review_on__isnull=False)
# Off the lists, or without a day.
DATED = Q(held_on__isnull=False) & ~Q(state=MeetingState.IN_ERROR)
CLAUSE_LETTERS = 120


def build_meeting_entry(row: Row, reader: EntryReader) -> CalendarEntry:
    """Return the entry of a meeting that has a day."""
    first, last = find_days(row)
    state, reference, is_told = row["state"], row["reference"], reader.may_say(row)
    name = f"{reference} {row['title']}" if is_told else reference
    if state == MeetingState.CANCELLED:
        name = _("Cancelled: %(name)s") % {"name": name}
    facts = [
        (_("Meeting"), capfirst(str(MeetingForm(row["form"]).label))),
        (_("Partner"), name_country(row["country"], row["country__name"])),
        (_("Stage"), capfirst(str(MeetingState(state).label))),
    ]
    told = format_description(row["classification"], row["country__is_demonstration"], facts)
    put_off = {MeetingState.CANCELLED: "CANCELLED", MeetingState.POSTPONED: "TENTATIVE"}
    return CalendarEntry(
        uid=build_uid(reference),
        sequence=row["version"],
        changed_at=row["changed_at"] or row["recorded_at"],
        first=first,
        last=last,
        summary=name,
        description=told if is_told else format_restricted(),
        place=row["place"] if is_told else "",
        url=build_page_address("meeting", row["pk"]),
        kind=_("Meeting"),
        status=put_off.get(state, "CONFIRMED"),
    )


def load_meeting_entry(meeting: Meeting, up_to: int) -> CalendarEntry:
    """Return the entry of a meeting with a day, with text up to a classification, in the active language."""
    found = Meeting.objects.filter(pk=meeting.pk).values(*MEETING_COLUMNS, changed_at=MEETING_CHANGED_AT)
    return build_meeting_entry(found.get(), EntryReader(up_to))


def find_days(row: Row) -> tuple[datetime.date, datetime.date | None]:
    """Return the day of a meeting or, where its hours are known, the times in the time zone of the place.

    Where the time zone is unknown, only the day is returned.
    """
    day, starts_at, ends_at = row["held_on"], row["starts_at"], row["ends_at"]
    zone = _zone(row["time_zone"] or row["country__time_zone"])
    if starts_at is None or zone is None:
        return day, None
    first = datetime.datetime.combine(day, starts_at, zone)
    # An end that is no later than the beginning says nothing.
    is_said = ends_at is not None and ends_at > starts_at
    return first, datetime.datetime.combine(day, ends_at, zone) if is_said else None


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def point_entry(row: Row, reader: EntryReader) -> CalendarEntry:
    """Return the entry of the day on which an unanswered request or offer is reviewed."""
    is_named, is_told = row["meeting"] in reader.meetings, reader.may_say(row)
    of = row["meeting__reference"] if is_named else querysets.name_of(row["meeting"], None)
    name = _("outcome %(number)s of %(meeting)s") % {"number": row["number"], "meeting": of}
    if is_told:
        name += f": {Truncator(' '.join(row['clause'].split())).chars(CLAUSE_LETTERS)}"
    told = format_description(row["classification"], row["is_demonstration"], ())
    return CalendarEntry(
        uid=build_uid(f"outcome-{row['pk']}", "review"),
        sequence=row["version"],
        changed_at=row["changed_at"] or row["recorded_at"],
        first=row["review_on"],
        last=None,
        summary=_("Review: %(name)s") % {"name": name},
        description=told if is_told else format_restricted(),
        url=build_page_address("outcome", row["pk"]),
        kind=_("Review"),
        status="CONFIRMED",
    )


# What was called off or is over stands so long.
KEPT_DAYS = 90
# Of each kind, the earliest first: who reads the record of every country has more than a calendar shows.
MOST = 2000


@dataclass(frozen=True, slots=True)
class CalendarContent:
    """The contents of a calendar, and what was read for it by kind; `is_cut` where there is more."""

    entries: tuple[CalendarEntry, ...]
    read: tuple[tuple[type[Model], Sequence[Row]], ...]
    is_cut: bool = False

    def written(self) -> bytes:
        """Write the calendar in the language that is active."""
        told = _("Due dates, review dates and meetings that you have access to.")
        cut = (
            _("Only the earliest %(most)s dates of each kind are shown.") % {"most": MOST}
            if self.is_cut
            else ""
        )
        return render_calendar(self.entries, name=_("Commitments"), description=f"{told} {cut}".strip())


def load_entries(person: User, today: datetime.date, *, is_tasks: bool = False) -> CalendarContent:
    """Load the entries of a person's calendar on a day, in the active language.

    They are what the person deals with; records granted for a time are read in the tracker.
    """
    since = today - datetime.timedelta(days=KEPT_DAYS)
    rows = _items(person, since, is_tasks)
    held = rules.at_hand(Meeting.objects.filter(DATED, held_on__gte=since), person)
    met = list(held.order_by("held_on", "pk").values(*MEETING_COLUMNS, changed_at=MEETING_CHANGED_AT)[:MOST])
    asked = rules.at_hand(Outcome.objects.filter(UNANSWERED), person).order_by("review_on", "pk")
    points = list(asked.values(*POINT_COLUMNS, changed_at=POINT_CHANGED, **POINT_COUNTRY)[:MOST])
    named = {row["deadline__event"] for row in rows} | {row["meeting"] for row in points}
    known = querysets.filter_readable_keys(Meeting, named, person)
    up_to, zone = find_highest_level(person), zone_of(person)
    of_items = EntryReader(
        up_to, zone, is_tasks, known, grants.list_confidential(Commitment, [r["pk"] for r in rows])
    )
    of_points = EntryReader(
        up_to, zone, is_tasks, known, grants.list_confidential(Outcome, [r["pk"] for r in points])
    )
    of_meetings = EntryReader(up_to)
    return CalendarContent(
        entries=(
            *(entry for row in rows for entry in build_entries(row, of_items)),
            *(build_meeting_entry(row, of_meetings) for row in met),
            *(point_entry(row, of_points) for row in points),
        ),
        read=((Commitment, rows), (Meeting, met), (Outcome, points)),
        is_cut=max(len(rows), len(met), len(points)) >= MOST,
    )


def _items(person: User, since: datetime.date, is_tasks: bool) -> list[Row]:
    """Read the items that are open, and those closed lately: one query each, for each has its index."""
    found: list[Row] = []
    for condition in build_item_conditions(since, is_tasks=is_tasks):
        seen = rules.at_hand(Commitment.objects.filter(condition), person).by_due()  # type: ignore[attr-defined]
        found += seen.values(*COMMITMENT_COLUMNS, changed_at=COMMITMENT_CHANGED_AT)[:MOST]
    return found
