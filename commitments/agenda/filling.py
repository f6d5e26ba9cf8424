"""Bring what is open before the meetings ahead, and take off what no longer belongs there.

Whoever calls holds the permission. All writing about one partner's agendas is done one after the other, so
that an item opened while a meeting is being planned is missed by neither.
"""

import datetime
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.agenda import rows
from commitments.agenda.items import (
    AHEAD,
    Item,
    Key,
    belongs,
    key_of,
    latest_before,
    open_asked,
    open_owed,
    read_items,
    read_places,
)
from commitments.errors import Refused
from commitments.models import AgendaItem, Commitment, Country, Meeting, Outcome, User
from commitments.vocabulary import MeetingState

RECORD_OPEN = (*AHEAD, MeetingState.HELD)
NOT_AHEAD = _("This meeting does not lie ahead with this partner.")
NOT_HELD = _("The record of this meeting is not open.")
ON_AGENDA = _("It is on the agenda of this meeting already.")


@transaction.atomic
def bring_in(meeting: Meeting, *, by: User | None, now: datetime.datetime) -> int:
    """Put what is open on the meeting's agenda, each item once; give how many items are new there.

    A meeting of a mechanism takes up what was agreed in that mechanism, any other but a call or an exchange
    what was agreed with the partner. What fell out of this scope and nobody spoke about is taken off; what
    was closed stays, to be shown as closed since. An agenda whose record is closed, or which was called off,
    stays as it is. Doing it again changes nothing.
    """
    _take_turns(meeting.country_id)
    meetings = Meeting.objects.filter(pk=meeting.pk, state__in=RECORD_OPEN)
    return _fill(meeting.country_id, meetings, by=by, now=now)


@transaction.atomic
def carry_on(country: Country, *, by: User | None, now: datetime.datetime) -> int:
    """Bring what is open before every meeting ahead with a partner; give how many items are new there."""
    _take_turns(country.pk)
    return _fill(country.pk, Meeting.objects.filter(country=country, state__in=AHEAD), by=by, now=now)


def add_item(item: Commitment | Outcome, *, by: User | None, now: datetime.datetime) -> int:
    """Put one open item on the agenda of every meeting ahead in whose scope it lies; give their number.

    What is neither open nor closed (a draft again, an ask turned into a topic, an error) is taken off.
    """
    return add_items([item], by=by, now=now)


@transaction.atomic
def add_items(items: Sequence[Commitment | Outcome], *, by: User | None, now: datetime.datetime) -> int:
    """Put items of one kind on the agendas of the meetings ahead, as `add_item` does each."""
    countries = _take_turns_of(items)
    about = _about(items)
    keys, none = Q(pk__in=[item.pk for item in items]), Q(pk__in=())
    is_owed = isinstance(items[0], Commitment)
    ahead = list(Meeting.objects.filter(country__in=countries, state__in=AHEAD))
    if not ahead:
        return 0
    found = read_items(keys if is_owed else none, none if is_owed else keys)
    standing = list(AgendaItem.objects.filter(about, meeting__in=ahead))
    return _settle(ahead, found, standing, about, by=by, now=now)


@transaction.atomic
def take_off(items: Sequence[Commitment | Outcome], *, by: User | None, now: datetime.datetime) -> None:
    """Take items of one kind that are about to go off the agendas ahead; nobody has spoken of them there."""
    _take_turns_of(items)
    standing = AgendaItem.objects.filter(_about(items), said="", meeting__state__in=AHEAD)
    rows.take_off(list(standing), by=by, now=now)


def _about(items: Sequence[Commitment | Outcome]) -> Q:
    """Narrow rows of agendas to those about some items of one kind."""
    kind = "commitment" if isinstance(items[0], Commitment) else "outcome"
    return Q(**{f"{kind}__in": [item.pk for item in items]})


def _take_turns_of(items: Sequence[Commitment | Outcome]) -> list[int]:
    """Wait for whoever writes the agendas of the partners of these items, in one order; give the partners."""
    countries = sorted(
        {item.country_id if isinstance(item, Commitment) else item.meeting.country_id for item in items}
    )
    for country in countries:
        _take_turns(country)
    return countries


