"""What is found in a sentence: verb phrases with their subjects, and what they undertake."""

from dataclasses import dataclass

from commitments.intake.doers import Doer
from commitments.intake.grammar import Act
from commitments.intake.proposal import OwnerSide, Place
from commitments.vocabulary import OutcomeKind


@dataclass(frozen=True, slots=True)
class Found:
    """One verb phrase with its subject; `verb` and `region` are places in the sentence.

    `reach` is where the relative clauses behind the region end ("projects that will ...").
    """

    act: Act
    verb: Place
    doer: Doer
    region: Place
    reach: int = 0


@dataclass(frozen=True, slots=True)
class Undertaking:
    """What an officer tracks: of which kind, whose, and whether it counts without a deadline.

    `stem` is the place in the text of the line above a list that gives verb and owner.
    """

    kind: OutcomeKind
    side: OwnerSide | None
    found: Found
    needs_deadline: bool = False
    stem: Place | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as read: what it undertakes, whether it has a subject that acts, whether it is none of both.

    `is_none` says that it only welcomes, recalls, discusses.
    """

    undertakings: list[Undertaking]
    has_doer: bool
    is_none: bool


def weightiest(tracked: list[Undertaking]) -> list[Undertaking]:
    """Leave out thanks and topics beside anything firmer; of several in one sentence keep the first."""
    firm = [one for one in tracked if one.found.act not in (Act.THANK, Act.DISCUSS)]
    return firm or tracked[:1]
