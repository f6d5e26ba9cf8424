"""Follow-up questions to the partner as pages show them, and the forms for asking and for the answer."""

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.access import querysets
from commitments.admin.form_fields import DateInput, PlainForm
from commitments.admin.meetings.forms import capitalise_choices
from commitments.audit.as_of import context
from commitments.dashboard import meetings
from commitments.enums import (
    UNANSWERED_STATES,
    FollowUpMethod,
    FollowUpState,
    Health,
    ProtocolLevel,
    ReminderKind,
)
from commitments.lifecycle import follow_ups, protocol
from commitments.lifecycle.follow_ups import LONGEST_NUMBER
from commitments.lifecycle.protocol import ProposedContact
from commitments.models import BlackoutPeriod, Commitment, FollowUp, User
from commitments.records import parts
from commitments.reminders.follow_ups import ENGLISH, KOREAN, Draft, build_drafts, format_draft_day
from commitments.reminders.message_content import in_words
from commitments.reminders.schedule import StepKey

NOTHING = Draft()


class DraftForm(PlainForm):
    """The text of a question; `drafts` are the generated ones, by way, and `kept` what a person saved."""

    drafts: Mapping[str, Draft] = {}
    kept: Mapping[str, Any] = {}

    method = forms.ChoiceField(
        label=gettext_lazy("Contact method"), choices=FollowUpMethod.choices, initial=FollowUpMethod.NOTE
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "class": "record"}),
        help_text=gettext_lazy("Draft based on the record. Edit it as needed. No message is sent."),
    )
    copy = forms.CharField(
        label=gettext_lazy("Copy in our language"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "record", "lang": "ko"}),
        help_text=gettext_lazy("For our own file, not for the partner."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        capitalise_choices(self.fields["method"])
        way = self.kept.get("method") or FollowUpMethod.NOTE
        ready = self.drafts.get(way, NOTHING)
        self.fields["method"].initial = way
        self.fields["text"].initial = self.kept.get("text") or ready.text
        self.fields["copy"].initial = self.kept.get("copy") or ready.copy
        if not (self.fields["copy"].initial or any(one.copy for one in self.drafts.values())):
            del self.fields["copy"]
        self.fields["method"].widget.attrs["data-drafts"] = json.dumps(
            {way: {"text": one.text, "copy": one.copy} for way, one in self.drafts.items()}
        )

    def clean(self) -> dict[str, Any]:
        """Return each text as edited; an unchanged draft of another way is replaced by that of the way."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        ready = self.drafts.get(str(found.get("method")), NOTHING)
        for name in ("text", "copy"):
            said = "\n".join(str(found.get(name) or "").split("\r\n")).strip()
            drafted = {getattr(one, name) for one in self.drafts.values()}
            found[name] = getattr(ready, name) if said in drafted else said
        return found


class AskingForm(DraftForm):
    """How the partner was asked, when and at which level; `blackouts` are the partner's, to be warned of."""

    proposal: ProposedContact | None = None
    blackouts: Sequence[BlackoutPeriod] = ()

    level = forms.ChoiceField(
        label=gettext_lazy("Protocol level"), choices=[("", "–"), *ProtocolLevel.choices], required=False
    )
    addressee = forms.CharField(
        label=gettext_lazy("Addressee"), required=False, max_length=protocol.LONGEST_NAME
    )
    signatory = forms.CharField(
        label=gettext_lazy("Signatory on our side"), required=False, max_length=protocol.LONGEST_NAME
    )
    is_confirmed = forms.BooleanField(
        label=gettext_lazy("Log it although it was on a blackout day"), required=False
    )
    reported_on = forms.DateField(label=gettext_lazy("Asked on"), widget=DateInput)
    number = forms.CharField(
        label=gettext_lazy("Note number"),
        required=False,
        max_length=LONGEST_NUMBER,
        help_text=gettext_lazy(
            "Number assigned by your registry. If empty, the system assigns the next number."
        ),
    )
    field_order: Sequence[str] = (
        *("method", "reported_on", "number", "level", "addressee", "signatory", "is_confirmed"),
        *("text", "copy"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reported_on"].initial = self.kept.get("reported_on")
        capitalise_choices(self.fields["level"])
        if self.proposal is not None:
            for name in follow_ups.CONTACT:
                self.fields[name].initial = getattr(self.proposal, name)
            self.fields["level"].help_text = str(self.proposal.reason)
        if self.blackouts:
            shown = "; ".join(one.with_reason for one in self.blackouts)
            self.fields["is_confirmed"].help_text = _("Blackout days: %(days)s.") % {"days": shown}
        else:
            del self.fields["is_confirmed"]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if not found["text"]:
            self.add_error(
                "text",
                _("Enter the text for the partner, or the person contacted and a summary of the discussion."),
            )
        day = found.get("reported_on")
        held = protocol.find_blackout(self.blackouts, day) if day else None
        if held is not None and not found.get("is_confirmed"):
            self.add_error(
                "is_confirmed",
                _(
                    "The partner is not asked on that day: %(days)s. Change the day, or select the box to "
                    "log the follow-up."
                )
                % {"days": held.with_reason},
            )
        return found


class DeskAskingForm(AskingForm):
    """The same in the line of My desk: the tracker assigns the number."""

    number = None  # type: ignore[assignment]
    field_order: Sequence[str] = (
        *("method", "text", "copy", "reported_on", "level", "addressee", "signatory", "is_confirmed"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 8
        if "copy" in self.fields:
            self.fields["copy"].widget.attrs["rows"] = 6


class TheirAnswerForm(PlainForm):
    """The partner's answer, and the health after it: `day` is today, `health_now` as last reported."""

    day: datetime.date
    health_now: str = ""

    text = forms.CharField(
        label=gettext_lazy("Their answer, and the person who gave it"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    health = forms.ChoiceField(label=gettext_lazy("Status"), choices=Health.choices, widget=forms.RadioSelect)
    reported_on = forms.DateField(label=gettext_lazy("reported on"), widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        capitalise_choices(self.fields["health"])
        self.fields["health"].error_messages["required"] = _("Select a status.")
        self.fields["health"].initial, self.fields["reported_on"].initial = self.health_now, self.day


def build_draft_form(
    form: type[DraftForm],
    drafts: Mapping[str, Draft],
    kept: Mapping[str, Any],
    today: datetime.date,
    **proposed: Any,
) -> type[DraftForm]:
    """Return a form with its drafts, what was saved of them, today's date and what is proposed."""
    known = {"drafts": drafts, "kept": {**kept, "reported_on": today}, "__module__": form.__module__}
    known |= proposed
    return type(form.__name__, (form,), known)


# As many of the questions about one item stand on its page.
MOST = 12


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """One question in words: `how` is the way with its number, `age` how long it has waited for an answer."""

    pk: int
    state: FollowUpState
    label: str
    day: datetime.date
    how: str
    why: str
    age: str
    answered_on: datetime.date | None

    @property
    def is_under_way(self) -> bool:
        return self.state in UNANSWERED_STATES


@dataclass(frozen=True, slots=True)
class FollowUpSheet:
    """One printed sheet: its language and text and, where it was asked, the day in that language."""

    language: str
    text: str
    day: str


def build_follow_up(question: FollowUp, today: datetime.date) -> QuestionShown:
    """Return one question in words."""
    opened = timezone.localdate(question.recorded_at)
    return QuestionShown(
        pk=question.pk,
        state=FollowUpState(question.state),
        label=capfirst(str(question.get_state_display())),
        day=question.asked_on or opened,
        how=describe_method(question),
        why=describe_reason(question),
        age=format_age(question, today),
        answered_on=question.answered_on,
    )


def describe_method(question: FollowUp) -> str:
    """Return how the partner is asked: the way and, for a note, its number."""
    way = capfirst(str(question.get_method_display()))
    return f"{way} {question.number}" if question.number else way


def describe_reason(question: FollowUp) -> str:
    """Return the reminder step that opened it."""
    if not question.kind:
        return _("Logged manually")
    return capfirst(in_words(StepKey(ReminderKind(question.kind), question.offset, question.start_date)))


def format_age(question: FollowUp, today: datetime.date) -> str:
    """Return how long it has waited: to be asked, or for the answer."""
    if question.state == FollowUpState.ASKED and question.asked_on is not None:
        days = (today - question.asked_on).days
        if not days:
            return _("asked today")
        return ngettext("asked %(n)d day ago", "asked %(n)d days ago", days) % {"n": days}
    if question.state == FollowUpState.OPEN:
        return _("since %(day)s") % {"day": date_format(timezone.localdate(question.recorded_at))}
    if question.state == FollowUpState.ANSWERED and question.answered_on:
        return _("answered on %(day)s") % {"day": date_format(question.answered_on)}
    return ""


def describe_held_back(question: FollowUp) -> str:
    """Return until when, and why, blackout days hold back a question that is still to be asked."""
    until = getattr(question, "held_until", None)
    if until is None or question.state != FollowUpState.OPEN:
        return ""
    return protocol.describe_hold(until, getattr(question, "held_for", ""))


def questions_of(item: Commitment, person: User, today: datetime.date) -> tuple[QuestionShown, ...]:
    """Make the questions about an item that the person may read, the latest first; the past has none."""
    if context.find_as_of() is not None or not parts.has_parts(item, FollowUp):
        return ()
    rows = querysets.list_parts(item, FollowUp, person).filter(commitment=item)
    return tuple(build_follow_up(row, today) for row in rows.order_by("-pk")[:MOST])


def form_for(
    form: type[DraftForm], item: Commitment, person: User, question: FollowUp | None = None
) -> type[DraftForm]:
    """Return the form of a question about an item with its drafts, and what was saved of an open one."""
    today = meetings.today_of(person, timezone.now())
    question = question or follow_ups.find_open(item)
    is_open = question is not None and question.state == FollowUpState.OPEN
    kept = {name: getattr(question, name) for name in ("method", "text", "copy")} if is_open else {}
    proposed: dict[str, Any] = {}
    if issubclass(form, AskingForm):
        proposed = {
            "proposal": protocol.propose_contact(item, today),
            "blackouts": protocol.list_blackouts(item.country_id, today),
        }
    return build_draft_form(form, build_drafts(item, person, today), kept, today, **proposed)


def build_sheets(question: FollowUp, person: User, today: datetime.date) -> list[FollowUpSheet]:
    """Return each sheet for printing: as asked, else as saved, else the draft generated now."""
    text, copy = question.text, question.copy
    if question.state == FollowUpState.OPEN and not text:
        ready: Mapping[str, Draft] = build_drafts(question.commitment, person, today)
        draft = ready.get(question.method) or ready[FollowUpMethod.NOTE]
        text, copy = draft.text, draft.copy
    said = ((ENGLISH, text), (KOREAN, copy))
    return [
        FollowUpSheet(language, words, format_draft_day(question.asked_on, language))
        for language, words in said
        if words
    ]


def read_draft_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the input of a form of drafts, whether or not it asked for a copy."""
    return {
        "method": FollowUpMethod(values["method"]),
        "text": values["text"],
        "copy": values.get("copy", ""),
    }
