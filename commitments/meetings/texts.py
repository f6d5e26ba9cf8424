"""Compare the wording of an outcome in all texts of a meeting, and list which texts contain a commitment."""

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, responsibilities, write_rules
from commitments.access.cached_queries import load_prepared
from commitments.enums import JOINT_TEXTS, MeetingState, StatementKind
from commitments.errors import Refused
from commitments.language.comparison.compare import Comparison, compare_texts
from commitments.language.comparison.words import compose_characters, find_nearest, find_occurrences
from commitments.models import Clause, Meeting, Outcome, Statement, User
from commitments.records import edits

# Our account, theirs, then what both signed; what third parties say comes last.
ORDER = (
    StatementKind.OUR_READOUT,
    StatementKind.THEIR_READOUT,
    *sorted(JOINT_TEXTS),
    StatementKind.NOTE_VERBALE,
    StatementKind.PRESS_REPORT,
)

# Of the hash of a line.
HASH_BYTES = 8
NEEDS_WORDING = _("Enter the wording verbatim, or record that the text does not mention the outcome.")


class TextState(Enum):
    """Whether a text contains an outcome."""

    FIRST = "first"
    CARRIES = "carries"
    SILENT = "silent"
    UNRECORDED = "unrecorded"


@dataclass(frozen=True, slots=True)
class TextWording:
    """The wording of an outcome in one text; the first text may have no document, or one the reader cannot
    see.
    """

    standing: TextState
    statement: Statement | None
    wording: str = ""
    place_in_text: str = ""
    language: str = ""
    clause: Clause | None = None
    # With the first text; none for the first itself and for a text that says nothing.
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True)
class OutcomeTexts:
    """One outcome in all texts of its meeting that the reader may see, the first text first."""

    outcome: Outcome
    wordings: tuple[TextWording, ...]

    @property
    def with_wording(self) -> tuple[TextWording, ...]:
        return tuple(one for one in self.wordings if one.standing in (TextState.FIRST, TextState.CARRIES))

    @property
    def silent(self) -> tuple[TextWording, ...]:
        return tuple(one for one in self.wordings if one.standing is TextState.SILENT)

    @property
    def unrecorded(self) -> tuple[TextWording, ...]:
        return tuple(one for one in self.wordings if one.standing is TextState.UNRECORDED)

    @property
    def flag_count(self) -> int:
        return sum(len(one.comparison.flags) for one in self.wordings if one.comparison)


def texts_of(outcome: Outcome, user: User) -> OutcomeTexts:
    """Read one outcome in all texts, as far as the reader may see them; two queries."""
    return _read([outcome], outcome.meeting_id, user)[0]


def load_meeting_texts(
    meeting: Meeting, user: User, *, first: int = 0, at_most: int | None = None
) -> tuple[OutcomeTexts, ...]:
    """Read outcomes of a meeting in all its texts, as far as the reader may see them; three queries.

    `first` is how many outcomes are passed over, `at_most` how many are read.
    """
    outcomes = policy.readable_by(Outcome.objects.filter(meeting=meeting), user).order_by("number")
    last = None if at_most is None else first + at_most
    return tuple(_read(list(outcomes[first:last]), meeting.pk, user))


def _read(outcomes: Sequence[Outcome], meeting_id: int, user: User) -> list[OutcomeTexts]:
    statements: list[Statement] = load_prepared(_list_statements, user, meeting_id)
    statements.sort(key=lambda one: (ORDER.index(StatementKind(one.kind)), one.dated_on or datetime.date.max))
    # In its first text an outcome has no clause.
    keys = [one.pk for one in outcomes if any(text.pk != one.statement_id for text in statements)]
    clauses: list[Clause] = load_prepared(_list_clauses, user, keys) if keys else []
    by_place = {(one.outcome_id, one.statement_id): one for one in clauses}
    return [OutcomeTexts(one, tuple(_wordings(one, statements, by_place))) for one in outcomes]


def _list_statements(user: User, meeting: int) -> QuerySet[Statement]:
    return policy.readable_by(Statement.objects.filter(meeting=meeting), user).order_by("pk").defer("text")


def _list_clauses(user: User, outcomes: list[int]) -> QuerySet[Clause]:
    return policy.readable_by(Clause.objects.filter(outcome__in=outcomes), user).order_by("pk")


def _wordings(
    outcome: Outcome, statements: Iterable[Statement], clauses: Mapping[tuple[int, int], Clause]
) -> Iterable[TextWording]:
    first = next((one for one in statements if one.pk == outcome.statement_id), None)
    yield TextWording(TextState.FIRST, first, outcome.clause, outcome.place_in_text, outcome.language)
    for statement in statements:
        clause = clauses.get((outcome.pk, statement.pk))
        if statement is first:
            continue
        if clause is None:
            yield TextWording(TextState.UNRECORDED, statement, language=statement.language)
        elif not clause.wording:
            yield TextWording(TextState.SILENT, statement, language=clause.language, clause=clause)
        else:
            yield TextWording(
                TextState.CARRIES,
                statement,
                clause.wording,
                clause.place_in_text,
                clause.language,
                clause,
                compare_texts(outcome.clause, clause.wording, outcome.language, clause.language),
            )


def hash_lines(lines: Iterable[str]) -> list[str]:
    """Return short hashes of lines of a text, whatever their spaces."""
    plain = (" ".join(compose_characters(line).split()) for line in lines)
    found = {hashlib.blake2b(line.encode(), digest_size=HASH_BYTES).hexdigest() for line in plain if line}
    return sorted(found)


