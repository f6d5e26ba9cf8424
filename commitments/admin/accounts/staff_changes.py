"""Pages for people who join and leave, and for inviting many focal points at once.

For a person who joins: account, scope, post and invitation, with what will be readable shown first. For a
person who leaves: what the person holds, then the successor, then one step.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commitments import tasks
from commitments.access import querysets, write_rules
from commitments.accounts import invitations
from commitments.accounts.invitations import MOST_LINES, InvitedLine
from commitments.admin.accounts.permissions import DO, FIELD_OF, UNIT_FIELDS, ReachForm, reach_rows
from commitments.admin.commitments.step_forms import build_line_field
from commitments.admin.form_fields import DateInput, PlainForm, ZonedForm, offer_to_add
from commitments.admin.pages import FoundPage, NounPage
from commitments.admin.steps import StepButton
from commitments.enums import HEAD_ROLES, ApprovalState, Classification, PostFunction, Role
from commitments.errors import Refused
from commitments.models import Ministry, Official, User
from commitments.models.parties import not_ended_on
from commitments.parties import staff_changes
from commitments.parties.staff_changes import HeldGroup

LONGEST_TEXT = 40_000


class LinesForm(PlainForm):
    """The lines, pasted or from a file."""

    text = forms.CharField(
        label=_("Name, email address, ministry, language: one line for each person"),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_(
            "Separate the parts with commas, semicolons or tabs. You can also paste rows from a "
            "spreadsheet. Enter the full or short name of the ministry. The language (en or ko) is "
            "optional."
        ),
    )
    file = forms.FileField(
        label=_("Or upload a file"), required=False, help_text=_("Text or CSV file in UTF-8, at most 40 kB.")
    )

    def clean_file(self) -> str:
        """Read the file as text, in place of what is pasted."""
        file = self.cleaned_data.get("file")
        if not isinstance(file, UploadedFile):
            return ""
        if (file.size or 0) > LONGEST_TEXT:
            raise forms.ValidationError(_("The file is larger than 40 kB. Select a smaller file."))
        try:
            return str(file.read(), "utf-8-sig").replace("\x00", "")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(
                _("The file is not UTF-8 text. Save the spreadsheet as “CSV UTF-8”, then select it again.")
            ) from error

    def clean(self) -> dict[str, Any]:
        """Ask for lines."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        found["lines"] = found.get("file") or found.get("text", "")
        if not self.errors and not found["lines"].strip():
            self.add_error("text", str(_("Paste the lines, or select a file.")))
        return found


def enqueue_invitations(people: Iterable[User]) -> None:
    """Queue the emails after the accounts are written; the next reminder run sends what the queue loses."""
    for person in people:
        transaction.on_commit(partial(tasks.enqueue, person.pk, tasks.send_invitation))


class InvitationPage(NounPage):
    """The lines, then each with its error or the person it invites, then all or none."""

    route, name = "invite/", "invite"
    title = _("Invite focal points")
    template_name = "admin/commitments/user/invite.html"

    def may_open(self) -> bool:
        return invitations.may_invite(self.person)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(LinesForm(label_suffix=""))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = LinesForm(request.POST, request.FILES or None, label_suffix="")
        if not form.is_valid():
            return self.show(form)
        lines = form.cleaned_data["lines"]
        guests = invitations.preview_lines(lines, timezone.localdate(self.now), by=self.person)
        if DO not in request.POST:
            return self.show(LinesForm({"text": lines}, label_suffix=""), guests)
        if self.are_invited(form, guests):
            return HttpResponseRedirect(reverse("admin:commitments_user_changelist"))
        return self.show(form, guests)

    def are_invited(self, form: LinesForm, guests: list[InvitedLine]) -> bool:
        """Invite all; a refusal is told above the form."""
        try:
            people = invitations.invite_all(guests, by=self.person, now=self.now)
        except Refused as refused:
            form.add_error(None, str(refused))
            return False
        enqueue_invitations(people)
        said = ngettext(
            "%(count)d account was created. The invitation will be sent shortly.",
            "%(count)d accounts were created. The invitations will be sent shortly.",
            len(people),
        )
        messages.success(self.request, said % {"count": len(people)})
        return True

    def show(self, form: LinesForm, guests: Sequence[InvitedLine] = ()) -> HttpResponse:
        faulty = [guest for guest in guests if guest.faults]
        context = self.get_context_data(
            form=form,
            guests=guests,
            faulty=len(faulty),
            may_do=bool(guests) and not faulty and len(guests) <= MOST_LINES,
            most=MOST_LINES,
            back=reverse("admin:commitments_user_changelist"),
        )
        return self.render_to_response(context)


def _invite(person: User, *, by: User, now: datetime.datetime) -> None:
    enqueue_invitations([invitations.invite_user(person, by=by, now=now)])


