"""The door against the oracle: random people, random records of every kind."""

from unittest import mock

import pytest
from django.db.models import Q
from django.test import TestCase

from commitments import models
from commitments.access import grants, policy
from tests.security.comparing import compare

# Open to everybody by one rule, of which the world has others.
NOT_MADE = {
    *("MinistryName", "OfficialName", "Mechanism", "Holiday", "HolidayYear"),
    *("Heartbeat", "EmailDelivery", "QuietDays", "Alarm", "LevelTitle", "BlackoutPeriod"),
}


@pytest.mark.both
class OracleTests(TestCase):
    def test_the_door_answers_as_the_oracle_does(self) -> None:
        found = compare(14, share=0.8)
        self.assertEqual(found.differences, [])
        # Nothing proves itself by never being asked, or by never being read.
        self.assertEqual({model.__name__ for model in policy.RULES} - set(found.asked), NOT_MADE)
        kinds = {model.__name__ for model in policy.RULES} - NOT_MADE
        self.assertEqual([kind for kind in kinds if not found.read[kind]], [])

    def test_without_one_condition_a_difference_is_found(self) -> None:
        """The controls: no clearance in the rule of commitments, and grants without an end."""
        without = mock.Mock(return_value=Q())
        with mock.patch.dict(policy.RULES, {models.Commitment: without}):
            self.assertTrue(compare(2, kinds=[models.Commitment]).differences)
        ever = lambda person: models.Grant.objects.filter(person=person).order_by()  # noqa: E731
        with mock.patch.object(grants, "grants_to", ever):
            self.assertTrue(compare(2, kinds=[models.Meeting, models.Commitment]).differences)
