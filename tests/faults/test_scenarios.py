"""The list of faults is whole, and names tests that are there."""

from django.test import SimpleTestCase

from tests.faults.scenarios import SCENARIOS
from tests.shape import ROOT


class ScenarioTests(SimpleTestCase):
    def test_each_fault_of_the_catalogue_is_tried(self) -> None:
        numbers = [scenario.number for scenario in SCENARIOS if scenario.tests]
        rest = ["links", "late", "daily", "first", "timely", "failover", "clock"]
        self.assertEqual(numbers, [*map(str, range(1, 20)), "43", *rest])

    def test_each_test_that_is_named_is_there(self) -> None:
        for scenario in SCENARIOS:
            for test in (*scenario.tests, *scenario.controls):
                path, *names = test.split("::")
                text = (ROOT / path).read_text()
                for name in names:
                    self.assertRegex(text, rf"(class|def) {name}\(", test)
