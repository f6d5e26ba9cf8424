"""The working of a deadline in sentences: kept as codes and values, put into words when read."""

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
from commitments.deadlines.causes import CAUSES, WAITS
from commitments.phrases import ASKS

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
    "act_by": _("The last working day in %(place)s by then is %(due)s."),
    "computed": _("The %(year)s calendar of %(place)s is computed, not confirmed."),
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
    """One step of the working, or what moved a deadline: a key of one of TABLES, and its values.

    Dates stand as ISO texts in `day`, `start`, `end`, `due`, and lengths as a count and a unit.
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
        """Give plain values to store."""
        return {"code": self.code, "values": dict(self.values)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Remark":
        """Read what `to_json` gave."""
        return cls(stored["code"], stored["values"])


def remark(code: str, **values: Value | datetime.date) -> Remark:
    """Make a remark; dates become ISO texts."""
    plain = {name: v.isoformat() if isinstance(v, datetime.date) else v for name, v in values.items()}
    return Remark(code, plain)


def explain(working: Sequence[Remark]) -> str:
    """Put a working into words, in the language of the reader."""
    return " ".join(str(step) for step in working)


def length_in_words(count: int, unit: str) -> str:
    """Put a length of time into words, such as "10 working days"."""
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
        named = [_day_off(*one) for one in value]
        return f"{length_in_words(len(named), 'days')}: " + ", ".join(named)
    if name == "place" and not isinstance(value, str | int):
        return str(get_text_list([place for place, *_rest in value], gettext("and")))
    if name == "anchor":
        return str(ANCHORS.get(str(value), value))
    if name in ("day", "start", "end", "due"):
        return _date(str(value))
    return str(value)


def _day_off(day: str, name: str, *codes: str) -> str:
    """Tell of a day off and its holiday in the reader's language, where it is known whose holiday it is."""
    on = datetime.date.fromisoformat(day)
    return f"{_date(day)} ({named_in(get_language() or '', codes, on, name)})" if name else _date(day)


def _date(text: str) -> str:
    return date_format(datetime.date.fromisoformat(text), pgettext("long date", "j F Y"))
