"""The tasks: ids in, the clock read once, one function called."""

import inspect
from unittest import mock

from django.test import SimpleTestCase

from commitments import tasks
from tracker.celery import app


class TaskTests(SimpleTestCase):
    def test_each_calls_its_one_function_with_the_time(self) -> None:
        waiting = mock.patch("commitments.briefings.archive.unfinished", return_value=[])
        opening = mock.patch("commitments.lifecycle.open_occurrences")
        left = mock.patch("commitments.batches.unfinished", return_value=[])
        unsent = mock.patch("commitments.accounts.invitations.to_ring", return_value=[])
        sweeping = mock.patch("commitments.reminders.outbox.sweep")
        anchoring = mock.patch("commitments.reminders.anchoring.anchor")
        telling = mock.patch("commitments.reminders.ways_in.tell")
        brought = mock.patch("commitments.imports.unfinished", return_value=[])
        matrices = mock.patch("commitments.exchange.making.unfinished", return_value=[])
        away = mock.patch("commitments.reminders.deputies.tell")
        delegations = mock.patch("commitments.reminders.delegation_mails.tell")
        with (
            delegations as of_delegations,
            telling as told,
            away as of_deputies,
            sweeping as sweep,
            opening as opened,
            anchoring as anchored,
            waiting,
            left,
            brought,
            matrices,
            unsent,
        ):
            tasks.sweep()
        with mock.patch("commitments.reminders.reconcile.reconcile") as reconcile:
            tasks.reconcile_reminders()
        with mock.patch("commitments.briefings.archive.make") as make:
            tasks.make_packet(7)
        with mock.patch("commitments.exchange.making.make") as make_files:
            tasks.make_matrix(13)
        with mock.patch("commitments.batches.carry_out") as carry_out:
            tasks.carry_out(8)
        with mock.patch("commitments.reminders.inviting.send") as send:
            tasks.send_invitation(9)
        with mock.patch("commitments.reminders.resetting.send") as send_links:
            tasks.send_resets([10])
        with mock.patch("commitments.reminders.confirming.send") as send_link:
            tasks.send_factor_link(11)
        again = mock.patch.object(tasks.work_on_import, "delay")
        with mock.patch("commitments.imports.work", side_effect=[True, False]) as work, again as rung:
            tasks.work_on_import(12)
            tasks.work_on_import(12)
        with mock.patch("commitments.imports.forget") as forget:
            tasks.forget_imports()
        self.assertEqual((work.call_args.args, rung.call_args_list), ((12,), [mock.call(12)]))
        self.assertEqual(len(forget.call_args.args), 1)
        self.assertEqual(len(sweep.call_args.args), 1)
        self.assertEqual(opened.call_args, sweep.call_args)
        self.assertEqual(anchored.call_args, sweep.call_args)
        telling_all = [told.call_args, of_deputies.call_args, of_delegations.call_args]
        self.assertEqual(telling_all, [sweep.call_args] * 3)
        self.assertEqual(len(reconcile.call_args.args), 1)
        self.assertEqual(make.call_args.args, (7,))
        self.assertEqual(make_files.call_args.args, (13,))
        self.assertEqual(carry_out.call_args.args, (8,))
        self.assertEqual(send.call_args.args, (9,))
        self.assertEqual(send_links.call_args.args, ([10],))
        self.assertEqual(send_link.call_args.args, (11,))

    def test_each_is_short_acknowledged_late_and_keeps_no_result(self) -> None:
        all_of_them = (tasks.sweep, tasks.reconcile_reminders, tasks.make_packet, tasks.carry_out)
        mailing = (tasks.send_invitation, tasks.send_resets, tasks.send_factor_link)
        for task in (*all_of_them, *mailing, tasks.work_on_import, tasks.make_matrix):
            self.assertTrue(task.acks_late)
            self.assertTrue(task.ignore_result)
            self.assertLessEqual(len(inspect.getsource(task.run).splitlines()), 10)

    def test_the_schedule_rings_for_the_sweep_and_its_message_ends_with_the_interval(self) -> None:
        entry = app.conf.beat_schedule["sweep"]
        self.assertEqual(entry["task"], tasks.sweep.name)
        self.assertEqual(entry["options"]["expires"], entry["schedule"])

    def test_the_schedule_rings_at_night_for_the_check_of_all_open_items(self) -> None:
        entry = app.conf.beat_schedule["reconcile"]
        self.assertEqual(entry["task"], tasks.reconcile_reminders.name)
        self.assertEqual((entry["schedule"].hour, entry["schedule"].minute), ({3}, {30}))
