"""What may be published of a commitment: written, cleared by another person who is a head, and withdrawn.

A public export takes cleared releases and nothing else: their wording, status and date, the partner and the
reference, which tells nothing. Never a column of the internal version.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.errors import Refused
from commitments.models import Commitment, Outcome, Release, User
from commitments.vocabulary import (
    HIDDEN_STATES,
    Classification,
    CommitmentState,
    Completion,
    ReleaseState,
)

# What is marked higher is not published, whatever was cleared of it: that it exists is told to nobody.
PUBLISHED_UP_TO = Classification.RESTRICTED
WRITTEN = frozenset({"wording", "status", "due", "language"})
# What the internal version says, where a change would put the released one in the wrong.
COLUMNS: Mapping[str, Any] = {
    "title": F("commitment__title"),
    "clause": F("commitment__outcome__clause"),
    "state": F("commitment__state"),
    "strength": F("commitment__strength"),
    "deadline": Coalesce(Cast("commitment__deadline", CharField()), Value("")),
}
DONE: Mapping[str, Completion] = {
    CommitmentState.FULFILLED: Completion.COMPLETE,
    CommitmentState.CONCLUDED: Completion.COMPLETE,
    CommitmentState.IN_PART: Completion.SUBSTANTIAL,
    CommitmentState.REPORTED: Completion.SUBSTANTIAL,
    CommitmentState.IN_PROGRESS: Completion.LIMITED,
    CommitmentState.DORMANT: Completion.LIMITED,
}


def completion_of(item: Commitment) -> Completion:
    """Give how far an item is done in the words of what is published, as a first proposal."""
    return DONE.get(item.state, Completion.NOT_STARTED)


def facts_of(item: Commitment) -> dict[str, str]:
    """Give what the internal version says now."""
    return {
        "title": item.title,
        "clause": item.outcome.clause,
        "state": item.state,
        "strength": item.strength,
        "deadline": str(item.deadline_id or ""),
    }


def has_changed(release: Release) -> bool:
    """Say whether the internal version says something else than when this was cleared."""
    return release.state == ReleaseState.CLEARED and release.of != facts_of(release.commitment)


def changed() -> QuerySet[Release]:
    """List the cleared releases whose commitment has changed since; the database compares."""
    rows = Release.objects.filter(state=ReleaseState.CLEARED)
    rows = rows.alias(**{f"of_{name}": KT(f"of__{name}") for name in COLUMNS})
    now = {f"now_{name}": column for name, column in COLUMNS.items()}
    same = Q(**{f"of_{name}": F(f"now_{name}") for name in COLUMNS})
    return rows.alias(**now).filter(~same)


def changed_of(user: User) -> QuerySet[Release]:
    """List those that the person cleared, as far as the person may read their commitments."""
    mine = changed().filter(approved_by=user)
    return access.visible_to(mine, user).select_related("commitment").order_by("commitment", "language")


@transaction.atomic
def write(release: Release, *, by: User, now: datetime.datetime) -> Release:
    """Write the releasable version of a commitment in one language; it waits to be cleared."""
    _may_write(release.commitment, by)
    release.state = ReleaseState.DRAFT
    return editing.create(release, by=by, now=now)


@transaction.atomic
def change(
    release: Release, values: Mapping[str, Any], *, expected: int, by: User, now: datetime.datetime
) -> Release:
    """Write it anew: one that was cleared is a draft again, and whoever wrote last does not clear it."""
    _may_write(release.commitment, by)
    if set(values) - WRITTEN:
        raise Refused(_("It stays with its commitment."), "stays")
    undone: dict[str, Any] = {"state": ReleaseState.DRAFT, "approved_by": None, "approved_at": None, "of": {}}
    return editing.change(release, {**values, **undone, "recorded_by": by}, expected=expected, by=by, now=now)


def _may_write(item: Commitment, user: User) -> None:
    access.require(access.sees(user, item) and access.works_on(user, item.country))


def why_not_clear(release: Release, user: User) -> Refused | None:
    """Explain why this person does not clear it now, or give None who may."""
    item = release.commitment
    if release.state != ReleaseState.DRAFT:
        return Refused(_("Only what is being written is cleared."), "wrong_state")
    heads = access.heads_over(user, item.country)
    if not (heads and access.sees(user, item)):
        return Refused(_("The head of desk or of division clears it."), "forbidden")
    if release.recorded_by_id == user.pk:
        return Refused(_("You wrote it; somebody else clears it."), "own_words")
    return why_kept(item)


def why_kept(item: Commitment) -> Refused | None:
    """Explain why nothing of a commitment is published, or give None."""
    if item.classification > PUBLISHED_UP_TO:
        return Refused(
            _("What is marked so high is not published. Have its marking lowered first."), "marked"
        )
    if access.is_kept(item):
        return Refused(
            _("The partner gave it in confidence. Record the consent first, on the page of its point."),
            "confidence",
        )
    return None


@transaction.atomic
def clear(release: Release, *, by: User, now: datetime.datetime) -> Release:
    """Clear it for publication; keeps what the internal version says at this moment."""
    # What it says stays the same while it is cleared.
    Commitment.objects.select_for_update(no_key=True).get(pk=release.commitment_id)
    release = Release.objects.select_related("commitment__country", "commitment__outcome").get(pk=release.pk)
    if (refusal := why_not_clear(release, by)) is not None:
        raise refusal
    values = {
        "state": ReleaseState.CLEARED,
        "approved_by": by,
        "approved_at": now,
        "of": facts_of(release.commitment),
    }
    where = {"state": ReleaseState.DRAFT}
    return editing.change(release, values, by=by, now=now, action="cleared", where=where)


def why_not_withdraw(release: Release, user: User) -> Refused | None:
    """Explain why it is not withdrawn now, or give None."""
    if release.state != ReleaseState.CLEARED:
        return Refused(_("Only what is cleared is withdrawn."), "wrong_state")
    if not (access.sees(user, release.commitment) and access.works_on(user, release.commitment.country)):
        return access.forbidden()
    return None


@transaction.atomic
def withdraw(release: Release, *, reason: str, by: User, now: datetime.datetime) -> Release:
    """Withdraw it from publication, at once and by anybody of the desk."""
    if (refusal := why_not_withdraw(release, by)) is not None:
        raise refusal
    said = editing.fitting(reason, editing.REASON_LENGTH, "long_reason")
    where = {"state": ReleaseState.CLEARED}
    values = {"state": ReleaseState.WITHDRAWN}
    return editing.change(release, values, by=by, now=now, action="withdrawn", reason=said, where=where)


def published(items: QuerySet[Commitment, Any], language: str) -> QuerySet[Release]:
    """List what a public export takes of some commitments in one language, by reference."""
    open_items = access.fit_for_outside(Commitment.objects.filter(pk__in=items.order_by().values("pk")))
    fit = open_items.filter(classification__lte=PUBLISHED_UP_TO).exclude(state__in=HIDDEN_STATES)
    rows = Release.objects.filter(state=ReleaseState.CLEARED, language=language, commitment__in=fit)
    return rows.select_related("commitment__country").order_by("commitment__reference")


def with_release(items: QuerySet[Commitment, Any], state: str) -> QuerySet[Commitment, Any]:
    """Narrow commitments to those with a cleared release, one that has changed since, or none at all."""
    mine = Release.objects.filter(commitment=OuterRef("pk"))
    conditions = {
        "cleared": Exists(mine.filter(state=ReleaseState.CLEARED)),
        "changed": Exists(changed().filter(commitment=OuterRef("pk"))),
        "none": ~Exists(mine),
    }
    return items.filter(conditions[state]) if state in conditions else items


def languages(items: QuerySet[Commitment, Any]) -> list[str]:
    """Name the languages in which something of these commitments is cleared."""
    rows = Release.objects.filter(state=ReleaseState.CLEARED, commitment__in=items.order_by().values("pk"))
    return sorted(set(rows.order_by().values_list("language", flat=True)))


def first_words(item: Commitment, user: User) -> str:
    """Propose the wording: the clause where it may be read, else the title; nothing where it was confided."""
    if access.is_kept(item):
        return ""
    seen = access.visible_to(Outcome.objects.filter(pk=item.outcome_id), user).first()
    return " ".join(seen.clause.split())[:600] if seen is not None else item.title
