"""A row that was altered, taken away or put in past the tracker is named, of whatever kind it is."""

import datetime
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test import TestCase

from commitments import models
from commitments.db import triggers
from commitments.enums import Completion
from commitments.verification import records
from tests import make
from tests.cast import NOW, gather
from tests.sealed import tell_all

pytestmark = pytest.mark.both


class RowsTests(TestCase):
    def setUp(self) -> None:
        self.cast = cast = gather()
        self.meeting = make.meeting(cast)
        self.text = make.statement(cast, self.meeting)
        self.outcome = make.outcome(cast, self.meeting)
        self.item = item = make.commitment(cast, self.outcome)
        self.paper = make.evidence(cast, item)
        self.part = item.responsibilities.order_by("pk")[0]
        days = {"starts_on": NOW.date(), "ends_on": NOW.date(), "reason": "asked for"}
        who = {"recorded_at": NOW, "recorded_by": cast.head}
        self.grant = models.Grant.objects.create(person=cast.stranger, commitment=item, **days, **who)
        told = {"wording": "They will meet.", "status": Completion.choices[0][0]}
        self.release = models.Release.objects.create(commitment=item, **told, **who)
        tell_all()

    def found(self, alter: Callable[[], object]) -> list[str]:
        """Alter what the database would refuse to, look, and take it back."""
        with transaction.atomic():
            alter()
            said = [str(one) for one in records.check_history()]
            transaction.set_rollback(True)
        return said

    def test_what_is_altered_is_named_and_nothing_else(self) -> None:
        self.assertEqual(self.found(lambda: None), [])
        deadline, person = self.item.deadline, self.cast.stranger
        assert deadline is not None
        later = NOW.date() + datetime.timedelta(days=400)
        altered: tuple[tuple[Model, str, object, str], ...] = (
            (
                self.item,
                "title",
                "Another",
                f"{self.item.reference}, commitment {self.item.pk}: “short",
            ),
            (self.item, "due_on", later, f"commitment {self.item.pk}: “due date”"),
            (deadline, "due_on", later, f"{self.item.reference}, deadline {deadline.pk}: “due date”"),
            (
                self.outcome,
                "clause",
                "Another",
                f"{self.meeting.reference}, outcome {self.outcome.pk}: “clause”",
            ),
            (self.meeting, "held_on", later, f"meeting {self.meeting.pk}: “"),
            (self.text, "text", "Another", f"statement {self.text.pk}: “text”"),
            (self.paper, "description", "Another", f"evidence {self.paper.pk}: “description”"),
            (self.part, "ministry_id", None, f"responsibility {self.part.pk}: “ministry”"),
            (self.grant, "ends_on", later, f"individual access {self.grant.pk}: “last day”"),
            (self.release, "wording", "Another", f"version for publication {self.release.pk}: “wording"),
            (person, "clearance", 0, f"user {person.pk}: “clearance”"),
        )
        with triggers.lift_triggers(connection):
            for record, column, value, said in altered:
                with self.subTest(said):
                    mine = type(record)._base_manager.filter(pk=record.pk)
                    (one,) = self.found(partial(mine.update, **{column: value}))
                    self.assertIn(said, one)
                    self.assertIn("differs from the history", one)

    def test_what_is_gone_or_put_in_is_named(self) -> None:
        key, name = self.part.pk, f"{self.item.reference}, responsibility"
        (gone,) = self.found(lambda: self.part.delete())
        self.assertTrue(gone.startswith(f"{name} {key}: the record is missing"), gone)
        paper = models.Evidence(commitment=self.item, kind="letter", description="Letter", recorded_at=NOW)
        (put_in,) = self.found(paper.save)
        self.assertIn("the history has no entry for this record", put_in)

    def test_of_records_wrong_throughout_no_more_is_told_than_can_be_read(self) -> None:
        def misspell() -> None:
            for land in models.Country.objects.all():
                models.Country.objects.filter(pk=land.pk).update(name=f"{land.name}x", capital="")

        self.addCleanup(setattr, records, "MOST", records.MOST)
        records.MOST = 2
        said = self.found(misspell)
        self.assertEqual(len(said), 3)
        self.assertIn("there are more mismatches", said[-1])
