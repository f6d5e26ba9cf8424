"""The shared cache: JSON in Redis, and the memory of this process while Redis is away.

Someone who can write into Redis must not be able to run code in a web process; and no page fails because
Redis does.
"""

import functools
import json
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import InvalidResponse, RedisError

# So long Redis is not asked again after it failed: while it only reads, each try would begin a new count.
AWAY_SECONDS = 300
# Each key is one counter of somebody who tries to sign in or to guess a token.
MOST_KEYS = 10_000

log = structlog.get_logger("tracker.cache")


class JSONSerializer:
    """Replaces pickle in Django's Redis cache; only counts, flags, and lists of numbers are stored."""

    def dumps(self, value: Any) -> bytes:
        """Write a value; TypeError where it is none that JSON has."""
        return json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        """Read a value; InvalidResponse where it is no JSON."""
        try:
            return json.loads(data)
        except ValueError as error:
            raise InvalidResponse("The cache holds a value that is no JSON.") from error


def _with_memory(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Let an operation of Redis fall back on the same operation of the memory of this process."""

    @functools.wraps(operation)
    def either(self: "Cache", *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= Cache.asked_again_at:
            try:
                return operation(self, *args, **kwargs)
            except RedisError as error:
                Cache.asked_again_at = time.monotonic() + AWAY_SECONDS
                log.warning("Redis failed: this process counts for itself", error=type(error).__name__)
        return getattr(self.memory, operation.__name__)(*args, **kwargs)

    return either


class Cache(RedisCache):
    """Redis while it works, else the memory of this process.

    Limits then apply to each process separately, as on an installation without Redis.
    """

    # For all threads of this process, each of which has a cache of its own.
    asked_again_at = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.memory = LocMemCache("while Redis is away", {"MAX_ENTRIES": MOST_KEYS})

    add = _with_memory(RedisCache.add)
    get = _with_memory(RedisCache.get)
    set = _with_memory(RedisCache.set)
    touch = _with_memory(RedisCache.touch)
    delete = _with_memory(RedisCache.delete)
    get_many = _with_memory(RedisCache.get_many)
    has_key = _with_memory(RedisCache.has_key)
    incr = _with_memory(RedisCache.incr)
    set_many = _with_memory(RedisCache.set_many)
    delete_many = _with_memory(RedisCache.delete_many)
    clear = _with_memory(RedisCache.clear)
