"""My desk and the list of texts lead to passages that wait."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.dashboard import work_queue
from commitments.models import Meeting, Passage, Statement
from commitments.statements import decisions, reading
from tests import make
from tests.cast import NOW
from tests.commitments.admin.test_reading import Pages
from tests.commitments.statements.texts import READOUT

LIST = "/admin/commitments/statement/?undecided=yes"


class HalfReadTests(Pages):
    def read(self, meeting: Meeting) -> Statement:
        statement = make.statement(self.cast, meeting, text=READOUT)
        reading.read_text(statement, by=self.cast.officer, now=NOW)
        return statement

    def test_my_desk_leads_to_a_text_until_each_passage_is_decided(self) -> None:
        statement = self.read(self.meeting)
        address = f"/admin/commitments/statement/{statement.pk}/reading/"
        for person in (self.cast.officer, self.cast.head):
            self.client.force_login(person)
            desk = self.client.get("/admin/")
            self.assertContains(desk, address)
            self.assertContains(desk, "3 passages undecided")
            self.assertContains(self.client.get(LIST), statement.title)
        for person in (self.cast.stranger, self.cast.auditor, self.cast.focal_point, self.cast.administrator):
            self.client.force_login(person)
            self.assertNotContains(self.client.get("/admin/"), "desk-half-read")
        self.client.force_login(self.cast.officer)
        decisions.reject_rest(statement, by=self.cast.officer, now=NOW)
        self.assertNotContains(self.client.get("/admin/"), "desk-half-read")
        self.assertNotContains(self.client.get(LIST), statement.title)

    def test_my_desk_asks_as_often_for_many_texts_as_for_one(self) -> None:
        self.read(self.meeting)
        work_queue.build_desk(self.cast.officer, now=NOW)
        with CaptureQueriesContext(connection) as one:
            self.assertEqual(work_queue.build_desk(self.cast.officer, now=NOW).half_read.count, 1)
        for _number in range(6):
            self.read(make.meeting(self.cast))
        with CaptureQueriesContext(connection) as many:
            desk = work_queue.build_desk(self.cast.officer, now=NOW)
        self.assertEqual((desk.half_read.count, len(desk.half_read.rows)), (7, 5))
        # One more for the count, where there are more than are shown.
        self.assertEqual(len(many), len(one) + 1)
        self.assertEqual(work_queue.build_desk(self.cast.officer, now=NOW, country="ZZ").half_read.count, 0)
        self.assertEqual(Passage.objects.count(), 21)
