"""What the tests share that assert why something is refused."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.test import TestCase

from commitments.errors import Refused
from commitments.models import User
from tests.cast import NOW, Cast, gather
from tests.written import last_row, rows_since


def code(refusal: Refused | None) -> str:
    """Return why something is refused, or an empty text."""
    if refusal is None:
        return ""
    assert str(refusal.message)
    return refusal.code


class RefusalCase(TestCase):
    """Tests with the cast gathered once."""

    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def refused(
        self, why: str, what: Callable[..., Any], *args: Any, by: User | None = None, **more: Any
    ) -> None:
        """Assert that something is refused for this reason, and writes nothing."""
        before = last_row()
        with self.subTest(f"{getattr(what, '__name__', what)} {why}"):
            with self.assertRaises(Refused) as refused:
                what(*args, by=by or self.cast.officer, now=NOW, **more)
            self.assertEqual(refused.exception.code, why)
            self.assertTrue(str(refused.exception.message))
            self.assertEqual(rows_since(before), [])
