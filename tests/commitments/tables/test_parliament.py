"""The answer for parliament: its rows and counts as of a day, what stays inside, and its files."""

import datetime
import io
from collections import Counter
from typing import Any, ClassVar
from unittest import mock

import openpyxl
import pikepdf
import time_machine
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from commitments.audit.as_of import context
from commitments.enums import Classification, CommitmentState, Completion, ConsentPurpose, OwedBy
from commitments.errors import Refused
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import originators, publication
from commitments.models import AuditRow, Commitment, Mechanism, Outcome, Release, Statement, User
from commitments.models.base import spoken_in
from commitments.packets.formats import format_only
from commitments.records import edits
from commitments.tables import parliament
from commitments.tables.parliament import ParliamentAnswer, ParliamentScope, PromiseState, build_answer
from tests import make
from tests.cast import NOW, TODAY, Cast, gather
from tests.commitments.packets.reading import pages_of

DAY = datetime.timedelta(days=1)
# The day asked about, after which everything goes on.
THEN, LATER = NOW + 130 * DAY, NOW + 160 * DAY
CANARY = "Submarine cable"
PAGE = "/admin/answer-for-parliament/"

# Each column of a promise as last recorded by a moment, by the audit rows alone.
RECORDED = """
WITH told AS (
    SELECT DISTINCT ON (subject_type, subject_id, part.key) subject_type, subject_id, part.key, part.value
    FROM commitments_auditrow, jsonb_each_text(after) part
    WHERE at <= %(moment)s AND subject_type IN ('commitments.Commitment', 'commitments.Responsibility')
    ORDER BY subject_type, subject_id, part.key, commitments_auditrow.id DESC
), item AS (
    SELECT subject_id AS id, max(value) FILTER (WHERE key = 'state') AS state,
           max(value) FILTER (WHERE key = 'owed_by') AS owed_by,
           max(value) FILTER (WHERE key = 'due_on')::date AS due_on
    FROM told WHERE subject_type = 'commitments.Commitment' GROUP BY subject_id
), lead AS (
    SELECT max(value) FILTER (WHERE key = 'commitment_id')::bigint AS item,
           max(value) FILTER (WHERE key = 'reported_on')::date AS reported_on
    FROM told WHERE subject_type = 'commitments.Responsibility' GROUP BY subject_id
)
SELECT owed_by, CASE
    WHEN state = 'fulfilled' AND (SELECT max(reported_on) FROM lead WHERE lead.item = item.id) > due_on
        THEN 'late'
    WHEN state = 'fulfilled' THEN 'fulfilled'
    WHEN state IN ('withdrawn', 'superseded', 'discontinued', 'overtaken') THEN 'ended'
    WHEN state IN ('proposed', 'accepted', 'in_progress') AND due_on < %(day)s THEN 'missed'
    WHEN due_on IS NULL THEN 'no_deadline'
    ELSE 'open' END, count(*)
FROM item WHERE state <> 'draft' GROUP BY 1, 2
"""


