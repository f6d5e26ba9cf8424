"""One point of a meeting: its clause in the words of the text, who spoke, how firmly, where it stands."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments import access, lifecycle, meetings
from commitments.admin.forms.book import Book
from commitments.admin.forms.days import DateInput
from commitments.admin.forms.meeting import capitalise, spare, usual
from commitments.admin.forms.rows import Row, Rows
from commitments.models import Outcome, Statement
from commitments.models.outcome import NO_SIDE
from commitments.vocabulary import ANSWERABLE, Account, Answer, OutcomeKind

NEW_TEXT = "new-"
# What has a default; clause and side have none.
SPARED = ("kind", "strength")
CHOSEN = (*SPARED, "spoken_by")
KEPT = "kept"
BINDS_NOBODY = _("Nothing is owed because of an understanding or a topic. Choose commitment if something is.")
UNANSWERED = _("A request or an offer binds nobody. Record the answer first, then what it binds to.")
BINDING_NOBODY = {OutcomeKind.UNDERSTANDING, OutcomeKind.TOPIC}


class OutcomeRow(Row):
    """One outcome with its commitments in `items`."""

    book: Book
    # How many texts the page is filing at the same time; an outcome may stand in one of them.
    new_texts: int = 0
    # Whether it may be taken away, as nothing is seen to hang on it.
    may_go = False
    items: Rows

    text = forms.ChoiceField(label=_("Statement"), required=False)

    class Meta:
        model = Outcome
        fields = (
            *("kind", "spoken_by", "strength", "account", "clause", "place_in_text", "review_on"),
            "in_confidence",
        )
        help_texts = {"clause": "", "account": ""}
        widgets = {"clause": forms.Textarea(attrs={"rows": 2, "class": "record"}), "review_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spare(self, *SPARED)
        for name in CHOSEN:
            capitalise(self.fields[name])
        account = self.fields["account"]
        if isinstance(account, forms.ChoiceField):
            account.choices = [(one.value, capfirst(str(one.label))) for one in Account]
        side = self.fields["spoken_by"]
        if isinstance(side, forms.ChoiceField) and not self.instance.pk:
            offered: Any = side.choices
            side.choices = [("", _("choose…")), *offered]
        side.error_messages["required"] = NO_SIDE
        statements = self.book.statements
        choices: list[tuple[str, Any]] = [("", _("not stated"))]
        choices += [(str(row.pk), row.title) for row in statements]
        choices += [
            (f"{NEW_TEXT}{n}", _("statement %(n)d, filed here") % {"n": n + 1}) for n in range(self.new_texts)
        ]
        key = self.instance.statement_id
        if key and key not in {row.pk for row in statements}:
            choices.append((KEPT, access.RESTRICTED))
        field = self.fields["text"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        if key:
            self.initial["text"] = str(key) if (str(key), "") in [(c[0], "") for c in choices] else KEPT

    def clean(self) -> dict[str, Any]:
        """Take the default where nothing was chosen."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        usual(self, found, *SPARED)
        kind, strength = found.get("kind") or "", found.get("strength") or ""
        stored_kind = self.instance.kind if self.instance.pk else ""
        if {"kind", "strength"} & set(self.changed_data) and (
            refusal := meetings.why_not_strength(kind, self.instance.answer, strength, stored_kind)
        ):
            self.add_error("strength", str(refusal))
        if (refusal := meetings.why_not_side(kind, found.get("spoken_by") or "")) is not None:
            self.add_error("spoken_by", str(refusal))
        return found

    @property
    def may_carry(self) -> bool:
        """Say whether something may be owed because of the outcome on record."""
        return bool(self.instance.kind == OutcomeKind.COMMITMENT or self.instance.answer == Answer.AGREED)

    @property
    def owing(self) -> str:
        """The side that owes what an agreed ask led to: the one that was asked; else the one that spoke."""
        asked = self.instance.kind == OutcomeKind.ASK and self.instance.spoken_by
        return lifecycle.who_owes(self.instance) if asked else ""

    def take_focus(self) -> None:
        """Lead to where something is written next: a commitment that is missing, else the clause."""
        first = next((form for form in self.items.forms if not form.instance.pk), None)
        if self.may_carry and first is not None:
            first.fields["title"].widget.attrs["autofocus"] = True
        else:
            self.fields["clause"].widget.attrs["autofocus"] = True

    def statement(self, new: dict[int, Statement]) -> Statement | None:
        """Give the text that the row names: on record, just filed, or kept unseen."""
        chosen = self.cleaned_data.get("text", "")
        if chosen == KEPT:
            kept: Statement | None = self.instance.statement
            return kept
        if chosen.startswith(NEW_TEXT):
            return new.get(int(chosen.removeprefix(NEW_TEXT)))
        return next((row for row in self.book.statements if str(row.pk) == chosen), None)


class OutcomeRows(Rows):
    """The outcomes of a page."""

    def clean(self) -> None:
        """Tell at the outcome what its commitments need of it."""
        for form in self.forms if not self.form.is_quiet else ():
            items = [] if form.is_removed else form.items.filled
            if not items:
                continue
            if not form.has_changed() and not form.instance.pk:
                form.add_error("clause", _("Write the clause: the words as they stand."))
            kind = form.data.get(form.add_prefix("kind")) or form.instance.kind
            if kind in BINDING_NOBODY:
                form.add_error("kind", BINDS_NOBODY)
            elif kind in ANSWERABLE and form.instance.answer != "agreed":
                form.add_error("kind", UNANSWERED)
