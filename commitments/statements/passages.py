"""Passages of a text: their places, paragraphs, and what the reader understood of them.

Words are found whatever their line breaks, and passages read before are followed into the current text; none
of that needs queries. Also the checks before every change of passages, and how they are listed.
"""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from commitments.access import write_rules
from commitments.enums import OutcomeKind, OwedBy, PassageState, Strength
from commitments.errors import Refused
from commitments.language.comparison.words import compose_characters, find_occurrences
from commitments.language.phrases.specification import DeadlineSpec, not_stated
from commitments.language.reader.blocks import BlockKind, blocks_of
from commitments.language.reader.deadlines import is_past
from commitments.language.reader.grammar import ParsedClause
from commitments.models import Passage, Statement, User

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph with its bullet or number; a heading has no number."""

    start: int
    end: int
    number: int | None
    is_point: bool = False


def text_of(text: str) -> str:
    """Return a text in the form in which places count: with composed characters (NFC) and plain line ends."""
    return compose_characters(re.sub(r"\r\n?", "\n", text))


def paragraphs_of(text: str) -> list[Paragraph]:
    """Cut a text into numbered paragraphs; headings between them have no number."""
    found: list[Paragraph] = []
    number = 0
    for block in blocks_of(text):
        is_heading = block.kind is BlockKind.HEADING
        number += not is_heading
        # The mark before a point belongs to what is shown.
        start = text.rfind("\n", 0, block.start) + 1
        start = max(start, found[-1].end if found else 0)
        is_point = block.kind is BlockKind.POINT
        found.append(Paragraph(start, block.end, None if is_heading else number, is_point))
    return found


def number_at(paragraphs: Sequence[Paragraph], place: int) -> int | None:
    """Return the number of the paragraph at a place; None in a heading."""
    return next((one.number for one in paragraphs if one.start <= place < one.end), None)


def find_nearest_words(text: str, words: str, near: int, taken: frozenset[Place]) -> Place | None:
    """Find the words nearest to a place where nothing else stands already; None where they are no more."""
    free = [place for place in find_occurrences(text, words) if place not in taken]
    return min(free, key=lambda place: abs(place[0] - near), default=None)


def fold_spaces(words: str) -> str:
    """Return words with single spaces, for comparing two texts of one sentence."""
    return " ".join(words.split())


@dataclass(frozen=True, slots=True)
class Guess:
    """The meaning of the words, as far as the reader understood; nothing is invented.

    `owes` is the side that is to act, None where the words name none. `verb` and `owner` are the words from
    which strength and side were taken, with `is_from_stem` those of the line above a list. `mentioned` are
    the wordings of dates that are no deadline, and not past. `verb_at` distinguishes two passages of one
    sentence.
    """

    kind: OutcomeKind = OutcomeKind.TOPIC
    owes: OwedBy | None = None
    strength: Strength = Strength.NOT_STATED
    action: str = ""
    deadline: DeadlineSpec = field(default_factory=not_stated)
    condition: str = ""
    verb: str = ""
    owner: str = ""
    is_from_stem: bool = False
    verb_at: int | None = None
    mentioned: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[int | None, str]:
        """Return what distinguishes it from others of one sentence: the place of its verb, and its
        deadline.
        """
        return self.verb_at, self.deadline.wording

    def to_json(self) -> dict[str, Any]:
        """Return what is stored, without defaults."""
        told = {
            "kind": self.kind.value,
            "owes": self.owes.value if self.owes else None,
            "strength": self.strength.value,
            "action": self.action,
            "deadline": self.deadline.to_json(),
            "condition": self.condition,
            "verb": self.verb,
            "owner": self.owner,
            "is_from_stem": self.is_from_stem,
            "verb_at": self.verb_at,
            "mentioned": list(self.mentioned),
        }
        return {name: value for name, value in told.items() if value not in (None, "", False, [])}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `to_json` gave; of what is not there nothing is known."""
        values = dict(stored)
        for name, kind in (("kind", OutcomeKind), ("owes", OwedBy), ("strength", Strength)):
            if name in values:
                values[name] = kind(values[name])
        if "deadline" in values:
            values["deadline"] = DeadlineSpec.from_json(values["deadline"])
        values["mentioned"] = tuple(values.get("mentioned", ()))
        return cls(**values)


