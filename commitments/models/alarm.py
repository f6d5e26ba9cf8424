"""What is wrong with the service, for those who operate it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.narrowing import NarrowedModel
from commitments.vocabulary import AlarmCode


class Alarm(NarrowedModel):
    """One fault that a process of one host has noticed; it ends when that host clears it or falls silent."""

    code = models.CharField(_("code"), max_length=20, choices=AlarmCode)
    host = models.CharField(_("host"), max_length=255)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    raised_at = models.DateTimeField(_("since"))
    seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        ordering = ("raised_at", "pk")
        constraints = [models.UniqueConstraint(fields=("code", "host"), name="alarm_once_per_host")]

    def __str__(self) -> str:
        return str(AlarmCode(self.code).label)
