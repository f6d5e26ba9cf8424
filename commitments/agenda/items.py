"""What may come back at a meeting: commitments, asks and offers, and where they stood before."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from commitments.models import AgendaItem, Commitment, Meeting, Outcome, day_at
from commitments.vocabulary import (
    ANSWERABLE,
    CLOSED_STATES,
    OPEN_STATES,
    Answer,
    MeetingForm,
    MeetingState,
)

AHEAD = (MeetingState.PLANNED, MeetingState.POSTPONED)
TOOK_PLACE = (MeetingState.HELD, MeetingState.CLOSED)
# Nobody goes through an agenda on the telephone or in a note, unless a mechanism meets that way.
WITHOUT_AGENDA = (MeetingForm.CALL, MeetingForm.EXCHANGE)

# A commitment's key, or None and an outcome's.
Key = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Item:
    """A commitment, or an ask or offer: whether it is open or closed, and what puts it on an agenda."""

    key: Key
    country: int
    meeting: int
    mechanism: int | None
    # The earliest day it can have been agreed on.
    agreed_on: datetime.date | None
    is_open: bool
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stood on the agenda of a meeting that took place."""

    day: datetime.date
    meeting: int
    row: int


def has_agenda(meeting: Meeting) -> bool:
    """Say whether open items come back at a meeting of this kind."""
    return meeting.mechanism_id is not None or meeting.form not in WITHOUT_AGENDA


def is_empty(meeting: Meeting) -> bool:
    """Say whether nothing stands on the agenda of a meeting."""
    return not AgendaItem.objects.filter(meeting=meeting).exists()


def belongs(item: Item, meeting: Meeting) -> bool:
    """Say whether an item is for this agenda: not what was agreed there, and not what was agreed later."""
    if item.country != meeting.country_id or item.meeting == meeting.pk:
        return False
    at_the_latest = meeting.held_on or meeting.not_after
    if item.agreed_on is not None and at_the_latest is not None and item.agreed_on > at_the_latest:
        return False
    if meeting.mechanism_id is not None:
        return item.mechanism == meeting.mechanism_id
    return has_agenda(meeting)


def key_of(row: AgendaItem) -> Key:
    """Give the key of what an agenda item is about."""
    return (row.commitment_id, row.outcome_id)


def open_owed(country: int) -> Q:
    """Give the condition on commitments that are open with a partner."""
    return Q(country=country, state__in=OPEN_STATES)


def open_asked(country: int) -> Q:
    """Give the condition on outcomes that wait for an answer; what was not said yet waits for none."""
    return Q(
        meeting__country=country,
        meeting__state__in=TOOK_PLACE,
        kind__in=sorted(ANSWERABLE),
        answer=Answer.UNANSWERED,
    )


def read_items(owed: Q, asked: Q) -> list[Item]:
    """Read commitments and outcomes as items: two queries."""
    commitments = Commitment.objects.filter(owed).order_by("reference")
    found = [
        Item((pk, None), country, at, body, day, state in OPEN_STATES, state in CLOSED_STATES)
        for pk, state, country, at, body, day in commitments.values_list(
            "pk",
            "state",
            "country",
            "outcome__meeting",
            "outcome__meeting__mechanism",
            Coalesce("outcome__meeting__held_on", "outcome__meeting__not_before"),
        )
    ]
    outcomes = Outcome.objects.filter(asked).order_by("meeting", "number")
    for pk, answer, country, at, state, body, day in outcomes.values_list(
        "pk",
        "answer",
        "meeting__country",
        "meeting",
        "meeting__state",
        "meeting__mechanism",
        Coalesce("meeting__held_on", "meeting__not_before"),
    ):
        was_said = state in TOOK_PLACE
        is_open = was_said and answer == Answer.UNANSWERED
        is_closed = was_said and answer not in (Answer.NONE, Answer.UNANSWERED)
        found.append(Item((None, pk), country, at, body, day, is_open, is_closed))
    return found


def read_places(rows: Q) -> Mapping[Key, Sequence[Place]]:
    """Give where each item stood on the agendas of meetings that took place, the earliest first.

    A meeting without a date counts by its bounds or, without those, on the day it was recorded.
    """
    found: dict[Key, list[Place]] = {}
    columns = ("pk", "commitment", "outcome", "meeting", day_at("meeting"), "meeting__recorded_at")
    past = AgendaItem.objects.filter(rows, meeting__state__in=TOOK_PLACE).order_by()
    for pk, commitment, outcome, meeting, day, recorded_at in past.values_list(*columns):
        place = Place(day or timezone.localdate(recorded_at), meeting, pk)
        found.setdefault((commitment, outcome), []).append(place)
    return {key: sorted(places, key=_order) for key, places in found.items()}


def _order(place: Place) -> tuple[datetime.date, int]:
    return place.day, place.meeting


def latest_before(places: Iterable[Place], meeting: Meeting) -> int | None:
    """Give the row of the latest place before a meeting; one whose day is not stated comes after all."""
    here = (meeting.day or datetime.date.max, meeting.pk)
    earlier = [place.row for place in places if place.meeting != meeting.pk and _order(place) < here]
    return earlier[-1] if earlier else None
