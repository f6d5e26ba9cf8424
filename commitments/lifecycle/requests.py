"""Rows of requests: what was asked, what was decided, and by whom. `approvals` acts on them."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.errors import Refused
from commitments.models import Approval, Commitment, Meeting, User
from commitments.vocabulary import ApprovalState, Matter

# Nobody decides these of their own asking.
BY_ANOTHER = frozenset({Matter.ENTER_IN_ERROR, Matter.LOWER})


def may_decide(approval: Approval, user: User) -> bool:
    """Say whether the person decides this request.

    Heads decide all matters but "entered in error", which a second person who records for the partner
    decides. That, and a lower marking, is never decided by the one who asked.
    """
    if approval.matter in BY_ANOTHER and approval.recorded_by_id == user.pk:
        return False
    subject = approval.subject
    decides = access.works_on if approval.matter == Matter.ENTER_IN_ERROR else access.heads_over
    return access.sees(user, subject) and decides(user, subject.country)


def why_not_settle(approval: Approval) -> Refused | None:
    """Explain that nothing is to be decided any more, or give None while there is."""
    if approval.state == ApprovalState.ASKED:
        return None
    return Refused(_("This was decided already."), "decided")


def settle(
    approval: Approval, state: ApprovalState, *, answer: str = "", by: User, now: datetime.datetime
) -> Approval:
    """Write what was decided, where nobody decided meanwhile; the caller acts on it at once."""
    if (refusal := why_not_settle(approval)) is not None:
        raise refusal
    values = {"state": state, "decided_by": by, "decided_at": now, "answer": answer.strip()}
    return editing.change(
        approval,
        values,
        by=by,
        now=now,
        action=state.value,
        reason=answer.strip(),
        where={"state": ApprovalState.ASKED},
    )


def decided_alone(
    commitment: Commitment,
    matter: Matter,
    *,
    reason: str,
    document: str = "",
    terms: Mapping[str, Any] | None = None,
    other: Commitment | None = None,
    by: User,
    now: datetime.datetime,
) -> Approval:
    """Record a head's own decision as a request asked and granted at once, with reason and authority."""
    made = Approval(
        commitment=commitment,
        matter=matter,
        reason=reason,
        document=document,
        terms=dict(terms or {}),
        other=other,
        state=ApprovalState.GRANTED,
        decided_by=by,
        decided_at=now,
    )
    return editing.create(made, by=by, now=now, reason=reason)


def answers(approval: Approval, subject: Commitment | Meeting, matter: Matter) -> bool:
    """Say whether a granted request is about this very step of this record."""
    return (
        approval.state == ApprovalState.GRANTED
        and approval.matter == matter
        and subject in (approval.commitment, approval.meeting)
    )
