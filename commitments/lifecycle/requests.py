"""Rows of requests: what was requested, what was decided, and by whom. `approvals` puts them into effect.

The terms of a request are another deadline with its dependencies, or a review date.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, responsibilities
from commitments.deadlines.context import Dependencies
from commitments.enums import ApprovalState, CommitmentState, Matter
from commitments.errors import Refused
from commitments.language.phrases.specification import DeadlineSpec
from commitments.models import Approval, Commitment, Mechanism, Meeting, User
from commitments.records import edits

# Nobody decides these of their own asking.
BY_ANOTHER = frozenset({Matter.ENTER_IN_ERROR, Matter.LOWER})


def may_decide(approval: Approval, user: User) -> bool:
    """Return whether the person decides this request.

    Heads decide all matters except "entered in error", which a second person who records for the partner
    decides. The requester never decides that, nor a lower classification.
    """
    if approval.matter in BY_ANOTHER and approval.recorded_by_id == user.pk:
        return False
    subject = approval.subject
    decides = (
        responsibilities.works_on if approval.matter == Matter.ENTER_IN_ERROR else responsibilities.heads_over
    )
    return policy.can_read(user, subject) and decides(user, subject.country)


def why_not_settle(approval: Approval) -> Refused | None:
    """Explain why there is nothing to decide any more, or return None."""
    if approval.state == ApprovalState.ASKED:
        return None
    return Refused(_("This was decided already."), "decided")


def settle_request(
    approval: Approval, state: ApprovalState, *, answer: str = "", by: User, now: datetime.datetime
) -> Approval:
    """Record the decision, unless another was made meanwhile; the caller puts it into effect at once."""
    if (refusal := why_not_settle(approval)) is not None:
        raise refusal
    values = {"state": state, "decided_by": by, "decided_at": now, "answer": answer.strip()}
    return edits.change_record(
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
    """Record a head's own decision as a request made and granted at once, with reason and authority."""
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
    return edits.create_record(made, by=by, now=now, reason=reason)


def is_granted_for(approval: Approval, subject: Commitment | Meeting, matter: Matter) -> bool:
    """Return whether a granted request is for this very step of this record."""
    return (
        approval.state == ApprovalState.GRANTED
        and approval.matter == matter
        and subject in (approval.commitment, approval.meeting)
    )


def build_date_terms(
    spec: DeadlineSpec, hooks: Dependencies, review_on: datetime.date | None
) -> dict[str, Any]:
    """Build the terms of a request for another deadline."""
    return {
        "spec": spec.to_json(),
        "review_on": review_on.isoformat() if review_on else None,
        "event": hooks.event.pk if hooks.event else None,
        "mechanism": hooks.mechanism.pk if hooks.mechanism else None,
        "session_number": hooks.session_number,
        "follows": hooks.follows.pk if hooks.follows else None,
    }


def build_review_terms(review_on: datetime.date) -> dict[str, Any]:
    """Build the terms of a request with a review date."""
    return {"review_on": review_on.isoformat()}


def spec_of(approval: Approval) -> DeadlineSpec:
    """Read the requested deadline; raise `Refused` where it is not valid."""
    try:
        return DeadlineSpec.from_json(approval.terms["spec"])
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(_("Say which other date is asked for."), "needs_terms") from error


def review_of(approval: Approval) -> datetime.date | None:
    """Read the requested review date."""
    try:
        return parse_date(str(approval.terms.get("review_on") or ""))
    except ValueError:
        return None


def hooks_of(approval: Approval, user: User) -> Dependencies:
    """Find what the requested deadline depends on; raise `Refused` for what the person may not read."""
    named = approval.terms
    follows = _found(Commitment, named.get("follows"), user)
    if follows is not None and follows.state == CommitmentState.DRAFT:
        raise Refused(_("A clock does not follow a draft."), "needs_terms")
    return Dependencies(
        event=_found(Meeting, named.get("event"), user),
        mechanism=_found(Mechanism, named.get("mechanism"), user),
        session_number=named.get("session_number"),
        follows=follows,
    )


def _found(model: Any, pk: Any, user: User) -> Any:
    if pk is None:
        return None
    if (found := policy.readable_by(model.objects.all(), user).filter(pk=pk).first()) is not None:
        return found
    raise Refused(_("What the date should follow is not there; choose it again."), "needs_terms")