def guess_of(clause: ParsedClause, text: str, held_on: datetime.date | None = None) -> Guess:
    """Keep of a proposal what it says and from which words of the text; `held_on` is when both sides met."""
    start, end = clause.verb_place
    is_inside = not clause.is_from_stem
    owner = clause.owner_place
    return Guess(
        kind=clause.act,
        owes=OwedBy(clause.owner) if clause.owner else None,
        strength=clause.strength,
        # A point of a list may end with what leads to the next one.
        action=clause.action.rstrip(" ;,"),
        deadline=clause.due,
        condition=clause.condition,
        verb=" ".join(text[start:end].split()),
        owner=" ".join(text[slice(*owner)].split()) if owner else "",
        is_from_stem=clause.is_from_stem,
        verb_at=start - clause.place[0] if is_inside else None,
        mentioned=tuple(
            dict.fromkeys(
                one.spec.wording for one in clause.mentioned_dates if not is_past(one.spec, held_on)
            )
        ),
    )


UNDECIDED = (PassageState.WAITING, PassageState.GONE)
Name = tuple[str, tuple[int | None, str]]


@dataclass(frozen=True, slots=True)
class Found:
    """What the reader finds in the current text: a sentence, its place, and its meaning."""

    sentence: str
    place: Place
    guess: Guess


@dataclass(slots=True)
class Followed:
    """The current place of a passage, None where it is gone; `guess` is new where the reader read its
    sentence.

    It is apart where the words from which it was merged are no longer adjacent, and its own sentence exists.
    """

    passage: Passage
    place: Place | None
    guess: Guess | None = None
    is_apart: bool = False


def pair_passages(
    text: str, found: Sequence[Found], passages: Sequence[Passage]
) -> tuple[list[Followed], list[Found]]:
    """Pair what is found with what was read before; give all passages as they stand now, and what is new.

    A sentence that stands unchanged keeps its passages wherever it went. Where the reader understands it
    otherwise than before, what was decided of it stays decided. What the reader does not find any more is
    looked for by its own words.
    """
    names = {passage.pk: _name(passage) for passage in passages}
    waiting: dict[str, list[Found]] = {}
    for item in found:
        waiting.setdefault(fold_spaces(item.sentence), []).append(item)
    pairs: dict[int, Found] = {}
    for is_exact in (True, False):
        for passage in _in_order(passages):
            sentence, key = names[passage.pk]
            alike = [one for one in waiting.get(sentence, ()) if not is_exact or one.guess.key == key]
            if passage.pk not in pairs and alike:
                one = min(alike, key=lambda one: abs(one.place[0] - (passage.start or 0)))
                waiting[sentence].remove(one)
                pairs[passage.pk] = one
    _prefer_decided(pairs, passages, names)
    followed = [_moved(passage, pairs[passage.pk], text) for passage in passages if passage.pk in pairs]
    for passage in _in_order(passages):
        if passage.pk not in pairs:
            taken = frozenset(
                one.place
                for one in followed
                if one.place and fold_spaces(one.passage.words) == fold_spaces(passage.words)
            )
            followed.append(
                Followed(passage, find_nearest_words(text, passage.words, passage.start or 0, taken))
            )
    new = {id(one) for items in waiting.values() for one in items}
    return followed, [one for one in found if id(one) in new]


def _in_order(passages: Iterable[Passage]) -> list[Passage]:
    """Return decided passages first: where a sentence occurs twice, the decision stays."""
    return sorted(passages, key=lambda one: (one.state == PassageState.GONE, one.start or 0, one.pk))


def _name(passage: Passage) -> Name:
    """Return what identifies a passage: its sentence, and what distinguishes it from others in it."""
    # What an officer marked may be a sentence that the reader finds now: it is not proposed beside it.
    return fold_spaces(passage.sentence or passage.words), Guess.from_json(passage.guess).key


