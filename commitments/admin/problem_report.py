"""The page that creates a problem report: a text file that a user can send on.

It contains what the user writes and the state of the system, and no content of records: of the page only its
name, of alarms only their labels.
"""

import platform
import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.generic.edit import FormMixin

from commitments.admin.form_fields import PlainForm
from commitments.admin.pages import AdminPage
from commitments.reminders import alarms

LONGEST_TEXT = 4000
LONGEST_BROWSER = 200


class ProblemForm(PlainForm):
    """What the user did, expected and saw."""

    did = forms.CharField(
        label=_("What did you want to do?"), widget=forms.Textarea({"rows": 3}), max_length=LONGEST_TEXT
    )
    happened = forms.CharField(
        label=_("What happened instead?"), widget=forms.Textarea({"rows": 4}), max_length=LONGEST_TEXT
    )
    # The name of the page's address, such as admin:commitments_meeting_change: no key and no search words.
    page = forms.CharField(widget=forms.HiddenInput(), required=False)

    def clean_page(self) -> str:
        """Leave out anything that is not such a name."""
        page = self.cleaned_data["page"]
        return page if re.fullmatch(r"[\w:-]{0,100}", page) else ""


class ProblemReportPage(FormMixin[ProblemForm], AdminPage):
    """Asks for two texts and answers with the file."""

    title = _("Report a problem")
    template_name = "admin/problem_report.html"
    form_class = ProblemForm

    def get_initial(self) -> dict[str, Any]:
        return {"page": self.request.GET.get("page", "")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "label_suffix": ""}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: ProblemForm) -> HttpResponse:
        answer = HttpResponse("\n".join(self.list_lines(form.cleaned_data)), "text/plain; charset=utf-8")
        name = f"problem-report-{self.now:%Y-%m-%d-%H%M}.txt"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    def list_lines(self, entries: dict[str, str]) -> Iterator[str]:
        """List the lines of the report; technical ones in English, for those who maintain the system."""
        yield gettext("Problem report")
        yield from ("", str(ProblemForm.base_fields["did"].label), entries["did"])
        yield from ("", str(ProblemForm.base_fields["happened"].label), entries["happened"], "")
        status = alarms.load_status(self.now)
        with override("en"):
            shown = sorted({str(one.label) for one in status.alarms})
        facts = {
            "Time": f"{self.now:%Y-%m-%d %H:%M} UTC",
            "Version": settings.VERSION,
            "Page": entries["page"] or "unknown",
            "Role": self.person.role,
            "Language, time zone": f"{get_language()}, {timezone.get_current_timezone_name()}",
            "Browser": self.request.headers.get("user-agent", "")[:LONGEST_BROWSER],
            "Last reminder run": f"{status.last_run:%Y-%m-%d %H:%M} UTC" if status.last_run else "none",
            "Alarms": "; ".join(shown) or "none",
            "Database": f"{connection.vendor} {'.'.join(map(str, connection.get_database_version()))}",
            "Python": platform.python_version(),
        }
        yield from (f"{name}: {value}" for name, value in facts.items())
        yield ""
