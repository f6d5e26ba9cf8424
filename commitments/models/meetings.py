"""Meetings of the two sides, the bodies that hold them, delegations, and background facts with sources."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from commitments.enums import CALLED_OFF_STATES, MechanismLevel, MeetingForm, MeetingState, Side
from commitments.models.base import Classified, NarrowedModel, Record
from commitments.models.translated import build_names_field, build_titles_field


class Mechanism(NarrowedModel):
    """A standing body of the two countries; its meetings are numbered sessions."""

    country = models.ForeignKey(
        "Country", on_delete=models.PROTECT, related_name="mechanisms", verbose_name=_("partner")
    )
    name = models.CharField(_("name"), max_length=200)
    names = build_names_field()
    level = models.CharField(
        _("level"), max_length=20, choices=MechanismLevel, default=MechanismLevel.NOT_STATED
    )
    frequency = models.CharField(_("frequency"), max_length=60, blank=True)
    our_chair = models.CharField(
        _("our co-chair"), max_length=200, blank=True, help_text=_("title of the office, not a name")
    )
    their_chair = models.CharField(
        _("their co-chair"), max_length=200, blank=True, help_text=_("title of the office, not a name")
    )

    class Meta:
        verbose_name = _("mechanism")
        verbose_name_plural = _("mechanisms")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=("country", "name"),
                name="mechanism_name_once_per_country",
                violation_error_message=_(
                    "This partner already has a mechanism with that name. Enter another name."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name


# Where a meeting stands in time: on its day or, without one, on the latest day it can have been held, or else
# on the earliest.
DAY = Coalesce("held_on", "not_after", "not_before")


def day_at(path: str) -> Coalesce:
    """Return the same for records that lead to a meeting by a path."""
    return Coalesce(f"{path}__held_on", f"{path}__not_after", f"{path}__not_before")


def _has_source(bound: str) -> models.CheckConstraint:
    """Return the constraint that a bound and its source go together."""
    neither = Q(**{f"{bound}__isnull": True, f"{bound}_source": ""})
    both = Q(**{f"{bound}__isnull": False}) & ~Q(**{f"{bound}_source": ""})
    return models.CheckConstraint(
        condition=neither | both,
        name=f"meeting_{bound}_has_a_source",
        violation_error_message=_("Enter the date and its source."),
    )


class Meeting(Record, Classified):
    """One meeting with a partner; without a date, the date is "not stated" and may have bounds."""

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    country = models.ForeignKey(
        "Country", on_delete=models.PROTECT, related_name="meetings", verbose_name=_("partner")
    )
    title = models.CharField(_("title"), max_length=200)
    titles = build_titles_field()
    form = models.CharField(_("form"), max_length=20, choices=MeetingForm, default=MeetingForm.VISIT)
    mechanism = models.ForeignKey(
        Mechanism,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("mechanism"),
    )
    session_number = models.PositiveSmallIntegerField(_("session number"), null=True, blank=True)
    held_on = models.DateField(_("date"), null=True, blank=True, help_text=_("Leave empty if not stated."))
    not_before = models.DateField(_("earliest possible date"), null=True, blank=True)
    not_before_source = models.CharField(
        _("source of the earliest possible date"), max_length=200, blank=True
    )
    not_after = models.DateField(_("latest possible date"), null=True, blank=True)
    not_after_source = models.CharField(_("source of the latest possible date"), max_length=200, blank=True)
    starts_at = models.TimeField(_("start time"), null=True, blank=True)
    ends_at = models.TimeField(_("end time"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        blank=True,
        help_text=_("Time zone of the place. If empty, the partner’s time zone is used."),
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    state = models.CharField(
        _("stage"), max_length=20, choices=MeetingState, default=MeetingState.PLANNED, editable=False
    )
    purpose = models.TextField(_("overview of the meeting"), blank=True)
    note = models.TextField(_("internal note"), blank=True, help_text=_("not shared with the partner"))

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = (DAY.desc(nulls_first=True), "-id")
        # By state: the few that lie ahead, out of twenty years.
        indexes = [models.Index(fields=("country", "held_on")), models.Index(fields=("state", "held_on"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(held_on__isnull=False),
                name="meeting_time_needs_a_date",
                violation_error_message=_("Enter the date of the meeting, or clear the time."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=False),
                name="meeting_end_needs_a_start",
                violation_error_message=_("An end time needs a start time. Enter the start time."),
            ),
            models.CheckConstraint(
                condition=Q(session_number__isnull=True) | Q(mechanism__isnull=False),
                name="meeting_session_needs_a_mechanism",
                violation_error_message=_("Select the mechanism, or clear the session number."),
            ),
            _has_source("not_before"),
            _has_source("not_after"),
            models.CheckConstraint(
                condition=(
                    Q(not_before__isnull=True) | Q(not_after__isnull=True) | Q(not_before__lte=F("not_after"))
                ),
                name="meeting_bounds_in_order",
                violation_error_message=_(
                    "The latest possible date is before the earliest possible "
                    "date. Correct one of the two dates."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="meeting_has_a_title",
                violation_error_message=_("Enter a title for the meeting."),
            ),
            # Counted within one marking: a clash with a session above the writer's clearance would betray it.
            models.UniqueConstraint(
                fields=("mechanism", "session_number", "classification"),
                condition=Q(session_number__isnull=False) & ~Q(state__in=CALLED_OFF_STATES),
                name="meeting_session_once",
                violation_error_message=_(
                    "This mechanism already has a session with that number. Enter another number."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def day(self) -> datetime.date | None:
        """The day on which the meeting stands in time; None where nothing is known."""
        return self.held_on or self.not_after or self.not_before


class DelegationMember(NarrowedModel):
    """One member of a delegation, in order of precedence."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="delegations", verbose_name=_("meeting")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side)
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    official = models.ForeignKey(
        "Official",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("official"),
    )
    post = models.CharField(
        _("name or post"), max_length=200, blank=True, help_text=_("if no official is recorded")
    )
    is_head = models.BooleanField(_("head of delegation"), default=False)

    class Meta:
        verbose_name = _("delegation member")
        verbose_name_plural = _("delegation members")
        ordering = ("side", "order", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(official__isnull=False) | ~Q(post=""),
                name="delegation_member_named",
                violation_error_message=_("Enter an official or a post."),
            ),
            models.UniqueConstraint(
                fields=("meeting", "side"),
                condition=Q(is_head=True),
                name="delegation_one_head_per_side",
                violation_error_message=_("A delegation can have only one head. Clear the other selection."),
            ),
        ]

    def __str__(self) -> str:
        return self.post or str(self.official)


# A fact is a sentence or two; what is longer is a text of the meeting.
FACT_LETTERS = 1000


class BackgroundFact(Record):
    """A background fact of a meeting, in our own words: no side said it there. It has the meeting's
    classification.

    `dated` is the date in words, as far as the source states it, such as "April, year not stated".
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
        help_text=_("as precise as the source, for example “April, year not stated”"),
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
