"""The addresses of load balancers and monitoring: three questions, whatever the Host, and no content."""

import datetime
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client, SimpleTestCase, TestCase, override_settings
from django.utils import timezone

from commitments.enums import AlarmCode
from commitments.models import Alarm, Heartbeat
from commitments.reminders import alarms, heartbeat
from commitments.reminders.alarms import raise_alarm
from commitments.web import health

INTERVAL = datetime.timedelta(seconds=settings.SWEEP_SECONDS)
ADDRESSES = ("/livez", "/readyz", "/healthz", "/metrics")
MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"


def beat(name: str = heartbeat.HEARTBEAT, ago: datetime.timedelta = INTERVAL) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": timezone.now() - ago})


@contextmanager
def static_files() -> Iterator[str]:
    """Serve static files as production does, from a folder that is empty at first."""
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": MANIFEST}}
    # To compress them takes long and is no matter of readiness.
    quick = {"WHITENOISE_SKIP_COMPRESS_EXTENSIONS": ("css", "js", "svg", "woff2", "woff", "map", "json")}
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(STATIC_ROOT=folder, STORAGES=storages, **quick),
    ):
        yield folder


class OneProcessTests(SimpleTestCase):
    """`databases` is empty: a query fails the test."""

    def test_livez_touches_no_database_no_session_and_no_cache(self) -> None:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
        with mock.patch("django.core.cache.cache.get") as get:
            answer = client.get("/livez")
        self.assertEqual((answer.status_code, answer.json()), (200, {}))
        get.assert_not_called()
        self.assertIn("no-store", answer["Cache-Control"])
        self.assertEqual(answer.cookies, {})

    def test_livez_answers_without_static_files_and_without_folders(self) -> None:
        with static_files(), override_settings(DATA=Path("/nowhere")):
            self.assertEqual(Client().get("/livez").status_code, 200)

    def test_nothing_but_reading_is_allowed(self) -> None:
        for address in ADDRESSES:
            with self.subTest(address), self.assertLogs("django.request"):
                self.assertEqual(Client().post(address).status_code, 405)


