"""What a person sees who saves after the session ended: all that was typed, to send again once signed in.

Two pages, for the token of a form is new after each sign-in: the first keeps what was typed and leads to
the sign-in, in another window; sent, it comes back as the second, which sends it where it was meant for.
Nothing is done before the person presses the button of that one.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from commitments.web.away import Typed, typed_in

TEMPLATE = "account/kept.html"
# Where it goes, and the names of fields whose files are chosen again: no form of ours has such fields.
ADDRESS, FILE = "_kept_address", "_kept_file"


class KeepTyped:
    """Answers a form that comes without a session by a page that keeps it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Keep what a page of ours sent: its token was looked at just before."""
        is_form = request.method == "POST" and settings.CSRF_COOKIE_NAME in request.COOKIES
        if not is_form or request.user.is_authenticated or not _is_page(request.path):
            return None
        return _kept(request, request.get_full_path(), typed_in(request), request.FILES)


@csrf_exempt  # It does nothing but show what came, and shows only what comes from a page of this site.
@require_POST
def kept_page(request: HttpRequest) -> HttpResponse:
    """Show again what was kept; to who is signed in, with the button that sends it."""
    address = request.POST.get(ADDRESS, "")
    if not _is_own(request) or not _is_page(address):
        raise Http404
    own = (ADDRESS, FILE)
    typed = tuple(one for one in typed_in(request) if one.name not in own)
    return _kept(request, address, typed, request.POST.getlist(FILE))


def _kept(request: HttpRequest, address: str, typed: tuple[Typed, ...], files: Iterable[str]) -> HttpResponse:
    signed_in = request.user.is_authenticated
    context = {"typed": typed, "files": tuple(files), "address": address, "is_signed_in": signed_in}
    return render(request, TEMPLATE, context, status=200 if signed_in else 401)


def _is_page(path: str) -> bool:
    """Say whether an address is one of the pages for which one signs in."""
    return path.startswith(reverse("admin:index")) and "\\" not in path


def _is_own(request: HttpRequest) -> bool:
    """Say whether a form came from a page of this site, by what no page of another site can set."""
    scheme = "https" if request.is_secure() else "http"
    return request.headers.get("origin") == f"{scheme}://{request.get_host()}"
