"""Accounts: users, proposed changes, links in emails, access grants, API token terms, calendar feeds."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth.hashers import verify_password
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from knox.models import AuthToken

from commitments.enums import (
    AccountChangeKind,
    ApprovalState,
    Classification,
    DateFormat,
    LinkKind,
    Role,
    Scope,
)
from commitments.models.base import (
    AnsweredInWords,
    NarrowedManager,
    NarrowedModel,
    OneToOneField,
    Record,
    find_language,
    mark_narrowed,
    names_of,
    spoken_in,
)
from commitments.models.commitments import Commitment
from commitments.models.meetings import Meeting
from commitments.models.parties import Country, OfficialName
from commitments.models.translated import build_names_field, find_line


def list_name_columns(*people: str) -> tuple[str, ...]:
    """Return the relations to users with the columns from which `str` writes their names."""
    parts = ("", "__name", "__names", "__username")
    return tuple(f"{one}{part}" for one in people for part in parts)


class PeopleManager(NarrowedManager["User"], UserManager["User"]):
    """The manager of accounts: sign-in looks accounts up by it, so only relations are watched."""

    plain = UserManager
    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet["User"]:
        rows = super().get_queryset()
        return rows if hasattr(self, "core_filters") else mark_narrowed(rows)


class User(NarrowedModel, AbstractUser):
    """An account: a role, a clearance, and the desk, division, ministry or country it is for."""

    # Of one session or token that came without a second factor: what it reads at most.
    ceiling: int | None = None
    # Of a password that was checked: whether its hash is of an older kind than is made now.
    is_hash_old = False

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(
        pgettext_lazy("of a person", "name"), max_length=200, help_text=_("as it should appear in records")
    )
    # Of an account with an official, the names of the official are used.
    names = build_names_field()
    role = models.CharField(_("role"), max_length=30, choices=Role, default=Role.READER)
    clearance = models.PositiveSmallIntegerField(
        _("clearance"), choices=Classification, default=Classification.PUBLIC
    )
    language = models.CharField(_("language"), max_length=12, default="en")
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    date_format = models.CharField(_("date format"), max_length=10, choices=DateFormat, blank=True)
    rows_per_page = models.PositiveSmallIntegerField(_("rows per page"), default=25)
    # Set when a mail came back or was refused for good; such an address counts as none until it is mended.
    email_bounced_at = models.DateTimeField(_("email bounced at"), null=True, blank=True, editable=False)
    email_bounce = models.CharField(_("mail server response"), max_length=300, blank=True, editable=False)
    invited_at = models.DateTimeField(_("invited at"), null=True, blank=True, editable=False)
    # Raised when the account is closed or reads less than before: every session of it ends at once.
    sessions_from = models.PositiveIntegerField(default=0, editable=False)
    single_keys = models.BooleanField(_("single-key shortcuts"), default=True, editable=False)
    # When the person last looked at My desk, and when the visit before this one ended.
    desk_seen_at = models.DateTimeField(null=True, editable=False)
    desk_last_visit_at = models.DateTimeField(null=True, editable=False)
    desk = models.ForeignKey(
        "Desk", on_delete=models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("desk")
    )
    division = models.ForeignKey(
        "Division",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("division"),
    )
    ministry = models.ForeignKey(
        "Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("ministry"),
    )
    host_country = models.ForeignKey(
        "Country",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="embassy_people",
        verbose_name=_("host country"),
    )

    objects: ClassVar[PeopleManager] = PeopleManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("name",)

    def __str__(self) -> str:
        (spoken,) = names_of(OfficialName, "official__user", self.pk, ("person",))
        return spoken or find_line(self.names, find_language()) or self.name or self.username

    @property
    def can_be_told(self) -> bool:
        """Return whether a reminder reaches the person: the account is open and email does not bounce."""
        return self.is_active and self.email_bounced_at is None

    @property
    def reads_up_to(self) -> int:
        """The highest classification that the person reads here and now: never above the clearance."""
        return self.clearance if self.ceiling is None else min(self.clearance, self.ceiling)

    @property
    def reads_up_to_label(self) -> str:
        return str(Classification(self.reads_up_to).label)

    @property
    def is_held_down(self) -> bool:
        """Return whether the person could read more with a second factor."""
        return self.reads_up_to < self.clearance

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what each session is compared with: another password, or a higher `sessions_from`, ends
        it.
        """
        salt = "commitments.models.User.session"
        value = f"{self.password}|{self.sessions_from}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()

    def check_password(self, raw_password: str | None) -> bool:
        """Return whether this is the password; only a sign-in writes a newer hash, with its history."""
        is_right, self.is_hash_old = verify_password(raw_password, self.password)
        return is_right

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


def language_of(person: User | None) -> str:
    """Return the language of an account, or the installation's where there is none or it is unknown."""
    known = dict(settings.LANGUAGES)
    return person.language if person is not None and person.language in known else settings.LANGUAGE_CODE


@contextmanager
def spoken_as(person: User | None, *, is_letter: bool = False) -> Iterator[None]:
    """Use the language, also for names, the date format and the time zone of an account.

    In a letter, such as an email, the usual date format has the month in full.
    """
    language, dates = language_of(person), person.date_format if person else ""
    names = spoken_in(language, dates, is_letter=is_letter)
    with translation.override(language), timezone.override(zone_of(person)), names:
        yield


