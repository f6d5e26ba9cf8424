"""Bulk actions: one action on several commitments, previewed, done item by item, and undone.

The preview checks all items with few queries, with the reasons that the life cycle gives for one item; each
is checked again when the action is done. An item and its result are written in one transaction, so that any
worker may continue where another stopped, and no item is processed twice.
"""

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, responsibilities, scopes, write_rules
from commitments.audit import log
from commitments.deadlines import changes, reviews
from commitments.enums import (
    AGREED_STATES,
    TRANSITIONS,
    UPCOMING_STATES,
    Actor,
    ApprovalKind,
    ApprovalState,
    BulkActionKind,
    CommitmentState,
    FollowUpMethod,
    ItemState,
    LeadRole,
    Nature,
    Side,
    Step,
)
from commitments.errors import Refused
from commitments.lifecycle import acceptance, agendas, approvals, follow_ups, progress, transitions
from commitments.lifecycle.progress import read_reported_values, undo_update, why_not_update
from commitments.lifecycle.transitions import FORBIDDEN, lock, owing_sides
from commitments.models import (
    AgendaItem,
    Approval,
    BulkAction,
    BulkActionItem,
    Commitment,
    Meeting,
    ProgressUpdate,
    Responsibility,
    User,
    spoken_as,
)
from commitments.records import edits

DESK = Refused(FORBIDDEN[Actor.DESK], "forbidden")


@dataclass(frozen=True, slots=True)
class BulkRequest:
    """What one person may do with some commitments, which the person may read.

    `desk` are the partners for which the person records, `led` the items that the person's ministry leads,
    `asked` those with a pending extension request, `sides` the sides of each that have a lead; `meeting` is
    the one to whose agenda they are added, `listed` those already on it.
    """

    person: User
    desk: frozenset[int]
    led: frozenset[int]
    asked: frozenset[int]
    sides: Mapping[int, frozenset[str]]
    meeting: Meeting | None
    listed: frozenset[int]

    def is_of_desk(self, item: Commitment) -> bool:
        return item.country_id in self.desk


def crowd_of(items: Collection[Commitment], person: User, meeting: Meeting | None = None) -> BulkRequest:
    """Read what the reasons need, in as many queries for a thousand items as for one."""
    keys = [item.pk for item in items]
    ministries = responsibilities.keys_of_ministries(person)
    sides: dict[int, set[str]] = {}
    led = set()
    leads = Responsibility.objects.filter(commitment__in=keys, role=LeadRole.LEAD).order_by()
    for key, side, ministry in leads.values_list("commitment", "side", "ministry"):
        sides.setdefault(key, set()).add(side)
        if side == Side.OURS and ministry in ministries:
            led.add(key)
    asked = Approval.objects.filter(commitment__in=keys, kind=ApprovalKind.DATE, state=ApprovalState.PENDING)
    listed = AgendaItem.objects.filter(meeting=meeting, commitment__in=keys) if meeting else None
    return BulkRequest(
        person=person,
        desk=frozenset(scopes.countries_of(person).values_list("pk", flat=True)),
        led=frozenset(led),
        asked=frozenset(key for key in asked.values_list("commitment", flat=True) if key),
        sides={key: frozenset(named) for key, named in sides.items()},
        meeting=meeting,
        listed=frozenset(
            key for key in (listed.values_list("commitment", flat=True) if listed is not None else ()) if key
        ),
    )


def why_not(deed: BulkActionKind, item: Commitment, crowd: BulkRequest) -> Refused | None:
    """Explain why the action cannot be done to the item now, or return None."""
    match deed:
        case BulkActionKind.NO_CHANGE:
            return why_not_update(item, crowd.person)
        case BulkActionKind.FOLLOW_UP:
            return _why_not_follow_up(item, crowd)
        case BulkActionKind.REQUEST_EXTENSION:
            return _why_not_ask(item, crowd)
        case BulkActionKind.ADD_TO_AGENDA:
            return _why_not_bring_up(item, crowd)
        case BulkActionKind.PROPOSE:
            return _why_not_propose(item, crowd)
        case BulkActionKind.REVIEW:
            return _why_not_review(item, crowd)


def _why_not_follow_up(item: Commitment, crowd: BulkRequest) -> Refused | None:
    if not crowd.is_of_desk(item):
        return DESK
    if not item.is_open:
        return Refused(_("Follow-ups can be logged only for open commitments."), "wrong_state")
    return None


def _why_not_ask(item: Commitment, crowd: BulkRequest) -> Refused | None:
    if not (crowd.is_of_desk(item) or item.pk in crowd.led):
        return Refused(approvals.OF_OWNERS[ApprovalKind.DATE], "forbidden")
    if item.state not in AGREED_STATES:
        return Refused(changes.NOT_AGREED, "wrong_state")
    if item.pk in crowd.asked:
        return Refused(approvals.ASKED, "asked")
    return None


