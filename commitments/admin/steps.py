"""Steps of a record as buttons: declared on a page, shown with what prevents them, one address each.

A step without a form is one button; a step with input or a warning opens a page of its own. Both work without
script. Also shared steps: granting access to a record, revoking the links of emails, and deciding or
withdrawing a request of any kind.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect

from commitments.access import querysets, responsibilities
from commitments.accounts import grants
from commitments.admin.commitments.records import load_context
from commitments.admin.commitments.step_forms import build_line_field
from commitments.admin.form_fields import DateInput, PlainForm
from commitments.admin.lists import TabFilter
from commitments.admin.permissions import signed_in
from commitments.admin.undo import confirm_step
from commitments.enums import ApprovalState
from commitments.errors import Refused
from commitments.models import AccountChange, Approval, Commitment, Country, Grant, Meeting, User
from commitments.records import parts
from commitments.reminders import replies

Page = ModelAdmin[Any]
Text = str | Promise
DONE = _("Done.")


@dataclass(frozen=True, slots=True)
class StepButton:
    """One step that a page offers.

    `run(obj, by=, now=, **input of the form)` takes it and may raise `Refused`; `why_not(obj, user)` returns
    the `Refused` that prevents it now, or None; `offered(obj, user)` whether it is shown at all.
    `form_for(obj, user)` returns a form that depends on the record. `done` is the message after it, `warning`
    the text before a step that cannot be undone. A rare step goes under "Other steps", beneath the heading of
    its `group`. `template` draws its page, `lands` is where it leads afterwards, `lands_gone` where it leads
    once the step has deleted the record, by default the list. `says(user, now)` adds its effect to the
    message, `warns(obj, user)` returns a warning that depends on the record. `follows(request, made)`
    processes the result of the step and returns where it leads, empty for the usual place. `cautions(made,
    user)` returns a warning to show after the step.
    """

    name: str
    label: Text
    run: Callable[..., Any]
    why_not: Callable[[Any, User], Refused | None]
    offered: Callable[[Any, User], bool] = lambda _obj, _user: True
    form: type[forms.Form] | None = None
    form_for: Callable[[Any, User], type[forms.Form]] | None = None
    done: Text = DONE
    is_rare: bool = False
    rare_for: Callable[[Any, User], bool] | None = None
    group: Text = ""
    warning: Text = ""
    template: str = "admin/step.html"
    lands: Callable[[Any], str] | None = None
    lands_gone: Callable[[Any], str] | None = None
    says: Callable[[User, datetime.datetime], str] | None = None
    warns: Callable[[Any, User], Text] | None = None
    follows: Callable[[HttpRequest, Any], str] | None = None
    cautions: Callable[[Any, User], str] | None = None

    @property
    def asks(self) -> bool:
        return self.form is not None or self.form_for is not None or bool(self.warning or self.warns)

    def form_of(self, obj: Any, user: User) -> type[forms.Form]:
        """Return the form of the step, an empty one where it needs no input."""
        if self.form_for is not None:
            return self.form_for(obj, user)
        return self.form or forms.Form

    def take(self, obj: Any, *, by: User, now: datetime.datetime, **asked: Any) -> Any:
        """Take it where nothing stands against it now; raises `Refused`."""
        refusal = self.why_not(obj, by)
        if refusal is not None:
            raise refusal
        return self.run(obj, by=by, now=now, **asked)

    def is_rare_for(self, obj: Any, user: User) -> bool:
        return self.rare_for(obj, user) if self.rare_for is not None else self.is_rare


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step as displayed; the first possible one is the primary button."""

    name: str
    label: Text
    url: str
    asks: bool
    refusal: str
    is_first: bool
    is_rare: bool
    group: Text = ""


def list_steps(page: Page, steps: Sequence[StepButton], request: HttpRequest, obj: Model) -> list[ShownStep]:
    """List the steps of a record, those that are not possible now with their reason."""
    person = signed_in(request)
    shown: list[ShownStep] = []
    for step in steps:
        if not step.offered(obj, person):
            continue
        refused = step.why_not(obj, person)
        is_rare = step.is_rare_for(obj, person)
        is_first = refused is None and not is_rare and not any(earlier.is_first for earlier in shown)
        url = reverse(f"{page.admin_site.name}:{_route(page, step)}", args=(obj.pk,))
        said = str(refused or "")
        shown.append(ShownStep(step.name, step.label, url, step.asks, said, is_first, is_rare, step.group))
    return shown


