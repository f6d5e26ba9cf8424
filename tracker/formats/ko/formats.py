"""Korean dates as official documents write them, with a clock of 24 hours.

No line ends inside a date: its spaces are no-break spaces.
"""

from tracker.formats import PersonalFormat

DATE_FORMAT = SHORT_DATE_FORMAT = PersonalFormat("Y.\u00a0n.\u00a0j.", "Y년\u00a0n월\u00a0j일")
TIME_FORMAT = "H:i"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = PersonalFormat(
    "Y.\u00a0n.\u00a0j. H:i", "Y년\u00a0n월\u00a0j일 H:i", "{} H:i"
)
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y.%m.%d", "%Y. %m. %d.", "%Y년 %m월 %d일"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]
