"""From a text to what an officer would track: pure, with nothing stored and nothing asked of the network."""

from commitments.intake.parties import other_party, usual_name
from commitments.intake.proposal import OwnerSide, Place, Proposal
from commitments.intake.read import read

__all__ = ["OwnerSide", "Place", "Proposal", "other_party", "read", "usual_name"]
