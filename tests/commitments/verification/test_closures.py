"""A closure, written on its page by two heads, verifies clean."""

from unittest import mock

import pytest

from commitments import tasks
from commitments.models import Closure
from tests.commitments.verification.covering import covers
from tests.commitments.verification.pages import VerifiedCase, page_of


@pytest.mark.both
class ClosureTests(VerifiedCase):
    @covers(Closure)
    def test_a_closure_from_the_request_to_the_reopening(self) -> None:
        about = {"country": self.cast.valdoria.pk, "reason": "The programme has ended."}
        with mock.patch.object(tasks.make_closure_package, "delay"):
            self.press("closure/add/", self.cast.head, **about)
            self.press(page_of(Closure.objects.get(), "step", "confirm"), self.cast.division_head)
        again = page_of(Closure.objects.get(), "step", "request-reopening")
        self.press(again, self.cast.head, reason="A report came late.")
        self.press(page_of(Closure.objects.get(), "step", "reopen"), self.cast.division_head)
