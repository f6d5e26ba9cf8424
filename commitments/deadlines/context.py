"""The context in which a deadline is resolved: calendars, the event it depends on, the day its clock started.

Also the result: the dates, how they were calculated, and which calendar years decided them or are
unconfirmed.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import F

from commitments.calendars.holidays import calendar_for
from commitments.calendars.workdays import (
    AbsentYearError,
    Calendar,
    Counting,
    Status,
    join_calendars,
    last_workday_on_or_before,
)
from commitments.deadlines.explanation import Remark, build_remark, explain_working
from commitments.deadlines.periods import UnsureError
from commitments.enums import CommitmentState, MeetingState
from commitments.language.phrases.specification import DeadlineSpec, Kind
from commitments.models import Commitment, Country, Holiday, HolidayYear, Mechanism, Meeting

# A meeting that will not be, or never was.
OFF = (MeetingState.CANCELLED, MeetingState.IN_ERROR)
AHEAD = (MeetingState.PLANNED, MeetingState.POSTPONED)
# Questions about the words that the choice of a meeting answers.
WHICH_EVENT = ("which_meeting", "which_event")
# What counts as the completion of a commitment on which another waits.
COMPLETED = (CommitmentState.FULFILLED, CommitmentState.CONCLUDED)


@dataclass(frozen=True, slots=True)
class Dependencies:
    """What a deadline depends on.

    `event` is a recorded meeting; `mechanism` with `session_number` a session, recorded or not; without a
    number the next session, which is `event` once it is known; `follows` another commitment whose completion
    starts the clock.
    """

    event: Meeting | None = None
    mechanism: Mechanism | None = None
    session_number: int | None = None
    follows: Commitment | None = None

    @property
    def names_event(self) -> bool:
        return self.event is not None or self.mechanism is not None

    @property
    def keys(self) -> tuple[int | None, int | None, int | None, int | None]:
        """Return the keys that identify the dependencies, for comparison."""
        return (
            self.event.pk if self.event else None,
            self.mechanism.pk if self.mechanism else None,
            self.session_number,
            self.follows.pk if self.follows else None,
        )


NO_HOOKS = Dependencies()


@dataclass(slots=True)
class DeadlineRecords:
    """Calendars and sessions, each loaded once however many deadlines are resolved."""

    calendars: dict[str, Calendar] = field(default_factory=dict)
    sessions: dict[int, list[Meeting]] = field(default_factory=dict)

    def calendar(self, iso: str) -> Calendar:
        if iso not in self.calendars:
            self.calendars[iso] = calendar_of(iso)
        return self.calendars[iso]

    def sessions_of(self, mechanism: Mechanism) -> list[Meeting]:
        """List the meetings of a mechanism that took or may take place, by day, those without one last."""
        if mechanism.pk not in self.sessions:
            rows = Meeting.objects.filter(mechanism=mechanism).exclude(state__in=OFF)
            self.sessions[mechanism.pk] = list(rows.order_by(F("held_on").asc(nulls_last=True), "pk"))
        return self.sessions[mechanism.pk]


@dataclass(frozen=True, slots=True)
class DeadlineContext:
    """What is known about one deadline besides its wording.

    `partner` is the partner's ISO code, `event_on` the day of the event it depends on, `anchor_on` the day
    its clock started where that is not the meeting, `previous_on` the due day of the previous occurrence.
    """

    owed_by: str
    partner: str
    held_on: datetime.date | None
    today: datetime.date
    condition: str = ""
    condition_met_on: datetime.date | None = None
    event_on: datetime.date | None = None
    anchor_on: datetime.date | None = None
    previous_on: datetime.date | None = None


def calendar_of(iso: str) -> Calendar:
    """Return a country's calendar with the days that officers declared and the years they confirmed."""
    rows = Holiday.objects.filter(country__iso=iso)
    confirmed = HolidayYear.objects.filter(country__iso=iso)
    place = Country.objects.filter(iso=iso).values_list("capital", flat=True).first()
    return calendar_for(
        iso,
        overrides=tuple(rows.values_list("day", "name", "is_free")),
        confirmed=tuple(confirmed.values_list("year", flat=True)),
        place=place or "",
    )


def fit_to_dependencies(spec: DeadlineSpec, hooks: Dependencies) -> DeadlineSpec:
    """Count from what the officer selected: a length of time alone has no start."""
    settled: tuple[str, ...] = WHICH_EVENT if hooks.names_event else ()
    if hooks.names_event or hooks.follows is not None:
        settled = (*settled, "length_alone")
    ask = "" if spec.ask in settled else spec.ask
    if hooks.follows is not None and spec.count is not None and spec.kind == "relative":
        return replace(spec, anchor="completion", ask=ask)
    if hooks.names_event and spec.count is not None and spec.kind == "relative":
        return replace(spec, anchor="event", ask=ask)
    if ask != spec.ask:
        return replace(spec, kind="event", relation=spec.relation or "at", ask="")
    return spec


