"""How each deed is done to one commitment, and how it is taken back."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from commitments import access, agenda, audit, deadlines, editing, lifecycle
from commitments.batches.crowd import crowd_of, why_not
from commitments.errors import Refused
from commitments.lifecycle import approvals, chasing
from commitments.lifecycle.progress import stood, take_back_update
from commitments.lifecycle.taking import hold
from commitments.models import AgendaItem, Approval, BatchItem, Commitment, Meeting, ProgressUpdate, User
from commitments.vocabulary import ChaseWay, CommitmentState, Deed, Matter

Values = Mapping[str, Any]
# Deeds of those who owe, too.
OWNERS = frozenset({Deed.NO_CHANGE, Deed.ASK_DATE})
# Deeds that change the commitment itself: what it is now must be what they left.
CHANGES_ITEM = frozenset({Deed.NO_CHANGE, Deed.PROPOSE, Deed.REVIEW})


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a deed: the key of the row that was made, if one was, and what stood before."""

    key: int | None = None
    before: dict[str, Any] = field(default_factory=dict)


def do(deed: Deed, item: Commitment, values: Values, *, by: User, now: datetime.datetime) -> Made:
    """Do it to one commitment as it was seen; raises `Refused`. The caller holds the transaction."""
    meeting = meeting_of(values, by) if deed == Deed.BRING_UP else None
    refusal = why_not(deed, item, crowd_of([item], by, meeting))
    if refusal is not None:
        raise refusal
    hold(item)
    match deed:
        case Deed.NO_CHANGE:
            before = stood(item)
            return Made(_no_change(item, values, by=by, now=now).pk, before)
        case Deed.CHASE:
            return Made(_chase(item, values, by=by, now=now))
        case Deed.ASK_DATE:
            return Made(_ask(item, values, by=by, now=now).pk)
        case Deed.BRING_UP:
            assert meeting is not None
            return Made(agenda.bring_up(item, meeting, by=by, now=now).pk)
        case Deed.PROPOSE:
            made = Made(before={"state": item.state})
            lifecycle.propose(item, by=by, now=now)
            return made
        case Deed.REVIEW:
            made = Made(before={"review_on": audit.plain(item.review_on)})
            on = parse_date(values["on"]) if values.get("on") else None
            deadlines.review_again(item, on=on, by=by, now=now)
            return made


def undo(row: BatchItem, item: Commitment, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Take back what was done to one commitment; raises `Refused` where something has come of it since."""
    deed, key = Deed(row.batch.deed), row.made or 0
    # Who has another post since may still read what was done.
    access.require(access.may_write(by, ProgressUpdate if deed in OWNERS else Commitment))
    if deed in CHANGES_ITEM:
        item.version = row.version
        try:
            hold(item)
        except Refused as refused:
            raise Refused(_("It was changed since; what was recorded stands."), "changed") from refused
    match deed:
        case Deed.NO_CHANGE:
            take_back_update(_update(row, by), row.before, by=by, now=now, reason=reason)
        case Deed.CHASE:
            chasing.take_back(_update(row, by), by=by, now=now, reason=reason)
        case Deed.ASK_DATE:
            asked = access.visible_to(Approval.objects.filter(pk=key), by).first()
            if asked is None:
                raise _gone()
            approvals.take_back(asked, by=by, now=now)
        case Deed.BRING_UP:
            listed = access.visible_to(AgendaItem.objects.filter(pk=key), by).first()
            if listed is None:
                raise _gone()
            agenda.take_down(listed, by=by, now=now)
        case Deed.PROPOSE:
            if row.before["state"] != CommitmentState.DRAFT:
                raise Refused(_("It had been declined before; it stays proposed."), "was_declined")
            lifecycle.redraft(item, by=by, now=now, reason=reason)
        case Deed.REVIEW:
            values = audit.typed(Commitment, row.before)
            editing.change(item, values, by=by, now=now, action="review", reason=reason)


def meeting_of(values: Values, person: User) -> Meeting:
    """Find the meeting that items are brought before; refuse one that the person may not read."""
    found: Meeting | None = access.visible_to(
        Meeting.objects.filter(pk=values.get("meeting") or 0), person
    ).first()
    if found is None:
        raise Refused(_("Choose a meeting that lies ahead."), "no_meeting")
    return found


def _no_change(item: Commitment, values: Values, *, by: User, now: datetime.datetime) -> ProgressUpdate:
    said_on = parse_date(values["said_on"])
    assert said_on is not None
    return lifecycle.update(
        item,
        health=item.health_at(said_on),
        text=values.get("text") or _("No change."),
        side=lifecycle.owing_sides(item)[0],
        said_on=said_on,
        by=by,
        now=now,
    )


def _chase(item: Commitment, values: Values, *, by: User, now: datetime.datetime) -> int:
    """Note that the owner was asked; give the key of our word. What the partner owes is a question to it."""
    said_on = parse_date(values["said_on"])
    assert said_on is not None
    if "way" not in values or not chasing.is_theirs(item):
        text = values.get("said") or values["text"]
        return chasing.chase(item, text=text, said_on=said_on, by=by, now=now).pk
    asking = chasing.Asking(
        way=ChaseWay(values["way"]),
        text=values["text"],
        on=said_on,
        copy=values.get("copy", ""),
        number=values.get("number"),
        said=values.get("said", ""),
    )
    asked = chasing.ask(item, asking, by=by, now=now)
    assert asked.said_id is not None
    return asked.said_id


def _ask(item: Commitment, values: Values, *, by: User, now: datetime.datetime) -> Approval:
    nothing = dict.fromkeys(("review_on", "event", "mechanism", "session_number", "follows"))
    return approvals.ask(
        item,
        Matter.DATE,
        reason=values["note"],
        document=values.get("document", ""),
        terms={"spec": values["spec"], **nothing},
        move_reason=values["move_reason"],
        by=by,
        now=now,
    )


def _update(row: BatchItem, by: User) -> ProgressUpdate:
    said = access.visible_to(ProgressUpdate.objects.filter(pk=row.made or 0), by)
    found: ProgressUpdate | None = said.select_related("commitment").first()
    if found is None or found.version > 1:
        raise _gone()
    return found


def _gone() -> Refused:
    return Refused(_("It was changed since; what was recorded stands."), "changed")
