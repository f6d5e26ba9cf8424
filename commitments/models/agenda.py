"""The agenda of a meeting beside its open items: items with a lead, a time, papers and their discussion."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.enums import Side
from commitments.models.base import Classified, FiledFile, GivenInConfidence, Record
from commitments.models.meetings import Meeting
from commitments.models.parties import Ministry, Official
from commitments.models.translated import build_titles_field, with_translations


@with_translations("said")
class AgendaPoint(Record, Classified, GivenInConfidence):
    """One item of a meeting's agenda, before or after the open items that come back.

    Each side may have a lead: an official, or a ministry. `said` is the discussion at the meeting.
    A removed item is kept, so that its removal can be undone.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="agenda_points", verbose_name=_("meeting")
    )
    is_after_open_items = models.BooleanField(_("after the open items"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=1, editable=False)
    title = models.CharField(_("title"), max_length=200)
    titles = build_titles_field()
    our_ministry = models.ForeignKey(
        Ministry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("our lead ministry"),
    )
    our_official = models.ForeignKey(
        Official,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("our lead official"),
    )
    their_ministry = models.ForeignKey(
        Ministry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead ministry of the partner"),
    )
    their_official = models.ForeignKey(
        Official,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead official of the partner"),
    )
    minutes_allotted = models.PositiveSmallIntegerField(_("time in minutes"), null=True, blank=True)
    said = models.TextField(_("discussion"), blank=True)
    is_removed = models.BooleanField(_("removed from the agenda"), default=False, editable=False)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ("meeting", "is_after_open_items", "order", "id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="agenda_point_has_a_title",
                violation_error_message=_("Enter a title for the agenda item."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def lead_of(self, side: Side) -> Official | Ministry | None:
        """Return who leads the item on one side: the official, else the ministry."""
        if side == Side.OURS:
            return self.our_official or self.our_ministry
        return self.their_official or self.their_ministry


class AgendaPaper(FiledFile, Record):
    """One paper of an agenda item: a line and, where there is one, its file. It is read as the item is."""

    point = models.ForeignKey(
        AgendaPoint, on_delete=models.PROTECT, related_name="papers", verbose_name=_("agenda item")
    )
    description = models.CharField(_("description"), max_length=300)
    is_removed = models.BooleanField(_("removed from the agenda"), default=False, editable=False)

    class Meta:
        verbose_name = _("paper of an agenda item")
        verbose_name_plural = _("papers of agenda items")
        ordering = ("point", "id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(description=""),
                name="agenda_paper_has_a_description",
                violation_error_message=_("Describe the document in one line, or select its file."),
            )
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def meeting(self) -> Meeting:
        """The meeting on whose page the paper is."""
        return self.point.meeting
