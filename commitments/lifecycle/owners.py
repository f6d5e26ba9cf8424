"""Name another owner of an open commitment, whatever stands already; what `living` finds, under this name."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.errors import Refused
from commitments.lifecycle import hearing
from commitments.lifecycle.living import (
    Gone,
    absences,
    away,
    reasons,
    reasons_of,
    without_living_owner,
)
from commitments.lifecycle.rules import owing_leads
from commitments.lifecycle.sides import check_official, check_side
from commitments.lifecycle.taking import hold, short_enough
from commitments.models import Commitment, Ministry, Official, Responsibility, User, leads_of
from commitments.vocabulary import (
    JOINT_TEXTS,
    OPEN_STATES,
    Actor,
    CommitmentState,
    LeadRole,
    OwedBy,
    Side,
)

__all__ = [
    "Gone",
    "absences",
    "away",
    "file_acceptance",
    "newcomers",
    "reasons",
    "reasons_of",
    "reassign",
    "reassign_lead",
    "why_not_reassign",
    "without_living_owner",
]

# Reported complete or half so: whose report it is stays clear until it is confirmed or sent back.
UNDER_WAY = (CommitmentState.ACCEPTED, CommitmentState.IN_PROGRESS, CommitmentState.DORMANT)


def why_not_reassign(commitment: Commitment, user: User, acts: access.Acts | None = None) -> Refused | None:
    """Explain why no other owner is named now, or give None where one may be."""
    if commitment.state not in (*OPEN_STATES, CommitmentState.DRAFT):
        return Refused(_("Only an open item gets another owner; what is closed keeps who owed it."), "closed")
    if not (acts or access.acts(user, commitment))(Actor.DESK):
        return Refused(_("The desk names another owner."), "forbidden")
    return None


@transaction.atomic
def reassign(
    responsibility: Responsibility,
    *,
    ministry: Ministry | None = None,
    official: Official | None = None,
    document: str = "",
    reason: str,
    by: User,
    now: datetime.datetime,
) -> Responsibility:
    """Name another official or another ministry in one part of an open commitment; the history has both.

    Another official of the same ministry: the desk's word is enough. Without `official` nobody is named.
    Another lead ministry has accepted nothing yet: the state stays and its acceptance is asked (`newcomers`),
    unless `document` files it at once, the desk's own ministry leads, or a text of both sides binds the
    partner, whoever acts for it. Where the new ministry supported so far, that part ends.
    """
    commitment = responsibility.commitment
    refusal = why_not_reassign(commitment, by)
    if refusal is not None:
        raise refusal
    hold(commitment)
    said = editing.need_reason(" ".join(reason.split()))
    new = ministry or responsibility.ministry
    _check(responsibility, new, official, timezone.localdate(now))
    values: dict[str, object] = {"ministry_id": new.pk if new else None}
    values["official_id"] = official.pk if official else None
    if new is not None and new.pk != responsibility.ministry_id:
        _take_in(responsibility, new, by=by, now=now, reason=said)
        if responsibility.accepted_on is not None or commitment.state in UNDER_WAY:
            values |= _acceptance(responsibility, new, document, by=by, now=now)
    standing = {"ministry_id": responsibility.ministry_id, "official_id": responsibility.official_id}
    editing.change(responsibility, values, by=by, now=now, action="reassigned", reason=said, where=standing)
    hearing.keep(commitment)
    return responsibility


def reassign_lead(
    commitment: Commitment, side: Side, *, by: User, now: datetime.datetime, **named: Any
) -> Responsibility:
    """Name another owner in the lead of one side, as `reassign` does."""
    for lead in leads_of(commitment):
        if lead.side == side:
            return reassign(lead, by=by, now=now, **named)
    raise Refused(_("This side has no lead to take the place of."), "no_lead")


def _check(
    part: Responsibility, ministry: Ministry | None, official: Official | None, today: datetime.date
) -> None:
    """Refuse whoever cannot answer for this side today."""
    is_new = ministry is not None and ministry.pk != part.ministry_id
    if ministry is not None and is_new:
        check_side(part.side, part.commitment.country_id, ministry)
        if ministry.exists_until is not None and ministry.exists_until < today:
            raise Refused(_("This ministry has ended; name the one that came after it."), "ended")
        if part.reported_on is not None:
            raise Refused(
                _("This side has reported complete. Confirm it or send it back, then name another ministry."),
                "reported",
            )
    if official is not None:
        check_official(part.side, part.commitment.country_id, official, ministry)
        if official.ends_on is not None and official.ends_on < today:
            raise Refused(_("This official has left; name somebody in post."), "left")
    if not is_new and (official.pk if official else None) == part.official_id:
        raise Refused(_("That is who answers already; name somebody else."), "same")


def _take_in(
    part: Responsibility, ministry: Ministry, *, by: User, now: datetime.datetime, reason: str
) -> None:
    """End the part that the new ministry had so far: it has one part in a commitment."""
    other = (
        part.commitment.responsibilities(manager="objects")
        .filter(ministry=ministry)
        .exclude(pk=part.pk)
        .first()
    )
    if other is None:
        return
    if other.role == LeadRole.LEAD:
        raise Refused(_("This ministry leads already; name another."), "leads_already")
    editing.remove(other, by=by, now=now, reason=reason)


def _acceptance(
    part: Responsibility, ministry: Ministry, document: str, *, by: User, now: datetime.datetime
) -> dict[str, object]:
    """Give the new lead's acceptance: on file, of the desk itself, by the joint text, or asked."""
    commitment = part.commitment
    if part.role != LeadRole.LEAD or commitment.owed_by not in {part.side, OwedBy.JOINT}:
        return {}
    text = commitment.outcome.statement
    if part.side == Side.THEIRS and part.accepted_on and text is not None and text.kind in JOINT_TEXTS:
        return {}
    filed = short_enough(document)
    if not filed and not (part.side == Side.OURS and ministry.runs_tracker):
        return {"accepted_on": None, "accepted_by_id": None, "acceptance": ""}
    return {
        "accepted_on": timezone.localdate(now),
        "accepted_by_id": by.pk,
        "acceptance": filed,
    }


