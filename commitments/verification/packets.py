"""Check packets, their sign-off steps, copies and meetings against the history, act by act.

An edition from before the history recorded all of its data is compared only with what its acts recorded then.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.audit import log
from commitments.audit.as_of import context
from commitments.classification.levels import MARKED
from commitments.enums import PacketEdition, PacketState
from commitments.errors import Refused
from commitments.models import AuditRow, CopyNotice, Meeting, Packet, PacketCopy, PacketMeeting, SignOff
from commitments.models.packets import UNFINISHED
from commitments.packets import copies
from commitments.packets.archive import frozen, production
from commitments.verification.findings import VerificationFinding

COLUMNS = frozenset(one.attname for one in Packet._meta.concrete_fields)
_EDITION = re.compile(r"(?P<number>\d+)\.0 Add\. (?P<addendum>\d+)|(?P<final>\d+)\.(?P<draft>\d+)")
# Of the final or of the draft, and which number.
Copy = tuple[bool, int]
NOT_OUT = {
    "sha256": "",
    "sheet_sha256": "",
    "given_at": None,
    "recalled_at": None,
    "disposal": "",
    "disposed_at": None,
}


@dataclass(slots=True)
class EditionRecord:
    """How the rows of an edition should be; None, or no such column, where the history does not show it.

    `copies` are by their number, `registers` the states with all copies. `signed` is by the key of the step,
    `known` maps keys of copies to their values when they were recorded.
    """

    row: dict[str, Any] = field(default_factory=dict)
    is_whole: bool = False
    meetings: list[list[Any]] | None = None
    steps: list[list[Any]] | None = None
    steps_at: str = ""
    signed: dict[int, dict[str, Any]] = field(default_factory=dict)
    copies: dict[Copy, dict[str, Any]] = field(default_factory=dict)
    registers: set[bool] = field(default_factory=set)
    known: dict[int, Copy] = field(default_factory=dict)
    # By the key of a copy, who confirmed when that its holder read this addendum, or gave the copy back.
    confirmed: dict[int, dict[str, Any]] = field(default_factory=dict)
    imprints: dict[str, str] = field(default_factory=dict)
    marked: int | None = None
    is_cleared: bool = False

    def copy_of(self, row: AuditRow) -> dict[str, Any]:
        """Return how the copy should be that a history row concerns."""
        number = row.after.get("number")
        key = self.known.get(row.subject_id) or (self.is_cleared, int(number or 0))
        self.known[row.subject_id] = key
        return self.copies.setdefault(key, {"number": key[1], **NOT_OUT})


def told_of(rows: Iterable[AuditRow], printed: int, register: Mapping[int, Copy]) -> EditionRecord:
    """Fold the rows of history of one edition, in their order.

    `printed` is how many copies its content names, for an edition whose copies were not told; `register` what
    stands there by key, so that a copy is known again.
    """
    told = EditionRecord(known=dict(register))
    for row in rows:
        _ACTS.get(row.action, _nothing)(told, row)
        if row.subject_type == Packet._meta.label:
            filed = row.after.get(log.FILED_ACTION, {})
            said = {name: value for name, value in row.after.items() if name in COLUMNS}
            if row.action == "recall packet":
                # The numbers of those that were out, not how many there are.
                said.pop("copies", None)
            told.row |= said | filed.get("row", {})
        if row.action == "make packet":
            _plan(told, row, printed)
    return told


def _apply_request(told: EditionRecord, row: AuditRow) -> None:
    told.row |= {"requested_by_id": row.by_id, "requested_at": _moment(row.at), "signed_at": None}
    told.row["meeting_id"] = row.page_id if row.page_type == Meeting._meta.label else None
    told.row |= {"state": PacketState.REQUESTED.value}
    if found := _EDITION.fullmatch(str(row.after.get("edition", ""))):
        number, addendum = int(found["number"] or int(found["final"]) + 1), int(found["addendum"] or 0)
        told.row |= {"number": number, "addendum": addendum}
        told.row |= {"draft": int(found["draft"])} if found["draft"] else {}
    filed = row.after.get(log.FILED_ACTION)
    if filed is not None:
        told.is_whole = True
        told.meetings, told.steps, told.steps_at = filed["meetings"], filed["steps"], _moment(row.at)


def _made(told: EditionRecord, row: AuditRow) -> None:
    told.row |= {"state": PacketState.READY.value, "ready_at": _moment(row.at)}
    if not told.is_cleared and row.after.get("content_sha256"):
        told.row["draft_sha256"] = row.after["sha256"]
        told.row["as_of"] = told.row.get("as_of") or _moment(row.at)
    filed = row.after.get(log.FILED_ACTION, {})
    # Until there were editions, a version had one printed file.
    if imprint := filed.get("imprint"):
        told.imprints["final" if told.is_cleared else "draft"] = imprint
    told.imprints |= filed.get("imprints", {})


def _plan(told: EditionRecord, row: AuditRow, printed: int) -> None:
    """Write down which copies there are now; those of an older draft are the ones that its content names."""
    register = row.after.get(log.FILED_ACTION, {}).get("register")
    if register is not None:
        told.registers.add(told.is_cleared)
        for number, holder, post, *editions in register:
            planned = {"number": number, **NOT_OUT, "holder_id": holder, "post": post}
            planned["edition"] = editions[0] if editions else PacketEdition.ADVISER.value
            told.copies.setdefault((told.is_cleared, number), planned)
    elif printed and not told.is_cleared:
        told.registers.add(False)
        for number in range(1, printed + 1):
            told.copies.setdefault((False, number), {"number": number, **NOT_OUT})


def _arranged(told: EditionRecord, row: AuditRow) -> None:
    told.steps, told.steps_at = row.after["steps"], _moment(row.at)


def _signed(told: EditionRecord, row: AuditRow) -> None:
    at = {"officer_id": row.by_id, "signed_at": _moment(row.at)}
    told.signed[row.subject_id] = at | {name: row.after[name] for name in ("step", "part", "content_sha256")}


def _apply_sign_off(told: EditionRecord, row: AuditRow) -> None:
    told.is_cleared = True
    told.row |= {"signed_at": _moment(row.at), "state": PacketState.REQUESTED.value}


def _apply_classification(told: EditionRecord, row: AuditRow) -> None:
    if told.marked is None:
        told.marked = row.before["classification"]


def _apply_taken(told: EditionRecord, row: AuditRow) -> None:
    names = {"edition": row.after["edition"]} if "edition" in row.after else {}
    told.copy_of(row).update(holder_id=row.after.get("holder_id"), post=row.after.get("post", ""), **names)


def _apply_sent(told: EditionRecord, row: AuditRow) -> None:
    names = ("holder_id", "edition", "message", "reply_by", "is_for_comment")
    told.copy_of(row).update({name: row.after[name] for name in names} | {"sent_at": _moment(row.at)})


def _apply_given(told: EditionRecord, row: AuditRow) -> None:
    sheet = row.after.get("sheet_sha256", "")
    told.copy_of(row).update(sha256=row.after["sha256"], sheet_sha256=sheet, given_at=_moment(row.at))


def _ended(told: EditionRecord, row: AuditRow) -> None:
    told.copy_of(row).update(disposal=row.after["disposal"], disposed_at=_moment(row.at))


def _recalled(told: EditionRecord, row: AuditRow) -> None:
    if row.subject_type == PacketCopy._meta.label:
        told.copy_of(row).update(recalled_at=row.after["recalled_at"])
        return
    for copy in told.copies.values():
        if not copy["disposal"] and copy["recalled_at"] is None:
            copy["recalled_at"] = _moment(row.at)


def _confirmed(told: EditionRecord, row: AuditRow) -> None:
    said = {"confirmed_at": _moment(row.at), "confirmed_by_id": row.by_id}
    told.confirmed[row.after[log.FILED_ACTION]["copy_id"]] = said


def _state(state: PacketState) -> Callable[[EditionRecord, AuditRow], None]:
    def set_state(told: EditionRecord, row: AuditRow) -> None:
        told.row["state"] = state.value

    return set_state


def _nothing(told: EditionRecord, row: AuditRow) -> None:
    """Pass over an act that writes no column that is compared."""


def _moment(at: datetime.datetime) -> str:
    return at.isoformat()


_ACTS: Mapping[str, Callable[[EditionRecord, AuditRow], None]] = {
    "ask for packet": _apply_request,
    "make packet": _made,
    "fail packet": _state(PacketState.FAILED),
    "cancel packet": _state(PacketState.CANCELLED),
    "print again": _state(PacketState.REQUESTED),
    "arrange sign-off": _arranged,
    "sign off": _signed,
    "clear packet": _apply_sign_off,
    "raised": _apply_classification,
    "take copy": _apply_taken,
    "send for comment": _apply_sent,
    "give copy": _apply_given,
    "end copy": _ended,
    "recall copy": _recalled,
    "recall packet": _recalled,
    copies.CONFIRM_ADDENDUM: _confirmed,
    copies.CONFIRM_RECALL: _confirmed,
}


PACKETS_AT_ONCE = 100
KINDS = (Packet, PacketMeeting, PacketCopy, CopyNotice, SignOff)
LABEL = Packet._meta.label


def check_editions() -> Iterator[VerificationFinding]:
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
            told = _replay_edition(packet, rows[packet.pk])
            older += bool(rows[packet.pk]) and not told.is_whole
            yield from _compare_edition(packet, told, is_told=bool(rows[packet.pk]))
    yield from _gone()
    if older:
        said = ngettext(
            "%(n)s version predates the full history. Its reader, meetings, replaced packet, pages and "
            "length-limit findings are not compared.",
            "%(n)s versions predate the full history. Their readers, meetings, replaced packets, pages "
            "and length-limit findings are not compared.",
            older,
        )
        yield VerificationFinding(_("packets"), said % {"n": older}, False)


def _histories(packets: Sequence[int]) -> dict[int, list[AuditRow]]:
    """Load the history of some editions, in order: that of a copy or a step is on their page."""
    of = Q(subject_type=LABEL, subject_id__in=packets) | Q(page_type=LABEL, page_id__in=packets)
    found: dict[int, list[AuditRow]] = defaultdict(list)
    for row in AuditRow.objects.filter(of).order_by("pk"):
        found[row.subject_id if row.subject_type == LABEL else row.page_id].append(row)
    return found


def _replay_edition(packet: Packet, rows: Sequence[AuditRow]) -> EditionRecord:
    register = {one.pk: (one.of_final, one.number) for one in packet.register.all()}
    told = told_of(rows, 0, register)
    if told.is_whole or not packet.content_sha256:
        return told
    return told_of(rows, _printed(packet), register)


def _printed(packet: Packet) -> int:
    """Return how many copies the frozen content names; 0 where it cannot be read, which is reported
    elsewhere.
    """
    try:
        rows = frozen.content_of(packet.content_sha256).distribution
    except Refused:
        return 0
    return max((int(number) for row in rows for number in row.copies.split("–")), default=0)


def _compare_edition(packet: Packet, told: EditionRecord, *, is_told: bool) -> Iterator[VerificationFinding]:
    row = str(packet)
    if not is_told:
        yield VerificationFinding(row, format_unrecorded())
        return
    yield from _row(packet, told, row)
    yield from _imprints(packet, told, row)
    yield from _meetings(packet, told, row)
    yield from _steps(packet, told, row)
    yield from _copies(packet, told, row)
    yield from _notices(packet, told)


def format_unrecorded() -> str:
    return _("the history has no entry for this record. The record was not written by the system.")


def format_gone() -> str:
    return _("the record is missing, and the history does not explain why.")


def format_differing(column: object) -> str:
    return _("“%(column)s” differs from the history.") % {"column": column}


def _differing(record: Model, told: dict[str, Any], name: str) -> Iterator[VerificationFinding]:
    """Name each column of a row that the history tells otherwise."""
    for column in record._meta.concrete_fields:
        if column.attname in told and column.attname != "state":
            said, value = told[column.attname], column.value_from_object(record)
            if said != value and not context.is_same(column, said, value):
                label = getattr(column, "verbose_name", column.attname)
                yield VerificationFinding(name, format_differing(label))


def _row(packet: Packet, told: EditionRecord, row: str) -> Iterator[VerificationFinding]:
    yield from _differing(packet, told.row, row)
    should = told.row.get("state", packet.state)
    # Until lately what could not be made in three tries ended without a row of history.
    ended = packet.state == PacketState.FAILED and packet.tries >= production.MOST_TRIES
    is_under_way = should == PacketState.REQUESTED and (packet.state in UNFINISHED or ended)
    if packet.state != should and not is_under_way:
        yield VerificationFinding(row, format_differing(Packet._meta.get_field("state").verbose_name))


def _imprints(packet: Packet, told: EditionRecord, row: str) -> Iterator[VerificationFinding]:
    """Compare what each master says of itself, and what the pages of a raised edition are marked with."""
    for master, digest in told.imprints.items():
        if frozen.digest_of(packet.imprints.get(master)) != digest:
            name = _("%(row)s, stored %(state)s version") % {"row": row, "state": state_of(master)}
            yield VerificationFinding(name, _("the details stored in the document differ from the history."))
    if packet.imprints.get(MARKED) != told.marked:
        yield VerificationFinding(row, _("the classification on the pages differs from the history."))


def state_of(master: str) -> str:
    """Name a master by the state that it was printed for, and by its edition if it is not the main one."""
    state, _blank, edition = master.partition(" ")
    name = {"draft": _("draft"), "final": _("final")}[state]
    return f"{name} ({PacketEdition(edition).label})" if edition else name


def _meetings(packet: Packet, told: EditionRecord, row: str) -> Iterator[VerificationFinding]:
    stand = sorted([one.meeting_id, one.is_subject] for one in packet.of_meetings.all())
    if told.meetings is not None and stand != sorted(told.meetings):
        yield VerificationFinding(row, _("the meetings differ from those requested."))


def _steps(packet: Packet, told: EditionRecord, row: str) -> Iterator[VerificationFinding]:
    steps = {one.pk: one for one in packet.sign_offs.all()}
    by_number = {one.step: one for one in steps.values()}
    for number, (officer, part) in enumerate(told.steps or (), start=1):
        name = _("%(row)s, sign-off step %(step)s") % {"row": row, "step": number}
        if (one := by_number.pop(number, None)) is None:
            yield VerificationFinding(name, format_gone())
        elif one.pk not in told.signed:
            asked = {"officer_id": officer, "part": part, "requested_at": told.steps_at}
            yield from _differing(one, asked, _name(one, row))
    for key, signed in told.signed.items():
        if (found := steps.get(key)) is not None:
            yield from _differing(found, signed, _name(found, row))
        elif told.steps is None:
            yield VerificationFinding(
                _("%(row)s, sign-off step %(step)s") % {"row": row, "step": signed["step"]}, format_gone()
            )
    for one in by_number.values() if told.steps is not None else ():
        yield VerificationFinding(_name(one, row), format_unrecorded())
    for one in steps.values():
        if one.signed_at and one.pk not in told.signed:
            yield VerificationFinding(
                _name(one, row), _("the step is signed off, but the history has no entry for the sign-off.")
            )


def _name(step: SignOff, row: str) -> str:
    said = {"row": row, "step": step.step, "officer": step.officer}
    return _("%(row)s, sign-off step %(step)s of %(officer)s") % said


def _copies(packet: Packet, told: EditionRecord, row: str) -> Iterator[VerificationFinding]:
    stand = {(one.of_final, one.number): one for one in packet.register.all()}
    for key, should in told.copies.items():
        one = stand.pop(key, None)
        if one is None:
            yield VerificationFinding(copy_named(row, *key), format_gone())
        else:
            yield from _differing(one, should, copy_named(row, *key))
    for key in stand:
        if key[0] in told.registers:
            yield VerificationFinding(copy_named(row, *key), format_unrecorded())


def _notices(packet: Packet, told: EditionRecord) -> Iterator[VerificationFinding]:
    """Compare who confirmed this addendum, or the return of copies of this edition."""
    stand = {one.copy_id: one for one in packet.notices.all()}
    for key, said in told.confirmed.items():
        if (one := stand.get(key)) is None:
            yield VerificationFinding(str(packet), _("a holder’s confirmation is missing."))
        else:
            yield from _differing(one, said, _describe_holder(one))
    for key, one in stand.items():
        if one.confirmed_at is not None and key not in told.confirmed:
            yield VerificationFinding(
                _describe_holder(one),
                _("the record is confirmed, but the history has no entry for the confirmation."),
            )


def _describe_holder(notice: CopyNotice) -> str:
    copy = notice.copy
    return copy_named(str(copy.packet), copy.of_final, copy.number)


def copy_named(row: str, of_final: bool, number: int) -> str:
    """Name a copy by its edition, its number and the state that it is of."""
    state = state_of("final" if of_final else "draft")
    return _("%(row)s, copy %(number)s of the %(state)s version") % {
        "row": row,
        "number": number,
        "state": state,
    }


def _gone() -> Iterator[VerificationFinding]:
    """Name the editions that the history tells of and that are not there."""
    there = Packet.objects.filter(pk=OuterRef("subject_id"))
    rows = AuditRow.objects.filter(subject_type=LABEL, action="ask for packet")
    for one in rows.filter(~Exists(there)).order_by("pk"):
        yield VerificationFinding(
            f"{one.after.get('reference', '')} {one.after.get('edition', '')}".strip(), format_gone()
        )
