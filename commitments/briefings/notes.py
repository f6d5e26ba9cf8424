"""The note sheet: what is filled in by hand, a row an open item; pure, from rows already read."""

import datetime
from collections.abc import Iterable
from itertools import groupby

import segno
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commitments import models as m
from commitments.briefings.content import Example, Note, NoteSheet, Proposed
from commitments.briefings.records import Records
from commitments.briefings.rows import Days, order
from commitments.briefings.words import short_date
from commitments.references import short
from commitments.vocabulary import OwedBy

# A leaf has two pages; what is not on it is written into the last row.
ON_A_PAGE, ON_A_LEAF = 15, 32
SIDES = (OwedBy.OURS, OwedBy.THEIRS, OwedBy.JOINT)
# Smallest symbol, with a quarter of it to spare for creases and ink.
VERSION, LEVEL = 1, "q"


def sheet(records: Records, proposed: tuple[Proposed, ...], today: Days) -> NoteSheet | None:
    """Give the sheet: the most urgent open items by who owes them, the proposals, room for what is new."""
    waiting = sorted(
        (item for item in records.commitments if item.is_open),
        key=lambda item: order(item, today.of(item.owed_by)),
    )
    if not waiting and not proposed:
        return None
    shown = waiting[: ON_A_LEAF - len(proposed)]
    shown.sort(key=lambda item: SIDES.index(OwedBy(item.owed_by)))
    left_out = len(waiting) - len(shown)
    return NoteSheet(
        examples=_examples([short(item.reference) for item in shown], today.ours),
        rows=tuple(_of_item(item) for item in shown) + tuple(_of_proposal(one) for one in proposed),
        new=Note("NEW", _("anything else promised"), "", (_("ours"), _("theirs"), _("joint")), ""),
        left_out=ngettext(
            "%(n)s open item more is in the scorecard: write its number beside NEW.",
            "%(n)s open items more are in the scorecard: write their numbers beside NEW.",
            left_out,
        )
        % {"n": left_out}
        if left_out
        else "",
        is_leaf=len(shown) + len(proposed) > ON_A_PAGE,
    )


def _of_item(item: m.Commitment) -> Note:
    if item.due_on:
        date = short_date(item.due_on)
    elif item.review_on:
        date = _("review %(date)s") % {"date": short_date(item.review_on)}
    else:
        date = _("No date")
    ref = short(item.reference)
    return Note(ref, item.title, date, _boxes(), code(ref))


def _of_proposal(one: Proposed) -> Note:
    boxes = (
        pgettext("box to tick", "yes"),
        pgettext("box to tick", "fallback"),
        pgettext("box to tick", "no"),
    )
    title = f"{one.title} · {one.occasion}" if one.occasion else one.title
    return Note(one.number, title, "", boxes, code(one.number))


def _examples(refs: list[str], today: datetime.date) -> tuple[Example, ...]:
    """Show how a line is typed after the flight, in the words of the boxes, as they are read."""
    done, slip, not_raised = _boxes()
    later = short_date(datetime.date(today.year + 1, 3, 31))
    said = [
        f"{done} {short_date(today)}",
        f"{slip} {later} {pgettext('example of a note', 'study late')}",
        not_raised,
    ]
    typed = [Example(ref, rest) for ref, rest in zip(refs, said, strict=False)]
    return (*typed, Example("NEW", f"{_('theirs')} {pgettext('example of a note', 'list by April')}"))


def _boxes() -> tuple[str, str, str]:
    return pgettext("box to tick", "done"), pgettext("box to tick", "slip"), _("not raised")


def code(ref: str) -> str:
    """Draw the QR code of a reference, and of nothing else, as one path."""
    return strokes(segno.make_qr(ref, version=VERSION, error=LEVEL, boost_error=False).matrix)


def strokes(matrix: Iterable[Iterable[int]]) -> str:
    """Draw the dark modules of a QR code as one path of strokes, each a run of modules."""
    bars = []
    for y, line in enumerate(matrix):
        x = 0
        for is_dark, run in groupby(line):
            length = len(list(run))
            if is_dark:
                bars.append(f"M{x} {y}.5h{length}")
            x += length
    return "".join(bars)
