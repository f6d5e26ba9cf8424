"""Commitments and outcomes: scorecard, asks and understandings, blocks of the annex."""

from dataclasses import dataclass

from commitments.briefings.content.basics import Fact, Phrase, Shown


@dataclass(frozen=True, slots=True)
class Due:
    """The due cell: the date or "No date", where it stands, how it moved, the words as agreed."""

    date: Shown[str]
    status: Shown[str]
    is_late: Shown[bool]
    moves: Shown[tuple[str, ...]]
    wording: str
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One commitment on the scorecard: its clause, the number of its source, the lines below it.

    `shape` is the name of the picture beside the word of its health.
    """

    ref: Shown[str]
    clause: str
    source: str
    lines: Shown[tuple[str, ...]]
    strength: Shown[str]
    due: Due
    health: Shown[str]
    shape: Shown[str]
    state: Shown[str]
    line: str
    is_in_annex: Shown[bool]


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    names: tuple[Phrase, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """An outcome that is not a commitment: an ask or an offer without an answer, or an understanding."""

    ref: Shown[str]
    clause: str
    source: Shown[str]
    side: Shown[str]
    strength: Shown[str]
    status: Shown[str]
    is_late: Shown[bool]


@dataclass(frozen=True, slots=True)
class PointGroup:
    title: str
    names: tuple[Phrase, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One item of the annex, in full."""

    ref: str
    title: str
    standing: str
    facts: tuple[Fact, ...]
