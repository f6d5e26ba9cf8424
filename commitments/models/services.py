"""The state of the service: whether email may be sent, heartbeats, and alarms for operators."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.enums import AlarmCode
from commitments.models.base import NarrowedModel


class EmailDelivery(NarrowedModel):
    """The single row, key 1, that decides whether email is sent, and for which database.

    `database_id` names the database as its server knows it, and `run_number` counts its reminder runs.
    `folders` holds, by the name of each data folder that sends, its host, its latest run, and since when, by
    a run of the database server, the folder has found nothing missing. See `reminders.email_pause`.
    """

    is_paused = models.BooleanField(_("paused"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("since"), null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("changed by"),
    )
    database_id = models.CharField(max_length=120, blank=True, editable=False)
    run_number = models.PositiveBigIntegerField(default=0, editable=False)
    folders = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("email sending")
        verbose_name_plural = _("email sending")

    def __str__(self) -> str:
        return str(_("paused") if self.is_paused else _("active"))


class Heartbeat(NarrowedModel):
    """When a service last completed its round."""

    name = models.CharField(max_length=30, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Alarm(NarrowedModel):
    """One fault that a process of one host has noticed; it ends when that host clears it or stops
    reporting.
    """

    code = models.CharField(_("code"), max_length=20, choices=AlarmCode)
    host = models.CharField(_("host"), max_length=255)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    raised_at = models.DateTimeField(_("since"))
    seen_at = models.DateTimeField(_("last active"))

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        ordering = ("raised_at", "pk")
        constraints = [models.UniqueConstraint(fields=("code", "host"), name="alarm_once_per_host")]

    def __str__(self) -> str:
        return str(AlarmCode(self.code).label)
