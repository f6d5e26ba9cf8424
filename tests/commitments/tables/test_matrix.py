"""The joint follow-up matrix: cleared words in two languages, three files, and nothing else."""

import io
import zipfile

import docx
import openpyxl
from docx.oxml.ns import qn

from commitments.enums import AccessKind, Classification, CommitmentState
from commitments.errors import Refused
from commitments.files import storage
from commitments.lifecycle import publication
from commitments.models import AccessLogEntry, AuditRow, Commitment, Matrix, Outcome
from commitments.records import edits
from commitments.tables import matrix, matrix_files
from commitments.tables.exporter import escape_formula
from commitments.verification import records
from tests import make
from tests.cast import NOW
from tests.commitments.packets.reading import pages_of
from tests.commitments.tables.matrix_case import INNER, KOREAN, WORDS, ExchangeCase


class ContentTests(ExchangeCase):
    def setUp(self) -> None:
        super().setUp()
        self.both(self.item)

    def test_it_takes_what_was_cleared_and_counts_what_was_not(self) -> None:
        other = self.opened("Never cleared")
        proposed = matrix.build_matrix(self.cast.valdoria, self.cast.officer)
        self.assertEqual((proposed.languages, set(proposed.releases)), (("en", "ko"), {self.item.pk}))
        self.assertEqual((proposed.left_out, proposed.changed), (1, ()))
        edits.change_record(self.item, {"title": "Another title"}, by=self.cast.officer, now=NOW)
        again = matrix.build_matrix(self.cast.valdoria, self.cast.officer)
        self.assertEqual(again.changed, (self.item.reference,))
        self.assertNotIn(other.pk, again.releases)

    def test_what_a_person_may_not_read_is_neither_in_it_nor_counted(self) -> None:
        with make.unlocked():
            Commitment.objects.filter(pk=self.item.pk).update(classification=Classification.SECRET)
        proposed = matrix.build_matrix(self.cast.valdoria, self.cast.officer)
        self.assertEqual((proposed.releases, proposed.left_out), ({}, 0))

    def test_what_was_confided_or_is_marked_high_is_never_in_it(self) -> None:
        confided, high = self.opened("Confided"), self.opened("High")
        for item in (confided, high):
            self.both(item)
        Outcome.objects.filter(pk=confided.outcome_id).update(in_confidence=True)
        with make.unlocked():
            Commitment.objects.filter(pk=high.pk).update(classification=Classification.CONFIDENTIAL)
        proposed = matrix.build_matrix(self.cast.valdoria, self.cast.head)
        self.assertEqual((set(proposed.releases), proposed.left_out), ({self.item.pk}, 2))

    def test_each_file_says_the_cleared_words_and_nothing_of_the_internal_version(self) -> None:
        self.cleared(self.opened("Unused", clause="Unused clause"), wording="=HYPERLINK(1)")
        matrix = self.made()
        self.assertEqual(matrix.rows, 2)
        for ending in ("docx", "xlsx", "pdf"):
            content = self.file(matrix, ending)
            told = "\n".join(pages_of(content)) if ending == "pdf" else str(self.rows(f"x.{ending}", content))
            with self.subTest(ending):
                squeezed = "".join(told.split())
                for text in (
                    WORDS,
                    KOREAN,
                    "June 2026",
                    self.item.reference,
                    "Republic of Korea",
                    "Valdoria",
                ):
                    self.assertIn("".join(text.split()), squeezed)
                for text in (*INNER, "officer", "Officer", "Unused"):
                    self.assertNotIn("".join(text.split()), squeezed)
                if ending != "pdf":
                    with zipfile.ZipFile(io.BytesIO(content)) as whole:
                        parts = b" ".join(whole.read(name) for name in whole.namelist()).decode(
                            "utf-8", "replace"
                        )
                        names = whole.namelist()
                    for text in (*INNER, "Officer"):
                        self.assertNotIn(text, parts)
                    self.assertFalse([name for name in names if "vba" in name.lower()])

    def test_the_document_repeats_its_heads_says_its_languages_and_is_marked(self) -> None:
        matrix = self.made()
        paper = docx.Document(io.BytesIO(self.file(matrix, "docx")))
        table = paper.tables[0]
        self.assertEqual(len(list(table.rows[0]._tr.iter(qn("w:tblHeader")))), 1)
        self.assertEqual(len(table.columns), 8)
        page = paper.sections[0]
        self.assertEqual(page.header.paragraphs[0].text, "PUBLIC")
        self.assertIn(matrix.reference, page.footer.paragraphs[1].text)
        korean = table.rows[1].cells[2].paragraphs[0].runs[0]._r.rPr.find(qn("w:lang"))
        self.assertEqual(korean.get(qn("w:eastAsia")), "ko-KR")
        defaults = paper.styles.element.find(qn("w:docDefaults"))
        self.assertEqual([one.get(qn("w:val")) for one in defaults.iter(qn("w:lang"))], ["en-GB"])
        self.assertEqual(paper.core_properties.author, "")

    def test_no_text_of_the_sheet_is_a_formula(self) -> None:
        self.cleared(self.opened("Unused"), wording="=1+1")
        book = openpyxl.load_workbook(io.BytesIO(self.file(self.made(), "xlsx")))
        cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
        self.assertEqual({cell.data_type for cell in cells}, {"s"})
        self.assertIn(escape_formula("=1+1"), [cell.value for cell in cells])
        self.assertEqual(book.worksheets[0].print_title_rows, "$3:$3")

    def test_where_nothing_is_cleared_there_is_none(self) -> None:
        for row in self.item.releases.all():
            publication.withdraw_release(row, reason="x", by=self.cast.officer, now=NOW)
        with self.assertRaises(Refused) as refused:
            self.made()
        self.assertEqual(refused.exception.code, "empty")
        self.assertFalse(Matrix.objects.exists())


