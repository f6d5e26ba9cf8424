"""The page on which heads of desk set its reminder schedule and quiet days, with a preview for an item.

The rules are sentences with their numbers as fields.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commitments.access import querysets, responsibilities, write_rules
from commitments.admin.form_fields import DateInput, plain_words
from commitments.admin.pages import ActionPage, AdminPage
from commitments.enums import UNDER_WAY_STATES, DeadlineKind
from commitments.errors import Refused
from commitments.models import Commitment, Desk, QuietDays, ReminderSchedule, User
from commitments.models.reminders import LONGEST_COUNT
from commitments.reminders import forecast, message_content, planner, quiet_days, records
from commitments.reminders.desk_schedules import ReminderSchedules, rules_of

# Oftener than this nobody would be told anything new.
LEAST_DAYS = {"no_response_after": 7, "undated_every": 7}
# Each rule as a sentence around its number, and who is told.
SENTENCES: dict[str, tuple[Promise, Promise]] = {
    "before": (_("%(number)s working days before the last working day"), _("to the owners")),
    "on_the_day": (_("%(number)s on the last working day"), _("to the owners")),
    "first_after": (
        _("%(number)s days after the due date, if completion has not been reported"),
        _("to the owners"),
    ),
    "then_every": (_("then every %(number)s days, until completion is reported"), _("to the owners")),
    "head_after": (_("%(number)s working days after the due date, once"), _("to the head of desk")),
    "division_after": (_("%(number)s working days after the due date, once"), _("to the division head")),
    "answer_after": (
        _("%(number)s working days after a draft was sent to the owners, if there is no response"),
        _("to the owners and the desk"),
    ),
    "answer_owner_head_after": (
        _("%(number)s working days after a draft was sent to the owners, if there is no response"),
        _("to the validator of our lead ministry; for the partner’s commitments to the desk"),
    ),
    "answer_head_after": (
        _("%(number)s working days after a draft was sent to the owners, if there is no response"),
        _("to the head of desk"),
    ),
    "answer_division_after": (
        _("%(number)s working days after a draft was sent to the owners, if there is no response"),
        _("to the division head"),
    ),
    "on_review": (_("%(number)s on the review date"), _("to the owners")),
    "no_response_after": (
        _("after every %(number)s days without a progress update"),
        _("to the owners"),
    ),
    "undated_every": (
        _("every %(number)s days while the linked event has no date, at most 12 times"),
        _("to the desk"),
    ),
}
GROUPS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (_("Before the due date"), ("before", "on_the_day")),
    (_("After the due date"), ("first_after", "then_every", "head_after", "division_after")),
    (
        _("No response, or no date set"),
        (
            *("answer_after", "answer_owner_head_after", "answer_head_after", "answer_division_after"),
            *("on_review", "no_response_after", "undated_every"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class ScheduleSentence:
    """One rule: the words before its number, the number's field, the words after it, and the recipients."""

    before: str
    field: BoundField
    after: str
    whom: str


# Each is told no earlier than the one before.
ESCALATIONS = (
    ("head_after", "division_after"),
    ("answer_after", "answer_owner_head_after", "answer_head_after", "answer_division_after"),
)


class ReminderScheduleForm(forms.ModelForm[ReminderSchedule]):
    """The reminder schedule of a desk; an empty number means no reminder."""

    class Meta:
        model = ReminderSchedule
        fields = tuple(SENTENCES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            sentence, whom = SENTENCES[name]
            said = " ".join(str(sentence).replace("%(number)s", "…").split())
            field.help_text = ""
            field.widget.attrs["aria-label"] = f"{whom}: {said}"
            if isinstance(field, forms.IntegerField):
                self._bound(name, field)
            elif name == "before":
                field.widget.attrs["size"] = 14

    def _bound(self, name: str, field: forms.IntegerField) -> None:
        """Take whole numbers alone, typed in a small box."""
        least = LEAST_DAYS.get(name, 1)
        field.validators = [MinValueValidator(least), MaxValueValidator(LONGEST_COUNT)]
        label = field.widget.attrs["aria-label"]
        field.widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 3, "aria-label": label})

    def groups(self) -> Iterator[tuple[Promise, list[ScheduleSentence]]]:
        """Yield the sentences under their headings."""
        for heading, names in GROUPS:
            yield heading, [self._sentence(name) for name in names]

    def _sentence(self, name: str) -> ScheduleSentence:
        words, whom = SENTENCES[name]
        before, _number, after = str(words).partition("%(number)s")
        return ScheduleSentence(before, self[name], after, str(whom))

    def clean(self) -> dict[str, Any] | None:
        """Check that repeated reminders have a first one, and that escalations are in order."""
        found = super().clean()
        goes_on = self.cleaned_data.get("then_every") and not self.cleaned_data.get("first_after")
        if goes_on and "first_after" not in self.errors:
            self.add_error(
                "first_after",
                _(
                    "Enter the number of days between the due date and the first reminder, or leave both "
                    "fields empty."
                ),
            )
        for names in ESCALATIONS:
            earlier = 0
            for name in names:
                days = self.cleaned_data.get(name) or earlier
                if days < earlier:
                    self.add_error(
                        name, _("Enter at least %(days)s days, as for the step before.") % {"days": earlier}
                    )
                earlier = max(earlier, days)
        return found


