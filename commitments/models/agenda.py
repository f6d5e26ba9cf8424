"""What comes back at a meeting, and what was said about it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.base import Record
from commitments.models.commitment import Commitment
from commitments.models.meeting import Meeting
from commitments.models.outcome import Outcome


class AgendaItem(Record):
    """One open item under the first point of a meeting's agenda: a commitment, or an unanswered ask or offer.

    `carried_from` is the item's place on the agenda before. Without a word said it counts as not raised.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="agenda", verbose_name=_("meeting")
    )
    commitment = models.ForeignKey(
        Commitment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("commitment"),
    )
    outcome = models.ForeignKey(
        Outcome,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("ask or offer"),
    )
    carried_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="carried_to",
        verbose_name=_("carried from"),
    )
    # Outside the meeting's scope, and asked for by somebody: no filling takes it off again.
    is_brought = models.BooleanField(_("brought before it by the desk"), default=False, editable=False)
    said = models.TextField(_("what was said"), blank=True)
    raised_on = models.DateField(_("raised on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ("meeting", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(commitment__isnull=False, outcome__isnull=True)
                | Q(commitment__isnull=True, outcome__isnull=False),
                name="agenda_item_of_one_record",
            ),
            models.UniqueConstraint(
                fields=("meeting", "commitment"),
                condition=Q(commitment__isnull=False),
                name="agenda_commitment_once_a_meeting",
            ),
            models.UniqueConstraint(
                fields=("meeting", "outcome"),
                condition=Q(outcome__isnull=False),
                name="agenda_outcome_once_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(raised_on__isnull=True, said="") | (Q(raised_on__isnull=False) & ~Q(said="")),
                name="agenda_raised_says_what",
            ),
        ]

    def __str__(self) -> str:
        return str(self.commitment or self.outcome)
