"""Packets: frozen editions, their sign-off, copies in the register, and the texts officers write for them.

Texts are markdown (only emphasis and lists), or lines with cells between bars where the help says so.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.enums import COMMITMENT_STRENGTHS, Disposal, PacketEdition, PacketState, Strength
from commitments.models.base import (
    Classified,
    Made,
    NarrowedManager,
    NarrowedModel,
    NarrowedQuerySet,
    OneToOneField,
    Record,
    find_language,
)
from commitments.models.commitments import TITLE_LETTERS
from commitments.models.translated import build_titles_field, find_line, with_translations

UNFINISHED = (PacketState.REQUESTED, PacketState.MAKING)


class PacketQuerySet(NarrowedQuerySet["Packet"]):
    """Shared conditions on editions."""

    def current(self) -> "PacketQuerySet":
        """Leave out those that failed or were cancelled."""
        return self.filter(state__in=(*UNFINISHED, PacketState.READY))

    def later_than(self, reference: Any, number: Any, draft: Any, addendum: Any) -> "PacketQuerySet":
        """Return the later editions of a packet, addenda too; each part is a value or an `OuterRef`."""
        later = Q(number__gt=number) | Q(number=number, addendum__gt=addendum)
        later |= Q(number=number, addendum=addendum, draft__gt=draft)
        return self.filter(later, reference=reference)


def list_default_editions() -> list[str]:
    """Return the editions of a packet for which none was selected."""
    return [PacketEdition.ADVISER.value]


class Packet(Made, Classified):
    """One version of a briefing for one reader.

    `number` counts the finals: the drafts k of the first are version 0.k and end in 1.0, once signed off. An
    addendum to a final has the final's number. `content_sha256` names the frozen content, which is printed
    in each of the `editions`. `sha256` is the file of the main edition that was last printed: the draft's,
    then the final's. `imprints` keeps what each file states about itself, and the hashes of the others.
    """

    reference = models.CharField(_("reference"), max_length=20)
    number = models.PositiveSmallIntegerField(_("final"), default=1)
    draft = models.PositiveSmallIntegerField(_("draft"), default=1)
    addendum = models.PositiveSmallIntegerField(_("addendum"), default=0)
    country = models.ForeignKey(
        "Country", on_delete=models.PROTECT, related_name="packets", verbose_name=_("partner")
    )
    meeting = models.ForeignKey(
        "Meeting",
        on_delete=models.PROTECT,
        null=True,
        related_name="packets",
        verbose_name=_("meeting"),
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="packets",
        verbose_name=_("prepared for"),
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested at"))
    language = models.CharField(_("language"), max_length=12, default=settings.LANGUAGE_CODE)
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    done = models.PositiveIntegerField(_("pages rendered"), default=0)
    total = models.PositiveIntegerField(_("pages expected"), default=0)
    as_of = models.DateTimeField(_("as of"), null=True, blank=True)
    ready_at = models.DateTimeField(_("ready at"), null=True, blank=True)
    signed_at = models.DateTimeField(_("signed off at"), null=True, blank=True)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    copies = models.PositiveSmallIntegerField(_("copies"), default=1)
    editions = models.JSONField(_("editions"), default=list_default_editions)
    content_sha256 = models.CharField(_("SHA-256 of the content"), max_length=64, blank=True)
    draft_sha256 = models.CharField(_("SHA-256 of the draft"), max_length=64, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    printer = models.CharField(_("rendering software"), max_length=64, blank=True)
    imprints = models.JSONField(default=dict, blank=True, editable=False)
    too_long = models.JSONField(_("parts over the length limit"), default=list, blank=True)

    objects = NarrowedManager.from_queryset(PacketQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name = _("packet")
        verbose_name_plural = _("packets")
        ordering = ("-requested_at",)
        indexes = [
            models.Index(fields=("requested_at",)),
            # Few are ready and not signed off.
            models.Index(
                fields=("requested_at", "id"),
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
        """Return whether it is signed off; the final is printed right after."""
        return self.signed_at is not None

    @property
    def edition(self) -> str:
        """Name the edition: 0.2 of a draft, 1.0 of a final, 1.0 Add. 1 of an addendum to it."""
        if self.addendum:
            return f"{self.number}.0 Add. {self.addendum}"
        return f"{self.number}.0" if self.is_final else f"{self.number - 1}.{self.draft}"

    @property
    def draft_edition(self) -> str:
        """Name the draft: 0.2 also of a version that became 1.0 later."""
        return self.edition if self.addendum else f"{self.number - 1}.{self.draft}"

    @property
    def main_edition(self) -> PacketEdition:
        """Return the edition whose file, hash and pages the columns name: the adviser's, if printed."""
        has_adviser = PacketEdition.ADVISER in self.editions
        return PacketEdition.ADVISER if has_adviser else PacketEdition(self.editions[0])

    @property
    def label(self) -> str:
        """Name the edition in lists; a draft is said to be one."""
        return str(self) if self.is_final else gettext("%(packet)s (draft, not approved)") % {"packet": self}


