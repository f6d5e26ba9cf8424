"""Decide passages of a text: accept one as an outcome or reject it, both reversible; mark, split and merge
passages.
"""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.deadlines.context import NO_HOOKS, Dependencies
from commitments.enums import (
    ANSWERABLE,
    Answer,
    Nature,
    OutcomeKind,
    OwedBy,
    PassageState,
    SpokenBy,
    Strength,
)
from commitments.errors import Refused
from commitments.language.comparison.words import find_occurrences
from commitments.language.phrases.specification import DeadlineSpec, not_stated
from commitments.lifecycle import drafts, transitions
from commitments.lifecycle.transitions import OwnerPart
from commitments.meetings import outcomes
from commitments.models import Commitment, Outcome, Passage, Statement, User
from commitments.records import edits
from commitments.statements.passages import (
    Found,
    Guess,
    check_may_decide,
    fold_spaces,
    lock_passage,
    lock_text,
    need_waiting,
    number_at,
    paragraphs_of,
    require_unchanged,
    text_of,
)
from commitments.statements.reading import guess_in, propose_passage, read_text, recorded_as, why_not_read

# As much as an outcome keeps of where its clause stands.
PLACE_LENGTH = 60
NO_SUCH_WORDS = _("This wording does not match the text. Copy it from the text.")


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an officer accepts of a passage; the clause is always its words.

    `side` is who speaks, None where it is not stated, as for a topic; for a commitment or an offer that side
    owes, for a request the other one. `title`, `parts`, `deadline`, `hooks`, `nature` and `condition` are of
    the commitment, `review_on` of a deadline without a date, or of a request or an offer. `is_confirmed`
    says that the officer compared words read by OCR with the document. `answer_wording`
    holds the words by which a request or an offer was agreed to, where the text has them, `answer_strength`
    their strength.
    """

    kind: OutcomeKind
    side: OwedBy | None
    strength: Strength = Strength.NOT_STATED
    title: str = ""
    parts: Sequence[OwnerPart] = ()
    deadline: DeadlineSpec = field(default_factory=not_stated)
    hooks: Dependencies = NO_HOOKS
    review_on: datetime.date | None = None
    nature: Nature = Nature.ONE_OFF
    condition: str = ""
    answer_wording: str = ""
    answer_strength: Strength = Strength.NOT_STATED
    is_confirmed: bool = False


@transaction.atomic
def accept_passage(
    passage: Passage, values: Accepted, *, expected: int | None = None, by: User, now: datetime.datetime
) -> Outcome:
    """Record a passage as an outcome of its meeting, and the commitment that follows from it as a draft.

    Only a commitment, or a request or offer whose agreement is in the text, gives a draft. Raises `Refused`
    where another decision was made meanwhile, or the words are no longer in the text. `expected` is the
    version that the officer saw.
    """
    check_may_decide(passage.statement, by)
    standing = lock_passage(passage)
    need_waiting(standing)
    statement = standing.statement
    text = text_of(statement.text)
    require_unchanged([standing], text)
    assert standing.start is not None
    outcome = Outcome(
        meeting=statement.meeting,
        statement=statement,
        classification=statement.classification,
        kind=values.kind,
        spoken_by=values.side or SpokenBy.NOT_STATED,
        clause=standing.words,
        place_in_text=place_named(text, standing.start, statement.language),
        language=statement.language,
        strength=values.strength,
        review_on=values.review_on if values.kind in ANSWERABLE else None,
    )
    outcomes.add_outcome(outcome, is_confirmed=values.is_confirmed, by=by, now=now)
    if values.kind in ANSWERABLE and values.answer_wording.strip():
        if not any(find_occurrences(text, text_of(values.answer_wording))):
            raise Refused(NO_SUCH_WORDS, "no_such_words")
        _answer(outcome, values, by=by, now=now)
    if drafts.why_no_commitment(outcome) is None:
        _draft(outcome, values, by=by, now=now)
    decided = {"state": PassageState.ACCEPTED, "outcome": outcome, **_decided(by, now)}
    _write(passage, decided, "accept", expected, by=by, now=now)
    return outcome


def place_named(text: str, start: int, language: str) -> str:
    """Name where words stand, in the language of the text: the paragraph by its number."""
    number = number_at(paragraphs_of(text), start)
    if number is None:
        return ""
    with translation.override(language if translation.check_for_language(language) else "en"):
        return (gettext("paragraph %(number)d") % {"number": number})[:PLACE_LENGTH]


def _answer(outcome: Outcome, values: Accepted, *, by: User, now: datetime.datetime) -> None:
    """Record that the same text has the answer, in its own words."""
    assert outcome.statement is not None
    outcomes.record_answer(
        outcome,
        Answer.AGREED,
        wording=values.answer_wording.strip(),
        source=outcome.statement.title,
        strength=values.answer_strength,
        by=by,
        now=now,
    )


def _draft(outcome: Outcome, values: Accepted, *, by: User, now: datetime.datetime) -> Commitment:
    draft = Commitment(
        outcome=outcome,
        classification=outcome.classification,
        title=values.title.strip() or transitions.shorten_clause(outcome.clause),
        nature=values.nature,
        condition=values.condition.strip(),
        owed_by=drafts.who_owes(outcome),
    )
    return drafts.create_draft(
        draft,
        parts=values.parts,
        deadline=values.deadline,
        hooks=values.hooks,
        review_on=values.review_on,
        by=by,
        now=now,
    )


@transaction.atomic
def reject_passage(
    passage: Passage,
    *,
    reason: str = "",
    expected: int | None = None,
    by: User,
    now: datetime.datetime,
) -> Passage:
    """Record that a passage is not an outcome of the meeting; it stays known and is not proposed again."""
    check_may_decide(passage.statement, by)
    need_waiting(lock_passage(passage))
    said = edits.fit_text(" ".join(reason.split()), edits.REASON_LENGTH, "long_reason")
    values = {"state": PassageState.REJECTED, "reason": said, **_decided(by, now)}
    return _write(passage, values, "reject", expected, by=by, now=now, reason=said)


@transaction.atomic
def reject_rest(
    statement: Statement,
    *,
    reason: str = "",
    seen: Collection[int] | None = None,
    by: User,
    now: datetime.datetime,
) -> int:
    """Reject all undecided passages of a text, and return their number.

    Where the keys that the officer saw are given, raises `Refused` if others are undecided now.
    """
    check_may_decide(statement, by)
    said = edits.fit_text(" ".join(reason.split()), edits.REASON_LENGTH, "long_reason")
    waiting = Passage.objects.filter(statement=statement, state=PassageState.WAITING)
    lock_text(statement)
    # Held together and asked for once: there may be hundreds.
    held = waiting.select_for_update(no_key=True, of=("self",))
    rows = list(held.select_related("statement").order_by("pk"))
    if seen is not None and not {one.pk for one in rows} <= set(seen):
        raise edits.changed_meanwhile()
    values = {"state": PassageState.REJECTED, "reason": said, **_decided(by, now)}
    for passage in rows:
        _write(passage, values, "reject", None, by=by, now=now, reason=said)
    return len(rows)


@transaction.atomic
def undo_decision(
    passage: Passage, *, expected: int | None = None, by: User, now: datetime.datetime
) -> Passage:
    """Undo a decision: for an acceptance the outcome is deleted with its draft, while nothing depends on it.

    An outcome that was recorded before the text was read stays. Raises `Refused` where something depends on
    it, or the meeting is closed. The history keeps everything. Where the words are no longer in the text, it
    is read again, and what is left of them is undecided.
    """
    check_may_decide(passage.statement, by)
    lock_text(passage.statement)
    standing = lock_passage(passage)
    if standing.state not in (PassageState.ACCEPTED, PassageState.REJECTED):
        raise Refused(_("There is no decision to undo. Check the passage again."), "undecided")
    state = PassageState.WAITING if standing.start is not None else PassageState.GONE
    values = {"state": state, "reason": "", "outcome": None, "decided_by": None, "decided_at": None}
    _write(passage, values, "undo", expected, by=by, now=now)
    if standing.outcome is not None and not standing.was_on_record:
        _remove_outcome(standing.outcome, by=by, now=now)
    if standing.start is None and why_not_read(standing.statement) is None:
        read_text(standing.statement, by=by, now=now)
        passage.refresh_from_db()
    return passage


def _remove_outcome(outcome: Outcome, *, by: User, now: datetime.datetime) -> None:
    if outcome.clauses(manager="objects").exists():
        raise Refused(
            _(
                "This decision cannot be undone, because other texts were compared with the outcome. "
                "Correct the outcome on the page of the meeting."
            ),
            "compared",
        )
    for draft in (
        outcome.commitments(manager="objects")
        .select_related("country", "outcome__meeting", "deadline")
        .order_by("pk")
    ):
        drafts.remove_draft(draft, by=by, now=now)
    outcomes.remove_outcome(outcome, by=by, now=now)


def _decided(by: User, now: datetime.datetime) -> dict[str, Any]:
    return {"decided_by": by, "decided_at": now}


def _write(
    passage: Passage,
    values: dict[str, Any],
    action: str,
    expected: int | None,
    *,
    by: User,
    now: datetime.datetime,
    reason: str = "",
) -> Passage:
    """Write a decision where the passage stands as the officer saw it."""
    return edits.change_record(
        passage, values, expected=expected, by=by, now=now, action=action, reason=reason
    )


@transaction.atomic
def mark_passage(statement: Statement, words: str, *, by: User, now: datetime.datetime) -> Passage:
    """Mark words of a text as an undecided passage; its state may show that it is known.

    Words that are recorded as an outcome already are accepted as that at once. Words that occur more than
    once are refused until enough are given. A passage that was rejected before is undecided again.
    """
    check_may_decide(statement, by)
    statement = lock_text(statement)
    text = text_of(statement.text)
    places = list(find_occurrences(text, text_of(words)))
    if not places:
        raise Refused(NO_SUCH_WORDS, "no_such_words")
    if len(places) > 1:
        raise Refused(
            _("This wording appears %(count)d times in the text. Select more of the surrounding words.")
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
        return propose_passage(statement, found, recorded_as(words, statement), by=by, now=now)
    if known.state not in (PassageState.REJECTED, PassageState.GONE):
        raise Refused(_("These words are already part of a passage. Select other words."), "marked")
    again: dict[str, Any] = {"state": PassageState.WAITING, "reason": ""}
    return edits.change_record(
        known, again | {"decided_by": None, "decided_at": None}, by=by, now=now, action="undo"
    )


def _guessed(words: str, statement: Statement, otherwise: Guess) -> dict[str, Any]:
    """Read words by themselves; where the reader makes nothing of them, take what is known otherwise."""
    return (guess_in(words, statement) or otherwise).to_json()


def _left_of(whole: Guess, words: str) -> Guess:
    """Keep of what the whole said only what stands in these words; without its verb, nothing."""
    said = fold_spaces(words)
    if whole.verb not in said:
        return Guess()
    deadline = whole.deadline if whole.deadline.wording in said else not_stated()
    return replace(whole, deadline=deadline, condition=whole.condition if whole.condition in said else "")


def find_words(passage: Passage, words: str) -> int:
    """Return where typed words begin in a passage, to split it there; raises `Refused` where they do not
    occur.
    """
    found = next(find_occurrences(passage.words, text_of(words)), None)
    if found is None or not found[0]:
        raise Refused(
            _(
                "These words are not in the passage, or are at its beginning. Copy the first words of "
                "the second part."
            ),
            "nowhere",
        )
    return found[0]


@transaction.atomic
def split_passage(
    passage: Passage, at: int, *, expected: int | None = None, by: User, now: datetime.datetime
) -> tuple[Passage, Passage]:
    """Split an undecided passage at one of its characters; return both parts, each read separately."""
    check_may_decide(passage.statement, by)
    standing = lock_passage(passage)
    need_waiting(standing)
    text = text_of(standing.statement.text)
    require_unchanged([standing], text)
    assert standing.start is not None
    assert standing.end is not None
    first, second = standing.words[:at].rstrip(), standing.words[at:].lstrip()
    if not first or not second:
        raise Refused(_("Each part must contain at least one word."), "empty")
    statement = standing.statement
    values = {
        "words": first,
        "end": standing.start + len(first),
        "guess": _guessed(first, statement, _left_of(Guess.from_json(standing.guess), first)),
    }
    edits.change_record(passage, values, expected=expected, by=by, now=now, action="split")
    rest = Passage(statement=statement, start=standing.end - len(second), end=standing.end, words=second)
    rest.guess = _guessed(second, statement, Guess())
    return passage, edits.create_record(rest, by=by, now=now)


def why_not_merge(passages: Sequence[Passage]) -> Refused | None:
    """Explain why some passages cannot be merged, or return None."""
    if len({one.pk for one in passages}) < 2:
        return Refused(_("Select two passages to merge."), "one")
    if len({one.statement_id for one in passages}) > 1:
        return Refused(
            _("Only passages of one text can be merged. Select passages of the same text."), "other_text"
        )
    if any(one.state != PassageState.WAITING or one.start is None for one in passages):
        return Refused(
            _("Only undecided passages can be merged. Undo the decisions on the other passages first."),
            "decided",
        )
    return None


@transaction.atomic
def merge_passages(passages: Sequence[Passage], *, by: User, now: datetime.datetime) -> Passage:
    """Merge undecided passages of a text into the first, with all words between them; return that.

    The others stay known, so that none is proposed again while the merged one exists.
    """
    held = [lock_passage(one) for one in sorted(passages, key=lambda one: one.pk)]
    for one in held:
        check_may_decide(one.statement, by)
    refusal = why_not_merge(held)
    if refusal is not None:
        raise refusal
    held.sort(key=lambda one: (one.start or 0, one.pk))
    first = held[0]
    start, end = first.start or 0, max(one.end or 0 for one in held)
    text = text_of(first.statement.text)
    require_unchanged(held, text)
    guess = _merge_guesses([Guess.from_json(one.guess) for one in held])
    values = {"words": text[start:end], "end": end, "guess": guess.to_json()}
    edits.change_record(first, values, by=by, now=now, action="join")
    for one in held[1:]:
        joined: dict[str, Any] = {"state": PassageState.GONE, "part_of": first}
        edits.change_record(one, joined, by=by, now=now, action="join")
    return first


def _merge_guesses(guesses: Sequence[Guess]) -> Guess:
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
