"""The page on which a text is brought to a meeting, pasted or as a file; it is filed and read at once."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments import access, meetings, passages
from commitments.admin.doors import signed_in
from commitments.admin.forms.filing import FilingForm
from commitments.admin.own_page import own_page
from commitments.admin.reading import page_of
from commitments.documents import sentences
from commitments.errors import Refused
from commitments.models import Meeting, Statement, User

TEMPLATE = "admin/commitments/meeting/text.html"


def view(page: ModelAdmin[Any]) -> Callable[..., HttpResponse]:
    """Give the page for who records for the partner of the meeting."""
    return own_page(page, _may_file, _take)


def _may_file(meeting: Meeting, user: User) -> bool:
    return access.may_write(user, Statement) and access.works_on(user, meeting.country)


def _take(page: ModelAdmin[Any], request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Show the form, or file what it brings and lead to where it is read."""
    person = signed_in(request)
    is_sent = request.method == "POST"
    data, files = (request.POST, request.FILES) if is_sent else (None, None)
    form = FilingForm(data, files, meeting, person)
    if is_sent and form.is_valid():
        try:
            return HttpResponseRedirect(page_of(_file(request, form, person)))
        except Refused as refused:
            form.add_error("classification" if refused.code == "clearance" else None, str(refused))
    context = {
        **page.admin_site.each_context(request),
        "title": _("Paste a text or upload a file"),
        "opts": page.opts,
        "object": meeting,
        "meeting": meeting,
        "form": form,
        "back": reverse("admin:commitments_meeting_change", args=(meeting.pk,)),
    }
    return TemplateResponse(request, TEMPLATE, context)


@transaction.atomic
def _file(request: HttpRequest, form: FilingForm, person: User) -> Statement:
    """File the text and read it; what a person should know of how a file was read is said."""
    now = timezone.now()
    statement = meetings.file_statement(form.statement(), by=person, now=now)
    passages.read(statement, by=person, now=now)
    messages.success(request, _("Filed and read: %(title)s.") % {"title": statement.title})
    for remark in form.remarks:
        messages.warning(request, sentences.told(remark))
    return statement
