"""The agenda of a meeting: its open items, each once, with the earlier meetings where it came up.

Items that are open are added to the agendas of upcoming meetings, and those that no longer belong there are
removed. What was said about an item is recorded here too. The caller checks permissions. All changes of one
partner's agendas are serialised, so that an item opened while a meeting is being planned is not missed. Rows
are written in few statements, each with its history row.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.access import write_rules
from commitments.audit import log
from commitments.db import bulk_sql
from commitments.enums import (
    ANSWERABLE,
    CLOSED_STATES,
    HELD_STATES,
    OPEN_MEETING_STATES,
    OPEN_STATES,
    UPCOMING_STATES,
    Answer,
    MeetingForm,
    MeetingState,
)
from commitments.errors import Refused
from commitments.models import AgendaItem, Commitment, Country, Meeting, Outcome, User, day_at
from commitments.models.translated import list_written
from commitments.records import edits

# Nobody goes through an agenda on the telephone or in a note, unless a mechanism meets that way.
WITHOUT_AGENDA = (MeetingForm.CALL, MeetingForm.EXCHANGE)

# A commitment's key, or None and an outcome's.
Key = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class AgendaSubject:
    """A commitment, or a request or offer: whether it is open or closed, and why it is on an agenda."""

    key: Key
    country: int
    meeting: int
    mechanism: int | None
    # The earliest day it can have been agreed on.
    agreed_on: datetime.date | None
    is_open: bool
    is_closed: bool


@dataclass(frozen=True, slots=True)
class AgendaPlace:
    """The place of an item on the agenda of a meeting that took place."""

    day: datetime.date
    meeting: int
    row: int


def has_agenda(meeting: Meeting) -> bool:
    """Return whether meetings of this kind have an agenda of open items."""
    return meeting.mechanism_id is not None or meeting.form not in WITHOUT_AGENDA


def is_empty(meeting: Meeting) -> bool:
    """Return whether the agenda of a meeting is empty."""
    return not AgendaItem.objects.filter(meeting=meeting).exists()


def belongs_on_agenda(item: AgendaSubject, meeting: Meeting) -> bool:
    """Return whether an item belongs on this agenda: not what was agreed at that meeting or later."""
    if item.country != meeting.country_id or item.meeting == meeting.pk:
        return False
    at_the_latest = meeting.held_on or meeting.not_after
    if item.agreed_on is not None and at_the_latest is not None and item.agreed_on > at_the_latest:
        return False
    if meeting.mechanism_id is not None:
        return item.mechanism == meeting.mechanism_id
    return has_agenda(meeting)


def key_of(row: AgendaItem) -> Key:
    """Return the key of the subject of an agenda item."""
    return (row.commitment_id, row.outcome_id)


def open_owed(country: int) -> Q:
    """Return the condition on commitments that are open with a partner."""
    return Q(country=country, state__in=OPEN_STATES)


def build_open_condition(country: int) -> Q:
    """Return the condition on outcomes without an answer; an outcome that was not said yet needs none."""
    return Q(
        meeting__country=country,
        meeting__state__in=HELD_STATES,
        kind__in=sorted(ANSWERABLE),
        answer=Answer.UNANSWERED,
    )


def read_items(owed: Q, asked: Q) -> list[AgendaSubject]:
    """Read commitments and outcomes as items: two queries."""
    commitments = Commitment.objects.filter(owed).order_by("reference")
    found = [
        AgendaSubject((pk, None), country, at, body, day, state in OPEN_STATES, state in CLOSED_STATES)
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
        was_said = state in HELD_STATES
        is_open = was_said and answer == Answer.UNANSWERED
        is_closed = was_said and answer not in (Answer.NONE, Answer.UNANSWERED)
        found.append(AgendaSubject((None, pk), country, at, body, day, is_open, is_closed))
    return found


def read_places(rows: Q) -> Mapping[Key, Sequence[AgendaPlace]]:
    """Return where each item was on the agendas of meetings that took place, the earliest first.

    A meeting without a date counts by its bounds or, without those, on the day it was recorded.
    """
    found: dict[Key, list[AgendaPlace]] = {}
    columns = ("pk", "commitment", "outcome", "meeting", day_at("meeting"), "meeting__recorded_at")
    past = AgendaItem.objects.filter(rows, meeting__state__in=HELD_STATES).order_by()
    for pk, commitment, outcome, meeting, day, recorded_at in past.values_list(*columns):
        place = AgendaPlace(day or timezone.localdate(recorded_at), meeting, pk)
        found.setdefault((commitment, outcome), []).append(place)
    return {key: sorted(places, key=_order) for key, places in found.items()}


def _order(place: AgendaPlace) -> tuple[datetime.date, int]:
    return place.day, place.meeting


def latest_before(places: Iterable[AgendaPlace], meeting: Meeting) -> int | None:
    """Return the row of the latest place before a meeting; one with no stated day comes after all others."""
    here = (meeting.day or datetime.date.max, meeting.pk)
    earlier = [place.row for place in places if place.meeting != meeting.pk and _order(place) < here]
    return earlier[-1] if earlier else None


ROWS_AT_ONCE = 500


def insert_agenda_rows(rows: Sequence[AgendaItem], *, by: User | None, now: datetime.datetime) -> None:
    """Insert new rows."""
    for row in rows:
        row.recorded_at, row.recorded_by = now, by
    bulk_sql.insert_rows(rows)
    log.record_many("created", [(row, {}, log.state_of(row)) for row in rows], by=by, now=now)


def carry_over(
    pairs: Iterable[tuple[AgendaItem, int | None]], *, by: User | None, now: datetime.datetime
) -> None:
    """Write where rows were carried from."""
    changes: list[log.Change] = []
    rows = []
    for row, before in pairs:
        changes.append((row, {"carried_from_id": row.carried_from_id}, {"carried_from_id": before}))
        row.carried_from_id, row.version = before, row.version + 1
        rows.append(row)
    AgendaItem.objects.bulk_update(rows, ("carried_from", "version"), batch_size=ROWS_AT_ONCE)
    log.record_many("carried", changes, by=by, now=now)


def delete_agenda_rows(rows: Sequence[AgendaItem], *, by: User | None, now: datetime.datetime) -> None:
    """Delete rows with no record of a discussion; what was carried over from them is linked to the row
    before.

    Raises `Refused("changed")` where a person has recorded a discussion meanwhile.
    """
    if not rows:
        return
    relink_carried(AgendaItem.objects.filter(carried_from__in=rows), by=by, now=now)
    log.record_many("removed", [(row, log.state_of(row), {}) for row in rows], by=by, now=now)
    removed, _kinds = AgendaItem.objects.filter(pk__in=[row.pk for row in rows], discussion="").delete()
    if removed != len(rows):
        raise edits.changed_meanwhile()


def relink_carried(rows: QuerySet[AgendaItem], *, by: User | None, now: datetime.datetime) -> None:
    """Link rows that were carried over to the place before."""
    found = rows.select_related("carried_from")
    carry_over(
        [(row, row.carried_from.carried_from_id) for row in found if row.carried_from is not None],
        by=by,
        now=now,
    )


NOT_AHEAD = _("This is not an upcoming meeting with this partner. Select another meeting.")
NOT_HELD = _(
    "The record of the meeting can be changed only after the meeting is held and before it is closed."
)
ON_AGENDA = _("The item is already on the agenda of this meeting.")


@transaction.atomic
def add_open_items(meeting: Meeting, *, by: User | None, now: datetime.datetime) -> int:
    """Add what is open to the meeting's agenda, each item once; return how many items are new there.

    A meeting of a mechanism takes what was agreed in that mechanism, any other except a call or an exchange
    what was agreed with the partner. Items that left this scope and were not discussed are removed; closed
    items stay, to be shown as closed since. The agenda of a closed record, or of a cancelled meeting, is not
    changed. Repeating this changes nothing.
    """
    _lock_agendas(meeting.country_id)
    meetings = Meeting.objects.filter(pk=meeting.pk, state__in=OPEN_MEETING_STATES)
    return _fill(meeting.country_id, meetings, by=by, now=now)


@transaction.atomic
def carry_on(country: Country, *, by: User | None, now: datetime.datetime) -> int:
    """Add what is open to every upcoming meeting with a partner; return how many items are new there."""
    _lock_agendas(country.pk)
    return _fill(
        country.pk, Meeting.objects.filter(country=country, state__in=UPCOMING_STATES), by=by, now=now
    )


def add_item(item: Commitment | Outcome, *, by: User | None, now: datetime.datetime) -> int:
    """Add one open item to the agenda of every upcoming meeting in whose scope it is; return their number.

    An item that is neither open nor closed (a draft again, a request turned into a topic, an error) is
    removed.
    """
    return add_items([item], by=by, now=now)


@transaction.atomic
def add_items(items: Sequence[Commitment | Outcome], *, by: User | None, now: datetime.datetime) -> int:
    """Add items of one kind to the agendas of upcoming meetings, as `add_item` does each."""
    countries = _take_turns_of(items)
    about = _about(items)
    keys, none = Q(pk__in=[item.pk for item in items]), Q(pk__in=())
    is_owed = isinstance(items[0], Commitment)
    ahead = list(Meeting.objects.filter(country__in=countries, state__in=UPCOMING_STATES))
    if not ahead:
        return 0
    found = read_items(keys if is_owed else none, none if is_owed else keys)
    standing = list(AgendaItem.objects.filter(about, meeting__in=ahead))
    return _settle(ahead, found, standing, about, by=by, now=now)


@transaction.atomic
def remove_from_agendas(
    items: Sequence[Commitment | Outcome], *, by: User | None, now: datetime.datetime
) -> None:
    """Remove items of one kind that are about to be deleted from upcoming agendas; none was discussed
    there.
    """
    _take_turns_of(items)
    standing = AgendaItem.objects.filter(_about(items), discussion="", meeting__state__in=UPCOMING_STATES)
    delete_agenda_rows(list(standing), by=by, now=now)


def _about(items: Sequence[Commitment | Outcome]) -> Q:
    """Narrow rows of agendas to those about some items of one kind."""
    kind = "commitment" if isinstance(items[0], Commitment) else "outcome"
    return Q(**{f"{kind}__in": [item.pk for item in items]})


def _take_turns_of(items: Sequence[Commitment | Outcome]) -> list[int]:
    """Lock the agendas of the partners of these items, in one order; return the partners."""
    countries = sorted(
        {item.country_id if isinstance(item, Commitment) else item.meeting.country_id for item in items}
    )
    for country in countries:
        _lock_agendas(country)
    return countries


@transaction.atomic
def release_items(meeting: Meeting, *, by: User | None, now: datetime.datetime) -> None:
    """Remove all references to this meeting from agendas: items are carried over from the place before.

    What was agreed there and was not discussed since is removed from every agenda whose record is open.
    """
    _lock_agendas(meeting.country_id)
    relink_carried(AgendaItem.objects.filter(carried_from__meeting=meeting), by=by, now=now)
    agreed_there = Q(commitment__outcome__meeting=meeting) | Q(outcome__meeting=meeting)
    untouched = AgendaItem.objects.filter(agreed_there, discussion="", meeting__state__in=OPEN_MEETING_STATES)
    delete_agenda_rows(list(untouched), by=by, now=now)


@transaction.atomic
def add_to_agenda(
    item: Commitment, meeting: Meeting, *, by: User | None, now: datetime.datetime
) -> AgendaItem:
    """Add one item to the agenda of an upcoming meeting outside its scope; it stays there.

    Raises `Refused` where it is there already, or the meeting is no longer upcoming.
    """
    _lock_agendas(meeting.country_id)
    if not Meeting.objects.filter(pk=meeting.pk, country=item.country_id, state__in=UPCOMING_STATES).exists():
        raise Refused(NOT_AHEAD, "not_ahead")
    if AgendaItem.objects.filter(meeting=meeting, commitment=item).exists():
        raise Refused(ON_AGENDA, "on_agenda")
    return _add_item(item, meeting, by=by, now=now)


@transaction.atomic
def came_up(item: Commitment, meeting: Meeting, *, by: User | None, now: datetime.datetime) -> AgendaItem:
    """Return the place of one item that was discussed at a meeting, created where the agenda did not have it.

    Raises `Refused` where the record of the meeting is not open.
    """
    _lock_agendas(meeting.country_id)
    held = Meeting.objects.filter(pk=meeting.pk, country=item.country_id, state=MeetingState.HELD)
    if not held.exists():
        raise Refused(NOT_HELD, "wrong_state")
    row = AgendaItem.objects.filter(meeting=meeting, commitment=item).first()
    return row or _add_item(item, meeting, by=by, now=now)


def _add_item(item: Commitment, meeting: Meeting, *, by: User | None, now: datetime.datetime) -> AgendaItem:
    before = latest_before(read_places(Q(commitment=item.pk)).get((item.pk, None), ()), meeting)
    row = AgendaItem(meeting=meeting, commitment=item, carried_from_id=before, is_added_by_desk=True)
    insert_agenda_rows([row], by=by, now=now)
    return row


@transaction.atomic
def remove_from_agenda(row: AgendaItem, *, by: User | None, now: datetime.datetime) -> None:
    """Remove an item that was added by hand, where it was not discussed and the meeting is upcoming."""
    _lock_agendas(row.meeting.country_id)
    found = AgendaItem.objects.filter(
        pk=row.pk, is_added_by_desk=True, discussion="", meeting__state__in=UPCOMING_STATES
    ).first()
    if found is None:
        raise Refused(
            _(
                "The meeting is no longer upcoming, or the discussion of this item is "
                "recorded. The item stays on the agenda."
            ),
            "spoken_of",
        )
    delete_agenda_rows([found], by=by, now=now)


def _lock_agendas(country: int) -> None:
    """Lock this partner's agendas until the transaction ends."""
    list(Country.objects.select_for_update(no_key=True).filter(pk=country).values_list("pk"))


