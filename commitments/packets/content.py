"""The content of a packet as frozen values, ready to print: nothing is looked up or computed later.

This file has changes and proposed wording, people, sources and terms, and the note sheet.
"""

from dataclasses import dataclass

from commitments.packets.content_values import (
    Background,
    Block,
    Core,
    Cover,
    Glance,
    Group,
    Holding,
    Phrase,
    PointGroup,
    Scenario,
    Section,
    Shown,
    Topic,
    Whole,
)


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that differs from the previous edition: before, after, reason and approval."""

    ref: Shown[str]
    kind: Shown[str]
    was: Shown[str]
    now: Shown[str]
    why: str
    shape: Shown[str] = ""


@dataclass(frozen=True, slots=True)
class ComparedFact:
    """One fact of this packet, independent of language, to be compared with the next edition.

    `ref` is the packet's name for the item or the page; `mark` distinguishes facts of one kind.
    """

    ref: Shown[str]
    kind: Shown[str]
    mark: Shown[str]
    value: Shown[str]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed for this reader since the previous edition, and the balance of commitments."""

    since: str
    rows: tuple[Change, ...]
    unchanged: str
    unchanged_refs: tuple[str, ...]
    balance: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """Proposed wording, in both languages; `occasion` is set where a packet is about several meetings.

    Each meeting numbers its own, and the note sheet is entered on the page of the meeting.
    """

    number: str
    title: str
    wording: str
    strength: str
    fallback: str
    wordings: tuple[Phrase, ...]
    is_checked: bool
    occasion: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person in the room, or one who is named and not present."""

    number: str
    name: str
    names: tuple[Phrase, ...]
    say: str
    post: str
    beside: str


@dataclass(frozen=True, slots=True)
class PeopleTable:
    title: str
    names: tuple[Phrase, ...]
    heads: tuple[str, ...]
    people: tuple[Person, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Contact:
    """The officials who answer for some items on each side, and their alternates."""

    refs: Shown[tuple[str, ...]]
    ours: Shown[str]
    theirs: Shown[str]
    last: Shown[str]


@dataclass(frozen=True, slots=True)
class PastMeeting:
    """The results of an earlier meeting of the two sides, in counts."""

    reference: str
    date: str
    title: str
    brought: str


@dataclass(frozen=True, slots=True)
class Source:
    """A text that the packet cites: date, kind, and whose account it is."""

    number: str
    date: str
    text: str
    kind: str
    account: str


@dataclass(frozen=True, slots=True)
class Term:
    """A name in the languages of both sides, in the order of the columns; empty where it is not recorded."""

    text: str
    names: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    heads: tuple[str, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A row of the note sheet; `code` is the path of its QR code, in modules."""

    ref: Shown[str]
    title: str
    date: Shown[str]
    boxes: Shown[tuple[str, ...]]
    code: Shown[str]


@dataclass(frozen=True, slots=True)
class Example:
    """An example of a line to type after the meeting."""

    ref: Shown[str]
    rest: Shown[str]


@dataclass(frozen=True, slots=True)
class NoteSheet:
    """The detachable sheet; with two pages it is a leaf of its own. `new` is its last row."""

    examples: tuple[Example, ...]
    rows: tuple[Note, ...]
    new: Note
    left_out: str
    is_leaf: bool


@dataclass(frozen=True, slots=True)
class Made:
    """A record from which the packet was made, and its version; 0 where it has none."""

    label: str
    key: int
    version: int


@dataclass(frozen=True, slots=True)
class PacketContent:
    """A whole packet for one reader at one moment; `language` is that of its labels, and headings are printed
    also in those `beside` it.

    A section without content is None or empty, and left out. The edition and its sign-off are in the imprint
    of each printed file; this content is what is signed. `head` is an anchor of the history.
    """

    language: str
    reference: str
    classification: int
    marking: str
    demonstration: str
    running_title: str
    moment: tuple[str, ...]
    cover: Cover
    beside: tuple[str, ...]
    distribution: tuple[Holding, ...]
    sections: tuple[Section, ...]
    cores: tuple[Core, ...]
    scenarios: tuple[Scenario, ...]
    topics: tuple[Topic, ...]
    glance: Glance | None
    groups: tuple[Group, ...]
    points: tuple[PointGroup, ...]
    changes: Changes | None
    proposed: tuple[Proposed, ...]
    joint_statement: str
    people: tuple[PeopleTable, ...]
    contacts: tuple[Contact, ...]
    blocks: Whole[tuple[Block, ...]]
    past: tuple[PastMeeting, ...]
    sources: tuple[Source, ...]
    sources_note: str
    terms: Glossary | None
    notes: NoteSheet | None
    standing: tuple[ComparedFact, ...]
    made_from: tuple[Made, ...]
    head: str
    created: str
    background: tuple[Background, ...] = ()
