"""What the steps of a commitment ask: an answer on file, a reason, an authority, what is left."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments.admin.forms.commitment_dates import DeadlineForm, line, paper
from commitments.admin.forms.days import DateInput
from commitments.admin.forms.meeting import capitalise
from commitments.admin.forms.plain import PlainForm
from commitments.admin.forms.titles import count_letters, fitting
from commitments.deadlines import inputs
from commitments.models import Commitment, ProgressUpdate, User
from commitments.vocabulary import HIDDEN_STATES, CommitmentState, Health, Side

OFFERED = 60


class ReasonForm(PlainForm):
    """Why."""

    reason = line(_("Reason"))


class DatedForm(PlainForm):
    """Of which day the paper is: acceptance and completion count from it."""

    on = forms.DateField(
        label=_("Dated"), required=False, widget=DateInput, help_text=_("Today where it is left empty.")
    )
    field_order = ("answer", "document", "on")


class AnswerForm(DatedForm):
    """By which paper a ministry answered."""

    answer = paper(
        _("Answer on file"),
        _("letter, note or mail, with number and date; silence never accepts"),
        required=True,
    )


class OwnAnswerForm(DatedForm):
    """By which paper, where the person's own word is not enough of a paper."""

    answer = paper(
        _("Answer on file"),
        _("letter, note or mail, with number and date; your own word will do"),
    )


class ReportForm(DatedForm):
    """By which paper a ministry reports completion."""

    document = paper(
        _("Their report on file"), _("letter, note or mail, with number and date"), required=True
    )


class OwnReportForm(DatedForm):
    """By which paper our side reports, if there is one."""

    document = paper(
        _("Report on file"),
        _("letter, note or mail, with number and date; may be empty"),
    )


class FulfilForm(PlainForm):
    """What convinced, if there is something to say."""

    reason = line(_("Remark"), required=False)


class InPartForm(DeadlineForm):
    """What was done, and what is left with its deadline."""

    reason = line(_("What was done, and what not"))
    rest_title = line(_("Short title of what is left"), longest=120)

    field_order = ("reason", "rest_title")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        when = self.fields["when"]
        if isinstance(when, forms.ChoiceField):
            when.choices = [(inputs.KEEP, _("as it stands")), *inputs.CHOICES]
        when.label = _("Deadline of what is left")
        count_letters(self.fields["rest_title"])

    def clean_rest_title(self) -> str:
        return fitting(self.cleaned_data["rest_title"], self.initial.get("rest_title", ""))


class RestForm(PlainForm):
    """Until when, and why."""

    review_on = forms.DateField(
        label=_("Looked at again on"), widget=DateInput, help_text=_("within twelve months")
    )
    reason = line(_("Reason"))
    document = paper(_("Authority"), _("who decided it, or the document; may be empty"))


class AuthorityForm(PlainForm):
    """Why, and on whose authority."""

    reason = line(_("Reason"))
    document = paper(_("Authority"), _("who decided it, or the document that says so"), required=True)


class ReopenForm(PlainForm):
    """Why it is open again."""

    reason = line(_("Reason"))
    document = paper(_("Document"), _("what says so; may be empty"))


class SupersedeForm(PlainForm):
    """Which other commitment takes the place; found by its reference, offered while typing."""

    commitment: Commitment
    person: User

    other = forms.CharField(
        label=_("The commitment in its place"),
        max_length=160,
        widget=forms.TextInput(attrs={"class": "vTextField", "list": "others", "autocomplete": "off"}),
        help_text=_("its reference, such as %(reference)s"),
    )
    reason = line(_("Reason"))
    document = paper(_("Authority"), _("the clause of the other one, where nothing else is named"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = str(self.fields["other"].help_text)
        self.fields["other"].help_text = text % {"reference": self.commitment.reference}

    @property
    def offers(self) -> list[str]:
        """Give the latest items of the partner, each as it may be typed."""
        return [str(row) for row in self._others().order_by("-pk")[:OFFERED]]

    def _others(self) -> Any:
        rows = access.rows(Commitment, self.person).filter(country=self.commitment.country_id)
        hidden = (CommitmentState.DRAFT, *HIDDEN_STATES)
        return rows.exclude(pk=self.commitment.pk).exclude(state__in=hidden)

    def clean_other(self) -> Commitment:
        """Find the commitment whose reference stands first in what was typed."""
        typed = str(self.cleaned_data["other"]).split()
        rows = self._others().filter(reference=typed[0].upper() if typed else "")
        found: Commitment | None = rows.first()
        if found is None:
            raise ValidationError(
                _("No commitment of this partner has that reference. Choose one of the list.")
            )
        return found


class UpdateForm(PlainForm):
    """What happened, whose word it is, and how it stands."""

    text = forms.CharField(
        label=_("What happened, who said so, what comes next"),
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 2, "placeholder": _("What happened, who said so, what comes next")}
        ),
    )
    health = forms.ChoiceField(label=_("Health"), choices=Health.choices, widget=forms.RadioSelect)
    side = forms.ChoiceField(label=_("whose word"), choices=Side.choices, initial=Side.OURS)
    said_on = forms.DateField(label=_("said on"), widget=DateInput)
    in_confidence = forms.BooleanField(label=_("given in confidence"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        capitalise(self.fields["health"])
        if "no_change" in self.data:
            # What was said last stands; there is nothing to choose.
            self.fields["health"].required = False
        self.fields["health"].error_messages["required"] = _("Say how it stands.")

    def clean(self) -> dict[str, Any]:
        """Ask for words: a health without a cause helps nobody."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not str(found.get("text") or "").strip() and "no_change" not in self.data:
            self.add_error("text", _("Say what happened, or press “No change”."))
        return found


def may_report(person: User) -> bool:
    """Say whether the person's role writes updates and evidence at all."""
    return access.may_write(person, ProgressUpdate)


def last_health(item: Commitment, today: datetime.date) -> str | None:
    """Give the health last reported, to be chosen already; none where the report is old or there is none."""
    fresh = item.health_at(today)
    return None if fresh == Health.NO_EVIDENCE else fresh.value
