"""What is known when a deadline is resolved: calendars, the event it follows, the day its clock started."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db.models import F

from commitments.calendars.holidays import calendar_for
from commitments.calendars.workdays import Calendar
from commitments.models import Commitment, Country, Holiday, HolidayYear, Mechanism, Meeting
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import CommitmentState, MeetingState

# A meeting that will not be, or never was.
OFF = (MeetingState.CANCELLED, MeetingState.IN_ERROR)
AHEAD = (MeetingState.PLANNED, MeetingState.POSTPONED)
# Questions about the words that the choice of a meeting answers.
WHICH_EVENT = ("which_meeting", "which_event")
# What counts as the completion of a commitment on which another waits.
COMPLETED = (CommitmentState.FULFILLED, CommitmentState.CONCLUDED)


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a deadline follows.

    `event` is a meeting on record; `mechanism` with `session_number` a session whether on record or not,
    without a number the next one, which `event` is once it is known; `follows` another commitment whose
    completion starts the clock.
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
        """Give what identifies them, to compare two."""
        return (
            self.event.pk if self.event else None,
            self.mechanism.pk if self.mechanism else None,
            self.session_number,
            self.follows.pk if self.follows else None,
        )


NO_HOOKS = Hooks()


@dataclass(slots=True)
class World:
    """Calendars and sessions, each read once however many deadlines are resolved."""

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
class Facts:
    """What is known about one deadline besides its words.

    `partner` is the partner's ISO code, `event_on` the day of the event it follows, `anchor_on` the day its
    clock started where that is not the meeting, `previous_on` the due day of the occurrence before.
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
    """Give a country's calendar with the days its officers declared and the years they confirmed."""
    rows = Holiday.objects.filter(country__iso=iso)
    confirmed = HolidayYear.objects.filter(country__iso=iso)
    place = Country.objects.filter(iso=iso).values_list("capital", flat=True).first()
    return calendar_for(
        iso,
        overrides=tuple(rows.values_list("day", "name", "is_free")),
        confirmed=tuple(confirmed.values_list("year", flat=True)),
        place=place or "",
    )


def fitted(spec: DeadlineSpec, hooks: Hooks) -> DeadlineSpec:
    """Let the words count from what the officer chose: a length of time alone does not say from when."""
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


def bound(
    hooks: Hooks, world: World, *, held_on: datetime.date | None, own: int | None = None, level: int
) -> Hooks:
    """Find the meeting that is meant: keep the one that still fits, else take the session waited for.

    The next session is the first on record after the meeting on `held_on` (`own`), the numbered one that
    with the number. A session marked above `level` is not seen: its day would betray it. A meeting that will
    not take place gives way to the next of its mechanism.
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
    """Give the day of an event; None where it has none, or will not take place."""
    return event.held_on if event is not None and event.state not in OFF else None
