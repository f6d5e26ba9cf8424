"""The pages of webhooks for administrators, and the log of their messages; heads read those of their desks.

A secret is in the answer that creates it, and on no other page.
"""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.admin import display, register
from django.contrib.admin.utils import display_for_value
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from commitments.access import querysets, write_rules
from commitments.accounts import second_factors
from commitments.admin.base import RecordAdmin
from commitments.admin.form_fields import offer_partners
from commitments.admin.lists import build_yes_no
from commitments.admin.pages import SidePage
from commitments.admin.permissions import signed_in
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.audit import events
from commitments.enums import WebhookState
from commitments.errors import Refused
from commitments.models import User, WebhookDelivery, WebhookSubscription
from commitments.web import account_pages
from commitments.webhooks import delivery, subscriptions
from commitments.webhooks.connection import check_address

SECRET_PAGE = "admin/commitments/webhooksubscription/secret.html"  # noqa: S105


class WebhookForm(ModelForm[WebhookSubscription]):
    """The address, what is reported of which partners, and whether it is active."""

    events = forms.MultipleChoiceField(
        label=_("Events"),
        choices=[(event.value, event.label) for event in subscriptions.EVENTS],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_partners(self.fields.get("country"), _("all"))

    def clean_address(self) -> str:
        """Show at the field why no message may be sent there."""
        address: str = self.cleaned_data["address"].strip()
        try:
            check_address(address)
        except Refused as refused:
            raise forms.ValidationError(str(refused), refused.code) from refused
        return address


def find_barrier(request: HttpRequest) -> HttpResponse | None:
    """Return where to redirect from a page that creates a secret: to two-step verification, or None."""
    person = signed_in(request)
    if account_pages.is_fresh(request):
        return None
    if not second_factors.list_factors(person).exists():
        messages.info(request, str(_("Set up two-step verification first, then manage webhooks.")))
        return HttpResponseRedirect(reverse("mfa_index"))
    return account_pages.redirect_to_reauthenticate(request)


class NewSecretPage(SidePage):
    """Replaces the secret of a webhook, and shows the new one once."""

    route, name = "<path:object_id>/secret/", "secret"
    title = _("Create a new secret")
    template_name = SECRET_PAGE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.check_permission()
        return find_barrier(request) or super().get(request, *args, **kwargs)

    @sensitive_variables("secret")
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.check_permission()
        try:
            secret = subscriptions.renew_secret(self.record, by=self.person, now=self.now)
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(self.back)
        return self.render_to_response(self.get_context_data(secret=secret))

    def check_permission(self) -> None:
        if not self.noun.has_change_permission(self.request, self.record):
            raise PermissionDenied


def _keeps(record: Model, person: User) -> bool:
    return write_rules.may_write(person, type(record))


NOT_ACCEPTED = _("The host did not accept the message.")
TEST = StepButton(
    "test",
    _("Send test message"),
    delivery.send_test,
    delivery.why_not_test,
    offered=_keeps,
    done=_("The test is complete. The result is shown below."),
    cautions=lambda made, _person: "" if made.state == WebhookState.DELIVERED else str(NOT_ACCEPTED),
    follows=lambda _request, made: reverse("admin:commitments_webhookdelivery_change", args=(made.pk,)),
)
AGAIN = StepButton(
    "again",
    _("Send again"),
    delivery.send_again,
    lambda record, _person: delivery.why_not_again(record),
    offered=_keeps,
    done=_("The message will be sent again with the next reminder run."),
)


@register(WebhookSubscription, site=site)
class WebhookAdmin(RecordAdmin):
    form = WebhookForm
    list_display = (
        *("name", "host", "desk", "country", "clearance"),
        build_yes_no("is_active", _("active"), _("yes"), _("no")),
    )
    list_filter = ("desk",)
    joined = ("desk", "country")
    fields = ("name", "address", "desk", "country", "clearance", "events", "is_active")
    sortable_by = ("name",)
    change_form_template = "admin/commitments/webhooksubscription/change_form.html"
    pages = (NewSecretPage,)
    steps = (TEST,)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return querysets.reads_some(signed_in(request), WebhookSubscription)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for two-step verification before the form is shown."""
        is_opened = request.method != "POST" and self.has_add_permission(request)
        barrier = find_barrier(request) if is_opened else None
        return barrier or super().add_view(request, form_url, extra_context)

    @sensitive_variables("secret")
    def create(self, request: HttpRequest, obj: Any, form: ModelForm[Any]) -> None:
        """Create it; the answer shows the secret."""
        secret = subscriptions.create_subscription(obj, by=signed_in(request), now=timezone.now())
        obj.__dict__["secret"] = secret

    def change(self, request: HttpRequest, obj: Any, values: dict[str, Any], form: ModelForm[Any]) -> None:
        subscriptions.change_subscription(obj, values, by=signed_in(request), now=timezone.now())

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the secret, instead of leading to the list."""
        shown = {
            **self.admin_site.each_context(request),
            "title": _("Webhook created"),
            "opts": self.opts,
            "object": obj,
            "back": reverse("admin:commitments_webhooksubscription_change", args=(obj.pk,)),
            "secret": obj.__dict__.pop("secret"),
        }
        return TemplateResponse(request, SECRET_PAGE, shown)

    def describe(self, request: HttpRequest, record: WebhookSubscription) -> dict[str, Any]:
        log = reverse("admin:commitments_webhookdelivery_changelist")
        return {"log_url": f"{log}?subscription__id__exact={record.pk}"}

    @display(description=_("host"))
    def host(self, obj: WebhookSubscription) -> str:
        return urlsplit(obj.address).netloc


@register(WebhookDelivery, site=site)
class WebhookMessageAdmin(RecordAdmin):
    """Lists messages with their attempts; none is added or changed here."""

    list_display = ("queued_at", "subscription", "event", "state", "status", "tries", "next_attempt")
    list_display_links = ("queued_at", "event")
    list_filter = ("subscription", "state", "event")
    joined = ("subscription", "row")
    ordering = ("-pk",)
    sortable_by = ()
    fields = (
        *("subscription", "event", "about", "state", "status", "reply", "tries", "queued_at"),
        *("next_attempt", "ended_at", "message"),
    )
    readonly_fields = ("about", "next_attempt", "message")
    may_add = may_change = False
    steps = (AGAIN,)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return querysets.reads_some(signed_in(request), WebhookSubscription)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the message, with the record that it is about as far as the person may read it."""
        found = super().get_object(request, object_id, from_field)
        row = found.row
        if row is None:
            found.__dict__["is_test"] = True
        else:
            rows = querysets.list_readable(events.SUBJECTS[row.subject_type], signed_in(request))
            found.__dict__["record"] = rows.filter(pk=row.subject_id).first()
        return found

    @display(description=_("record"))
    def about(self, obj: WebhookDelivery) -> str:
        """Name the record and lead to it; administrators, who read no records, see none."""
        if obj.__dict__.get("is_test"):
            return "–"
        record = obj.__dict__.get("record")
        if record is None:
            return str(querysets.RESTRICTED)
        page = reverse(f"admin:commitments_{record._meta.model_name}_change", args=(record.pk,))
        return format_html('<a href="{}">{}</a>', page, record.reference)

    @display(description=_("next attempt"))
    def next_attempt(self, obj: WebhookDelivery) -> str:
        moment = obj.next_try_at if obj.state == WebhookState.WAITING else None
        return str(display_for_value(moment, "–"))

    @display(description=_("message"))
    def message(self, obj: WebhookDelivery) -> str:
        return f"msg_{obj.message_id.hex}"
