"""The documents of a meeting."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.base import Classified, Confided, Record
from commitments.models.meeting import Meeting
from commitments.vocabulary import StatementKind

# In characters.
SOURCE_LENGTH = 300


class Statement(Record, Classified, Confided):
    """A document of a meeting: whose account it is, in which language, binding or political."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="statements", verbose_name=_("meeting")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=StatementKind)
    title = models.CharField(_("title"), max_length=200)
    dated_on = models.DateField(_("dated"), null=True, blank=True)
    number = models.CharField(_("number"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    is_binding = models.BooleanField(_("binding"), default=False)
    is_verbatim = models.BooleanField(
        _("verbatim"),
        default=True,
        help_text=_("Clear this for a summary in your own words: its clauses are then no quotations."),
    )
    source = models.CharField(_("source"), max_length=SOURCE_LENGTH, blank=True)
    text = models.TextField(_("text"), blank=True)
    signed_off_at = models.DateTimeField(_("signed off"), null=True, blank=True, editable=False)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("signed off by"),
    )

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ("meeting", "dated_on", "id")
        # The order of the list, so that a page stops where it is full.
        indexes = [models.Index(fields=("dated_on", "id"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_off_at__isnull=True) | Q(signed_off_by__isnull=False),
                name="statement_signed_off_by_somebody",
                violation_error_message=_("A readout is signed off by a person."),
            )
        ]

    def __str__(self) -> str:
        return self.title
