"""Imports of tables, files exchanged with the partner or focal points, and list preferences of one person.

Exchanged files are the joint follow-up matrix, its returns, and update forms. Preferences are private, and no
part of the record.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.enums import (
    CommentState,
    ImportSelection,
    ImportState,
    ImportSubject,
    ItemState,
    MatrixColumn,
    PacketState,
    RowStatus,
)
from commitments.models.base import Decided, Made, NarrowedModel, OneToOneField, Record
from commitments.models.packets import UNFINISHED

# What a worker has, or should have, in hand.
AT_WORK = (ImportState.OPENING, ImportState.CHECKING, ImportState.IMPORTING, ImportState.UNDOING)


class Import(NarrowedModel):
    """One table imported by one person, who alone sees it; what it wrote is in the history of each record.

    `tables` is what was found in the file, `columns` the column of each field counted from 0 (-1 is the
    heading carried from a row above), `fixed` the values for all rows, `name_choices` the ministry or side
    that a name means, 0 where it is not stated, `status_choices` how rows with a status word are recorded.
    `counts` has the rows by result.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("user")
    )
    at = models.DateTimeField(_("when"))
    subject = models.CharField(_("type of record"), max_length=20, choices=ImportSubject)
    meeting = models.ForeignKey(
        "Meeting",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("meeting"),
    )
    sender = models.CharField(_("submitted by"), max_length=120, blank=True)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    state = models.CharField(_("state"), max_length=20, choices=ImportState, default=ImportState.OPENING)
    tables = models.JSONField(default=list)
    table = models.PositiveIntegerField(_("table"), default=0)
    heading_row = models.PositiveIntegerField(_("header row"), default=0)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    fixed = models.JSONField(default=dict)
    name_choices = models.JSONField(default=dict)
    status_choices = models.JSONField(default=dict)
    unknown_names = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    following = models.JSONField(default=dict)
    selection = models.CharField(_("rows to import"), max_length=10, choices=ImportSelection, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason for skipping"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("spreadsheet import")
        verbose_name_plural = _("spreadsheet imports")
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
    """One row of the file: what it is, what importing it writes, and the result.

    `plan` holds the values to write, `record` the key of the existing record, seen in version `seen_version`;
    `created_id` is the key of the created record, `before` what undoing needs. The text stays in the file.
    """

    spreadsheet = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="rows", verbose_name=_("spreadsheet import")
    )
    number = models.PositiveIntegerField(_("row"))
    status = models.CharField(_("check result"), max_length=10, choices=RowStatus)
    writes = models.BooleanField(default=False)
    title = models.CharField(max_length=200, blank=True)
    summary = models.CharField(max_length=400, blank=True)
    problems = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    plan = models.JSONField(default=dict)
    record = models.PositiveBigIntegerField(null=True, blank=True)
    seen_version = models.PositiveIntegerField(default=0)
    state = models.CharField(_("state"), max_length=20, choices=ItemState, blank=True)
    created_id = models.PositiveBigIntegerField(null=True, blank=True)
    before = models.JSONField(default=dict)
    reason = models.CharField(_("reason for skipping"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=("spreadsheet", "number"), name="import_row_once")]
        indexes = [
            models.Index(fields=("spreadsheet", "status", "number")),
            models.Index(fields=("spreadsheet", "state", "number")),
        ]

    def __str__(self) -> str:
        return str(self.number)


HASH_LENGTH = 64


def _digest(label: object, *, blank: bool = False) -> models.CharField[str, str]:
    return models.CharField(label, max_length=HASH_LENGTH, blank=blank, editable=False)  # type: ignore[arg-type]


