"""When a commitment was last heard of: the day of the last word, or else of the last acceptance."""

import datetime
from typing import Any

import pytest

from commitments.enums import CommitmentState, Health, OwedBy, Side
from commitments.lifecycle import acceptance, owners, progress
from commitments.models import Commitment, Ministry, Responsibility
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.lifecycle.case import LifeCase

S = CommitmentState
ONE_DAY = datetime.timedelta(days=1)
BEFORE = TODAY - 9 * ONE_DAY


@pytest.mark.both
class HearingTests(LifeCase):
    def last_contact_on(self, item: Commitment) -> datetime.date | None:
        return Commitment.objects.get(pk=item.pk).last_contact_on

    def lead(self, item: Commitment, side: Side = Side.OURS) -> Responsibility:
        return item.responsibilities.get(side=side, role="lead")

    def test_the_last_lead_to_accept_counts_until_somebody_speaks(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.JOINT, state=S.PROPOSED)
        self.assertIsNone(self.last_contact_on(item))
        who: dict[str, Any] = {"by": self.cast.officer, "now": NOW}
        acceptance.accept(item, Side.OURS, answer="Letter 1/26", on=TODAY - ONE_DAY, **who)
        acceptance.accept(item, Side.THEIRS, answer="Note 1/26", on=BEFORE, **who)
        self.assertEqual(self.last_contact_on(item), TODAY - ONE_DAY)
        said: dict[str, Any] = {"health": Health.ON_TRACK, "text": "", "side": Side.OURS}
        progress.record_update(item, reported_on=BEFORE, **said, **who)
        self.assertEqual(self.last_contact_on(item), BEFORE)

    def test_it_goes_with_the_acceptances(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.JOINT, state=S.PROPOSED)
        who: dict[str, Any] = {"by": self.cast.officer, "now": NOW}
        acceptance.accept(item, Side.OURS, answer="Letter 1/26", **who)
        self.assertEqual(self.last_contact_on(item), TODAY)
        acceptance.redraft(item, reason="Other terms.", **who)
        self.assertIsNone(self.last_contact_on(item))

    def test_another_lead_has_said_nothing_until_it_accepts(self) -> None:
        item = make.commitment(self.cast, state=S.ACCEPTED)
        self.assertEqual(self.last_contact_on(item), TODAY)
        customs = Ministry.objects.create(country=self.cast.korea, name="Customs")
        who: dict[str, Any] = {"by": self.cast.officer, "now": NOW}
        owners.reassign(self.lead(item), ministry=customs, reason="Passed on.", **who)
        self.assertIsNone(self.last_contact_on(item))
        owners.file_acceptance(self.lead(item), answer="Letter 9/2026", on=BEFORE, **who)
        self.assertEqual(self.last_contact_on(item), BEFORE)

    def test_it_is_no_new_version_and_no_row_of_history(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.JOINT, state=S.PROPOSED)
        before = item.version
        who: dict[str, Any] = {"by": self.cast.officer, "now": NOW}
        acceptance.accept(item, Side.OURS, answer="Letter 1/26", **who)
        self.assertEqual(Commitment.objects.get(pk=item.pk).version, before)
        self.assertEqual(self.last_contact_on(item), TODAY)