class PacketMeeting(NarrowedModel):
    """One meeting whose records a packet holds; its reader needs to know them.

    It is what the packet is about, or only the origin of an open item.
    """

    packet = models.ForeignKey(
        Packet, on_delete=models.CASCADE, related_name="of_meetings", verbose_name=_("packet")
    )
    meeting = models.ForeignKey(
        "Meeting", on_delete=models.PROTECT, related_name="in_packets", verbose_name=_("meeting")
    )
    is_subject = models.BooleanField(_("subject of the packet"), default=True)

    class Meta:
        verbose_name = _("meeting in a packet")
        verbose_name_plural = _("meetings in packets")
        ordering = ("packet", "id")
        constraints = [models.UniqueConstraint(fields=("packet", "meeting"), name="packet_meeting_once")]

    def __str__(self) -> str:
        return str(self.meeting)


class SignOff(NarrowedModel):
    """One officer's step in the sign-off of an edition; the hash of the content is signed."""

    packet = models.ForeignKey(
        Packet, on_delete=models.PROTECT, related_name="sign_offs", verbose_name=_("packet")
    )
    step = models.PositiveSmallIntegerField(_("step"))
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("user")
    )
    part = models.CharField(
        _("part"), max_length=80, blank=True, help_text=_("Leave empty for the whole packet.")
    )
    requested_at = models.DateTimeField(_("requested at"), null=True, blank=True)
    signed_at = models.DateTimeField(_("signed off at"), null=True, blank=True)
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


MESSAGE_LETTERS = 300
# A copy that is neither recalled nor ended: of an edition that was recalled there is none.
COPY_STANDS = Q(recalled_at=None, disposal="")


