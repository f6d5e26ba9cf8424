"""The pages that officers write: core brief, scenario, topic sheets."""

from dataclasses import dataclass

from commitments.briefings.content.basics import Phrase, Shown, Tally
from commitments.briefings.content.meeting import Recorded


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
class Play:
    """Where things stand, computed: items in each health, what is overdue, which reviews are.

    `on_time` says what there is to say where nothing is overdue: that nothing has a date, for one.
    """

    label: str
    names: tuple[Phrase, ...]
    tallies: tuple[Tally, ...]
    overdue: tuple[str, ...]
    reviews: tuple[str, ...]
    on_time: str = ""


@dataclass(frozen=True, slots=True)
class Core:
    """The page the minister reads; `occasion` is said where a packet is about several meetings.

    Where no officer wrote it, `recorded` is what is on record of the meetings. `shorten` names the part that
    is cut first where the page is too long, `faults` what is over its limits.
    """

    key: str
    occasion: str
    parts: tuple[Part, ...]
    ask: Part | None
    if_refused: str
    if_accepted: str
    after: tuple[Part, ...]
    play: Play | None
    shorten: str
    faults: tuple[str, ...]
    recorded: tuple[Recorded, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the order of events; its times follow the heads of the table.

    One that is tall may be split over pages.
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
    """The order of events and what stands around it; `places` head the columns of times."""

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
    """An item that a topic touches."""

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
    """A sheet: said aloud on the front, only known on the back.

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
