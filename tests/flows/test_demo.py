"""The demonstration from an empty database to a desk with work on it."""

import json
import tempfile
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import ClassVar

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import TestCase, override_settings
from django.utils import timezone

from commitments.access import policy
from commitments.charts.figures import Tally, count_figures
from commitments.dashboard import work_queue
from commitments.dashboard.commitments import WorkQueueHeading
from commitments.enums import CommitmentState, OwedBy, Side
from commitments.models import Commitment, Country, User
from commitments.packets.build import build_content
from commitments.packets.records import build_country_scope
from tests.flat import flat


@pytest.mark.both
class DemoFlowTests(TestCase):
    data: ClassVar[Path]
    meetings: ClassVar[list[dict[str, str]]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.data = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.enterClassContext(override_settings(DATA=cls.data))
        cls.meetings = cls.load()

    @staticmethod
    def load() -> list[dict[str, str]]:
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
        meetings, counted = self.meetings, self.counts()
        passwords = (self.data / "demo-users.json").read_text()

        self.assertEqual((self.load(), self.counts()), (meetings, counted))
        self.assertEqual((self.data / "demo-users.json").read_text(), passwords)

        officer = User.objects.get(username="desk")
        self.assertTrue(officer.check_password(json.loads(passwords)["desk"]))
        desk = work_queue.build_desk(officer, now=timezone.now())
        for heap in (
            WorkQueueHeading.OURS,
            WorkQueueHeading.THEIRS,
            WorkQueueHeading.SOON,
            WorkQueueHeading.OTHERS,
        ):
            self.assertGreater(desk.heaps[heap].count, 0, heap)
        self.assertIn(meetings[0]["reference"], {line.reference for line in desk.meetings})

    def test_every_page_and_packet_counts_the_open_promises_of_a_side_alike(self) -> None:
        User.objects.update(language="en")
        now, valdoria = timezone.now(), Country.objects.get(iso="XV")
        self.assertTrue(Commitment.objects.filter(country=valdoria, state=CommitmentState.DECLINED).exists())
        for name in ("desk", "head", "division"):
            person = User.objects.get(username=name)
            seen = policy.readable_by(Commitment.objects.promised().filter(country=valdoria), person)
            counts = Counter(seen.values_list("owed_by", flat=True))
            ours, theirs, joint = (counts[one] for one in (OwedBy.OURS, OwedBy.THEIRS, OwedBy.JOINT))

            scope = build_country_scope(valdoria, by=person, reader=person)
            content = build_content(scope, reader=person, reference="P-XV-2026-99", now=now)
            assert content.changes is not None
            assert content.glance is not None
            title = content.glance.balance.title
            self.assertIn(f"{ours} open commitments of our side, {theirs} of their side;", title)
            told = content.changes.balance
            self.assertIn(f"Their side: {theirs} open commitments", told[0])
            self.assertIn(f"Our side: {ours} open commitments", told[1])
            self.assertIn(f"{joint} joint items are not included.", told)
            self.assertIn("Commitments that an owner declined are not counted.", told)

            (part,) = (part for one, part in count_figures(person, now.date()).items() if one.iso == "XV")
            owed = [part.tallies[Tally.OWED, side] for side in Side]
            self.assertEqual(owed, [ours + joint, theirs + joint], name)
        self.client.force_login(person)
        shown = flat(self.client.get("/admin/").content.decode())
        self.assertIn(f"<td>{owed[0]}</td><td>{owed[1]}</td>", shown)
