"""The page of an official: who held the same post when, what names them, and who follows."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin import display, register
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import access, overview, parties
from commitments.admin.base import RecordAdmin, RecordTabular
from commitments.admin.doors import signed_in
from commitments.admin.file_columns import of_import
from commitments.admin.forms.days import DateInput
from commitments.admin.forms.languages import NameForm
from commitments.admin.forms.plain import PlainForm
from commitments.admin.party_shown import all_items, items_shown, posts_shown, same_post, unhurried
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.admin.translations import line_of
from commitments.meetings import delegations
from commitments.models import Official, OfficialName, User
from commitments.searching import SEARCHED
from commitments.vocabulary import ImportSubject, Role

WIDE = {"class": "vTextField"}


class OfficialNames(RecordTabular):
    model = OfficialName
    form = NameForm
    fields = ("language", "person", "post")


REMINDED = _(
    "Reminders go to people with an account. Until the successor has one, they go to the focal "
    "points of the ministry or, where there are none, to the desk."
)


class LeftForm(PlainForm):
    """When the official left, and who follows."""

    official: Official

    left_on = forms.DateField(label=_("Last day in post"), widget=DateInput)
    person = forms.CharField(
        label=_("Successor"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=WIDE),
        help_text=_("Leave empty while nobody is named: the items show as without a living owner."),
    )
    starts_on = forms.DateField(
        label=_("In post from"),
        required=False,
        widget=DateInput,
        help_text=_("The next day when empty."),
    )
    email = forms.EmailField(label=_("E-mail of the successor"), required=False)
    release = forms.BooleanField(
        label=_("Name nobody on the open items: the ministry answers"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Where no day is on record, the person who records it says which.
        self.fields["left_on"].initial = self.official.ends_on
        if self.official.country.iso == settings.HOME_COUNTRY:
            # The last that is asked of the successor: the address, or the account.
            asked = self.fields.get("user") or self.fields["email"]
            asked.help_text = REMINDED

    def clean(self) -> dict[str, Any]:
        """Say at the field what does not go together."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("person") and found.get("release"):
            self.add_error(
                "release", ValidationError(_("The successor is named on them; clear one of both."))
            )
        if not found.get("person") and (found.get("starts_on") or found.get("email")):
            self.add_error("person", ValidationError(_("Name the successor.")))
        return found


class LeftWithAccountForm(LeftForm):
    """The same with the accounts, for the administrator."""

    by: User

    user = forms.ModelChoiceField(
        label=_("Account of the successor"), queryset=access.nothing(User), required=False
    )
    close_account = forms.BooleanField(label=_("Close the account of who left"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.fields["user"]
        assert isinstance(user, forms.ModelChoiceField)
        free = Q(official__isnull=True) | Q(official=self.official)
        known = access.rows(User, self.by)
        user.queryset = known.filter(free, is_active=True, ministry=self.official.ministry_id)
        if self.official.user_id is None:
            del self.fields["close_account"]


def _form_for(official: Official, user: User) -> type[forms.Form]:
    form = LeftWithAccountForm if user.role == Role.ADMINISTRATOR else LeftForm
    return type("Left", (form,), {"official": official, "by": user})


STEPS = (
    StepButton(
        "left",
        _("Record who left and who follows"),
        parties.appoint,
        parties.why_not_appoint,
        offered=lambda _official, user: access.may_write(user, Official),
        form_for=_form_for,
        done=_("Recorded. What is closed keeps the name of then."),
    ),
)


@register(Official, site=site)
class OfficialAdmin(RecordAdmin):
    imports_as = ImportSubject.OFFICIALS
    teaches = _(
        "Nobody is on record. Enter first the focal point of each ministry of ours, then whom you meet "
        "on the other side."
    )
    list_display = ("called_post", "called", "function", "ministry", "country", "starts_on", "ends_on")
    # Post and name as they were recorded: an import knows the official by them.
    file_columns = of_import(
        ImportSubject.OFFICIALS,
        {
            "country": lambda row: str(row.country),
            "ministry": lambda row: str(row.ministry or ""),
            "post": lambda row: row.post,
            "person": lambda row: row.person,
            "function": lambda row: capfirst(str(row.get_function_display())),
            "email": lambda row: row.email,
            "precedence": lambda row: row.precedence,
            "starts_on": lambda row: row.starts_on,
            "ends_on": lambda row: row.ends_on,
        },
    )
    list_filter = ("country", "function")
    list_select_related = ("ministry", "country")
    search_fields = SEARCHED[Official]
    change_form_template = "admin/commitments/official/change_form.html"
    fieldsets = (
        (None, {"fields": ("country", "ministry", "post", "person", "function", "precedence")}),
        (_("In packets"), {"fields": ("say", "helps")}),
        (None, {"fields": ("email", "user", ("starts_on", "ends_on"))}),
    )
    inlines = (OfficialNames,)
    constraint_fields = {"official_dates_in_order": "ends_on"}
    steps = STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("ministry", "country")

    @display(description=_("post"), ordering="post")
    def called_post(self, obj: Official) -> str:
        """Give the post in the reader's language."""
        return obj.spoken[1]

    @display(description=pgettext_lazy("of a person", "name"), ordering="person", empty_value="–")
    def called(self, obj: Official) -> str:
        """Give the person in the reader's language, where one is on record."""
        return obj.spoken[0]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the country once something leans on it, as that of a ministry."""
        leans = obj is not None and (parties.has_part(obj) or delegations.has_seat(obj))
        return ("country",) if leans else ()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        official: Official | None = context.get("original")
        if official is not None:
            person = signed_in(request)
            today = overview.today_of(person, timezone.now())
            posts = posts_shown(access.visible_to(same_post(official), person), today, official.pk)
            context |= {
                "posts": posts,
                "this": next((row for row in posts if row.is_this), None),
                "items": items_shown(Q(official=official), person, today),
                "all_items": all_items(f'"{official.person or official.post}"'),
                "translations": line_of("official", official, person),
            }
        return unhurried(super().render_change_form(request, context, *args, **kwargs))
