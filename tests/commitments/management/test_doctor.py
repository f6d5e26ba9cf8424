"""`manage.py doctor`: every check with what to do, and 1 where one fails."""

import json
import tempfile
from io import StringIO
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.core import checks
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import TestCase, override_settings

from commitments.enums import AlarmCode
from commitments.models import Alarm
from commitments.reminders import heartbeat
from commitments.reminders.alarms import raise_alarm
from commitments.web import health


@pytest.mark.both
class DoctorTests(TestCase):
    def setUp(self) -> None:
        data = Path(self.enterContext(tempfile.TemporaryDirectory()))
        folders = {"queue": data / "broker"}
        self.enterContext(override_settings(DATA=data, MIN_FREE_MB=0, REDIS_URL="", BROKER_FOLDERS=folders))
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        self.enterContext(override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}))
        # The server of the tests is set to forget, which is a finding.
        self.settings_checks = self.enterContext(mock.patch.object(checks, "run_checks", return_value=[]))
        for name in (heartbeat.HEARTBEAT, heartbeat.PRINTED):
            heartbeat.record_beat(name)

    def run_it(self, *, fails: bool) -> dict[str, Any]:
        out = StringIO()
        if fails:
            with self.assertRaises(SystemExit) as ended:
                call_command("doctor", "--format", "json", stdout=out)
            self.assertEqual(ended.exception.code, 1)
        else:
            call_command("doctor", "--format", "json", stdout=out)
        found: dict[str, Any] = json.loads(out.getvalue())
        self.assertEqual(found["ok"], not fails)
        return found

    def failed(self) -> dict[str, str]:
        """Name what fails, with what to do."""
        lines = self.run_it(fails=True)["checks"]
        return {f"{one['kind']}: {one['name']}": one["action"] for one in lines if one["state"] == "FAILED"}

    def test_it_lists_every_check_and_ends_with_0_where_all_is_well(self) -> None:
        names = [(one["kind"], one["name"]) for one in self.run_it(fails=False)["checks"]]
        for name in ("database", "static", "storage"):
            self.assertIn(("readiness", name), names)
        for name in ("runs", "email", "broker", "pdf_worker", "clock"):
            self.assertIn(("health", name), names)
        self.assertIn(("alarm", "no active alarms"), names)

    def test_an_alarm_is_named_with_its_details_and_what_to_do(self) -> None:
        raise_alarm(AlarmCode.EMAIL_SERVER, "535 wrong password")
        found = self.failed()
        self.assertEqual(set(found), {"health: email", "alarm: email_server"})
        self.assertIn("send_test_mail", found["alarm: email_server"])
        with self.assertRaises(SystemExit):
            call_command("doctor", stdout=(out := StringIO()))
        self.assertIn("535 wrong password", out.getvalue())
        self.assertIn("ok      readiness: database\n", out.getvalue())

    def test_a_check_that_an_alarm_fails_says_what_to_do_about_that_alarm(self) -> None:
        for code, check in ((AlarmCode.RUN_ERROR, "runs"), (AlarmCode.QUARANTINE, "email")):
            raise_alarm(code, "named")
            found = self.failed()
            self.assertEqual(found[f"health: {check}"], health.TO_DO[code])
            self.assertEqual(found[f"alarm: {code}"], health.TO_DO[code])
            Alarm.objects.all().delete()

    def test_a_wrong_setting_and_a_warning_of_ours_fail_and_a_warning_of_django_does_not(self) -> None:
        for number, fails in (("commitments.W001", True), ("security.W004", False)):
            said = [checks.Warning("wrong", hint="do this", id=number)]
            with self.subTest(number):
                self.settings_checks.return_value = said
                lines = self.run_it(fails=fails)["checks"]
                self.assertEqual(lines[0]["action"], "do this")

    def test_without_a_database_the_other_checks_are_still_printed(self) -> None:
        away = mock.patch.object(connection, "cursor", side_effect=OperationalError("gone"))
        alarms = mock.patch.object(health, "alarms_now", side_effect=OperationalError("gone"))
        with away, alarms:
            found = self.failed()
        self.assertEqual(set(found), {"readiness: database"})
        self.assertIn("DATABASE_URL", found["readiness: database"])

    def test_every_check_and_every_alarm_says_what_to_do(self) -> None:
        self.assertEqual(set(health.TO_DO), set(AlarmCode))
        self.assertEqual(set(health.CHECK_OF), set(AlarmCode))
        self.assertLess(set(health.CHECK_OF.values()), set(health.ACTIONS))
