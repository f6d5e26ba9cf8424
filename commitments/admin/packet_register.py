"""The register of a packet's copies, its recall list as a file, and what the packet was made from."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commitments import access, copy_notices, export
from commitments.admin.base import RecordAdmin
from commitments.admin.doors import signed_in
from commitments.admin.file_menu import files_of
from commitments.admin.list_files import kind_in
from commitments.admin.plain_lists import PlainList, taken_out
from commitments.briefings import archive
from commitments.errors import Refused
from commitments.marking import MARKED
from commitments.models import Packet, PacketCopy, User
from commitments.vocabulary import Classification, CopyEnd


def urls_of(page: RecordAdmin) -> list[URLPattern]:
    """Give the addresses of the register and of what stands on it."""

    def at(route: str, view: Any, name: str) -> URLPattern:
        shown = page.admin_site.admin_view(_with(page, view))
        there: URLPattern = path(f"<path:object_id>/{route}", shown, name=f"commitments_packet_{name}")
        return there

    return [
        at("register/", register_view, "register"),
        at("register/<slug:ending>/", recall_view, "recall_list"),
        at("register/<slug:ending>/<slug:language>/", recall_view, "recall_list"),
        at("copies/<int:number>/open/", paper_view, "paper"),
        at("copies/<int:key>/end/", end_view, "copy_end"),
        at("made-from/", made_view, "made_from"),
    ]


def _with(page: RecordAdmin, view: Any) -> Any:
    """Hand the view the packet that the person may see; hidden and absent answer alike."""

    def shown(request: HttpRequest, object_id: str, **asked: Any) -> HttpResponse:
        packet = page.get_object(request, unquote(object_id))
        if packet is None:
            raise Http404
        answer: HttpResponse = view(page, request, packet, **asked)
        return answer

    return shown


def copies_of(packet: Packet, person: User) -> list[PacketCopy]:
    """List the copies; beside those of a final, the copies of its draft that were given out."""
    copies = packet.register.select_related("holder").order_by("-of_final", "number")
    rows = access.parts_of(packet, copies, person)
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
        "keeps": access.keeps_packet(signed_in(request), packet),
        "ends": CopyEnd.choices,
        "above": above_of(packet),
        "marked_lower": marked_lower(packet),
        "files": files_of(request.path, QueryDict()),
    }
    return TemplateResponse(request, "admin/commitments/packet/register.html", context)


def above_of(packet: Packet) -> frozenset[int]:
    """Give the copies that lie above the clearance of who holds them."""
    return frozenset(copy_notices.above_holders().filter(packet=packet).values_list("pk", flat=True))


def marked_lower(packet: Packet) -> str:
    """Give the marking that the pages bear, where what they hold is marked higher now; else nothing."""
    printed = packet.imprints.get(MARKED)
    return "" if printed is None else str(Classification(printed).label)


def recall_view(
    page: RecordAdmin, request: HttpRequest, packet: Packet, ending: str, language: str = ""
) -> HttpResponseBase:
    """Give the copies that are out as a file: after a recall, who has to give one back."""
    with kind_in(ending, language) as kind:
        return _recall_list(request, packet, kind)


def _recall_list(request: HttpRequest, packet: Packet, kind: export.FileKind) -> HttpResponseBase:
    now, person = timezone.now(), signed_in(request)
    copies = copies_of(packet, person)
    out = [row for row in copies if row.given_at and not row.end]
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
    return taken_out(listed, kind, person, now)


def _state(copy: PacketCopy) -> str:
    return _("final") if copy.of_final else pgettext("copy of a packet", "draft")


def paper_view(page: RecordAdmin, request: HttpRequest, packet: Packet, number: int) -> HttpResponse:
    """Give the desk a copy that it hands out on paper."""
    try:
        pdf = archive.open_handed_out(packet, number, by=signed_in(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("admin:commitments_packet_register", args=(packet.pk,)))
    return given(packet, pdf)


def given(packet: Packet, pdf: bytes) -> HttpResponse:
    """Show a copy, which no browser keeps."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = archive.disposition(packet)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response


def end_view(page: RecordAdmin, request: HttpRequest, packet: Packet, key: int) -> HttpResponse:
    """Write down that a copy came back, was destroyed or was lost."""
    back = reverse("admin:commitments_packet_register", args=(packet.pk,))
    if request.method != "POST":
        return HttpResponseRedirect(back)
    copies = packet.register.filter(pk=key).select_related("packet__country")
    copy = access.parts_of(packet, copies, signed_in(request)).first()
    if copy is None:
        raise Http404
    end = request.POST.get("end", "")
    if end not in CopyEnd.values:
        messages.error(request, _("Choose what became of the copy."))
        return HttpResponseRedirect(back)
    try:
        archive.end_copy(copy, CopyEnd(end), by=signed_in(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        said = _("Copy %(number)s: %(end)s.") % {"number": copy.number, "end": CopyEnd(end).label}
        messages.success(request, said)
    return HttpResponseRedirect(back)


def made_view(page: RecordAdmin, request: HttpRequest, packet: Packet) -> HttpResponse:
    """List the records, with their versions, that the content was made from."""
    try:
        content = archive.content_of(packet.content_sha256) if packet.content_sha256 else None
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
