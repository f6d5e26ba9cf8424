"""Each kind of record that verification covers has a test that writes it on its own page."""

import importlib
import pkgutil

import pytest
from django.test import SimpleTestCase

from commitments import verification
from tests.commitments import verification as tracker_verification
from tests.commitments.verification.covering import COVERED


@pytest.mark.both
class CoveredTests(SimpleTestCase):
    def test_each_kind_that_verification_covers_is_written_on_its_own_page(self) -> None:
        for module in pkgutil.iter_modules(tracker_verification.__path__):
            importlib.import_module(f"{tracker_verification.__name__}.{module.name}")
        self.assertEqual({one.__name__ for one in verification.list_compared_models() - COVERED}, set())
        self.assertEqual({one.__name__ for one in COVERED - verification.list_compared_models()}, set())
