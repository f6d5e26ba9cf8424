"""The note sheet: each line read as it was filled in, all of them recorded or none."""

import datetime
from typing import Any, ClassVar

from django.test import SimpleTestCase, TestCase

from commitments.enums import (
    Answer,
    ApprovalKind,
    Classification,
    CommitmentState,
    MoveReason,
    OutcomeKind,
    OwedBy,
    Strength,
)
from commitments.errors import Refused
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import approvals
from commitments.meetings import agenda, notes
from commitments.meetings.note_lines import LineFaults, TickedBox, read_notes
from commitments.models import (
    AgendaItem,
    AgendaPoint,
    Approval,
    Commitment,
    Meeting,
    Outcome,
    ProposedWording,
)
from commitments.parties.names import load_side_finder
from commitments.records.references import shorten_reference
from tests import make
from tests.cast import NOW, TODAY, Cast, gather


class LineTests(SimpleTestCase):
    def test_each_row_of_the_sheet_is_read(self) -> None:
        text = (
            "26-0007 done 3 Dec\n\nKH-2026-0009 slip 31 Mar 2027 study late\n26-0006 not raised\n26-0005\n"
            "26-0004 they will look into it\nN-1 yes joint\nn2 fallback ours: two dates\nN-3 no\n"
            "NEW theirs list by April"
        )
        lines = list(read_notes(text))
        self.assertEqual(
            [(line.number, line.ticked, line.words) for line in lines],
            [
                (1, TickedBox.DONE, "3 Dec"),
                (3, TickedBox.SLIP, "study late"),
                (4, TickedBox.NOT_RAISED, ""),
                (5, TickedBox.NOT_RAISED, ""),
                (6, TickedBox.SAID, "they will look into it"),
                (7, TickedBox.YES, ""),
                (8, TickedBox.FALLBACK, "two dates"),
                (9, TickedBox.NO, ""),
                (10, TickedBox.NEW, "list by April"),
            ],
        )
        self.assertEqual(lines[1].date and lines[1].date.wording, "31 Mar 2027")
        self.assertEqual((lines[1].about and lines[1].about.code, lines[8].side), ("kh", OwedBy.THEIRS))

    def test_korean_words_are_the_same(self) -> None:
        read = [line.ticked for line in read_notes("26-0007 완료\n26-0008 미제기\nN-1 거절\n신규 우리 목록")]
        self.assertEqual(read, [TickedBox.DONE, TickedBox.NOT_RAISED, TickedBox.NO, TickedBox.NEW])

    def test_what_people_write_for_not_raised_is_not_taken_for_what_was_said(self) -> None:
        for words in ("논의 안 됨", "논의 안됨", "미논의", "논의되지 않음", "제기 안 됨", "Not discussed"):
            with self.subTest(words):
                (line,) = read_notes(f"26-0007 {words}")
                self.assertEqual(line.ticked, TickedBox.NOT_RAISED)

    def test_korean_sides_are_read_with_and_without_their_suffix(self) -> None:
        text = "NEW 상대측 4월까지 명단\n신규 우리 측 목록\n신규 우리 목록\nNEW 공동 회의"
        read = [(line.side, line.words) for line in read_notes(text)]
        self.assertEqual(
            read,
            [
                (OwedBy.THEIRS, "4월까지 명단"),
                (OwedBy.OURS, "목록"),
                (OwedBy.OURS, "목록"),
                (OwedBy.JOINT, "회의"),
            ],
        )

    def test_sides_are_read_as_the_sheet_prints_them(self) -> None:
        text = "N-1 yes our side\nN-2 yes their side\nN-3 yes both sides\nNEW their side list by April"
        read = [(line.side, line.words) for line in read_notes(text)]
        self.assertEqual(
            read,
            [
                (OwedBy.OURS, ""),
                (OwedBy.THEIRS, ""),
                (OwedBy.JOINT, ""),
                (OwedBy.THEIRS, "list by April"),
            ],
        )

    def test_a_new_line_without_a_side_says_what_to_enter(self) -> None:
        with self.assertRaisesMessage(Refused, "Line 1: enter the responsible side, for example “NEW their"):
            read_notes("NEW a list by April")

    def test_a_line_that_is_not_read_is_named(self) -> None:
        for text, said in (
            ("26-0007 done\nsomething else", "Line 2: begin with a reference"),
            (
                "26-0007 slip they need longer",
                "Line 1: enter the new date, for example “slip 31 Mar 2027 study late”.",
            ),
            ("26-0007 slip 31 Feb 2027 study late", "Line 1: “31 Feb 2027”: This date does not exist"),
            ("26-0007 slip 29 Feb 2027 study late", "Line 1: “29 Feb 2027”: This date does not exist"),
            ("M-KH-2026-003 done", "Line 1: begin with a reference"),
        ):
            with self.subTest(text), self.assertRaisesMessage(Refused, said):
                list(read_notes(text))


