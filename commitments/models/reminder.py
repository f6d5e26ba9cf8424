"""Reminders and the mails that carry them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.commitment import Commitment
from commitments.models.deadline import Deadline
from commitments.models.narrowing import NarrowedModel
from commitments.vocabulary import MailState, ReminderState, Rule, WhyNot


class Mail(NarrowedModel):
    """One mail to one person: frozen bytes, one Message-ID, and what the server said.

    `fence` rises with every claim: who holds an older one writes nothing more. `dot_at` is committed just
    before the last dot of the message, `accepted_at` after the server's answer; the first without the second
    is a mail in doubt. `dotted_fence` keeps the fence of the latest last dot. `planned_at` is the latest
    planned moment of what it says; written more than an hour after it, the mail is of a backlog, which goes
    out slowly. Without a recipient it went to the duty box.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mails",
        verbose_name=_("recipient"),
    )
    address = models.CharField(_("address"), max_length=254)
    message_id = models.CharField("Message-ID", max_length=120, unique=True)
    subject = models.CharField(_("subject"), max_length=200)
    content = models.BinaryField(_("the bytes as sent"))
    state = models.CharField(_("state"), max_length=20, choices=MailState, default=MailState.READY)
    ready_at = models.DateTimeField(_("ready at"))
    next_try_at = models.DateTimeField(_("next try"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    dot_at = models.DateTimeField(_("last dot written at"), null=True, blank=True)
    dotted_fence = models.PositiveIntegerField(default=0, editable=False)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    reply = models.CharField(_("what the server said"), max_length=300, blank=True)
    planned_at = models.DateTimeField(_("planned for"), null=True, blank=True)
    is_backlog = models.BooleanField(_("of a backlog"), default=False)
    crashes = models.PositiveSmallIntegerField(_("times the tracker failed to send it"), default=0)
    doubted_at = models.DateTimeField(_("sent again after a doubt, begun at"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("came back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ("-id",)
        indexes = [models.Index(fields=("state", "next_try_at")), models.Index(fields=("accepted_at",))]

    def __str__(self) -> str:
        return self.subject


class Reminder(NarrowedModel):
    """One promise to tell one person one thing about one version of a deadline at one planned moment.

    Rule and offset name the rung, `anchor_on` the day it counts from: a person is told a rung once per
    version and anchor, wherever the planned moment moves; where quiet days moved it, `put_off_from` keeps the
    first. Without a recipient it is for the duty box.
    """

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="reminders", verbose_name=_("commitment")
    )
    deadline = models.ForeignKey(
        Deadline, on_delete=models.PROTECT, related_name="reminders", verbose_name=_("deadline")
    )
    rule = models.CharField(_("rule"), max_length=20, choices=Rule)
    offset = models.IntegerField(_("days from the day"), default=0)
    anchor_on = models.DateField(_("counted from"))
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("recipient"),
    )
    planned_at = models.DateTimeField(_("planned for"))
    state = models.CharField(_("state"), max_length=10, choices=ReminderState, default=ReminderState.PLANNED)
    mail = models.ForeignKey(
        Mail,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("mail"),
    )
    tries = models.PositiveSmallIntegerField(_("times it could not be written"), default=0)
    put_off_from = models.DateTimeField(_("first planned for"), null=True, blank=True)
    put_off_because = models.CharField(_("put off because of"), max_length=120, blank=True)
    why_not = models.CharField(
        _("why it was not sent"), max_length=20, choices=WhyNot, default=WhyNot.NOT_SAID, blank=True
    )

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ("planned_at", "id")
        indexes = [
            models.Index(fields=("state", "planned_at")),
            # The order of the list, so that a page stops where it is full.
            models.Index(fields=("planned_at", "id")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("deadline", "rule", "offset", "anchor_on", "recipient"),
                condition=Q(recipient__isnull=False),
                name="reminder_once_a_person",
            ),
            models.UniqueConstraint(
                fields=("deadline", "rule", "offset", "anchor_on"),
                condition=Q(recipient__isnull=True),
                name="reminder_once_to_the_duty_box",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()} {self.planned_at:%Y-%m-%d}"
