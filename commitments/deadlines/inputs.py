"""Build a deadline from what a person enters: the wording of the text, a day, days from the meeting, or none.

No queries.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.deadlines.context import Dependencies
from commitments.deadlines.resolution import fit_to_dependencies
from commitments.language import phrases
from commitments.language.phrases import specification
from commitments.language.phrases.specification import ASKS, NO_SUCH_DATE, DeadlineSpec

WORDS, DAY, DAYS, WORKING_DAYS, NONE, KEEP = "words", "day", "days", "working_days", "none", "keep"
CHOICES = (
    (WORDS, _("in words")),
    (DAY, _("by date")),
    (DAYS, _("days after the meeting")),
    (WORKING_DAYS, _("working days after the meeting")),
    (NONE, _("no due date, review on")),
)
BOTH = "both"
LONGEST_COUNT = 3650
WORDING_LENGTH = 200
EVENT, COMPLETION = "event", "completion"
# What is asked while no event is chosen.
UNSURE = ("", "which_meeting", "which_event")

Values = Mapping[str, Any]


def find_dependency(spec: DeadlineSpec) -> str:
    """Return what the wording makes the deadline depend on: an event, a completion, or nothing ("")."""
    if spec.anchor == COMPLETION:
        return COMPLETION
    is_event = spec.kind == "event" or spec.anchor == EVENT
    return EVENT if is_event and spec.ask in UNSURE else ""


def find_missing_input(values: Values, *, must_say: bool = False) -> tuple[str, Any] | None:
    """Return the required input that is empty, or names no valid day, with the error to show there.

    `must_say` is for a replacement of the current deadline: an empty one is not valid then.
    """
    when = values.get("when")
    if when in (WORDS, "", None):
        if must_say and not values.get("wording"):
            return "wording", _("Enter the new deadline, or select “no due date, review on”.")
        if spec_of(values).ask == NO_SUCH_DATE:
            return "wording", ASKS[NO_SUCH_DATE]
    if when == DAY and not values.get("day"):
        return "day", _("Enter the date, or select another kind of deadline.")
    if when in (DAYS, WORKING_DAYS) and values.get("count") is None:
        return "count", _("Enter the number of days, or select another kind of deadline.")
    return None


def find_question(spec: DeadlineSpec, hooks: Dependencies) -> tuple[str, Any] | None:
    """Return the input that would settle what the wording leaves open, and the question; None where none."""
    ask = fit_to_dependencies(spec, hooks).ask
    return ("which" if ask in UNSURE else "wording", ASKS[ask]) if ask else None


def spec_of(values: Values) -> DeadlineSpec:
    """Build a specification from the inputs; wording that is not understood is stored without a date.

    `when` is one of CHOICES; `wording`, `day`, `count` (days) and `capitals` go with it, and `which` means
    that the event or commitment it depends on was chosen.
    """
    wording = values.get("wording") or ""
    match values.get("when"):
        case "day" if values.get("day"):
            return specification.on_day(values["day"], wording)
        case "days" if values.get("count") is not None:
            return specification.build_after(values["count"], "days", wording)
        case "working_days" if values.get("count") is not None:
            capitals = values.get("capitals") or ""
            return specification.build_after(values["count"], "working_days", wording, capitals=capitals)
        case "none" | "day" | "days" | "working_days":
            return specification.not_stated(wording)
        case _:
            return _in_words(wording, values)


def _in_words(wording: str, values: Values) -> DeadlineSpec:
    """Read the wording; the meeting need not be asked for once one is selected."""
    if not wording.strip():
        return specification.not_stated()
    spec = phrases.parse_any(wording)
    if spec.ask in UNSURE and spec.relation and values.get("which"):
        return replace(spec, ask="")
    return spec
