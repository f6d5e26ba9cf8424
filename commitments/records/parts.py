"""Which kinds of parts a commitment or a meeting has: one query, so that a page asks for no others."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from commitments.db import page_cache
from commitments.db.prepared_queries import PreparedQueries
from commitments.enums import LOCKED_STAGES, CommitmentState, ReminderKind, ReplyState
from commitments.models import (
    AgendaItem,
    AgendaPoint,
    Approval,
    BackgroundFact,
    Brief,
    Closure,
    Commitment,
    EmailReply,
    Evidence,
    FollowUp,
    Invitation,
    Meeting,
    Minutes,
    Packet,
    PartnerComment,
    ProposedWording,
    Release,
    Reminder,
    ReplyLink,
    TopicBrief,
)

OTHERS, SUPERSEDED, FOLLOWED, LINKS = "others", "superseded", "followed", "links"
REQUESTED, DRAFTS = "requested", "drafts"
PARTS_OF_MEETING: tuple[Any, ...] = (
    *(AgendaPoint, Approval, BackgroundFact, Brief, Invitation, Minutes, Packet, ProposedWording, TopicBrief),
)
_QUERIES = PreparedQueries()


def has_parts(record: Commitment | Meeting, kind: Any) -> bool:
    """Return whether there may be parts of a kind; what of them a person may read is asked afterwards.

    `kind` is a model, or of a commitment OTHERS for those of the same outcome, SUPERSEDED for those that this
    one replaces, FOLLOWED for those whose deadline depends on it, LINKS for links in emails to reply by,
    REQUESTED for requests for an update, and the model of closures for those of its partner; of a meeting
    DRAFTS for commitments not proposed yet.
    """
    make = _list_kinds if isinstance(record, Commitment) else _list_kinds_of_meeting
    kinds = page_cache.of_page(("parts", type(record), record.pk), lambda: _find_kinds(make, record.pk))
    return kinds is None or str(getattr(kind, "__name__", kind)) in kinds


def _find_kinds(make: Callable[[int], QuerySet[Any, Any]], key: int) -> frozenset[str] | None:
    """Return the kinds that there are; nothing where this is asked within a step, which may add some."""
    if not page_cache.is_reading():
        return None
    found = _QUERIES.rows(make, make, key)
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
        Closure.__name__: Closure.objects.filter(country=OuterRef("country"), stage__in=LOCKED_STAGES),
        REQUESTED: Reminder.objects.filter(whole, kind=ReminderKind.UPDATE_REQUEST),
        OTHERS: Commitment.objects.filter(~Q(pk=OuterRef("pk")), outcome=OuterRef("outcome")),
        SUPERSEDED: Commitment.objects.filter(superseded_by=OuterRef("pk")),
        FOLLOWED: Commitment.objects.filter(deadline__follows=OuterRef("pk")),
    }
    named = {f"has_{name}": Exists(rows.order_by()) for name, rows in kinds.items()}
    return Commitment.objects.filter(pk=key).annotate(**named).order_by().values_list(*named)


def _list_kinds_of_meeting(key: int) -> QuerySet[Any, Any]:
    whole = Q(meeting=OuterRef("pk"))
    kinds: dict[str, QuerySet[Any]] = {one.__name__: one.objects.filter(whole) for one in PARTS_OF_MEETING}
    kinds[DRAFTS] = Commitment.objects.filter(outcome__meeting=OuterRef("pk"), state=CommitmentState.DRAFT)
    named = {f"has_{name}": Exists(rows.order_by()) for name, rows in kinds.items()}
    return Meeting.objects.filter(pk=key).annotate(**named).order_by().values_list(*named)
