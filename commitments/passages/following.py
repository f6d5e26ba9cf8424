"""What was read before, followed into a text as it stands now. Pure: nothing is stored here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commitments.models import Passage
from commitments.passages.guesses import Guess
from commitments.passages.wording import Place, folded, nearest, occurrences
from commitments.vocabulary import PassageState

UNDECIDED = (PassageState.WAITING, PassageState.GONE)


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
    waiting = list(found)
    pairs: dict[int, Found] = {}
    for is_exact in (True, False):
        for passage in _in_order(passages):
            if passage.pk not in pairs and (one := _of(passage, waiting, is_exact=is_exact)):
                waiting.remove(one)
                pairs[passage.pk] = one
    followed = [_moved(passage, pairs[passage.pk], text) for passage in passages if passage.pk in pairs]
    for passage in _in_order(passages):
        if passage.pk not in pairs:
            taken = frozenset(
                one.place
                for one in followed
                if one.place and folded(one.passage.words) == folded(passage.words)
            )
            followed.append(Followed(passage, nearest(text, passage.words, passage.start or 0, taken)))
    return followed, waiting


def _in_order(passages: Iterable[Passage]) -> list[Passage]:
    """Put what was decided first: where a sentence stands twice, it stays decided."""
    return sorted(passages, key=lambda one: (one.state == PassageState.GONE, one.start or 0, one.pk))


def _of(passage: Passage, waiting: Sequence[Found], *, is_exact: bool) -> Found | None:
    """Find what was found of the sentence of a passage, nearest to where it stood."""
    # What an officer marked may be a sentence that the reader finds now: it is not proposed beside it.
    sentence, key = folded(passage.sentence or passage.words), Guess.from_json(passage.guess).key
    alike = [
        one for one in waiting if folded(one.sentence) == sentence and (not is_exact or one.guess.key == key)
    ]
    return min(alike, key=lambda one: abs(one.place[0] - (passage.start or 0)), default=None)


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
