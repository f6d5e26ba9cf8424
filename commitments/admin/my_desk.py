"""The page of My desk, and the forms of its lines, which open in the row.

The button of a line is one step of the record's own page, or two that answer the same question: the step
decides whether it is possible, has the form, and the life cycle takes it. Updates and follow-ups are steps of
the desk.
"""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.accounts import changes
from commitments.admin.base import RecordAdmin
from commitments.admin.commitments import step_forms
from commitments.admin.commitments.deadline_steps import ASK, TEMPLATE
from commitments.admin.commitments.decision_pages import AnswerShown, RequestShown, build_reply, build_request
from commitments.admin.commitments.filters import select_partner
from commitments.admin.commitments.follow_up_page import (
    DeskAskingForm,
    QuestionShown,
    build_follow_up,
    form_for,
)
from commitments.admin.form_fields import DateInput, PlainForm
from commitments.admin.pages import AdminPage, RecordPage
from commitments.admin.permissions import signed_in
from commitments.admin.steps import ShownStep, StepButton, Text, list_steps
from commitments.admin.undo import confirm_step
from commitments.audit import log
from commitments.audit.as_of import context
from commitments.dashboard import meetings, work_queue
from commitments.dashboard.changes import LONGEST, list_changed, note_visit
from commitments.dashboard.changes import SHOWN as RECORDS_SHOWN
from commitments.dashboard.commitments import Verb, WorkQueueHeading
from commitments.dashboard.side_panel import load_side_panel
from commitments.dashboard.work_queue import MyDesk
from commitments.enums import BulkActionKind, Health, ItemState, Role
from commitments.errors import Refused
from commitments.files import storage
from commitments.history import summarise_change
from commitments.lifecycle import bulk_actions, follow_ups, owners, transitions
from commitments.lifecycle.progress import why_not_update
from commitments.models import Approval, BulkAction, Commitment, EmailReply, Outcome, User, leads_of
from commitments.reminders import forecast

KINDS: dict[str, type[Model]] = {
    "commitment": Commitment,
    "request": Approval,
    "outcome": Outcome,
    "answer": EmailReply,
}
NO_CHANGE = "no_change"
PLAIN, UPDATE_BOX, DEADLINE_GRID = "plain", "update", "deadline"


