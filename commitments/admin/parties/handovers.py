"""Handovers in the admin: the form that starts one, its page, its printed sheet, and the steps of its items.

The page shows each line only to readers of its record; the history of a line is that of the day of the
start, its title and its link are live.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import display, register
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.access import policy, querysets
from commitments.admin.base import RecordAdmin
from commitments.admin.commitments.step_forms import ReasonForm, build_line_field
from commitments.admin.form_fields import PlainForm
from commitments.admin.pages import ActionPage, FormPage, FoundPage, NounPage, RecordPage
from commitments.admin.parties.handover_lines import build_item, build_sections
from commitments.admin.permissions import key_of, signed_in
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.enums import Classification, HandoverState
from commitments.errors import Refused
from commitments.models import Country, Handover, HandoverItem, User
from commitments.packets.formats import label_language
from commitments.parties import handovers

PAGE = "admin:commitments_handover_change"
# Of a printed page, where its marking is.
MARGINS = ("top", "bottom")


# -- Starting
class StartForm(PlainForm):
    """Who leaves, who takes over, and which partners."""

    person = forms.ModelChoiceField(
        querysets.list_none(User), label=gettext_lazy("Officer who leaves"), empty_label=None
    )
    successor = forms.ModelChoiceField(
        querysets.list_none(User),
        label=gettext_lazy("Successor"),
        help_text=gettext_lazy("The successor must work on all these partners already."),
    )
    partners = forms.ModelMultipleChoiceField(
        querysets.list_none(Country),
        label=gettext_lazy("Partners"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Without a selection, all partners of the officer’s desk are handed over."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, QuerySet[Any, Any]] = {
            "person": handovers.list_officers(by),
            "successor": handovers.list_successors(by),
            "partners": handovers.list_partners(by),
        }
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = policy.readable_by(rows, by)
        self.fields["person"].initial = by.pk


class StartPage(NounPage):
    """The form that starts a handover."""

    route, name = "start/", "start"
    title = gettext_lazy("Start a handover")
    template_name = "admin/commitments/handover/start.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if handovers.why_not_start(self.person) is not None:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def form(self) -> StartForm:
        data = self.request.POST if self.request.method == "POST" else None
        return StartForm(data, by=self.person, label_suffix="")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.form.is_valid():
            try:
                made = handovers.start_handover(**self.form.cleaned_data, by=self.person, now=self.now)
            except Refused as refused:
                name = refused.code if refused.code in self.form.fields else None
                self.form.add_error(name, str(refused))
            else:
                messages.success(request, _("Handover started. The successor sees it on “My desk”."))
                return HttpResponseRedirect(reverse(PAGE, args=(made.pk,)))
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("admin:commitments_handover_changelist")
        return super().get_context_data(form=self.form, back=back, **kwargs)


# -- The page and its steps
class RemarkForm(PlainForm):
    """A remark with the signature."""

    remark = build_line_field(gettext_lazy("Remark"), required=False)


class DecisionForm(PlainForm):
    """What becomes of the items that were not accepted."""

    answer = build_line_field(gettext_lazy("What happens to these items"))


def _count_waiting(handover: Handover, user: User) -> int:
    return sum(1 for item in handovers.list_items(handover, user) if item.accepted_at is None)


def _warn_of_waiting(handover: Handover, user: User) -> str:
    count = _count_waiting(handover, user)
    if not count:
        return _("All items are accepted. After you sign, the handover cannot be changed.")
    return ngettext(
        "%(n)d item is not accepted. The head will see it. After you sign, the handover cannot be changed.",
        "%(n)d items are not accepted. The head will see them. After you sign, the handover cannot be "
        "changed.",
        count,
    ) % {"n": count}


def _is_open(handover: Handover, _user: User) -> bool:
    return handover.state == HandoverState.OPEN


def _is_successor(handover: Handover, user: User) -> bool:
    return handovers.why_not_accept(handover, user) is None


def _is_led(handover: Handover, user: User) -> bool:
    return _is_open(handover, user) and handovers.may_lead(handover, user)


def _needs_decision(handover: Handover, user: User) -> bool:
    return handovers.why_not_settle(handover, user) is None


STEPS = (
    StepButton(
        "sign",
        gettext_lazy("Sign the handover"),
        handovers.sign_handover,
        handovers.why_not_accept,
        offered=_is_successor,
        form=RemarkForm,
        warns=_warn_of_waiting,
        done=gettext_lazy("Handover signed."),
    ),
    StepButton(
        "settle",
        gettext_lazy("Decide about items not accepted"),
        handovers.settle_handover,
        handovers.why_not_settle,
        offered=_needs_decision,
        form=DecisionForm,
        done=gettext_lazy("Decision recorded."),
    ),
    StepButton(
        "add",
        gettext_lazy("Add missing items"),
        handovers.add_items,
        handovers.why_not_change,
        offered=_is_led,
        is_rare=True,
        done=gettext_lazy("The list is complete. New items are at the end of their sections."),
    ),
    StepButton(
        "cancel",
        gettext_lazy("Cancel the handover"),
        handovers.cancel_handover,
        handovers.why_not_change,
        offered=_is_led,
        form=ReasonForm,
        is_rare=True,
        warning=gettext_lazy("The handover stays on file as cancelled. You can start another one."),
        done=gettext_lazy("Handover cancelled."),
    ),
)


def describe_handover(
    handover: Handover, person: User, missing: handovers.Missing = handovers.NOTHING_MISSING
) -> dict[str, Any]:
    """Return what the page and the sheet show: the lines, how many are accepted, and the marking."""
    items, countries = handovers.list_items(handover, person), handovers.list_countries(handover)
    return {
        "handover": handover,
        "desk": label_language(str(handover.desk)),
        "partners": [str(country) for country in countries],
        "is_demonstration": any(country.is_demonstration for country in countries),
        "sections": build_sections(items),
        "accepted": sum(1 for item in items if item.accepted_at is not None),
        "total": len(items),
        "marking": build_marking(handover, items, missing),
    }


def build_marking(
    handover: Handover,
    items: Sequence[HandoverItem],
    missing: handovers.Missing = handovers.NOTHING_MISSING,
) -> str:
    """Return the highest classification of a handover, its items and what a head is shown as missing."""
    levels = [getattr(item.subject, "classification", 0) for item in items]
    levels += [one.classification for one in missing.commitments]
    levels += [one.classification for one in missing.outcomes]
    return str(Classification(max([handover.classification, *levels])).label)


class HandoverPage(RecordPage):
    """One handover: its lines, what was accepted, and for heads what the successor cannot see."""

    title = gettext_lazy("Handover")
    template_name = "admin/commitments/handover/change_form.html"
    shown_relations = ("person", "successor", "decided_by", "desk")
    steps = STEPS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        handover: Handover = self.record
        missing = handovers.list_not_visible(handover, self.person)
        shown = {
            **describe_handover(handover, self.person, missing),
            "may_accept": handovers.why_not_accept(handover, self.person) is None,
            "may_answer": handovers.why_not_change(handover, self.person) is None,
            "missing": missing,
        }
        return super().get_context_data(**shown | kwargs)


class PrintedHandover(FoundPage):
    """The handover as a sheet to print and sign."""

    route, name = "<path:object_id>/print/", "print"
    template_name = "admin/commitments/handover/sheet.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**describe_handover(self.record, self.person), "today": self.today}


class PrintedMarking(FoundPage):
    """The style sheet with the marking of the handover, for the margins of each printed page."""

    route, name = "<path:object_id>/print/marking.css", "print_marking"

    def get(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        marking = capfirst(build_marking(self.record, handovers.list_items(self.record, self.person)))
        # Each letter by its number: no text can end the string.
        letters = "".join(f"\\{ord(letter):x} " for letter in marking)
        boxes = (f'@{side}-center {{ content: "{letters}"; font: bold 10pt serif; }}' for side in MARGINS)
        return HttpResponse(f"@page handover {{ {' '.join(boxes)} }}\n", content_type="text/css")


class AcceptItems(ActionPage, FoundPage):
    """Accepts all items that the page showed, and none that was added since."""

    route, name = "<path:object_id>/accept-all/", "accept_all"

    def act(self) -> None:
        shown = [key for text in self.request.POST.getlist("item") if (key := key_of(text))]
        count = handovers.accept_items(self.record, shown, by=self.person, now=self.now)
        said = ngettext("%(n)d item accepted.", "%(n)d items accepted.", count) % {"n": count}
        messages.success(self.request, said)

    def find_way_back(self) -> str:
        return self.address("change")


class ItemPage(FoundPage):
    """Base of the pages of one item, which is found among those that the person may read."""

    @cached_property
    def item(self) -> HandoverItem:
        key = key_of(self.kwargs["item"])
        for item in handovers.list_items(self.record, self.person):
            if item.pk == key:
                item.handover = self.record
                return item
        raise Http404


class AcceptItem(ActionPage, ItemPage):
    """Accepts one item, or takes the acceptance back; leads to the next one that is not accepted."""

    route, name = "<path:object_id>/item/<slug:item>/accept/", "item_accept"

    def act(self) -> None:
        if self.item.accepted_at is None:
            handovers.accept_items(self.record, [self.item.pk], by=self.person, now=self.now)
        else:
            handovers.withdraw_acceptance(self.item, by=self.person, now=self.now)

    def find_way_back(self) -> str:
        rows = [
            row
            for section in build_sections(handovers.list_items(self.record, self.person))
            for row in section.items
        ]
        at = next((place for place, row in enumerate(rows) if row.pk == self.item.pk), 0)
        following = [row.pk for row in (*rows[at:], *rows[:at]) if not row.is_accepted]
        return f"{self.address('change')}#item-{following[0] if following else self.item.pk}"


class QuestionForm(PlainForm):
    """The question of the successor, or the answer to it."""

    text = forms.CharField(
        label=gettext_lazy("Question"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class QuestionPage(FormPage, ItemPage):
    """A question about one item by the successor, or the answer to it by the officer or a head."""

    route, name = "<path:object_id>/item/<slug:item>/question/", "item_question"
    template_name = "admin/commitments/handover/question.html"
    form_class = QuestionForm

    @cached_property
    def is_answer(self) -> bool:
        return bool(self.person.pk != self.record.successor_id)

    def may_open(self) -> bool:
        if self.is_answer:
            return bool(self.item.question) and handovers.why_not_change(self.record, self.person) is None
        return handovers.why_not_accept(self.record, self.person) is None

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.label_suffix = ""
        if self.is_answer:
            form.fields["text"].label = _("Answer")
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Answer the question") if self.is_answer else _("Ask a question")
        return super().get_context_data(title=title, row=build_item(self.item), **kwargs)

    def act(self, form: Any) -> str:
        write = handovers.answer_question if self.is_answer else handovers.ask_question
        write(self.item, form.cleaned_data["text"], by=self.person, now=self.now)
        messages.success(self.request, _("Answer recorded.") if self.is_answer else _("Question recorded."))
        return f"{self.back}#item-{self.item.pk}"


@register(Handover, site=site)
class HandoverAdmin(RecordAdmin):
    """Lists handovers; starts one by a form of its own."""

    list_display = ("title", "desk", "about", "state", "recorded_at", "signed_at")
    list_display_links = ("title",)
    list_filter = ("state",)
    ordering = ("-pk",)
    change_list_template = "admin/commitments/handover/change_list.html"
    fields = ()
    sortable_by = ("recorded_at", "signed_at")
    joined = ("desk", "person", "successor")
    may_add = may_change = False
    pages = (StartPage, HandoverPage, PrintedHandover, PrintedMarking, AcceptItems, AcceptItem, QuestionPage)

    @display(description=gettext_lazy("handover"))
    def title(self, obj: Handover) -> str:
        return str(obj)

    @display(description=gettext_lazy("partners"))
    def about(self, obj: Handover) -> str:
        return ", ".join(obj.partners)

    def describe_list(self, request: HttpRequest) -> dict[str, Any]:
        return {"may_start": handovers.why_not_start(signed_in(request)) is None}
