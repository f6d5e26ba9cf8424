"""The tasks: ids in, the clock read once, one function called."""

import datetime
import inspect
from unittest import mock

from celery import Task
from django.conf import settings
from django.test import SimpleTestCase
from django.utils import timezone

from commitments import tasks
from commitments.reminders.alarms import ClockReading
from tests.shape import ROOT
from tracker.celery import app

# The visibility timeout of kombu's Redis transport.
REDELIVERED_SECONDS = 3600
NOW = datetime.datetime(2026, 6, 16, 7, tzinfo=datetime.UTC)


def own_tasks() -> list[Task[..., None]]:
    app.loader.import_default_modules()
    found = [task for name, task in sorted(app.tasks.items()) if name.startswith("commitments.")]
    assert len(found) > 9
    return found


class TaskTests(SimpleTestCase):
    def setUp(self) -> None:
        right = mock.patch("commitments.reminders.alarms.check_clocks", return_value=ClockReading(NOW, NOW))
        self.checked = self.enterContext(right)
        self.enterContext(
            mock.patch("commitments.reminders.alarms.read_clocks", return_value=ClockReading(NOW, NOW))
        )
        self.enterContext(mock.patch("commitments.reminders.alarms.clear_alarm"))
        self.enterContext(mock.patch("commitments.tasks.compact_reference_changes"))
        self.enterContext(mock.patch("commitments.closeout.package.list_unfinished", return_value=[]))

    def test_with_a_wrong_clock_what_goes_by_the_time_of_day_is_left_to_a_later_run(self) -> None:
        self.checked.return_value = ClockReading(NOW + datetime.timedelta(days=3), NOW)
        functions = (
            "reminders.outbox.run_outbox",
            "accounts.emails.notify_account_holders",
            "reminders.notices.record_anchor",
            "accounts.emails.send_waiting",
        )
        called = [self.enterContext(mock.patch(f"commitments.{name}")) for name in functions]
        called.append(self.enterContext(mock.patch("commitments.tables.importer.runs.delete_old_imports")))
        called.append(self.enterContext(mock.patch("commitments.accounts.second_factors.forget_sessions")))
        sheets = mock.patch("commitments.packets.copy_files.delete_outdated_sheets")
        called.append(self.enterContext(sheets))
        for task in (tasks.sweep, tasks.forget_imports, tasks.forget_sessions):
            task()
        tasks.send_invitation(9)
        self.assertEqual([one.call_count for one in called], [0] * len(called))

    def test_each_calls_its_one_function_with_the_time(self) -> None:
        waiting = mock.patch(
            "commitments.packets.archive.production.list_unfinished_packets", return_value=[]
        )
        opening = mock.patch("commitments.lifecycle.successors.open_occurrences")
        left = mock.patch("commitments.lifecycle.bulk_actions.list_unfinished", return_value=[])
        sweeping = mock.patch("commitments.reminders.outbox.run_outbox")
        anchoring = mock.patch("commitments.reminders.notices.record_anchor")
        telling = mock.patch("commitments.accounts.emails.notify_account_holders")
        brought = mock.patch("commitments.tables.importer.runs.list_unfinished", return_value=[])
        matrices = mock.patch("commitments.tables.matrix_files.list_unfinished", return_value=[])
        away = mock.patch("commitments.reminders.notices.notify_heads_of_absences")
        delegations = mock.patch("commitments.reminders.invitations.notify_invited")
        links = mock.patch("commitments.accounts.emails.send_waiting")
        copies = mock.patch("commitments.reminders.notices.notify_copy_holders")
        drafts = mock.patch("commitments.reminders.notices.notify_comment_readers")
        messages = mock.patch("commitments.webhooks.delivery.send_due")
        with (
            drafts as of_drafts,
            messages as of_messages,
            links as of_links,
            copies as of_copies,
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
        ):
            tasks.sweep()
        with mock.patch("commitments.packets.archive.production.make_packet") as make:
            tasks.make_packet(7)
        with mock.patch("commitments.tables.matrix_files.make_matrix") as make_files:
            tasks.make_matrix(13)
        with mock.patch("commitments.lifecycle.bulk_actions.carry_out") as carry_out:
            tasks.carry_out(8)
        with mock.patch("commitments.accounts.emails.send_waiting") as send:
            tasks.send_invitation(9)
            tasks.send_resets([10])
            tasks.send_factor_link(11)
        again = mock.patch.object(tasks.work_on_import, "delay")
        with (
            mock.patch("commitments.tables.importer.runs.run_import", side_effect=[True, False]) as work,
            again as rung,
        ):
            tasks.work_on_import(12)
            tasks.work_on_import(12)
        forgetting = mock.patch("commitments.tables.importer.runs.delete_old_imports")
        outdated = mock.patch("commitments.packets.copy_files.delete_outdated_sheets")
        messages = mock.patch("commitments.webhooks.delivery.delete_old")
        with forgetting as forget, messages as forget_messages, outdated as delete_sheets:
            tasks.forget_imports()
        self.assertEqual(forget_messages.call_args, forget.call_args)
        self.assertEqual(delete_sheets.call_args, forget.call_args)
        self.assertEqual(of_messages.call_args, sweep.call_args)
        self.assertEqual(of_drafts.call_args, sweep.call_args)
        self.assertEqual((work.call_args.args, rung.call_args_list), ((12,), [mock.call(12)]))
        self.assertEqual(len(forget.call_args.args), 1)
        self.assertEqual(len(sweep.call_args.args), 1)
        self.assertEqual(opened.call_args, sweep.call_args)
        self.assertEqual(anchored.call_args, sweep.call_args)
        telling_all = [told.call_args, of_deputies.call_args, of_delegations.call_args]
        telling_all += [of_links.call_args, of_copies.call_args]
        self.assertEqual(telling_all, [sweep.call_args] * 5)
        self.assertEqual(make.call_args.args, (7,))
        self.assertEqual(make_files.call_args.args, (13,))
        self.assertEqual(carry_out.call_args.args, (8,))
        people = [call.kwargs["person_ids"] for call in send.call_args_list]
        self.assertEqual(people, [[9], [10], [11]])

    def test_each_is_short_acknowledged_late_comes_again_and_keeps_no_result(self) -> None:
        for task in own_tasks():
            with self.subTest(task.name):
                self.assertTrue(task.acks_late and task.reject_on_worker_lost and task.ignore_result)
                self.assertLessEqual(len(inspect.getsource(task.run).splitlines()), 10)
        self.assertEqual(app.conf.worker_prefetch_multiplier, 1)

    def test_each_ends_before_redis_delivers_its_message_again(self) -> None:
        for task in own_tasks():
            with self.subTest(task.name):
                assert task.soft_time_limit
                assert task.time_limit
                self.assertEqual(task.time_limit, task.soft_time_limit + 60)
                self.assertLess(task.time_limit, REDELIVERED_SECONDS)

    def test_queue_and_time_limit_of_each_are_those_of_the_docs(self) -> None:
        for task in own_tasks():
            queue = app.amqp.router.route({}, task.name)["queue"].name
            line = f"| `{task.name}` | `{queue}` | {(task.soft_time_limit or 0) // 60} min | "
            self.assertIn(line, (ROOT / "docs" / "operations.md").read_text())

    def test_what_nobody_has_in_hand_is_rung_for_until_the_next_sweep(self) -> None:
        left = mock.patch("commitments.packets.archive.production.list_unfinished_packets", return_value=[5])
        ring = mock.patch.object(tasks.make_packet, "apply_async")
        others = [
            mock.patch(f"commitments.{name}", return_value=[])
            for name in (
                "lifecycle.bulk_actions.list_unfinished",
                "tables.importer.runs.list_unfinished",
                "tables.matrix_files.list_unfinished",
            )
        ]
        for one in others:
            self.enterContext(one)
        with left, ring as rung:
            tasks._enqueue_unfinished(timezone.now())
        rung.assert_called_once_with((5,), expires=settings.SWEEP_SECONDS)

    def test_the_schedule_rings_for_the_sweep_and_its_message_ends_with_the_interval(self) -> None:
        entry = app.conf.beat_schedule["sweep"]
        self.assertEqual(entry["task"], tasks.sweep.name)
        self.assertEqual(entry["options"]["expires"], entry["schedule"])

    def test_the_schedule_rings_at_night_for_sessions_that_ended(self) -> None:
        entry = app.conf.beat_schedule["forget"]
        self.assertEqual(entry["task"], tasks.forget_sessions.name)
        self.assertEqual((entry["schedule"].hour, entry["schedule"].minute), ({3}, {15}))
