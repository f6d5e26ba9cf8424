"""Topics numbered for one reader: a gap would tell of a sheet held back, and two meetings may use one number.

What officers wrote calls a sheet by its number on the page of its meeting; where it is printed under another,
the text says that one. Pure, from rows already read.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace
from typing import TypeVar

from django.utils.translation import gettext as _

from commitments import models as m
from commitments.briefings.prose import in_order
from commitments.briefings.records import Records
from commitments.briefings.standing import CORE, PROPOSAL, SCENARIO, SHEET

# T1, with a particle of Hangul at once after it, but no part of another word.
_NAMED = re.compile(r"(?<![0-9A-Za-z_-])T(\d{1,2})(?![0-9A-Za-z_])")
BRIEF = (*CORE, *SCENARIO, "joint_statement")
W = TypeVar("W", m.Brief, m.TopicSheet, m.Proposal, m.Commitment)
Numbers = Mapping[int, int]


def numbered(records: Records) -> Records:
    """Number the sheets from 1 in the order in which they are printed, in texts as well.

    A number that no sheet of the packet has would lead to a wrong one: a sheet held back and one that never
    was are both called another topic. Where every sheet keeps its number, nothing is touched.
    """
    printed = {sheet.pk: number for number, sheet in enumerate(in_order(records.sheets, records), 1)}
    if all(printed[sheet.pk] == sheet.number for sheet in records.sheets):
        return records
    of_meeting: dict[int, dict[int, int]] = defaultdict(dict)
    for sheet in records.sheets:
        of_meeting[sheet.meeting_id][sheet.number] = printed[sheet.pk]
    # A line to take is of no meeting: it speaks of the first.
    first = of_meeting[records.meetings[0].pk]
    return replace(
        records,
        topic_numbers=printed,
        briefs=tuple(_said_anew(row, BRIEF, of_meeting[row.meeting_id]) for row in records.briefs),
        sheets=tuple(_said_anew(row, SHEET, of_meeting[row.meeting_id]) for row in records.sheets),
        proposals=tuple(_said_anew(row, PROPOSAL, of_meeting[row.meeting_id]) for row in records.proposals),
        commitments=tuple(_said_anew(row, ("line_to_take",), first) for row in records.commitments),
    )


def called(text: str, numbers: Numbers) -> str:
    """Call each topic in a text by the number under which it is printed."""

    def anew(found: re.Match[str]) -> str:
        number = numbers.get(int(found[1]))
        return f"T{number}" if number else _("another topic")

    return _NAMED.sub(anew, text)


def _said_anew(row: W, fields: Iterable[str], numbers: Numbers) -> W:
    """Give the row with its texts written anew; the one that was read stays as it is."""
    texts = {name: str(getattr(row, name)) for name in fields}
    changed = {name: said for name, text in texts.items() if (said := called(text, numbers)) != text}
    if not changed:
        return row
    twin = copy(row)
    for name, said in changed.items():
        setattr(twin, name, said)
    return twin
