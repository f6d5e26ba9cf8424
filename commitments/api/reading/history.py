"""The history of one record: the rows that its page shows, in the same words."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from commitments import access, audit
from commitments.api.reading.rows import Row, Rows
from commitments.history import history_rows
from commitments.models import AuditRow, Commitment, Meeting, User

HISTORY: Rows = access.shaped(AuditRow)


def changes_of(record: Commitment | Meeting, user: User) -> QuerySet[Any, Any]:
    """Give the rows of a record that was read through the door, as far as they are open to the person."""
    return access.parts_of(record, audit.history(record), user)


def history(rows: Sequence[AuditRow], user: User) -> list[Row]:
    """Put rows of `changes_of` into words; one query for each kind of record that they name."""
    return [
        {
            "id": row.pk,
            "at": row.at,
            "by": told.by if row.by_id else None,
            "subject": row.subject_type.rpartition(".")[2].lower(),
            "subject_id": row.subject_id,
            "action": row.action,
            "told": f"{told.subject} {told.action}",
            "changes": [
                {"label": one.label, "before": one.before, "after": one.after} for one in told.changes
            ],
            "reason": told.reason,
            # The page of a record tells of no address: that is for those who keep the record of changes.
            "source": row.source.partition(" ")[0],
        }
        for row, told in zip(rows, history_rows(rows, user), strict=True)
    ]
