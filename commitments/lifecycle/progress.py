"""Reports about commitments, and the documents that prove them."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, audit, editing, files
from commitments.errors import Refused
from commitments.lifecycle import following, hearing
from commitments.models import Commitment, Evidence, ProgressUpdate, User
from commitments.vocabulary import OPEN_STATES, Health, Side

# Trouble is reported with its cause.
NEEDS_CAUSE = frozenset({Health.AT_RISK, Health.OFF_TRACK})


@transaction.atomic
def update(
    commitment: Commitment,
    *,
    health: Health,
    text: str,
    side: Side,
    said_on: datetime.date,
    in_confidence: bool = False,
    by: User,
    now: datetime.datetime,
) -> ProgressUpdate:
    """Record a dated report and carry its health to the commitment, unless a later report stands there.

    What is at risk or off track says why. A report on what has no date, or continues, is a review of it too.
    """
    _check(commitment, said_on, by=by, now=now)
    if health in NEEDS_CAUSE and not text.strip():
        raise Refused(_("Say what puts it at risk, and what comes next."), "needs_cause")
    said = ProgressUpdate(
        commitment=commitment,
        side=side,
        said_on=said_on,
        health=health,
        text=text,
        classification=commitment.classification,
        in_confidence=in_confidence,
    )
    editing.create(said, by=by, now=now)
    if commitment.health_on is None or commitment.health_on <= said_on:
        values = {"health": health, "health_on": said_on}
        editing.change(commitment, values, by=by, now=now, action="health")
        hearing.keep(commitment)
        following.reviewed(commitment, by=by, now=now)
    return said


def stood(commitment: Commitment) -> dict[str, Any]:
    """Give, as plain values, what a report may change of its commitment, so that it can be taken back."""
    return {name: audit.plain(getattr(commitment, name)) for name in ("health", "health_on", "review_on")}


@transaction.atomic
def take_back_update(
    said: ProgressUpdate, before: Mapping[str, Any], *, by: User, now: datetime.datetime, reason: str
) -> None:
    """Take back one's own report, with what `stood` of its commitment before; the history keeps both.

    The caller has seen to it that nothing has come of it since. It is removed, not marked: no list, packet
    or count may lean on what was never so.
    """
    commitment = said.commitment
    is_own = said.recorded_by_id == by.pk and access.sees(by, said)
    access.require(is_own and access.takes_part(by, commitment))
    editing.remove(said, by=by, now=now, reason=reason)
    if before:
        values = audit.typed(Commitment, before)
        editing.change(commitment, values, by=by, now=now, action="health", reason=reason)
        hearing.keep(commitment)


def why_not_update(commitment: Commitment, user: User) -> Refused | None:
    """Explain why no report of it is recorded now, or give None; whether it may be read is asked before."""
    if not access.may_write(user, ProgressUpdate):
        return access.forbidden()
    if commitment.state not in OPEN_STATES:
        return Refused(_("Only an open commitment takes progress updates."), "wrong_state")
    return None


def check_day(said_on: datetime.date, now: datetime.datetime) -> None:
    """Raise `Refused` where somebody's word is dated after today."""
    if said_on > timezone.localdate(now):
        raise Refused(_("A report is dated today or earlier."), "future")


def _check(commitment: Commitment, said_on: datetime.date, *, by: User, now: datetime.datetime) -> None:
    access.require(access.sees(by, commitment) and access.takes_part(by, commitment))
    refusal = why_not_update(commitment, by)
    if refusal is not None:
        raise refusal
    check_day(said_on, now)


@transaction.atomic
def add_evidence(
    evidence: Evidence, *, by: User, now: datetime.datetime, paper: files.Paper | None = None
) -> Evidence:
    """File a document that proves progress; a reference is enough where a line says what it shows.

    A file has passed `files.taken`. It is kept before the row is written: should the row fail, the bytes
    stay behind without a name, and nothing points to bytes that are not there.
    """
    item = evidence.commitment
    access.require(access.may_write(by, Evidence) and access.sees(by, item) and access.takes_part(by, item))
    if paper is None and not evidence.description.strip():
        raise Refused(_("Say in a line what it shows, or choose its file."), "needs_line")
    if paper is not None:
        evidence.description = evidence.description.strip() or paper.name
        evidence.file_name, evidence.media_type = paper.name, paper.media_type
        evidence.size, evidence.sha256 = len(paper.content), files.evidence().put(paper.content)
    evidence.classification = max(evidence.classification, evidence.commitment.classification)
    return editing.create(evidence, by=by, now=now)


def open_evidence(evidence: Evidence, user: User) -> bytes:
    """Give the file of a document to who may see it; Refused where it is missing, or not what was filed."""
    access.require(access.sees(user, evidence))
    if not evidence.sha256:
        raise Refused(_("No file was filed with this document."), "no_file")
    return files.evidence().get(evidence.sha256)
