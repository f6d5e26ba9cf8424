"""Three charts, as the numbers and words that are drawn; days count from the beginning of the axis."""

from dataclasses import dataclass

from commitments.briefings.content.basics import Shown


@dataclass(frozen=True, slots=True)
class Tick:
    """The beginning of a quarter."""

    day: int
    month: str
    year: str


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the timeline; its review stands only where it has no date."""

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
    """Dates against today; `told` says in full sentences what is drawn."""

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
