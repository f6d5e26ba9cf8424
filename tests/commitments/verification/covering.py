"""Which kinds of records the tests of pages write, to be compared with those that verification covers."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model

Test = TypeVar("Test", bound=Callable[..., None])
COVERED: set[type[Model]] = set()


def covers(*kinds: type[Model]) -> Callable[[Test], Test]:
    """Note that a test makes records of these kinds on their own pages and verifies after each press."""

    def note(test: Test) -> Test:
        COVERED.update(kinds)
        return test

    return note
