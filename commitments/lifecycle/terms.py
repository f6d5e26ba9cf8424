"""The terms of a request: the other date that is asked for, with what it follows, or a review date."""

import datetime
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments.deadlines import Hooks
from commitments.errors import Refused
from commitments.models import Approval, Commitment, Mechanism, Meeting, User
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import CommitmentState


def of_date(spec: DeadlineSpec, hooks: Hooks, review_on: datetime.date | None) -> dict[str, Any]:
    """Put another deadline into the terms of a request."""
    return {
        "spec": spec.to_json(),
        "review_on": review_on.isoformat() if review_on else None,
        "event": hooks.event.pk if hooks.event else None,
        "mechanism": hooks.mechanism.pk if hooks.mechanism else None,
        "session_number": hooks.session_number,
        "follows": hooks.follows.pk if hooks.follows else None,
    }


def of_review(review_on: datetime.date) -> dict[str, Any]:
    """Put the day on which it is looked at again into the terms of a request."""
    return {"review_on": review_on.isoformat()}


def spec_of(approval: Approval) -> DeadlineSpec:
    """Read the deadline that is asked for; refuse what is none."""
    try:
        return DeadlineSpec.from_json(approval.terms["spec"])
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(_("Say which other date is asked for."), "needs_terms") from error


def review_of(approval: Approval) -> datetime.date | None:
    """Read the review date that is asked for."""
    try:
        return parse_date(str(approval.terms.get("review_on") or ""))
    except ValueError:
        return None


def hooks_of(approval: Approval, user: User) -> Hooks:
    """Find what the deadline asked for follows; refuse what the person may not read."""
    named = approval.terms
    follows = _found(Commitment, named.get("follows"), user)
    if follows is not None and follows.state == CommitmentState.DRAFT:
        raise Refused(_("A clock does not follow a draft."), "needs_terms")
    return Hooks(
        event=_found(Meeting, named.get("event"), user),
        mechanism=_found(Mechanism, named.get("mechanism"), user),
        session_number=named.get("session_number"),
        follows=follows,
    )


def _found(model: Any, pk: Any, user: User) -> Any:
    if pk is None:
        return None
    if (found := access.visible_to(model.objects.all(), user).filter(pk=pk).first()) is not None:
        return found
    raise Refused(_("What the date should follow is not there; choose it again."), "needs_terms")
