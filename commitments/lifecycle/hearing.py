"""When a commitment was last heard of, copied to it wherever a word or an acceptance is written."""

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from commitments.models import Commitment, Responsibility
from commitments.vocabulary import LeadRole


def keep(commitment: Commitment) -> None:
    """Copy the day of the last word, or else of the last acceptance; the caller holds the row.

    The history tells both already: the copy has no row of its own there, and makes no new version.
    """
    accepted = Responsibility.objects.filter(
        commitment=OuterRef("pk"), role=LeadRole.LEAD, accepted_on__isnull=False
    ).order_by("-accepted_on")
    last = Subquery(accepted.values("accepted_on")[:1])
    Commitment.objects.filter(pk=commitment.pk).update(heard_on=Coalesce("health_on", last))
