"""The pages of the joint follow-up matrix: made, taken out, taken in, and decided line by line."""

import io
from typing import Any
from unittest import mock

import docx
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from kombu.exceptions import OperationalError

from commitments import tasks
from commitments.enums import Classification, CommentState, PacketState
from commitments.errors import Refused
from commitments.models import AuditRow, Commitment, Matrix, Outcome, PartnerComment, ReturnedMatrix
from commitments.tables import matrix_files
from tests import make
from tests.cast import NOW
from tests.commitments.admin.matrix_pages import LIST, REMARK, MatrixPagesCase, ReturnedCase
from tests.commitments.tables.matrix_case import INNER, WORDS


class MakingTests(MatrixPagesCase):
    def make_page(self) -> str:
        return f"{LIST}create/?country={self.cast.valdoria.pk}"

    def test_the_page_shows_what_goes_in_and_counts_what_does_not(self) -> None:
        self.opened("Never cleared")
        page = self.get(self.cast.officer, self.make_page())
        for text in (WORDS, "1 commitment is included.", "1 open commitment is left out"):
            self.assertIn(text, page)
        for text in (*INNER, "Never cleared"):
            self.assertNotIn(text, page)
        alone = self.get(self.cast.officer, f"{self.make_page()}&language=ko")
        self.assertNotIn(WORDS, alone)

    def test_it_is_made_from_a_meeting_and_its_files_are_taken_out(self) -> None:
        meeting = make.meeting(self.cast, title="Next talks", held=False, held_on=None)
        address = f"{LIST}create/?meeting={meeting.pk}"
        self.assertIn(
            address, self.get(self.cast.officer, f"/admin/commitments/meeting/{meeting.pk}/change/")
        )
        with (
            mock.patch.object(tasks.make_matrix, "delay") as bell,
            mock.patch.object(matrix_files, "render_file") as printed,
            self.captureOnCommitCallbacks(execute=True),
        ):
            page = self.post(self.cast.officer, address, language="en", other="ko")
            self.post(self.cast.officer, address, language="en", other="ko")
            bell.assert_not_called()
        self.assertContains(page, "The matrix is being created.")
        printed.assert_not_called()
        matrix = Matrix.objects.get()
        bell.assert_called_with(matrix.pk)
        matrix_files.make_matrix(matrix.pk, now=NOW)
        matrix.refresh_from_db()
        self.assertEqual((matrix.meeting, matrix.recorded_by), (meeting, self.cast.officer))
        for ending in ("docx", "xlsx", "pdf"):
            answer = self.client.get(f"{LIST}{matrix.pk}/file/{ending}/")
            self.assertEqual(answer.content, self.file(matrix, ending))
            self.assertIn(f"{matrix.reference}.{ending}", answer.headers["Content-Disposition"])
            self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertEqual(AuditRow.objects.filter(action="exported").count(), 3)

    def test_while_it_is_made_the_page_says_how_far_it_is_and_gives_nothing_out(self) -> None:
        matrix = self.asked()
        address = f"{LIST}{matrix.pk}/"
        page = self.get(self.cast.officer, f"{address}change/")
        for text in ("The matrix is being created.", "waiting to start", "Refresh", WORDS):
            self.assertIn(text, page)
        for text in ("/file/docx/", "Upload returned matrix"):
            self.assertNotIn(text, page)
        Matrix.objects.update(state=PacketState.MAKING, docx_sha256="0" * 64)
        told = self.client.get(f"{address}progress/").json()
        self.assertEqual((told["told"], told["is_under_way"]), ("1 of 3 files created", True))
        refused = self.client.get(f"{address}file/docx/", follow=True)
        self.assertContains(refused, "The files of this matrix have not been created yet.")
        self.assertContains(
            self.post(self.cast.officer, f"{address}return/", file=SimpleUploadedFile("x.docx", b"x")),
            "The files of this matrix have not been created yet.",
        )
        self.client.force_login(self.cast.stranger)
        self.assertEqual(self.client.get(f"{address}progress/").status_code, 404)

    def test_one_that_is_being_made_is_cancelled_on_its_page(self) -> None:
        matrix = self.asked()
        cancel = f"{LIST}{matrix.pk}/cancel/"
        self.assertNotIn("<button>Cancel", self.get(self.cast.auditor, f"{LIST}{matrix.pk}/change/"))
        self.assertIn("<button>Cancel", self.get(self.cast.officer, f"{LIST}{matrix.pk}/change/"))
        shown = self.post(self.cast.officer, cancel)
        for text in ("Cancelled by Officer.", "Create the files again"):
            self.assertContains(shown, text)
        self.assertNotContains(shown, "could not be created")
        self.assertContains(self.post(self.cast.officer, cancel), "The files are no longer being created.")

    def test_one_that_failed_says_why_and_is_asked_for_again(self) -> None:
        matrix = self.asked()
        again = f"{LIST}{matrix.pk}/again/"
        with mock.patch.object(matrix_files, "print_html", side_effect=Refused("x", "packet_memory")):
            matrix_files.make_matrix(matrix.pk, now=NOW)
        self.assertNotIn(again, self.get(self.cast.auditor, f"{LIST}{matrix.pk}/change/"))
        self.assertContains(self.post(self.cast.auditor, again), "Your role does not allow this")
        page = self.get(self.cast.officer, f"{LIST}{matrix.pk}/change/")
        for text in ("could not be created", "Create a new one in one language only.", again):
            self.assertIn(text, page)
        with (
            mock.patch.object(tasks.make_matrix, "delay", side_effect=OperationalError("no broker")),
            self.captureOnCommitCallbacks(execute=True),
        ):
            self.assertContains(self.post(self.cast.officer, again), "The matrix is being created.")
        self.assertEqual(matrix_files.list_unfinished(NOW), [matrix.pk])
        self.assertContains(self.post(self.cast.officer, again), "already finished or being created")

    def test_the_queries_do_not_grow_with_what_it_holds(self) -> None:
        def count(matrix: Matrix) -> int:
            with CaptureQueriesContext(connection) as asked:
                self.get(self.cast.officer, f"{LIST}{matrix.pk}/change/")
            return len(asked)

        first = self.asked()
        Matrix.objects.update(state=PacketState.READY)
        self.get(self.cast.officer, f"{LIST}{first.pk}/change/")
        before = count(first)
        for number in range(3):
            self.both(self.opened(f"More {number}"))
        second = self.asked()
        self.assertEqual(second.rows, 4)
        self.assertLessEqual(count(second), before)

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
        self.assertIn("contains information that can no longer be released", page)
        self.assertNotIn("/file/docx/", page)
        with make.unlocked():
            Commitment.objects.filter(pk=self.item.pk).update(classification=Classification.SECRET)
        self.assertNotIn(WORDS, self.get(self.cast.officer, f"{LIST}{matrix.pk}/change/"))


