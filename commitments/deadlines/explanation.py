"""The calculation of a deadline in sentences: stored as codes and values, put into words when read.

What moved a deadline is described without naming records, so that nothing hidden is revealed.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from commitments.calendars.holidays import named_in
from commitments.language.phrases.specification import ASKS

# Keys are stored with versions and never change. `start` is the day before, `day` the day now.
CAUSES: dict[str, Promise] = {
    "event_moved": _("The linked meeting moved from %(start)s to %(day)s."),
    "event_dated": _("The linked meeting now has a date: %(day)s."),
    "event_undated": _(
        "The linked meeting, planned for %(start)s, was postponed. Its new date is not yet known."
    ),
    "event_cancelled": _("The linked meeting will not take place."),
    "session_planned": _("The linked session is planned for %(day)s."),
    "session_undated": _("The linked session is planned. Its date is not yet known."),
    "session_other": _("The linked meeting is no longer the session named in the wording."),
    "meeting_moved": _("The date of the meeting was corrected from %(start)s to %(day)s."),
    "meeting_dated": _("The date of the meeting is now known: %(day)s."),
    "meeting_undated": _("The date of the meeting, previously %(start)s, is no longer stated."),
    "calendar_changed": _("The calendar of %(where)s changed."),
    "accepted_on": _(
        "The owners accepted the commitment on %(day)s. The deadline is calculated from that day."
    ),
    "clock_day": _("The start date is %(day)s."),
    "condition_met": _("The condition was met on %(day)s."),
    "completed_on": _(
        "The preceding commitment was completed on %(day)s. The deadline is calculated from that day."
    ),
    "completion_undone": _(
        "The preceding commitment was reopened. The deadline can no longer be calculated."
    ),
    "completed_in_part": _(
        "The preceding commitment was fulfilled in part. The deadline depends on completion of the remainder."
    ),
    "never_completed": _("The preceding commitment ended without completion."),
}

# What the officer is asked beside what the words themselves ask.
WAITS: dict[str, Promise] = {
    "unmet": _("No deadline is calculated until the condition is met. Record the date on which it is met."),
    "not_completed": _(
        "The preceding commitment ended without completion. Enter another deadline, or close this commitment."
    ),
    "waits_condition": _(
        "The deadline depends on a condition (“%(words)s”). There is no due date until the condition is met."
    ),
    "waits_completion": _("The deadline depends on the completion of another commitment."),
}


Value = str | int | Sequence[Sequence[str]]

# What the officer is asked when the words are clear and something else is not known.
REASONS: dict[str, Promise] = {
    "held_on": _("The date of the meeting is not stated. Enter it, or enter the due date."),
    "same_month": _(
        "The meeting was held in the month named in the wording, so the year is unclear. Enter the "
        "date with the correct year."
    ),
    "same_day": _(
        "The meeting was held on the day named in the wording, so the year is unclear. Enter the date "
        "with the correct year."
    ),
    "same_weekday": _("The meeting was held on the weekday named in the wording. Enter the due date."),
    "weekend": _("The meeting was held on a weekend, so the week is unclear. Enter the due date."),
    "anchor": _("The start date is not yet known (%(anchor)s). Enter it when it is known."),
    "anchor_named": _("The start date is not yet known (“%(words)s”). Enter it when it is known."),
    "partner": _("Working days in both capitals apply. Select the partner country."),
    "capital": _(
        "There is no working-day calendar for %(words)s. Select the capital in which "
        "working days are counted."
    ),
    "absent": _(
        "There is no %(year)s holiday calendar for %(place)s. Enter its holidays and confirm the year."
    ),
    "too_far": _("The date is beyond the range of the calendar. Enter the due date."),
}

SENTENCES: dict[str, Promise] = {
    "working_days": _("%(length)s after %(day)s, counted in %(place)s, is %(due)s."),
    "working_days_skipping": _(
        "%(length)s after %(day)s, counted in %(place)s, is %(due)s. Holidays account for %(skipped)s."
    ),
    "length": _("%(length)s after %(day)s is %(due)s."),
    "length_before": _("%(length)s before %(day)s is %(due)s."),
    "window": _("The wording names the period from %(start)s to %(end)s. The last day is the due date."),
    "day": _("The wording names %(due)s."),
    "until_end": _("The period named in the wording ends on %(due)s."),
    "rest": _("The period runs from the meeting on %(start)s to %(end)s. The last day is the due date."),
    "day_before": _("“Before %(day)s” means %(due)s at the latest."),
    "next_after": _("The wording names no year. The first such date after the meeting on %(day)s applies."),
    "event_day": _("The event is on %(day)s."),
    "event_unknown": _("The event has no date yet. The due date will be calculated when the date is known."),
    "occurrence": _("The occurrence counted from %(day)s is due on %(due)s."),
    "no_period": _("The wording names no period."),
    "no_date": _("The wording names no date."),
    "review": _("The review date is %(due)s, %(count)s days after %(day)s."),
    "last_working_day": _("The last working day in %(place)s by that date is %(due)s."),
    "calculated": _("The %(year)s calendar of %(place)s is calculated, not confirmed."),
    "before_meeting": _("The date is before the meeting. Check that it is correct."),
}

ANCHORS: dict[str, Promise] = {
    "signature": _("signature"),
    "acceptance": _("acceptance"),
    "completion": _("completion of the preceding commitment"),
    "event": _("the event"),
    "condition": _("fulfilment of the condition"),
}

TABLES = (SENTENCES, REASONS, WAITS, CAUSES, ASKS)


@dataclass(frozen=True, slots=True)
class Remark:
    """One step of the calculation, or what moved a deadline: a key of one of TABLES, and its values.

    Dates are ISO texts in `day`, `start`, `end`, `due`; lengths are a count and a unit.
    """

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        sentence = next(table[self.code] for table in TABLES if self.code in table)
        return str(sentence) % {name: _in_words(name, value) for name, value in self._all().items()}

    def _all(self) -> dict[str, Value]:
        values = dict(self.values)
        unit = values.get("unit")
        if isinstance(unit, str) and isinstance(values["count"], int):
            values["length"] = length_in_words(values["count"], unit)
        return values

    def to_json(self) -> dict[str, Any]:
        """Return plain values to store."""
        return {"code": self.code, "values": dict(self.values)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Remark":
        """Read what `to_json` gave."""
        return cls(stored["code"], stored["values"])


def build_remark(code: str, **values: Value | datetime.date) -> Remark:
    """Build a remark; dates become ISO texts."""
    plain = {name: v.isoformat() if isinstance(v, datetime.date) else v for name, v in values.items()}
    return Remark(code, plain)


def explain_working(working: Sequence[Remark]) -> str:
    """Return a calculation in words, in the reader's language."""
    return " ".join(str(step) for step in working)


