"""Pages of the admin site as class-based views: of the site, of one record, and with a form for it.

A page is mounted where `get_urls` of the site or of a `ModelAdmin` lists the addresses:

* `AdminPage`: signed in, with the frame around it. What a request has loaded is kept on the page, never on
  the request;
* `ActionPage`: the address to which a button posts;
* `NounPage`: about the records of a kind; `FoundPage`: about one record, found through the access policy and
  logged as opened. Hidden and missing records get the same answer, 404;
* `RecordPage`: the main page of a record, with its steps, its history and the log of openings;
* `EditPage`: also the form of the record. It is saved in one transaction; `Refused` becomes a message above
  the form as typed, an edit conflict the page with both versions (`edit_conflicts`);
* `SidePage`: a page beside the main one of a record, open to some; `FormPage`: such a page with a form of its
  own.
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Self

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.helpers import AdminErrorList
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.forms import ModelForm, all_valid
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django.views.generic.base import ContextMixin, TemplateResponseMixin
from django.views.generic.edit import FormMixin

from commitments.access import policy, querysets, write_rules
from commitments.admin.edit_conflicts import TypedForm, pair_rows, show_both_versions
from commitments.admin.permissions import check_seen, log_of, normalise_text, restrict_form, signed_in
from commitments.admin.steps import StepButton, list_steps, step_urls
from commitments.admin.undo import confirm_step
from commitments.audit.as_of import context
from commitments.dashboard import meetings
from commitments.errors import Refused
from commitments.models import AccessLogEntry, Closure, User
from commitments.records import edits

TAKEN = _(
    "Another record with one of these values has just been saved. If it is the same record, "
    "discard this one. Otherwise change the value, then save again."
)
HIDES_FROM_WRITER = _(
    "With these values, you would not have access to the record. Select a partner of your desk and a "
    "classification within your clearance."
)


def check_readable(record: models.Model, person: User) -> None:
    """Raise `Refused` where what was written would hide the record from the one who writes it."""
    if not policy.can_read(person, record):
        raise Refused(HIDES_FROM_WRITER, "hidden")


def list_changed_columns(obj: models.Model, current: models.Model) -> dict[str, Any]:
    """Return the columns in which the object differs from the row in the database.

    A text that only went through a form counts as unchanged: its line ends differ, and surrounding space is
    gone.
    """
    fields = [f for f in obj._meta.concrete_fields if not f.primary_key and f.name != "version"]
    told = ((f.attname, f.value_from_object(obj), f.value_from_object(current)) for f in fields)
    return {name: new for name, new, old in told if new not in (old, normalise_text(old))}


def list_changed_rows(formsets: Iterable[Any]) -> list[Any]:
    """List the forms of the rows that the person has changed, new ones left out."""
    return [row for formset in formsets for row in formset.initial_forms if row.has_changed()]


class AdminPage(TemplateResponseMixin, ContextMixin, View):
    """A page of the admin site for a person who is signed in."""

    admin_site: AdminSite = None  # type: ignore[assignment]
    title: str | Promise = ""
    # Whether the page answers for a past day; every other page refuses one (`admin/as_of.py`).
    answers_as_of: ClassVar[bool] = False

    @classmethod
    def url(cls, route: str, name: str, site: AdminSite, **given: Any) -> URLPattern:
        """Return the address of the page."""
        return path(route, cls.view(site, **given), name=name)

    @classmethod
    def view(cls, site: AdminSite, **given: Any) -> Callable[..., HttpResponseBase]:
        """Return the page as a view; who is not signed in is sent to sign in."""
        shown: Callable[..., HttpResponseBase] = site.admin_view(cls.as_view(admin_site=site, **given))
        return shown

    def may_open(self) -> bool:
        """Return whether the person may open the page; for others it is missing."""
        return True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_open():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def person(self) -> User:
        return signed_in(self.request)

    @cached_property
    def now(self) -> datetime.datetime:
        """The single moment at which the request reads and writes."""
        return timezone.now()

    @cached_property
    def today(self) -> datetime.date:
        """The person's date: today, or that of the past moment in effect."""
        return meetings.today_of(self.person, context.find_as_of() or self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**self.admin_site.each_context(self.request), "title": self.title, **kwargs}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page; the parts of the address are no values of its template."""
        return self.render_to_response(self.get_context_data())


class ActionPage(AdminPage):
    """The address to which a button posts: does one thing, says what came of it, and leads back.

    `Refused` becomes a message on the page to which it leads.
    """

    http_method_names = ["post", "options"]

    def act(self) -> HttpResponse | None:
        """Do it and return the answer, None to go back; may raise `Refused`."""
        raise NotImplementedError

    def find_way_back(self) -> str:
        """Return the address of the page with the button."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer = self.act()
        except Refused as refused:
            messages.error(request, str(refused))
            answer = None
        return answer or HttpResponseRedirect(self.find_way_back())


