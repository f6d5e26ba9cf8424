"""Reports about commitments, and the documents that prove them."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.errors import Refused
from commitments.models import Commitment, Evidence, ProgressUpdate, User
from commitments.vocabulary import OPEN_STATES, Health, Side


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
    """Record a dated report and carry its health to the commitment, unless a later report stands there."""
    access.require(access.sees(by, commitment) and access.may_write(by, ProgressUpdate))
    if commitment.state not in OPEN_STATES:
        raise Refused(_("Only an open commitment takes progress updates."), "wrong_state")
    if said_on > timezone.localdate(now):
        raise Refused(_("A report is dated today or earlier."), "future")
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
    return said


@transaction.atomic
def add_evidence(evidence: Evidence, *, by: User, now: datetime.datetime) -> Evidence:
    """File a document that proves progress; a reference without a file is enough."""
    access.require(access.sees(by, evidence.commitment) and access.may_write(by, Evidence))
    evidence.classification = max(evidence.classification, evidence.commitment.classification)
    return editing.create(evidence, by=by, now=now)
