"""What is done about a line of My desk: its form, opened in the row, and what became of it.

A verb stands for one step of the record's own page, or for two that answer the same question: the step says
whether it is open, asks its form, and is taken by the life-cycle. Updates and chasing are steps of the desk.
"""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import batches, lifecycle, overview
from commitments.admin.answer_shown import AnswerShown, answer_shown
from commitments.admin.chase_page import QuestionShown, form_for, question_shown
from commitments.admin.commitment_dates import TEMPLATE as DEADLINE
from commitments.admin.doors import signed_in
from commitments.admin.forms.chase import DeskAskingForm
from commitments.admin.forms.commitment_steps import UpdateForm
from commitments.admin.forms.days import DateInput
from commitments.admin.forms.plain import PlainForm
from commitments.admin.request_page import RequestShown, request_shown
from commitments.admin.steps import ShownStep, StepButton, Text, shown_steps
from commitments.errors import Refused
from commitments.lifecycle import chasing, owners
from commitments.lifecycle.progress import why_not_update
from commitments.models import Approval, Batch, Commitment, MailAnswer, Outcome, User, leads_of
from commitments.overview import Verb
from commitments.vocabulary import Deed, DeedState, Health, Side

KINDS: dict[str, type[Model]] = {
    "commitment": Commitment,
    "request": Approval,
    "outcome": Outcome,
    "answer": MailAnswer,
}
NO_CHANGE = "no_change"
PLAIN, UPDATE_BOX, DEADLINE_GRID = "plain", "update", "deadline"


