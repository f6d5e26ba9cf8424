"""Returned matrices: read in the sandbox, matched by reference, stored as proposals beside our text.

The file is checked before it is opened, with advice where it is not accepted. The desk decides each comment;
nothing here changes a commitment or our own text.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.access import policy, responsibilities
from commitments.documents import reader
from commitments.enums import WORDINGS, CommentState, MatrixColumn
from commitments.errors import Refused
from commitments.files import checks, storage
from commitments.files.checks import CheckedFile
from commitments.lifecycle.publication import explain_unpublished
from commitments.models import Commitment, Matrix, PartnerComment, ReturnedMatrix, User
from commitments.parties.names import load_side_finder
from commitments.records import edits
from commitments.records.edits import need_reason, shorten_text
from commitments.records.references import YEAR
from commitments.tables import exporter
from commitments.tables.matrix import BEFORE, REFERENCE, MatrixContent, MatrixLine
from commitments.tables.matrix_files import content_of, not_ready, why_not_make

ITEM = re.compile(rf"[A-Z]{{2}}-{YEAR}-\d{{4,9}}")
MATRIX = re.compile(r"FM-[A-Z]{2}-(?:19|20)\d\d-\d{2,9}")
BLANKS = re.compile(r"\s+")
LONGEST_NOTE, MOST_NOTES = 600, 200
# Heads that are alike before a table counts as ours.
ENOUGH_HEADS = 2


@dataclass(frozen=True, slots=True)
class Wrote:
    """What differs in one cell from what we sent."""

    reference: str
    column: MatrixColumn
    ours: str
    theirs: str


@dataclass(slots=True)
class ReadReturn:
    """The content of a returned file; the lists name rows that match no single line of ours.

    `matrices` are the references of matrices that the file names; `is_table` means that our table was found.
    """

    wrote: list[Wrote] = field(default_factory=list)
    matrices: set[str] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    is_table: bool = False

    def missing(self, content: MatrixContent) -> list[str]:
        """List the references that we sent and that did not come back."""
        return [line.reference for line in content.lines if line.reference not in self.seen]


# Whether two cells that differ name the same owners.
IsSameOwner = Callable[[str, str], bool]


def read_return(
    rows: Iterable[Sequence[object]],
    content: MatrixContent,
    is_same_owner: IsSameOwner = lambda _ours, _theirs: False,
) -> ReadReturn:
    """Compare the rows of a file with a matrix as it was sent, row by its reference, cell by its head."""
    found, lines = ReadReturn(), {line.reference: line for line in content.lines}
    places: dict[str, int] = {}
    for row in rows:
        cells = [_text(cell) for cell in row]
        found.matrices.update(name for cell in cells for name in MATRIX.findall(cell))
        heads = _find_headings(cells, content)
        if heads:
            places, found.is_table = heads, True
            continue
        if places and any(cells):
            _compare_row(cells, places, lines, found, is_same_owner)
    return found


def _find_headings(cells: Sequence[str], content: MatrixContent) -> dict[str, int]:
    """Find our columns by their heads; a row with too few of them is no row of heads."""
    known = {normalise_cell(head): name for name, head in content.columns()}
    places = {
        known[normalise_cell(cell)]: place
        for place, cell in enumerate(cells)
        if normalise_cell(cell) in known
    }
    return places if REFERENCE in places and len(places) >= ENOUGH_HEADS else {}


def _compare_row(
    cells: Sequence[str],
    places: Mapping[str, int],
    lines: Mapping[str, MatrixLine],
    found: ReadReturn,
    is_same_owner: IsSameOwner,
) -> None:
    """Take one row: of a line of ours what differs, of any other that it is there."""

    def read_cell(name: str) -> str:
        place = places.get(name, len(cells))
        return cells[place] if place < len(cells) else ""

    named = ITEM.search(read_cell(REFERENCE).upper())
    whole = " | ".join(cell for cell in cells if cell)
    if named is None:
        _note(found.added, whole)
    elif named[0] not in lines:
        _note(found.unknown, whole)
    elif named[0] in found.seen:
        _note(found.twice, whole)
    else:
        found.seen.append(named[0])
        line = lines[named[0]]
        theirs = {name: read_cell(name) for name in places}
        found.wrote += _differences(line, theirs, is_same_owner)


def _note(notes: list[str], text: str) -> None:
    if len(notes) < MOST_NOTES:
        notes.append(shorten_text(text, LONGEST_NOTE))


def _differences(line: MatrixLine, theirs: Mapping[str, str], is_same_owner: IsSameOwner) -> list[Wrote]:
    wrote = []
    for column, ours in line.cells().items():
        name = str(column)
        said = theirs.get(name, ours)
        if column == MatrixColumn.THEIRS:
            said = "\n".join(text for text in (_after(line, theirs.get(BEFORE, "")), said) if text)
        if column == MatrixColumn.OWNER and is_same_owner(ours, said):
            continue
        if normalise_cell(said) != normalise_cell(ours):
            wrote.append(Wrote(line.reference, column, ours, said))
    return wrote


def _after(line: MatrixLine, said: str) -> str:
    """Return what the partner added in the column of their earlier comments."""
    before = "\n".join(line.theirs)
    if normalise_cell(said) == normalise_cell(before):
        return ""
    return said.removeprefix(before).strip() if said.startswith(before) else said


def _text(cell: object) -> str:
    """Return a cell as text, without the apostrophe that we put before what looks like a formula."""
    text = "" if cell is None else str(cell).strip()
    bare = text.removeprefix("'")
    return bare if bare != text and exporter.escape_formula(bare) == text else text


def normalise_cell(text: str) -> str:
    """Fold what a word processor may alter without anybody meaning it: blanks, line ends, quotation marks."""
    plain = text.translate(str.maketrans("“”‘’\u00a0\u2011", "\"\"'' -"))
    return BLANKS.sub(" ", plain).strip().casefold()


def check_table_file(name: str, content: bytes, endings: Sequence[str]) -> CheckedFile:
    """Check and scan a file that holds a table; Refused says how to save it where its kind is not taken."""
    ending = reader.ending_of(name, content, is_table=True)
    if ending not in endings:
        raise Refused(
            _(
                "Only %(kinds)s files can be uploaded here. Open the file in the program that created "
                "it, save it in an accepted format, then select the new file."
            )
            % {"kinds": " / ".join(endings)},
            "kind",
        )
    return checks.check_and_scan(name, content)


ENDINGS = (".docx", ".xlsx")
ACCEPTED = ",".join(ENDINGS)
MOST_ROWS = 5000


def import_matrix(
    matrix: Matrix, name: str, content: bytes, *, by: User, now: datetime.datetime
) -> ReturnedMatrix:
    """Take in a returned matrix: each cell that differs becomes a remark that waits for the desk.

    The same file again gives what was made of it the first time. Refused says what to do where it is no
    matrix of ours, or another one.
    """
    if (refusal := why_not_make(matrix.country, by)) is not None:
        raise refusal
    if not matrix.is_ready:
        raise not_ready()
    paper = check_table_file(name, content, ENDINGS)
    kept = storage.open_file_store(paper.name.rpartition(".")[2].lower())
    digest = kept.put(paper.content)
    known = ReturnedMatrix.objects.filter(matrix=matrix, sha256=digest).first()
    if known is not None:
        return known
    sent = content_of(matrix)
    sides = load_side_finder(matrix.country)

    def is_same_owner(ours: str, theirs: str) -> bool:
        """Return whether each line of two cells names the same side, such as "Kingdom of Cambodia"."""
        named = {sides.of_name(line) for text in (ours, theirs) for line in text.splitlines() or [""]}
        return len(named) == 1 and None not in named

    found = read_return(_rows(paper.name, paper.content), sent, is_same_owner)
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
    """Yield the rows of all tables, and in a document the lines above them as rows of one cell."""
    if name.lower().endswith(".docx"):
        yield from ((line.text,) for line in reader.text_of(name, content).lines[:10])
    count = 0
    for table in reader.tables_of(name, content):
        for row in table.rows:
            count += 1
            if count > MOST_ROWS:
                raise Refused(
                    _(
                        "The file has far more rows than a matrix. Upload a file that contains only "
                        "the matrix."
                    ),
                    "long",
                )
            yield row.cells


def _check(found: ReadReturn, matrix: Matrix) -> None:
    others = found.matrices - {matrix.reference}
    if others and matrix.reference not in found.matrices:
        raise Refused(
            _("This file belongs to matrix %(other)s. Upload it on the page of that matrix.")
            % {"other": min(others)},
            "other_matrix",
        )
    if not found.is_table or not found.seen:
        raise Refused(
            _(
                "The file contains no table of this matrix. Restore the column headings and "
                "references, then upload the file again."
            ),
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
) -> ReturnedMatrix:
    # Of two at once, the second finds the first one's.
    Matrix.objects.select_for_update(no_key=True).get(pk=matrix.pk)
    known = ReturnedMatrix.objects.filter(matrix=matrix, sha256=digest).first()
    if known is not None:
        return known
    row = ReturnedMatrix(matrix=matrix, file_name=edits.shorten_text(name, 120), sha256=digest, found=told)
    returned = edits.create_record(row, by=by, now=now)
    items = {item.reference: item for item in Commitment.objects.filter(reference__in=told_of(wrote))}
    for one in wrote:
        remark = PartnerComment(
            returned_matrix=returned,
            commitment=items[one.reference],
            column=one.column,
            ours=one.ours,
            theirs=one.theirs,
            state=CommentState.WAITING,
        )
        edits.create_record(remark, by=by, now=now)
    return returned


def told_of(wrote: list[Wrote]) -> set[str]:
    """Return the references on which the partner commented."""
    return {one.reference for one in wrote}


def is_alarm(remark: PartnerComment) -> bool:
    """Return whether the partner changed what was agreed, which is shown before anything else."""
    return remark.column in (*WORDINGS, MatrixColumn.OWNER, MatrixColumn.DUE)


LONGEST_ANSWER = 600
OPEN = (CommentState.WAITING, CommentState.NOTED)


def why_not_decide(remark: PartnerComment, user: User) -> Refused | None:
    """Explain why this person cannot decide about a comment now, or return None."""
    if remark.state not in OPEN:
        return Refused(_("The decision has already been made. Check the record again."), "decided")
    return _why_not_of_desk(remark, user)


def why_not_note(remark: PartnerComment, user: User) -> Refused | None:
    """Explain why this person cannot note it now, or return None."""
    if remark.state != CommentState.WAITING:
        return Refused(_("The decision has already been made. Check the record again."), "decided")
    return _why_not_of_desk(remark, user)


def _why_not_of_desk(remark: PartnerComment, user: User) -> Refused | None:
    item = remark.commitment
    if not (policy.can_read(user, item) and responsibilities.works_on(user, item.country)):
        return Refused(_("Only the desk can take this step. Contact the desk."), "forbidden")
    return None


def note_comment(
    remark: PartnerComment, *, answer: str = "", by: User, now: datetime.datetime
) -> PartnerComment:
    """Take note of it; an answer waits for a head before it goes into the next matrix."""
    return _decide(remark, CommentState.NOTED, "", answer, by=by, now=now)


def record_action(
    remark: PartnerComment, *, why: str, answer: str = "", by: User, now: datetime.datetime
) -> PartnerComment:
    """Record that it was acted on by a separate step: nothing else is done here."""
    return _decide(remark, CommentState.ACTED_ON, need_reason(why), answer, by=by, now=now)


def dismiss_comment(
    remark: PartnerComment, *, why: str, answer: str = "", by: User, now: datetime.datetime
) -> PartnerComment:
    """Let it count for nothing, saying why; the next matrix does not carry it."""
    return _decide(remark, CommentState.SET_ASIDE, need_reason(why), answer, by=by, now=now)


@transaction.atomic
def _decide(
    remark: PartnerComment, state: CommentState, why: str, answer: str, *, by: User, now: datetime.datetime
) -> PartnerComment:
    refusal = why_not_note(remark, by) if state == CommentState.NOTED else why_not_decide(remark, by)
    if refusal is not None:
        raise refusal
    values: dict[str, Any] = {"state": state, "decided_by": by, "decided_at": now, "comment": why}
    if answer.strip():
        values |= {"answer": edits.fit_text(answer, LONGEST_ANSWER), "approved_by": None, "approved_at": None}
    where = {"state": remark.state}
    return edits.change_record(
        remark, values, by=by, now=now, where=where, action=f"remark {state}", reason=why
    )


def why_not_clear(remark: PartnerComment, user: User) -> Refused | None:
    """Explain why this person cannot approve our answer for the next matrix, or return None."""
    if not remark.answer or remark.approved_by_id is not None:
        return Refused(
            _("No comment from our side is waiting for approval. Check the page again."), "wrong_state"
        )
    item = remark.commitment
    if not (responsibilities.heads_over(user, item.country) and policy.can_read(user, item)):
        return Refused(_("Only the head of desk or the division head can approve this."), "forbidden")
    if remark.decided_by_id == user.pk:
        return Refused(_("You wrote this text. Another person must approve it."), "own_words")
    return explain_unpublished(item, user)


@transaction.atomic
def approve_answer(remark: PartnerComment, *, by: User, now: datetime.datetime) -> PartnerComment:
    """Clear our answer for the next matrix: by a head, never by who wrote it."""
    if (refusal := why_not_clear(remark, by)) is not None:
        raise refusal
    values = {"approved_by": by, "approved_at": now}
    return edits.change_record(remark, values, by=by, now=now, where={"approved_by": None}, action="approved")
