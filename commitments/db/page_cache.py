"""What pages read again and again: reference data by its version, and answers that hold for one request.

A page that only reads begins with the version of the reference data (`models.base.ReferenceChange`), which
its account brings along. What was read under the same version is taken from memory. Outside of such a page,
in tasks, commands, steps and answers about the past, everything is read anew.
"""

import datetime
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
# Names of a kind in a language, people of a place: so many are kept at most, then a process begins anew.
MOST_KEPT = 500
# How late a page may show the state of the service.
LATE = datetime.timedelta(seconds=5)


class _Page:
    """A page that only reads: the version of the reference data, and what it has worked out so far."""

    def __init__(self, version: Hashable) -> None:
        self.version = version
        self.known: dict[Hashable, Any] = {}


_page: ContextVar[_Page | None] = ContextVar("page_cache", default=None)
_kept: dict[Hashable, tuple[Any, Any]] = {}


@contextmanager
def reading(version: Hashable) -> Iterator[None]:
    """Let what is read below be kept, for this page or, under this version, for others."""
    token = _page.set(_Page(version))
    try:
        yield
    finally:
        _page.reset(token)


@contextmanager
def reading_anew() -> Iterator[None]:
    """Read everything below from the database."""
    token = _page.set(None)
    try:
        yield
    finally:
        _page.reset(token)


def is_reading() -> bool:
    """Return whether a page is being made that only reads."""
    return _page.get() is not None


def find_version() -> Hashable:
    """Return the version of the reference data of the page that is being made."""
    page = _page.get()
    return page.version if page else None


def of_reference(key: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` reads of reference data alone; nobody may change it. It is kept by its version."""
    page = _page.get()
    if page is None:
        return make()
    kept = _kept.get(key)
    if kept is None or kept[0] != page.version:
        kept = page.version, make()
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = kept
    found: T = kept[1]
    return found


def of_moment(key: Hashable, now: datetime.datetime, make: Callable[[], T]) -> T:
    """Return what `make` reads of the state of the service, which pages may show some seconds late."""
    if _page.get() is None:
        return make()
    kept = _kept.get(key)
    if kept is None or not datetime.timedelta() <= now - kept[0] < LATE:
        kept = _kept[key] = now, make()
    found: T = kept[1]
    return found


def of_page(key: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` works out, once for each page."""
    page = _page.get()
    if page is None:
        return make()
    if key not in page.known:
        page.known[key] = make()
    found: T = page.known[key]
    return found


def forget() -> None:
    """Forget all that was kept: for tests that change what a page may show some seconds late."""
    _kept.clear()
