"""Webhooks: the addresses of other systems that are notified of events, and each message to them."""

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commitments.enums import Classification, WebhookEvent, WebhookState
from commitments.models.base import NarrowedModel, Record


class WebhookSubscription(Record):
    """One address that is notified of some events of the partners of a desk, or of one partner.

    `events` are words of `WebhookEvent`. Records above `clearance` are not reported. `sealed_secret` is
    the encrypted key of the signatures, `secret_sha256` its SHA-256, which the history keeps.
    """

    name = models.CharField(_("name"), max_length=80, help_text=_("The system that receives the messages."))
    address = models.CharField(
        _("address"), max_length=500, help_text=_("For example, https://registry.example.org/tracker")
    )
    desk = models.ForeignKey("Desk", on_delete=models.PROTECT, related_name="+", verbose_name=_("desk"))
    country = models.ForeignKey(
        "Country",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner"),
        help_text=_("Leave empty for all partners of the desk."),
    )
    clearance = models.PositiveSmallIntegerField(
        _("clearance"),
        choices=Classification,
        default=Classification.RESTRICTED,
        help_text=_(
            "Records with a higher classification are not reported. If a record is above the limit for "
            "emails, or was given in confidence, the message contains only the reference."
        ),
    )
    events = models.JSONField(_("events"), default=list)
    is_active = models.BooleanField(_("active"), default=True)
    sealed_secret = models.CharField(max_length=300, editable=False)
    secret_sha256 = models.CharField(_("SHA-256 of the secret"), max_length=64, editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("name",),
                name="webhook_name_once",
                violation_error_message=_("Another webhook has this name. Enter a different name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(NarrowedModel):
    """One message to one subscription: a row before it is sent, and afterwards the log of its attempts.

    It holds no content: each attempt builds the message from the row of history and from what the
    subscription may be sent at that moment. A test has no such row. Whoever sends it holds the lease, and
    `fence` rises with each attempt. `message_id` stays the same, so that a receiver notices a repetition.
    """

    subscription = models.ForeignKey(
        WebhookSubscription, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("webhook")
    )
    event = models.CharField(_("event"), max_length=40, choices=WebhookEvent)
    row = models.ForeignKey(
        "AuditRow",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("audit entry"),
    )
    message_id = models.UUIDField(_("message"), unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=WebhookState, default=WebhookState.WAITING)
    queued_at = models.DateTimeField(_("queued"))
    next_try_at = models.DateTimeField(_("next attempt"))
    tries = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    reply = models.CharField(_("response"), max_length=200, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook message")
        verbose_name_plural = _("webhook messages")
        ordering = ("-id",)
        indexes = [
            models.Index(
                fields=("next_try_at", "id"),
                condition=models.Q(state=WebhookState.WAITING),
                name="webhook_delivery_waiting",
            ),
            models.Index(fields=("subscription", "state", "ended_at")),
        ]

    def __str__(self) -> str:
        queued = date_format(timezone.localtime(self.queued_at), "DATETIME_FORMAT")
        return f"{self.get_event_display()}, {queued}"
