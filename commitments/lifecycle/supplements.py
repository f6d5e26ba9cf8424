"""Supplements: outcomes that are added to a closed meeting after a second person has approved them.

The rows of an import are the proposal; a request of its kind is their approval.
"""

import datetime
from collections.abc import Callable

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.enums import ApprovalKind, ApprovalState, ImportState, ImportSubject, ItemState, MeetingState
from commitments.errors import Refused
from commitments.models import Approval, Import, ImportRow, Meeting
from commitments.records import edits

# What writes the rows of a granted request, by the subject of their import; added by the importer.
ROW_WRITERS: dict[str, Callable[..., None]] = {}


def why_not_closed(meeting: Meeting) -> Refused | None:
    """Explain that a supplement is not for this meeting, or return None."""
    if meeting.state == MeetingState.CLOSED:
        return None
    return Refused(_("Only a closed meeting can have a supplement."), "wrong_state")


def list_pending(meeting: Meeting) -> QuerySet[Approval]:
    """List the supplements of a meeting that wait for a decision: one at most."""
    return Approval.objects.filter(meeting=meeting, kind=ApprovalKind.SUPPLEMENT, state=ApprovalState.PENDING)


def _proposed_table(approval: Approval) -> QuerySet[Import]:
    return Import.objects.filter(pk=approval.terms.get("import"), state=ImportState.PROPOSED)


def add_rows(approval: Approval, *, now: datetime.datetime, **_decided: object) -> None:
    """Write the rows of an approved request at once, or refuse the grant."""
    assert approval.meeting is not None
    if (refusal := why_not_closed(approval.meeting)) is not None:
        raise refusal
    if not _proposed_table(approval).update(state=ImportState.IMPORTING, done=0, lease_until=None):
        raise Refused(_("The proposed rows no longer exist. Reject the request."), "outdated")
    ROW_WRITERS[ImportSubject.COMMITMENTS](approval, now=now)


def drop(approval: Approval, *, now: datetime.datetime) -> None:
    """End a proposal that was rejected; one that was withdrawn goes back to its proposer."""
    found = _proposed_table(approval)
    rows = ImportRow.objects.filter(spreadsheet__in=found.values("pk"), state=ItemState.WAITING)
    if approval.state == ApprovalState.WITHDRAWN:
        rows.update(state="")
        found.update(state=ImportState.CHECKED)
    else:
        rows.update(state=ItemState.NOT_DONE)
        found.update(state=ImportState.STOPPED, reason=approval.answer, ended_at=now)


def find_approved(of: Import) -> Approval | None:
    """Return the approved request by which the rows of an import are written; None for an open meeting."""
    if of.meeting is None or of.meeting.state != MeetingState.CLOSED:
        return None
    approved = Approval.objects.filter(
        meeting=of.meeting,
        kind=ApprovalKind.SUPPLEMENT,
        state=ApprovalState.GRANTED,
        terms__import=of.pk,
    )
    return approved.select_related("recorded_by", "decided_by").first()


def require_approved(approval: Approval, meeting: Meeting) -> None:
    """Raise `Refused` where a second person has not approved a supplement to this meeting."""
    is_approved = (
        approval.kind == ApprovalKind.SUPPLEMENT
        and approval.state == ApprovalState.GRANTED
        and approval.meeting_id == meeting.pk
        and approval.decided_by_id != approval.recorded_by_id
    )
    if not is_approved:
        raise Refused(_("This supplement is not approved for this meeting."), "not_approved")


def day_of(approval: Approval | None) -> datetime.date | None:
    """Return the date of an approved supplement."""
    if approval is None or approval.decided_at is None:
        return None
    return timezone.localdate(approval.decided_at)


def describe(approval: Approval | None) -> str:
    """Return who proposed and who approved a supplement, and when; empty where there is none."""
    day = day_of(approval)
    if approval is None or day is None:
        return ""
    values = {"day": date_format(day), "who": approval.recorded_by, "head": approval.decided_by}
    said = gettext("Supplement of %(day)s: proposed by %(who)s, approved by %(head)s.") % values
    return edits.shorten_text(said, edits.REASON_LENGTH)
