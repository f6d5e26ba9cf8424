"""Records to content: through the door, in order, nothing invented, a constant number of queries."""

import datetime
from typing import Any, ClassVar

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from commitments.enums import (
    Classification,
    CommitmentState,
    Health,
    LeadRole,
    OutcomeKind,
    OwedBy,
    Side,
    StatementKind,
    Strength,
)
from commitments.errors import Refused
from commitments.language.phrases.specification import not_stated, on_day
from commitments.lifecycle import progress
from commitments.lifecycle.next_steps import PlannedStep
from commitments.meetings import outcomes
from commitments.models import Commitment, DelegationMember, Meeting, OfficialName, User
from commitments.packets.build import build_content
from commitments.packets.content import PacketContent
from commitments.packets.content_values import Fact
from commitments.packets.formats import repeats_date
from commitments.packets.records import build_country_scope, build_meeting_scope
from commitments.packets.sections.annex import Block
from commitments.packets.sections.scorecard import Row
from commitments.records.references import shorten_reference
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

LATER = NOW + datetime.timedelta(days=150)


@pytest.mark.both
class GatherTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)

    def packet(self, reader: User | None = None, now: datetime.datetime = NOW) -> PacketContent:
        return build_content(
            build_meeting_scope(self.meeting),
            reader=reader or self.cast.officer,
            reference="P-XV-2026-01",
            now=now,
        )

    def item(self, **named: object) -> Commitment:
        state = named.pop("state", CommitmentState.ACCEPTED)
        of = make.outcome(self.cast, self.meeting)
        return make.commitment(self.cast, of, state=state, **named)  # type: ignore[arg-type]

    def rows(self, content: PacketContent) -> list[Row]:
        return [row for group in content.groups for row in group.rows]

    def block(self, content: PacketContent) -> Block:
        self.assertEqual(len(content.blocks), 1)
        return content.blocks[0]

    def test_the_groups_stand_in_the_order_of_the_specification(self) -> None:
        self.item(owed_by=OwedBy.THEIRS)
        self.item(owed_by=OwedBy.OURS)
        self.item(owed_by=OwedBy.OURS, deadline=on_day(datetime.date(2027, 1, 31), ""))
        self.item(owed_by=OwedBy.JOINT, deadline=on_day(datetime.date(2027, 1, 31), ""))
        self.item(owed_by=OwedBy.OURS, state=CommitmentState.FULFILLED)
        titles = [group.title for group in self.packet(now=LATER).groups]
        self.assertEqual(titles, ["Fulfilled", "Ours, overdue", "Ours, open", "Theirs", "Joint"])

    def test_a_row_says_who_when_and_how_firmly(self) -> None:
        self.item(owed_by=OwedBy.JOINT)
        row = self.rows(self.packet())[0]
        self.assertEqual(row.ref, "26-0001")
        leads = "Ours: National Police Agency · Theirs: Valdorian Constabulary"
        self.assertEqual(row.lines, (leads,))
        self.assertEqual((row.due.date, row.due.status), ("30\u00a0Jun\u00a02026", "due in 111 d"))
        # It says no more than the date.
        self.assertEqual(row.due.wording, "")
        self.assertEqual((row.strength, row.state, row.health), ("Agreed", "Accepted", "No recent report"))

    def test_words_that_say_only_the_date_are_not_printed_beside_it(self) -> None:
        day = datetime.date(2026, 6, 30)
        for wording in ("by 30 June 2026", "“30 June 2026”", "2026년 6월 30일까지", "le 30 juin 2026"):
            self.assertTrue(repeats_date(wording, day), wording)
        for wording in ("before 30 June 2026", "by 30 June 2027", "by the summit on 30 June 2026", ""):
            self.assertFalse(repeats_date(wording, day), wording)
        self.assertFalse(repeats_date("by 30 June 2026", None))

    def test_overdue_is_counted_from_the_day_agreed(self) -> None:
        self.item()
        due = self.rows(self.packet(now=LATER))[0].due
        self.assertTrue(due.is_late)
        self.assertEqual(due.status, "39 d overdue")

    def test_a_review_that_passed_is_not_overdue(self) -> None:
        self.item(deadline=not_stated())
        row = self.rows(self.packet(now=LATER))[0]
        self.assertRegex(row.due.status, "^review .*, \\d+\u00a0d\u00a0ago$")
        self.assertFalse(row.due.is_late)

    def test_it_was_done_on_the_day_of_the_report_and_not_of_its_recording(self) -> None:
        item = self.item(owed_by=OwedBy.JOINT, state=CommitmentState.FULFILLED)
        parts = item.responsibilities.all()
        parts.filter(side=Side.OURS).update(reported_on=datetime.date(2026, 2, 2))
        parts.filter(side=Side.THEIRS).update(reported_on=datetime.date(2026, 7, 3))
        # Whoever only supports does not make it late.
        item.responsibilities.create(
            side=Side.OURS,
            role=LeadRole.SUPPORTING,
            ministry=self.cast.mofa,
            reported_on=datetime.date(2026, 9, 1),
        )
        self.assertEqual(self.rows(self.packet())[0].due.status, "completed 3 d late")
        type(item).objects.filter(pk=item.pk).update(due_on=None)
        self.assertEqual(self.rows(self.packet())[0].due.status, "completed 3\u00a0Jul\u00a02026")
        parts.update(reported_on=None)
        self.assertEqual(self.rows(self.packet())[0].due.status, "completed 11\u00a0Mar\u00a02026")

    def test_an_old_report_is_no_evidence(self) -> None:
        item = self.item(state=CommitmentState.IN_PROGRESS)
        progress.record_update(
            item,
            health=Health.ON_TRACK,
            text="Half is sent.",
            side=Side.OURS,
            reported_on=TODAY,
            by=self.cast.officer,
            now=NOW,
        )
        self.assertEqual(self.rows(self.packet())[0].shape, "on_track")
        self.assertEqual(self.rows(self.packet(now=LATER))[0].shape, "no_recent_report")
        facts = {fact.label: fact.lines for fact in self.block(self.packet()).facts}
        self.assertIn("Half is sent.", facts["Latest update"][0])

    def test_scorecard_and_annex_state_the_open_next_step_and_by_how_much_it_is_overdue(self) -> None:
        item = self.item(state=CommitmentState.IN_PROGRESS)
        step = PlannedStep("Send the list", Side.OURS, self.cast.police, on=TODAY)
        said: dict[str, Any] = {
            "health": Health.ON_TRACK,
            "side": Side.OURS,
            "by": self.cast.officer,
            "now": NOW,
        }
        progress.record_update(item, text="Half is sent.", reported_on=TODAY, next_step=step, **said)
        progress.record_update(item, text="More is sent.", reported_on=TODAY, **said)
        facts = {fact.label: fact.lines for fact in self.block(self.packet()).facts}
        self.assertIn("More is sent.", facts["Latest update"][0])
        planned = "Send the list, National Police Agency, by 11 Mar 2026"
        self.assertEqual(facts["Next step"], (planned,))
        self.assertEqual(self.rows(self.packet())[0].lines[-1], f"Next step: {planned}")
        later = self.packet(now=LATER)
        facts = {fact.label: fact.lines for fact in self.block(later).facts}
        self.assertRegex(facts["Next step"][0], r"by 11 Mar 2026, overdue by \d+ days$")
        self.assertIn(facts["Next step"][0], self.rows(later)[0].lines[-1])
        item.updates.update(in_confidence=True)
        self.assertNotIn("Send the list", str(self.rows(self.packet())))

    def test_the_annex_states_since_when_an_owner_has_not_answered(self) -> None:
        self.item(state=CommitmentState.PROPOSED)
        facts = {fact.label: fact.lines for fact in self.block(self.packet()).facts}
        self.assertRegex(facts["Ours"][0], r"no answer since 11\sMar\s2026$")
        Commitment.objects.update(is_countered=True)
        facts = {fact.label: fact.lines for fact in self.block(self.packet()).facts}
        self.assertRegex(facts["Ours"][0], r"counter-proposal of 11\sMar\s2026 not answered$")

    def test_a_row_stays_short_whatever_was_written(self) -> None:
        outcome = make.outcome(self.cast, self.meeting, clause="Both will share records. " * 80)
        long = make.commitment(
            self.cast, outcome, state=CommitmentState.ACCEPTED, deadline=on_day(TODAY, "by that day " * 16)
        )
        make.evidence(self.cast, long, description="Records handed over " * 9)
        (row,) = self.rows(self.packet())
        self.assertEqual(row.clause, row.title)
        self.assertLess(len(row.due.wording), 120)
        facts = {fact.label: fact.lines for fact in self.block(self.packet()).facts}
        self.assertGreater(len(facts["Dates"][0]), 190)
        self.assertGreater(len(facts["Evidence"][0]), 170)

    def test_nothing_is_invented(self) -> None:
        self.item(parts=())
        facts = {fact.label: fact.lines for fact in self.block(self.packet()).facts}
        self.assertTrue(facts["Ours"][0].startswith("not stated (lead)"))
        self.assertEqual(facts.keys() & {"Theirs", "Latest update", "Evidence"}, set())
        undated = make.meeting(self.cast, held_on=None, place="")
        content = build_content(
            build_meeting_scope(undated), reader=self.cast.officer, reference="P-XV-2026-01", now=NOW
        )
        cover = {fact.label: fact.lines for fact in content.cover.facts}
        self.assertEqual((cover["Date and time"], cover["Place"]), (("not stated",), ("not stated",)))

    def test_the_annex_has_the_clause_word_for_word(self) -> None:
        clause = "Both sides " + "will share every record " * 30
        of = make.outcome(self.cast, self.meeting, clause=clause)
        make.commitment(self.cast, of, state=CommitmentState.ACCEPTED)
        content = self.packet()
        self.assertEqual(self.rows(content)[0].clause, self.rows(content)[0].title)
        self.assertIn(clause, self.block(content).facts[0].lines[0])

    def test_only_the_words_of_a_document_are_quoted(self) -> None:
        cases: tuple[tuple[StatementKind | None, str, bool], ...] = (
            (None, "", False),
            (StatementKind.PRESS_REPORT, "", False),
            (StatementKind.OUR_READOUT, "", False),
            (StatementKind.OUR_READOUT, "All of it.", True),
            (StatementKind.JOINT_STATEMENT, "", True),
        )
        for kind, text, is_quoted in cases:
            with self.subTest(kind=kind, text=text):
                at = make.meeting(self.cast)
                document = make.statement(self.cast, at, kind=kind, text=text) if kind else None
                of = make.outcome(self.cast, at, clause="Both will share.", statement=document)
                due = on_day(datetime.date(2026, 6, 30), "before the summer")
                item = make.commitment(self.cast, of, state=CommitmentState.ACCEPTED, deadline=due)
                heard = make.outcome(
                    self.cast,
                    at,
                    clause="Both will share.",
                    kind=OutcomeKind.UNDERSTANDING,
                    strength=Strength.NOTED,
                    statement=document,
                )
                content = build_content(
                    build_meeting_scope(at), reader=self.cast.officer, reference="P-XV-2026-01", now=NOW
                )
                said = "“Both will share.”" if is_quoted else "Both will share."
                ref = shorten_reference(item.reference)
                row = next(row for row in self.rows(content) if row.ref == ref)
                block = next(block for block in content.blocks if block.ref == ref)
                point = next(
                    point
                    for group in content.points
                    for point in group.points
                    if point.ref == f"M-{shorten_reference(at.reference.removeprefix('M-'))} · {heard.number}"
                )
                label = "Clause" if is_quoted else "Clause, as reported"
                self.assertEqual((row.clause, point.clause), (said, said))
                self.assertEqual(block.facts[0], Fact(label, (said,), is_quoted=is_quoted))
                self.assertEqual(row.due.is_quoted, is_quoted)
                dates = next(fact.lines[0] for fact in block.facts if fact.label == "Dates")
                for told in (row.due.wording, dates):
                    self.assertEqual("“before the summer”" in told, is_quoted)

    def test_words_read_by_ocr_are_quoted_once_they_are_confirmed(self) -> None:
        document = make.statement(self.cast, self.meeting, is_ocr=True)
        of = make.outcome(self.cast, self.meeting, clause="Both will share.", statement=document)
        make.commitment(self.cast, of, state=CommitmentState.ACCEPTED)
        self.assertEqual(self.rows(self.packet())[0].clause, "Both will share.")
        outcomes.confirm_wording(of, by=self.cast.officer, now=NOW)
        self.assertEqual(self.rows(self.packet())[0].clause, "“Both will share.”")

    def test_drafts_and_old_closed_items_are_left_out(self) -> None:
        self.item(state=CommitmentState.DRAFT)
        self.assertEqual(self.packet().groups, ())

    def test_asks_wait_and_understandings_are_kept(self) -> None:
        ask = make.outcome(
            self.cast,
            self.meeting,
            kind=OutcomeKind.REQUEST,
            spoken_by=OwedBy.OURS,
            strength=Strength.REQUESTED,
        )
        make.outcome(self.cast, self.meeting, kind=OutcomeKind.UNDERSTANDING, strength=Strength.NOTED)
        make.outcome(self.cast, self.meeting, kind=OutcomeKind.TOPIC, strength=Strength.NOTED)
        waiting, understood = self.packet().points
        self.assertEqual((len(waiting.points), len(understood.points)), (1, 1))
        self.assertIn(f"· {ask.number}", waiting.points[0].ref)
        self.assertTrue(waiting.points[0].status.startswith("Review"))

    def test_the_marking_is_the_highest_of_what_is_printed(self) -> None:
        self.item()
        self.assertEqual(self.packet().marking, "RESTRICTED")
        self.item(classification=Classification.CONFIDENTIAL)
        self.assertEqual(self.packet().marking, "CONFIDENTIAL")

    def test_a_reader_gets_only_what_the_reader_may_read(self) -> None:
        self.item(title="Share open records")
        self.item(title="Share the hidden canary", classification=Classification.SECRET)
        content = self.packet()
        self.assertNotIn("canary", repr(content))
        self.assertEqual(content.marking, "RESTRICTED")
        cleared = self.packet(self.cast.head)
        self.assertIn("canary", repr(cleared))
        self.assertEqual(cleared.marking, "SECRET")

    def test_a_hidden_clause_of_an_open_item_stays_hidden(self) -> None:
        item = self.item()
        with make.unlocked():
            type(item.outcome).objects.filter(pk=item.outcome_id).update(
                classification=Classification.SECRET, clause="The canary sings."
            )
        content = self.packet()
        self.assertNotIn("canary", repr(content))
        self.assertEqual(content.classification, Classification.RESTRICTED)

    def test_who_may_not_see_the_meeting_gets_nothing(self) -> None:
        with self.assertRaises(Refused):
            self.packet(self.cast.stranger)

    def test_delegations_stand_by_precedence_with_names_in_their_language(self) -> None:
        OfficialName.objects.create(official=self.cast.their_minister, language="km", post="រដ្ឋមន្ត្រី")
        DelegationMember.objects.create(meeting=self.meeting, side=Side.THEIRS, order=2, post="An adviser")
        DelegationMember.objects.create(
            meeting=self.meeting, side=Side.THEIRS, order=1, official=self.cast.their_minister, is_head=True
        )
        theirs, ours = self.packet().people
        self.assertEqual([seat.number for seat in theirs.people], ["1", "2"])
        self.assertIn("head of delegation", theirs.people[0].name)
        self.assertEqual(theirs.people[0].names[0].text, "រដ្ឋមន្ត្រី")
        self.assertEqual((ours.people, ours.empty), ((), "Not stated."))

    def test_who_answers_and_is_not_in_the_room_is_named_apart(self) -> None:
        DelegationMember.objects.create(meeting=self.meeting, side=Side.THEIRS, post="An adviser")
        item = self.item()
        item.responsibilities.filter(side=Side.OURS).update(official=self.cast.their_minister)
        theirs, absent, ours = self.packet().people
        self.assertEqual([person.name for person in theirs.people], ["An adviser"])
        self.assertEqual([person.beside for person in absent.people], ["responsible for 26-0001"])
        self.assertEqual((ours.people, ours.empty), ((), "Not stated."))

    def test_without_a_meeting_only_those_who_answer_are_named(self) -> None:
        by = self.cast.officer
        scope = build_country_scope(self.cast.valdoria, by=by, reader=by)
        self.item().responsibilities.filter(side=Side.OURS).update(official=self.cast.their_minister)
        (theirs,) = build_content(scope, reader=by, reference="P-XV-2026-01", now=NOW).people
        self.assertEqual([(one.number, one.beside) for one in theirs.people], [("1", "26-0001")])

    def test_it_counts_what_the_last_meetings_brought(self) -> None:
        earlier = make.meeting(self.cast, title="Earlier talks", held_on=datetime.date(2025, 3, 4))
        make.commitment(self.cast, make.outcome(self.cast, earlier), state=CommitmentState.PROPOSED)
        past = self.packet().past
        self.assertEqual([meeting.title for meeting in past], ["Earlier talks"])
        self.assertEqual(past[0].brought, "1 outcome, 1 commitment, 1 still open")

    def test_a_meeting_that_brought_nothing_is_not_among_the_last(self) -> None:
        for month in (1, 2, 3, 4):
            at = make.meeting(self.cast, title=f"Talks {month}", held_on=datetime.date(2025, month, 4))
            make.outcome(self.cast, at)
        make.meeting(self.cast, title="A courtesy call", held_on=datetime.date(2025, 5, 4))
        hidden = make.meeting(self.cast, title="Quiet talks", held_on=datetime.date(2025, 6, 4))
        make.outcome(self.cast, hidden, classification=Classification.SECRET)
        titles = [meeting.title for meeting in self.packet().past]
        self.assertEqual(titles, ["Talks 4", "Talks 3", "Talks 2"])

    def test_the_parties_step_down_to_stay_on_one_line(self) -> None:
        for name, size in (
            ("Laos", ""),
            ("Cambodia", "long"),
            ("Lao People's Democratic Republic", "longest"),
        ):
            type(self.cast.valdoria).objects.filter(pk=self.cast.valdoria.pk).update(name=name)
            cover = self.packet().cover
            self.assertEqual((cover.parties, cover.parties_size), (f"Republic of Korea – {name}", size))

    def test_demonstration_data_says_so(self) -> None:
        self.assertEqual(self.packet().demonstration, "")
        type(self.cast.valdoria).objects.filter(pk=self.cast.valdoria.pk).update(is_demonstration=True)
        content = self.packet()
        self.assertEqual(content.demonstration, "Demonstration data")
        self.assertIn("Demonstration data", content.cover.note)

    def test_the_number_of_queries_does_not_grow_with_the_items(self) -> None:
        def queries() -> int:
            with CaptureQueriesContext(
                connection,
            ) as captured:
                self.packet()
            return len(captured)

        for owed_by in OwedBy:
            make.evidence(self.cast, self.item(owed_by=owed_by, state=CommitmentState.IN_PROGRESS))
        few = queries()
        for _number in range(4):
            for owed_by in OwedBy:
                make.evidence(self.cast, self.item(owed_by=owed_by, state=CommitmentState.IN_PROGRESS))
        self.assertEqual(queries(), few)
        # Three of them read the names of countries, ministries and officials in the packet's language.
        self.assertLess(few, 29)
