"""Handovers in the admin: the form that starts one, its page, its printed sheet, and the steps of its items.

The page shows each line only to readers of its record; the history of a line is that of the day of the
start, its title and its link are live.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import display, register
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.access import policy, querysets
from commitments.admin.base import RecordAdmin
from commitments.admin.commitments.step_forms import ReasonForm, build_line_field
from commitments.admin.form_fields import PlainForm
from commitments.admin.pages import ActionPage, FormPage, FoundPage, NounPage, RecordPage
from commitments.admin.permissions import key_of, signed_in
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.enums import (
    Classification,
    CommitmentState,
    HandoverSection,
    HandoverState,
    SpokenBy,
    StatementKind,
    Strength,
)
from commitments.errors import Refused
from commitments.models import (
    Commitment,
    Country,
    Handover,
    HandoverItem,
    Meeting,
    Official,
    Outcome,
    Packet,
    Statement,
    User,
)
from commitments.parties import handovers
from commitments.parties.handover_items import WRITTEN

PAGE = "admin:commitments_handover_change"
LONGEST_TITLE = 160


# -- Lines in words
@dataclass(frozen=True, slots=True)
class ItemShown:
    """One line: its record with a link, its history in two lines, and what the successor said about it.

    `due` is the due date at the start; `now` says what has changed since.
    """

    pk: int
    number: int
    reference: str
    title: str
    url: str
    lines: tuple[str, str]
    due: datetime.date | None
    now: str
    is_accepted: bool
    question: str
    answer: str
    answered_by: str


@dataclass(frozen=True, slots=True)
class SectionShown:
    """The lines of one section."""

    key: str
    title: str
    items: tuple[ItemShown, ...]


def build_sections(items: Sequence[HandoverItem]) -> list[SectionShown]:
    """Return the lines by section, in the order of the sections."""
    order = list(HandoverSection)
    rows = sorted(items, key=lambda item: (order.index(HandoverSection(item.section)), item.number))
    return [
        SectionShown(
            key, capfirst(str(HandoverSection(key).label)), tuple(build_item(item) for item in group)
        )
        for key, group in groupby(rows, key=lambda item: item.section)
    ]


def build_item(item: HandoverItem) -> ItemShown:
    """Return one line in the reader's language."""
    subject, facts = item.subject, item.facts
    reference, title = _name(subject, facts)
    return ItemShown(
        pk=item.pk,
        number=item.number,
        reference=reference,
        title=title,
        url=reverse(f"admin:commitments_{subject._meta.model_name}_change", args=(subject.pk,)),
        lines=_history(subject, facts),
        due=_read_day(facts, "due_on"),
        now=_say_change(subject, facts),
        is_accepted=item.accepted_at is not None,
        question=item.question,
        answer=item.answer,
        answered_by=str(item.answered_by or ""),
    )


def _name(subject: Model, facts: Mapping[str, Any]) -> tuple[str, str]:
    match subject:
        case Commitment():
            return subject.reference, subject.title
        case Outcome():
            return str(facts.get("meeting", "")), Truncator(subject.clause).chars(LONGEST_TITLE)
        case Official():
            return subject.country.iso, str(subject)
        case Meeting():
            return subject.reference, subject.title
        case Packet():
            return subject.reference, str(subject)
        case _:
            return str(facts.get("meeting", "")), str(subject)


def _read_day(facts: Mapping[str, Any], name: str) -> datetime.date | None:
    return datetime.date.fromisoformat(facts[name]) if facts.get(name) else None


def _format_day(facts: Mapping[str, Any], name: str) -> str:
    day = _read_day(facts, name)
    return date_format(day) if day else ""


def _history(subject: Model, facts: Mapping[str, Any]) -> tuple[str, str]:
    match subject:
        case Commitment():
            return _join(*_say_source(facts), _say_moves(facts)), _say_latest(facts)
        case Outcome():
            review = _format_day(facts, "review_on")
            kind = capfirst(subject.get_kind_display())
            side = SpokenBy(facts["side"]).label if facts.get("side") else ""
            second = _("review %(date)s") % {"date": review} if review else ""
            return _join(kind, side, *_say_source(facts)), second
        case Official():
            return _join(subject.ministry, subject.email), _say_role(facts)
        case Meeting():
            return _join(subject.get_state_display(), _format_day(facts, "day")), ""
        case Statement():
            return _join(subject.get_kind_display(), _format_day(facts, "day")), ""
        case _:
            return _("last final packet"), ""


