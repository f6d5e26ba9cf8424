"""What people and programs type, as it is kept: one line where it is one, likely days."""

import datetime
import re

FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2200, 12, 31)
# Line ends, tabs and other controls; the null character is refused where it is read.
CONTROLS = re.compile("[\x01-\x1f\x7f-\x9f\u2028\u2029]+")
LINE_ENDS = re.compile("\r\n?")


def one_line(text: str) -> str:
    """Put a space for each run of line ends and controls."""
    return CONTROLS.sub(" ", text)


def lines(text: str) -> str:
    """Put a line feed for every kind of line end."""
    return LINE_ENDS.sub("\n", text)