class ParliamentCase(TestCase):
    """Promises of both sides: fulfilled in time and late, missed, open, and going on after the day."""

    cast: ClassVar[Cast]
    kept: ClassVar[Commitment]
    late: ClassVar[Commitment]
    open: ClassVar[Commitment]
    missed: ClassVar[Commitment]
    changed: ClassVar[Outcome]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast = gather()
        User.objects.update(time_zone="Asia/Seoul")
        done, way = CommitmentState.FULFILLED, CommitmentState.IN_PROGRESS
        cls.kept = make.commitment(cast, title="Open the border post")
        make.advance(cast, cls.kept, done, now=NOW + 20 * DAY)
        cls.late = make.commitment(cast, title="Send the list of ports", owed_by=OwedBy.THEIRS)
        make.advance(cast, cls.late, done, now=NOW + 120 * DAY)
        text = make.statement(cast, title="Joint statement on fishing")
        cls.changed = make.outcome(cast, text.meeting, clause="Ruritania counts the boats.", statement=text)
        cls.missed = make.commitment(
            cast, cls.changed, title="Count the boats", owed_by=OwedBy.THEIRS, state=way
        )
        cls.open = make.commitment(cast, title="Train the inspectors", owed_by=OwedBy.JOINT, state=way)
        year = on_day(datetime.date(2026, 12, 31), "by the end of the year")
        make.move(cast, cls.open, year, now=NOW + 30 * DAY)
        make.commitment(cast, title="Only a draft")
        # After the day: fulfilled, corrected and promised.
        make.advance(cast, cls.missed, done, now=LATER)
        make.advance(cast, cls.open, done, now=LATER)
        corrected = {"clause": "Ruritania counts the ships."}
        edits.change_record(cls.changed, corrected, by=cast.officer, now=LATER)
        make.commitment(cast, title="Promised later", state=way, now=LATER)

    def answer(
        self,
        ceiling: Classification | None = Classification.RESTRICTED,
        moment: datetime.datetime = THEN,
        by: User | None = None,
        language: str = "en",
        **more: Any,
    ) -> ParliamentAnswer:
        scope = ParliamentScope((self.cast.valdoria,), ceiling, **more)
        with time_machine.travel(LATER + DAY, tick=False):
            return build_answer(
                scope, reader=by or self.cast.officer, moment=moment, today=moment.date(), language=language
            )

    def states(self, answer: ParliamentAnswer) -> dict[str, PromiseState]:
        return {row.reference: row.state for row in answer.rows}


class RowTests(ParliamentCase):
    def test_each_promise_has_the_state_of_the_day(self) -> None:
        self.assertEqual(
            self.states(self.answer()),
            {
                self.kept.reference: PromiseState.FULFILLED,
                self.late.reference: PromiseState.LATE,
                self.missed.reference: PromiseState.MISSED,
                self.open.reference: PromiseState.OPEN,
            },
        )

    def test_what_was_fulfilled_after_the_day_is_fulfilled_only_then(self) -> None:
        states = self.states(self.answer(moment=LATER + DAY / 2))
        self.assertEqual(states[self.missed.reference], PromiseState.LATE)
        self.assertEqual(states[self.open.reference], PromiseState.FULFILLED)
        self.assertEqual(len(states), 5)

    def test_the_counts_agree_with_the_audit_rows_and_with_the_rows(self) -> None:
        for moment in (NOW + DAY, NOW + 25 * DAY, NOW + 112 * DAY, THEN, LATER + DAY / 2):
            with self.subTest(moment), connection.cursor() as cursor:
                cursor.execute(RECORDED, {"moment": moment, "day": moment.date()})
                recorded = {(side, state): count for side, state, count in cursor.fetchall()}
                answer = self.answer(moment=moment)
                rows = Counter((str(row.owed_by), str(row.state)) for row in answer.rows)
                self.assertEqual(rows, recorded)
                counted = {
                    (str(side), str(state)): number
                    for side, numbers in answer.counts
                    for state, number in zip(PromiseState, numbers, strict=True)
                    if number
                }
                self.assertEqual(counted, recorded)
                self.assertEqual(sum(number for _state, number in answer.totals), len(answer.rows))

    def test_the_wording_is_that_of_the_day_with_its_source_owner_and_deadline(self) -> None:
        row = next(one for one in self.answer().rows if one.reference == self.missed.reference)
        self.assertEqual(row.wording, "“Ruritania counts the boats.”")
        self.assertIn("Joint statement on fishing", row.source)
        self.assertEqual((row.side, row.owner), (str(self.cast.valdoria), str(self.cast.their_police)))
        self.assertIn("“by 30 June 2026”", row.deadline)
        moved = next(one for one in self.answer().rows if one.reference == self.open.reference)
        self.assertIn("originally 30\u00a0Jun\u00a02026", moved.deadline)
        self.assertIn(self.open.outcome.meeting.reference, moved.source)

    def test_more_promises_take_no_more_queries(self) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as asked:
                self.answer()
            return len(asked)

        few = count()
        for number in range(3):
            way = CommitmentState.IN_PROGRESS
            make.commitment(self.cast, title=f"Patrol together {number}", state=way, now=NOW + DAY)
        self.assertEqual(count(), few)

    def test_a_joint_promise_names_the_lead_of_each_side(self) -> None:
        row = next(one for one in self.answer().rows if one.reference == self.open.reference)
        self.assertEqual(
            row.owner,
            f"{self.cast.korea}: {self.cast.police}\n{self.cast.valdoria}: {self.cast.their_police}",
        )

    def test_titles_are_in_the_language_of_the_file_and_other_wordings_labelled(self) -> None:
        edits.change_record(self.kept, {"titles": "ko | 국경 초소 개설"}, by=self.cast.officer, now=NOW + DAY)
        with translation.override("ko"), spoken_in("ko"):
            row = next(one for one in self.answer().rows if one.reference == self.kept.reference)
            self.assertIn(format_only("en"), row.wording)
        self.assertEqual(row.title, "국경 초소 개설")

    def test_meetings_are_chosen_by_mechanism_and_by_day(self) -> None:
        commission = Mechanism(country=self.cast.valdoria, name="Fishing commission", level="working_group")
        edits.create_record(commission, by=self.cast.officer, now=NOW)
        at = make.meeting(self.cast, held_on=TODAY - 90 * DAY, mechanism=commission, session_number=1)
        way = CommitmentState.IN_PROGRESS
        item = make.commitment(self.cast, make.outcome(self.cast, at), title="Share the catch", state=way)
        self.assertEqual({*self.states(self.answer(mechanism=commission))}, {item.reference})
        self.assertEqual({*self.states(self.answer(until=TODAY - 80 * DAY))}, {item.reference})
        self.assertNotIn(item.reference, self.states(self.answer(since=TODAY - 80 * DAY)))


