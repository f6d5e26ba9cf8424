"""The history with its chain of seals, and the access log."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.enums import AccessKind
from commitments.models.base import NarrowedModel, OneToOneField

# What is noted about a translation, beside its text: it still fits, a second person checked it, or took that
# back.
READ_OVER, CHECKED, UNCHECKED = "read over", "translation checked", "translation check withdrawn"


class AuditRow(NarrowedModel):
    """One change of one record: who, when, before, after, why; never altered."""

    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user"),
    )
    action = models.CharField(_("action"), max_length=40)
    subject_type = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    # The record on whose page the row is shown: a commitment for its updates, a meeting for its outcomes.
    page_type = models.CharField(max_length=40)
    page_id = models.PositiveBigIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # The edge and the address: "admin 192.0.2.7", "api 192.0.2.9", "command verify_records", "sweep".
    source = models.CharField(_("accessed from"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=("page_type", "page_id")),
            models.Index(fields=("subject_type", "subject_id")),
            models.Index(fields=("by", "id")),
            # What happened after a past moment, to be taken back.
            models.Index(fields=("at",)),
            # Which commitments changed lately: read from the index alone.
            models.Index(
                fields=("at", "page_id", "subject_type", "subject_id"),
                condition=Q(page_type="commitments.Commitment"),
                name="auditrow_of_commitments",
            ),
            # There are few of these among the rows of a kind of record.
            models.Index(
                fields=("subject_type", "subject_id"),
                condition=Q(action__in=(READ_OVER, CHECKED, UNCHECKED)),
                name="auditrow_of_translations",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"


class Seal(NarrowedModel):
    """One link of the chain over the history: SHA-256 of the seal before and of one audit row, in order.

    Written with its row when the transaction ends. What the chain cannot show is shown by its anchors (head
    and count), which are kept outside the database.
    """

    position = models.PositiveBigIntegerField(_("position"), primary_key=True)
    row = OneToOneField(
        AuditRow, on_delete=models.PROTECT, related_name="seal", verbose_name=_("audit entry")
    )
    hash = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ("position",)

    def __str__(self) -> str:
        return f"{self.position} {self.hash[:12]}"


class AccessLogEntry(NarrowedModel):
    """One record that one person opened, printed or exported; lists are not logged, and nothing is altered.

    An export names no record: `note` says of what, and how many rows. The place and classification of the
    record at that moment decide which head reads the row.
    """

    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("user")
    )
    kind = models.CharField(_("action"), max_length=12, choices=AccessKind)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.PositiveBigIntegerField(null=True, blank=True)
    country = models.ForeignKey(
        "Country",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner"),
    )
    classification = models.PositiveSmallIntegerField(_("classification at the time"), default=0)
    note = models.CharField(_("note"), max_length=200, blank=True)
    source = models.CharField(_("accessed from"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("access log entry")
        verbose_name_plural = _("access log")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=("by", "id")),
            models.Index(fields=("subject_type", "subject_id", "id")),
            models.Index(fields=("country", "id")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject_type} {self.subject_id or ''}".strip()
