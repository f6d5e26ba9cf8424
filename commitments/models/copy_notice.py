"""What the holder of a copy of a packet is notified of and confirms: an addendum, or a recall."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.narrowing import NarrowedModel
from commitments.models.packet import Packet, PacketCopy
from commitments.models.reminder import Mail


class CopyNotice(NarrowedModel):
    """One notice to the holder of one copy: of an addendum, or of the recall of the copy itself.

    `about` is the addendum or, for a recall, the packet of the copy. A notice that is required and has no row
    has been neither sent nor confirmed.
    """

    copy = models.ForeignKey(
        PacketCopy, on_delete=models.PROTECT, related_name="notices", verbose_name=_("copy")
    )
    about = models.ForeignKey(
        Packet, on_delete=models.PROTECT, related_name="notices", verbose_name=_("about")
    )
    mail = models.ForeignKey(
        Mail, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("email")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )

    class Meta:
        verbose_name = _("notice to a holder")
        verbose_name_plural = _("notices to holders")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("copy", "about"), name="copy_notice_once"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="copy_notice_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.copy_id} {self.about_id}"
