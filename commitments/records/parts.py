"""Which kinds of parts a commitment has: one query, so that a page asks for none that are not there."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from commitments.db import page_cache
from commitments.db.prepared_queries import PreparedQueries
from commitments.enums import ReplyState
from commitments.models import (
    AgendaItem,
    Approval,
    Commitment,
    EmailReply,
    Evidence,
    FollowUp,
    PartnerComment,
    Release,
    ReplyLink,
)

OTHERS, SUPERSEDED, FOLLOWED, LINKS = "others", "superseded", "followed", "links"
_QUERIES = PreparedQueries()


def has_parts(commitment: Commitment, kind: Any) -> bool:
    """Return whether there may be parts of a kind; what of them a person may read is asked afterwards.

    `kind` is a model, or OTHERS for commitments of the same outcome, SUPERSEDED for those that this one
    replaces, FOLLOWED for those whose deadline depends on it, LINKS for links in emails to reply by.
    """
    kinds = page_cache.of_page(("parts", commitment.pk), lambda: _find_kinds(commitment.pk))
    return kinds is None or str(getattr(kind, "__name__", kind)) in kinds


def _find_kinds(key: int) -> frozenset[str] | None:
    """Return the kinds that there are; nothing where this is asked within a step, which may add some."""
    if not page_cache.is_reading():
        return None
    found = _QUERIES.rows("parts", _list_kinds, key)
    return frozenset(name.removeprefix("has_") for row in found for name, there in row.items() if there)


def _list_kinds(key: int) -> QuerySet[Any, Any]:
    whole = Q(commitment=OuterRef("pk"))
    kinds = {
        AgendaItem.__name__: AgendaItem.objects.filter(whole),
        Approval.__name__: Approval.objects.filter(whole),
        EmailReply.__name__: EmailReply.objects.filter(whole, state=ReplyState.WAITING),
        Evidence.__name__: Evidence.objects.filter(whole),
        FollowUp.__name__: FollowUp.objects.filter(whole),
        PartnerComment.__name__: PartnerComment.objects.filter(whole),
        Release.__name__: Release.objects.filter(whole),
        LINKS: ReplyLink.objects.filter(whole),
        OTHERS: Commitment.objects.filter(~Q(pk=OuterRef("pk")), outcome=OuterRef("outcome")),
        SUPERSEDED: Commitment.objects.filter(superseded_by=OuterRef("pk")),
        FOLLOWED: Commitment.objects.filter(deadline__follows=OuterRef("pk")),
    }
    named = {f"has_{name}": Exists(rows.order_by()) for name, rows in kinds.items()}
    return Commitment.objects.filter(pk=key).annotate(**named).order_by().values_list(*named)
