"""What else a commitment hangs together with: its series, what came out of it, what waits for it."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments import access
from commitments.admin.commitment_records import Records
from commitments.admin.shown import due_shown
from commitments.models import Commitment
from commitments.vocabulary import ApprovalState, CommitmentState, Matter, MeetingState, Origin

# As many occurrences of a long series are shown before and after this one.
AROUND = 5


@dataclass(frozen=True, slots=True)
class Linked:
    """Another record, what it is called, and what it has to do with this one.

    One that the reader may not read has no address.
    """

    url: str
    name: str
    title: str
    how: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One occurrence of a series; a missed one is open and past its day."""

    pk: int
    reference: str
    number: int
    due: str
    state: str
    is_this: bool
    is_missed: bool


def linked(item: Commitment, records: Records) -> tuple[Linked, ...]:
    """List what hangs together with it: other commitments, the nearest first, meetings, packets, requests."""
    series = {row.pk for row in _series(item, records)}
    found: list[tuple[Commitment, str]] = [*_line(item, records), *_relations(item, records)]
    known = {row.pk for row, _how in found} | series
    found += [(row, _("from the same clause")) for row in records.kin if row.pk not in known]
    others = (Linked(_page("commitment", row.pk), row.reference, row.title, how) for row, how in found)
    return (*_unseen(item, records), *others, *_meetings(records), *_requests(records))


def _page(model: str, pk: int) -> str:
    return reverse(f"admin:commitments_{model}_change", args=(pk,))


def _meetings(records: Records) -> Iterator[Linked]:
    """Give the meetings on whose agenda it stands or stood, each with the packets made for it."""
    for row in records.agenda:
        meeting = row.meeting
        if meeting.state == MeetingState.CLOSED:
            how = _("came back there; raised") if row.raised_on else _("came back there; not raised")
        else:
            how = _("stands on its agenda")
        yield Linked(_page("meeting", meeting.pk), meeting.reference, meeting.title, how)
        for packet in records.packets:
            if packet.meeting_id == meeting.pk:
                made_for = _("made for %(reader)s, %(day)s") % {
                    "reader": packet.reader,
                    "day": date_format(timezone.localtime(packet.asked_at)),
                }
                yield Linked(_page("packet", packet.pk), packet.reference, _("Packet"), made_for)


def _requests(records: Records) -> Iterator[Linked]:
    for request in records.decided:
        decided = request.decided_at
        state = str(ApprovalState(request.state).label)
        how = f"{state}, {date_format(timezone.localtime(decided))}" if decided else state
        what = capfirst(str(Matter(request.matter).label))
        yield Linked(_page("approval", request.pk), what, request.reason, how)


def _line(item: Commitment, records: Records) -> Iterator[tuple[Commitment, str]]:
    """Give what it is the rest of, and what is the rest of it."""
    for row in records.kin:
        if row.pk == item.origin_id and item.origin_kind == Origin.REST:
            yield row, _("fulfilled in part; this is the rest of it")
        if row.origin_id == item.pk and row.origin_kind == Origin.REST:
            yield row, _("is what was left of this")


def _relations(item: Commitment, records: Records) -> Iterator[tuple[Commitment, str]]:
    for row in records.linked:
        if row.pk == item.superseded_by_id:
            yield row, _("stands in its place")
        elif row.superseded_by_id == item.pk:
            yield row, _("gave way to this")
        elif row.deadline is not None and row.deadline.follows_id == item.pk:
            yield row, _("waits for this")
        elif item.deadline is not None and item.deadline.follows_id == row.pk:
            yield row, _("this waits for it")


def _unseen(item: Commitment, records: Records) -> Iterator[Linked]:
    """Say of what the item itself names, and the reader may not read, that there is something."""
    is_rest = item.origin_kind == Origin.REST
    of_origin = (
        _("fulfilled in part; this is the rest of it") if is_rest else _("this is its next occurrence")
    )
    told = (
        (item.origin_id, of_origin),
        (item.superseded_by_id, _("stands in its place")),
        (item.deadline.follows_id if item.deadline else None, _("this waits for it")),
    )
    for key, how in told:
        if key in records.unseen:
            yield Linked("", str(access.RESTRICTED), "", how)


def _series(item: Commitment, records: Records) -> list[Commitment]:
    """Give the occurrences of the item's series that the reader may see, itself among them."""
    rows = {row.pk: row for row in (item, *records.kin)}
    before = {row.pk: row.origin_id for row in rows.values() if row.origin_kind == Origin.OCCURRENCE}
    after = {origin: pk for pk, origin in before.items()}
    chain = [item.pk]
    while (earlier := before.get(chain[0])) in rows and earlier not in chain:
        chain.insert(0, earlier)
    while (later := after.get(chain[-1])) in rows and later not in chain:
        chain.append(later)
    return [rows[pk] for pk in chain]


def series_shown(item: Commitment, records: Records, *, today: datetime.date) -> tuple[Occurrence, ...]:
    """List the occurrences of a series, the first one first; nothing where it is none."""
    rows = _series(item, records)
    if len(rows) < 2 and item.occurrence is None:
        return ()
    at = next(index for index, row in enumerate(rows) if row.pk == item.pk)
    first = max(0, min(at - AROUND, len(rows) - 2 * AROUND))
    near = list(enumerate(rows, start=1))[first : first + 2 * AROUND]
    return tuple(
        Occurrence(
            pk=row.pk,
            reference=row.reference,
            number=row.occurrence or index,
            due=due_shown(row, today).promise,
            state=str(CommitmentState(row.state).label),
            is_this=row.pk == item.pk,
            is_missed=row.is_overdue(today),
        )
        for index, row in near
    )
