"""Minutes of a meeting for both sides, version by version, and the changes that the partner returns."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.enums import MinutesChangeState, MinutesState
from commitments.models.base import Decided, Record

HASH_LENGTH = 64
RECIPIENT_LENGTH = 200
FILE_NAME_LENGTH = 120


def _digest(label: object) -> models.CharField[str, str]:
    return models.CharField(label, max_length=HASH_LENGTH, blank=True, editable=False)  # type: ignore[arg-type]


class Minutes(Record):
    """One version of the minutes of a meeting: a draft, sent to the partner for comment, or agreed.

    The content of a draft is read from the record. It is frozen under `content_sha256` when it is sent or
    agreed. `cleared` names what was said that the partner may read, each with the SHA-256 of its text. The
    signed document and the last returned file are in the store of exchanged files.
    """

    meeting = models.ForeignKey(
        "Meeting", on_delete=models.PROTECT, related_name="minutes", verbose_name=_("meeting")
    )
    number = models.PositiveSmallIntegerField(_("version"), editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=MinutesState, default=MinutesState.DRAFT, editable=False
    )
    language = models.CharField(_("language"), max_length=12)
    other_language = models.CharField(_("other language"), max_length=12, blank=True)
    cleared = models.JSONField(_("discussion cleared for the partner"), default=dict, blank=True)
    content_sha256 = _digest(_("SHA-256 of the content"))
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    sent_to = models.CharField(_("sent to"), max_length=RECIPIENT_LENGTH, blank=True)
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    returned_name = models.CharField(_("returned file"), max_length=FILE_NAME_LENGTH, blank=True)
    returned_sha256 = _digest(_("SHA-256 of the returned file"))
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    signed_name = models.CharField(_("signed document"), max_length=FILE_NAME_LENGTH, blank=True)
    signed_sha256 = _digest(_("SHA-256 of the signed document"))

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=("meeting", "number"), name="minutes_number_once"),
            models.UniqueConstraint(
                fields=("meeting",), condition=Q(state=MinutesState.DRAFT), name="minutes_one_draft"
            ),
            models.UniqueConstraint(
                fields=("meeting",), condition=Q(state=MinutesState.AGREED), name="minutes_agreed_once"
            ),
            models.CheckConstraint(
                condition=Q(state=MinutesState.DRAFT, content_sha256="", sent_on__isnull=True)
                | Q(state=MinutesState.SENT, sent_on__isnull=False) & ~Q(content_sha256="") & ~Q(sent_to="")
                | Q(state=MinutesState.AGREED, agreed_on__isnull=False)
                & ~Q(content_sha256="")
                & ~Q(signed_sha256=""),
                name="minutes_frozen_when_sent_or_agreed",
            ),
        ]

    def __str__(self) -> str:
        values = {"meeting": self.meeting.reference, "number": self.number}
        return str(_("Minutes %(meeting)s, version %(number)d") % values)

    @property
    def name(self) -> str:
        """The name of its files, and of what is exported."""
        return f"{self.meeting.reference}-minutes-{self.number}"

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.language, self.other_language)))

    @property
    def is_draft(self) -> bool:
        return self.state == MinutesState.DRAFT

    @property
    def is_agreed(self) -> bool:
        return self.state == MinutesState.AGREED


class MinutesChange(Decided, Record):
    """One passage of minutes that the partner changed in a returned file: a proposal, never our record.

    `part` is where the words are recorded, such as `outcome-12`. It is about a commitment, an outcome or an
    agenda item, if the passage is.
    """

    minutes = models.ForeignKey(
        Minutes, on_delete=models.PROTECT, related_name="changes", verbose_name=_("minutes")
    )
    commitment = models.ForeignKey(
        "Commitment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="minutes_changes",
        verbose_name=_("commitment"),
    )
    outcome = models.ForeignKey(
        "Outcome",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="minutes_changes",
        verbose_name=_("outcome"),
    )
    point = models.ForeignKey(
        "AgendaPoint",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="minutes_changes",
        verbose_name=_("agenda item"),
    )
    part = models.CharField(_("part"), max_length=40)
    label = models.CharField(_("passage"), max_length=200)
    language = models.CharField(_("language"), max_length=12, blank=True)
    ours = models.TextField(_("as sent by our side"), blank=True)
    theirs = models.TextField(_("as returned by the partner"), blank=True)
    file_name = models.CharField(_("returned file"), max_length=FILE_NAME_LENGTH)
    sha256 = models.CharField(_("SHA-256"), max_length=HASH_LENGTH, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=MinutesChangeState, default=MinutesChangeState.WAITING
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    source = models.CharField(_("source document"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("change to minutes")
        verbose_name_plural = _("changes to minutes")
        ordering = ("id",)
        indexes = [
            models.Index(
                fields=("minutes",), condition=Q(state=MinutesChangeState.WAITING), name="minutes_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(commitment__isnull=True, outcome__isnull=True)
                | Q(commitment__isnull=True, point__isnull=True)
                | Q(outcome__isnull=True, point__isnull=True),
                name="minutes_change_of_one_record",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes}: {self.label}"
