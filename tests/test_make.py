"""The builders make what the other tests take for granted."""

from typing import ClassVar

import pytest
from django.test import TestCase

from commitments.enums import Classification, CommitmentState, OwedBy
from tests import make
from tests.cast import Cast, gather


@pytest.mark.both
class BuilderTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def test_a_commitment_reaches_each_state_of_its_way_whoever_owes_it(self) -> None:
        for owed_by in OwedBy:
            for state in make.WAY:
                with self.subTest(f"{owed_by} {state}"):
                    self.assertEqual(make.commitment(self.cast, owed_by=owed_by, state=state).state, state)

    def test_a_secret_item_and_one_of_another_desk_are_written_by_who_may(self) -> None:
        secret = make.commitment(self.cast, classification=Classification.SECRET)
        elsewhere = make.meeting(self.cast, country=self.cast.elsewhere)
        there = make.commitment(self.cast, make.outcome(self.cast, elsewhere))
        self.assertEqual(secret.recorded_by, self.cast.head)
        self.assertEqual(there.recorded_by, self.cast.stranger)
        self.assertEqual(there.state, CommitmentState.DRAFT)
