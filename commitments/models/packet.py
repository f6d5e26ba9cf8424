"""Printed briefings, frozen: each edition, who signs it off, and who holds which copy."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.models.base import Classified, Made
from commitments.models.country import Country
from commitments.models.meeting import Meeting
from commitments.models.narrowing import NarrowedManager, NarrowedModel, NarrowedQuerySet
from commitments.vocabulary import CopyEnd, PacketState

UNFINISHED = (PacketState.ASKED, PacketState.MAKING)


class PacketQuerySet(NarrowedQuerySet["Packet"]):
    """Editions as people speak of them."""

    def standing(self) -> "PacketQuerySet":
        """Leave out those that failed or were cancelled."""
        return self.filter(state__in=(*UNFINISHED, PacketState.READY))

    def later_than(self, reference: Any, number: Any, draft: Any, addendum: Any) -> "PacketQuerySet":
        """Give the later editions of a packet, addenda too; each part is a value or an `OuterRef`."""
        later = Q(number__gt=number) | Q(number=number, addendum__gt=addendum)
        later |= Q(number=number, addendum=addendum, draft__gt=draft)
        return self.filter(later, reference=reference)


class Packet(Made, Classified):
    """One edition of a briefing for one reader.

    `number` counts the finals: the drafts k of the first are edition 0.k and end in 1.0, once signed off. An
    addendum to a final bears its number. `content_sha256` names the frozen content, `sha256` the master that
    was printed of it last: the draft's, then the final's. `imprints` keeps what each master says of itself.
    """

    reference = models.CharField(_("reference"), max_length=20)
    number = models.PositiveSmallIntegerField(_("final"), default=1)
    draft = models.PositiveSmallIntegerField(_("draft"), default=1)
    addendum = models.PositiveSmallIntegerField(_("addendum"), default=0)
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="packets", verbose_name=_("partner")
    )
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        related_name="packets",
        verbose_name=_("meeting"),
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="packets", verbose_name=_("made for")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    asked_at = models.DateTimeField(_("asked for at"))
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    done = models.PositiveIntegerField(_("pages set"), default=0)
    total = models.PositiveIntegerField(_("pages expected"), default=0)
    as_of = models.DateTimeField(_("as of"), null=True, blank=True)
    ready_at = models.DateTimeField(_("ready at"), null=True, blank=True)
    signed_at = models.DateTimeField(_("signed off at"), null=True, blank=True)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    copies = models.PositiveSmallIntegerField(_("copies"), default=1)
    content_sha256 = models.CharField(_("SHA-256 of the content"), max_length=64, blank=True)
    draft_sha256 = models.CharField(_("SHA-256 of the draft"), max_length=64, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    printer = models.CharField(_("printed by"), max_length=64, blank=True)
    imprints = models.JSONField(default=dict, blank=True, editable=False)
    too_long = models.JSONField(_("what does not fit"), default=list, blank=True)

    objects = NarrowedManager.from_queryset(PacketQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name = _("packet")
        verbose_name_plural = _("packets")
        ordering = ("-asked_at",)
        indexes = [
            models.Index(fields=("asked_at",)),
            # Few are ready and not signed off.
            models.Index(
                fields=("asked_at", "id"),
                condition=Q(state=PacketState.READY, signed_at__isnull=True),
                name="packet_to_be_signed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("reference", "number", "draft", "addendum"), name="packet_edition_once"
            ),
            models.UniqueConstraint(
                fields=("meeting", "reader"),
                condition=Q(state__in=UNFINISHED),
                name="packet_one_in_the_making",
            ),
            models.UniqueConstraint(
                fields=("country", "reader"),
                condition=Q(state__in=UNFINISHED, meeting__isnull=True),
                name="packet_one_of_a_country",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | ~Q(content_sha256=""), name="packet_signed_has_content"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.edition}"

    @property
    def is_final(self) -> bool:
        """Whether it is signed off; the final is printed at once after."""
        return self.signed_at is not None

    @property
    def edition(self) -> str:
        """Name the edition: 0.2 of a draft, 1.0 of a final, 1.0 Add. 1 of an addendum to it."""
        if self.addendum:
            return f"{self.number}.0 Add. {self.addendum}"
        return f"{self.number}.0" if self.is_final else f"{self.number - 1}.{self.draft}"

    @property
    def label(self) -> str:
        """Name the edition in lists; a draft is said to be one."""
        return str(self) if self.is_final else gettext("%(packet)s (draft, not approved)") % {"packet": self}


class PacketMeeting(NarrowedModel):
    """One meeting whose records a packet holds; its reader needs to know them.

    It is what the packet is about, or only where an item came from that still stands open.
    """

    packet = models.ForeignKey(
        Packet, on_delete=models.CASCADE, related_name="of_meetings", verbose_name=_("packet")
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="in_packets", verbose_name=_("meeting")
    )
    is_subject = models.BooleanField(_("what it is about"), default=True)

    class Meta:
        verbose_name = _("meeting of a packet")
        verbose_name_plural = _("meetings of packets")
        ordering = ("packet", "id")
        constraints = [models.UniqueConstraint(fields=("packet", "meeting"), name="packet_meeting_once")]

    def __str__(self) -> str:
        return str(self.meeting)


class SignOff(NarrowedModel):
    """One officer's step in signing off an edition; what is signed is the hash of the content."""

    packet = models.ForeignKey(
        Packet, on_delete=models.PROTECT, related_name="sign_offs", verbose_name=_("packet")
    )
    step = models.PositiveSmallIntegerField(_("step"))
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    part = models.CharField(_("part"), max_length=80, blank=True, help_text=_("all of it, where empty"))
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    content_sha256 = models.CharField(_("SHA-256 of the content"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ("packet", "step")
        constraints = [
            models.UniqueConstraint(fields=("packet", "step"), name="sign_off_step_once"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, content_sha256="")
                | (Q(signed_at__isnull=False) & ~Q(content_sha256="")),
                name="sign_off_of_a_content",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step}. {self.officer}"


# A copy that is neither recalled nor ended: of an edition that was recalled there is none.
COPY_STANDS = Q(recalled_at=None, end="")


class PacketCopy(NarrowedModel):
    """One numbered copy in the register: whose it is, the hash of its bytes, and how it ended.

    The final has copies of its own, with the same numbers; those of the draft stay on record.
    """

    packet = models.ForeignKey(
        Packet, on_delete=models.PROTECT, related_name="register", verbose_name=_("packet")
    )
    number = models.PositiveSmallIntegerField(_("copy"))
    of_final = models.BooleanField(_("of the final"), default=False)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="copies",
        verbose_name=_("holder"),
    )
    post = models.CharField(
        _("holder's post"), max_length=120, blank=True, help_text=_("where the holder has no account")
    )
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    given_at = models.DateTimeField(_("given out at"), null=True, blank=True)
    recalled_at = models.DateTimeField(_("recalled at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("back or destroyed at"), null=True, blank=True)
    end = models.CharField(_("how it ended"), max_length=10, choices=CopyEnd, blank=True)

    class Meta:
        verbose_name = _("copy")
        verbose_name_plural = _("copies")
        ordering = ("packet", "of_final", "number")
        # Few of all that were given out are still out.
        indexes = [
            models.Index(
                fields=("packet",), condition=Q(end="", given_at__isnull=False), name="packet_copy_out"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=("packet", "of_final", "number"), name="packet_copy_once"),
            models.UniqueConstraint(
                fields=("packet", "of_final", "holder"),
                condition=Q(holder__isnull=False),
                name="packet_one_copy_a_holder",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
                name="packet_copy_ends_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.packet} · {self.number}"
