"""What either side has remarked on an item so far, as the next matrix carries it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils import timezone

from commitments.models import PartnerRemark
from commitments.vocabulary import MatrixColumn, RemarkState

# As many of each side stand in a cell; the older ones stand on the page of the item.
MOST = 4


@dataclass(frozen=True, slots=True)
class Said:
    """What was remarked on one item, the latest last; of ours, only what was cleared."""

    ours: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()


NOTHING = Said()
SoFar = Mapping[int, Said]


def so_far(items: Collection[int]) -> SoFar:
    """Give what was remarked on items that are fit to go outside: one query.

    Of what they wrote, nothing that the desk set aside; of our answers, none that no head has cleared.
    """
    rows = PartnerRemark.objects.filter(commitment__in=items).order_by("pk")
    said: dict[int, Said] = {}
    for row in rows.exclude(state=RemarkState.SET_ASIDE):
        before = said.get(row.commitment_id, NOTHING)
        day = timezone.localdate(row.recorded_at).isoformat()
        is_remark = row.column == MatrixColumn.THEIRS
        text = row.theirs if is_remark else f"{row.get_column_display()}: {row.theirs}"
        answered = timezone.localdate(row.cleared_at).isoformat() if row.cleared_at else ""
        ours = (f"{answered}: {row.answer}",) if row.answer and answered else ()
        theirs = (f"{day}: {text}",) if row.theirs else ()
        said[row.commitment_id] = Said((before.ours + ours)[-MOST:], (before.theirs + theirs)[-MOST:])
    return said
