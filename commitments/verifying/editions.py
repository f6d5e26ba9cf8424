"""Whether the rows of packets, their steps of sign-off, copies and meetings stand as the history tells."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import past
from commitments.briefings import archive
from commitments.errors import Refused
from commitments.marking import MARKED
from commitments.models import AuditRow, CopyNotice, Packet, PacketCopy, PacketMeeting, SignOff
from commitments.verifying.found import Finding
from commitments.verifying.told import Told, told_of
from commitments.vocabulary import PacketState

PACKETS_AT_ONCE = 100
KINDS = (Packet, PacketMeeting, PacketCopy, CopyNotice, SignOff)
LABEL = Packet._meta.label
# A packet that is asked for may be in the hands of a worker.
UNDER_WAY = (PacketState.ASKED, PacketState.MAKING)


def everything() -> Iterator[Finding]:
    """Compare every edition with its history; the caller holds the records still.

    Seven queries for a hundred editions.
    """
    older = 0
    keys = list(Packet.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), PACKETS_AT_ONCE):
        part = keys[start : start + PACKETS_AT_ONCE]
        packets = Packet.objects.filter(pk__in=part).order_by("pk")
        packets = packets.prefetch_related(
            "register", "sign_offs__officer", "of_meetings", "notices__copy__packet"
        )
        rows = _histories(part)
        for packet in packets:
            told = _told(packet, rows[packet.pk])
            older += bool(rows[packet.pk]) and not told.is_whole
            yield from _of(packet, told, is_told=bool(rows[packet.pk]))
    yield from _gone()
    if older:
        said = ngettext(
            "%(n)s edition was asked for before the history told all of it: the reader, the meetings, what "
            "it replaces, the pages and what does not fit are not compared.",
            "%(n)s editions were asked for before the history told all of them: the reader, the meetings, "
            "what each replaces, the pages and what does not fit are not compared.",
            older,
        )
        yield Finding(_("packets"), said % {"n": older}, False)


def _histories(packets: Sequence[int]) -> dict[int, list[AuditRow]]:
    """Read what is on record of some editions, in its order: of a copy or a step it stands on their page."""
    of = Q(subject_type=LABEL, subject_id__in=packets) | Q(page_type=LABEL, page_id__in=packets)
    found: dict[int, list[AuditRow]] = defaultdict(list)
    for row in AuditRow.objects.filter(of).order_by("pk"):
        found[row.subject_id if row.subject_type == LABEL else row.page_id].append(row)
    return found


def _told(packet: Packet, rows: Sequence[AuditRow]) -> Told:
    register = {one.pk: (one.of_final, one.number) for one in packet.register.all()}
    told = told_of(rows, 0, register)
    if told.is_whole or not packet.content_sha256:
        return told
    return told_of(rows, _printed(packet), register)


def _printed(packet: Packet) -> int:
    """Give how many copies the frozen content names; 0 where it cannot be read, which is found elsewhere."""
    try:
        rows = archive.content_of(packet.content_sha256).distribution
    except Refused:
        return 0
    return max((int(number) for row in rows for number in row.copies.split("–")), default=0)


def _of(packet: Packet, told: Told, *, is_told: bool) -> Iterator[Finding]:
    row = str(packet)
    if not is_told:
        yield Finding(row, untold())
        return
    yield from _row(packet, told, row)
    yield from _imprints(packet, told, row)
    yield from _meetings(packet, told, row)
    yield from _steps(packet, told, row)
    yield from _copies(packet, told, row)
    yield from _notices(packet, told)


def untold() -> str:
    return _("no row of history tells of it: it was written past the tracker.")


def gone() -> str:
    return _("it is gone, and the history does not tell why.")


def differs(column: object) -> str:
    return _("“%(column)s” is not what the history says.") % {"column": column}


def _differing(record: Model, told: dict[str, Any], name: str) -> Iterator[Finding]:
    """Name each column of a row that the history tells otherwise."""
    for field in record._meta.concrete_fields:
        if field.attname in told and field.attname != "state":
            said, value = told[field.attname], field.value_from_object(record)
            if said != value and not past.is_same(field, said, value):
                yield Finding(name, differs(getattr(field, "verbose_name", field.attname)))


def _row(packet: Packet, told: Told, row: str) -> Iterator[Finding]:
    yield from _differing(packet, told.row, row)
    should = told.row.get("state", packet.state)
    # Until lately what could not be made in three tries ended without a row of history.
    ended = packet.state == PacketState.FAILED and packet.tries >= archive.MOST_TRIES
    is_under_way = should == PacketState.ASKED and (packet.state in UNDER_WAY or ended)
    if packet.state != should and not is_under_way:
        yield Finding(row, differs(Packet._meta.get_field("state").verbose_name))


def _imprints(packet: Packet, told: Told, row: str) -> Iterator[Finding]:
    """Compare what each master says of itself, and what the pages of a raised edition are marked with."""
    for master, digest in told.imprints.items():
        if archive.digest_of(packet.imprints.get(master)) != digest:
            name = _("%(row)s, the master of the %(state)s") % {"row": row, "state": state_of(master)}
            yield Finding(name, _("what it says of itself is not what the history says."))
    if packet.imprints.get(MARKED) != told.marked:
        yield Finding(row, _("what its pages are marked with is not what the history says."))


def state_of(master: str) -> str:
    """Name a master by the state that it was printed for."""
    return {"draft": _("draft"), "final": _("final")}[master]


def _meetings(packet: Packet, told: Told, row: str) -> Iterator[Finding]:
    stand = sorted([one.meeting_id, one.is_subject] for one in packet.of_meetings.all())
    if told.meetings is not None and stand != sorted(told.meetings):
        yield Finding(row, _("its meetings are not those that it was asked for."))


def _steps(packet: Packet, told: Told, row: str) -> Iterator[Finding]:
    steps = {one.pk: one for one in packet.sign_offs.all()}
    by_number = {one.step: one for one in steps.values()}
    for number, (officer, part) in enumerate(told.steps or (), start=1):
        name = _("%(row)s, step %(step)s") % {"row": row, "step": number}
        if (one := by_number.pop(number, None)) is None:
            yield Finding(name, gone())
        elif one.pk not in told.signed:
            asked = {"officer_id": officer, "part": part, "asked_at": told.steps_at}
            yield from _differing(one, asked, _name(one, row))
    for key, signed in told.signed.items():
        if (found := steps.get(key)) is not None:
            yield from _differing(found, signed, _name(found, row))
        elif told.steps is None:
            yield Finding(_("%(row)s, step %(step)s") % {"row": row, "step": signed["step"]}, gone())
    for one in by_number.values() if told.steps is not None else ():
        yield Finding(_name(one, row), untold())
    for one in steps.values():
        if one.signed_at and one.pk not in told.signed:
            yield Finding(_name(one, row), _("it is signed, and the history does not tell of it."))


def _name(step: SignOff, row: str) -> str:
    said = {"row": row, "step": step.step, "officer": step.officer}
    return _("%(row)s, step %(step)s of %(officer)s") % said


def _copies(packet: Packet, told: Told, row: str) -> Iterator[Finding]:
    stand = {(one.of_final, one.number): one for one in packet.register.all()}
    for key, should in told.copies.items():
        one = stand.pop(key, None)
        if one is None:
            yield Finding(copy_named(row, *key), gone())
        else:
            yield from _differing(one, should, copy_named(row, *key))
    for key in stand:
        if key[0] in told.registers:
            yield Finding(copy_named(row, *key), untold())


def _notices(packet: Packet, told: Told) -> Iterator[Finding]:
    """Compare who confirmed this addendum, or the return of copies of this edition."""
    stand = {one.copy_id: one for one in packet.notices.all()}
    for key, said in told.confirmed.items():
        if (one := stand.get(key)) is None:
            yield Finding(str(packet), _("a confirmation by a holder is gone."))
        else:
            yield from _differing(one, said, _of_holder(one))
    for key, one in stand.items():
        if one.confirmed_at is not None and key not in told.confirmed:
            yield Finding(_of_holder(one), _("it is confirmed, and the history does not tell of it."))


def _of_holder(notice: CopyNotice) -> str:
    copy = notice.copy
    return copy_named(str(copy.packet), copy.of_final, copy.number)


def copy_named(row: str, of_final: bool, number: int) -> str:
    """Name a copy by its edition, its number and the state that it is of."""
    state = state_of("final" if of_final else "draft")
    return _("%(row)s, copy %(number)s of the %(state)s") % {"row": row, "number": number, "state": state}


def _gone() -> Iterator[Finding]:
    """Name the editions that the history tells of and that are not there."""
    there = Packet.objects.filter(pk=OuterRef("subject_id"))
    rows = AuditRow.objects.filter(subject_type=LABEL, action="ask for packet")
    for one in rows.filter(~Exists(there)).order_by("pk"):
        yield Finding(f"{one.after.get('reference', '')} {one.after.get('edition', '')}".strip(), gone())