def zone_of(person: User | None) -> ZoneInfo:
    """Return the time zone of an account, or the installation's where there is none or it is unknown."""
    try:
        return ZoneInfo((person.time_zone if person else "") or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


class AccountChange(AnsweredInWords, Record):
    """A change of an account's rights or of its sign-in; no one both proposes and confirms one.

    `values` holds the new columns, `before` the columns at the time of the proposal.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="account_changes",
        verbose_name=_("account"),
    )
    kind = models.CharField(
        _("proposed change"), max_length=20, choices=AccountChangeKind, default=AccountChangeKind.PERMISSIONS
    )
    values = models.JSONField(_("new values"), default=dict, blank=True)
    before = models.JSONField(_("previous values"), default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=20, choices=ApprovalState, default=ApprovalState.PENDING)

    class Meta:
        verbose_name = _("account change")
        verbose_name_plural = _("account changes")
        ordering = ("-id",)
        indexes = [models.Index(fields=("state", "recorded_at"))]
        constraints = [
            models.UniqueConstraint(
                fields=("person", "kind"),
                condition=Q(state=ApprovalState.PENDING),
                name="account_change_proposed_once",
                violation_error_message=_(
                    "A change to this account is already proposed. Confirm, "
                    "reject or withdraw that proposal first."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state=ApprovalState.PENDING, decided_at__isnull=True)
                | (~Q(state=ApprovalState.PENDING) & Q(decided_at__isnull=False)),
                name="account_change_decided_has_its_moment",
            ),
            # Never alone, and never for oneself; `set up alone` is decided by nobody beside who proposed.
            models.CheckConstraint(
                condition=~Q(state=ApprovalState.GRANTED)
                | Q(decided_by__isnull=True)
                | (~Q(decided_by=F("recorded_by")) & ~Q(decided_by=F("person"))),
                name="account_change_by_two_persons",
                violation_error_message=_(
                    "Another user must confirm the change. You cannot confirm your own proposal."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"


class WaitingLink(NarrowedModel):
    """One person who waits for a link: it is made when its email is sent, and is not stored.

    The row is deleted once the email is accepted or refused. A temporary failure is tried again; in
    quarantine the link waits for a person. Claim, final dot and doubt are those of `Mail`, by the database's
    clock; `fence` rises with every claim, and when the link is requested again.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=LinkKind)
    requested_at = models.DateTimeField(_("requested at"))
    next_try_at = models.DateTimeField(_("next attempt"))
    # When the mail server first answered and did not take it.
    first_tried_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    final_dot_at = models.DateTimeField(null=True, blank=True)
    unconfirmed_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("failed send attempts"), default=0)
    is_quarantined = models.BooleanField(_("quarantined"), default=False)
    reply = models.CharField(_("server response"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("link waiting to be sent")
        verbose_name_plural = _("links waiting to be sent")
        constraints = [models.UniqueConstraint(fields=("person", "kind"), name="waiting_link_once")]

    def __str__(self) -> str:
        return str(LinkKind(self.kind).label)


SUBJECTS = ("country", "meeting", "commitment")


class Grant(Record):
    """Allows one person to read a partner's records, a meeting or a commitment for a time, with the reason.

    It grants only need to know: the clearance stays unchanged, and nothing may be written by it. It begins on
    `starts_on` and ends with `ends_on`, by the database's day, or when it is revoked.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="grants",
        verbose_name=_("user with access"),
    )
    country = models.ForeignKey(
        "Country",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("partner"),
    )
    meeting = models.ForeignKey(
        "Meeting",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("meeting"),
    )
    commitment = models.ForeignKey(
        "Commitment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("commitment"),
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("individual access")
        verbose_name_plural = _("individual access")
        ordering = ("-ends_on", "-id")
        indexes = [models.Index(fields=("person", "ends_on"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(country__isnull=False, meeting__isnull=True, commitment__isnull=True)
                | Q(country__isnull=True, meeting__isnull=False, commitment__isnull=True)
                | Q(country__isnull=True, meeting__isnull=True, commitment__isnull=False),
                name="grant_of_one_record",
                violation_error_message=_("Select one: a partner, a meeting or a commitment."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="grant_days_in_order",
                violation_error_message=_(
                    "The last day is before the first day. Correct one of the two dates."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="grant_says_why",
                violation_error_message=_("Enter the reason why this person needs access."),
            ),
        ]

    def __str__(self) -> str:
        # The record is named through its own door.
        return f"{self.person}, {date_format(self.ends_on)}"

    @property
    def subject(self) -> Country | Meeting | Commitment:
        """The record that it opens."""
        subject = self.country or self.meeting or self.commitment
        assert subject is not None
        return subject


class TokenTerms(NarrowedModel):
    """The purpose of one token, and whether its program is outside the government.

    An outside program gets nothing that the partner gave in confidence. `scopes` are words of `Scope`,
    separated by spaces; no scope allows what its person may not do.
    """

    token = OneToOneField(AuthToken, on_delete=models.CASCADE, related_name="terms", verbose_name=_("token"))
    label = models.CharField(_("purpose"), max_length=80)
    scopes = models.CharField(_("permitted use"), max_length=80, default=Scope.READ.value)
    is_external = models.BooleanField(_("external program"), default=False)

    class Meta:
        verbose_name = _("token settings")
        verbose_name_plural = _("token settings")

    def __str__(self) -> str:
        return self.label

    @property
    def allowed(self) -> tuple[Scope, ...]:
        """Return the scopes one by one."""
        return tuple(Scope(word) for word in self.scopes.split())


class CalendarSubscription(NarrowedModel):
    """One address at which a calendar program fetches one person's dates, until it is revoked.

    The address is a secret: only `digest`, its SHA-256, is stored, and `begins`, by which the person tells
    one from another.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="feeds", verbose_name=_("user")
    )
    label = models.CharField(_("purpose"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    begins = models.CharField(_("first characters of the address"), max_length=8, editable=False)
    made_at = models.DateTimeField(_("created"))
    last_used_on = models.DateField(_("last retrieved"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar subscription")
        verbose_name_plural = _("calendar subscriptions")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.label
