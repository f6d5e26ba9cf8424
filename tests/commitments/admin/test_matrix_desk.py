"""My desk lists the returned matrices in which remarks wait."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.dashboard import work_queue
from commitments.enums import Classification
from commitments.models import Commitment, PartnerComment, ReturnedMatrix
from commitments.tables import matrix_returns
from tests import make
from tests.cast import NOW
from tests.commitments.admin.matrix_pages import ReturnedCase


@pytest.mark.both
class DeskTests(ReturnedCase):
    def test_my_desk_leads_to_what_waits_until_all_of_it_is_decided(self) -> None:
        returned = self.taken_in()
        for person in (self.cast.officer, self.cast.head):
            desk = self.get(person, "/admin/")
            for text in (
                f"/admin/commitments/returnedmatrix/{returned.pk}/change/",
                "2 comments pending;",
                "the agreed wording was changed",
            ):
                self.assertIn(text, desk)
        for person in (self.cast.stranger, self.cast.auditor, self.cast.focal_point, self.cast.administrator):
            self.assertNotIn("desk-returned", self.get(person, "/admin/"), person)
        with make.unlocked():
            Commitment.objects.filter(pk=self.item.pk).update(classification=Classification.SECRET)
        self.assertNotIn("desk-returned", self.get(self.cast.officer, "/admin/"))
        with make.unlocked():
            Commitment.objects.filter(pk=self.item.pk).update(classification=Classification.RESTRICTED)
        first, second = PartnerComment.objects.all()
        matrix_returns.note_comment(first, by=self.cast.officer, now=NOW)
        self.assertIn("1 comment pending", self.get(self.cast.officer, "/admin/"))
        matrix_returns.dismiss_comment(second, why="Not agreed.", by=self.cast.officer, now=NOW)
        self.assertNotIn("desk-returned", self.get(self.cast.officer, "/admin/"))

    def test_my_desk_asks_as_often_for_many_returned_matrices_as_for_one(self) -> None:
        returned = self.taken_in()
        work_queue.build_desk(self.cast.officer, now=NOW)
        with CaptureQueriesContext(connection) as one:
            self.assertEqual(work_queue.build_desk(self.cast.officer, now=NOW).returned.count, 1)
        for number in range(6):
            more = ReturnedMatrix.objects.create(
                matrix=self.matrix, file_name=f"{number}.docx", sha256=str(number), recorded_at=NOW
            )
            for remark in returned.comments.all():
                remark.pk, remark.returned_matrix = None, more
                remark.save(force_insert=True)
        with CaptureQueriesContext(connection) as many:
            desk = work_queue.build_desk(self.cast.officer, now=NOW)
        self.assertEqual((desk.returned.count, len(desk.returned.rows)), (7, 5))
        self.assertEqual(desk.returned.rows[0].pk, returned.pk)
        # One more for the count, where there are more than are shown.
        self.assertEqual(len(many), len(one) + 1)
        self.assertEqual(work_queue.build_desk(self.cast.officer, now=NOW, country="ZZ").returned.count, 0)
