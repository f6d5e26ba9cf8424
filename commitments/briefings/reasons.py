"""Why a fact changed and who approved it or wrote it, from the history the reader may read."""

import datetime
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commitments import access
from commitments import models as m
from commitments.briefings.changes import Key
from commitments.briefings.records import Records
from commitments.briefings.words import start_of
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


# What officers write for a meeting.
WRITTEN = (m.Brief, m.TopicSheet, m.Proposal, m.BackgroundFact)


def reasons(
    records: Records, *, reader: m.User, since: datetime.datetime, until: datetime.datetime
) -> dict[Key, str]:
    """Give reason and approval of the latest change of each fact.

    By ref and kind; of what officers write, by the mark of its field, and of a seat by its own, and kind. Two
    queries, and what was read already.
    """
    refs = {item.pk: short(item.reference) for item in records.commitments}
    found: dict[Key, str] = {}
    rows = _between(m.Commitment, refs, since, until)
    for row in access.visible_to(rows, reader):
        who = _joined((_shown(row.reason), str(row.by or "")))
        for column, kind in COLUMNS.items():
            if column in row.after:
                found[refs[row.page_id], kind] = who
        if row.subject_type == m.Evidence._meta.label:
            found[refs[row.page_id], "evidence"] = str(row.by or "")
    for item in records.commitments:
        found |= _of_date(item, records, since)
        found |= _of_report(item, records, since)
    rows = _between(m.Meeting, [meeting.pk for meeting in records.meetings], since, until)
    for row in access.visible_to(rows, reader):
        found |= dict.fromkeys(_written(row), _joined((_shown(row.reason), str(row.by or ""))))
    return found


def _between(
    page: type[m.Commitment] | type[m.Meeting],
    keys: Iterable[int],
    since: datetime.datetime,
    until: datetime.datetime,
) -> QuerySet[m.AuditRow]:
    rows = m.AuditRow.objects.filter(page_type=page._meta.label, page_id__in=list(keys))
    return rows.filter(at__gt=since, at__lte=until).select_related("by").order_by("at", "pk")


def _written(row: m.AuditRow) -> Iterator[Key]:
    """Name what a row of a meeting's history tells of: a seat, or a text, as a whole and its fields."""
    if row.subject_type == m.DelegationMember._meta.label:
        yield str(row.subject_id), "seat"
    for model in WRITTEN:
        if row.subject_type == model._meta.label:
            record = f"{model._meta.model_name}.{row.subject_id}"
            yield record, "text"
            yield from ((f"{record}.{name}", "text") for name in {**row.before, **row.after})


def _of_date(item: m.Commitment, records: Records, since: datetime.datetime) -> dict[Key, str]:
    """A move of the date says who approved it."""
    chain = records.deadlines.get(item.pk, [])
    if not chain or chain[-1].recorded_at <= since:
        return {}
    version = chain[-1]
    approved = _("approved: %(name)s") % {"name": version.approved_by} if version.approved_by else ""
    why = _joined((str(version.get_reason_display()), _shown(version.note, item), approved))
    return {(short(item.reference), kind): why for kind in ("due", "review")}


def _of_report(item: m.Commitment, records: Records, since: datetime.datetime) -> dict[Key, str]:
    update = records.updates.get(item.pk)
    if update is None or update.recorded_at <= since or not update.text:
        return {}
    return {(short(item.reference), kind): _shown(update.text, item) for kind in ("health", "report")}


def _shown(text: str, item: m.Commitment | None = None) -> str:
    """Give the start of a text: no row is as long as a report, and the annex has all of what is open."""
    return start_of(text, _("full text: Annex") if item and item.is_open else "", is_quoted=False)


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)