def step_urls(page: Page, steps: Sequence[StepButton]) -> list[URLPattern]:
    """Return an address for each step."""
    return [
        path(
            f"<path:object_id>/step/{step.name}/",
            page.admin_site.admin_view(_view(page, step)),
            name=_route(page, step),
        )
        for step in steps
    ]


def _route(page: Page, step: StepButton) -> str:
    return f"{page.opts.app_label}_{page.opts.model_name}_step_{step.name}"


def _view(page: Page, step: StepButton) -> Callable[..., HttpResponse]:
    @csrf_protect
    def view(request: HttpRequest, object_id: str) -> HttpResponse:
        obj: Any = page.get_object(request, unquote(object_id))
        return run_step(page, step, request, obj)

    return view


def run_step(page: Page, step: StepButton, request: HttpRequest, obj: Model) -> HttpResponse:
    """Ask what the step needs, take it, say what happened, and go back to the record."""
    person = signed_in(request)
    back = step.lands(obj) if step.lands else _record(page, obj)
    if not step.offered(obj, person):
        messages.error(
            request,
            _(
                "This action is not available here, or is no longer available. The current state is "
                "shown below."
            ),
        )
        return HttpResponseRedirect(back)
    is_sent = request.method == "POST"
    form = step.form_of(obj, person)(request.POST if is_sent else None, label_suffix="")
    if is_sent and form.is_valid():
        try:
            now = timezone.now()
            made = step.take(obj, by=person, now=now, **form.cleaned_data)
        except Refused as refused:
            if not step.asks:
                messages.error(request, str(refused))
                return HttpResponseRedirect(back)
            form.add_error(None, str(refused))
            # As it stands: what the step had written on the object was undone with it.
            obj = _find_again(page, request, obj) or obj
        else:
            said = f"{step.done} {step.says(person, now) if step.says else ''}".strip()
            confirm_step(request, said, now)
            if step.cautions and (caution := step.cautions(made, person)):
                messages.warning(request, caution)
            back = step.lands(obj) if step.lands else back
            if _find_again(page, request, obj) is None:
                back = step.lands_gone(obj) if step.lands_gone else _list(page)
            onward = step.follows(request, made) if step.follows else ""
            return HttpResponseRedirect(onward or back)
    elif not step.asks:
        return HttpResponseRedirect(back)
    for field in () if form.is_bound else list(form.fields.values())[:1]:
        field.widget.attrs["autofocus"] = True
    context = {
        **page.admin_site.each_context(request),
        "title": step.label,
        "form": form,
        "warning": step.warns(obj, person) if step.warns else step.warning,
        "refusal": step.why_not(obj, person),
        "object": obj,
        "opts": page.opts,
        "back": back,
    }
    return TemplateResponse(request, step.template, context)


def _find_again(page: Page, request: HttpRequest, obj: Model) -> Model | None:
    """Return the record as it stands; None where it is out of sight by now."""
    try:
        found: Model | None = page.get_object(request, str(obj.pk))
    except Http404:
        return None
    return found


def _record(page: Page, obj: Model) -> str:
    return reverse(
        f"{page.admin_site.name}:{page.opts.app_label}_{page.opts.model_name}_change", args=(obj.pk,)
    )


def _list(page: Page) -> str:
    """Lead to the list where the step has taken the record out of sight, as discarding does."""
    return reverse(f"{page.admin_site.name}:{page.opts.app_label}_{page.opts.model_name}_changelist")


