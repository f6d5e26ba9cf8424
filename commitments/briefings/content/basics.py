"""What every section is made of: texts with their language, labels with their lines."""

from dataclasses import dataclass


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
