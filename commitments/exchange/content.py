"""What one matrix holds, frozen: words in two languages, and nothing that was not cleared."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from commitments.vocabulary import MatrixColumn

# In each language of the matrix, the first first.
Spoken = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """One commitment: what was cleared of it in each language, and what either side has remarked so far."""

    reference: str
    wording: Spoken
    owner: Spoken
    due: Spoken
    status: Spoken
    is_done: bool = False
    ours: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()

    def cells(self) -> dict[MatrixColumn, str]:
        """Give what stands in each cell that may come back changed; one language under the other."""
        first, *rest = self.wording
        return {
            MatrixColumn.WORDING: first,
            MatrixColumn.WORDING_OTHER: rest[0] if rest else "",
            MatrixColumn.OWNER: stacked(self.owner),
            MatrixColumn.DUE: stacked(self.due),
            MatrixColumn.STATUS: stacked(self.status),
            MatrixColumn.OURS: "\n".join(self.ours),
            MatrixColumn.THEIRS: "",
        }


@dataclass(frozen=True, slots=True)
class MatrixContent:
    """A whole matrix: `heads` are those of the columns, `before` what they wrote earlier, by its own head."""

    reference: str
    title: str
    titles: Spoken
    about: Spoken
    languages: Spoken
    day: str
    marking: str
    heads: Mapping[str, str]
    lines: tuple[MatrixLine, ...]

    @property
    def undone(self) -> tuple[str, ...]:
        """List the references of what was told as not complete."""
        return tuple(line.reference for line in self.lines if not line.is_done)

    @property
    def has_before(self) -> bool:
        """Say whether the partner has remarked anything so far, for which there is a column of its own."""
        return any(line.theirs for line in self.lines)

    def columns(self) -> list[tuple[str, str]]:
        """Give the columns in their order, each by its name and its head."""
        left_out = set()
        if len(self.languages) < len((MatrixColumn.WORDING, MatrixColumn.WORDING_OTHER)):
            left_out.add(str(MatrixColumn.WORDING_OTHER))
        if not self.has_before:
            left_out.add(BEFORE)
        return [(name, head) for name, head in self.heads.items() if name not in left_out]

    def languages_of_columns(self) -> list[str]:
        """Give the language of each column; empty for one that says everything in both."""
        return [
            self.languages[OF_LANGUAGE[name]] if name in OF_LANGUAGE else "" for name, _head in self.columns()
        ]

    def rows(self) -> list[list[str]]:
        """Give the cells of each line in the order of the columns; their own column is empty to fill in."""
        names = [name for name, _head in self.columns()]
        return [[cells[name] for name in names] for cells in map(_all_cells, self.lines)]


REFERENCE, BEFORE = "reference", "before"
# In which language of the matrix a column is; the others are in both.
OF_LANGUAGE = {str(MatrixColumn.WORDING): 0, str(MatrixColumn.WORDING_OTHER): -1}


def _all_cells(line: MatrixLine) -> dict[str, str]:
    known = {str(name): text for name, text in line.cells().items()}
    return {REFERENCE: line.reference, BEFORE: "\n".join(line.theirs), **known}


def stacked(spoken: Spoken) -> str:
    """Put one language under the other; what is the same in both, or empty, stands once."""
    return "\n".join(dict.fromkeys(text for text in spoken if text))


def packed(content: MatrixContent) -> bytes:
    """Give a content as bytes: the same content, the same bytes."""
    return json.dumps(asdict(content), ensure_ascii=False, indent=1).encode()


def unpacked(kept: bytes) -> MatrixContent:
    """Read a content as it was kept."""
    values = json.loads(kept)
    lines = tuple(
        MatrixLine(**{name: _frozen(value) for name, value in row.items()}) for row in values["lines"]
    )
    return MatrixContent(
        **{name: _frozen(value) for name, value in values.items() if name != "lines"}, lines=lines
    )


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
