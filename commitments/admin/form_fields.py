"""Form fields for all forms: one-line text, plausible days and times, short titles, languages, time zones.

Days and times are typed as people write them, on every page alike: a browser's own date field uses the order
of the browser, not of the person, and takes no words. A short title that is too long is refused at its field.
Languages are ISO 639 codes, one or several.
"""

import datetime
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments import text
from commitments.access import write_rules
from commitments.enums import Role
from commitments.enums.parties import language_name
from commitments.errors import Refused
from commitments.language import phrases
from commitments.language.phrases.specification import Period
from commitments.lifecycle import transitions
from commitments.models import Ministry, Official, User, choose_date_format
from commitments.models.translated import format_lines
from commitments.packets.formats import parse_sayings
from commitments.text import FIRST_DAY, LAST_DAY, NO_ZONE, is_zone, normalise_lines, one_line

BEYOND = _("Enter a date between 1900 and 2200.")
LIMITS = (MinValueValidator(FIRST_DAY, BEYOND), MaxValueValidator(LAST_DAY, BEYOND))
TOO_LONG = _("Use at most %(limit_value)d characters. This text has %(show_value)d.")
WORDS: dict[type[forms.Field], Any] = {
    forms.DateField: _("Enter a valid date, for example 30 Jun 2026 or 2026-06-30."),
    forms.TimeField: _("Enter a valid time, for example 09:30."),
}


def plain_words(field: forms.Field) -> None:
    """Let a field say what to do, an empty choice what it means; keep a line one line, a day likely."""
    field.error_messages["required"] = _("This field is required.")
    if isinstance(field, forms.CharField) and field.max_length is not None:
        # A browser that keeps to `maxlength` cuts what is pasted, without a word.
        field.widget.attrs.pop("maxlength", None)
        field.error_messages["max_length"] = TOO_LONG
    if type(field) in WORDS:
        field.error_messages["invalid"] = WORDS[type(field)]
    if isinstance(field, forms.DateField):
        field.validators += [limit for limit in LIMITS if limit not in field.validators]
    if isinstance(field, forms.CharField) and text.check_line_breaks not in field.validators:
        field.validators.append(text.check_line_breaks)
    if isinstance(field, forms.CharField) and isinstance(field.widget, forms.TextInput):
        _fold(field, one_line)
    elif isinstance(field, forms.CharField) and isinstance(field.widget, forms.Textarea):
        _fold(field, normalise_lines)
    if isinstance(field, forms.ModelChoiceField) and field.empty_label is not None:
        field.empty_label = _("select…") if field.required else _("not stated")


def offer_partners(field: forms.Field | None, empty: Any = None) -> None:
    """Offer no home country among the partners; `empty` names the choice of none."""
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = field.queryset.exclude(iso=settings.HOME_COUNTRY)  # type: ignore[union-attr]
        if empty is not None:
            field.empty_label = empty


# In the attributes of a choice: what can be added beside it, and what that form shows at first.
ADDS, ADDS_WITH = "data-adds", "data-adds-with"


def offer_to_add(
    field: forms.Field, model: type[Ministry | Official], person: User, **filled: int | str | None
) -> None:
    """Show beside a choice the link that adds a ministry or an official, to a person who may write it.

    An embassy officer writes those of the host country only.
    """
    country = filled.get("country")
    is_abroad = person.role == Role.EMBASSY_OFFICER and country != person.host_country_id
    if write_rules.may_write(person, model) and not is_abroad:
        known = {name: key for name, key in filled.items() if key is not None}
        field.widget.attrs |= {ADDS: model._meta.model_name, ADDS_WITH: urlencode(known)}


def _fold(field: forms.CharField, keep: Callable[[str], str]) -> None:
    """Let a field keep what is typed in one line, or with one kind of line ends."""
    read = field.to_python

    def folded(value: Any) -> str | None:
        return read(keep(value) if isinstance(value, str) else value)

    field.to_python = folded  # type: ignore[method-assign]


