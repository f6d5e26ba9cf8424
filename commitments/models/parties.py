"""Countries with their desks and divisions, ministries, officials, absences, and declared holidays."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.enums import PostFunction, ProtocolLevel
from commitments.models.base import LocalName, NarrowedModel, OneToOneField, Record, find_language, names_of
from commitments.models.translated import build_names_field, find_line


class Division(NarrowedModel):
    """Several desks under one head."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    names = build_names_field()

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering = ("name",)

    def __str__(self) -> str:
        return find_line(self.names, find_language()) or self.name


class Desk(NarrowedModel):
    """The officers who cover some countries."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    names = build_names_field()
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, related_name="desks", verbose_name=_("division")
    )

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")
        ordering = ("name",)

    def __str__(self) -> str:
        return find_line(self.names, find_language()) or self.name


class Country(NarrowedModel):
    """A country: home, or a partner that one desk covers."""

    iso = models.CharField(_("code"), max_length=2, unique=True, help_text=_("two-letter ISO 3166-1 code"))
    name = models.CharField(_("name"), max_length=120)
    capital = models.CharField(_("capital"), max_length=120)
    time_zone = models.CharField(
        _("time zone"), max_length=60, help_text=_("time zone of the capital, for example Asia/Phnom_Penh")
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
                violation_error_message=_("Enter a code of two capital letters, for example KH."),
            )
        ]

    def __str__(self) -> str:
        return name_country(self.pk, self.name)

    @property
    def spoken(self) -> list[str]:
        """The codes of its languages, the first as it was written first."""
        return [code.strip() for code in self.languages.split(",") if code.strip()]


class CountryName(LocalName):
    """The name of a country in one more language."""

    country = models.ForeignKey(
        Country, on_delete=models.CASCADE, related_name="names", verbose_name=_("country")
    )
    capital = models.CharField(_("capital"), max_length=120, blank=True, default="")

    class Meta:
        verbose_name = _("name in another language")
        verbose_name_plural = _("names in other languages")
        ordering = ("language",)
        constraints = [
            models.UniqueConstraint(fields=("country", "language"), name="country_one_name_per_language")
        ]


def name_country(key: int, recorded: str) -> str:
    """Return the name of a country in the reader's language, or the recorded one."""
    return names_of(CountryName, "country", key, ("name",))[0] or recorded


class Ministry(NarrowedModel):
    """A ministry or agency of one country, with the dates between which it exists."""

    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="ministries", verbose_name=_("country")
    )
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=30, blank=True)
    other_names = models.TextField(
        _("other names"),
        blank=True,
        help_text=_(
            "One name or short form on each line, as texts, lists and emails write it. All inputs and the "
            "search recognise it."
        ),
    )
    runs_tracker = models.BooleanField(
        _("ministry that runs the system"),
        default=False,
        help_text=_(
            "The ministry to which the desks belong. If it is the lead ministry of a commitment, the "
            "desk officer accepts that commitment."
        ),
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid to"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="predecessors",
        verbose_name=_("successor ministry"),
    )

    class Meta:
        verbose_name = _("ministry")
        verbose_name_plural = _("ministries")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=("country", "name"),
                name="ministry_name_once_per_country",
                violation_error_message=_(
                    "This country already has a ministry with that name. Enter another name."
                ),
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lte=F("valid_until")),
                name="ministry_dates_in_order",
                violation_error_message=_("“Valid to” is before “Valid from”. Correct one of the two dates."),
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
    def all_names(self) -> list[str]:
        """Every name and short form that means it, in all languages; `names` is best loaded before."""
        spoken = (text for local in self.names.all() for text in (local.name, local.short_name))
        return [
            text for text in (self.name, self.short_name, *spoken, *self.other_names.splitlines()) if text
        ]

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
    """A person in a post, with dates; the name may be left out where only the office counts."""

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
        _("precedence"), default=100, help_text=_("1 comes first. The number sets the order in delegations.")
    )
    level = models.CharField(
        _("protocol level"),
        max_length=20,
        choices=ProtocolLevel,
        blank=True,
        help_text=_("If empty, the level is read from the post by the table of titles."),
    )
    pronunciation = models.CharField(
        _("pronunciation of the name"), max_length=80, blank=True, help_text=_("for example prahk so-KHON")
    )
    note = models.CharField(
        _("useful background"), max_length=200, blank=True, help_text=_("printed beside the name in packets")
    )
    email = models.EmailField(_("email"), blank=True)
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
                violation_error_message=_(
                    "The last day in post is before the first day. Correct one of the two dates."
                ),
            )
        ]

    def __str__(self) -> str:
        person, post = self.spoken
        return f"{person}, {post}" if person else post

    @property
    def spoken(self) -> tuple[str, str]:
        """Return the person, which may be empty, and the post, in the reader's language where recorded."""
        person, post = names_of(OfficialName, "official", self.pk, ("person", "post"))
        return person or self.person, post or self.post


