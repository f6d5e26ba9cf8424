"""The page of update forms: created by a focal point or the desk, exported once, and imported when
returned.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import register
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.access import policy, querysets, scopes, write_rules
from commitments.admin.base import RecordAdmin
from commitments.admin.commitments.decision_pages import said_of
from commitments.admin.form_fields import PlainForm
from commitments.admin.lists import saved_file
from commitments.admin.pages import ActionPage, NounPage, RecordPage
from commitments.admin.permissions import key_of, signed_in
from commitments.admin.site import site
from commitments.enums import Classification, Role
from commitments.errors import Refused
from commitments.files import checks
from commitments.models import Commitment, EmailReply, UpdateForm, User
from commitments.tables import update_forms
from commitments.tables.matrix_files import MEDIA

LIST = "admin:commitments_updateform_changelist"
# Altered cells that are named; beyond, the file speaks of another list.
MOST_TOLD = 10


class PeopleField(forms.ModelChoiceField[User]):
    """Focal points, each with the ministry."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj}, {obj.ministry}"


class PersonForm(PlainForm):
    """The person for whom the desk makes one, and its language."""

    person = PeopleField(label=gettext_lazy("Focal point"), queryset=querysets.list_none(User))
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("", gettext_lazy("the focal point’s language")), *settings.PRINT_LANGUAGES],
        required=False,
    )

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        person = self.fields["person"]
        assert isinstance(person, PeopleField)
        person.queryset = focal_points(by)


def focal_points(by: User) -> QuerySet[User]:
    """List whom the person may make a work sheet for: oneself, or for the desk every focal point."""
    known = querysets.list_readable(User, by).filter(
        is_active=True, role=Role.FOCAL_POINT, ministry__isnull=False
    )
    own = known if write_rules.may_write(by, Commitment) else known.filter(pk=by.pk)
    return own.select_related("ministry").order_by("name", "pk")


class UpdateFormAction(ActionPage, NounPage):
    """A form on the list of update forms."""

    def find_way_back(self) -> str:
        return reverse(LIST)


class MakeUpdateForm(UpdateFormAction):
    """Makes an update form and returns its file; a repeated request makes another."""

    route, name = "create/", "make"

    def act(self) -> HttpResponse:
        key = key_of(self.request.POST.get("person", ""))
        person = focal_points(self.person).filter(pk=key).first() if key is not None else None
        if person is None:
            raise Refused(_("Select a focal point."), "person")
        asked = self.request.POST.get("language", "")
        language = asked if asked in dict(settings.PRINT_LANGUAGES) else ""
        made = update_forms.create_update_form(person, by=self.person, now=self.now, language=language)
        return saved_file(made.content, MEDIA["xlsx"], f"{made.sheet.code}.xlsx")


class ReturnUpdateForm(UpdateFormAction):
    """Takes in a work sheet, and says row by row what was not taken."""

    route, name = "return/", "return"

    def act(self) -> HttpResponse:
        given = self.request.FILES.get("file")
        if given is None:
            raise Refused(_("Select the returned file."), "no_file")
        if (given.size or 0) > checks.MOST_BYTES:
            raise Refused(
                _(
                    "The file is larger than 25 MB. Check that it is the update form. If it is, reduce "
                    "the size of the file, then select it again."
                ),
                "too_big",
            )
        taken = update_forms.import_update_form(given.name or "", given.read(), by=self.person, now=self.now)
        _show_result(self.request, taken)
        if not policy.can_read(self.person, taken.sheet):
            return HttpResponseRedirect(reverse("admin:commitments_emailreply_changelist"))
        return HttpResponseRedirect(reverse("admin:commitments_updateform_change", args=(taken.sheet.pk,)))


class UpdateFormPage(RecordPage):
    """One update form, with what came back."""

    template_name = "admin/commitments/updateform/change_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet: UpdateForm = self.record
        rows = querysets.list_readable(EmailReply, self.person).filter(update_form=sheet)
        found = rows.select_related("commitment__country", "decided_by")
        shown = {
            "sheet": sheet,
            "answered": [(row, said_of(row)) for row in found.order_by("commitment__reference", "pk")],
        }
        return super().get_context_data(**shown | kwargs)


@register(UpdateForm, site=site)
class UpdateFormAdmin(RecordAdmin):
    """Lists a person's update forms, with the forms to make one and to send one back."""

    least_marked = Classification.RESTRICTED
    list_display = ("code", "person", "ministry", "recorded_at", "recorded_by")
    list_display_links = ("code",)
    ordering = ("-pk",)
    search_fields = ("code",)
    change_list_template = "admin/commitments/updateform/change_list.html"
    fields = ()
    sortable_by = ("recorded_at",)
    joined = ("person__ministry", "ministry", "recorded_by")
    may_add = may_change = False
    pages = (MakeUpdateForm, ReturnUpdateForm, UpdateFormPage)

    def describe_list(self, request: HttpRequest) -> dict[str, Any]:
        person = signed_in(request)
        people = focal_points(person)
        return {
            "form": PersonForm(person),
            "is_own": person.role == Role.FOCAL_POINT and person.ministry_id is not None,
            "may_make": people.exists(),
            "may_send": people.exists() or scopes.ministries_of(person).exists(),
            "own": person,
        }


def _show_result(request: HttpRequest, taken: update_forms.ReturnResult) -> None:
    made = len(taken.made)
    said = [
        ngettext(
            "%(n)d reply is pending confirmation by the desk.",
            "%(n)d replies are pending confirmation by the desk.",
            made,
        )
        % {"n": made}
    ]
    if taken.again:
        again = ngettext(
            "%(n)d reply was already received.", "%(n)d replies were already received.", taken.again
        )
        said.append(again % {"n": taken.again})
    changed = [f"{one.commitment.reference} ({one.changed})" for one in taken.made if one.changed]
    if changed:
        said.append(_("Changed since the form was created: %(items)s.") % {"items": ", ".join(changed)})
    messages.success(request, " ".join(said))
    for reference, sentence in taken.wrong:
        messages.warning(request, f"{reference}: {sentence}")
    if taken.ignored:
        told = " ".join(f"{reference}: {sentence}" for reference, sentence in taken.ignored[:MOST_TOLD])
        advice = _("Only the yellow cells are read. These entries were not imported:")
        messages.warning(request, f"{advice} {told}")
