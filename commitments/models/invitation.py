"""Who of our delegation has a meeting in the own calendar, and what each was last told of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.meeting import Meeting
from commitments.models.narrowing import NarrowedModel
from commitments.models.reminder import Mail


class Invitation(NarrowedModel):
    """One meeting sent to one member of our delegation, to be told of each move until it is over.

    `told` is what the last mail said, `sequence` its number, which only rises; `is_cancelled` says that the
    last word was that the meeting is off, or without this person. `seen_version` is the version of the
    meeting that was last looked at.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("meeting")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    seen_version = models.PositiveIntegerField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    told = models.JSONField(_("what was last told"), default=dict, blank=True)
    is_cancelled = models.BooleanField(_("called off"), default=False)
    mail = models.ForeignKey(
        Mail, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("last mail")
    )

    class Meta:
        verbose_name = _("invitation to a meeting")
        verbose_name_plural = _("invitations to meetings")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("meeting", "person"), name="invitation_once_a_person")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.person_id}"
