"""What the history tells of one edition of a packet, act by act: how its rows should stand. Pure.

An edition that was asked for before the history told all of it is compared with what its acts told then.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from commitments import audit, copy_notices
from commitments.models import AuditRow, Meeting, Packet, PacketCopy
from commitments.vocabulary import PacketState

COLUMNS = frozenset(one.attname for one in Packet._meta.concrete_fields)
_EDITION = re.compile(r"(?P<number>\d+)\.0 Add\. (?P<addendum>\d+)|(?P<final>\d+)\.(?P<draft>\d+)")
# Of the final or of the draft, and which number.
Copy = tuple[bool, int]
NOT_OUT = {"sha256": "", "given_at": None, "recalled_at": None, "end": "", "ended_at": None}


@dataclass(slots=True)
class Told:
    """How the rows of an edition should stand; None, or no such column, where the history does not tell.

    `copies` by the number they bear, `registers` the states of which every copy is told. `signed` by the key
    of the step, `known` from the keys of copies to what they were when they were told of.
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
        """Give how the copy should stand that a row of history tells of."""
        number = row.after.get("number")
        key = self.known.get(row.subject_id) or (self.is_cleared, int(number or 0))
        self.known[row.subject_id] = key
        return self.copies.setdefault(key, {"number": key[1], **NOT_OUT})


def told_of(rows: Iterable[AuditRow], printed: int, register: Mapping[int, Copy]) -> Told:
    """Fold the rows of history of one edition, in their order.

    `printed` is how many copies its content names, for an edition whose copies were not told; `register` what
    stands there by key, so that a copy is known again.
    """
    told = Told(known=dict(register))
    for row in rows:
        _ACTS.get(row.action, _nothing)(told, row)
        if row.subject_type == Packet._meta.label:
            filed = row.after.get(audit.FILED, {})
            said = {name: value for name, value in row.after.items() if name in COLUMNS}
            if row.action == "recall packet":
                # The numbers of those that were out, not how many there are.
                said.pop("copies", None)
            told.row |= said | filed.get("row", {})
        if row.action == "make packet":
            _plan(told, row, printed)
    return told


def _asked(told: Told, row: AuditRow) -> None:
    told.row |= {"asked_by_id": row.by_id, "asked_at": _moment(row.at), "signed_at": None}
    told.row["meeting_id"] = row.page_id if row.page_type == Meeting._meta.label else None
    told.row |= {"state": PacketState.ASKED.value}
    if found := _EDITION.fullmatch(str(row.after.get("edition", ""))):
        number, addendum = int(found["number"] or int(found["final"]) + 1), int(found["addendum"] or 0)
        told.row |= {"number": number, "addendum": addendum}
        told.row |= {"draft": int(found["draft"])} if found["draft"] else {}
    filed = row.after.get(audit.FILED)
    if filed is not None:
        told.is_whole = True
        told.meetings, told.steps, told.steps_at = filed["meetings"], filed["steps"], _moment(row.at)


def _made(told: Told, row: AuditRow) -> None:
    told.row |= {"state": PacketState.READY.value, "ready_at": _moment(row.at)}
    if not told.is_cleared and row.after.get("content_sha256"):
        told.row["draft_sha256"] = row.after["sha256"]
        told.row["as_of"] = told.row.get("as_of") or _moment(row.at)
    if imprint := row.after.get(audit.FILED, {}).get("imprint"):
        told.imprints["final" if told.is_cleared else "draft"] = imprint


def _plan(told: Told, row: AuditRow, printed: int) -> None:
    """Write down which copies there are now; those of an older draft are the ones that its content names."""
    register = row.after.get(audit.FILED, {}).get("register")
    if register is not None:
        told.registers.add(told.is_cleared)
        for number, holder, post in register:
            planned = {"number": number, **NOT_OUT, "holder_id": holder, "post": post}
            told.copies.setdefault((told.is_cleared, number), planned)
    elif printed and not told.is_cleared:
        told.registers.add(False)
        for number in range(1, printed + 1):
            told.copies.setdefault((False, number), {"number": number, **NOT_OUT})


def _arranged(told: Told, row: AuditRow) -> None:
    told.steps, told.steps_at = row.after["steps"], _moment(row.at)


def _signed(told: Told, row: AuditRow) -> None:
    at = {"officer_id": row.by_id, "signed_at": _moment(row.at)}
    told.signed[row.subject_id] = at | {name: row.after[name] for name in ("step", "part", "content_sha256")}


def _cleared(told: Told, row: AuditRow) -> None:
    told.is_cleared = True
    told.row |= {"signed_at": _moment(row.at), "state": PacketState.ASKED.value}


def _raised(told: Told, row: AuditRow) -> None:
    if told.marked is None:
        told.marked = row.before["classification"]


def _taken(told: Told, row: AuditRow) -> None:
    told.copy_of(row).update(holder_id=row.after.get("holder_id"), post=row.after.get("post", ""))


def _given(told: Told, row: AuditRow) -> None:
    told.copy_of(row).update(sha256=row.after["sha256"], given_at=_moment(row.at))


def _ended(told: Told, row: AuditRow) -> None:
    told.copy_of(row).update(end=row.after["end"], ended_at=_moment(row.at))


def _recalled(told: Told, row: AuditRow) -> None:
    if row.subject_type == PacketCopy._meta.label:
        told.copy_of(row).update(recalled_at=row.after["recalled_at"])
        return
    for copy in told.copies.values():
        if not copy["end"] and copy["recalled_at"] is None:
            copy["recalled_at"] = _moment(row.at)


def _confirmed(told: Told, row: AuditRow) -> None:
    said = {"confirmed_at": _moment(row.at), "confirmed_by_id": row.by_id}
    told.confirmed[row.after[audit.FILED]["copy_id"]] = said


def _state(state: PacketState) -> Callable[[Told, AuditRow], None]:
    def reach(told: Told, row: AuditRow) -> None:
        told.row["state"] = state.value

    return reach


def _nothing(told: Told, row: AuditRow) -> None:
    """Pass over an act that writes no column that is compared."""


def _moment(at: datetime.datetime) -> str:
    return at.isoformat()


_ACTS: Mapping[str, Callable[[Told, AuditRow], None]] = {
    "ask for packet": _asked,
    "make packet": _made,
    "fail packet": _state(PacketState.FAILED),
    "cancel packet": _state(PacketState.CANCELLED),
    "print again": _state(PacketState.ASKED),
    "arrange sign-off": _arranged,
    "sign off": _signed,
    "clear packet": _cleared,
    "raised": _raised,
    "take copy": _taken,
    "give copy": _given,
    "end copy": _ended,
    "recall copy": _recalled,
    "recall packet": _recalled,
    copy_notices.CONFIRM_ADDENDUM: _confirmed,
    copy_notices.CONFIRM_RECALL: _confirmed,
}
