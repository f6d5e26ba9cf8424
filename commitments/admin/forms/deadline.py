"""How an officer says by when: in the words of the text, as a day, in days from the meeting, or not."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commitments import phrases
from commitments.admin.forms.days import DateInput
from commitments.admin.forms.deadline_follows import (
    KEPT,
    NOT_YET,
    UNSURE,
    Followable,
    Groups,
    needs,
    value_of,
)
from commitments.admin.forms.plain import PlainForm
from commitments.deadlines import Hooks
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
# The inputs of which one differs from what stands when another deadline is meant.
INPUTS = ("when", "wording", "which", "day", "count", "capitals", "review_on")


class DeadlineFields(PlainForm):
    """The inputs of one deadline; cleaned, `hooks` is what it follows.

    `followable` is what may be chosen, `standing` what the deadline on record follows.
    """

    followable: Followable | None = None
    standing: Hooks = Hooks()

    when = forms.ChoiceField(label=_("Deadline"), choices=CHOICES, initial=WORDS, required=False)
    wording = forms.CharField(
        label=_("As agreed"),
        max_length=200,
        required=False,
        widget=forms.TextInput(
            attrs={
                "class": "vTextField",
                "placeholder": _("within 10 working days; before the 3rd session; by 30 June 2027"),
            }
        ),
    )
    which = forms.CharField(label=_("Which one?"), max_length=40, required=False, widget=forms.Select)
    day = forms.DateField(label=_("Due"), required=False, widget=DateInput)
    count = forms.IntegerField(
        label=_("Number of days"), required=False, min_value=0, max_value=LONGEST_COUNT
    )
    capitals = forms.ChoiceField(label=_("Working days of"), choices=CAPITALS, required=False)
    review_on = forms.DateField(label=_("Review date"), required=False, widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_which()

    def offer_which(self) -> None:
        """Fill the choice of what the words follow, and choose what stands."""
        self.groups: Groups = []
        standing = value_of(self.standing)
        when, wording = self._typed("when"), self._typed("wording")
        if self.followable is not None and when in (WORDS, KEEP, "", None) and wording:
            self.groups = self.followable.groups(phrases.parse_any(str(wording)))
        offered = {value for _label, offers in self.groups for value, _said in offers}
        choices: list[Any] = [("", NOT_YET), *self.groups]
        if standing and standing not in offered:
            choices.insert(1, (KEPT, _("as it stands")))
        self.fields["which"].widget.choices = choices
        self.initial["which"] = standing if not standing or standing in offered else KEPT

    def _typed(self, name: str) -> Any:
        """Give what an input holds, without fixing yet how its field is drawn."""
        field = self.fields[name]
        if self.is_bound:
            return field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return self.get_initial_for_field(field, name)

    @property
    def follows_nothing(self) -> bool:
        """Say whether there is nothing to choose, so that the choice stays out of sight."""
        return not self.groups and not self.errors.get("which")

    def clean(self) -> dict[str, Any]:
        """Find what the words follow."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        typed = {name for name in ("wording", "which") if found.get(name)}
        if found.get("when") == KEEP and typed & set(self.changed_data):
            found["when"] = WORDS
        found["hooks"] = Hooks()
        which = str(found.get("which") or "")
        if which and self.followable is not None and needs(spec_of(found)):
            try:
                found["hooks"] = self.followable.hooks(which, self.standing)
            except ValidationError as error:
                self.add_error("which", error)
        return found


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


def _in_words(wording: str, values: dict[str, Any]) -> DeadlineSpec:
    """Read the words; which meeting is meant need not be asked once one is chosen."""
    if not wording.strip():
        return phrases.not_stated()
    spec = phrases.parse_any(wording)
    if spec.ask in UNSURE and spec.relation and values.get("which"):
        return replace(spec, ask="")
    return spec


def initial_of(spec: DeadlineSpec) -> dict[str, Any]:
    """Give what the inputs show of a deadline on record: its words, or the day it names without any."""
    if spec.wording:
        return {"when": WORDS, "wording": spec.wording}
    period = spec.period
    if spec.kind == "fixed" and period is not None and period.unit == "day" and period.is_dated:
        return {"when": DAY, "day": f"{period.year:04d}-{period.month:02d}-{period.day:02d}"}
    if spec.count is not None and spec.anchor == "meeting" and spec.unit in ("days", "working_days"):
        return {"when": DAYS if spec.unit == "days" else WORKING_DAYS, "count": spec.count}
    return {"when": NONE if spec.kind == "none" else WORDS}
