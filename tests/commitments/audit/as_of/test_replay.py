"""The history adds up to what stands, for all that the demonstration does."""

import datetime
from typing import Any, ClassVar

from django.test import TestCase

from commitments.audit import access_log, log
from commitments.audit.as_of import context
from commitments.audit.as_of.tables import list_partner_models, list_shared_models
from commitments.demo import loader
from commitments.enums import Role
from commitments.models import AuditRow, Commitment, Responsibility, User
from commitments.records import edits
from tests.cast import NOW

Tables = dict[str, dict[int, dict[str, Any]]]


def tables() -> Tables:
    """Read every row of the record, by kind and key."""
    return {
        model._meta.label: {row.pk: log.state_of(row) for row in model._base_manager.all()}
        for model in (*list_partner_models(), *list_shared_models())
    }


def told() -> list[str]:
    return [str(one) for one in context.list_differences()]


class ReplayTests(TestCase):
    item: ClassVar[Commitment]
    kept: ClassVar[list[tuple[datetime.datetime, Tables]]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.kept = []

        def keep(done: int, total: int) -> None:
            """Keep whole tables at some moments of the story, as long as each has a moment of its own."""
            last = AuditRow.objects.order_by("-at").values_list("at", flat=True)[0]
            if done % 12 == 0 and last < NOW:
                cls.kept.append((last, tables()))

        loader.load_demo(now=NOW, progress=keep)
        cls.item = Commitment.objects.exclude(meaning="x").order_by("pk")[0]

    def test_every_record_of_the_demonstration_is_told_whole(self) -> None:
        self.assertEqual(told(), [])

    def test_who_opened_a_record_is_no_row_that_was_written_past_the_history(self) -> None:
        access_log.write_entries(
            [access_log.build_entry(User.objects.get(role=Role.AUDITOR), self.item)], now=NOW
        )
        self.assertEqual(told(), [])

    def test_every_table_is_rebuilt_whole_at_moments_of_its_story(self) -> None:
        auditor, today = User.objects.get(role=Role.AUDITOR), tables()
        self.assertGreater(len(self.kept), 9)
        for moment, stood in self.kept:
            for kind, rows in stood.items():
                for key, row in rows.items():
                    if "classification" in row:
                        row["classification"] = max(row["classification"], today[kind][key]["classification"])
                    if "originator" in row:
                        row["originator"] = today[kind][key]["originator"]
            with self.subTest(moment), context.show_as_of(moment, reader=auditor):
                self.assertEqual(tables(), stood)

    def test_a_write_without_a_row_is_named(self) -> None:
        Commitment.objects.filter(pk=self.item.pk).update(meaning="x")
        self.assertEqual(told(), [f"commitments.Commitment {self.item.pk}: meaning"])

    def test_a_record_taken_away_without_a_row_is_named(self) -> None:
        part = Responsibility.objects.order_by("pk")[0]
        key = part.pk
        part.delete()
        gone = f"commitments.Responsibility {key}: gone without a row of history"
        self.assertEqual(told(), [gone])

    def test_a_record_without_any_row_is_named(self) -> None:
        part = Responsibility.objects.order_by("pk")[0]
        edits.remove_record(part, by=None, now=NOW)
        part.save()
        self.assertEqual(told(), [f"commitments.Responsibility {part.pk}: no row of history"])
