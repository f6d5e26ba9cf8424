"""One seat of a delegation: an official on record or, where none is, a name or an office as typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.admin.forms.book import Book
from commitments.admin.forms.rows import Row
from commitments.models import DelegationMember, Official
from commitments.vocabulary import Side


class SeatRow(Row):
    """One line; where its number is typed over, the seat moves to that place."""

    book: Book
    side: Side

    # The place of each seat on record.
    places: Mapping[int, int] = {}

    who = forms.CharField(label=_("name or office"), max_length=200, required=False)
    rank = forms.IntegerField(
        label=_("place"), min_value=1, max_value=999, required=False, widget=forms.NumberInput
    )

    class Meta:
        model = DelegationMember
        fields = ("is_head",)
        labels = {"is_head": _("head")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["who"] = str(self.instance)
            self.initial["rank"] = self.places.get(self.instance.pk)
        self.fields["rank"].widget.attrs |= {"class": "n", "aria-label": _("place"), "title": _("place")}
        self.fields["who"].widget.attrs |= {
            "list": f"officials-{self.side}",
            "autocomplete": "off",
            "placeholder": _("Add by name or office"),
            "aria-label": _("name or office"),
        }

    def clean_who(self) -> str:
        """Ask for a name where only "head" was ticked; an emptied row is a row taken away."""
        who: str = self.cleaned_data["who"].strip()
        if not who and not self.instance.pk:
            raise forms.ValidationError(_("Name an official or an office."))
        return who

    @property
    def moved_to(self) -> int | None:
        """The place that was typed over the one it had; None where it keeps its place."""
        return self.cleaned_data.get("rank") if "rank" in self.changed_data else None

    @property
    def precedence(self) -> int | None:
        """The precedence of the official it names; a head comes first; None for an office as typed."""
        official = self.values(0)["official"]
        return 0 if self.instance.is_head else (official.precedence if official else None)

    @property
    def is_removed(self) -> bool:
        emptied = self.is_bound and self.instance.pk and not self.data.get(self.add_prefix("who"), "").strip()
        return bool(super().is_removed or emptied)

    def values(self, order: int) -> dict[str, Any]:
        """Give the columns that the row stands for."""
        who = self.cleaned_data.get("who", "") if self.has_changed() else str(self.instance)
        official: Official | None = self.instance.official
        post: str = self.instance.post
        if "who" in self.changed_data:
            official = self.book.official(self.side, who)
            post = "" if official else who
        return {"official": official, "post": post, "order": order, "is_head": self.instance.is_head}


def in_order(rows: Sequence[SeatRow]) -> list[SeatRow]:
    """Put seats into their order: as they stood, new officials by precedence, then whoever was moved.

    An office that is no official on record comes where it was typed.
    """
    ordered = [row for row in rows if row.instance.pk]
    for row in rows:
        if row.instance.pk:
            continue
        rank = row.precedence
        later = [n for n, one in enumerate(ordered) if rank is not None and (one.precedence or 0) > rank]
        ordered.insert(later[0] if later else len(ordered), row)
    for row in rows:
        place = row.moved_to
        if place is not None:
            ordered.remove(row)
            ordered.insert(place - 1, row)
    return ordered
