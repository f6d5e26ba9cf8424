"""Reports about commitments, and the documents that prove them."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody says of the progress of a commitment on one day."""

    commitment: Commitment
    health: Health
    text: str
    side: Side
    said_on: datetime.date
    in_confidence: bool = False


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
    (said,) = update_many([Word(commitment, health, text, side, said_on, in_confidence)], by=by, now=now)
    return said


@transaction.atomic
def update_many(words: Sequence[Word], *, by: User, now: datetime.datetime) -> list[ProgressUpdate]:
    """Record reports as `update` does each, one at most on a commitment; where one is refused, none."""
    _check(words, by=by, now=now)
    said = [
        ProgressUpdate(
            commitment=one.commitment,
            side=one.side,
            said_on=one.said_on,
            health=one.health,
            text=one.text,
            classification=one.commitment.classification,
            in_confidence=one.in_confidence,
        )
        for one in words
    ]
    editing.create_many(said, by=by, now=now)
    told = [one for one in words if (one.commitment.health_on or one.said_on) <= one.said_on]
    by_values: dict[tuple[Health, datetime.date], list[Commitment]] = {}
    for one in told:
        by_values.setdefault((one.health, one.said_on), []).append(one.commitment)
    for (health, said_on), items in by_values.items():
        values = {"health": health, "health_on": said_on}
        editing.change_many(items, values, by=by, now=now, action="health")
    heard = [one.commitment for one in told]
    hearing.keep(*heard)
    following.reviewed(*heard, by=by, now=now)
    return said


def stood(commitment: Commitment) -> dict[str, Any]:
    """Give, as plain values, what a report may change of its commitment, so that it can be taken back."""
    return {name: audit.plain(getattr(commitment, name)) for name in ("health", "health_on", "review_on")}


def take_back_update(
    said: ProgressUpdate, before: Mapping[str, Any], *, by: User, now: datetime.datetime, reason: str
) -> None:
    """Take back one's own report, with what `stood` of its commitment before; the history keeps both.

    The caller has seen to it that nothing has come of it since. It is removed, not marked: no list, packet
    or count may lean on what was never so.
    """
    take_back_updates([(said, before)], by=by, now=now, reason=reason)


@transaction.atomic
def take_back_updates(
    reports: Sequence[tuple[ProgressUpdate, Mapping[str, Any]]],
    *,
    by: User,
    now: datetime.datetime,
    reason: str,
) -> None:
    """Take back reports as `take_back_update` does each, one at most of a commitment."""
    said = [one for one, _before in reports]
    is_own = all(one.recorded_by_id == by.pk for one in said) and access.sees_all(by, said)
    access.require(is_own and access.takes_part_in_all(by, [one.commitment for one in said]))
    items = [(one.commitment, before) for one, before in reports if before]
    editing.remove_many(said, by=by, now=now, reason=reason)
    by_values: dict[tuple[Any, ...], list[Commitment]] = {}
    for item, before in items:
        by_values.setdefault(tuple(sorted(before.items())), []).append(item)
    for stood_so, some in by_values.items():
        values = audit.typed(Commitment, dict(stood_so))
        editing.change_many(some, values, by=by, now=now, action="health", reason=reason)
    hearing.keep(*(item for item, _before in items))


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


def _check(words: Sequence[Word], *, by: User, now: datetime.datetime) -> None:
    items = [one.commitment for one in words]
    access.require(access.sees_all(by, items) and access.takes_part_in_all(by, items))
    for one in words:
        refusal = why_not_update(one.commitment, by)
        if refusal is not None:
            raise refusal
        check_day(one.said_on, now)
        if one.health in NEEDS_CAUSE and not one.text.strip():
            raise Refused(_("Say what puts it at risk, and what comes next."), "needs_cause")


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
