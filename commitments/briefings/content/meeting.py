"""What is on record of a meeting: its purpose, what was said by whose account, its background."""

from dataclasses import dataclass

from commitments.briefings.content.basics import Phrase, Shown


@dataclass(frozen=True, slots=True)
class Said:
    """An outcome: its number, its words, and small below them kind, side, strength and source.

    A line that is about no outcome has words alone.
    """

    ref: Shown[str]
    text: str
    note: Shown[str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said under one heading, such as the requests without an answer or one side's account."""

    label: str
    names: tuple[Phrase, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A meeting as it is on record; `occasion` names it where a packet is about several."""

    occasion: str
    label: str
    names: tuple[Phrase, ...]
    purpose: str
    spoken: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class FactLine:
    """A background fact with its source, and its date in words or that none is stated."""

    text: str
    source: str
    dated: str


@dataclass(frozen=True, slots=True)
class Background:
    """The background facts of a meeting; `occasion` names it where a packet is about several."""

    occasion: str
    facts: tuple[FactLine, ...]
