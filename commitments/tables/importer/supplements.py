"""Supplements: rows for a closed meeting, proposed by one person and added once a head has approved them."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.access import write_rules
from commitments.access.querysets import list_readable
from commitments.access.scopes import countries_of
from commitments.enums import (
    BAD_ROWS,
    GOOD_ROWS,
    READ_ALL_ROLES,
    ApprovalKind,
    ApprovalState,
    ImportSelection,
    ImportState,
    ImportSubject,
    ItemState,
    MeetingState,
    RowStatus,
)
from commitments.errors import Refused
from commitments.lifecycle import approvals
from commitments.lifecycle.supplements import ROW_WRITERS
from commitments.models import Approval, Commitment, Import, ImportRow, User
from commitments.tables.importer import runs

# A head reads every row of a request, and its rows are written while the head waits.
MOST_ROWS = 200


def is_supplement(of: Import) -> bool:
    """Return whether the rows of an import are proposed as a supplement, since the meeting is closed."""
    if of.subject != ImportSubject.COMMITMENTS or of.meeting is None:
        return False
    return of.meeting.state == MeetingState.CLOSED


def list_new(of: Import, way: ImportSelection) -> QuerySet[ImportRow]:
    """List the rows that a supplement would add; it changes no recorded commitment."""
    if way == ImportSelection.ALL_OR_NONE and of.rows.filter(status__in=BAD_ROWS).exists():
        return of.rows.none()
    statuses = (*GOOD_ROWS, RowStatus.WARNING) if way == ImportSelection.WITH_WARNINGS else GOOD_ROWS
    rows = ImportRow.objects.filter(spreadsheet=of, status__in=statuses, writes=True, record=None)
    return rows.order_by("number")


def find_request(of: Import) -> Approval | None:
    """Return the last request by which the rows of an import were proposed; None where there is none."""
    asked = Approval.objects.filter(meeting=of.meeting, kind=ApprovalKind.SUPPLEMENT, terms__import=of.pk)
    return asked.order_by("-pk").first()


@transaction.atomic
def propose(of: Import, way: ImportSelection, *, reason: str, by: User, now: datetime.datetime) -> Approval:
    """Propose the new rows of a checked import as a supplement; nothing is recorded before it is approved."""
    write_rules.require_permission(of.by_id == by.pk)
    standing = Import.objects.select_for_update(of=("self",)).select_related("meeting__country").get(pk=of.pk)
    if standing.state != ImportState.CHECKED or standing.meeting is None:
        raise Refused(
            _("The stage of this import has changed. Reload the page to see the current stage."), "decided"
        )
    rows = list(list_new(of, way))
    if not rows:
        raise Refused(
            _("No row can be proposed. A supplement contains only new commitments. Correct the file."),
            "nothing",
        )
    if len(rows) > MOST_ROWS:
        raise Refused(_("A supplement has at most 200 rows. Divide the file."), "too_many_rows")
    asked = approvals.request_approval(
        standing.meeting,
        ApprovalKind.SUPPLEMENT,
        reason=reason,
        terms={
            "import": of.pk,
            "file": of.file_name,
            "rows": [{"row": row.number, "title": row.title, "summary": row.summary} for row in rows],
        },
        by=by,
        now=now,
    )
    ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(state=ItemState.WAITING)
    # What the head approves is added as a whole, or not at all.
    Import.objects.filter(pk=of.pk).update(
        state=ImportState.PROPOSED, selection=ImportSelection.ALL_OR_NONE, done=0, total=len(rows)
    )
    of.refresh_from_db()
    return asked


def add_rows(approval: Approval, *, now: datetime.datetime) -> None:
    """Write all rows of an approved request, or refuse the grant."""
    key = approval.terms["import"]
    runs.run_import(key, now=now)
    done = Import.objects.get(pk=key)
    added = ImportRow.objects.filter(spreadsheet=key, state=ItemState.DONE).count()
    if done.state != ImportState.DONE or added != len(approval.terms["rows"]):
        raise Refused(
            _("The supplement cannot be added: %(why)s Reject the request and explain what changed.")
            % {"why": done.reason},
            "outdated",
        )


ROW_WRITERS[ImportSubject.COMMITMENTS] = add_rows


def load_readable_rows(keys: Collection[int], user: User) -> dict[int, list[dict[str, str]]]:
    """Return the rows that a person may read of each supplement among some requests that the person reads.

    Proposed rows are for the desk and for readers of all records, as drafts are; rows that were added are
    for those who read their commitments.
    """
    asked = list_readable(Approval, user).filter(pk__in=keys, kind=ApprovalKind.SUPPLEMENT)
    found = list(asked.select_related("meeting"))
    if not found:
        return {}
    granted = [one.terms["import"] for one in found if one.state == ApprovalState.GRANTED]
    rows = ImportRow.objects.filter(spreadsheet__in=granted, created_id__isnull=False)
    listed = rows.values_list("spreadsheet", "number", "created_id")
    created = {(of, number): key or 0 for of, number, key in listed}
    items = list_readable(Commitment, user).filter(pk__in=created.values())
    seen = set(items.values_list("pk", flat=True))
    countries = set(countries_of(user).values_list("pk", flat=True))

    def is_readable(approval: Approval, row: Mapping[str, Any]) -> bool:
        if approval.state == ApprovalState.GRANTED:
            return created.get((approval.terms["import"], row["row"])) in seen
        return user.role in READ_ALL_ROLES or approval.subject.country_id in countries

    return {one.pk: [row for row in one.terms["rows"] if is_readable(one, row)] for one in found}
