"""Batches as rows: begun, carried out item by item, left and come back to, taken back.

The rows are the truth: an item and what was done to it are written in one transaction, so that any worker may
carry on where another stopped, and no item is done twice.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commitments import access
from commitments.batches import deeds
from commitments.errors import Refused
from commitments.models import Batch, BatchItem, Commitment, User, spoken_as
from commitments.vocabulary import Deed, DeedState

# What is chosen at once at most, what is done while a person waits, and when a batch counts as left alone.
MOST_ITEMS = 1000
AT_ONCE = 50
LEFT_SECONDS = 60
LONGEST_WHY = 300
READ_WITH = ("country", "deadline", "first_deadline", "outcome__meeting", "outcome__statement")


@dataclass(frozen=True, slots=True)
class Seen:
    """One chosen item, and the version of it that the person saw."""

    commitment: int
    version: int


@transaction.atomic
def begin(
    deed: Deed, items: Sequence[Seen], values: Mapping[str, Any], *, by: User, now: datetime.datetime
) -> Batch:
    """Write what is to be done to which items; nothing is done yet. The person may read each of them.

    Raises `Refused` where there are none, or more than a thousand.
    """
    if not items:
        raise Refused(_("Nothing is chosen. Choose commitments first."), "nothing")
    if len(items) > MOST_ITEMS:
        raise Refused(_("At most 1,000 commitments are dealt with at once. Narrow the list."), "too_many")
    batch = Batch.objects.create(by=by, at=now, deed=deed, values=dict(values))
    BatchItem.objects.bulk_create(
        [BatchItem(batch=batch, commitment_id=item.commitment, seen=item.version) for item in items]
    )
    return batch


@transaction.atomic
def take_back(batch: Batch, *, by: User, now: datetime.datetime) -> int:
    """Mark what was done to be taken back, as far as nothing has come of it; give the number of items."""
    access.require(batch.by_id == by.pk)
    done = BatchItem.objects.filter(batch=batch, state=DeedState.DONE)
    count = done.update(state=DeedState.TAKING_BACK)
    if count:
        Batch.objects.filter(pk=batch.pk).update(taken_back_at=now)
    return count


def only_item(batch: Batch) -> BatchItem:
    """Return the item of a batch of one, with what became of it."""
    return BatchItem.objects.get(batch=batch)


def states_of(batch: Batch) -> dict[str, int]:
    """Count the items of a batch by their state."""
    states = BatchItem.objects.filter(batch=batch).order_by().values_list("state")
    return dict(states.annotate(Count("pk")))


def carry_out(batch_id: int, *, now: datetime.datetime, most: int | None = None) -> None:
    """Do, or take back, what waits in a batch: each item whole in a transaction of its own, or not at all.

    `most` is how many items at most, where somebody waits for it.
    """
    batch = Batch.objects.select_related("by").get(pk=batch_id)
    with spoken_as(batch.by):
        for state, act in ((DeedState.WAITING, _do), (DeedState.TAKING_BACK, _undo)):
            rows = BatchItem.objects.filter(batch=batch, state=state).order_by("pk")
            for key in rows.values_list("pk", flat=True)[:most]:
                _one(key, state, act, batch, now)


def unfinished(now: datetime.datetime) -> list[int]:
    """Give the batches in which something waits and that nobody began a moment ago."""
    waiting = BatchItem.objects.filter(state__in=(DeedState.WAITING, DeedState.TAKING_BACK))
    left = waiting.filter(batch__at__lt=now - datetime.timedelta(seconds=LEFT_SECONDS))
    return list(left.order_by("batch").values_list("batch", flat=True).distinct())


def _one(
    key: int,
    state: DeedState,
    act: Callable[[BatchItem, Commitment, datetime.datetime], None],
    batch: Batch,
    now: datetime.datetime,
) -> None:
    """Claim one item and deal with it; what is refused is written with its reason, and nothing else."""
    target, failed = (
        (DeedState.DONE, DeedState.NOT_DONE)
        if state == DeedState.WAITING
        else (DeedState.TAKEN_BACK, DeedState.STANDS)
    )
    with transaction.atomic():
        if not BatchItem.objects.filter(pk=key, state=state).update(state=target):
            return
        row = BatchItem.objects.get(pk=key)
        row.batch = batch
        try:
            with transaction.atomic():
                act(row, _item(row), now)
        except Refused as refused:
            row.state, row.why = failed, str(refused)[:LONGEST_WHY]
        row.save(force_update=True)


def _do(row: BatchItem, item: Commitment, now: datetime.datetime) -> None:
    item.version = row.seen
    made = deeds.do(Deed(row.batch.deed), item, row.batch.values, by=row.batch.by, now=now)
    row.made, row.before = made.key, made.before
    row.version = Commitment.objects.values_list("version", flat=True).get(pk=item.pk)


def _undo(row: BatchItem, item: Commitment, now: datetime.datetime) -> None:
    day = date_format(timezone.localtime(row.batch.at), "DATE_FORMAT")
    reason = _("Taken back: %(what)s on %(day)s, together with others.") % {"what": row.batch, "day": day}
    deeds.undo(row, item, by=row.batch.by, now=now, reason=reason)


def _item(row: BatchItem) -> Commitment:
    """Read the commitment through the door of who does it; what is hidden is like what is not there."""
    seen = access.visible_to(Commitment.objects.filter(pk=row.commitment_id), row.batch.by)
    item: Commitment | None = seen.select_related(*READ_WITH).first()
    if item is None:
        raise Refused(_("It is not there any more, or not open to you."), "absent")
    return item
