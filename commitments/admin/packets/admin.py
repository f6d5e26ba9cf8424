"""Packets: requested on a meeting's page, watched while they are made, opened through the access policy.

Also the register of copies with the recall list as a file, the notices to holders and their confirmation, and
the records from which the packet was made.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.contrib.admin import display, register
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commitments.access import policy, querysets, responsibilities
from commitments.admin.as_of import moment_typed, parse_moment
from commitments.admin.base import RecordAdmin
from commitments.admin.list_exports import files_of, kind_in
from commitments.admin.lists import PlainList, export_list
from commitments.admin.packets.brief_forms import written_for
from commitments.admin.packets.request import is_asked_anew, show_finished_packet
from commitments.admin.packets.steps import STEPS, wait_for, waiting_urls
from commitments.admin.permissions import signed_in
from commitments.admin.site import site
from commitments.classification.levels import MARKED
from commitments.enums import Classification, Disposal, PacketState
from commitments.errors import Refused
from commitments.models import Meeting, Packet, PacketCopy, User
from commitments.models.packets import UNFINISHED
from commitments.packets.archive import frozen, requests
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
    open_packet,
    was_recalled,
    with_recalled,
)
from commitments.packets.records import build_meeting_scope
from commitments.tables import exporter
from commitments.tasks import enqueue


def urls_of(page: RecordAdmin) -> list[URLPattern]:
    """Return the addresses of the register and its actions."""

    def build_url(route: str, view: Any, name: str) -> URLPattern:
        shown = page.admin_site.admin_view(_with(page, view))
        there: URLPattern = path(f"<path:object_id>/{route}", shown, name=f"commitments_packet_{name}")
        return there

    return [
        build_url("register/", register_view, "register"),
        build_url("register/<slug:ending>/", recall_view, "recall_list"),
        build_url("register/<slug:ending>/<slug:language>/", recall_view, "recall_list"),
        build_url("copies/<int:number>/open/", paper_view, "paper"),
        build_url("copies/<int:key>/end/", end_view, "copy_end"),
        build_url("made-from/", made_view, "made_from"),
    ]


def _with(page: RecordAdmin, view: Any) -> Any:
    """Hand the view the packet that the person may see; hidden and absent answer alike."""

    def view_packet(request: HttpRequest, object_id: str, **asked: Any) -> HttpResponse:
        packet = page.get_object(request, unquote(object_id))
        if packet is None:
            raise Http404
        answer: HttpResponse = view(page, request, packet, **asked)
        return answer

    return view_packet


def copies_of(packet: Packet, person: User) -> list[PacketCopy]:
    """List the copies; beside those of a final, the copies of its draft that were given out."""
    copies = packet.register.select_related("holder").order_by("-of_final", "number")
    rows = policy.parts_of(packet, copies, person)
    has_finals = any(row.of_final for row in rows)
    return [row for row in rows if row.of_final or row.given_at or not has_finals]


def _context(page: RecordAdmin, request: HttpRequest, packet: Packet, title: str) -> dict[str, Any]:
    return {
        **page.admin_site.each_context(request),
        "title": title,
        "packet": packet,
        "opts": page.opts,
        "back": _page(packet),
    }


def _page(packet: Packet) -> str:
    return reverse("admin:commitments_packet_change", args=(packet.pk,))


def register_view(page: RecordAdmin, request: HttpRequest, packet: Packet) -> HttpResponse:
    """Show who holds which copy; the desk writes down what became of each."""
    rows = copies_of(packet, signed_in(request))
    context = _context(page, request, packet, _("Register of copies"))
    context |= {
        "copies": rows,
        "has_finals": any(row.of_final for row in rows),
        "keeps": responsibilities.keeps_packet(signed_in(request), packet),
        "ends": Disposal.choices,
        "above": above_of(packet),
        "marked_lower": marked_lower(packet),
        "files": files_of(request.path, QueryDict()),
    }
    return TemplateResponse(request, "admin/commitments/packet/register.html", context)


def above_of(packet: Packet) -> frozenset[int]:
    """Return the copies above the clearance of their holders."""
    return frozenset(above_holders().filter(packet=packet).values_list("pk", flat=True))


def marked_lower(packet: Packet) -> str:
    """Return the classification on the pages, where the contents are classified higher now; else empty."""
    printed = packet.imprints.get(MARKED)
    return "" if printed is None else str(Classification(printed).label)


def recall_view(
    page: RecordAdmin, request: HttpRequest, packet: Packet, ending: str, language: str = ""
) -> HttpResponseBase:
    """Return the copies that are out as a file: after a recall, whose copies have to come back."""
    with kind_in(ending, language) as kind:
        return _recall_list(request, packet, kind)


def _recall_list(request: HttpRequest, packet: Packet, kind: exporter.FileKind) -> HttpResponseBase:
    now, person = timezone.now(), signed_in(request)
    copies = copies_of(packet, person)
    out = [row for row in copies if row.given_at and not row.disposal]
    has_finals = any(row.of_final for row in copies)
    highest, above = Classification(packet.classification), above_of(packet)
    listed = PlainList(
        title=_("Recall list"),
        name=f"{packet.reference} v{packet.edition} copies",
        told=[str(packet), _("copies that are out")],
        heads=(_("Copy"), _("Holder or post"), _("Given out"), _("Recalled"), _("Call in"), "SHA-256"),
        rows=[
            (
                f"{row.number} {_state(row)}" if has_finals else row.number,
                str(row.holder or row.post),
                timezone.localdate(row.given_at) if row.given_at else None,
                timezone.localdate(row.recalled_at) if row.recalled_at else None,
                _("above the holder’s clearance") if row.pk in above else "",
                row.sha256,
            )
            for row in out
        ],
        highest=highest,
        of=Packet,
        country=packet.country_id,
        record=packet.pk,
        asked={"packet": packet.reference, "edition": packet.edition},
    )
    return export_list(listed, kind, person, now)


def _state(copy: PacketCopy) -> str:
    return _("final") if copy.of_final else pgettext("copy of a packet", "draft")


def paper_view(page: RecordAdmin, request: HttpRequest, packet: Packet, number: int) -> HttpResponse:
    """Return to the desk the file of a copy that it gives out on paper."""
    try:
        pdf = open_handed_out(packet, number, by=signed_in(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("admin:commitments_packet_register", args=(packet.pk,)))
    return build_copy_response(packet, pdf)


def build_copy_response(packet: Packet, pdf: bytes) -> HttpResponse:
    """Show a copy, which no browser keeps."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = build_disposition(packet)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response


