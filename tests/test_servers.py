"""The servers of the test run are the ones this run started."""

import os

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import SimpleTestCase, TestCase


class ServersTests(TestCase):
    def test_the_suite_runs_on_its_own_postgresql(self) -> None:
        self.assertEqual(connection.vendor, "postgresql")
        self.assertIn(os.environ["TRACKER_TEST_FOLDER"], str(connection.settings_dict["OPTIONS"]["host"]))

    def test_its_own_redis_answers(self) -> None:
        address = os.environ["TEST_REDIS_URL"]
        worker = os.environ.get("PYTEST_XDIST_WORKER")
        self.assertIn(f"servers-{worker}/" if worker else "servers/", address)
        with redis.Redis.from_url(address) as client:
            self.assertTrue(client.ping())


class FolderTests(SimpleTestCase):
    @pytest.mark.both
    def test_nothing_is_written_to_the_installation_of_the_developer(self) -> None:
        self.assertTrue(str(settings.DATA).startswith(os.environ["TRACKER_TEST_FOLDER"]))