class NounPage(AdminPage):
    """A page about the records of a kind that is registered with the site as `noun`."""

    noun: ModelAdmin[Any] = None  # type: ignore[assignment]
    # The address among those of its noun, and the name of that address.
    route: ClassVar[str]
    name: ClassVar[str]

    @classmethod
    def urls(cls, noun: ModelAdmin[Any]) -> list[URLPattern]:
        """Return the addresses of the page."""
        return [cls.url_of_noun(cls.route, cls.name, noun)]

    @classmethod
    def url_of_noun(cls, route: str, name: str, noun: ModelAdmin[Any], **given: Any) -> URLPattern:
        """Return the address of the page among those of its noun, and its name after the model's."""
        name = f"{noun.opts.app_label}_{noun.opts.model_name}_{name}"
        return cls.url(route, name, noun.admin_site, noun=noun, **given)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"opts": self.noun.opts} | kwargs)


class FoundPage(NounPage):
    """A page about one record."""

    @cached_property
    def found(self) -> Any:
        """The record of the address, logged as opened; None where it is hidden, missing or yet to come."""
        if "object_id" not in self.kwargs:
            return None
        try:
            return self.noun.get_object(self.request, unquote(self.kwargs["object_id"]))
        except Http404:
            return None

    @cached_property
    def record(self) -> Any:
        if self.found is None:
            raise Http404
        return self.found

    def address(self, name: str) -> str:
        """Return the address of another page of the record."""
        opts = self.noun.opts
        return reverse(
            f"{self.admin_site.name}:{opts.app_label}_{opts.model_name}_{name}", args=(self.record.pk,)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"object": self.found} | kwargs)


class RecordPage(FoundPage):
    """The main page of one record."""

    steps: ClassVar[Sequence[StepButton]] = ()
    # Of the relations of the record, those that the page shows; None for all.
    shown_relations: ClassVar[Collection[str] | None] = None

    route, name = "<path:object_id>/change/", "change"

    @classmethod
    def urls(cls, noun: ModelAdmin[Any]) -> list[URLPattern]:
        """Return the addresses of the page; those of the steps belong to the main one."""
        return cls.main_urls(noun) if cls.name == RecordPage.name else super().urls(noun)

    @classmethod
    def main_urls(cls, noun: ModelAdmin[Any]) -> list[URLPattern]:
        """Return the address of the page as the main one of its record, and one for each step."""
        page = cls.url_of_noun(RecordPage.route, RecordPage.name, noun)
        return [page, *step_urls(noun, cls.steps)]

    @property
    def is_new(self) -> bool:
        return "object_id" not in self.kwargs

    @cached_property
    def may_edit(self) -> bool:
        if self.is_new:
            return self.noun.has_add_permission(self.request)
        return self.noun.has_change_permission(self.request, self.found) and self.closure is None

    @cached_property
    def is_editing(self) -> bool:
        """Whether the page shows its form: as often as the person may edit, unless a page is read first."""
        return self.may_edit

    @cached_property
    def closure(self) -> Closure | None:
        """The closure by which the record is read only, if any."""
        return write_rules.find_closure(self.found) if isinstance(self.found, write_rules.Worked) else None

    def name_page(self) -> str:
        """Name the page after what the person does here, as the other forms of the site are named."""
        named = gettext("Change %s") if self.is_editing else gettext("View %s")
        return (gettext("Add %s") if self.is_new else named) % self.noun.opts.verbose_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = {"title": self.title or self.name_page(), "original": None}
        if not self.is_new:
            shown |= {
                "original": self.record,
                "steps": list_steps(self.noun, self.steps, self.request, self.record),
                "log": self.find_log(),
                "closure": self.closure,
            }
        return super().get_context_data(**shown | kwargs)

    def find_log(self) -> str:
        """Return the address of the log of openings, where the site has it and the person may read it."""
        return log_of(self.record, self.person) if self.admin_site.is_registered(AccessLogEntry) else ""

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        """Empty relations the person may not read, now that nothing is saved any more."""
        if not self.is_new:
            querysets.hide_related([self.record], self.person, self.shown_relations)
            context.setdefault("subtitle", str(self.record))
        return super().render_to_response(context, **response_kwargs)