class DeskFollowUpForm(PlainForm):
    """Who was asked, and how."""

    text = forms.CharField(
        label=gettext_lazy("Person contacted, and method"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The system sends no message. It only records your action."),
    )
    reported_on = forms.DateField(label=gettext_lazy("Asked on"), widget=DateInput)


def _update(item: Commitment, *, by: User, now: datetime.datetime, **values: Any) -> None:
    step_forms.record_reported(item, values, by=by, now=now)


def _alone(deed: BulkActionKind, names: Sequence[str] = ()) -> Any:
    """Do an action to one item as a bulk action, so that it can be undone; fields not asked are not
    stored.
    """

    def run(item: Commitment, *, by: User, now: datetime.datetime, **values: Any) -> BulkAction:
        kept = {name: str(values[name]) for name in names if name in values}
        seen = [bulk_actions.SeenItem(item.pk, item.version)]
        batch = bulk_actions.create_bulk_action(deed, seen, kept, by=by, now=now)
        bulk_actions.carry_out(batch.pk, now=now)
        row = bulk_actions.only_item(batch)
        if row.state != ItemState.DONE:
            raise Refused(row.reason, "not_done")
        return batch

    return run


def _report_no_change(item: Commitment, *, by: User, now: datetime.datetime, **values: Any) -> BulkAction:
    """Report as a bulk action, which holds no next step."""
    if values.get("next_step") is not None:
        raise Refused(_("To record a next step, select “Record update”."), "has_next_step")
    report = _alone(BulkActionKind.NO_CHANGE, ("text", "reported_on"))
    done: BulkAction = report(item, by=by, now=now, **values)
    return done


def _build_follow_up_form(item: Commitment, person: User) -> type[PlainForm]:
    """Ask the partner by a question with its draft; of our own owners, note who was asked."""
    return form_for(DeskAskingForm, item, person) if follow_ups.is_theirs(item) else DeskFollowUpForm


FOLLOW_UP = StepButton(
    "follow_up",
    gettext_lazy("Log a follow-up"),
    _alone(BulkActionKind.FOLLOW_UP, ("method", "text", "copy", "reported_on", *follow_ups.CONTACT)),
    follow_ups.why_not_follow_up,
    form_for=_build_follow_up_form,
    done=gettext_lazy("Follow-up logged. No message was sent."),
)
UPDATE = StepButton(
    "update",
    gettext_lazy("Record update"),
    _update,
    why_not_update,
    form_for=step_forms.update_form_for,
    done=gettext_lazy("Update recorded."),
)
UNCHANGED = StepButton(
    NO_CHANGE,
    gettext_lazy("Report no change"),
    _report_no_change,
    why_not_update,
    form_for=step_forms.update_form_for,
    done=gettext_lazy("Recorded: no change."),
)
OWN = {step.name: step for step in (FOLLOW_UP, UPDATE, UNCHANGED)}
# What each verb may take, the likeliest first; of several that ask the same of two sides, the one awaited.
STEPS: dict[str, tuple[str, ...]] = {
    # Where no email can be sent, the follow-up by hand is recorded.
    Verb.ASK: ("ask-update", "follow_up"),
    Verb.FOLLOW_UP: ("follow_up",),
    Verb.REMIND: ("follow_up",),
    Verb.UPDATE: ("update", NO_CHANGE),
    Verb.DECIDE: ("accept-ours", "grant", "decline", "refuse"),
    Verb.VALIDATE: ("fulfil", "send-back"),
    Verb.ANSWER: ("accept-ours", "accept-theirs", "answer", "decline"),
    Verb.OWNER: ("owner-ours", "owner-theirs", "owners"),
    Verb.PROPOSE: ("propose",),
    Verb.CONFIRM: ("confirm", "set-aside"),
}
ONE_OF = ({"accept-ours", "accept-theirs"}, {"owner-ours", "owner-theirs", "owners"})


@dataclass(frozen=True, slots=True)
class SubmitButton:
    """One way to send the form; with `why_not` it is not possible now."""

    name: str
    label: Text
    why_not: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class OpenedStep:
    """The form of one line as displayed: `look` lays out its fields, `asked` is what it decides.

    `question` is the question to the partner about it.
    """

    kind: str
    pk: int
    verb: str
    title: str
    look: str
    form: forms.Form
    fields: tuple[forms.BoundField, ...]
    buttons: tuple[SubmitButton, ...]
    others: tuple[ShownStep, ...]
    question: QuestionShown | None = None
    asked: RequestShown | None = None
    answer: AnswerShown | None = None
    error: str = ""


def steps_of(noun: RecordAdmin) -> Sequence[StepButton]:
    """Return the steps of a record's own page."""
    main = (page for page in noun.pages if issubclass(page, RecordPage) and page.name == RecordPage.name)
    return next((page.steps for page in main), noun.steps)


def steps_for(noun: RecordAdmin, obj: Any, verb: str, person: User, today: datetime.date) -> list[StepButton]:
    """List the steps of a verb that are open for this record and person; of the same for two sides, one."""
    known = {**{step.name: step for step in steps_of(noun)}, **OWN}
    names = _first_the_lost(obj, STEPS.get(verb, ()), today)
    found = [known[name] for name in names if name in known]
    chosen: list[StepButton] = []
    for step in (step for step in found if step.offered(obj, person)):
        alike = [group for group in ONE_OF if step.name in group]
        if not any(group & {one.name for one in chosen} for group in alike):
            chosen.append(step)
    return _without_follow_up(chosen, obj, person) if verb == Verb.ASK else chosen


def _without_follow_up(chosen: list[StepButton], obj: Any, person: User) -> list[StepButton]:
    """Leave out the follow-up by hand where the email can be sent, or where it would ask the partner."""
    if len(chosen) < 2 or (chosen[0].why_not(obj, person) and not follow_ups.is_theirs(obj)):
        return chosen
    return chosen[:1]


def _first_the_lost(obj: Any, names: Sequence[str], today: datetime.date) -> Sequence[str]:
    """Return the sides, one without a current owner first."""
    if "owner-theirs" not in names or not isinstance(obj, Commitment):
        return names
    gone = owners.explain_no_owner([obj.pk], today).get(obj.pk, ())
    sides = [f"owner-{one.side}" for one in gone]
    return [*sides, *(name for name in names if name not in sides)]


def build_open_step(
    request: HttpRequest, noun: RecordAdmin, kind: str, obj: Any, verb: str, now: datetime.datetime
) -> tuple[OpenedStep, StepButton | None, dict[str, Any]]:
    """Make the form of a line, as sent where it was sent.

    Gives it with the step that was chosen and what was typed, or None where nothing was sent, or not all was
    right. Raises `Refused` where none of the steps is open any more.
    """
    person = signed_in(request)
    today = meetings.today_of(person, now)
    steps = steps_for(noun, obj, verb, person, today)
    if not steps:
        raise Refused(_("This action is no longer available. The current state is shown below."), "not_open")
    sent = request.POST.get("step") if request.method == "POST" else None
    chosen = next((step for step in steps if step.name == sent), None)
    start = _start(obj, today) if UPDATE in steps or FOLLOW_UP in steps else {}
    if FOLLOW_UP in steps:
        start["text"] = _draft_request_text(obj)
    drawn = {}
    for step in steps:
        if step is chosen:
            data = request.POST.copy()
            if step is UNCHANGED:
                data[NO_CHANGE] = "1"
            form = step.form_of(obj, person)(data, label_suffix="")
        else:
            typed = dict(request.POST.items()) if sent else {}
            form = step.form_of(obj, person)(initial={**start, **typed}, label_suffix="")
        drawn[step.name] = form
    first = drawn[chosen.name] if chosen else drawn[steps[0].name]
    shown = OpenedStep(
        kind=kind,
        pk=obj.pk,
        verb=verb,
        title=str(obj),
        look=_find_layout(steps[0]),
        form=first,
        fields=tuple(_fields(drawn, first)),
        buttons=tuple(_button(step, obj, person, step is steps[0]) for step in steps),
        others=tuple(_others(noun, request, obj, steps)),
        asked=build_request(obj, person, today=today) if isinstance(obj, Approval) else None,
        answer=build_reply(obj, today) if isinstance(obj, EmailReply) else None,
    )
    if FOLLOW_UP in steps and (question := follow_ups.find_open(obj)) is not None:
        shown = dataclasses.replace(shown, question=build_follow_up(question, today))
    valid = chosen is not None and first.is_valid()
    return shown, chosen if valid else None, first.cleaned_data if valid else {}


def _find_layout(step: StepButton) -> str:
    if step is UPDATE:
        return UPDATE_BOX
    return DEADLINE_GRID if step.template == TEMPLATE else PLAIN


def _start(item: Commitment, today: datetime.date) -> dict[str, Any]:
    health = item.health_at(today)
    return {
        "reported_on": today,
        "side": transitions.owing_sides(item)[0],
        "health": None if health == Health.NO_RECENT_REPORT else health.value,
    }


def _draft_request_text(item: Commitment) -> str:
    """Return proposed words for the record: the lead on the owing side is asked."""
    sides = transitions.owing_sides(item)
    names = [str(lead.ministry) for lead in leads_of(item) if lead.side in sides and lead.ministry]
    if not names:
        return _("Asked about progress.")
    return _("Asked about progress: %(names)s.") % {"names": ", ".join(names)}


def _fields(drawn: Mapping[str, forms.Form], first: forms.Form) -> list[forms.BoundField]:
    """Return the fields of all steps together, each name once, as in the form that was sent."""
    found: dict[str, forms.BoundField] = {}
    for form in drawn.values():
        for bound in form:
            found.setdefault(bound.name, first[bound.name] if bound.name in first.fields else bound)
    fields = list(found.values())
    # Of a deadline the words come first: what kind they are is seldom another.
    typed = [bound for bound in fields if bound.name != "when"]
    if typed and not first.is_bound:
        typed[0].field.widget.attrs["autofocus"] = True
    return fields


def _button(step: StepButton, obj: Any, person: User, is_first: bool) -> SubmitButton:
    label = step.label
    if step is UNCHANGED and obj.health_on is not None:
        label = _("Report no change since %(day)s") % {"day": date_format(obj.health_on)}
    return SubmitButton(step.name, label, str(step.why_not(obj, person) or ""), is_first)


def _others(
    noun: RecordAdmin, request: HttpRequest, obj: Any, steps: Sequence[StepButton]
) -> list[ShownStep]:
    """List the other likely steps of the record, which are taken on pages of their own."""
    here = {step.name for step in steps}
    shown = list_steps(noun, steps_of(noun), request, obj)
    return [one for one in shown if not (one.refusal or one.is_rare or one.name in here) and one.asks]


TITLE = gettext_lazy("My desk")
# So long the charts may be kept: they are of weeks and months, and say when they were counted.
CHANGES_SHOWN = 10
# Who runs the tracker, and who keeps the record.
KEEPERS = frozenset({Role.ADMINISTRATOR, Role.RECORDS_OFFICER})


class MyDeskPage(AdminPage):
    """My desk, of one partner where one is chosen, with the form of a line where one is open."""

    title = TITLE
    template_name = "admin/index.html"

    def get_context_data(self, opened: OpenedStep | None = None, **kwargs: Any) -> dict[str, Any]:
        person, now = self.person, self.now
        act = log.last_act_of(person)
        aside = load_side_panel(person, now, "", act)
        country = self.request.GET.get("country", "")
        if country not in {one.iso for one in aside.countries}:
            country = ""
        if country:
            aside = load_side_panel(person, now, country, act)
        desk = work_queue.build_desk(
            person, now=now, country=country, until=aside.soon_until, ownerless=aside.ownerless
        )
        shown = {
            "desk": desk,
            "aside": aside,
            "country": country,
            "query": f"?country={country}" if country else "",
            "in_list": select_partner(person, country),
            "account_changes": changes.for_decision_of(person)[:CHANGES_SHOWN],
            "no_anchors": person.role in KEEPERS and not storage.may_write(settings.ANCHORS_FILE),
            "opened": opened,
            "opened_in": place_of(desk, opened),
            **self.load_changes(country),
            "service": forecast.service_of(person, now) if desk.may_record else None,
        }
        return super().get_context_data(**shown | kwargs)

    def load_changes(self, country: str) -> dict[str, Any]:
        """Return since when, and what others have changed; nothing on a first visit, or as of a past day."""
        since = None if context.find_as_of() else note_visit(self.person, self.now)
        found = list_changed(self.person, since, self.now, country) if since else ()
        lines = [(one, summarise_change(one.row)) for one in found[:RECORDS_SHOWN]]
        return {
            "since": since,
            "is_long_ago": since is not None and self.now - since > LONGEST,
            "changed": lines,
            "has_more_changes": len(found) > RECORDS_SHOWN,
        }


class DeskStepPage(MyDeskPage):
    """My desk with the form of one line in its place; takes the step that was sent."""

    @cached_property
    def noun(self) -> RecordAdmin:
        """The list of the record's kind."""
        if self.kwargs["kind"] not in KINDS:
            raise Http404
        noun = self.admin_site.get_model_admin(KINDS[self.kwargs["kind"]])
        assert isinstance(noun, RecordAdmin)
        return noun

    @cached_property
    def record(self) -> Any:
        record = self.noun.get_object(self.request, str(self.kwargs["pk"]))
        if record is None:
            raise Http404
        return record

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind, obj, verb = self.kwargs["kind"], self.record, self.kwargs["verb"]
        try:
            opened, step, values = build_open_step(request, self.noun, kind, obj, verb, self.now)
        except Refused as refused:
            messages.error(request, f"{_reference(obj)}: {refused}")
            return HttpResponseRedirect(_desk(request))
        if step is None:
            return self.render_to_response(self.get_context_data(opened))
        try:
            done = step.take(obj, by=self.person, now=self.now, **values)
        except Refused as refused:
            refused_form = dataclasses.replace(opened, error=str(refused))
            return self.render_to_response(self.get_context_data(refused_form))
        confirm_step(request, _describe_result(step, obj, done), self.now)
        return HttpResponseRedirect(f"{_desk(request)}#messages")

    post = get


def _describe_result(step: StepButton, obj: Any, done: Any) -> str:
    """Return in one line what happened, with a link to undo it where possible, or else to the record."""
    url, label = _way_back(step, obj, done)
    said = format_html('{}: {} <a href="{}">{}</a>', _reference(obj), step.done, url, label)
    question = follow_ups.find_open(obj) if step is FOLLOW_UP else None
    if question is None:
        return said
    page = reverse("admin:commitments_followup_change", args=(question.pk,))
    return format_html(
        '{} · <a href="{}">{}</a>', said, page, question.number or _("Open the follow-up question")
    )


def _way_back(step: StepButton, obj: Any, done: Any) -> tuple[str, str]:
    if isinstance(done, BulkAction):
        return reverse("admin:commitments_commitment_together_batch", args=(done.pk,)), _("Undo")
    if step is ASK and isinstance(done, Approval):
        return reverse("admin:commitments_approval_change", args=(done.pk,)), _("Open")
    name = obj._meta.model_name
    return reverse(f"admin:commitments_{name}_change", args=(obj.pk,)), _("Open")


def _reference(obj: Any) -> str:
    """Name a record as a line does: by its own reference, or that of what it is about."""
    if isinstance(obj, EmailReply):
        obj = obj.commitment
    elif isinstance(obj, Approval):
        obj = obj.subject
    elif not hasattr(obj, "reference"):
        obj = obj.meeting
    return str(obj.reference)


def _desk(request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return reverse("admin:index") + (f"?{query}" if query else "")


def place_of(desk: MyDesk, form: OpenedStep | None) -> str:
    """Return the heading of the opened line; empty where it is not, or no longer, among the rows."""
    if form is None:
        return ""
    if form.kind == "request":
        return "requests" if any(row.request == form.pk for row in desk.decisions.rows) else ""
    if form.kind == "answer":
        return "answered" if any(row.pk == form.pk for row in desk.answered.rows) else ""
    if form.kind == "outcome":
        return "asks" if any(row.pk == form.pk for row in desk.unanswered.rows) else ""
    places = [
        (heap, row.verb) for heap, lines in desk.heaps.items() for row in lines.rows if row.pk == form.pk
    ]
    own = [heap for heap, verb in places if verb == form.verb]
    found: list[WorkQueueHeading] = own or [heap for heap, _verb in places]
    return str(found[0]) if found else ""
