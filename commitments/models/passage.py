"""What a text was read for: the passages that may be points of the meeting, and what was decided of each."""

from django.db import models
from django.db.models import F, Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from commitments.models.base import Decided, Record
from commitments.models.narrowing import OneToOneField
from commitments.models.outcome import Outcome
from commitments.models.statement import Statement
from commitments.vocabulary import PassageState


class Reading(Record):
    """That a text was read, and as it stood then: `digest` tells whether its words were changed since."""

    statement = OneToOneField(
        Statement, on_delete=models.PROTECT, related_name="reading", verbose_name=_("statement")
    )
    digest = models.CharField(_("text as it was read"), max_length=64)
    read_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("reading of a text")
        verbose_name_plural = _("readings of texts")

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.read_at:%Y-%m-%d}"


class Passage(Decided, Record):
    """Words of a text that may be a point of its meeting: proposed by the reader or marked by an officer.

    `start` and `end` count characters of the text as composed (NFC); without them the words stand there no
    longer. `sentence` is what the reader took it from, empty where an officer marked it; `guess` is what the
    reader made of it. `part_of` is the passage that it was joined to, which is decided in its place.
    """

    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="passages", verbose_name=_("statement")
    )
    start = models.PositiveIntegerField(_("from character"), null=True, blank=True)
    end = models.PositiveIntegerField(_("to character"), null=True, blank=True)
    words = models.TextField(_("words"))
    sentence = models.TextField(_("sentence as read"), blank=True)
    guess = models.JSONField(_("as the reader understood it"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PassageState, default=PassageState.WAITING)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    outcome = OneToOneField(
        Outcome,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="passage",
        verbose_name=_("outcome"),
    )
    part_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("joined to"),
    )

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ("statement", "start", "id")
        indexes = [
            models.Index(
                fields=("statement",), condition=Q(state=PassageState.WAITING), name="passage_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__lt=F("end")),
                name="passage_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state=PassageState.ACCEPTED, outcome__isnull=False)
                | (~Q(state=PassageState.ACCEPTED) & Q(outcome__isnull=True)),
                name="passage_accepted_is_an_outcome",
            ),
        ]

    @property
    def was_on_record(self) -> bool:
        """Say whether the passage is an outcome that stood on record before the text was read."""
        return self.outcome is not None and self.outcome.recorded_at < self.recorded_at

    def __str__(self) -> str:
        return Truncator(self.words).chars(80)
