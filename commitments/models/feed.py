"""Calendars that people follow outside: who reads which, by what secret."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.narrowing import NarrowedModel


class Feed(NarrowedModel):
    """One address under which a calendar program fetches one person's dates, until it is revoked.

    The address is a secret: of it, only `digest`, its SHA-256, is kept, and `begins`, by which the person
    tells one from another.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="feeds", verbose_name=_("person")
    )
    label = models.CharField(_("what it is for"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    begins = models.CharField(_("begins with"), max_length=8, editable=False)
    made_at = models.DateTimeField(_("made"))
    last_used_on = models.DateField(_("last fetched"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.label
