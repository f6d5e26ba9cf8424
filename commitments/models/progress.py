"""What owners report, and what proves it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.base import Classified, Confided, Record
from commitments.models.commitment import Commitment
from commitments.vocabulary import EvidenceKind, Health, Side


class ProgressUpdate(Record, Classified, Confided):
    """A dated report about a commitment, with its health."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="updates", verbose_name=_("commitment")
    )
    side = models.CharField(_("whose word"), max_length=10, choices=Side, default=Side.OURS)
    said_on = models.DateField(_("said on"))
    health = models.CharField(_("health"), max_length=20, choices=Health)
    text = models.TextField(_("what happened, who said so, what comes next"), blank=True)

    class Meta:
        verbose_name = _("progress update")
        verbose_name_plural = _("progress updates")
        ordering = ("-said_on", "-id")

    def __str__(self) -> str:
        return f"{self.said_on} {self.get_health_display()}"


class Evidence(Record, Classified, Confided):
    """A document that proves progress: a reference is enough; a file is kept under its SHA-256."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("commitment")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=EvidenceKind)
    number = models.CharField(_("number"), max_length=60, blank=True)
    dated_on = models.DateField(_("dated"), null=True, blank=True)
    description = models.CharField(_("what it shows"), max_length=300)
    file_name = models.CharField(_("file"), max_length=200, blank=True, editable=False)
    media_type = models.CharField(_("kind of file"), max_length=100, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("-dated_on", "-id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()
