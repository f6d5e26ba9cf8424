"""Printed briefings, frozen."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.base import Classified
from commitments.models.meeting import Meeting
from commitments.vocabulary import PacketState


class Packet(Classified):
    """One briefing made for one reader before one meeting; its progress stands here, not in the queue."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="packets", verbose_name=_("meeting")
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="packets", verbose_name=_("made for")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    asked_at = models.DateTimeField(_("asked for at"))
    state = models.CharField(_("state"), max_length=10, choices=PacketState, default=PacketState.ASKED)
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(_("parts done"), default=0)
    total = models.PositiveIntegerField(_("parts in all"), default=0)
    as_of = models.DateTimeField(_("as of"), null=True, blank=True)
    ready_at = models.DateTimeField(_("ready at"), null=True, blank=True)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    failure = models.CharField(_("why it failed"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("packet")
        verbose_name_plural = _("packets")
        ordering = ("-asked_at",)
        indexes = [models.Index(fields=("asked_at",))]
        constraints = [
            models.UniqueConstraint(
                fields=("meeting", "reader"),
                condition=Q(state__in=(PacketState.ASKED, PacketState.MAKING)),
                name="packet_one_in_the_making",
            )
        ]

    def __str__(self) -> str:
        return self.reference
