"""Time zones as people type them."""

from django import forms

from commitments.typed import NO_ZONE, is_zone


def check_zone(name: str) -> str:
    """Give a time zone's name back; raises ValidationError where the tz database has none of that name."""
    if not is_zone(name):
        raise forms.ValidationError(NO_ZONE, code="zone")
    return name


class ZonedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form with a time zone that must exist."""

    def clean_time_zone(self) -> str:
        return check_zone(self.cleaned_data["time_zone"])
