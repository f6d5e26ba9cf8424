"""What is being written, shown as it would be printed: as it was typed, with nothing stored."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, TextField
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.admin.doors import signed_in
from commitments.briefings import archive, writing
from commitments.briefings.preview import WALL_SECONDS, preview
from commitments.errors import Refused
from commitments.models import Brief, User

# Whoever left meanwhile is let in again after this.
FREE_AGAIN_SECONDS = 2 * WALL_SECONDS


def preview_view(page: Any, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
    """Print the form as it was typed, and show the file; one at a time for a person."""
    person = signed_in(request)
    standing = page.get_object(request, object_id) if object_id else None
    if object_id and standing is None:
        raise Http404
    allowed = page.has_change_permission(request, standing) if standing else page.has_add_permission(request)
    if not allowed:
        raise PermissionDenied
    form = page.get_form(request, standing, change=standing is not None)(request.POST, instance=standing)
    form.is_valid()
    try:
        with _turn_of(person):
            written = as_typed(form)
            made = preview(written, reader=person, now=timezone.now())
    except Refused as refused:
        return _told(page, request, str(refused))
    response = HttpResponse(made.printed.pdf, content_type="application/pdf")
    name = f"{written.meeting.reference} preview"
    response.headers["Content-Disposition"] = archive.shown_as(name, made.classification)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response


@contextmanager
def _turn_of(person: User) -> Iterator[None]:
    """Let one preview of a person be printed at a time; Refused while another is."""
    turn = f"preview-{person.pk}"
    if not cache.add(turn, 1, FREE_AGAIN_SECONDS):
        raise Refused(_("Your last preview is still being printed. Wait, then press again."), "printing")
    try:
        yield
    finally:
        cache.delete(turn)


def as_typed(form: Any) -> writing.Written:
    """Give the record as it was typed, with what could not be saved so too; Refused without a meeting."""
    written: writing.Written = form.instance
    if not written.meeting_id:
        raise Refused(_("Choose the meeting first."), "needs_meeting")
    for name in form.errors:
        column = next((one for one in written._meta.concrete_fields if one.name == name), None)
        if isinstance(column, CharField | TextField) and not column.choices:
            setattr(written, name, str(form.data.get(name, "")))
    written.classification = max(written.classification, written.meeting.classification)
    if not isinstance(written, Brief) and not written.number:
        written.number = writing.next_number(type(written), written.meeting)
    return written


def _told(page: Any, request: HttpRequest, sentence: str) -> HttpResponse:
    """Say why there is nothing to see."""
    context = {**page.admin_site.each_context(request), "title": _("Preview"), "sentence": sentence}
    return TemplateResponse(request, "admin/commitments/brief/no_preview.html", context, status=409)
