"""Where things stand, computed: how many items are in each health, and what is overdue."""

from collections import Counter

from django.utils.translation import gettext as _

from commitments.briefings.content import Tally
from commitments.briefings.records import Records
from commitments.briefings.rows import Days, health_of
from commitments.briefings.words import days
from commitments.references import short

SHAPES = ("fulfilled", "on_track", "at_risk", "no_evidence", "off_track")
LATE_SHOWN = 12


def tallies(records: Records, today: Days) -> tuple[Tally, ...]:
    """Count the items in each health; what nobody is in is left out."""
    counted: Counter[str] = Counter()
    words: dict[str, str] = {}
    for item in records.commitments:
        word, shape = health_of(item, today.of(item.owed_by))
        counted[shape] += 1
        words[shape] = word if shape != "fulfilled" else _("Fulfilled")
    return tuple(
        Tally(shape, _("%(n)s %(health)s") % {"n": counted[shape], "health": words[shape].lower()})
        for shape in SHAPES
        if counted[shape]
    )


def late(records: Records, today: Days) -> tuple[str, bool]:
    """Name what is overdue, the longest first, and say whether anything is."""
    counted = [(item.days_late(today.of(item.owed_by)), item) for item in records.commitments]
    found = sorted((pair for pair in counted if pair[0]), key=lambda pair: (-pair[0], pair[1].reference))
    named = [
        f"{short(item.reference)} ({item.get_owed_by_display()}), {days(count)}".replace(" ", "\u00a0")
        for count, item in found[:LATE_SHOWN]
    ]
    if len(found) > LATE_SHOWN:
        named.append(_("and %(count)s more") % {"count": len(found) - LATE_SHOWN})
    if not named:
        return _("Nothing is overdue."), False
    return _("Overdue: %(items)s") % {"items": " · ".join(named)}, True
