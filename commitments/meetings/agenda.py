"""The agenda items of a meeting beside its open items: their order, leads, papers and discussion."""

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, write_rules
from commitments.enums import MeetingState
from commitments.errors import Refused
from commitments.files import checks, storage
from commitments.meetings.meetings import check_open, why_not_in
from commitments.models import AgendaPaper, AgendaPoint, Meeting, User
from commitments.models.translated import list_written
from commitments.records import edits

# What needs more is several meetings.
MOST_POINTS, MOST_PAPERS = 50, 20
LONGEST_MINUTES = 24 * 60
P = TypeVar("P", AgendaPoint, AgendaPaper)
OURS, THEIRS = ("our_ministry", "our_official"), ("their_ministry", "their_official")


@transaction.atomic
def add_point(point: AgendaPoint, *, by: User, now: datetime.datetime) -> AgendaPoint:
    """Add an item at the end of its part of the agenda; it is classified at least as its meeting.

    Raises `Refused` where the meeting is closed, has too many items, or a lead is of the other side.
    """
    check_open(point.meeting, by)
    if AgendaPoint.objects.filter(meeting=point.meeting, is_removed=False).count() >= MOST_POINTS:
        raise Refused(
            _("A meeting can have at most %(most)d agenda items. Combine some of them.")
            % {"most": MOST_POINTS},
            "too_many",
        )
    _check_values(point.meeting, {name: getattr(point, name) for name in ("title", "said", *OURS, *THEIRS)})
    point.order = _next_order(point.meeting, is_after_open_items=point.is_after_open_items)
    point.classification = max(point.classification, point.meeting.classification)
    for name, value in list_written(point, "said", point.said).items():
        setattr(point, name, value)
    return edits.create_record(point, by=by, now=now)


@transaction.atomic
def change_point(
    point: AgendaPoint,
    values: Mapping[str, Any],
    *,
    expected: int,
    by: User,
    now: datetime.datetime,
    reason: str = "",
) -> AgendaPoint:
    """Write some columns of an item; `Refused` where it was changed meanwhile."""
    _check_point(point, by)
    _check_values(point.meeting, values)
    changed = {name: value for name, value in values.items() if getattr(point, name) != value}
    if "is_after_open_items" in changed:
        is_after = bool(changed["is_after_open_items"])
        changed["order"] = _next_order(point.meeting, is_after_open_items=is_after)
    if "said" in changed:
        changed |= list_written(point, "said", str(changed["said"]))
    if not changed:
        return point
    return edits.change_record(point, changed, expected=expected, by=by, now=now, reason=reason)


def _check_point(point: AgendaPoint, by: User) -> None:
    """Raise `Refused` where the person may not write here, or the record of the meeting is closed."""
    write_rules.require_desk(by, point)
    check_open(point.meeting, by)


def _next_order(meeting: Meeting, *, is_after_open_items: bool) -> int:
    beside = AgendaPoint.objects.filter(meeting=meeting, is_after_open_items=is_after_open_items)
    return (beside.aggregate(last=Max("order"))["last"] or 0) + 1


def _check_values(meeting: Meeting, values: Mapping[str, Any]) -> None:
    """Refuse an item without a title, a lead of the other side, and a discussion before the meeting."""
    if not str(values.get("title", "x")).strip():
        raise Refused(_("Enter a title for the agenda item."), "title")
    for names, is_of_partner in ((OURS, False), (THEIRS, True)):
        isos = {one.country.iso for name in names if (one := values.get(name)) is not None}
        if isos - {meeting.country.iso if is_of_partner else settings.HOME_COUNTRY}:
            raise Refused(_("Select a lead of the correct side."), "side")
    if values.get("said") and meeting.state != MeetingState.HELD:
        raise Refused(_("Record the discussion after the meeting is marked as held."), "wrong_state")


