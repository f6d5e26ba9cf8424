"""The check at night finds what the scan has missed, and nothing else."""

from io import StringIO
from unittest import mock

import pytest
from django.core.management import CommandError, call_command

from commitments.enums import Rule
from commitments.models import Commitment, Heartbeat, Reminder
from commitments.reminders import alarms, email_pause, planner, reconciliation
from tests.commitments.reminders.case import SweepCase, seoul

MORNING = seoul(6, 16)


@pytest.mark.both
class ReconcileTests(SweepCase):
    def setUp(self) -> None:
        super().setUp()
        self.item = self.accepted()

    def kept(self) -> set[str]:
        return set(Heartbeat.objects.values_list("name", flat=True))

    def test_what_the_scan_finds_is_no_miss(self) -> None:
        with self.assertNoLogs("tracker.reminders"):
            found = reconciliation.plan_all(MORNING)
        self.assertEqual((found.items, found.missed), (1, ()))
        self.assertTrue(Reminder.objects.exists())
        self.assertEqual(self.kept(), {reconciliation.CHECKED})

    def test_what_the_scan_misses_is_planned_logged_and_kept(self) -> None:
        blind = mock.patch.object(planner, "list_unplanned", return_value=[])
        with blind, mock.patch.object(reconciliation, "log") as log:
            found = reconciliation.plan_all(MORNING)
        rows = Reminder.objects.order_by("pk").values_list("commitment__reference", "rule", "planned_at")
        self.assertIn((self.item.reference, Rule.AHEAD, MORNING), found.missed)
        self.assertEqual(found.missed, tuple(rows))
        told = log.error.call_args.kwargs
        self.assertEqual((told["count"], set(told["items"])), (len(rows), {self.item.reference}))
        self.assertEqual(self.kept(), {reconciliation.CHECKED, reconciliation.FOUND})

    def test_it_tells_of_a_silence_whose_day_beside_the_state_is_wrong(self) -> None:
        accepted_on = self.item.heard_on
        assert accepted_on is not None
        a_month_later = seoul(accepted_on.month + 1, accepted_on.day)
        Commitment.objects.filter(pk=self.item.pk).update(heard_on=None)
        with mock.patch.object(reconciliation, "log"):
            found = reconciliation.plan_all(a_month_later)
        self.assertIn(Rule.SILENT, {rule for _reference, rule, _at in found.missed})

    def test_what_changed_while_it_looked_is_no_miss(self) -> None:
        late = mock.patch.object(planner, "list_unplanned", side_effect=[[], [self.item.pk]])
        with late as asked:
            found = reconciliation.plan_all(MORNING)
        self.assertEqual((asked.call_count, found.missed), (2, ()))
        self.assertTrue(Reminder.objects.exists())

    def test_nothing_is_planned_while_sending_is_paused(self) -> None:
        email_pause.pause_email("moving", by=None, now=MORNING)
        self.assertTrue(reconciliation.plan_all(MORNING).is_paused)
        self.assertFalse(Reminder.objects.exists())

    def test_the_command_says_what_was_missed_and_ends_with_1(self) -> None:
        out = StringIO()
        self.enterContext(
            mock.patch.object(alarms, "read_clocks", return_value=alarms.ClockReading(MORNING, MORNING))
        )
        now = mock.patch("django.utils.timezone.now", return_value=MORNING)
        with (
            now,
            mock.patch.object(planner, "list_unplanned", return_value=[]),
            self.assertRaises(CommandError),
        ):
            call_command("reconcile_reminders", stdout=out)
        self.assertIn(self.item.reference, out.getvalue())
        self.assertIn("1 open item(s) looked at", out.getvalue())
        again = StringIO()
        with now:
            call_command("reconcile_reminders", "--format", "json", stdout=again)
        self.assertIn('"missed": []', again.getvalue())
