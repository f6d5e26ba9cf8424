"""Asked before a second edition is made beside a finished one: whether to open that, or to make another."""

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.admin.site import site
from commitments.models import Packet

# What the answer "make another" posts.
ANEW = "anew"
# The token is made again for the answer.
UNREPEATED = ("csrfmiddlewaretoken", ANEW)


def is_asked_anew(request: HttpRequest) -> bool:
    """Return whether the person has said that another edition is wanted."""
    return ANEW in request.POST


def ask_again(request: HttpRequest, made: Packet, *, back: str) -> TemplateResponse:
    """Show the finished edition and both ways on; what was posted is posted again with the answer."""
    context = {
        **site.each_context(request),
        "title": _("This packet is finished already"),
        "opts": Packet._meta,
        "packet": made,
        "posted": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in UNREPEATED
            for value in values
        ],
        "anew": ANEW,
        "url": reverse("admin:commitments_packet_change", args=(made.pk,)),
        "back": back,
    }
    return TemplateResponse(request, "admin/commitments/packet/again.html", context)
