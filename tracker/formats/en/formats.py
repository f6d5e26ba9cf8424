"""English dates: day, month by name, year; typed dates are never ambiguous between day and month."""

from tracker.formats import PersonalFormat

DATE_FORMAT = SHORT_DATE_FORMAT = PersonalFormat("j M Y", letter="j F Y")
TIME_FORMAT = "H:i"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = PersonalFormat("j M Y, H:i", fixed="{}, H:i", letter="j F Y, H:i")
FIRST_DAY_OF_WEEK = 1
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%d.%m.%Y"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]
