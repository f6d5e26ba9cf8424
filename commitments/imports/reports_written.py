"""Rows as dated reports on open commitments: recorded and taken back, one at most on an item at a time."""

import datetime

from django.db.models import Max
from django.utils.dateparse import parse_date

from commitments import access, lifecycle
from commitments.imports.made import Made, Rows, seen_by_key, touched
from commitments.lifecycle.progress import stood, take_back_updates
from commitments.models import Commitment, Import, ImportRow, ProgressUpdate, User
from commitments.vocabulary import Health, Side


def item_of(row: ImportRow) -> int:
    """Give the key of the item on which a row reports."""
    return int(row.plan["item"])


def add(_of: Import, rows: Rows, *, by: User, now: datetime.datetime) -> list[Made]:
    """Record the reports of rows, each on an item of its own."""
    items = seen_by_key(Commitment, [item_of(row) for row in rows], by)
    before = {key: stood(item) for key, item in items.items()}
    said = lifecycle.update_many([_word(row, items[item_of(row)]) for row in rows], by=by, now=now)
    return [
        Made(one.pk, {"item": item_of(row), "stood": before[item_of(row)]})
        for row, one in zip(rows, said, strict=True)
    ]


def _word(row: ImportRow, item: Commitment) -> lifecycle.Word:
    said_on = parse_date(row.plan["said_on"])
    assert said_on is not None
    return lifecycle.Word(item, Health(row.plan["health"]), row.plan["text"], Side(row.plan["side"]), said_on)


def take_away(rows: Rows, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Take reports back, each where it is the last word on its commitment."""
    items = seen_by_key(Commitment, [row.before["item"] for row in rows], by)
    reports = access.visible_to(ProgressUpdate.objects.all(), by).in_bulk([row.made or 0 for row in rows])
    # Reports of the same import that were taken back before have left their rows too.
    by_item = ProgressUpdate.objects.filter(commitment__in=items).order_by().values_list("commitment")
    last = dict(by_item.annotate(last=Max("pk")))
    taken = []
    for row in rows:
        said = reports.get(row.made or 0)
        if said is None or last[said.commitment_id] != said.pk or said.version > 1:
            raise touched()
        said.commitment = items[row.before["item"]]
        taken.append((said, row.before["stood"]))
    take_back_updates(taken, by=by, now=now, reason=reason)
