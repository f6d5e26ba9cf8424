"""Middleware: origin, language and time zone of a request; headers of an answer; sessions; the access log.

A session takes two cookies, and the database knows one of them, so that a person who reads the database, or a
backup, gets no session. The first is the key under which Django stores the session. Of the second, created
whenever the first is new, the session holds only a digest; without it the key opens nothing. The access log
is written after the answer is sent.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import Any, Protocol, cast
from urllib.parse import unquote_plus

import structlog
from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.db import Error
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.middleware.gzip import GZipMiddleware
from django.urls import get_resolver
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import constant_time_compare

from commitments import tasks
from commitments.access import querysets
from commitments.accounts import lookup
from commitments.accounts.invitations import request_links
from commitments.audit import access_log, origin
from commitments.audit.access_log import PendingEntry
from commitments.db import page_cache
from commitments.enums import AccessKind, LinkKind
from commitments.errors import DATABASE_AWAY
from commitments.files import checks
from commitments.models import User, language_of, spoken_as
from commitments.models.base import Watch, watch_queries

email_logger = structlog.get_logger("tracker.mail")


# The largest file, with the form around it; a stranger has a password to send, or an answer through a link.
MOST_SENT, MOST_OF_STRANGERS = checks.MOST_BYTES + 4_000_000, 1_000_000
SAFE_METHODS = frozenset({"GET", "HEAD"})
# The beginning of a path, and the edge it leads to; every other page is the admin's.
EDGES = (("/api/", "api"), ("/reply/", "reply"), ("/calendar/", "calendar"))


class WatchRelations:
    """Refuses rows that a page reads by a relation and that `access` has not narrowed to the reader.

    Where a template or a page catches the error, the request still fails.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Watch until the last part of the answer is made."""
        watch = querysets.find_watch()
        with watch_queries(watch):
            response = self.get_response(request)
        if watch.refusals and response.status_code < 500:
            raise watch.refusals[0]
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            parts = cast(Iterator[bytes], response.streaming_content)
            response.streaming_content = each_watched(parts, watch)
        return response


def each_watched(parts: Iterator[bytes], watch: Watch) -> Iterator[bytes]:
    """Make the parts of an answer one by one, as the page itself was made."""
    while True:
        with watch_queries(watch):
            part = next(parts, None)
        if part is None:
            return
        yield part


class WrittenFrom:
    """Sets the origin of changes for the history: the entry point, and the client behind the known
    proxies.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Name the edge by the path, and the client as rate limits count it."""
        edge = next((name for start, name in EDGES if request.path.startswith(start)), "admin")
        with origin.written_from(edge, client_of(request)):
            return self.get_response(request)


def client_of(request: HttpRequest) -> str:
    """Return the client's address according to TRUSTED_PROXIES; empty where it is unknown."""
    try:
        return get_client_ip(request) or ""
    except ImproperlyConfigured:
        # Fewer proxies than the setting says: whose address it is, nobody knows.
        return ""


class PersonalSettings:
    """Sets the person's language, also for names, date format and time zone; a page that only reads may keep
    reference data.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Take them from the account; without one the language is that of the browser."""
        user = request.user
        if not isinstance(user, User):
            with timezone.override(settings.TIME_ZONE):
                return self.get_response(request)
        request.LANGUAGE_CODE = language = language_of(user)
        only_reads = request.method in SAFE_METHODS and hasattr(user, lookup.VERSION)
        cache = page_cache.reading(getattr(user, lookup.VERSION)) if only_reads else page_cache.reading_anew()
        with spoken_as(user), cache:
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


class RefuseLarge:
    """Refuses requests larger than any file before reading them; for visitors without session, much smaller
    ones.

    A form is read completely, files into temporary ones, before a page knows who sent it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 413 by the length that is announced; what is beyond it is not read."""
        size = request.META.get("CONTENT_LENGTH") or "0"
        known = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
        most = MOST_SENT if known or request.path.startswith("/reply/") else MOST_OF_STRANGERS
        if size.isdecimal() and int(size) > most:
            answer: HttpResponseBase = get_resolver().resolve_error_handler(413)(request)
            answer.headers["Connection"] = "close"
            return answer
        return self.get_response(request)


class RefuseNul:
    """Refuses an address with a NUL character, which no text in the database can hold.

    Addresses and forms are read as UTF-8, whatever charset a request declares: other encodings have their own
    ways to write NUL and parts of letters.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Raise SuspiciousOperation, which is answered with 400."""
        if "\x00" in unquote_plus(request.META.get("QUERY_STRING", "")):
            refuse = get_resolver().resolve_error_handler(400)
            answer: HttpResponseBase = refuse(request, SuspiciousOperation())  # type: ignore[call-arg]
            return answer
        request.encoding = "utf-8"
        return self.get_response(request)


class Sendable(Protocol):
    """An email, or a step that sends some."""

    def send(self) -> Any:
        """Send it."""
        ...


