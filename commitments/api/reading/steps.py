"""Which steps of a commitment are open to one person now, and what stands against the others."""

from commitments import access, lifecycle
from commitments.api.reading.rows import Row
from commitments.models import Commitment, User

# Read with it, so that no step asks for them again.
STEPPED = access.shaped(Commitment).select_related("country").prefetch_related("responsibilities")


def steps(commitment: Commitment, user: User) -> Row:
    """Shape the steps of a commitment of STEPPED, which the person has read through the door."""
    acts = access.acts(user, commitment, is_read=True)
    return {
        "commitment": commitment.reference,
        "state": commitment.state,
        "steps": [
            {
                "step": step.value,
                "code": refusal.code if refusal else None,
                "detail": str(refusal) if refusal else None,
            }
            for step, refusal in lifecycle.steps(commitment, user, acts)
        ],
    }