def _join(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


def _say_source(facts: Mapping[str, Any]) -> list[str]:
    """Say where it was agreed, on which day, and whether a text of both sides contains it."""
    if "meeting" not in facts:
        return []
    text, strength = facts.get("text", ""), facts.get("strength", Strength.NOT_STATED)
    day = _format_day(facts, "said_on")
    source = StatementKind(text).label if text in StatementKind.values else _("our notes")
    told = _("oral, from %(source)s") % {"source": source} if text not in WRITTEN else str(source)
    known = Strength(strength).label if strength != Strength.NOT_STATED else ""
    return [_join(facts["meeting"], day), str(known), told]


def _say_moves(facts: Mapping[str, Any]) -> str:
    if not facts.get("moves"):
        return ""
    values = {"date": _format_day(facts, "first_due_on"), "n": facts["moves"]}
    return (
        ngettext("originally %(date)s, moved once", "originally %(date)s, moved %(n)d times", values["n"])
        % values
    )


def _say_latest(facts: Mapping[str, Any]) -> str:
    asked = _format_day(facts, "asked_on")
    waits = _("partner asked on %(date)s, no answer") % {"date": asked} if asked else ""
    if "update_on" not in facts:
        return _join(_("no update recorded"), waits)
    side = SpokenBy(facts["update_side"]).label
    said = _join(_format_day(facts, "update_on"), side, waits)
    return f"{said}: {facts['update']}" if facts.get("update") else said


def _say_role(facts: Mapping[str, Any]) -> str:
    named, headed = facts.get("named", 0), facts.get("headed", 0)
    items = ngettext("named in %(n)d open commitment", "named in %(n)d open commitments", named)
    led = ngettext(
        "headed the delegation at %(n)d meeting", "headed the delegation at %(n)d meetings", headed
    )
    return _join(items % {"n": named} if named else "", led % {"n": headed} if headed else "")


def _say_change(subject: Model, facts: Mapping[str, Any]) -> str:
    """Say what a commitment is now, where state or due date differ from the start."""
    if not isinstance(subject, Commitment) or "state" not in facts:
        return ""
    if (subject.state, subject.due_on) == (facts["state"], _read_day(facts, "due_on")):
        return ""
    due = date_format(subject.due_on) if subject.due_on else ""
    return _("now: %(state)s") % {"state": _join(CommitmentState(subject.state).label, due)}


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
        for name, rows in (
            ("person", handovers.list_officers(by)),
            ("successor", handovers.list_successors(by)),
            ("partners", handovers.list_partners(by)),
        ):
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
    return _is_open(handover, user) and handover.successor_id == user.pk


def _is_led(handover: Handover, user: User) -> bool:
    return _is_open(handover, user) and handovers.may_lead(handover, user)


def _needs_decision(handover: Handover, user: User) -> bool:
    return handovers.why_not_settle(handover, user) is None and _count_waiting(handover, user) > 0


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


def describe_handover(handover: Handover, person: User) -> dict[str, Any]:
    """Return what the page and the sheet show: the lines, how many are accepted, and the marking of both."""
    items = handovers.list_items(handover, person)
    levels = [getattr(item.subject, "classification", 0) for item in items]
    return {
        "handover": handover,
        "partners": [str(country) for country in handovers.list_countries(handover)],
        "sections": build_sections(items),
        "accepted": sum(1 for item in items if item.accepted_at is not None),
        "total": len(items),
        "marking": Classification(max([handover.classification, *levels])).label,
    }


class HandoverPage(RecordPage):
    """One handover: its lines, what was accepted, and for heads what the successor cannot see."""

    template_name = "admin/commitments/handover/change_form.html"
    shown_relations = ("person", "successor", "decided_by", "desk")
    steps = STEPS

    def name_page(self) -> str:
        return str(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        handover: Handover = self.record
        shown = {
            **describe_handover(handover, self.person),
            "may_accept": handovers.why_not_accept(handover, self.person) is None,
            "may_answer": handovers.why_not_change(handover, self.person) is None,
            "missing": handovers.list_not_visible(handover, self.person),
        }
        return super().get_context_data(**shown | kwargs)


class PrintedHandover(FoundPage):
    """The handover as a sheet to print and sign."""

    route, name = "<path:object_id>/print/", "print"
    template_name = "admin/commitments/handover/sheet.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**describe_handover(self.record, self.person), "today": self.today}


class AcceptItems(ActionPage, FoundPage):
    """Accepts all items that are shown."""

    route, name = "<path:object_id>/accept/", "accept"

    def act(self) -> None:
        count = handovers.accept_items(self.record, by=self.person, now=self.now)
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
        return self.person.pk != self.record.successor_id

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
    pages = (StartPage, HandoverPage, PrintedHandover, AcceptItems, AcceptItem, QuestionPage)

    @display(description=gettext_lazy("handover"))
    def title(self, obj: Handover) -> str:
        return str(obj)

    @display(description=gettext_lazy("partners"))
    def about(self, obj: Handover) -> str:
        return ", ".join(obj.partners)

    def describe_list(self, request: HttpRequest) -> dict[str, Any]:
        return {"may_start": handovers.why_not_start(signed_in(request)) is None}
