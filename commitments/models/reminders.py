"""Reminders and their emails, replies by link or update form, schedules, quiet days, and calendar
invitations.

Also the notices about packet copies that a holder confirms: of an addendum, or of a recall.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.enums import (
    DeadlineKind,
    EmailState,
    Health,
    MoveReason,
    NotSentReason,
    ReminderKind,
    ReminderState,
    ReplyKind,
    ReplyState,
)
from commitments.models.accounts import User
from commitments.models.base import Decided, NarrowedModel, OneToOneField, Record
from commitments.models.next_steps import NEXT_STEP_LENGTH


class Email(NarrowedModel):
    """One email to one person: frozen bytes, one Message-ID, and the server's answer.

    `fence` rises with every claim: a process with an older one writes nothing more. `final_dot_at` is
    committed just before the final dot of the message (SMTP DATA), `delivered_at` after the server's answer;
    the first without the second is a doubtful delivery. `unconfirmed_fence` keeps the fence of the latest
    final dot. `planned_at` is the latest planned moment of its reminders; an email written more than an hour
    later belongs to a backlog, which is sent slowly. Without a recipient it went to the duty mailbox.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="emails",
        verbose_name=_("recipient"),
    )
    address = models.CharField(_("address"), max_length=254)
    message_id = models.CharField("Message-ID", max_length=120, unique=True)
    subject = models.CharField(_("subject"), max_length=200)
    content = models.BinaryField(_("email source"))
    state = models.CharField(_("state"), max_length=20, choices=EmailState, default=EmailState.READY)
    ready_at = models.DateTimeField(_("ready at"))
    next_try_at = models.DateTimeField(_("next attempt"))
    tries = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    final_dot_at = models.DateTimeField(_("transmission ended at"), null=True, blank=True)
    unconfirmed_fence = models.PositiveIntegerField(default=0, editable=False)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    reply = models.CharField(_("server response"), max_length=300, blank=True)
    planned_at = models.DateTimeField(_("scheduled for"), null=True, blank=True)
    is_backlog = models.BooleanField(_("from the backlog"), default=False)
    crashes = models.PositiveSmallIntegerField(_("failed send attempts"), default=0)
    unconfirmed_at = models.DateTimeField(_("first unconfirmed transmission at"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("bounced at"), null=True, blank=True)

    class Meta:
        verbose_name = _("email")
        verbose_name_plural = _("emails")
        ordering = ("-id",)
        indexes = [models.Index(fields=("state", "next_try_at")), models.Index(fields=("delivered_at",))]

    def __str__(self) -> str:
        return self.subject


class Reminder(NarrowedModel):
    """One notice to one person about one version of a deadline at one planned moment.

    Kind and offset name the reminder step, `start_date` the day from which it counts: a person gets a
    reminder step once per version and anchor, wherever the planned moment moves. Where quiet days moved it,
    `postponed_from` keeps the first moment. Without a recipient it is for the duty mailbox.
    """

    commitment = models.ForeignKey(
        "Commitment", on_delete=models.PROTECT, related_name="reminders", verbose_name=_("commitment")
    )
    deadline = models.ForeignKey(
        "Deadline", on_delete=models.PROTECT, related_name="reminders", verbose_name=_("deadline")
    )
    kind = models.CharField(_("reminder step"), max_length=20, choices=ReminderKind)
    offset = models.IntegerField(_("days from the start date"), default=0)
    start_date = models.DateField(_("start date"))
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("recipient"),
    )
    planned_at = models.DateTimeField(_("scheduled for"))
    state = models.CharField(_("state"), max_length=10, choices=ReminderState, default=ReminderState.PLANNED)
    email = models.ForeignKey(
        Email,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("email"),
    )
    tries = models.PositiveSmallIntegerField(_("failed attempts to compose the email"), default=0)
    postponed_from = models.DateTimeField(_("originally scheduled for"), null=True, blank=True)
    postponed_reason = models.CharField(_("reason for postponement"), max_length=120, blank=True)
    not_sent_reason = models.CharField(
        _("reason for not sending"),
        max_length=20,
        choices=NotSentReason,
        default=NotSentReason.NONE,
        blank=True,
    )

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ("planned_at", "id")
        indexes = [
            models.Index(fields=("state", "planned_at")),
            # The order of the list, so that a page stops where it is full.
            models.Index(fields=("planned_at", "id")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("deadline", "kind", "offset", "start_date", "recipient"),
                condition=Q(recipient__isnull=False),
                name="reminder_once_a_person",
            ),
            models.UniqueConstraint(
                fields=("deadline", "kind", "offset", "start_date"),
                condition=Q(recipient__isnull=True),
                name="reminder_once_to_the_duty_mailbox",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.planned_at:%Y-%m-%d}"


class ReplyLink(NarrowedModel):
    """One link of one email, to one item, for one recipient: used once, until it expires or is revoked.

    `shown` keeps what the email stated about the item, in the recipient's language: the page shows no more.
    """

    commitment = models.ForeignKey(
        "Commitment", on_delete=models.PROTECT, related_name="reply_links", verbose_name=_("commitment")
    )
    deadline = models.ForeignKey(
        "Deadline", on_delete=models.PROTECT, related_name="+", verbose_name=_("deadline")
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="reply_links",
        verbose_name=_("recipient"),
    )
    email = models.ForeignKey(
        Email,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reply_links",
        verbose_name=_("email"),
    )
    shown = models.JSONField(_("content shown in the email"), default=dict, editable=False)
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revoked by"),
    )

    class Meta:
        verbose_name = _("email link")
        verbose_name_plural = _("email links")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.commitment_id}: {self.expires_at:%Y-%m-%d}"


