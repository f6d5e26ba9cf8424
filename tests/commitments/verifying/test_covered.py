"""Each kind of record that verification covers has a test that writes it on its own page."""

import importlib
import pkgutil

import pytest
from django.test import SimpleTestCase

from commitments import verifying
from tests.commitments import verifying as here
from tests.commitments.verifying.covering import COVERED


@pytest.mark.both
class CoveredTests(SimpleTestCase):
    def test_each_kind_that_verification_covers_is_written_on_its_own_page(self) -> None:
        for module in pkgutil.iter_modules(here.__path__):
            importlib.import_module(f"{here.__name__}.{module.name}")
        self.assertEqual({one.__name__ for one in verifying.kinds() - COVERED}, set())
        self.assertEqual({one.__name__ for one in COVERED - verifying.kinds()}, set())
