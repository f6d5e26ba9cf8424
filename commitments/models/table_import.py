"""What is brought in from a table: the file, how its columns are read, and what came of each row."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.meeting import Meeting
from commitments.models.narrowing import NarrowedModel
from commitments.vocabulary import DeedState, ImportState, ImportSubject, ImportWay, RowVerdict

# What a worker has, or should have, in hand.
AT_WORK = (ImportState.LOOKING, ImportState.READING, ImportState.WORKING, ImportState.TAKING_BACK)


class Import(NarrowedModel):
    """One table brought in by one person, whose business it is; what it wrote stands in each history.

    `tables` is what was found in the file, `columns` the column of each field counted from 0 (-1 is the
    heading carried from a row above), `fixed` what holds for all rows, `answers` the ministry that a name
    means, 0 that it is not stated. `asked` lists the names that nobody knows, `counts` the rows by verdict.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"))
    subject = models.CharField(_("what its rows become"), max_length=20, choices=ImportSubject)
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("meeting"),
    )
    sender = models.CharField(_("from whom"), max_length=120, blank=True)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    state = models.CharField(_("state"), max_length=20, choices=ImportState, default=ImportState.LOOKING)
    tables = models.JSONField(default=list)
    table = models.PositiveIntegerField(_("table"), default=0)
    head_row = models.PositiveIntegerField(_("row of the heads"), default=0)
    heads = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    fixed = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    asked = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    following = models.JSONField(default=dict)
    way = models.CharField(_("which rows"), max_length=10, choices=ImportWay, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(_("judged at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    why = models.CharField(_("why not"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=("by", "subject", "sender")),
            # What the sweep looks for: imports that nobody has in hand.
            models.Index(fields=("at",), condition=Q(state__in=AT_WORK), name="import_at_work"),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}: {self.file_name}"

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK


class ImportRow(NarrowedModel):
    """One row of the file: what it is, what taking it writes, and what came of that.

    `plan` holds the values to write, `record` the key of what is on file already, seen in version `seen`;
    `made` is the key of what was made, `before` what undoing needs. The words stay in the file.
    """

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows", verbose_name=_("import"))
    number = models.PositiveIntegerField(_("row"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=RowVerdict)
    writes = models.BooleanField(default=False)
    title = models.CharField(max_length=200, blank=True)
    says = models.CharField(max_length=400, blank=True)
    faults = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    plan = models.JSONField(default=dict)
    record = models.PositiveBigIntegerField(null=True, blank=True)
    seen = models.PositiveIntegerField(default=0)
    state = models.CharField(_("state"), max_length=20, choices=DeedState, blank=True)
    made = models.PositiveBigIntegerField(null=True, blank=True)
    before = models.JSONField(default=dict)
    why = models.CharField(_("why not"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=("of", "number"), name="import_row_once")]
        indexes = [
            models.Index(fields=("of", "verdict", "number")),
            models.Index(fields=("of", "state", "number")),
        ]

    def __str__(self) -> str:
        return str(self.number)
