"""Releasable versions: written on a page of their own, reached from the commitment; cleared and withdrawn."""

from typing import Any

from django import forms
from django.contrib.admin import display, register
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, releases
from commitments.admin.base import RecordAdmin
from commitments.admin.doors import signed_in
from commitments.admin.forms.commitment_steps import ReasonForm
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.models import Commitment, Release
from commitments.vocabulary import ReleaseState

# No key is longer.
LONGEST_KEY = 19


class ReleaseForm(forms.ModelForm[Release]):
    """What may be published of a commitment in one language."""

    class Meta:
        model = Release
        fields = ("commitment", "language", "wording", "status", "due")
        widgets = {
            "wording": forms.Textarea(attrs={"rows": 5, "class": "record wide"}),
            "due": forms.TextInput(attrs={"class": "vTextField"}),
        }


@register(Release, site=site)
class ReleaseAdmin(RecordAdmin):
    """Lists what is cleared, and what has changed since."""

    form = ReleaseForm
    list_display = ("commitment", "language", "state", "status", "approved_by", "is_changed")
    list_filter = ("state", "language")
    row_columns = (
        *("language", "state", "status", "of"),
        *("commitment", "commitment__reference", "commitment__title", "commitment__state"),
        *("commitment__strength", "commitment__deadline", "commitment__outcome__clause"),
        *("approved_by", "approved_by__name", "approved_by__username"),
    )
    search_fields = ("wording", "commitment__reference", "commitment__title")
    ordering = ("-pk",)
    fieldsets = ((None, {"fields": ("commitment", ("language", "status"), "wording", "due")}),)
    steps = (
        StepButton(
            "clear",
            _("Clear for publication"),
            releases.clear,
            releases.why_not_clear,
            offered=lambda release, user: release.state == ReleaseState.DRAFT,
            done=_("Cleared. Public exports take these words from now on."),
        ),
        StepButton(
            "withdraw",
            _("Withdraw from publication"),
            releases.withdraw,
            releases.why_not_withdraw,
            offered=lambda release, user: release.state == ReleaseState.CLEARED,
            form=ReasonForm,
            done=_("Withdrawn: no export takes it any more."),
        ),
    )

    @display(description=_("changed since released"), boolean=True)
    def is_changed(self, obj: Release) -> bool:
        return releases.has_changed(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.select_related("commitment__country", "commitment__outcome", "approved_by", "recorded_by")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the words of the clause and the state in the words of what is published."""
        asked = str(request.GET.get("commitment", ""))
        key = int(asked) if asked.isdecimal() and len(asked) < LONGEST_KEY else 0
        rows = access.rows(Commitment, request.user).filter(pk=key)
        item = rows.select_related("outcome").first()
        if item is None:
            return {}
        words = releases.first_words(item, signed_in(request))
        return {"commitment": item.pk, "wording": words, "status": releases.completion_of(item)}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = db_field.formfield(**kwargs)
        if db_field.name == "commitment":
            field.queryset = field.queryset.filter(country__in=access.countries_of(request.user))
            field.widget = forms.HiddenInput()
        return field

    def create(self, request: HttpRequest, obj: Model, form: ModelForm[Any]) -> None:
        assert isinstance(obj, Release)
        releases.write(obj, by=signed_in(request), now=timezone.now())

    def change(self, request: HttpRequest, obj: Model, values: dict[str, Any], form: ModelForm[Any]) -> None:
        """Write it anew; one that was cleared is a draft again."""
        assert isinstance(obj, Release)
        filed = access.rows(Release, request.user).select_related("commitment__country").get(pk=obj.pk)
        releases.change(filed, values, expected=obj.version, by=signed_in(request), now=timezone.now())
