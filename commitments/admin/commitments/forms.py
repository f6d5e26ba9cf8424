"""Forms for commitments, their owners on both sides, and their deadline."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commitments.admin.commitments import deadline_forms
from commitments.admin.form_fields import PlainForm, check_lines, check_title, count_letters, offer_to_add
from commitments.admin.form_rows import RowForm
from commitments.admin.meetings.forms import NameBook, capitalise_choices, fill_defaults, make_optional
from commitments.deadlines import inputs
from commitments.deadlines.context import Dependencies, hooks_of
from commitments.enums import LeadRole, OwedBy, Side
from commitments.lifecycle.transitions import OwnerPart
from commitments.models import Commitment, Ministry, Official, Responsibility, User
from commitments.models.commitments import parts_in_order

OWNER_FIELDS = ("lead_ours", "lead_theirs", "with_ours", "with_theirs")
OWED_BY = (("", _("the side that spoke")), *OwedBy.choices)
MANY = ";"


class CommitmentForm(forms.ModelForm[Commitment]):
    """What the desk may change of a commitment; the agreed wording is not included."""

    class Meta:
        model = Commitment
        fields = ("meaning", "line_to_take", "title", "titles", "nature", "condition", "classification")
        widgets = {"meaning": forms.Textarea(attrs={"rows": 4}), "titles": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "title" in self.fields:
            count_letters(self.fields["title"])

    def clean_title(self) -> str:
        return check_title(self.cleaned_data["title"], self.initial.get("title", ""))

    def clean_titles(self) -> str:
        return check_lines(self.cleaned_data["titles"])


class CommitmentRow(deadline_forms.DeadlineFields, RowForm):
    """One commitment; an empty title takes the beginning of the clause."""

    book: NameBook
    # Which side owes it, where that is not the side that spoke.
    owing = ""

    owed_by = forms.ChoiceField(label=_("Responsible side"), choices=OWED_BY, required=False)
    lead_ours = forms.CharField(label=_("Lead, our side"), max_length=200, required=False)
    lead_theirs = forms.CharField(label=_("Lead, their side"), max_length=200, required=False)
    with_ours = forms.CharField(label=_("Supporting, our side"), max_length=400, required=False)
    with_theirs = forms.CharField(label=_("Supporting, their side"), max_length=400, required=False)

    class Meta:
        model = Commitment
        fields = ("title", "nature", "condition")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        count_letters(self.fields["title"])
        make_optional(self, "nature")
        capitalise_choices(self.fields["nature"])
        for side in Side:
            lead, others = self.fields[f"lead_{side}"], self.fields[f"with_{side}"]
            lead.widget.attrs |= _picks(side)
            others.help_text = _("Separate ministries with a semicolon (;).")
            for field in (lead, others):
                offer_to_add(field, Ministry, self.person, country=self.book.country_of(side))
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
            when.choices = [(inputs.KEEP, _("keep current")), *inputs.CHOICES]
        self.initial["when"] = inputs.KEEP
        standing = self.instance.deadline
        self.initial["wording"] = standing.wording if standing else ""
        self.standing = hooks_of(standing) if standing else Dependencies()

    def clean_title(self) -> str:
        return check_title(self.cleaned_data["title"], self.initial.get("title", ""))

    def clean_titles(self) -> str:
        return check_lines(self.cleaned_data["titles"])

    def clean(self) -> dict[str, Any]:
        """Find the ministries that the names mean; say at the field which one is unknown."""
        found = super().clean()
        fill_defaults(self, found, "nature")
        self.parts: list[OwnerPart] = []
        for side in Side:
            lead = self._ministries(f"lead_{side}", side)
            self.parts += [OwnerPart(side, one, official=self._official(one)) for one in lead[:1]]
            others = self._ministries(f"with_{side}", side)
            self.parts += [OwnerPart(side, one, LeadRole.SUPPORTING, self._official(one)) for one in others]
            if lead and lead[0] in others:
                self.add_error(
                    f"with_{side}",
                    _("This ministry is already the lead. Remove it from the supporting ministries."),
                )
        wanted = inputs.find_missing_input(found)
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
        """Return whether another deadline was entered, or the side whose calendar counts has changed."""
        chosen = self.cleaned_data.get("when") not in ("", inputs.KEEP)
        return chosen and bool({*deadline_forms.INPUTS} & set(self.changed_data))


def _picks(side: Side) -> dict[str, str]:
    return {"list": f"ministries-{side}", "autocomplete": "off"}


def _names(parts: list[Responsibility]) -> str:
    return f"{MANY} ".join(str(one.ministry) for one in parts if one.ministry)


WIDE = {"class": "vTextField"}


class OwnersForm(PlainForm):
    """The ministries of both sides and their officials, selected from what the person may read."""

    book: NameBook
    commitment: Commitment
    person: User

    lead_ours = forms.ChoiceField(label=_("Lead, our side"), required=False)
    official_ours = forms.ChoiceField(label=_("Official, our side"), required=False)
    with_ours = forms.MultipleChoiceField(label=_("Supporting, our side"), required=False)
    lead_theirs = forms.ChoiceField(label=_("Lead, their side"), required=False)
    official_theirs = forms.ChoiceField(label=_("Official, their side"), required=False)
    with_theirs = forms.MultipleChoiceField(label=_("Supporting, their side"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = list(parts_in_order("official").filter(commitment=self.commitment))
        self.ministries = {side: _rows(self.book.ministries[side]) for side in Side}
        self.officials = {side: _rows(self.book.officials[side]) for side in Side}
        for side in Side:
            ministries = [(str(row.pk), str(row)) for row in self.ministries[side].values()]
            own = [part for part in parts if part.side == side]
            people = self.officials[side].values()
            officials = by_ministry(people, self.ministries[side], _lead(own))
            self._fill(f"lead_{side}", [("", _("not stated")), *ministries], _lead(own))
            self._fill(f"official_{side}", [("", _("not named")), *officials], _official(own))
            self._fill(f"with_{side}", ministries, _others(own))
            country, lead = self.book.country_of(side), int(_lead(own) or 0) or None
            for name in (f"lead_{side}", f"with_{side}"):
                offer_to_add(self.fields[name], Ministry, self.person, country=country)
            official = self.fields[f"official_{side}"]
            offer_to_add(official, Official, self.person, country=country, ministry=lead)

    def _fill(self, name: str, choices: list[tuple[str, Any]], initial: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        field.initial = initial

    def clean(self) -> dict[str, Any]:
        """Convert the choices to parts."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        parts: list[OwnerPart] = []
        for side in Side:
            lead = self.ministries[side].get(found.get(f"lead_{side}", ""))
            official = self.officials[side].get(found.get(f"official_{side}", ""))
            if official is not None and official.ministry_id and lead and official.ministry_id != lead.pk:
                said = _(
                    "This official belongs to another ministry. Select an official of the selected ministry."
                )
                self.add_error(f"official_{side}", ValidationError(said))
            if lead is not None:
                parts.append(OwnerPart(side, lead, official=official))
            for key in found.get(f"with_{side}", ()):
                other = self.ministries[side].get(key)
                if other is not None and other != lead:
                    parts.append(OwnerPart(side, other, LeadRole.SUPPORTING))
        return {"parts": parts}


