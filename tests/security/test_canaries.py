"""The world of the probes is as hidden as it says: the door opens none of it to those who are probed."""

import pytest
from django.test import TestCase

from commitments.access import policy
from tests.cast import gather
from tests.security import canaries


@pytest.mark.both
class WorldTests(TestCase):
    def test_hidden(self) -> None:
        cast = gather()
        made = canaries.gather(cast)
        self.assertGreaterEqual(len(made.hidden), 20)
        for user in (
            cast.officer,
            cast.embassy_officer,
            cast.focal_point,
            cast.reader,
            cast.administrator,
            cast.stranger,
        ):
            for model, record in made.hidden.items():
                with self.subTest(f"{user} {model.__name__}"):
                    rows = policy.readable_by(model._default_manager.filter(pk=record.pk), user)
                    self.assertFalse(rows.exists())
