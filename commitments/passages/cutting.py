"""What an officer makes of the words of a text: a passage of one's own, one taken apart, several joined."""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import editing
from commitments.errors import Refused
from commitments.models import Passage, Statement, User
from commitments.passages.deciding import NO_SUCH_WORDS
from commitments.passages.following import Found
from commitments.passages.guesses import Guess
from commitments.passages.reading import guess_in, propose, recorded_as
from commitments.passages.rules import check, hold, hold_text, need_standing, need_waiting
from commitments.passages.wording import folded, occurrences, text_of
from commitments.phrases import not_stated
from commitments.vocabulary import PassageState


@transaction.atomic
def mark(statement: Statement, words: str, *, by: User, now: datetime.datetime) -> Passage:
    """Mark words of a text as a passage, which then waits to be decided; its state may say it is known.

    Words that are on record as an outcome already are accepted as that at once.
    Words that stand there more than once are refused until enough are given. What was rejected before waits
    again.
    """
    check(statement, by)
    statement = hold_text(statement)
    text = text_of(statement.text)
    places = list(occurrences(text, text_of(words)))
    if not places:
        raise Refused(NO_SUCH_WORDS, "no_such_words")
    if len(places) > 1:
        raise Refused(
            _("These words stand in the text %(count)d times. Take more of what stands beside them.")
            % {"count": len(places)},
            "not_once",
        )
    start, end = places[0]
    same = Passage.objects.filter(statement=statement, start=start, end=end, part_of__isnull=True)
    # Since the text was read, other words may have come to stand where a passage was.
    known = same.filter(words=text[start:end]).order_by("pk").first()
    if known is None:
        words = text[start:end]
        guess = guess_in(words, statement) or Guess()
        found = Found(words, (start, end), guess)
        return propose(statement, found, recorded_as(words, statement), by=by, now=now)
    if known.state not in (PassageState.REJECTED, PassageState.GONE):
        raise Refused(_("These words are marked already."), "marked")
    again: dict[str, Any] = {"state": PassageState.WAITING, "reason": ""}
    return editing.change(
        known, again | {"decided_by": None, "decided_at": None}, by=by, now=now, action="undo"
    )


def _guessed(words: str, statement: Statement, otherwise: Guess) -> dict[str, Any]:
    """Read words by themselves; where the reader makes nothing of them, take what is known otherwise."""
    return (guess_in(words, statement) or otherwise).to_json()


def _left_of(whole: Guess, words: str) -> Guess:
    """Keep of what the whole said only what stands in these words; without its verb, nothing."""
    said = folded(words)
    if whole.verb not in said:
        return Guess()
    deadline = whole.deadline if whole.deadline.wording in said else not_stated()
    return replace(whole, deadline=deadline, condition=whole.condition if whole.condition in said else "")


def find_words(passage: Passage, words: str) -> int:
    """Give where typed words begin in a passage, to take it apart there; Refused where they do not."""
    found = next(occurrences(passage.words, text_of(words)), None)
    if found is None or not found[0]:
        raise Refused(
            _("Copy the words with which the second part begins; they stand behind the first ones."),
            "nowhere",
        )
    return found[0]


@transaction.atomic
def split(
    passage: Passage, at: int, *, expected: int | None = None, by: User, now: datetime.datetime
) -> tuple[Passage, Passage]:
    """Take an undecided passage apart at one of its characters; give both parts, each read by itself."""
    check(passage.statement, by)
    standing = hold(passage)
    need_waiting(standing)
    text = text_of(standing.statement.text)
    need_standing([standing], text)
    assert standing.start is not None
    assert standing.end is not None
    first, second = standing.words[:at].rstrip(), standing.words[at:].lstrip()
    if not first or not second:
        raise Refused(_("Both parts need words."), "empty")
    statement = standing.statement
    values = {
        "words": first,
        "end": standing.start + len(first),
        "guess": _guessed(first, statement, _left_of(Guess.from_json(standing.guess), first)),
    }
    editing.change(passage, values, expected=expected, by=by, now=now, action="split")
    rest = Passage(statement=statement, start=standing.end - len(second), end=standing.end, words=second)
    rest.guess = _guessed(second, statement, Guess())
    return passage, editing.create(rest, by=by, now=now)


def why_not_merge(passages: Sequence[Passage]) -> Refused | None:
    """Explain why some passages are not joined, or give None where they may be."""
    if len({one.pk for one in passages}) < 2:
        return Refused(_("Choose two passages to join."), "one")
    if len({one.statement_id for one in passages}) > 1:
        return Refused(_("Only passages of one text are joined."), "other_text")
    if any(one.state != PassageState.WAITING or one.start is None for one in passages):
        return Refused(_("Only undecided passages are joined."), "decided")
    return None


@transaction.atomic
def merge(passages: Sequence[Passage], *, by: User, now: datetime.datetime) -> Passage:
    """Join undecided passages of a text into the first, with all words between them; give that.

    The others stay known, so that none is proposed again while the joined one stands.
    """
    held = [hold(one) for one in sorted(passages, key=lambda one: one.pk)]
    for one in held:
        check(one.statement, by)
    refusal = why_not_merge(held)
    if refusal is not None:
        raise refusal
    held.sort(key=lambda one: (one.start or 0, one.pk))
    first = held[0]
    start, end = first.start or 0, max(one.end or 0 for one in held)
    text = text_of(first.statement.text)
    need_standing(held, text)
    guess = _together([Guess.from_json(one.guess) for one in held])
    values = {"words": text[start:end], "end": end, "guess": guess.to_json()}
    editing.change(first, values, by=by, now=now, action="join")
    for one in held[1:]:
        joined: dict[str, Any] = {"state": PassageState.GONE, "part_of": first}
        editing.change(one, joined, by=by, now=now, action="join")
    return first


def _together(guesses: Sequence[Guess]) -> Guess:
    """Take what the first says and, where it says nothing of time or condition, what the next one does."""
    first = guesses[0]
    values: dict[str, Any] = first.to_json()
    for name in ("deadline", "condition", "owes"):
        for other in guesses:
            said = getattr(other, name)
            if said and getattr(said, "kind", "") != "none":
                values[name] = other.to_json()[name]
                break
    return Guess.from_json(values)
