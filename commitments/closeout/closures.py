"""Close the records of a selection, and reopen them: one head asks, another decides; the database locks."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.access import policy, responsibilities, write_rules
from commitments.audit.as_of.context import hold_snapshot
from commitments.closeout import package, selection
from commitments.closeout.registry import RECORDS
from commitments.closeout.selection import Selection
from commitments.enums import (
    ENDED_STATES,
    OPEN_MEETING_STATES,
    UNANSWERED_STATES,
    ApprovalState,
    ClosureStage,
)
from commitments.errors import Refused
from commitments.models import Approval, Closure, Commitment, Country, FollowUp, Matrix, Packet, User
from commitments.models.packets import UNFINISHED
from commitments.records import edits


def may_ask(user: User, country: Country) -> bool:
    """Return whether the person is a head over the partner."""
    return write_rules.may_write(user, Closure) and responsibilities.heads_over(user, country)


def why_not_head(closure: Closure, user: User) -> Refused | None:
    """Explain why this person decides nothing about a closure."""
    if not (policy.can_read(user, closure) and may_ask(user, closure.country)):
        return write_rules.build_forbidden()
    return None


def why_not_decide(closure: Closure, user: User) -> Refused | None:
    """Explain why this person cannot confirm or reject the closing; another head asked for it."""
    if closure.stage != ClosureStage.REQUESTED:
        return Refused(_("This closing is already decided."), "decided")
    return why_not_head(closure, user) or _why_not_second(closure.recorded_by_id, user)


def why_not_ask_reopening(closure: Closure, user: User) -> Refused | None:
    """Explain why this person cannot ask to reopen the records."""
    if closure.stage != ClosureStage.CLOSED:
        return Refused(_("Only closed records can be reopened."), "not_closed")
    return why_not_head(closure, user)


def why_not_reopen(closure: Closure, user: User) -> Refused | None:
    """Explain why this person cannot reopen the records, or keep them closed."""
    if closure.stage != ClosureStage.REOPENING:
        return Refused(_("Nobody has asked to reopen these records."), "not_asked")
    return why_not_head(closure, user) or _why_not_second(closure.reopening_by_id, user)


def _why_not_second(first: int | None, user: User) -> Refused | None:
    if first == user.pk:
        return Refused(_("You asked for this. Another head must decide."), "two_persons")
    return None


def why_not_end(of: Selection) -> Refused | None:
    """Explain what is still open among the records of a selection."""
    meetings = of.list_meetings()
    if not of.is_whole and not meetings.exists():
        return Refused(_("There is no meeting in this selection. Check the mechanism and the days."), "empty")
    items = Commitment.objects.filter(outcome__meeting__in=meetings)
    counts = (
        meetings.filter(state__in=OPEN_MEETING_STATES).count(),
        items.exclude(state__in=ENDED_STATES).count(),
        Approval.objects.filter(commitment__in=items, state=ApprovalState.PENDING).count()
        + Approval.objects.filter(meeting__in=meetings, state=ApprovalState.PENDING).count(),
        FollowUp.objects.filter(commitment__in=items, state__in=UNANSWERED_STATES).count(),
        _count_unfinished(Packet.objects.all(), of) + _count_unfinished(Matrix.objects.all(), of),
    )
    words = (
        ngettext("%(n)s open meeting", "%(n)s open meetings", counts[0]),
        ngettext("%(n)s open commitment", "%(n)s open commitments", counts[1]),
        ngettext("%(n)s pending request", "%(n)s pending requests", counts[2]),
        ngettext("%(n)s open question to the partner", "%(n)s open questions to the partner", counts[3]),
        ngettext("%(n)s unfinished packet or matrix", "%(n)s unfinished packets or matrices", counts[4]),
    )
    found = [said % {"n": count} for said, count in zip(words, counts, strict=True) if count]
    if not found:
        return None
    said = _("These records cannot be closed yet: %(open)s. Close or end them first.")
    return Refused(said % {"open": ", ".join(found)}, "open")


def _count_unfinished(rows: QuerySet[Any, Any], of: Selection) -> int:
    """Count the packets or matrices of a selection whose files are being created."""
    held = of.build_condition(rows.model, RECORDS[rows.model])
    return rows.filter(held, state__in=UNFINISHED).count()


def _require_all(of: Selection, user: User) -> None:
    """Raise `Refused` where something is still open, or the person may not read everything."""
    with hold_snapshot():
        selection.require_whole(selection.gather_rows(of), user)
        if (refusal := why_not_end(of)) is not None:
            raise refusal


@transaction.atomic
def request_closure(closure: Closure, *, by: User, now: datetime.datetime) -> Closure:
    """Ask to close the records that a new closure names; a worker makes a package to look at.

    Raises `Refused` where the person is no head over the partner or may not read all of the records, where
    something is still open, and where the same records are closed or about to be.
    """
    write_rules.require_permission(may_ask(by, closure.country))
    if closure.mechanism is not None and closure.mechanism.country_id != closure.country_id:
        raise Refused(_("This partner has no such mechanism."), "no_mechanism")
    closure.reason = edits.need_reason(closure.reason)
    same = Closure.objects.filter(
        country=closure.country,
        mechanism=closure.mechanism,
        starts_on=closure.starts_on,
        ends_on=closure.ends_on,
    )
    if same.exclude(stage__in=(ClosureStage.REOPENED, ClosureStage.REJECTED)).exists():
        raise Refused(_("These records are closed already, or a head has asked to close them."), "same")
    _require_all(package.select(closure), by)
    made = edits.create_record(closure, by=by, now=now)
    package.request_package(made, by=by, now=now)
    return made


@transaction.atomic
def renew_package(closure: Closure, *, by: User, now: datetime.datetime) -> Closure:
    """Ask for a new package of the same records, for example after one that could not be created."""
    _raise(why_not_head(closure, by))
    package.request_package(closure, by=by, now=now)
    return closure


@transaction.atomic
def confirm_closure(closure: Closure, *, by: User, now: datetime.datetime) -> Closure:
    """Close the records: from now on they are read only; a worker makes the final package."""
    _raise(why_not_decide(closure, by))
    _require_all(package.select(closure), by)
    values = {"stage": ClosureStage.CLOSED, "decided_by_id": by.pk, "decided_at": now}
    _move(closure, ClosureStage.REQUESTED, values, by=by, now=now, action="records closed")
    package.request_package(closure, by=by, now=now)
    return closure


@transaction.atomic
def reject_closure(closure: Closure, *, by: User, now: datetime.datetime, reason: str) -> Closure:
    """Do not close the records."""
    _raise(why_not_decide(closure, by))
    values = {"stage": ClosureStage.REJECTED, "decided_by_id": by.pk, "decided_at": now}
    said = edits.need_reason(reason)
    return _move(
        closure, ClosureStage.REQUESTED, values, by=by, now=now, action="closing rejected", reason=said
    )


@transaction.atomic
def request_reopening(closure: Closure, *, by: User, now: datetime.datetime, reason: str) -> Closure:
    """Ask to reopen closed records; they stay locked until another head agrees."""
    _raise(why_not_ask_reopening(closure, by))
    said = edits.need_reason(reason)
    values: dict[str, Any] = {"stage": ClosureStage.REOPENING, "reopening_reason": said}
    values |= {"reopening_by_id": by.pk, "reopening_at": now}
    return _move(closure, ClosureStage.CLOSED, values, by=by, now=now, action="reopening requested")


@transaction.atomic
def reopen(closure: Closure, *, by: User, now: datetime.datetime) -> Closure:
    """Reopen the records, as another head asked."""
    _raise(why_not_reopen(closure, by))
    values = {"stage": ClosureStage.REOPENED, "reopened_by_id": by.pk, "reopened_at": now}
    return _move(closure, ClosureStage.REOPENING, values, by=by, now=now, action="records reopened")


@transaction.atomic
def keep_closed(closure: Closure, *, by: User, now: datetime.datetime, reason: str) -> Closure:
    """Keep the records closed, although another head asked to reopen them."""
    _raise(why_not_reopen(closure, by))
    values: dict[str, Any] = {"stage": ClosureStage.CLOSED, "reopening_reason": ""}
    values |= {"reopening_by_id": None, "reopening_at": None}
    said = edits.need_reason(reason)
    return _move(
        closure, ClosureStage.REOPENING, values, by=by, now=now, action="records kept closed", reason=said
    )


def _raise(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal


def _move(
    closure: Closure,
    stage: ClosureStage,
    values: Mapping[str, Any],
    *,
    by: User,
    now: datetime.datetime,
    action: str,
    reason: str = "",
) -> Closure:
    return edits.change_record(
        closure, values, by=by, now=now, action=action, reason=reason, where={"stage": stage}
    )
