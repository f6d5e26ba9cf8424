"""Requests that another person decides, and bulk actions of one person, kept so that they can be undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.enums import ApprovalKind, ApprovalState, BulkActionKind, ItemState, MoveReason
from commitments.models.base import AnsweredInWords, NarrowedModel, Record
from commitments.models.commitments import Commitment
from commitments.models.meetings import Meeting


class Approval(AnsweredInWords, Record):
    """A request about one commitment or meeting, and its decision.

    `terms` holds what is requested: the deadline's specification and its dependencies, or a review date.
    `part` names the part of the record that is meant ("commitments.Statement:12"); empty for the record.
    """

    commitment = models.ForeignKey(
        "Commitment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        verbose_name=_("commitment"),
    )
    meeting = models.ForeignKey(
        "Meeting",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        verbose_name=_("meeting"),
    )
    kind = models.CharField(_("requested decision"), max_length=20, choices=ApprovalKind)
    part = models.CharField(pgettext_lazy("of a request", "part"), max_length=60, blank=True, editable=False)
    terms = models.JSONField(_("request details"), default=dict, blank=True)
    move_reason = models.CharField(_("reason category"), max_length=20, choices=MoveReason, blank=True)
    other = models.ForeignKey(
        "Commitment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("superseding commitment"),
    )
    reason = models.CharField(_("reason"), max_length=300)
    document = models.CharField(
        _("authority for the decision"),
        max_length=200,
        blank=True,
        help_text=_("the person who decided, or the supporting document"),
    )
    state = models.CharField(_("state"), max_length=20, choices=ApprovalState, default=ApprovalState.PENDING)

    class Meta:
        verbose_name = _("approval request")
        verbose_name_plural = _("approval requests")
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
                fields=("commitment", "kind", "part"),
                condition=Q(state=ApprovalState.PENDING, commitment__isnull=False),
                name="approval_pending_once_of_a_commitment",
                violation_error_message=_(
                    "This request already exists and is pending a decision. Wait for the decision."
                ),
            ),
            models.UniqueConstraint(
                fields=("meeting", "kind", "part"),
                condition=Q(state=ApprovalState.PENDING, meeting__isnull=False),
                name="approval_pending_once_of_a_meeting",
                violation_error_message=_(
                    "This request already exists and is pending a decision. Wait for the decision."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state=ApprovalState.PENDING, decided_at__isnull=True)
                | (~Q(state=ApprovalState.PENDING) & Q(decided_at__isnull=False)),
                name="approval_decided_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"

    @property
    def subject(self) -> Commitment | Meeting:
        """The record it is about."""
        subject = self.commitment or self.meeting
        assert subject is not None
        return subject


UNDER_WAY = (ItemState.WAITING, ItemState.UNDOING)


class BulkAction(NarrowedModel):
    """One bulk action on several commitments, with its input; only the person who did it sees it.

    The changes are in the history of each item; this row only keeps which items belonged together.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("user")
    )
    at = models.DateTimeField(_("when"))
    action = models.CharField(_("action"), max_length=20, choices=BulkActionKind)
    values = models.JSONField(_("values entered"), default=dict)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("bulk action")
        verbose_name_plural = _("bulk actions")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.get_action_display()


class BulkActionItem(NarrowedModel):
    """One commitment of a bulk action: the version that was seen, the result, and what undoing needs.

    `created_id` is the key of the row that was created for it, `before` the values before, `version` the
    version after.
    """

    bulk_action = models.ForeignKey(
        BulkAction, on_delete=models.CASCADE, related_name="items", verbose_name=_("bulk action")
    )
    commitment = models.ForeignKey(
        "Commitment", on_delete=models.PROTECT, related_name="+", verbose_name=_("commitment")
    )
    seen_version = models.PositiveIntegerField(_("version shown"))
    state = models.CharField(_("state"), max_length=20, choices=ItemState, default=ItemState.WAITING)
    version = models.PositiveIntegerField(_("version"), default=0)
    created_id = models.PositiveBigIntegerField(null=True, blank=True)
    before = models.JSONField(default=dict)
    reason = models.CharField(_("reason for skipping"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("commitment in a bulk action")
        verbose_name_plural = _("commitments in bulk actions")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("bulk_action", "commitment"), name="bulk_action_item_once")
        ]
        indexes = [
            # What the sweep looks for: batches that nobody is carrying out.
            models.Index(
                fields=("bulk_action",), condition=Q(state__in=UNDER_WAY), name="bulk_action_item_under_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}: {self.get_state_display()}"
