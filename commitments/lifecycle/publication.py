"""Public releases of a commitment: drafted, approved by another person who is a head, and withdrawn.

A public export takes only approved releases: their wording, status and date, the partner, and the reference,
which reveals nothing. It never takes a column of the internal version.
"""

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import CharField, Exists, F, Model, OuterRef, Q, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from commitments.access import grants, policy, responsibilities, write_rules
from commitments.classification import third_states
from commitments.enums import (
    HIDDEN_STATES,
    Classification,
    CommitmentState,
    Completion,
    ConsentPurpose,
    ReleaseState,
)
from commitments.errors import Refused
from commitments.models import Classified, Commitment, Outcome, Release, User
from commitments.records import edits

M = TypeVar("M", bound=Model)
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
    CommitmentState.SUSPENDED: Completion.LIMITED,
}


def completion_of(item: Commitment) -> Completion:
    """Return how far an item is completed in the words of publications, as a first proposal."""
    return DONE.get(item.state, Completion.NOT_STARTED)


def facts_of(item: Commitment) -> dict[str, str]:
    """Return what the internal version states now."""
    return {
        "title": item.title,
        "clause": item.outcome.clause,
        "state": item.state,
        "strength": item.strength,
        "deadline": str(item.deadline_id or ""),
    }


def has_changed(release: Release) -> bool:
    """Return whether the internal version has changed since this was approved."""
    return release.state == ReleaseState.APPROVED and release.facts != facts_of(release.commitment)


def list_changed() -> QuerySet[Release]:
    """List the cleared releases whose commitment has changed since; the database compares."""
    rows = Release.objects.filter(state=ReleaseState.APPROVED)
    rows = rows.alias(**{f"of_{name}": KT(f"facts__{name}") for name in COLUMNS})
    now = {f"now_{name}": column for name, column in COLUMNS.items()}
    same = Q(**{f"of_{name}": F(f"now_{name}") for name in COLUMNS})
    return rows.alias(**now).filter(~same)


def changed_of(user: User) -> QuerySet[Release]:
    """List those that the person cleared, as far as the person may read their commitments."""
    mine = list_changed().filter(approved_by=user)
    return policy.readable_by(mine, user).select_related("commitment").order_by("commitment", "language")


@transaction.atomic
def create_release(release: Release, *, by: User, now: datetime.datetime) -> Release:
    """Write the releasable version of a commitment in one language; it waits to be cleared."""
    _may_write(release.commitment, by)
    release.state = ReleaseState.DRAFT
    return edits.create_record(release, by=by, now=now)


@transaction.atomic
def change_release(
    release: Release, values: Mapping[str, Any], *, expected: int, by: User, now: datetime.datetime
) -> Release:
    """Change the text of a release: an approved one is a draft again, and its last author cannot approve
    it.
    """
    _may_write(release.commitment, by)
    if set(values) - WRITTEN:
        raise Refused(
            _("The public version belongs to this commitment and cannot be moved to another commitment."),
            "stays",
        )
    undone: dict[str, Any] = {
        "state": ReleaseState.DRAFT,
        "approved_by": None,
        "approved_at": None,
        "facts": {},
    }
    return edits.change_record(
        release, {**values, **undone, "recorded_by": by}, expected=expected, by=by, now=now
    )


def _may_write(item: Commitment, user: User) -> None:
    write_rules.require_permission(
        policy.can_read(user, item) and responsibilities.works_on(user, item.country)
    )


def why_not_clear(release: Release, user: User) -> Refused | None:
    """Explain why this person cannot approve it now, or return None."""
    item = release.commitment
    if release.state != ReleaseState.DRAFT:
        return Refused(_("Only a draft can be approved for publication."), "wrong_state")
    heads = responsibilities.heads_over(user, item.country)
    if not (heads and policy.can_read(user, item)):
        return Refused(_("Only the head of desk or the division head can approve this."), "forbidden")
    if release.recorded_by_id == user.pk:
        return Refused(_("You wrote this text. Another person must approve it."), "own_words")
    return explain_unpublished(item, user)


def explain_unpublished(item: Commitment, user: User) -> Refused | None:
    """Explain to a person why nothing about a commitment is published, or return None."""
    if item.classification > PUBLISHED_UP_TO:
        return Refused(
            _("The classification is too high for publication. Request a lower classification first."),
            "marked",
        )
    if not any(_may_leave(item, purpose) for purpose in (ConsentPurpose.PUBLISH, ConsentPurpose.PARTNER)):
        refusal = third_states.explain_missing({Commitment: [item.pk]}, ConsentPurpose.PUBLISH, user)
        return refusal or Refused(
            _(
                "The partner gave this information in confidence. First record the partner’s consent "
                "on the page of the outcome."
            ),
            "confidence",
        )
    return None