def is_read_by_ocr(words: str, statement: Statement | None) -> bool:
    """Return whether words of a text were read from the image of a page; also if they are not in the text."""
    if statement is None or not statement.is_ocr or not statement.text_layer:
        return statement is not None and statement.is_ocr
    known, text = set(statement.text_layer), compose_characters(statement.text)
    for start, end in find_occurrences(text, compose_characters(words)):
        last = text.find("\n", end)
        lines = text[text.rfind("\n", 0, start) + 1 : last if last >= 0 else None].split("\n")
        if known.issuperset(hash_lines(lines)):
            return False
    return True


def proposed_wording(outcome: Outcome, statement: Statement) -> str:
    """Find the sentence of a document about an outcome, for the officer to check; empty for none."""
    if outcome.language != statement.language:
        return ""
    return find_nearest(outcome.clause, statement.text, outcome.language)


@transaction.atomic
def record_wording(
    outcome: Outcome,
    statement: Statement,
    wording: str,
    *,
    by: User,
    now: datetime.datetime,
    place_in_text: str = "",
    language: str = "",
) -> Clause:
    """Record how another text of the same meeting words an outcome; it may come after the closing.

    A wording that is there already is changed with `change_wording`.
    """
    if not wording.strip():
        raise Refused(NEEDS_WORDING, "needs_wording")
    return _add(outcome, statement, by, now, wording=wording, place_in_text=place_in_text, language=language)


@transaction.atomic
def record_silence(outcome: Outcome, statement: Statement, *, by: User, now: datetime.datetime) -> Clause:
    """Record that a text of the same meeting does not mention an outcome."""
    return _add(outcome, statement, by, now)


@transaction.atomic
def change_wording(
    clause: Clause,
    values: Mapping[str, Any],
    *,
    expected: int,
    by: User,
    now: datetime.datetime,
    reason: str = "",
) -> Clause:
    """Correct `wording`, `place_in_text` or `language` while the meeting is not closed."""
    meeting = clause.outcome.meeting
    write_rules.require_permission(
        policy.can_read(by, clause) and responsibilities.works_on(by, meeting.country)
    )
    if set(values) - {"wording", "place_in_text", "language"}:
        raise Refused(_("The wording cannot be moved to another outcome or text."), "other_text")
    # Held while it is written: a meeting closed in the same moment keeps its words.
    standing = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if standing.state == MeetingState.CLOSED:
        raise Refused(
            _("The meeting is closed. The wording of its texts can no longer be changed."), "closed"
        )
    settled = _settled(values)
    if "wording" in settled:
        words = settled["wording"]
        settled["is_unconfirmed"] = bool(words) and is_read_by_ocr(words, clause.statement)
    return edits.change_record(clause, settled, expected=expected, by=by, now=now, reason=reason)


def why_not_confirm(clause: Clause, user: User) -> Refused | None:
    """Explain why the wording of a text cannot be confirmed now, or return None."""
    if not clause.is_unconfirmed:
        return Refused(_("This wording needs no confirmation."), "confirmed")
    is_of_desk = responsibilities.works_on(user, clause.outcome.meeting.country)
    return None if policy.can_read(user, clause) and is_of_desk else write_rules.build_forbidden()


@transaction.atomic
def confirm_wording(clause: Clause, *, by: User, now: datetime.datetime) -> Clause:
    """Record that an officer has compared a wording that was read by OCR with the document.

    This changes no wording, so it is possible after the meeting is closed, too.
    """
    if (refusal := why_not_confirm(clause, by)) is not None:
        raise refusal
    confirmed = {"is_unconfirmed": False}
    where = {"is_unconfirmed": True}
    return edits.change_record(clause, confirmed, by=by, now=now, action="wording_confirmed", where=where)


def _add(outcome: Outcome, statement: Statement, by: User, now: datetime.datetime, **said: str) -> Clause:
    seen = policy.can_read(by, outcome) and policy.can_read(by, statement)
    write_rules.require_permission(seen and responsibilities.works_on(by, outcome.meeting.country))
    if statement.meeting_id != outcome.meeting_id:
        raise Refused(
            _("This text belongs to another meeting. Select a text of this meeting."), "other_meeting"
        )
    if statement.pk == outcome.statement_id:
        raise Refused(_("The outcome was taken from this text, so its wording is already recorded."), "first")
    # One after the other: the second of two at the same moment is told so.
    Outcome.objects.select_for_update(no_key=True).get(pk=outcome.pk)
    if Clause.objects.filter(outcome=outcome, statement=statement).exists():
        raise Refused(
            _("An entry for this outcome and text is already recorded. Edit that entry."), "recorded"
        )
    said["language"] = said.get("language") or statement.language
    # The words are the document's: as closed as it is.
    clause = Clause(
        outcome=outcome, statement=statement, classification=statement.classification, **_settled(said)
    )
    clause.is_unconfirmed = bool(clause.wording) and is_read_by_ocr(clause.wording, statement)
    return edits.create_record(clause, by=by, now=now)


def _settled(said: Mapping[str, Any]) -> dict[str, Any]:
    """Trim what was typed; what says nothing stands nowhere."""
    values = {name: value.strip() for name, value in said.items()}
    return values if values.get("wording", "x") else values | {"place_in_text": ""}
