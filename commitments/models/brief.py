"""What officers write for a meeting's packet: the core and the scenario, topic sheets, wordings to propose.

Texts are markdown (emphasis and lists alone), or lines with their cells between bars where the help says so.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.base import Classified, Record
from commitments.models.commitment import TITLE_LETTERS
from commitments.models.country import Division
from commitments.models.meeting import Meeting
from commitments.models.narrowing import OneToOneField
from commitments.vocabulary import COMMITMENT_STRENGTHS, Strength

# The limits of the print specification.
ASK_LETTERS, LINE_LETTERS, OBJECTIVE_LETTERS, RUNNING_LETTERS = 180, 90, 90, 24
MOST_PROPOSALS = 3


class Brief(Record, Classified):
    """The page the minister reads, and the order of events; one for a meeting."""

    meeting = OneToOneField(
        Meeting, on_delete=models.PROTECT, related_name="brief", verbose_name=_("meeting")
    )
    why = models.TextField(_("why this meeting"), blank=True, help_text=_("and who asked for it"))
    objectives = models.TextField(
        _("objectives"), blank=True, help_text=_("a list of one to three, each with its item's reference")
    )
    messages = models.TextField(_("three messages"), blank=True, help_text=_("a list, as they are said"))
    ask = models.CharField(
        _("the one ask"), max_length=ASK_LETTERS, blank=True, help_text=_("as it is said aloud")
    )
    if_accepted = models.CharField(_("if accepted"), max_length=200, blank=True)
    if_refused = models.CharField(_("if refused"), max_length=200, blank=True)
    not_to_say = models.TextField(_("what not to say"), blank=True, help_text=_("a list of at most five"))
    events = models.TextField(
        _("order of events"),
        blank=True,
        help_text=_("one a line: 10:05 | what | who | note; the time is the place's"),
    )
    place = models.TextField(_("place and seats"), blank=True)
    language = models.TextField(_("language"), blank=True, help_text=_("and the interpreters"))
    press = models.TextField(_("press"), blank=True)
    courtesy = models.TextField(
        _("courtesy words"),
        blank=True,
        help_text=_("one a line: meaning | their word | how to say it | our word"),
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


class TopicSheet(Record, Classified):
    """One topic of a meeting: what is said aloud, and what is only known."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="topic_sheets", verbose_name=_("meeting")
    )
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("T1 comes first"))
    title = models.CharField(_("title"), max_length=80)
    titles = models.TextField(
        _("title in other languages"), blank=True, help_text=_("one a line: ko | the title in Korean")
    )
    running_title = models.CharField(
        _("title in the header"), max_length=RUNNING_LETTERS, blank=True, help_text=_("short, no sentence")
    )
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("division")
    )
    objective = models.CharField(_("our objective"), max_length=OBJECTIVE_LETTERS, blank=True)
    their_objective = models.TextField(_("their objective"), blank=True)
    response = models.TextField(_("our response"), blank=True)
    points = models.TextField(
        _("points to make"), blank=True, help_text=_("a list of at most five; each opens with a verb in bold")
    )
    if_raised = models.TextField(_("if raised"), blank=True, help_text=_("a list of at most four"))
    tactics = models.TextField(_("tactics"), blank=True)
    press_line = models.TextField(_("press line"), blank=True)
    press_until = models.DateField(_("may be used until"), null=True, blank=True)
    last_time = models.TextField(_("last time"), blank=True, help_text=_("when the principals met"))
    background = models.TextField(_("background that may be used"), blank=True)
    not_disclosed = models.TextField(_("not to be disclosed"), blank=True)
    items = models.TextField(
        _("items touched"), blank=True, help_text=_("their references, such as KH-2026-0007 KH-2026-0009")
    )

    class Meta:
        verbose_name = _("topic sheet")
        verbose_name_plural = _("topic sheets")
        ordering = ("meeting", "number")
        constraints = [
            models.UniqueConstraint(
                fields=("meeting", "number"),
                name="topic_sheet_number_once",
                violation_error_message=_("Another topic sheet of this meeting has that number."),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="topic_sheet_has_a_title",
                violation_error_message=_("Give the topic a title."),
            ),
        ]

    def __str__(self) -> str:
        return f"T{self.number} {self.title}"


class Proposal(Record, Classified):
    """A wording to propose at a meeting, with the strength sought and what to fall back on."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("meeting")
    )
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("N-1 comes first"))
    title = models.CharField(_("short title"), max_length=TITLE_LETTERS)
    wording = models.TextField(_("draft wording"), help_text=_("to be read back at the meeting"))
    wordings = models.TextField(
        _("wording in other languages"),
        blank=True,
        help_text=_("one a line, for the interpreters: ko | the wording in Korean"),
    )
    is_checked = models.BooleanField(_("a translator has checked these"), default=False)
    strength = models.CharField(
        _("strength sought"),
        max_length=20,
        choices=[(s.value, s.label) for s in COMMITMENT_STRENGTHS],
        default=Strength.NOT_STATED,
    )
    terms = models.CharField(_("from when, or how often"), max_length=80, blank=True)
    fallback = models.CharField(_("fallback"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("wording to propose")
        verbose_name_plural = _("wordings to propose")
        ordering = ("meeting", "number")
        constraints = [
            models.UniqueConstraint(
                fields=("meeting", "number"),
                name="proposal_number_once",
                violation_error_message=_("Another wording of this meeting has that number."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_PROPOSALS),
                name="proposal_at_most_three",
                violation_error_message=_("A packet proposes at most three wordings."),
            ),
            models.CheckConstraint(
                condition=~Q(wording=""),
                name="proposal_has_a_wording",
                violation_error_message=_("Write the wording as it would be agreed."),
            ),
        ]

    def __str__(self) -> str:
        return f"N-{self.number} {self.title}"
