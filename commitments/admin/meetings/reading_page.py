"""A text as its reading page shows it: paragraphs with their passages, and a form for each passage.

The form has each value as the reader understood it, with the words it comes from.
"""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.access import querysets
from commitments.admin.commitments import deadline_forms
from commitments.admin.commitments.deadline_forms import FollowChoices
from commitments.admin.form_fields import check_title, count_letters, offer_to_add
from commitments.admin.long_texts import count_bytes, count_fitting
from commitments.deadlines import inputs
from commitments.enums import (
    COMMITMENT_STRENGTHS,
    OTHER_SIDE,
    Answer,
    LeadRole,
    Nature,
    OutcomeKind,
    OwedBy,
    PassageState,
    Side,
    SpokenBy,
    Strength,
)
from commitments.language import phrases
from commitments.language.phrases.specification import DeadlineSpec
from commitments.lifecycle import transitions
from commitments.lifecycle.transitions import OwnerPart
from commitments.meetings import outcomes, texts
from commitments.models import Country, Ministry, Outcome, Passage, Statement, User
from commitments.models.commitments import TITLE_LETTERS
from commitments.records.edits import shorten_text
from commitments.statements.decisions import Accepted
from commitments.statements.passages import Guess, Paragraph, paragraphs_of, text_of

# As much of a text, in bytes, and as many passages as make one page.
PART_BYTES, PART_CARDS = 16_000, 30
SHORT = 120
NAMES: Mapping[OutcomeKind, Promise] = {
    OutcomeKind.COMMITMENT: gettext_lazy("Undertaking"),
    OutcomeKind.REQUEST: gettext_lazy("Request"),
    OutcomeKind.OFFER: gettext_lazy("Offer"),
    OutcomeKind.UNDERSTANDING: gettext_lazy("Understanding"),
    OutcomeKind.TOPIC: gettext_lazy("Topic"),
}
# How the underline is drawn: dashed, solid, dotted.
LINES = {OutcomeKind.REQUEST: "asked", OutcomeKind.COMMITMENT: "owed", OutcomeKind.OFFER: "owed"}


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of a paragraph; `cards` are the passages that begin with it, `line` how it is underlined."""

    text: str
    cards: tuple["PassageCard", ...] = ()
    line: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class ParagraphShown:
    """One paragraph with its number; a heading has none."""

    number: int | None
    pieces: tuple[TextPiece, ...]


@dataclass(frozen=True, slots=True)
class PassageCard:
    """One passage in the list; `sides` are who speaks or owes and, for a request, who is asked."""

    passage: Passage
    guess: Guess
    number: int
    name: str
    sides: tuple[tuple[Side, str], ...]
    is_request: bool
    short: str
    is_current: bool
    is_ocr: bool

    @property
    def key(self) -> int:
        return self.passage.pk

    @property
    def is_waiting(self) -> bool:
        return self.passage.state == PassageState.WAITING

    @property
    def is_accepted(self) -> bool:
        return self.passage.state == PassageState.ACCEPTED

    @property
    def is_unconfirmed(self) -> bool:
        """Return whether its words were accepted as read by OCR, and still have to be compared."""
        return self.passage.outcome is not None and self.passage.outcome.is_unconfirmed

    @property
    def line(self) -> str:
        return LINES.get(self.guess.kind, "noted")


@dataclass(frozen=True, slots=True)
class TextPart:
    """One page of a long text: its number, the total, and its cards."""

    number: int
    count: int
    paragraphs: tuple[ParagraphShown, ...]
    cards: tuple[PassageCard, ...]
    # The first passage of each part, to lead there; None for a part without any.
    firsts: tuple[int | None, ...]


def cards_of(statement: Statement, found: Sequence[Passage], current: int | None) -> list[PassageCard]:
    """Make the cards of a text in its order."""
    partner = statement.meeting.country.iso
    cards = []
    for number, passage in enumerate(found, 1):
        guess = Guess.from_json(passage.guess)
        outcome = passage.outcome
        kind = OutcomeKind(outcome.kind) if outcome else guess.kind
        short = guess.action or Truncator(" ".join(passage.words.split())).chars(SHORT)
        cards.append(
            PassageCard(
                passage=passage,
                guess=guess,
                number=number,
                name=str(NAMES[kind]),
                sides=_sides(kind, _spoke(outcome) if outcome else _speaks(guess), partner),
                is_request=kind == OutcomeKind.REQUEST,
                short=short,
                is_current=passage.pk == current,
                is_ocr=texts.is_read_by_ocr(passage.words, statement),
            )
        )
    return cards


def _spoke(outcome: Outcome) -> OwedBy | None:
    """Return the side of a recorded outcome; None where it is not stated."""
    return None if outcome.spoken_by == SpokenBy.NOT_STATED else OwedBy(outcome.spoken_by)


def _speaks(guess: Guess) -> OwedBy | None:
    """Return who speaks: for a request the side that is not to act."""
    return OTHER_SIDE[guess.owes] if guess.owes and guess.kind == OutcomeKind.REQUEST else guess.owes


def _sides(kind: OutcomeKind, speaks: OwedBy | None, partner: str) -> tuple[tuple[Side, str], ...]:
    marks = {OwedBy.OURS: (Side.OURS, settings.HOME_COUNTRY), OwedBy.THEIRS: (Side.THEIRS, partner)}
    if speaks is None:
        return ()
    if speaks == OwedBy.JOINT:
        return tuple(marks.values())
    other = (marks[OTHER_SIDE[speaks]],) if kind == OutcomeKind.REQUEST else ()
    return (marks[speaks], *other)


def part_of(statement: Statement, cards: Sequence[PassageCard]) -> TextPart:
    """Return the part of a text with the current passage, or its first."""
    text = text_of(statement.text)
    parts = list(_parts(text, paragraphs_of(text), cards))
    here = next((n for n, (_told, own) in enumerate(parts) if any(one.is_current for one in own)), 0)
    paragraphs, own = parts[here]
    return TextPart(
        number=here + 1,
        count=len(parts),
        paragraphs=tuple(ParagraphShown(one.number, tuple(_pieces(text, one, own))) for one in paragraphs),
        cards=tuple(own),
        firsts=tuple(mine[0].key if mine else None for _told, mine in parts),
    )


def _parts(
    text: str, paragraphs: Sequence[Paragraph], cards: Sequence[PassageCard]
) -> Iterator[tuple[list[Paragraph], list[PassageCard]]]:
    """Cut a text into pages; what stands in it no longer comes with the last."""
    own: list[Paragraph] = []
    mine: list[PassageCard] = []
    weight = 0
    placed = [one for one in cards if one.passage.start is not None]
    for paragraph in (piece for one in paragraphs for piece in _light(text, one, placed)):
        here = [one for one in placed if paragraph.start <= (one.passage.start or 0) < paragraph.end]
        bytes_here = count_bytes(text[paragraph.start : paragraph.end])
        if own and (weight + bytes_here > PART_BYTES or len(mine) + len(here) > PART_CARDS):
            yield own, mine
            own, mine, weight = [], [], 0
        own.append(paragraph)
        mine += here
        weight += bytes_here
    yield own, [*mine, *(one for one in cards if one.passage.start is None)]


def _light(text: str, paragraph: Paragraph, cards: Sequence[PassageCard]) -> Iterator[Paragraph]:
    """Cut a paragraph that would be too heavy for a page; the first of its pieces keeps the number."""
    start, number = paragraph.start, paragraph.number
    while start < paragraph.end:
        end = start + count_fitting(text[start : paragraph.end], PART_BYTES)
        begins = [at for one in cards if start <= (at := one.passage.start or 0) < end]
        end = max(begins[PART_CARDS], start + 1) if len(begins) > PART_CARDS else end
        yield replace(paragraph, start=start, end=min(end, paragraph.end), number=number)
        start, number = end, None


def _pieces(text: str, paragraph: Paragraph, cards: Sequence[PassageCard]) -> Iterator[TextPiece]:
    """Cut a paragraph where passages begin and end."""
    spans = [
        (max(one.passage.start, paragraph.start), min(one.passage.end or 0, paragraph.end), one)
        for one in cards
        if one.passage.start is not None
    ]
    spans = [span for span in spans if span[0] < span[1]]
    cuts = sorted(
        {paragraph.start, paragraph.end, *(at for first, last, _card in spans for at in (first, last))}
    )
    for start, end in pairwise(cuts):
        over = [card for first, last, card in spans if first <= start and end <= last]
        begins = tuple(card for card in over if card.passage.start == start)
        shown = next((card for card in over if card.is_current), over[0] if over else None)
        yield TextPiece(
            text[start:end],
            begins,
            shown.line if shown else "",
            is_current=shown is not None and shown.is_current,
        )


def told_of(cards: Sequence[PassageCard]) -> str:
    """Return in one line what was found: how many passages, how many of them with a deadline."""
    count = len(cards)
    if not count:
        return _("No passage in this text looks like an outcome.")
    said = [
        ngettext("%(n)d passage looks like an outcome.", "%(n)d passages look like outcomes.", count)
        % {"n": count}
    ]
    dated = sum(card.guess.deadline.kind != "none" for card in cards)
    if dated:
        said.append(ngettext("%(n)d states a deadline.", "%(n)d state a deadline.", dated) % {"n": dated})
    else:
        said.append(_("No passage states a deadline."))
    known = sum(card.passage.was_on_record for card in cards)
    if known:
        said.append(
            ngettext("%(n)d is already recorded.", "%(n)d are already recorded.", known) % {"n": known}
        )
    said.append(_("No record is created until you accept a passage."))
    return " ".join(said)


# Of which kinds something may be owed, and by when.
CARRYING = (OutcomeKind.COMMITMENT, OutcomeKind.OFFER)
NOBODY = gettext_lazy("not named")


def _capital(choices: Any) -> list[tuple[str, str]]:
    return [(value, capfirst(str(label))) for value, label in choices]


class PassageForm(deadline_forms.DeadlineFields):
    """The card of one passage; `side` is who speaks and, except for a request, who owes."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=OutcomeKind)
    owed_by = forms.ChoiceField(label=gettext_lazy("Spoken by"), choices=SpokenBy)
    strength = forms.ChoiceField(label=gettext_lazy("Strength"), choices=Strength)
    title = forms.CharField(label=gettext_lazy("Short title"), required=False)
    lead_ours = forms.TypedChoiceField(
        label=gettext_lazy("Lead, our side"), coerce=int, empty_value=None, required=False
    )
    lead_theirs = forms.TypedChoiceField(
        label=gettext_lazy("Lead, their side"), coerce=int, empty_value=None, required=False
    )
    condition = forms.CharField(label=gettext_lazy("Condition"), max_length=200, required=False)
    nature = forms.ChoiceField(label=gettext_lazy("Nature"), choices=Nature, required=False)
    answer_wording = forms.CharField(
        label=gettext_lazy("Wording of the acceptance"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "record"}),
        help_text=gettext_lazy("for a request or an offer that this text accepts; otherwise leave empty"),
    )
    answer_strength = forms.ChoiceField(
        label=gettext_lazy("Strength of the answer"),
        choices=[(one.value, one.label) for one in COMMITMENT_STRENGTHS],
        required=False,
    )
    is_confirmed = forms.BooleanField(
        label=gettext_lazy("I have compared the wording with the document"),
        required=False,
        help_text=gettext_lazy(
            "Without this, the clause is not treated as a quotation until you confirm it."
        ),
    )
    held_on = forms.DateField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any, passage: Passage, person: User, now: datetime.datetime, date: str = ""
    ) -> None:
        """Make the card; `date` is a mentioned date that the officer uses as the deadline."""
        self.passage, self.guess = passage, Guess.from_json(passage.guess)
        is_used = date in self.guess.mentioned
        self.deadline = phrases.parse_any(date) if is_used else self.guess.deadline
        self.meeting = passage.statement.meeting
        self.ministries = _ministries(passage, person, now.date())
        self.followable = FollowChoices(person, self.meeting.country)
        super().__init__(data, initial=self._initial(now), label_suffix="")
        for name in ("kind", "owed_by", "strength", "nature", "answer_strength"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = _capital(field.choices)
        if self.guess.owes is None:
            self.fields["owed_by"].choices = [  # type: ignore[attr-defined]
                ("", _("select…")),
                *self.fields["owed_by"].choices,  # type: ignore[attr-defined]
            ]
        for side in Side:
            rows = self.ministries[side]
            self.fields[f"lead_{side}"].choices = [  # type: ignore[attr-defined]
                ("", NOBODY),
                *((one.pk, one.label) for one in rows),
            ]
            country = self.meeting.country_id if side == Side.THEIRS else _home_key()
            unknown = self.guess.owner if self.guess.owes is None else None
            offer_to_add(self.fields[f"lead_{side}"], Ministry, person, country=country, name=unknown or None)
        count_letters(self.fields["title"])
        self._say_sources()

    def _initial(self, now: datetime.datetime) -> dict[str, Any]:
        guess = self.guess
        speaks = OTHER_SIDE[guess.owes] if guess.owes and guess.kind == OutcomeKind.REQUEST else guess.owes
        # Nobody owes a topic, so that one that was read needs no side; of words marked by hand it is asked.
        is_topic = guess.kind == OutcomeKind.TOPIC and guess.verb
        unsaid = SpokenBy.NOT_STATED.value if is_topic else ""
        timing = deadline_forms.initial_of(self.deadline)
        return {
            **timing,
            "kind": guess.kind.value,
            "owed_by": speaks.value if speaks else unsaid,
            "strength": guess.strength.value,
            "title": _short(guess) if guess.kind in CARRYING else "",
            "condition": shorten_text(guess.condition, 200),
            "nature": Nature.ONE_OFF.value,
            "answer_strength": Strength.NOT_STATED.value,
            "review_on": outcomes.review_date(self.meeting, now) if self.is_undated else None,
            "held_on": self.meeting.held_on,
            "seen": self.passage.version,
        }

    def _say_sources(self) -> None:
        """Set below each field the words from which its value comes, or that there are none."""
        guess, told = self.guess, self.fields
        above = _("from the line above the list: “%(words)s”")
        if guess.verb:
            said = above if guess.is_from_stem else _("from the verb “%(words)s”")
            told["strength"].help_text = said % {"words": guess.verb}
        else:
            told["strength"].help_text = _("no verb found")
        if guess.owner and guess.kind != OutcomeKind.TOPIC:
            said = above if guess.is_from_stem else _("from “%(words)s”")
            told["owed_by"].help_text = said % {"words": guess.owner}
        elif guess.owes:
            told["owed_by"].help_text = _("from the preceding sentences")
        else:
            told["owed_by"].help_text = _("not named in the passage")
        if wording := self.deadline.wording:
            told["when"].help_text = _("from “%(words)s”") % {"words": wording}
        else:
            told["when"].help_text = (
                _("no deadline in the passage") if guess.mentioned else _("no date in the passage")
            )
        if self.is_undated:
            told["review_on"].help_text = _("filled in automatically because no date is stated")
        for side in Side:
            named = [one.label for one in self.ministries[side] if self._is_named(one)]
            told[f"lead_{side}"].help_text = (
                _("named in the passage: %(name)s (select if correct)") % {"name": "; ".join(named)}
                if named
                else _("not named in the passage")
            )

    def _is_named(self, ministry: Ministry) -> bool:
        """Return whether the passage has a name or a short form of a ministry as words of their own."""
        words, names = self.passage.words, ministry.all_names
        return any(re.search(rf"(?<!\w){re.escape(name)}(?![A-Za-z0-9])", words) for name in names)

    @property
    def is_undated(self) -> bool:
        """Return whether a review date replaces the deadline; a word such as "soon" has its own."""
        return self.deadline.kind == "none" or self.is_reviewed

    @property
    def leads(self) -> list[forms.BoundField]:
        """Return the leads of the owing sides, those first; of both sides where none is named."""
        owes = self.guess.owes
        sides = [Side(owes)] if owes in (OwedBy.OURS, OwedBy.THEIRS) else list(Side)
        return [self[f"lead_{side}"] for side in sides]

    @property
    def other_leads(self) -> list[forms.BoundField]:
        names = {field.name for field in self.leads}
        return [self[f"lead_{side}"] for side in Side if f"lead_{side}" not in names]

    @property
    def carries(self) -> bool:
        """Return whether a commitment follows from it, as the reader understood."""
        return self.guess.kind in CARRYING

    @property
    def is_reviewed(self) -> bool:
        """Return whether it waits for an answer, and so has a review date."""
        return self.guess.kind == OutcomeKind.REQUEST

    def clean_title(self) -> str:
        return check_title(self.cleaned_data["title"], "")

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen kind of deadline needs."""
        found = super().clean()
        wanted = inputs.find_missing_input(found)
        if wanted and found.get("kind") in CARRYING:
            self.add_error(*wanted)
        kind, strength = found.get("kind") or "", found.get("strength") or ""
        if (refusal := outcomes.why_not_strength(kind, Answer.UNANSWERED, strength)) is not None:
            self.add_error("strength", str(refusal))
        if (refusal := outcomes.why_not_side(kind, found.get("owed_by") or "")) is not None:
            self.add_error("owed_by", str(refusal))
        return found

    def accepted(self) -> Accepted:
        """Return what is accepted; the leads as the officer selected them."""
        values = self.cleaned_data
        known = {one.pk: one for rows in self.ministries.values() for one in rows}
        parts = [
            OwnerPart(side, known[values[f"lead_{side}"]], LeadRole.LEAD)
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
            nature=Nature(values["nature"] or Nature.ONE_OFF),
            condition=values["condition"],
            answer_wording=values["answer_wording"],
            answer_strength=Strength(values["answer_strength"] or Strength.NOT_STATED),
            is_confirmed=values["is_confirmed"],
        )

    def _spec(self) -> DeadlineSpec:
        """Return the deadline as read where its wording is unchanged, else as typed."""
        values, read = self.cleaned_data, self.guess.deadline
        is_left = values["when"] in (inputs.WORDS, "") and values["wording"] == read.wording
        return read if is_left and read.wording and not values["which"] else inputs.spec_of(values)


def _home_key() -> int | None:
    home = querysets.open_rows(Country).filter(iso=settings.HOME_COUNTRY)
    return home.values_list("pk", flat=True).first()


def _short(guess: Guess) -> str:
    action = guess.action
    return action if len(action) <= TITLE_LETTERS else transitions.shorten_clause(action)


def _ministries(passage: Passage, person: User, today: datetime.date) -> dict[Side, list[Ministry]]:
    """Read the ministries of both sides that stand today: one query."""
    partner = passage.statement.meeting.country
    known = Q(country=partner) | Q(country__iso=settings.HOME_COUNTRY)
    standing = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    rows = querysets.list_readable(Ministry, person).filter(known, standing)
    found: dict[Side, list[Ministry]] = {side: [] for side in Side}
    for row in rows.prefetch_related("names").order_by("name"):
        found[Side.THEIRS if row.country_id == partner.pk else Side.OURS].append(row)
    return found
