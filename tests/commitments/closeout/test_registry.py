"""Each model has chosen whether a package contains it, and no row in a package refers to one outside."""

import pytest
from django.apps import apps
from django.test import SimpleTestCase

from commitments.closeout.registry import CHOICES, EXPORTED, RECORDS, LeftOutChoice, list_fields
from commitments.closeout.schema import build_schema
from tests.commitments.closeout import schema_page

pytestmark = pytest.mark.both


class RegistryTests(SimpleTestCase):
    def test_each_model_has_chosen(self) -> None:
        self.assertEqual({model._meta.label for model in set(apps.get_models()) ^ set(CHOICES)}, set())

    def test_what_is_left_out_has_a_reason(self) -> None:
        left_out = [one for one in CHOICES.values() if isinstance(one, LeftOutChoice)]
        self.assertTrue(all(one.reason for one in left_out))

    def test_each_relation_of_what_is_in_a_package_leads_to_something_in_it(self) -> None:
        astray = [
            f"{model.__name__}.{field.name}"
            for model in EXPORTED
            for field in list_fields(model)
            if field.is_relation and field.related_model not in EXPORTED
        ]
        self.assertEqual(astray, [])

    def test_a_row_of_a_record_is_complete(self) -> None:
        """Only the email of a notice is withheld, which no package contains."""
        withheld = {
            model.__name__: set(choice.withheld) for model, choice in RECORDS.items() if choice.withheld
        }
        self.assertEqual(withheld, {"CopyNotice": {"email_id"}})

    def test_the_schema_names_each_column_once(self) -> None:
        for file in build_schema()["files"]:
            names = [column["name"] for column in file["columns"]]
            self.assertEqual(len(names), len(set(names)), file["file"])
            self.assertIn("id", names)

    def test_the_page_about_the_schema_is_as_the_models(self) -> None:
        self.assertEqual(schema_page.renew_page(), schema_page.PAGE.read_text(encoding="utf-8"))
