"""Where the promises stand at a glance: three charts on one page; pure, from rows already read."""

from commitments.briefings.content import Glance
from commitments.briefings.drawing import room_for_lines
from commitments.briefings.glance.balance import balance
from commitments.briefings.glance.kept import kept
from commitments.briefings.glance.timeline import timeline
from commitments.briefings.records import Records
from commitments.briefings.rows import DELIVERED, Days


def glance(records: Records, today: Days) -> Glance | None:
    """Give the three charts of what is open and what was delivered; none without an item."""
    items = [item for item in records.commitments if item.is_open or item.state in DELIVERED]
    if not items:
        return None
    judged, sides = kept(items, records, today), balance(items, today)
    drawn = timeline(items, records, today, room=room_for_lines(judged, sides))
    return Glance(drawn, judged, sides)
