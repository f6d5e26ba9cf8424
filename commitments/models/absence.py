"""Who is away, and who stands in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commitments.models.base import Record


class Absence(Record):
    """Days on which a person is away; the deputy is told and acts instead, within the deputy's own rights."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="absences",
        verbose_name=_("who is away"),
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stands_in", verbose_name=_("deputy")
    )
    starts_on = models.DateField(_("first day away"))
    ends_on = models.DateField(_("last day away"))

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ("-starts_on", "-id")
        indexes = [models.Index(fields=("ends_on",))]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="absence_days_in_order",
                violation_error_message=_("The last day away lies before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(deputy=F("person")),
                name="absence_deputy_is_another",
                violation_error_message=_("The deputy is another person."),
            ),
        ]

    def __str__(self) -> str:
        days = f"{date_format(self.starts_on)} – {date_format(self.ends_on)}"
        # On a page the person is emptied for whoever may not read the account.
        return f"{self.person}, {days}" if self.person_id is not None else days
