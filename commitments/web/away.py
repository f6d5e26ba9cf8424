"""What a person sees while the database is away: what happened, and all that was typed, to send again."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.loader import render_to_string
from django.utils.text import capfirst

from commitments.errors import database_is_away

RETRY_SECONDS = 30
# Never written into a page.
SECRET = ("password", "csrfmiddlewaretoken")
# Longer than this, or of several words, a value is what somebody typed.
SHORT = 20


@dataclass(frozen=True, slots=True)
class Typed:
    """One value of a form, and whether it is shown besides being kept."""

    name: str
    value: str

    @property
    def label(self) -> str:
        """The name of the field in words."""
        return capfirst(self.name.rpartition("-")[2].replace("_", " ").strip())

    @property
    def is_shown(self) -> bool:
        """Whether a person typed it."""
        return not self.name.startswith("_") and (len(self.value) > SHORT or " " in self.value.strip())


def answer(request: HttpRequest) -> HttpResponse | None:
    """Answer what failed because the database is away; None where it failed for another reason.

    No context processor runs here: they would ask the database.
    """
    if not database_is_away():
        return None
    is_kept = request.method == "POST" and _is_own(request)
    context = {
        "typed": typed_in(request) if is_kept else (),
        "files": tuple((name, str(file)) for name, file in request.FILES.items()) if is_kept else (),
        "is_kept": is_kept,
        "address": request.get_full_path(),
        "csrf_token": get_token(request),
    }
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_own(request: HttpRequest) -> bool:
    """Say whether the form came from a page of ours: what another site sent is never offered again."""
    match = request.resolver_match
    view = match.func if match else _nothing
    check = CsrfViewMiddleware(_nothing)
    check.process_request(request)
    return check.process_view(request, view, (), {}) is None


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def typed_in(request: HttpRequest) -> tuple[Typed, ...]:
    """List the values of a form as they came, but secrets."""
    return tuple(
        Typed(name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if not any(secret in name.lower() for secret in SECRET)
    )
