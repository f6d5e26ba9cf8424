"""How an officer says by when: in the words of the text, as a day, in days from the meeting, or not."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commitments import phrases
from commitments.admin.forms.days import DateInput
from commitments.admin.forms.deadline_follows import KEPT, NOT_YET, Followable, Groups, value_of
from commitments.admin.forms.plain import PlainForm
from commitments.deadlines import Hooks
from commitments.deadlines.inputs import (
    BOTH,
    CHOICES,
    DAY,
    DAYS,
    KEEP,
    LONGEST_COUNT,
    NONE,
    WORDING_LENGTH,
    WORDS,
    WORKING_DAYS,
    needs,
    spec_of,
)
from commitments.phrases import DeadlineSpec

CAPITALS = (("", _("the owner’s capital")), (BOTH, _("both capitals")))
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
        max_length=WORDING_LENGTH,
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
