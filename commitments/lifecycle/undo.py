"""Undo of one step: what one person wrote at one moment is set back while nothing else has followed from it.

All rows of history that a step writes have the same user and the same moment. The history keeps both: the
step, and that it was undone. Only the kinds of record named here are set back; tests undo every step of the
life cycle and of meetings, and compare all tables.
"""

import datetime
from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError, Q
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments import models
from commitments.access import policy, responsibilities, write_rules
from commitments.audit import log
from commitments.enums import (
    TRANSITIONS,
    AccessKind,
    Actor,
    ApprovalKind,
    CommitmentState,
    ItemState,
    MeetingState,
    ReminderKind,
    Step,
)
from commitments.errors import Refused
from commitments.lifecycle import drafts, transitions
from commitments.models import AuditRow, Commitment, Meeting, User
from commitments.records import edits

WINDOW = datetime.timedelta(minutes=10)
ACTION = "taken back"
# The kinds of record that a step may have created or changed.
KINDS: frozenset[type[Model]] = frozenset(
    {
        *(Commitment, models.Responsibility, models.ProgressUpdate, models.FollowUp, models.Approval),
        *(Meeting, models.DelegationMember, models.AgendaItem, models.Outcome),
        *(models.AgendaPoint, models.AgendaPaper),
    }
)
# Of a draft that the step created; they are removed with it.
OF_DRAFT = frozenset({models.Deadline._meta.label, models.Responsibility._meta.label})
# What other kinds of step cannot be undone for.
NEVER: Mapping[type[Model], Promise] = {
    models.Deadline: _(
        "The step set a deadline, and every version of a deadline is kept. Change the deadline again."
    ),
    models.Evidence: _("The step added evidence. Evidence cannot be removed. Add the correct document."),
    models.Grant: _("The step granted access. Open the individual access, then select “Revoke access”."),
}
# Neither what is gone, nor what was undone, comes back; the rest is told of no column.
NOT_BACK = frozenset({"removed", "raised", ACTION}) | log.ACTIONS_WITHOUT_STATE
OTHER = _("This step cannot be undone. Correct it with another step.")
# What is protected once it is set, or reaches further than the record itself.
KEPT_COLUMNS: Mapping[str, Promise] = {
    "first_deadline_id": _(
        "All owners have accepted the commitment, so its original due date is fixed. Use “Change the "
        "deadline” to set a new due date."
    ),
    "classification": _(
        "The step changed a classification. Change the classification again on the page of the record."
    ),
    "originator": _(
        "The step changed the originator of information. Change the originator on the page of the record."
    ),
    "in_confidence": _(
        "The step changed the setting “given in confidence”. Change the setting on the page of the record."
    ),
}
# The meeting is not opened again.
SHUT = frozenset({MeetingState.CLOSED, MeetingState.IN_ERROR})
# Steps of an owner that change the entry of the ministry, which the desk writes otherwise.
OF_OWNERS = frozenset({"accepted", "reported", "countered", "counter answered"})
# So many entries of the access log are looked at.
NEWEST = 100
LEFT = (AccessKind.PRINTED, AccessKind.EXPORTED, AccessKind.FETCHED)
CHANGED = _("The record was changed later, so the action cannot be undone. Correct the record instead.")

Key = tuple[str, int]
Rows = Sequence[AuditRow]


def list_rows(person: User, at: datetime.datetime) -> list[AuditRow]:
    """List the rows of a person's step in their order, with what the system wrote in it; empty where none."""
    rows = list(AuditRow.objects.filter(Q(by=person) | Q(by=None), at=at).order_by("pk"))
    return rows if any(row.by_id == person.pk for row in rows) else []


def find_row(key: int, by: User) -> AuditRow | None:
    """Return the row of history that names a step; None where it is not the person's own."""
    return AuditRow.objects.filter(pk=key, by=by).first()


def find_undoable(person: User, at: datetime.datetime, now: datetime.datetime) -> AuditRow | None:
    """Return a row that names the person's step of that moment; None where it cannot be undone."""
    rows = list_rows(person, at)
    return rows[0] if rows and why_not_undo(rows, person, now) is None else None


def why_not_undo(rows: Rows, by: User, now: datetime.datetime) -> Refused | None:
    """Explain why a step cannot be undone now, or return None."""
    if now - rows[0].at > WINDOW:
        said = _("A step can be undone only within ten minutes. Correct it with another step.")
        return Refused(said, "late")
    if (kept := _explain_kept(rows)) is not None:
        return Refused(kept, "kept")
    records = _load_records(rows)
    if not _may_still_write(rows, records, by):
        return write_rules.build_forbidden()
    if _is_followed(rows, records):
        return Refused(CHANGED, "changed")
    if _has_left(rows):
        said = _(
            "After this step, an email about the record was sent or a file was created. Correct the "
            "record with another step."
        )
        return Refused(said, "left")
    return None


