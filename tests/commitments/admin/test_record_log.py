"""One log of all changes, for auditors and records officers, as far as they may read."""

import datetime
import io
from typing import ClassVar

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from commitments.access import policy
from commitments.accounts import changes
from commitments.audit import log, origin
from commitments.enums import Classification
from commitments.models import AuditRow, Commitment
from tests import make
from tests.cast import Cast, gather
from tests.commitments.accounts.case import second_administrator

PAGE, FILE = "admin:record_log", "admin:record_log_export"


class RecordLogTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]
    secret: ClassVar[Commitment]
    now: ClassVar[datetime.datetime]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.now = timezone.now()
        cls.item, cls.secret = make.commitment(cls.cast), make.commitment(cls.cast)
        Commitment.objects.filter(pk=cls.secret.pk).update(classification=Classification.SECRET)
        cls.say(cls.item, "the wording was mended", "admin 192.0.2.7")
        cls.say(cls.secret, "the hidden was mended", "sweep")

    @classmethod
    def say(cls, item: Commitment, reason: str, where: str, days: int = 0) -> AuditRow:
        now = cls.now - datetime.timedelta(days=days)
        with origin.written_from(where):
            return log.record_change(
                "changed", item, by=cls.cast.officer, now=now, after={"meaning": "new words"}, reason=reason
            )

    def shown(self, **asked: str) -> str:
        return self.client.get(reverse(PAGE), asked).content.decode()

    def setUp(self) -> None:
        self.client.force_login(self.cast.auditor)

    def test_auditors_and_records_officers_have_it_and_nobody_else(self) -> None:
        for person in self.cast.everybody:
            with self.subTest(person.username):
                self.client.force_login(person)
                wanted = 200 if person in (self.cast.auditor, self.cast.records_officer) else 404
                self.assertEqual(self.client.get(reverse(PAGE)).status_code, wanted)
                self.assertEqual(self.client.get(reverse(FILE, args=["csv"])).status_code, wanted)

    def test_changes_of_accounts_are_read_by_auditors_with_who_proposed_and_confirmed(self) -> None:
        second = second_administrator()
        person, by = self.cast.officer, self.cast.administrator
        change = changes.propose_permissions(person, {"clearance": 3}, reason="Moves on", by=by, now=self.now)
        changes.confirm_change(change, by=second, now=self.now)
        rows = AuditRow.objects.filter(subject_type="commitments.AccountChange")
        self.assertEqual(set(rows.values_list("page_type", "page_id")), {("commitments.User", person.pk)})
        # As rows were written before they had the page of the person.
        log.record_change("confirmed", self.item, by=second, now=self.now)
        AuditRow.objects.model(
            at=self.now, by=by, action="confirmed", subject_type="commitments.AccountChange",
            subject_id=change.pk, page_type="commitments.AccountChange", page_id=change.pk,
        ).save()  # fmt: skip
        for reader, count in ((self.cast.auditor, 3), (by, 3), (self.cast.officer, 0), (self.cast.head, 0)):
            self.assertEqual(policy.readable_by(rows, reader).count(), count, reader)
        self.assertIn("Moves on", self.shown(kind="commitments.AccountChange"))

    def test_it_is_searched_by_what_changed_in_any_script(self) -> None:
        for words in ("in Straßburg", "서울에서", 'of "both" sides'):
            log.record_change(
                "changed", self.item, by=self.cast.officer, now=self.now,
                before={"title": "x"}, after={"title": f"Zeichnung {words}"},
            )  # fmt: skip
            with self.subTest(words):
                self.assertIn("Zeichnung", self.shown(q=words))
        self.assertNotIn("Zeichnung", self.shown(q="in Hamburg"))

    def test_a_row_says_when_who_what_from_to_why_and_from_where(self) -> None:
        page = self.shown()
        for told in ("the wording was mended", "admin 192.0.2.7", "new words", str(self.cast.officer)):
            self.assertIn(told, page)

    def test_it_is_narrowed(self) -> None:
        self.say(self.item, "long ago", "admin", days=200)
        for asked, found in (
            ({"q": "wording was"}, True),
            ({"q": self.item.reference}, True),
            ({"q": "nothing of the kind"}, False),
            ({"who": self.cast.officer.username}, True),
            ({"who": self.cast.head.username}, False),
            ({"action": "changed", "kind": "commitments.Commitment"}, True),
            ({"kind": "commitments.Meeting"}, False),
            ({"source": "192.0.2"}, True),
            ({"source": "sweep"}, False),
            ({"until": "2020-01-01", "since": ""}, False),
            ({"since": "2020-01-01"}, True),
        ):
            with self.subTest(asked):
                self.assertEqual("the wording was mended" in self.shown(**asked), found)
        self.assertNotIn("long ago", self.shown())
        self.assertIn("long ago", self.shown(since=""))

    def test_it_shows_nothing_above_the_clearance(self) -> None:
        self.assertIn("the hidden was mended", self.shown())
        type(self.cast.auditor).objects.filter(pk=self.cast.auditor.pk).update(
            clearance=Classification.CONFIDENTIAL
        )
        self.assertNotIn("the hidden was mended", self.shown())
        self.assertNotIn("the hidden was mended", self.shown(q=self.secret.reference))
        self.assertNotIn(
            "the hidden was mended", self.client.get(reverse(FILE, args=["csv"])).content.decode()
        )

    def test_a_day_that_is_none_is_said_at_the_field(self) -> None:
        self.assertIn("Enter a valid date", self.shown(since="someday"))
        self.assertEqual(self.client.get(reverse(FILE, args=["csv"]), {"since": "someday"}).status_code, 404)

    def test_pages_follow_each_other_by_key(self) -> None:
        for number in range(60):
            self.say(self.item, f"change number {number}.", "admin")
        first = self.shown()
        self.assertIn("change number 59.", first)
        self.assertNotIn("change number 3.", first)
        last = self.client.get(reverse(PAGE)).context["older"]
        second = self.shown(before=str(last))
        self.assertIn("change number 3.", second)
        self.assertNotIn("change number 59.", second)

    def test_the_number_of_queries_does_not_grow_with_the_rows(self) -> None:
        self.shown()
        before = self.queries()
        for number in range(30):
            self.say(self.item, f"change {number}", "admin")
        self.assertEqual(self.queries(), before)

    def queries(self) -> int:
        with CaptureQueriesContext(connection) as asked:
            self.shown()
        return len(asked)

    def test_it_is_taken_out_as_csv_and_that_is_on_record(self) -> None:
        before = AuditRow.objects.filter(action="exported").count()
        answer = self.client.get(reverse(FILE, args=["csv"]), {"q": "wording was"})
        text = answer.content.decode("utf-8-sig")
        self.assertIn("the wording was mended", text)
        self.assertNotIn("hidden", text)
        self.assertEqual(AuditRow.objects.filter(action="exported").count(), before + 1)
        row = AuditRow.objects.filter(action="exported").latest("pk")
        self.assertEqual((row.by, row.after["rows"], row.after["searched"]), (self.cast.auditor, 1, True))

    def test_it_is_a_spreadsheet_too_and_in_the_other_language(self) -> None:
        self.assertIn(reverse(FILE, args=["xlsx", "ko"]), self.shown())
        answer = self.client.get(reverse(FILE, args=["xlsx", "ko"]), {"q": "wording was"})
        sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
        cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
        self.assertIn("the wording was mended", cells)
        self.assertIn("변경 기록", cells[0])
        for wrong in (["exe"], ["csv", "xx"]):
            self.assertEqual(self.client.get(reverse(FILE, args=wrong)).status_code, 404)
