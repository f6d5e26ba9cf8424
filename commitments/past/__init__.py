"""The records as they stood at a past moment, rebuilt from the audit rows for the usual questions.

Inside `standing_at` every query about records is answered as of that moment: the same lists, pages and
packets, by the same code, through the same door. Nothing can be written there.
"""

from commitments.past.kinds import told_whole
from commitments.past.moments import at_the_end_of, first_moment, moment_of
from commitments.past.replay import GONE, UNTOLD, Astray, differences, is_same
from commitments.past.standing import held_still, moment_standing, standing_at

__all__ = [
    "GONE",
    "UNTOLD",
    "Astray",
    "at_the_end_of",
    "differences",
    "first_moment",
    "held_still",
    "is_same",
    "moment_of",
    "moment_standing",
    "standing_at",
    "told_whole",
]