def _why_not_bring_up(item: Commitment, crowd: BulkRequest) -> Refused | None:
    meeting = crowd.meeting
    if not crowd.is_of_desk(item):
        return DESK
    if not item.is_open:
        return Refused(_("Only open commitments can be added to an agenda."), "wrong_state")
    if meeting is None:
        return None
    if item.country_id != meeting.country_id:
        return Refused(_("The commitment belongs to another partner."), "partner")
    if item.outcome.meeting_id == meeting.pk:
        return Refused(_("The commitment was agreed at this meeting."), "same_meeting")
    if meeting.state not in UPCOMING_STATES:
        return Refused(agendas.NOT_AHEAD, "not_ahead")
    if item.pk in crowd.listed:
        return Refused(agendas.ON_AGENDA, "on_agenda")
    return None


def _why_not_propose(item: Commitment, crowd: BulkRequest) -> Refused | None:
    transition = TRANSITIONS[Step.PROPOSE]
    if item.state not in transition.sources:
        return Refused(transition.explanation, "wrong_state")
    if not crowd.is_of_desk(item):
        return DESK
    if not set(owing_sides(item)) <= crowd.sides.get(item.pk, frozenset()):
        return Refused(
            _("Name a lead ministry for each responsible side first, or select “not stated”."), "needs_lead"
        )
    return None


def _why_not_review(item: Commitment, crowd: BulkRequest) -> Refused | None:
    if not crowd.is_of_desk(item):
        return DESK
    if not item.is_open:
        return Refused(_("Only open commitments can be reviewed."), "wrong_state")
    if item.due_on is not None and item.nature != Nature.ONGOING:
        return Refused(
            _(
                "The commitment has a due date. Only ongoing commitments or those without "
                "a due date are reviewed."
            ),
            "dated",
        )
    return None


Values = Mapping[str, Any]
# Deeds of those who owe, too.
CHANGED = _("The record was changed later, so the action cannot be undone. Correct the record instead.")
OWNERS = frozenset({BulkActionKind.NO_CHANGE, BulkActionKind.REQUEST_EXTENSION})
# Deeds that change the commitment itself: what it is now must be what they left.
CHANGES_ITEM = frozenset({BulkActionKind.NO_CHANGE, BulkActionKind.PROPOSE, BulkActionKind.REVIEW})


@dataclass(frozen=True, slots=True)
class ActionResult:
    """The result of an action: the key of the row that was created, if any, and the values before."""

    key: int | None = None
    before: dict[str, Any] = field(default_factory=dict)


def do_action(
    deed: BulkActionKind, item: Commitment, values: Values, *, by: User, now: datetime.datetime
) -> ActionResult:
    """Do the action to one commitment, in the version that was seen; raises `Refused`. The caller holds
    the transaction.
    """
    meeting = meeting_of(values, by) if deed == BulkActionKind.ADD_TO_AGENDA else None
    refusal = why_not(deed, item, crowd_of([item], by, meeting))
    if refusal is not None:
        raise refusal
    lock(item)
    match deed:
        case BulkActionKind.NO_CHANGE:
            before = read_reported_values(item)
            return ActionResult(_no_change(item, values, by=by, now=now).pk, before)
        case BulkActionKind.FOLLOW_UP:
            return ActionResult(_log_follow_up(item, values, by=by, now=now))
        case BulkActionKind.REQUEST_EXTENSION:
            return ActionResult(_request(item, values, by=by, now=now).pk)
        case BulkActionKind.ADD_TO_AGENDA:
            assert meeting is not None
            return ActionResult(agendas.add_to_agenda(item, meeting, by=by, now=now).pk)
        case BulkActionKind.PROPOSE:
            made = ActionResult(before={"state": item.state})
            acceptance.propose(item, by=by, now=now)
            return made
        case BulkActionKind.REVIEW:
            made = ActionResult(before={"review_on": log.to_plain(item.review_on)})
            on = parse_date(values["on"]) if values.get("on") else None
            reviews.review_again(item, on=on, by=by, now=now)
            return made