class TakingTests(ExchangeCase):
    def setUp(self) -> None:
        super().setUp()
        self.both(self.item)

    def test_who_took_it_out_is_on_record(self) -> None:
        matrix = self.made()
        content = matrix_files.export_file(matrix, "docx", by=self.cast.head, now=NOW)
        self.assertEqual(content, self.file(matrix, "docx"))
        row = AuditRow.objects.get(action="exported")
        self.assertEqual((row.by, row.after["list"]), (self.cast.head, f"matrix={matrix.reference}"))
        opening = AccessLogEntry.objects.get(kind=AccessKind.EXPORTED)
        self.assertEqual(
            (opening.country, opening.classification), (self.cast.valdoria, Classification.PUBLIC)
        )

    def test_nobody_but_the_desk_makes_or_takes_it(self) -> None:
        matrix = self.made()
        for person in (self.cast.stranger, self.cast.focal_point, self.cast.auditor, self.cast.administrator):
            with self.subTest(person.username):
                with self.assertRaises(Refused):
                    matrix_files.export_file(matrix, "docx", by=person, now=NOW)
                with self.assertRaises(Refused):
                    matrix_files.request_matrix(self.cast.valdoria, ("en",), by=person, now=NOW)

    def test_it_is_not_given_out_once_something_in_it_is_kept(self) -> None:
        matrix = self.made()
        Outcome.objects.filter(pk=self.item.outcome_id).update(in_confidence=True)
        with self.assertRaises(Refused) as refused:
            matrix_files.export_file(matrix, "pdf", by=self.cast.head, now=NOW)
        self.assertEqual(refused.exception.code, "kept_since")

    def test_a_file_that_was_altered_is_found(self) -> None:
        matrix = self.made()
        self.assertEqual(list(records.check_matrices()), [])
        path = storage.open_file_store("docx").path_of(matrix.docx_sha256)
        path.write_bytes(b"altered")
        self.assertEqual([one.row for one in records.check_matrices()], [f"{matrix}, docx"])
        with self.assertRaises(Refused):
            matrix_files.export_file(matrix, "docx", by=self.cast.head, now=NOW)

    def test_the_next_tells_once_more_of_what_was_closed_since(self) -> None:
        self.made()
        make.advance(self.cast, self.item, CommitmentState.FULFILLED)
        self.assertEqual(self.made().rows, 1)
