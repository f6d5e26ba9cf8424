"""Row forms of a meeting's page: delegates, background facts, agenda items, outcomes and texts.

A delegate is a recorded official or, where there is none, a name or an office as typed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets
from commitments.admin.form_fields import DateInput, offer_to_add
from commitments.admin.form_rows import RowForm, RowFormSet
from commitments.admin.meetings.forms import NameBook, capitalise_choices, fill_defaults, make_optional
from commitments.enums import ANSWERABLE, Account, Answer, Health, OutcomeKind, Side, StatementKind
from commitments.lifecycle import drafts
from commitments.meetings import outcomes
from commitments.models import AgendaItem, BackgroundFact, DelegationMember, Official, Outcome, Statement
from commitments.models.outcomes import NO_SIDE


class SeatRow(RowForm):
    """One line; where its number is changed, the delegate moves to that place."""

    book: NameBook
    side: Side

    # The place of each seat on record.
    places: Mapping[int, int] = {}

    who = forms.CharField(label=_("name or post"), max_length=200, required=False)
    rank = forms.IntegerField(
        label=_("order"), min_value=1, max_value=999, required=False, widget=forms.NumberInput
    )

    class Meta:
        model = DelegationMember
        fields = ("is_head",)
        labels = {"is_head": _("head of delegation")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["who"] = str(self.instance)
            self.initial["rank"] = self.places.get(self.instance.pk)
        self.fields["rank"].widget.attrs |= {"class": "n", "aria-label": _("order"), "title": _("order")}
        self.fields["who"].widget.attrs |= {
            "list": f"officials-{self.side}",
            "autocomplete": "off",
            "placeholder": _("Add a name or post"),
            "aria-label": _("name or post"),
        }
        if not self.instance.pk:
            offer_to_add(self.fields["who"], Official, self.person, country=self.book.country_of(self.side))

    def clean_who(self) -> str:
        """Require a name where only "head" was ticked; an emptied row counts as removed."""
        who: str = self.cleaned_data["who"].strip()
        if not who and not self.instance.pk:
            raise forms.ValidationError(_("Enter an official or a post."))
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
        """Return the columns for the row."""
        who = self.cleaned_data.get("who", "") if self.has_changed() else str(self.instance)
        official: Official | None = self.instance.official
        post: str = self.instance.post
        if "who" in self.changed_data:
            official = self.book.official(self.side, who)
            post = "" if official else who
        return {"official": official, "post": post, "order": order, "is_head": self.instance.is_head}


def in_order(rows: Sequence[SeatRow]) -> list[SeatRow]:
    """Return delegates in order: as they were, new officials by precedence, then those moved by hand.

    An office that is not a recorded official comes where it was typed.
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


class BackgroundRow(RowForm):
    """One fact with its source and its date in words; a recorded row that is emptied is removed."""

    class Meta:
        model = BackgroundFact
        fields = ("text", "source", "dated")
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A browser would cut a pasted text without a word; the form says that it is too long.
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)

    @property
    def is_removed(self) -> bool:
        posted = (self.data.get(self.add_prefix(name), "").strip() for name in self._meta.fields or ())
        emptied = self.is_bound and self.instance.pk and not any(posted)
        return bool(super().is_removed or emptied)

    def values(self) -> dict[str, Any]:
        """Return the columns that were changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


DISCUSSED = _("Discussion")


class AgendaRow(RowForm):
    """One line under an open item: what was said and, with it, a report on its status."""

    # The item as the page shows it.
    point: Any = None

    health = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("status: no report")), *((one.value, capfirst(str(one.label))) for one in Health)],
    )

    class Meta:
        model = AgendaItem
        fields = ("discussion", "in_confidence", "originator")
        labels = {"discussion": DISCUSSED}
        widgets = {"discussion": forms.Textarea(attrs={"rows": 1})}
        help_texts = {"in_confidence": "", "originator": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = self.instance.commitment
        if item is None or not item.is_open:
            del self.fields["health"]
        self.fields["discussion"].widget.attrs["placeholder"] = _("Discussion")

    def clean(self) -> dict[str, Any]:
        """Ask for the words that go with a report."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("health") and not str(found.get("discussion", "")).strip():
            self.add_error("discussion", _("Enter what was discussed and the next steps."))
        return found

    @property
    def discussion_values(self) -> dict[str, Any]:
        """What was typed: the words, whether they are confidential, and which third state gave them."""
        return {name: self.cleaned_data[name] for name in ("discussion", "in_confidence", "originator")}

    @property
    def is_confidential(self) -> bool:
        """Return whether the row shows its confidentiality open."""
        return bool(self["in_confidence"].value() or self["originator"].value())

    @property
    def reported(self) -> Health | None:
        """The health reported with the words; None where there was no report."""
        value = self.cleaned_data.get("health")
        return Health(value) if value else None


# Texts that are filed together with the outcome: those of the list, and the pasted one.
NEW_TEXT, READOUT = "new-", "readout"
# What has a default; clause and side have none.
SPARED = ("kind", "strength")
CHOSEN = (*SPARED, "spoken_by")
KEEP_CURRENT = "kept"
BINDS_NOBODY = _(
    "An understanding or a topic creates no commitment. Select the kind “Commitment” if action was agreed."
)
UNANSWERED = _("A request or an offer is not binding. Record the answer first, then the commitment.")
BINDING_NOBODY = {OutcomeKind.UNDERSTANDING, OutcomeKind.TOPIC}


