"""What every section is made of: texts with their language, labels with their lines."""

from dataclasses import dataclass
from typing import Annotated, TypeVar

T = TypeVar("T")
# How a printed value that names an item or a point declares its fields. A field without a declaration is
# withheld where the partner gave that item in confidence.
SHOWN_FIELD, WHOLE_FIELD = "shown of what was given in confidence", "printed in full, not to be disclosed"
Shown = Annotated[T, SHOWN_FIELD]
Whole = Annotated[T, WHOLE_FIELD]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text in one language (ISO 639 code)."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and the lines beside it."""

    label: str
    lines: tuple[str, ...]
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the packet; `short` (at most 24 characters) stands in the header."""

    key: str
    number: str
    title: str
    names: tuple[Phrase, ...]
    short: str
    purpose: str
    is_topic: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items stand in one health."""

    shape: str
    words: str
