"""Closed records of a partner, mechanism or period, and the close-out packages made of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commitments.enums import LOCKED_STAGES, ClosureStage
from commitments.models.base import Decided, Made, Record
from commitments.models.meetings import Meeting


class Closure(Decided, Record):
    """The records of a partner, or of one mechanism or period of it, which a head asked to close.

    Another head confirms (`decided_by`); from then on the records are read only. Reopening takes two heads
    too. The period is that of the meetings.
    """

    country = models.ForeignKey(
        "Country", on_delete=models.PROTECT, related_name="closures", verbose_name=_("partner")
    )
    mechanism = models.ForeignKey(
        "Mechanism",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="closures",
        verbose_name=_("mechanism"),
        help_text=_("Leave empty for all meetings."),
    )
    starts_on = models.DateField(_("meetings from"), null=True, blank=True)
    ends_on = models.DateField(_("meetings until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    stage = models.CharField(
        _("stage"), max_length=10, choices=ClosureStage, default=ClosureStage.REQUESTED, editable=False
    )
    reopening_reason = models.CharField(_("reason for reopening"), max_length=300, blank=True, editable=False)
    reopening_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("reopening requested by"),
    )
    reopening_at = models.DateTimeField(_("reopening requested at"), null=True, blank=True, editable=False)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("reopened by"),
    )
    reopened_at = models.DateTimeField(_("reopened at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ("-id",)
        indexes = [
            # What each write of a record looks for: few.
            models.Index(fields=("country",), condition=Q(stage__in=LOCKED_STAGES), name="closure_in_force")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(starts_on__lte=F("ends_on")),
                name="closure_dates_in_order",
                violation_error_message=_("Enter an end of the period that is not before its start."),
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("recorded_by")),
                name="closure_by_two_users",
            ),
            models.CheckConstraint(
                condition=Q(reopened_by__isnull=True) | ~Q(reopened_by=F("reopening_by")),
                name="closure_reopened_by_two_users",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=LOCKED_STAGES) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="closure_confirmed",
            ),
        ]

    def __str__(self) -> str:
        said = str(self.country)
        if self.mechanism is not None:
            said = f"{said}, {self.mechanism}"
        return f"{said}, {self.period}" if self.period else said

    @property
    def period(self) -> str:
        """Return the first and the last day in words; empty for all meetings."""
        if not (self.starts_on or self.ends_on):
            return ""
        return " – ".join(date_format(day) if day else "…" for day in (self.starts_on, self.ends_on))

    @property
    def is_locked(self) -> bool:
        """Return whether its records are read only now."""
        return self.stage in LOCKED_STAGES

    def holds(self, meeting: Meeting) -> bool:
        """Return whether a meeting of its partner belongs to it, as the triggers of the database decide."""
        day, first, last = meeting.day, self.starts_on, self.ends_on
        return (
            (self.mechanism_id is None or self.mechanism_id == meeting.mechanism_id)
            and (first is None or (day is not None and day >= first))
            and (last is None or (day is not None and day <= last))
        )


class ClosurePackage(Made):
    """A close-out package of the records of a closure, made by a worker: a ZIP file of a BagIt folder.

    `fingerprint` is the SHA-256 of the tag manifest, which covers each file of the folder. `classification`
    is the highest of the records in it. `withheld` has the keys of the records of a third state, by model,
    for which a package could not be made.
    """

    closure = models.ForeignKey(
        Closure, on_delete=models.PROTECT, related_name="packages", verbose_name=_("closure")
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested at"))
    ready_at = models.DateTimeField(_("ready at"), null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    classification = models.PositiveSmallIntegerField(_("classification"), default=0)
    withheld = models.JSONField(_("information from a third state"), default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("close-out package")
        verbose_name_plural = _("close-out packages")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("closure",),
                condition=Q(state__in=("requested", "making")),
                name="closure_package_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.closure} {self.pk}"
