"""The admin site: who may enter, the list of its pages, and registration only of our own pages of records.

Also the page of keyboard shortcuts, and the switch that turns single keys off for an account (WCAG 2.1.4).
"""

from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.admin.audit_log import AuditLogFile, AuditLogPage
from commitments.admin.base import RecordAdmin
from commitments.admin.classification import ClassificationPage
from commitments.admin.commitments.deadline_forms import day_view
from commitments.admin.history import UndoPage
from commitments.admin.imports.pages import (
    AnswerNames,
    CheckAgain,
    ChooseTable,
    ContinueImport,
    ImportListPage,
    ImportPage,
    ImportProgress,
    ImportsFile,
    ImportTemplate,
    MapColumns,
    RejectedRows,
    TakeRows,
    ThrowImportAway,
    UndoImport,
)
from commitments.admin.list_exports import file_paths
from commitments.admin.long_text_page import LongTextPage
from commitments.admin.my_desk import TITLE, DeskStepPage, MyDeskPage
from commitments.admin.pages import AdminPage
from commitments.admin.parties.overview import PartnerPage
from commitments.admin.parties.parliament import ParliamentFile, ParliamentPage
from commitments.admin.preferences import PreferencesPage
from commitments.admin.problem_report import ProblemReportPage
from commitments.admin.reminders.schedule import EndQuietDays, ReminderSchedulePage
from commitments.admin.search import FindPage
from commitments.admin.setup import (
    EmailPausePage,
    PauseEmail,
    ResumeEmail,
    RetryEmails,
    SendTestEmail,
    SetupPage,
)
from commitments.admin.translation_page import CheckTranslation, TranslationPage
from commitments.admin.translations import ConfirmTranslation, TranslationsFile, TranslationsPage


class KeysPage(AdminPage):
    """The keyboard shortcuts; keeps for the person whether single keys are on."""

    title = _("Keyboard shortcuts")
    template_name = "admin/keys.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        off = "off" in request.POST
        self.person.single_keys = not off
        self.person.save(update_fields=["single_keys"])
        messages.success(
            request,
            gettext("Single-key shortcuts are off.") if off else gettext("Single-key shortcuts are on."),
        )
        return HttpResponseRedirect(reverse("admin:keys"))


# Pages of Django that this site does not have: the shortcut to any object of any kind, and another home page.
LEFT_OUT = frozenset({"view_on_site", "index"})


class TrackerAdminSite(AdminSite):
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
        """Return the pages of the site; those of a kind of record are listed by its `ModelAdmin`."""
        return [
            MyDeskPage.url("", "index", self),
            DeskStepPage.url("desk/<slug:kind>/<int:pk>/<slug:verb>/", "desk_act", self),
            FindPage.url("search/", "find", self),
            path("day/", self.admin_view(day_view), name="day"),
            ProblemReportPage.url("report-a-problem/", "problem_report", self),
            KeysPage.url("keyboard-shortcuts/", "keys", self),
            PreferencesPage.url("preferences/", "preferences", self),
            PartnerPage.url("partners/<slug:iso>/", "partner", self),
            ParliamentPage.url("answer-for-parliament/", "parliament", self),
            *file_paths("answer-for-parliament/", ParliamentFile.view(self), "parliament_file"),
            LongTextPage.url("text/<slug:kind>/<int:pk>/<slug:name>/", "text", self),
            ClassificationPage.url("classification/<slug:kind>/<int:pk>/", "marking", self),
            UndoPage.url("undo/<int:key>/", "undo", self),
            # Imports
            ImportListPage.url("imports/", "imports", self),
            *ImportsFile.at_each("imports/export/", "imports_export", self),
            ImportTemplate.url("imports/templates/<slug:subject>/", "import_template", self),
            ImportTemplate.url("imports/samples/<slug:subject>/", "import_sample", self, is_sample=True),
            ImportPage.url("imports/<int:key>/", "import_page", self),
            ChooseTable.at_step("table", self),
            MapColumns.at_step("columns", self),
            AnswerNames.at_step("names", self),
            CheckAgain.at_step("again", self),
            TakeRows.at_step("take", self),
            UndoImport.at_step("undo", self),
            ContinueImport.at_step("on", self),
            ThrowImportAway.at_step("away", self),
            ImportProgress.url("imports/<int:key>/progress/", "import_progress", self),
            RejectedRows.url("imports/<int:key>/bad/<slug:ending>/", "import_bad", self),
            # Translations and the log of changes
            TranslationsPage.url("translations/", "translations", self),
            *TranslationsFile.at_each("translations/export/", "translations_export", self),
            ConfirmTranslation.url("translations/<str:name>/<int:part>/", "translation_read_over", self),
            TranslationPage.url("translations/<str:name>/<int:key>/<str:language>/", "translation", self),
            CheckTranslation.url(
                "translations/<str:name>/<int:key>/<str:language>/<slug:step>/", "translation_check", self
            ),
            AuditLogPage.url("audit-log/", "record_log", self),
            *AuditLogFile.at_each("audit-log/export/", "record_log_export", self),
            # Reminders, email and setup
            ReminderSchedulePage.url("reminder-schedule/", "reminding", self),
            EndQuietDays.url("reminder-schedule/quiet-days/<int:pk>/", "reminding_quiet", self),
            EmailPausePage.url("email-delivery/", "sending", self),
            PauseEmail.url("email-delivery/pause/", "sending_pause", self),
            ResumeEmail.url("email-delivery/resume/", "sending_resume", self),
            RetryEmails.url("email-delivery/retry/", "sending_retry", self),
            SetupPage.url("setup/", "setting_up", self),
            SendTestEmail.url("setup/test-email/", "setting_up_mail", self),
            *(url for url in super().get_urls() if getattr(url, "name", None) not in LEFT_OUT),
        ]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what each page shows beside its frame, which names the lists itself (`web/context.py`)."""
        return {"is_popup": False}

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
        """Return name and address of each list, as Django would, without resolving each address."""
        top = reverse("admin:index")
        pages = [
            {
                "name": capfirst(str(model._meta.verbose_name_plural)),
                "object_name": model.__name__,
                "admin_url": f"{top}{model._meta.app_label}/{model._meta.model_name}/",
            }
            for model, page in self._registry.items()
            if page.has_view_permission(request)
        ]
        return [{"models": sorted(pages, key=itemgetter("name"))}]

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        """Go to My desk: one app needs no page of its own, and the rail names all its lists."""
        return HttpResponseRedirect(reverse("admin:index"))


site = TrackerAdminSite()
site.disable_action("delete_selected")
