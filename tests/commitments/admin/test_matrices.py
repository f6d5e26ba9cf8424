"""The pages of the joint follow-up matrix: made, taken out, taken in, and decided line by line."""

import io
from typing import Any
from unittest import mock

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.models import AuditRow, Commitment, Matrix, MatrixReturn, Outcome, PartnerRemark, User
from commitments.vocabulary import Classification, RemarkState
from tests import make
from tests.cast import NOW
from tests.commitments.exchange.case import INNER, WORDS, ExchangeCase

LIST = "/admin/commitments/matrix/"
REMARK = "We await the list."


class MatrixPagesCase(ExchangeCase):
    def setUp(self) -> None:
        super().setUp()
        self.both(self.item)
        clock = mock.patch.object(timezone, "now", return_value=NOW)
        clock.start()
        self.addCleanup(clock.stop)

    def get(self, person: User, address: str, status: int = 200) -> str:
        self.client.force_login(person)
        answer = self.client.get(address)
        self.assertEqual(answer.status_code, status, address)
        return answer.content.decode() if status == 200 else ""

    def post(self, person: User, address: str, **data: Any) -> Any:
        self.client.force_login(person)
        return self.client.post(address, data, follow=True)

    def filled(self, matrix: Matrix) -> SimpleUploadedFile:
        paper: Any = docx.Document(io.BytesIO(self.file(matrix, "docx")))
        row = paper.tables[0].rows[1]
        row.cells[-1].text = REMARK
        row.cells[1].text = "Records of investigations may be shared."
        out = io.BytesIO()
        paper.save(out)
        return SimpleUploadedFile("returned.docx", out.getvalue())


@pytest.mark.both
class MakingTests(MatrixPagesCase):
    def make_page(self) -> str:
        return f"{LIST}make/?country={self.cast.valdoria.pk}"

    def test_the_page_shows_what_goes_in_and_counts_what_does_not(self) -> None:
        self.opened("Never cleared")
        page = self.get(self.cast.officer, self.make_page())
        for text in (WORDS, "1 item goes in.", "1 open item is left out"):
            self.assertIn(text, page)
        for text in (*INNER, "Never cleared"):
            self.assertNotIn(text, page)
        alone = self.get(self.cast.officer, f"{self.make_page()}&language=ko")
        self.assertNotIn(WORDS, alone)

    def test_it_is_made_from_a_meeting_and_its_files_are_taken_out(self) -> None:
        meeting = make.meeting(self.cast, title="Next talks", held=False, held_on=None)
        address = f"{LIST}make/?meeting={meeting.pk}"
        self.assertIn(
            address, self.get(self.cast.officer, f"/admin/commitments/meeting/{meeting.pk}/change/")
        )
        page = self.post(self.cast.officer, address, language="en", other="ko")
        self.assertContains(page, "The matrix is made.")
        matrix = Matrix.objects.get()
        self.assertEqual((matrix.meeting, matrix.recorded_by), (meeting, self.cast.officer))
        for ending in ("docx", "xlsx", "pdf"):
            answer = self.client.get(f"{LIST}{matrix.pk}/file/{ending}/")
            self.assertEqual(answer.content, self.file(matrix, ending))
            self.assertIn(f"{matrix.reference}.{ending}", answer.headers["Content-Disposition"])
            self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertEqual(AuditRow.objects.filter(action="exported").count(), 3)

    def test_for_others_there_is_no_such_page(self) -> None:
        matrix = self.made()
        for person in (self.cast.stranger, self.cast.focal_point, self.cast.reader, self.cast.administrator):
            with self.subTest(person.username):
                self.client.force_login(person)
                for address in (
                    f"{LIST}{matrix.pk}/change/",
                    f"{LIST}{matrix.pk}/file/docx/",
                    self.make_page(),
                ):
                    self.assertIn(self.client.get(address).status_code, (403, 404))

    def test_an_auditor_reads_and_takes_nothing(self) -> None:
        matrix = self.made()
        page = self.get(self.cast.auditor, f"{LIST}{matrix.pk}/change/")
        self.assertIn(WORDS, page)
        self.assertNotIn("/file/docx/", page)
        self.assertContains(
            self.client.get(f"{LIST}{matrix.pk}/file/docx/", follow=True), "Your role does not allow this"
        )

    def test_of_what_is_kept_since_it_says_so_and_gives_no_file(self) -> None:
        matrix = self.made()
        Outcome.objects.filter(pk=self.item.outcome_id).update(in_confidence=True)
        page = self.get(self.cast.officer, f"{LIST}{matrix.pk}/change/")
        self.assertIn("may not go outside any more", page)
        self.assertNotIn("/file/docx/", page)
        with make.unlocked():
            Commitment.objects.filter(pk=self.item.pk).update(classification=Classification.SECRET)
        self.assertNotIn(WORDS, self.get(self.cast.officer, f"{LIST}{matrix.pk}/change/"))


