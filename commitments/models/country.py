"""Countries, and the desks and divisions that cover them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.base import LocalName
from commitments.models.narrowing import NarrowedModel
from commitments.models.spoken import names_of


class Division(NarrowedModel):
    """Several desks under one head."""

    name = models.CharField(_("name"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Desk(NarrowedModel):
    """The officers who cover some countries."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, related_name="desks", verbose_name=_("division")
    )

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Country(NarrowedModel):
    """A country: home, or a partner that one desk covers."""

    iso = models.CharField(_("code"), max_length=2, unique=True, help_text=_("ISO 3166-1, two letters"))
    name = models.CharField(_("name"), max_length=120)
    capital = models.CharField(_("capital"), max_length=120)
    time_zone = models.CharField(
        _("time zone"), max_length=60, help_text=_("of the capital, such as Asia/Phnom_Penh")
    )
    desk = models.ForeignKey(
        Desk,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="countries",
        verbose_name=_("desk"),
    )
    languages = models.CharField(
        _("languages"), max_length=60, blank=True, help_text=_("ISO 639 codes, separated by commas")
    )
    is_demonstration = models.BooleanField(_("demonstration data"), default=False, editable=False)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(iso__regex=r"^[A-Z]{2}$"),
                name="country_iso_two_capitals",
                violation_error_message=_("The code is two capital letters, such as KH."),
            )
        ]

    def __str__(self) -> str:
        return names_of(CountryName, "country", self.pk, ("name",))[0] or self.name

    @property
    def spoken(self) -> list[str]:
        """The codes of its languages, the first as it was written first."""
        return [code.strip() for code in self.languages.split(",") if code.strip()]


class CountryName(LocalName):
    """The name of a country in one more language."""

    country = models.ForeignKey(
        Country, on_delete=models.CASCADE, related_name="names", verbose_name=_("country")
    )

    class Meta:
        verbose_name = _("name in another language")
        verbose_name_plural = _("names in other languages")
        ordering = ("language",)
        constraints = [
            models.UniqueConstraint(fields=("country", "language"), name="country_one_name_per_language")
        ]
