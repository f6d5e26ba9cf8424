"""A text is read, and read again: only what differs is proposed."""

import datetime
from typing import ClassVar

from django.test import TestCase

from commitments.access import grants, policy
from commitments.audit import log
from commitments.enums import Classification, OutcomeKind, OwedBy, PassageState, Strength
from commitments.errors import Refused
from commitments.meetings import outcomes
from commitments.models import AuditRow, Passage, Statement, TextReading
from commitments.records import edits
from commitments.statements import decisions, passages, reading
from tests import make
from tests.cast import NOW, Cast, gather, signed_in
from tests.commitments.statements.texts import AFFIRMED, ASK, JOINT, READOUT, WELCOMED, of, waiting

LATER = NOW + datetime.timedelta(hours=1)


class ReadingTests(TestCase):
    cast: ClassVar[Cast]
    statement: Statement

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.statement = make.statement(self.cast, text=READOUT)

    def read(self) -> TextReading:
        return reading.read_text(self.statement, by=self.cast.officer, now=NOW)

    def correct(self, *pairs: tuple[str, str]) -> None:
        text = self.statement.text
        for old, new in pairs:
            self.assertIn(old, text)
            text = text.replace(old, new)
        self.statement.refresh_from_db()
        self.statement = outcomes.change_statement(
            self.statement,
            {"text": text},
            expected=self.statement.version,
            by=self.cast.officer,
            now=NOW,
        )

    def words(self) -> list[str]:
        return [one.words for one in waiting(self.statement)]

    def test_what_may_be_a_point_waits_at_its_place_with_what_the_words_say(self) -> None:
        self.read()
        self.assertEqual(self.words(), [ASK, AFFIRMED, JOINT])
        for one in waiting(self.statement):
            self.assertEqual(READOUT[one.start : one.end], one.words)
        ask, affirmed, joint = (passages.Guess.from_json(one.guess) for one in waiting(self.statement))
        self.assertEqual((ask.kind, ask.owes, ask.verb), (OutcomeKind.REQUEST, OwedBy.THEIRS, "asked"))
        self.assertEqual(affirmed.deadline.wording, "by 30 June 2026")
        self.assertEqual(
            (joint.owes, joint.strength, joint.deadline.count), (OwedBy.JOINT, Strength.AGREED, 30)
        )

    def test_what_is_an_outcome_already_is_accepted_as_that_and_the_outcome_outlives_an_undo(self) -> None:
        at, officer = self.statement.meeting, self.cast.officer
        typed = make.outcome(self.cast, at, clause=AFFIRMED.rstrip("."))
        higher = make.outcome(self.cast, at, clause=JOINT, classification=Classification.CONFIDENTIAL)
        reading.read_text(self.statement, by=officer, now=LATER)
        self.assertEqual(self.words(), [ASK, JOINT])
        known = of(self.statement, AFFIRMED)
        self.assertEqual((known.outcome, known.decided_by), (typed, officer))
        decisions.undo_decision(known, by=officer, now=LATER)
        self.assertEqual(self.words(), [ASK, AFFIRMED, JOINT])
        self.assertEqual(set(at.outcomes.all()), {typed, higher})

    def test_a_point_of_a_list_is_named_without_what_leads_to_the_next(self) -> None:
        points = "Both sides agreed to:\n• hold a joint exercise in Seoul by 30 June 2026;\n• share records."
        self.statement = make.statement(self.cast, text=points)
        self.read()
        told = [passages.Guess.from_json(one.guess).action for one in waiting(self.statement)]
        self.assertEqual(told, ["Hold a joint exercise in Seoul", "Share records"])

    def test_reading_the_same_text_again_changes_nothing(self) -> None:
        self.read()
        before = AuditRow.objects.filter(subject_type=Passage._meta.label).count()
        self.read()
        self.assertEqual(AuditRow.objects.filter(subject_type=Passage._meta.label).count(), before)

    def test_a_corrected_text_shows_only_the_difference(self) -> None:
        self.read()
        decisions.reject_passage(of(self.statement, ASK), reason="Not for us.", by=self.cast.officer, now=NOW)
        decisions.accept_passage(
            of(self.statement, JOINT),
            decisions.Accepted(OutcomeKind.COMMITMENT, OwedBy.JOINT, Strength.AGREED),
            by=self.cast.officer,
            now=NOW,
        )
        other = AFFIRMED.replace("30 June", "31 August")
        self.assertFalse(reading.is_changed(self.statement, self.statement.reading))
        self.correct(("The Minister visited", "On his way home the Minister visited"), (AFFIRMED, other))
        self.assertTrue(reading.is_changed(self.statement, TextReading.objects.get()))
        self.read()
        self.assertFalse(reading.is_changed(self.statement, TextReading.objects.get()))
        self.assertEqual(self.words(), [other])
        self.assertEqual(of(self.statement, AFFIRMED).state, PassageState.GONE)
        for words, state in ((ASK, PassageState.REJECTED), (JOINT, PassageState.ACCEPTED)):
            one = of(self.statement, words)
            self.assertEqual(one.state, state)
            self.assertEqual(self.statement.text[one.start : one.end], words)

    def test_what_comes_back_into_the_text_waits_again_and_what_was_rejected_does_not(self) -> None:
        self.read()
        decisions.reject_passage(of(self.statement, ASK), by=self.cast.officer, now=NOW)
        self.correct((f"{ASK} {AFFIRMED}", ""))
        self.read()
        self.assertEqual(self.words(), [JOINT])
        self.assertIsNone(of(self.statement, ASK).start)
        self.correct((f"{JOINT} ", f"{ASK} {AFFIRMED} {JOINT} "))
        self.read()
        self.assertEqual(self.words(), [AFFIRMED, JOINT])
        self.assertEqual(of(self.statement, ASK).state, PassageState.REJECTED)

    def test_a_sentence_that_stands_twice_is_followed_one_by_one(self) -> None:
        self.read()
        decisions.reject_passage(of(self.statement, JOINT), by=self.cast.officer, now=NOW)
        self.correct((WELCOMED, f"{WELCOMED} {JOINT}"))
        self.read()
        states = list(
            self.statement.passages.filter(words=JOINT).order_by("start").values_list("state", flat=True)
        )
        self.assertEqual(states, [PassageState.REJECTED, PassageState.WAITING])

    def test_of_a_sentence_that_stood_twice_the_one_that_stays_is_the_decided_one(self) -> None:
        self.read()
        decisions.reject_passage(of(self.statement, JOINT), by=self.cast.officer, now=NOW)
        self.correct(("The Minister visited", f"{JOINT} The Minister visited"))
        self.read()
        self.assertEqual(self.words(), [JOINT, ASK, AFFIRMED])
        self.correct((f"{JOINT} {WELCOMED}", WELCOMED))
        self.read()
        self.assertEqual(self.words(), [ASK, AFFIRMED])
        kept = self.statement.passages.get(words=JOINT, start=0)
        self.assertEqual(kept.state, PassageState.REJECTED)

    def test_other_line_breaks_are_no_other_words(self) -> None:
        self.read()
        decisions.reject_passage(of(self.statement, JOINT), by=self.cast.officer, now=NOW)
        self.correct(("agreed to hold a joint exercise", "agreed to hold a joint\nexercise"))
        self.read()
        self.assertEqual(self.words(), [ASK, AFFIRMED])
        one = self.statement.passages.get(state=PassageState.REJECTED)
        self.assertEqual(self.statement.text[one.start : one.end], one.words)

    def test_a_passage_is_as_visible_as_its_text_and_its_history_stands_with_it(self) -> None:
        secret = make.statement(
            self.cast,
            make.meeting(self.cast, classification=Classification.SECRET),
            text=READOUT,
            classification=Classification.SECRET,
        )
        reading.read_text(secret, by=self.cast.head, now=NOW)
        self.read()
        for person in (self.cast.officer, self.cast.head, self.cast.stranger, self.cast.auditor):
            user = signed_in(person)
            with self.subTest(person.username):
                for model in (Passage, TextReading):
                    texts = {one.statement_id for one in policy.readable_by(model.objects.all(), user)}
                    seen = policy.readable_by(Statement.objects.all(), user).values_list("pk", flat=True)
                    self.assertEqual(texts, set(seen))
                told = policy.readable_by(
                    AuditRow.objects.filter(subject_type=Passage._meta.label), user
                ).values_list("page_id", flat=True)
                self.assertEqual(set(told), set(seen))
        rows = log.list_history(self.statement).filter(subject_type=Passage._meta.label)
        self.assertEqual(rows.count(), 3)

    def test_what_was_given_in_confidence_does_not_go_outside_with_its_passages(self) -> None:
        self.read()
        told = make.statement(self.cast, self.statement.meeting, text=READOUT)
        edits.change_record(told, {"in_confidence": True}, by=self.cast.officer, now=NOW)
        reading.read_text(told, by=self.cast.officer, now=NOW)
        for model in (Passage, TextReading):
            fit = grants.fit_for_outside(model.objects.all())
            self.assertEqual({one.statement_id for one in fit}, {self.statement.pk})

    def test_only_the_desk_reads_and_an_empty_or_endless_text_is_refused_with_what_to_do(self) -> None:
        with self.assertRaises(Refused):
            reading.read_text(self.statement, by=self.cast.stranger, now=NOW)
        for text, code in (("", "no_text"), ("Word. " * 20_000, "long")):
            statement = make.statement(self.cast, self.statement.meeting, text=text)
            with self.assertRaises(Refused) as caught:
                reading.read_text(statement, by=self.cast.officer, now=NOW)
            self.assertEqual(caught.exception.code, code)
        self.assertFalse(Passage.objects.exists())
