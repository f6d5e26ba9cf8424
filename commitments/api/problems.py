"""Errors of the API as problem details (RFC 9457): one shape, one media type, one sentence each."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views import defaults
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from commitments.errors import Refused, database_is_away

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/"
# Asked by machines: they are told in a line, which needs no style sheet, so that it never fails to be drawn.
OF_MACHINES = ("/calendar/",)
# Hidden and absent answer alike: the sentence names nothing that was asked for.
ABSENT = _("The record does not exist, or you have no access to it.")
BROKEN = _("A server error occurred and was logged. Try again later.")
AWAY = _("The database is not responding. Try again in a few seconds.")
BUSY = _("The system has too many requests. Try again after the time in Retry-After.")
TOO_LARGE = _("The request is too large. Send a file of at most 25 MB.")
MALFORMED = _("The request could not be read. Check its format.")


def build_body(
    status: int, code: str, detail: Any, errors: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    """Return the members of a problem; `errors` names the wrong parameters."""
    problem = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": str(detail),
    }
    return problem | {"errors": errors} if errors else problem


def handle_exception(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Convert an exception of a view to a problem; None for a bug, so that it is logged and answered with
    500.
    """
    problem = find_problem(exc)
    if problem is None:
        return None
    set_rollback()
    return Response(problem, status=problem["status"], headers=_headers(exc), content_type=MEDIA_TYPE)


def find_problem(exc: Exception) -> dict[str, Any] | None:
    """Return the problem that reports an exception; None for a bug."""
    if isinstance(exc, Refused):
        # What the role does not allow is told apart from what the record does not allow now.
        status = HTTPStatus.FORBIDDEN if exc.code == "forbidden" else HTTPStatus.CONFLICT
        return build_body(status, exc.code, exc.message)
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    return _build_api_problem(exc) if isinstance(exc, exceptions.APIException) else None


def _build_api_problem(exc: exceptions.APIException) -> dict[str, Any]:
    if isinstance(exc, exceptions.ValidationError):
        said = getattr(exc, "sentence", _("Some parameters are not valid. See `errors`."))
        return build_body(exc.status_code, "invalid", said, _errors(exc.detail))
    if type(exc) is exceptions.NotFound:
        return build_body(exc.status_code, "not_found", ABSENT)
    code = exc.get_codes()
    return build_body(exc.status_code, code if isinstance(code, str) else "error", exc.detail)


def _errors(detail: Any) -> list[dict[str, str]]:
    named = detail.items() if isinstance(detail, dict) else [("", detail)]
    return [
        {"parameter": str(name), "detail": str(sentence)}
        for name, sentences in named
        for sentence in (sentences if isinstance(sentences, list) else [sentences])
    ]


def _headers(exc: Exception) -> dict[str, str]:
    headers = {}
    if challenge := getattr(exc, "auth_header", ""):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    if etag := getattr(exc, "etag", ""):
        headers["ETag"] = etag
    return headers


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a bug, or an unavailable database: with a problem under /api/, with the page elsewhere."""
    if request.path.startswith(PREFIX):
        if database_is_away():
            return _plain(build_body(HTTPStatus.SERVICE_UNAVAILABLE, "database_away", AWAY))
        return _plain(build_body(HTTPStatus.INTERNAL_SERVER_ERROR, "error", BROKEN))
    return defaults.server_error(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an unreadable request: a problem under /api/, a sentence to other programs, the page
    elsewhere.
    """
    if request.path.startswith(PREFIX):
        return _plain(build_body(HTTPStatus.BAD_REQUEST, "malformed", MALFORMED))
    if request.path.startswith(OF_MACHINES):
        return HttpResponse(MALFORMED, "text/plain; charset=utf-8", HTTPStatus.BAD_REQUEST)
    return defaults.bad_request(request, exception)


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer a request that is too large: with a problem under /api/, with a sentence elsewhere."""
    if request.path.startswith(PREFIX):
        return _plain(build_body(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", TOO_LARGE))
    return HttpResponse(TOO_LARGE, "text/plain; charset=utf-8", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def busy(request: HttpRequest) -> HttpResponse:
    """Answer a program whose request may not wait: with a problem under /api/, with a sentence elsewhere."""
    if request.path.startswith(PREFIX):
        return _plain(build_body(HTTPStatus.SERVICE_UNAVAILABLE, "busy", BUSY))
    return HttpResponse(BUSY, "text/plain; charset=utf-8", HTTPStatus.SERVICE_UNAVAILABLE)


def _plain(problem: dict[str, Any]) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return JsonResponse(problem, status=problem["status"], content_type=MEDIA_TYPE, headers=headers)
