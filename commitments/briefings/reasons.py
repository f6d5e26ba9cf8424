"""Why a fact of an item changed and who approved it, from the history the reader may read."""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from commitments import access
from commitments import models as m
from commitments.briefings.records import Records
from commitments.references import short

# The column of the history that tells of each fact.
COLUMNS = {
    "title": "title",
    "state": "state",
    "health": "health",
    "due_on": "due",
    "review_on": "review",
    "strength": "strength",
    "condition": "condition",
    "line_to_take": "line",
    "clause": "clause",
    "ministry_id": "part",
}


def reasons(
    records: Records, *, reader: m.User, since: datetime.datetime, until: datetime.datetime
) -> dict[tuple[str, str], str]:
    """Give reason and approval by ref and kind, the latest of each: one query, and what was read already."""
    refs = {item.pk: short(item.reference) for item in records.commitments}
    told = access.visible_to(
        m.AuditRow.objects.filter(page_type=m.Commitment._meta.label, page_id__in=list(refs)), reader
    )
    rows = told.filter(at__gt=since, at__lte=until).select_related("by").order_by("at", "pk")
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        for column, kind in COLUMNS.items():
            if column in row.after:
                found[refs[row.page_id], kind] = _joined((row.reason, str(row.by or "")))
        if row.subject_type == m.Evidence._meta.label:
            found[refs[row.page_id], "evidence"] = str(row.by or "")
    for item in records.commitments:
        found |= _of_date(item, records, since)
        found |= _of_report(item, records, since)
    return found


def _of_date(item: m.Commitment, records: Records, since: datetime.datetime) -> dict[tuple[str, str], str]:
    """A move of the date says who approved it."""
    chain = records.deadlines.get(item.pk, [])
    if not chain or chain[-1].recorded_at <= since:
        return {}
    version = chain[-1]
    approved = _("approved: %(name)s") % {"name": version.approved_by} if version.approved_by else ""
    why = _joined((str(version.get_reason_display()), version.note, approved))
    return {(short(item.reference), kind): why for kind in ("due", "review")}


def _of_report(item: m.Commitment, records: Records, since: datetime.datetime) -> dict[tuple[str, str], str]:
    update = records.updates.get(item.pk)
    if update is None or update.recorded_at <= since or not update.text:
        return {}
    return {(short(item.reference), kind): update.text for kind in ("health", "report")}


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)
