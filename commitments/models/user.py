"""The people who sign in."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth.hashers import verify_password
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models.country import Country, Desk, Division
from commitments.models.ministry import Ministry
from commitments.models.narrowing import NarrowedManager, NarrowedModel, narrowed
from commitments.vocabulary import Classification, Role


class PeopleManager(NarrowedManager["User"], UserManager["User"]):
    """The manager of accounts: what signs people in looks them up by it, so only relations are closed."""

    plain = UserManager
    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet["User"]:
        rows = super().get_queryset()
        return rows if hasattr(self, "core_filters") else narrowed(rows)


class User(NarrowedModel, AbstractUser):
    """An account: a role, a clearance, and the desk, division, ministry or country it is for."""

    # Of one session or token that came without a second factor: what it reads at most.
    ceiling: int | None = None
    # Of a password that was checked: whether its hash is of an older kind than is made now.
    is_hash_old = False

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(
        pgettext_lazy("of a person", "name"), max_length=200, help_text=_("as it should stand in the record")
    )
    role = models.CharField(_("role"), max_length=30, choices=Role, default=Role.READER)
    clearance = models.PositiveSmallIntegerField(
        _("clearance"), choices=Classification, default=Classification.PUBLIC
    )
    language = models.CharField(_("language"), max_length=12, default="en")
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    # Set when a mail came back or was refused for good; such an address counts as none until it is mended.
    mail_bounced_at = models.DateTimeField(_("mail came back at"), null=True, blank=True, editable=False)
    mail_bounce = models.CharField(_("what the mail server said"), max_length=300, blank=True, editable=False)
    invited_at = models.DateTimeField(_("invited at"), null=True, blank=True, editable=False)
    # Raised when the account is closed or reads less than before: every session of it ends at once.
    sessions_from = models.PositiveIntegerField(default=0, editable=False)
    single_keys = models.BooleanField(_("single keys"), default=True, editable=False)
    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("desk")
    )
    division = models.ForeignKey(
        Division,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("division"),
    )
    ministry = models.ForeignKey(
        Ministry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("ministry"),
    )
    host_country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="embassy_people",
        verbose_name=_("host country"),
    )

    objects: ClassVar[PeopleManager] = PeopleManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def can_be_told(self) -> bool:
        """Whether a reminder reaches the person: the account is open and mail does not come back."""
        return self.is_active and self.mail_bounced_at is None

    @property
    def reads_up_to(self) -> int:
        """The highest classification that the person reads here and now: never above the clearance."""
        return self.clearance if self.ceiling is None else min(self.clearance, self.ceiling)

    @property
    def reads_up_to_label(self) -> str:
        return str(Classification(self.reads_up_to).label)

    @property
    def is_held_down(self) -> bool:
        """Whether the person would read more with a second factor."""
        return self.reads_up_to < self.clearance

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Give what each session is compared with: another password, or a higher `sessions_from`, ends it."""
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


@contextmanager
def spoken_as(person: User) -> Iterator[None]:
    """Speak and count days as a person does, where a worker acts in that name."""
    with translation.override(person.language), timezone.override(zone_of(person)):
        yield


def zone_of(person: User | None) -> ZoneInfo:
    """Give the time zone of an account, or the installation's where there is none or it is unknown."""
    try:
        return ZoneInfo((person.time_zone if person else "") or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)
