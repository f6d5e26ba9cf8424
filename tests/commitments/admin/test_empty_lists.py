"""Each empty list shows what it will hold, an example line, and one way to fill it."""

from django.test import TestCase
from django.urls import reverse
from django.utils.html import escape

from commitments.admin.empty_lists import EMPTY_LISTS
from commitments.admin.site import site
from commitments.enums import Classification, Role
from commitments.models import User
from tests.flat import flat


class EmptyLists(TestCase):
    def test_each_teaches_with_an_example_and_one_way_on(self) -> None:
        self.assertEqual(set(EMPTY_LISTS), set(site._registry))
        people = [
            User.objects.create(
                username=role, name=role, role=role, clearance=Classification.RESTRICTED, is_active=True
            )
            for role in (Role.ADMINISTRATOR, Role.HEAD_OF_DESK, Role.DESK_OFFICER, Role.AUDITOR)
        ]
        seen = set()
        for person in people:
            self.client.force_login(person)
            for model, empty in EMPTY_LISTS.items():
                answer = self.client.get(reverse(f"admin:commitments_{model._meta.model_name}_changelist"))
                changes = (answer.context or {}).get("cl")
                if answer.status_code != 200 or changes is None or changes.result_count:
                    continue
                seen.add(model)
                with self.subTest(person=person.role, model=model.__name__):
                    shown = flat(answer.content.decode()).partition('<p class="empty">')[2]
                    shown = shown.partition("</p>")[0]
                    self.assertIn(f"Example: {escape(empty.example)}", shown)
                    self.assertLessEqual(shown.count('class="button"'), 1)
                    who = str(empty.filled_by) in shown
                    self.assertTrue('class="button"' in shown or who)
                    self.assertNotEqual(answer.context["has_add_permission"], who)
        self.assertEqual(set(EMPTY_LISTS) - seen, {User})
