"""The history adds up to what stands, for all that the demonstration does."""

import datetime
from typing import Any, ClassVar

from django.test import TestCase

from commitments import audit, editing, looked, past
from commitments.demo import loader
from commitments.models import AuditRow, Commitment, Responsibility, User
from commitments.past import kinds
from commitments.vocabulary import Role
from tests.cast import NOW

Tables = dict[str, dict[int, dict[str, Any]]]


def tables() -> Tables:
    """Read every row of the record, by kind and key."""
    return {
        model._meta.label: {row.pk: audit.state_of(row) for row in model._base_manager.all()}
        for model in (*kinds.closed(), *kinds.shared())
    }


def told() -> list[str]:
    return [str(one) for one in past.differences()]


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

        loader.load(now=NOW, progress=keep)
        cls.item = Commitment.objects.exclude(meaning="x").order_by("pk")[0]

    def test_every_record_of_the_demonstration_is_told_whole(self) -> None:
        self.assertEqual(told(), [])

    def test_who_opened_a_record_is_no_row_that_was_written_past_the_history(self) -> None:
        looked.note([looked.at(User.objects.get(role=Role.AUDITOR), self.item)], now=NOW)
        self.assertEqual(told(), [])

    def test_every_table_is_rebuilt_whole_at_moments_of_its_story(self) -> None:
        auditor, today = User.objects.get(role=Role.AUDITOR), tables()
        self.assertGreater(len(self.kept), 9)
        for moment, stood in self.kept:
            for kind, rows in stood.items():
                for key, row in rows.items():
                    if "classification" in row:
                        row["classification"] = max(row["classification"], today[kind][key]["classification"])
            with self.subTest(moment), past.standing_at(moment, reader=auditor):
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
        editing.remove(part, by=None, now=NOW)
        part.save()
        self.assertEqual(told(), [f"commitments.Responsibility {part.pk}: no row of history"])
