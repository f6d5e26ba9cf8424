"""What changed since the final: a line for each edit, and none without one."""

import datetime
from dataclasses import replace
from typing import ClassVar

from django.test import TestCase

from commitments.enums import Classification, CommitmentState, EvidenceKind, Health, OwedBy, Side, Strength
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import originators, progress
from commitments.lifecycle.next_steps import PlannedStep, drop_next_step
from commitments.models import Brief, Commitment, Evidence, Meeting, ProposedWording, TopicBrief
from commitments.packets.build import build_content
from commitments.packets.compare import PreviousEdition
from commitments.packets.content import PacketContent
from commitments.packets.formats import short_date
from commitments.packets.records import build_meeting_scope
from commitments.packets.sections.changes import Change
from commitments.records import edits
from tests import cast, make
from tests.cast import NOW, TODAY, Cast

HOUR = datetime.timedelta(hours=1)
OWING = (OwedBy.OURS, OwedBy.OURS, OwedBy.THEIRS, OwedBy.JOINT)


class ChangesTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]
    items: ClassVar[list[Commitment]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.gather()
        cls.meeting = make.meeting(cls.cast)
        cls.items = [
            make.commitment(
                cls.cast,
                make.outcome(cls.cast, cls.meeting),
                state=CommitmentState.ACCEPTED,
                owed_by=owed_by,
                title=f"Item {number}",
            )
            for number, owed_by in enumerate(OWING)
        ]
        make.brief(cls.cast, cls.meeting, ask="Name one officer.")

    def packet(self, before: PacketContent | None = None, after: int = 0) -> PacketContent:
        return build_content(
            build_meeting_scope(self.meeting),
            reader=self.cast.officer,
            reference="P-XV-2026-01",
            now=NOW + after * HOUR,
            before=PreviousEdition("0.1", before) if before else None,
        )

    def rows(self, before: PacketContent) -> tuple[Change, ...]:
        changes = self.packet(before, after=3).changes
        assert changes is not None
        return changes.rows

    def test_nothing_edited_is_no_change(self) -> None:
        changes = self.packet(self.packet(), after=3).changes
        assert changes is not None
        self.assertEqual((changes.rows, changes.unchanged), ((), "No change."))

    def test_a_packet_that_is_no_addendum_leaves_the_changes_to_the_sheets_of_the_copies(self) -> None:
        changes = self.packet().changes
        assert changes is not None
        self.assertTrue(changes.are_on_sheet)
        self.assertEqual((changes.rows, len(changes.balance)), ((), 3))

    def edit_twelve_times(self, now: datetime.datetime) -> None:
        by = self.cast.officer
        first, second, third, fourth = self.items
        edits.change_record(first, {"title": "Another title"}, by=by, now=now)
        edits.change_record(first, {"line_to_take": "It is late; the rest comes today."}, by=by, now=now)
        report = "Two of five files were sent."
        progress.record_update(
            first, health=Health.OFF_TRACK, text=report, side=Side.OURS, reported_on=TODAY, by=by, now=now
        )
        make.move(self.cast, second, on_day(datetime.date(2026, 9, 30), "by 30 September 2026"), now=now)
        edits.change_record(second, {"strength": Strength.WILL_CONSIDER}, by=by, now=now)
        edits.change_record(second, {"condition": "subject to the budget"}, by=by, now=now)
        make.evidence(self.cast, third, by=by, now=now)
        make.advance(self.cast, fourth, CommitmentState.IN_PROGRESS, now=now)
        brief = Brief.objects.get()
        edits.change_record(brief, {"ask": "Name one officer, on call day and night."}, by=by, now=now)
        edits.change_record(brief, {"messages": "* Thank you."}, by=by, now=now)
        sheet = TopicBrief(meeting=self.meeting, number=1, title="Safety", objective="A calendar.")
        edits.create_record(sheet, by=by, now=now)
        wording = ProposedWording(
            meeting=self.meeting, number=1, title="An officer", wording="Each side names one."
        )
        edits.create_record(wording, by=by, now=now)

    def test_twelve_edits_give_twelve_lines(self) -> None:
        before = self.packet()
        self.edit_twelve_times(NOW + HOUR)
        rows = self.rows(before)
        self.assertEqual(
            sorted((row.ref, row.kind) for row in rows),
            [
                ("26-0001", "Line to take"),
                ("26-0001", "Status"),
                ("26-0001", "Title"),
                ("26-0002", "Condition"),
                ("26-0002", "Due date"),
                ("26-0002", "Strength"),
                ("26-0003", "Evidence"),
                ("26-0004", "Stage"),
                ("Core brief", "Key messages"),
                ("Core brief", "Main request"),
                ("N-1", "New"),
                ("T1", "New"),
            ],
        )
        said = {(row.ref, row.kind): row for row in rows}
        self.assertIn("Two of five files", said["26-0001", "Status"].why)
        self.assertIn("Needs longer.", said["26-0002", "Due date"].why)
        self.assertEqual(said["26-0002", "Due date"].approver, "Approved by Head, head of desk")
        self.assertEqual(said["26-0002", "Due date"].was, "30\u00a0Jun\u00a02026")
        self.assertEqual(said["26-0003", "Evidence"].was, "–")

    def step(self, text: str, *, day: datetime.date | None = None, after: int = 0) -> None:
        progress.record_update(
            self.items[0],
            health=Health.ON_TRACK,
            text="The files are copied.",
            side=Side.OURS,
            reported_on=TODAY,
            next_step=PlannedStep(text, Side.OURS, on=day),
            by=self.cast.officer,
            now=NOW + after * HOUR,
        )

    def test_a_next_step_that_differs_gives_one_line_with_its_day_and_who_takes_it(self) -> None:
        self.step("Send the list.")
        before = self.packet()
        self.assertEqual(self.rows(before), ())
        self.step("Send the list.", day=datetime.date(2026, 5, 4), after=1)
        (row,) = self.rows(before)
        self.assertEqual((row.ref, row.kind), ("26-0001", "Next step"))
        said = "Send the list, our side, "
        self.assertEqual((row.was, row.now), (f"{said}no date", f"{said}by 4\xa0May\xa02026"))
        self.assertEqual(row.approver, "Reported by Officer")
        later = self.packet(before, after=3)
        drop_next_step(self.items[0], reason="Sent by post.", by=self.cast.officer, now=NOW + 4 * HOUR)
        changes = self.packet(later, after=5).changes
        assert changes is not None
        (row,) = changes.rows
        self.assertEqual((row.kind, row.now), ("Next step", "–"))
        self.assertEqual((row.why, row.approver), ("Sent by post.", "Recorded by Officer"))

    def test_a_next_step_that_a_third_state_gave_meanwhile_gives_no_line(self) -> None:
        self.step("Ask their harbour master.")
        before = self.packet()
        update = self.items[0].updates.latest("pk")
        originators.set_originator(update, "Ruritania", by=self.cast.officer, now=NOW + HOUR)
        self.assertNotIn("harbour master", str(self.rows(before)))
        self.assertNotIn("Next step", [row.kind for row in self.rows(before)])

    def test_a_content_from_before_next_steps_were_compared_gives_no_line(self) -> None:
        self.step("Send the list.")
        before = self.packet()
        earlier = replace(before, standing=tuple(one for one in before.standing if one.kind != "step"))
        self.assertEqual(self.rows(earlier), ())

    def test_what_time_alone_changed_states_the_day_and_why(self) -> None:
        first = self.items[0]
        progress.record_update(
            first,
            health=Health.ON_TRACK,
            text="Two files were sent.",
            side=Side.OURS,
            reported_on=TODAY,
            by=self.cast.officer,
            now=NOW,
        )
        before = self.packet()
        due = Commitment.objects.get(pk=first.pk).due_on
        assert due is not None
        changes = self.packet(before, after=24 * ((due - TODAY).days + 2)).changes
        assert changes is not None
        rows = {row.kind: row for row in changes.rows if row.ref == "26-0001"}
        late, stale = rows["Due date"], rows["Status"]
        self.assertEqual((late.what, late.why), ("Now overdue", f"The due date was {short_date(due)}."))
        self.assertEqual(late.when, short_date(due + datetime.timedelta(days=1)))
        self.assertEqual(stale.what, "Status changed from On track to No recent report")
        self.assertEqual(stale.why, f"The latest report is of {short_date(TODAY)}.")
        self.assertEqual(stale.when, short_date(TODAY + datetime.timedelta(days=32)))
        self.assertEqual({late.approver, stale.approver}, {"Calculated"})

    def test_what_the_reader_may_not_read_gives_no_line(self) -> None:
        before = self.packet()
        with make.unlocked():
            Evidence.objects.create(
                commitment=self.items[0],
                kind=EvidenceKind.NOTE_VERBALE,
                description="canary",
                classification=Classification.SECRET,
                recorded_at=NOW,
            )
        self.assertEqual(self.rows(before), ())

    def test_a_new_item_is_a_line_and_one_out_of_sight_is_none(self) -> None:
        before = self.packet()
        of = make.outcome(self.cast, self.meeting)
        make.commitment(self.cast, of, state=CommitmentState.ACCEPTED, title="Fifth")
        Commitment.objects.filter(pk=self.items[0].pk).update(classification=Classification.SECRET)
        self.assertEqual(
            [(row.kind, row.was, row.now) for row in self.rows(before)],
            [("New", "–", "Fifth")],
        )

    def test_where_long_texts_differ_late_both_are_cut_to_the_difference(self) -> None:
        text = "The joint task force has met each quarter and named its officers on both sides, "
        make.write(self.cast, Brief.objects.get(), why=f"{text}by phone.")
        before = self.packet()
        make.write(self.cast, Brief.objects.get(), why=f"{text}by night.")
        row = self.rows(before)[0]
        self.assertNotEqual(row.was, row.now)
        self.assertTrue(row.was.endswith("by phone.") and row.now.endswith("by night."))
        self.assertTrue(row.was.startswith("… "))

    def test_a_long_report_is_cut_and_its_place_in_full_is_named(self) -> None:
        before = self.packet()
        report = "The hand-over of the files was put off once more. " * 400
        first, by = self.items[0], self.cast.officer
        progress.record_update(
            first,
            health=Health.OFF_TRACK,
            text=report,
            side=Side.OURS,
            reported_on=TODAY,
            by=by,
            now=NOW + HOUR,
        )
        (row,) = self.rows(before)
        self.assertTrue(row.why.startswith("The hand-over of the files"), row.why)
        self.assertTrue(row.why.endswith("… full text: Annex"), row.why[-60:])
        self.assertLess(len(row.why), 200)

    def test_what_is_written_says_who_wrote_it(self) -> None:
        sheet = TopicBrief(meeting=self.meeting, number=1, title="Safety", objective="A calendar.")
        edits.create_record(sheet, by=self.cast.officer, now=NOW)
        before = self.packet()
        now, head = NOW + HOUR, self.cast.head
        edits.change_record(
            Brief.objects.get(), {"ask": "Name two."}, by=head, now=now, reason="Two are needed."
        )
        edits.change_record(sheet, {"tactics": "Wait."}, by=self.cast.officer, now=now)
        wording = ProposedWording(
            meeting=self.meeting, number=1, title="An officer", wording="Each side names one."
        )
        edits.create_record(wording, by=head, now=now)
        why = {(row.ref, row.kind): (row.why, row.approver) for row in self.rows(before)}
        self.assertEqual(
            why,
            {
                ("Core brief", "Main request"): ("Two are needed.", "Recorded by Head"),
                ("T1", "Tactics"): ("", "Recorded by Officer"),
                ("N-1", "New"): ("", "Recorded by Head"),
            },
        )
