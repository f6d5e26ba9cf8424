"""Kept or not, against the date first agreed; pure, from rows already read."""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commitments import models as m
from commitments.briefings.content import Account, Boxes
from commitments.briefings.glance.sides import SIDES, first_date, named, unit
from commitments.briefings.records import Records
from commitments.briefings.rows import DELIVERED, Days, done_on
from commitments.vocabulary import CommitmentState

KEPT, LATE, MISSED, AHEAD, UNDATED = range(5)


def kept(items: list[m.Commitment], records: Records, today: Days) -> Boxes:
    """Judge each item by its first date, so that moving a date cannot improve the record.

    What was fulfilled in part was not kept: its rest, which carries the date on, is judged in its place.
    """
    judged = [item for item in items if item.state != CommitmentState.IN_PART]
    note = _("Measured against the date first agreed, so that moving a date cannot improve the record.")
    if len(judged) < len(items):
        note += " " + _("What was fulfilled in part is judged by its rest.")
    items = judged
    verdicts = {item.pk: verdict(item, records, today.of(item.owed_by)) for item in items}
    rows = tuple(
        Account(
            str(label),
            tuple(
                tuple(unit(i, today) for i in items if i.owed_by == side and verdicts[i.pk] == column)
                for column in range(5)
            ),
        )
        for side, label in SIDES
        if any(item.owed_by == side for item in items)
    )
    heads = (
        pgettext("of a first date", "Kept"),
        pgettext("of a first date", "Kept late"),
        pgettext("of a first date", "Missed, still open"),
        pgettext("of a first date", "Ahead, or reported"),
        pgettext("of a first date", "No date agreed"),
    )
    counts = [sum(found == column for found in verdicts.values()) for column in range(5)]
    title = _title(counts)
    return Boxes(
        title=title,
        note=note,
        told=" ".join([f"{title}.", *_told(rows, heads)]),
        heads=heads,
        rows=rows,
    )


def verdict(item: m.Commitment, records: Records, today: datetime.date) -> int:
    """Say in which column an item stands; of what was delivered, the report of its owners counts."""
    first = first_date(item)
    if first is None:
        return UNDATED
    if item.state in DELIVERED:
        done = done_on(item, records)
        return LATE if done is not None and done > first else KEPT
    if first >= today or item.state == CommitmentState.REPORTED:
        return AHEAD
    return MISSED


def _title(counts: list[int]) -> str:
    """Say how many first dates were kept; all counts are of what is drawn."""
    decided = counts[KEPT] + counts[LATE] + counts[MISSED]
    if not decided:
        return _("No first date has passed yet")
    opened = ngettext(
        "Of %(n)s first date met or passed",
        "Of %(n)s first dates met or passed",
        decided,
    ) % {"n": decided}
    said = [
        ngettext("%(n)s was kept", "%(n)s were kept", counts[KEPT]) % {"n": counts[KEPT]},
        ngettext("%(n)s kept late", "%(n)s kept late", counts[LATE]) % {"n": counts[LATE]},
        ngettext("%(n)s missed and still open", "%(n)s missed and still open", counts[MISSED])
        % {"n": counts[MISSED]},
    ]
    return f"{opened}, {', '.join(said)}"


def _told(rows: tuple[Account, ...], heads: tuple[str, ...]) -> list[str]:
    return [
        f"{row.label}, {head}: {named(cell)}."
        for row in rows
        for head, cell in zip(heads, row.cells, strict=True)
        if cell
    ]