def length_in_words(count: int, unit: str) -> str:
    """Return a length of time in words, such as "10 working days"."""
    values = {"count": count}
    match unit:
        case "working_days":
            return ngettext("%(count)d working day", "%(count)d working days", count) % values
        case "weeks":
            return ngettext("%(count)d week", "%(count)d weeks", count) % values
        case "months":
            return ngettext("%(count)d month", "%(count)d months", count) % values
        case "years":
            return ngettext("%(count)d year", "%(count)d years", count) % values
        case _:
            return ngettext("%(count)d day", "%(count)d days", count) % values


def _in_words(name: str, value: Value) -> str:
    if name == "skipped" and not isinstance(value, str | int):
        named = [_format_holiday(*one) for one in value]
        return f"{length_in_words(len(named), 'days')}: " + ", ".join(named)
    if name == "place" and not isinstance(value, str | int):
        return str(get_text_list([place for place, *_rest in value], gettext("and")))
    if name == "anchor":
        return str(ANCHORS.get(str(value), value))
    if name in ("day", "start", "end", "due"):
        return _date(str(value))
    return str(value)


def _format_holiday(day: str, name: str, *codes: str) -> str:
    """Return a holiday's date and name in the reader's language, where its country is known."""
    on = datetime.date.fromisoformat(day)
    return f"{_date(day)} ({named_in(get_language() or '', codes, on, name)})" if name else _date(day)


def _date(text: str) -> str:
    return date_format(datetime.date.fromisoformat(text), pgettext("long date", "j F Y"))
