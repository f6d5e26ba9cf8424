"""Everything that takes a file in, each from its file to its answer: rows, or a sentence on what to do."""

import io
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from commitments.admin.imports import matrix_returns, results
from commitments.admin.imports.pages import build_rejected_file
from commitments.admin.meetings.statements import FilingForm
from commitments.enums import (
    CommitmentState,
    Completion,
    ImportSelection,
    ImportState,
    ImportSubject,
    PacketState,
    StatementKind,
)
from commitments.errors import Refused
from commitments.files import storage
from commitments.files.storage import FileStore
from commitments.lifecycle import publication
from commitments.meetings import outcomes
from commitments.models import Import, ImportRow, Matrix, Meeting, Release
from commitments.statements import reading
from commitments.tables import cells, matrix_files, update_forms
from commitments.tables.importer import execution, runs
from commitments.tables.importer import reading as importer_reading
from commitments.tables.matrix_returns import import_matrix
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.documents import made
from tests.fuzz.seeds import seeds

# Longer lists are looked through to their end, and their rows are judged by other tests.
MOST_JUDGED, MOST_TAKEN = 300, 40
LONGEST_SENTENCE = 600
Rows = Sequence[Sequence[str]]
HEADS: Mapping[ImportSubject, Rows] = {
    ImportSubject.COMMITMENTS: (
        ["합의사항", "주관 부처", "기한", "Side", "Strength", "Condition", "Reference"],
        ["Our side will send trainers.", "KNPA", "by 30 June 2027", "ours", "agreed", "", ""],
        [
            "Their side will report",
            "Valdorian Constabulary",
            "annually",
            "theirs",
            "legally_binding",
            "funds",
            "",
        ],
        ["Known", "", "within 10 working days", "", "", "", "XV-2026-0001"],
    ),
    ImportSubject.UPDATES: (
        ["Reference", "Reported on", "Health", "Text", "Status"],
        ["XV-2026-0001", "2026-03-01", "at risk", "The list is late.", "open"],
        ["26-0001", "2026-02-01", "green", "", ""],
    ),
    ImportSubject.MINISTRIES: (
        ["Country", "Name", "Short name", "Korean name", "From", "Until"],
        ["XV", "Ministry of Ports", "MOP", "항만부", "2001-01-01", ""],
        ["KR", "National Police Agency", "KNPA", "경찰청", "", ""],
    ),
    ImportSubject.OFFICIALS: (
        ["Country", "Ministry", "Post", "Function", "E-mail", "Precedence", "From", "Until"],
        ["XV", "Valdorian Constabulary", "Chief", "focal point", "chief@example.org", "3", "2020-01-01", ""],
        ["KR", "KNPA", "Director", "other", "", "", "", ""],
    ),
    ImportSubject.HOLIDAYS: (
        ["Country", "Day", "Name", "Non-working day"],
        ["XV", "2026-05-01", "Harbour Day", "yes"],
        ["KR", "2026-10-03", "개천절", "no"],
    ),
}


@dataclass(frozen=True, slots=True)
class Importer:
    """One way in: whole files of each ending that it takes, and the call, which gives its answer in words."""

    name: str
    whole: Mapping[str, tuple[bytes, ...]]
    take: Callable[[str, bytes], str]


class Unanswered(Exception):  # noqa: N818 - what the proof is to find
    """A file ended with neither rows nor a sentence."""


def as_csv(rows: Rows) -> bytes:
    return "\r\n".join(";".join(f'"{cell}"' for cell in row) for row in rows).encode()