class WithheldTests(ParliamentCase):
    def test_what_is_classified_higher_is_withheld_and_counted_for_those_who_read_it(self) -> None:
        level = Classification.CONFIDENTIAL
        at = make.meeting(self.cast, classification=level)
        make.commitment(
            self.cast,
            make.outcome(self.cast, at, clause=CANARY, classification=level),
            title=CANARY,
            classification=level,
            state=CommitmentState.IN_PROGRESS,
        )
        self.assertGreaterEqual(self.cast.head.clearance, level)
        inner, outer = self.answer(by=self.cast.head), self.answer(by=self.cast.head, ceiling=level)
        self.assertEqual((inner.withheld, len(inner.rows)), (1, 4))
        self.assertEqual((outer.withheld, len(outer.rows), outer.level), (0, 5, level))
        self.assertNotIn(CANARY, str(inner))
        User.objects.filter(pk=self.cast.officer.pk).update(clearance=Classification.RESTRICTED)
        uncleared = User.objects.get(pk=self.cast.officer.pk)
        self.assertEqual(self.answer(by=uncleared, ceiling=level).withheld, 0)

    def test_what_was_given_in_confidence_then_or_since_is_withheld(self) -> None:
        edits.change_record(self.missed.outcome, {"in_confidence": True}, by=self.cast.officer, now=LATER)
        answer = self.answer()
        self.assertEqual((answer.withheld, self.missed.reference in self.states(answer)), (1, False))

    def test_what_was_voided_or_raised_since_is_withheld(self) -> None:
        with make.unlocked():
            Commitment.objects.filter(pk=self.kept.pk).update(state=CommitmentState.IN_ERROR, closed_on=None)
            Commitment.objects.filter(pk=self.late.pk).update(classification=Classification.CONFIDENTIAL)
        self.assertEqual(
            {*self.states(self.answer(by=self.cast.head))}, {self.missed.reference, self.open.reference}
        )

    def test_a_source_above_the_classification_keeps_the_promise_inside(self) -> None:
        with make.unlocked():
            Statement.objects.filter(outcomes=self.changed).update(classification=Classification.CONFIDENTIAL)
        answer = self.answer(by=self.cast.head)
        self.assertNotIn(self.missed.reference, self.states(answer))
        self.assertEqual(answer.withheld, 1)

    def test_a_reference_to_a_withheld_promise_is_replaced(self) -> None:
        edits.change_record(self.kept.outcome, {"in_confidence": True}, by=self.cast.officer, now=NOW)
        title = f"After {self.kept.reference}"
        make.commitment(self.cast, title=title, state=CommitmentState.IN_PROGRESS)
        self.assertNotIn(self.kept.reference, str(self.answer()))

    def publish(self, item: Commitment) -> Release:
        release = Release(
            commitment=item,
            language="en",
            wording=f"Public {item.pk}",
            status=Completion.LIMITED,
            due="2026",
        )
        publication.create_release(release, by=self.cast.officer, now=NOW + 40 * DAY)
        return publication.approve_release(release, by=self.cast.head, now=NOW + 41 * DAY)

    def test_a_third_state_consents_to_publication_and_to_exports_apart(self) -> None:
        self.publish(self.missed)
        originators.set_originator(self.changed, "Ruritania", by=self.cast.head, now=LATER)
        told: dict[str, Any] = {"given_by": "Embassy", "given_on": TODAY, "document": "Note 12/2026"}
        by: dict[str, Any] = {"by": self.cast.head, "now": LATER}
        self.assertEqual(self.answer(None).rows, ())
        purposes = [ConsentPurpose.PUBLISH]
        (consent,) = originators.record_consents(self.changed, purposes, **told, **by)
        self.assertEqual({*self.states(self.answer(None))}, {self.missed.reference})
        self.assertNotIn(self.missed.reference, self.states(self.answer()))
        originators.revoke_consent(consent, reason="Their letter.", **by)
        self.assertEqual(self.answer(None).rows, ())

    def test_only_what_is_approved_then_and_now_is_for_publication(self) -> None:
        rows = {}
        for item in (self.kept, self.late, self.missed):
            rows[item] = self.publish(item)
        publication.withdraw_release(rows[self.late], reason="Wrong", by=self.cast.officer, now=LATER)
        self.assertEqual(self.answer(None, moment=NOW + 39 * DAY).rows, ())
        answer = self.answer(None)
        self.assertEqual({*self.states(answer)}, {self.kept.reference, self.missed.reference})
        self.assertEqual((answer.level, answer.withheld), (Classification.PUBLIC, 2))
        row = next(one for one in answer.rows if one.reference == self.kept.reference)
        self.assertEqual((row.wording, row.title, row.deadline), (f"Public {self.kept.pk}", "", "2026"))
        self.assertEqual((row.owner, row.note, row.source), ("", "", "not public"))
        self.assertEqual(self.answer(None, language="ko").rows, ())

    def test_more_than_an_answer_holds_is_refused(self) -> None:
        with mock.patch.object(parliament, "MOST_ROWS", 3), self.assertRaises(Refused) as refused:
            self.answer()
        self.assertEqual(refused.exception.code, "too_many")
        self.assertIsNone(context.find_as_of())


