"""Links of accounts whose email the mail server has put off."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.narrowing import NarrowedModel
from commitments.vocabulary import LinkKind


class WaitingLink(NarrowedModel):
    """One person who waits for a link: it is made when its email is sent, and kept nowhere."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=LinkKind)
    asked_at = models.DateTimeField(_("asked for at"))
    next_try_at = models.DateTimeField(_("next try"))

    class Meta:
        verbose_name = _("link that waits to be sent")
        verbose_name_plural = _("links that wait to be sent")
        constraints = [models.UniqueConstraint(fields=("person", "kind"), name="waiting_link_once")]

    def __str__(self) -> str:
        return str(LinkKind(self.kind).label)
