"""Matrices that came back, with remarks of the partner that wait for the desk."""

from dataclasses import dataclass

from django.db.models import Count, Q

from commitments import access
from commitments.models import MatrixReturn, PartnerRemark, User
from commitments.overview.questions import SHOWN, Questions, first_of, of_own
from commitments.vocabulary import WORDINGS, RemarkState


@dataclass(frozen=True, slots=True)
class Returned:
    """One returned matrix: whose, how many remarks wait, and how many alter what was agreed."""

    pk: int
    reference: str
    file_name: str
    iso: str
    waiting: int
    altered: int


def returned(user: User, country: str = "") -> Questions[Returned]:
    """List the returned matrices of which the person decides remarks, the longest waiting first."""
    waiting = PartnerRemark.objects.filter(state=RemarkState.WAITING)
    if not access.may_write(user, PartnerRemark) or not waiting.exists():
        return Questions()
    mine = access.visible_to(waiting.filter(of_own(user, country)), user)
    mine = mine.filter(returned__in=access.visible_to(MatrixReturn.objects.all(), user))
    listed = mine.order_by("returned").values_list(
        "returned", "returned__matrix__reference", "returned__file_name", "returned__matrix__country__iso"
    )
    counted = listed.annotate(waiting=Count("pk"), altered=Count("pk", filter=Q(column__in=WORDINGS)))
    rows = tuple(Returned(*row) for row in counted[:SHOWN])
    return first_of(rows, mine.order_by().values("returned").distinct())
