"""Two texts of one clause: what counts as a difference, and how many there are."""

import random
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from commitments.language.comparison.compare import Comparison, Flag, FlagKind, compare_texts
from commitments.language.comparison.words import compose_characters
from tests.commitments.language.comparison.sentences import WORDS, Sentence, sentence, written

LANGUAGES = st.sampled_from(sorted(WORDS))
CHANCE = st.integers(0, 2**32).map(random.Random)
MANY = settings(max_examples=60, deadline=None)


def pair_made(language: str, chance: random.Random, *, drop: bool, soften: bool) -> tuple[str, str]:
    """Write a text, and the same one with a phrase dropped and an undertaking softened."""
    ours = [sentence(language, chance) for _ in range(chance.randint(1, 4))]
    theirs = list(ours)
    if soften:
        at = chance.randrange(len(theirs))
        theirs[at] = softened(language, theirs[at], chance)
    if drop:
        at = chance.randrange(len(theirs))
        phrases = list(theirs[at].phrases)
        phrases.pop(chance.randrange(len(phrases)))
        theirs[at] = replace(theirs[at], phrases=tuple(phrases))
    return written(language, ours), written(language, theirs)


def softened(language: str, one: Sentence, chance: random.Random) -> Sentence:
    rung = chance.randrange(one.rung + 1, len(WORDS[language].undertakings))
    return replace(one, rung=rung, frame=chance.choice(WORDS[language].undertakings[rung]))


def kinds(comparison: Comparison) -> Counter[FlagKind]:
    return Counter(flag.kind for flag in comparison.flags)


class PropertyTests(SimpleTestCase):
    @MANY
    @given(LANGUAGES, CHANCE)
    def test_an_omission_and_a_softened_verb_are_exactly_two_flags(
        self, language: str, chance: random.Random
    ) -> None:
        base, other = pair_made(language, chance, drop=True, soften=True)
        found = compare_texts(base, other, language)
        self.assertEqual(kinds(found), Counter([FlagKind.OMISSION, FlagKind.SOFTENED]), (base, other))

    @MANY
    @given(LANGUAGES, CHANCE)
    def test_each_of_them_alone_is_one_flag(self, language: str, chance: random.Random) -> None:
        for drop, kind in ((True, FlagKind.OMISSION), (False, FlagKind.SOFTENED)):
            base, other = pair_made(language, chance, drop=drop, soften=not drop)
            self.assertEqual(kinds(compare_texts(base, other, language)), Counter([kind]), (base, other))

    @MANY
    @given(LANGUAGES, CHANCE)
    def test_swapping_the_texts_turns_every_flag_round(self, language: str, chance: random.Random) -> None:
        base, other = pair_made(language, chance, drop=True, soften=True)
        there, back = compare_texts(base, other, language), compare_texts(other, base, language)
        self.assertEqual([flag.turned() for flag in there.flags], list(back.flags))
        self.assertEqual(kinds(back), Counter([FlagKind.ADDITION, FlagKind.HARDENED]))

    @MANY
    @given(LANGUAGES, CHANCE)
    def test_spaces_quotes_case_and_a_final_stop_are_no_difference(
        self, language: str, chance: random.Random
    ) -> None:
        base, _other = pair_made(language, chance, drop=False, soften=False)
        for changed in (base.replace(" ", "\n  "), base.replace("’", "'"), base.upper(), base.rstrip(".")):
            self.assertEqual(compare_texts(base, changed, language).flags, (), (base, changed))

    @settings(max_examples=200, deadline=None)
    @given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["en", "fr", "ko", "km"]))
    def test_any_two_texts_compare_alike_both_ways_and_places_give_the_words(
        self, base: str, other: str, language: str
    ) -> None:
        there, back = compare_texts(base, other, language), compare_texts(other, base, language)
        self.assertEqual([flag.turned() for flag in there.flags], list(back.flags))
        self.assertEqual(compare_texts(base, base, language).flags, ())
        for flag in there.flags:
            self.assertEqual(compose_characters(base)[slice(*flag.base_at)], flag.base)
            self.assertEqual(compose_characters(other)[slice(*flag.other_at)], flag.other)


