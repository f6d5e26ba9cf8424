"""The note sheet after the flight: its lines typed as they were filled in, looked over, recorded at once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments import access
from commitments.admin.base import RecordAdmin
from commitments.admin.doors import signed_in
from commitments.admin.forms.plain import PlainForm
from commitments.errors import Refused
from commitments.meetings import notes
from commitments.meetings.note_lines import Faults, Ticked
from commitments.models import Meeting, User
from commitments.references import short
from commitments.vocabulary import MeetingState

TEMPLATE = "admin/commitments/meeting/notes.html"
# More lines than any sheet has.
MOST_LETTERS = 20_000


class NotesForm(PlainForm):
    """The lines of the sheet."""

    lines = forms.CharField(
        label=gettext_lazy("Lines of the sheet"),
        max_length=MOST_LETTERS,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 14, "spellcheck": "false", "autofocus": True, "aria-describedby": "how"}
        ),
    )


def notes_view(page: RecordAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Take the lines, show what each would record, and record them all when told to."""
    meeting: Meeting | None = page.get_object(request, unquote(object_id))
    person = signed_in(request)
    if meeting is None or not access.works_on(person, meeting.country):
        raise Http404
    back = reverse("admin:commitments_meeting_change", args=(meeting.pk,))
    entries: tuple[notes.Entry, ...] = ()
    if request.method == "POST":
        form = NotesForm(request.POST)
        if form.is_valid():
            lines = form.cleaned_data["lines"]
            try:
                if "_record" in request.POST:
                    entries = notes.enter(meeting, lines, by=person, now=timezone.now())
                    messages.success(request, _told(entries))
                    return HttpResponseRedirect(f"{back}#open-items")
                entries = notes.look_over(meeting, lines, by=person, now=timezone.now())
            except Faults as faults:
                form.add_error("lines", list(faults.each))
            except Refused as refused:
                form.add_error("lines", str(refused.message))
    else:
        form = NotesForm(initial={"lines": _blank(meeting, person)})
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "title": _("Enter the note sheet"),
        "opts": page.opts,
        "object": meeting,
        "back": back,
        "form": form,
        "entries": entries,
        "button": _("Look it over again") if entries else _("Look it over"),
        "refusal": "" if meeting.state == MeetingState.HELD else _("First say that the meeting was held."),
    }
    return TemplateResponse(request, TEMPLATE, context)


def _blank(meeting: Meeting, person: User) -> str:
    """Begin each line as the sheet does; what stays as it is was not raised."""
    rows = notes.open_rows(meeting, by=person)
    return "".join(f"{short(row.commitment.reference)} \n" for row in rows if row.commitment)


def _told(entries: tuple[notes.Entry, ...]) -> str:
    count = sum(entry.line.ticked != Ticked.NOT_RAISED for entry in entries)
    text = ngettext("%(n)d line of the sheet recorded.", "%(n)d lines of the sheet recorded.", count)
    asked = sum(entry.line.date is not None for entry in entries)
    said = text % {"n": count}
    if asked:
        dates = ngettext(
            "%(n)d other date waits for the head.", "%(n)d other dates wait for the head.", asked
        )
        said += " " + dates % {"n": asked}
    return said


__all__ = ["notes_view"]
