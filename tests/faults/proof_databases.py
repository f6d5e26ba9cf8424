"""Connections ended in the middle of a sweep, and a server that forgets, for `bin/prove faults` alone."""

from django.db import connection

from tests.faults import database, test_databases
from tests.faults.stage import MORNINGS, note
from tests.faults.test_databases import OFFICERS

OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class DroppedTests(test_databases.DatabaseCase):
    def test_a_server_that_drops_everybody_in_the_middle_of_a_sweep_costs_nothing(self) -> None:
        def drop() -> None:
            with connection.cursor() as cursor:
                cursor.execute(OTHERS)

        self.stage(OFFICERS, all="slow")
        with self.installation(oracle=True) as installation:
            begun = self.interrupt(installation, drop)
            self.recover(installation, "12", f"all connections ended after {begun} mails")


class ForgetTests(test_databases.StoppedCase):
    def test_one_that_forgets_what_it_committed_pauses(self) -> None:
        with self.restarted(database.FORGETS) as (installation, begun):
            before = len(self.sink.logged)
            self.send(installation, "calm", MORNINGS[0])
            ((is_paused,),) = installation.query("SELECT is_paused FROM commitments_emaildelivery")
            self.assertEqual((is_paused, len(self.sink.logged)), (True, before))
        note("12", f"one that forgets what it committed, after {begun} mails: paused, 0 sent again")


class ForgottenTests(test_databases.StoppedCase):
    def test_control_without_what_the_folder_knows_it_sends_again(self) -> None:
        with self.restarted(database.FORGETS) as (installation, begun):
            (installation.data / "sweeps").unlink()
            installation.query("UPDATE commitments_emaildelivery SET folders = '{}'")
            self.send(installation, "calm", MORNINGS[0])
            found = self.judge(installation)
        note("12", f"one that forgets, and so does the folder, after {begun} mails: {found}", is_control=True)
        self.assertGreater(found.doubled + found.repeated, 0)