def _prefer_decided(pairs: dict[int, Found], passages: Sequence[Passage], names: Mapping[int, Name]) -> None:
    """Where a sentence stands less often than it was read, let what was decided of it keep its place."""
    undecided = {names[one.pk]: one.pk for one in passages if one.pk in pairs and one.state in UNDECIDED}
    for passage in passages:
        if passage.pk not in pairs and passage.state not in UNDECIDED:
            rival = undecided.pop(names[passage.pk], None)
            if rival is not None:
                pairs[passage.pk] = pairs.pop(rival)


def _moved(passage: Passage, one: Found, text: str) -> Followed:
    """Return the current place of a passage whose sentence was found: all of it, a part, or more than it."""
    start, end = one.place
    if fold_spaces(passage.words) == fold_spaces(one.sentence):
        return Followed(passage, one.place, one.guess)
    for first, last in find_occurrences(text[start:end], passage.words):
        return Followed(passage, (start + first, start + last))
    place = find_nearest_words(text, passage.words, start, frozenset())
    if place is None and passage.state in UNDECIDED:
        # Nobody decided it: what still stands of it is shown.
        return Followed(passage, one.place, one.guess, is_apart=True)
    return Followed(passage, place)


def check_may_decide(statement: Statement, user: User) -> None:
    """Raise `Refused` where the person may not decide what the text is read for."""
    write_rules.require_desk(user, statement)


def lock_text(statement: Statement) -> Statement:
    """Lock a text, and after it its passages, until the transaction ends, and return its current state.

    Every reader and writer locks in this order, to prevent deadlocks.
    """
    return Statement.objects.select_for_update(no_key=True, of=("self",)).get(pk=statement.pk)


def lock_passage(passage: Passage) -> Passage:
    """Lock a passage until the transaction ends, and return its current state."""
    rows = Passage.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("statement__meeting__country", "outcome").get(pk=passage.pk)


def need_waiting(passage: Passage) -> None:
    """Raise `Refused` for a passage that was decided meanwhile, or is no longer in the text."""
    if passage.state != PassageState.WAITING:
        raise Refused(
            _("This passage is no longer undecided (%(state)s). Check the passage again.")
            % {"state": passage.get_state_display()},
            "decided",
        )


def require_unchanged(passages: Iterable[Passage], text: str) -> None:
    """Refuse passages whose words no longer stand in the text where they were read."""
    if any(one.start is None or text[one.start : one.end] != one.words for one in passages):
        raise Refused(
            _("The text has changed since the analysis. Analyse it again, then check the new passages."),
            "text_changed",
        )


def with_undecided(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Count with each text, as `undecided`, the passages of it that wait; None where none does."""
    waiting = Passage.objects.filter(statement=OuterRef("pk"), state=PassageState.WAITING).order_by()
    counted = waiting.values("statement").annotate(count=Count("pk")).values("count")
    return statements.annotate(undecided=Subquery(counted))


def filter_partly_read(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Narrow to texts of which passages wait."""
    waiting = Passage.objects.filter(statement=OuterRef("pk"), state=PassageState.WAITING)
    return statements.filter(Exists(waiting))


def list_passages(statement: Statement) -> list[Passage]:
    """List the passages of a text in its order, decided ones that it has no longer at the end; one query.

    Left out is what was proposed of words that are no more, and what was joined to another.
    """
    rows = Passage.objects.filter(statement=statement).exclude(state=PassageState.GONE)
    found = rows.select_related("outcome", "decided_by")
    return sorted(found, key=lambda one: (one.start is None, one.start or 0, one.pk))


def next_waiting(passages: Iterable[Passage], after: int | None = None) -> Passage | None:
    """Return the next undecided passage of a list after that of a key, else the first; None where none is."""
    rows = list(passages)
    at = next((n for n, one in enumerate(rows) if one.pk == after), -1)
    ahead = (*rows[at + 1 :], *rows[: max(at, 0)])
    return next((one for one in ahead if one.state == PassageState.WAITING), None)