def not_ended_on(day: Any) -> Q:
    """Return the condition of posts that last until a day or longer."""
    return Q(ends_on__isnull=True) | Q(ends_on__gte=day)


def in_post_on(day: Any) -> Q:
    """Return the condition of posts that have begun by a day and have not ended."""
    return Q(Q(starts_on__isnull=True) | Q(starts_on__lte=day), not_ended_on(day))


class OfficialName(NarrowedModel):
    """The name and post of an official in one more language."""

    official = models.ForeignKey(
        Official, on_delete=models.CASCADE, related_name="names", verbose_name=_("official")
    )
    language = models.CharField(
        _("language"), max_length=12, help_text=_("ISO 639 code, for example ko or km")
    )
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


class Absence(Record):
    """Days on which a person is away; the deputy is notified and acts instead, within the deputy's own
    rights.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="absences",
        verbose_name=_("absent user"),
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stands_in", verbose_name=_("deputy")
    )
    starts_on = models.DateField(_("first day of absence"))
    ends_on = models.DateField(_("last day of absence"))

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ("-starts_on", "-id")
        indexes = [models.Index(fields=("ends_on",))]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="absence_days_in_order",
                violation_error_message=_(
                    "The last day of absence is before the first day. Correct one of the two dates."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(deputy=F("person")),
                name="absence_deputy_is_another",
                violation_error_message=_("Select a deputy other than the absent user."),
            ),
        ]

    def __str__(self) -> str:
        days = f"{date_format(self.starts_on)} – {date_format(self.ends_on)}"
        # On a page the person is emptied for whoever may not read the account.
        return f"{self.person}, {days}" if self.person_id is not None else days


class Holiday(NarrowedModel):
    """A day that an officer declares free, or working, against the computed calendar."""

    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="holidays", verbose_name=_("country")
    )
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=120)
    is_non_working = models.BooleanField(
        _("non-working day"),
        default=True,
        help_text=_("Clear this box if the calculated holiday is a working day."),
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
                violation_error_message=_("This country already has an entry for that day. Edit that entry."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class HolidayYear(NarrowedModel):
    """An officer's confirmation that a country's calendar of one year is complete."""

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


class LevelTitle(NarrowedModel):
    """The title of a protocol level in one country, or in general where no country is named."""

    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="level_titles",
        verbose_name=_("country"),
        help_text=_("Leave empty for the title in countries without their own."),
    )
    level = models.CharField(_("protocol level"), max_length=20, choices=ProtocolLevel)
    title = models.CharField(pgettext_lazy("of a post", "title"), max_length=120)

    class Meta:
        verbose_name = _("title by level")
        verbose_name_plural = _("titles by level")
        ordering = ("country__name", "level")
        constraints = [
            models.UniqueConstraint(
                fields=("country", "level"),
                name="level_title_once_per_country",
                violation_error_message=_(
                    "This country already has a title for that level. Edit that title."
                ),
            ),
            models.UniqueConstraint(
                fields=("level",),
                condition=Q(country__isnull=True),
                name="level_title_once_in_general",
                violation_error_message=_(
                    "There is already a general title for that level. Edit that title."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class BlackoutPeriod(NarrowedModel):
    """Days on which a partner is not asked, such as those of a visit, a summit, mourning or an election.

    Follow-ups with the partner wait; our own reminders do not.
    """

    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="blackout_periods", verbose_name=_("partner")
    )
    starts_on = models.DateField(_("first blackout day"))
    ends_on = models.DateField(_("last blackout day"))
    reason = models.CharField(
        _("reason"), max_length=120, help_text=_("for example a visit, a summit, mourning or an election")
    )

    class Meta:
        verbose_name = _("blackout period")
        verbose_name_plural = _("blackout periods")
        ordering = ("-starts_on", "-id")
        indexes = [models.Index(fields=("country", "ends_on"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="blackout_days_in_order",
                violation_error_message=_("Enter a last blackout day that is not before the first."),
            )
        ]

    def __str__(self) -> str:
        # Without the reason, which not every account may read.
        return f"{date_format(self.starts_on)} – {date_format(self.ends_on)}"

    @property
    def with_reason(self) -> str:
        return f"{self.reason}, {self}" if self.reason else str(self)
