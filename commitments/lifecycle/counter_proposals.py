"""Counter-proposals: proposing another deadline, title or lead ministry before a commitment is accepted.

Each is a request (`Approval`) with who, what, why and by which document; together they are the chain of a
commitment. What it does is in `acceptance`.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.access import policy
from commitments.deadlines.context import NO_HOOKS, Dependencies, build_date_terms
from commitments.enums import ApprovalKind, ApprovalState, Proposer, Side
from commitments.errors import Refused
from commitments.language.phrases.specification import DeadlineSpec
from commitments.lifecycle import acceptance, approvals
from commitments.lifecycle.transitions import lock, owing_sides, short_title
from commitments.models import Approval, Commitment, Ministry, User
from commitments.records import edits


@dataclass(frozen=True, slots=True)
class OtherTerms:
    """What is proposed; what is None or empty stays as it is."""

    title: str = ""
    ministry: Ministry | None = None
    spec: DeadlineSpec | None = None
    hooks: Dependencies = NO_HOOKS
    review_on: datetime.date | None = None


@transaction.atomic
def propose_terms(
    commitment: Commitment,
    proposer: Proposer,
    other: OtherTerms,
    *,
    reason: str,
    document: str = "",
    by: User,
    now: datetime.datetime,
) -> Approval:
    """Record other terms; the desk answers those of an owner or the partner.

    Those of the desk take effect at once. They answer a pending counter-proposal, which they reject.
    """
    lock(commitment)
    pending = find_pending(commitment, by)
    if proposer == Proposer.DESK and pending is not None:
        answer = edits.shorten_text(_("Other terms proposed: %(why)s") % {"why": reason}, edits.REASON_LENGTH)
        approvals.refuse_request(pending, answer=answer, by=by, now=now)
        commitment.refresh_from_db()
    asked = approvals.request_approval(
        commitment,
        ApprovalKind.COUNTER_PROPOSAL,
        reason=reason,
        document=document,
        terms=_build_terms(commitment, proposer, other, by),
        by=by,
        now=now,
    )
    if proposer == Proposer.DESK:
        approvals.grant_request(asked, by=by, now=now)
        commitment.refresh_from_db()
    return asked


def find_pending(commitment: Commitment, user: User) -> Approval | None:
    """Return the counter-proposal that waits for the desk, as far as the person may read it."""
    asked = Approval.objects.filter(
        commitment=commitment, kind=ApprovalKind.COUNTER_PROPOSAL, state=ApprovalState.PENDING
    )
    return policy.readable_by(asked, user).first()


def _build_terms(commitment: Commitment, proposer: Proposer, other: OtherTerms, by: User) -> dict[str, Any]:
    """Build the terms of the request, of what differs only, with what they were compared with."""
    base = acceptance.find_base(commitment)
    terms: dict[str, Any] = {"proposed_by": proposer.value, "base": base}
    title = short_title(other.title, stood=commitment.title) if other.title.strip() else ""
    if title and title != commitment.title:
        terms["title"] = title
    if other.spec is not None:
        terms |= build_date_terms(other.spec, other.hooks, other.review_on)
    if other.ministry is not None:
        ministry = other.ministry
        is_home = ministry.country.iso == settings.HOME_COUNTRY
        side = Side.OURS if is_home else Side.THEIRS
        is_of_sides = is_home or ministry.country_id == commitment.country_id
        if not is_of_sides or side not in owing_sides(commitment) or not policy.can_read(by, ministry):
            raise Refused(_("Select a ministry of a side that is responsible."), "wrong_lead")
        if base["leads"].get(side) != ministry.pk:
            terms |= {"side": side.value, "lead": ministry.pk}
    return terms
