"""What the reader proposes: one item that an officer would track, and where the text says so."""

from dataclasses import dataclass
from typing import Literal

from commitments.phrases import DeadlineSpec
from commitments.vocabulary import OutcomeKind, Strength

# A place in the text: where it begins, and where it ends.
Place = tuple[int, int]
OwnerSide = Literal["ours", "theirs", "joint"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One item as the words give it.

    `sentence` stands at `place`. `side` is who owes it, None where the words name nobody. `deadline` holds
    its wording, at `deadline_place`, and is of kind "none" where there is none. `verb_place` and
    `owner_place` say from which words verb and owner come; with `is_from_stem` they are the heading or the
    line above a list; an empty `verb_place` means that the point begins with its verb. `owner_place` is
    None where the owner follows from the sentences before. `condition` is as worded.
    """

    sentence: str
    place: Place
    outcome_kind: OutcomeKind
    side: OwnerSide | None
    strength: Strength
    action: str
    deadline: DeadlineSpec
    deadline_place: Place | None
    condition: str
    verb_place: Place
    owner_place: Place | None
    is_from_stem: bool = False
