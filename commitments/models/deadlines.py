"""Deadlines as agreed and as resolved: the chain of versions."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.enums import DeadlineKind, MoveReason
from commitments.models.base import NarrowedModel


class Deadline(NarrowedModel):
    """One version of a commitment's deadline, never altered; the commitment points to the current one.

    `wording` is what was agreed, `specification` its meaning, the dates what it resolves to. A kind without a
    date has a review date instead. It may depend on an event, which is a meeting or a numbered (or the next)
    session of a mechanism not yet planned, or on another commitment whose completion starts its clock.
    `calendars` lists the countries and years that were used, as `["KR", 2026]`. `explanation`,
    `needs_officer` and `cause` are remarks (`deadlines.explanation`), put into words in the reader's
    language.
    """

    commitment = models.ForeignKey(
        "Commitment", on_delete=models.PROTECT, related_name="deadlines", verbose_name=_("commitment")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20, choices=DeadlineKind, default=DeadlineKind.NONE)
    wording = models.CharField(_("as agreed"), max_length=200, blank=True)
    specification = models.JSONField(_("specification"), default=dict, blank=True)
    event = models.ForeignKey(
        "Meeting",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="awaited_by",
        verbose_name=_("linked meeting"),
    )
    mechanism = models.ForeignKey(
        "Mechanism",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="awaited_by",
        verbose_name=_("linked mechanism"),
    )
    session_number = models.PositiveSmallIntegerField(
        _("linked session number"), null=True, blank=True, help_text=_("Leave empty for the next session.")
    )
    follows = models.ForeignKey(
        "Commitment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dependent_deadlines",
        verbose_name=_("calculated from the completion of"),
    )
    start_date = models.DateField(_("start date"), null=True, blank=True)
    due_start = models.DateField(_("period from"), null=True, blank=True)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    last_working_day = models.DateField(_("last working day"), null=True, blank=True)
    partner_last_working_day = models.DateField(
        _("last working day in the partner’s capital"), null=True, blank=True
    )
    review_on = models.DateField(_("review date"), null=True, blank=True)
    every = models.CharField(_("repeats every"), max_length=20, blank=True, help_text=_("ISO 8601 duration"))
    calendars = models.JSONField(_("calendars used"), default=list, blank=True)
    explanation = models.JSONField(_("how it was calculated"), default=list, blank=True)
    needs_officer = models.JSONField(_("input needed from the officer"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=MoveReason, default=MoveReason.FIRST)
    cause = models.JSONField(_("cause of the change"), null=True, blank=True)
    note = models.CharField(_("explanation"), max_length=300, blank=True)
    document = models.CharField(_("document"), max_length=200, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("requested by"),
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ("commitment", "number")
        indexes = [
            models.Index(fields=("reason", "recorded_at")),
            # Few follow an event that has no date yet; every sweep asks for those of some days.
            models.Index(
                fields=("recorded_at",),
                condition=Q(kind=DeadlineKind.EVENT, due_on__isnull=True),
                name="deadline_undated",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=("commitment", "number"), name="deadline_number_once"),
            models.CheckConstraint(
                condition=Q(due_start__isnull=True) | Q(due_start__lte=F("due_on")),
                name="deadline_window_in_order",
                violation_error_message=_("The period ends before it begins. Correct one of the two dates."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=False) | Q(review_on__isnull=False),
                name="deadline_has_a_day_or_a_review",
                violation_error_message=_("A deadline without a due date needs a review date. Enter one."),
            ),
        ]

    def __str__(self) -> str:
        return self.wording or str(self.get_kind_display())