def _rows(index: dict[str, list[Any]]) -> dict[str, Any]:
    """Return each row of a book once, under its key."""
    found: dict[str, Ministry | Official] = {}
    for rows in index.values():
        for row in rows:
            found.setdefault(str(row.pk), row)
    return found


def by_ministry(
    people: Iterable[Official], ministries: Mapping[str, Any], own: str
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Group officials under their ministries: those of the ministry in the lead first, the nameless last."""
    groups: dict[str, list[tuple[str, str]]] = {own: []} if own else {}
    for row in people:
        groups.setdefault(str(row.ministry_id or ""), []).append((str(row.pk), str(row)))
    order = sorted(groups, key=lambda key: (key != own, not key, str(ministries.get(key, ""))))
    unnamed = _("ministry not stated")
    return [(str(ministries.get(key) or unnamed), groups[key]) for key in order if groups[key]]


def _lead(parts: list[Responsibility]) -> str:
    return next((str(p.ministry_id) for p in parts if p.role == LeadRole.LEAD and p.ministry_id), "")


def _official(parts: list[Responsibility]) -> str:
    return next((str(p.official_id) for p in parts if p.role == LeadRole.LEAD and p.official_id), "")


def _others(parts: list[Responsibility]) -> list[str]:
    return [str(p.ministry_id) for p in parts if p.role == LeadRole.SUPPORTING and p.ministry_id]


class AnotherOwnerForm(PlainForm):
    """Another ministry or official as lead of one side, for an item that was accepted already."""

    book: NameBook
    part: Responsibility
    person: User

    ministry = forms.ChoiceField(label=_("Ministry"))
    official = forms.ChoiceField(label=_("Official"), required=False)
    document = forms.CharField(
        label=_("Acceptance document"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=WIDE),
        help_text=_(
            "If you select another ministry, enter its letter or note of acceptance, with number and "
            "date. If empty, acceptance is requested again."
        ),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.TextInput(attrs=WIDE))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        side = Side(self.part.side)
        self.ministries, self.officials = _rows(self.book.ministries[side]), _rows(self.book.officials[side])
        choices = [(str(row.pk), str(row)) for row in self.ministries.values() if self._lasts(row)]
        own = str(self.part.ministry_id or "")
        self._fill("ministry", choices, own)
        people = [row for row in self.officials.values() if self._is_in_post(row)]
        self._fill("official", [("", _("not named")), *by_ministry(people, self.ministries, own)], "")
        country, lead = self.book.country_of(side), self.part.ministry_id
        offer_to_add(self.fields["ministry"], Ministry, self.person, country=country)
        offer_to_add(self.fields["official"], Official, self.person, country=country, ministry=lead)

    def _fill(self, name: str, choices: list[tuple[str, Any]], initial: str) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        field.initial = initial

    def _lasts(self, row: Any) -> bool:
        return row.valid_until is None or row.valid_until >= self.book.today

    def _is_in_post(self, row: Any) -> bool:
        return row.ends_on is None or row.ends_on >= self.book.today

    def clean(self) -> dict[str, Any]:
        """Turn the choices into records."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        return {
            **found,
            "ministry": self.ministries.get(found.get("ministry", "")),
            "official": self.officials.get(found.get("official", "")),
        }
