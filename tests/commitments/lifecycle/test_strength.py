"""Strength is recorded once and never rises by itself, whichever way a commitment goes."""

import datetime

from commitments.enums import COMMITMENT_STRENGTHS, Answer, CommitmentState, Origin, OutcomeKind, Strength
from commitments.lifecycle import drafts, endings, progress, successors
from commitments.meetings import outcomes
from commitments.models import Commitment, Outcome
from commitments.records import edits
from tests import make
from tests.cast import NOW
from tests.commitments.lifecycle.case import YEARLY, LifeCase

S = CommitmentState


class StrengthTests(LifeCase):
    def outcome(self, strength: Strength) -> Outcome:
        return make.outcome(self.cast, strength=strength)

    def test_a_draft_copies_it_whatever_the_caller_says(self) -> None:
        for strength in Strength:
            item = make.commitment(self.cast, self.outcome(strength))
            allowed = strength if strength in COMMITMENT_STRENGTHS else Strength.NOT_STATED
            self.assertEqual(item.strength, allowed)

    def test_a_caller_cannot_draft_a_stronger_one(self) -> None:
        made = Commitment(
            outcome=self.outcome(Strength.WILL_CONSIDER),
            title="Share records",
            owed_by="ours",
            strength=Strength.LEGALLY_BINDING,
        )
        drafts.create_draft(made, parts=(), deadline=YEARLY, by=self.cast.officer, now=NOW)
        self.assertEqual(made.strength, Strength.WILL_CONSIDER)

    def test_the_outcome_made_stronger_later_leaves_its_commitments(self) -> None:
        point = self.outcome(Strength.WILL_CONSIDER)
        item = make.commitment(self.cast, point, state=S.ACCEPTED)
        outcomes.change_outcome(
            point,
            {"kind": point.kind, "strength": Strength.LEGALLY_BINDING},
            expected=point.version,
            by=self.cast.officer,
            now=NOW,
        )
        item.refresh_from_db()
        self.assertEqual((point.strength, item.strength), (Strength.LEGALLY_BINDING, Strength.WILL_CONSIDER))

    def test_the_outcome_corrected_to_weaker_words_weakens_them(self) -> None:
        point = self.outcome(Strength.LEGALLY_BINDING)
        items = [make.commitment(self.cast, point, state=state) for state in (S.DRAFT, S.IN_PROGRESS)]
        for strength, expected in (
            (Strength.WILL_CONSIDER, Strength.WILL_CONSIDER),
            (Strength.NOTED, Strength.NOT_STATED),
            (Strength.AGREED, Strength.NOT_STATED),
        ):
            values = {"kind": point.kind, "strength": strength}
            outcomes.change_outcome(point, values, expected=point.version, by=self.cast.officer, now=NOW)
            for item in items:
                item.refresh_from_db()
                self.assertEqual(item.strength, expected)

    def test_an_outcome_with_commitments_becomes_no_unanswered_ask(self) -> None:
        point = self.outcome(Strength.AGREED)
        make.commitment(self.cast, point)
        values = {"kind": OutcomeKind.REQUEST}
        self.refused(
            "has_commitments",
            outcomes.change_outcome,
            point,
            values,
            expected=point.version,
            by=self.cast.officer,
            now=NOW,
        )

    def test_a_request_binds_nobody_until_it_is_agreed_to(self) -> None:
        by, now = self.cast.officer, NOW
        above = (Strength.WILL_CONSIDER, Strength.WILL_ENDEAVOUR, Strength.AGREED, Strength.LEGALLY_BINDING)
        ask = make.outcome(self.cast, kind=OutcomeKind.REQUEST)
        point = make.outcome(self.cast, strength=Strength.AGREED)
        for strength in above:
            self.refused("unanswered", make.outcome, self.cast, kind=OutcomeKind.REQUEST, strength=strength)
            for outcome, values in ((ask, {"strength": strength}), (point, {"kind": OutcomeKind.REQUEST})):
                change, expected = outcomes.change_outcome, outcome.version
                self.refused("unanswered", change, outcome, values, expected=expected, by=by, now=now)
        for strength in (Strength.NOT_STATED, Strength.NOTED, Strength.REQUESTED):
            outcomes.change_outcome(ask, {"strength": strength}, expected=ask.version, by=by, now=now)
        self.answer(ask, Answer.AGREED, Strength.WILL_ENDEAVOUR)
        outcomes.change_outcome(ask, {"strength": Strength.AGREED}, expected=ask.version, by=by, now=now)

    def test_an_answer_gives_its_own_and_a_refused_or_lapsed_one_nothing(self) -> None:
        for answer in (Answer.REFUSED, Answer.LAPSED):
            ask = make.outcome(self.cast, kind=OutcomeKind.REQUEST, strength=Strength.REQUESTED)
            self.answer(ask, answer, Strength.LEGALLY_BINDING)
            self.refused("unanswered", make.commitment, self.cast, ask)
        ask = make.outcome(self.cast, kind=OutcomeKind.OFFER, strength=Strength.AGREED)
        self.answer(ask, Answer.AGREED, Strength.WILL_ENDEAVOUR)
        self.assertEqual(make.commitment(self.cast, ask).strength, Strength.WILL_ENDEAVOUR)

    def answer(self, ask: Outcome, answer: Answer, strength: Strength) -> None:
        outcomes.record_answer(
            ask,
            answer,
            wording="We shall try.",
            source="Note",
            strength=strength,
            by=self.cast.officer,
            now=NOW,
        )

    def test_a_rest_and_an_occurrence_have_that_of_what_they_came_from(self) -> None:
        point = self.outcome(Strength.WILL_CONSIDER)
        item = make.commitment(self.cast, point, deadline=YEARLY, state=S.REPORTED)
        Outcome.objects.filter(pk=point.pk).update(strength=Strength.LEGALLY_BINDING)
        make.evidence(self.cast, item)
        rest = progress.fulfil_in_part(
            item, reason="Half.", rest_title="The rest", by=self.cast.validator, now=NOW
        )
        after = item.successors.get(origin_kind=Origin.OCCURRENCE)
        successors.open_occurrences(NOW + datetime.timedelta(days=800))
        third = after.successors.get()
        self.assertEqual({one.strength for one in (rest, after, third)}, {Strength.WILL_CONSIDER})

    def test_superseding_takes_nothing_over(self) -> None:
        strong = make.commitment(self.cast, self.outcome(Strength.LEGALLY_BINDING), state=S.IN_PROGRESS)
        weak = make.commitment(self.cast, self.outcome(Strength.WILL_CONSIDER), state=S.IN_PROGRESS)
        endings.supersede(strong, other=weak, reason="Renewed.", by=self.cast.head, now=NOW)
        weak.refresh_from_db()
        self.assertEqual(weak.strength, Strength.WILL_CONSIDER)

    def test_the_whole_way_leaves_it(self) -> None:
        item = make.commitment(self.cast, self.outcome(Strength.WILL_CONSIDER))
        for state in make.WAY[1:]:
            make.advance(self.cast, item, state)
            self.assertEqual(item.strength, Strength.WILL_CONSIDER)
        endings.reopen(item, reason="Wrong.", by=self.cast.head, now=NOW)
        self.assertEqual(item.strength, Strength.WILL_CONSIDER)

    def test_a_plain_edit_does_not_raise_it(self) -> None:
        item = make.commitment(self.cast, self.outcome(Strength.WILL_CONSIDER))
        values = {"strength": Strength.LEGALLY_BINDING}
        self.refused("strength", edits.change_record, item, values, by=self.cast.officer, now=NOW)
