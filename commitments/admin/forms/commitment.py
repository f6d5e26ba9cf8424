"""What is owed because of an outcome: owners on both sides and a deadline, each as a person types it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commitments.admin.forms import deadline
from commitments.admin.forms.book import Book
from commitments.admin.forms.meeting import capitalise, spare, usual
from commitments.admin.forms.rows import Row
from commitments.admin.forms.titles import count_letters, fitting
from commitments.deadlines import Hooks, hooks_of, inputs
from commitments.lifecycle import Part
from commitments.models import Commitment, Ministry, Responsibility
from commitments.models.responsibility import parts_in_order
from commitments.vocabulary import LeadRole, OwedBy, Side

OWNER_FIELDS = ("lead_ours", "lead_theirs", "with_ours", "with_theirs")
OWED_BY = (("", _("the side that spoke")), *OwedBy.choices)
MANY = ";"


class CommitmentForm(forms.ModelForm[Commitment]):
    """What the desk may write of a commitment; the agreed wording is not among it."""

    class Meta:
        model = Commitment
        fields = ("meaning", "line_to_take", "title", "nature", "condition", "classification")
        widgets = {"meaning": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "title" in self.fields:
            count_letters(self.fields["title"])

    def clean_title(self) -> str:
        return fitting(self.cleaned_data["title"], self.initial.get("title", ""))


class CommitmentRow(deadline.DeadlineFields, Row):
    """One commitment; an empty title takes the beginning of the clause."""

    book: Book
    # Which side owes it, where that is not the side that spoke.
    owing = ""

    owed_by = forms.ChoiceField(label=_("Owed by"), choices=OWED_BY, required=False)
    lead_ours = forms.CharField(label=_("Lead, ours"), max_length=200, required=False)
    lead_theirs = forms.CharField(label=_("Lead, theirs"), max_length=200, required=False)
    with_ours = forms.CharField(label=_("Supporting, ours"), max_length=400, required=False)
    with_theirs = forms.CharField(label=_("Supporting, theirs"), max_length=400, required=False)

    class Meta:
        model = Commitment
        fields = ("title", "nature", "condition")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        count_letters(self.fields["title"])
        spare(self, "nature")
        capitalise(self.fields["nature"])
        for side in Side:
            self.fields[f"lead_{side}"].widget.attrs |= _picks(side)
            self.fields[f"with_{side}"].help_text = _("several separated by ;")
        self.initial["owed_by"] = self.owing
        if self.instance.pk:
            self._recall()
        self.followable = self.book.followable
        self.offer_which()

    def _recall(self) -> None:
        """Show what stands; the deadline is kept unless another is chosen."""
        self.initial["owed_by"] = self.instance.owed_by
        parts = list(parts_in_order("ministry").filter(commitment=self.instance))
        for side in Side:
            leads = [one for one in parts if one.side == side and one.role == LeadRole.LEAD]
            others = [one for one in parts if one.side == side and one.role == LeadRole.SUPPORTING]
            self.initial[f"lead_{side}"] = _names(leads)
            self.initial[f"with_{side}"] = _names(others)
        when = self.fields["when"]
        if isinstance(when, forms.ChoiceField):
            when.choices = [(inputs.KEEP, _("as it stands")), *inputs.CHOICES]
        self.initial["when"] = inputs.KEEP
        standing = self.instance.deadline
        self.initial["wording"] = standing.wording if standing else ""
        self.standing = hooks_of(standing) if standing else Hooks()

    def clean_title(self) -> str:
        return fitting(self.cleaned_data["title"], self.initial.get("title", ""))

    def clean(self) -> dict[str, Any]:
        """Find the ministries that the names mean; say at the field which one is unknown."""
        found = super().clean()
        usual(self, found, "nature")
        self.parts: list[Part] = []
        for side in Side:
            lead = self._ministries(f"lead_{side}", side)
            self.parts += [Part(side, one, official=self._official(one)) for one in lead[:1]]
            others = self._ministries(f"with_{side}", side)
            self.parts += [Part(side, one, LeadRole.SUPPORTING, self._official(one)) for one in others]
            if lead and lead[0] in others:
                self.add_error(f"with_{side}", _("This ministry leads already."))
        wanted = inputs.missing(found)
        if wanted:
            self.add_error(*wanted)
        return found

    def _ministries(self, name: str, side: Side) -> list[Ministry]:
        found = []
        text = str(self.cleaned_data.get(name) or "")
        for typed in text.split(MANY) if name.startswith("with") else [text]:
            try:
                ministry = self.book.ministry(side, typed)
            except ValidationError as error:
                self.add_error(name, error)
                continue
            if ministry is not None and ministry not in found:
                found.append(ministry)
        return found

    def _official(self, ministry: Ministry) -> Any:
        """Keep the official named for a ministry that keeps its part."""
        parts = parts_in_order("official").filter(commitment=self.instance.pk, ministry=ministry)
        return next((one.official for one in parts), None)

    @property
    def changes_owners(self) -> bool:
        return bool({*OWNER_FIELDS, "owed_by"} & set(self.changed_data))

    @property
    def changes_deadline(self) -> bool:
        """Say whether another deadline was chosen, or the side whose calendar counts is another."""
        chosen = self.cleaned_data.get("when") not in ("", inputs.KEEP)
        return chosen and bool({*deadline.INPUTS} & set(self.changed_data))


def _picks(side: Side) -> dict[str, str]:
    return {"list": f"ministries-{side}", "autocomplete": "off"}


def _names(parts: list[Responsibility]) -> str:
    return f"{MANY} ".join(str(one.ministry) for one in parts if one.ministry)
