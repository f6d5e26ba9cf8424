"""How many requests a person, or a stranger at one address, may make a minute, and how many guesses.

Each web process counts requests for itself, in its own memory: with n processes the limit lies between one
and n times the rate. What is limited is the load on the process, and a shared count would cost as much as a
small answer. What guesses at tokens is counted once for all of them, where wrong passwords are counted too.
"""

import math
from collections.abc import Iterable
from typing import Any

from allauth.core.internal import ratelimit
from django.core.cache import caches
from django.http import HttpRequest
from rest_framework import throttling

from commitments import source

# Requests without a valid token, by address as the history knows it.
GUESSES = {"api_unknown": "60/m/key"}
WAIT_SECONDS = 60


def left(counting: Iterable[Any]) -> dict[str, str]:
    """Say in headers how many requests may follow within how many seconds.

    As in draft-ietf-httpapi-ratelimit-headers; of what is counted in this process alone.
    """
    for one in counting:
        history = getattr(one, "history", None)
        if history is not None:
            oldest = history[-1] if history else one.now
            wait = max(1, math.ceil(one.duration - (one.now - oldest)))
            return {
                "RateLimit-Policy": f'"{one.scope}";q={one.num_requests};w={one.duration}',
                "RateLimit": f'"{one.scope}";r={max(0, one.num_requests - len(history))};t={wait}',
            }
    return {}


class PersonThrottle(throttling.UserRateThrottle):
    cache = caches["process"]


class CalendarThrottle(throttling.UserRateThrottle):
    """Counts what a person's calendar programs fetch, apart from what other programs ask for."""

    cache = caches["process"]
    scope = "calendar"


class StrangerThrottle(throttling.AnonRateThrottle):
    cache = caches["process"]


def may_guess(request: HttpRequest) -> bool:
    """Count one request without a valid token; False after too many of its address."""
    address = ratelimit.truncate_ip(source.current().partition(" ")[2])
    found = ratelimit.consume(
        request,
        app="commitments",
        action="api_unknown",
        config=GUESSES,
        key=address,
        limit_get=True,
    )
    return found is not None
