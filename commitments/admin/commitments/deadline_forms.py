"""Form fields for a deadline: wording of the text, a day, days from the meeting, or none; and its
dependencies.

A deadline may depend on a planned meeting, a session of a mechanism, or the end of another commitment. What
it resolves to is shown while the officer types.
"""

import datetime
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, Q, When
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from commitments import models
from commitments.access import querysets, scopes
from commitments.admin.commitments.rows import BEFORE_MEETING, UNMET, format_window
from commitments.admin.form_fields import WORDS, DateInput, PlainForm, day_of
from commitments.admin.permissions import key_of, signed_in
from commitments.dashboard import meetings
from commitments.deadlines import inputs
from commitments.deadlines.context import Dependencies, build_context, load_context
from commitments.deadlines.inputs import (
    BOTH,
    CHOICES,
    COMPLETION,
    DAY,
    DAYS,
    KEEP,
    LONGEST_COUNT,
    NONE,
    WORDING_LENGTH,
    WORKING_DAYS,
    find_dependency,
    spec_of,
)
from commitments.deadlines.resolution import Resolution, resolve
from commitments.enums import (
    HELD_STATES,
    MOVABLE_STATES,
    UPCOMING_STATES,
    Classification,
    OwedBy,
    SpokenBy,
)
from commitments.language import phrases
from commitments.language.phrases.specification import DeadlineSpec, is_next
from commitments.models import Commitment, Country, Mechanism, Meeting, User

NOT_YET = gettext_lazy("not yet recorded")
KEEP_CURRENT = "kept"
GONE = gettext_lazy("This record no longer exists, or you have no access to it. Select another record.")
# How many sessions not yet planned are offered of each mechanism, and how many other items.
SESSIONS_AHEAD = 2
ITEMS_OFFERED = 200

Offer = tuple[str, str]
Groups = list[tuple[str, list[Offer]]]


def value_of(hooks: Dependencies) -> str:
    """Return the value of the choice with these dependencies."""
    if hooks.event is not None:
        return f"m{hooks.event.pk}"
    if hooks.mechanism is not None:
        number = hooks.session_number
        return f"s{hooks.mechanism.pk}-{number}" if number else f"n{hooks.mechanism.pk}"
    return f"c{hooks.follows.pk}" if hooks.follows is not None else ""


