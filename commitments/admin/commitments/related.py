"""Related records of a commitment (series, successors, what waits for it), and the parts of both sides.

For each part: what the side has accepted and reported, and who has left or is away.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.access import querysets
from commitments.admin.commitments.records import CommitmentRecords
from commitments.admin.commitments.rows import build_due
from commitments.db import page_cache
from commitments.enums import (
    CLOSED_STATES,
    ApprovalKind,
    ApprovalState,
    CommitmentState,
    Health,
    LeadRole,
    MeetingState,
    Origin,
    OwedBy,
    PostFunction,
    Side,
    Step,
)
from commitments.lifecycle import transitions
from commitments.lifecycle.acceptance import Awaited
from commitments.lifecycle.owners import format_absence
from commitments.models import Commitment, Ministry, MinistryName, Official, Outcome, Responsibility

# As many occurrences of a long series are shown before and after this one.
AROUND = 5


@dataclass(frozen=True, slots=True)
class LinkedRecord:
    """A related record, its name, and the relation.

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


def list_links(item: Commitment, records: CommitmentRecords) -> tuple[LinkedRecord, ...]:
    """List what hangs together with it: other commitments, the nearest first, meetings, packets, requests."""
    series = {row.pk for row in _series(item, records)}
    found: list[tuple[Commitment, str]] = [*_line(item, records), *_relations(item, records)]
    known = {row.pk for row, _how in found} | series
    found += [(row, _("from the same clause")) for row in records.kin if row.pk not in known]
    others = (LinkedRecord(_page("commitment", row.pk), row.reference, row.title, how) for row, how in found)
    return (*_unseen(item, records), *others, *_meetings(records), *_requests(records))


def _page(model: str, pk: int) -> str:
    return reverse(f"admin:commitments_{model}_change", args=(pk,))


def _meetings(records: CommitmentRecords) -> Iterator[LinkedRecord]:
    """Yield the meetings with it on the agenda, each with the packets made for it."""
    for row in records.agenda:
        meeting = row.meeting
        if meeting.state == MeetingState.CLOSED:
            how = _("on the agenda, raised") if row.raised_on else _("on the agenda, not raised")
        else:
            how = _("on the agenda")
        yield LinkedRecord(_page("meeting", meeting.pk), meeting.reference, meeting.title, how)
        for packet in records.packets:
            if packet.meeting_id == meeting.pk:
                made_for = _("prepared for %(reader)s, %(day)s") % {
                    "reader": packet.reader,
                    "day": date_format(timezone.localtime(packet.requested_at)),
                }
                yield LinkedRecord(_page("packet", packet.pk), packet.reference, _("Packet"), made_for)


def _requests(records: CommitmentRecords) -> Iterator[LinkedRecord]:
    for request in records.decided:
        decided = request.decided_at
        state = str(ApprovalState(request.state).label)
        how = f"{state}, {date_format(timezone.localtime(decided))}" if decided else state
        what = capfirst(str(ApprovalKind(request.kind).label))
        yield LinkedRecord(_page("approval", request.pk), what, request.reason, how)


def _line(item: Commitment, records: CommitmentRecords) -> Iterator[tuple[Commitment, str]]:
    """Yield the commitment of which it is the remaining part, and its own remaining part."""
    for row in records.kin:
        if row.pk == item.origin_id and item.origin_kind == Origin.REMAINDER:
            yield row, _("fulfilled in part; this commitment is the remainder")
        if row.origin_id == item.pk and row.origin_kind == Origin.REMAINDER:
            yield row, _("remainder of this commitment")


def _relations(item: Commitment, records: CommitmentRecords) -> Iterator[tuple[Commitment, str]]:
    for row in records.linked:
        if row.pk == item.superseded_by_id:
            yield row, _("supersedes this commitment")
        elif row.superseded_by_id == item.pk:
            yield row, _("superseded by this commitment")
        elif row.deadline is not None and row.deadline.follows_id == item.pk:
            yield row, _("waits for this commitment")
        elif item.deadline is not None and item.deadline.follows_id == row.pk:
            yield row, _("preceding commitment")


