"""To whom a head opens a record, for how long, and why."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, granting
from commitments.admin.forms.days import DateInput
from commitments.admin.forms.plain import PlainForm
from commitments.models import Commitment, Country, Meeting, User


class GrantForm(PlainForm):
    """Asks the person, the days and the reason; what stays closed all the same is said before it is given."""

    subject: Country | Meeting | Commitment
    giver: User

    person = forms.ModelChoiceField(access.nothing(User), label=_("Who may read it"))
    starts_on = forms.DateField(label=_("First day"), initial=timezone.localdate, widget=DateInput)
    ends_on = forms.DateField(
        label=_("Last day"), widget=DateInput, help_text=_("at most a year; then it closes by itself")
    )
    reason = forms.CharField(label=_("Why the person needs to know"), max_length=300)
    all_the_same = forms.BooleanField(
        label=_("Open it all the same"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = access.rows(User, self.giver).filter(is_active=True).exclude(pk=self.giver.pk)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say what the person will not read, and ask once more."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        person, said = found.get("person"), found.pop("all_the_same", False)
        limits = granting.limits_of(granting.made(self.subject, person=person)) if person else []
        if limits and not said:
            self.fields["all_the_same"].widget = forms.CheckboxInput()
            raise forms.ValidationError([forms.ValidationError(limit) for limit in limits])
        return found


def form_for(subject: Any, giver: User) -> type[GrantForm]:
    """Give the form for one record and one head."""
    return type("GrantForm", (GrantForm,), {"subject": subject, "giver": giver})
