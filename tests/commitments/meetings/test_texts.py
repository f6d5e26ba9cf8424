"""How texts of a meeting word an outcome: recorded once, locked with the meeting, seen through the door."""

from django.db import transaction
from django.db.utils import DatabaseError
from django.test import TestCase

from commitments.enums import Classification, StatementKind
from commitments.errors import Refused
from commitments.language.comparison.compare import FlagKind
from commitments.meetings import meetings, texts
from commitments.meetings.texts import TextState
from commitments.models import AuditRow, Clause, Meeting, Outcome, Statement
from tests import make
from tests.cast import NOW, Cast, gather

JOINT = "The two sides will establish a joint group through their police by 30 June 2026."
OTHER = "The two sides will consider establishing a joint group through their police."


class TextTests(TestCase):
    cast: Cast
    meeting: Meeting
    joint: Statement
    ours: Statement
    theirs: Statement
    outcome: Outcome

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)
        cls.joint = make.statement(cls.cast, cls.meeting)
        cls.theirs = make.statement(
            cls.cast, cls.meeting, kind=StatementKind.THEIR_READOUT, title="Readout of Valdoria", text=OTHER
        )
        cls.ours = make.statement(cls.cast, cls.meeting, kind=StatementKind.OUR_READOUT, title="Our readout")
        cls.outcome = make.outcome(cls.cast, cls.meeting, clause=JOINT, statement=cls.joint)

    def record(self, statement: Statement | None = None, wording: str = OTHER, **said: str) -> Clause:
        return texts.record_wording(
            self.outcome, statement or self.theirs, wording, by=self.cast.officer, now=NOW, **said
        )

    def close(self) -> None:
        meetings.close_meeting(self.meeting, by=self.cast.officer, now=NOW)
        self.outcome.refresh_from_db()

    def test_a_wording_is_recorded_with_its_place_in_the_language_of_its_text(self) -> None:
        clause = self.record(wording=f"  {OTHER}\n", place_in_text="third paragraph")
        self.assertEqual(
            (clause.wording, clause.place_in_text, clause.language), (OTHER, "third paragraph", "en")
        )
        row = AuditRow.objects.get(subject_type="commitments.Clause")
        self.assertEqual((row.page_id, row.after["wording"]), (self.meeting.pk, OTHER))

    def test_a_wording_read_by_ocr_is_confirmed_by_the_desk(self) -> None:
        make.write(self.cast, self.theirs, is_ocr=True)
        clause = self.record()
        self.assertTrue(clause.is_unconfirmed)
        self.close()
        with self.assertRaises(Refused):
            texts.confirm_wording(clause, by=self.cast.stranger, now=NOW)
        texts.confirm_wording(clause, by=self.cast.officer, now=NOW)
        self.assertFalse(Clause.objects.get().is_unconfirmed)
        self.assertFalse(
            texts.record_silence(self.outcome, self.ours, by=self.cast.officer, now=NOW).is_unconfirmed
        )

    def test_of_a_text_with_scanned_pages_only_their_words_are_unconfirmed(self) -> None:
        text = f"{OTHER}\n\nValdoria will send the charts.\nBoth sides will meet again."
        layer = texts.hash_lines([f" {OTHER} ", "Both sides will meet again."])
        make.write(self.cast, self.theirs, is_ocr=True, text=text, text_layer=layer)
        for words, is_ocr in (
            (OTHER, False),
            ("will consider establishing  a joint group", False),
            ("Valdoria will send the charts.", True),
            ("charts. Both sides will", True),
            ("words that are not in the text", True),
        ):
            with self.subTest(words):
                self.assertIs(texts.is_read_by_ocr(words, self.theirs), is_ocr)
        clause = self.record()
        self.assertFalse(clause.is_unconfirmed)
        said = {"wording": "Valdoria will send the charts."}
        texts.change_wording(clause, said, expected=clause.version, by=self.cast.officer, now=NOW)
        self.assertTrue(Clause.objects.get().is_unconfirmed)

    def test_the_first_text_stands_first_and_the_others_are_compared_with_it(self) -> None:
        self.record()
        found = texts.texts_of(self.outcome, self.cast.officer)
        self.assertEqual(
            [(one.standing, one.statement) for one in found.wordings],
            [
                (TextState.FIRST, self.joint),
                (TextState.UNRECORDED, self.ours),
                (TextState.CARRIES, self.theirs),
            ],
        )
        comparison = found.wordings[2].comparison
        assert comparison is not None
        self.assertEqual([flag.kind for flag in comparison.flags], [FlagKind.SOFTENED, FlagKind.OMISSION])
        self.assertEqual(found.flag_count, 2)

    def test_an_identical_text_has_no_flag(self) -> None:
        self.record(wording=f"“{JOINT}”")
        self.assertEqual(texts.texts_of(self.outcome, self.cast.officer).flag_count, 0)

    def test_a_silent_text_is_recorded_as_silent(self) -> None:
        texts.record_silence(self.outcome, self.ours, by=self.cast.officer, now=NOW)
        found = texts.texts_of(self.outcome, self.cast.officer)
        self.assertEqual([one.statement for one in found.silent], [self.ours])
        self.assertEqual([one.statement for one in found.unrecorded], [self.theirs])
        self.assertEqual([one.statement for one in found.with_wording], [self.joint])

    def test_no_words_are_refused_as_a_wording(self) -> None:
        with self.assertRaises(Refused):
            self.record(wording=" \n")

    def test_a_text_words_an_outcome_once(self) -> None:
        self.record()
        with self.assertRaises(Refused) as caught:
            self.record(wording="Again.")
        self.assertEqual(caught.exception.code, "recorded")

    def test_the_first_text_and_texts_of_other_meetings_are_refused(self) -> None:
        elsewhere = make.statement(self.cast, make.meeting(self.cast))
        for statement, code in ((self.joint, "first"), (elsewhere, "other_meeting")):
            with self.assertRaises(Refused) as caught:
                self.record(statement)
            self.assertEqual(caught.exception.code, code)

    def test_a_wording_of_blanks_is_refused_and_says_why(self) -> None:
        with self.assertRaises(Refused) as caught:
            self.record(wording=" \n ")
        self.assertEqual(caught.exception.code, "needs_wording")
        self.assertFalse(Clause.objects.filter(statement=self.theirs).exists())

    def test_only_the_desk_records(self) -> None:
        for person in (self.cast.stranger, self.cast.auditor, self.cast.focal_point):
            with self.assertRaises(Refused):
                texts.record_wording(self.outcome, self.theirs, OTHER, by=person, now=NOW)

    def test_a_wording_is_corrected_while_the_meeting_is_open(self) -> None:
        clause = self.record()
        texts.change_wording(
            clause, {"wording": JOINT, "place_in_text": "2"}, expected=1, by=self.cast.officer, now=NOW
        )
        self.assertEqual((clause.wording, clause.place_in_text, clause.version), (JOINT, "2", 2))
        with self.assertRaises(Refused) as caught:
            texts.change_wording(clause, {"wording": OTHER}, expected=1, by=self.cast.officer, now=NOW)
        self.assertEqual(caught.exception.code, "changed")

    def test_what_becomes_silent_stands_nowhere(self) -> None:
        clause = self.record(place_in_text="2")
        texts.change_wording(clause, {"wording": ""}, expected=1, by=self.cast.officer, now=NOW)
        self.assertEqual((clause.wording, clause.place_in_text), ("", ""))

    def test_a_wording_stays_with_its_text(self) -> None:
        clause = self.record()
        with self.assertRaises(Refused):
            texts.change_wording(
                clause, {"statement_id": self.ours.pk}, expected=1, by=self.cast.officer, now=NOW
            )

    def test_after_closing_a_new_text_may_be_compared_but_no_wording_changes(self) -> None:
        clause = self.record()
        self.close()
        late = make.statement(self.cast, self.meeting, kind=StatementKind.PRESS_REPORT, title="Late report")
        self.record(late, wording=JOINT)
        with self.assertRaises(Refused) as caught:
            texts.change_wording(clause, {"wording": JOINT}, expected=1, by=self.cast.officer, now=NOW)
        self.assertEqual(caught.exception.code, "closed")

    def test_the_database_itself_keeps_the_wording_of_a_closed_meeting(self) -> None:
        clause = self.record()
        self.close()
        with self.assertRaises(DatabaseError), transaction.atomic():
            Clause.objects.filter(pk=clause.pk).update(wording="Something else.")

    def test_whoever_may_not_read_a_text_sees_neither_its_words_nor_its_flags(self) -> None:
        secret = make.statement(
            self.cast,
            self.meeting,
            kind=StatementKind.NOTE_VERBALE,
            title="Note",
            classification=Classification.SECRET,
        )
        with make.unlocked():
            Meeting.objects.filter(pk=self.meeting.pk).update(classification=Classification.RESTRICTED)
        clause = texts.record_wording(self.outcome, secret, OTHER, by=self.cast.head, now=NOW)
        self.assertEqual(clause.classification, Classification.SECRET)
        self.assertEqual(texts.texts_of(self.outcome, self.cast.head).flag_count, 2)
        seen = texts.texts_of(self.outcome, self.cast.officer)
        self.assertEqual(seen.flag_count, 0)
        self.assertNotIn(secret, [one.statement for one in seen.wordings])

    def test_texts_in_two_languages_are_left_to_the_eye(self) -> None:
        self.record(wording="양측은 공동 실무단 설립을 검토하기로 하였다.", language="ko")
        found = texts.texts_of(self.outcome, self.cast.officer).wordings[2].comparison
        assert found is not None
        self.assertFalse(found.is_comparable)

    def test_it_proposes_the_sentence_of_the_document(self) -> None:
        self.assertEqual(texts.proposed_wording(self.outcome, self.theirs), OTHER)
        self.assertEqual(texts.proposed_wording(self.outcome, Statement(text=OTHER, language="ko")), "")

    def test_the_number_of_queries_does_not_grow(self) -> None:
        self.record()
        with self.assertNumQueries(3):
            texts.load_meeting_texts(self.meeting, self.cast.officer)
        for _ in range(4):
            made = make.outcome(self.cast, self.meeting)
            texts.record_wording(made, self.theirs, OTHER, by=self.cast.officer, now=NOW)
        with self.assertNumQueries(3):
            self.assertEqual(len(texts.load_meeting_texts(self.meeting, self.cast.officer)), 5)