class EmailReply(Decided, Record):
    """What a person proposed by a link of an email or in an update form; it has no effect until confirmed.

    For an update form, `changed` lists what changed about the item between its creation and its return.
    """

    link = OneToOneField(
        ReplyLink, on_delete=models.PROTECT, null=True, related_name="answer", verbose_name=_("link")
    )
    update_form = models.ForeignKey(
        "UpdateForm",
        on_delete=models.PROTECT,
        null=True,
        related_name="answers",
        verbose_name=_("update form"),
    )
    changed = models.CharField(_("later changes"), max_length=300, blank=True)
    commitment = models.ForeignKey(
        "Commitment", on_delete=models.PROTECT, related_name="email_replies", verbose_name=_("commitment")
    )
    kind = models.CharField(_("reply"), max_length=10, choices=ReplyKind)
    health = models.CharField(_("status"), max_length=20, choices=Health, blank=True)
    text = models.TextField(_("recipient’s comment"), blank=True)
    wording = models.CharField(_("requested deadline"), max_length=200, blank=True)
    move_reason = models.CharField(_("reason category"), max_length=20, choices=MoveReason, blank=True)
    next_step = models.CharField(_("next step"), max_length=NEXT_STEP_LENGTH, blank=True)
    next_step_on = models.DateField(_("date of the next step"), null=True, blank=True)
    given_at = models.DateTimeField(_("answered at"))
    state = models.CharField(_("state"), max_length=10, choices=ReplyState, default=ReplyState.WAITING)
    comment = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("email reply")
        verbose_name_plural = _("email replies")
        ordering = ("-given_at", "-id")
        indexes = [
            models.Index(
                fields=("commitment",), condition=Q(state=ReplyState.WAITING), name="email_reply_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(link__isnull=False, update_form__isnull=True)
                | Q(link__isnull=True, update_form__isnull=False),
                name="email_reply_by_one_way",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def giver(self) -> User:
        """Return the author of the answer: the recipient of the email, or the focal point of the update
        form.
        """
        if self.link is not None:
            return self.link.recipient
        assert self.update_form is not None
        return self.update_form.person


LONGEST_COUNT = 250


def check_counts(text: str) -> None:
    """Refuse what is no list of different numbers of working days, such as "20, 10, 5, 1"."""
    parts = [part.strip() for part in text.split(",")] if text.strip() else []
    if not all(part.isascii() and part.isdigit() and 1 <= int(part) <= LONGEST_COUNT for part in parts):
        raise ValidationError(
            _(
                "Enter numbers of working days from 1 to %(most)d, separated by commas. For example: "
                "20, 10, 5, 1."
            ),
            params={"most": LONGEST_COUNT},
        )
    if len({int(part) for part in parts}) < len(parts):
        raise ValidationError(_("The same number appears twice. Remove one."))


class ReminderSchedule(Record):
    """The reminder schedule of one desk, for one kind of deadline or, with none named, for every other.

    Days before count working days back from the day to act; the first day after and the weekly distance are
    calendar days from the agreed day; the escalation steps are working days from it. Empty means: no
    reminder.
    """

    desk = models.ForeignKey(
        "Desk", on_delete=models.PROTECT, related_name="reminder_schedules", verbose_name=_("desk")
    )
    kind = models.CharField(
        _("kind of deadline"),
        max_length=20,
        choices=DeadlineKind,
        blank=True,
        help_text=_("Leave empty for all kinds."),
    )
    before = models.CharField(
        _("working days before the last working day"),
        max_length=60,
        blank=True,
        default="20, 10, 5, 1",
        validators=[check_counts],
    )
    on_the_day = models.BooleanField(_("on the last working day"), default=True)
    first_after = models.PositiveSmallIntegerField(
        _("first reminder, days after the due date"), null=True, blank=True, default=1
    )
    then_every = models.PositiveSmallIntegerField(
        _("days between later reminders"), null=True, blank=True, default=7
    )
    head_after = models.PositiveSmallIntegerField(
        _("working days overdue before escalation to the head of desk"), null=True, blank=True, default=5
    )
    division_after = models.PositiveSmallIntegerField(
        _("working days overdue before escalation to the division head"), null=True, blank=True, default=15
    )
    answer_after = models.PositiveSmallIntegerField(
        _("working days without a response from the owners"), null=True, blank=True, default=5
    )
    answer_owner_head_after = models.PositiveSmallIntegerField(
        _("working days without a response before escalation to the owner’s validator"),
        null=True,
        blank=True,
        default=10,
    )
    answer_head_after = models.PositiveSmallIntegerField(
        _("working days without a response before escalation to the head of desk"),
        null=True,
        blank=True,
        default=15,
    )
    answer_division_after = models.PositiveSmallIntegerField(
        _("working days without a response before escalation to the division head"),
        null=True,
        blank=True,
        default=20,
    )
    on_review = models.BooleanField(_("on the review date"), default=True)
    no_response_after = models.PositiveSmallIntegerField(
        _("days without a progress update"), null=True, blank=True, default=30
    )
    undated_every = models.PositiveSmallIntegerField(
        _("days between reminders while the event has no date"), null=True, blank=True, default=30
    )

    class Meta:
        verbose_name = _("reminder schedule")
        verbose_name_plural = _("reminder schedules")
        ordering = ("desk", "kind")
        constraints = [
            models.UniqueConstraint(
                fields=("desk", "kind"),
                name="reminder_schedule_once_a_desk_and_kind",
                violation_error_message=_(
                    "This desk already has a reminder schedule for this kind of deadline. Edit that schedule."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.desk}: {self.get_kind_display() or _('all types')}"

    @property
    def counts(self) -> tuple[int, ...]:
        """The working days before the day to act, the longest first."""
        return tuple(sorted((int(part) for part in self.before.split(",") if part.strip()), reverse=True))


class QuietDays(Record):
    """Days on which the reminders of a desk wait, such as those of a summit; they are sent afterwards."""

    desk = models.ForeignKey(
        "Desk", on_delete=models.PROTECT, related_name="quiet_days", verbose_name=_("desk")
    )
    starts_on = models.DateField(_("first quiet day"))
    ends_on = models.DateField(_("last quiet day"))
    reason = models.CharField(
        _("reason"), max_length=120, help_text=_("shown next to each postponed reminder")
    )

    class Meta:
        verbose_name = _("quiet days")
        verbose_name_plural = _("quiet days")
        ordering = ("-starts_on", "-id")
        indexes = [models.Index(fields=("ends_on",))]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="quiet_days_in_order",
                violation_error_message=_("Enter a last quiet day that is not before the first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason}, {date_format(self.starts_on)} – {date_format(self.ends_on)}"


class Invitation(NarrowedModel):
    """One meeting sent to one member of our delegation, who is notified of each change until it is over.

    `last_sent` is what the last email said, `sequence` its number, which only rises; `is_cancelled` means
    that the last email cancelled the meeting, or for this person. `seen_version` is the version of the
    meeting that was last checked.
    """

    meeting = models.ForeignKey(
        "Meeting", on_delete=models.PROTECT, related_name="invitations", verbose_name=_("meeting")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("user")
    )
    requested_at = models.DateTimeField(_("requested at"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    seen_version = models.PositiveIntegerField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    last_sent = models.JSONField(_("content of the last invitation"), default=dict, blank=True)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    email = models.ForeignKey(
        Email, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("last email")
    )

    class Meta:
        verbose_name = _("meeting invitation")
        verbose_name_plural = _("meeting invitations")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("meeting", "person"), name="invitation_once_a_person")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.person_id}"


class CopyNotice(NarrowedModel):
    """One notice to the holder of one copy: of an addendum, or of the recall of the copy itself.

    `about` is the addendum or, for a recall, the packet of the copy. A required notice without a row has been
    neither sent nor confirmed.
    """

    copy = models.ForeignKey(
        "PacketCopy", on_delete=models.PROTECT, related_name="notices", verbose_name=_("copy")
    )
    about = models.ForeignKey(
        "Packet", on_delete=models.PROTECT, related_name="notices", verbose_name=_("regarding")
    )
    email = models.ForeignKey(
        Email, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("email")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("of a notice", "confirmed by"),
    )

    class Meta:
        verbose_name = _("notice to a copy holder")
        verbose_name_plural = _("notices to copy holders")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("copy", "about"), name="copy_notice_once"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="copy_notice_confirmed_by_a_user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.copy_id} {self.about_id}"
