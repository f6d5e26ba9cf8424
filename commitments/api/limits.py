"""How many requests a person, or a stranger at one address, may make a minute, and how many guesses.

Each web process counts requests for itself, in its own memory: with n processes the limit lies between one
and n times the rate. What is limited is the load on the process, and a shared count would cost as much as a
small answer. What guesses at tokens is counted once for all of them, where wrong passwords are counted too.
"""

import structlog
from allauth.core.internal import ratelimit
from django.core.cache import caches
from django.http import HttpRequest
from redis.exceptions import RedisError
from rest_framework import throttling

from commitments import source

# Requests without a valid token, by address as the history knows it.
GUESSES = {"api_unknown": "60/m/key"}
WAIT_SECONDS = 60
log = structlog.get_logger("tracker.api")


class PersonThrottle(throttling.UserRateThrottle):
    cache = caches["process"]


class StrangerThrottle(throttling.AnonRateThrottle):
    cache = caches["process"]


def may_guess(request: HttpRequest) -> bool:
    """Count one request without a valid token; False after too many of its address, or uncounted."""
    address = ratelimit.truncate_ip(source.current().partition(" ")[2])
    try:
        found = ratelimit.consume(
            request,
            app="commitments",
            action="api_unknown",
            config=GUESSES,
            key=address,
            limit_get=True,
        )
    except RedisError as error:
        log.error("guesses are not counted", error=type(error).__name__)
        return False
    return found is not None
