"""Progress: reports about commitments, documents that prove them, and confirmation by a second person."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, responsibilities, write_rules
from commitments.audit import log
from commitments.deadlines import context
from commitments.deadlines.changes import agree_anew, copy_deadline
from commitments.deadlines.context import NO_HOOKS
from commitments.deadlines.dependencies import hand_over
from commitments.enums import CommitmentState, Health, LeadRole, Nature, Origin, Side, Step
from commitments.errors import Refused
from commitments.files import checks, storage
from commitments.language.phrases.specification import DeadlineSpec
from commitments.lifecycle import successors, transitions
from commitments.lifecycle.acceptance import lead_of
from commitments.lifecycle.next_steps import PlannedStep, build_columns, check_step
from commitments.lifecycle.transitions import (
    apply,
    check_and_lock,
    day_of,
    need_title,
    owing_leads,
    owing_sides,
)
from commitments.models import Commitment, Evidence, ProgressUpdate, Responsibility, User
from commitments.models.translated import detect_language
from commitments.records import edits
from commitments.records.edits import fit_document, need_reason

# Trouble is reported with its cause.
NEEDS_CAUSE = frozenset({Health.AT_RISK, Health.OFF_TRACK})


@dataclass(frozen=True, slots=True)
class ReportedProgress:
    """What a person reports about the progress of a commitment on one day."""

    commitment: Commitment
    health: Health
    text: str
    side: Side
    reported_on: datetime.date
    in_confidence: bool = False
    next_step: PlannedStep | None = None
    originator: str = ""


def record_update(
    commitment: Commitment,
    *,
    health: Health,
    text: str,
    side: Side,
    reported_on: datetime.date,
    in_confidence: bool = False,
    next_step: PlannedStep | None = None,
    originator: str = "",
    by: User,
    now: datetime.datetime,
) -> ProgressUpdate:
    """Record a dated report and copy its health to the commitment, unless a later report exists.

    At risk or off track needs a reason. For an undated or continuing commitment the report is a review too.
    """
    one = ReportedProgress(
        commitment, health, text, side, reported_on, in_confidence, next_step, originator.strip()
    )
    (said,) = update_many([one], by=by, now=now)
    return said


@transaction.atomic
def update_many(
    words: Sequence[ReportedProgress], *, by: User, now: datetime.datetime
) -> list[ProgressUpdate]:
    """Record reports as `record_update` does each, one at most on a commitment; where one is refused,
    none.
    """
    _check(words, by=by, now=now)
    said = [
        ProgressUpdate(
            commitment=one.commitment,
            side=one.side,
            reported_on=one.reported_on,
            health=one.health,
            text=one.text,
            text_language=detect_language(one.text, one.next_step.text if one.next_step else ""),
            classification=one.commitment.classification,
            in_confidence=one.in_confidence,
            originator=one.originator,
            **build_columns(one.next_step),
        )
        for one in words
    ]
    edits.create_many(said, by=by, now=now)
    told = [one for one in words if (one.commitment.health_on or one.reported_on) <= one.reported_on]
    by_values: dict[tuple[Health, datetime.date], list[Commitment]] = {}
    for one in told:
        by_values.setdefault((one.health, one.reported_on), []).append(one.commitment)
    for (health, reported_on), items in by_values.items():
        values = {"health": health, "health_on": reported_on}
        edits.change_many(items, values, by=by, now=now, action="health")
    heard = [one.commitment for one in told]
    transitions.update_last_contact(*heard)
    successors.postpone_reviews(*heard, by=by, now=now)
    return said


def read_reported_values(commitment: Commitment) -> dict[str, Any]:
    """Return, as plain values, what a report may change of its commitment, so that it can be undone."""
    return {name: log.to_plain(getattr(commitment, name)) for name in ("health", "health_on", "review_on")}


def undo_update(
    said: ProgressUpdate, before: Mapping[str, Any], *, by: User, now: datetime.datetime, reason: str
) -> None:
    """Withdraw one's own report, and restore `stood` of its commitment; the history keeps both.

    The caller has checked that no later change depends on it. It is deleted, not marked: no list, packet or
    count may use what was never true.
    """
    undo_updates([(said, before)], by=by, now=now, reason=reason)


@transaction.atomic
def undo_updates(
    reports: Sequence[tuple[ProgressUpdate, Mapping[str, Any]]],
    *,
    by: User,
    now: datetime.datetime,
    reason: str,
) -> None:
    """Withdraw reports as `undo_update` does each, at most one per commitment."""
    said = [one for one, _before in reports]
    is_own = all(one.recorded_by_id == by.pk for one in said) and policy.sees_all(by, said)
    write_rules.require_permission(
        is_own and responsibilities.takes_part_in_all(by, [one.commitment for one in said])
    )
    items = [(one.commitment, before) for one, before in reports if before]
    edits.remove_many(said, by=by, now=now, reason=reason)
    by_values: dict[tuple[Any, ...], list[Commitment]] = {}
    for item, before in items:
        by_values.setdefault(tuple(sorted(before.items())), []).append(item)
    for stood_so, some in by_values.items():
        values = log.parse_values(Commitment, dict(stood_so))
        edits.change_many(some, values, by=by, now=now, action="health", reason=reason)
    transitions.update_last_contact(*(item for item, _before in items))


def why_not_update(commitment: Commitment, user: User) -> Refused | None:
    """Explain why no report can be recorded now, or return None; the caller has checked that it may be
    read.
    """
    if not write_rules.may_write(user, ProgressUpdate):
        return write_rules.build_forbidden()
    if not commitment.is_open:
        return Refused(_("Progress updates can be recorded only for open commitments."), "wrong_state")
    return None


def check_day(reported_on: datetime.date, now: datetime.datetime) -> None:
    """Raise `Refused` where a report is dated after today."""
    if reported_on > timezone.localdate(now):
        raise Refused(_("Enter today’s date or an earlier date for the report."), "future")


def _check(words: Sequence[ReportedProgress], *, by: User, now: datetime.datetime) -> None:
    items = [one.commitment for one in words]
    write_rules.require_permission(
        policy.sees_all(by, items) and responsibilities.takes_part_in_all(by, items)
    )
    for one in words:
        refusal = why_not_update(one.commitment, by)
        if refusal is not None:
            raise refusal
        check_day(one.reported_on, now)
        check_step(one.next_step, one.commitment, one.reported_on, by)
        if one.health in NEEDS_CAUSE and not one.text.strip():
            raise Refused(_("Enter the cause of the risk and the next steps."), "needs_cause")


@transaction.atomic
def add_evidence(
    evidence: Evidence, *, by: User, now: datetime.datetime, paper: checks.CheckedFile | None = None
) -> Evidence:
    """File a document that proves progress; a reference with a line on what it shows is enough.

    A file was accepted by `files.checks` before. It is stored before the row is written: should the row fail,
    the bytes stay behind without a name, and no row points to missing bytes.
    """
    item = evidence.commitment
    write_rules.require_permission(
        write_rules.may_write(by, Evidence)
        and policy.can_read(by, item)
        and responsibilities.takes_part(by, item)
    )
    if paper is None and not evidence.description.strip():
        raise Refused(_("Describe the document in one line, or select its file."), "needs_line")
    if paper is not None:
        evidence.description = evidence.description.strip() or paper.name
        evidence.file_name, evidence.media_type = paper.name, paper.media_type
        evidence.size, evidence.sha256 = len(paper.content), storage.open_evidence_store().put(paper.content)
    evidence.classification = max(evidence.classification, evidence.commitment.classification)
    return edits.create_record(evidence, by=by, now=now)


def open_evidence(evidence: Evidence, user: User) -> bytes:
    """Return the file of a document to a person who may read it; raise `Refused` where it is missing or
    altered.
    """
    write_rules.require_permission(policy.can_read(user, evidence))
    if not evidence.sha256:
        raise Refused(_("This document has no file."), "no_file")
    return storage.open_evidence_store().get(evidence.sha256)


@transaction.atomic
def start(commitment: Commitment, *, by: User, now: datetime.datetime) -> Commitment:
    """Record that work has begun."""
    check_and_lock(commitment, Step.START, by)
    return apply(commitment, Step.START, by=by, now=now)


@transaction.atomic
def report(
    commitment: Commitment,
    side: Side,
    *,
    by: User,
    now: datetime.datetime,
    document: str = "",
    on: datetime.date | None = None,
) -> Commitment:
    """Record that the lead of one side reports completion; when all owing leads have, it awaits validation.

    The day is today, or that of the report on file: it decides whether the commitment is on time. The desk
    files a document for the partner's report.
    """
    check_and_lock(commitment, Step.REPORT, by)
    write_rules.require_permission(side == Side.OURS or responsibilities.works_on(by, commitment.country))
    lead = lead_of(commitment, side)
    if lead.reported_on is not None:
        raise Refused(_("This side has already reported completion."), "reported_already")
    if side == Side.THEIRS and not document.strip():
        raise Refused(
            _("Enter the partner’s report document: the letter, note or email, with its number and date."),
            "needs_report",
        )
    values = {"reported_on": day_of(on, now), "reported_by": by, "report": fit_document(document)}
    edits.change_record(lead, values, by=by, now=now, action="reported", where={"reported_on": None})
    if all(one.reported_on for one in owing_leads(commitment)):
        return apply(commitment, Step.REPORT, by=by, now=now)
    return commitment


@transaction.atomic
def send_back(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str) -> Commitment:
    """Return a report that does not convince; the owners' clocks run again."""
    check_and_lock(commitment, Step.SEND_BACK, by)
    reset_reports(commitment, by=by, now=now)
    return apply(commitment, Step.SEND_BACK, by=by, now=now, reason=need_reason(reason))