class QuietDaysForm(forms.ModelForm[QuietDays]):
    """The quiet days of a desk."""

    class Meta:
        model = QuietDays
        fields = ("starts_on", "ends_on", "reason")
        widgets: dict[str, type[forms.Widget] | forms.Widget] = {"starts_on": DateInput, "ends_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            plain_words(field)

    def clean(self) -> dict[str, Any] | None:
        """Check that the last day is not before the first; add an error at the field."""
        found = super().clean()
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("Enter a last quiet day that is not before the first."))
        return found


def values_of(form: ReminderScheduleForm) -> dict[str, Any]:
    """Return the input by the columns of a reminder schedule."""
    fields = {
        field.name for field in ReminderSchedule._meta.concrete_fields if isinstance(field, models.Field)
    }
    return {name: value for name, value in form.cleaned_data.items() if name in fields}


PAGE = "admin:reminding"
PREVIEW_DAYS = 400
EVERY = ("", _("all types"))


@dataclass(frozen=True, slots=True)
class ScheduleChoice:
    """One desk or kind to switch to; `is_set` where it has rules of its own."""

    label: str
    url: str
    is_current: bool
    is_set: bool = False


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """One recipient of one reminder step, in words."""

    moment: datetime.datetime
    to: str
    why: str
    because: str
    put_off: str


@dataclass(frozen=True, slots=True)
class SchedulePreview:
    """What an item would get: why nothing, or who would get what and when.

    `is_by_these` means that the rules on the page are those for its kind of deadline.
    """

    typed: str
    refused: str = ""
    item: Commitment | None = None
    kind: str = ""
    lines: Sequence[ScheduleLine] = ()
    is_by_these: bool = True


@dataclass(frozen=True, slots=True)
class SchedulePlace:
    """The desk and kind of the rules on the page, and the current rules."""

    person: User
    desk: Desk
    kind: str
    standing: ReminderSchedule | None
    may_set: bool

    @property
    def url(self) -> str:
        return _address(self.desk, self.kind)


