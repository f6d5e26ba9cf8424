"""When the people of a desk are reminded, as its head has set it, and when they are left in peace."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commitments.models.base import Record
from commitments.models.country import Desk
from commitments.vocabulary import DeadlineKind

LONGEST_COUNT = 250


def check_counts(text: str) -> None:
    """Refuse what is no list of different numbers of working days, such as "20, 10, 5, 1"."""
    parts = [part.strip() for part in text.split(",")] if text.strip() else []
    if not all(part.isascii() and part.isdigit() and 1 <= int(part) <= LONGEST_COUNT for part in parts):
        raise ValidationError(
            _("Write numbers of working days from 1 to %(most)d with commas between, such as 20, 10, 5, 1."),
            params={"most": LONGEST_COUNT},
        )
    if len({int(part) for part in parts}) < len(parts):
        raise ValidationError(_("The same number stands twice."))


class Ladder(Record):
    """The reminder ladder of one desk, for one kind of deadline or, with none named, for every other.

    Days before count working days back from the day to act; the first day after and the weekly distance are
    calendar days from the agreed day; the steps up the ranks are working days from it. Empty means: not told.
    """

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="ladders", verbose_name=_("desk"))
    kind = models.CharField(
        _("kind of deadline"),
        max_length=20,
        choices=DeadlineKind,
        blank=True,
        help_text=_("empty: every kind"),
    )
    before = models.CharField(
        _("working days before"), max_length=60, blank=True, default="20, 10, 5, 1", validators=[check_counts]
    )
    on_the_day = models.BooleanField(_("on the day"), default=True)
    first_after = models.PositiveSmallIntegerField(_("days after it"), null=True, blank=True, default=1)
    then_every = models.PositiveSmallIntegerField(
        _("then every so many days"), null=True, blank=True, default=7
    )
    head_after = models.PositiveSmallIntegerField(
        _("working days late: to the head of desk"), null=True, blank=True, default=5
    )
    division_after = models.PositiveSmallIntegerField(
        _("working days late: to the division head"), null=True, blank=True, default=15
    )
    answer_after = models.PositiveSmallIntegerField(
        _("working days without an answer"), null=True, blank=True, default=5
    )
    on_review = models.BooleanField(_("on the review date"), default=True)
    silent_after = models.PositiveSmallIntegerField(
        _("days without an update"), null=True, blank=True, default=30
    )
    undated_every = models.PositiveSmallIntegerField(
        _("days while an event has no date"), null=True, blank=True, default=30
    )

    class Meta:
        verbose_name = _("reminder ladder")
        verbose_name_plural = _("reminder ladders")
        ordering = ("desk", "kind")
        constraints = [
            models.UniqueConstraint(
                fields=("desk", "kind"),
                name="ladder_once_a_desk_and_kind",
                violation_error_message=_("This desk has a ladder for this kind of deadline already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.desk}: {self.get_kind_display() or _('every kind')}"

    @property
    def counts(self) -> tuple[int, ...]:
        """The working days before the day to act, the longest first."""
        return tuple(sorted((int(part) for part in self.before.split(",") if part.strip()), reverse=True))


class QuietDays(Record):
    """Days on which the reminders of a desk wait, such as those of a summit; then they go out."""

    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, related_name="quiet_days", verbose_name=_("desk")
    )
    starts_on = models.DateField(_("first quiet day"))
    ends_on = models.DateField(_("last quiet day"))
    reason = models.CharField(_("why"), max_length=120, help_text=_("as it stands beside a reminder put off"))

    class Meta:
        verbose_name = _("quiet days")
        verbose_name_plural = _("quiet days")
        ordering = ("-starts_on", "-id")
        indexes = [models.Index(fields=("ends_on",))]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="quiet_days_in_order",
                violation_error_message=_("The last quiet day lies before the first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason}, {date_format(self.starts_on)} – {date_format(self.ends_on)}"
