"""What a packet prints, as frozen and ready values: nothing here is looked up or computed again."""

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
class Cover:
    """The first page; `parties_size` names the size ("", "long", "longest") that keeps both on one line."""

    originator: str
    originator_names: tuple[Phrase, ...]
    prepared_by: str
    occasion: str
    parties: str
    parties_size: str
    names: tuple[Phrase, ...]
    facts: tuple[Fact, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the packet; `short` (at most 24 characters) stands in the header."""

    key: str
    number: str
    title: str
    names: tuple[Phrase, ...]
    short: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Seat:
    """One place at the table, in order of precedence."""

    number: str
    name: str
    names: tuple[Phrase, ...]
    post: str


@dataclass(frozen=True, slots=True)
class Delegation:
    title: str
    seats: tuple[Seat, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class PastMeeting:
    """What an earlier meeting of the two sides brought, in counts."""

    reference: str
    date: str
    title: str
    brought: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items stand in one health."""

    shape: str
    words: str


@dataclass(frozen=True, slots=True)
class MeetingPage:
    facts: tuple[Fact, ...]
    delegations: tuple[Delegation, ...]
    past: tuple[PastMeeting, ...]
    past_empty: str
    tallies: tuple[Tally, ...]
    late: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Due:
    """The due cell: the date or "No date", where it stands, how it moved, the words as agreed."""

    date: str
    status: str
    is_late: bool
    moves: tuple[str, ...]
    wording: str
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One commitment on the scorecard; `shape` is the name of the picture beside the word of its health."""

    ref: str
    title: str
    clause: str
    source: str
    leads: tuple[str, ...]
    evidence: str
    strength: str
    due: Due
    health: str
    shape: str
    state: str
    is_in_annex: bool


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    names: tuple[Phrase, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """An outcome that is not a commitment: an ask or an offer without an answer, or an understanding."""

    ref: str
    clause: str
    source: str
    side: str
    strength: str
    status: str
    is_late: bool


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


@dataclass(frozen=True, slots=True)
class PacketContent:
    """A whole packet for one reader at one moment; `language` is that of its labels."""

    language: str
    reference: str
    classification: int
    marking: str
    draft: str
    demonstration: str
    copy: str
    running_title: str
    footer: tuple[str, ...]
    signed: str
    cover: Cover
    contents_names: tuple[Phrase, ...]
    sections: tuple[Section, ...]
    meeting: MeetingPage
    groups: tuple[Group, ...]
    points: tuple[PointGroup, ...]
    blocks: tuple[Block, ...]
    created: str
