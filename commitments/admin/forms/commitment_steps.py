"""What the steps of a commitment ask: an answer on file, a reason, owners, a deadline."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from commitments import access
from commitments.admin.forms import deadline
from commitments.admin.forms.book import Book
from commitments.admin.forms.meeting import DateInput, capitalise
from commitments.admin.forms.plain import PlainForm, plain_words
from commitments.lifecycle import Part
from commitments.models import Commitment, Evidence, Ministry, Official, ProgressUpdate, Responsibility, User
from commitments.vocabulary import Health, LeadRole, MoveReason, Side

WIDE = {"class": "vTextField"}
MANY = ";"


class ReasonForm(PlainForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.TextInput(attrs=WIDE))


def paper(label: StrPromise, help_text: StrPromise, *, required: bool = True) -> forms.CharField:
    """Ask for a document on file: its kind, number and date in one line."""
    widget = forms.TextInput(attrs=WIDE)
    return forms.CharField(label=label, max_length=200, required=required, widget=widget, help_text=help_text)


class AnswerForm(PlainForm):
    """By which paper a ministry answered."""

    answer = paper(
        _("Their answer on file"),
        _("letter, note or mail, with number and date; silence never accepts"),
    )


class OwnAnswerForm(PlainForm):
    """By which paper, where the person's own word is not enough of a paper."""

    answer = paper(
        _("Answer on file"),
        _("letter, note or mail, with number and date; your own word will do"),
        required=False,
    )


class ReportForm(PlainForm):
    """By which paper a ministry reports completion."""

    document = paper(
        _("Their report on file"),
        _("letter, note or mail, with number and date"),
    )


class OwnReportForm(PlainForm):
    """By which paper our side reports, if there is one."""

    document = paper(
        _("Report on file"),
        _("letter, note or mail, with number and date; may be empty"),
        required=False,
    )


class FulfilForm(PlainForm):
    """What convinced, if there is something to say."""

    reason = forms.CharField(
        label=_("Remark"), max_length=300, required=False, widget=forms.TextInput(attrs=WIDE)
    )


class DeadlineForm(deadline.DeadlineFields):
    """Another deadline, before anybody has accepted the first."""

    def clean(self) -> dict[str, Any]:
        """Say at the field what the chosen kind needs."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        wanted = deadline.missing(found)
        if wanted:
            self.add_error(*wanted)
        return found


class MoveForm(DeadlineForm):
    """Another deadline for what was accepted, with the reason and the paper."""

    move_reason = forms.ChoiceField(
        label=_("Why it moves"),
        choices=[(r.value, r.label) for r in (MoveReason.ASKED, MoveReason.AGREED, MoveReason.CLOCK_STARTED)],
    )
    note = forms.CharField(label=_("In a sentence"), max_length=300, widget=forms.TextInput(attrs=WIDE))
    document = forms.CharField(
        label=_("Document"), max_length=200, required=False, widget=forms.TextInput(attrs=WIDE)
    )


class OwnersForm(PlainForm):
    """The ministries of both sides and their officials, chosen from what the person may read."""

    book: Book
    commitment: Commitment

    lead_ours = forms.ChoiceField(label=_("Lead, ours"), required=False)
    official_ours = forms.ChoiceField(label=_("Official, ours"), required=False)
    with_ours = forms.MultipleChoiceField(label=_("Supporting, ours"), required=False)
    lead_theirs = forms.ChoiceField(label=_("Lead, theirs"), required=False)
    official_theirs = forms.ChoiceField(label=_("Official, theirs"), required=False)
    with_theirs = forms.MultipleChoiceField(label=_("Supporting, theirs"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = list(self.commitment.responsibilities.select_related("official"))
        self.ministries = {side: _rows(self.book.ministries[side]) for side in Side}
        self.officials = {side: _rows(self.book.officials[side]) for side in Side}
        for side in Side:
            ministries = [(str(row.pk), row.name) for row in self.ministries[side].values()]
            officials = [(str(row.pk), str(row)) for row in self.officials[side].values()]
            own = [part for part in parts if part.side == side]
            self._fill(f"lead_{side}", [("", _("not stated")), *ministries], _lead(own))
            self._fill(f"official_{side}", [("", _("none named")), *officials], _official(own))
            self._fill(f"with_{side}", ministries, _others(own))

    def _fill(self, name: str, choices: list[tuple[str, Any]], initial: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        field.initial = initial

    def clean(self) -> dict[str, Any]:
        """Put the choices into parts."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        parts: list[Part] = []
        for side in Side:
            lead = self.ministries[side].get(found.get(f"lead_{side}", ""))
            official = self.officials[side].get(found.get(f"official_{side}", ""))
            if official is not None and official.ministry_id and lead and official.ministry_id != lead.pk:
                said = _("This official belongs to another ministry.")
                self.add_error(f"official_{side}", ValidationError(said))
            if lead is not None:
                parts.append(Part(side, lead, official=official))
            for key in found.get(f"with_{side}", ()):
                other = self.ministries[side].get(key)
                if other is not None and other != lead:
                    parts.append(Part(side, other, LeadRole.SUPPORTING))
        return {"parts": parts}


def _rows(index: dict[str, list[Any]]) -> dict[str, Any]:
    """Give each row of a book once, under its key."""
    found: dict[str, Ministry | Official] = {}
    for rows in index.values():
        for row in rows:
            found.setdefault(str(row.pk), row)
    return found


def _lead(parts: list[Responsibility]) -> str:
    return next((str(p.ministry_id) for p in parts if p.role == LeadRole.LEAD and p.ministry_id), "")


def _official(parts: list[Responsibility]) -> str:
    return next((str(p.official_id) for p in parts if p.role == LeadRole.LEAD and p.official_id), "")


def _others(parts: list[Responsibility]) -> list[str]:
    return [str(p.ministry_id) for p in parts if p.role == LeadRole.SUPPORTING and p.ministry_id]


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


class EvidenceForm(forms.ModelForm[Evidence]):
    """A document: its number and date are enough."""

    class Meta:
        model = Evidence
        fields = ("kind", "number", "dated_on", "description")
        widgets = {"dated_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            plain_words(field)


def may_report(person: User) -> bool:
    """Say whether the person's role writes updates and evidence at all."""
    return access.may_write(person, ProgressUpdate)
