"""The pages that officers write: core brief, scenario, topic sheets."""

from dataclasses import dataclass

from commitments.briefings.content.basics import Phrase, Tally


@dataclass(frozen=True, slots=True)
class Part:
    """A labelled part of a page of prose; the text is markdown, `name` the field in the admin."""

    name: str
    label: str
    names: tuple[Phrase, ...]
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Core:
    """The page the minister reads: its parts in order, the one ask apart, the state of play computed."""

    parts: tuple[Part, ...]
    ask: Part | None
    after: tuple[Part, ...]
    tallies: tuple[Tally, ...]
    late: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the order of events; the time in the place and in our capital."""

    time: str
    home_time: str
    what: str
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class Courtesy:
    meaning: str
    theirs: str
    say: str
    ours: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """The order of events and what stands around it."""

    place: str
    home: str
    events: tuple[Event, ...]
    parts: tuple[Part, ...]
    courtesy: tuple[Courtesy, ...]
    courtesy_heads: tuple[str, ...]
    if_plans_change: Part | None


@dataclass(frozen=True, slots=True)
class Touched:
    """An item that a topic touches."""

    ref: str
    title: str
    account: str
    due: str
    is_late: bool
    health: str
    shape: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A sheet: said aloud on the front, only known on the back."""

    number: str
    title: str
    names: tuple[Phrase, ...]
    short: str
    head: str
    front: tuple[Part, ...]
    background: Part | None
    not_disclosed: Part | None
    touched: tuple[Touched, ...]
    end: str
