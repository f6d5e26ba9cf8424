"""The values of the sections of a packet: text with its language, labels and lines, cover, charts, and items.

Also what is recorded about a meeting, and the pages that officers write. In charts, days count from the
beginning of the axis.
"""

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
    """The number of items with one health."""

    shape: str
    words: str


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page; `parties_size` names the size ("", "long", "longest") that keeps both on one line.

    Between `facts` and `as_of` the imprint prints the edition, and after it what the edition replaces.
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
    """A row of the distribution list: which copies, their holder, and the post."""

    copies: str
    holder: str
    post: str


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

    `draft` is the word in the margin, empty in a final. The printed file has no copy number: `footer` ends
    its first line with `room` for it, and `copy` is the text for it, with `{number}` in it.
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
    timeline: Timeline
    kept: Boxes
    balance: Boxes


@dataclass(frozen=True, slots=True)
class Due:
    """The due cell: the date or "No date", its status, how it moved, the words as agreed."""

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
    """An outcome that is not a commitment: a request or offer without an answer, or an understanding."""

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


@dataclass(frozen=True, slots=True)
class OutcomeSummary:
    """An outcome: its number and text, and in small type kind, side, strength and source.

    A line that is not about an outcome has only text.
    """

    ref: Shown[str]
    text: str
    note: Shown[str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said under one heading, such as the requests without an answer or one side's account."""

    label: str
    names: tuple[Phrase, ...]
    said: tuple[OutcomeSummary, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """The record of a meeting; `occasion` names it where a packet is about several."""

    occasion: str
    label: str
    names: tuple[Phrase, ...]
    purpose: str
    spoken: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class FactLine:
    """A background fact with its source, and its date in words, or that no date is stated."""

    text: str
    source: str
    dated: str


@dataclass(frozen=True, slots=True)
class Background:
    """The background facts of a meeting; `occasion` names it where a packet is about several."""

    occasion: str
    facts: tuple[FactLine, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A labelled part of a page of prose; `name` is the field in the admin.

    `text` is markdown; `lead` (bold, before it) and `note` (small, below it) are plain.
    """

    name: str
    label: str
    names: tuple[Phrase, ...]
    text: str
    lead: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class StateOfPlay:
    """The computed state of play: items in each health, overdue items, and reviews.

    `on_time` is the text where nothing is overdue: that nothing has a date, for example.
    """

    label: str
    names: tuple[Phrase, ...]
    tallies: tuple[Tally, ...]
    overdue: tuple[str, ...]
    reviews: tuple[str, ...]
    on_time: str = ""


@dataclass(frozen=True, slots=True)
class Core:
    """The page that the minister reads; `occasion` is set where a packet is about several meetings.

    Where no officer wrote it, `recorded` is what is recorded of the meetings. `shorten` names the part that
    is cut first where the page is too long, `faults` what is over its limits.
    """

    key: str
    occasion: str
    parts: tuple[Part, ...]
    ask: Part | None
    if_refused: str
    if_accepted: str
    after: tuple[Part, ...]
    play: StateOfPlay | None
    shorten: str
    faults: tuple[str, ...]
    recorded: tuple[Recorded, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the order of events; its times follow the headings of the table.

    A tall line may be split over pages.
    """

    times: tuple[str, ...]
    what: str
    who: str
    note: str
    is_tall: bool = False


@dataclass(frozen=True, slots=True)
class Courtesy:
    meaning: str
    theirs: str
    say: str
    ours: str


@dataclass(frozen=True, slots=True)
class Courtesies:
    label: str
    names: tuple[Phrase, ...]
    heads: tuple[str, ...]
    rows: tuple[Courtesy, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """The order of events with its details; `places` are the headings of the columns of times."""

    key: str
    occasion: str
    places: tuple[str, ...]
    events: tuple[Event, ...]
    parts: tuple[Part, ...]
    courtesies: Courtesies | None
    after: tuple[Part, ...]
    shorten: str


@dataclass(frozen=True, slots=True)
class Touched:
    """An item that a topic concerns."""

    ref: Shown[str]
    title: str
    account: Shown[str]
    due: Shown[str]
    is_late: Shown[bool]
    health: Shown[str]
    shape: Shown[str]
    is_in_annex: Shown[bool]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic brief: the front is said aloud, the back is only background.

    `filed` is its number on the page of its meeting; `occasion` names that meeting where a packet is about
    several.
    """

    key: str
    number: str
    filed: str
    occasion: str
    title: str
    names: tuple[Phrase, ...]
    short: str
    division: str
    front: tuple[Part, ...]
    background: Part | None
    not_disclosed: Part | None
    touched_label: str
    touched_names: tuple[Phrase, ...]
    touched: tuple[Touched, ...]
    end: str
    faults: tuple[str, ...]
