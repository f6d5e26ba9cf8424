"""Make and write versions of deadlines: one by one, or many in one go; each with its rows of history."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from commitments import at_once, audit, editing
from commitments.deadlines.remarks import Remark
from commitments.deadlines.resolve import Resolution
from commitments.deadlines.situation import Hooks
from commitments.models import AuditRow, Commitment, Deadline, User
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import OPEN_STATES, CommitmentState, MoveReason

NOT_YET_ACCEPTED = (CommitmentState.DRAFT, CommitmentState.PROPOSED, CommitmentState.DECLINED)
# A draft's date moves with its event as an open item's does; what is closed stays as it was.
MOVABLE = (CommitmentState.DRAFT, *OPEN_STATES)
ACTION = "deadline"
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Why:
    """Why a version is written, on whose asking, by whose leave, and what says so."""

    reason: MoveReason
    cause: Remark | None = None
    note: str = ""
    document: str = ""
    asked_by: User | None = None
    approved_by: User | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a version says: the words as specified, what it follows, what that comes to, from which day."""

    spec: DeadlineSpec
    hooks: Hooks
    found: Resolution
    anchor_on: datetime.date | None = None
    review_on: datetime.date | None = None


def hooks_of(deadline: Deadline) -> Hooks:
    """Give what a version follows."""
    return Hooks(deadline.event, deadline.mechanism, deadline.session_number, deadline.follows)


def spec_of(deadline: Deadline) -> DeadlineSpec:
    """Give what the words of a version say; nothing where none were ever stored."""
    stored = deadline.specification or {"kind": deadline.kind, "wording": deadline.wording}
    return DeadlineSpec.from_json(stored)


def make(
    commitment: Commitment, terms: Terms, why: Why, *, number: int, by: User | None, now: datetime.datetime
) -> Deadline:
    """Make the next version, not yet written. A deadline with a date has no review date of its own."""
    found, hooks = terms.found, terms.hooks
    return Deadline(
        commitment=commitment,
        number=number,
        kind=found.kind,
        wording=terms.spec.wording,
        specification=terms.spec.to_json(),
        event=hooks.event,
        mechanism=hooks.mechanism,
        session_number=hooks.session_number,
        follows=hooks.follows,
        anchor_on=terms.anchor_on,
        due_start=found.due_start,
        due_on=found.due_on,
        act_by=found.act_by,
        act_by_partner=found.act_by_partner,
        review_on=None if found.due_on else (terms.review_on or found.review_on),
        every=found.every,
        calendars=[[used.code, used.year] for used in found.calendars_used],
        working=[step.to_json() for step in found.steps],
        ask=found.ask.to_json() if found.ask else None,
        reason=why.reason,
        cause=why.cause.to_json() if why.cause else None,
        note=why.note,
        document=why.document,
        asked_by=why.asked_by,
        approved_by=why.approved_by,
        recorded_at=now,
        recorded_by=by,
    )


def says_the_same(standing: Deadline, terms: Terms) -> bool:
    """Say whether new terms leave every date, what is followed and what is asked as they stand."""
    found = terms.found
    asked = standing.ask["code"] if standing.ask else None
    dates = (standing.due_start, standing.due_on, standing.act_by, standing.act_by_partner)
    return (
        dates == (found.due_start, found.due_on, found.act_by, found.act_by_partner)
        and hooks_of(standing).keys == terms.hooks.keys
        and asked == (found.ask.code if found.ask else None)
    )


def append(
    commitment: Commitment,
    terms: Terms,
    why: Why,
    *,
    by: User | None,
    now: datetime.datetime,
    is_accepted: bool | None = None,
    also: Mapping[str, Any] | None = None,
) -> Deadline:
    """Write one version, and let the commitment point to it where nobody else wrote meanwhile.

    Raises `Refused("changed")` where somebody did. The commitment is brought up to date.
    """
    seen = Commitment.objects.filter(pk=commitment.pk, version=commitment.version)
    if not seen.select_for_update(no_key=True).values_list("pk", flat=True).first():
        raise editing.changed_meanwhile()
    last = (
        commitment.deadlines(manager="objects").order_by("-number").values_list("number", flat=True).first()
    )
    version = make(commitment, terms, why, number=(last or 0) + 1, by=by, now=now)
    version.save(force_insert=True)
    audit.record(ACTION, version, by=by, now=now, after=audit.state_of(version), reason=why.note)
    values: dict[str, Any] = {
        "deadline": version,
        "due_on": version.due_on,
        "act_by": version.act_by,
        "review_on": review_day(commitment, version),
        **(also or {}),
    }
    if becomes_first(commitment, version, is_accepted=is_accepted):
        values["first_deadline"] = version
    editing.change(commitment, values, by=by, now=now, action=ACTION, reason=why.note)
    return version


def becomes_first(commitment: Commitment, version: Deadline, *, is_accepted: bool | None = None) -> bool:
    """Say whether a version is the first with a date since the owners accepted."""
    if is_accepted is None:
        is_accepted = commitment.state not in NOT_YET_ACCEPTED
    return is_accepted and commitment.first_deadline_id is None and version.due_on is not None


def review_day(commitment: Commitment, version: Deadline) -> datetime.date | None:
    """Give the day of the next review under a version; what sleeps is woken by its own."""
    return commitment.review_on if commitment.state == CommitmentState.DORMANT else version.review_on


def append_all(written: Sequence[Deadline], *, by: User | None, now: datetime.datetime) -> None:
    """Write many versions, one a commitment: one statement a table, whatever their number.

    The commitments are locked by `locked`, and stand as they were read after that.
    """
    for start in range(0, len(written), ROWS_AT_ONCE):
        _append_some(written[start : start + ROWS_AT_ONCE], by=by, now=now)


def _append_some(written: Sequence[Deadline], *, by: User | None, now: datetime.datetime) -> None:
    at_once.insert(written)
    rows: list[AuditRow] = []
    for version in written:
        rows += _history(version, by=by, now=now)
    columns = ("deadline_id", "due_on", "act_by", "review_on", "first_deadline_id", "version")
    if at_once.update([version.commitment for version in written], columns) != len(written):
        raise editing.changed_meanwhile()
    audit.write(rows)


def _history(version: Deadline, *, by: User | None, now: datetime.datetime) -> list[AuditRow]:
    """Let the commitment point to the new version; give its row of history and that of the commitment."""
    commitment = version.commitment
    before = audit.state_of(commitment)
    commitment.deadline = version
    commitment.due_on, commitment.act_by = version.due_on, version.act_by
    commitment.review_on = review_day(commitment, version)
    commitment.version += 1
    if becomes_first(commitment, version):
        commitment.first_deadline = version
    old, new = audit.difference(before, audit.state_of(commitment))
    said: dict[str, Any] = {"by": by, "now": now, "reason": version.note}
    return [
        audit.told(ACTION, version, before={}, after=audit.state_of(version), **said),
        audit.told(ACTION, commitment, before=old, after=new, **said),
    ]


def chains() -> QuerySet[Deadline]:
    """List the versions of deadlines as far as they tell what slipped, for items read through the door."""
    return Deadline.objects.only("commitment", "number", "due_on", "reason").order_by("number")
