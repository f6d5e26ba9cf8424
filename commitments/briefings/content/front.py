"""The cover, the distribution, and what a master says of its own state."""

from dataclasses import dataclass

from commitments.briefings.content.basics import Fact, Phrase


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page; `parties_size` names the size ("", "long", "longest") that keeps both on one line.

    Between `facts` and `as_of` stands what the imprint says of the edition, after it what it replaces.
    """

    originator: str
    originator_names: tuple[Phrase, ...]
    prepared_by: str
    occasion: str
    parties: str
    parties_size: str
    names: tuple[Phrase, ...]
    facts: tuple[Fact, ...]
    as_of: Fact
    duty: Fact | None
    note: str


@dataclass(frozen=True, slots=True)
class Holding:
    """A row of the distribution: which copies, whose they are, and the post."""

    copies: str
    holder: str
    post: str


@dataclass(frozen=True, slots=True)
class Step:
    """One officer's step of the sign-off, as it stands when a master is printed."""

    number: str
    officer: str
    part: str
    is_signed: bool
    state: str
    when: str


@dataclass(frozen=True, slots=True)
class Imprint:
    """What one master says of itself beside the content: its edition and how far it is signed off.

    `draft` is the word in the margin, empty in a final. The number of a copy is not of the master: `footer`
    ends its first line with `room` for it, and `copy` is what is put there, with `{number}` in it.
    """

    edition: str
    packet: str
    replaces: str
    draft: str
    state: str
    signed: str
    copy: str
    room: str
    footer: tuple[str, ...]
    steps: tuple[Step, ...]
