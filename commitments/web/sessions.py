"""Sessions: they end when idle, and each person can see and end their own.

The account of a session is loaded together with its grants, in the same query.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from commitments.accounts import lookup
from commitments.models import User

SINCE, SEEN = "since", "seen"
# A session says at most that often that it is in use: no page costs a write of its own.
STEP_SECONDS = 300
# Of the end after which it is written at least twelve times, however short that is set.
STEPS = 12


class EndIdle:
    """Ends a session unused for SESSION_IDLE_MINUTES, or older than a working day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Sign out who comes back too late, and say so at the sign-in; else note the use now and then."""
        person = request.user
        if isinstance(person, User):
            now = timezone.now()
            if is_over(request.session, person, now):
                logout(request)
                messages.info(request, _("Your session has expired. Sign in to continue."))
            else:
                touch_session(request.session, person, now)
        return self.get_response(request)


def begin_session(session: SessionBase, now: datetime.datetime) -> None:
    """Mark the beginning of a session."""
    session[SINCE] = session[SEEN] = int(now.timestamp())


def is_over(session: SessionBase, person: User, now: datetime.datetime) -> bool:
    """Return whether a session has expired. A clock that was set back does not shorten it."""
    since, seen = _read_times(session, person, now)
    moment = now.timestamp()
    return moment - seen > settings.SESSION_IDLE_MINUTES * 60 or moment - since > settings.SESSION_COOKIE_AGE


def touch_session(session: SessionBase, person: User, now: datetime.datetime) -> None:
    """Note that the session is in use, where that was last noted long enough ago."""
    since, seen = _read_times(session, person, now)
    if now.timestamp() - seen >= min(STEP_SECONDS, settings.SESSION_IDLE_MINUTES * 60 // STEPS):
        session[SINCE], session[SEEN] = since, int(now.timestamp())
        UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=now)


def _read_times(session: SessionBase, person: User, now: datetime.datetime) -> tuple[int, int]:
    """Read when a session began and was last used; one without marks began with the last sign-in."""
    begun = int((person.last_login or now).timestamp())
    return session.get(SINCE, begun), session.get(SEEN, begun)


@dataclass(frozen=True, slots=True)
class SessionShown:
    """One session as displayed to its person."""

    key: int
    device: str
    address: str
    since: datetime.datetime
    seen: datetime.datetime
    is_current: bool


class UserSessions(LoginRequiredMixin, TemplateView):
    """Lists the sessions of the signed-in person, and ends one, or all others."""

    template_name = "account/sessions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = list_sessions(self.request)
        return super().get_context_data(**kwargs) | {"sessions": shown, "has_others": len(shown) > 1}

    def post(self, request: HttpRequest) -> HttpResponse:
        """End the session that is named, or all others; who ends the present one is signed out."""
        key, person = request.POST.get("end", ""), request.user
        assert isinstance(person, User)
        if key.isdecimal():
            ended = list(UserSession.objects.filter(user_id=person.pk, pk=int(key[:18])))
            end_sessions(request, ended)
            said = gettext("The session was ended.") if ended else gettext("This session had already ended.")
        else:
            end_other_sessions(request, person)
            said = gettext("All other sessions were ended.")
        if request.user.is_authenticated:
            messages.success(request, said)
        return HttpResponseRedirect(reverse("usersessions_list"))


def list_sessions(request: HttpRequest) -> tuple[SessionShown, ...]:
    """List the living sessions of the person, the present one first, then by their last use."""
    person, here = request.user, request.session.session_key
    assert isinstance(person, User)
    if not UserSession.objects.filter(session_key=here).exists():
        UserSession.objects.create_from_request(request)
    found = [
        SessionShown(
            one.pk,
            describe_device(one.user_agent),
            one.ip,
            one.created_at,
            one.last_seen_at,
            one.session_key == here,
        )
        for one in UserSession.objects.purge_and_list(person)
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_current, -one.seen.timestamp())))


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows")),
    *(("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


def describe_device(said: str) -> str:
    """Name browser and system by what a browser says of itself, as far as it is known."""
    browser = next((name for sign, name in _BROWSERS if sign in said), "")
    system = next((name for sign, name in _SYSTEMS if sign in said), "")
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("Unknown device")


class Backend(AuthenticationBackend):
    """Loads the signed-in account so that the access policy needs no further query where there are no grants.

    The correct password of a closed account gets the same answer as a wrong one.
    """

    @classmethod
    def _stash_user(cls, user: AbstractBaseUser | None) -> AbstractBaseUser | None:
        return super()._stash_user(None)

    def _check_password(self, user: AbstractBaseUser | None, password: str) -> AbstractBaseUser | None:
        found = super()._check_password(user, password)
        if isinstance(found, User) and found.is_hash_old:
            lookup.renew_hash(found, password, now=timezone.now())
        return found

    def get_user(self, user_id: Any) -> User | None:
        user = lookup.by_key(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
