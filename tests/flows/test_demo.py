"""The demonstration from an empty database to a desk with work on it."""

import json
import tempfile
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import TestCase, override_settings
from django.utils import timezone

from commitments import overview
from commitments.models import User
from commitments.overview import Heap


@pytest.mark.both
class DemoFlowTests(TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data = Path(folder.name)
        self.enterContext(override_settings(DATA=self.data))

    def load(self) -> list[dict[str, str]]:
        out = StringIO()
        call_command("load_demo", "--format", "json", stdout=out)
        found: list[dict[str, str]] = json.loads(out.getvalue())["meetings"]
        return found

    def counts(self) -> dict[str, int]:
        return {
            model.__name__: model._default_manager.count()
            for model in apps.get_app_config("commitments").get_models()
        }

    def test_loaded_twice_it_is_there_once_and_the_officer_finds_work(self) -> None:
        meetings, counted = self.load(), self.counts()
        passwords = (self.data / "demo-users.json").read_text()

        self.assertEqual((self.load(), self.counts()), (meetings, counted))
        self.assertEqual((self.data / "demo-users.json").read_text(), passwords)

        officer = User.objects.get(username="desk")
        self.assertTrue(officer.check_password(json.loads(passwords)["desk"]))
        desk = overview.desk(officer, now=timezone.now())
        for heap in (Heap.OURS, Heap.THEIRS, Heap.SOON, Heap.OTHERS):
            self.assertGreater(desk.heaps[heap].count, 0, heap)
        self.assertIn(meetings[0]["reference"], {line.reference for line in desk.meetings})