class ReminderSchedulePage(AdminPage):
    """The rules of a desk for a kind: tried on an item, kept, or set back to the usual; its quiet days."""

    title = _("Reminder schedule")
    template_name = "admin/reminding.html"

    @cached_property
    def place(self) -> SchedulePlace:
        return _place(self.request, self.person)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {
            **_context(self.place),
            "form": ReminderScheduleForm(instance=_build_schedule(self.place)),
            "quiet_form": QuietDaysForm(),
            "preview": None,
        }
        return super().get_context_data(**shown | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the form whose button was pressed."""
        if not self.place.may_set and "preview" not in request.POST:
            raise PermissionDenied
        if "quiet" in request.POST:
            return self.save_quiet_days()
        if "usual" in request.POST:
            quiet_days.as_usual(self.place.desk, self.place.kind, by=self.person, now=self.now)
            messages.success(request, _("This reminder schedule was deleted."))
            return HttpResponseRedirect(self.place.url)
        return self.save_or_try_schedule()

    def save_quiet_days(self) -> HttpResponse:
        form = QuietDaysForm(self.request.POST, instance=QuietDays(desk=self.place.desk))
        if form.is_valid():
            try:
                quiet_days.create_quiet_days(form.save(commit=False), by=self.person, now=self.now)
            except Refused as refused:
                form.add_error("ends_on", str(refused))
            else:
                said = _(
                    "Saved. Reminders due on these days will be sent on the first working day afterwards."
                )
                messages.success(self.request, said)
                return HttpResponseRedirect(self.place.url + "#quiet")
        return self.render_to_response(self.get_context_data(quiet_form=form))

    def save_or_try_schedule(self) -> HttpResponse:
        posted, preview = self.request.POST, None
        form = ReminderScheduleForm(posted, instance=_build_schedule(self.place))
        if form.is_valid():
            if "preview" in posted:
                preview = _preview(self.place, form, posted.get("reference", ""), self.now)
            elif self.save_schedule(form):
                return HttpResponseRedirect(self.place.url)
        return self.render_to_response(self.get_context_data(form=form, preview=preview))

    def save_schedule(self, form: ReminderScheduleForm) -> bool:
        expected = self.request.POST.get("version", "")
        try:
            quiet_days.update_schedule(
                self.place.desk,
                self.place.kind,
                values_of(form),
                expected=int(expected) if expected.isascii() and expected.isdigit() else 0,
                by=self.person,
                now=self.now,
            )
        except Refused as refused:
            messages.error(self.request, str(refused))
            return False
        said = _(
            "Saved. From the next reminder run, the schedule applies to reminders that are not yet planned."
        )
        messages.success(self.request, said)
        return True


class EndQuietDays(ActionPage):
    """Takes quiet days away; what waited for them is due again."""

    def act(self) -> HttpResponse:
        if not write_rules.may_write(self.person, QuietDays):
            raise PermissionDenied
        own = querysets.open_rows(QuietDays).filter(desk__in=responsibilities.desks_of(self.person))
        days = get_object_or_404(own, pk=self.kwargs["pk"])
        back = _address(days.desk, "") + "#quiet"
        count = quiet_days.end_quiet(days, by=self.person, now=self.now)
        said = ngettext(
            "Quiet days deleted. %(count)d waiting reminder will be sent with the next reminder run.",
            "Quiet days deleted. %(count)d waiting reminders will be sent with the next reminder run.",
            count,
        )
        messages.success(self.request, said % {"count": count} if count else _("Quiet days deleted."))
        return HttpResponseRedirect(back)


def _place(request: HttpRequest, person: User) -> SchedulePlace:
    """Find the desk and the kind that are asked for; for who has no desk there is no such page."""
    desks = list(responsibilities.desks_of(person))
    asked = request.GET.get("desk", "")
    desk = next((one for one in desks if str(one.pk) == asked), desks[0] if desks and not asked else None)
    kind = request.GET.get("kind", "")
    if desk is None or kind not in {"", *DeadlineKind.values}:
        raise Http404
    return SchedulePlace(
        person,
        desk,
        kind,
        quiet_days.schedule_of(desk, kind),
        write_rules.may_write(person, ReminderSchedule),
    )


def _build_schedule(place: SchedulePlace) -> ReminderSchedule:
    """Return the current rules for the kind, wherever they come from."""
    standing = place.standing or quiet_days.schedule_of(place.desk, "") or ReminderSchedule()
    # Another row than the one that stands: a form writes its values back into what it is given.
    values = {name: getattr(standing, name) for name in ReminderScheduleForm.base_fields}
    return ReminderSchedule(desk=place.desk, kind=place.kind, **values)


def _context(place: SchedulePlace) -> dict[str, Any]:
    own = {row.kind for row in querysets.open_rows(ReminderSchedule).filter(desk=place.desk)}
    desks = list(responsibilities.desks_of(place.person))
    today = timezone.localdate()
    return {
        "place": place,
        "desks": [ScheduleChoice(str(one), _address(one, place.kind), one == place.desk) for one in desks],
        "kinds": [
            ScheduleChoice(capfirst(str(label)), _address(place.desk, kind), kind == place.kind, kind in own)
            for kind, label in (EVERY, *DeadlineKind.choices)
        ],
        "has_every": "" in own,
        "quiet_days": place.desk.quiet_days.filter(ends_on__gte=today).order_by("starts_on"),
    }


def _address(desk: Desk, kind: str) -> str:
    return f"{reverse(PAGE)}?{urlencode({'desk': desk.pk, 'kind': kind})}"


def _preview(
    place: SchedulePlace, form: ReminderScheduleForm, typed: str, now: datetime.datetime
) -> SchedulePreview:
    """Return for one item, by its reference, who would get what and when with these rules."""
    reference = typed.strip().upper()[:20]
    read = querysets.list_readable(Commitment, place.person)
    seen = read.filter(reference=reference) if reference else _next_due(read, place)
    item = seen.select_related("country", "deadline").order_by("due_on", "reference").first()
    if item is None:
        return SchedulePreview(
            typed,
            str(_("No commitment was found that you have access to. Enter another reference.")),
        )
    if item.country.desk_id != place.desk.pk:
        return SchedulePreview(
            typed, str(_("This commitment belongs to another desk. This schedule does not apply to it."))
        )
    known = records.load_items([item.pk]).get(item.pk)
    if known is None:
        return SchedulePreview(
            typed, str(_("This commitment has no deadline yet, so no reminders are sent."))
        )
    others = {
        row.kind: rules_of(row) for row in querysets.open_rows(ReminderSchedule).filter(desk=place.desk)
    }
    instead = {**others, place.kind: rules_of(ReminderSchedule(**values_of(form)))}
    world = replace(planner.load_world(now), ladders=ReminderSchedules(place.desk.pk, instead))
    lines = [_line(world, known, one) for one in forecast.list_planned(world, known, PREVIEW_DAYS)]
    kind = known.subject.kind
    is_by_these = place.kind == (kind if kind in instead else "")
    return SchedulePreview(item.reference, "", item, str(DeadlineKind(kind).label), lines, is_by_these)


def _next_due(read: QuerySet[Commitment], place: SchedulePlace) -> QuerySet[Commitment]:
    """Find what falls due next, where no reference is named."""
    under_way = read.filter(state__in=UNDER_WAY_STATES, due_on__gte=timezone.localdate())
    return under_way.filter(country__desk=place.desk)


def _line(
    world: planner.ReminderContext, item: records.PlannedItem, one: forecast.PlannedReminder
) -> ScheduleLine:
    return ScheduleLine(
        moment=one.moment,
        to=str(one.person or _("duty mailbox")),
        why=message_content.in_words(one.key),
        because=message_content.format_reason(world.directory, one.person, item, one.key.rule, one.day),
        put_off=message_content.format_postponement(one.was_on, one.because) if one.was_on else "",
    )