INVITE = StepButton(
    "invite",
    _("Send invitation"),
    _invite,
    invitations.why_not_invite,
    offered=lambda person, by: (
        person.is_active
        and not person.has_usable_password()
        and (
            write_rules.may_write(by, User) or write_rules.may_invite_alone(by, write_rules.reach_of(person))
        )
    ),
    done=_("The invitation will be sent shortly. Earlier links no longer work."),
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
        labels = {"email": _("Email"), "username": _("Username")}
        help_texts = {
            "username": _("Letters, digits and @ . + - _"),
            "email": _("Reminders and the link for setting the password are sent to this address."),
        }


class ArrivalForm(ReachForm):
    """The scope, the post and the invitation."""

    takes = forms.ModelChoiceField(
        label=_("Existing post"),
        queryset=querysets.list_none(Official),
        required=False,
        help_text=_("recorded posts that have no account yet"),
    )
    post = build_line_field(_("Or new post"), _("title used by the ministry"), required=False, longest=200)
    function = forms.ChoiceField(label=_("Function"), choices=PostFunction, required=False)
    starts_on = forms.DateField(label=_("In post from"), required=False, widget=DateInput)
    invites = forms.BooleanField(
        label=_("Send invitation"),
        required=False,
        initial=True,
        help_text=_("The link for setting the first password is valid for seven days and can be used once."),
    )

    field_order = ("role", "clearance", "ministry", "desk", "division", "host_country")

    def __init__(self, *args: Any, by: User, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_to_add(self.fields["ministry"], Ministry, by)
        self.fields["clearance"].initial = Classification.RESTRICTED
        self.fields["role"].initial = Role.FOCAL_POINT
        self.fields["function"].initial = PostFunction.FOCAL_POINT
        takes = self.fields["takes"]
        assert isinstance(takes, forms.ModelChoiceField)
        takes.queryset = (
            querysets.open_rows(Official)
            .filter(
                not_ended_on(today),
                user__isnull=True,
                country__iso=settings.HOME_COUNTRY,
                ministry__isnull=False,
            )
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
            self.add_error("post", str(_("Select an existing post or enter a new one, not both.")))
        if (takes is not None or found.get("post")) and ministry is None:
            self.add_error("ministry", str(_("Select the ministry of the post.")))
        elif takes is not None and ministry is not None and takes.ministry_id != ministry.pk:
            self.add_error(
                "takes", str(_("This post belongs to another ministry. Select a different post or ministry."))
            )
        return found


class ArrivalPage(NounPage):
    """Opens an account: asks, shows what the person will read, and then does all of it."""

    route, name = "add/", "add"
    title = _("Add a user")
    template_name = "admin/commitments/user/arrive.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.noun.has_add_permission(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def form_options(self) -> dict[str, Any]:
        """What both forms begin with: what was sent, or what the address names."""
        names = (*ACCOUNT, "role", "clearance", *UNIT_FIELDS.values())
        start = {name: self.request.GET[name] for name in names if name in self.request.GET}
        data = self.request.POST if self.request.method == "POST" else None
        return {"data": data, "initial": start, "label_suffix": ""}

    @cached_property
    def account(self) -> AccountForm:
        return AccountForm(**self.form_options)

    @cached_property
    def form(self) -> ArrivalForm:
        return ArrivalForm(**self.form_options, by=self.person, today=timezone.localdate(self.now))

    def is_valid(self) -> bool:
        valid = [self.account.is_valid(), self.form.is_valid()]
        if self.form.cleaned_data.get("invites") and not self.account.data.get("email"):
            self.account.add_error("email", str(_("Enter the email address for the invitation.")))
            return False
        return all(valid)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_valid():
            return self.render_to_response(self.get_context_data())
        reach = self.form.permissions()
        rows = reach_rows(reach, {})
        is_given = write_rules.may_grant_alone(reach) or reach == dict(write_rules.DEFAULT_PERMISSIONS)
        needs_two = not is_given and not write_rules.sets_up_alone(self.person)
        if DO in request.POST:
            done = self.add_user()
            if done is not None:
                return done
        return self.render_to_response(self.get_context_data(rows=rows, needs_two=needs_two))

    def add_user(self) -> HttpResponse | None:
        """Open the account, say what follows and lead to it; None where a refusal is told at the form."""
        form, person = self.form, self.account.instance
        for name, value in form.permissions().items():
            setattr(person, name, value)
        try:
            arrived = staff_changes.add_user(
                person,
                post=form.new_post(),
                takes=form.cleaned_data["takes"],
                invites=form.cleaned_data["invites"],
                by=self.person,
                now=self.now,
            )
        except Refused as refused:
            name = FIELD_OF.get(refused.code, refused.code)
            form.add_error(name if name in form.fields else None, str(refused))
            return None
        if form.cleaned_data["invites"]:
            enqueue_invitations([arrived.person])
            messages.success(self.request, _("The account was created. The invitation will be sent shortly."))
        else:
            messages.success(self.request, _("The account was created. No invitation was sent."))
        if arrived.change is not None and arrived.change.state == ApprovalState.PENDING:
            said = _("The account cannot read any records until another person confirms its permissions.")
            messages.warning(self.request, said)
        if not arrived.person.email:
            said = _(
                "The account has no email address. Enter one. Without it, the user cannot set a "
                "password or receive reminders."
            )
            messages.warning(self.request, said)
        return HttpResponseRedirect(reverse("admin:commitments_user_change", args=(arrived.person.pk,)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("admin:commitments_user_changelist")
        shown = {"account": self.account, "form": self.form, "rows": None, "needs_two": False, "back": back}
        return super().get_context_data(**shown | kwargs)


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
        label=_("Successor"),
        queryset=querysets.list_none(User),
        required=False,
        help_text=_(
            "The successor must have an account. Without a successor, the open items show “No current "
            "owner”, unless they are assigned to the ministry only."
        ),
    )
    release = forms.BooleanField(label=_("Assign the open items to the ministry only"), required=False)
    reason = build_line_field(_("Reason"), required=False, longest=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor = self.fields["successor"]
        assert isinstance(successor, forms.ModelChoiceField)
        successor.queryset = staff_changes.list_possible_successors(self.person)
        successor.empty_label = str(_("not yet known"))


@dataclass(frozen=True, slots=True)
class HeldItems:
    """One kind of record held, what happens to it, and the rows that the reader may read."""

    title: str | Promise
    becomes: str | Promise
    heap: HeldGroup


class LeavingPage(FoundPage):
    """What is to be handed over when a person leaves; heads see it, administrators record it."""

    route, name = "<path:object_id>/leave/", "leave"
    title = _("Remove a user")
    template_name = "admin/commitments/user/leave.html"

    def may_open(self) -> bool:
        return write_rules.may_write(self.person, User) or self.person.role in HEAD_ROLES

    @cached_property
    def last_day(self) -> datetime.date:
        return timezone.localdate(self.now)

    @cached_property
    def refusal(self) -> Refused | None:
        refusal = staff_changes.why_not_leave(self.record, self.person)
        if refusal is not None and self.person.role in HEAD_ROLES:
            said = _("Only an administrator can remove a user. This page shows the items to hand over.")
            return Refused(said, "forbidden")
        return refusal

    @cached_property
    def form(self) -> LeavingForm:
        made: type[LeavingForm] = type("Leaving", (LeavingForm,), {"person": self.record})
        is_sent = self.request.method == "POST" and self.refusal is None
        data = self.request.POST if is_sent else None
        return made(data, initial={"left_on": self.last_day}, label_suffix="")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.form.is_valid() and DO in request.POST:
            try:
                staff_changes.remove_user(self.record, **self.form.cleaned_data, by=self.person, now=self.now)
            except Refused as refused:
                self.form.add_error(REMOVAL_ERROR_FIELDS.get(refused.code), str(refused))
            else:
                said = _(
                    "Recorded. The account was deactivated. Closed items keep the name of the former user."
                )
                messages.success(request, said)
                return HttpResponseRedirect(self.address("change"))
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = staff_changes.foresee_leaving(self.record, reader=self.person, today=self.last_day)
        return super().get_context_data(
            form=self.form,
            refusal=self.refusal,
            held=held,
            reads_content=self.person.role in HEAD_ROLES,
            heaps=[heap for heap in _list_held_items(held) if heap.heap.count],
            back=self.address("change"),
            **kwargs,
        )


def _list_held_items(held: staff_changes.HeldRecords) -> list[HeldItems]:
    return [
        HeldItems(_("Packet copies held by the user"), _("recalled; the desk collects them"), held.copies),
        HeldItems(_("Open items assigned to the user"), _("assigned to the successor"), held.items),
        HeldItems(
            _("Planned reminders"), _("sent to the successor from the next reminder run"), held.reminders
        ),
        HeldItems(_("Packets awaiting sign-off"), _("the desk names another signatory"), held.signatures),
        HeldItems(_("Pending approval requests"), _("kept and decided as usual"), held.requests),
        HeldItems(
            _("Proposed account changes"),
            _("proposals to change this account are cancelled; proposals by this user are kept"),
            held.proposals,
        ),
        HeldItems(_("Individual access granted"), _("ends"), held.grants),
        HeldItems(
            _("Deputy for"),
            _("the successor becomes deputy; without a successor, the next person in line"),
            held.deputies,
        ),
        HeldItems(_("Absences of the user"), _("end"), held.absences),
    ]
