"""The words that the patterns of a grammar need."""

import re

from django.test import SimpleTestCase

from commitments.language.reader import french
from commitments.language.reader.english import GRAMMAR
from commitments.language.reader.grammar import compile_pattern, required_words
from tests.commitments.language.reader.test_long_statements import UNDERTAKEN

NEEDED = (
    (r"(?:have |has )?agree[sd]?(?: \w+ly)? to", ("agree",)),
    (r"(?:will|shall|'ll)(?: also)*", ("'ll", "shall", "will")),
    (r"t(?:ake|ook) note of", ("note",)),
    (r"(?:The |A )+MEETING", ("meeting",)),
    (r"(?:open|reopen) the (?!door)", ("open",)),
    # Any word may stand here.
    (r"(?:plan|\w+)", ("",)),
    (r"(?=port)(?:the )?", ("",)),
)


class RequiredWordsTests(SimpleTestCase):
    def test_a_pattern_needs_its_longest_words(self) -> None:
        for pattern, words in NEEDED:
            with self.subTest(pattern):
                self.assertEqual(required_words(compile_pattern(pattern)), words)

    def test_a_sentence_that_a_row_matches_has_a_word_that_the_row_needs(self) -> None:
        sentences = [sentence for sentence, _side in UNDERTAKEN]
        for grammar in (GRAMMAR, french.GRAMMAR):
            for _act, pattern in grammar.rows:
                words = required_words(pattern)
                for sentence in filter(pattern.search, sentences):
                    self.assertTrue(any(word in sentence.casefold() for word in words), pattern.pattern)

    def test_an_unknown_part_of_a_pattern_needs_nothing(self) -> None:
        self.assertEqual(required_words(re.compile(r"(?>port|ship)")), ("",))
