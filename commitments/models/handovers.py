"""Handovers: what an officer who rotates passes on to a successor, accepted item by item and signed."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.enums import HandoverSection, HandoverState
from commitments.models.base import AnsweredInWords, Classified, NarrowedModel, Record


class Handover(AnsweredInWords, Record, Classified):
    """Some partners of one desk, handed over by one officer to another.

    `partners` holds the codes of the countries. The successor signs; where items were not accepted, a head
    decides afterwards what becomes of them (`decided_by`, `answer`).
    """

    desk = models.ForeignKey(
        "Desk", on_delete=models.PROTECT, related_name="handovers", verbose_name=_("desk")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="handovers_given",
        verbose_name=_("officer who leaves"),
    )
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="handovers_received",
        verbose_name=_("successor"),
    )
    partners = models.JSONField(_("partners"), default=list, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=HandoverState, default=HandoverState.OPEN, editable=False
    )
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True, editable=False)
    remark = models.CharField(_("remark"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ("-id",)
        indexes = [
            models.Index(
                fields=("state",),
                condition=Q(state__in=(HandoverState.OPEN, HandoverState.SIGNED), decided_at__isnull=True),
                name="handover_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(successor=F("person")),
                name="handover_successor_is_another",
                violation_error_message=_("Select another user as the successor."),
            ),
            models.CheckConstraint(
                condition=Q(state=HandoverState.SIGNED, signed_at__isnull=False)
                | (~Q(state=HandoverState.SIGNED) & Q(signed_at__isnull=True)),
                name="handover_signed_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        # On a page, the accounts are emptied for a reader who has no access to them.
        names = [str(one) for one in (self.person, self.successor) if one is not None]
        return " → ".join(names)


# The record that an item is about: exactly one of these columns is filled.
SUBJECTS = ("commitment", "outcome", "official", "meeting", "statement", "packet")


def _about(model: str, name: object) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        model,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=name,  # type: ignore[arg-type]
    )


class HandoverItem(Record):
    """One line of a handover: a record, its place in the list, and its history as it was at the start.

    `facts` holds the history as plain values, with the number of their format. Only readers of the record
    see the line.
    """

    FORMAT: ClassVar[int] = 1

    handover = models.ForeignKey(
        Handover, on_delete=models.PROTECT, related_name="items", verbose_name=_("handover")
    )
    section = models.CharField(_("section"), max_length=10, choices=HandoverSection)
    number = models.PositiveIntegerField(_("number"))
    commitment = _about("Commitment", _("commitment"))
    outcome = _about("Outcome", _("outcome"))
    official = _about("Official", _("official"))
    meeting = _about("Meeting", _("meeting"))
    statement = _about("Statement", _("statement"))
    packet = _about("Packet", _("packet"))
    facts = models.JSONField(_("history at the start"), default=dict, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    question = models.CharField(_("question"), max_length=300, blank=True, editable=False)
    answer = models.CharField(_("answer"), max_length=300, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("answered by"),
    )

    class Meta:
        verbose_name = _("handover item")
        verbose_name_plural = _("handover items")
        ordering = ("handover", "number")
        constraints = [
            models.UniqueConstraint(fields=("handover", "number"), name="handover_item_number_once"),
            *(
                models.UniqueConstraint(
                    fields=("handover", name),
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"handover_item_{name}_once",
                )
                for name in SUBJECTS
            ),
            models.CheckConstraint(
                condition=Q(answer="") | (~Q(question="") & Q(answered_by__isnull=False)),
                name="handover_item_answer_to_a_question",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.get_section_display()}"

    @property
    def subject(self) -> NarrowedModel:
        """The record that the item is about."""
        found: NarrowedModel = next(getattr(self, name) for name in SUBJECTS if getattr(self, f"{name}_id"))
        return found
