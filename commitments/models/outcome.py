"""What was said at a meeting, point by point."""

from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from commitments.models.base import Classified, Confided, Record
from commitments.models.meeting import Meeting
from commitments.models.statement import Statement
from commitments.vocabulary import ANSWERABLE, Account, Answer, OutcomeKind, OwedBy, SpokenBy, Strength

NO_SIDE = _("The side is not stated. Choose whose point it is.")
ASKED_OR_OFFERED = Q(kind__in=sorted(ANSWERABLE))


class Outcome(Record, Classified, Confided):
    """One numbered point of a meeting with its clause, verbatim; its strength is recorded, never inflated."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="outcomes", verbose_name=_("meeting")
    )
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20, choices=OutcomeKind, default=OutcomeKind.TOPIC)
    # Never joint unless somebody says so: the other side would owe it, too. A topic needs no side.
    spoken_by = models.CharField(_("side"), max_length=10, choices=SpokenBy)
    clause = models.TextField(_("clause"), help_text=_("the words as they stand in the text"))
    language = models.CharField(_("language"), max_length=12, default="en")
    statement = models.ForeignKey(
        Statement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="outcomes",
        verbose_name=_("statement"),
    )
    place_in_text = models.CharField(_("where it stands"), max_length=60, blank=True)
    account = models.CharField(
        _("whose account"),
        max_length=10,
        choices=Account,
        default=Account.AS_TEXT,
        blank=True,
        help_text=_("where the text reports what another said, such as a statement of their office"),
    )
    strength = models.CharField(_("strength"), max_length=20, choices=Strength, default=Strength.NOT_STATED)
    answer = models.CharField(
        _("answer"), max_length=20, choices=Answer, default=Answer.NONE, blank=True, editable=False
    )
    answer_wording = models.TextField(_("wording of the answer"), blank=True, editable=False)
    answer_source = models.CharField(_("source of the answer"), max_length=200, blank=True, editable=False)
    answer_strength = models.CharField(
        _("strength of the answer"), max_length=20, choices=Strength, blank=True, editable=False
    )
    review_on = models.DateField(_("review date"), null=True, blank=True)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ("meeting", "number")
        indexes = [
            models.Index(
                fields=("review_on",), condition=Q(answer=Answer.UNANSWERED), name="outcome_unanswered"
            ),
            # Few points are asks or offers that were agreed to.
            models.Index(fields=("meeting",), condition=Q(answer=Answer.AGREED), name="outcome_agreed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("meeting", "number"),
                name="outcome_number_once",
                violation_error_message=_("Another outcome of this meeting has that number."),
            ),
            models.CheckConstraint(
                condition=(ASKED_OR_OFFERED & ~Q(answer="")) | (~ASKED_OR_OFFERED & Q(answer="")),
                name="outcome_answer_of_asks_and_offers",
                violation_error_message=_("Only an ask or an offer has an answer."),
            ),
            models.CheckConstraint(
                condition=~Q(answer=Answer.UNANSWERED) | Q(review_on__isnull=False),
                name="outcome_unanswered_is_reviewed",
                violation_error_message=_("An unanswered ask or offer has a review date."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(spoken_by__in=OwedBy.values) | Q(kind=OutcomeKind.TOPIC, spoken_by=SpokenBy.NOT_STATED)
                ),
                name="outcome_has_a_side",
                violation_error_message=NO_SIDE,
            ),
            models.CheckConstraint(
                condition=~Q(clause=""),
                name="outcome_has_a_clause",
                violation_error_message=_("Write the clause: the words as they stand."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {Truncator(self.clause).chars(80)}"
