"""Pages that keep what was typed, to send it again.

They are shown while the database is away, while the system is busy, and after the session ended.

After the end of a session there are two pages, since the token of a form is new after each sign-in. The first
keeps what was typed and leads to the sign-in, in another window; it is sent and comes back as the second,
which sends the input to its original address. Nothing is done before the person presses the button of that
one.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.text import capfirst
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from commitments.errors import database_is_away
from commitments.web.overload import PERSON

RETRY_SECONDS = 30
# A larger form is not read while the system is busy.
BUSY, MOST_READ = "busy.html", 1_000_000
# Never written into a page.
SECRET = ("password", "csrfmiddlewaretoken")
# Longer than this, or of several words, a value is what somebody typed.
SHORT = 20


@dataclass(frozen=True, slots=True)
class InputValue:
    """One value of a form, and whether it is displayed besides being kept."""

    name: str
    value: str

    @property
    def label(self) -> str:
        """The name of the field in words."""
        return capfirst(self.name.rpartition("-")[2].replace("_", " ").strip())

    @property
    def is_shown(self) -> bool:
        """Return whether a person typed it."""
        return not self.name.startswith("_") and (len(self.value) > SHORT or " " in self.value.strip())


def offer_input(request: HttpRequest) -> HttpResponse | None:
    """Answer what failed because the database is away; None where it failed for another reason."""
    if not database_is_away():
        return None
    response = _keep_input(request, "503.html", may_read=True)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def offer_refused_input(request: HttpRequest, reason: str) -> HttpResponse:
    """Answer a page that the web worker refused, in the language of the browser: no account is read."""
    language, is_of_person = translation.get_language_from_request(request), reason == PERSON
    if request.method == "POST":
        size = request.META.get("CONTENT_LENGTH") or "0"
        may_read = size.isdecimal() and int(size) <= MOST_READ
        with suppress(Http404):
            request.resolver_match = resolve(request.path_info)
        with translation.override(language):
            response = _keep_input(request, BUSY, may_read=may_read, is_of_person=is_of_person)
        if not may_read:
            # What was sent is not waited for.
            response.headers["Connection"] = "close"
    else:
        response = HttpResponse(_render_refusal(language, is_of_person=is_of_person), status=503)
        response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language
    return response


@cache
def _render_refusal(language: str, *, is_of_person: bool) -> str:
    """Return the page for a request without a form: the same for all, so that a refusal costs little."""
    with translation.override(language):
        return render_to_string(BUSY, {"is_of_person": is_of_person})


def _keep_input(request: HttpRequest, template: str, *, may_read: bool, **more: Any) -> HttpResponse:
    """Answer with a page that keeps what was typed.

    No context processor runs here: they would ask the database.
    """
    is_form = request.method == "POST"
    is_kept = is_form and may_read and _passes_csrf(request)
    context = {
        "typed": typed_in(request) if is_kept else (),
        "files": tuple((name, str(file)) for name, file in request.FILES.items()) if is_kept else (),
        "is_form": is_form,
        "is_kept": is_kept,
        "address": request.get_full_path(),
        "csrf_token": get_token(request) if is_kept else "",
    }
    response = HttpResponse(render_to_string(template, context | more), status=503)
    response.headers["Cache-Control"] = "no-store"
    return response


def _passes_csrf(request: HttpRequest) -> bool:
    """Return whether the form came from one of our pages: input from another site is never offered again."""
    match = request.resolver_match
    view = match.func if match else _nothing
    check = CsrfViewMiddleware(_nothing)
    check.process_request(request)
    return check.process_view(request, view, (), {}) is None


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def typed_in(request: HttpRequest) -> tuple[InputValue, ...]:
    """List the values of a form as they came, but secrets."""
    return tuple(
        InputValue(name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if not any(secret in name.lower() for secret in SECRET)
    )


TEMPLATE = "account/kept.html"
# Where it goes, and the names of fields whose files are chosen again: no form of ours has such fields.
ADDRESS, FILE = "_kept_address", "_kept_file"


class KeepTyped:
    """Answers a form without a session by a page that keeps its input."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Keep what a page of ours sent: its token was looked at just before."""
        is_form = request.method == "POST" and settings.CSRF_COOKIE_NAME in request.COOKIES
        if not is_form or request.user.is_authenticated or not _is_page(request.path):
            return None
        return _show_stored_input(request, request.get_full_path(), typed_in(request), request.FILES)


@csrf_exempt  # It does nothing but show what came, and shows only what comes from a page of this site.
@require_POST
def show_kept_page(request: HttpRequest) -> HttpResponse:
    """Show again what was kept; to who is signed in, with the button that sends it."""
    address = request.POST.get(ADDRESS, "")
    if not _is_same_origin(request) or not _is_page(address):
        raise Http404
    own = (ADDRESS, FILE)
    typed = tuple(one for one in typed_in(request) if one.name not in own)
    return _show_stored_input(request, address, typed, request.POST.getlist(FILE))


def _show_stored_input(
    request: HttpRequest, address: str, typed: tuple[InputValue, ...], files: Iterable[str]
) -> HttpResponse:
    signed_in = request.user.is_authenticated
    context = {"typed": typed, "files": tuple(files), "address": address, "is_signed_in": signed_in}
    return render(request, TEMPLATE, context, status=200 if signed_in else 401)


def _is_page(path: str) -> bool:
    """Return whether an address is one of the pages that require sign-in."""
    return path.startswith(reverse("admin:index")) and "\\" not in path


def _is_same_origin(request: HttpRequest) -> bool:
    """Return whether a form came from a page of this site, by headers that no other site can set."""
    scheme = "https" if request.is_secure() else "http"
    return request.headers.get("origin") == f"{scheme}://{request.get_host()}"
