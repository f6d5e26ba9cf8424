"""Outcomes of a meeting, its documents, the wording of outcomes in them, and passages read from a text."""

from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from commitments.enums import (
    ANSWERABLE,
    Account,
    Answer,
    ConsentPurpose,
    OutcomeKind,
    OwedBy,
    PassageState,
    SpokenBy,
    StatementKind,
    Strength,
)
from commitments.models.base import Classified, Decided, GivenInConfidence, OneToOneField, Record

# In characters.
SOURCE_LENGTH = 300


class Statement(Record, Classified, GivenInConfidence):
    """A document of a meeting: whose account it is, its language, binding or political."""

    meeting = models.ForeignKey(
        "Meeting", on_delete=models.PROTECT, related_name="statements", verbose_name=_("meeting")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=StatementKind)
    title = models.CharField(_("title"), max_length=200)
    dated_on = models.DateField(_("document date"), null=True, blank=True)
    number = models.CharField(_("number"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    is_binding = models.BooleanField(_("legally binding text"), default=False)
    is_verbatim = models.BooleanField(
        _("verbatim text"),
        default=True,
        help_text=_(
            "Clear this box for a summary in your own words. Its clauses are then not treated as quotations."
        ),
    )
    is_ocr = models.BooleanField(
        _("read by OCR"),
        default=False,
        editable=False,
        help_text=_("The text was read from images of pages, so words and numbers may be wrong."),
    )
    text_layer = models.JSONField(
        _("lines with a text layer"),
        default=list,
        blank=True,
        editable=False,
        help_text=_("Hashes of the lines that were not read by OCR. Empty if OCR read all lines, or none."),
    )
    source = models.CharField(_("source"), max_length=SOURCE_LENGTH, blank=True)
    text = models.TextField(_("text"), blank=True)
    signed_off_at = models.DateTimeField(_("signed off"), null=True, blank=True, editable=False)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("signed off by"),
    )

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ("meeting", "dated_on", "id")
        # The order of the list, so that a page stops where it is full.
        indexes = [models.Index(fields=("dated_on", "id"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_off_at__isnull=True) | Q(signed_off_by__isnull=False),
                name="statement_signed_off_by_a_user",
                violation_error_message=_("Enter the name of the person who signed off the readout."),
            )
        ]

    def __str__(self) -> str:
        return self.title


NO_SIDE = _("Select the side. “Not stated” is possible only for a topic discussed.")
ASKED_OR_OFFERED = Q(kind__in=sorted(ANSWERABLE))


class Outcome(Record, Classified, GivenInConfidence):
    """One numbered outcome of a meeting with its clause, verbatim; its strength is recorded, never
    inflated.
    """

    meeting = models.ForeignKey(
        "Meeting", on_delete=models.PROTECT, related_name="outcomes", verbose_name=_("meeting")
    )
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20, choices=OutcomeKind, default=OutcomeKind.TOPIC)
    # Never joint unless somebody says so: the other side would owe it, too. A topic needs no side.
    spoken_by = models.CharField(_("side"), max_length=10, choices=SpokenBy)
    clause = models.TextField(_("clause"), help_text=_("verbatim wording of the text"))
    language = models.CharField(_("language"), max_length=12, default="en")
    statement = models.ForeignKey(
        Statement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="outcomes",
        verbose_name=_("statement"),
    )
    place_in_text = models.CharField(_("source reference"), max_length=60, blank=True)
    account = models.CharField(
        _("account given by"),
        max_length=10,
        choices=Account,
        default=Account.AS_TEXT,
        blank=True,
        help_text=_("if the text reports a statement of another side, for example of a partner ministry"),
    )
    strength = models.CharField(_("strength"), max_length=20, choices=Strength, default=Strength.NOT_STATED)
    answer = models.CharField(
        _("answer"), max_length=20, choices=Answer, default=Answer.NONE, blank=True, editable=False
    )
    answer_wording = models.TextField(_("wording of the answer"), blank=True, editable=False)
    answer_source = models.CharField(_("source of the answer"), max_length=200, blank=True, editable=False)
    answer_strength = models.CharField(
        _("strength of the answer"), max_length=20, choices=Strength, blank=True, editable=False
    )
    review_on = models.DateField(_("review date"), null=True, blank=True)
    is_unconfirmed = models.BooleanField(
        _("wording not confirmed"),
        default=False,
        editable=False,
        help_text=_("The wording was read by OCR and not compared with the document."),
    )
    supplemented_on = models.DateField(
        _("date of the supplement"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Set if the outcome was added after the meeting was closed."),
    )

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ("meeting", "number")
        indexes = [
            models.Index(
                fields=("review_on",), condition=Q(answer=Answer.UNANSWERED), name="outcome_unanswered"
            ),
            # Few points are asks or offers that were agreed to.
            models.Index(fields=("meeting",), condition=Q(answer=Answer.AGREED), name="outcome_agreed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("meeting", "number"),
                name="outcome_number_once",
                violation_error_message=_(
                    "Another outcome of this meeting has that number. Enter another number."
                ),
            ),
            models.CheckConstraint(
                condition=(ASKED_OR_OFFERED & ~Q(answer="")) | (~ASKED_OR_OFFERED & Q(answer="")),
                name="outcome_answer_of_requests_and_offers",
                violation_error_message=_("Only a request or an offer can have an answer."),
            ),
            models.CheckConstraint(
                condition=~Q(answer=Answer.UNANSWERED) | Q(review_on__isnull=False),
                name="outcome_unanswered_is_reviewed",
                violation_error_message=_("An unanswered request or offer needs a review date. Enter one."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(spoken_by__in=OwedBy.values) | Q(kind=OutcomeKind.TOPIC, spoken_by=SpokenBy.NOT_STATED)
                ),
                name="outcome_has_a_side",
                violation_error_message=NO_SIDE,
            ),
            models.CheckConstraint(
                condition=~Q(clause=""),
                name="outcome_has_a_clause",
                violation_error_message=_("Enter the clause verbatim."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {Truncator(self.clause).chars(80)}"


class Clause(Record, Classified):
    """The wording of an outcome in one more text; the first text is on the outcome itself."""

    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, related_name="clauses", verbose_name=_("outcome")
    )
    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="clauses", verbose_name=_("statement")
    )
    wording = models.TextField(
        _("wording"),
        blank=True,
        help_text=_("Verbatim. Leave empty if the text does not mention the outcome."),
    )
    place_in_text = models.CharField(_("source reference"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    is_unconfirmed = models.BooleanField(
        _("wording not confirmed"),
        default=False,
        editable=False,
        help_text=_("The wording was read by OCR and not compared with the document."),
    )

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ("outcome", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("outcome", "statement"),
                name="clause_once_in_a_text",
                violation_error_message=_(
                    "An entry for this outcome and text is already recorded. Edit that entry."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(wording="") | Q(place_in_text=""), name="clause_silent_stands_nowhere"
            ),
        ]

    def __str__(self) -> str:
        return self.wording[:80]

    @property
    def meeting(self) -> models.Model:
        """The meeting on whose page it stands."""
        return self.outcome.meeting


class TextReading(Record):
    """The reading of a text as it was then: `digest` shows whether its words changed since."""

    statement = OneToOneField(
        Statement, on_delete=models.PROTECT, related_name="reading", verbose_name=_("statement")
    )
    digest = models.CharField(_("text at the time of analysis"), max_length=64)
    read_at = models.DateTimeField(_("analysed at"))

    class Meta:
        verbose_name = _("text analysis")
        verbose_name_plural = _("text analyses")

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.read_at:%Y-%m-%d}"


class Passage(Decided, Record):
    """A passage of a text that may be an outcome: proposed by the reader or marked by an officer.

    `start` and `end` count characters of the text as composed (NFC); without them the passage is no longer in
    the text. `sentence` is its source sentence, empty where an officer marked it; `guess` is what the reader
    understood. `part_of` is the passage into which it was merged, which is decided in its place.
    """

    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="passages", verbose_name=_("statement")
    )
    start = models.PositiveIntegerField(_("first character"), null=True, blank=True)
    end = models.PositiveIntegerField(_("last character"), null=True, blank=True)
    words = models.TextField(_("wording"))
    sentence = models.TextField(_("sentence analysed"), blank=True)
    guess = models.JSONField(_("result of the analysis"), default=dict, blank=True)
    state = models.CharField(_("stage"), max_length=10, choices=PassageState, default=PassageState.WAITING)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    outcome = OneToOneField(
        Outcome,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="passage",
        verbose_name=_("outcome"),
    )
    part_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("merged with"),
    )

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ("statement", "start", "id")
        indexes = [
            models.Index(
                fields=("statement",), condition=Q(state=PassageState.WAITING), name="passage_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__lt=F("end")),
                name="passage_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state=PassageState.ACCEPTED, outcome__isnull=False)
                | (~Q(state=PassageState.ACCEPTED) & Q(outcome__isnull=True)),
                name="passage_accepted_is_an_outcome",
            ),
        ]

    @property
    def was_on_record(self) -> bool:
        """Return whether the passage is an outcome that was recorded before the text was read."""
        return self.outcome is not None and self.outcome.recorded_at < self.recorded_at

    def __str__(self) -> str:
        return Truncator(self.words).chars(80)


# The columns of a consent that lead to the record it is about: exactly one is filled.
CONSENT_KEYS = ("statement", "outcome", "progress_update", "evidence", "agenda_point", "agenda_item")


def _of_record(model: str, name: Any) -> Any:
    return models.ForeignKey(
        model, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=name
    )


class OriginatorConsent(Record):
    """The consent of a third state or organisation to one use of information that it gave.

    It is about one record, the `originator` of which gave it. Revoked or expired, it has no effect.
    """

    statement = _of_record("Statement", _("statement"))
    outcome = _of_record("Outcome", _("outcome"))
    progress_update = _of_record("ProgressUpdate", _("progress update"))
    evidence = _of_record("Evidence", _("evidence"))
    agenda_point = _of_record("AgendaPoint", _("agenda item"))
    agenda_item = _of_record("AgendaItem", _("discussion of an open item"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=ConsentPurpose)
    given_by = models.CharField(
        _("consent given by"), max_length=200, help_text=_("The person or office of the originator.")
    )
    given_on = models.DateField(_("date of the consent"))
    document = models.CharField(
        _("filed document"), max_length=300, help_text=_("For example, note verbale 12/2026 of 3 March 2026.")
    )
    expires_on = models.DateField(
        _("last day of the consent"), null=True, blank=True, help_text=_("Leave empty if it does not expire.")
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("consent of an originator")
        verbose_name_plural = _("consents of originators")
        ordering = ("id",)
        indexes = [
            models.Index(
                fields=(name, "purpose"), condition=Q(**{f"{name}__isnull": False}), name=f"consent_of_{name}"
            )
            for name in CONSENT_KEYS
        ]
        constraints = [
            models.CheckConstraint(
                condition=reduce(
                    or_,
                    (
                        Q(**{f"{other}__isnull": other != name for other in CONSENT_KEYS})
                        for name in CONSENT_KEYS
                    ),
                ),
                name="consent_is_about_one_record",
            ),
            models.CheckConstraint(
                condition=~Q(given_by="") & ~Q(document=""),
                name="consent_has_its_source",
                violation_error_message=_("Enter who gave the consent, and the filed document."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("given_on")),
                name="consent_days_in_order",
                violation_error_message=_("The last day must not be before the date of the consent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {self.given_by}"

    @property
    def record(self) -> GivenInConfidence:
        """The record that the consent is about."""
        found = (getattr(self, name) for name in CONSENT_KEYS)
        record: GivenInConfidence = next(one for one in found if one is not None)
        return record

    @property
    def page(self) -> models.Model:
        """The meeting or commitment on whose page the record is shown."""
        record: Any = self.record
        found: models.Model = getattr(record, "meeting", None) or record.commitment
        return found