class GrantForm(PlainForm):
    """The person, the days and the reason; the remaining limits are shown before access is granted."""

    subject: Country | Meeting | Commitment
    giver: User

    person = forms.ModelChoiceField(querysets.list_none(User), label=_("User"))
    starts_on = forms.DateField(label=_("First day"), initial=timezone.localdate, widget=DateInput)
    ends_on = forms.DateField(
        label=_("Last day"),
        widget=DateInput,
        help_text=_("Access lasts at most one year and then ends automatically."),
    )
    reason = forms.CharField(label=_("Reason for access"), max_length=300)
    all_the_same = forms.BooleanField(
        label=_("Grant access with these limits"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = querysets.list_readable(User, self.giver).filter(is_active=True).exclude(pk=self.giver.pk)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Show what the person will still not read, and ask for confirmation."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        person, said = found.get("person"), found.pop("all_the_same", False)
        limits = grants.limits_of(grants.build_grant(self.subject, person=person)) if person else []
        if limits and not said:
            self.fields["all_the_same"].widget = forms.CheckboxInput()
            raise forms.ValidationError([forms.ValidationError(limit) for limit in limits])
        return found


def form_for(subject: Any, giver: User) -> type[GrantForm]:
    """Return the form for one record and one head."""
    return type("GrantForm", (GrantForm,), {"subject": subject, "giver": giver})


def _grant(
    subject: Country | Meeting | Commitment, *, by: User, now: datetime.datetime, **asked: Any
) -> Grant:
    return grants.create_grant(grants.build_grant(subject, **asked), by=by, now=now)


def _why_not_grant(subject: Country | Meeting | Commitment, user: User) -> Refused | None:
    """Only a head over it is offered this; the function itself looks again."""
    return None


def _is_head(subject: Country | Meeting, user: User) -> bool:
    return responsibilities.heads_over(user, subject if isinstance(subject, Country) else subject.country)


def _build_grant_step(offered: Any) -> StepButton:
    return StepButton(
        "open-to",
        _("Grant access"),
        _grant,
        _why_not_grant,
        offered=offered,
        form_for=form_for,
        done=_("Access granted. The record is shown on the user’s “My desk” page until the last day."),
        is_rare=True,
        group=_("Access"),
    )


GRANT_COMMITMENT_ACCESS = _build_grant_step(lambda item, user: load_context(item, user).is_head)
OF_RECORD = _build_grant_step(_is_head)


WARNING = _(
    "Recipients will no longer be able to reply from emails already sent. The next email will contain "
    "a new link."
)


def _has_live_links(field: str) -> Callable[[Commitment | User, User], bool]:
    def offered(obj: Commitment | User, user: User) -> bool:
        if isinstance(obj, Commitment) and not parts.has_parts(obj, parts.LINKS):
            return False
        now, of_it = timezone.now(), {field: obj}
        # Most items have none: the door is asked only where one lives.
        return (
            replies.list_live(now).filter(**of_it).exists()
            and replies.list_revocable(user, now).filter(**of_it).exists()
        )

    return offered


def _revoke(field: str) -> Callable[..., int]:
    def revoke(obj: Commitment | User, *, by: User, now: datetime.datetime) -> int:
        return replies.revoke_links(replies.list_live(now).filter(**{field: obj}), by=by, now=now)

    return revoke


def _nothing_against(obj: Commitment | User, user: User) -> Refused | None:
    """Only who may take it back is offered it; the function itself looks again."""
    return None


def _build_revoke_step(field: str, *, is_rare: bool) -> StepButton:
    return StepButton(
        "revoke-links",
        _("Revoke email links"),
        _revoke(field),
        _nothing_against,
        offered=_has_live_links(field),
        done=_("The email links were revoked."),
        is_rare=is_rare,
        group=_("Email replies"),
        warning=WARNING,
    )


REVOKE_COMMITMENT_LINKS = _build_revoke_step("commitment", is_rare=True)
OF_PERSON = _build_revoke_step("recipient", is_rare=False)


MINE, WAITING, DECIDED = "mine", "waiting", "decided"
VIEWS = ((MINE, _("Awaiting your decision")), (WAITING, _("All pending")), (DECIDED, _("Decided")))


class AnswerForm(PlainForm):
    """An optional note with the decision."""

    answer = build_line_field(_("Answer"), required=False)


class RefusalForm(PlainForm):
    """The reason for refusing."""

    answer = build_line_field(_("Reason for rejecting"))


def is_waiting(asked: Approval | AccountChange, _user: User) -> bool:
    """Return whether it is not decided yet."""
    return asked.state == ApprovalState.PENDING


def may_take_back(asked: Approval | AccountChange, user: User) -> bool:
    """Return whether it is the person's own, and still pending."""
    return is_waiting(asked, user) and asked.recorded_by_id == user.pk


class WaitingFilter(TabFilter):
    """The saved views, drawn as tabs; by default, what waits for the person."""

    views = VIEWS

    def mine(self, request: HttpRequest) -> Q:
        """Ask for what waits for the person who looks."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value() or MINE:
            case "waiting":
                return queryset.filter(state=ApprovalState.PENDING)
            case "decided":
                return queryset.exclude(state=ApprovalState.PENDING)
            case _:
                return queryset.filter(self.mine(request))