class EditPage(RecordPage):
    """The page of one record with its form; without a key in the address, of a new record."""

    form_class: type[ModelForm[Any]]
    # The field of each broken constraint, where it is not the first that the constraint names.
    constraint_fields: ClassVar[Mapping[str, str]] = {}
    template_name = "admin/record.html"
    # The sentence of a refused save, shown above the form as typed.
    trouble = ""

    @classmethod
    def add_url(cls, noun: ModelAdmin[Any]) -> URLPattern:
        """Return the address of the page for a new record."""
        return cls.url_of_noun("add/", "add", noun)

    # -- The form
    def list_left_out(self) -> Sequence[str]:
        """Name the fields that the form of this record does not have."""
        return ()

    def get_form_class(self) -> type[ModelForm[Any]]:
        """Return the form under the access policy."""
        form, left_out = self.form_class, self.list_left_out()
        if left_out:
            form = forms.modelform_factory(self.noun.model, form=form, exclude=left_out)
        return restrict_form(
            form, self.person, trouble=self.trouble, constraint_fields=self.constraint_fields
        )

    @property
    def is_sent(self) -> bool:
        """Whether the request sends the form of the record."""
        return self.request.method == "POST"

    def get_form_kwargs(self) -> dict[str, Any]:
        given: dict[str, Any] = {"instance": None if self.is_new else self.record}
        if self.is_sent:
            given |= {"data": self.request.POST, "files": self.request.FILES}
        return given

    @cached_property
    def form(self) -> Any:
        return self.get_form_class()(**self.get_form_kwargs())

    @cached_property
    def formsets(self) -> Sequence[Any]:
        """The lists of the page, whose rows are saved with the record."""
        return ()

    def list_written_rows(self) -> list[Any]:
        """List the forms of the rows that are about to be written over."""
        return list_changed_rows(self.formsets)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        edited: dict[str, Any] = {
            "can_edit": self.is_editing,
            "media": self.noun.media,
            "is_popup": IS_POPUP_VAR in self.request.GET or IS_POPUP_VAR in self.request.POST,
        }
        if self.is_editing:
            edited |= {
                "form": self.form,
                "errors": AdminErrorList(self.form, self.formsets),
                "media": self.noun.media + self.form.media,
            }
        return super().get_context_data(**edited | kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_new and not self.may_edit:
            raise PermissionDenied
        return super().get(request, *args, **kwargs)

    # -- Saving
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the form; a refused save shows it again as typed, a late one both versions."""
        if not self.may_edit:
            raise PermissionDenied
        try:
            with transaction.atomic():
                if self.is_valid():
                    self.save()
                    return self.respond_saved()
        except Refused as refused:
            if refused.code == "changed" and not self.is_new:
                return self.start_again().show_conflict()
            trouble = str(refused)
        except IntegrityError:
            trouble = str(TAKEN)
        else:
            return self.render_to_response(self.get_context_data())
        again = self.start_again(trouble)
        again.is_valid()
        return again.render_to_response(again.get_context_data())

    def start_again(self, trouble: str = "") -> Self:
        """Return the page with nothing read yet: what a refused save left on its records is not shown."""
        again = type(self)(admin_site=self.admin_site, noun=self.noun, trouble=trouble)
        again.setup(self.request, *self.args, **self.kwargs)
        return again

    def is_valid(self) -> bool:
        """Check the form and the lists, all of them, so that one answer names all that is wrong."""
        # Both are made first: a form that is read writes what was typed into its record.
        form, formsets = self.form, self.formsets
        checked = [form.is_valid(), all_valid(formsets)]
        return all(checked)

    def save(self) -> None:
        """Write the record and the rows of its page; raises `Refused`."""
        if self.is_new:
            self.create()
        else:
            current = edits.lock_record(self.form.instance)
            check_seen([self.form, *self.list_written_rows()])
            self.change(list_changed_columns(self.form.instance, current))
        self.save_rows()
        check_readable(self.form.instance, self.person)

    def create(self) -> None:
        """Insert the record."""
        edits.create_record(self.form.instance, by=self.person, now=self.now)

    def change(self, values: dict[str, Any]) -> None:
        """Write some columns; the version rises even where only rows of the page changed."""
        edits.change_record(self.form.instance, values, by=self.person, now=self.now)

    def save_rows(self) -> None:
        """Write the rows of the page."""

    def respond_saved(self) -> HttpResponse:
        """Confirm that it is saved; stay on the page where that was requested, otherwise go to the list."""
        said = gettext("Recorded: {}.") if self.is_new else gettext("Saved: {}.")
        confirm_step(self.request, format_html(said, self.form.instance), self.now)
        if "_continue" in self.request.POST and not self.is_new:
            return HttpResponseRedirect(self.request.get_full_path())
        return self.noun.response_post_save_change(self.request, self.form.instance)

    # -- An edit conflict
    def show_conflict(self) -> HttpResponse:
        """Show both versions; the page has read nothing yet."""
        standing = self.get_form_class()(instance=self.noun.get_object(self.request, str(self.record.pk)))
        pairs = [TypedForm(self.form, standing), *pair_rows(self.formsets)]
        return show_both_versions(self.request, self.admin_site, pairs)


class SidePage(FoundPage):
    """A page beside the main one of a record, which leads back to it."""

    @property
    def back(self) -> str:
        """The address that the page leads back to."""
        return self.address("change")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"back": self.back} | kwargs)


class FormPage(FormMixin[Any], SidePage):
    """A page beside the main one with a form of its own; a refusal stands at the form as typed."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return HttpResponseRedirect(self.act(form))
        except Refused as refused:
            self.show_refusal(form, refused)
            return self.form_invalid(form)

    def act(self, form: Any) -> str:
        """Do what the form says, and return where that leads; raises `Refused`."""
        raise NotImplementedError

    def show_refusal(self, form: Any, refused: Refused) -> None:
        """Show at the form why it was refused."""
        form.add_error(None, str(refused))
