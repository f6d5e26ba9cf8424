"""What one person asks and another decides."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.base import AnsweredInWords, Record
from commitments.models.commitment import Commitment
from commitments.models.meeting import Meeting
from commitments.vocabulary import ApprovalState, Matter, MoveReason


class Approval(AnsweredInWords, Record):
    """A request about one commitment or meeting, and what was decided.

    `terms` holds what is asked for: the deadline's specification and what it follows, or a review date.
    `part` names a part of the record that alone is meant ("commitments.Statement:12"); empty, the record.
    """

    commitment = models.ForeignKey(
        Commitment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        verbose_name=_("commitment"),
    )
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        verbose_name=_("meeting"),
    )
    matter = models.CharField(_("what is asked"), max_length=20, choices=Matter)
    part = models.CharField(_("part"), max_length=60, blank=True, editable=False)
    terms = models.JSONField(_("terms"), default=dict, blank=True)
    move_reason = models.CharField(_("kind of reason"), max_length=20, choices=MoveReason, blank=True)
    other = models.ForeignKey(
        Commitment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("in its place"),
    )
    reason = models.CharField(_("why"), max_length=300)
    document = models.CharField(
        _("authority"),
        max_length=200,
        blank=True,
        help_text=_("who decided it, or the document that says so"),
    )
    state = models.CharField(_("state"), max_length=20, choices=ApprovalState, default=ApprovalState.ASKED)

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=("state", "recorded_at")),
            # The order of the list, so that a page stops where it is full.
            models.Index(fields=("recorded_at", "id")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(commitment__isnull=False, meeting__isnull=True)
                | Q(commitment__isnull=True, meeting__isnull=False),
                name="approval_of_one_record",
            ),
            models.UniqueConstraint(
                fields=("commitment", "matter", "part"),
                condition=Q(state=ApprovalState.ASKED, commitment__isnull=False),
                name="approval_asked_once_of_a_commitment",
                violation_error_message=_("This is asked already and waits for a decision."),
            ),
            models.UniqueConstraint(
                fields=("meeting", "matter", "part"),
                condition=Q(state=ApprovalState.ASKED, meeting__isnull=False),
                name="approval_asked_once_of_a_meeting",
                violation_error_message=_("This is asked already and waits for a decision."),
            ),
            models.CheckConstraint(
                condition=Q(state=ApprovalState.ASKED, decided_at__isnull=True)
                | (~Q(state=ApprovalState.ASKED) & Q(decided_at__isnull=False)),
                name="approval_decided_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_matter_display()}: {self.subject}"

    @property
    def subject(self) -> Commitment | Meeting:
        """The record it is about."""
        subject = self.commitment or self.meeting
        assert subject is not None
        return subject