def reset_reports(commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    """Void the reports so far; the history keeps them."""
    for lead in owing_leads(commitment):
        if lead.reported_on is not None:
            cleared = {"reported_on": None, "reported_by": None, "report": ""}
            edits.change_record(lead, cleared, by=by, now=now, action="report returned")


@transaction.atomic
def fulfil(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str = "") -> Commitment:
    """Confirm completion: with evidence, by another person than the one who reported it."""
    check_and_lock(commitment, Step.FULFIL, by)
    apply(commitment, Step.FULFIL, by=by, now=now, reason=reason.strip())
    successors.follow_completion(commitment, by=by, now=now)
    successors.open_next(commitment, by=by, now=now)
    return commitment


@transaction.atomic
def fulfil_in_part(
    commitment: Commitment,
    *,
    by: User,
    now: datetime.datetime,
    reason: str,
    rest_title: str,
    spec: DeadlineSpec | None = None,
    hooks: context.Dependencies = NO_HOOKS,
    review_on: datetime.date | None = None,
) -> Commitment:
    """Confirm what was done in part, and return the successor for the remaining part.

    The successor has the same owners and strength and is in progress. Its deadline is the current one, copied
    with its dates, or new terms: `spec` with `hooks` and `review_on`. For a series the next occurrence opens
    too, and what counts from its completion waits for the successor.
    """
    check_and_lock(commitment, Step.FULFIL_IN_PART, by)
    said, title = need_reason(reason), need_title(rest_title, stood=commitment.title)
    apply(commitment, Step.FULFIL_IN_PART, by=by, now=now, reason=said)
    rest = successors.create_successor(commitment, Origin.REMAINDER, title=title, by=by, now=now)
    assert commitment.deadline is not None
    copy_deadline(rest, commitment.deadline, note=said, by=by, now=now)
    if spec is not None:
        agree_anew(rest, spec, hooks=hooks, review_on=review_on, note=said, by=by, now=now)
    hand_over(commitment, rest, by=by, now=now)
    successors.update_agendas(rest, by=by, now=now)
    successors.open_next(commitment, by=by, now=now)
    return rest


def done_on(commitment: Commitment, leads: Iterable[Responsibility]) -> datetime.date | None:
    """Return the day on which the last owing lead reported; None where one has not."""
    sides = owing_sides(commitment)
    days = [lead.reported_on for lead in leads if lead.role == LeadRole.LEAD and lead.side in sides]
    return None if not days or None in days else max(day for day in days if day)


def count_days_late(commitment: Commitment, leads: Iterable[Responsibility]) -> int | None:
    """Return by how many days a confirmed commitment was late, 0 where it was on time; no queries.

    The day of the validated report counts, not that of the validation. None where nothing was confirmed or
    due: for a continuing commitment, or one without a date.
    """
    confirmed = commitment.state in {CommitmentState.FULFILLED, CommitmentState.IN_PART}
    day = done_on(commitment, leads)
    if not confirmed or day is None or commitment.due_on is None or commitment.nature == Nature.ONGOING:
        return None
    return max(0, (day - commitment.due_on).days)