class ChaseForm(PlainForm):
    """Who was asked, and how."""

    text = forms.CharField(
        label=gettext_lazy("Whom you asked, and how"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The tracker writes nothing to the other side: this records what you did."),
    )
    said_on = forms.DateField(label=gettext_lazy("Asked on"), widget=DateInput)


def _update(item: Commitment, *, by: User, now: datetime.datetime, **values: Any) -> None:
    lifecycle.update(
        item,
        health=Health(values["health"]),
        text=values["text"],
        side=Side(values["side"]),
        said_on=values["said_on"],
        in_confidence=values["in_confidence"],
        by=by,
        now=now,
    )


def _alone(deed: Deed, names: Sequence[str] = ()) -> Any:
    """Do a deed to one item as to many, so that it can be taken back; what was not asked is not kept."""

    def run(item: Commitment, *, by: User, now: datetime.datetime, **values: Any) -> Batch:
        kept = {name: str(values[name]) for name in names if name in values}
        seen = [batches.Seen(item.pk, item.version)]
        batch = batches.begin(deed, seen, kept, by=by, now=now)
        batches.carry_out(batch.pk, now=now)
        row = batches.only_item(batch)
        if row.state != DeedState.DONE:
            raise Refused(row.why, "not_done")
        return batch

    return run


def _chase_form(item: Commitment, person: User) -> type[PlainForm]:
    """Ask the partner by a question with its draft; of our own owners, note who was asked."""
    return form_for(DeskAskingForm, item, person) if chasing.is_theirs(item) else ChaseForm


CHASE = StepButton(
    "chase",
    gettext_lazy("Record it"),
    _alone(Deed.CHASE, ("way", "text", "copy", "said_on")),
    chasing.why_not_chase,
    form_for=_chase_form,
    done=gettext_lazy("Recorded that you asked. Nothing was sent."),
)
UPDATE = StepButton(
    "update",
    gettext_lazy("Record update"),
    _update,
    why_not_update,
    form=UpdateForm,
    done=gettext_lazy("Update recorded."),
)
UNCHANGED = StepButton(
    NO_CHANGE,
    gettext_lazy("No change"),
    _alone(Deed.NO_CHANGE, ("text", "said_on")),
    why_not_update,
    form=UpdateForm,
    done=gettext_lazy("Recorded that nothing has changed."),
)
OWN = {step.name: step for step in (CHASE, UPDATE, UNCHANGED)}
# What each verb may take, the likeliest first; of several that ask the same of two sides, the one awaited.
STEPS: dict[str, tuple[str, ...]] = {
    Verb.ASK_DATE: ("ask-date",),
    Verb.MOVE: ("move",),
    Verb.CHASE: ("chase",),
    Verb.REMIND: ("chase",),
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
class Button:
    """One way to send the form; with `why_not` it cannot be taken now."""

    name: str
    label: Text
    why_not: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """The form of one line as the page draws it: `look` lays out its fields, `asked` is what it decides.

    `question` is what the partner is being asked about it.
    """

    kind: str
    pk: int
    verb: str
    title: str
    look: str
    form: forms.Form
    fields: tuple[forms.BoundField, ...]
    buttons: tuple[Button, ...]
    others: tuple[ShownStep, ...]
    question: QuestionShown | None = None
    asked: RequestShown | None = None
    answer: AnswerShown | None = None
    error: str = ""


def steps_for(
    page: ModelAdmin[Any], obj: Any, verb: str, person: User, today: datetime.date
) -> list[StepButton]:
    """List the steps of a verb that are open for this record and person; of the same for two sides, one."""
    known = {**{step.name: step for step in page.steps}, **OWN}  # type: ignore[attr-defined]
    names = _first_the_lost(obj, STEPS.get(verb, ()), today)
    found = [known[name] for name in names if name in known]
    chosen: list[StepButton] = []
    for step in (step for step in found if step.offered(obj, person)):
        alike = [group for group in ONE_OF if step.name in group]
        if not any(group & {one.name for one in chosen} for group in alike):
            chosen.append(step)
    return chosen


def _first_the_lost(obj: Any, names: Sequence[str], today: datetime.date) -> Sequence[str]:
    """Put the side that has nobody left before the other."""
    if "owner-theirs" not in names or not isinstance(obj, Commitment):
        return names
    gone = owners.reasons([obj.pk], today).get(obj.pk, ())
    sides = [f"owner-{one.side}" for one in gone]
    return [*sides, *(name for name in names if name not in sides)]


def opened(
    request: HttpRequest, page: ModelAdmin[Any], kind: str, obj: Any, verb: str, now: datetime.datetime
) -> tuple[Opened, StepButton | None, dict[str, Any]]:
    """Make the form of a line, as sent where it was sent.

    Gives it with the step that was chosen and what was typed, or None where nothing was sent, or not all was
    right. Raises `Refused` where none of the steps is open any more.
    """
    person = signed_in(request)
    today = overview.today_of(person, now)
    steps = steps_for(page, obj, verb, person, today)
    if not steps:
        raise Refused(_("This is not open any more. Below is what stands."), "not_open")
    sent = request.POST.get("step") if request.method == "POST" else None
    chosen = next((step for step in steps if step.name == sent), None)
    start = _start(obj, today) if steps[0] is UPDATE or steps[0] is CHASE else {}
    if steps[0] is CHASE:
        start["text"] = _asked(obj)
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
    shown = Opened(
        kind=kind,
        pk=obj.pk,
        verb=verb,
        title=str(obj),
        look=_look(steps[0]),
        form=first,
        fields=tuple(_fields(drawn, first)),
        buttons=tuple(_button(step, obj, person, step is steps[0]) for step in steps),
        others=tuple(_others(page, request, obj, steps)),
        asked=request_shown(obj, person, today=today) if isinstance(obj, Approval) else None,
        answer=answer_shown(obj, today) if isinstance(obj, MailAnswer) else None,
    )
    if steps[0] is CHASE and (question := chasing.current(obj)) is not None:
        shown = dataclasses.replace(shown, question=question_shown(question, today))
    valid = chosen is not None and first.is_valid()
    return shown, chosen if valid else None, first.cleaned_data if valid else {}


def _look(step: StepButton) -> str:
    if step is UPDATE:
        return UPDATE_BOX
    return DEADLINE_GRID if step.template == DEADLINE else PLAIN


def _start(item: Commitment, today: datetime.date) -> dict[str, Any]:
    health = item.health_at(today)
    return {
        "said_on": today,
        "side": lifecycle.owing_sides(item)[0],
        "health": None if health == Health.NO_EVIDENCE else health.value,
    }


def _asked(item: Commitment) -> str:
    """Propose the words for the record: whom one asks is whoever leads on the owing side."""
    sides = lifecycle.owing_sides(item)
    names = [str(lead.ministry) for lead in leads_of(item) if lead.side in sides and lead.ministry]
    if not names:
        return _("Asked how it stands.")
    return _("Asked how it stands: %(names)s.") % {"names": ", ".join(names)}


def _fields(drawn: Mapping[str, forms.Form], first: forms.Form) -> list[forms.BoundField]:
    """Put the fields of all steps together, each name once, as they stand in the form that was sent."""
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


def _button(step: StepButton, obj: Any, person: User, is_first: bool) -> Button:
    label = step.label
    if step is UNCHANGED and obj.health_on is not None:
        label = _("No change since %(day)s") % {"day": date_format(obj.health_on)}
    return Button(step.name, label, str(step.why_not(obj, person) or ""), is_first)


def _others(
    page: ModelAdmin[Any], request: HttpRequest, obj: Any, steps: Sequence[StepButton]
) -> list[ShownStep]:
    """List the other likely steps of the record, which are taken on pages of their own."""
    here = {step.name for step in steps}
    shown = shown_steps(page, page.steps, request, obj)  # type: ignore[attr-defined]
    return [one for one in shown if not (one.refusal or one.is_rare or one.name in here) and one.asks]
