"""How commitments come out of outcomes."""

import datetime
from typing import ClassVar

from django.test import TestCase

from commitments.enums import Answer, Classification, OutcomeKind, OwedBy, Side, Strength
from commitments.errors import Refused
from commitments.language.phrases.specification import not_stated
from commitments.lifecycle import acceptance, drafts, transitions
from commitments.lifecycle.transitions import OwnerPart
from commitments.meetings import outcomes
from commitments.models import Commitment
from tests import make
from tests.cast import NOW, TODAY, Cast, gather


class DraftTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def test_an_unanswered_ask_carries_no_commitment(self) -> None:
        ask = make.outcome(self.cast, kind=OutcomeKind.REQUEST, strength=Strength.REQUESTED)
        with self.assertRaises(Refused) as refused:
            make.commitment(self.cast, ask)
        self.assertEqual(refused.exception.code, "unanswered")

    def test_a_commitment_of_an_ask_takes_the_strength_of_the_answer(self) -> None:
        ask = make.outcome(self.cast, kind=OutcomeKind.REQUEST, strength=Strength.REQUESTED)
        outcomes.record_answer(
            ask,
            Answer.AGREED,
            wording="We shall consider it.",
            source="Their readout",
            strength=Strength.WILL_CONSIDER,
            by=self.cast.officer,
            now=NOW,
        )
        self.assertEqual(make.commitment(self.cast, ask).strength, Strength.WILL_CONSIDER)

    def test_an_understanding_or_a_topic_carries_none(self) -> None:
        for kind in (OutcomeKind.UNDERSTANDING, OutcomeKind.TOPIC):
            with self.subTest(kind), self.assertRaises(Refused):
                make.commitment(self.cast, make.outcome(self.cast, kind=kind))

    def test_what_was_only_noted_gives_no_strength(self) -> None:
        noted = make.outcome(self.cast, strength=Strength.NOTED)
        self.assertEqual(make.commitment(self.cast, noted).strength, Strength.NOT_STATED)

    def test_the_review_date_that_is_given_is_the_one_of_a_draft_without_a_date(self) -> None:
        day = TODAY + datetime.timedelta(days=40)
        item = make.commitment(self.cast, deadline=not_stated(), review_on=day)
        self.assertEqual(item.review_on, day)

    def test_an_owing_side_without_a_ministry_gets_a_lead_not_stated(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.JOINT, parts=())
        self.assertEqual(
            [(lead.side, lead.ministry) for lead in transitions.owing_leads(item)],
            [
                (Side.OURS, None),
                (Side.THEIRS, None),
            ],
        )

    def test_it_is_at_least_as_classified_as_its_clause(self) -> None:
        point = make.outcome(self.cast, classification=Classification.CONFIDENTIAL)
        item = make.commitment(self.cast, point, classification=Classification.PUBLIC)
        self.assertEqual(item.classification, Classification.CONFIDENTIAL)

    def test_the_reference_counts_in_the_year_of_the_meeting(self) -> None:
        made = [make.commitment(self.cast).reference for _ in range(2)]
        self.assertEqual(made, ["XV-2026-0001", "XV-2026-0002"])

    def test_another_desk_drafts_nothing_here(self) -> None:
        point = make.outcome(self.cast)
        with self.assertRaises(Refused):
            make.commitment(self.cast, point, by=self.cast.stranger)
        self.assertEqual(Commitment.objects.count(), 0)

    def test_owners_are_named_anew_until_they_accept(self) -> None:
        item = make.commitment(self.cast)
        drafts.set_parts(item, [OwnerPart(Side.OURS, self.cast.mofa)], by=self.cast.officer, now=NOW)
        self.assertEqual([part.ministry for part in item.responsibilities.all()], [self.cast.mofa])
        acceptance.propose(item, by=self.cast.officer, now=NOW)
        acceptance.accept(item, Side.OURS, by=self.cast.officer, now=NOW)
        with self.assertRaises(Refused):
            drafts.set_parts(item, [OwnerPart(Side.OURS, self.cast.police)], by=self.cast.officer, now=NOW)
