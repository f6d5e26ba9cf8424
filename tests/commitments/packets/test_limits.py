"""How long the written parts may be."""

from django.test import SimpleTestCase

from commitments.models import Brief, TopicBrief
from commitments.packets import limits
from commitments.packets.field_limits import count_words, find_widest_field
from commitments.packets.sections import changes, core_brief


def many(count: int) -> str:
    return "\n".join(f"- entry {number}" for number in range(count))


class BriefTests(SimpleTestCase):
    def test_a_brief_within_its_limits_has_no_fault(self) -> None:
        texts = {"objectives": many(3), "messages": many(3), "not_to_say": many(5), "ask": "Will you?"}
        self.assertEqual(limits.faults_of_brief(texts), {})

    def test_each_list_has_its_most(self) -> None:
        for name, most in (("objectives", 3), ("messages", 3), ("not_to_say", 5)):
            with self.subTest(name):
                self.assertEqual(list(limits.faults_of_brief({name: many(most + 1)})), [name])
                self.assertEqual(limits.faults_of_brief({name: many(most)}), {})

    def test_the_core_has_300_words_and_the_widest_field_is_told(self) -> None:
        texts = {"why": "word " * 200, "messages": "word " * 50, "ask": "word " * 50}
        self.assertEqual(limits.faults_of_brief(texts), {})
        faults = limits.faults_of_brief(texts | {"if_refused": "one more"})
        self.assertEqual(list(faults), ["why"])
        self.assertIn("302 words; at most 300 fit", faults["why"][0])
        self.assertIn("Remove 2 words", faults["why"][0])

    def test_the_ask_is_one_line(self) -> None:
        self.assertEqual(list(limits.faults_of_brief({"ask": "Will you?\nPlease."})), ["ask"])

    def test_many_short_lines_are_wide_too(self) -> None:
        texts = {"why": "word " * 60, "not_to_say": "a\n" * 30}
        self.assertEqual(find_widest_field(texts, core_brief.LIMITS), "not_to_say")

    def test_marks_of_lists_are_no_words(self) -> None:
        self.assertEqual(count_words("- one – 2 *three*"), 3)

    def test_a_text_without_blanks_counts_by_its_letters(self) -> None:
        khmer = "កិច្ចសហប្រតិបត្តិការទប់ស្កាត់ឧក្រិដ្ឋកម្មឆ្លងដែន" * 60
        for text in (khmer, "x" * 20_000):
            with self.subTest(text[:5]):
                self.assertEqual(
                    find_widest_field({"why": text, "ask": "Will you?"}, core_brief.LIMITS), "why"
                )
                self.assertEqual(list(limits.faults_of_brief({"why": text})), ["why"])
        self.assertEqual(count_words("internationalisation"), 1)

    def test_an_empty_field_is_never_to_be_shortened(self) -> None:
        self.assertEqual(find_widest_field({"if_accepted": "", "why": "Short."}, core_brief.LIMITS), "why")

    def test_an_objective_without_an_item_is_told_and_not_refused(self) -> None:
        texts = {"objectives": "1. A calendar (26-0004)\n2. A clock"}
        self.assertEqual(limits.faults_of_brief(texts), {})
        self.assertIn("Entries without a reference: 2.", limits.advice_for_brief(texts)["objectives"][0])
        self.assertEqual(limits.advice_for_brief({"objectives": "A calendar (26-0004)"}), {})


class SheetTests(SimpleTestCase):
    def test_each_list_has_its_most(self) -> None:
        for name, most in (("points", 5), ("if_raised", 4)):
            with self.subTest(name):
                self.assertEqual(list(limits.faults_of_sheet({name: many(most + 1)})), [name])
                self.assertEqual(limits.faults_of_sheet({name: many(most)}), {})

    def test_a_point_opens_with_a_verb_in_bold(self) -> None:
        self.assertEqual(limits.advice_for_sheet({"points": "- **Thank.** For all."}), {})
        self.assertIn(
            "verb in bold: 2.",
            limits.advice_for_sheet({"points": "**Thank.** a\nAsk."})["points"][0],
        )


class FieldTests(SimpleTestCase):
    def test_every_field_with_a_limit_is_on_its_record(self) -> None:
        for model, table in ((Brief, limits.BRIEF), (TopicBrief, limits.SHEET)):
            self.assertEqual(set(table) - {field.name for field in model._meta.get_fields()}, set())


class ProposalTests(SimpleTestCase):
    def test_a_wording_to_read_back_has_its_letters(self) -> None:
        most = changes.WORDING_LETTERS
        self.assertEqual(limits.faults_of_proposal({"wording": "x" * most}), {})
        faults = limits.faults_of_proposal({"wording": "x" * (most + 1), "fallback": "x" * 900})
        self.assertEqual(
            faults,
            {"wording": ["At most 600 characters can be read back; this wording has 601. Shorten it."]},
        )
