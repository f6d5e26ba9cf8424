"""What the tests of the life-cycle share: the cast, and short words for what they do often."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.test import TestCase

from commitments import lifecycle
from commitments.errors import Refused
from commitments.models import Commitment
from commitments.phrases import DeadlineSpec, Period
from commitments.vocabulary import Step
from tests.cast import Cast, gather

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
        refusal = lifecycle.why_not(item, step, getattr(self.cast, who))
        return refusal.code if refusal else ""

    def refused(self, code: str, what: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Assert that a call is refused for this reason."""
        with self.assertRaises(Refused) as refused:
            what(*args, **kwargs)
        self.assertEqual(refused.exception.code, code)
