"""The page on which many focal points are invited at once, and the bell for their mails."""

import datetime
from collections.abc import Iterable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_protect

from commitments import access, tasks
from commitments.accounts import invitations
from commitments.accounts.lines import MOST_LINES, Guest
from commitments.admin.doors import signed_in
from commitments.admin.forms.plain import PlainForm
from commitments.admin.proposing import DO
from commitments.admin.steps import StepButton
from commitments.errors import Refused
from commitments.models import User

LONGEST_TEXT = 40_000


class LinesForm(PlainForm):
    """The lines, pasted or from a file."""

    text = forms.CharField(
        label=_("Name, mail address, ministry, language: a line for each person"),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_(
            "Commas, semicolons or tabs between the parts, as a table pastes them. The ministry in full or "
            "in short; the language en or ko, or nothing."
        ),
    )
    file = forms.FileField(
        label=_("Or a file"), required=False, help_text=_("Text or CSV in UTF-8, up to 40 kB.")
    )

    def clean_file(self) -> str:
        """Read the file as text, in place of what is pasted."""
        file = self.cleaned_data.get("file")
        if not isinstance(file, UploadedFile):
            return ""
        if (file.size or 0) > LONGEST_TEXT:
            raise forms.ValidationError(_("This file is larger than 40 kB."))
        try:
            return str(file.read(), "utf-8-sig").replace("\x00", "")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(
                _("This is no text in UTF-8. Save the table as CSV UTF-8.")
            ) from error

    def clean(self) -> dict[str, Any]:
        """Ask for lines."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        found["lines"] = found.get("file") or found.get("text", "")
        if not self.errors and not found["lines"].strip():
            self.add_error("text", str(_("Paste the lines, or choose a file.")))
        return found


def ring(people: Iterable[User]) -> None:
    """Ring for the mails once the accounts are written; what the bell misses, the next sweep finds."""
    for person in people:
        transaction.on_commit(partial(tasks.ring, person.pk, tasks.send_invitation))


def view(page: ModelAdmin[Any]) -> Any:
    """Give the page: the lines, then each with what is wrong or whom it invites, then all or none."""

    @csrf_protect
    def inviting(request: HttpRequest) -> HttpResponse:
        by, now = signed_in(request), timezone.now()
        if not invitations.may_invite(by):
            raise Http404
        is_sent = request.method == "POST"
        form = LinesForm(request.POST if is_sent else None, request.FILES or None, label_suffix="")
        guests: list[Guest] = []
        if is_sent and form.is_valid():
            lines = form.cleaned_data["lines"]
            guests = invitations.preview(lines, timezone.localdate(now), by=by)
            if DO in request.POST:
                done = _do(request, form, guests, by, now)
                if done is not None:
                    return done
            else:
                form = LinesForm({"text": lines}, label_suffix="")
        faulty = [guest for guest in guests if guest.faults]
        context = {
            **page.admin_site.each_context(request),
            "title": _("Invite focal points"),
            "form": form,
            "guests": guests,
            "faulty": len(faulty),
            "may_do": bool(guests) and not faulty and len(guests) <= MOST_LINES,
            "most": MOST_LINES,
            "opts": page.opts,
            "back": reverse("admin:commitments_user_changelist"),
        }
        return TemplateResponse(request, "admin/commitments/user/invite.html", context)

    return inviting


def _do(
    request: HttpRequest, form: forms.Form, guests: list[Guest], by: User, now: datetime.datetime
) -> HttpResponse | None:
    try:
        people = invitations.invite_all(guests, by=by, now=now)
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    ring(people)
    said = ngettext(
        "%(count)d account is open, and its invitation on its way.",
        "%(count)d accounts are open, and their invitations on their way.",
        len(people),
    )
    messages.success(request, said % {"count": len(people)})
    return HttpResponseRedirect(reverse("admin:commitments_user_changelist"))


def _invite(person: User, *, by: User, now: datetime.datetime) -> None:
    ring([invitations.invite(person, by=by, now=now)])


INVITE = StepButton(
    "invite",
    _("Invite by mail"),
    _invite,
    invitations.why_not_invite,
    offered=lambda person, by: (
        person.is_active
        and not person.has_usable_password()
        and (access.may_write(by, User) or access.invites(by, access.reach_of(person)))
    ),
    done=_("The invitation is on its way; a link sent before is dead."),
)
