"""A matrix that comes back: read in the child, matched by reference, kept as proposals beside our words."""

import datetime
from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from commitments import editing
from commitments.documents import reading as documents
from commitments.errors import Refused
from commitments.exchange import arrived, reading, shelf
from commitments.exchange.keeping import content_of, not_ready, why_not_make
from commitments.exchange.reading import Read, Wrote
from commitments.models import Commitment, Matrix, MatrixReturn, PartnerRemark, User
from commitments.vocabulary import WORDINGS, MatrixColumn, RemarkState

ENDINGS = (".docx", ".xlsx")
ACCEPTED = ",".join(ENDINGS)
MOST_ROWS = 5000


def take_in(matrix: Matrix, name: str, content: bytes, *, by: User, now: datetime.datetime) -> MatrixReturn:
    """Take in a returned matrix: each cell that differs becomes a remark that waits for the desk.

    The same file again gives what was made of it the first time. Refused says what to do where it is no
    matrix of ours, or another one.
    """
    if (refusal := why_not_make(matrix.country, by)) is not None:
        raise refusal
    if not matrix.is_ready:
        raise not_ready()
    paper = arrived.checked(name, content, ENDINGS)
    kept = shelf.of_kind(paper.name.rpartition(".")[2].lower())
    digest = kept.put(paper.content)
    known = MatrixReturn.objects.filter(matrix=matrix, sha256=digest).first()
    if known is not None:
        return known
    sent = content_of(matrix)
    found = reading.read(_rows(paper.name, paper.content), sent)
    _check(found, matrix)
    told = {
        "missing": found.missing(sent),
        "unknown": found.unknown,
        "added": found.added,
        "twice": found.twice,
        "altered": sorted({one.reference for one in found.wrote if one.column in WORDINGS}),
        "unnamed": matrix.reference not in found.matrices,
    }
    return _file(matrix, paper.name, digest, told, found.wrote, by=by, now=now)


def _rows(name: str, content: bytes) -> Iterator[tuple[object, ...]]:
    """Give the rows of all tables, and of a document the lines above them as rows of one cell."""
    if name.lower().endswith(".docx"):
        yield from ((line.text,) for line in documents.text_of(name, content).lines[:10])
    count = 0
    for table in documents.tables_of(name, content):
        for row in table.rows:
            count += 1
            if count > MOST_ROWS:
                raise Refused(
                    _("The file has far more rows than a matrix. Send back the matrix alone."), "long"
                )
            yield row.cells


def _check(found: Read, matrix: Matrix) -> None:
    others = found.matrices - {matrix.reference}
    if others and matrix.reference not in found.matrices:
        raise Refused(
            _("This file is of %(other)s. Take it in on the page of that matrix.") % {"other": min(others)},
            "other_matrix",
        )
    if not found.is_table or not found.seen:
        raise Refused(
            _("No table of this matrix was found. Keep its heads and references, and send it as it was."),
            "no_matrix",
        )


@transaction.atomic
def _file(
    matrix: Matrix,
    name: str,
    digest: str,
    told: dict[str, object],
    wrote: list[Wrote],
    *,
    by: User,
    now: datetime.datetime,
) -> MatrixReturn:
    # Of two at once, the second finds the first one's.
    Matrix.objects.select_for_update(no_key=True).get(pk=matrix.pk)
    known = MatrixReturn.objects.filter(matrix=matrix, sha256=digest).first()
    if known is not None:
        return known
    row = MatrixReturn(matrix=matrix, file_name=editing.shortened(name, 120), sha256=digest, found=told)
    returned = editing.create(row, by=by, now=now)
    items = {item.reference: item for item in Commitment.objects.filter(reference__in=told_of(wrote))}
    for one in wrote:
        remark = PartnerRemark(
            returned=returned,
            commitment=items[one.reference],
            column=one.column,
            ours=one.ours,
            theirs=one.theirs,
            state=RemarkState.WAITING,
        )
        editing.create(remark, by=by, now=now)
    return returned


def told_of(wrote: list[Wrote]) -> set[str]:
    """Give the references of what they wrote about."""
    return {one.reference for one in wrote}


def is_alarm(remark: PartnerRemark) -> bool:
    """Say whether they altered what was agreed, which is to be seen before anything else."""
    return remark.column in (*WORDINGS, MatrixColumn.OWNER, MatrixColumn.DUE)