class ReturnedTests(ReturnedCase):
    def test_what_they_wrote_stands_beside_ours_on_both_pages(self) -> None:
        returned = self.taken_in()
        page = self.get(self.cast.officer, f"/admin/commitments/returnedmatrix/{returned.pk}/change/")
        self.assertIn('class="errornote" role="alert"', page)
        self.assertIn("The agreed wording was changed:", page)
        self.assertIn("<mark", page)
        item = self.get(self.cast.officer, f"/admin/commitments/commitment/{self.item.pk}/change/")
        for text in (REMARK, self.matrix.reference, "differs from the agreed wording"):
            self.assertIn(text, item)
        focal = self.get(self.cast.validator, f"/admin/commitments/commitment/{self.item.pk}/change/")
        self.assertNotIn(REMARK, focal)

    def test_the_desk_decides_and_a_head_clears(self) -> None:
        self.taken_in()
        remark = PartnerComment.objects.get(column="theirs")
        step = f"/admin/commitments/partnercomment/{remark.pk}/step/"
        self.assertContains(
            self.post(self.cast.officer, f"{step}note/", answer="It was sent."), "Acknowledged"
        )
        self.assertContains(self.post(self.cast.officer, f"{step}set-aside/"), "This field is required.")
        page = self.post(self.cast.head, f"{step}clear/")
        self.assertContains(page, "Approved. The next matrix will show our comment.")
        remark.refresh_from_db()
        self.assertEqual((remark.state, remark.approved_by), (CommentState.NOTED, self.cast.head))
        listed = self.get(self.cast.officer, "/admin/commitments/partnercomment/?view=decided")
        self.assertIn(REMARK, listed)

    def test_a_wrong_file_is_refused_in_a_sentence(self) -> None:
        wrong = SimpleUploadedFile("x.docx", b"PK\x03\x04 no archive")
        page = self.post(self.cast.officer, f"{LIST}{self.matrix.pk}/return/", file=wrong)
        self.assertContains(page, "The content of the file does not match its extension")
        self.assertContains(
            self.post(self.cast.officer, f"{LIST}{self.matrix.pk}/return/"), "Select the returned file."
        )
        self.assertFalse(ReturnedMatrix.objects.exists())

    def test_what_they_wrote_about_a_hidden_item_is_nowhere(self) -> None:
        returned = self.taken_in()
        with make.unlocked():
            Commitment.objects.filter(pk=self.item.pk).update(classification=Classification.SECRET)
        for address in (
            f"/admin/commitments/returnedmatrix/{returned.pk}/change/",
            "/admin/commitments/partnercomment/",
        ):
            page = self.get(self.cast.officer, address)
            for text in (REMARK, self.item.reference, INNER[2]):
                self.assertNotIn(text, page)

    def test_the_queries_do_not_grow_with_the_lines(self) -> None:
        def count() -> int:
            returned = ReturnedMatrix.objects.order_by("-pk").first()
            assert returned is not None
            address = f"/admin/commitments/returnedmatrix/{returned.pk}/change/"
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
        self.assertEqual(PartnerComment.objects.filter(returned_matrix__file_name="more.docx").count(), 4)
        self.assertLessEqual(count(), first)
