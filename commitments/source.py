"""Where what is written comes from: each edge says it once, and the history takes it from here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST = 80
_source: ContextVar[str] = ContextVar("source", default="")


def current() -> str:
    """Give the edge and, where there is one, the address: "admin 192.0.2.7", "command NAME", "sweep"."""
    return _source.get()


@contextmanager
def written_from(edge: str, address: str = "") -> Iterator[None]:
    """Let all that is written meanwhile come from this edge."""
    token = _source.set(f"{edge} {address}".strip()[:LONGEST])
    try:
        yield
    finally:
        _source.reset(token)
