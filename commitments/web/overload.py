"""Overload: few requests are worked on at once, few may wait, and all others are refused within a second.

`tracker/web_worker.py` decides by lanes, before a request reaches Django. `RefuseOverload` answers what it
has refused.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor
from threading import Lock
from typing import TypeVar

from django.http import HttpRequest, HttpResponseBase
from django.urls import get_resolver

T = TypeVar("T")
# A request that waits for longer is refused, so that its answer comes within a second.
MOST_SECONDS = 0.4
# After so many seconds a program may ask again.
RETRY_SECONDS = 30
# The mark of a refused request in its WSGI environment, and what it may say. No header can set it.
MARK, SYSTEM, PERSON = "tracker.refused", "system", "person"


class BusyError(Exception):
    """Raised for a request that cannot begin in time; says whether the system or the person has too many."""


class Lane:
    """Threads that work on requests, and the requests that wait for one of them: not many, not long, and not
    all of one person.
    """

    def __init__(self, threads: Executor, *, most: int, of_person: int) -> None:
        self._threads = threads
        self._most, self._most_of_person = most, of_person
        self._lock = Lock()
        self._inside: Counter[str] = Counter()

    def run(self, person: str, work: Callable[[], T]) -> T:
        """Return what `work` returns in one of the threads; raise BusyError if it cannot begin in time."""
        self._enter(person)
        try:
            task = self._threads.submit(work)
            try:
                return task.result(MOST_SECONDS)
            except TimeoutError:
                if task.cancel():
                    raise BusyError(SYSTEM) from None
                # It has begun, or it has ended by an error of its own with this name.
                return task.result()
        finally:
            self._leave(person)

    def _enter(self, person: str) -> None:
        with self._lock:
            if person and self._inside[person] >= self._most_of_person:
                raise BusyError(PERSON)
            if self._inside.total() >= self._most:
                raise BusyError(SYSTEM)
            self._inside[person] += 1

    def _leave(self, person: str) -> None:
        with self._lock:
            self._inside[person] -= 1
            if not self._inside[person]:
                del self._inside[person]


class RefuseOverload:
    """Answers requests that the web worker has refused, before any middleware that uses the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 503 with the time after which to try again."""
        reason = request.META.get(MARK)
        if not reason:
            return self.get_response(request)
        refuse = get_resolver().resolve_error_handler(503)
        answer: HttpResponseBase = refuse(request, reason)  # type: ignore[call-arg]
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
        return answer
