"""Signs of life."""

import datetime
import tempfile
from unittest import mock

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import TestCase, override_settings
from django.utils import timezone

from commitments.models import Heartbeat
from commitments.reminders.planner import HEARTBEAT

INTERVAL = datetime.timedelta(seconds=settings.SWEEP_SECONDS)


@pytest.mark.both
class HealthTests(TestCase):
    def beat(self, ago: datetime.timedelta) -> None:
        Heartbeat.objects.update_or_create(name=HEARTBEAT, defaults={"beat_at": timezone.now() - ago})

    def test_livez_answers_with_a_database_and_no_sweep(self) -> None:
        self.assertEqual(self.client.get("/livez").status_code, 200)

    def test_healthz_needs_a_sweep(self) -> None:
        self.assertEqual(self.client.get("/healthz").status_code, 503)

    def test_healthz_is_well_within_two_intervals_of_a_sweep(self) -> None:
        self.beat(INTERVAL * 2 - datetime.timedelta(seconds=5))
        response = self.client.get("/healthz")
        self.assertEqual((response.status_code, response.json()), (200, {"database": True, "sweep": True}))

    def test_healthz_is_ill_after_two_intervals_without_one(self) -> None:
        self.beat(INTERVAL * 2 + datetime.timedelta(seconds=1))
        response = self.client.get("/healthz")
        self.assertEqual((response.status_code, response.json()), (503, {"database": True, "sweep": False}))

    def test_healthz_is_ill_where_the_last_one_lies_ahead(self) -> None:
        self.beat(-datetime.timedelta(hours=2))
        self.assertEqual(self.client.get("/healthz").status_code, 503)

    def test_both_say_so_when_the_database_is_gone(self) -> None:
        with mock.patch("commitments.web.health.connection.cursor", side_effect=OperationalError("gone")):
            self.assertEqual(self.client.get("/livez").status_code, 503)
            self.assertEqual(self.client.get("/healthz").status_code, 503)

    def test_a_wrong_host_is_told_so_even_where_no_style_sheet_was_collected(self) -> None:
        stock = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
        nothing = self.enterContext(tempfile.TemporaryDirectory())
        bare = {"STATIC_ROOT": nothing, "STORAGES": {**settings.STORAGES, "staticfiles": stock}}
        self.client.raise_request_exception = False
        with override_settings(**bare), self.assertLogs("django.security.DisallowedHost"):
            for address in ("/livez", "/healthz", "/metrics", "/calendar/x.ics", "/api/v1/"):
                with self.subTest(address):
                    answer = self.client.get(address, headers={"Host": "elsewhere.example"})
                    self.assertEqual(answer.status_code, 400)
                    self.assertNotIn("<", answer.content.decode())

    def test_nothing_but_reading_is_allowed_and_nothing_is_cached(self) -> None:
        self.assertEqual(self.client.post("/healthz").status_code, 405)
        self.assertIn("no-store", self.client.get("/livez")["Cache-Control"])

    def test_metrics_give_counts_and_the_age_of_the_sweep(self) -> None:
        self.assertIn("tracker_sweep_age_seconds -1.0", self.client.get("/metrics").content.decode())
        self.beat(INTERVAL)
        with self.assertNumQueries(5):
            text = self.client.get("/metrics").content.decode()
        self.assertIn("tracker_commitments_open 0.0", text)
        self.assertIn('tracker_reminders{state="planned"} 0.0', text)
        for state in ("in_doubt", "held", "failed", "bounced"):
            self.assertIn(f'tracker_mails{{state="{state}"}} 0.0', text)
        self.assertIn("tracker_sending_paused 0.0", text)
        self.assertNotIn("tracker_sweep_age_seconds -1.0", text)