@dataclass
class FollowChoices:
    """What the deadlines of one partner may depend on, for one person; loaded once for a page.

    `about` is the current commitment, where there is one.
    """

    person: User
    partner: Country | None
    about: Commitment | None = None

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Load the partner's upcoming meetings, and the sessions already held."""
        wanted = Q(state__in=UPCOMING_STATES) | Q(state__in=HELD_STATES, session_number__isnull=False)
        rows = querysets.list_readable(Meeting, self.person).filter(wanted, country=self.partner)
        return list(rows.order_by(models.DAY.asc(nulls_last=True), "pk"))

    @cached_property
    def mechanisms(self) -> list[Mechanism]:
        """Read the partner's mechanisms."""
        rows = querysets.list_readable(Mechanism, self.person).filter(country=self.partner)
        return list(rows.order_by("name"))

    @cached_property
    def items(self) -> list[Commitment]:
        """Read the partner's open items and drafts, those of the same meeting first, then the latest."""
        states = MOVABLE_STATES
        rows = querysets.list_readable(Commitment, self.person).filter(country=self.partner, state__in=states)
        if self.about is not None:
            near = Case(When(outcome__meeting=self.about.outcome.meeting_id, then=0), default=1)
            rows = rows.exclude(pk=self.about.pk).order_by(near, "-pk")
        else:
            rows = rows.order_by("-pk")
        return list(rows[:ITEMS_OFFERED])

    def groups(self, spec: DeadlineSpec) -> Groups:
        """Offer what these words may mean, first what they name exactly; nothing where none is needed."""
        match find_dependency(spec):
            case "event":
                return list(self._events(spec))
            case "completion":
                return [(gettext("Other commitments"), [(f"c{row.pk}", str(row)) for row in self.items])]
            case _:
                return []

    def _events(self, spec: DeadlineSpec) -> Iterator[tuple[str, list[Offer]]]:
        named = self._find_named(spec)
        if named:
            yield gettext("Named in the wording"), named
        ahead = [
            (f"m{row.pk}", _dated(str(row), row)) for row in self.meetings if row.state in UPCOMING_STATES
        ]
        if ahead:
            yield gettext("Upcoming meetings"), ahead
        sessions = [offer for one in self.mechanisms for offer in self._sessions(one, spec.session_number)]
        others = [offer for offer in sessions if offer not in named]
        if others:
            yield gettext("Sessions"), others

    def _find_named(self, spec: DeadlineSpec) -> list[Offer]:
        """Find the session that the words name by the mechanism's name, and by number or as the next."""
        words = _plain(spec.event)
        found = [one for one in self.mechanisms if _plain(one.name) in words]
        # "Joint Commission" is not meant where "Joint Commission on Trade" is named.
        longer = {one.pk for one in found for other in found if one != other and one.name in other.name}
        found = [one for one in found if one.pk not in longer]
        if len(found) != 1:
            return []
        if spec.session_number is not None:
            return [self._session(found[0], spec.session_number)]
        return [_next_of(found[0])] if is_next(spec.event) else []

    def _sessions(self, mechanism: Mechanism, wanted: int | None) -> list[Offer]:
        """Offer the next session of a mechanism, its next numbers, and the number that the words give."""
        own = [row for row in self.meetings if row.mechanism_id == mechanism.pk and row.session_number]
        first = max((row.session_number or 0 for row in own), default=0) + 1
        numbers = {*range(first, first + SESSIONS_AHEAD), wanted}
        numbers |= {row.session_number for row in own if row.state in UPCOMING_STATES}
        return [_next_of(mechanism), *(self._session(mechanism, n) for n in sorted(n for n in numbers if n))]

    def _session(self, mechanism: Mechanism, number: int) -> Offer:
        """Return a session as a choice, with its day where it is recorded."""
        label = gettext("session %(number)d of %(mechanism)s") % {
            "number": number,
            "mechanism": mechanism.name,
        }
        for row in self.meetings:
            if row.mechanism_id == mechanism.pk and row.session_number == number:
                label = _dated(label, row)
        return f"s{mechanism.pk}-{number}", label

    def hooks(self, value: str, standing: Dependencies) -> Dependencies:
        """Turn a choice into what it means. Raises ValidationError where that is not open to the person."""
        if value in ("", KEEP_CURRENT):
            return standing if value else Dependencies()
        kind, (key, _dash, number) = value[0], value[1:].partition("-")
        if kind == "m":
            return Dependencies(event=_one(self.meetings, key))
        if kind == "c":
            return Dependencies(follows=_one(self.items, key))
        if kind == "s" and number.isdecimal() and len(number) < 4:
            return Dependencies(mechanism=_one(self.mechanisms, key), session_number=int(number))
        return Dependencies(mechanism=_one(self.mechanisms if kind == "n" else (), key))


def _one(rows: Sequence[Any], key: str) -> Any:
    found = next((row for row in rows if str(row.pk) == key), None)
    if found is None:
        raise ValidationError(GONE)
    return found


def _next_of(mechanism: Mechanism) -> Offer:
    label = gettext("the next session of %(mechanism)s") % {"mechanism": mechanism.name}
    return f"n{mechanism.pk}", label


def _dated(label: str, row: Meeting) -> str:
    return f"{label}, {date_format(row.held_on)}" if row.held_on else label


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


CAPITALS = (("", _("the owner’s capital")), (BOTH, _("both capitals")))
# The inputs of which one differs from what stands when another deadline is meant.
INPUTS = ("when", "wording", "which", "day", "count", "capitals", "review_on")


