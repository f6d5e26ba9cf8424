"""One seat of a delegation: an official on record or, where none is, a name or an office as typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.admin.forms.book import Book
from commitments.admin.forms.rows import Row
from commitments.models import DelegationMember, Official
from commitments.vocabulary import Side


class SeatRow(Row):
    """One line; its place in the list is its rank."""

    book: Book
    side: Side

    who = forms.CharField(label=_("name or office"), max_length=200, required=False)

    class Meta:
        model = DelegationMember
        fields = ("is_head",)
        labels = {"is_head": _("head")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["who"] = str(self.instance)
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
