"""When a commitment was last heard of, copied to it wherever a word or an acceptance is written."""

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from commitments.models import Commitment, Responsibility
from commitments.vocabulary import LeadRole


def keep(*commitments: Commitment) -> None:
    """Copy to each the day of the last word, or else of the last acceptance; the caller holds the rows.

    The history tells both already: the copy has no row of its own there, and makes no new version.
    """
    accepted = Responsibility.objects.filter(
        commitment=OuterRef("pk"), role=LeadRole.LEAD, accepted_on__isnull=False
    ).order_by("-accepted_on")
    last = Subquery(accepted.values("accepted_on")[:1])
    keys = [commitment.pk for commitment in commitments]
    Commitment.objects.filter(pk__in=keys).update(heard_on=Coalesce("health_on", last))
