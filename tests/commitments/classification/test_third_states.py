"""A refusal for lack of consent names what the person may read, and counts the rest."""

import datetime
from typing import Any, ClassVar

from django.test import TestCase

from commitments.classification import third_states
from commitments.enums import Classification, CommitmentState, ConsentPurpose
from commitments.lifecycle import originators
from commitments.models import Commitment, Outcome, ProgressUpdate
from commitments.records import edits
from tests import make
from tests.cast import NOW, Cast, gather

PARTNER = ConsentPurpose.PARTNER


class NamingTests(TestCase):
    cast: ClassVar[Cast]
    first: ClassVar[Outcome]
    second: ClassVar[Outcome]
    items: ClassVar[list[Commitment]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast = gather()
        meeting = make.meeting(cast)
        cls.first = make.outcome(cast, meeting, clause="Words on cables.")
        cls.second = make.outcome(cast, meeting, clause="Words on wrecks.")
        plain = make.outcome(cast, meeting, clause="Words on ports.")
        going = CommitmentState.ACCEPTED
        cls.items = [make.commitment(cast, one, state=going) for one in (cls.first, cls.second, plain)]
        for record, state in ((cls.first, "Ruritania"), (cls.second, "Sylvania")):
            originators.set_originator(record, state, by=cast.officer, now=NOW)

    def said(self, person: Any) -> str:
        held = {Commitment: [one.pk for one in self.items]}
        return str(third_states.explain_missing(held, PARTNER, person) or "")

    def test_each_record_is_named_with_who_gave_it(self) -> None:
        said = self.said(self.cast.officer)
        for point, state in ((self.first, "Ruritania"), (self.second, "Sylvania")):
            self.assertIn(f"{point.meeting.reference}, outcome “{point}” ({state})", said)
        self.assertNotIn("ports", said)
        self.assertNotIn("access", said)

    def test_what_the_person_may_not_read_is_counted_and_not_named(self) -> None:
        values = {"classification": Classification.SECRET}
        edits.change_record(self.second, values, by=self.cast.head, now=NOW)
        said = self.said(self.cast.officer)
        self.assertIn("Ruritania", said)
        self.assertIn("1 record that you do not have access to", said)
        for hidden in ("wrecks", "Sylvania"):
            self.assertNotIn(hidden, said)
        self.assertIn("2 records that you do not have access to", self.said(self.cast.stranger))
        # The administrator of the server has no account.
        self.assertIn("Sylvania", self.said(None))

    def test_one_with_consent_is_not_named_and_with_all_of_them_there_is_no_refusal(self) -> None:
        values: dict[str, Any] = {"given_by": "Embassy", "document": "Note 12", "by": self.cast.head}
        values |= {"given_on": NOW.date(), "now": NOW}
        originators.record_consents(self.first, [PARTNER], **values)
        self.assertNotIn("cables", self.said(self.cast.officer))
        self.assertIn("wrecks", self.said(self.cast.officer))
        originators.record_consents(self.second, [PARTNER], **values)
        self.assertEqual(self.said(self.cast.officer), "")

    def test_an_update_is_named_with_its_commitment(self) -> None:
        update = ProgressUpdate(
            commitment=self.items[2], text="Seen at sea.", health="on_track", originator="Ruritania",
            reported_on=NOW.date() - datetime.timedelta(days=1), side="ours", recorded_at=NOW,
        )  # fmt: skip
        update.save()
        refusal = third_states.explain_missing({ProgressUpdate: [update.pk]}, PARTNER, self.cast.officer)
        self.assertIn(f"{self.items[2].reference}, progress update “{update}” (Ruritania)", str(refusal))
