"""Pages for people who join and leave, and for inviting many focal points at once.

For a person who joins: account, scope, post and invitation, with what will be readable shown first. For a
person who leaves: what the person holds, then the successor, then one step.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_protect

from commitments import tasks
from commitments.access import querysets, write_rules
from commitments.accounts import invitations
from commitments.accounts.invitations import MOST_LINES, InvitedLine
from commitments.admin.accounts.permissions import DO, FIELD_OF, UNIT_FIELDS, ReachForm, reach_rows
from commitments.admin.commitments.step_forms import build_line_field
from commitments.admin.form_fields import DateInput, PlainForm, ZonedForm
from commitments.admin.permissions import own_page, signed_in
from commitments.admin.steps import StepButton
from commitments.enums import HEAD_ROLES, ApprovalState, Classification, PostFunction, Role
from commitments.errors import Refused
from commitments.models import Official, User
from commitments.parties import staff_changes
from commitments.parties.staff_changes import HeldGroup

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


def enqueue_invitations(people: Iterable[User]) -> None:
    """Queue the emails after the accounts are written; the next reminder run sends what the queue loses."""
    for person in people:
        transaction.on_commit(partial(tasks.enqueue, person.pk, tasks.send_invitation))


def invite_users_view(page: ModelAdmin[Any]) -> Any:
    """Return the view: the lines, then each with its error or the person it invites, then all or none."""

    @csrf_protect
    def inviting(request: HttpRequest) -> HttpResponse:
        by, now = signed_in(request), timezone.now()
        if not invitations.may_invite(by):
            raise Http404
        is_sent = request.method == "POST"
        form = LinesForm(request.POST if is_sent else None, request.FILES or None, label_suffix="")
        guests: list[InvitedLine] = []
        if is_sent and form.is_valid():
            lines = form.cleaned_data["lines"]
            guests = invitations.preview_lines(lines, timezone.localdate(now), by=by)
            if DO in request.POST:
                done = _invite_users(request, form, guests, by, now)
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


def _invite_users(
    request: HttpRequest, form: forms.Form, guests: list[InvitedLine], by: User, now: datetime.datetime
) -> HttpResponse | None:
    try:
        people = invitations.invite_all(guests, by=by, now=now)
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    enqueue_invitations(people)
    said = ngettext(
        "%(count)d account is open, and its invitation on its way.",
        "%(count)d accounts are open, and their invitations on their way.",
        len(people),
    )
    messages.success(request, said % {"count": len(people)})
    return HttpResponseRedirect(reverse("admin:commitments_user_changelist"))


def _invite(person: User, *, by: User, now: datetime.datetime) -> None:
    enqueue_invitations([invitations.invite_user(person, by=by, now=now)])


INVITE = StepButton(
    "invite",
    _("Invite by mail"),
    _invite,
    invitations.why_not_invite,
    offered=lambda person, by: (
        person.is_active
        and not person.has_usable_password()
        and (
            write_rules.may_write(by, User) or write_rules.may_invite_alone(by, write_rules.reach_of(person))
        )
    ),
    done=_("The invitation is on its way; a link sent before is dead."),
)


ACCOUNT = ("name", "username", "email", "language", "time_zone")


class AccountForm(ZonedForm):
    """The account of the person, checked like the record itself."""

    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )

    class Meta:
        model = User
        fields = ACCOUNT
        labels = {"email": _("E-mail"), "username": _("Name for signing in")}
        help_texts = {
            "username": _("letters, digits and @ . + - _"),
            "email": _("Reminders go there, and the link by which the person sets a password."),
        }


class ArrivalForm(ReachForm):
    """The scope, the post and the invitation."""

    takes = forms.ModelChoiceField(
        label=_("Takes the post"),
        queryset=querysets.list_none(Official),
        required=False,
        help_text=_("a post of the ministry on record that has no account yet"),
    )
    post = build_line_field(
        _("Or holds a new post"), _("as the ministry calls it"), required=False, longest=200
    )
    function = forms.ChoiceField(label=_("Function"), choices=PostFunction, required=False)
    starts_on = forms.DateField(label=_("In post from"), required=False, widget=DateInput)
    invites = forms.BooleanField(
        label=_("Invite by mail"),
        required=False,
        initial=True,
        help_text=_("The link for the first password is valid for seven days and works once."),
    )

    field_order = ("role", "clearance", "ministry", "desk", "division", "host_country")

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clearance"].initial = Classification.RESTRICTED
        self.fields["role"].initial = Role.FOCAL_POINT
        self.fields["function"].initial = PostFunction.FOCAL_POINT
        takes = self.fields["takes"]
        assert isinstance(takes, forms.ModelChoiceField)
        lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
        takes.queryset = (
            querysets.open_rows(Official)
            .filter(lasting, user__isnull=True, country__iso=settings.HOME_COUNTRY, ministry__isnull=False)
            .select_related("ministry")
        )

    def new_post(self) -> staff_changes.NewPost | None:
        """Return the post to create, where one is named."""
        found = self.cleaned_data
        if not found["post"]:
            return None
        return staff_changes.NewPost(found["post"], PostFunction(found["function"]), found["starts_on"])

    def clean(self) -> dict[str, Any]:
        """Check that only one post is named, and that it has a ministry."""
        found = super().clean()
        takes, ministry = found.get("takes"), found.get("ministry")
        if takes is not None and found.get("post"):
            self.add_error("post", str(_("Take a post on record or name a new one, not both.")))
        if (takes is not None or found.get("post")) and ministry is None:
            self.add_error("ministry", str(_("A post is in a ministry: choose it.")))
        elif takes is not None and ministry is not None and takes.ministry_id != ministry.pk:
            self.add_error("takes", str(_("This post is of another ministry.")))
        return found


def add_user_view(page: ModelAdmin[Any], request: HttpRequest) -> HttpResponse:
    """Ask, show what the person will read, and then do all of it."""
    by, now = signed_in(request), timezone.now()
    is_sent = request.method == "POST"
    start = {
        name: request.GET[name]
        for name in (*ACCOUNT, "role", "clearance", *UNIT_FIELDS.values())
        if name in request.GET
    }
    data = request.POST if is_sent else None
    account = AccountForm(data, initial=start, label_suffix="")
    form = ArrivalForm(data, initial=start, label_suffix="", today=timezone.localdate(now))
    rows, needs_two = None, False
    valid = [account.is_valid(), form.is_valid()] if is_sent else [False]
    if is_sent and form.cleaned_data.get("invites") and not account.data.get("email"):
        account.add_error("email", str(_("The invitation goes there.")))
        valid = [False]
    if all(valid):
        reach = form.permissions()
        rows = reach_rows(reach, {})
        is_given = write_rules.may_grant_alone(reach) or reach == dict(write_rules.DEFAULT_PERMISSIONS)
        needs_two = not is_given and not write_rules.sets_up_alone(by)
        if DO in request.POST:
            done = _add_user(request, account, form, by, now)
            if done is not None:
                return done
    context = {
        **page.admin_site.each_context(request),
        "title": _("Somebody arrives"),
        "account": account,
        "form": form,
        "rows": rows,
        "needs_two": needs_two,
        "opts": page.opts,
        "back": reverse("admin:commitments_user_changelist"),
    }
    return TemplateResponse(request, "admin/commitments/user/arrive.html", context)


def _add_user(
    request: HttpRequest, account: AccountForm, form: ArrivalForm, by: User, now: datetime.datetime
) -> HttpResponse | None:
    person = account.instance
    for name, value in form.permissions().items():
        setattr(person, name, value)
    try:
        arrived = staff_changes.add_user(
            person,
            post=form.new_post(),
            takes=form.cleaned_data["takes"],
            invites=form.cleaned_data["invites"],
            by=by,
            now=now,
        )
    except Refused as refused:
        name = FIELD_OF.get(refused.code, refused.code)
        form.add_error(name if name in form.fields else None, str(refused))
        return None
    if form.cleaned_data["invites"]:
        enqueue_invitations([arrived.person])
        messages.success(request, _("The account is open, and the invitation on its way."))
    else:
        messages.success(request, _("The account is open. Nobody was invited yet."))
    if arrived.change is not None and arrived.change.state == ApprovalState.PENDING:
        messages.warning(request, _("It reads nothing until another person confirms how far it reaches."))
    if not arrived.person.email:
        messages.warning(request, _("Without a mail address no password can be set, and no reminder sent."))
    return HttpResponseRedirect(reverse("admin:commitments_user_change", args=(arrived.person.pk,)))


REMOVAL_ERROR_FIELDS = {
    "future": "left_on",
    "order": "left_on",
    "successor": "successor",
    "account": "successor",
}


class LeavingForm(PlainForm):
    """The last day, and the successor, if any."""

    person: User

    left_on = forms.DateField(label=_("Last day"), widget=DateInput)
    successor = forms.ModelChoiceField(
        label=_("Who follows"),
        queryset=querysets.list_none(User),
        required=False,
        help_text=_("with an account already; without one the items show as without a living owner"),
    )
    release = forms.BooleanField(
        label=_("Name nobody on the open items: the ministry answers"), required=False
    )
    reason = build_line_field(_("Why"), required=False, longest=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor = self.fields["successor"]
        assert isinstance(successor, forms.ModelChoiceField)
        successor.queryset = staff_changes.list_possible_successors(self.person)
        successor.empty_label = str(_("nobody yet"))


@dataclass(frozen=True, slots=True)
class HeldItems:
    """One kind of record held, what happens to it, and the rows that the reader may read."""

    title: str | Promise
    becomes: str | Promise
    heap: HeldGroup


def remove_user_view(page: ModelAdmin[Any]) -> Callable[..., HttpResponse]:
    """Return the view: heads see what is to be handed over, administrators record it."""
    return own_page(
        page,
        lambda _person, by: write_rules.may_write(by, User) or by.role in HEAD_ROLES,
        _show_removal_page,
    )


def _show_removal_page(page: ModelAdmin[Any], request: HttpRequest, person: User) -> HttpResponse:
    by, now = signed_in(request), timezone.now()
    refusal = staff_changes.why_not_leave(person, by)
    if refusal is not None and by.role in HEAD_ROLES:
        refusal = Refused(_("An administrator records it. Here stands what is to hand over."), "forbidden")
    made = type("Leaving", (LeavingForm,), {"person": person})
    is_sent = request.method == "POST" and refusal is None
    today = timezone.localdate(now)
    start = {"left_on": today}
    form = made(request.POST if is_sent else None, initial=start, label_suffix="")
    if is_sent and form.is_valid() and DO in request.POST:
        try:
            staff_changes.remove_user(person, **form.cleaned_data, by=by, now=now)
        except Refused as refused:
            form.add_error(REMOVAL_ERROR_FIELDS.get(refused.code), str(refused))
        else:
            messages.success(
                request, _("Recorded. The account is closed; what is closed keeps the name of then.")
            )
            return HttpResponseRedirect(reverse("admin:commitments_user_change", args=(person.pk,)))
    held = staff_changes.foresee_leaving(person, reader=by, today=today)
    context = {
        **page.admin_site.each_context(request),
        "title": _("Somebody leaves"),
        "form": form,
        "refusal": refusal,
        "held": held,
        "reads_content": by.role in HEAD_ROLES,
        "heaps": [heap for heap in _list_held_items(held) if heap.heap.count],
        "object": person,
        "opts": page.opts,
        "back": reverse("admin:commitments_user_change", args=(person.pk,)),
    }
    return TemplateResponse(request, "admin/commitments/user/leave.html", context)


def _list_held_items(held: staff_changes.HeldRecords) -> list[HeldItems]:
    return [
        HeldItems(_("Copies of packets held"), _("recalled: the desk collects them"), held.copies),
        HeldItems(_("Open items that name the person"), _("name who follows"), held.items),
        HeldItems(_("Reminders planned"), _("go to who follows, with the next sweep"), held.reminders),
        HeldItems(_("Packets to be signed"), _("the desk arranges another signature"), held.signatures),
        HeldItems(_("Requests that wait"), _("stay, and are decided as usual"), held.requests),
        HeldItems(
            _("Proposals about accounts"),
            _("about this account: ended; by this person: stay"),
            held.proposals,
        ),
        HeldItems(_("Need to know given by name"), _("ends"), held.grants),
        HeldItems(_("Stands in for"), _("who follows stands in, else the next in the chain"), held.deputies),
        HeldItems(_("Own absences"), _("end"), held.absences),
    ]
