"""Who looked at what."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.country import Country
from commitments.models.narrowing import NarrowedModel
from commitments.vocabulary import OpeningKind


class Opening(NarrowedModel):
    """One record that one person opened, printed or took away; lists are not kept, and nothing is altered.

    An export names no record: `note` says of what, and how many rows. The place and marking of the record
    at that moment decide which head reads the row.
    """

    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    kind = models.CharField(_("what"), max_length=12, choices=OpeningKind)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.PositiveBigIntegerField(null=True, blank=True)
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("partner")
    )
    classification = models.PositiveSmallIntegerField(_("marking at that moment"), default=0)
    note = models.CharField(_("remark"), max_length=200, blank=True)
    source = models.CharField(_("from where"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("log of openings")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=("by", "id")),
            models.Index(fields=("subject_type", "subject_id", "id")),
            models.Index(fields=("country", "id")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject_type} {self.subject_id or ''}".strip()
