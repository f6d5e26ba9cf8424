"""A session takes two cookies, and the database knows one of them: who reads it, or a backup, has no session.

The first is the key under which Django keeps the session. Of the second, made whenever the first is new, the
session holds a digest alone; a key that comes without it opens nothing.
"""

import secrets
from hashlib import sha256

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

DIGEST = "second_cookie"


class TwoCookies(SessionMiddleware):
    """Django's own, with the second cookie. A session that no answer of ours made, as in tests, has none."""

    def process_request(self, request: HttpRequest) -> None:
        """Take the session of the first cookie only where the second is its own."""
        super().process_request(request)
        # Without a cookie there is nothing to look at, and the answer does not depend on any.
        digest = request.session.get(DIGEST) if request.session.session_key else None
        if digest and not constant_time_compare(digest, _digest(_second(request))):
            request.session = self.SessionStore(None)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Make the second cookie anew with each new key, and take it away with the first."""
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
    """Give what is kept of a cookie: of 256 random bits nobody finds them by their digest."""
    return sha256(secret.encode()).hexdigest()
