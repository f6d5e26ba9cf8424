"""How other texts of a meeting word one outcome."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.base import Classified, Record
from commitments.models.outcome import Outcome
from commitments.models.statement import Statement


class Clause(Record, Classified):
    """The wording of an outcome in one more text; the first text stands on the outcome itself."""

    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, related_name="clauses", verbose_name=_("outcome")
    )
    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="clauses", verbose_name=_("statement")
    )
    wording = models.TextField(
        _("wording"), blank=True, help_text=_("the words as they stand; empty where the text is silent")
    )
    place_in_text = models.CharField(_("where it stands"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ("outcome", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("outcome", "statement"),
                name="clause_once_in_a_text",
                violation_error_message=_("The wording of this text is recorded already."),
            ),
            models.CheckConstraint(
                condition=~Q(wording="") | Q(place_in_text=""), name="clause_silent_stands_nowhere"
            ),
        ]

    def __str__(self) -> str:
        return self.wording[:80]

    @property
    def meeting(self) -> models.Model:
        """The meeting on whose page it stands."""
        return self.outcome.meeting