def _fill(country: int, meetings: QuerySet[Meeting], *, by: User | None, now: datetime.datetime) -> int:
    found = list(meetings)
    if not found:
        return 0
    standing = AgendaItem.objects.filter(meeting__in=[meeting.pk for meeting in found])
    owed = Q(pk__in=standing.filter(commitment__isnull=False).values("commitment"))
    asked = Q(pk__in=standing.filter(outcome__isnull=False).values("outcome"))
    items = read_items(open_owed(country) | owed, build_open_condition(country) | asked)
    return _settle(found, items, list(standing), Q(meeting__country=country), by=by, now=now)


def _settle(
    meetings: Sequence[Meeting],
    items: Sequence[AgendaSubject],
    standing: Iterable[AgendaItem],
    about: Q,
    *,
    by: User | None,
    now: datetime.datetime,
) -> int:
    """Write what belongs on these agendas: missing rows, rows to remove, and links to earlier places.

    `standing` are the current rows, `about` those of all agendas that show where items were.
    """
    places = read_places(about)
    found: dict[int, dict[Key, AgendaItem]] = {meeting.pk: {} for meeting in meetings}
    for row in standing:
        found[row.meeting_id][key_of(row)] = row
    new: list[AgendaItem] = []
    gone: list[AgendaItem] = []
    carried: list[tuple[AgendaItem, int | None]] = []
    for meeting in meetings:
        for item in items:
            at = found[meeting.pk].get(item.key)
            if at is not None and at.discussion:
                continue
            before = latest_before(places.get(item.key, ()), meeting)
            is_for_it = belongs_on_agenda(item, meeting) or (at is not None and at.is_added_by_desk)
            if not is_for_it or not (item.is_open or (item.is_closed and at is not None)):
                gone += [at] if at is not None else []
            elif at is None:
                commitment, outcome = item.key
                new.append(
                    AgendaItem(
                        meeting=meeting,
                        commitment_id=commitment,
                        outcome_id=outcome,
                        carried_from_id=before,
                    )
                )
            elif at.carried_from_id != before:
                carried.append((at, before))
    insert_agenda_rows(new, by=by, now=now)
    carry_over(carried, by=by, now=now)
    delete_agenda_rows(gone, by=by, now=now)
    return len(new)


