"""What people and programs type, as it is kept: one line where it is one, likely days."""

import datetime
import re
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2200, 12, 31)
# Line ends, tabs and other controls; the null character is refused where it is read.
CONTROLS = re.compile("[\x01-\x1f\x7f-\x9f\u2028\u2029]+")
NO_ZONE = _("No such time zone. Write it like Asia/Phnom_Penh.")
# Names of the tz database that are no place: whatever the machine is set to, and none chosen yet.
NO_PLACES = frozenset({"localtime", "Factory"})
LINE_ENDS = re.compile("\r\n?")


def one_line(text: str) -> str:
    """Put a space for each run of line ends and controls."""
    return CONTROLS.sub(" ", text)


def lines(text: str) -> str:
    """Put a line feed for every kind of line end."""
    return LINE_ENDS.sub("\n", text)


def is_zone(name: str) -> bool:
    """Say whether the tz database has a time zone of that name, which is a place's; no name is one."""
    return not name or name in available_timezones() - NO_PLACES
