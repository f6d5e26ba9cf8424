"""The register of a packet's copies, with the recall list as a file, and the notices to holders."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from commitments.access import policy, responsibilities
from commitments.admin.list_exports import FilePage, files_of
from commitments.admin.lists import PlainList
from commitments.admin.pages import ActionPage, FoundPage, NounPage
from commitments.classification.levels import MARKED
from commitments.enums import Classification, Disposal
from commitments.errors import Refused
from commitments.models import Packet, PacketCopy, User
from commitments.packets.copies import (
    CopyNoticeShown,
    above_holders,
    build_disposition,
    confirm_notice,
    end_copy,
    find_notice,
    list_packet_notices,
    may_confirm,
    open_handed_out,
)
from commitments.packets.copy_files import find_final_of


class PacketPart(FoundPage):
    """A page about one packet, beside its main page."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(packet=self.record, back=self.address("change"), **kwargs)


def copies_of(packet: Packet, person: User) -> list[PacketCopy]:
    """List the copies; beside those of a final, the copies of its draft that were given out."""
    copies = packet.register.select_related("holder").order_by("-of_final", "number")
    rows = policy.parts_of(packet, copies, person)
    has_finals = any(row.of_final for row in rows)
    return [row for row in rows if row.of_final or row.given_at or not has_finals]


def above_of(packet: Packet) -> frozenset[int]:
    """Return the copies above the clearance of their holders."""
    return frozenset(above_holders().filter(packet=packet).values_list("pk", flat=True))


def marked_lower(packet: Packet) -> str:
    """Return the classification on the pages, where the contents are classified higher now; else empty."""
    printed = packet.imprints.get(MARKED)
    return "" if printed is None else str(Classification(printed).label)


def _state(copy: PacketCopy) -> str:
    if copy.is_for_comment:
        return pgettext("copy of a packet", "for comment")
    return _("final") if copy.of_final else pgettext("copy of a packet", "draft")


class RegisterPage(PacketPart):
    """Who holds which copy; the desk writes down what became of each."""

    route, name = "<path:object_id>/register/", "register"

    title = gettext_lazy("Register of copies")
    template_name = "admin/commitments/packet/register.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        packet = self.record
        rows = copies_of(packet, self.person)
        shown = {
            "copies": rows,
            "has_finals": any(row.of_final for row in rows),
            "superseded": find_final_of(packet) is not None,
            "keeps": responsibilities.keeps_packet(self.person, packet),
            "ends": Disposal.choices,
            "above": above_of(packet),
            "marked_lower": marked_lower(packet),
            "files": files_of(self.request.path, QueryDict()),
        }
        return super().get_context_data(**shown | kwargs)


class RecallList(FilePage, PacketPart):
    """The copies that are out as a file: after a recall, whose copies have to come back."""

    route, name = "<path:object_id>/register/", "recall_list"

    @classmethod
    def urls(cls, noun: ModelAdmin[Any]) -> list[URLPattern]:
        name = f"commitments_packet_{cls.name}"
        return cls.at_each(cls.route, name, noun.admin_site, noun=noun)

    def build_list(self) -> PlainList:
        packet = self.record
        copies = copies_of(packet, self.person)
        has_finals, above = any(row.of_final for row in copies), above_of(packet)
        return PlainList(
            title=_("Recall list"),
            name=f"{packet.reference} v{packet.edition} copies",
            told=[str(packet), _("outstanding copies")],
            heads=(
                *(_("Copy"), pgettext("of a packet", "Edition"), _("Holder or post"), _("Issued")),
                *(_("Recalled"), _("To collect"), "SHA-256"),
            ),
            rows=[
                (
                    f"{row.number} {_state(row)}" if has_finals or row.is_for_comment else row.number,
                    capfirst(row.get_edition_display()),
                    str(row.holder or row.post),
                    timezone.localdate(row.given_at) if row.given_at else None,
                    timezone.localdate(row.recalled_at) if row.recalled_at else None,
                    _("above the holder’s clearance") if row.pk in above else "",
                    row.sha256,
                )
                for row in copies
                if row.given_at and not row.disposal
            ],
            highest=Classification(packet.classification),
            of=Packet,
            country=packet.country_id,
            record=packet.pk,
            asked={"packet": packet.reference, "edition": packet.edition},
        )


class RegisterAction(ActionPage, PacketPart):
    """A step of the register."""

    def find_way_back(self) -> str:
        return self.address("register")


class HandedOutCopy(RegisterAction):
    """The file of a copy that the desk gives out on paper."""

    route, name = "<path:object_id>/copies/<int:number>/open/", "paper"

    http_method_names = ["get", "options"]

    def act(self) -> HttpResponse:
        pdf = open_handed_out(self.record, self.kwargs["number"], by=self.person, now=self.now)
        return build_copy_response(self.record, pdf)

    get = ActionPage.post


def build_copy_response(packet: Packet, pdf: bytes) -> HttpResponse:
    """Show a copy, which no browser keeps."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = build_disposition(packet)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response


class EndCopy(RegisterAction):
    """Writes down that a copy came back, was destroyed or was lost."""

    route, name = "<path:object_id>/copies/<int:key>/end/", "copy_end"

    http_method_names = ["get", "post", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(self.find_way_back())

    def act(self) -> None:
        copies = self.record.register.select_related("packet__country")
        copy = get_object_or_404(policy.parts_of(self.record, copies, self.person), pk=self.kwargs["key"])
        end = self.request.POST.get("end", "")
        if end not in Disposal.values:
            raise Refused(_("Select the disposal of the copy."), "not_chosen")
        end_copy(copy, Disposal(end), by=self.person, now=self.now)
        said = _("Copy %(number)s is recorded as “%(end)s”.") % {
            "number": copy.number,
            "end": Disposal(end).label,
        }
        messages.success(self.request, said)


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """One notice as the packet's page shows it."""

    notice: CopyNoticeShown
    is_own: bool
    may_confirm: bool


def build_notices(packet: Packet, person: User) -> dict[str, Any]:
    """Return what the page shows of the notices: all of them, and those that wait for the person."""
    shown = [
        ShownNotice(one, one.copy.holder_id == person.pk, may_confirm(person, one))
        for one in list_packet_notices(packet, person)
    ]
    return {
        "notices": shown,
        "confirmed": sum(one.notice.is_confirmed for one in shown),
        "own_notices": [
            one for one in shown if one.is_own and one.may_confirm and not one.notice.is_confirmed
        ],
    }


class ConfirmNotice(ActionPage, NounPage):
    """Records that a holder has read an addendum, or has returned or destroyed the copy.

    It is no page of the packet: a holder may not be able to read that.
    """

    route, name = "confirm/<int:copy>/<int:about>/", "confirm"

    @cached_property
    def notice(self) -> CopyNoticeShown:
        notice = find_notice(self.kwargs["copy"], self.kwargs["about"])
        if notice is None or not may_confirm(self.person, notice):
            raise Http404
        return notice

    def act(self) -> None:
        confirm_notice(self.notice, by=self.person, now=self.now)
        messages.success(self.request, _("Confirmation recorded."))

    def find_way_back(self) -> str:
        copy = self.notice.copy
        if self.request.POST.get("back") == "desk" or not policy.can_read(self.person, copy.packet):
            return reverse("admin:index")
        return reverse("admin:commitments_packet_change", args=(copy.packet_id,))
