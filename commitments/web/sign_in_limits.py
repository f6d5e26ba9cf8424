"""Limits on sign-in attempts: guessing is slow, and no user can be locked out by others.

1. A browser that has signed in to an account before keeps a device cookie for it. Its attempts have a count
   of their own: no failure elsewhere delays them (OWASP, "Slow Down Online Guessing Attacks with Device
   Cookies").
2. All other browsers share one count for each account. After FREE_FAILURES failures the next attempt waits,
   each time twice as long, at most LONGEST_DELAY_SECONDS.
3. A network with many failures is slowed: a browser without a device cookie has to wait once before each
   attempt. Its wait is its own, so no number of attempts by others prolongs it.

An attempt is counted before it is checked, and the count is cleared when it succeeds: a hundred attempts at
the same moment count as a hundred. Unknown usernames are counted like all others. The counts are in the
cache that the web processes share, under digests.
"""

import ipaddress
import math
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass

from allauth.core.internal.ratelimit import cache_lock
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.accounts import lookup
from commitments.models import User
from commitments.web.middleware import client_of

FREE_FAILURES = 5
FIRST_DELAY_SECONDS, LONGEST_DELAY_SECONDS = 5, 300
# The clocks of two web hosts may differ by so much.
ANOTHER_CLOCK_SECONDS = 60
# So long after the last failure of an account none is remembered.
REMEMBERED_SECONDS = 3600
# A network with so many failures in so many seconds is slowed: each attempt waits so long.
BUSY_FAILURES, BUSY_SECONDS, BUSY_WAIT_SECONDS = 30, 300, 10
# A wait that a browser has served counts for so long: longer than any wait of an account, which runs at the
# same time, and time to come back after it.
WAIT_COUNTS_SECONDS = LONGEST_DELAY_SECONDS + 600
WAITING_SINCE = "waiting_to_sign_in_since"
# The bits of an address by which two addresses belong to one network, by version.
NETWORK_BITS = {4: 24, 6: 48}
SALT = "commitments.web.sign_in_limits"
DEVICE_AGE_SECONDS = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt that may be made now; it counts as failed until it is marked as successful."""

    key: str
    network_key: str = ""

    def mark_successful(self) -> None:
        """Clear the failures of this account or device, and take this attempt from those of its network."""
        cache.delete(self.key)
        if self.network_key:
            _change_count(self.network_key, -1)


def begin_attempt(request: HttpRequest, username: str, *, step: str = "password") -> Attempt:
    """Count an attempt to sign in to an account.

    `step` is what is tried, each with a count of its own. Raise ValidationError, with the wait in words,
    where it is too soon for another attempt.
    """
    device = _device_of(request, username)
    network = "" if device else _network_key(request, "network")
    key = f"sign-in:{step}:{device or _digest(username.lower())}"
    with cache_lock(key) as is_locked:
        if not is_locked:
            raise _too_soon(1)
        now = time.time()
        failures, next_at = cache.get(key, (0, 0.0))
        wait = next_at - now
        if wait > LONGEST_DELAY_SECONDS + ANOTHER_CLOCK_SECONDS:
            # Further away than any delay: a clock was set back.
            wait = 0.0
        # Both waits run at the same time, and the longer one is told.
        slowed = _network_wait(request, network, now) if network else 0
        if wait > 0 and wait >= slowed:
            raise _too_soon(min(wait, LONGEST_DELAY_SECONDS))
        if slowed:
            message = ngettext(
                "Too many failed attempts from your network. Try again in %(count)d second.",
                "Too many failed attempts from your network. Try again in %(count)d seconds.",
                slowed,
            )
            raise ValidationError(message % {"count": slowed}, code="too_many_login_attempts")
        cache.set(key, (failures + 1, now + delay_after(failures + 1)), REMEMBERED_SECONDS)
    if network:
        request.session.pop(WAITING_SINCE, None)
        _count(network)
    return Attempt(key, network)


def count_link_request(request: HttpRequest) -> None:
    """Count a request for a link by its network; raise ValidationError, with the wait in words, if slowed."""
    network = _network_key(request, "links")
    if seconds := _network_wait(request, network, time.time()):
        message = ngettext(
            "Too many link requests from your network. Try again in %(count)d second.",
            "Too many link requests from your network. Try again in %(count)d seconds.",
            seconds,
        )
        raise ValidationError(message % {"count": seconds}, code="rate_limited")
    request.session.pop(WAITING_SINCE, None)
    _count(network)


def delay_after(failures: int) -> int:
    """Return the seconds until the next attempt after a number of failures in a row."""
    if failures < FREE_FAILURES:
        return 0
    delay: int = FIRST_DELAY_SECONDS * 2 ** min(failures - FREE_FAILURES, 10)
    return min(delay, LONGEST_DELAY_SECONDS)


def forget_failures(username: str) -> None:
    """Clear the failures of an account: its owner has set a new password by a link of an email."""
    cache.delete(f"sign-in:password:{_digest(username.lower())}")


def set_device_cookie(response: HttpResponseBase, user: User) -> None:
    """Let this browser be known as one that has signed in to the account.

    It counts until the account has another password; a newer hash of the same one changes nothing.
    """
    state = [secrets.token_urlsafe(12), _digest(lookup.salt_of(user))]
    response.set_cookie(
        cookie_name(user.username),
        signing.dumps(state, salt=SALT),
        max_age=DEVICE_AGE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def knows_browser(request: HttpRequest, user: User) -> bool:
    """Return whether this browser has signed in to the account before."""
    return bool(_device_of(request, user.username))


def cookie_name(username: str, secret: str | None = None) -> str:
    """Return the name of the device cookie of an account, which does not show the account's name."""
    prefix = "__Host-" if settings.HTTPS else ""
    return f"{prefix}device-{_digest(username.lower(), secret)[:16]}"