class DeadlineFields(PlainForm):
    """The inputs of one deadline; after cleaning, `hooks` is what it depends on.

    `followable` is what may be selected, `standing` what the recorded deadline depends on.
    """

    followable: FollowChoices | None = None
    standing: Dependencies = Dependencies()

    when = forms.ChoiceField(label=_("Deadline"), choices=CHOICES, initial=inputs.WORDS, required=False)
    wording = forms.CharField(
        label=_("As agreed"),
        max_length=WORDING_LENGTH,
        required=False,
        widget=forms.TextInput(
            attrs={
                "class": "vTextField",
                "placeholder": _("within 10 working days; before the 3rd session; by 30 June 2027"),
            }
        ),
    )
    which = forms.CharField(
        label=_("Which meeting or commitment?"), max_length=40, required=False, widget=forms.Select
    )
    day = forms.DateField(label=_("Due date"), required=False, widget=DateInput)
    count = forms.IntegerField(
        label=_("Number of days"), required=False, min_value=0, max_value=LONGEST_COUNT
    )
    capitals = forms.ChoiceField(label=_("Working days in"), choices=CAPITALS, required=False)
    review_on = forms.DateField(label=_("Review date"), required=False, widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_which()

    def offer_which(self) -> None:
        """Fill the choice of what the words follow, and choose what stands."""
        self.groups: Groups = []
        standing = value_of(self.standing)
        when, wording = self._get_typed("when"), self._get_typed("wording")
        if self.followable is not None and when in (inputs.WORDS, KEEP, "", None) and wording:
            self.groups = self.followable.groups(phrases.parse_any(str(wording)))
        offered = {value for _label, offers in self.groups for value, _said in offers}
        choices: list[Any] = [("", NOT_YET), *self.groups]
        if standing and standing not in offered:
            choices.insert(1, (KEEP_CURRENT, _("keep current")))
        self.fields["which"].widget.choices = choices
        self.initial["which"] = standing if not standing or standing in offered else KEEP_CURRENT

    def _get_typed(self, name: str) -> Any:
        """Return the content of an input, without binding its field yet."""
        field = self.fields[name]
        if self.is_bound:
            return field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return self.get_initial_for_field(field, name)

    @property
    def follows_nothing(self) -> bool:
        """Return whether there is nothing to select, so that the choice is hidden."""
        return not self.groups and not self.errors.get("which")

    def clean(self) -> dict[str, Any]:
        """Find what the words follow."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        typed = {name for name in ("wording", "which") if found.get(name)}
        if found.get("when") == KEEP and typed & set(self.changed_data):
            found["when"] = inputs.WORDS
        found["hooks"] = Dependencies()
        which = str(found.get("which") or "")
        if which and self.followable is not None and find_dependency(spec_of(found)):
            try:
                found["hooks"] = self.followable.hooks(which, self.standing)
            except ValidationError as error:
                self.add_error("which", error)
        return found


def initial_of(spec: DeadlineSpec) -> dict[str, Any]:
    """Return what the inputs show for a recorded deadline: its wording, or the day where there is no
    wording.
    """
    if spec.wording:
        return {"when": inputs.WORDS, "wording": spec.wording}
    period = spec.period
    if spec.kind == "fixed" and period is not None and period.unit == "day" and period.is_dated:
        return {"when": DAY, "day": f"{period.year:04d}-{period.month:02d}-{period.day:02d}"}
    if spec.count is not None and spec.anchor == "meeting" and spec.unit in ("days", "working_days"):
        return {"when": DAYS if spec.unit == "days" else WORKING_DAYS, "count": spec.count}
    return {"when": NONE if spec.kind == "none" else inputs.WORDS}


class PreviewForm(DeadlineFields):
    """A deadline as typed, with the day from which it counts and its owing side."""

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
class DeadlinePreview:
    """The description of a deadline, what it may depend on, and whether an officer has to decide."""

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
        return DeadlinePreview().answer()
    form = PreviewForm(request.GET)
    # What the words may follow depends on the partner, which the form itself names.
    form.followable = FollowChoices(person, partner, item)
    if not form.is_valid():
        return DeadlinePreview().answer()
    values = form.cleaned_data
    name, said = inputs.find_missing_input(values) or ("", "")
    if name:
        return DeadlinePreview(str(said) if name == "wording" else "").answer()
    if values["when"] == inputs.KEEP:
        return DeadlinePreview().answer()
    today = meetings.today_of(person, timezone.now())
    spec = inputs.spec_of(values)
    found = (
        worked_out(item, spec, values["hooks"], today) if item else _recorded(spec, partner, values, today)
    )
    return describe_resolution(spec, found, form.followable.groups(spec), values).answer()


@require_GET
def day_view(request: HttpRequest) -> HttpResponse:
    """Answer which day is understood, with its weekday, or how a day is written."""
    day = day_of(request.GET.get("day", ""), timezone.localdate())
    text = date_format(day, pgettext("date with weekday", "l j F Y")) if day else WORDS[forms.DateField]
    return JsonResponse({"text": str(text), "asks": day is None})


def _item(person: User, key: int) -> Commitment | None:
    """Find the commitment whose deadline is being moved, where the person may read it."""
    rows = querysets.list_readable(Commitment, person).filter(pk=key)
    read_with = ("country", "outcome__meeting", "deadline", "origin__deadline", "origin__first_deadline")
    return rows.select_related(*read_with).first() if key else None


def _partner(person: User, key: int) -> Country | None:
    return scopes.countries_of(person).filter(pk=key).first() if key else None


def worked_out(item: Commitment, spec: DeadlineSpec, hooks: Dependencies, today: datetime.date) -> Resolution:
    """Resolve another deadline of a commitment as it would be recorded; nothing is written."""
    # Not kept on the commitment: its page is marked by what it shows, which may not be the meeting.
    meeting = copy(item.outcome).meeting
    return resolve(spec, load_context(item, spec, hooks, today=today, meeting=meeting))


def _recorded(
    spec: DeadlineSpec, partner: Country, values: dict[str, Any], today: datetime.date
) -> Resolution:
    """Resolve the deadline of a commitment that is just being recorded."""
    context = build_context(
        owed_by=values["owed_by"] or OwedBy.OURS,
        partner=partner.iso,
        held_on=values["held_on"],
        today=today,
        hooks=values["hooks"],
        condition=values["condition"],
        level=int(values["classification"]),
    )
    return resolve(spec, context)


def describe_resolution(
    spec: DeadlineSpec, found: Resolution, groups: Groups, chosen: dict[str, Any]
) -> DeadlinePreview:
    """Return a resolution in words, with what is still to be selected."""
    said = list_sentences(found, chosen["review_on"])
    if groups and not chosen["which"]:
        said.append(_which(find_dependency(spec)))
    return DeadlinePreview(" ".join(said), groups, bool(found.ask) and not is_unmet(found))


def is_unmet(found: Resolution) -> bool:
    """Return whether it only waits for its condition, so that there is nothing to decide."""
    return found.ask is not None and found.ask.code == UNMET


def list_sentences(found: Resolution, review_on: datetime.date | None = None) -> list[str]:
    """Return what a deadline resolves to: the date and how, or the review date and what is left to decide."""
    review = review_on or found.review_on
    said = []
    if found.due_on:
        said.append(
            gettext("Due %(date)s.") % {"date": format_window(found.kind, found.due_start, found.due_on)}
        )
    elif review:
        said.append(gettext("No due date; review on %(date)s.") % {"date": date_format(review)})
    if found.ask is not None:
        said.append(
            str(found.ask)
            if is_unmet(found)
            else gettext("Needs your input: %(reason)s") % {"reason": found.ask}
        )
        said += [str(step) for step in found.working if step.code == BEFORE_MEETING]
    elif found.due_on:
        said.append(found.explanation)
    return said


def _which(what: str) -> str:
    if what == COMPLETION:
        return gettext(
            "Select the commitment that must be completed first. Without a selection, there is no due date."
        )
    return gettext("Select the event. Until then, there is no due date.")
