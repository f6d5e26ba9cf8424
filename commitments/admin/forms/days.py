"""The fields of days and times: the browser's own, on every page."""

from typing import Any

from django import forms


class DateInput(forms.DateInput):
    """The browser's own date field, which every keyboard and reader knows."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")
