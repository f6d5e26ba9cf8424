"""What the desk makes of what the partner wrote; nothing here alters a commitment."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commitments import access, editing
from commitments.editing import need_reason
from commitments.errors import Refused
from commitments.models import PartnerRemark, User
from commitments.releases import why_kept
from commitments.vocabulary import RemarkState

LONGEST_ANSWER = 600
OPEN = (RemarkState.WAITING, RemarkState.NOTED)


def why_not_decide(remark: PartnerRemark, user: User) -> Refused | None:
    """Explain why this person decides nothing about a remark now, or give None who does."""
    if remark.state not in OPEN:
        return Refused(_("This was decided already."), "decided")
    return _why_not_of_desk(remark, user)


def why_not_note(remark: PartnerRemark, user: User) -> Refused | None:
    """Explain why this person takes no note of it now, or give None who does."""
    if remark.state != RemarkState.WAITING:
        return Refused(_("This was decided already."), "decided")
    return _why_not_of_desk(remark, user)


def _why_not_of_desk(remark: PartnerRemark, user: User) -> Refused | None:
    item = remark.commitment
    if not (access.sees(user, item) and access.works_on(user, item.country)):
        return Refused(_("The desk takes this step."), "forbidden")
    return None


def note(remark: PartnerRemark, *, answer: str = "", by: User, now: datetime.datetime) -> PartnerRemark:
    """Take note of it; an answer waits for a head before it goes into the next matrix."""
    return _decide(remark, RemarkState.NOTED, "", answer, by=by, now=now)


def act(
    remark: PartnerRemark, *, why: str, answer: str = "", by: User, now: datetime.datetime
) -> PartnerRemark:
    """Say that it was acted on, by a step of its own: nothing is done here."""
    return _decide(remark, RemarkState.ACTED_ON, need_reason(why), answer, by=by, now=now)


def set_aside(
    remark: PartnerRemark, *, why: str, answer: str = "", by: User, now: datetime.datetime
) -> PartnerRemark:
    """Let it count for nothing, saying why; the next matrix does not carry it."""
    return _decide(remark, RemarkState.SET_ASIDE, need_reason(why), answer, by=by, now=now)


@transaction.atomic
def _decide(
    remark: PartnerRemark, state: RemarkState, why: str, answer: str, *, by: User, now: datetime.datetime
) -> PartnerRemark:
    refusal = why_not_note(remark, by) if state == RemarkState.NOTED else why_not_decide(remark, by)
    if refusal is not None:
        raise refusal
    values: dict[str, Any] = {"state": state, "decided_by": by, "decided_at": now, "remark": why}
    if answer.strip():
        values |= {"answer": editing.fitting(answer, LONGEST_ANSWER), "cleared_by": None, "cleared_at": None}
    where = {"state": remark.state}
    return editing.change(remark, values, by=by, now=now, where=where, action=f"remark {state}", reason=why)


def why_not_clear(remark: PartnerRemark, user: User) -> Refused | None:
    """Explain why this person does not clear our answer for the next matrix, or give None who does."""
    if not remark.answer or remark.cleared_by_id is not None:
        return Refused(_("There is no answer of ours to be cleared."), "wrong_state")
    item = remark.commitment
    if not (access.heads_over(user, item.country) and access.sees(user, item)):
        return Refused(_("The head of desk or of division clears it."), "forbidden")
    if remark.decided_by_id == user.pk:
        return Refused(_("You wrote it; somebody else clears it."), "own_words")
    return why_kept(item)


@transaction.atomic
def clear(remark: PartnerRemark, *, by: User, now: datetime.datetime) -> PartnerRemark:
    """Clear our answer for the next matrix: by a head, never by who wrote it."""
    if (refusal := why_not_clear(remark, by)) is not None:
        raise refusal
    values = {"cleared_by": by, "cleared_at": now}
    return editing.change(remark, values, by=by, now=now, where={"cleared_by": None}, action="cleared")