class AddressTests(TestCase):
    def setUp(self) -> None:
        self.data = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(override_settings(DATA=self.data, MIN_FREE_MB=0, REDIS_URL=""))
        self.enterContext(override_settings(BROKER_FOLDERS={"queue": self.data / "broker"}))
        beat()
        beat(heartbeat.PRINTED)

    def failed(self, address: str, **headers: str) -> tuple[int, list[str]]:
        answer = self.client.get(address, headers=headers)
        return answer.status_code, answer.json()["failed"]

    @pytest.mark.both
    def test_both_answer_200_where_all_is_well(self) -> None:
        for address in ("/readyz", "/healthz"):
            self.assertEqual(self.failed(address), (200, []))

    @override_settings(ALLOWED_HOSTS=["tracker.example.org"], SECURE_SSL_REDIRECT=True)
    def test_they_answer_by_any_host_over_plain_http_and_log_nothing(self) -> None:
        for address in ADDRESSES:
            for host in ("10.1.2.3:8000", "elsewhere.example", "[::1]", "tracker.example.org", "a b\x01"):
                with self.subTest(address, host=host), self.assertNoLogs("django"):
                    answer = self.client.get(address, headers={"Host": host})
                    self.assertEqual(answer.status_code, 200)
                    self.assertNotIn(host, answer.content.decode())

    @override_settings(ALLOWED_HOSTS=["tracker.example.org"])
    def test_pages_still_refuse_another_host(self) -> None:
        self.client.raise_request_exception = False
        with static_files(), self.assertLogs("django.security.DisallowedHost"):
            for address in ("/calendar/x.ics", "/api/v1/"):
                answer = self.client.get(address, headers={"Host": "elsewhere.example"})
                self.assertEqual(answer.status_code, 400)
                self.assertNotIn("<", answer.content.decode())

    @pytest.mark.both
    def test_a_database_that_is_away_fails_both_and_not_livez(self) -> None:
        with mock.patch("commitments.web.health.connection.cursor", side_effect=OperationalError("secret")):
            self.assertEqual(self.failed("/readyz"), (503, ["database"]))
            self.assertEqual(self.client.get("/metrics").status_code, 503)
        with mock.patch("commitments.web.health.alarms_now", side_effect=OperationalError("secret")):
            self.assertEqual(self.failed("/healthz"), (503, ["database"]))
        self.assertEqual(self.client.get("/livez").status_code, 200)

    def test_a_host_without_static_files_is_not_ready(self) -> None:
        with static_files():
            self.assertEqual(self.failed("/readyz"), (503, ["static"]))
            self.assertEqual(self.failed("/healthz"), (200, []))

    def test_a_host_is_ready_once_it_has_collected_and_read_them(self) -> None:
        with static_files() as folder:
            call_command("collectstatic", "--no-input", "--verbosity", "0")
            self.assertEqual(self.failed("/readyz"), (200, []))
            Path(folder, (health.static_names() or {})[health.KNOWN_FILE]).unlink()
            self.assertEqual(self.failed("/readyz"), (503, ["static"]))

    def test_a_folder_that_takes_no_file_or_has_too_little_room_is_not_ready(self) -> None:
        with override_settings(MIN_FREE_MB=10**9):
            self.assertEqual(self.failed("/readyz"), (503, ["storage"]))
        (self.data / "packets").mkdir()
        with mock.patch("tempfile.TemporaryFile", side_effect=OSError(28, "No space left on device")):
            self.assertEqual(self.failed("/readyz"), (503, ["storage"]))
        with override_settings(DATA=self.data / "absent"):
            self.assertEqual(self.failed("/readyz"), (503, ["storage"]))
        self.assertEqual(list((self.data / "packets").iterdir()), [])

    def test_reminder_runs_are_late_after_two_intervals_and_never_ahead(self) -> None:
        late, ahead = INTERVAL * 2 + datetime.timedelta(seconds=1), -datetime.timedelta(hours=2)
        for ago, names in (
            (INTERVAL * 2 - datetime.timedelta(seconds=5), []),
            (late, ["runs"]),
            (ahead, ["runs"]),
        ):
            beat(ago=ago)
            self.assertEqual(self.failed("/healthz"), (503 if names else 200, names))
        self.assertEqual(self.failed("/readyz"), (200, []))

    def test_a_pdf_worker_that_prints_nothing_is_noticed_and_the_host_stays_ready(self) -> None:
        beat(heartbeat.PRINTED, ago=datetime.timedelta(minutes=6))
        self.assertEqual(self.failed("/healthz"), (503, ["pdf_worker"]))
        Heartbeat.objects.filter(name=heartbeat.PRINTED).delete()
        self.assertEqual(self.failed("/healthz"), (503, ["pdf_worker"]))
        self.assertEqual(self.failed("/readyz"), (200, []))

    @override_settings(REDIS_URL="redis://127.0.0.1:1/0")
    def test_a_broker_that_is_down_is_noticed_and_the_host_stays_ready(self) -> None:
        self.assertEqual(self.failed("/healthz"), (503, ["broker"]))
        self.assertEqual(self.failed("/readyz"), (200, []))

    def test_each_stored_alarm_fails_its_check_without_its_details(self) -> None:
        for code, name in health.CHECK_OF.items():
            if code not in {AlarmCode.RUNS, AlarmCode.PDF_WORKER}:
                raise_alarm(code, "secret.example.org")
                self.assertEqual(self.failed("/healthz")[1], [name])
                self.assertNotContains(self.client.get("/healthz"), "secret", status_code=503)
                Alarm.objects.all().delete()

    def test_a_wrong_clock_of_this_process_is_noticed(self) -> None:
        now = timezone.now()
        for seconds, names in ((61, ["clock"]), (-59, [])):
            ours = now + datetime.timedelta(seconds=seconds)
            with mock.patch(
                "commitments.web.health.alarms.read_clocks", return_value=alarms.ClockReading(ours, now)
            ):
                self.assertEqual(self.failed("/healthz"), (503 if names else 200, names))

    @pytest.mark.both
    def test_metrics_give_counts_ages_and_alarms(self) -> None:
        Heartbeat.objects.all().delete()
        self.assertIn("tracker_sweep_age_seconds -1.0", self.client.get("/metrics").content.decode())
        beat()
        with self.assertNumQueries(12 if connection.vendor == "postgresql" else 11):
            text = self.client.get("/metrics").content.decode()
        self.assertIn("tracker_commitments_open 0.0", text)
        self.assertIn('tracker_reminders{state="planned"} 0.0', text)
        for state in ("not_confirmed", "held", "failed", "bounced"):
            self.assertIn(f'tracker_mails{{state="{state}"}} 0.0', text)
        self.assertIn("tracker_sending_paused 0.0", text)
        self.assertNotIn("tracker_sweep_age_seconds -1.0", text)
        self.assertIn("tracker_oldest_due_email_seconds 0.0", text)
        self.assertIn('tracker_alarm{code="pdf_worker"} 1.0', text)
        self.assertIn('tracker_alarm{code="delivery"} 0.0', text)