class WordTests(SimpleTestCase):
    def only(self, base: str, other: str, language: str = "en") -> Flag:
        flags = compare_texts(base, other, language).flags
        self.assertEqual(len(flags), 1, flags)
        return flags[0]

    def test_a_softened_verb_is_told_with_the_verb_it_governs(self) -> None:
        flag = self.only("The sides will establish a group.", "The sides will consider establishing a group.")
        self.assertEqual(
            (flag.kind, flag.base, flag.other),
            (FlagKind.SOFTENED, "will establish", "will consider establishing"),
        )

    def test_verbs_that_share_an_undertaking_change_form_together(self) -> None:
        flag = self.only(
            "They agreed to establish and fund a group.",
            "They expressed interest in establishing and funding a group.",
        )
        self.assertEqual(flag.kind, FlagKind.SOFTENED)

    def test_a_verb_that_becomes_a_noun_is_still_one_softening(self) -> None:
        flag = self.only(
            "They agreed to establish a line.", "They will consider the establishment of a line."
        )
        self.assertEqual(flag.other, "will consider the establishment")

    def test_an_adverb_inside_the_undertaking_is_told_apart(self) -> None:
        flags = compare_texts(
            "They will establish a group.", "They will jointly consider establishing a group.", "en"
        ).flags
        self.assertEqual({flag.kind for flag in flags}, {FlagKind.SOFTENED, FlagKind.ADDITION})

    def test_the_whole_ladder_of_english_is_in_order(self) -> None:
        ladder = ("shall", "will", "will endeavour to", "will consider whether to", "noted the need to")
        for firm, weak in pairwise(ladder):
            with self.subTest(firm=firm, weak=weak):
                flag = self.only(f"Korea {firm} open the port.", f"Korea {weak} open the port.")
                self.assertEqual(flag.kind, FlagKind.SOFTENED)

    def test_a_chain_is_as_strong_as_its_weakest_link(self) -> None:
        for firm, weak in (
            ("shall seek to", "will seek to"),
            ("will seek to", "will seek to consider whether to"),
            ("agreed to", "agreed to consider whether to"),
        ):
            with self.subTest(firm=firm, weak=weak):
                flag = self.only(f"Korea {firm} open the port.", f"Korea {weak} open the port.")
                self.assertEqual(flag.kind, FlagKind.SOFTENED)

    def test_the_same_strength_in_other_words_is_changed_wording(self) -> None:
        flag = self.only("They agreed to share records.", "They decided to share records.")
        self.assertEqual(flag.kind, FlagKind.CHANGED)

    def test_a_not_is_told_for_what_it_is(self) -> None:
        flag = self.only("Korea will not raise tariffs.", "Korea will raise tariffs.")
        self.assertEqual((flag.kind, flag.base), (FlagKind.OMISSION, "not"))

    def test_numbers_and_dates_have_their_own_flag(self) -> None:
        for base, other in (
            ("They will meet by 30 June 2026.", "They will meet by 31 July 2026."),
            ("They will meet by 30 June 2026.", "They will meet by 30 June 2027."),
            ("They will fund 12 posts.", "They will fund ten posts."),
            ("A share of 5 per cent.", "A share of 6%."),
            ("They will meet in May.", "They will meet in June."),
        ):
            with self.subTest(base=base, other=other):
                self.assertEqual(self.only(base, other).kind, FlagKind.FIGURE)

    def test_a_date_or_number_in_another_form_is_no_difference(self) -> None:
        for base, other, language in (
            ("by 30 June 2026", "by June 30, 2026", "en"),
            ("by 30 June 2026", "by 2026-06-30", "en"),
            ("twelve posts, 1,000 places", "12 posts, 1000 places", "en"),
            ("5 per cent", "5%", "en"),
            ("le 1er juin 2026", "le 1 juin 2026", "fr"),
            ("2026년 6월 30일까지", "2026년6월30일까지", "ko"),
        ):
            with self.subTest(base=base, other=other):
                self.assertEqual(compare_texts(base, other, language).flags, ())

    def test_another_owner_is_changed_wording(self) -> None:
        flag = self.only("The Ministry of Justice will lead.", "The Ministry of the Interior will lead.")
        self.assertEqual((flag.kind, flag.base, flag.other), (FlagKind.CHANGED, "Justice", "the Interior"))

    def test_british_and_american_spelling_are_one(self) -> None:
        flags = compare_texts(
            "They will endeavour to organise labour programmes.",
            "They will endeavor to organize labor programs.",
            "en",
        ).flags
        self.assertEqual(flags, ())

    def test_may_is_a_month_where_it_is_written_as_one(self) -> None:
        flag = self.only("Korea will act in May 2027.", "Korea may act in May 2027.")
        self.assertEqual(flag.kind, FlagKind.SOFTENED)

    def test_a_text_in_quite_other_words_is_one_flag_beside_its_undertaking(self) -> None:
        base = "The two sides will establish a working group of experts on online fraud by 30 June 2026."
        other = "Both ministers hope that their police can meet more often about crimes that cross borders."
        there, back = compare_texts(base, other, "en"), compare_texts(other, base, "en")
        self.assertEqual([flag.kind for flag in there.flags], [FlagKind.SOFTENED, FlagKind.REWRITTEN])
        self.assertEqual([flag.turned() for flag in there.flags], list(back.flags))

    def test_a_phrase_in_another_place_was_moved_not_left_out(self) -> None:
        flag = self.only(
            "By 30 June 2026, the sides will set up a joint group.",
            "The sides will set up a joint group by 30 June 2026.",
        )
        self.assertEqual((flag.kind, flag.base), (FlagKind.MOVED, "By 30 June 2026"))

    def test_a_not_or_a_reserve_before_the_to_is_told_apart(self) -> None:
        flag = self.only("Korea will not raise tariffs.", "Korea will seek not to raise tariffs.")
        self.assertEqual(flag.kind, FlagKind.SOFTENED)
        flag = self.only("They agreed to meet.", "They agreed, in principle, to meet.")
        self.assertEqual((flag.kind, flag.other), (FlagKind.ADDITION, "in principle, to"))

    def test_half_years_are_figures(self) -> None:
        self.assertEqual(
            self.only("2026년 상반기에 만난다.", "2026년 하반기에 만난다.", "ko").kind, FlagKind.FIGURE
        )

    def test_a_region_of_a_language_is_no_other_language(self) -> None:
        self.assertEqual(compare_texts("They shall meet.", "they shall meet", "en-GB", "EN").flags, ())

    def test_a_work_is_no_undertaking(self) -> None:
        flag = self.only(
            "They will report its work to the ministers.", "They will report its work to ministers."
        )
        self.assertEqual((flag.kind, flag.base), (FlagKind.OMISSION, "the"))

    def test_two_languages_are_left_to_the_eye(self) -> None:
        found = compare_texts("The sides will meet.", "양측은 만난다.", "en", "ko")
        self.assertEqual((found.flags, found.is_comparable), ((), False))

    def test_a_language_without_a_ladder_is_compared_by_its_words(self) -> None:
        found = compare_texts("ភាគីទាំងពីរនឹងបង្កើតក្រុម", "ភាគីទាំងពីរនឹងពិចារណាបង្កើតក្រុម", "km")
        self.assertFalse(found.weighs_verbs)
        self.assertEqual([(f.kind, f.other) for f in found.flags], [(FlagKind.ADDITION, "ពិចារណា")])

    def test_what_is_missing_has_an_empty_place_between_its_neighbours(self) -> None:
        flag = self.only("They will meet twice in Seoul.", "They will meet in Seoul.")
        self.assertEqual(flag.other_at, (14, 14))
        self.assertEqual((flag.base_at, flag.base), ((15, 20), "twice"))


class LongTextTests(SimpleTestCase):
    """Whatever is compared, the work is bounded: counted in cells, as a timed test would fail by chance."""

    def test_long_texts_without_a_rare_word_are_one_rewritten_passage(self) -> None:
        chance = random.Random(7)
        texts = [" ".join(chance.choice("ab") for _ in range(10_000)) for _ in range(2)]
        self.assertEqual(len(compare_texts(texts[0], texts[1], "en").flags), 1)

    def test_a_long_text_with_two_changes_shows_two_flags(self) -> None:
        chance = random.Random(11)
        ours = [replace(sentence("en", chance), subject=f"Article {n}: the sides") for n in range(150)]
        base = written("en", ours)[:20_000]
        other = base.replace("Article 40: the sides", "Article 40: both", 1).replace(
            "Article 90: ", "Article 90, ", 1
        )
        self.assertEqual(kinds(compare_texts(base, other, "en")), Counter([FlagKind.CHANGED]))
