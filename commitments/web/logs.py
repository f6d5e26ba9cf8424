"""Logs: one JSON line per event, with ids and never with what people wrote."""

import logging.config
import re
import sys
import time
import traceback
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponseBase
from structlog.typing import EventDict

from commitments.errors import DATABASE_AWAY

log = structlog.get_logger("tracker.request")
# Django's lines about a request: the path, or what a Host header said, to the end.
OF_REQUESTS = ("django.request", "django.security", "django.server")
PATH = re.compile(r":? ?(?:/|[Hh]eader: ).*", re.DOTALL)

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def remove_user_text(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Keep where an exception came from and its kind, not its words: a database puts the row into them.

    Django's own lines carry the request, whose query holds what a person searched for, and its path, which
    may be the key of an invitation: our line of the same request names its route.
    """
    event.pop("request", None)
    if str(event.get("logger", "")).startswith(OF_REQUESTS):
        event["event"] = PATH.sub("", str(event["event"]))
    exc_info = event.pop("exc_info", None)
    if exc_info and isinstance(exc_info, tuple) and exc_info[1]:
        event["exception"] = _without_words(exc_info[1])
    return event


def _without_words(error: BaseException) -> list[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    frames = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
    return [*(_without_words(before) if before else []), *frames, type(error).__qualname__]


def configure_logging(options: dict[str, Any]) -> None:
    """Send every log, structlog's and the standard library's, to standard error as JSON lines."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": _SHARED,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        remove_user_text,
                        structlog.processors.JSONRenderer(),
                    ],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": options.get("level", "INFO")},
            "loggers": {
                # A library's own chatter about each glyph and table says nothing about the follow-up.
                "fontTools": {"level": "WARNING"},
                "pikepdf": {"level": "WARNING"},
                "weasyprint": {"level": "ERROR"},
                # It warns of each HEAD request that Django answers as it always has.
                "gunicorn.http.wsgi": {"level": "ERROR"},
            },
        }
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            # `exc_info=True` becomes the exception itself, as the standard library has it.
            _with_exception,
            *[p for p in _SHARED if not isinstance(p, structlog.stdlib.ExtraAdder)],
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _with_exception(_logger: Any, _method: str, event: EventDict) -> EventDict:
    if event.get("exc_info") is True:
        event["exc_info"] = sys.exc_info()
    return event


class RequestLog:
    """Logs each request by the name of its route: a path or a query may contain search terms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Time the request, and let every log line within it carry the same request id."""
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=uuid.uuid4().hex):
            response = self.get_response(request)
            match = request.resolver_match
            log.info(
                "request",
                method=request.method,
                route=match.view_name if match else None,
                status=response.status_code,
                user=_person(request),
                ms=round((time.perf_counter() - started) * 1000),
            )
        return response


def _person(request: HttpRequest) -> int | None:
    """Return the key of the person of the request, where the database can be read."""
    try:
        return getattr(getattr(request, "user", None), "pk", None)
    except DATABASE_AWAY:
        return None