def undo_action(
    row: BulkActionItem, item: Commitment, *, by: User, now: datetime.datetime, reason: str
) -> None:
    """Undo what was done to one commitment; raises `Refused` where later changes depend on it."""
    deed, key = BulkActionKind(row.bulk_action.action), row.created_id or 0
    # Who has another post since may still read what was done.
    write_rules.require_permission(
        write_rules.may_write(by, ProgressUpdate if deed in OWNERS else Commitment)
    )
    if deed in CHANGES_ITEM:
        item.version = row.version
        try:
            lock(item)
        except Refused as refused:
            raise Refused(str(CHANGED), "changed") from refused
    match deed:
        case BulkActionKind.NO_CHANGE:
            undo_update(_update(row, by), row.before, by=by, now=now, reason=reason)
        case BulkActionKind.FOLLOW_UP:
            follow_ups.undo_follow_up(_update(row, by), by=by, now=now, reason=reason)
        case BulkActionKind.REQUEST_EXTENSION:
            asked = policy.readable_by(Approval.objects.filter(pk=key), by).first()
            if asked is None:
                raise _gone()
            approvals.withdraw_request(asked, by=by, now=now)
        case BulkActionKind.ADD_TO_AGENDA:
            listed = policy.readable_by(AgendaItem.objects.filter(pk=key), by).first()
            if listed is None:
                raise _gone()
            agendas.remove_from_agenda(listed, by=by, now=now)
        case BulkActionKind.PROPOSE:
            if row.before["state"] != CommitmentState.DRAFT:
                raise Refused(
                    gettext(
                        "Sending to owners can be undone only for a commitment that was a draft. This "
                        "commitment had been declined, so it stays proposed."
                    ),
                    "was_declined",
                )
            acceptance.redraft(item, by=by, now=now, reason=reason)
        case BulkActionKind.REVIEW:
            values = log.parse_values(Commitment, row.before)
            edits.change_record(item, values, by=by, now=now, action="review", reason=reason)


def meeting_of(values: Values, person: User) -> Meeting:
    """Find the meeting to whose agenda items are added; raise `Refused` for one that the person may not
    read.
    """
    found: Meeting | None = policy.readable_by(
        Meeting.objects.filter(pk=values.get("meeting") or 0), person
    ).first()
    if found is None:
        raise Refused(gettext("Select an upcoming meeting."), "no_meeting")
    return found


def _no_change(item: Commitment, values: Values, *, by: User, now: datetime.datetime) -> ProgressUpdate:
    reported_on = parse_date(values["reported_on"])
    assert reported_on is not None
    return progress.record_update(
        item,
        health=item.health_at(reported_on),
        text=values.get("text") or gettext("No change."),
        side=transitions.owing_sides(item)[0],
        reported_on=reported_on,
        by=by,
        now=now,
    )


def _log_follow_up(item: Commitment, values: Values, *, by: User, now: datetime.datetime) -> int:
    """Log a follow-up with the owner; return the key of the update. For the partner it is a follow-up
    question.
    """
    reported_on = parse_date(values["reported_on"])
    assert reported_on is not None
    if "method" not in values or not follow_ups.is_theirs(item):
        text = values.get("said") or values["text"]
        return follow_ups.remind_owner(item, text=text, reported_on=reported_on, by=by, now=now).pk
    asking = follow_ups.FollowUpText(
        method=FollowUpMethod(values["method"]),
        text=values["text"],
        on=reported_on,
        copy=values.get("copy", ""),
        number=values.get("number"),
        said=values.get("said", ""),
        **{name: values.get(name, "") for name in follow_ups.CONTACT},
    )
    asked = follow_ups.log_follow_up(item, asking, by=by, now=now)
    assert asked.our_update_id is not None
    return asked.our_update_id


def _request(item: Commitment, values: Values, *, by: User, now: datetime.datetime) -> Approval:
    nothing = dict.fromkeys(("review_on", "event", "mechanism", "session_number", "follows"))
    return approvals.request_approval(
        item,
        ApprovalKind.DATE,
        reason=values["note"],
        document=values.get("document", ""),
        terms={"spec": values["spec"], **nothing},
        move_reason=values["move_reason"],
        by=by,
        now=now,
    )


def _update(row: BulkActionItem, by: User) -> ProgressUpdate:
    said = policy.readable_by(ProgressUpdate.objects.filter(pk=row.created_id or 0), by)
    found: ProgressUpdate | None = said.select_related("commitment").first()
    if found is None or found.version > 1:
        raise _gone()
    return found


def _gone() -> Refused:
    return Refused(str(CHANGED), "changed")


# What is chosen at once at most, what is done while a person waits, and when a batch counts as left alone.
MOST_ITEMS = 1000
AT_ONCE = 50
LEFT_SECONDS = 60
LONGEST_WHY = 300
READ_WITH = ("country", "deadline", "first_deadline", "outcome__meeting", "outcome__statement")


@dataclass(frozen=True, slots=True)
class SeenItem:
    """One selected item, and the version of it that the person saw."""

    commitment: int
    version: int


