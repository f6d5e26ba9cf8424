"""The rules of a desk as sentences with their numbers inside, and its quiet days."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments.admin.forms.days import DateInput
from commitments.admin.forms.plain import plain_words
from commitments.models import Ladder, QuietDays
from commitments.models.ladder import LONGEST_COUNT

# Oftener than this nobody would be told anything new.
LEAST_DAYS = {"silent_after": 7, "undated_every": 7}
# Each rule as a sentence around its number, and who is told.
SENTENCES: dict[str, tuple[Promise, Promise]] = {
    "before": (_("%(number)s working days before the day to act"), _("to the owners")),
    "on_the_day": (_("%(number)s on the day to act itself"), _("to the owners")),
    "first_after": (_("%(number)s days after the agreed day, if it is not reported"), _("to the owners")),
    "then_every": (_("then again every %(number)s days, until it is"), _("to the owners")),
    "head_after": (_("%(number)s working days after the agreed day, once"), _("to the head of desk")),
    "division_after": (_("%(number)s working days after the agreed day, once"), _("to the division head")),
    "answer_after": (
        _("%(number)s working days after it was proposed, if nobody has answered"),
        _("to the owners and the desk"),
    ),
    "on_review": (_("%(number)s on the review date"), _("to the owners")),
    "silent_after": (_("after %(number)s days without a word, and again after as many"), _("to the owners")),
    "undated_every": (
        _("every %(number)s days while the event it follows has no date, twelve times at most"),
        _("to the desk"),
    ),
}
GROUPS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (_("Before the day"), ("before", "on_the_day")),
    (_("When it is late"), ("first_after", "then_every", "head_after", "division_after")),
    (
        _("When nothing is heard, or no date is set"),
        ("answer_after", "on_review", "silent_after", "undated_every"),
    ),
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One rule: the words before its number, the number's field, the words after it, and who is told."""

    before: str
    field: BoundField
    after: str
    whom: str


class LadderForm(forms.ModelForm[Ladder]):
    """When a desk is reminded; an empty number means: not."""

    class Meta:
        model = Ladder
        fields = tuple(SENTENCES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            sentence, whom = SENTENCES[name]
            said = " ".join(str(sentence).replace("%(number)s", "…").split())
            field.help_text = ""
            field.widget.attrs["aria-label"] = f"{whom}: {said}"
            if isinstance(field, forms.IntegerField):
                self._bound(name, field)
            elif name == "before":
                field.widget.attrs["size"] = 14

    def _bound(self, name: str, field: forms.IntegerField) -> None:
        """Take whole numbers alone, typed in a small box."""
        least = LEAST_DAYS.get(name, 1)
        field.validators = [MinValueValidator(least), MaxValueValidator(LONGEST_COUNT)]
        label = field.widget.attrs["aria-label"]
        field.widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 3, "aria-label": label})

    def groups(self) -> Iterator[tuple[Promise, list[Sentence]]]:
        """Give the sentences under their headings."""
        for heading, names in GROUPS:
            yield heading, [self._sentence(name) for name in names]

    def _sentence(self, name: str) -> Sentence:
        words, whom = SENTENCES[name]
        before, _number, after = str(words).partition("%(number)s")
        return Sentence(before, self[name], after, str(whom))

    def clean(self) -> dict[str, Any] | None:
        """Say that what goes on needs a beginning."""
        found = super().clean()
        goes_on = self.cleaned_data.get("then_every") and not self.cleaned_data.get("first_after")
        if goes_on and "first_after" not in self.errors:
            self.add_error("first_after", _("Say after how many days it begins, or empty both."))
        return found


class QuietDaysForm(forms.ModelForm[QuietDays]):
    """Days on which a desk is left in peace."""

    class Meta:
        model = QuietDays
        fields = ("starts_on", "ends_on", "reason")
        widgets: dict[str, type[forms.Widget] | forms.Widget] = {"starts_on": DateInput, "ends_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            plain_words(field)

    def clean(self) -> dict[str, Any] | None:
        """Say at the last day that it lies before the first."""
        found = super().clean()
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last quiet day lies before the first."))
        return found


def values_of(form: LadderForm) -> dict[str, Any]:
    """Give what was filled in, by the columns of a ladder."""
    fields = {field.name for field in Ladder._meta.concrete_fields if isinstance(field, models.Field)}
    return {name: value for name, value in form.cleaned_data.items() if name in fields}
