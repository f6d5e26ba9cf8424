"""What officers know about holidays beyond the computed calendar."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.country import Country
from commitments.models.narrowing import NarrowedModel


class Holiday(NarrowedModel):
    """A day that an officer declares free, or working, against the computed calendar."""

    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="holidays", verbose_name=_("country")
    )
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=120)
    is_free = models.BooleanField(
        _("no work"), default=True, help_text=_("Clear it for a computed holiday that is a working day.")
    )
    declared_on = models.DateField(_("declared on"), null=True, blank=True)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ("country", "day")
        constraints = [
            models.UniqueConstraint(
                fields=("country", "day"),
                name="holiday_day_once",
                violation_error_message=_("This country already has a row for that day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class HolidayYear(NarrowedModel):
    """An officer's word that a country's calendar of one year is confirmed."""

    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="holiday_years", verbose_name=_("country")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    confirmed_on = models.DateField(_("confirmed on"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )

    class Meta:
        verbose_name = _("confirmed year")
        verbose_name_plural = _("confirmed years")
        ordering = ("country", "year")
        constraints = [models.UniqueConstraint(fields=("country", "year"), name="holiday_year_once")]

    def __str__(self) -> str:
        return str(self.year)