@pytest.mark.both
class ReturnedTests(MatrixPagesCase):
    def setUp(self) -> None:
        super().setUp()
        self.matrix = self.made()

    def taken_in(self) -> MatrixReturn:
        page = self.post(self.cast.officer, f"{LIST}{self.matrix.pk}/return/", file=self.filled(self.matrix))
        self.assertContains(page, REMARK)
        return MatrixReturn.objects.get()

    def test_what_they_wrote_stands_beside_ours_on_both_pages(self) -> None:
        returned = self.taken_in()
        page = self.get(self.cast.officer, f"/admin/commitments/matrixreturn/{returned.pk}/change/")
        self.assertIn('class="errornote" role="alert"', page)
        self.assertIn("The wording of what was agreed was altered:", page)
        self.assertIn("<mark", page)
        item = self.get(self.cast.officer, f"/admin/commitments/commitment/{self.item.pk}/change/")
        for text in (REMARK, self.matrix.reference, "differs from what was agreed"):
            self.assertIn(text, item)
        focal = self.get(self.cast.validator, f"/admin/commitments/commitment/{self.item.pk}/change/")
        self.assertNotIn(REMARK, focal)

    def test_the_desk_decides_and_a_head_clears(self) -> None:
        self.taken_in()
        remark = PartnerRemark.objects.get(column="theirs")
        step = f"/admin/commitments/partnerremark/{remark.pk}/step/"
        self.assertContains(
            self.post(self.cast.officer, f"{step}note/", answer="It was sent."), "Taken note of"
        )
        self.assertContains(self.post(self.cast.officer, f"{step}set-aside/"), "Fill this in")
        page = self.post(self.cast.head, f"{step}clear/")
        self.assertContains(page, "The next matrix carries our remark")
        remark.refresh_from_db()
        self.assertEqual((remark.state, remark.cleared_by), (RemarkState.NOTED, self.cast.head))
        listed = self.get(self.cast.officer, "/admin/commitments/partnerremark/?view=decided")
        self.assertIn(REMARK, listed)

    def test_a_wrong_file_is_refused_in_a_sentence(self) -> None:
        wrong = SimpleUploadedFile("x.docx", b"PK\x03\x04 no archive")
        page = self.post(self.cast.officer, f"{LIST}{self.matrix.pk}/return/", file=wrong)
        self.assertContains(page, "The file is not what its name says")
        self.assertContains(
            self.post(self.cast.officer, f"{LIST}{self.matrix.pk}/return/"), "Choose the file that came back."
        )
        self.assertFalse(MatrixReturn.objects.exists())

    def test_what_they_wrote_about_a_hidden_item_is_nowhere(self) -> None:
        returned = self.taken_in()
        with make.unlocked():
            Commitment.objects.filter(pk=self.item.pk).update(classification=Classification.SECRET)
        for address in (
            f"/admin/commitments/matrixreturn/{returned.pk}/change/",
            "/admin/commitments/partnerremark/",
        ):
            page = self.get(self.cast.officer, address)
            for text in (REMARK, self.item.reference, INNER[2]):
                self.assertNotIn(text, page)

    def test_the_queries_do_not_grow_with_the_lines(self) -> None:
        def count() -> int:
            returned = MatrixReturn.objects.order_by("-pk").first()
            assert returned is not None
            address = f"/admin/commitments/matrixreturn/{returned.pk}/change/"
            with CaptureQueriesContext(
                connection,
            ) as asked:
                self.get(self.cast.auditor, address)
            return len(asked)

        self.taken_in()
        first = count()
        for number in range(3):
            self.both(self.opened(f"More {number}"))
        self.matrix = self.made()
        paper: Any = docx.Document(io.BytesIO(self.file(self.matrix, "docx")))
        for row in paper.tables[0].rows[1:]:
            row.cells[-1].text = REMARK
        out = io.BytesIO()
        paper.save(out)
        self.post(
            self.cast.officer,
            f"{LIST}{self.matrix.pk}/return/",
            file=SimpleUploadedFile("more.docx", out.getvalue()),
        )
        self.assertEqual(PartnerRemark.objects.filter(returned__file_name="more.docx").count(), 4)
        self.assertLessEqual(count(), first)