def newcomers(commitment: Commitment) -> list[Responsibility]:
    """List the leads named after the item was accepted whose own acceptance is still asked."""
    if commitment.state not in UNDER_WAY:
        return []
    return [lead for lead in owing_leads(commitment) if lead.accepted_on is None]


@transaction.atomic
def file_acceptance(
    responsibility: Responsibility,
    *,
    answer: str = "",
    on: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> Responsibility:
    """Record that a lead named later accepts: by its own word, or by the answer that the desk files."""
    commitment = responsibility.commitment
    of_lead = responsibility.side == Side.OURS and access.is_of_lead(by, commitment)
    access.require(access.sees(by, commitment) and (of_lead or access.works_on(by, commitment.country)))
    if responsibility.pk not in {part.pk for part in newcomers(commitment)}:
        raise Refused(_("This side has accepted already."), "accepted_already")
    filed, ministry = short_enough(answer), responsibility.ministry
    own_word = of_lead or (
        responsibility.side == Side.OURS and ministry is not None and ministry.runs_tracker
    )
    if not filed and not own_word:
        raise Refused(
            _("File the answer of that ministry: letter, note or mail with number and date."), "needs_answer"
        )
    today = timezone.localdate(now)
    if on is not None and on > today:
        raise Refused(_("A document is dated today or earlier."), "future")
    hold(commitment)
    values = {"accepted_on": on or today, "accepted_by": by, "acceptance": filed}
    editing.change(responsibility, values, by=by, now=now, action="accepted", where={"accepted_on": None})
    hearing.keep(commitment)
    return responsibility
