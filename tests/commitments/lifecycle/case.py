"""What the tests of the life-cycle share: the cast, and short words for what they do often."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.test import TestCase

from commitments.enums import ApprovalKind, CommitmentState, Step
from commitments.errors import Refused
from commitments.language.phrases.specification import DeadlineSpec, Period
from commitments.lifecycle import approvals, transitions
from commitments.models import Approval, Commitment
from tests import make, refusals
from tests.cast import NOW, Cast, gather

REASON, PAPER = "Both sides said so.", "Note verbale 7/2026"
# Due on 1 November of each year.
YEARLY = DeadlineSpec(
    "recurring", "by 1 November each year", period=Period("day", month=11, day=1), every="P1Y"
)


class LifeCase(TestCase):
    """Tests with the cast gathered once."""

    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def code(self, item: Commitment, step: Step, who: str = "officer") -> str:
        """Give why a step is refused to somebody, or an empty text."""
        refusal = transitions.why_not(item, step, getattr(self.cast, who))
        return refusal.code if refusal else ""

    def refused(self, code: str, what: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Assert that a call is refused for this reason."""
        with self.assertRaises(Refused) as refused:
            what(*args, **kwargs)
        self.assertEqual(refused.exception.code, code)


class RefusalCase(refusals.RefusalCase):
    """Tests of why something about a commitment is refused."""

    def there(self, state: CommitmentState = CommitmentState.IN_PROGRESS, **more: Any) -> Commitment:
        return make.commitment(self.cast, state=state, **more)

    def ask(self, item: Commitment, matter: ApprovalKind, **more: Any) -> Approval:
        values: dict[str, Any] = {"reason": REASON, "document": PAPER, "by": self.cast.officer, **more}
        return approvals.request_approval(item, matter, now=NOW, **values)
