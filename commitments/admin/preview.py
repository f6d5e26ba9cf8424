"""What a deadline resolves to, told while the officer types."""

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from commitments import access, overview
from commitments.admin.doors import signed_in
from commitments.admin.forms import deadline
from commitments.admin.forms.days import DateInput, day_of
from commitments.admin.forms.deadline_follows import Followable, Groups
from commitments.admin.forms.plain import WORDS
from commitments.admin.posted import key_of
from commitments.admin.shown import BEFORE_MEETING, UNMET, window
from commitments.deadlines import Hooks, Resolution, inputs, work_out
from commitments.deadlines.inputs import COMPLETION, needs
from commitments.deadlines.terms import terms_of
from commitments.models import Commitment, Country, User
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import Classification, OwedBy, SpokenBy


class PreviewForm(deadline.DeadlineFields):
    """A deadline as typed, with what it is counted from and who owes it."""

    held_on = forms.DateField(required=False, widget=DateInput)
    owed_by = forms.ChoiceField(choices=SpokenBy.choices, required=False)
    condition = forms.CharField(max_length=200, required=False)
    classification = forms.TypedChoiceField(
        choices=Classification.choices,
        coerce=int,
        required=False,
        empty_value=str(Classification.RESTRICTED.value),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a deadline, what it may follow, and whether it is left to the officer."""

    text: str = ""
    which: Groups | None = None
    asks: bool = False

    def answer(self) -> JsonResponse:
        return JsonResponse({"text": self.text, "which": self.which or [], "asks": self.asks})


@require_GET
def deadline_view(request: HttpRequest) -> HttpResponse:
    """Answer in a few words what the deadline comes to, or why the officer has to decide."""
    person = signed_in(request)
    item = _item(person, key_of(request.GET.get("item", "")) or 0)
    partner = item.country if item else _partner(person, key_of(request.GET.get("country", "")) or 0)
    if partner is None:
        return Told().answer()
    form = PreviewForm(request.GET)
    # What the words may follow depends on the partner, which the form itself names.
    form.followable = Followable(person, partner, item)
    if not form.is_valid():
        return Told().answer()
    values = form.cleaned_data
    name, said = inputs.missing(values) or ("", "")
    if name:
        return Told(str(said) if name == "wording" else "").answer()
    if values["when"] == inputs.KEEP:
        return Told().answer()
    today = overview.today_of(person, timezone.now())
    spec = inputs.spec_of(values)
    found = (
        worked_out(item, spec, values["hooks"], today) if item else _recorded(spec, partner, values, today)
    )
    return told(spec, found, form.followable.groups(spec), values).answer()


@require_GET
def day_view(request: HttpRequest) -> HttpResponse:
    """Answer which day is understood, with its weekday, or how a day is written."""
    day = day_of(request.GET.get("day", ""), timezone.localdate())
    text = date_format(day, pgettext("date with weekday", "l j F Y")) if day else WORDS[forms.DateField]
    return JsonResponse({"text": str(text), "asks": day is None})


def _item(person: User, key: int) -> Commitment | None:
    """Find the commitment whose deadline is being moved, where the person may read it."""
    rows = access.rows(Commitment, person).filter(pk=key)
    read_with = ("country", "outcome__meeting", "deadline", "origin__deadline", "origin__first_deadline")
    return rows.select_related(*read_with).first() if key else None


def _partner(person: User, key: int) -> Country | None:
    return access.countries_of(person).filter(pk=key).first() if key else None


def worked_out(item: Commitment, spec: DeadlineSpec, hooks: Hooks, today: datetime.date) -> Resolution:
    """Resolve another deadline of a commitment as it would be recorded; nothing is written."""
    return terms_of(item, spec, hooks, today=today, meeting=item.outcome.meeting).found


def _recorded(
    spec: DeadlineSpec, partner: Country, values: dict[str, Any], today: datetime.date
) -> Resolution:
    """Resolve the deadline of a commitment that is just being recorded."""
    return work_out(
        spec,
        owed_by=values["owed_by"] or OwedBy.OURS,
        partner=partner,
        held_on=values["held_on"],
        today=today,
        hooks=values["hooks"],
        condition=values["condition"],
        level=int(values["classification"]),
    )


def told(spec: DeadlineSpec, found: Resolution, groups: Groups, chosen: dict[str, Any]) -> Told:
    """Put a resolution into words, with what is still to be chosen."""
    said = sentences(found, chosen["review_on"])
    if groups and not chosen["which"]:
        said.append(_which(needs(spec)))
    return Told(" ".join(said), groups, bool(found.ask) and not is_unmet(found))


def is_unmet(found: Resolution) -> bool:
    """Say whether it only waits for its condition, which is for nobody to decide."""
    return found.ask is not None and found.ask.code == UNMET


def sentences(found: Resolution, review_on: datetime.date | None = None) -> list[str]:
    """Say what a deadline comes to: the date and how, or the review date and what is left to decide."""
    review = review_on or found.review_on
    said = []
    if found.due_on:
        said.append(_("Due %(date)s.") % {"date": window(found.kind, found.due_start, found.due_on)})
    elif review:
        said.append(_("No date; review on %(date)s.") % {"date": date_format(review)})
    if found.ask is not None:
        said.append(str(found.ask) if is_unmet(found) else _("Needs you: %(reason)s") % {"reason": found.ask})
        said += [str(step) for step in found.working if step.code == BEFORE_MEETING]
    elif found.due_on:
        said.append(found.explanation)
    return said


def _which(what: str) -> str:
    if what == COMPLETION:
        return _("Choose which item it waits for; until then it stays without a date.")
    return _("Choose which event is meant; until then it stays without a date.")
