"""The map of keys as a page, and the switch that turns single keys off for an account (WCAG 2.1.4)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from commitments.admin.doors import signed_in


class KeyPages:
    """Adds the page of keys to the site."""

    def get_urls(self) -> list[Any]:
        view = self.admin_view(csrf_protect(self.keys_view))  # type: ignore[attr-defined]
        return [path("keys/", view, name="keys"), *super().get_urls()]  # type: ignore[misc]

    def keys_view(self, request: HttpRequest) -> HttpResponse:
        """Show the keys; keep for the person whether single ones are on."""
        if request.method == "POST":
            off = "off" in request.POST
            person = signed_in(request)
            person.single_keys = not off
            person.save(update_fields=["single_keys"])
            messages.success(request, _("Single keys are off.") if off else _("Single keys are on."))
            return HttpResponseRedirect(reverse("admin:keys"))
        context = {**self.each_context(request), "title": _("Keyboard")}  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/keys.html", context)