def _may_leave(item: Commitment, purpose: ConsentPurpose) -> bool:
    return not grants.is_confidential(item, purpose)


@transaction.atomic
def approve_release(release: Release, *, by: User, now: datetime.datetime) -> Release:
    """Approve it for publication, and store what the internal version states at this moment."""
    # What it says stays the same while it is cleared.
    Commitment.objects.select_for_update(no_key=True).get(pk=release.commitment_id)
    release = Release.objects.select_related("commitment__country", "commitment__outcome").get(pk=release.pk)
    if (refusal := why_not_clear(release, by)) is not None:
        raise refusal
    values = {
        "state": ReleaseState.APPROVED,
        "approved_by": by,
        "approved_at": now,
        "facts": facts_of(release.commitment),
    }
    where = {"state": ReleaseState.DRAFT}
    return edits.change_record(release, values, by=by, now=now, action="approved", where=where)


def why_not_withdraw(release: Release, user: User) -> Refused | None:
    """Explain why it cannot be withdrawn now, or return None."""
    if release.state != ReleaseState.APPROVED:
        return Refused(_("Only an approved version can be withdrawn."), "wrong_state")
    if not (
        policy.can_read(user, release.commitment)
        and responsibilities.works_on(user, release.commitment.country)
    ):
        return write_rules.build_forbidden()
    return None


@transaction.atomic
def withdraw_release(release: Release, *, reason: str, by: User, now: datetime.datetime) -> Release:
    """Withdraw it from publication, at once and by any person of the desk."""
    if (refusal := why_not_withdraw(release, by)) is not None:
        raise refusal
    said = edits.fit_text(reason, edits.REASON_LENGTH, "long_reason")
    where = {"state": ReleaseState.APPROVED}
    values = {"state": ReleaseState.WITHDRAWN}
    return edits.change_record(
        release, values, by=by, now=now, action="publication withdrawn", reason=said, where=where
    )


def list_given(rows: QuerySet[M, Any], purpose: ConsentPurpose = ConsentPurpose.PARTNER) -> QuerySet[M, Any]:
    """Exclude what is kept from a partner at any classification: given in confidence or by a third state, or
    on no list.
    """
    fit = grants.fit_for_outside(rows, purpose)
    return fit.exclude(state__in=HIDDEN_STATES) if rows.model is Commitment else fit


def fit_for_partner(
    rows: QuerySet[M, Any], purpose: ConsentPurpose = ConsentPurpose.PARTNER
) -> QuerySet[M, Any]:
    """Exclude what may not be given to a partner: what is kept back, and what is marked too high."""
    fit = list_given(rows, purpose)
    is_marked = issubclass(rows.model, Classified)
    return fit.filter(classification__lte=PUBLISHED_UP_TO) if is_marked else fit


def list_published(
    items: QuerySet[Commitment, Any], language: str, purpose: ConsentPurpose = ConsentPurpose.PUBLISH
) -> QuerySet[Release]:
    """List what a public export, or a matrix, takes of some commitments in one language, by reference."""
    found = Commitment.objects.filter(pk__in=items.order_by().values("pk"))
    fit = fit_for_partner(found, purpose)
    rows = Release.objects.filter(state=ReleaseState.APPROVED, language=language, commitment__in=fit)
    return rows.select_related("commitment__country").order_by("commitment__reference")


def with_release(items: QuerySet[Commitment, Any], state: str) -> QuerySet[Commitment, Any]:
    """Narrow commitments to those with a cleared release, one that has changed since, or none at all."""
    mine = Release.objects.filter(commitment=OuterRef("pk"))
    conditions = {
        "cleared": Exists(mine.filter(state=ReleaseState.APPROVED)),
        "changed": Exists(list_changed().filter(commitment=OuterRef("pk"))),
        "none": ~Exists(mine),
    }
    return items.filter(conditions[state]) if state in conditions else items


def list_approved_languages(items: QuerySet[Commitment, Any]) -> list[str]:
    """Return the languages with an approved release of these commitments."""
    rows = Release.objects.filter(state=ReleaseState.APPROVED, commitment__in=items.order_by().values("pk"))
    return sorted(set(rows.order_by().values_list("language", flat=True)))


def first_words(item: Commitment, user: User) -> str:
    """Propose the wording: the clause where it may be read and was not left unconfirmed, else the title.

    Propose nothing where it was given in confidence.
    """
    if grants.is_confidential(item, ConsentPurpose.PUBLISH):
        return ""
    seen = policy.readable_by(Outcome.objects.filter(pk=item.outcome_id), user).first()
    if seen is None or seen.is_unconfirmed:
        return item.title
    return " ".join(seen.clause.split())[:600]
