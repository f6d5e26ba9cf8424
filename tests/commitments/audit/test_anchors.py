"""Anchors of the history: lines of a file, once a day; and a mail to each records officer."""

import datetime
import tempfile
from pathlib import Path
from typing import ClassVar
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import SimpleTestCase, TestCase, override_settings

from commitments import checks
from commitments.audit import chain, log
from commitments.audit.chain import ChainHead
from commitments.models import Email
from commitments.reminders import notices
from tests.cast import NOW, Cast, gather
from tests.sealed import seal_all
from tests.security import tampering

DAY = datetime.timedelta(days=1)
HEAD = "1234 0123456789ab"


class FileTests(SimpleTestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "kept" / "anchors.txt"

    def test_a_line_says_when_how_many_and_the_digits(self) -> None:
        self.assertTrue(chain.append_anchor(self.file, HEAD, NOW))
        self.assertEqual(self.file.read_text(), f"{NOW:%Y-%m-%dT%H:%M:%SZ} {HEAD}\n")
        self.assertEqual(chain.read_anchors(self.file), (ChainHead(1234, "0123456789ab"),))

    def test_a_line_is_written_in_utc_in_a_folder_made_for_it(self) -> None:
        seoul = datetime.timezone(datetime.timedelta(hours=9))
        deep = self.file.parent / "deeper" / "anchors.txt"
        for _time in range(2):
            self.assertTrue(chain.append_anchor(deep, HEAD, NOW.astimezone(seoul)))
        self.assertEqual(deep.read_text(), f"{NOW:%Y-%m-%dT%H:%M:%SZ} {HEAD}\n" * 2)

    def test_once_an_hour_means_once_and_without_news_once_a_day(self) -> None:
        further = HEAD.replace(HEAD.split(" ")[0], "99", 1)
        tried = ((NOW, HEAD), (NOW + DAY / 96, further), (NOW + DAY / 12, further), (NOW + DAY, further))
        added = [chain.append_anchor(self.file, head, moment, once_an_hour=True) for moment, head in tried]
        self.assertEqual(added, [True, False, True, True])
        self.assertFalse(chain.append_anchor(self.file, further, NOW + DAY * 1.1, once_an_hour=True))
        self.assertEqual(len(chain.read_anchors(self.file)), 3)

    def test_a_line_is_in_utc_wherever_the_installation_is(self) -> None:
        with override_settings(TIME_ZONE="Asia/Seoul"):
            self.assertEqual(chain.line_of(HEAD, NOW), f"{NOW:%Y-%m-%dT%H:%M:%SZ} {HEAD}")

    def test_a_file_that_was_damaged_is_written_on(self) -> None:
        self.file.parent.mkdir()
        damaged = b"\xff" * 200 + b"\n"
        self.file.write_bytes(damaged)
        self.assertTrue(chain.append_anchor(self.file, HEAD, NOW, once_an_hour=True))
        self.assertEqual(self.file.read_bytes(), damaged + chain.line_of(HEAD, NOW).encode() + b"\n")

    def test_what_cannot_be_written_is_told_and_holds_nobody_up(self) -> None:
        with mock.patch("commitments.audit.chain.log") as log:
            self.assertFalse(chain.append_anchor(Path("/proc/anchors.txt"), HEAD, NOW))
        log.error.assert_called_once_with("anchor not kept", error="FileNotFoundError")

    def test_a_line_that_is_none_is_refused(self) -> None:
        self.file.parent.mkdir()
        self.file.write_text(f"\n{NOW:%Y-%m-%dT%H:%M:%SZ} {HEAD}\nsomething else\n")
        with self.assertRaisesMessage(ValueError, "line 3 is no anchor"):
            chain.read_anchors(self.file)


@pytest.mark.both
class DailyTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "anchors.txt"
        settings = override_settings(ANCHORS_FILE=self.file, DAILY_MAIL_AT=datetime.time(7))
        settings.enable()
        self.addCleanup(settings.disable)
        tampering.make_history(self.cast, 3)
        # A Wednesday, after seven where the officer is.
        self.morning = datetime.datetime(2026, 3, 11, 8, 0, tzinfo=datetime.UTC)

    def test_each_records_officer_gets_one_mail_a_day_and_the_file_one_line(self) -> None:
        self.assertEqual([notices.record_anchor(self.morning) for _sweep in range(3)], [1, 0, 0])
        self.assertEqual(notices.record_anchor(self.morning + DAY), 1)
        mail = Email.objects.latest("pk")
        self.assertEqual((mail.recipient, mail.subject), (
            self.cast.records_officer, f"Keep this email: seals of the change history, {chain.find_head()}"
        ))  # fmt: skip
        self.assertIn(f"2026-03-12T08:00:00Z {chain.find_head()}", bytes(mail.content).decode())
        self.assertEqual(chain.read_anchors(self.file), (ChainHead(3, chain.find_head().digits),) * 2)

    def test_not_before_the_morning_nor_on_a_day_of_rest(self) -> None:
        self.assertEqual(notices.record_anchor(self.morning.replace(hour=5)), 0)
        self.assertEqual(notices.record_anchor(self.morning.replace(day=14)), 0)
        self.assertEqual(notices.record_anchor(self.morning.replace(day=13)), 1)

    def test_a_file_that_cannot_be_written_is_told_ahead(self) -> None:
        told = "The system cannot write to the file set in ANCHORS_FILE."
        self.client.force_login(self.cast.records_officer)
        self.assertEqual(checks.check_anchors(), [])
        self.assertNotContains(self.client.get("/admin/"), told)
        # Where the file would lie there is a file already: nobody may write there, not even root.
        self.file.write_text("")
        with override_settings(ANCHORS_FILE=self.file / "anchors.txt"):
            [found] = checks.check_anchors()
            self.assertEqual(found.id, "commitments.W005")
            self.assertFalse(chain.append_anchor(self.file / "anchors.txt", HEAD, NOW))
            self.assertContains(self.client.get("/admin/"), told)
            self.client.force_login(self.cast.officer)
            self.assertNotContains(self.client.get("/admin/"), told)

    def test_where_nothing_is_sealed_there_is_nothing_to_keep(self) -> None:
        with mock.patch.object(chain, "find_head", return_value=ChainHead(0)):
            self.assertEqual(notices.record_anchor(self.morning), 0)
        self.assertFalse(self.file.exists())

    def test_the_head_of_a_past_moment_is_that_of_its_rows(self) -> None:
        whole = chain.find_head()
        with transaction.atomic():
            log.record_change("changed", self.cast.officer, by=None, now=NOW + DAY)
        seal_all()
        self.assertEqual(chain.find_head().count, 4)
        self.assertEqual(chain.find_head(NOW + DAY / 2), whole)

    def test_the_command_compares_with_a_file(self) -> None:
        # The rows of this history tell of records that never were.
        self.enterContext(mock.patch("commitments.verification.records.check_history", return_value=[]))
        notices.record_anchor(self.morning)
        call_command("verify_records", "--no-rebuild", f"--anchors={self.file}", verbosity=0)
        with self.file.open("a") as opened:
            opened.write(f"2026-03-11T00:00:00Z {HEAD}\n")
        with self.assertRaisesMessage(CommandError, "1 rows do not match what was recorded"):
            call_command("verify_records", "--no-rebuild", f"--anchors={self.file}")
        self.file.write_text("?\n")
        with self.assertRaisesMessage(CommandError, "cannot be read as anchors"):
            call_command("verify_records", "--no-rebuild", f"--anchors={self.file}")
