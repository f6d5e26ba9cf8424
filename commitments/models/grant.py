"""Need to know that is given by name."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commitments.models.base import Record
from commitments.models.commitment import Commitment
from commitments.models.country import Country
from commitments.models.meeting import Meeting

SUBJECTS = ("country", "meeting", "commitment")


class Grant(Record):
    """Lets one person read a partner's records, a meeting or a commitment for a time, and says why.

    It opens need to know alone: the clearance stays what it is, and nothing may be written by it. It opens on
    `starts_on` and ends with `ends_on`, by the database's day, or at the moment at which it was taken back.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="grants",
        verbose_name=_("who may read"),
    )
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("partner"),
    )
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("meeting"),
    )
    commitment = models.ForeignKey(
        Commitment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("commitment"),
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    ended_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)
    reason = models.CharField(_("why"), max_length=300)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ("-ends_on", "-id")
        indexes = [models.Index(fields=("person", "ends_on"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(country__isnull=False, meeting__isnull=True, commitment__isnull=True)
                | Q(country__isnull=True, meeting__isnull=False, commitment__isnull=True)
                | Q(country__isnull=True, meeting__isnull=True, commitment__isnull=False),
                name="grant_of_one_record",
                violation_error_message=_("Choose one: a partner, a meeting or a commitment."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="grant_days_in_order",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="grant_says_why",
                violation_error_message=_("Say why the person needs to know."),
            ),
        ]

    def __str__(self) -> str:
        # The record is named through its own door.
        return f"{self.person}, {date_format(self.ends_on)}"

    @property
    def subject(self) -> Country | Meeting | Commitment:
        """The record that it opens."""
        subject = self.country or self.meeting or self.commitment
        assert subject is not None
        return subject
