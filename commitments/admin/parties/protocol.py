"""Pages of protocol: the titles of levels by country, and the blackout days of partners."""

from typing import Any

from django.contrib.admin import display, register
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets, write_rules
from commitments.admin.base import RecordAdmin
from commitments.admin.form_fields import offer_partners
from commitments.admin.parties.holidays import ReasonForm
from commitments.admin.permissions import signed_in
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.enums import ProtocolLevel
from commitments.lifecycle import protocol
from commitments.models import BlackoutPeriod, Country, LevelTitle

REMOVE = StepButton(
    "remove",
    _("Remove this entry"),
    protocol.remove_entry,
    write_rules.why_not_write,
    offered=lambda row, user: write_rules.may_write(user, type(row)),
    form=ReasonForm,
    done=_("Entry removed."),
    is_rare=True,
)


@register(LevelTitle, site=site)
class LevelTitleAdmin(RecordAdmin):
    """Lists the titles recorded by hand under the table of titles in use."""

    list_display = ("title", "level", "used_in")
    list_filter = ("country", "level")
    list_select_related = ("country",)
    fields = ("country", "level", "title")
    fixed = dict.fromkeys(("country", "level"), lambda _title: True)
    constraint_fields = {"level_title_once_per_country": "level", "level_title_once_in_general": "level"}
    change_list_template = "admin/commitments/leveltitle/change_list.html"
    steps = (REMOVE,)

    @display(description=_("country"), ordering="country__name")
    def used_in(self, obj: LevelTitle) -> str:
        return str(obj.country or _("general"))

    def describe_list(self, request: HttpRequest) -> dict[str, Any]:
        """Return the table of titles in use: general, and of each country with titles of its own."""
        own = querysets.open_rows(LevelTitle).filter(country__isnull=False).values("country")
        countries = querysets.open_rows(Country)
        named = countries.filter(pk__in=own) | countries.filter(iso__in=protocol.BY_COUNTRY)
        columns = [None, *named.order_by("name")]
        tables = protocol.load_titles(columns)
        return {
            "title_columns": [str(country or _("general")) for country in columns],
            "title_rows": [
                (capfirst(str(level.label)), [table[level] for table in tables]) for level in ProtocolLevel
            ],
        }


class BlackoutForm(ModelForm[BlackoutPeriod]):
    """The days on which a partner is not asked, each entry once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_partners(self.fields.get("country"))

    def clean(self) -> dict[str, Any]:
        """Refuse an entry that is recorded already, as by a second press of the button."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        # Whatever the reason: an answer about it would reveal a reason that the person may not read.
        values = {name: found.get(name) for name in ("country", "starts_on", "ends_on")}
        same = querysets.open_rows(BlackoutPeriod).filter(**values).exclude(pk=self.instance.pk)
        if all(values.values()) and same.exists():
            raise ValidationError(_("These blackout days are already recorded."), "same")
        return found


@register(BlackoutPeriod, site=site)
class BlackoutPeriodAdmin(RecordAdmin):
    form = BlackoutForm
    list_display = ("days", "country", "shown_reason")
    list_filter = ("country",)
    list_select_related = ("country",)
    ordering = ("-starts_on", "-id")
    fields = ("country", ("starts_on", "ends_on"), "reason")
    constraint_fields = {"blackout_days_in_order": "ends_on"}
    steps = (REMOVE,)

    @display(description=_("blackout days"), ordering="starts_on")
    def days(self, obj: BlackoutPeriod) -> str:
        return str(obj)

    @display(description=_("reason"))
    def shown_reason(self, obj: BlackoutPeriod) -> str:
        return str(getattr(obj, "shown_reason", ""))

    def get_queryset(self, request: HttpRequest) -> QuerySet[BlackoutPeriod]:
        return protocol.hide_reasons(super().get_queryset(request), signed_in(request))

    def get_fields(self, request: HttpRequest, obj: BlackoutPeriod | None = None) -> Any:
        """Leave out the reason on the page of a person who may not read it."""
        return self.fields if _is_own(obj, request) else self.fields[:-1]

    def has_change_permission(self, request: HttpRequest, obj: BlackoutPeriod | None = None) -> bool:
        return _is_own(obj, request) and super().has_change_permission(request, obj)


def _is_own(period: BlackoutPeriod | None, request: HttpRequest) -> bool:
    return period is None or write_rules.why_not_write(period, signed_in(request)) is None
