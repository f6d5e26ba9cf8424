"""Time zones as people type them."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _


def check_zone(name: str) -> str:
    """Give a time zone's name back; raises ValidationError where the tz database has none of that name."""
    if name and name not in available_timezones():
        raise forms.ValidationError(_("No such time zone. Write it like Asia/Phnom_Penh."), code="zone")
    return name


class ZonedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form with a time zone that must exist."""

    def clean_time_zone(self) -> str:
        return check_zone(self.cleaned_data["time_zone"])