def select_meeting(
    hooks: Dependencies,
    world: DeadlineRecords,
    *,
    held_on: datetime.date | None,
    own: int | None = None,
    level: int,
) -> Dependencies:
    """Find the meeting that a deadline depends on: keep the one that still fits, else take the awaited
    session.

    The next session is the first recorded after the meeting on `held_on` (`own`), a numbered one the one with
    that number. A session classified above `level` is ignored: its day would reveal it. A cancelled meeting
    is replaced by the next of its mechanism.
    """
    event, mechanism, floor = hooks.event, hooks.mechanism, None
    if event is not None and event.state in OFF:
        mechanism, floor = mechanism or event.mechanism, event.session_number
        if mechanism is None:
            return hooks
        event = None
    if event is not None and mechanism is not None:
        is_other = hooks.session_number not in (None, event.session_number)
        if event.mechanism_id != mechanism.pk or is_other:
            event = None
    if event is None and mechanism is not None:
        rows = world.sessions_of(mechanism)
        listed = [row for row in rows if row.pk != own and row.classification <= level]
        event = _session(listed, hooks.session_number, held_on, floor)
    return replace(hooks, event=event, mechanism=mechanism)


def _session(
    listed: Sequence[Meeting], number: int | None, held_on: datetime.date | None, floor: int | None
) -> Meeting | None:
    """Choose among a mechanism's sessions, in the order of their days."""
    if number is not None:
        return next((row for row in listed if row.session_number == number), None)
    for row in listed:
        is_later = row.state in AHEAD if row.held_on is None or held_on is None else row.held_on > held_on
        if is_later and (floor is None or row.session_number is None or row.session_number >= floor):
            return row
    return None


def day_of(event: Meeting | None) -> datetime.date | None:
    """Return the day of an event; None where it has none, or will not take place."""
    return event.held_on if event is not None and event.state not in OFF else None


@dataclass(frozen=True, slots=True)
class CalendarUsed:
    """A year of a country's calendar that was used in a resolution."""

    code: str
    year: int
    status: Status


@dataclass(frozen=True, slots=True)
class Resolution:
    """The result of resolving a deadline.

    `due_start` is the first day of a window, `due_end` (`due_on`) the agreed day, after which it is overdue;
    `act_by` the owner's last working day on or before it, `act_by_partner` the same in the partner's capital.
    Without a date there is a `review_on`. `ask` is what the officer has to decide, `working` the calculation,
    with the `doubts` about unconfirmed years at its end. `calendars_used` lists the years that decided any of
    the dates, and the absent year that stopped the calculation.
    """

    kind: Kind
    due_start: datetime.date | None = None
    due_end: datetime.date | None = None
    act_by: datetime.date | None = None
    act_by_partner: datetime.date | None = None
    review_on: datetime.date | None = None
    every: str = ""
    ask: Remark | None = None
    calendars_used: tuple[CalendarUsed, ...] = ()
    working: tuple[Remark, ...] = ()
    doubts: tuple[Remark, ...] = ()

    @property
    def steps(self) -> tuple[Remark, ...]:
        """Return the calculation without the doubts, which pass with time: what is stored."""
        return tuple(step for step in self.working if step not in self.doubts)

    @property
    def due_on(self) -> datetime.date | None:
        return self.due_end

    @property
    def needs_officer(self) -> str:
        """Return in one sentence what the officer has to decide; empty where nothing."""
        return str(self.ask) if self.ask else ""

    @property
    def explanation(self) -> str:
        """Return the calculation in words, in the reader's language."""
        return explain_working(self.working)


def build_counting(spec: DeadlineSpec, owner: Calendar, partner: Calendar | None) -> Counting:
    """Choose the calendar that working days are counted in; raise UnsureError where it is not at hand."""
    if not spec.capitals:
        return owner
    if spec.capitals == "both":
        if partner is None:
            raise UnsureError("partner")
        return join_calendars([owner, partner])
    for calendar in (owner, partner):
        if calendar and _plain(spec.capitals) in (_plain(calendar.place), _plain(calendar.code)):
            return calendar
    raise UnsureError("capital", words=spec.capitals)


def _plain(place: str) -> str:
    """Return a place's name in a form for comparison, without capital letters and spaces."""
    return "".join(place.casefold().split())


def used_between(calendar: Counting, start: datetime.date, end: datetime.date) -> tuple[CalendarUsed, ...]:
    """List the years of each country that lie between two days."""
    return tuple(
        CalendarUsed(code, year, status)
        for year in range(start.year, end.year + 1)
        for code, status in calendar.statuses(year)
    )


def build_missing_year(absent: AbsentYearError) -> CalendarUsed:
    """Return the remark on the year that stopped the calculation: once known, it decides."""
    return CalendarUsed(absent.code, absent.year, "absent")


def last_workday(
    calendar: Calendar, end: datetime.date
) -> tuple[datetime.date | None, tuple[CalendarUsed, ...], Remark | None]:
    """Find the last working day on or before a day, the years that decided it, and what is asked instead."""
    try:
        day = last_workday_on_or_before(calendar, end)
    except AbsentYearError as absent:
        return None, (build_missing_year(absent),), absent_year(absent)
    return day, used_between(calendar, day, end), None


def absent_year(absent: AbsentYearError) -> Remark:
    """Return the question for a year's holidays."""
    return build_remark("absent", place=absent.place, year=str(absent.year))


def list_capitals(calendar: Counting) -> list[list[str]]:
    """Return the capitals whose days count, in the form in which remarks are stored."""
    return [[place] for place in calendar.places]


def doubts_about(years: Iterable[tuple[str, int]], calendars: Iterable[Calendar]) -> tuple[Remark, ...]:
    """Return a remark for each year (country code, year) that is computed and not confirmed.

    Evaluated again whenever a stored deadline is read, since a year may have been confirmed meanwhile.
    """
    known = {calendar.code: calendar for calendar in calendars}
    return tuple(
        build_remark("computed", year=str(year), place=known[code].place or code)
        for code, year in dict.fromkeys(years)
        if code in known and known[code].status(year) == "computed"
    )
