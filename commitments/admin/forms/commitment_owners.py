"""Who owns a commitment: named before it is accepted, or another named afterwards."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commitments.admin.forms.book import Book
from commitments.admin.forms.plain import PlainForm
from commitments.lifecycle import Part
from commitments.models import Commitment, Ministry, Official, Responsibility
from commitments.models.responsibility import parts_in_order
from commitments.vocabulary import LeadRole, Side

WIDE = {"class": "vTextField"}


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
        parts = list(parts_in_order("official").filter(commitment=self.commitment))
        self.ministries = {side: _rows(self.book.ministries[side]) for side in Side}
        self.officials = {side: _rows(self.book.officials[side]) for side in Side}
        for side in Side:
            ministries = [(str(row.pk), str(row)) for row in self.ministries[side].values()]
            own = [part for part in parts if part.side == side]
            people = self.officials[side].values()
            officials = by_ministry(people, self.ministries[side], _lead(own))
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
    """Another ministry or official in the lead of one side, of an item that was accepted already."""

    book: Book
    part: Responsibility

    ministry = forms.ChoiceField(label=_("Ministry"))
    official = forms.ChoiceField(label=_("Official"), required=False)
    document = forms.CharField(
        label=_("Its acceptance on file"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=WIDE),
        help_text=_("of another ministry: letter or note with number and date; without it, it is asked anew"),
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
        self._fill("official", [("", _("none named")), *by_ministry(people, self.ministries, own)], "")

    def _fill(self, name: str, choices: list[tuple[str, Any]], initial: str) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        field.initial = initial

    def _lasts(self, row: Any) -> bool:
        return row.exists_until is None or row.exists_until >= self.book.today

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
