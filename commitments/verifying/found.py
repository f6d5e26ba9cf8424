"""What a check says of one row."""

from collections.abc import Callable
from dataclasses import dataclass

Show = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one row; a remark is no failure."""

    row: str
    says: str
    is_failure: bool = True

    def __str__(self) -> str:
        return f"{self.row}: {self.says}"
