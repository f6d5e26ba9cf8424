"""Values that sections of a packet share: texts with their language, labels and lines, headings, charts.

Also what a content holds besides its sections. The values of one section are in its file in `sections/`. In
charts, days count from the beginning of the axis.
"""

from dataclasses import dataclass
from typing import Annotated, TypeVar

from commitments.enums import PacketEdition

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
class Part:
    """A labelled part of a page of prose; `name` is the field in the admin.

    `text` is markdown; `lead` (bold, before it) and `note` (small, below it) are plain. `language` is set
    where the text is in another language than that of print.
    """

    name: str
    label: str
    names: tuple[Phrase, ...]
    text: str
    lead: str = ""
    note: str = ""
    language: str = ""


def find_common_language(*parts: Part | None) -> str:
    """Return the other language in which all parts of a page are written; empty where there is none."""
    found = {part.language for part in parts if part is not None}
    return found.pop() if len(found) == 1 else ""


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
class Holding:
    """A row of the distribution list: which copies, their holder, the post, and the edition."""

    copies: str
    holder: str
    post: str
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One officer's step of the sign-off, as it is when a file is printed."""

    number: str
    officer: str
    part: str
    is_signed: bool
    state: str
    when: str


@dataclass(frozen=True, slots=True)
class EditionLabel:
    """What one printed file states besides the content: its edition and the progress of its sign-off.

    `edition` is the number of its version; `kind` is the edition, which selects what is printed. `draft` is
    the word in the margin, empty in a final. The printed file has no copy number: `footer` ends its first
    line with `room` for it, and `copy` is the text for it, with `{number}` in it.
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
    kind: str = PacketEdition.ADVISER.value


@dataclass(frozen=True, slots=True)
class Tick:
    """The beginning of a quarter."""

    day: int
    month: str
    year: str


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the timeline; its review is set only where it has no date."""

    ref: Shown[str]
    title: str
    status: Shown[str]
    is_late: Shown[bool]
    first: Shown[int | None]
    start: Shown[int | None]
    now: Shown[int | None]
    review: Shown[int | None]
    done: Shown[int | None]


@dataclass(frozen=True, slots=True)
class Lane:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Dates in relation to today; `told` describes in full sentences what is drawn."""

    title: str
    note: str
    told: str
    days: int
    today: int
    today_label: str
    meeting: int | None
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """One item as a box; `shape` is the name of its health."""

    ref: Shown[str]
    title: str
    shape: Shown[str]


@dataclass(frozen=True, slots=True)
class Account:
    """A row of boxes, in as many cells as there are columns."""

    label: str
    cells: tuple[tuple[Unit, ...], ...]


@dataclass(frozen=True, slots=True)
class Boxes:
    """A chart of unit boxes; its title is a computed sentence, `told` the same in words."""

    title: str
    note: str
    told: str
    heads: tuple[str, ...]
    rows: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class Glance:
    """The three charts of the page at a glance."""

    timeline: Timeline
    kept: Boxes
    balance: Boxes


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
class Made:
    """A record from which the packet was made, and its version; 0 where it has none."""

    label: str
    key: int
    version: int


@dataclass(frozen=True, kw_only=True)
class Document:
    """What a content holds besides its sections; `language` is that of its labels, and headings are printed
    also in those `beside` it.

    The edition and its sign-off are in the imprint of each printed file; this content is what is signed.
    `head` is an anchor of the history.
    """

    language: str
    reference: str
    classification: int
    marking: str
    demonstration: str
    beside: tuple[str, ...]
    distribution: tuple[Holding, ...]
    sections: tuple[Section, ...]
    standing: tuple[ComparedFact, ...]
    made_from: tuple[Made, ...]
    head: str
    created: str