def _unseen(item: Commitment, records: CommitmentRecords) -> Iterator[LinkedRecord]:
    """Yield a placeholder for each record that the item names and the reader may not read."""
    is_rest = item.origin_kind == Origin.REMAINDER
    of_origin = (
        _("fulfilled in part; this commitment is the remainder")
        if is_rest
        else _("previous occurrence of this commitment")
    )
    told = (
        (item.origin_id, of_origin),
        (item.superseded_by_id, _("supersedes this commitment")),
        (item.deadline.follows_id if item.deadline else None, _("preceding commitment")),
    )
    for key, how in told:
        if key in records.unseen:
            yield LinkedRecord("", str(querysets.RESTRICTED), "", how)


def _series(item: Commitment, records: CommitmentRecords) -> list[Commitment]:
    """Return the occurrences of the item's series that the reader may see, including itself."""
    rows = {row.pk: row for row in (item, *records.kin)}
    before = {row.pk: row.origin_id for row in rows.values() if row.origin_kind == Origin.OCCURRENCE}
    after = {origin: pk for pk, origin in before.items()}
    chain = [item.pk]
    while (earlier := before.get(chain[0])) in rows and earlier not in chain:
        chain.insert(0, earlier)
    while (later := after.get(chain[-1])) in rows and later not in chain:
        chain.append(later)
    return [rows[pk] for pk in chain]


def list_occurrences(
    item: Commitment, records: CommitmentRecords, *, today: datetime.date
) -> tuple[Occurrence, ...]:
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
            due=build_due(row, today).promise,
            state=str(CommitmentState(row.state).label),
            is_this=row.pk == item.pk,
            is_missed=row.is_overdue(today),
        )
        for index, row in near
    )


@dataclass(frozen=True, slots=True)
class SideFact:
    """What one side has in a row, empty where the row is not about it; a gap that matters is red."""

    text: str = ""
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class SideShown:
    """One side: its country, and whether it owes the item or receives it."""

    side: Side
    code: str
    name: str
    owes: bool


@dataclass(frozen=True, slots=True)
class SidesShown:
    """Both sides, the owing one first, and the same rows of both: a label with the value of each."""

    heads: tuple[SideShown, ...]
    rows: tuple[tuple[str, tuple[SideFact, ...]], ...]


def build_sides(item: Commitment, records: CommitmentRecords, awaited: Sequence[Awaited]) -> SidesShown:
    """Make both sides. Who leads, who answers for it and the alternate have a row whatever is missing."""
    order = (Side.THEIRS, Side.OURS) if item.owed_by == OwedBy.THEIRS else (Side.OURS, Side.THEIRS)
    found = [_side(side, item, records, awaited) for side in order]
    labels = (
        _("Lead"), _("Basis for the lead ministry"), _("Supporting"), _("Focal point"), _("Alternate"),
        _("Validator"), _("Accepted"), _("Reported"), _("Latest update"),
    )  # fmt: skip
    rows = tuple((label, tuple(facts.get(label, SideFact()) for facts in found)) for label in labels)
    heads = tuple(_head(side, item, records) for side in order)
    return SidesShown(heads, tuple(row for row in rows if any(fact.text for fact in row[1])))


def _head(side: Side, item: Commitment, records: CommitmentRecords) -> SideShown:
    country = item.country if side == Side.THEIRS else records.home
    code = settings.HOME_COUNTRY if side == Side.OURS else item.country.iso
    return SideShown(side, code, str(country or ""), side in transitions.owing_sides(item))


def _side(
    side: Side, item: Commitment, records: CommitmentRecords, awaited: Sequence[Awaited]
) -> dict[str, SideFact]:
    parts = [part for part in records.parts if part.side == side]
    lead = next((part for part in parts if part.role == LeadRole.LEAD), None)
    owes = side in transitions.owing_sides(item)
    wants = owes and side == Side.OURS and item.state == CommitmentState.DRAFT
    is_led = lead is not None and lead.ministry is not None
    facts = {_("Lead"): SideFact(_name(lead, item, wants), is_gap=wants and not is_led)}
    if lead is not None and lead.ministry is not None and not _is_named(lead.ministry, records.outcome):
        facts[_("Basis for the lead ministry")] = SideFact(
            _("assigned by the desk; the agreed wording does not name the ministry")
        )
    others = [str(part.ministry) for part in parts if part.role == LeadRole.SUPPORTING and part.ministry]
    if others:
        facts[_("Supporting")] = SideFact("; ".join(others))
    is_owed = wants or (owes and is_led and item.is_open)
    facts |= _posts(side, is_owed, lead, records)
    if owes and lead is not None:
        facts |= _word_of(lead, next((one for one in awaited if one.side == side), None))
    said = next((update for update in records.updates if update.side == side), None)
    if said is not None:
        words = said.text or str(Health(said.health).label)
        facts[_("Latest update")] = SideFact(
            f"{date_format(said.reported_on)}: {Truncator(words).chars(160)}"
        )
    return facts


