"""Ministries and the officials in their posts."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models.base import LocalName
from commitments.models.country import Country
from commitments.models.narrowing import NarrowedModel, OneToOneField
from commitments.models.spoken import names_of
from commitments.vocabulary import PostFunction


class Ministry(NarrowedModel):
    """A ministry or agency of one country, with the dates between which it exists."""

    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="ministries", verbose_name=_("country")
    )
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=30, blank=True)
    runs_tracker = models.BooleanField(
        _("runs this tracker"),
        default=False,
        help_text=_("The desks' own ministry: where it leads, the desk officer accepts."),
    )
    exists_from = models.DateField(_("exists from"), null=True, blank=True)
    exists_until = models.DateField(_("exists until"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="predecessors",
        verbose_name=_("renamed or merged into"),
    )

    class Meta:
        verbose_name = _("ministry")
        verbose_name_plural = _("ministries")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=("country", "name"),
                name="ministry_name_once_per_country",
                violation_error_message=_("This country already has a ministry of that name."),
            ),
            models.CheckConstraint(
                condition=Q(exists_from__isnull=True)
                | Q(exists_until__isnull=True)
                | Q(exists_from__lte=F("exists_until")),
                name="ministry_dates_in_order",
                violation_error_message=_("The last day of existence lies before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self._spoken[0] or self.name

    @property
    def label(self) -> str:
        """The short name where there is one, in the reader's language where it has one."""
        name, short_name = self._spoken
        return short_name or name or self.short_name or self.name

    @property
    def _spoken(self) -> tuple[str, ...]:
        return names_of(MinistryName, "ministry", self.pk, ("name", "short_name"))


class MinistryName(LocalName):
    """The name of a ministry in one more language."""

    ministry = models.ForeignKey(
        Ministry, on_delete=models.CASCADE, related_name="names", verbose_name=_("ministry")
    )

    class Meta:
        verbose_name = _("name in another language")
        verbose_name_plural = _("names in other languages")
        ordering = ("language",)
        constraints = [
            models.UniqueConstraint(fields=("ministry", "language"), name="ministry_one_name_per_language")
        ]


class Official(NarrowedModel):
    """A person in a post, with dates; the name may be left out where the office is what counts."""

    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="officials", verbose_name=_("country")
    )
    ministry = models.ForeignKey(
        Ministry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="officials",
        verbose_name=_("ministry"),
    )
    post = models.CharField(_("post"), max_length=200)
    person = models.CharField(pgettext_lazy("of a person", "name"), max_length=200, blank=True)
    function = models.CharField(
        _("function"), max_length=30, choices=PostFunction, default=PostFunction.OTHER
    )
    precedence = models.PositiveSmallIntegerField(
        _("precedence"), default=100, help_text=_("1 comes first; the order in delegations")
    )
    say = models.CharField(
        _("how to say the name"), max_length=80, blank=True, help_text=_("such as prahk so-KHON")
    )
    helps = models.CharField(
        _("what helps"), max_length=200, blank=True, help_text=_("printed beside the name in packets")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    user = OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="official",
        verbose_name=_("account"),
    )
    starts_on = models.DateField(_("in post from"), null=True, blank=True)
    ends_on = models.DateField(_("in post until"), null=True, blank=True)

    class Meta:
        verbose_name = _("official")
        verbose_name_plural = _("officials")
        ordering = ("precedence", "post")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(starts_on__lte=F("ends_on")),
                name="official_dates_in_order",
                violation_error_message=_("The last day in post lies before the first."),
            )
        ]

    def __str__(self) -> str:
        person, post = self.spoken
        return f"{person}, {post}" if person else post

    @property
    def spoken(self) -> tuple[str, str]:
        """The person, which may be empty, and the post: in the reader's language where it is on record."""
        person, post = names_of(OfficialName, "official", self.pk, ("person", "post"))
        return person or self.person, post or self.post


class OfficialName(NarrowedModel):
    """The name and post of an official in one more language."""

    official = models.ForeignKey(
        Official, on_delete=models.CASCADE, related_name="names", verbose_name=_("official")
    )
    language = models.CharField(_("language"), max_length=12, help_text=_("ISO 639 code, such as ko or km"))
    person = models.CharField(pgettext_lazy("of a person", "name"), max_length=200, blank=True)
    post = models.CharField(_("post"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("name in another language")
        verbose_name_plural = _("names in other languages")
        ordering = ("language",)
        constraints = [
            models.UniqueConstraint(fields=("official", "language"), name="official_one_name_per_language")
        ]

    def __str__(self) -> str:
        return self.person or self.post
