"""What the partner wrote in a matrix as pages show it: our words beside theirs, each difference marked."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst

from commitments import access, past
from commitments.admin.texts_shown import SENTENCES, WORDS, FlagShown, Piece
from commitments.comparison import Comparison, Flag, compare, segments
from commitments.exchange import deciding, returning
from commitments.models import Commitment, PartnerRemark, User
from commitments.vocabulary import WORDINGS, MatrixColumn, RemarkState

# As many stand on the page of an item.
MOST = 12


@dataclass(frozen=True, slots=True)
class RemarkShown:
    """One cell: ours and theirs cut at their differences, what became of it, and what may be done."""

    pk: int
    item: Commitment
    column: str
    state: str
    is_waiting: bool
    is_alarm: bool
    language: str
    ours: tuple[Piece, ...]
    theirs: tuple[Piece, ...]
    differences: tuple[str, ...]
    day: datetime.datetime
    matrix: str
    returned: int
    decided: str
    why: str
    answer: str
    cleared: str
    may_decide: bool
    may_note: bool
    may_clear: bool


def remarks_of(item: Commitment, person: User) -> tuple[RemarkShown, ...]:
    """Give what the partner wrote about an item, what waits first; the past has none."""
    if past.moment_standing() is not None:
        return ()
    rows = access.parts(item, PartnerRemark, person).filter(commitment=item)
    read = rows.select_related("decided_by", "cleared_by").prefetch_related("returned__matrix")
    found = list(read.order_by("-pk")[:MOST])
    for row in found:
        row.commitment = item
    found.sort(key=lambda row: row.state != RemarkState.WAITING)
    return shown(found, person)


def shown(rows: Sequence[PartnerRemark], person: User) -> tuple[RemarkShown, ...]:
    """Make the values of remarks about items of one partner that the person has read through the door."""
    if not rows:
        return ()
    country = rows[0].commitment.country
    is_of_desk, is_head = access.works_on(person, country), access.heads_over(person, country)
    return tuple(_shown(row, person, is_of_desk=is_of_desk, is_head=is_head) for row in rows)


def _shown(row: PartnerRemark, person: User, *, is_of_desk: bool, is_head: bool) -> RemarkShown:
    matrix = row.returned.matrix
    language = matrix.other_language if row.column == MatrixColumn.WORDING_OTHER else matrix.language
    ours, theirs, differences = _beside(row, language)
    return RemarkShown(
        pk=row.pk,
        item=row.commitment,
        column=capfirst(str(row.get_column_display())),
        state=capfirst(str(row.get_state_display())),
        is_waiting=row.state == RemarkState.WAITING,
        is_alarm=returning.is_alarm(row),
        language=language if row.column in WORDINGS else "",
        ours=ours,
        theirs=theirs,
        differences=differences,
        day=row.recorded_at,
        matrix=matrix.reference,
        returned=row.returned_id,
        decided=str(row.decided_by or ""),
        why=row.remark,
        answer=row.answer,
        cleared=str(row.cleared_by or ""),
        may_decide=is_of_desk and row.state in deciding.OPEN,
        may_note=is_of_desk and row.state == RemarkState.WAITING,
        may_clear=is_head
        and row.cleared_by_id is None
        and bool(row.answer)
        and row.decided_by_id != person.pk,
    )


def _beside(
    row: PartnerRemark, language: str
) -> tuple[tuple[Piece, ...], tuple[Piece, ...], tuple[str, ...]]:
    """Compare the clause word by word; of other cells both are read whole."""
    if row.column not in WORDINGS or not (row.ours and row.theirs):
        return _whole(row.ours), _whole(row.theirs), ()
    found: Comparison = compare(row.ours, row.theirs, language)
    flags = tuple(_flag(number, flag) for number, flag in enumerate(found.flags, 1))
    ours = segments(row.ours, ((flag.base_at, n) for n, flag in enumerate(found.flags, 1)))
    theirs = segments(row.theirs, ((flag.other_at, n) for n, flag in enumerate(found.flags, 1)))
    return (
        tuple(Piece(one.text, tuple(flags[n - 1] for n in one.numbers)) for one in ours),
        tuple(Piece(one.text, tuple(flags[n - 1] for n in one.numbers)) for one in theirs),
        tuple(flag.sentence for flag in flags),
    )


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, ()),) if text else ()


def _flag(number: int, flag: Flag) -> FlagShown:
    said = SENTENCES[flag.kind] % {"base": flag.base, "other": flag.other}
    return FlagShown(number, flag.kind, str(WORDS[flag.kind]), capfirst(str(said)))
