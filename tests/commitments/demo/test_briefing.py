"""What the demo's desk wrote: within the limits, well-formed, of items that the tables have."""

from django.test import SimpleTestCase

from commitments.demo import briefs
from commitments.demo.loader import OCCASIONS
from commitments.models import Brief, TopicBrief
from commitments.packets import formats, limits
from tests.commitments.demo.test_tables import texts

SOME = "XV-2026-0001"


class BriefingTests(SimpleTestCase):
    def test_every_text_has_its_field_and_keeps_its_length(self) -> None:
        for model, written in ((Brief, briefs.BRIEF), *((TopicBrief, one) for one in briefs.SHEETS)):
            for name, text in written.items():
                field = model._meta.get_field(name)
                with self.subTest(name):
                    self.assertLessEqual(len(text), getattr(field, "max_length", None) or len(text))

    def test_it_is_within_the_limits_and_follows_the_advice(self) -> None:
        brief = {name: briefs.ITEM.sub(SOME, text) for name, text in briefs.BRIEF.items()}
        self.assertEqual((limits.faults_of_brief(brief), limits.advice_for_brief(brief)), ({}, {}))
        for sheet in briefs.SHEETS:
            told = {name: briefs.ITEM.sub(SOME, text) for name, text in sheet.items()}
            self.assertEqual((limits.faults_of_sheet(told), limits.advice_for_sheet(told)), ({}, {}))
            self.assertEqual(formats.parse_sayings(sheet["titles"]).faults, ())
            self.assertTrue(formats.is_items(told["items"]))
        self.assertEqual(formats.parse_events(brief["events"]).faults, ())
        self.assertEqual(formats.parse_courtesies(brief["courtesy"]).faults, ())

    def test_every_item_named_is_in_the_tables(self) -> None:
        known = {text for occasion in OCCASIONS for text in texts(occasion)}
        # What is left of an item done in part is named by its successor, in the words of a life.
        known.add("Lend the two remaining beacons")
        for written in (briefs.BRIEF, *briefs.SHEETS):
            for text in written.values():
                self.assertEqual(set(briefs.ITEM.findall(text)) - known, set())
