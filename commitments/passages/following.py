"""What was read before, followed into a text as it stands now. Pure: nothing is stored here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from commitments.models import Passage
from commitments.passages.guesses import Guess
from commitments.passages.wording import Place, folded, nearest, occurrences
from commitments.vocabulary import PassageState

UNDECIDED = (PassageState.WAITING, PassageState.GONE)
Name = tuple[str, tuple[int | None, str]]


@dataclass(frozen=True, slots=True)
class Found:
    """What the reader finds in the text now: a sentence, where it stands, and what it says."""

    sentence: str
    place: Place
    guess: Guess


@dataclass(slots=True)
class Followed:
    """Where a passage stands now, None for nowhere; `guess` is new where the reader read its sentence.

    It is apart where the words that it was joined from stand together no longer, and its own sentence does.
    """

    passage: Passage
    place: Place | None
    guess: Guess | None = None
    is_apart: bool = False


def follow(
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
        waiting.setdefault(folded(item.sentence), []).append(item)
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
                if one.place and folded(one.passage.words) == folded(passage.words)
            )
            followed.append(Followed(passage, nearest(text, passage.words, passage.start or 0, taken)))
    new = {id(one) for items in waiting.values() for one in items}
    return followed, [one for one in found if id(one) in new]


def _in_order(passages: Iterable[Passage]) -> list[Passage]:
    """Put what was decided first: where a sentence stands twice, it stays decided."""
    return sorted(passages, key=lambda one: (one.state == PassageState.GONE, one.start or 0, one.pk))


def _name(passage: Passage) -> Name:
    """Give what a passage is known by: its sentence, and what tells it from others of that."""
    # What an officer marked may be a sentence that the reader finds now: it is not proposed beside it.
    return folded(passage.sentence or passage.words), Guess.from_json(passage.guess).key


def _prefer_decided(pairs: dict[int, Found], passages: Sequence[Passage], names: Mapping[int, Name]) -> None:
    """Where a sentence stands less often than it was read, let what was decided of it keep its place."""
    undecided = {names[one.pk]: one.pk for one in passages if one.pk in pairs and one.state in UNDECIDED}
    for passage in passages:
        if passage.pk not in pairs and passage.state not in UNDECIDED:
            rival = undecided.pop(names[passage.pk], None)
            if rival is not None:
                pairs[passage.pk] = pairs.pop(rival)


def _moved(passage: Passage, one: Found, text: str) -> Followed:
    """Say where a passage stands whose sentence was found: all of it, a part, or more than that."""
    start, end = one.place
    if folded(passage.words) == folded(one.sentence):
        return Followed(passage, one.place, one.guess)
    for first, last in occurrences(text[start:end], passage.words):
        return Followed(passage, (start + first, start + last))
    place = nearest(text, passage.words, start, frozenset())
    if place is None and passage.state in UNDECIDED:
        # Nobody decided it: what still stands of it is shown.
        return Followed(passage, one.place, one.guess, is_apart=True)
    return Followed(passage, place)
