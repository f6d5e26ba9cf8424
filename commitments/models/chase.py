"""What our side asks the other about an item of theirs: the machine never mails them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.base import Record
from commitments.models.commitment import Commitment
from commitments.models.deadline import Deadline
from commitments.models.progress import ProgressUpdate
from commitments.vocabulary import ChaseState, ChaseWay, Rule


class Chase(Record):
    """A task of our desk: to ask the partner, by numbered note or by the embassy, and to file the answer.

    A rung of theirs opens it, or who asks by hand: such a one has no rule. Until it is asked its text is the
    draft that somebody kept or, empty, one made anew; then what was asked stands. `copy` is the same in our
    language, `said` our word of it among the updates.
    """

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="chases", verbose_name=_("commitment")
    )
    deadline = models.ForeignKey(
        Deadline, on_delete=models.PROTECT, related_name="+", verbose_name=_("deadline")
    )
    rule = models.CharField(_("rule"), max_length=20, choices=Rule, blank=True)
    offset = models.IntegerField(_("days from the day"), default=0)
    anchor_on = models.DateField(_("counted from"))
    state = models.CharField(_("state"), max_length=10, choices=ChaseState, default=ChaseState.OPEN)
    way = models.CharField(_("way"), max_length=10, choices=ChaseWay, default=ChaseWay.NOTE)
    number = models.CharField(_("number of the note"), max_length=60, blank=True)
    text = models.TextField(_("text"), blank=True)
    copy = models.TextField(_("copy in our language"), blank=True)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    said = models.ForeignKey(
        ProgressUpdate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("our word of it"),
    )
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer = models.ForeignKey(
        ProgressUpdate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("the answer"),
    )

    class Meta:
        verbose_name = _("question to the partner")
        verbose_name_plural = _("questions to the partner")
        ordering = ("-id",)
        indexes = [models.Index(fields=("state", "asked_on"))]
        constraints = [
            models.UniqueConstraint(
                fields=("commitment",),
                condition=Q(state__in=(ChaseState.OPEN, ChaseState.ASKED)),
                name="chase_one_at_a_time",
                violation_error_message=_("The partner is being asked about this item already."),
            )
        ]

    def __str__(self) -> str:
        return self.number or str(self.get_way_display())
