"""What the demo's desk wrote: within the limits, well-formed, of items that the tables have."""

from django.test import SimpleTestCase

from commitments.briefings import limits, lines
from commitments.demo import briefing
from commitments.demo.loader import OCCASIONS
from commitments.models import Brief, TopicSheet
from tests.commitments.demo.test_tables import texts

SOME = "XV-2026-0001"


class BriefingTests(SimpleTestCase):
    def test_every_text_has_its_field_and_keeps_its_length(self) -> None:
        for model, written in ((Brief, briefing.BRIEF), *((TopicSheet, one) for one in briefing.SHEETS)):
            for name, text in written.items():
                field = model._meta.get_field(name)
                with self.subTest(name):
                    self.assertLessEqual(len(text), getattr(field, "max_length", None) or len(text))

    def test_it_is_within_the_limits_and_follows_the_advice(self) -> None:
        brief = {name: briefing.ITEM.sub(SOME, text) for name, text in briefing.BRIEF.items()}
        self.assertEqual((limits.faults_of_brief(brief), limits.advice_for_brief(brief)), ({}, {}))
        for sheet in briefing.SHEETS:
            told = {name: briefing.ITEM.sub(SOME, text) for name, text in sheet.items()}
            self.assertEqual((limits.faults_of_sheet(told), limits.advice_for_sheet(told)), ({}, {}))
            self.assertEqual(lines.sayings(sheet["titles"]).faults, ())
            self.assertTrue(lines.is_items(told["items"]))
        self.assertEqual(lines.events(brief["events"]).faults, ())
        self.assertEqual(lines.courtesies(brief["courtesy"]).faults, ())

    def test_every_item_named_is_in_the_tables(self) -> None:
        known = {text for occasion in OCCASIONS for text in texts(occasion)}
        # What is left of an item done in part is named by its successor, in the words of a life.
        known.add("Lend the two lamps that are missing")
        for written in (briefing.BRIEF, *briefing.SHEETS):
            for text in written.values():
                self.assertEqual(set(briefing.ITEM.findall(text)) - known, set())
