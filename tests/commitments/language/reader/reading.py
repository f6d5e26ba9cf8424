"""Read a text in tests: Valdoria is ours, Korea theirs."""

import datetime
import re
from collections.abc import Iterator

from commitments.language.reader.grammar import ParsedClause
from commitments.language.reader.participants import Known
from commitments.language.reader.reader import read_statement

# A text of both sides, in which "we" and the passive mean both.
JOINT = Known(author="joint")
HELD_ON = datetime.date(2026, 5, 12)


def items(
    text: str, ours: str = "Valdoria", theirs: str = "Republic of Korea", known: Known = JOINT
) -> list[ParsedClause]:
    """Read a text of a meeting held on 12 May 2026."""
    return read_statement(text, ours=[ours], theirs=[theirs], held_on=HELD_ON, known=known)


def told(text: str) -> list[tuple[str, str | None]]:
    """Give of each item its kind and owner; what is only mentioned is none."""
    return [(str(one.act), one.owner) for one in items(text) if not one.is_weak]


def rows_of(table: str) -> Iterator[tuple[str, str]]:
    """Yield texts, each with what is expected behind "=" on the next line; two blanks continue a line."""
    lines = re.sub(r"\n  ", " ", table.strip()).splitlines()
    for text, following in zip(lines, [*lines[1:], ""], strict=True):
        if not text.startswith("= "):
            yield text, following.removeprefix("= ") if following.startswith("= ") else ""
