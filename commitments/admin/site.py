"""The admin site: who may enter, the home page, Go to, and registration only of our own pages.

Also the page of keyboard shortcuts, and the switch that turns single keys off for an account (WCAG 2.1.4).
"""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect

from commitments.admin.audit_log import RecordLogPages
from commitments.admin.base import RecordAdmin
from commitments.admin.classification import MarkingPages
from commitments.admin.commitments.deadline_forms import day_view
from commitments.admin.imports.pages import ImportPages
from commitments.admin.long_texts import TextPages
from commitments.admin.my_desk import TITLE, MyDeskPages
from commitments.admin.permissions import signed_in
from commitments.admin.reminders.schedule import RemindingPages
from commitments.admin.search import find_records
from commitments.admin.setup import EmailPausePages, SetupPages
from commitments.admin.translations import TranslationPages
from commitments.search.query import LONGEST_SEARCH


class KeyPages:
    """Adds the page of keyboard shortcuts to the site."""

    def get_urls(self) -> list[Any]:
        view = self.admin_view(csrf_protect(self.keys_view))  # type: ignore[attr-defined]
        return [path("keyboard-shortcuts/", view, name="keys"), *super().get_urls()]  # type: ignore[misc]

    def keys_view(self, request: HttpRequest) -> HttpResponse:
        """Show the keys; keep for the person whether single ones are on."""
        if request.method == "POST":
            off = "off" in request.POST
            person = signed_in(request)
            person.single_keys = not off
            person.save(update_fields=["single_keys"])
            messages.success(
                request, gettext("Single keys are off.") if off else gettext("Single keys are on.")
            )
            return HttpResponseRedirect(reverse("admin:keys"))
        context = {**self.each_context(request), "title": gettext("Keyboard")}  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/keys.html", context)


class TrackerAdminSite(
    KeyPages,
    MyDeskPages,
    ImportPages,
    RecordLogPages,
    RemindingPages,
    EmailPausePages,
    SetupPages,
    TranslationPages,
    TextPages,
    MarkingPages,
    AdminSite,
):
    """Django's admin under the access policy, with sign-in by the account pages and our own home page."""

    site_title = _("Commitments")
    site_header = _("Commitments")
    index_title = TITLE
    enable_nav_sidebar = False
    site_url = None

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register only pages based on `RecordAdmin`: any other would bypass the access policy.

        Pages that other apps register themselves (groups, email addresses, tokens) are ignored.
        """
        if admin_class is None or not issubclass(admin_class, RecordAdmin):
            models = model_or_iterable if isinstance(model_or_iterable, tuple | list) else [model_or_iterable]
            if any(model._meta.app_label == "commitments" for model in models):
                raise ImproperlyConfigured(f"{admin_class} is no RecordAdmin; its page would pass no door.")
            return
        super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether the account is active; the access policy decides what it sees."""
        return bool(request.user.is_active and request.user.is_authenticated)

    def get_urls(self) -> list[Any]:
        """Leave out the shortcut to any object of any kind; add Go to, and what a day typed means."""
        stock: Iterable[URLPattern | URLResolver] = super().get_urls()
        kept = [url for url in stock if getattr(url, "name", None) != "view_on_site"]
        own = [
            path("search/", self.admin_view(self.find_view), name="find"),
            path("day/", self.admin_view(day_view), name="day"),
        ]
        return [*own, *kept]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send to the sign-in page, keeping where the person wanted to go if it is ours."""
        target = request.GET.get(REDIRECT_FIELD_NAME, "")
        safe = url_has_allowed_host_and_scheme(
            target, {request.get_host()}, require_https=request.is_secure()
        )
        if self.has_permission(request):
            return HttpResponseRedirect(target if safe else reverse("admin:index"))
        query = f"?{urlencode({REDIRECT_FIELD_NAME: target})}" if safe else ""
        return HttpResponseRedirect(reverse("account_login") + query)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return HttpResponseRedirect(reverse("account_logout"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return HttpResponseRedirect(reverse("account_change_password"))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Name the lists once a request: the stock context and our frame ask, and for no more than names."""
        known: list[Any] | None = request.__dict__.get("app_list")
        if known is None:
            known = request.__dict__["app_list"] = [{"models": self._lists(request)}]
        return known

    def _lists(self, request: HttpRequest) -> list[dict[str, str]]:
        """Return name and address of each list, as Django would, without resolving each address."""
        top = reverse("admin:index")
        pages = [
            {
                "name": capfirst(str(model._meta.verbose_name_plural)),
                "admin_url": f"{top}{model._meta.app_label}/{model._meta.model_name}/",
            }
            for model, page in self._registry.items()
            if page.has_view_permission(request)
        ]
        return sorted(pages, key=itemgetter("name"))

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        """Go to My desk: one app needs no page of its own, and the rail names all its lists."""
        return HttpResponseRedirect(reverse("admin:index"))

    def find_view(self, request: HttpRequest) -> HttpResponse:
        """Open the record of a reference at once; list what holds the words, or as an answer while typing."""
        typed = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
        found = find_records(self, request, typed)
        if request.GET.get("part") == "options":
            groups = found.as_listed()
            listed = {"groups": groups, "shown": sum(len(group.hits) for group in groups)}
            return TemplateResponse(request, "admin/found_options.html", listed)
        if found.exact:
            return HttpResponseRedirect(found.exact.url)
        context = {**self.each_context(request), "title": _("Find"), "typed": typed, "groups": found.groups}
        return TemplateResponse(request, "admin/find.html", context)


site = TrackerAdminSite()
site.disable_action("delete_selected")