def network_of(address: str) -> str:
    """Return the network of an address, as a provider gives it to one house; an unknown address unchanged."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, NETWORK_BITS[found.version]), strict=False))


def _device_of(request: HttpRequest, username: str) -> str:
    """Return the identifier in the device cookie for the account; empty where there is none that counts."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if not (cookie := request.COOKIES.get(cookie_name(username, secret))):
            continue
        try:
            identifier, state = signing.loads(cookie, salt=SALT, max_age=DEVICE_AGE_SECONDS)
        except (signing.BadSignature, ValueError, TypeError):
            continue
        user = lookup.by_name(username)
        if user and user.is_active and constant_time_compare(state, _digest(lookup.salt_of(user), secret)):
            return str(identifier)
    return ""


def _network_key(request: HttpRequest, what: str) -> str:
    """Return the key under which the failures of a network are counted: another each BUSY_SECONDS."""
    window = int(time.time() // BUSY_SECONDS)
    return f"sign-in:{what}:{window}:{_digest(network_of(client_of(request)))}"


def _network_wait(request: HttpRequest, network_key: str, now: float) -> int:
    """Return the seconds that a browser of a busy network still has to wait, once before each attempt."""
    if cache.get(network_key, 0) < BUSY_FAILURES:
        return 0
    since = request.session.get(WAITING_SINCE)
    if since is None or not 0 <= now - since <= WAIT_COUNTS_SECONDS:
        request.session[WAITING_SINCE] = since = now
    return max(0, math.ceil(BUSY_WAIT_SECONDS - (now - since)))


def _count(network_key: str) -> None:
    """Count one attempt of a network."""
    cache.add(network_key, 0, 2 * BUSY_SECONDS)
    _change_count(network_key, 1)


def _change_count(network_key: str, by: int) -> None:
    """Change the count of a network; where it has just expired there is none to change."""
    with suppress(ValueError):
        cache.incr(network_key, by)


def _too_soon(seconds: float) -> ValidationError:
    """Return the error that says for how long the next attempt has to wait."""
    whole = math.ceil(seconds)
    minutes = math.ceil(whole / 60)
    if whole <= 60:
        how_long = ngettext("%(count)d second", "%(count)d seconds", whole) % {"count": whole}
    else:
        how_long = ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    message = _("Too many failed attempts. Try again in %(how_long)s.") % {"how_long": how_long}
    return ValidationError(message, code="too_many_login_attempts")


def _digest(text: str, secret: str | None = None) -> str:
    """Return a digest under the key of this installation: cache and cookies name no account or network."""
    return salted_hmac(SALT, text, secret=secret, algorithm="sha256").hexdigest()[:32]
