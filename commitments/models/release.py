"""What may be published of a commitment."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.base import Record
from commitments.models.commitment import Commitment
from commitments.vocabulary import Completion, ReleaseState


class Release(Record):
    """The releasable version of a commitment in one language, apart from the internal one.

    Public exports take this and nothing else. `of` keeps what the internal version said when it was cleared,
    so that a change since is told.
    """

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="releases", verbose_name=_("commitment")
    )
    language = models.CharField(_("language"), max_length=12, default="en")
    wording = models.TextField(_("wording for publication"), max_length=600)
    status = models.CharField(_("status for publication"), max_length=20, choices=Completion)
    due = models.CharField(
        _("date for publication"),
        max_length=120,
        blank=True,
        help_text=_("in words, such as “June 2027”; empty where none is to be published"),
    )
    state = models.CharField(_("state"), max_length=20, choices=ReleaseState, default=ReleaseState.DRAFT)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("cleared by"),
    )
    approved_at = models.DateTimeField(_("cleared at"), null=True, blank=True, editable=False)
    of = models.JSONField(_("of which facts"), default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("releasable version")
        verbose_name_plural = _("releasable versions")
        ordering = ("commitment", "language")
        indexes = [
            models.Index(
                fields=("approved_by",), condition=Q(state=ReleaseState.CLEARED), name="release_cleared"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("commitment", "language"),
                name="release_once_in_a_language",
                violation_error_message=_("There is a releasable version in this language already."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ReleaseState.CLEARED)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="release_cleared_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(wording=""),
                name="release_has_a_wording",
                violation_error_message=_("Write the wording that may be published."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}, {self.language}"
