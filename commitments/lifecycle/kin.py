"""Which items hang together; who may read them is for whoever shows them to ask."""

from commitments.models import Commitment


def is_alone(item: Commitment) -> bool:
    """Say whether nothing else is owed because of the same point: one query."""
    return not Commitment.objects.filter(outcome=item.outcome_id).exclude(pk=item.pk).exists()


def linked_to(item: Commitment) -> set[int]:
    """Give the keys of what it waits for or was superseded by, and of what waits for it or gave way to it.

    The keys, each kind from its index: asked all at once, every item of the desk would be read.
    """
    standing = item.deadline
    named = (item.superseded_by_id, standing.follows_id if standing else None)
    gave_way = Commitment.objects.filter(superseded_by=item).order_by().values_list("pk", flat=True)
    waiting = Commitment.objects.filter(deadline__follows=item).order_by().values_list("pk", flat=True)
    return {key for key in (*named, *gave_way.union(waiting)) if key}