def end_view(page: RecordAdmin, request: HttpRequest, packet: Packet, key: int) -> HttpResponse:
    """Write down that a copy came back, was destroyed or was lost."""
    back = reverse("admin:commitments_packet_register", args=(packet.pk,))
    if request.method != "POST":
        return HttpResponseRedirect(back)
    copies = packet.register.filter(pk=key).select_related("packet__country")
    copy = policy.parts_of(packet, copies, signed_in(request)).first()
    if copy is None:
        raise Http404
    end = request.POST.get("end", "")
    if end not in Disposal.values:
        messages.error(request, _("Choose what became of the copy."))
        return HttpResponseRedirect(back)
    try:
        end_copy(copy, Disposal(end), by=signed_in(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        said = _("Copy %(number)s: %(end)s.") % {"number": copy.number, "end": Disposal(end).label}
        messages.success(request, said)
    return HttpResponseRedirect(back)


def made_view(page: RecordAdmin, request: HttpRequest, packet: Packet) -> HttpResponse:
    """List the records, with their versions, that the content was made from."""
    try:
        content = frozen.content_of(packet.content_sha256) if packet.content_sha256 else None
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(_page(packet))
    kinds: dict[str, list[str]] = {}
    for made in content.made_from if content else ():
        kind = capfirst(str(apps.get_model(made.label)._meta.verbose_name_plural))
        version = _("%(key)s in version %(version)s") % {"key": made.key, "version": made.version}
        kinds.setdefault(kind, []).append(version if made.version else str(made.key))
    context = _context(page, request, packet, _("What it was made from"))
    context |= {"kinds": sorted(kinds.items()), "content": content}
    return TemplateResponse(request, "admin/commitments/packet/made_from.html", context)


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


def confirm_url(page: Any) -> URLPattern:
    """Return the address at which a notice is confirmed: a holder may not be able to read the packet."""
    view = page.admin_site.admin_view(require_POST(confirm_view))
    there: URLPattern = path("confirm/<int:copy>/<int:about>/", view, name="commitments_packet_confirm")
    return there


def confirm_view(request: HttpRequest, copy: int, about: int) -> HttpResponse:
    """Record that a holder has read an addendum, or has returned or destroyed the copy."""
    person = signed_in(request)
    notice = find_notice(copy, about)
    if notice is None or not may_confirm(person, notice):
        raise Http404
    try:
        confirm_notice(notice, by=person, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Confirmed."))
    if request.POST.get("back") == "desk" or not policy.can_read(person, notice.copy.packet):
        return HttpResponseRedirect(reverse("admin:index"))
    return HttpResponseRedirect(reverse("admin:commitments_packet_change", args=(notice.copy.packet_id,)))


def request_meeting_packet(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Save the request and queue it after the commit; the next reminder run queues lost requests again.

    Where a finished edition exists, the person is asked first whether that suffices.
    """
    asked, person = moment_typed(request.POST), signed_in(request)
    back = reverse("admin:commitments_meeting_change", args=(meeting.pk,))
    try:
        with transaction.atomic():
            as_of = parse_moment(asked) if asked else None
            made = requests.find_finished(build_meeting_scope(meeting), by=person, reader=person, as_of=as_of)
            if made is not None and not is_asked_anew(request):
                return show_finished_packet(request, made, back=back)
            packet = requests.request_packet(meeting, by=person, now=timezone.now(), as_of=as_of)
            transaction.on_commit(lambda: enqueue(packet.pk))
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(back)
    wait_for(request, packet)
    return HttpResponseRedirect(reverse("admin:commitments_packet_change", args=(packet.pk,)))


def _build_packet_values(packet: Packet, person: User) -> dict[str, Any]:
    """Return what the page shows of an edition: related ones, sign-off, the person's own copy, copies out."""
    editions = with_recalled(querysets.list_readable(Packet, person), person).filter(
        reference=packet.reference
    )
    copies = policy.parts_of(packet, packet.register.all(), person)
    recalled_row = copies.filter(recalled_at__isnull=False).order_by("recalled_at").first()
    steps = policy.parts_of(packet, packet.sign_offs.select_related("officer").order_by("step"), person)
    return {
        "editions": editions.order_by("-number", "-addendum", "-draft"),
        "sign_offs": steps,
        "signed": sum(step.signed_at is not None for step in steps),
        "mine": copies.filter(of_final=packet.is_final, holder=person).first(),
        "marked_lower": marked_lower(packet),
        "copies_out": copies.filter(given_at__isnull=False, disposal="").count(),
        "recalled": recalled_row if was_recalled(packet) else None,
        **build_notices(packet, person),
    }


@register(Packet, site=site)
class PacketAdmin(RecordAdmin):
    """Packets are made, never typed: the pages only show them."""

    list_display = (
        "reference",
        "edition",
        "meeting",
        "reader",
        "display_state",
        "marking",
        "pages",
        "requested_at",
    )
    list_filter = ("state", "classification")
    row_columns = (
        *("reference", "state", "classification", "pages", "requested_at"),
        *("number", "draft", "addendum", "signed_at"),
        *("meeting", "meeting__reference", "meeting__title"),
        *("reader", "reader__name", "reader__username"),
    )
    search_fields = ("reference", "meeting__title", "meeting__reference")
    change_form_template = "admin/commitments/packet/change_form.html"
    fields = ("reference", "meeting", "reader", "state")
    steps = STEPS

    @display(description=gettext_lazy("edition"))
    def edition(self, obj: Packet) -> str:
        """Name the edition as it stands in the footer."""
        if obj.is_final:
            return obj.edition
        return gettext("%(edition)s (draft, not approved)") % {"edition": obj.edition}

    @display(description=gettext_lazy("state"), ordering="state")
    def display_state(self, obj: Any) -> str:
        """Return the state: a ready edition that was recalled is no longer valid."""
        return pgettext("a packet", "recalled") if obj.is_recalled else obj.get_state_display()

    @display(description=gettext_lazy("classification"))
    def marking(self, obj: Packet) -> str:
        """Return the classification, which exists only once the packet is made."""
        return obj.get_classification_display() if obj.state == PacketState.READY else ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        packets = super().get_queryset(request).select_related("meeting", "reader", "requested_by")
        return with_recalled(packets, signed_in(request))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("<path:object_id>/open/", view(self.open_view), name="commitments_packet_open"),
            *waiting_urls(self),
        ]
        return [confirm_url(self), *urls_of(self), *own, *super().get_urls()]

    def packet(self, request: HttpRequest, object_id: str) -> Packet:
        """Return the packet of an address, through the access policy; raises 404 where it is hidden or
        missing.
        """
        packet = self.get_object(request, unquote(object_id))
        if packet is None:
            raise Http404
        return packet  # type: ignore[no-any-return]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        packet: Packet = context["original"]
        meeting = (
            querysets.list_readable(Meeting, signed_in(request)).filter(pk=packet.meeting_id or 0).first()
        )
        context |= {
            "packet": packet,
            "is_under_way": packet.state in UNFINISHED,
            "is_ready": packet.state == PacketState.READY,
            "is_cancelled": packet.state == PacketState.CANCELLED,
            "meeting_is_open": meeting is not None,
            "meeting_named": querysets.name_of(packet.meeting_id, meeting),
            **_build_packet_values(packet, signed_in(request)),
            "written": written_for(meeting, signed_in(request)) if meeting else (),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def open_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Return the file, verified by its hash, to be shown and not stored."""
        packet = self.packet(request, object_id)
        try:
            pdf = open_packet(packet, signed_in(request), now=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse("admin:commitments_packet_change", args=(packet.pk,)))
        return build_copy_response(packet, pdf)