class OutcomeRow(RowForm):
    """One outcome with its commitments in `items`."""

    book: NameBook
    # How many texts the page is filing at the same time; an outcome may stand in one of them.
    new_texts: int = 0
    # Whether a readout was pasted on this page.
    has_readout = False
    # Whether it may be taken away, as nothing is seen to hang on it.
    may_go = False
    items: RowFormSet

    text = forms.ChoiceField(label=_("Statement"), required=False)

    class Meta:
        model = Outcome
        fields = (
            *("kind", "spoken_by", "strength", "account", "clause", "place_in_text", "review_on"),
            *("in_confidence", "originator"),
        )
        help_texts = {"clause": "", "account": ""}
        widgets = {"clause": forms.Textarea(attrs={"rows": 2, "class": "record"}), "review_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        make_optional(self, *SPARED)
        for name in CHOSEN:
            capitalise_choices(self.fields[name])
        account = self.fields["account"]
        if isinstance(account, forms.ChoiceField):
            account.choices = [(one.value, capfirst(str(one.label))) for one in Account]
        side = self.fields["spoken_by"]
        if isinstance(side, forms.ChoiceField) and not self.instance.pk:
            offered: Any = side.choices
            side.choices = [("", _("select…")), *offered]
        side.error_messages["required"] = NO_SIDE
        statements = self.book.statements
        choices: list[tuple[str, Any]] = [("", _("not stated"))]
        choices += [(str(row.pk), row.title) for row in statements]
        choices += [
            (f"{NEW_TEXT}{n}", _("statement %(n)d, added on this page") % {"n": n + 1})
            for n in range(self.new_texts)
        ]
        if self.has_readout:
            choices.append((READOUT, _("the pasted text")))
        key = self.instance.statement_id
        if key and key not in {row.pk for row in statements}:
            choices.append((KEEP_CURRENT, querysets.RESTRICTED))
        field = self.fields["text"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        if key:
            self.initial["text"] = (
                str(key) if (str(key), "") in [(c[0], "") for c in choices] else KEEP_CURRENT
            )

    def clean(self) -> dict[str, Any]:
        """Take the default where nothing was chosen."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        fill_defaults(self, found, *SPARED)
        kind, strength = found.get("kind") or "", found.get("strength") or ""
        stored_kind = self.instance.kind if self.instance.pk else ""
        if {"kind", "strength"} & set(self.changed_data) and (
            refusal := outcomes.why_not_strength(kind, self.instance.answer, strength, stored_kind)
        ):
            self.add_error("strength", str(refusal))
        if (refusal := outcomes.why_not_side(kind, found.get("spoken_by") or "")) is not None:
            self.add_error("spoken_by", str(refusal))
        return found

    @property
    def may_carry(self) -> bool:
        """Return whether a commitment may follow from the recorded outcome."""
        return bool(self.instance.kind == OutcomeKind.COMMITMENT or self.instance.answer == Answer.AGREED)

    @property
    def owing(self) -> str:
        """The side that owes what an agreed ask led to: the one that was asked; else the one that spoke."""
        asked = self.instance.kind == OutcomeKind.REQUEST and self.instance.spoken_by
        return drafts.who_owes(self.instance) if asked else ""

    def take_focus(self) -> None:
        """Lead to where something is written next: a commitment that is missing, else the clause."""
        first = next((form for form in self.items.forms if not form.instance.pk), None)
        if self.instance.pk and self.may_carry and first is not None:
            first.fields["title"].widget.attrs["autofocus"] = True
        else:
            self.fields["clause"].widget.attrs["autofocus"] = True

    def statement(self, new: Mapping[str, Statement]) -> Statement | None:
        """Return the text that the row names: recorded, just filed, or hidden and kept."""
        chosen = self.cleaned_data.get("text", "")
        if chosen == KEEP_CURRENT:
            kept: Statement | None = self.instance.statement
            return kept
        if chosen == READOUT or chosen.startswith(NEW_TEXT):
            return new.get(chosen)
        return next((row for row in self.book.statements if str(row.pk) == chosen), None)


class OutcomeRows(RowFormSet):
    """The outcomes of a page."""

    def clean(self) -> None:
        """Add errors at the outcome for what its commitments need of it."""
        for form in self.forms if not self.form.is_quiet else ():
            items = [] if form.is_removed else form.items.filled
            if not items:
                continue
            if not form.has_changed() and not form.instance.pk:
                form.add_error("clause", _("Enter the clause verbatim."))
            kind = form.data.get(form.add_prefix("kind")) or form.instance.kind
            if kind in BINDING_NOBODY:
                form.add_error("kind", BINDS_NOBODY)
            elif kind in ANSWERABLE and form.instance.answer != "agreed":
                form.add_error("kind", UNANSWERED)


class StatementRow(RowForm):
    """One text; its wording is filed on its own page."""

    class Meta:
        model = Statement
        fields = ("kind", "title", "dated_on", "number")
        widgets = {"dated_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [("", _("select")), *StatementKind.choices]
