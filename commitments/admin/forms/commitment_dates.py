"""What the steps about a deadline ask: other terms, the day a clock starts, another review."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.admin.forms import deadline
from commitments.admin.forms.days import DateInput
from commitments.admin.forms.meeting import capitalise
from commitments.admin.forms.plain import PlainForm
from commitments.deadlines import inputs
from commitments.vocabulary import SLIPS, MoveReason

WIDE = {"class": "vTextField"}


def line(label: Any, help_text: Any = "", *, required: bool = True, longest: int = 300) -> forms.CharField:
    """Ask for one line of text."""
    widget = forms.TextInput(attrs=WIDE)
    return forms.CharField(
        label=label, max_length=longest, required=required, widget=widget, help_text=help_text
    )


def paper(label: Any, help_text: Any, *, required: bool = False) -> forms.CharField:
    """Ask for a document on file: its kind, number and date in one line."""
    return line(label, help_text, required=required, longest=200)


class DeadlineForm(deadline.DeadlineFields):
    """Another deadline, before anybody has accepted the first."""

    # What the inputs show at first.
    start: dict[str, Any] = {}
    # Whether nothing typed is no deadline.
    must_say = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {**self.start, **(kwargs.get("initial") or {})}})

    def clean(self) -> dict[str, Any]:
        """Say at the field what the chosen kind needs."""
        found = super().clean()
        wanted = inputs.missing(found, must_say=self.must_say)
        if wanted and wanted[0] not in self.errors:
            self.add_error(*wanted)
        return found


class MoveForm(DeadlineForm):
    """Another deadline for what was accepted, with the reason and the paper."""

    must_say = True

    move_reason = forms.ChoiceField(
        label=_("Why it moves"), choices=[(reason.value, reason.label) for reason in SLIPS]
    )
    note = line(_("In a sentence"))
    document = paper(_("Document"), _("letter or note that says so; may be empty"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        capitalise(self.fields["move_reason"])
        self.fields["wording"].label = _("New date, in words")


class AskForDateForm(MoveForm):
    """The same, asked of the head."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["move_reason"].initial = MoveReason.CAPACITY


class ClockForm(PlainForm):
    """The day on which what a deadline counts from has come."""

    on = forms.DateField(label=_("The clock starts on"), widget=DateInput)
    document = paper(_("Document"), _("what says so; may be empty"))


class ConditionForm(PlainForm):
    """The day on which the condition was met, with its proof."""

    on = forms.DateField(label=_("Met on"), widget=DateInput)
    document = paper(_("Proof that it is met"), _("document, number and date"))


class ReviewForm(PlainForm):
    """When it is looked at again."""

    on = forms.DateField(
        label=_("Next review on"),
        required=False,
        widget=DateInput,
        help_text=_("Empty: a whole review period from today."),
    )
