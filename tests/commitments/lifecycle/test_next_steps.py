"""Next steps of updates: which one is open, how each ends, and what they leave unchanged."""

import datetime
from typing import Any

from commitments.dashboard.questions import list_next_steps
from commitments.enums import CommitmentState, Health, NextStepResult, Side
from commitments.history import history_rows
from commitments.lifecycle import endings, next_steps, progress, undo
from commitments.lifecycle.next_steps import PlannedStep, build_planned_step
from commitments.models import AuditRow, Ministry, ProgressUpdate, User
from commitments.records import current_steps
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.lifecycle.case import LifeCase

YESTERDAY, TOMORROW = TODAY - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=1)
# What is said of the step, not of its report.
STEP = {"ministry", "official", "on"}
WEEK = datetime.timedelta(days=7)
IN_A_WEEK = TODAY + WEEK


class NextStepTests(LifeCase):
    def setUp(self) -> None:
        self.item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)

    def said(self, text: str = "Send the list of ports", **more: Any) -> ProgressUpdate:
        """Record a report of last week with a next step for yesterday."""
        step = {"side": Side.OURS, "on": YESTERDAY, **{k: v for k, v in more.items() if k in STEP}}
        report = {key: value for key, value in more.items() if key not in STEP}
        values: dict[str, Any] = {"health": Health.ON_TRACK, "text": "Talks began.", "side": Side.OURS}
        values |= {"reported_on": TODAY - WEEK, "by": self.cast.officer, "now": NOW, **report}
        planned = PlannedStep(text, **step) if text else None
        return progress.record_update(self.item, next_step=planned, **values)

    def current(self, reader: User | None = None) -> str:
        found = current_steps.find_current(self.item, reader or self.cast.officer)
        return found.next_step if found else ""

    def overdue(self, reader: User) -> list[str]:
        return [one.text for one in list_next_steps(reader, TODAY)[0].rows]

    def test_an_update_keeps_what_who_and_by_when(self) -> None:
        update = self.said(ministry=self.cast.police)
        self.assertEqual(
            (update.next_step, update.next_step_owner, update.next_step_on),
            ("Send the list of ports", "National Police Agency", YESTERDAY),
        )
        self.assertEqual(
            current_steps.describe_step(update, TODAY, is_open=True),
            "Send the list of ports, National Police Agency, by 10 Mar 2026, overdue by 1 day",
        )

    def test_a_step_without_a_date_says_so_and_is_never_overdue(self) -> None:
        update = self.said(on=None)
        self.assertEqual(
            current_steps.describe_step(update, TODAY, is_open=True),
            "Send the list of ports, our side, no date",
        )
        self.assertEqual(self.overdue(self.cast.officer), [])

    def test_a_newer_update_replaces_it_only_with_a_step_of_its_own(self) -> None:
        self.said()
        self.said("", reported_on=TODAY)
        self.assertEqual(self.current(), "Send the list of ports")
        self.said("Invite the experts", reported_on=TODAY, on=None)
        self.assertEqual(self.current(), "Invite the experts")
        self.assertEqual(self.overdue(self.cast.officer), [])

    def test_it_never_changes_deadline_status_or_slippage(self) -> None:
        before = (
            self.item.due_on,
            self.item.deadline_id,
            self.item.first_deadline_id,
            self.item.is_overdue(TODAY),
        )
        self.said(on=TOMORROW)
        self.item.refresh_from_db()
        self.assertEqual(
            (
                self.item.due_on,
                self.item.deadline_id,
                self.item.first_deadline_id,
                self.item.is_overdue(TODAY),
            ),
            before,
        )

    def test_done_and_dropped_end_it_and_the_history_says_so(self) -> None:
        self.said()
        ended = next_steps.complete_next_step(self.item, by=self.cast.focal_point, now=NOW)
        self.assertEqual((ended.next_step_result, self.current()), (NextStepResult.DONE, ""))
        self.refused("no_step", next_steps.complete_next_step, self.item, by=self.cast.officer, now=NOW)
        self.said("Invite the experts", reported_on=TODAY, on=None)
        next_steps.drop_next_step(self.item, reason="They came anyway.", by=self.cast.officer, now=NOW)
        self.assertEqual(self.current(), "")
        rows = AuditRow.objects.filter(action__startswith="next step").order_by("pk")
        told = [(row.action, row.reason) for row in history_rows(rows, self.cast.officer)]
        self.assertEqual(told, [("next step marked as done", ""), ("next step dropped", "They came anyway.")])

    def test_done_is_undone_within_ten_minutes(self) -> None:
        self.said()
        later = NOW + datetime.timedelta(minutes=1)
        next_steps.complete_next_step(self.item, by=self.cast.officer, now=later)
        row = AuditRow.objects.get(action="next step done")
        undo.undo_step(row.pk, by=self.cast.officer, now=later)
        self.assertEqual(self.current(), "Send the list of ports")

    def test_dropping_needs_a_reason_and_ending_needs_a_part_in_it(self) -> None:
        self.said()
        self.refused(
            "needs_reason", next_steps.drop_next_step, self.item, reason=" ", by=self.cast.officer, now=NOW
        )
        for person in (self.cast.stranger, self.cast.reader, self.cast.auditor):
            self.refused("forbidden", next_steps.complete_next_step, self.item, by=person, now=NOW)

    def test_a_closed_commitment_has_no_open_step(self) -> None:
        self.said()
        self.item.refresh_from_db()
        endings.withdraw(self.item, reason="Both agreed.", document="Note 7/2026", by=self.cast.head, now=NOW)
        self.assertEqual((self.current(), self.overdue(self.cast.officer)), ("", []))

    def test_a_step_before_its_report_or_of_a_third_country_is_refused(self) -> None:
        self.refused("early_next_step", self.said, on=TODAY - 2 * WEEK)
        foreign = Ministry.objects.create(country=self.cast.elsewhere, name="Ministry of Ports")
        self.refused("wrong_owner", self.said, ministry=foreign)

    def test_a_date_or_an_owner_without_a_step_is_refused(self) -> None:
        self.refused("needs_next_step", build_planned_step, " ", side=Side.OURS, on=TODAY)
        self.refused("needs_next_step", build_planned_step, "", side=Side.OURS, ministry=self.cast.police)
        self.assertIsNone(build_planned_step("", side=Side.OURS))

    def test_the_ministry_decides_the_side(self) -> None:
        step = build_planned_step("Sign", side=Side.OURS, ministry=self.cast.their_police)
        assert step is not None
        self.assertEqual(step.side, Side.THEIRS)

    def test_the_desk_sees_all_overdue_steps_of_its_partners_a_ministry_its_own(self) -> None:
        self.said("Send the answer", ministry=self.cast.their_police)
        self.assertEqual(self.overdue(self.cast.officer), ["Send the answer"])
        self.assertEqual(self.overdue(self.cast.focal_point), [])
        self.assertEqual(self.overdue(self.cast.stranger), [])
        self.assertEqual(self.overdue(self.cast.reader), [])
        self.said("Send the list", reported_on=TODAY - datetime.timedelta(days=3))
        self.assertEqual(self.overdue(self.cast.focal_point), ["Send the list"])

    def test_the_desk_lists_other_steps_by_date_apart_from_the_overdue_ones(self) -> None:
        for number in range(7):
            self.item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS, title=f"item {number}")
            self.said(f"Late {number}", on=YESTERDAY - datetime.timedelta(days=number))
            self.item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS, title=f"more {number}")
            self.said(f"Ahead {number}", on=TODAY + datetime.timedelta(days=number) if number else None)
        late, ahead = list_next_steps(self.cast.officer, TODAY)
        self.assertEqual((late.count, ahead.count), (7, 7))
        self.assertEqual([one.text for one in late.rows], [f"Late {number}" for number in (6, 5, 4, 3, 2)])
        self.assertEqual([one.text for one in ahead.rows], [f"Ahead {number}" for number in (1, 2, 3, 4, 5)])
        self.assertEqual({one.lateness for one in ahead.rows}, {""})
        late, ahead = list_next_steps(self.cast.officer, YESTERDAY - WEEK)
        self.assertEqual((late.count, ahead.count), (0, 14))
        self.assertEqual(list_next_steps(self.cast.stranger, TODAY)[1].count, 0)
