"""The meeting itself: partner and title are asked, everything else has a default or is "not stated"."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments import access, meetings
from commitments.admin.forms.days import DateInput, TimeInput
from commitments.admin.forms.sessions import offer_mechanisms
from commitments.models import Meeting, User

HELD, PLANNED = "held", "planned"
# What has a default: only partner and title are compulsory.
SPARED = ("form", "classification")
# What is asked under a fold, for few texts say it.
FOLDED = (
    *("not_before", "not_before_source", "not_after", "not_after_source"),
    *("starts_at", "ends_at", "time_zone", "mechanism", "session_number", "purpose", "note"),
)


def capitalise(field: forms.Field) -> None:
    """Begin each choice with a capital, as a list reads best."""
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        field.choices = [(key, capfirst(str(label))) for key, label in choices if key != ""]


def spare(form: forms.ModelForm[Any], *names: str) -> None:
    """Ask of nobody what has a default."""
    for name in names:
        if name in form.fields:
            form.fields[name].required = False


def usual(form: forms.ModelForm[Any], found: dict[str, Any], *names: str) -> None:
    """Put what stands, or the default, where nothing was chosen."""
    for name in names:
        if name in form.fields and not found.get(name) and name not in form.errors:
            found[name] = getattr(form.instance, name)


class MeetingForm(forms.ModelForm[Meeting]):
    """One meeting; `was_held` is asked only when it is first recorded."""

    was_held = forms.ChoiceField(
        label=_("Has it taken place?"),
        choices=((HELD, _("held")), (PLANNED, _("lies ahead"))),
        initial=HELD,
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Meeting
        fields = (
            "country",
            "title",
            "form",
            "mechanism",
            "session_number",
            "held_on",
            "not_before",
            "not_before_source",
            "not_after",
            "not_after_source",
            "starts_at",
            "ends_at",
            "time_zone",
            "place",
            "classification",
            "purpose",
            "note",
        )
        widgets = {
            "held_on": DateInput,
            "not_before": DateInput,
            "not_after": DateInput,
            "starts_at": TimeInput,
            "ends_at": TimeInput,
            "time_zone": forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    person: User
    # Set while the officer only asked for another row: nothing is checked then, and nothing lost.
    is_quiet = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = access.countries_of(self.person)
        self._offer("country", partners, _("choose"))
        self._offer_mechanisms()
        spare(self, *SPARED)
        for name in SPARED:
            if name in self.fields:
                capitalise(self.fields[name])
        if "title" in self.fields:
            # A browser would cut a pasted title without a word; the form says that it is too long.
            self.fields["title"].widget.attrs.pop("maxlength", None)
        if self.instance.pk:
            # The partner stands in the reference; a record under the wrong one is entered in error.
            del self.fields["was_held"]
            if "country" in self.fields:
                self.fields["country"].disabled = True
        else:
            self._mark_within_reach()
            if len(partners) == 1:
                self.fields["country"].initial = partners[0].pk
        if not self.instance.pk and not self.is_bound:
            is_chosen = self.get_initial_for_field(self.fields["country"], "country")
            self.fields["title" if is_chosen else "country"].widget.attrs["autofocus"] = True

    def _mark_within_reach(self) -> None:
        """Mark a new meeting as is usual, but never above what the person may read."""
        usually = min(self.instance.classification, self.person.reads_up_to)
        self.instance.classification = usually
        self.initial["classification"] = usually

    @property
    def more_is_open(self) -> bool:
        """Say whether the folded fields are shown: one is filled or wrong, or the meeting lies ahead."""
        lies_ahead = "was_held" in self.fields and self["was_held"].value() == PLANNED
        return lies_ahead or any(
            self[name].value() or self[name].errors for name in FOLDED if name in self.fields
        )

    def _offer(self, name: str, rows: QuerySet[Any], nothing: Any) -> None:
        """Offer the rows of a relation, read once."""
        field = self.fields.get(name)
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows
            field.choices = [("", nothing), *((one.pk, str(one)) for one in rows)]

    def _offer_mechanisms(self) -> None:
        """Offer the mechanisms; where an address names one, propose its next session."""
        field = self.fields.get("mechanism")
        if not isinstance(field, forms.ModelChoiceField):
            return
        numbers = offer_mechanisms(field, self.person)
        named = str(self.initial.get("mechanism") or "")
        if not self.instance.pk and named.isdecimal() and not self.initial.get("session_number"):
            self.initial["session_number"] = numbers.get(int(named), 1)

    def is_valid(self) -> bool:
        return not self.is_quiet and super().is_valid()

    def full_clean(self) -> None:
        if self.is_quiet:
            self._errors = forms.utils.ErrorDict()
            self.cleaned_data = {}
            return
        super().full_clean()

    def clean(self) -> dict[str, Any] | None:
        """Refuse what does not go together."""
        found = super().clean() or self.cleaned_data
        usual(self, found, *SPARED)
        is_held = (not self.instance.pk and found.get("was_held") != PLANNED) or self.instance.state == HELD
        for name, said in meetings.apart(found, is_held=is_held, now=timezone.now()).items():
            self.add_error(name, said)
        return found