@time_machine.travel(LATER + DAY, tick=False)
class PageTests(ParliamentCase):
    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)
        self.asked: dict[str, Any] = {
            "partner": self.cast.valdoria.pk,
            "as_of": "2026-07-19",
            "content": "restricted",
        }

    def file(self, *args: str) -> bytes:
        answer = self.client.get(reverse("admin:parliament_file", args=args), self.asked)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("as-of-2026-07-19", answer["Content-Disposition"])
        return answer.getvalue()

    def test_the_page_shows_the_counts_and_the_rows_of_the_day(self) -> None:
        page = self.client.get(PAGE, self.asked)
        self.assertContains(page, "as of 19 Jul 2026")
        self.assertContains(page, "Ruritania counts the boats.")
        for words in ("counts the ships", "Promised later", "Only a draft", "left out"):
            self.assertNotContains(page, words)
        self.assertContains(page, "Deadline missed")

    def test_it_begins_with_the_partner_and_the_day_of_the_overview(self) -> None:
        overview = self.client.get("/admin/partners/xv/", {"as_of": "2026-07-19"})
        link = f"{PAGE}?partner={self.cast.valdoria.pk}&amp;as_of=2026-07-19"
        self.assertContains(overview, link)
        page = self.client.get(link.replace("&amp;", "&"))
        self.assertContains(page, 'value="2026-07-19"')
        self.assertContains(page, "checked")

    def test_a_day_or_a_period_that_cannot_be_is_refused_at_its_field(self) -> None:
        page = self.client.get(PAGE, {**self.asked, "as_of": "2027-01-01"})
        self.assertContains(page, "The date is in the future.")
        page = self.client.get(PAGE, {**self.asked, "since": "2026-03-01", "until": "2026-02-01"})
        self.assertContains(page, "The period ends before it begins.")
        answer = self.client.get(
            reverse("admin:parliament_file", args=("pdf",)), {**self.asked, "as_of": "soon"}
        )
        self.assertEqual(answer.status_code, 302)

    def test_the_spreadsheet_holds_the_rows_and_names_no_officer(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(self.file("xlsx")))
        said, _heads, *rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
        self.assertTrue(str(said[0]).startswith("RESTRICTED · Answer for parliament"))
        self.assertIn("as of 19 Jul 2026", str(said[0]))
        self.assertEqual(
            Counter(row[7] for row in rows),
            Counter(["Fulfilled", "Fulfilled late", "Deadline missed", "Open"]),
        )
        self.assertNotIn(str(self.cast.officer), f"{said} {rows} {book.properties}")
        taken = AuditRow.objects.filter(action="exported").latest("pk")
        self.assertEqual((taken.after["rows"], taken.after["file"]), (4, "xlsx"))
        self.assertIn("as_of=2026-07-19", taken.after["list"])

    def test_the_pdf_is_tagged_with_marking_and_day_on_each_page(self) -> None:
        way = CommitmentState.IN_PROGRESS
        for number in range(12):
            make.commitment(self.cast, title=f"Patrol together {number}", state=way, now=NOW + DAY)
        content = self.file("pdf")
        with pikepdf.open(io.BytesIO(content)) as made:
            self.assertTrue(made.Root.MarkInfo.Marked)
            self.assertIn("/StructTreeRoot", made.Root)
            self.assertEqual(str(made.Root.Lang), "en")
        pages = pages_of(content)
        self.assertGreater(len(pages), 1)
        for page in pages:
            self.assertIn("RESTRICTED", page)
            self.assertIn("Answer for parliament, as of 19 Jul 2026", page.replace("\u00a0", " "))
        self.assertIn("Ruritania counts the boats.", " ".join(pages).replace("\n", " "))
        self.assertNotIn(str(self.cast.officer), " ".join(pages))
        self.assertEqual(AuditRow.objects.filter(action="exported").latest("pk").after["file"], "pdf")

    def test_each_language_has_its_file(self) -> None:
        self.assertIn(
            "2026", str(openpyxl.load_workbook(io.BytesIO(self.file("xlsx", "ko"))).worksheets[0]["A1"].value)
        )
        for args in (("docx",), ("xlsx", "xx")):
            with self.assertLogs("django.request"):
                answer = self.client.get(reverse("admin:parliament_file", args=args), self.asked)
            self.assertEqual(answer.status_code, 404)

    def test_it_is_missing_for_those_who_record_nothing_and_for_other_partners(self) -> None:
        for person in (self.cast.reader, self.cast.auditor, self.cast.focal_point):
            self.client.force_login(person)
            with self.assertLogs("django.request"):
                self.assertEqual(self.client.get(PAGE, self.asked).status_code, 404)
        self.client.force_login(self.cast.stranger)
        page = self.client.get(PAGE, self.asked)
        self.assertNotContains(page, "counts the boats")
        self.assertNotContains(page, str(self.kept.reference))

    def test_each_choice_of_content_has_a_value_of_its_own(self) -> None:
        choices = [
            value
            for value, _label in self.client.get(PAGE, self.asked).context["form"]["content"].field.choices
        ]
        self.assertEqual(sorted(set(choices)), sorted(choices))
        self.assertIn("public", choices)

    def test_no_ceiling_above_the_clearance_is_offered(self) -> None:
        page = self.client.get(PAGE, {**self.asked, "content": "secret"})
        self.assertContains(page, "Select a valid choice")
