"""What editable records share: who recorded them, when, and which version stands."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.narrowing import NarrowedModel
from commitments.vocabulary import Classification, PacketState


class Record(NarrowedModel):
    """An editable record; `version` rises with every write, so that a second writer is told."""

    recorded_at = models.DateTimeField(_("recorded at"), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True


class Made(NarrowedModel):
    """What a worker makes after it was asked for: its progress stands here, not in the queue."""

    state = models.CharField(_("state"), max_length=10, choices=PacketState, default=PacketState.ASKED)
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(_("why it failed"), max_length=300, blank=True)

    class Meta:
        abstract = True


class Decided(NarrowedModel):
    """What waits until somebody decides: who did, and when."""

    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        abstract = True


class AnsweredInWords(Decided):
    """What is decided with a word to whoever asked."""

    answer = models.CharField(_("the decision in words"), max_length=300, blank=True)

    class Meta:
        abstract = True


class Classified(NarrowedModel):
    """A record that only people with the clearance may read."""

    classification = models.PositiveSmallIntegerField(
        _("classification"), choices=Classification, default=Classification.RESTRICTED
    )

    class Meta:
        abstract = True


class Confided(NarrowedModel):
    """A text that the partner may have given in confidence: it goes outside only with consent on record."""

    in_confidence = models.BooleanField(
        _("given in confidence"),
        default=False,
        help_text=_("The partner asked that it stay between the two governments."),
    )
    consent = models.CharField(
        _("consent"),
        max_length=300,
        blank=True,
        help_text=_("who of the partner agreed that it may be passed on, when, and by which document"),
    )

    class Meta:
        abstract = True


class LocalName(NarrowedModel):
    """The name of something in one more language."""

    language = models.CharField(_("language"), max_length=12, help_text=_("ISO 639 code, such as ko or km"))
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
