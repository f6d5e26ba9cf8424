"""What the partner owes becomes a question of our desk: opened by a rung, dropped when it is idle."""

import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.access import policy
from commitments.enums import (
    Classification,
    CommitmentState,
    FollowUpMethod,
    FollowUpState,
    Nature,
    OwedBy,
    ReminderKind,
    Side,
    StatementKind,
)
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import follow_ups
from commitments.lifecycle.follow_ups import FollowUpText
from commitments.lifecycle.progress import report
from commitments.models import AuditRow, Commitment, FollowUp, Ministry, Outcome, Reminder
from commitments.reminders.follow_ups import Draft, build_drafts, close_idle_follow_ups, open_due
from tests import make
from tests.commitments.reminders.case import SweepCase, seoul

DUE = datetime.date(2026, 3, 31)
GOING = CommitmentState.IN_PROGRESS
LATE = seoul(4, 1)


class OpenedTests(SweepCase):
    def theirs(
        self,
        owed_by: OwedBy = OwedBy.THEIRS,
        title: str = "Publish dues",
        level: Classification = Classification.RESTRICTED,
    ) -> Commitment:
        deadline = on_day(DUE, "by 31 March 2026")
        return make.commitment(
            self.people, title=title, owed_by=owed_by, deadline=deadline, state=GOING, classification=level
        )

    def test_a_rung_of_theirs_opens_one_question_and_nobody_of_theirs_is_mailed(self) -> None:
        item, joint, ours = (self.theirs(owed_by) for owed_by in (OwedBy.THEIRS, OwedBy.JOINT, OwedBy.OURS))
        self.sweep(seoul(3, 24))
        self.assertFalse(FollowUp.objects.exists(), "what only lies ahead is not asked")
        self.sweep(seoul(3, 31))
        opened = list(FollowUp.objects.order_by("commitment"))
        self.assertEqual([row.commitment for row in opened], [item, joint])
        self.assertEqual(
            {(row.kind, row.state, row.start_date) for row in opened}, {(ReminderKind.DUE, "open", DUE)}
        )
        self.assertTrue(all(address.endswith("@example.org") for address in self.arrived()))
        told = AuditRow.objects.filter(subject_type="commitments.FollowUp", page_id=item.pk)
        self.assertEqual([(row.action, row.by) for row in told], [("created", None)])
        for day in (1, 8):
            self.sweep(seoul(4, day))
        self.assertEqual(FollowUp.objects.count(), 2, "one at a time an item")
        self.assertFalse(FollowUp.objects.filter(commitment=ours).exists())

    def test_a_rung_opens_once_and_the_next_one_again(self) -> None:
        item = self.theirs()
        self.sweep(LATE)
        follow_ups.cancel_follow_up(
            FollowUp.objects.get(), reason="They rang.", by=self.people.officer, now=LATE
        )
        self.sweep(seoul(4, 1, 9))
        self.assertEqual(FollowUp.objects.filter(commitment=item).count(), 1)
        self.sweep(seoul(4, 8))
        self.assertEqual(FollowUp.objects.filter(commitment=item, state=FollowUpState.OPEN).count(), 1)

    def test_it_opens_for_many_in_the_queries_of_one(self) -> None:
        counts = []
        for more in (1, 3):
            for _ in range(more):
                self.theirs()
            self.sweep(LATE)
            FollowUp.objects.all().delete()
            with CaptureQueriesContext(connection) as seen:
                open_due(list(Reminder.objects.filter(kind=ReminderKind.OVERDUE)), LATE)
            counts.append((len(seen), FollowUp.objects.count()))
        self.assertEqual([made for _queries, made in counts], [1, 4])
        self.assertEqual(counts[0][0], counts[1][0])

    def test_it_is_dropped_by_itself_when_the_item_closes_is_reported_or_moves(self) -> None:
        closed, reported, moved, stays = (self.theirs(title=f"Item {n}") for n in range(4))
        joint = self.theirs(OwedBy.JOINT)
        self.sweep(LATE)
        self.assertEqual(FollowUp.objects.filter(state=FollowUpState.OPEN).count(), 5)
        for item in (closed, reported, moved, joint):
            item.refresh_from_db()
        make.advance(self.people, closed, CommitmentState.FULFILLED, now=LATE)
        for item in (reported, joint):
            report(item, Side.THEIRS, by=self.people.officer, now=LATE, document="Report 7/2026")
        follow_ups.log_follow_up(
            moved, FollowUpText(FollowUpMethod.CALL, "Rang them.", DUE), by=self.people.officer, now=LATE
        )
        moved.refresh_from_db()
        make.move(self.people, moved, on_day(datetime.date(2026, 9, 1), "by 1 September 2026"), now=LATE)
        self.assertEqual(close_idle_follow_ups(LATE), 4)
        self.assertEqual(FollowUp.objects.get(state=FollowUpState.OPEN).commitment, stays)
        said = AuditRow.objects.filter(action="question dropped")
        reasons = {row.page_id: row.reason for row in said}
        self.assertEqual(reasons[closed.pk], "The commitment is closed.")
        self.assertEqual(reasons[joint.pk], "Completion was reported.")
        self.assertEqual(reasons[moved.pk], "The deadline has changed.")

    def test_a_head_told_of_theirs_above_the_officers_clearance_has_a_question_the_officer_has_not(
        self,
    ) -> None:
        secret = self.theirs(level=Classification.SECRET)
        self.sweep(LATE)
        question = FollowUp.objects.get(commitment=secret)
        self.assertTrue(policy.can_read(self.people.head, question))
        for person in (self.people.officer, self.people.focal_point, self.people.stranger):
            self.assertFalse(policy.can_read(person, question))


