"""What officers wrote, as the packet prints it; pure, from rows already read."""

from commitments.briefings import play
from commitments.briefings.content import Core
from commitments.briefings.records import Records
from commitments.briefings.rows import Days


def core(records: Records, today: Days) -> Core:
    """Give the page the minister reads."""
    late, is_late = play.late(records, today)
    return Core((), None, (), play.tallies(records, today), late, is_late)
