"""The servers of the test run are the ones this run started."""

import os
from unittest import mock

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import SimpleTestCase, TestCase

from tests.plugins import servers


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


class VersionTests(TestCase):
    def test_the_head_of_a_run_names_the_versions_of_its_servers(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            postgresql = str(cursor.fetchone()[0]).split()[0]
        with redis.Redis.from_url(os.environ["TEST_REDIS_URL"]) as client:
            answered = str(client.info("server")["redis_version"])
        named = servers.pytest_report_header()
        self.assertIn(f"PostgreSQL {postgresql} (", named)
        self.assertIn(f"Redis {answered} (", named)

    def test_a_folder_without_postgresql_is_refused(self) -> None:
        told = "'/nowhere', a folder without PostgreSQL's initdb"
        chosen = mock.patch.dict(os.environ, TRACKER_TEST_POSTGRESQL="/nowhere")
        with chosen, self.assertRaisesMessage(pytest.UsageError, told):
            servers.program("initdb")
