"""Read a text for the first time or again: decisions stay, and only differences are new."""

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets
from commitments.enums import OPEN_MEETING_STATES, PassageState, Side, StatementKind
from commitments.errors import Refused
from commitments.language.reader import reader
from commitments.language.reader.grammar import ParsedClause
from commitments.language.reader.readout import find_author
from commitments.models import AuditRow, Ministry, Outcome, Passage, Statement, TextReading, User
from commitments.parties.names import load_sides
from commitments.records import edits
from commitments.statements.passages import (
    UNDECIDED,
    Followed,
    Found,
    Guess,
    check_may_decide,
    fold_spaces,
    guess_of,
    lock_text,
    pair_passages,
    text_of,
)

# What is longer takes more than a second to read; no statement of two governments is.
MOST_LETTERS = 100_000


def digest_of(statement: Statement) -> str:
    """Return a digest of a text's words, by which later changes are noticed."""
    return hashlib.sha256(text_of(statement.text).encode()).hexdigest()


def is_changed(statement: Statement, reading: TextReading | None) -> bool:
    """Return whether the words of a text have changed since it was read."""
    return reading is not None and reading.digest != digest_of(statement)


def has_new_names(statement: Statement, reading: TextReading | None) -> bool:
    """Return whether a name of a ministry of either side was recorded after a text was read."""
    if reading is None:
        return False
    ours, theirs = settings.HOME_COUNTRY, statement.meeting.country.iso
    sides = querysets.open_rows(Ministry).filter(country__iso__in=(ours, theirs))
    rows = AuditRow.objects.filter(page_type=Ministry._meta.label, page_id__in=sides.values("pk"))
    return rows.filter(at__gt=reading.read_at).exists()


def why_not_accept(statement: Statement) -> Refused | None:
    """Explain why nothing of a text can be accepted now, or return None."""
    meeting = statement.meeting
    if meeting.state not in OPEN_MEETING_STATES:
        return Refused(
            _("The meeting is %(state)s. No more passages can be accepted.")
            % {"state": meeting.get_state_display()},
            "wrong_state",
        )
    return None


def why_not_read(statement: Statement) -> Refused | None:
    """Explain why a text cannot be read now, or return None."""
    return why_not_accept(statement) or why_not_read_words(statement.text)


def why_not_read_words(text: str) -> Refused | None:
    """Explain why words cannot be read, or return None."""
    if not text.strip():
        return Refused(
            _("This statement has no text. Paste the text on its page, then analyse it."), "no_text"
        )
    if len(text) > MOST_LETTERS:
        return Refused(
            _("The text is longer than %(most)s characters. Record it in parts, and analyse each part.")
            % {"most": f"{MOST_LETTERS:,}"},
            "long",
        )
    return None


@transaction.atomic
def read_text(statement: Statement, *, by: User, now: datetime.datetime) -> TextReading:
    """Read a text as it is now, for the first time or again; nothing leaves the machine.

    New passages are undecided, unless their words are recorded as an outcome already; undecided ones whose
    words are gone are deleted; decided ones stay decided wherever their words moved, and a rejected one is
    not proposed again. Concurrent readings are serialised.
    """
    check_may_decide(statement, by)
    # Held, so that two who read at once do not propose everything twice.
    statement = lock_text(statement)
    refusal = why_not_read(statement)
    if refusal is not None:
        raise refusal
    text = text_of(statement.text)
    passages = list(Passage.objects.filter(statement=statement))
    followed, new = pair_passages(text, list(found_in(text, statement)), passages)
    joined: set[int] = set()
    # What was joined to another comes and goes with that.
    for one in sorted(followed, key=lambda one: one.passage.part_of_id is not None):
        state = _state(one, joined)
        if state != PassageState.GONE and not one.is_apart:
            joined.add(one.passage.pk)
        _store_passage(one, state, text, by=by, now=now)
    apart = {one.passage.pk for one in followed if one.is_apart}
    for one in followed:
        if one.passage.part_of_id in apart:
            edits.change_record(one.passage, {"part_of": None}, by=by, now=now, action="read again")
    recorded = _recorded(statement) if new else {}
    for item in new:
        outcomes = recorded.get(_normalise_clause(item.sentence), [])
        propose_passage(statement, item, outcomes.pop(0) if outcomes else None, by=by, now=now)
    values = {"digest": digest_of(statement), "read_at": now}
    reading = TextReading.objects.filter(statement=statement).first()
    if reading is None:
        return edits.create_record(TextReading(statement=statement, **values), by=by, now=now)
    return edits.change_record(reading, values, by=by, now=now, action="read again")


