"""The calendar that a person's calendar program fetches: its address is the secret, there is no other key."""

import hashlib
from typing import Any, cast

from django.http import Http404, HttpResponse
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from commitments import feeds, looked
from commitments.api.doors import Door, tags_in
from commitments.api.limits import CalendarThrottle
from commitments.models import Feed, User, spoken_as

MEDIA_TYPE = "text/calendar; charset=utf-8"


class AddressAuthentication(BaseAuthentication):
    """Signs a calendar program in by the address that it asks for."""

    @sensitive_variables("secret")
    def authenticate(self, request: Request) -> tuple[User, Feed]:
        """Give the person and the feed; raises AuthenticationFailed."""
        secret = request.parser_context["kwargs"]["token"]
        found = feeds.person_of(secret)
        if found is None:
            raise AuthenticationFailed
        feed, person = found
        return person, feed


class CalendarView(Door):
    """Gives the dates of a feed's person; unknown, revoked and closed answer alike."""

    authentication_classes = (AddressAuthentication,)
    throttle_classes = (CalendarThrottle,)

    def perform_authentication(self, request: Request) -> None:
        """Find the feed; who guesses is limited, by address, as with tokens."""
        try:
            super().perform_authentication(request)
        except AuthenticationFailed as error:
            raise Http404 from error

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Give a calendar, whatever the program says it takes."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(exclude=True)
    def get(self, request: Request, token: str) -> HttpResponse:
        """Write the calendar, or say that the program holds it already, which is no reading."""
        person, feed = cast(User, request.user), cast(Feed, request.auth)
        is_tasks = request.query_params.get("tasks") == "1"
        with spoken_as(person):
            gathered = feeds.gather(person, self.today, is_tasks=is_tasks)
            content = gathered.written()
        feeds.used(feed, self.today)
        headers = {
            "ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex, nofollow, noarchive",
        }
        if tags_in(request.headers.get("If-None-Match", "")) & {headers["ETag"], "*"}:
            return HttpResponse(status=304, headers=headers)
        for model, rows in gathered.read:
            looked.fetched_many(request._request, person, model, rows)
        return HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)
