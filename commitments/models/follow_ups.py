"""Follow-ups with the partner, made by hand, and the open items on the agendas of meetings."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.enums import UNANSWERED_STATES, FollowUpMethod, FollowUpState, ProtocolLevel, ReminderKind
from commitments.models.base import GivenInConfidence, Record
from commitments.models.translated import with_translations


class FollowUp(Record):
    """A task of our desk: ask the partner, by numbered note or by the embassy, and file the answer.

    A reminder step for what the partner owes opens it, or a person by hand: then it has no kind. Until it is
    asked, its text is the draft that a person saved or, empty, a generated one; then it is what was asked.
    `copy` is the same in our language, `our_update` the update in which our side recorded it.
    """

    commitment = models.ForeignKey(
        "Commitment", on_delete=models.PROTECT, related_name="follow_ups", verbose_name=_("commitment")
    )
    deadline = models.ForeignKey(
        "Deadline", on_delete=models.PROTECT, related_name="+", verbose_name=_("deadline")
    )
    kind = models.CharField(_("reminder step"), max_length=20, choices=ReminderKind, blank=True)
    offset = models.IntegerField(_("days from the start date"), default=0)
    start_date = models.DateField(_("start date"))
    state = models.CharField(_("stage"), max_length=10, choices=FollowUpState, default=FollowUpState.OPEN)
    method = models.CharField(_("method"), max_length=20, choices=FollowUpMethod, default=FollowUpMethod.NOTE)
    number = models.CharField(_("note number"), max_length=60, blank=True)
    text = models.TextField(_("text"), blank=True)
    copy = models.TextField(_("copy in our language"), blank=True)
    level = models.CharField(_("protocol level"), max_length=20, choices=ProtocolLevel, blank=True)
    addressee = models.CharField(_("addressee"), max_length=300, blank=True)
    signatory = models.CharField(_("signatory on our side"), max_length=300, blank=True)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    our_update = models.ForeignKey(
        "ProgressUpdate",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("our record of the question"),
    )
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer = models.ForeignKey(
        "ProgressUpdate",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answer"),
    )

    class Meta:
        verbose_name = _("follow-up question")
        verbose_name_plural = _("follow-up questions")
        ordering = ("-id",)
        indexes = [models.Index(fields=("state", "asked_on"))]
        constraints = [
            models.UniqueConstraint(
                fields=("commitment",),
                condition=Q(state__in=UNANSWERED_STATES),
                name="follow_up_one_at_a_time",
                violation_error_message=_(
                    "A follow-up question about this commitment is already open. Check that question."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.number or str(self.get_method_display())


@with_translations("discussion")
class AgendaItem(Record, GivenInConfidence):
    """One open item under the first point of a meeting's agenda: a commitment, or an unanswered request or
    offer.

    `carried_from` is the item's place on the agenda before. Without an entry it counts as not raised.
    The discussion is classified as its meeting, and may be given in confidence or by a third state.
    """

    meeting = models.ForeignKey(
        "Meeting", on_delete=models.PROTECT, related_name="agenda", verbose_name=_("meeting")
    )
    commitment = models.ForeignKey(
        "Commitment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("commitment"),
    )
    outcome = models.ForeignKey(
        "Outcome",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("request or offer"),
    )
    carried_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="carried_to",
        verbose_name=_("carried over from"),
    )
    # Outside the meeting's scope, and asked for by somebody: no filling takes it off again.
    is_added_by_desk = models.BooleanField(_("added by the desk"), default=False, editable=False)
    discussion = models.TextField(_("discussion"), blank=True)
    raised_on = models.DateField(_("raised on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("open item")
        verbose_name_plural = _("open items")
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
                condition=Q(raised_on__isnull=True, discussion="")
                | (Q(raised_on__isnull=False) & ~Q(discussion="")),
                name="agenda_raised_says_what",
            ),
        ]

    def __str__(self) -> str:
        return str(self.commitment or self.outcome)