@transaction.atomic
def create_bulk_action(
    deed: BulkActionKind,
    items: Sequence[SeenItem],
    values: Mapping[str, Any],
    *,
    by: User,
    now: datetime.datetime,
) -> BulkAction:
    """Write what is to be done to which items; nothing is done yet. The person may read each of them.

    Raises `Refused` where there are none, or more than a thousand.
    """
    if not items:
        raise Refused(gettext("No commitments are selected. Select commitments first."), "nothing")
    if len(items) > MOST_ITEMS:
        raise Refused(gettext("A bulk action takes at most 1,000 commitments. Narrow the list."), "too_many")
    batch = BulkAction.objects.create(by=by, at=now, action=deed, values=dict(values))
    BulkActionItem.objects.bulk_create(
        [
            BulkActionItem(bulk_action=batch, commitment_id=item.commitment, seen_version=item.version)
            for item in items
        ]
    )
    return batch


@transaction.atomic
def undo_bulk_action(batch: BulkAction, *, by: User, now: datetime.datetime) -> int:
    """Mark items to be undone where no later change depends on them; return the number of items."""
    write_rules.require_permission(batch.by_id == by.pk)
    done = BulkActionItem.objects.filter(bulk_action=batch, state=ItemState.DONE)
    count = done.update(state=ItemState.UNDOING)
    if count:
        BulkAction.objects.filter(pk=batch.pk).update(undone_at=now)
    return count


def only_item(batch: BulkAction) -> BulkActionItem:
    """Return the item of a batch of one, with what became of it."""
    return BulkActionItem.objects.get(bulk_action=batch)


def states_of(batch: BulkAction) -> dict[str, int]:
    """Count the items of a batch by their state."""
    states = BulkActionItem.objects.filter(bulk_action=batch).order_by().values_list("state")
    return dict(states.annotate(Count("pk")))


def carry_out(batch_id: int, *, now: datetime.datetime, most: int | None = None) -> None:
    """Do, or undo, the waiting items of a bulk action, each in a transaction of its own.

    `most` limits the number of items, where a person waits for the result.
    """
    batch = BulkAction.objects.select_related("by").get(pk=batch_id)
    with spoken_as(batch.by):
        for state, act in ((ItemState.WAITING, _do), (ItemState.UNDOING, _undo)):
            rows = BulkActionItem.objects.filter(bulk_action=batch, state=state).order_by("pk")
            for key in rows.values_list("pk", flat=True)[:most]:
                _one(key, state, act, batch, now)


def list_unfinished(now: datetime.datetime) -> list[int]:
    """Return the bulk actions with waiting items that no process began a moment ago."""
    waiting = BulkActionItem.objects.filter(state__in=(ItemState.WAITING, ItemState.UNDOING))
    left = waiting.filter(bulk_action__at__lt=now - datetime.timedelta(seconds=LEFT_SECONDS))
    return list(left.order_by("bulk_action").values_list("bulk_action", flat=True).distinct())


def _one(
    key: int,
    state: ItemState,
    act: Callable[[BulkActionItem, Commitment, datetime.datetime], None],
    batch: BulkAction,
    now: datetime.datetime,
) -> None:
    """Claim one item and deal with it; what is refused is written with its reason, and nothing else."""
    target, failed = (
        (ItemState.DONE, ItemState.NOT_DONE)
        if state == ItemState.WAITING
        else (ItemState.UNDONE, ItemState.NOT_UNDONE)
    )
    with transaction.atomic():
        if not BulkActionItem.objects.filter(pk=key, state=state).update(state=target):
            return
        row = BulkActionItem.objects.get(pk=key)
        row.bulk_action = batch
        try:
            with transaction.atomic():
                act(row, _item(row), now)
        except Refused as refused:
            row.state, row.reason = failed, str(refused)[:LONGEST_WHY]
        row.save(force_update=True)


def _do(row: BulkActionItem, item: Commitment, now: datetime.datetime) -> None:
    item.version = row.seen_version
    made = do_action(
        BulkActionKind(row.bulk_action.action), item, row.bulk_action.values, by=row.bulk_action.by, now=now
    )
    row.created_id, row.before = made.key, made.before
    row.version = Commitment.objects.values_list("version", flat=True).get(pk=item.pk)


def _undo(row: BulkActionItem, item: Commitment, now: datetime.datetime) -> None:
    day = date_format(timezone.localtime(row.bulk_action.at), "DATE_FORMAT")
    reason = gettext("Bulk action of %(day)s undone: %(what)s.") % {
        "what": row.bulk_action,
        "day": day,
    }
    undo_action(row, item, by=row.bulk_action.by, now=now, reason=reason)


def _item(row: BulkActionItem) -> Commitment:
    """Load the commitment through the access policy of the acting person; a hidden one counts as missing."""
    seen = policy.readable_by(Commitment.objects.filter(pk=row.commitment_id), row.bulk_action.by)
    item: Commitment | None = seen.select_related(*READ_WITH).first()
    if item is None:
        raise Refused(gettext("The record no longer exists, or you have no access to it."), "absent")
    return item
