"""Comments of readers on a draft of a packet, each on one part, and what became of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.enums import PacketCommentState
from commitments.models.base import Classified, Record
from commitments.models.packets import MESSAGE_LETTERS, Packet

COMMENT_LETTERS = 2000


class PacketComment(Record, Classified):
    """One comment of a reader on a part of a draft; `recorded_by` wrote it.

    It is open until the desk deals with it, with or without an answer, or its author withdraws it.
    """

    packet = models.ForeignKey(
        Packet, on_delete=models.PROTECT, related_name="comments", verbose_name=_("packet")
    )
    # The key of a section of the content, with its title when the comment was written.
    part = models.CharField(_("part"), max_length=40)
    title = models.CharField(_("title of the part"), max_length=200, editable=False)
    text = models.TextField(_("comment"), max_length=COMMENT_LETTERS)
    state = models.CharField(
        _("state"), max_length=10, choices=PacketCommentState, default=PacketCommentState.OPEN, editable=False
    )
    answer = models.CharField(_("answer"), max_length=MESSAGE_LETTERS, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("comment on a packet")
        verbose_name_plural = _("comments on packets")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="packet_comment_has_a_text",
                violation_error_message=_("Enter the comment."),
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True, answered_at__isnull=True, answer="")
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="packet_comment_answered_by_a_user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.get_state_display()}"
