"""What one person did to several commitments at once: kept so that it can be left, and taken back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.commitment import Commitment
from commitments.models.narrowing import NarrowedModel
from commitments.vocabulary import Deed, DeedState

UNDER_WAY = (DeedState.WAITING, DeedState.TAKING_BACK)


class Batch(NarrowedModel):
    """One deed on several commitments, with what was typed for it; it is the business of who did it.

    What it changed stands in the history of each item; this only says which items belonged together.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"))
    deed = models.CharField(_("what"), max_length=20, choices=Deed)
    values = models.JSONField(_("what was typed"), default=dict)
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.get_deed_display()


class BatchItem(NarrowedModel):
    """One commitment of a batch: the version it was seen in, what came of it, and what undoing needs.

    `made` is the key of the row that was made for it, `before` what stood then, `version` what stood after.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items", verbose_name=_("batch"))
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="+", verbose_name=_("commitment")
    )
    seen = models.PositiveIntegerField(_("version seen"))
    state = models.CharField(_("state"), max_length=20, choices=DeedState, default=DeedState.WAITING)
    version = models.PositiveIntegerField(_("version"), default=0)
    made = models.PositiveBigIntegerField(null=True, blank=True)
    before = models.JSONField(default=dict)
    why = models.CharField(_("why not"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("item of a batch")
        verbose_name_plural = _("items of batches")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("batch", "commitment"), name="batch_item_once")]
        indexes = [
            # What the sweep looks for: batches that nobody is carrying out.
            models.Index(fields=("batch",), condition=Q(state__in=UNDER_WAY), name="batch_item_under_way"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}: {self.get_state_display()}"