@transaction.atomic
def undo_step(key: int, *, by: User, now: datetime.datetime) -> list[AuditRow]:
    """Undo the person's step that wrote a row of history; return its rows. Raises `Refused`."""
    named = find_row(key, by)
    if named is None:
        raise Refused(_("Only the person who took a step can undo it."), "not_own")
    rows = list_rows(by, named.at)
    items = _keys(rows, Commitment)
    meetings = Commitment.objects.filter(pk__in=items).order_by().values_list("outcome__meeting", flat=True)
    transitions.lock_dependencies({*_keys(rows, Meeting), *meetings}, [], items)
    for record in _load_records(rows).values():
        if isinstance(record, Meeting | Commitment):
            continue
        type(record)._base_manager.select_for_update(no_key=True).filter(pk=record.pk).first()
    # Looked at only now: whoever was quicker has written history.
    if (refusal := why_not_undo(rows, by, now)) is not None:
        raise refusal
    try:
        with transaction.atomic():
            _set_back(rows, by=by, now=now)
    except (IntegrityError, ProtectedError) as error:
        raise Refused(CHANGED, "changed") from error
    return rows


def _set_back(rows: Rows, *, by: User, now: datetime.datetime) -> None:
    said = gettext("Undone.")
    new = _list_created(rows)
    if new:
        drafts.remove_drafts(list(Commitment.objects.filter(pk__in=new)), by=by, now=now, reason=said)
    for row in reversed(rows):
        if _is_of(row, new):
            continue
        model = _model(row)
        record = model._base_manager.filter(pk=row.subject_id).first()
        if record is None or not _stands(record, row.after):
            raise Refused(CHANGED, "changed")
        if row.action == "created":
            edits.remove_record(record, by=by, now=now, reason=said)
        else:
            before = log.parse_values(model, row.before)
            edits.change_record(record, before, by=by, now=now, action=ACTION, reason=said)
    transitions.update_last_contact(*Commitment.objects.filter(pk__in=_keys(rows, Commitment)))


def _stands(record: Model, after: Mapping[str, Any]) -> bool:
    """Return whether a record still has the values that the step wrote."""
    now = log.state_of(record)
    return all(now.get(name) == value for name, value in after.items())


def _explain_kept(rows: Rows) -> Promise | None:
    """Return why a step of this kind is never undone; None where it may be."""
    new = _list_created(rows)
    if models.BulkAction.objects.filter(at=rows[0].at, by__in={row.by_id for row in rows}).exists():
        return _("This was a bulk action. Undo it on the page of the bulk action.")
    if _is_imported(rows):
        return _("This was an import. Undo it on the page of the import.")
    if _is_of_supplement(rows):
        return OTHER
    asked = models.Reminder.objects.filter(kind=ReminderKind.UPDATE_REQUEST, planned_at=rows[0].at)
    if asked.filter(commitment__in=[row.page_id for row in rows]).exists():
        return _("A request for an update cannot be undone because the owners are notified by email.")
    for row in rows:
        if _is_of(row, new):
            if row.after.get("state", CommitmentState.DRAFT) != CommitmentState.DRAFT:
                return OTHER
            continue
        model = _model(row)
        if model not in KINDS or row.by_id is None or row.action in NOT_BACK:
            return NEVER.get(model, OTHER)
        if row.action == "created":
            if model is Meeting:
                return OTHER
            continue
        for name, why in KEPT_COLUMNS.items():
            if name in row.after:
                return why
        if model is Meeting and row.after.get("state") in SHUT:
            return OTHER
    return None


def _is_imported(rows: Rows) -> bool:
    created = [row.subject_id for row in rows if row.action == "created"]
    written = Q(created_id__in=created) | Q(record__in=[row.subject_id for row in rows])
    lately = Q(spreadsheet__ended_at=None) | Q(spreadsheet__ended_at__gte=rows[0].at)
    done = models.ImportRow.objects.filter(spreadsheet__by=rows[0].by_id, state=ItemState.DONE)
    return done.filter(written & lately).exists()


def _is_of_supplement(rows: Rows) -> bool:
    """Return whether the step proposed or decided a supplement, which its import follows."""
    keys = _keys(rows, models.Approval)
    asked = models.Approval.objects.filter(pk__in=keys, kind=ApprovalKind.SUPPLEMENT)
    return bool(keys) and asked.exists()


def _may_still_write(rows: Rows, records: Mapping[Key, Model], by: User) -> bool:
    """Return whether the person may read all that the step wrote, and still write such records there."""
    if any(not policy.can_read(by, record) for record in records.values()):
        return False
    actors = {TRANSITIONS[Step(row.action)].by for row in rows if _is_step(row)}
    for row in rows:
        is_owners = row.action in OF_OWNERS or bool(actors)
        if not (is_owners or write_rules.may_write(by, _model(row))):
            return False
    places = [_find_place(records, row) for row in rows]
    for place in {(type(one), one.pk): one for one in places if one is not None}.values():
        if isinstance(place, Commitment):
            acts = write_rules.build_acts(by, place)
            if not all(acts(actor) for actor in actors or {Actor.OWNER}):
                return False
        elif not responsibilities.works_on(by, place.country):
            return False
    return all(place is not None for place in places)


