"""What the reader made of a passage, as it is kept: plain values and the words that they come from. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from commitments.intake import Proposal
from commitments.phrases import DeadlineSpec, not_stated
from commitments.vocabulary import OutcomeKind, OwedBy, Strength


@dataclass(frozen=True, slots=True)
class Guess:
    """What the words say, as far as the reader understood; nothing is made up where they say nothing.

    `owes` is the side that is to act, None where the words name none. `verb` and `owner` are the words from
    which strength and side were taken, with `is_from_stem` those of the line above a list. `verb_at` tells
    two passages of one sentence apart.
    """

    kind: OutcomeKind = OutcomeKind.TOPIC
    owes: OwedBy | None = None
    strength: Strength = Strength.NOT_STATED
    action: str = ""
    deadline: DeadlineSpec = field(default_factory=not_stated)
    condition: str = ""
    verb: str = ""
    owner: str = ""
    is_from_stem: bool = False
    verb_at: int | None = None

    @property
    def key(self) -> tuple[int | None, str]:
        """Give what tells it from others of one sentence: where its verb stands, and its deadline."""
        return self.verb_at, self.deadline.wording

    def to_json(self) -> dict[str, Any]:
        """Give what is stored, without what is as usual."""
        told = {
            "kind": self.kind.value,
            "owes": self.owes.value if self.owes else None,
            "strength": self.strength.value,
            "action": self.action,
            "deadline": self.deadline.to_json(),
            "condition": self.condition,
            "verb": self.verb,
            "owner": self.owner,
            "is_from_stem": self.is_from_stem,
            "verb_at": self.verb_at,
        }
        return {name: value for name, value in told.items() if value not in (None, "", False)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `to_json` gave; of what is not there nothing is known."""
        values = dict(stored)
        for name, kind in (("kind", OutcomeKind), ("owes", OwedBy), ("strength", Strength)):
            if name in values:
                values[name] = kind(values[name])
        if "deadline" in values:
            values["deadline"] = DeadlineSpec.from_json(values["deadline"])
        return cls(**values)


def guess_of(proposal: Proposal, text: str) -> Guess:
    """Keep of a proposal what it says and from which words of the text."""
    start, end = proposal.verb_place
    is_inside = not proposal.is_from_stem
    owner = proposal.owner_place
    return Guess(
        kind=proposal.outcome_kind,
        owes=OwedBy(proposal.side) if proposal.side else None,
        strength=proposal.strength,
        # A point of a list may end with what leads to the next one.
        action=proposal.action.rstrip(" ;,"),
        deadline=proposal.deadline,
        condition=proposal.condition,
        verb=" ".join(text[start:end].split()),
        owner=" ".join(text[slice(*owner)].split()) if owner else "",
        is_from_stem=proposal.is_from_stem,
        verb_at=start - proposal.place[0] if is_inside else None,
    )
