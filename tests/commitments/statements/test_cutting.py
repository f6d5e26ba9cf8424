"""Officers mark words of their own, take passages apart and join them; a later reading keeps to that."""

from typing import Any, ClassVar
from unittest import mock

from django.test import TestCase

from commitments.enums import OutcomeKind, OwedBy, PassageState
from commitments.errors import Refused
from commitments.meetings import outcomes
from commitments.models import Passage, Statement
from commitments.statements import decisions, passages, reading
from commitments.statements.passages import Found
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.statements.texts import AFFIRMED, ASK, JOINT, READOUT, RECALLED, WELCOMED, of, waiting

TWO = "Both sides agreed to share records by 30 June 2026, and the Valdorian side will send two trainers."


class CuttingTests(TestCase):
    cast: ClassVar[Cast]
    statement: Statement

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.statement = make.statement(self.cast, text=READOUT)
        self.read()

    def read(self) -> None:
        reading.read_text(self.statement, by=self.cast.officer, now=NOW)

    def refused(self, function: Any, *args: Any) -> str:
        with self.assertRaises(Refused) as caught:
            function(*args, by=self.cast.officer, now=NOW)
        return caught.exception.code

    def mark(self, words: str) -> Passage:
        return decisions.mark_passage(self.statement, words, by=self.cast.officer, now=NOW)

    def correct(self, old: str, new: str) -> None:
        self.statement = outcomes.change_statement(
            self.statement,
            {"text": self.statement.text.replace(old, new)},
            expected=self.statement.version,
            by=self.cast.officer,
            now=NOW,
        )
        self.read()

    def test_words_are_marked_by_hand_whatever_the_line_breaks_and_stay_marked(self) -> None:
        one = self.mark(WELCOMED.replace(" for ", "\n  for "))
        self.assertEqual((one.words, READOUT[one.start : one.end]), (WELCOMED, WELCOMED))
        self.correct("The Minister visited", "After a week the Minister visited")
        one.refresh_from_db()
        self.assertEqual((one.state, self.statement.text[one.start : one.end]), ("waiting", WELCOMED))
        self.correct(WELCOMED, "")
        one.refresh_from_db()
        self.assertEqual((one.state, one.start), (PassageState.GONE, None))

    def test_what_was_marked_by_hand_is_not_proposed_beside_it_once_the_reader_finds_it(self) -> None:
        mine = self.mark(WELCOMED)
        decisions.reject_passage(mine, by=self.cast.officer, now=NOW)
        start = READOUT.index(WELCOMED)
        better = Found(WELCOMED, (start, start + len(WELCOMED)), passages.Guess(OutcomeKind.UNDERSTANDING))
        with mock.patch("commitments.statements.reading.found_in", return_value=[better]):
            self.read()
        self.assertEqual(self.statement.passages.filter(words=WELCOMED).count(), 1)
        self.assertEqual(of(self.statement, WELCOMED).state, PassageState.REJECTED)
        # What it does not find any more stays, as long as its words do.
        self.assertEqual([one.words for one in waiting(self.statement)], [ASK, AFFIRMED, JOINT])

    def test_what_is_not_there_stands_twice_or_is_marked_already_is_refused(self) -> None:
        for words, code in (("Nonesuch", "no_such_words"), ("The Minister", "not_once"), (ASK, "marked")):
            self.assertEqual(self.refused(decisions.mark_passage, self.statement, words), code)
        decisions.reject_passage(of(self.statement, ASK), by=self.cast.officer, now=NOW)
        self.assertEqual(self.mark(ASK).state, PassageState.WAITING)
        self.assertEqual(self.statement.passages.filter(words=ASK).count(), 1)

    def test_a_passage_is_taken_apart_each_part_read_by_itself_and_stays_so(self) -> None:
        self.correct(RECALLED, TWO)
        whole = waiting(self.statement)[-1]
        at = decisions.find_words(whole, "the Valdorian side will")
        first, second = decisions.split_passage(whole, at, by=self.cast.officer, now=NOW)
        guesses = [passages.Guess.from_json(one.guess) for one in (first, second)]
        self.assertEqual([one.owes for one in guesses], [OwedBy.JOINT, OwedBy.THEIRS])
        self.assertEqual([one.deadline.wording for one in guesses], ["by 30 June 2026", ""])
        before = [one.words for one in waiting(self.statement)]
        self.correct("The Minister visited", "Then the Minister visited")
        self.assertEqual([one.words for one in waiting(self.statement)], before)
        text = self.statement.text
        self.assertTrue(all(text[one.start : one.end] == one.words for one in waiting(self.statement)))
        self.assertRaises(Refused, decisions.find_words, first, "nowhere in it")

    def test_passages_are_joined_with_what_stands_between_and_not_proposed_again(self) -> None:
        ask, affirmed = of(self.statement, ASK), of(self.statement, AFFIRMED)
        joined = decisions.merge_passages([affirmed, ask], by=self.cast.officer, now=NOW)
        self.assertEqual((joined.pk, joined.words), (ask.pk, f"{ASK} {AFFIRMED}"))
        guess = passages.Guess.from_json(joined.guess)
        self.assertEqual((guess.kind, guess.deadline.wording), (OutcomeKind.REQUEST, "by 30 June 2026"))
        self.correct("The Minister visited", "Then the Minister visited")
        self.assertEqual([one.words for one in waiting(self.statement)], [joined.words, JOINT])
        # Once its first half is gone, the other half is a passage of its own again.
        self.correct(ASK, "")
        self.assertEqual([one.words for one in waiting(self.statement)], [AFFIRMED, JOINT])

    def test_of_joined_ones_what_still_stands_waits_again_once_another_part_is_corrected(self) -> None:
        later = AFFIRMED.replace("30 June", "31 July")
        between = "Nothing else was said."
        for old, new, left in (
            (AFFIRMED, later, [ASK, later, JOINT]),
            (between, "Much else was said.", [ASK, later, JOINT]),
        ):
            decisions.merge_passages(waiting(self.statement)[:2], by=self.cast.officer, now=NOW)
            self.correct(old, new)
            self.assertEqual([one.words for one in waiting(self.statement)], left)
            guess = passages.Guess.from_json(of(self.statement, ASK).guess)
            self.assertEqual((guess.kind, guess.deadline.wording), (OutcomeKind.REQUEST, ""))
            self.read()
            self.assertEqual([one.words for one in waiting(self.statement)], left)
            self.correct(f"{ASK} ", f"{ASK} {between} ")

    def test_joined_ones_that_were_decided_stay_decided_whatever_is_corrected_in_them(self) -> None:
        joined = decisions.merge_passages(waiting(self.statement)[:2], by=self.cast.officer, now=NOW)
        decisions.reject_passage(joined, by=self.cast.officer, now=NOW)
        later = AFFIRMED.replace("30 June", "31 July")
        self.correct(AFFIRMED, later)
        self.assertEqual([one.words for one in waiting(self.statement)], [later, JOINT])
        joined.refresh_from_db()
        self.assertEqual(decisions.undo_decision(joined, by=self.cast.officer, now=NOW).words, ASK)
        self.assertEqual([one.words for one in waiting(self.statement)], [ASK, later, JOINT])

    def test_a_part_takes_from_the_whole_only_what_stands_in_it(self) -> None:
        self.correct(RECALLED, f"The list was ready, and the {AFFIRMED[4:]}")
        whole = waiting(self.statement)[-1]
        first, second = decisions.split_passage(
            whole, whole.words.index("the Valdorian"), by=self.cast.officer, now=NOW
        )
        told = [passages.Guess.from_json(one.guess) for one in (first, second)]
        self.assertEqual([one.kind for one in told], [OutcomeKind.TOPIC, OutcomeKind.COMMITMENT])
        self.assertEqual([one.deadline.wording for one in told], ["", "by 30 June 2026"])

    def test_words_that_came_to_stand_where_a_passage_was_are_marked_and_that_stays_as_it_is(self) -> None:
        decisions.reject_passage(of(self.statement, ASK), by=self.cast.officer, now=NOW)
        other = ASK.replace("The Minister asked", "His deputies asked")
        with mock.patch.object(self, "read"):
            self.correct(ASK, other)
        mine = self.mark(other)
        self.assertEqual((mine.words, mine.state), (other, PassageState.WAITING))
        self.assertEqual(of(self.statement, ASK).state, PassageState.REJECTED)

    def test_only_undecided_passages_of_one_text_are_joined(self) -> None:
        ask, joint = of(self.statement, ASK), of(self.statement, JOINT)
        self.assertEqual(self.refused(decisions.merge_passages, [ask]), "one")
        decisions.reject_passage(joint, by=self.cast.officer, now=NOW)
        self.assertEqual(self.refused(decisions.merge_passages, [ask, joint]), "decided")
        other = make.statement(self.cast, self.statement.meeting, text=READOUT)
        reading.read_text(other, by=self.cast.officer, now=NOW)
        self.assertEqual(self.refused(decisions.merge_passages, [ask, of(other, ASK)]), "other_text")
