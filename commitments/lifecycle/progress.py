"""Reports about commitments, and the documents that prove them."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, editing, files
from commitments.errors import Refused
from commitments.lifecycle import following
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
    by: User,
    now: datetime.datetime,
) -> ProgressUpdate:
    """Record a dated report and carry its health to the commitment, unless a later report stands there.

    What is at risk or off track says why. A report on what has no date, or continues, is a review of it too.
    """
    access.require(access.sees(by, commitment) and access.may_write(by, ProgressUpdate))
    if commitment.state not in OPEN_STATES:
        raise Refused(_("Only an open commitment takes progress updates."), "wrong_state")
    if said_on > timezone.localdate(now):
        raise Refused(_("A report is dated today or earlier."), "future")
    if health in NEEDS_CAUSE and not text.strip():
        raise Refused(_("Say what puts it at risk, and what comes next."), "needs_cause")
    said = ProgressUpdate(
        commitment=commitment,
        side=side,
        said_on=said_on,
        health=health,
        text=text,
        classification=commitment.classification,
    )
    editing.create(said, by=by, now=now)
    if commitment.health_on is None or commitment.health_on <= said_on:
        values = {"health": health, "health_on": said_on}
        editing.change(commitment, values, by=by, now=now, action="health")
        following.reviewed(commitment, by=by, now=now)
    return said


@transaction.atomic
def add_evidence(
    evidence: Evidence, *, by: User, now: datetime.datetime, paper: files.Paper | None = None
) -> Evidence:
    """File a document that proves progress; a reference without a file is enough.

    A file has passed `files.checked`. It is kept before the row is written: should the row fail, the bytes
    stay behind without a name, and nothing points to bytes that are not there.
    """
    access.require(access.sees(by, evidence.commitment) and access.may_write(by, Evidence))
    if paper is not None:
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
