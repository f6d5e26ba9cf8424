"""Two officers at the same moment, each on a connection of their own: one decides, nothing is done twice."""

from typing import Any

from django.test import TransactionTestCase

from commitments.enums import OutcomeKind, OwedBy, PassageState, Strength
from commitments.errors import Refused
from commitments.models import Commitment, Outcome, Statement
from commitments.statements import decisions, reading
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.statements.texts import AFFIRMED, READOUT, of
from tests.together import together


class TogetherTests(TransactionTestCase):
    cast: Cast
    statement: Statement

    def setUp(self) -> None:
        self.cast = gather()
        self.statement = make.statement(self.cast, text=READOUT)

    def second(self, function: Any, *args: Any) -> str:
        """Give why the second was refused."""
        raised = together(
            lambda: function(*args, by=self.cast.officer, now=NOW),
            lambda: function(*args, by=self.cast.head, now=NOW),
        )
        codes = [one.code for one in raised if isinstance(one, Refused)]
        self.assertEqual(len(codes), len(raised), raised)
        return "".join(codes)

    def test_a_passage_accepted_by_two_is_one_outcome(self) -> None:
        reading.read_text(self.statement, by=self.cast.officer, now=NOW)
        values = decisions.Accepted(OutcomeKind.COMMITMENT, OwedBy.THEIRS, Strength.AGREED)

        def accept(**by: Any) -> None:
            decisions.accept_passage(of(self.statement, AFFIRMED), values, **by)

        self.assertEqual(self.second(accept), "decided")
        self.assertEqual((Outcome.objects.count(), Commitment.objects.count()), (1, 1))

    def test_one_accepts_what_the_other_rejects(self) -> None:
        reading.read_text(self.statement, by=self.cast.officer, now=NOW)
        values = decisions.Accepted(OutcomeKind.REQUEST, OwedBy.OURS)
        raised = together(
            lambda: decisions.reject_passage(of(self.statement, AFFIRMED), by=self.cast.officer, now=NOW),
            lambda: decisions.accept_passage(
                of(self.statement, AFFIRMED), values, by=self.cast.head, now=NOW
            ),
        )
        self.assertEqual([str(getattr(one, "code", one)) for one in raised], ["decided"])
        self.assertEqual(of(self.statement, AFFIRMED).state, PassageState.REJECTED)
        self.assertFalse(Outcome.objects.exists())

    def test_a_text_read_by_two_is_proposed_once(self) -> None:
        self.assertEqual(self.second(reading.read_text, self.statement), "")
        self.assertEqual(self.statement.passages.count(), 3)
