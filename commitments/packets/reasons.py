"""Find in the history when and why the facts of a packet changed, and who approved or recorded it.

Only rows that the given reader may read are used. Of a record given in confidence, only the date, the reason
category and the approver are returned.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from commitments import models
from commitments.access import grants, policy
from commitments.enums import ApprovalState, ConsentPurpose, MoveReason, OwedBy
from commitments.packets import content as packet_content
from commitments.packets import redaction
from commitments.packets.formats import capitalise, label_name, start_of
from commitments.packets.sections.scorecard import COLUMNS, point_ref
from commitments.records.references import shorten_reference

Key = tuple[str, str]
OWN_COLUMNS: Mapping[str, Mapping[str, str]] = {
    models.Commitment._meta.label: COLUMNS,
    models.Responsibility._meta.label: {"ministry_id": "part"},
    models.ProgressUpdate._meta.label: {"health": "health", "next_step_result": "step"},
}
# The columns of an outcome, for a point of the packet, and for the item that came from it.
POINT_COLUMNS = {"answer": "answer", "review_on": "review", "clause": "title"}
CLAUSE_COLUMNS = {"clause": "clause"}


@dataclass(frozen=True, slots=True)
class Reason:
    """When a fact last changed, why, and who approved or recorded it."""

    on: datetime.date | None = None
    why: str = ""
    approver: str = ""


UNKNOWN = Reason()


@dataclass(frozen=True, slots=True)
class Period:
    """From the moment of the earlier packet to that of this one, as one reader may read it.

    `confided` names the items and points that were given in confidence, `partner` the other country.
    """

    partner: str
    reader: models.User
    since: datetime.datetime
    until: datetime.datetime
    confided: frozenset[str] = frozenset()

    def within(self, column: str) -> Q:
        """Return the condition that a moment is in the period."""
        return Q(**{f"{column}__gt": self.since, f"{column}__lte": self.until})

    def why(self, text: str, ref: str) -> str:
        """Return the start of a text, unless it is about something given in confidence."""
        return "" if ref in self.confided else start_of(text, "", is_quoted=False)


def list_reasons(
    items: Iterable[models.Commitment],
    points: Iterable[models.Outcome],
    meetings: Iterable[int],
    period: Period,
) -> dict[Key, Reason]:
    """Return the latest reason of each changed fact, in as many queries whatever the number of records.

    By ref and kind; for texts that officers write, by the mark of the field, and for a delegation member by
    its own, and kind.
    """
    rows = {item.pk: item for item in items}
    return {
        **_find_item_reasons(rows, period),
        **_find_date_reasons(rows, period),
        **_find_report_reasons(rows, period),
        **_find_point_reasons(points, rows.values(), period),
        **_find_written_reasons(meetings, period),
    }


def _format_recorder(person: models.User | None) -> str:
    return _("Recorded by %(name)s") % {"name": label_name(str(person))} if person else ""


def _format_approver(person: models.User) -> str:
    name = label_name(str(person))
    return _("Approved by %(name)s, %(role)s") % {"name": name, "role": person.get_role_display()}


def _list_history(rows: QuerySet[models.AuditRow], period: Period) -> QuerySet[models.AuditRow]:
    found = policy.readable_by(rows.filter(period.within("at")), period.reader)
    return found.select_related("by").order_by("at", "pk")


def _find_item_reasons(items: Mapping[int, models.Commitment], period: Period) -> dict[Key, Reason]:
    rows = models.AuditRow.objects.filter(page_type=models.Commitment._meta.label, page_id__in=list(items))
    granted = models.Approval.objects.filter(period.within("decided_at"), state=ApprovalState.GRANTED)
    decided = policy.readable_by(granted.filter(commitment__in=list(items)), period.reader)
    approvals = {
        (one.commitment_id, one.decided_at): _format_approver(one.decided_by)
        for one in decided.select_related("decided_by")
        if one.decided_by
    }
    found: dict[Key, Reason] = {}
    for row in _list_history(rows, period):
        ref = shorten_reference(items[row.page_id].reference)
        approver = approvals.get((row.page_id, row.at)) or _format_recorder(row.by)
        reason = Reason(row.at.date(), period.why(row.reason, ref), approver)
        if row.subject_type == models.Evidence._meta.label:
            found[ref, "evidence"] = Reason(reason.on, "", reason.approver)
        # Other records of the item have columns of the same names.
        columns = OWN_COLUMNS.get(row.subject_type, {})
        found |= {(ref, kind): reason for column, kind in columns.items() if column in row.after}
    return found


def _find_date_reasons(items: Mapping[int, models.Commitment], period: Period) -> dict[Key, Reason]:
    """Return for each moved date its reason and who approved it."""
    chain = models.Deadline.objects.filter(period.within("recorded_at"), commitment__in=list(items))
    rows = policy.readable_by(chain, period.reader).select_related("approved_by", "recorded_by")
    found: dict[Key, Reason] = {}
    for version in rows.order_by("commitment", "number"):
        item = items[version.commitment_id]
        ref = shorten_reference(item.reference)
        category = str(version.get_reason_display())
        if version.reason == MoveReason.REQUESTED and item.owed_by == OwedBy.THEIRS:
            category = _("Requested by %(partner)s") % {"partner": period.partner}
        note = period.why(version.note, ref)
        why = f"{capitalise(category)}. {note}" if note else capitalise(category)
        approver = _format_recorder(version.recorded_by)
        if version.approved_by:
            approver = _format_approver(version.approved_by)
        reason = Reason(version.recorded_at.date(), why, approver)
        found |= {(ref, kind): reason for kind in ("due", "review")}
    return found


def _find_report_reasons(items: Mapping[int, models.Commitment], period: Period) -> dict[Key, Reason]:
    rows = models.ProgressUpdate.objects.filter(period.within("recorded_at"), commitment__in=list(items))
    updates = policy.readable_by(rows, period.reader).select_related("recorded_by")
    found: dict[Key, Reason] = {}
    reports = list(updates.order_by("reported_on", "pk"))
    given = [update.pk for update in reports if update.originator]
    kept = grants.list_from_third_states(models.ProgressUpdate, given, ConsentPurpose.PRINT)
    for update in reports:
        item = items[update.commitment_id]
        ref = shorten_reference(item.reference)
        is_kept = update.pk in kept or redaction.is_confidential_record(update)
        words = "" if is_kept else shorten_report(update.text, item)
        why = "" if ref in period.confided else words
        by = _("Reported by %(name)s") % {"name": update.recorded_by} if update.recorded_by else ""
        reason = Reason(update.recorded_at.date(), why, by)
        brief = Reason(reason.on, "", by)
        found |= {(ref, "health"): reason, (ref, "report"): brief, (ref, "step"): brief}
    return found


def shorten_report(text: str, item: models.Commitment) -> str:
    """Return the start of a report: the annex has those of open items in full."""
    return start_of(text, _("full text: Annex") if item.is_open else "", is_quoted=False)


def _find_point_reasons(
    points: Iterable[models.Outcome], items: Iterable[models.Commitment], period: Period
) -> dict[Key, Reason]:
    named: dict[int, list[tuple[str, Mapping[str, str]]]] = defaultdict(list)
    for point in points:
        named[point.pk].append((point_ref(point), POINT_COLUMNS))
    for item in items:
        named[item.outcome_id].append((shorten_reference(item.reference), CLAUSE_COLUMNS))
    rows = models.AuditRow.objects.filter(subject_type=models.Outcome._meta.label, subject_id__in=list(named))
    found: dict[Key, Reason] = {}
    for row in _list_history(rows, period):
        for ref, columns in named[row.subject_id]:
            why = period.why(row.reason or str(row.after.get("answer_wording") or ""), ref)
            reason = Reason(row.at.date(), why, _format_recorder(row.by))
            found |= {(ref, kind): reason for column, kind in columns.items() if column in row.after}
    return found


def _find_written_reasons(meetings: Iterable[int], period: Period) -> dict[Key, Reason]:
    rows = models.AuditRow.objects.filter(page_type=models.Meeting._meta.label, page_id__in=list(meetings))
    found: dict[Key, Reason] = {}
    for row in _list_history(rows, period):
        reason = Reason(row.at.date(), period.why(row.reason, ""), _format_recorder(row.by))
        found |= dict.fromkeys(_list_written_keys(row), reason)
    return found


def _list_written_keys(row: models.AuditRow) -> Iterator[Key]:
    """Name what a row of a meeting's history is about: a delegate, or a text as a whole and its fields."""
    for kind, own in packet_content.list_kinds().items():
        if own.model is not None and row.subject_type == own.model._meta.label:
            yield str(row.subject_id), kind
    written: tuple[type[Model], ...] = packet_content.list_written_models()
    for model in written:
        if row.subject_type == model._meta.label:
            record = f"{model._meta.model_name}.{row.subject_id}"
            yield record, "text"
            yield from ((f"{record}.{name}", "text") for name in {**row.before, **row.after})
