"""What a text was read for: its passages in the order of the text, each as the reader understood it."""

from typing import Any

from django.db.models import F

from commitments import access
from commitments.api.reading.rows import Row
from commitments.models import Outcome, Passage, Reading, Statement, User
from commitments.passages import Guess, is_changed
from commitments.vocabulary import PassageState

_PASSAGE = ("state", "words", "start", "end", "reason", "version")
_GUESS = ("action", "condition", "verb", "owner", "is_from_stem")


def reading(statement: Statement, user: User) -> Row:
    """Give when a text was read, whether its words were changed since, and its passages: three queries.

    Left out is what was proposed of words that are no more, and what was joined to another.
    """
    found = access.rows(Reading, user).filter(statement=statement).first()
    rows = access.rows(Passage, user).filter(statement=statement).exclude(state=PassageState.GONE)
    in_order = rows.order_by(F("start").asc(nulls_last=True), "pk")
    listed = list(in_order.values("pk", "outcome", "guess", *_PASSAGE))
    keys = {row["outcome"] for row in listed} - {None}
    outcomes = set(access.rows(Outcome, user).filter(pk__in=keys).values_list("pk", flat=True))
    return {
        "statement": statement.pk,
        "read_at": found and found.read_at,
        "is_changed": is_changed(statement, found),
        "passages": [_passage(row, outcomes) for row in listed],
    }


def _passage(row: Row, outcomes: set[Any]) -> Row:
    guess = Guess.from_json(row["guess"])
    outcome = row["outcome"] if row["outcome"] in outcomes else None
    return {
        "id": row["pk"],
        **{name: row[name] for name in _PASSAGE},
        "kind": guess.kind.value,
        "owes": guess.owes.value if guess.owes else None,
        "strength": guess.strength.value,
        "deadline": guess.deadline.wording,
        "deadline_kind": guess.deadline.kind,
        **{name: getattr(guess, name) for name in _GUESS},
        "outcome": outcome,
        "restricted": access.names_of_restricted([("outcome", row["outcome"], outcome)]),
    }
