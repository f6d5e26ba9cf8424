"""The pages of reference data: fields of days, names in the reader's language, what the lists teach."""

from django.test import TestCase
from django.urls import reverse

from tests.cast import gather


class DayFieldTests(TestCase):
    def test_every_field_of_a_day_is_the_browsers_own(self) -> None:
        people = gather()
        self.client.force_login(people.administrator)
        for model, names in (
            ("ministry", ("exists_from", "exists_until")),
            ("official", ("starts_on", "ends_on")),
            ("holiday", ("day", "declared_on")),
            ("holidayyear", ("confirmed_on",)),
            ("absence", ("starts_on", "ends_on")),
        ):
            with self.subTest(model):
                page = self.client.get(reverse(f"admin:commitments_{model}_add")).text
                for name in names:
                    field = page[: page.index(f'name="{name}"')].rpartition("<")[2]
                    self.assertIn('type="date"', field)
                self.assertNotIn("DateTimeShortcuts", page)