class Matrix(Made, Record):
    """One joint follow-up matrix as made for a partner: only approved text, in two languages.

    The files are in the store of exchanged files, each under its SHA-256; `content_sha256` is the content
    frozen at the request, from which they are made. A file that is not made yet has none. `undone` names the
    references that it shows as not complete.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    country = models.ForeignKey(
        "Country", on_delete=models.PROTECT, related_name="matrices", verbose_name=_("partner")
    )
    meeting = models.ForeignKey(
        "Meeting",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="matrices",
        verbose_name=_("meeting"),
    )
    language = models.CharField(_("language"), max_length=12)
    other_language = models.CharField(_("other language"), max_length=12, blank=True)
    rows = models.PositiveIntegerField(_("commitments"))
    undone = models.JSONField(_("incomplete when created"), default=list, editable=False)
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
        """Return whether all its files are made."""
        return self.state == PacketState.READY

    @property
    def is_under_way(self) -> bool:
        """Return whether a worker makes its files, or will."""
        return self.state in UNFINISHED


class ReturnedMatrix(Record):
    """A matrix as the partner returned it: the file, and what it states outside its rows.

    `found` names references that no row of ours has, missing rows, and rows that the partner added.
    """

    matrix = models.ForeignKey(
        Matrix, on_delete=models.PROTECT, related_name="returns", verbose_name=_("matrix")
    )
    file_name = models.CharField(_("file"), max_length=120)
    sha256 = _digest(_("SHA-256"))
    found = models.JSONField(_("findings"), default=dict, editable=False)

    class Meta:
        verbose_name = _("returned matrix")
        verbose_name_plural = _("returned matrices")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("matrix", "sha256"),
                name="returned_matrix_once",
                violation_error_message=_("This file has already been received."),
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class PartnerComment(Decided, Record):
    """What the partner wrote in one cell of a matrix, with our text of that cell: a proposal, never our
    record.

    `answer` is our reply; it goes into the next matrix once another person, a head, has approved it.
    """

    returned_matrix = models.ForeignKey(
        ReturnedMatrix, on_delete=models.PROTECT, related_name="comments", verbose_name=_("returned matrix")
    )
    commitment = models.ForeignKey(
        "Commitment", on_delete=models.PROTECT, related_name="partner_comments", verbose_name=_("commitment")
    )
    column = models.CharField(_("column"), max_length=20, choices=MatrixColumn)
    ours = models.TextField(_("as sent by our side"), blank=True)
    theirs = models.TextField(_("as returned by the partner"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CommentState, default=CommentState.WAITING)
    comment = models.CharField(_("reason"), max_length=300, blank=True)
    answer = models.TextField(_("our comment for the next matrix"), max_length=600, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    class Meta:
        verbose_name = _("partner’s comment")
        verbose_name_plural = _("partner’s comments")
        ordering = ("-id",)
        indexes = [
            models.Index(
                fields=("commitment",),
                condition=Q(state=CommentState.WAITING),
                name="partner_comment_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("returned_matrix", "commitment", "column"), name="partner_comment_once"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(approved_at__isnull=False),
                name="partner_comment_approved_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}: {self.get_column_display()}"


class UpdateForm(Record):
    """The open items of a focal point as a spreadsheet to fill in and return.

    `code` is in the file and leads back to this row; `snapshot` keeps, by reference, the state of each item
    when the form was made, so that later changes are shown.
    """

    code = models.CharField(_("code"), max_length=32, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="update_forms",
        verbose_name=_("focal point"),
    )
    ministry = models.ForeignKey(
        "Ministry", on_delete=models.PROTECT, related_name="update_forms", verbose_name=_("ministry")
    )
    language = models.CharField(_("language"), max_length=12)
    snapshot = models.JSONField(_("values when the form was created"), default=dict, editable=False)

    class Meta:
        verbose_name = _("update form")
        verbose_name_plural = _("update forms")
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.code


class ListColumns(NarrowedModel):
    """The columns that one person chose; without a row the usual ones are shown."""

    owner = OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    names = models.JSONField(_("columns"), default=list)

    class Meta:
        verbose_name = _("list columns")
        verbose_name_plural = _("list columns")

    def __str__(self) -> str:
        return ", ".join(self.names)


class SavedView(NarrowedModel):
    """A list that a person saved under a name of their own: the query of its address."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("query"), max_length=500)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("owner", "name"), name="saved_view_named_once")]

    def __str__(self) -> str:
        return self.name
