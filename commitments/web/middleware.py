"""What each request gets: where it comes from and, of a signed-in person, language and time zone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, cast
from urllib.parse import unquote_plus

import structlog
from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import get_resolver
from django.utils import timezone, translation

from commitments import access, files, source, tasks
from commitments.accounts.link_requests import request_links
from commitments.errors import DATABASE_AWAY
from commitments.models import User, zone_of
from commitments.models.narrowing import Watch, watched
from commitments.models.spoken import spoken_in
from commitments.vocabulary import LinkKind

log = structlog.get_logger("tracker.mail")


# The largest file, with the form around it; a stranger has a password to send, or an answer through a link.
MOST_SENT, MOST_OF_STRANGERS = files.MOST_BYTES + 4_000_000, 1_000_000
# The beginning of a path, and the edge it leads to; every other page is the admin's.
EDGES = (("/api/", "api"), ("/answer/", "answer"), ("/calendar/", "calendar"))


class WatchRelations:
    """Refuses rows that a page reads by a relation and that `access` has not narrowed to the reader.

    Where a template or a page swallows the refusal, the request ends in an error all the same.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Watch until the last part of the answer is made."""
        watch = access.watch()
        with watched(watch):
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
        with watched(watch):
            part = next(parts, None)
        if part is None:
            return
        yield part


class WrittenFrom:
    """Lets the history say from where each change came: the edge, and the client behind the known proxies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Name the edge by the path, and the client as rate limits count it."""
        edge = next((name for start, name in EDGES if request.path.startswith(start)), "admin")
        with source.written_from(edge, client_of(request)):
            return self.get_response(request)


def client_of(request: HttpRequest) -> str:
    """Give the client's address as TRUSTED_PROXIES says; empty where it cannot be told."""
    try:
        return get_client_ip(request) or ""
    except ImproperlyConfigured:
        # Fewer proxies than the setting says: whose address it is, nobody knows.
        return ""


class PersonalSettings:
    """Speaks the person's language, names too, in their time zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Take language and zone from the account."""
        user = request.user
        if not isinstance(user, User):
            with timezone.override(settings.TIME_ZONE):
                return self.get_response(request)
        language = user.language if user.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(zone_of(user)), spoken_in(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


class RefuseLarge:
    """Refuses what is larger than any file may be before a byte of it is read, from strangers much less.

    A form is read whole, files into temporary ones, before any page can say who it is from.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 413 by the length that is announced; what is beyond it is not read."""
        size = request.META.get("CONTENT_LENGTH") or "0"
        known = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
        most = MOST_SENT if known or request.path.startswith("/answer/") else MOST_OF_STRANGERS
        if size.isdecimal() and int(size) > most:
            answer: HttpResponseBase = get_resolver().resolve_error_handler(413)(request)
            answer.headers["Connection"] = "close"
            return answer
        return self.get_response(request)


class RefuseNul:
    """Refuses an address with a NUL character, which no text in the database can hold.

    Addresses and forms are read as UTF-8, whatever else a request calls them: other codes write NUL, and
    halves of letters, in ways of their own.
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
    """An email, or work that sends some."""

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
        if not tasks.ring(self.person_ids, tasks.send_resets):
            tasks.send_resets(self.person_ids)


class MailAfterwards:
    """Sends the mails of a sign-in page once the answer is out, so that its timing tells nothing.

    The pages put them into `request.mails_afterwards`; a mail that cannot be sent is logged, not shown.
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
                send(mails)

            response.close = close  # type: ignore[method-assign]
        return response


def send(mails: list[Sendable]) -> None:
    """Send each mail, also those that one puts behind itself; what fails is logged by its kind only."""
    for mail in mails:
        try:
            mail.send()
        except (OSError, *DATABASE_AWAY) as error:
            log.error("sign-in mail not sent", error=type(error).__name__)
