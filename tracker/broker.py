"""Redis as the broker: what a stranger put there and is no message is thrown away, and the worker lives."""

from kombu.transport import TRANSPORT_ALIASES, redis


class Transport(redis.Transport):  # type: ignore[misc, unused-ignore]
    """kombu's own ends the worker on what is no JSON, or no message; here the worker connects anew."""

    connection_errors = (*redis.Transport.connection_errors, ValueError, TypeError, AttributeError)


def use() -> None:
    """Let kombu take this for every Redis address."""
    TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), f"{__name__}:Transport"))
