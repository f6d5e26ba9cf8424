"""The reference of the API: a page for each noun. It names no record, so nobody needs to sign in."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from commitments.api import reference


@require_safe
def reference_page(request: HttpRequest, noun: str = "index") -> HttpResponse:
    """Show what can be asked about one noun, and the way to the others."""
    language = get_language() or settings.LANGUAGE_CODE
    shown = reference.page(language, noun)
    if shown is None:
        raise Http404
    context = {"page": shown, "nouns": reference.nouns(language), "title": shown.title}
    return render(request, "api/reference.html", context)