class PacketCopy(NarrowedModel):
    """One numbered copy in the register: its edition and holder, the hash of its bytes, and how it ended.

    The last pages of a copy are its holder's personal sheet, which has its own hash.

    The final has copies of its own, with the same numbers; those of the draft stay recorded. A draft that
    was sent for comment is a copy too, with the message to its holder and the day of the answer.
    """

    packet = models.ForeignKey(
        Packet, on_delete=models.PROTECT, related_name="register", verbose_name=_("packet")
    )
    number = models.PositiveSmallIntegerField(_("copy"))
    of_final = models.BooleanField(_("copy of the final version"), default=False)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="copies",
        verbose_name=_("holder"),
    )
    post = models.CharField(
        _("holder’s position"), max_length=120, blank=True, help_text=_("if the holder has no account")
    )
    edition = models.CharField(
        _("edition"), max_length=10, choices=PacketEdition, default=PacketEdition.ADVISER
    )
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    sheet_sha256 = models.CharField(_("SHA-256 of the personal sheet"), max_length=64, blank=True)
    given_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    recalled_at = models.DateTimeField(_("recalled at"), null=True, blank=True)
    disposed_at = models.DateTimeField(_("returned or destroyed at"), null=True, blank=True)
    disposal = models.CharField(_("disposal"), max_length=10, choices=Disposal, blank=True)
    is_for_comment = models.BooleanField(_("sent for comment"), default=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    message = models.CharField(_("message"), max_length=MESSAGE_LETTERS, blank=True)
    reply_by = models.DateField(_("comments due"), null=True, blank=True)

    class Meta:
        verbose_name = _("copy")
        verbose_name_plural = _("copies")
        ordering = ("packet", "of_final", "number")
        # Few of all that were given out are still out.
        indexes = [
            models.Index(
                fields=("packet",), condition=Q(disposal="", given_at__isnull=False), name="packet_copy_out"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=("packet", "of_final", "number"), name="packet_copy_once"),
            models.UniqueConstraint(
                fields=("packet", "of_final", "holder", "edition"),
                condition=Q(holder__isnull=False, is_for_comment=False),
                name="packet_one_copy_a_holder",
            ),
            models.UniqueConstraint(
                fields=("packet", "holder"),
                condition=Q(is_for_comment=True),
                name="packet_one_comment_copy_a_holder",
            ),
            models.CheckConstraint(
                condition=Q(is_for_comment=False)
                | Q(of_final=False, holder__isnull=False, sent_at__isnull=False),
                name="packet_comment_copy_of_a_draft",
            ),
            models.CheckConstraint(
                condition=Q(disposed_at__isnull=True, disposal="")
                | (Q(disposed_at__isnull=False) & ~Q(disposal="")),
                name="packet_copy_ends_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.packet} · {self.number}"


# The limits of the print specification.
ASK_LETTERS, LINE_LETTERS, OBJECTIVE_LETTERS, RUNNING_LETTERS = 180, 90, 90, 24
MOST_PROPOSALS = 3


@with_translations(
    *("why", "objectives", "messages", "ask", "if_accepted", "if_refused", "not_to_say", "events", "place"),
    *("language", "press", "courtesy", "if_plans_change", "joint_statement", "duty_officer"),
)
class Brief(Record, Classified):
    """The page that the minister reads, and the order of events; one for each meeting."""

    meeting = OneToOneField(
        "Meeting", on_delete=models.PROTECT, related_name="brief", verbose_name=_("meeting")
    )
    why = models.TextField(
        _("purpose of the meeting"), blank=True, help_text=_("Include the side that requested the meeting.")
    )
    objectives = models.TextField(
        _("objectives"),
        blank=True,
        help_text=_("one to three list items, each with the reference of its commitment"),
    )
    messages = models.TextField(_("key messages"), blank=True, help_text=_("a list, in spoken form"))
    ask = models.CharField(
        _("main request"), max_length=ASK_LETTERS, blank=True, help_text=_("in spoken form")
    )
    if_accepted = models.CharField(_("if accepted"), max_length=200, blank=True)
    if_refused = models.CharField(_("if rejected"), max_length=200, blank=True)
    not_to_say = models.TextField(_("points to avoid"), blank=True, help_text=_("a list of up to five items"))
    events = models.TextField(
        _("order of events"),
        blank=True,
        help_text=_("One line for each event: 10:05 | what | who | note. Use the local time of the place."),
    )
    place = models.TextField(_("place and seating"), blank=True)
    language = models.TextField(_("language"), blank=True, help_text=_("Include the interpreters."))
    press = models.TextField(_("press"), blank=True)
    courtesy = models.TextField(
        _("courtesy phrases"),
        blank=True,
        help_text=_("One line for each phrase: meaning | their phrase | pronunciation | our phrase"),
    )
    if_plans_change = models.TextField(_("if plans change"), blank=True)
    joint_statement = models.TextField(_("draft joint statement"), blank=True)
    duty_officer = models.CharField(
        _("duty officer, 24 h"), max_length=120, blank=True, help_text=_("name and telephone number")
    )

    class Meta:
        verbose_name = _("brief")
        verbose_name_plural = _("briefs")
        ordering = ("meeting",)

    def __str__(self) -> str:
        return str(self.meeting)


@with_translations(
    *("running_title", "objective", "their_objective", "response", "points", "if_raised", "tactics"),
    *("press_line", "last_time", "background", "not_to_be_disclosed"),
)
class TopicBrief(Record, Classified):
    """One topic brief of a meeting: what is said aloud, and what is only background."""

    meeting = models.ForeignKey(
        "Meeting", on_delete=models.PROTECT, related_name="topic_briefs", verbose_name=_("meeting")
    )
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("T1 comes first."))
    title = models.CharField(_("title"), max_length=80)
    titles = build_titles_field()
    running_title = models.CharField(
        _("short title for the page header"),
        max_length=RUNNING_LETTERS,
        blank=True,
        help_text=_("a few words, not a sentence"),
    )
    division = models.ForeignKey(
        "Division", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("division")
    )
    objective = models.CharField(_("our objective"), max_length=OBJECTIVE_LETTERS, blank=True)
    their_objective = models.TextField(_("their objective"), blank=True)
    response = models.TextField(_("our response"), blank=True)
    points = models.TextField(
        _("points to make"),
        blank=True,
        help_text=_("A list of up to five items. Start each item with a verb in bold."),
    )
    if_raised = models.TextField(_("if raised"), blank=True, help_text=_("a list of up to four items"))
    tactics = models.TextField(_("tactics"), blank=True)
    press_line = models.TextField(_("press line"), blank=True)
    press_until = models.DateField(_("valid until"), null=True, blank=True)
    last_time = models.TextField(
        _("previous discussion"), blank=True, help_text=_("at the last meeting of the principals")
    )
    background = models.TextField(_("background that may be used"), blank=True)
    not_to_be_disclosed = models.TextField(_("not to be disclosed"), blank=True)
    items = models.TextField(
        _("related items"),
        blank=True,
        help_text=_("references separated by spaces, for example KH-2026-0007 KH-2026-0009"),
    )

    class Meta:
        verbose_name = _("topic brief")
        verbose_name_plural = _("topic briefs")
        ordering = ("meeting", "number")
        constraints = [
            models.UniqueConstraint(
                fields=("meeting", "number"),
                name="topic_brief_number_once",
                violation_error_message=_(
                    "Another topic brief of this meeting has that number. Enter another number."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="topic_brief_has_a_title",
                violation_error_message=_("Enter a title for the topic."),
            ),
        ]

    def __str__(self) -> str:
        return f"T{self.number} {self.spoken_title}"

    @property
    def spoken_title(self) -> str:
        """The title in the reader's language, where it is recorded."""
        return find_line(self.titles, find_language()) or self.title


@with_translations("title", "terms", "fallback")
class ProposedWording(Record, Classified):
    """Proposed wording for a meeting, with the strength sought and the fallback."""

    meeting = models.ForeignKey(
        "Meeting", on_delete=models.PROTECT, related_name="proposed_wordings", verbose_name=_("meeting")
    )
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("N-1 comes first."))
    title = models.CharField(_("short title"), max_length=TITLE_LETTERS)
    wording = models.TextField(_("draft wording"), help_text=_("to be read back at the meeting"))
    wordings = models.TextField(
        _("wording in other languages"),
        blank=True,
        help_text=_(
            "For the interpreters, one line for each language, starting with its code, for "
            "example: ko | the wording in Korean"
        ),
    )
    is_checked = models.BooleanField(_("checked by a translator"), default=False)
    strength = models.CharField(
        _("strength sought"),
        max_length=20,
        choices=[(s.value, s.label) for s in COMMITMENT_STRENGTHS],
        default=Strength.NOT_STATED,
    )
    terms = models.CharField(_("start date or frequency"), max_length=80, blank=True)
    fallback = models.CharField(_("fallback"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("proposed wording")
        verbose_name_plural = _("proposed wording")
        ordering = ("meeting", "number")
        constraints = [
            models.UniqueConstraint(
                fields=("meeting", "number"),
                name="proposed_wording_number_once",
                violation_error_message=_(
                    "Another proposed wording of this meeting has that number. Enter another number."
                ),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_PROPOSALS),
                name="proposed_wording_at_most_three",
                violation_error_message=_("A packet has space for three proposed texts. Edit one of them."),
            ),
            models.CheckConstraint(
                condition=~Q(wording=""),
                name="proposed_wording_has_a_wording",
                violation_error_message=_("Enter the draft wording."),
            ),
        ]

    def __str__(self) -> str:
        return f"N-{self.number} {self.title}"