def _find_place(records: Mapping[Key, Model], row: AuditRow) -> Commitment | Meeting | None:
    place = records.get((row.page_type, row.page_id))
    return place if isinstance(place, Commitment | Meeting) else None


def _is_step(row: AuditRow) -> bool:
    return row.subject_type == Commitment._meta.label and row.action in set(Step)


def _is_followed(rows: Rows, records: Mapping[Key, Model]) -> bool:
    """Return whether anything was written since where the step wrote, or depends on what it changed."""
    if len(records) < len({key for row in rows for key in _names(row)}):
        return True
    touching = [
        Q(page_type=kind, page_id=key) | Q(subject_type=kind, subject_id=key) for kind, key in records
    ]
    later = AuditRow.objects.filter(reduce(or_, touching), pk__gt=rows[0].pk)
    if later.exclude(pk__in=[row.pk for row in rows]).exists():
        return True
    turned = {row.subject_id for row in rows if _model(row) is Commitment and "state" in row.after}
    held = {row.subject_id for row in rows if _model(row) is Meeting}
    listed = models.AgendaItem.objects.filter(commitment__in=turned, recorded_at__gt=rows[0].at)
    counting = Q(deadline__follows__in=turned) | Q(deadline__event__in=held)
    return listed.exists() or Commitment.objects.filter(counting).exists()


def _has_left(rows: Rows) -> bool:
    """Return whether an email, a print, a file or a packet with the record has been made since the step."""
    at, items, meetings = rows[0].at, _keys(rows, Commitment), _keys(rows, Meeting)
    partners = Q(commitments__in=items) | Q(meetings__in=meetings)
    countries = set(models.Country.objects.filter(partners).order_by().values_list("pk", flat=True))
    named = Q(subject_type=Commitment._meta.label, subject_id__in=items)
    named |= Q(subject_type=Meeting._meta.label, subject_id__in=meetings)
    minutes = models.Minutes.objects.filter(meeting__in=meetings).values("pk")
    named |= Q(subject_type=models.Minutes._meta.label, subject_id__in=minutes)
    # Links of emails count a return to draft, even one that was undone.
    again = {row.subject_id for row in rows if row.action == Step.REDRAFT}
    return (
        models.ReplyLink.objects.filter(commitment__in=again, used_at=None, revoked_at=None).exists()
        or models.Reminder.objects.filter(commitment__in=items, email__ready_at__gte=at).exists()
        or models.Invitation.objects.filter(meeting__in=meetings, email__ready_at__gte=at).exists()
        or models.Packet.objects.filter(country__in=countries, requested_at__gte=at).exists()
        or models.Matrix.objects.filter(country__in=countries, recorded_at__gte=at).exists()
        or models.AccessLogEntry.objects.filter(named, kind__in=LEFT, at__gte=at).exists()
        or any(_is_exported(key, at) for key in (None, *countries))
    )


def _is_exported(country: int | None, at: datetime.datetime) -> bool:
    """Return whether a list of one partner, or of several, was exported since a moment."""
    newest = models.AccessLogEntry.objects.filter(country=country).order_by("-id")[:NEWEST]
    return any(one.kind in LEFT and one.subject_id is None and one.at >= at for one in newest)


def _names(row: AuditRow) -> set[Key]:
    return {(row.page_type, row.page_id), (row.subject_type, row.subject_id)}


def _load_records(rows: Rows) -> dict[Key, Model]:
    """Load what the step wrote, and the records on whose pages that stands; what is gone is left out."""
    wanted: dict[str, set[int]] = {}
    for kind, key in sorted({name for row in rows for name in _names(row)}):
        wanted.setdefault(kind, set()).add(key)
    return {
        (kind, record.pk): record
        for kind, keys in wanted.items()
        for record in apps.get_model(kind)._base_manager.filter(pk__in=keys).order_by("pk")
    }


def _model(row: AuditRow) -> type[Model]:
    return apps.get_model(row.subject_type)


def _keys(rows: Rows, model: type[Model]) -> set[int]:
    return {key for row in rows for kind, key in _names(row) if kind == model._meta.label}


def _list_created(rows: Rows) -> set[int]:
    """Return the keys of the drafts that the step created."""
    return {row.subject_id for row in rows if row.action == "created" and _model(row) is Commitment}


def _is_of(row: AuditRow, new: Collection[int]) -> bool:
    """Return whether a row is of a draft that the step created: they are removed together."""
    label = Commitment._meta.label
    if row.subject_type == label:
        return row.subject_id in new
    return row.page_type == label and row.page_id in new and row.subject_type in OF_DRAFT
