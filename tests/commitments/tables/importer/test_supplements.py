"""A table for a closed meeting: proposed by one person, approved by a head, then added as a supplement."""

import datetime

from django.test import Client
from django.utils import timezone

from commitments.access import policy
from commitments.enums import (
    ApprovalKind,
    ApprovalState,
    Classification,
    CommitmentState,
    ImportSelection,
    ImportState,
    ItemState,
)
from commitments.errors import Refused
from commitments.lifecycle import approvals, undo
from commitments.lifecycle.supplements import describe
from commitments.meetings import meetings, outcomes
from commitments.models import Approval, AuditRow, Commitment, Grant, Import, Outcome, User
from commitments.tables.importer import execution, runs, supplements
from tests.cast import NOW
from tests.commitments.api.programs import program
from tests.commitments.tables.importer.case import ImportCase

ROWS = (
    ("Clause", "Title", "Owed by", "Deadline"),
    ("Valdoria will send the port statistics by 30 June 2026.", "Port statistics", "theirs", "30 June 2026"),
    ("Korea will host the training course.", "Training course", "ours", ""),
)
WHY = "The annex was left out when the meeting was recorded."


class SupplementTests(ImportCase):
    def setUp(self) -> None:
        meetings.close_meeting(self.meeting, by=self.cast.officer, now=NOW)
        self.meeting.refresh_from_db()

    def proposed(self) -> tuple[Import, Approval]:
        of = self.judged(ROWS)
        asked = supplements.propose(of, ImportSelection.VALID, reason=WHY, by=self.cast.officer, now=NOW)
        return of, asked

    def code(self, function: object, *given: object, **more: object) -> str:
        with self.assertRaises(Refused) as caught:
            function(*given, now=NOW, **more)  # type: ignore[operator]
        return caught.exception.code

    def test_rows_are_kept_as_a_proposal_and_nothing_is_recorded(self) -> None:
        before = Outcome.objects.count()
        of, asked = self.proposed()
        self.assertEqual((of.state, Outcome.objects.count()), (ImportState.PROPOSED, before))
        self.assertEqual((asked.kind, asked.state), (ApprovalKind.SUPPLEMENT, ApprovalState.PENDING))
        self.assertEqual(
            [row["title"] for row in asked.terms["rows"]], ["Port statistics", "Training course"]
        )
        self.assertIn(asked, approvals.waiting_for(self.cast.head))
        self.assertEqual(self.work(of).state, ImportState.PROPOSED)

    def test_a_head_approves_and_the_commitments_come_into_being(self) -> None:
        of, asked = self.proposed()
        approvals.grant_request(asked, by=self.cast.head, now=NOW)
        added = Outcome.objects.filter(meeting=self.meeting, supplemented_on=NOW.date()).order_by("number")
        self.assertEqual([one.clause for one in added], [row[0] for row in ROWS[1:]])
        items = Commitment.objects.filter(outcome__in=added).order_by("pk")
        self.assertEqual([one.title for one in items], ["Port statistics", "Training course"])
        self.assertEqual({one.state for one in items}, {CommitmentState.DRAFT})
        of.refresh_from_db()
        self.assertEqual(of.state, ImportState.DONE)
        said = describe(asked)
        self.assertIn(str(self.cast.officer), said)
        self.assertIn(str(self.cast.head), said)
        for record in (*added, *items):
            row = AuditRow.objects.get(
                subject_type=record._meta.label, subject_id=record.pk, action="created"
            )
            self.assertEqual((row.by, row.reason), (self.cast.officer, said))
        self.meeting.refresh_from_db()
        self.assertEqual(self.meeting.state, "closed")

    def test_the_proposer_never_approves(self) -> None:
        of = self.judged(ROWS, by=self.cast.head)
        asked = supplements.propose(of, ImportSelection.VALID, reason=WHY, by=self.cast.head, now=NOW)
        self.assertEqual(self.code(approvals.grant_request, asked, by=self.cast.head), "own_request")
        self.assertEqual(self.code(approvals.grant_request, asked, by=self.cast.officer), "forbidden")
        approvals.grant_request(asked, by=self.cast.division_head, now=NOW)

    def test_it_is_rejected_with_a_reason_or_withdrawn(self) -> None:
        of, asked = self.proposed()
        self.assertEqual(
            self.code(approvals.refuse_request, asked, answer="", by=self.cast.head), "needs_reason"
        )
        approvals.refuse_request(asked, answer="The annex was not adopted.", by=self.cast.head, now=NOW)
        of.refresh_from_db()
        self.assertEqual((of.state, of.reason), (ImportState.STOPPED, "The annex was not adopted."))
        self.assertEqual({row.state for row in of.rows.all()}, {ItemState.NOT_DONE})
        again, asked = self.proposed()
        approvals.withdraw_request(asked, by=self.cast.officer, now=NOW)
        again.refresh_from_db()
        self.assertEqual(again.state, ImportState.CHECKED)
        self.assertFalse(Outcome.objects.exclude(supplemented_on=None).exists())

    def test_a_reason_is_needed_and_one_proposal_at_a_time(self) -> None:
        of = self.judged(ROWS)
        propose = supplements.propose
        self.assertEqual(
            self.code(propose, of, ImportSelection.VALID, reason=" ", by=self.cast.officer), "needs_reason"
        )
        self.assertEqual(
            self.code(execution.begin_import, of, ImportSelection.VALID, by=self.cast.officer), "closed"
        )
        self.proposed()
        self.assertEqual(
            self.code(propose, of, ImportSelection.VALID, reason=WHY, by=self.cast.officer), "asked"
        )

    def test_what_cannot_be_added_is_not_approved(self) -> None:
        of, asked = self.proposed()
        row = of.rows.get(number=3)
        row.plan["spoken_by"] = "not_stated"
        row.save()
        with self.assertRaisesMessage(Refused, "Row 3: Select the side."):
            approvals.grant_request(asked, by=self.cast.head, now=NOW)
        row.delete()
        with self.assertRaises(Refused):
            approvals.grant_request(asked, by=self.cast.head, now=NOW)
        asked.refresh_from_db()
        of.refresh_from_db()
        self.assertEqual((asked.state, of.state), (ApprovalState.PENDING, ImportState.PROPOSED))
        self.assertFalse(Outcome.objects.exists())

    def test_the_same_file_again_changes_nothing(self) -> None:
        _of, asked = self.proposed()
        approvals.grant_request(asked, by=self.cast.head, now=NOW)
        again = self.judged(ROWS)
        self.assertEqual(runs.count_by_verdict(again)["unchanged"], 2)
        self.assertEqual(
            self.code(supplements.propose, again, ImportSelection.VALID, reason=WHY, by=self.cast.officer),
            "nothing",
        )

    def test_it_is_not_undone_and_no_point_is_added_without_approval(self) -> None:
        of, asked = self.proposed()
        point = Outcome(meeting=self.meeting, kind="topic", spoken_by="not_stated", clause="Trade.")
        self.assertEqual(
            self.code(outcomes.add_outcomes, [point], supplement=asked, by=self.cast.officer), "not_approved"
        )
        approvals.grant_request(asked, by=self.cast.head, now=NOW)
        of.refresh_from_db()
        self.assertEqual(self.code(execution.undo_import, of, by=self.cast.officer), "supplement")

    def test_who_does_not_read_the_meeting_does_not_read_the_proposal(self) -> None:
        _of, asked = self.proposed()
        self.assertFalse(policy.can_read(self.cast.stranger, asked))
        self.assertNotIn(asked, approvals.waiting_for(self.cast.stranger))

    def shown(self, person: User, asked: Approval, *, is_external: bool = False) -> list[list[str]]:
        """Return which titles the page and the API show to a person."""
        client = Client()
        client.force_login(person)
        page = client.get(f"/admin/commitments/approval/{asked.pk}/change/").content.decode()
        said = program(person, is_external=is_external).get("/api/v1/requests/").json()["results"]
        titles = ("Port statistics", "Training course")
        return [
            [title for title in titles if title in page],
            [title for row in said for title in row["rows"]],
        ]

    def open_meeting(self, person: User) -> None:
        days = dict.fromkeys(("starts_on", "ends_on"), timezone.localdate())
        Grant.objects.create(
            meeting=self.meeting, person=person, reason="Prepares a visit.", recorded_at=NOW, **days
        )

    def test_proposed_rows_are_shown_to_the_desk_and_to_readers_of_all_records(self) -> None:
        _of, asked = self.proposed()
        self.open_meeting(self.cast.focal_point)
        both = ["Port statistics", "Training course"]
        for person in (self.cast.officer, self.cast.head, self.cast.records_officer):
            self.assertEqual(self.shown(person, asked), [both, both])
        self.assertTrue(policy.can_read(self.cast.focal_point, asked))
        self.assertEqual(self.shown(self.cast.focal_point, asked), [[], []])
        approvals.refuse_request(asked, answer="It was not adopted.", by=self.cast.head, now=NOW)
        self.assertEqual(self.shown(self.cast.focal_point, asked), [[], []])
        self.assertEqual(self.shown(self.cast.officer, asked), [both, both])

    def test_added_rows_are_shown_to_readers_of_their_commitments(self) -> None:
        _of, asked = self.proposed()
        approvals.grant_request(asked, by=self.cast.head, now=NOW)
        item = Commitment.objects.get(title="Port statistics")
        approvals.raise_classification(item, Classification.SECRET, by=self.cast.head, now=NOW)
        self.open_meeting(self.cast.focal_point)
        self.assertTrue(policy.can_read(self.cast.officer, asked))
        self.assertEqual(self.shown(self.cast.officer, asked), [["Training course"]] * 2)
        self.assertEqual(self.shown(self.cast.head, asked), [["Port statistics", "Training course"]] * 2)
        self.assertEqual(self.shown(self.cast.focal_point, asked), [[], []])

    def test_a_program_outside_reads_no_supplement(self) -> None:
        _of, asked = self.proposed()
        addresses = ("/api/v1/requests/", f"/api/v1/requests/{asked.pk}/")
        approvals.grant_request(asked, by=self.cast.head, now=NOW)
        for point in Outcome.objects.all():
            approvals.mark_confidential(point, by=self.cast.officer, now=NOW)
        outside = program(self.cast.officer, is_external=True)
        answers = [outside.get(address).content.decode() for address in addresses]
        self.assertFalse([one for one in answers if "Training course" in one or "supplement" in one])

    def check_not_undone(self, asked: Approval, by: User, at: datetime.datetime) -> None:
        row = AuditRow.objects.filter(subject_type=Approval._meta.label, subject_id=asked.pk).latest("pk")
        self.assertEqual((row.by, row.at), (by, at))
        self.assertIsNone(undo.find_undoable(by, at, at))
        with self.assertRaises(Refused) as caught:
            undo.undo_step(row.pk, by=by, now=at)
        self.assertEqual((caught.exception.code, caught.exception.message), ("kept", undo.OTHER))

    def test_neither_a_proposal_nor_its_decision_is_undone(self) -> None:
        officer, head = self.cast.officer, self.cast.head
        for minute, (decide, by, answer) in enumerate(
            (
                (approvals.refuse_request, head, {"answer": "The annex was not adopted."}),
                (approvals.withdraw_request, officer, {}),
                (approvals.grant_request, head, {}),
            )
        ):
            with self.subTest(decide.__name__):
                at = NOW + datetime.timedelta(minutes=1 + 2 * minute)
                later = at + datetime.timedelta(minutes=1)
                asked = supplements.propose(
                    self.judged(ROWS), ImportSelection.VALID, reason=WHY, by=officer, now=at
                )
                self.check_not_undone(asked, officer, at)
                decide(asked, **answer, by=by, now=later)  # type: ignore[operator]
                self.check_not_undone(asked, by, later)

    def test_a_meeting_entered_in_error_rejects_its_proposal(self) -> None:
        of, asked = self.proposed()
        error = meetings.request_error_entry(
            self.meeting, reason="It was recorded twice.", by=self.cast.head, now=NOW
        )
        approvals.grant_request(error, by=self.cast.officer, now=NOW)
        asked.refresh_from_db()
        of.refresh_from_db()
        self.assertEqual((asked.state, asked.answer), (ApprovalState.REFUSED, "It was recorded twice."))
        self.assertEqual((of.state, of.reason), (ImportState.STOPPED, "It was recorded twice."))
        self.assertEqual({row.state for row in of.rows.all()}, {ItemState.NOT_DONE})