def _name(lead: Responsibility | None, item: Commitment, wants: bool) -> str:
    """Name the lead, or say that we still have to, else that it is not stated.

    Where an open item's ministry has ended, also what came after it.
    """
    if lead is None or lead.ministry is None:
        return _("not named") if wants else _("not stated")
    after = lead.ministry.successor
    if after is not None and item.state not in CLOSED_STATES:
        return _("%(ministry)s, now %(successor)s") % {
            "ministry": lead.ministry,
            "successor": after,
        }
    return str(lead.ministry)


def _is_named(ministry: Ministry, outcome: Outcome | None) -> bool:
    """Return whether the agreed wording has the ministry's name; also where the reader may not see it."""
    if outcome is None:
        return True
    text = f"{outcome.clause} {outcome.answer_wording}".casefold()
    names = page_cache.of_reference(("names", ministry.pk), partial(_list_names, ministry.pk))
    own = (ministry.name, ministry.short_name, *ministry.other_names.splitlines())
    return any(name and name.casefold() in text for name in (*own, *names))


def _list_names(ministry: int) -> list[str]:
    rows = querysets.open_rows(MinistryName).filter(ministry=ministry)
    return list(rows.values_list("name", flat=True))


def _posts(
    side: Side, is_owed: bool, lead: Responsibility | None, records: CommitmentRecords
) -> dict[str, SideFact]:
    """Name who answers for the lead: the official of the item, else the ministry's own posts."""
    ministry = lead.ministry_id if lead is not None else None
    own = [one for one in records.officials if ministry is not None and one.ministry_id == ministry]
    by_function = {one.function: one for one in reversed(own)}
    focal = (lead.official if lead is not None else None) or by_function.get(PostFunction.FOCAL_POINT)
    facts = {
        # An alternate is missed only where there is no focal point.
        label: SideFact(
            _person(named, records) or _("not named"), is_gap=is_owed and named is None and focal is None
        )
        for label, named in (
            (_("Focal point"), focal),
            (_("Alternate"), by_function.get(PostFunction.ALTERNATE)),
        )
    }
    if side == Side.OURS and ministry is not None:
        validator = by_function.get(PostFunction.VALIDATING_AUTHORITY)
        facts[_("Validator")] = SideFact(_person(validator, records) or _("the head of desk"))
    return facts


def _person(official: Official | None, records: CommitmentRecords) -> str:
    """Name an official, and who stands in while the person is away."""
    if official is None:
        return ""
    absence = records.away.get(official.user_id or 0)
    return f"{official} ({format_absence(absence)})" if absence else str(official)


def _word_of(lead: Responsibility, awaited: Awaited | None) -> dict[str, SideFact]:
    """Return whether the lead has accepted and reported, by which document, or how long it has been
    awaited.
    """
    facts = {}
    if lead.accepted_on:
        facts[_("Accepted")] = SideFact(_dated(lead.accepted_on, lead.acceptance))
    elif awaited is not None and awaited.step == Step.ACCEPT:
        facts[_("Accepted")] = SideFact(awaited_in_words(awaited))
    if lead.reported_on:
        facts[_("Reported")] = SideFact(_dated(lead.reported_on, lead.report))
    return facts


def awaited_in_words(awaited: Awaited) -> str:
    """Return since when an answer is awaited, and how many working days are left or over."""
    since = _("answer pending since %(day)s") % {"day": date_format(awaited.since)}
    left = awaited.days_left
    if left is None:
        return since
    if left < 0:
        over = ngettext("%(days)d working day overdue", "%(days)d working days overdue", -left) % {
            "days": -left
        }
        return f"{since}, {over}"
    rest = ngettext("%(days)d working day left", "%(days)d working days left", left) % {"days": left}
    return f"{since}, {rest}"


def _dated(day: datetime.date, paper: str) -> str:
    return f"{date_format(day)}, {paper}" if paper else date_format(day)
