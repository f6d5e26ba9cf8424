"""What an officer accepts of a passage: each value as the reader took it, with the words it comes from."""

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import access, lifecycle, meetings
from commitments.admin.forms import deadline
from commitments.admin.forms.deadline_follows import Followable
from commitments.admin.forms.titles import count_letters, fitting
from commitments.deadlines import inputs
from commitments.editing import shortened
from commitments.lifecycle import Part
from commitments.models import Ministry, Passage, User
from commitments.models.commitment import TITLE_LETTERS
from commitments.passages import Accepted, Guess
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import (
    COMMITMENT_STRENGTHS,
    OTHER_SIDE,
    Answer,
    LeadRole,
    Nature,
    OutcomeKind,
    OwedBy,
    Side,
    SpokenBy,
    Strength,
)

# Of which kinds something may be owed, and by when.
CARRYING = (OutcomeKind.COMMITMENT, OutcomeKind.OFFER)
NOBODY = gettext_lazy("none named")


def _capital(choices: Any) -> list[tuple[str, str]]:
    return [(value, capfirst(str(label))) for value, label in choices]


class PassageForm(deadline.DeadlineFields):
    """The card of one passage; `side` is who speaks and, unless it asks, who owes."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=OutcomeKind)
    owed_by = forms.ChoiceField(label=gettext_lazy("Side that speaks"), choices=SpokenBy)
    strength = forms.ChoiceField(label=gettext_lazy("Strength"), choices=Strength)
    title = forms.CharField(label=gettext_lazy("In short"), required=False)
    lead_ours = forms.TypedChoiceField(
        label=gettext_lazy("Lead, ours"), coerce=int, empty_value=None, required=False
    )
    lead_theirs = forms.TypedChoiceField(
        label=gettext_lazy("Lead, theirs"), coerce=int, empty_value=None, required=False
    )
    condition = forms.CharField(label=gettext_lazy("Condition"), max_length=200, required=False)
    nature = forms.ChoiceField(label=gettext_lazy("Nature"), choices=Nature, required=False)
    answer_wording = forms.CharField(
        label=gettext_lazy("Words by which it was agreed to"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "record"}),
        help_text=gettext_lazy("of a request or an offer that this very text accepts; otherwise empty"),
    )
    answer_strength = forms.ChoiceField(
        label=gettext_lazy("Strength of the answer"),
        choices=[(one.value, one.label) for one in COMMITMENT_STRENGTHS],
        required=False,
    )
    held_on = forms.DateField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, passage: Passage, person: User, now: datetime.datetime) -> None:
        self.passage, self.guess = passage, Guess.from_json(passage.guess)
        self.meeting = passage.statement.meeting
        self.ministries = _ministries(passage, person, now.date())
        self.followable = Followable(person, self.meeting.country)
        super().__init__(data, initial=self._initial(now), label_suffix="")
        for name in ("kind", "owed_by", "strength", "nature", "answer_strength"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = _capital(field.choices)
        if self.guess.owes is None:
            self.fields["owed_by"].choices = [  # type: ignore[attr-defined]
                ("", _("choose…")),
                *self.fields["owed_by"].choices,  # type: ignore[attr-defined]
            ]
        for side in Side:
            rows = self.ministries[side]
            self.fields[f"lead_{side}"].choices = [  # type: ignore[attr-defined]
                ("", NOBODY),
                *((one.pk, one.label) for one in rows),
            ]
        count_letters(self.fields["title"])
        self._say_sources()

    def _initial(self, now: datetime.datetime) -> dict[str, Any]:
        guess = self.guess
        speaks = OTHER_SIDE[guess.owes] if guess.owes and guess.kind == OutcomeKind.ASK else guess.owes
        # Nobody owes a topic, so that one that was read needs no side; of words marked by hand it is asked.
        is_topic = guess.kind == OutcomeKind.TOPIC and guess.verb
        unsaid = SpokenBy.NOT_STATED.value if is_topic else ""
        timing = deadline.initial_of(guess.deadline)
        return {
            **timing,
            "kind": guess.kind.value,
            "owed_by": speaks.value if speaks else unsaid,
            "strength": guess.strength.value,
            "title": _short(guess) if guess.kind in CARRYING else "",
            "condition": shortened(guess.condition, 200),
            "nature": Nature.DISCRETE.value,
            "answer_strength": Strength.NOT_STATED.value,
            "review_on": meetings.review_date(self.meeting, now) if self.is_undated else None,
            "held_on": self.meeting.held_on,
            "seen": self.passage.version,
        }

    def _say_sources(self) -> None:
        """Say below each value from which words it comes, or that there are none."""
        guess, told = self.guess, self.fields
        above = _("from the line above the list: “%(words)s”")
        if guess.verb:
            said = above if guess.is_from_stem else _("from the verb “%(words)s”")
            told["strength"].help_text = said % {"words": guess.verb}
        else:
            told["strength"].help_text = _("no verb was read")
        if guess.owner and guess.kind != OutcomeKind.TOPIC:
            said = above if guess.is_from_stem else _("from “%(words)s”")
            told["owed_by"].help_text = said % {"words": guess.owner}
        elif guess.owes:
            told["owed_by"].help_text = _("from the sentences before")
        else:
            told["owed_by"].help_text = _("the passage names none")
        wording = guess.deadline.wording
        told["when"].help_text = (
            _("from “%(words)s”") % {"words": wording} if wording else _("no date in the passage")
        )
        if self.is_undated:
            told["review_on"].help_text = _("filled in, since no date is stated")
        for side in Side:
            named = [one.label for one in self.ministries[side] if one.name in self.passage.words]
            told[f"lead_{side}"].help_text = (
                _("the passage names %(name)s: choose it if that is meant") % {"name": "; ".join(named)}
                if named
                else _("the passage names none")
            )

    @property
    def is_undated(self) -> bool:
        """Say whether a review date stands in for the deadline; a word such as "soon" has its own."""
        return self.guess.deadline.kind == "none" or self.is_reviewed

    @property
    def leads(self) -> list[forms.BoundField]:
        """Give the leads of the sides that owe, first those; of both sides where none is named."""
        owes = self.guess.owes
        sides = [Side(owes)] if owes in (OwedBy.OURS, OwedBy.THEIRS) else list(Side)
        return [self[f"lead_{side}"] for side in sides]

    @property
    def other_leads(self) -> list[forms.BoundField]:
        names = {field.name for field in self.leads}
        return [self[f"lead_{side}"] for side in Side if f"lead_{side}" not in names]

    @property
    def carries(self) -> bool:
        """Say whether something is owed because of it, as the reader understood."""
        return self.guess.kind in CARRYING

    @property
    def is_reviewed(self) -> bool:
        """Say whether it waits for an answer, and comes back."""
        return self.guess.kind == OutcomeKind.ASK

    def clean_title(self) -> str:
        return fitting(self.cleaned_data["title"], "")

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen kind of deadline needs."""
        found = super().clean()
        wanted = inputs.missing(found)
        if wanted and found.get("kind") in CARRYING:
            self.add_error(*wanted)
        kind, strength = found.get("kind") or "", found.get("strength") or ""
        if (refusal := meetings.why_not_strength(kind, Answer.UNANSWERED, strength)) is not None:
            self.add_error("strength", str(refusal))
        if (refusal := meetings.why_not_side(kind, found.get("owed_by") or "")) is not None:
            self.add_error("owed_by", str(refusal))
        return found

    def accepted(self) -> Accepted:
        """Give what is accepted; the leads as the officer chose them."""
        values = self.cleaned_data
        known = {one.pk: one for rows in self.ministries.values() for one in rows}
        parts = [
            Part(side, known[values[f"lead_{side}"]], LeadRole.LEAD)
            for side in Side
            if values[f"lead_{side}"]
        ]
        return Accepted(
            kind=OutcomeKind(values["kind"]),
            side=None if values["owed_by"] == SpokenBy.NOT_STATED else OwedBy(values["owed_by"]),
            strength=Strength(values["strength"]),
            title=values["title"],
            parts=parts,
            deadline=self._spec(),
            hooks=values["hooks"],
            review_on=values["review_on"],
            nature=Nature(values["nature"] or Nature.DISCRETE),
            condition=values["condition"],
            answer_wording=values["answer_wording"],
            answer_strength=Strength(values["answer_strength"] or Strength.NOT_STATED),
        )

    def _spec(self) -> DeadlineSpec:
        """Give the deadline as it was read where its words were left, else as it was typed."""
        values, read = self.cleaned_data, self.guess.deadline
        is_left = values["when"] in (inputs.WORDS, "") and values["wording"] == read.wording
        return read if is_left and read.wording and not values["which"] else inputs.spec_of(values)


def _short(guess: Guess) -> str:
    action = guess.action
    return action if len(action) <= TITLE_LETTERS else lifecycle.beginning(action)


def _ministries(passage: Passage, person: User, today: datetime.date) -> dict[Side, list[Ministry]]:
    """Read the ministries of both sides that stand today: one query."""
    partner = passage.statement.meeting.country
    known = Q(country=partner) | Q(country__iso=settings.HOME_COUNTRY)
    standing = Q(exists_until__isnull=True) | Q(exists_until__gte=today)
    rows = access.rows(Ministry, person).filter(known, standing).order_by("name")
    found: dict[Side, list[Ministry]] = {side: [] for side in Side}
    for row in rows:
        found[Side.THEIRS if row.country_id == partner.pk else Side.OURS].append(row)
    return found
