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
    "event_moved": _("The meeting it follows moved from %(start)s to %(day)s."),
    "event_dated": _("The meeting it follows has a day now: %(day)s."),
    "event_undated": _("The meeting it follows was put off from %(start)s to a day not yet known."),
    "event_cancelled": _("The meeting it follows will not take place."),
    "session_planned": _("The session it waits for is planned for %(day)s."),
    "session_undated": _("The session it waits for is planned, without a day yet."),
    "session_other": _("The meeting it followed is no longer the session that is meant."),
    "meeting_moved": _("The day of its own meeting was put right: %(day)s, not %(start)s."),
    "meeting_dated": _("The day of its own meeting is known now: %(day)s."),
    "meeting_undated": _("The day of its own meeting, %(start)s so far, is not stated any more."),
    "calendar_changed": _("The calendar of %(where)s changed."),
    "accepted_on": _("Its owners accepted on %(day)s: the clock starts."),
    "clock_day": _("The clock started on %(day)s."),
    "condition_met": _("Its condition was met on %(day)s."),
    "completed_on": _("What it depends on was completed on %(day)s: the clock starts."),
    "completion_undone": _("What it depends on was taken up again: the clock stands still."),
    "completed_in_part": _("What it depends on was fulfilled in part: it waits for the rest."),
    "never_completed": _("What it depends on ended without being completed."),
}

# What the officer is asked beside what the words themselves ask.
WAITS: dict[str, Promise] = {
    "unmet": _("Until its condition is met no clock runs: record the day on which it is met."),
    "not_completed": _(
        "What it depends on ended without being completed: say what this now counts from, or close it."
    ),
    "waits_condition": _("It waits for its condition (“%(words)s”); no date counts until then."),
    "waits_completion": _("It waits for the completion of another commitment."),
}


Value = str | int | Sequence[Sequence[str]]

# What the officer is asked when the words are clear and something else is not known.
REASONS: dict[str, Promise] = {
    "held_on": _("The day of the meeting is not stated: enter it, or the date."),
    "same_month": _("The meeting fell in the month named: say whether this year or the next is meant."),
    "same_day": _("The meeting was on the day named: say whether this year or the next is meant."),
    "weekend": _("The meeting was on a weekend: say which week is meant."),
    "anchor": _("The clock starts on a day not yet known (%(anchor)s): enter that day when it comes."),
    "anchor_named": _("The clock starts on a day not yet known (“%(words)s”): enter that day when it comes."),
    "partner": _("This counts in both capitals: choose the partner country."),
    "capital": _("No calendar is at hand for %(words)s: choose where working days count."),
    "absent": _(
        "There is no holiday calendar of %(place)s for %(year)s: enter its holidays and confirm the year."
    ),
    "too_far": _("This lies beyond any calendar: enter the date."),
}

SENTENCES: dict[str, Promise] = {
    "working_days": _("%(length)s after %(day)s, counting in %(place)s, gives %(due)s."),
    "working_days_skipping": _(
        "%(length)s after %(day)s, counting in %(place)s, skipping %(skipped)s, gives %(due)s."
    ),
    "length": _("%(length)s after %(day)s gives %(due)s."),
    "length_before": _("%(length)s before %(day)s gives %(due)s."),
    "window": _("The words name %(start)s to %(end)s; due on the last day."),
    "day": _("The words name %(due)s."),
    "until_end": _("The period named ends on %(due)s."),
    "rest": _("From the meeting on %(start)s to %(end)s; due on the last day."),
    "day_before": _("Before %(day)s means %(due)s at the latest."),
    "next_after": _("No year is named: counted as the next after the meeting on %(day)s."),
    "event_day": _("The event is on %(day)s."),
    "event_unknown": _("The event has no date yet; the deadline follows when it has."),
    "occurrence": _("The occurrence counted from %(day)s is due on %(due)s."),
    "no_period": _("No period is named."),
    "no_date": _("The words name no date."),
    "review": _("Review on %(due)s, %(count)s days after %(day)s."),
    "last_working_day": _("The last working day in %(place)s by then is %(due)s."),
    "calculated": _("The %(year)s calendar of %(place)s is computed, not confirmed."),
    "before_meeting": _("This lies before the meeting."),
}

ANCHORS: dict[str, Promise] = {
    "signature": _("signature"),
    "acceptance": _("acceptance"),
    "completion": _("completion of what it depends on"),
    "event": _("the event"),
    "condition": _("the condition being met"),
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
