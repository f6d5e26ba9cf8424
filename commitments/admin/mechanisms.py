"""The page of a mechanism: its sessions in order, and what was agreed there and is open."""

from typing import Any

from django.contrib.admin import register
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import overview
from commitments.admin.base import RecordAdmin
from commitments.admin.doors import signed_in
from commitments.admin.party_shown import asks_of_mechanism, items_of_mechanism, sessions_shown
from commitments.admin.site import site
from commitments.meetings import engagements
from commitments.models import Mechanism
from commitments.searching import SEARCHED


@register(Mechanism, site=site)
class MechanismAdmin(RecordAdmin):
    teaches = _(
        "No standing body is on record. Enter a joint commission or policy consultations once a meeting "
        "is one of its sessions; other meetings need none."
    )
    list_display = ("name", "country", "level", "frequency", "our_chair", "their_chair")
    list_filter = ("country", "level")
    list_select_related = ("country",)
    search_fields = SEARCHED[Mechanism]
    ordering = ("country__name", "name")
    change_form_template = "admin/commitments/mechanism/change_form.html"
    fields = ("country", "name", "level", "frequency", "our_chair", "their_chair")
    constraint_fields = {"mechanism_name_once_per_country": "name"}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the country once a meeting is one of its sessions."""
        return ("country",) if obj is not None and engagements.has_sessions(obj) else ()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        mechanism: Mechanism | None = context.get("original")
        if mechanism is not None:
            person = signed_in(request)
            today = overview.today_of(person, timezone.now())
            context |= {
                "sessions": sessions_shown(mechanism, person),
                "items": items_of_mechanism(mechanism, person, today),
                "asks": asks_of_mechanism(mechanism, person),
            }
        return super().render_change_form(request, context, *args, **kwargs)
