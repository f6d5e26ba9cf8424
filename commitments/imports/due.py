"""When a row is due: in its own words, or by the day that it names, and never by more than it says."""

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commitments.deadlines import Resolution, World
from commitments.deadlines.settling import settle_hooked
from commitments.deadlines.situation import NO_HOOKS, Facts, fitted
from commitments.imports.cells import FIRST_YEAR, LAST_YEAR, day_of, said_in, says_nothing
from commitments.imports.judged import Judged, Line
from commitments.models import Meeting
from commitments.phrases import DeadlineSpec, not_stated, on_day

# As long as the words of a deadline are kept.
LONGEST_WORDING = 200


@dataclass(slots=True)
class Clock:
    """What days are counted from: the meeting, today, and the calendars, each read once."""

    meeting: Meeting
    today: datetime.date
    world: World

    def resolved(self, spec: DeadlineSpec, owed_by: str, condition: str) -> Resolution:
        """Work out what a deadline comes to for the side that owes it."""
        facts = Facts(
            owed_by=owed_by,
            partner=self.meeting.country.iso,
            held_on=self.meeting.held_on,
            today=self.today,
            condition=condition,
        )
        return settle_hooked(fitted(spec, NO_HOOKS), NO_HOOKS, facts, self.world)


def deadline_of(line: Line, judged: Judged) -> DeadlineSpec:
    """Read the deadline of a row; what is left to the officer is a doubt, and stays words without a day.

    Words come before a day that stands beside them; where neither says anything, none is stated.
    """
    wording, due = line["wording"], line["due_on"]
    if says_nothing(wording):
        if says_nothing(due):
            return not_stated()
        day = day_of(due)
        # A day alone is no wording; what is more than a day is one.
        said = "" if day is None or due == day.isoformat() else due
        spec = on_day(day, said) if day is not None else said_in(due)
        return _asked("due_on", _short("due_on", spec, judged), judged)
    spec = _short("wording", said_in(wording), judged)
    return _asked("wording", spec, judged)


def compared(line: Line, found: Resolution, judged: Judged) -> None:
    """Doubt a row whose day beside the words is another than the words come to."""
    due = line["due_on"]
    if says_nothing(line["wording"]) or says_nothing(due):
        return
    day = day_of(due)
    if day is None or found.due_on != day:
        came = date_format(found.due_on) if found.due_on else _("no day")
        judged.doubt(
            "due_on",
            _("The words come to %(came)s, and the day beside them is “%(day)s”: the words count.")
            % {"came": came, "day": due},
        )


def review_of(line: Line, judged: Judged, today: datetime.date) -> datetime.date | None:
    """Read a review date; None where none is stated, or it does not lie ahead."""
    text = line["review_on"]
    if says_nothing(text):
        return None
    day = day_of(text)
    if day is None:
        judged.doubt(
            "review_on", _("“%(text)s” is no day for certain: the usual one is taken.") % {"text": text}
        )
    elif day <= today:
        judged.doubt("review_on", _("This day is past: the usual review date is taken."))
        day = None
    return day


def _asked(name: str, spec: DeadlineSpec, judged: Judged) -> DeadlineSpec:
    year = spec.period.year if spec.period else None
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        judged.wrong(name, _("Take a day from 1900 to 2200."))
        return not_stated()
    if spec.ask:
        judged.doubt(name, _("“%(words)s”: %(ask)s") % {"words": spec.wording, "ask": spec.needs_officer})
    return spec


def _short(name: str, spec: DeadlineSpec, judged: Judged) -> DeadlineSpec:
    if len(spec.wording) > LONGEST_WORDING:
        judged.wrong(
            name,
            _("The words of a deadline have at most %(most)d letters; these have %(count)d. Shorten them.")
            % {"most": LONGEST_WORDING, "count": len(spec.wording)},
        )
    return spec