def review_item(
    item: AgendaItem,
    said: str,
    *,
    raised_on: datetime.date | None = None,
    in_confidence: bool | None = None,
    originator: str | None = None,
    expected: int | None = None,
    by: User,
    now: datetime.datetime,
    reason: str = "",
) -> AgendaItem:
    """Record what was said about an item at a held meeting, and on which day; an empty text clears it.

    The day is the meeting's, or today where that is not stated. Whether it was said in confidence and which
    third state gave it stay as they are where they are None. `expected` is the version the writer saw.
    """
    meeting = item.meeting
    write_rules.require_desk(by, item)
    if meeting.state != MeetingState.HELD:
        raise Refused(
            _("Record the discussion after the meeting is held and before it is closed."),
            "wrong_state",
        )
    today = timezone.localdate(now)
    day = raised_on or min(meeting.held_on or today, today)
    if day > today:
        raise Refused(_("Enter today’s date or an earlier date for the discussion."), "future")
    text = said.strip()
    values: dict[str, Any] = list_written(item, "discussion", text) | {"raised_on": day if text else None}
    if in_confidence is not None:
        values["in_confidence"] = in_confidence
    if originator is not None:
        values["originator"] = " ".join(originator.split())
    return edits.change_record(
        item, values, expected=expected, by=by, now=now, action="reviewed", reason=reason
    )
