"""What one person proposes about an account and another confirms."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.models.base import AnsweredInWords, Record
from commitments.vocabulary import AccountMatter, ApprovalState


class AccountChange(AnsweredInWords, Record):
    """A change of how far an account reaches, or of its way in; nobody proposes and confirms one alone.

    `values` holds the columns as they shall be, `before` as they stood when it was proposed.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="account_changes",
        verbose_name=_("whose account"),
    )
    matter = models.CharField(
        _("what is proposed"), max_length=20, choices=AccountMatter, default=AccountMatter.REACH
    )
    values = models.JSONField(_("as it shall be"), default=dict, blank=True)
    before = models.JSONField(_("as it stood"), default=dict, blank=True)
    reason = models.CharField(_("why"), max_length=300)
    state = models.CharField(_("state"), max_length=20, choices=ApprovalState, default=ApprovalState.ASKED)

    class Meta:
        verbose_name = _("change of an account")
        verbose_name_plural = _("changes of accounts")
        ordering = ("-id",)
        indexes = [models.Index(fields=("state", "recorded_at"))]
        constraints = [
            models.UniqueConstraint(
                fields=("person", "matter"),
                condition=Q(state=ApprovalState.ASKED),
                name="account_change_proposed_once",
                violation_error_message=_("A change of this account is proposed already."),
            ),
            models.CheckConstraint(
                condition=Q(state=ApprovalState.ASKED, decided_at__isnull=True)
                | (~Q(state=ApprovalState.ASKED) & Q(decided_at__isnull=False)),
                name="account_change_decided_has_its_moment",
            ),
            # Never alone, and never for oneself; `set up alone` is decided by nobody beside who proposed.
            models.CheckConstraint(
                condition=~Q(state=ApprovalState.GRANTED)
                | Q(decided_by__isnull=True)
                | (~Q(decided_by=F("recorded_by")) & ~Q(decided_by=F("person"))),
                name="account_change_by_two_persons",
                violation_error_message=_("Another person confirms it, and nobody their own."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_matter_display()}: {self.person}"
