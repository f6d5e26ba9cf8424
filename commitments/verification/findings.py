"""The result of checking one row."""

from collections.abc import Callable
from dataclasses import dataclass

Show = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class VerificationFinding:
    """What was found about one row; a remark is not a failure."""

    row: str
    says: str
    is_failure: bool = True

    def __str__(self) -> str:
        return f"{self.row}: {self.says}"
