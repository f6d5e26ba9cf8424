"""The page on which somebody arrives: account, place, post, invitation; what will be read is shown first."""

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, parties
from commitments.admin.account_shown import reach_rows
from commitments.admin.doors import signed_in
from commitments.admin.forms.commitment_dates import line
from commitments.admin.forms.days import DateInput
from commitments.admin.inviting import ring
from commitments.admin.proposing import DO, FIELD_OF, PLACES, ReachForm
from commitments.admin.zones import ZonedForm
from commitments.errors import Refused
from commitments.models import Official, User
from commitments.vocabulary import ApprovalState, Classification, PostFunction, Role

ACCOUNT = ("name", "username", "email", "language", "time_zone")


class AccountForm(ZonedForm):
    """Who the person is, checked as the record itself checks it."""

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
    """The place, the post and the invitation."""

    takes = forms.ModelChoiceField(
        label=_("Takes the post"),
        queryset=access.nothing(Official),
        required=False,
        help_text=_("a post of the ministry on record that has no account yet"),
    )
    post = line(_("Or holds a new post"), _("as the ministry calls it"), required=False, longest=200)
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
            access.open_rows(Official)
            .filter(lasting, user__isnull=True, country__iso=settings.HOME_COUNTRY, ministry__isnull=False)
            .select_related("ministry")
        )

    def new_post(self) -> parties.NewPost | None:
        """Give the post to be made, where one is named."""
        found = self.cleaned_data
        if not found["post"]:
            return None
        return parties.NewPost(found["post"], PostFunction(found["function"]), found["starts_on"])

    def clean(self) -> dict[str, Any]:
        """Say at the post that two are named, or that it has no ministry."""
        found = super().clean()
        takes, ministry = found.get("takes"), found.get("ministry")
        if takes is not None and found.get("post"):
            self.add_error("post", str(_("Take a post on record or name a new one, not both.")))
        if (takes is not None or found.get("post")) and ministry is None:
            self.add_error("ministry", str(_("A post is in a ministry: choose it.")))
        elif takes is not None and ministry is not None and takes.ministry_id != ministry.pk:
            self.add_error("takes", str(_("This post is of another ministry.")))
        return found


def view(page: ModelAdmin[Any], request: HttpRequest) -> HttpResponse:
    """Ask, show what the person will read, and then do all of it."""
    by, now = signed_in(request), timezone.now()
    is_sent = request.method == "POST"
    start = {
        name: request.GET[name]
        for name in (*ACCOUNT, "role", "clearance", *PLACES.values())
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
        reach = form.reach()
        rows = reach_rows(reach, {})
        is_given = access.given_by_one(reach) or reach == dict(access.REACH)
        needs_two = not is_given and not access.sets_up_alone(by)
        if DO in request.POST:
            done = _do(request, account, form, by, now)
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


def _do(
    request: HttpRequest, account: AccountForm, form: ArrivalForm, by: User, now: datetime.datetime
) -> HttpResponse | None:
    person = account.instance
    for name, value in form.reach().items():
        setattr(person, name, value)
    try:
        arrived = parties.arrive(
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
        ring([arrived.person])
        messages.success(request, _("The account is open, and the invitation on its way."))
    else:
        messages.success(request, _("The account is open. Nobody was invited yet."))
    if arrived.change is not None and arrived.change.state == ApprovalState.ASKED:
        messages.warning(request, _("It reads nothing until another person confirms how far it reaches."))
    if not arrived.person.email:
        messages.warning(request, _("Without a mail address no password can be set, and no reminder sent."))
    return HttpResponseRedirect(reverse("admin:commitments_user_change", args=(arrived.person.pk,)))
