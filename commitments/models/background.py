"""What stands behind a meeting: facts with their sources."""

from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from commitments.models.base import Record
from commitments.models.meeting import Meeting

# A fact is a sentence or two; what is longer is a text of the meeting.
FACT_LETTERS = 1000


class BackgroundFact(Record):
    """A fact behind a meeting, in our own words: no side said it there. It is classified as its meeting is.

    `dated` is the date in words, as far as the source gives it, such as "April, year not stated".
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="background", verbose_name=_("meeting")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    text = models.CharField(_("fact"), max_length=FACT_LETTERS)
    source = models.CharField(_("source"), max_length=300)
    dated = models.CharField(
        _("date"),
        max_length=60,
        blank=True,
        help_text=_("as far as the source gives it, such as “April, year not stated”"),
    )

    class Meta:
        verbose_name = _("background fact")
        verbose_name_plural = _("background facts")
        ordering = ("meeting", "order", "id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="background_fact_has_a_text",
                violation_error_message=_("Enter the fact."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="background_fact_has_a_source",
                violation_error_message=_("Enter the source of the fact."),
            ),
        ]

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)
