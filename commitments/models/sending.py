"""Whether mail may leave this installation."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.narrowing import NarrowedModel


class Sending(NarrowedModel):
    """The one row, of key 1, that says whether mail goes out, and of which database it said so.

    `place` names the database as its server knows it, and `round` counts its reminder runs. `folders` holds,
    by the name of each data folder that sends, its host, its latest run, and the run of the database server
    on which the folder found nothing missing, since when. See `reminders.sending`.
    """

    is_paused = models.BooleanField(_("paused"), default=False)
    reason = models.CharField(_("why"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("since"), null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("changed by"),
    )
    place = models.CharField(max_length=120, blank=True, editable=False)
    round = models.PositiveBigIntegerField(default=0, editable=False)
    folders = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("sending of mail")
        verbose_name_plural = _("sending of mail")

    def __str__(self) -> str:
        return str(_("paused") if self.is_paused else _("on"))
