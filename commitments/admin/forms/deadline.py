"""How an officer says by when: in the words of the text, as a day, in days from the meeting, or not."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments import phrases
from commitments.admin.forms.meeting import DateInput
from commitments.admin.forms.plain import PlainForm
from commitments.phrases import ASKS, DeadlineSpec

WORDS, DAY, DAYS, WORKING_DAYS, NONE, KEEP = "words", "day", "days", "working_days", "none", "keep"
CHOICES = (
    (WORDS, _("in these words")),
    (DAY, _("by a day")),
    (DAYS, _("days from the meeting")),
    (WORKING_DAYS, _("working days from the meeting")),
    (NONE, _("no date, review on")),
)
CAPITALS = (("", _("the owner’s capital")), ("both", _("both capitals")))
LONGEST_COUNT = 3650
NO_SUCH_DATE = "no_such_date"


class DeadlineFields(PlainForm):
    """The inputs of one deadline; `spec` is what they say."""

    when = forms.ChoiceField(label=_("Deadline"), choices=CHOICES, initial=WORDS, required=False)
    wording = forms.CharField(
        label=_("As agreed"),
        max_length=200,
        required=False,
        widget=forms.TextInput(
            attrs={"class": "vTextField", "placeholder": _("within 10 working days; by 30 June 2027")}
        ),
    )
    day = forms.DateField(label=_("Due"), required=False, widget=DateInput)
    count = forms.IntegerField(
        label=_("Number of days"), required=False, min_value=0, max_value=LONGEST_COUNT
    )
    capitals = forms.ChoiceField(label=_("Working days of"), choices=CAPITALS, required=False)
    review_on = forms.DateField(label=_("Review date"), required=False, widget=DateInput)


def missing(values: dict[str, Any]) -> tuple[str, Any] | None:
    """Name the input that is needed and empty, or names no day there is, with what to say there."""
    when = values.get("when")
    if when in (WORDS, "", None) and spec_of(values).ask == NO_SUCH_DATE:
        return "wording", ASKS[NO_SUCH_DATE]
    if when == DAY and not values.get("day"):
        return "day", _("Enter the day, or choose another kind of deadline.")
    if when in (DAYS, WORKING_DAYS) and values.get("count") is None:
        return "count", _("Enter the number of days, or choose another kind of deadline.")
    return None


def spec_of(values: dict[str, Any]) -> DeadlineSpec:
    """Put the inputs into a specification; words that are not understood stay words, without a date."""
    wording = values.get("wording") or ""
    match values.get("when"):
        case "day":
            return phrases.on_day(values["day"], wording)
        case "days":
            return phrases.after(values["count"], "days", wording)
        case "working_days":
            capitals = values.get("capitals") or ""
            return phrases.after(values["count"], "working_days", wording, capitals=capitals)
        case "none":
            return phrases.not_stated(wording)
        case _:
            return phrases.parse_any(wording) if wording.strip() else phrases.not_stated()
