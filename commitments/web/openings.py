"""The log of what was opened, written once the answer is out."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import structlog
from django.db import Error
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone

from commitments import looked, source
from commitments.looked import Look
from commitments.vocabulary import OpeningKind

log = structlog.get_logger("tracker.openings")

PDF = "application/pdf"


class LogOpenings:
    """Writes who opened what once the answer is out: no page waits for it, and none is refused for it.

    Only what was answered with the record in it counts. A row that cannot be written is an error in the log
    of the service, with the keys that it would have held.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hang the writing on the closing of the response."""
        response = self.get_response(request)
        looks = looked.kept(request)
        if looks and response.status_code == 200 and request.method != "HEAD" and holds_records(response):
            is_printed = response.headers.get("Content-Type", "") == PDF
            found = [printed(look) if is_printed else look for look in looks]
            closing, write = response.close, partial(_write, found, source.current())

            def close() -> None:
                # Before the connection is given back.
                write()
                closing()

            response.close = close  # type: ignore[method-assign]
        return response


def holds_records(response: HttpResponseBase) -> bool:
    """Say whether an answer is more than what a page asks in between, such as how far a packet is."""
    return not isinstance(response, JsonResponse)


def printed(look: Look) -> Look:
    return replace(look, kind=OpeningKind.PRINTED) if look.kind == OpeningKind.OPENED else look


def _write(looks: list[Look], where: str) -> None:
    try:
        with source.written_from(where):
            looked.note(looks, now=timezone.now())
    except Error as error:
        lost = [f"{look.person.pk} {look.kind} {look.subject_type} {look.subject_id}" for look in looks]
        log.critical("openings not written", error=type(error).__name__, lost=lost, source=where)
