"""What can be different between two texts, and where."""

from dataclasses import dataclass
from enum import StrEnum

Place = tuple[int, int]


class FlagKind(StrEnum):
    """What the other text does to the base: leaves out, adds, softens, hardens, changes, rewrites."""

    OMISSION = "omission"
    ADDITION = "addition"
    SOFTENED = "softened"
    HARDENED = "hardened"
    FIGURE = "figure"
    CHANGED = "changed"
    MOVED = "moved"
    REWRITTEN = "rewritten"


TURNED = {
    FlagKind.OMISSION: FlagKind.ADDITION,
    FlagKind.ADDITION: FlagKind.OMISSION,
    FlagKind.SOFTENED: FlagKind.HARDENED,
    FlagKind.HARDENED: FlagKind.SOFTENED,
}


@dataclass(frozen=True, slots=True)
class Flag:
    """One difference: the words of both texts and their places, an empty one where words are missing."""

    kind: FlagKind
    base: str
    other: str
    base_at: Place
    other_at: Place

    def turned(self) -> "Flag":
        """Give the same difference as seen from the other text."""
        return Flag(TURNED.get(self.kind, self.kind), self.other, self.base, self.other_at, self.base_at)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The flags of a pair; none also where the languages differ and it must be compared by eye."""

    flags: tuple[Flag, ...] = ()
    is_comparable: bool = True
    # Whether the strength of verbs is known in this language.
    weighs_verbs: bool = True
