"""Decide a passage: it becomes an outcome with its clause and place, or it does not; both can be undone."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments import editing, lifecycle, meetings
from commitments.deadlines import Hooks
from commitments.deadlines.situation import NO_HOOKS
from commitments.errors import Refused
from commitments.lifecycle import Part
from commitments.models import Commitment, Outcome, Passage, Statement, User
from commitments.passages.reading import read, why_not_read
from commitments.passages.rules import (
    check,
    hold,
    hold_text,
    need_standing,
    need_waiting,
)
from commitments.passages.wording import number_at, occurrences, paragraphs_of, text_of
from commitments.phrases import DeadlineSpec, not_stated
from commitments.vocabulary import (
    ANSWERABLE,
    Answer,
    Nature,
    OutcomeKind,
    OwedBy,
    PassageState,
    SpokenBy,
    Strength,
)

# As much as an outcome keeps of where its clause stands.
PLACE_LENGTH = 60
NO_SUCH_WORDS = _("These words do not stand in the text like that. Copy them from it.")


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an officer accepts of a passage; the clause is always its words.

    `side` is who speaks, None where it is not stated, as of a topic; of a commitment or an offer that side
    owes, of an ask the other one. `title`,
    `parts`, `deadline`, `hooks`, `nature` and `condition` are of the commitment, `review_on` of a deadline
    without a date, or of an ask or an offer. `answer_wording` holds the words by which an ask or an offer
    was agreed to, where the text has them, `answer_strength` how firmly.
    """

    kind: OutcomeKind
    side: OwedBy | None
    strength: Strength = Strength.NOT_STATED
    title: str = ""
    parts: Sequence[Part] = ()
    deadline: DeadlineSpec = field(default_factory=not_stated)
    hooks: Hooks = NO_HOOKS
    review_on: datetime.date | None = None
    nature: Nature = Nature.DISCRETE
    condition: str = ""
    answer_wording: str = ""
    answer_strength: Strength = Strength.NOT_STATED


def why_not_accept(statement: Statement) -> Refused | None:
    """Explain why nothing of a text is accepted now, or give None where it may be."""
    meeting = statement.meeting
    if meeting.state not in meetings.OPEN_MEETINGS:
        return Refused(
            _("The meeting is %(state)s: nothing more is accepted.") % {"state": meeting.get_state_display()},
            "wrong_state",
        )
    return None


@transaction.atomic
def accept(
    passage: Passage, values: Accepted, *, expected: int | None = None, by: User, now: datetime.datetime
) -> Outcome:
    """Record a passage as an outcome of its meeting, and what is owed because of it as a draft.

    Only a commitment, or an ask or offer whose agreement stands in the text, gives a draft. Raises `Refused`
    where somebody decided meanwhile, or the words stand in the text no longer. `expected` is the version
    that the officer saw.
    """
    check(passage.statement, by)
    standing = hold(passage)
    need_waiting(standing)
    statement = standing.statement
    text = text_of(statement.text)
    need_standing([standing], text)
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
    meetings.add_outcome(outcome, by=by, now=now)
    if values.kind in ANSWERABLE and values.answer_wording.strip():
        if not any(occurrences(text, text_of(values.answer_wording))):
            raise Refused(NO_SUCH_WORDS, "no_such_words")
        _answer(outcome, values, by=by, now=now)
    if lifecycle.why_no_commitment(outcome) is None:
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
    meetings.record_answer(
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
        title=values.title.strip() or lifecycle.beginning(outcome.clause),
        nature=values.nature,
        condition=values.condition.strip(),
        owed_by=lifecycle.who_owes(outcome),
    )
    return lifecycle.draft(
        draft,
        parts=values.parts,
        deadline=values.deadline,
        hooks=values.hooks,
        review_on=values.review_on,
        by=by,
        now=now,
    )


@transaction.atomic
def reject(
    passage: Passage,
    *,
    reason: str = "",
    expected: int | None = None,
    by: User,
    now: datetime.datetime,
) -> Passage:
    """Say that a passage is no point of the meeting; it stays known and is not proposed again."""
    check(passage.statement, by)
    need_waiting(hold(passage))
    said = editing.fitting(" ".join(reason.split()), editing.REASON_LENGTH, "long_reason")
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
    """Reject all that is undecided of a text, and give how many passages that were.

    Where the keys that the officer saw are given, raises `Refused` if others wait now.
    """
    check(statement, by)
    said = editing.fitting(" ".join(reason.split()), editing.REASON_LENGTH, "long_reason")
    waiting = Passage.objects.filter(statement=statement, state=PassageState.WAITING)
    hold_text(statement)
    # Held together and asked for once: there may be hundreds.
    held = waiting.select_for_update(no_key=True, of=("self",))
    rows = list(held.select_related("statement").order_by("pk"))
    if seen is not None and not {one.pk for one in rows} <= set(seen):
        raise editing.changed_meanwhile()
    values = {"state": PassageState.REJECTED, "reason": said, **_decided(by, now)}
    for passage in rows:
        _write(passage, values, "reject", None, by=by, now=now, reason=said)
    return len(rows)


@transaction.atomic
def undo(passage: Passage, *, expected: int | None = None, by: User, now: datetime.datetime) -> Passage:
    """Take a decision back: of an acceptance the outcome goes with its draft, while nothing else hangs on it.

    An outcome that was on record before the text was read stays. Raises `Refused` where something hangs on
    it, or the meeting is closed. The history keeps all of it. Of one whose words are no more, what still
    stands waits: the text is read again.
    """
    check(passage.statement, by)
    hold_text(passage.statement)
    standing = hold(passage)
    if standing.state not in (PassageState.ACCEPTED, PassageState.REJECTED):
        raise Refused(_("Nothing was decided here; look again."), "undecided")
    state = PassageState.WAITING if standing.start is not None else PassageState.GONE
    values = {"state": state, "reason": "", "outcome": None, "decided_by": None, "decided_at": None}
    _write(passage, values, "undo", expected, by=by, now=now)
    if standing.outcome is not None and not standing.was_on_record:
        _take_away(standing.outcome, by=by, now=now)
    if standing.start is None and why_not_read(standing.statement) is None:
        read(standing.statement, by=by, now=now)
        passage.refresh_from_db()
    return passage


def _take_away(outcome: Outcome, *, by: User, now: datetime.datetime) -> None:
    if outcome.clauses(manager="objects").exists():
        raise Refused(_("Other texts were compared with this outcome; it stays."), "compared")
    for draft in (
        outcome.commitments(manager="objects")
        .select_related("country", "outcome__meeting", "deadline")
        .order_by("pk")
    ):
        lifecycle.remove_draft(draft, by=by, now=now)
    meetings.remove_outcome(outcome, by=by, now=now)


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
    return editing.change(passage, values, expected=expected, by=by, now=now, action=action, reason=reason)
