"""Sign off our own account of a meeting: a head says that it may stand as it is."""

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.errors import Refused
from commitments.models import Meeting, Statement, User
from commitments.vocabulary import MeetingState, StatementKind

# Another account than this one is not ours to sign off; what both sides adopt is signed between them.
SIGNED_OFF = StatementKind.OUR_READOUT


def is_unsigned(statement: Statement) -> bool:
    """Say whether the text is one of ours that nobody has signed off as it stands."""
    return statement.kind == SIGNED_OFF and statement.signed_off_at is None


def why_not_sign_off(statement: Statement, user: User) -> Refused | None:
    """Explain why a text cannot be signed off now, or give None."""
    if statement.kind != SIGNED_OFF:
        return Refused(_("Only our own readout is signed off."), "kind")
    if statement.signed_off_at is not None:
        return Refused(_("It is signed off already."), "signed_off")
    if statement.meeting.state == MeetingState.IN_ERROR:
        return Refused(_("The record of this meeting is entered in error."), "wrong_state")
    if not access.heads_over(user, statement.meeting.country):
        return Refused(_("The head of desk or of division signs off."), "forbidden")
    return None


@transaction.atomic
def sign_off(statement: Statement, *, by: User, now: datetime.datetime) -> Statement:
    """Sign off our readout as it stands; whoever changes its words afterwards takes the signature off."""
    access.require(access.sees(by, statement))
    # One after the other with who edits it: what is signed off is what was read.
    Meeting.objects.select_for_update(no_key=True).get(pk=statement.meeting_id)
    refusal = why_not_sign_off(statement, by)
    if refusal is not None:
        raise refusal
    values = {"signed_off_at": now, "signed_off_by": by}
    return editing.change(
        statement,
        values,
        expected=statement.version,
        by=by,
        now=now,
        action="signed_off",
        where={"signed_off_at": None},
    )