def as_xlsx(rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def as_docx(rows: Rows) -> bytes:
    lines = ["".join(made.cell(cell) for cell in row) for row in rows]
    return made.docx(made.table(*lines, columns=len(rows[0])))


class Stage:
    """What the files speak of: a meeting, an item under way, a matrix and a work sheet that were sent."""

    def __init__(self) -> None:
        self.cast: Cast = gather()
        self.meeting: Meeting = make.meeting(self.cast)
        point = make.outcome(self.cast, self.meeting)
        item = make.commitment(self.cast, point, title="Known", state=CommitmentState.ACCEPTED)
        make.advance(self.cast, item, CommitmentState.IN_PROGRESS)
        item.refresh_from_db()
        words = {"wording": "Records are shared.", "status": Completion.LIMITED, "due": "June 2026"}
        release = publication.create_release(
            Release(commitment=item, language="en", **words), by=self.cast.officer, now=NOW
        )
        publication.approve_release(release, by=self.cast.head, now=NOW)
        self.matrix = matrix_files.request_matrix(self.cast.valdoria, ("en",), by=self.cast.officer, now=NOW)
        content = matrix_files.content_of(self.matrix)
        self.sent: dict[str, tuple[bytes, ...]] = {
            f".{ending}": (matrix_files.render_file(content, ending, self.matrix.recorded_at),)
            for ending in ("docx", "xlsx")
        }
        for ending, (whole,) in self.sent.items():
            setattr(self.matrix, f"{ending[1:]}_sha256", storage.open_file_store(ending[1:]).put(whole))
        self.matrix.state = PacketState.READY
        Matrix.objects.filter(pk=self.matrix.pk).update(state=PacketState.READY)
        self.sheet = update_forms.create_update_form(
            self.cast.focal_point, by=self.cast.focal_point, now=NOW
        ).content

    def importers(self) -> list[Importer]:
        """Give every importer with its seeds."""
        whole = seeds()
        lists = {ending: whole[ending] for ending in (".odt", ".ods", ".hwpx")}
        statements = {ending: whole[ending] for ending in (".docx", ".odt", ".hwpx", ".pdf", ".txt", ".md")}
        found = [Importer("statement", statements, self.statement)]
        for subject, rows in HEADS.items():
            own: dict[str, tuple[bytes, ...]] = {
                ".csv": (as_csv(rows),),
                ".xlsx": (as_xlsx(rows),),
                ".docx": (as_docx(rows),),
            }
            if subject == ImportSubject.COMMITMENTS:
                own = lists | {ending: ones + whole[ending] for ending, ones in own.items()}
            found.append(Importer(subject.value, own, self.table_of(subject)))
        found.append(Importer("returned matrix", self.sent, self.returned))
        found.append(Importer("returned update form", {".xlsx": (self.sheet,)}, self.sheet_back))
        return found

    def statement(self, name: str, content: bytes) -> str:
        """Upload a text of the meeting, as its form does, and read it."""
        data = {"kind": StatementKind.AGREED_MINUTES.value, "classification": "2", "title": "x"}
        files = {"file": SimpleUploadedFile(name, content)}
        form = FilingForm(data, files, meeting=self.meeting, person=self.cast.officer)
        if not form.is_valid():
            said = " ".join(str(one) for errors in form.errors.values() for one in errors)
            raise Refused(sentence(said), "form")
        text = outcomes.file_statement(form.statement(), by=self.cast.officer, now=NOW)
        reading.read_text(text, by=self.cast.officer, now=NOW)
        return f"{text.passages.count()} passages"

    def table_of(self, subject: ImportSubject) -> Callable[[str, bytes], str]:
        """Give the call that brings a table of one subject."""
        is_of_meeting = subject in (ImportSubject.COMMITMENTS, ImportSubject.UPDATES)
        at = self.meeting if is_of_meeting else None

        def take(name: str, content: bytes) -> str:
            of = runs.create_import(subject, name, content, meeting=at, by=self.cast.officer, now=NOW)
            _work(of)
            if of.state == ImportState.STOPPED:
                raise Refused(sentence(of.reason), "stopped")
            if of.total > MOST_JUDGED:
                return f"{of.total} rows looked through"
            _map(of)
            _work(of)
            if of.state == ImportState.STOPPED:
                raise Refused(sentence(of.reason), "stopped")
            judged = ImportRow.objects.filter(spreadsheet=of)
            if of.state != ImportState.CHECKED or sum(of.counts.values()) != judged.count():
                raise Unanswered(of.state)
            results.build_rows(of, list(judged[:50]))
            for ending in ("csv", "xlsx"):
                b"".join(build_rejected_file(of, ending, NOW))
            if not judged.filter(writes=True).exists():
                return f"{judged.count()} rows, none to take"
            count = execution.begin_import(of, ImportSelection.WITH_WARNINGS, by=of.by, now=NOW)
            runs.run_import(of.pk, now=NOW, most=MOST_TAKEN)
            return f"{judged.count()} rows, {count} of them taken"

        return take

    def returned(self, name: str, content: bytes) -> str:
        """Take in a returned matrix, and name what is to be known of it."""
        found = import_matrix(self.matrix, name, content, by=self.cast.officer, now=NOW)
        told = matrix_returns.list_return_notices(found, self.cast.officer)
        return f"{found.comments.count()} remarks, {len(told)} notices"

    def sheet_back(self, name: str, content: bytes) -> str:
        """Take in a work sheet that its focal point sends back."""
        taken = update_forms.import_update_form(name, content, by=self.cast.focal_point, now=NOW)
        for _reference, told in taken.wrong:
            sentence(told)
        return f"{len(taken.made)} proposals, {len(taken.wrong)} to correct"


def answered(importer: Importer, ending: str, content: bytes) -> str:
    """Let one importer take a file, and undo whatever it wrote; give its answer, or raise its refusal."""
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        try:
            # Other processes try files at the same time.
            with mock.patch.object(importer_reading, "open_store", return_value=FileStore(Path(folder))):
                return importer.take(f"file{ending}", content)
        except Refused as refused:
            sentence(str(refused))
            raise
        finally:
            transaction.set_rollback(True)


def sentence(said: str) -> str:
    """Give a refusal as it was said; Unanswered where it says nothing, or more than a person reads."""
    if not said.strip() or len(said) > LONGEST_SENTENCE or "Traceback" in said:
        raise Unanswered(said[:80])
    return said


def _work(of: Import) -> None:
    runs.run_import(of.pk, now=NOW)
    of.refresh_from_db()


def _map(of: Import) -> None:
    """Map the columns as guessed or, where a needed one is missing, in the order of the fields."""
    try:
        runs.map_columns(of, of.columns, {"owed_by": "ours"} if _is_owed(of) else {}, by=of.by)
    except Refused:
        width = max(
            [len(of.headings), *(len(row) for table in of.tables for row in table["shown"])], default=0
        )
        names = [field.name for field in cells.FIELDS[of.subject] if field.is_needed]
        runs.map_columns(of, {name: n for n, name in enumerate(names[:width])}, {}, by=of.by)


def _is_owed(of: Import) -> bool:
    return of.subject == ImportSubject.COMMITMENTS
