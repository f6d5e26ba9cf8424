"""What is exchanged as a file: the joint follow-up matrix, what comes back of it, and work sheets."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.base import Decided, Made, Record
from commitments.models.commitment import Commitment
from commitments.models.country import Country
from commitments.models.meeting import Meeting
from commitments.models.ministry import Ministry
from commitments.models.packet import UNFINISHED
from commitments.vocabulary import MatrixColumn, PacketState, RemarkState

HASH_LENGTH = 64


def _digest(label: object, *, blank: bool = False) -> models.CharField[str, str]:
    return models.CharField(label, max_length=HASH_LENGTH, blank=blank, editable=False)  # type: ignore[arg-type]


class Matrix(Made, Record):
    """One joint follow-up matrix as it was made for a partner: cleared words alone, in two languages.

    The files lie on the shelf of what is exchanged, each under its SHA-256; `content_sha256` is what they
    are made from, frozen when the matrix is asked for. A file that is not made yet has none. `undone` names
    the references that it told as not complete.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="matrices", verbose_name=_("partner")
    )
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="matrices",
        verbose_name=_("meeting"),
    )
    language = models.CharField(_("language"), max_length=12)
    other_language = models.CharField(_("other language"), max_length=12, blank=True)
    rows = models.PositiveIntegerField(_("items"))
    undone = models.JSONField(_("not complete when it was made"), default=list, editable=False)
    content_sha256 = _digest(_("SHA-256 of the content"))
    docx_sha256 = _digest(_("SHA-256 of the document"), blank=True)
    xlsx_sha256 = _digest(_("SHA-256 of the spreadsheet"), blank=True)
    pdf_sha256 = _digest(_("SHA-256 of the PDF"), blank=True)

    class Meta:
        verbose_name = _("joint follow-up matrix")
        verbose_name_plural = _("joint follow-up matrices")
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.reference

    @property
    def is_ready(self) -> bool:
        """Whether all its files are made."""
        return self.state == PacketState.READY

    @property
    def is_under_way(self) -> bool:
        """Whether a worker makes its files, or is to."""
        return self.state in UNFINISHED


class MatrixReturn(Record):
    """A matrix as the partner sent it back: the file, and what of it is said beside its rows.

    `found` names references that no row of ours has, rows that are missing, and rows that they added.
    """

    matrix = models.ForeignKey(
        Matrix, on_delete=models.PROTECT, related_name="returns", verbose_name=_("matrix")
    )
    file_name = models.CharField(_("file"), max_length=120)
    sha256 = _digest(_("SHA-256"))
    found = models.JSONField(_("found"), default=dict, editable=False)

    class Meta:
        verbose_name = _("returned matrix")
        verbose_name_plural = _("returned matrices")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("matrix", "sha256"),
                name="matrix_return_once",
                violation_error_message=_("This file was taken in already."),
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class PartnerRemark(Decided, Record):
    """What the partner wrote in one cell of a matrix, beside what stood there: a proposal, never our record.

    `answer` is our word on it; it goes into the next matrix once another person, a head, has cleared it.
    """

    returned = models.ForeignKey(
        MatrixReturn, on_delete=models.PROTECT, related_name="remarks", verbose_name=_("returned matrix")
    )
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="partner_remarks", verbose_name=_("commitment")
    )
    column = models.CharField(_("column"), max_length=20, choices=MatrixColumn)
    ours = models.TextField(_("as we sent it"), blank=True)
    theirs = models.TextField(_("as they sent it back"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RemarkState, default=RemarkState.WAITING)
    remark = models.CharField(_("why"), max_length=300, blank=True)
    answer = models.TextField(_("our remark for the next matrix"), max_length=600, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cleared by"),
    )
    cleared_at = models.DateTimeField(_("cleared at"), null=True, blank=True)

    class Meta:
        verbose_name = _("remark of the partner")
        verbose_name_plural = _("remarks of the partners")
        ordering = ("-id",)
        indexes = [
            models.Index(
                fields=("commitment",), condition=Q(state=RemarkState.WAITING), name="partner_remark_waiting"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=("returned", "commitment", "column"), name="partner_remark_once"),
            models.CheckConstraint(
                condition=Q(cleared_by__isnull=True) | Q(cleared_at__isnull=False),
                name="partner_remark_cleared_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}: {self.get_column_display()}"


class WorkSheet(Record):
    """The open items of a focal point as a spreadsheet to be filled in and sent back.

    `code` stands in the file and leads back to this row; `stated` keeps by reference how each item stood when
    the sheet was made, so that what changed since is said.
    """

    code = models.CharField(_("code"), max_length=32, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="work_sheets",
        verbose_name=_("focal point"),
    )
    ministry = models.ForeignKey(
        Ministry, on_delete=models.PROTECT, related_name="work_sheets", verbose_name=_("ministry")
    )
    language = models.CharField(_("language"), max_length=12)
    stated = models.JSONField(_("as they stood"), default=dict, editable=False)

    class Meta:
        verbose_name = _("work sheet")
        verbose_name_plural = _("work sheets")
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.code