class PlainForm(forms.Form):
    """A form without a record, with the same fields as forms of records."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            plain_words(field)


LONGEST_DAY = 40
# No deadline names it, so the grammars do not know it.
YESTERDAY = frozenset({"yesterday", "hier", "어제"})
_SLASHES = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})")
_TIME = re.compile(
    r"(?P<first>오전|오후)?\s*(?P<hour>\d{1,2})(?:\s*[:.h시]\s*|(?=\d{2}\b))?(?:(?P<minute>\d{2})\s*분?)?"
    r"\s*(?P<last>[ap]\.?m\.?)?",
    re.IGNORECASE,
)


def day_of(text: str, today: datetime.date) -> datetime.date | None:
    """Read one day; without a year the one nearest to today. None where no single day is meant."""
    if not text.strip() or len(text) > LONGEST_DAY:
        return None
    if (day := _day_as_shown(text)) is not None:
        return day
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


def _day_as_shown(text: str) -> datetime.date | None:
    """Read 03/04/2026, which may mean two days, where the pages of the person write the day first."""
    found = _SLASHES.fullmatch(text.strip()) if choose_date_format("") == "d/m/Y" else None
    try:
        return datetime.date(*(int(found[name]) for name in ("year", "month", "day"))) if found else None
    except ValueError:
        return None


def _in_calendar(period: Period, today: datetime.date) -> datetime.date | None:
    if period.month is None or period.day is None:
        is_near = period.year is None and period.offset is not None and period.day is None
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

    How it was understood is shown while it is typed, and is in the field when the page comes back.
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
        """Return the day as ISO 8601 where the text names one, else the text."""
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
        """Return hours and minutes where the text names them, else the text."""
        typed = super().value_from_datadict(data, files, name)
        time = time_of(typed) if isinstance(typed, str) else None
        return time.strftime("%H:%M") if time else typed


def _iso(text: str) -> datetime.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def count_letters(field: forms.Field) -> None:
    """Let what is typed or pasted arrive whole, so that the form can say how many letters are too many."""
    field.widget.attrs.pop("maxlength", None)
    field.validators = [one for one in field.validators if not isinstance(one, MaxLengthValidator)]


def check_title(title: str, stood: str) -> str:
    """Return a short title in its stored form; raise an error at its field for a new one that is too long."""
    try:
        return transitions.short_title(title, stood=stood)
    except Refused as refused:
        raise ValidationError(str(refused), code=refused.code) from refused


# Two or three letters and, where it matters, a script or region (BCP 47).
CODE = re.compile(r"[a-z]{2,3}(-[a-zA-Z0-9]{2,8})*")


def read_code(text: str) -> str:
    """Return one code in its stored form; raises ValidationError where it is not valid."""
    code = text.strip()
    code = code[:3].lower() + code[3:]
    if not CODE.fullmatch(code):
        raise forms.ValidationError(_("Enter a language code, for example ko or km."), code="language")
    return code


class NameForm(forms.ModelForm):  # type: ignore[type-arg]
    """A name in one more language."""

    def clean_language(self) -> str:
        return read_code(self.cleaned_data["language"])


def check_lines(text: str) -> str:
    """Return a name in further languages, one a line; raises ValidationError for lines without a language."""
    read = parse_sayings(text)
    if read.faults:
        raise ValidationError([ValidationError(fault) for fault in read.faults])
    return format_lines({one.language: one.text for one in read.rows})


LANGUAGE_FIELDS = ("text_language", "translation_language")


def offer_languages(form: forms.ModelForm[Any], record: Any) -> None:
    """Offer the languages of packets for the text and its translation, and those that are saved."""
    known = {code: language_name(code) for code, _name in settings.PRINT_LANGUAGES}
    for name in LANGUAGE_FIELDS:
        if name in form.fields:
            own, label = getattr(record, name), form.fields[name].label
            offered = known | ({own: language_name(own)} if own else {})
            blank = [("", gettext("none"))] if name == "translation_language" else []
            choices = [*blank, *offered.items()]
            form.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)


def list_other_languages(code: str | None) -> list[tuple[str, str]]:
    """Return the languages in which a text can be written beside its own; none where it is only read."""
    return [
        (other, language_name(other)) for other, _name in settings.PRINT_LANGUAGES if code and other != code
    ]


class NamesForm(forms.ModelForm):  # type: ignore[type-arg]
    """A record with its name in further languages."""

    def clean_names(self) -> str:
        return check_lines(self.cleaned_data["names"])


class LanguagesForm(forms.ModelForm):  # type: ignore[type-arg]
    """A record with several languages, in order, each once."""

    def clean_languages(self) -> str:
        typed = [part for part in self.cleaned_data["languages"].split(",") if part.strip()]
        return ",".join(dict.fromkeys(read_code(part) for part in typed))


def check_zone(name: str) -> str:
    """Return a time zone's name; raises ValidationError where the tz database has none of that name."""
    if not is_zone(name):
        raise forms.ValidationError(NO_ZONE, code="zone")
    return name


class ZonedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form with a time zone that must exist."""

    def clean_time_zone(self) -> str:
        return check_zone(self.cleaned_data["time_zone"])
