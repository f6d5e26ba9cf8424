"""Where a change comes from: each entry point sets it once, and the history records it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST = 80
_source: ContextVar[str] = ContextVar("source", default="")


def find_origin() -> str:
    """Return the entry point and, where there is one, the address: "admin 192.0.2.7", "command NAME",
    "sweep".
    """
    return _source.get()


@contextmanager
def written_from(edge: str, address: str = "") -> Iterator[None]:
    """Set the origin of all changes in this block."""
    token = _source.set(f"{edge} {address}".strip()[:LONGEST])
    try:
        yield
    finally:
        _source.reset(token)
