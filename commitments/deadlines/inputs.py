"""How somebody says by when: in the words of the text, as a day, in days from the meeting, or not; pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments import phrases
from commitments.deadlines.situation import Hooks, fitted
from commitments.phrases import ASKS, NO_SUCH_DATE, DeadlineSpec

WORDS, DAY, DAYS, WORKING_DAYS, NONE, KEEP = "words", "day", "days", "working_days", "none", "keep"
CHOICES = (
    (WORDS, _("in these words")),
    (DAY, _("by a day")),
    (DAYS, _("days from the meeting")),
    (WORKING_DAYS, _("working days from the meeting")),
    (NONE, _("no date, review on")),
)
BOTH = "both"
LONGEST_COUNT = 3650
WORDING_LENGTH = 200
EVENT, COMPLETION = "event", "completion"
# What is asked while no event is chosen.
UNSURE = ("", "which_meeting", "which_event")

Values = Mapping[str, Any]


def needs(spec: DeadlineSpec) -> str:
    """Say what the words make the deadline follow: an event, a completion, or nothing ("")."""
    if spec.anchor == COMPLETION:
        return COMPLETION
    is_event = spec.kind == "event" or spec.anchor == EVENT
    return EVENT if is_event and spec.ask in UNSURE else ""


def missing(values: Values, *, must_say: bool = False) -> tuple[str, Any] | None:
    """Name the input that is needed and empty, or names no day there is, with what to say there.

    `must_say` is for another deadline than the one that stands: to say nothing is then none.
    """
    when = values.get("when")
    if when in (WORDS, "", None):
        if must_say and not values.get("wording"):
            return "wording", _("Write the other date, or choose “no date, review on”.")
        if spec_of(values).ask == NO_SUCH_DATE:
            return "wording", ASKS[NO_SUCH_DATE]
    if when == DAY and not values.get("day"):
        return "day", _("Enter the day, or choose another kind of deadline.")
    if when in (DAYS, WORKING_DAYS) and values.get("count") is None:
        return "count", _("Enter the number of days, or choose another kind of deadline.")
    return None


def question(spec: DeadlineSpec, hooks: Hooks) -> tuple[str, Any] | None:
    """Name the input that would settle what the words leave open, and what is asked; None where nothing."""
    ask = fitted(spec, hooks).ask
    return ("which" if ask in UNSURE else "wording", ASKS[ask]) if ask else None


def spec_of(values: Values) -> DeadlineSpec:
    """Put the inputs into a specification; words that are not understood stay words, without a date.

    `when` is one of CHOICES; `wording`, `day`, `count` (days) and `capitals` go with it, and `which` says
    that something was chosen that the words follow.
    """
    wording = values.get("wording") or ""
    match values.get("when"):
        case "day" if values.get("day"):
            return phrases.on_day(values["day"], wording)
        case "days" if values.get("count") is not None:
            return phrases.after(values["count"], "days", wording)
        case "working_days" if values.get("count") is not None:
            capitals = values.get("capitals") or ""
            return phrases.after(values["count"], "working_days", wording, capitals=capitals)
        case "none" | "day" | "days" | "working_days":
            return phrases.not_stated(wording)
        case _:
            return _in_words(wording, values)


def _in_words(wording: str, values: Values) -> DeadlineSpec:
    """Read the words; which meeting is meant need not be asked once one is chosen."""
    if not wording.strip():
        return phrases.not_stated()
    spec = phrases.parse_any(wording)
    if spec.ask in UNSURE and spec.relation and values.get("which"):
        return replace(spec, ask="")
    return spec