@dataclass(frozen=True, slots=True)
class PasswordLinks:
    """Links for a password to some accounts, or to none."""

    person_ids: list[int]

    def send(self) -> None:
        """Let them wait in the database and notify a worker; without a broker, send them here."""
        request_links(LinkKind.PASSWORD, self.person_ids)
        if not tasks.enqueue(self.person_ids, tasks.send_resets):
            tasks.send_resets(self.person_ids)


class SendEmailAfterwards:
    """Sends the emails of a sign-in page after the answer is sent, so that its timing reveals nothing.

    The pages put them into `request.mails_afterwards`; an email that cannot be sent is logged, not shown.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hang the sending on the closing of the response."""
        mails: list[Sendable] = []
        request.mails_afterwards = mails  # type: ignore[attr-defined]
        response = self.get_response(request)
        if mails:
            closing = response.close

            def close() -> None:
                closing()
                send_emails(mails)

            response.close = close  # type: ignore[method-assign]
        return response


def send_emails(mails: list[Sendable]) -> None:
    """Send each email, including those that one adds to the list; failures are logged only by their kind."""
    for mail in mails:
        try:
            mail.send()
        except (OSError, *DATABASE_AWAY) as error:
            email_logger.error("sign-in mail not sent", error=type(error).__name__)


# Nothing of a browser's equipment is used but passkeys.
_UNUSED = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media"),
    *("fullscreen", "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment"),
    *("picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
POLICY = ", ".join([*(f"{name}=()" for name in _UNUSED), "publickey-credentials-get=(self)"])
# Also where an answer comes from before Django's own middleware: a refused host, a redirection.
ALWAYS = {
    "Permissions-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Headers:
    """Sets the headers that no view and no other middleware has set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Complete the headers; keep out of every cache what does not say how long it may be kept."""
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        return response


class CompressPages(GZipMiddleware):
    """Compresses pages; files are compressed already, and answers of the API keep their tags.

    Django adds random bytes, and masks the token of each form anew, so that the length of a page tells
    nothing of a secret in it (BREACH, https://breachattack.com).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress what is a page."""
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response


DIGEST = "second_cookie"


class TwoCookies(SessionMiddleware):
    """Django's session middleware, with the second cookie. A session created otherwise, as in tests, has
    none.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Take the session of the first cookie only where the second is its own."""
        super().process_request(request)
        # Without a cookie there is nothing to look at, and the answer does not depend on any.
        digest = request.session.get(DIGEST) if request.session.session_key else None
        if digest and not constant_time_compare(digest, _digest(_second(request))):
            request.session = self.SessionStore(None)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Create the second cookie with each new key, and delete it with the first."""
        session, secret = request.session, ""
        is_new = session.session_key is None or session.session_key != _first(request)
        if is_new and session.modified and not session.is_empty():
            secret = secrets.token_urlsafe()
            session[DIGEST] = _digest(secret)
        answer: HttpResponse = super().process_response(request, response)
        first = answer.cookies.get(settings.SESSION_COOKIE_NAME)
        if first is not None and (secret or not first.value):
            second = settings.SESSION_SECOND_COOKIE_NAME
            answer.cookies[second] = secret
            for name, value in first.items():
                answer.cookies[second][name] = value
        return answer


def _first(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")


def _second(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.SESSION_SECOND_COOKIE_NAME, "")


def _digest(secret: str) -> str:
    """Return the stored form of a cookie: 256 random bits cannot be found from their digest."""
    return sha256(secret.encode()).hexdigest()


access_logger = structlog.get_logger("tracker.openings")

PDF = "application/pdf"


class LogOpenings:
    """Writes the access log after the answer is sent: no page waits for it, and none fails because of it.

    Only answers that contain the record count. A row that cannot be written is an error in the service log,
    with the keys it would have had.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hang the writing on the closing of the response."""
        response = self.get_response(request)
        looks = access_log.list_pending_entries(request)
        if looks and response.status_code == 200 and request.method != "HEAD" and holds_records(response):
            is_printed = response.headers.get("Content-Type", "") == PDF
            found = [as_printed(look) if is_printed else look for look in looks]
            closing, write = response.close, partial(_write, found, origin.find_origin())

            def close() -> None:
                # Before the connection is given back.
                write()
                closing()

            response.close = close  # type: ignore[method-assign]
        return response


def holds_records(response: HttpResponseBase) -> bool:
    """Return whether an answer is more than a background request, such as for the progress of a packet."""
    return not isinstance(response, JsonResponse)


def as_printed(look: PendingEntry) -> PendingEntry:
    return replace(look, kind=AccessKind.PRINTED) if look.kind == AccessKind.OPENED else look


def _write(looks: list[PendingEntry], where: str) -> None:
    try:
        with origin.written_from(where):
            access_log.write_entries(looks, now=timezone.now())
    except Error as error:
        lost = [f"{look.person.pk} {look.kind} {look.subject_type} {look.subject_id}" for look in looks]
        access_logger.critical("openings not written", error=type(error).__name__, lost=lost, source=where)
