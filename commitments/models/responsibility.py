"""Who answers for a commitment, on each side."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.commitment import Commitment
from commitments.models.ministry import Ministry, Official
from commitments.models.narrowing import NarrowedModel
from commitments.vocabulary import LeadRole, Side


class Responsibility(NarrowedModel):
    """A ministry's part in a commitment: lead or supporting; without a ministry, it is "not stated".

    Acceptance and report are facts of each owing lead. `answer` names the letter, note or text by which
    that ministry answered; `accepted_by` is who accepted or filed the answer.
    """

    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="responsibilities", verbose_name=_("commitment")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side)
    role = models.CharField(_("role"), max_length=20, choices=LeadRole, default=LeadRole.LEAD)
    ministry = models.ForeignKey(
        Ministry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="responsibilities",
        verbose_name=_("ministry"),
        help_text=_("Leave empty where it is not stated."),
    )
    official = models.ForeignKey(
        Official,
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
        verbose_name=_("acceptance filed by"),
    )
    acceptance = models.CharField(_("answer on file"), max_length=200, blank=True, editable=False)
    reported_on = models.DateField(_("reported complete on"), null=True, blank=True, editable=False)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("report filed by"),
    )
    report = models.CharField(_("report on file"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ("side", "role", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("commitment", "side"),
                condition=Q(role=LeadRole.LEAD),
                name="responsibility_one_lead_per_side",
                violation_error_message=_("A side has one lead at most."),
            ),
            models.UniqueConstraint(
                fields=("commitment", "ministry"),
                condition=Q(ministry__isnull=False),
                name="responsibility_ministry_once",
                violation_error_message=_("This ministry already has a part in the commitment."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.ministry or _('not stated')}"


def parts_in_order(*related: str) -> models.QuerySet[Responsibility]:
    """Give parts as a page of items names them; whoever reads an item through the door reads its parts."""
    return Responsibility.objects.select_related(*related).order_by("side", "role", "pk")


def items_with(parts: Q) -> models.QuerySet[Responsibility, Any]:
    """Give the keys of the items that have such a part, for a query around it that passes the door."""
    return Responsibility.objects.filter(parts).order_by().values("commitment")


def leads_of(commitment: Commitment) -> list[Responsibility]:
    """List the leads of both sides; without a query where the parts were read with the item."""
    return [
        part for part in commitment.responsibilities(manager="objects").all() if part.role == LeadRole.LEAD
    ]
