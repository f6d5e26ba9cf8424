"""What addressees answer from a mail without signing in, or in a work sheet that comes back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.base import Decided, Record
from commitments.models.commitment import Commitment
from commitments.models.deadline import Deadline
from commitments.models.exchange import WorkSheet
from commitments.models.narrowing import NarrowedModel, OneToOneField
from commitments.models.reminder import Mail
from commitments.models.user import User
from commitments.vocabulary import AnswerKind, AnswerState, Health, MoveReason


class MailLink(NarrowedModel):
    """One link of one mail, to one item, for one addressee: used once, until it expires or is revoked.

    `shown` keeps what the mail said of the item, in the addressee's language: the page shows no more.
    """

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="mail_links", verbose_name=_("commitment")
    )
    deadline = models.ForeignKey(
        Deadline, on_delete=models.PROTECT, related_name="+", verbose_name=_("deadline")
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="mail_links",
        verbose_name=_("addressee"),
    )
    mail = models.ForeignKey(
        Mail,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="links",
        verbose_name=_("mail"),
    )
    shown = models.JSONField(_("as the mail said it"), default=dict, editable=False)
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revoked by"),
    )

    class Meta:
        verbose_name = _("link of a mail")
        verbose_name_plural = _("links of mails")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.commitment_id}: {self.expires_at:%Y-%m-%d}"


class MailAnswer(Decided, Record):
    """What somebody proposed by a link of a mail or in a work sheet; it counts for nothing until confirmed.

    `changed` says of a work sheet what of the item had changed between its making and its return.
    """

    link = OneToOneField(
        MailLink, on_delete=models.PROTECT, null=True, related_name="answer", verbose_name=_("link")
    )
    sheet = models.ForeignKey(
        WorkSheet, on_delete=models.PROTECT, null=True, related_name="answers", verbose_name=_("work sheet")
    )
    changed = models.CharField(_("changed since"), max_length=300, blank=True)
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="mail_answers", verbose_name=_("commitment")
    )
    kind = models.CharField(_("answer"), max_length=10, choices=AnswerKind)
    health = models.CharField(_("health"), max_length=20, choices=Health, blank=True)
    text = models.TextField(_("in the addressee's words"), blank=True)
    wording = models.CharField(_("the date asked for"), max_length=200, blank=True)
    move_reason = models.CharField(_("kind of reason"), max_length=20, choices=MoveReason, blank=True)
    given_at = models.DateTimeField(_("answered at"))
    state = models.CharField(_("state"), max_length=10, choices=AnswerState, default=AnswerState.WAITING)
    remark = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("answer by mail")
        verbose_name_plural = _("answers by mail")
        ordering = ("-given_at", "-id")
        indexes = [
            models.Index(
                fields=("commitment",), condition=Q(state=AnswerState.WAITING), name="mail_answer_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(link__isnull=False, sheet__isnull=True)
                | Q(link__isnull=True, sheet__isnull=False),
                name="mail_answer_by_one_way",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def giver(self) -> User:
        """Whose answer it is: the addressee of the mail, or the focal point of the sheet."""
        if self.link is not None:
            return self.link.recipient
        assert self.sheet is not None
        return self.sheet.person