@transaction.atomic
def release(meeting: Meeting, *, by: User | None, now: datetime.datetime) -> None:
    """Let no agenda refer to this meeting any more: items are carried from where they stood before.

    What was agreed there and nobody has spoken about is taken off every agenda whose record is open.
    """
    _take_turns(meeting.country_id)
    rows.relink(AgendaItem.objects.filter(carried_from__meeting=meeting), by=by, now=now)
    agreed_there = Q(commitment__outcome__meeting=meeting) | Q(outcome__meeting=meeting)
    untouched = AgendaItem.objects.filter(agreed_there, said="", meeting__state__in=RECORD_OPEN)
    rows.take_off(list(untouched), by=by, now=now)


@transaction.atomic
def bring_up(item: Commitment, meeting: Meeting, *, by: User | None, now: datetime.datetime) -> AgendaItem:
    """Put one item on the agenda of a meeting ahead in whose scope it does not lie; it stays there.

    Raises `Refused` where it stands there already, or the meeting is no longer ahead.
    """
    _take_turns(meeting.country_id)
    if not Meeting.objects.filter(pk=meeting.pk, country=item.country_id, state__in=AHEAD).exists():
        raise Refused(NOT_AHEAD, "not_ahead")
    if AgendaItem.objects.filter(meeting=meeting, commitment=item).exists():
        raise Refused(ON_AGENDA, "on_agenda")
    return _put_on(item, meeting, by=by, now=now)


@transaction.atomic
def came_up(item: Commitment, meeting: Meeting, *, by: User | None, now: datetime.datetime) -> AgendaItem:
    """Give the place of one item that was spoken of at a meeting, made where the agenda did not have it.

    Raises `Refused` where the record of the meeting is not open.
    """
    _take_turns(meeting.country_id)
    held = Meeting.objects.filter(pk=meeting.pk, country=item.country_id, state=MeetingState.HELD)
    if not held.exists():
        raise Refused(NOT_HELD, "wrong_state")
    row = AgendaItem.objects.filter(meeting=meeting, commitment=item).first()
    return row or _put_on(item, meeting, by=by, now=now)


def _put_on(item: Commitment, meeting: Meeting, *, by: User | None, now: datetime.datetime) -> AgendaItem:
    before = latest_before(read_places(Q(commitment=item.pk)).get((item.pk, None), ()), meeting)
    row = AgendaItem(meeting=meeting, commitment=item, carried_from_id=before, is_brought=True)
    rows.put_on([row], by=by, now=now)
    return row


@transaction.atomic
def take_down(row: AgendaItem, *, by: User | None, now: datetime.datetime) -> None:
    """Take what was brought up off again, where nobody has spoken about it and the meeting lies ahead."""
    _take_turns(row.meeting.country_id)
    found = AgendaItem.objects.filter(pk=row.pk, is_brought=True, said="", meeting__state__in=AHEAD).first()
    if found is None:
        raise Refused(_("The meeting has had it before it; what was said there stands."), "spoken_of")
    rows.take_off([found], by=by, now=now)


def _take_turns(country: int) -> None:
    """Wait for whoever writes this partner's agendas, and let others wait until this transaction ends."""
    list(Country.objects.select_for_update(no_key=True).filter(pk=country).values_list("pk"))


def _fill(country: int, meetings: QuerySet[Meeting], *, by: User | None, now: datetime.datetime) -> int:
    found = list(meetings)
    if not found:
        return 0
    standing = AgendaItem.objects.filter(meeting__in=[meeting.pk for meeting in found])
    owed = Q(pk__in=standing.filter(commitment__isnull=False).values("commitment"))
    asked = Q(pk__in=standing.filter(outcome__isnull=False).values("outcome"))
    items = read_items(open_owed(country) | owed, open_asked(country) | asked)
    return _settle(found, items, list(standing), Q(meeting__country=country), by=by, now=now)


def _settle(
    meetings: Sequence[Meeting],
    items: Sequence[Item],
    standing: Iterable[AgendaItem],
    about: Q,
    *,
    by: User | None,
    now: datetime.datetime,
) -> int:
    """Write what should stand on these agendas: rows that are missing, rows to take off, and the lineage.

    `standing` are those that stand there now, `about` tells those of all agendas that say where items were.
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
            if at is not None and at.said:
                continue
            before = latest_before(places.get(item.key, ()), meeting)
            is_for_it = belongs(item, meeting) or (at is not None and at.is_brought)
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
    rows.put_on(new, by=by, now=now)
    rows.carry(carried, by=by, now=now)
    rows.take_off(gone, by=by, now=now)
    return len(new)
