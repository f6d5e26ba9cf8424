"""Changes and proposals, people, sources and terms, the note sheet."""

from dataclasses import dataclass

from commitments.briefings.content.basics import Phrase, Shown


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that differs from the edition before: what was, what is, why and who approved."""

    ref: Shown[str]
    kind: Shown[str]
    was: Shown[str]
    now: Shown[str]
    why: str
    shape: Shown[str] = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One fact as this packet tells it, in no language, to be compared with the next edition.

    `ref` is what the packet calls the item or the page; `mark` tells facts of one kind apart.
    """

    ref: Shown[str]
    kind: Shown[str]
    mark: Shown[str]
    value: Shown[str]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed for this reader since the edition before, and how the accounts stand."""

    since: str
    rows: tuple[Change, ...]
    unchanged: str
    unchanged_refs: tuple[str, ...]
    balance: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A wording to propose, in both languages; `occasion` is said where a packet is about several meetings.

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
    """Somebody in the room, or named and not there."""

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
    """Who answers for some items on each side, and the alternates."""

    refs: Shown[tuple[str, ...]]
    ours: Shown[str]
    theirs: Shown[str]
    last: Shown[str]


@dataclass(frozen=True, slots=True)
class PastMeeting:
    """What an earlier meeting of the two sides brought, in counts."""

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
    """A name in the languages of both sides, in the order of the columns; empty where none is on record."""

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
    """A line as it is typed after the flight."""

    ref: Shown[str]
    rest: Shown[str]


@dataclass(frozen=True, slots=True)
class NoteSheet:
    """The sheet that is torn off; one of two pages is a leaf of its own. `new` is its last row."""

    examples: tuple[Example, ...]
    rows: tuple[Note, ...]
    new: Note
    left_out: str
    is_leaf: bool
