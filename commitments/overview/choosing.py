"""Which verb a line of My desk has: by its heap, its state and who the person is."""

from commitments import access
from commitments.models import Commitment, User
from commitments.overview.lines import Line
from commitments.overview.verbs import Heap, Verb
from commitments.vocabulary import CommitmentState, Side

# Whatever the state of the item.
OF_HEAP = {Heap.UNDELIVERED: Verb.REMIND, Heap.OWNERLESS: Verb.OWNER, Heap.DRAFTS: Verb.PROPOSE}


def verb_of(person: User, heap: Heap, line: Line) -> Verb | None:
    """Choose the verb of a line; None for whoever only reads. No query: the row has what it needs.

    Who reads an item as a member of a desk works on it too: both are given by the partner.
    """
    if access.may_write(person, Commitment):
        return _of_desk(person, heap, line)
    if person.role in access.MINISTRY_ROLES:
        if heap != Heap.DECIDE:
            return Verb.UPDATE
        return Verb.VALIDATE if line.state == CommitmentState.REPORTED else Verb.DECIDE
    return None


def _of_desk(person: User, heap: Heap, line: Line) -> Verb:
    if heap in OF_HEAP:
        return OF_HEAP[heap]
    match line.state:
        case CommitmentState.DECLINED:
            return Verb.PROPOSE
        case CommitmentState.PROPOSED if line.awaits(Side.OURS):
            is_own = any(owner.is_own and owner.is_awaited for owner in line.owners)
            return Verb.DECIDE if is_own else Verb.ANSWER
        case CommitmentState.PROPOSED if heap != Heap.THEIRS:
            return Verb.ANSWER
        case CommitmentState.REPORTED:
            return Verb.VALIDATE if heap == Heap.DECIDE else Verb.UPDATE
    if heap == Heap.OURS and not line.is_date_asked:
        return Verb.MOVE if person.role in access.HEADS else Verb.ASK_DATE
    if heap == Heap.THEIRS:
        return Verb.CHASE
    return Verb.REMIND if line.is_theirs_alone else Verb.UPDATE