@transaction.atomic
def move_point(
    point: AgendaPoint, *, up: bool, expected: int | None = None, by: User, now: datetime.datetime
) -> AgendaPoint:
    """Move an item one place up or down: past its neighbour, or past the open items.

    Raises `Refused` where it is the first or last, or was changed meanwhile.
    """
    _check_point(point, by)
    if expected is not None and edits.lock_record(point).version != expected:
        raise edits.changed_meanwhile()
    here = list(AgendaPoint.objects.filter(meeting=point.meeting, is_removed=False))
    # None is the place of the open items. Who reads the meeting reads all its items.
    places: list[AgendaPoint | None] = [one for one in here if not one.is_after_open_items]
    places += [None, *(one for one in here if one.is_after_open_items)]
    if point not in places:
        raise edits.changed_meanwhile()
    at = places.index(point)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(places):
        first, last = _("This is already the first agenda item."), _("This is already the last agenda item.")
        raise Refused(first if up else last, "end")
    places.insert(to, places.pop(at))
    middle = places.index(None)
    for order, one in enumerate(places):
        is_after = order > middle
        number = order - middle if is_after else order + 1
        if one is not None and (one.is_after_open_items, one.order) != (is_after, number):
            columns = {"is_after_open_items": is_after, "order": number}
            edits.change_record(one, columns, by=by, now=now, action="moved")
    point.refresh_from_db()
    return point


@transaction.atomic
def remove_point(
    point: AgendaPoint, *, expected: int | None = None, by: User, now: datetime.datetime
) -> AgendaPoint:
    """Take an item off the agenda with its papers; it is kept, so that the step can be undone."""
    _check_point(point, by)
    if point.said:
        raise Refused(_("The discussion of this item is recorded. Clear that text first."), "said")
    return _take_off(point, expected, by=by, now=now)


def _take_off(record: P, expected: int | None, *, by: User, now: datetime.datetime) -> P:
    where = {"is_removed": False}
    return edits.change_record(
        record, {"is_removed": True}, expected=expected, by=by, now=now, action="taken off", where=where
    )


@transaction.atomic
def add_paper(
    paper: AgendaPaper, *, by: User, now: datetime.datetime, file: checks.CheckedFile | None = None
) -> AgendaPaper:
    """File a paper of an item; a reference in one line is enough.

    A file was accepted by `files.checks` before. It is stored before the row is written: should the row fail,
    the bytes stay behind without a name, and no row points to missing bytes.
    """
    _check_point(paper.point, by)
    if AgendaPaper.objects.filter(point=paper.point, is_removed=False).count() >= MOST_PAPERS:
        raise Refused(
            _("An agenda item can have at most %(most)d papers. Remove one first.") % {"most": MOST_PAPERS},
            "too_many",
        )
    if file is None and not paper.description.strip():
        raise Refused(_("Describe the document in one line, or select its file."), "needs_line")
    if file is not None:
        paper.description = paper.description.strip() or file.name
        paper.file_name, paper.media_type = file.name, file.media_type
        paper.size, paper.sha256 = len(file.content), storage.open_evidence_store().put(file.content)
    return edits.create_record(paper, by=by, now=now)


@transaction.atomic
def remove_paper(
    paper: AgendaPaper, *, expected: int | None = None, by: User, now: datetime.datetime
) -> AgendaPaper:
    """Take a paper off an agenda item; it is kept, so that the step can be undone."""
    _check_point(paper.point, by)
    return _take_off(paper, expected, by=by, now=now)


def open_paper(paper: AgendaPaper, user: User) -> bytes:
    """Return the file of a paper to a person who may read it; raise `Refused` where it is missing or
    altered.
    """
    write_rules.require_permission(policy.can_read(user, paper))
    if not paper.sha256:
        raise Refused(_("This document has no file."), "no_file")
    return storage.open_evidence_store().get(paper.sha256)


def why_not_change(record: AgendaPoint | AgendaPaper, acts: write_rules.Acts) -> Refused | None:
    """Explain why an item, or a paper of one, cannot be changed now, or return None."""
    if record.is_removed:
        return edits.changed_meanwhile()
    return why_not_in(record.meeting, acts)
