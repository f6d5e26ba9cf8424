"""Texts of meetings: readouts, joint statements, minutes, notes, press reports."""

from typing import Any

from django import forms
from django.contrib.admin import SimpleListFilter, register
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from commitments import access, meetings, passages
from commitments.admin import reading
from commitments.admin.base import RecordAdmin
from commitments.admin.doors import signed_in
from commitments.admin.forms.days import DateInput
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.models import Country, Statement, User
from commitments.searching import SEARCHED


class StatementForm(forms.ModelForm[Statement]):
    """One text; its words are record and stand in the serif."""

    class Meta:
        model = Statement
        fields = (
            "meeting",
            "kind",
            "title",
            "dated_on",
            "number",
            "language",
            "is_binding",
            "is_verbatim",
            "classification",
            "in_confidence",
            "consent",
            "source",
            "text",
        )
        widgets = {
            "title": forms.TextInput(attrs={"class": "vTextField"}),
            "consent": forms.TextInput(attrs={"class": "vTextField"}),
            "source": forms.TextInput(attrs={"class": "vTextField"}),
            "dated_on": DateInput,
            "text": forms.Textarea(attrs={"rows": 16, "class": "record wide"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked only of what was given in confidence, once that is on record.
        if not self.instance.in_confidence and "consent" in self.fields:
            self.fields["consent"].widget = forms.HiddenInput()


class LanguageFilter(SimpleListFilter):
    """The languages of the countries: which ones the texts have, every text would have to say."""

    title = gettext_lazy("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        speaking = access.open_rows(Country).exclude(languages="").order_by()
        spoken = speaking.values_list("languages", flat=True)
        codes = {code.strip() for said in spoken for code in said.split(",")} | {"en"}
        return [(code, code) for code in sorted(codes)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(language=self.value()) if self.value() else queryset


class UndecidedFilter(SimpleListFilter):
    """Narrows to texts that were read and not wholly decided."""

    title = gettext_lazy("passages")
    parameter_name = "undecided"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", gettext("undecided"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return passages.half_read(queryset) if self.value() == "yes" else queryset


def _is_to_sign_off(statement: Statement, user: User) -> bool:
    return meetings.is_unsigned(statement) and access.works_on(user, statement.meeting.country)


@register(Statement, site=site)
class StatementAdmin(RecordAdmin):
    """Lists and files texts."""

    form = StatementForm
    list_display = ("title", "kind", "dated_on", "meeting", "language", "is_binding")
    list_filter = ("kind", LanguageFilter, UndecidedFilter)
    row_columns = (
        *("title", "kind", "dated_on", "language", "is_binding"),
        *("meeting", "meeting__reference", "meeting__title"),
    )
    file_columns = (*list_display, "is_verbatim", "number", "source", "classification")
    file_reads = ("is_verbatim", "number", "source", "classification")
    # Who reads a text reads its meeting.
    shown_relations = ()
    search_fields = SEARCHED[Statement]
    ordering = ("-dated_on", "-pk")
    steps = (
        reading.READ,
        StepButton(
            "sign-off",
            gettext_lazy("Sign off"),
            meetings.sign_off,
            meetings.why_not_sign_off,
            offered=_is_to_sign_off,
            done=gettext_lazy("Signed off as it stands. Who changes its words takes the signature off."),
        ),
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "meeting",
                    ("kind", "language"),
                    "title",
                    ("dated_on", "number"),
                    ("classification", "is_binding", "is_verbatim"),
                    ("in_confidence", "consent"),
                    "source",
                    "text",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("meeting__country", "signed_off_by")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the meetings of the person's own countries; the newest first."""
        if db_field.name != "meeting":
            return db_field.formfield(**kwargs)
        field = db_field.formfield(**kwargs)
        own = field.queryset.filter(country__in=access.countries_of(request.user))
        field.queryset = own.order_by("-pk")
        return field

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which the text is read."""
        view = self.admin_site.admin_view(reading.view(self))
        read = path("<path:object_id>/reading/", view, name="commitments_statement_read")
        return [read, *super().get_urls()]

    def create(self, request: HttpRequest, obj: Model, form: ModelForm[Any]) -> None:
        assert isinstance(obj, Statement)
        meetings.file_statement(obj, by=signed_in(request), now=timezone.now())

    def change(self, request: HttpRequest, obj: Model, values: dict[str, Any], form: ModelForm[Any]) -> None:
        """Edit a document on file; what its meeting locks stays."""
        assert isinstance(obj, Statement)
        filed = access.rows(Statement, request.user).select_related("meeting__country").get(pk=obj.pk)
        meetings.change_statement(
            filed, values, expected=obj.version, by=signed_in(request), now=timezone.now()
        )
