"""Rows kept on disk while a file is made of them: a long list takes no more memory than a short one."""

import datetime
import json
from collections.abc import Iterator, Sequence
from tempfile import SpooledTemporaryFile

from commitments.export.table import Cell

# Fewer bytes than these stay in memory.
IN_MEMORY = 1 << 20


class Rows:
    """Rows that are written once, and read as often as the making of a file asks for them."""

    def __init__(self) -> None:
        # Closed by who made it, as any file.
        self._kept = SpooledTemporaryFile(max_size=IN_MEMORY, mode="w+", encoding="ascii", newline="\n")  # noqa: SIM115
        self._count = 0

    def add(self, row: Sequence[Cell]) -> None:
        """Keep one more row, behind all others."""
        self._kept.seek(0, 2)
        self._kept.write(json.dumps(row, default=_said) + "\n")
        self._count += 1

    def close(self) -> None:
        """Forget the rows."""
        self._kept.close()

    def __len__(self) -> int:
        return self._count

    def __contains__(self, row: object) -> bool:
        return any(one == row for one in self)

    def __iter__(self) -> Iterator[list[Cell]]:
        self._kept.seek(0)
        for _number in range(self._count):
            yield [_read(cell) for cell in json.loads(self._kept.readline())]


def _said(cell: datetime.date) -> list[str]:
    return [cell.isoformat()]


def _read(cell: str | int | list[str] | None) -> Cell:
    return datetime.date.fromisoformat(cell[0]) if isinstance(cell, list) else cell