class NamedSideTests(TestCase):
    def test_a_side_is_named_by_its_country_or_a_ministry_as_in_every_input(self) -> None:
        cast = gather()
        sides = load_side_finder(cast.valdoria)
        text = (
            "NEW Valdoria will send a list by 30 June 2027\nNEW Valdorian Constabulary: a list\n"
            "신규 한국측은 2027년 6월 30일까지 명단을 송부하기로 하였다\nN-1 yes Republic of Korea\n"
            "N-2 fallback KNPA: two dates\nN-3 yes Korea and Valdoria"
        )
        ours, theirs = OwedBy.OURS, OwedBy.THEIRS
        self.assertEqual(
            [(line.side, line.words) for line in read_notes(text, sides)],
            [
                (theirs, "Valdoria will send a list by 30 June 2027"),
                (theirs, "a list"),
                (ours, "한국측은 2027년 6월 30일까지 명단을 송부하기로 하였다"),
                (ours, ""),
                (ours, "two dates"),
                (OwedBy.JOINT, ""),
            ],
        )
        for text in ("NEW Westmark will send a list", "N-1 yes Westmark", "N-1 yes Valdoria will report"):
            with self.subTest(text), self.assertRaisesMessage(Refused, "enter the responsible side"):
                read_notes(text, sides)


class EntryTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]
    refs: ClassVar[list[str]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        before = make.meeting(cls.cast)
        items = [
            make.commitment(
                cls.cast, make.outcome(cls.cast, before), state=CommitmentState.ACCEPTED, owed_by=owed_by
            )
            for owed_by in (OwedBy.OURS, OwedBy.THEIRS)
        ]
        cls.refs = [shorten_reference(item.reference) for item in items]
        cls.meeting = make.meeting(cls.cast, title="Talks", held_on=TODAY, held=False)
        for number in (1, 2):
            ProposedWording.objects.create(
                meeting=cls.meeting,
                number=number,
                title="An officer",
                wording="Each side names an officer.",
                strength=Strength.AGREED,
                recorded_at=NOW,
            )
        make.hold(cls.cast, cls.meeting)

    def enter(self, text: str) -> tuple[notes.NoteEntry, ...]:
        return notes.record_notes(self.meeting, text, by=self.cast.officer, now=NOW)

    def faults(self, text: str) -> tuple[str, ...]:
        """Give what is told of these lines, the same by looking them over and by entering them."""
        told = []
        for way in (notes.review_notes, notes.record_notes):
            with self.assertRaises(LineFaults) as caught:
                way(self.meeting, text, by=self.cast.officer, now=NOW)
            self.assertEqual(caught.exception.code, "line")
            told.append(caught.exception.each)
        self.assertEqual(*told)
        self.assertEqual(self.said(), ["", ""])
        return told[0]

    def test_every_line_that_cannot_be_entered_is_told_at_once(self) -> None:
        told = self.faults(
            f"nothing\n{self.refs[0]} slip soon enough\n26-9999 done\nN-7 yes ours\nN-2 fallback ours"
        )
        self.assertEqual([one[:7] for one in told], [f"Line {number}:" for number in (1, 2, 3, 4, 5)])
        self.assertIn("Enter the agreed wording.", told[-1])

    def test_who_owes_a_wording_that_was_agreed_is_asked_and_words_alone_name_nobody(self) -> None:
        for text in ("N-1 yes", "N-1 fallback joint patrols in May"):
            (told,) = self.faults(text)
            self.assertIn("enter the responsible side: “N-1 yes our side”", told)
        self.enter("N-1 yes theirs")
        self.assertEqual(Outcome.objects.get(meeting=self.meeting).spoken_by, OwedBy.THEIRS)

    def test_an_item_stands_on_one_line(self) -> None:
        text = (
            f"{self.refs[0]} done\n{self.refs[1]} done\n{self.refs[0]} slip 31 Mar 2027\nN-1 yes joint\nn1 no"
        )
        self.assertEqual(
            self.faults(text),
            (
                "Line 3: line 1 already has this reference; combine both lines.",
                "Line 5: line 4 already has this reference; combine both lines.",
            ),
        )

    def test_looking_it_over_promises_nothing_that_recording_refuses_and_writes_nothing(self) -> None:
        slip = f"{self.refs[1]} slip 31 Mar 2027 study late"
        entries = notes.review_notes(self.meeting, slip, by=self.cast.officer, now=NOW)
        self.assertEqual((len(entries), Approval.objects.count()), (1, 0))
        approvals.request_approval(
            Commitment.objects.get(reference__endswith=self.refs[1][3:]),
            ApprovalKind.DATE,
            reason="late",
            terms={"spec": on_day(TODAY).to_json()},
            move_reason=MoveReason.PARTNER,
            by=self.cast.officer,
            now=NOW,
        )
        (told,) = self.faults(slip)
        self.assertEqual(
            told, "Line 1: This request already exists and is pending a decision. Wait for the decision."
        )

    def said(self) -> list[str]:
        rows = AgendaItem.objects.filter(meeting=self.meeting).order_by("commitment__reference")
        return [row.discussion for row in rows]

    def test_lines_stand_beside_the_items_and_a_slip_is_asked_of_the_head(self) -> None:
        self.enter(f"{self.refs[0]} done 3 Dec\n{self.refs[1]} slip 31 Mar 2027 study late")
        self.assertEqual(self.said(), ["Done: 3 Dec", "Delayed to 31 Mar 2027: study late"])
        asked = Approval.objects.get(kind=ApprovalKind.DATE)
        self.assertEqual((asked.reason, asked.document), ("study late", self.meeting.reference))
        self.assertEqual(asked.terms["spec"]["wording"], "31 Mar 2027")

    def test_what_was_done_since_is_on_the_agenda_still(self) -> None:
        item = Commitment.objects.get(reference__endswith=self.refs[0][3:])
        make.advance(self.cast, item, CommitmentState.FULFILLED)
        self.enter(f"{self.refs[0]} they thank us")
        self.assertEqual(self.said(), ["They thank us", ""])

    def test_what_is_open_beside_the_agenda_is_taken_too_for_the_sheet_prints_it(self) -> None:
        elsewhere = make.meeting(self.cast, title="Letters")
        item, fulfilled, hidden = (
            make.commitment(self.cast, make.outcome(self.cast, elsewhere), **named)
            for named in (
                {"state": CommitmentState.ACCEPTED},
                {"state": CommitmentState.FULFILLED},
                {"state": CommitmentState.ACCEPTED, "classification": Classification.SECRET},
            )
        )
        places = AgendaItem.objects.filter(meeting=self.meeting)
        self.enter(f"{shorten_reference(item.reference)} not raised")
        self.assertFalse(places.filter(commitment=item).exists())
        self.enter(f"{shorten_reference(item.reference)} slip 31 Mar 2027 study late")
        row = places.get(commitment=item)
        self.assertEqual((row.discussion, row.is_added_by_desk), ("Delayed to 31 Mar 2027: study late", True))
        self.assertEqual(Approval.objects.get(kind=ApprovalKind.DATE).commitment, item)
        for other in (fulfilled, hidden):
            with self.assertRaisesMessage(
                Refused, "Line 1: no agenda item and no open commitment with the partner has this reference"
            ):
                self.enter(f"{shorten_reference(other.reference)} done")

    def test_wordings_and_new_points_become_outcomes_no_stronger_than_said(self) -> None:
        self.enter("N-1 yes joint\nN-2 no not now\nNEW theirs a list by April")
        found = Outcome.objects.filter(meeting=self.meeting).order_by("number")
        self.assertEqual(
            [(row.kind, row.strength, row.answer, row.spoken_by) for row in found],
            [
                (OutcomeKind.COMMITMENT, Strength.AGREED, Answer.NONE, OwedBy.JOINT),
                (OutcomeKind.REQUEST, Strength.REQUESTED, Answer.REFUSED, OwedBy.OURS),
                (OutcomeKind.COMMITMENT, Strength.NOT_STATED, Answer.NONE, OwedBy.THEIRS),
            ],
        )
        self.assertEqual(found[1].answer_wording, "not now")

    def test_another_wording_that_was_agreed_is_of_the_side_named(self) -> None:
        self.enter("N-1 fallback their side: joint patrols in May\nN-2 fallback both sides: an officer each")
        found = Outcome.objects.filter(meeting=self.meeting).order_by("number")
        self.assertEqual(
            [(row.clause, row.spoken_by) for row in found],
            [("joint patrols in May", OwedBy.THEIRS), ("an officer each", OwedBy.JOINT)],
        )

    def test_one_line_that_cannot_be_recorded_leaves_all_unrecorded(self) -> None:
        slip = f"{self.refs[1]} slip 31 Mar 2027"
        with self.assertRaisesMessage(
            Refused, "Line 3: this meeting has no proposed wording with that number"
        ):
            self.enter(f"{self.refs[0]} done\n{slip}\nN-9 yes ours")
        self.assertEqual(self.said(), ["", ""])
        with self.assertRaisesMessage(
            Refused, "Line 1: no agenda item and no open commitment with the partner has this reference"
        ):
            self.enter("26-0999 done")

    def point(self, title: str, *, is_after: bool = True, **more: Any) -> AgendaPoint:
        made = AgendaPoint(meeting=self.meeting, title=title, is_after_open_items=is_after, **more)
        return agenda.add_point(made, by=self.cast.officer, now=NOW)

    def test_what_was_said_about_an_agenda_item_is_saved_to_that_item(self) -> None:
        first = self.point("Opening", is_after=False)
        ferries, fares = self.point("Ferry timetable"), self.point("Fares", said="Too early.")
        numbers = notes.list_numbered_points(self.meeting, by=self.cast.officer)
        # The open items have a number of their own.
        self.assertEqual(numbers, {1: first, 3: ferries, 4: fares})
        text = "A-3 both sides draft a timetable\nitem 4: agreed in principle\na1 not raised"
        entries = notes.review_notes(self.meeting, text, by=self.cast.officer, now=NOW)
        self.assertEqual(
            [(one.about, one.records, one.line.words) for one in entries],
            [
                (
                    "A-3 Ferry timetable",
                    "recorded as discussion of this agenda item",
                    "both sides draft a timetable",
                ),
                ("A-4 Fares", "added to the discussion of this agenda item", "agreed in principle"),
                ("A-1 Opening", "nothing recorded (not raised)", ""),
            ],
        )
        ferries.refresh_from_db()
        self.assertEqual(ferries.said, "")
        self.enter(text)
        said = AgendaPoint.objects.filter(meeting=self.meeting).order_by("pk").values_list("said", flat=True)
        self.assertEqual(list(said), ["", "both sides draft a timetable", "Too early.\nagreed in principle"])

    def test_agenda_items_are_named_in_korean_and_only_once(self) -> None:
        self.point("Ferry timetable")
        (told,) = self.faults("의제 2 합의함\nA-2 again")
        self.assertEqual(told, "Line 2: line 1 already has this reference; combine both lines.")
        self.enter("의제 2 합의함")
        self.assertEqual(AgendaPoint.objects.get().said, "합의함")
        (told,) = self.faults("A-9 done")
        self.assertIn("the agenda has no item with that number", told)

    def test_an_agenda_item_above_the_clearance_is_no_item(self) -> None:
        point = self.point("Hidden")
        with make.unlocked():
            AgendaPoint.objects.filter(pk=point.pk).update(classification=Classification.SECRET)
        (told,) = self.faults("A-2 done")
        self.assertIn("the agenda has no item with that number", told)

    def test_the_page_names_the_agenda_items_and_begins_their_lines(self) -> None:
        self.point("Ferry timetable")
        self.client.force_login(self.cast.officer)
        address = f"/admin/commitments/meeting/{self.meeting.pk}/notes/"
        page = self.client.get(address)
        self.assertContains(page, "A-2 \n")
        self.assertContains(page, "discussion or result of the agenda item “Ferry timetable”")
        answer = self.client.post(address, {"lines": "A-2 They agree.", "_record": "1"})
        self.assertEqual(answer.status_code, 302)
        self.assertEqual(AgendaPoint.objects.get().said, "They agree.")

    def test_what_is_hidden_from_the_writer_is_absent(self) -> None:
        stranger = self.cast.stranger
        with self.assertRaises(Refused):
            notes.parse_notes(self.meeting, f"{self.refs[0]} done", by=stranger)

    def test_before_it_was_held_nothing_is_entered(self) -> None:
        ahead = make.meeting(self.cast, held_on=TODAY + datetime.timedelta(days=9), held=False)
        with self.assertRaisesMessage(
            Refused, "after the meeting is marked as held and before it is closed"
        ) as refused:
            notes.record_notes(ahead, "26-0001 done", by=self.cast.officer, now=NOW)
        self.assertEqual(refused.exception.code, "wrong_state")

    def test_each_line_says_what_it_records(self) -> None:
        for line, recorded in (
            (
                "done 3 Dec",
                "recorded as discussion, marked as done; report completion on the page of the commitment",
            ),
            (
                "slip 31 Mar 2027 study late",
                "recorded as discussion, with a request to change the deadline: 31 Mar 2027",
            ),
            ("not raised", "nothing recorded (not raised); the item goes to the next agenda"),
            ("they thank us", "recorded as discussion"),
        ):
            with self.subTest(line):
                text = f"{self.refs[0]} {line}"
                (entry,) = notes.review_notes(self.meeting, text, by=self.cast.officer, now=NOW)
                self.assertEqual(entry.records, recorded)

    def test_the_page_begins_each_line_shows_what_it_records_and_records_it(self) -> None:
        self.client.force_login(self.cast.officer)
        address = f"/admin/commitments/meeting/{self.meeting.pk}/notes/"
        self.assertContains(self.client.get(address), f"{self.refs[0]} \n{self.refs[1]} ")
        text = f"{self.refs[0]} done 3 Dec\n{self.refs[1]} "
        shown = self.client.post(address, {"lines": text})
        self.assertContains(shown, "Nothing recorded (not raised)")
        self.assertEqual(self.said(), ["", ""])
        done = self.client.post(address, {"lines": text, "_record": "1"}, follow=True)
        self.assertContains(done, "1 line of the meeting notes recorded.")
        self.assertEqual(self.said(), ["Done: 3 Dec", ""])
        wrong = self.client.post(address, {"lines": "26-0999 done", "_record": "1"})
        self.assertContains(
            wrong, "Line 1: no agenda item and no open commitment with the partner has this reference"
        )
        self.client.force_login(self.cast.stranger)
        self.assertEqual(self.client.get(address).status_code, 404)