class DraftTests(SweepCase):
    def draft(
        self, item: Commitment, way: FollowUpMethod = FollowUpMethod.NOTE, language: str = "en"
    ) -> Draft:
        person = self.people.head
        person.language = language
        return build_drafts(item, person, LATE.date())[way]

    def item(self, kind: StatementKind, level: Classification = Classification.RESTRICTED) -> Commitment:
        at = make.meeting(self.people, title="Harbour talks", classification=level)
        text = make.statement(self.people, at, kind=kind, classification=level)
        point = make.outcome(self.people, at, clause="Valdoria will publish its dues.", statement=text)
        deadline = on_day(DUE, "by 31 March 2026")
        return make.commitment(
            self.people, point, title="Publish dues", owed_by=OwedBy.THEIRS, deadline=deadline, state=GOING
        )

    def test_a_note_says_the_facts_and_quotes_only_texts_of_both_sides(self) -> None:
        said = self.draft(self.item(StatementKind.JOINT_STATEMENT)).text
        for words in (
            "The Ministry of Foreign Affairs of the Republic of Korea presents its compliments",
            "to the Embassy of Valdoria and has the honour to refer to",
            "“Harbour talks” on 4 March 2026 (our reference XV-2026-0001)",
            "“Valdoria will publish its dues.”",
            "The date set for the matter, 31 March 2026, has passed.",
            "the assurances of its highest consideration.",
        ):
            self.assertIn(words, said)
        own = self.draft(self.item(StatementKind.OUR_READOUT)).text
        self.assertNotIn("Valdoria will publish", own)
        self.assertIn("\n\nPublish dues\n\n", own)

    def test_wording_read_by_ocr_is_not_quoted_before_it_is_confirmed(self) -> None:
        item = self.item(StatementKind.JOINT_STATEMENT)
        Outcome.objects.update(is_unconfirmed=True)
        item.refresh_from_db()
        self.assertNotIn("Valdoria will publish", self.draft(item).text)

    def test_it_names_nothing_that_is_marked_above_the_item(self) -> None:
        item = self.item(StatementKind.JOINT_STATEMENT, Classification.SECRET)
        with make.unlocked():
            Commitment.objects.filter(pk=item.pk).update(classification=Classification.RESTRICTED)
        item.refresh_from_db()
        said = self.draft(item, FollowUpMethod.TALKING_POINT).text
        self.assertNotIn("Harbour talks", said)
        self.assertNotIn("Valdoria will publish", said)
        self.assertIn("Publish dues", said)

    def test_what_continues_and_what_has_no_date_is_asked_otherwise(self) -> None:
        item = self.item(StatementKind.JOINT_STATEMENT)
        item.nature = Nature.ONGOING
        item.review_on = datetime.date(2026, 9, 9)
        for way in (FollowUpMethod.NOTE, FollowUpMethod.TALKING_POINT):
            text = self.draft(item, way).text
            self.assertIn("the steps foreseen", text)
            # The partner does not learn our own review date.
            self.assertNotIn("9 September 2026", text)
        item.nature, item.due_on = Nature.ONE_OFF, None
        self.assertIn("No date has been agreed for the matter.", self.draft(item).text)
        self.assertNotIn("None", self.draft(item).text)

    def test_a_copy_in_korean_is_for_who_reads_it(self) -> None:
        item = self.item(StatementKind.JOINT_STATEMENT)
        self.assertEqual(self.draft(item).copy, "")
        for way, words in (
            (FollowUpMethod.NOTE, "최고의 경의를 거듭 표하는"),
            (FollowUpMethod.TALKING_POINT, "제기할 상대:"),
        ):
            draft = self.draft(item, way, "ko")
            self.assertIn(words, draft.copy)
            self.assertIn("2026년 3월 31일", draft.copy)
            self.assertNotRegex(draft.text, "[가-힣]")

    def test_no_particle_is_guessed_after_a_name_in_other_letters(self) -> None:
        item = self.item(StatementKind.JOINT_STATEMENT)
        self.assertIn(
            "Ministry of Foreign Affairs 측은 Valdoria 대사관에", self.draft(item, language="ko").copy
        )
        Ministry.objects.filter(runs_tracker=True).update(name="외교부 (시연)")
        copy = self.draft(item, language="ko").copy
        self.assertIn("외교부 (시연)는 Valdoria", copy)
        self.assertNotIn("은(는)", copy)
