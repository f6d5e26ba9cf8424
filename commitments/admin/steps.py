"""Life-cycle steps as buttons: declared on a page, shown with what stands against them, one address each.

A step without a form is one button; a step that asks or warns opens a page of its own: both work without
script.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect

from commitments.admin.doors import signed_in
from commitments.errors import Refused
from commitments.models import User

Page = ModelAdmin[Any]
Text = str | Promise
DONE = _("Done.")


@dataclass(frozen=True, slots=True)
class StepButton:
    """One step that a page offers.

    `run(obj, by=, now=, **what the form asked)` takes it and may raise `Refused`; `why_not(obj, user)` gives
    the `Refused` that stands against it now, or None; `offered(obj, user)` says whether it is shown at all.
    `form_for(obj, user)` gives a form that depends on the record. `done` is the line said after it, `warning`
    what a person is told before a step that is not undone. A rare step goes under "Other steps", beneath the
    heading of its `group`. `template` draws its page, `lands` says where it leads afterwards,
    `lands_gone` where it leads once the step has taken the record away, to the list otherwise.
    `says(user, now)` adds to the line what came of it, `warns(obj, user)` gives a warning that depends on
    the record. `follows(request, made)` takes up what the step gave and says where it leads, empty for the
    usual place. `cautions(made, user)` gives what is shown as a warning after the step.
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
        """Give the form that the step asks, an empty one where it asks nothing."""
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
    """A step as the page draws it; the first that is possible is the filled one."""

    name: str
    label: Text
    url: str
    asks: bool
    refusal: str
    is_first: bool
    is_rare: bool
    group: Text = ""


def shown_steps(page: Page, steps: Sequence[StepButton], request: HttpRequest, obj: Model) -> list[ShownStep]:
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
    """Give each step its address."""
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
        obj = page.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        return take(page, step, request, obj)

    return view


def take(page: Page, step: StepButton, request: HttpRequest, obj: Model) -> HttpResponse:
    """Ask what the step needs, take it, say what happened, and go back to the record."""
    person = signed_in(request)
    back = step.lands(obj) if step.lands else _record(page, obj)
    if not step.offered(obj, person):
        messages.error(request, _("This step is not open here, or not any more. Below is what stands."))
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
            obj = page.get_object(request, str(obj.pk)) or obj
        else:
            messages.success(request, f"{step.done} {step.says(person, now) if step.says else ''}".strip())
            if step.cautions and (caution := step.cautions(made, person)):
                messages.warning(request, caution)
            back = step.lands(obj) if step.lands else back
            if page.get_object(request, str(obj.pk)) is None:
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


def _record(page: Page, obj: Model) -> str:
    return reverse(
        f"{page.admin_site.name}:{page.opts.app_label}_{page.opts.model_name}_change", args=(obj.pk,)
    )


def _list(page: Page) -> str:
    """Lead to the list where the step has taken the record out of sight, as discarding does."""
    return reverse(f"{page.admin_site.name}:{page.opts.app_label}_{page.opts.model_name}_changelist")
