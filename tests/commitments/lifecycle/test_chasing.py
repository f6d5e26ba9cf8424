"""The desk asks the owner by hand."""

import datetime

import pytest
from django.test import TestCase

from commitments import lifecycle
from commitments.errors import Refused
from commitments.lifecycle import chasing
from commitments.models import Commitment, User
from commitments.vocabulary import CommitmentState, Health, OwedBy, Side
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

DAY = datetime.timedelta(days=1)


@pytest.mark.both
class Chasing(TestCase):
    cast: Cast
    item: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, owed_by=OwedBy.THEIRS, state=CommitmentState.IN_PROGRESS)

    def chase(self, by: User, *, text: str = "Note 12/2026", said_on: datetime.date = TODAY) -> None:
        chasing.chase(self.item, text=text, said_on=said_on, by=by, now=NOW)

    def test_it_is_our_word_and_makes_no_report_younger(self) -> None:
        said_on = TODAY - 20 * DAY
        lifecycle.update(
            self.item,
            health=Health.ON_TRACK,
            text="Going well",
            side=Side.THEIRS,
            said_on=said_on,
            by=self.cast.officer,
            now=NOW,
        )
        self.chase(self.cast.officer)
        row = self.item.updates.get(text="Note 12/2026")
        self.assertEqual((row.side, row.health, row.said_on), (Side.OURS, Health.ON_TRACK, TODAY))
        self.item.refresh_from_db()
        self.assertEqual(self.item.health_on, said_on)

    def test_it_is_for_the_desk_with_words_of_today_or_before(self) -> None:
        for person, values, code in (
            (self.cast.focal_point, {}, "forbidden"),
            (self.cast.stranger, {}, "forbidden"),
            (self.cast.officer, {"text": "  "}, "needs_text"),
            (self.cast.officer, {"said_on": TODAY + DAY}, "future"),
        ):
            with self.assertRaises(Refused) as refused:
                self.chase(person, **values)
            self.assertEqual(refused.exception.code, code)
        self.assertFalse(self.item.updates.exists())

    def test_the_same_words_sent_twice_are_recorded_once(self) -> None:
        self.chase(self.cast.officer)
        with self.assertRaises(Refused) as refused:
            self.chase(self.cast.officer, text=" Note 12/2026 ")
        self.assertEqual(refused.exception.code, "recorded")
        self.chase(self.cast.officer, said_on=TODAY - DAY)
        self.chase(self.cast.officer, text="Note 13/2026")
        self.assertEqual(self.item.updates.count(), 3)

    def test_what_is_closed_is_chased_no_more(self) -> None:
        make.advance(self.cast, self.item, CommitmentState.FULFILLED)
        refusal = chasing.why_not_chase(self.item, self.cast.officer)
        assert refusal is not None
        self.assertEqual(refusal.code, "wrong_state")
