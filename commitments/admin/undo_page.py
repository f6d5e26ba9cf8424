"""The address of the button "Undo"."""

from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.admin.pages import ActionPage
from commitments.history import build_history
from commitments.lifecycle import undo


class UndoPage(ActionPage):
    """Undoes the person's own step that wrote a row of history, and leads to the record."""

    def act(self) -> HttpResponse | None:
        rows = undo.undo_step(self.kwargs["key"], by=self.person, now=self.now)
        told = build_history(rows[:1])[0]
        messages.success(self.request, _("Undone: %(what)s.") % {"what": f"{told.subject} {told.action}"})
        return None

    def find_way_back(self) -> str:
        """Return the page of the record, the list where the step had created it, or else My desk."""
        row = undo.find_row(self.kwargs["key"], self.person)
        model = apps.get_model(row.page_type) if row else None
        if row is None or model is None or not self.admin_site.is_registered(model):
            return reverse("admin:index")
        page = f"admin:commitments_{model._meta.model_name}"
        try:
            self.admin_site.get_model_admin(model).get_object(self.request, str(row.page_id))
        except Http404:
            return reverse(f"{page}_changelist")
        return reverse(f"{page}_change", args=(row.page_id,))