def found_in(text: str, statement: Statement) -> Iterator[Found]:
    """Yield what the reader finds in a text, or in some words of it."""
    for one in _clauses_in(text, statement):
        if not one.is_weak:
            yield Found(one.clause, one.place, guess_of(one, text, statement.meeting.held_on))


def mentioned_in(text: str, statement: Statement) -> list[str]:
    """Return the sentences with hopes, needs and plans that were only noted; they count as no outcome."""
    return list(dict.fromkeys(one.clause for one in _clauses_in(text, statement) if one.is_weak))


def _clauses_in(text: str, statement: Statement) -> Iterator[ParsedClause]:
    """Read a text with what is recorded about the two sides of its meeting."""
    names, known = load_sides(statement.meeting.country)
    known = replace(known, author=find_author(StatementKind(statement.kind)))
    yield from reader.read_statement(
        text,
        ours=names[Side.OURS],
        theirs=names[Side.THEIRS],
        held_on=statement.meeting.held_on,
        known=known,
    )


def _normalise_clause(words: str) -> str:
    """Return the words by which a clause is recognised, with or without its full stop."""
    return fold_spaces(words).rstrip(".。;")


def _recorded(statement: Statement) -> dict[str, list[Outcome]]:
    """Return the outcomes of the meeting, by their words, that this text may state; several of one sentence.

    Left out are those of another text, which may be in confidence, and those classified higher than this one:
    readers of its passages would learn about them.
    """
    rows = Outcome.objects.filter(
        Q(statement=None) | Q(statement=statement),
        meeting=statement.meeting_id,
        passage=None,
        classification__lte=statement.classification,
    )
    found: dict[str, list[Outcome]] = {}
    for outcome in rows.order_by("number"):
        found.setdefault(_normalise_clause(outcome.clause), []).append(outcome)
    return found


def recorded_as(words: str, statement: Statement) -> Outcome | None:
    """Return the outcome of the meeting whose clause is these words of a text; None where there is none."""
    return next(iter(_recorded(statement).get(_normalise_clause(words), [])), None)


def propose_passage(
    statement: Statement, one: Found, outcome: Outcome | None = None, *, by: User, now: datetime.datetime
) -> Passage:
    """Keep what the reader found, for an officer to decide, or as the outcome that it is already."""
    start, end = one.place
    decided: dict[str, Any] = {}
    if outcome is not None:
        decided = {"state": PassageState.ACCEPTED, "outcome": outcome, "decided_by": by, "decided_at": now}
    passage = Passage(
        statement=statement,
        start=start,
        end=end,
        words=one.sentence,
        sentence=one.sentence,
        guess=one.guess.to_json(),
        **decided,
    )
    return edits.create_record(passage, by=by, now=now)


def _state(one: Followed, joined: set[int]) -> str:
    """Return the current state of a passage: undecided ones come and go with their words."""
    passage = one.passage
    if passage.state not in UNDECIDED:
        return passage.state
    if passage.part_of_id in joined:
        return PassageState.GONE
    return PassageState.WAITING if one.place else PassageState.GONE


def _store_passage(one: Followed, state: str, text: str, *, by: User, now: datetime.datetime) -> None:
    """Write where a passage stands now, where that differs from before."""
    passage = one.passage
    start, end = one.place or (None, None)
    wanted: dict[str, Any] = {"start": start, "end": end, "state": state}
    if one.place:
        # The same letters, perhaps with other line breaks.
        wanted["words"] = text[start:end]
    if state == PassageState.WAITING and one.guess is not None:
        wanted["guess"] = one.guess.to_json()
    values = {name: value for name, value in wanted.items() if getattr(passage, name) != value}
    if values:
        edits.change_record(passage, values, by=by, now=now, action="read again")


def guess_in(words: str, statement: Statement) -> Guess | None:
    """Return what the reader understands of some words alone; None where it finds nothing."""
    return next((one.guess for one in found_in(words, statement)), None)
