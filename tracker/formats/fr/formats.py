"""French dates as papers print them; no line ends inside a date. No screen is in French."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j\u00a0N\u00a0Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "j\u00a0N\u00a0Y, H:i"
