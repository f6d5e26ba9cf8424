"""What goes into a chart and what comes out: series, rows of numbers, words; drawing, table, legend."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.safestring import SafeString


class Mark(StrEnum):
    """How a number is drawn; told apart by shape and edge, so that no colour is needed."""

    FILLED = "filled"
    HALF = "half"
    OUTLINED = "outlined"
    TINTED = "tinted"
    DASHED = "dashed"


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of number: its name in the legend, and how it is drawn."""

    name: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Row:
    """One column or bar: a number for each series. `name` stands in the table instead of a short label."""

    label: str
    values: tuple[int, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Balanced:
    """One line of a balance: the numbers of each series on the left, and those on the right."""

    label: str
    left: tuple[int, ...]
    right: tuple[int, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of strips: for each step of the axis a number for each series."""

    label: str
    steps: tuple[tuple[int, ...], ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What a chart says beside its numbers; `key` makes its ids unique on the page.

    `rows` heads the first column of the table, `note` is one line to stand below.
    """

    key: str
    title: str
    rows: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The same numbers to be read: the first cell of each row is its heading."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready for a page: the drawing, its legend as swatches with their names, and its table."""

    words: Words
    svg: SafeString
    legend: tuple[tuple[SafeString, str], ...]
    table: Table


def number(value: int) -> str:
    """Write a number as drawing and table both print it."""
    return f"{value:,}"


def told(series: Sequence[Series], values: Sequence[int], label: str = "") -> str:
    """Say some numbers for who hears them: "KR: on time 14, late 3"."""
    counts = ", ".join(f"{one.name} {number(value)}" for one, value in zip(series, values, strict=True))
    return f"{label}: {counts}" if label else counts


def summed(rows: Iterable[Sequence[int]]) -> tuple[int, ...]:
    """Add up rows of numbers, series by series; there is at least one row."""
    return tuple(map(sum, zip(*rows, strict=True)))


def tabulated(label: str, name: str, values: Sequence[int]) -> tuple[str, ...]:
    """Write one row of a table."""
    return (name or label, *map(number, values))
