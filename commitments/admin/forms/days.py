"""The fields of days and times: typed as people write them, on every page alike.

A browser's own date field shows days in the order of the browser, not of the person, and takes no words.
"""

import datetime
import re
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, time_format

from commitments import phrases
from commitments.phrases import Period

LONGEST_DAY = 40
# No deadline names it, so the grammars do not know it.
YESTERDAY = frozenset({"yesterday", "hier", "어제"})
_TIME = re.compile(
    r"(?P<first>오전|오후)?\s*(?P<hour>\d{1,2})(?:\s*[:.h시]\s*|(?=\d{2}\b))?(?:(?P<minute>\d{2})\s*분?)?"
    r"\s*(?P<last>[ap]\.?m\.?)?",
    re.IGNORECASE,
)


def day_of(text: str, today: datetime.date) -> datetime.date | None:
    """Read one day; without a year the one nearest to today. None where no single day is meant."""
    if not text.strip() or len(text) > LONGEST_DAY:
        return None
    if text.strip().casefold() in YESTERDAY:
        return today - datetime.timedelta(days=1)
    spec = phrases.parse_any(text)
    period = spec.period
    if spec.ask or period is None or period.unit != "day" or spec.until or spec.shape != "during":
        return None
    day = _in_calendar(period, today)
    if day is None or (period.weekday is not None and day.weekday() != period.weekday):
        return None
    return day


def _in_calendar(period: Period, today: datetime.date) -> datetime.date | None:
    if period.month is None or period.day is None:
        is_near = period.year is None and period.offset is not None
        return today + datetime.timedelta(days=period.offset or 0) if is_near else None
    years = [period.year] if period.year else range(today.year - 1, today.year + 2)
    found = []
    for year in years:
        try:
            found.append(datetime.date(year, period.month, period.day))
        except ValueError:
            continue
    return min(found, key=lambda day: abs(day - today), default=None)


def time_of(text: str) -> datetime.time | None:
    """Read a time of day: 15:30, 1530, 3.30 pm, 오후 3시 30분."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = match["first"] or (match["last"] or "").replace(".", "").casefold()
    if half in ("pm", "오후", "am", "오전"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in ("pm", "오후") else 0)
    return datetime.time(hour, minute) if hour < 24 and minute < 60 else None


class DateInput(forms.DateInput):
    """A day as a person writes it: "26 Nov 2026", "2026-11-26", "11월 26일", "tomorrow".

    What it was understood as is told while it is typed, and stands in the field when the page comes back.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Name the place that tells what was understood."""
        told = {"data-day": reverse("admin:day"), **(attrs or {})}
        return super().get_context(name, value, told)

    def format_value(self, value: Any) -> str | None:
        """Write the day in the reader's language; words that name none stay as they were typed."""
        day = value if isinstance(value, datetime.date) else _iso(str(value or ""))
        return date_format(day) if day else (str(value) if value else None)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Give the day as ISO 8601 where the words name one, else the words."""
        typed = super().value_from_datadict(data, files, name)
        day = day_of(typed, timezone.localdate()) if isinstance(typed, str) else None
        return day.isoformat() if day else typed


class TimeInput(forms.TimeInput):
    """A time of day, as people write it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})}, format="%H:%M")

    def format_value(self, value: Any) -> str | None:
        return time_format(value, "H:i") if isinstance(value, datetime.time) else (value or None)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Give hours and minutes where the words name them, else the words."""
        typed = super().value_from_datadict(data, files, name)
        time = time_of(typed) if isinstance(typed, str) else None
        return time.strftime("%H:%M") if time else typed


def _iso(text: str) -> datetime.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
