"""The page of one packet with its progress, edition, sign-off and notices; its file, and its sources."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from commitments.access import policy, querysets
from commitments.admin.packets.brief_forms import written_for
from commitments.admin.packets.comments import build_comments, describe_outdated_texts
from commitments.admin.packets.register import (
    PacketPart,
    build_copy_response,
    build_notices,
    marked_lower,
)
from commitments.admin.packets.steps import STEPS
from commitments.admin.pages import ActionPage, RecordPage
from commitments.enums import PacketEdition, PacketState
from commitments.enums.parties import language_name
from commitments.errors import Refused
from commitments.models import Meeting, Packet, PacketCopy, SignOff, User
from commitments.models.packets import UNFINISHED
from commitments.packets.archive import frozen, production
from commitments.packets.comments import ACCESS_ENDED, has_access_ended
from commitments.packets.copies import describe_replaced, open_packet, was_recalled, with_recalled
from commitments.packets.copy_files import find_final_of
from commitments.packets.failures import translate_failure


def _build_packet_values(packet: Packet, person: User) -> dict[str, Any]:
    """Return what the page shows of a version: others, sign-off, editions, the person's copy, copies out.

    To whom its records are hidden by now, nothing that comes from its content.
    """
    versions = with_recalled(querysets.list_readable(Packet, person), person).filter(
        reference=packet.reference
    )
    copies = policy.parts_of(packet, packet.register.all(), person)
    recalled_row = copies.filter(recalled_at__isnull=False).order_by("recalled_at").first()
    steps = policy.parts_of(packet, packet.sign_offs.select_related("officer").order_by("step"), person)
    return {
        "versions": versions.order_by("-number", "-addendum", "-draft"),
        "mine": _find_own_copy(copies, packet, person),
        "printed": [
            (PacketEdition(one.edition), one.pages)
            for one in frozen.list_masters(packet, of_final=packet.is_final)
        ],
        "marked_lower": marked_lower(packet),
        "copies_out": copies.filter(given_at__isnull=False, disposal="").count(),
        "recalled": recalled_row if was_recalled(packet) else None,
        **build_notices(packet, person),
        **_build_parts(packet, person, steps),
    }


def _build_parts(packet: Packet, person: User, steps: QuerySet[SignOff]) -> dict[str, Any]:
    if has_access_ended(packet, person):
        return {"access_ended": ACCESS_ENDED}
    return {
        "sign_offs": steps,
        "signed": sum(step.signed_at is not None for step in steps),
        **build_comments(packet, person),
        "outdated_texts": describe_outdated_texts(packet, person),
    }


def _find_own_copy(copies: QuerySet[PacketCopy], packet: Packet, person: User) -> PacketCopy | None:
    """Return the copy that the person opens: of a draft first the one sent for comment."""
    own = copies.filter(of_final=packet.is_final, holder=person)
    return own.order_by("-is_for_comment", "number").first()


class PacketPage(RecordPage):
    """One packet, which is made and never typed."""

    template_name = "admin/commitments/packet/change_form.html"
    steps = STEPS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        packet: Packet = self.record
        meeting = querysets.list_readable(Meeting, self.person).filter(pk=packet.meeting_id or 0).first()
        shown = {
            "packet": packet,
            "is_under_way": packet.state in UNFINISHED,
            "is_ready": packet.state == PacketState.READY,
            "failure": translate_failure(packet.failure),
            "is_cancelled": packet.state == PacketState.CANCELLED,
            "meeting_is_open": meeting is not None,
            "meeting_named": querysets.name_of(packet.meeting_id, meeting),
            **_build_packet_values(packet, self.person),
            "language": language_name(packet.language),
            "written": written_for(meeting, self.person) if meeting else (),
        }
        return super().get_context_data(**shown | kwargs)


class PacketFile(ActionPage, PacketPart):
    """The file, verified by its hash, to be shown and not stored."""

    route, name = "<path:object_id>/open/", "open"

    http_method_names = ["get", "options"]

    def act(self) -> HttpResponse:
        edition = self.request.GET.get("edition", "")
        pdf = open_packet(self.record, self.person, now=self.now, edition=edition)
        return build_copy_response(self.record, pdf)

    get = ActionPage.post

    def find_way_back(self) -> str:
        """Lead to the final that replaced the draft for comment, where the person may read it."""
        if describe_replaced(self.record, self.person):
            final = find_final_of(self.record)
            if final is not None and policy.can_read(self.person, final):
                return reverse("admin:commitments_packet_change", args=(final.pk,))
        return self.address("change")


class PacketProgress(PacketPart):
    """The progress of a packet, for the page that waits."""

    route, name = "<path:object_id>/progress/", "progress"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        packet: Packet = self.record
        told = {"done": packet.done, "total": packet.total}
        return JsonResponse(
            {
                "state": packet.state,
                "label": str(PacketState(packet.state).label),
                **told,
                "told": gettext("%(done)s of about %(total)s pages") % told if packet.total else "",
                "is_under_way": packet.state in UNFINISHED,
            }
        )


class CancelPacket(ActionPage, PacketPart):
    """Cancels the making of a packet."""

    route, name = "<path:object_id>/cancel/", "cancel"

    def act(self) -> None:
        production.cancel_packet(self.record, by=self.person, now=self.now)

    def find_way_back(self) -> str:
        return self.address("change")


class MadeFromPage(PacketPart):
    """The records, with their versions, that the content was made from."""

    route, name = "<path:object_id>/made-from/", "made_from"

    title = gettext_lazy("Source records")
    template_name = "admin/commitments/packet/made_from.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        packet: Packet = self.record
        try:
            if has_access_ended(packet, self.person):
                raise Refused(ACCESS_ENDED, code="may_not_read")
            content = frozen.content_of(packet.content_sha256) if packet.content_sha256 else None
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(self.address("change"))
        kinds: dict[str, list[str]] = {}
        for made in content.made_from if content else ():
            kind = capfirst(str(apps.get_model(made.label)._meta.verbose_name_plural))
            version = _("%(key)s, version %(version)s") % {"key": made.key, "version": made.version}
            kinds.setdefault(kind, []).append(version if made.version else str(made.key))
        return self.render_to_response(self.get_context_data(kinds=sorted(kinds.items()), content=content))
