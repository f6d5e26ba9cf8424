"""Commitments: what a side owes because of an outcome, with owners, reports, evidence and public releases."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.enums import (
    CLOSED_STATES,
    COMMITMENT_STRENGTHS,
    LATE_STATES,
    MOVABLE_STATES,
    OPEN_STATES,
    PROMISED_STATES,
    CommitmentState,
    Completion,
    EvidenceKind,
    Health,
    LeadRole,
    Nature,
    Origin,
    OwedBy,
    ReleaseState,
    Side,
    Strength,
)
from commitments.models.base import (
    Classified,
    FiledFile,
    GivenInConfidence,
    NarrowedManager,
    NarrowedModel,
    NarrowedQuerySet,
    OneToOneField,
    Record,
)
from commitments.models.next_steps import NEXT_STEP_CONSTRAINT, NEXT_STEP_INDEX, NextStep
from commitments.models.translated import build_titles_field, with_translations

# A report older than this counts as no evidence, everywhere.
STALE_DAYS = 31
# As many as stand beside a reference on the charts of a packet, by its print specification; what was longer
# before stays.
TITLE_LETTERS = 42


class CommitmentQuerySet(NarrowedQuerySet["Commitment"]):
    """Shared conditions that can be chained; `policy.readable_by` decides who may read."""

    def open(self) -> CommitmentQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def promised(self) -> CommitmentQuerySet:
        """Return what each side still owes; see `Commitment.is_promised`."""
        return self.filter(state__in=PROMISED_STATES)

    def closed(self) -> CommitmentQuerySet:
        return self.filter(state__in=CLOSED_STATES)

    def owed_by(self, *sides: str) -> CommitmentQuerySet:
        return self.filter(owed_by__in=sides)

    def overdue(self, today: datetime.date) -> CommitmentQuerySet:
        """Open, not dormant, not continuing, not reported complete, and the agreed day is past."""
        return self.filter(overdue_on(today))

    def due_between(self, first: datetime.date, last: datetime.date) -> CommitmentQuerySet:
        return self.filter(state__in=LATE_STATES, due_on__range=(first, last))

    def by_due(self) -> CommitmentQuerySet:
        return self.order_by(F("due_on").asc(nulls_last=True), "reference")


def overdue_on(today: datetime.date) -> Q:
    """Return the condition of `CommitmentQuerySet.overdue`, for a query with several conditions on a row."""
    return Q(state__in=LATE_STATES, nature=Nature.ONE_OFF, due_on__lt=today)


class Commitment(Record, Classified):
    """What a side owes because of an outcome; it copies the strength, and never raises it.

    `deadline` is the current version of the chain; `due_on`, `last_working_day` and `review_on` are copied
    from it in the same write, so that lists sort and scans search on one index; a review that was held moves
    `review_on` further. `first_deadline` is the first version with a date after the owners accepted.
    `last_contact_on` is the day of the last report, or else of the last acceptance, by which the reminder run
    finds items without response. Until a stated condition is met no clock runs, and there is no date.
    `origin` is the commitment from which this one follows: the previous occurrence, or what was fulfilled in
    part.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    outcome = models.ForeignKey(
        "Outcome", on_delete=models.PROTECT, related_name="commitments", verbose_name=_("outcome")
    )
    country = models.ForeignKey(
        "Country",
        on_delete=models.PROTECT,
        related_name="commitments",
        editable=False,
        verbose_name=_("partner"),
    )
    title = models.CharField(_("short title"), max_length=120)
    titles = build_titles_field()
    meaning = models.TextField(
        _("our interpretation"), blank=True, help_text=_("Internal. Never printed in a packet.")
    )
    line_to_take = models.CharField(
        _("line to take"), max_length=90, blank=True, help_text=_("printed on the packet scorecard")
    )
    owed_by = models.CharField(_("responsible side"), max_length=10, choices=OwedBy)
    nature = models.CharField(_("nature"), max_length=20, choices=Nature, default=Nature.ONE_OFF)
    strength = models.CharField(
        _("strength"), max_length=20, choices=[(s.value, s.label) for s in COMMITMENT_STRENGTHS]
    )
    condition = models.CharField(
        _("condition"), max_length=200, blank=True, help_text=_("for example “subject to ratification”")
    )
    condition_met_on = models.DateField(_("condition met on"), null=True, blank=True, editable=False)
    condition_document = models.CharField(
        _("proof that the condition is met"), max_length=200, blank=True, editable=False
    )
    origin = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="successors",
        verbose_name=_("origin"),
    )
    origin_kind = models.CharField(
        _("type of origin"), max_length=20, choices=Origin, default=Origin.OUTCOME, blank=True, editable=False
    )
    occurrence = models.PositiveSmallIntegerField(_("occurrence"), null=True, blank=True, editable=False)
    superseded_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="supersedes",
        verbose_name=_("superseded by"),
    )
    state = models.CharField(
        _("stage"),
        max_length=20,
        choices=CommitmentState,
        default=CommitmentState.DRAFT,
        editable=False,
    )
    health = models.CharField(
        _("status"), max_length=20, choices=Health, default=Health.NO_RECENT_REPORT, editable=False
    )
    health_on = models.DateField(_("status reported on"), null=True, blank=True, editable=False)
    last_contact_on = models.DateField(null=True, blank=True, editable=False)
    deadline = OneToOneField(
        "commitments.Deadline",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("deadline"),
    )
    first_deadline = OneToOneField(
        "commitments.Deadline",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("deadline as first accepted"),
    )
    due_on = models.DateField(_("due date"), null=True, blank=True, editable=False)
    last_working_day = models.DateField(_("last working day"), null=True, blank=True, editable=False)
    review_on = models.DateField(_("review date"), null=True, blank=True, editable=False)
    proposed_on = models.DateField(_("sent to owners on"), null=True, blank=True, editable=False)
    # While other terms are proposed, the desk answers; `proposed_on` is then the day of the counter-proposal.
    is_countered = models.BooleanField(_("counter-proposal pending"), default=False, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)

    objects = NarrowedManager.from_queryset(CommitmentQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ("reference",)
        indexes = [
            models.Index(fields=("country", "state", "due_on")),
            models.Index(fields=("state", "due_on")),
            models.Index(fields=("state", "last_working_day")),
            models.Index(fields=("state", "proposed_on")),
            models.Index(
                fields=("country", "state"), condition=Q(owed_by=OwedBy.THEIRS), name="commitment_theirs"
            ),
            models.Index(fields=("state", "review_on")),
            # Of whom nothing was heard since some day.
            models.Index(fields=("state", "last_contact_on")),
            # Few are series, and every sweep asks which of them are past their day.
            models.Index(fields=("due_on",), condition=Q(occurrence__isnull=False), name="commitment_series"),
            # What was done lately, out of twenty years.
            models.Index(
                fields=("state", "closed_on", "country"),
                condition=Q(closed_on__isnull=False),
                name="commitment_closed",
            ),
            # The order of every list: by day, the undated last.
            models.Index(fields=("due_on", "reference")),
            # The same of what is open, which most lists hold, out of twenty years.
            models.Index(
                fields=("due_on", "reference"), condition=Q(state__in=OPEN_STATES), name="commitment_open"
            ),
            # What the counts of the tabs look at, so that none opens a row.
            models.Index(
                fields=("country", "state", "classification", "nature", "owed_by", "due_on"),
                name="commitment_counted",
            ),
            # All that sorts the items of My desk into its heaps, so that it opens only the rows shown.
            models.Index(
                fields=(
                    *("country", "state", "due_on", "classification", "nature", "owed_by", "review_on"),
                    *("reference", "id"),
                ),
                condition=Q(state__in=MOVABLE_STATES),
                name="commitment_desk",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(strength__in=[s.value for s in COMMITMENT_STRENGTHS]),
                name="commitment_strength_of_a_commitment",
                violation_error_message=_(
                    "A commitment cannot have the strength “noted” or “requested”. Select another strength."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in CLOSED_STATES], closed_on__isnull=False)
                | (~Q(state__in=[s.value for s in CLOSED_STATES]) & Q(closed_on__isnull=True)),
                name="commitment_closed_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(origin__isnull=True, origin_kind="")
                | (Q(origin__isnull=False) & ~Q(origin_kind="")),
                name="commitment_origin_has_its_kind",
            ),
            models.UniqueConstraint(
                fields=("origin", "origin_kind"),
                condition=Q(origin__isnull=False),
                name="commitment_one_successor_of_a_kind",
                violation_error_message=_("This commitment already has a successor. Check the successor."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def is_promised(self) -> bool:
        """Return whether a side still owes it: every count of open promises by side counts these."""
        return self.state in PROMISED_STATES

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def is_overdue(self, today: datetime.date) -> bool:
        """The same rule as `CommitmentQuerySet.overdue`, for one item at hand."""
        return is_past_due(self.state, self.nature, self.due_on, today)

    def days_late(self, today: datetime.date) -> int:
        """Days past the agreed day; 0 where it is not overdue."""
        return (today - self.due_on).days if self.due_on and self.is_overdue(today) else 0

    def health_at(self, today: datetime.date) -> Health:
        """The health as reported, or no evidence where the report is older than a month."""
        return standing_health(self.health, self.health_on, today)


def is_past_due(state: str, nature: str, due_on: datetime.date | None, today: datetime.date) -> bool:
    """Return whether a row with these values is overdue, for lists that create no objects."""
    return state in LATE_STATES and nature == Nature.ONE_OFF and due_on is not None and due_on < today


def standing_health(health: str, health_on: datetime.date | None, today: datetime.date) -> Health:
    """Return the current health of a row with these values, for lists that create no objects."""
    if health_on is None or (today - health_on).days > STALE_DAYS:
        return Health.NO_RECENT_REPORT
    return Health(health)


def strongest_allowed(strength: str) -> Strength:
    """Return the highest strength that a commitment may copy; for what was only noted or requested, not
    stated.
    """
    return Strength(strength) if strength in COMMITMENT_STRENGTHS else Strength.NOT_STATED


class Responsibility(NarrowedModel):
    """A ministry's part in a commitment: lead or supporting; without a ministry, it is "not stated".

    Acceptance and report belong to each owing lead. `answer` names the letter, note or text by which that
    ministry answered; `accepted_by` is who accepted or filed the answer.
    """

    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="responsibilities", verbose_name=_("commitment")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side)
    role = models.CharField(_("role"), max_length=20, choices=LeadRole, default=LeadRole.LEAD)
    ministry = models.ForeignKey(
        "Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="responsibilities",
        verbose_name=_("ministry"),
        help_text=_("Leave empty if not stated."),
    )
    official = models.ForeignKey(
        "Official",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="responsibilities",
        verbose_name=_("official"),
    )
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("acceptance recorded by"),
    )
    acceptance = models.CharField(_("acceptance document"), max_length=200, blank=True, editable=False)
    reported_on = models.DateField(_("reported complete on"), null=True, blank=True, editable=False)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("report recorded by"),
    )
    report = models.CharField(_("report document"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ("side", "role", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("commitment", "side"),
                condition=Q(role=LeadRole.LEAD),
                name="responsibility_one_lead_per_side",
                violation_error_message=_("Each side can have only one lead ministry. Select one."),
            ),
            models.UniqueConstraint(
                fields=("commitment", "ministry"),
                condition=Q(ministry__isnull=False),
                name="responsibility_ministry_once",
                violation_error_message=_(
                    "This ministry already has a role in the commitment. Select another ministry."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.ministry or _('not stated')}"


def parts_in_order(*related: str) -> models.QuerySet[Responsibility]:
    """Return the parts in display order; a person who may read an item may read its parts."""
    return Responsibility.objects.select_related(*related).order_by("side", "role", "pk")


def items_with(parts: Q) -> models.QuerySet[Responsibility, Any]:
    """Return the keys of the items with such a part, for use in a query that applies the access policy."""
    return Responsibility.objects.filter(parts).order_by().values("commitment")


def leads_of(commitment: Commitment) -> list[Responsibility]:
    """List the leads of both sides; without a query where the parts were read with the item."""
    return [
        part for part in commitment.responsibilities(manager="objects").all() if part.role == LeadRole.LEAD
    ]


@with_translations("text", "next_step")
class ProgressUpdate(NextStep, Record, Classified, GivenInConfidence):
    """A dated report about a commitment, with its health and the next step, in one or two languages."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="updates", verbose_name=_("commitment")
    )
    side = models.CharField(_("reported by"), max_length=10, choices=Side, default=Side.OURS)
    reported_on = models.DateField(_("reported on"))
    health = models.CharField(_("status"), max_length=20, choices=Health)
    text = models.TextField(_("what happened, who reported it, what comes next"), blank=True)

    class Meta:
        verbose_name = _("progress update")
        verbose_name_plural = _("progress updates")
        ordering = ("-reported_on", "-id")
        indexes = [NEXT_STEP_INDEX]
        constraints = [NEXT_STEP_CONSTRAINT]

    def __str__(self) -> str:
        return f"{self.reported_on} {self.get_health_display()}"


class Evidence(FiledFile, Record, Classified, GivenInConfidence):
    """A document that proves progress: a reference is enough; a file is kept under its SHA-256."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("commitment")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=EvidenceKind)
    number = models.CharField(_("number"), max_length=60, blank=True)
    dated_on = models.DateField(_("document date"), null=True, blank=True)
    description = models.CharField(_("description"), max_length=300)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("-dated_on", "-id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()


class Release(Record):
    """The releasable version of a commitment in one language, separate from the internal one.

    Public exports use only this. `facts` keeps what the internal version stated when it was approved, so that
    a later change is noticed.
    """

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="releases", verbose_name=_("commitment")
    )
    language = models.CharField(_("language"), max_length=12, default="en")
    wording = models.TextField(_("wording for publication"), max_length=600)
    status = models.CharField(_("status for publication"), max_length=20, choices=Completion)
    due = models.CharField(
        _("due date to be published"),
        max_length=120,
        blank=True,
        help_text=_("In words, for example “June 2027”. Leave empty to publish no date."),
    )
    state = models.CharField(_("stage"), max_length=20, choices=ReleaseState, default=ReleaseState.DRAFT)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True, editable=False)
    facts = models.JSONField(_("record at the time of approval"), default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("version for publication")
        verbose_name_plural = _("versions for publication")
        ordering = ("commitment", "language")
        indexes = [
            models.Index(
                fields=("approved_by",), condition=Q(state=ReleaseState.APPROVED), name="release_cleared"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("commitment", "language"),
                name="release_once_in_a_language",
                violation_error_message=_(
                    "A version for publication already exists in this language. Edit that version."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state=ReleaseState.APPROVED)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="release_cleared_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(wording=""),
                name="release_has_a_wording",
                violation_error_message=_("Enter the wording for publication."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}, {self.language}"
