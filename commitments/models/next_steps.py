"""The next step that a progress update states: what, who, by when. It never changes the agreed deadline."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.enums import OPEN_STATES, NextStepResult, Side
from commitments.models.base import NarrowedManager, NarrowedModel, NarrowedQuerySet

NEXT_STEP_LENGTH = 300


class NextStepQuerySet(NarrowedQuerySet[Any]):
    """Conditions of updates by their next step; which of several is current depends on the reader."""

    def with_next_step(self) -> NextStepQuerySet:
        return self.exclude(next_step="")

    def with_unfinished_step(self) -> NextStepQuerySet:
        """Return updates of open commitments whose next step is neither done nor dropped."""
        unfinished = self.with_next_step().filter(next_step_result="")
        return unfinished.filter(commitment__state__in=OPEN_STATES)


class NextStep(NarrowedModel):
    """The columns of a next step. Without a ministry, only the side that acts is known.

    It is open until it is marked as done or dropped, a newer update states another, or the commitment is
    closed. Only the first two are stored. The day is optional and is no deadline.
    """

    next_step = models.CharField(_("next step"), max_length=NEXT_STEP_LENGTH, blank=True)
    next_step_side = models.CharField(_("side of the next step"), max_length=10, choices=Side, blank=True)
    next_step_ministry = models.ForeignKey(
        "commitments.Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ministry of the next step"),
    )
    next_step_official = models.ForeignKey(
        "commitments.Official",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("official of the next step"),
    )
    next_step_on = models.DateField(_("date of the next step"), null=True, blank=True)
    next_step_result = models.CharField(
        _("result of the next step"), max_length=10, choices=NextStepResult, blank=True, editable=False
    )

    objects = NarrowedManager.from_queryset(NextStepQuerySet)()  # type: ignore[misc]

    class Meta:
        abstract = True

    @property
    def next_step_owner(self) -> str:
        """Return who takes the next step: the official, the ministry, or the side alone."""
        named = self.next_step_official or self.next_step_ministry
        return str(named or self.get_next_step_side_display())

    def days_step_late(self, today: datetime.date) -> int:
        """Return the days since the day of the next step; 0 where it has none or is not past it."""
        day = self.next_step_on
        return max(0, (today - day).days) if day is not None and not self.next_step_result else 0


NEXT_STEP_INDEX = models.Index(
    fields=("commitment", "next_step_on"),
    condition=~Q(next_step="") & Q(next_step_result=""),
    name="progress_next_step",
)
NEXT_STEP_CONSTRAINT = models.CheckConstraint(
    condition=(~Q(next_step="") & ~Q(next_step_side=""))
    | Q(
        next_step="",
        next_step_side="",
        next_step_ministry__isnull=True,
        next_step_official__isnull=True,
        next_step_on__isnull=True,
        next_step_result="",
    ),
    name="progress_next_step_is_whole",
    violation_error_message=_("Describe the next step, and select who takes it."),
)
