"""Emails with a link to an account that wait to be sent."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.narrowing import NarrowedModel
from commitments.vocabulary import LinkKind


class WaitingLink(NarrowedModel):
    """One person who waits for a link: it is made when its email is sent, and kept nowhere.

    It is gone once the email is accepted or refused. What the mail server put off is tried again; in
    quarantine it waits for a person. Claim, last dot and doubt are those of `Mail`, by the database's clock;
    `fence` rises with every claim, and when the link is asked for again.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=LinkKind)
    asked_at = models.DateTimeField(_("asked for at"))
    next_try_at = models.DateTimeField(_("next try"))
    # When the mail server first answered and did not take it.
    first_tried_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    dot_at = models.DateTimeField(null=True, blank=True)
    doubted_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("times the tracker failed to send it"), default=0)
    is_quarantined = models.BooleanField(_("in quarantine"), default=False)
    reply = models.CharField(_("what the server said"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("link that waits to be sent")
        verbose_name_plural = _("links that wait to be sent")
        constraints = [models.UniqueConstraint(fields=("person", "kind"), name="waiting_link_once")]

    def __str__(self) -> str:
        return str(LinkKind(self.kind).label)
