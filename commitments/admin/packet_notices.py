"""What holders of a packet's copies are notified of, who has confirmed, and the button that confirms."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commitments import access, copy_notices
from commitments.admin.doors import signed_in
from commitments.copy_notices import Notice
from commitments.errors import Refused
from commitments.models import Packet, User


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """One notice as the packet's page draws it."""

    notice: Notice
    is_own: bool
    may_confirm: bool


def notices_shown(packet: Packet, person: User) -> dict[str, Any]:
    """Return what the page shows of the notices: all of them, and those that wait for the person."""
    shown = [
        ShownNotice(one, one.copy.holder_id == person.pk, copy_notices.may_confirm(person, one))
        for one in copy_notices.of_packet(packet, person)
    ]
    return {
        "notices": shown,
        "confirmed": sum(one.notice.is_confirmed for one in shown),
        "own_notices": [
            one for one in shown if one.is_own and one.may_confirm and not one.notice.is_confirmed
        ],
    }


def confirm_url(page: Any) -> URLPattern:
    """Return the address at which a notice is confirmed: a holder may not be able to read the packet."""
    view = page.admin_site.admin_view(require_POST(confirm_view))
    there: URLPattern = path("confirm/<int:copy>/<int:about>/", view, name="commitments_packet_confirm")
    return there


def confirm_view(request: HttpRequest, copy: int, about: int) -> HttpResponse:
    """Record that a holder has read an addendum, or has returned or destroyed the copy."""
    person = signed_in(request)
    notice = copy_notices.find(copy, about)
    if notice is None or not copy_notices.may_confirm(person, notice):
        raise Http404
    try:
        copy_notices.confirm(notice, by=person, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Confirmed."))
    if request.POST.get("back") == "desk" or not access.sees(person, notice.copy.packet):
        return HttpResponseRedirect(reverse("admin:index"))
    return HttpResponseRedirect(reverse("admin:commitments_packet_change", args=(notice.copy.packet_id,)))
