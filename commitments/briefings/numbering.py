"""Topics numbered for one reader: a gap would tell of a sheet held back, and two meetings may use one number.

What officers wrote calls a sheet by its number on the page of its meeting; where it is printed under another,
the text says that one. An item that the reader may not read is not named either. Pure, from rows read.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from typing import TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from commitments import models as m
from commitments.briefings.hidden import Hidden
from commitments.briefings.prose import in_order
from commitments.briefings.records import Records
from commitments.briefings.standing import CORE, PROPOSAL, SCENARIO, SHEET

# T1, with a particle of Hangul at once after it, but no part of another word.
_NAMED = re.compile(r"(?<![0-9A-Za-z_-])T(\d{1,2})(?![0-9A-Za-z_])")
BRIEF = (*CORE, *SCENARIO, "joint_statement")
ITEM = ("title", "meaning", "condition", "line_to_take")
W = TypeVar("W", m.Brief, m.TopicSheet, m.Proposal, m.Commitment, m.ProgressUpdate)
Numbers = Mapping[int, int]


def texts_of(records: Records) -> Iterator[str]:
    """Give every text in which people wrote of topics and items; words of documents are left as they are."""
    for row, names in _written(records):
        yield from (str(getattr(row, name)) for name in names)


def _written(records: Records) -> Iterator[tuple[Model, tuple[str, ...]]]:
    yield from ((row, BRIEF) for row in records.briefs)
    yield from ((row, SHEET) for row in records.sheets)
    yield from ((row, PROPOSAL) for row in records.proposals)
    yield from ((row, ITEM) for row in records.commitments)
    yield from ((row, ("text",)) for row in records.updates.values())


def numbered(records: Records, hidden: Hidden) -> Records:
    """Number the sheets from 1 in the order in which they are printed, in texts as well.

    A number that no sheet of the packet has would lead to a wrong one, or tell of one: a sheet held back and
    one that never was are both called another topic, at a meeting that has any. An item that is not for the
    reader is called another item.
    """
    printed = {sheet.pk: number for number, sheet in enumerate(in_order(records.sheets, records), 1)}
    of_meeting: dict[int, dict[int, int]] = {key: {} for key in hidden.numbered}
    for sheet in records.sheets:
        of_meeting.setdefault(sheet.meeting_id, {})[sheet.number] = printed[sheet.pk]
    # A line to take is of no meeting: it speaks of the first.
    first = records.meetings[0].pk if records.meetings else 0

    def anew(row: W, names: Iterable[str], meeting: int | None = None) -> W:
        return _said_anew(row, names, of_meeting.get(meeting or 0), hidden)

    items = (anew(row, ITEM[:-1]) for row in records.commitments)
    return replace(
        records,
        topic_numbers=printed,
        briefs=tuple(anew(row, BRIEF, row.meeting_id) for row in records.briefs),
        sheets=tuple(anew(row, SHEET, row.meeting_id) for row in records.sheets),
        proposals=tuple(anew(row, PROPOSAL, row.meeting_id) for row in records.proposals),
        commitments=tuple(anew(row, ITEM[-1:], first) for row in items),
        updates={key: anew(row, ("text",)) for key, row in records.updates.items()},
    )


def called(text: str, numbers: Numbers) -> str:
    """Call each topic in a text by the number under which it is printed."""

    def anew(found: re.Match[str]) -> str:
        number = numbers.get(int(found[1]))
        return f"T{number}" if number else _("another topic")

    return _NAMED.sub(anew, text)


def without_hidden(text: str, hidden: Hidden) -> str:
    """Name no item in a text that the reader may not read."""
    return hidden.without(text, _("another item"))


def _said_anew(row: W, fields: Iterable[str], numbers: Numbers | None, hidden: Hidden) -> W:
    """Give the row with its texts written anew; the one that was read stays as it is."""
    changed = {}
    for name in fields:
        text = str(getattr(row, name))
        said = without_hidden(called(text, numbers) if numbers is not None else text, hidden)
        if said != text:
            changed[name] = said
    if not changed:
        return row
    twin = copy(row)
    for name, said in changed.items():
        setattr(twin, name, said)
    return twin
