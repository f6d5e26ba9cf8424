"""A standby that takes over, and backups that are restored, on real servers with streaming replication."""

import datetime
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.faults import database
from tests.faults.database import ApartOn, Server
from tests.faults.stage import MORNINGS, note
from tests.faults.test_databases import OFFICERS, PATIENCE_SECONDS, DatabaseCase

PAUSED = "SELECT is_paused, reason FROM commitments_emaildelivery"
STREAMING = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = '{}'"
TIMELINE = "SELECT system_identifier, timeline_id FROM pg_control_system(), pg_control_checkpoint()"


class FailoverCase(DatabaseCase):
    @contextmanager
    def primary(self) -> Iterator[tuple[Server, ApartOn]]:
        """Make a server that others may follow, and an installation on it whose mail server is slow."""
        self.stage(OFFICERS, all="slow")
        variables = {
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "MAIL_ORACLE": f"maildir:{self.sink.journal}",
        }
        archive = self.folder / "archive"
        archive.mkdir(mode=0o777)
        archive.chmod(0o777)
        options = database.KEEPS | database.FOLLOWED | {"archive_command": f"cp %p {archive}/%f"}
        with database.server(self.folder / "server", options) as server:
            (self.folder / "data").mkdir()
            yield server, ApartOn(server, self.folder / "data", **variables)

    @contextmanager
    def standby(self, primary: Server, *, is_synchronous: bool = False) -> Iterator[Server]:
        """Start a server that follows; where it is synchronous, nothing is committed before it has it."""
        standby = primary.back_up(self.folder / "standby", "-R")
        standby.start()
        try:
            if is_synchronous:
                primary.query("ALTER SYSTEM SET synchronous_standby_names = '*'")
                primary.query("SELECT pg_reload_conf()")
            wanted = STREAMING.format("sync" if is_synchronous else "async")
            self.until(lambda: primary.query(wanted)[0][0], "it does not follow")
            yield standby
        finally:
            standby.stop_at_once()

    def until(self, holds: Callable[[], object], what: str) -> None:
        patient = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            self.assertLess(time.monotonic(), patient, what)
            time.sleep(0.02)

    def assert_paused(self, installation: ApartOn, what: str, moment: str = MORNINGS[0]) -> None:
        """Hold that nothing more is sent, and that a person is asked; the email waits."""
        before = len(self.sink.logged)
        self.send(installation, "calm", moment)
        later = datetime.datetime.fromisoformat(moment) + datetime.timedelta(minutes=10)
        self.send(installation, "sweep", later.isoformat())
        ((is_paused, reason),) = installation.query(PAUSED)
        self.assertEqual((is_paused, len(self.sink.logged)), (True, before), reason)
        note("failover", f"{what}: paused, 0 sent again")


class StandbyTests(FailoverCase):
    def test_a_promoted_standby_that_lacks_nothing_goes_on_in_the_middle_of_a_run(self) -> None:
        with (
            self.primary() as (primary, installation),
            self.standby(primary, is_synchronous=True) as standby,
        ):
            ((cluster, timeline),) = primary.query(TIMELINE)
            begun = self.interrupt(installation, primary.stop_at_once)
            standby.promote()
            self.assertEqual(standby.query(TIMELINE), [(cluster, timeline + 1)])
            installation.move(standby)
            self.recover(installation, "failover", f"a standby took over after {begun} mails")
            self.assertFalse(installation.query(PAUSED)[0][0])

    def test_one_that_lacks_the_last_emails_of_a_run_pauses(self) -> None:
        with self.primary() as (primary, installation), self.standby(primary) as standby:

            def fall_behind() -> None:
                standby.stop_at_once()
                reached = len(self.sink.logged)
                self.until(lambda: len(self.sink.logged) > reached + 1, "nothing more was sent")
                primary.stop_at_once()

            begun = self.interrupt(installation, fall_behind)
            standby.start()
            standby.promote()
            installation.move(standby)
            self.assert_paused(installation, f"a standby without the last of {begun} mails")


class BackupTests(FailoverCase):
    def test_a_restored_backup_pauses_whether_it_was_copied_or_recovered_to_a_point(self) -> None:
        with self.primary() as (primary, installation):
            self.send(installation, "calm", MORNINGS[0])
            copied = primary.back_up(self.folder / "copied")
            recovered = primary.back_up(self.folder / "recovered")
            primary.query("SELECT pg_create_restore_point('before')")
            self.send(installation, "calm", MORNINGS[1])
            primary.query("SELECT pg_switch_wal()")
            primary.stop()
            recovered.recover(self.folder / "archive", "before")
            for restored, what in ((copied, "a base backup"), (recovered, "recovery to an earlier point")):
                with self.subTest(what):
                    restored.start()
                    try:
                        installation.move(restored)
                        self.assert_paused(installation, what, MORNINGS[1])
                    finally:
                        restored.stop_at_once()
            # Where the whole machine is another, the backup waits for the one that it knows.
            with self.subTest("a base backup without the data folder"):
                shutil.rmtree(installation.data)
                installation.data.mkdir()
                copied.start()
                try:
                    installation.move(copied)
                    installation.query("UPDATE commitments_emaildelivery SET is_paused = false, reason = ''")
                    self.assert_paused(installation, "a base backup without the data folder", MORNINGS[1])
                finally:
                    copied.stop_at_once()
