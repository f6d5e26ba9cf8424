"""The overview of a partner: its sections, what each reader sees of them, and its queries."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from commitments.access import grants
from commitments.charts.figures import count_partner
from commitments.dashboard import partners
from commitments.dashboard.partners import PartnerOverview
from commitments.enums import Classification, CommitmentState, OutcomeKind, OwedBy, Side
from commitments.language.phrases.specification import on_day
from commitments.models import (
    Commitment,
    Country,
    DelegationMember,
    Mechanism,
    Official,
    Outcome,
    Packet,
    Responsibility,
    User,
)
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

DAY = datetime.timedelta(days=1)
GOING = CommitmentState.IN_PROGRESS


class Partners(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def item(self, at: Outcome, title: str, owed_by: OwedBy, due: int, **more: Any) -> Commitment:
        level = Classification(more.pop("level", Classification.RESTRICTED))
        state = CommitmentState(more.pop("state", GOING))
        made = make.commitment(self.cast, at, title=title, owed_by=owed_by, classification=level, state=state)
        Commitment.objects.filter(pk=made.pk).update(due_on=TODAY + due * DAY)
        return made

    def overview(self, person: User | None = None) -> PartnerOverview:
        reader = grants.with_names(User.objects.all()).get(pk=(person or self.cast.officer).pk)
        return partners.build_overview(self.cast.valdoria, reader, today=TODAY, at=NOW)


@pytest.mark.both
class OverviewTests(Partners):
    def test_of_a_partner_without_records_there_are_only_people(self) -> None:
        found = self.overview()
        self.assertTrue(found.is_empty)
        self.assertEqual([one.post for one in found.people], ["Minister of External Relations"])
        self.assertEqual((found.next, found.meetings, found.charts, found.packets), (None, (), (), ()))

    def test_the_next_meeting_is_the_soonest_ahead(self) -> None:
        make.meeting(self.cast, title="Later", held=False, held_on=TODAY + 60 * DAY)
        soon = make.meeting(self.cast, title="Soon", held=False, held_on=TODAY + 9 * DAY)
        make.meeting(self.cast, title="Without a date", held=False, held_on=None)
        past = make.meeting(self.cast, title="Not marked as held", held=False, held_on=TODAY - DAY)
        DelegationMember.objects.create(
            meeting=soon, side=Side.THEIRS, official=self.cast.their_minister, is_head=True
        )
        found = self.overview()
        assert found.next is not None
        self.assertEqual((found.next.title, found.next.days_left), ("Soon", 9))
        self.assertEqual(found.next.heads, ("", "Minister of External Relations"))
        self.assertEqual([one.title for one in found.later], ["Later", "Without a date"])
        self.assertEqual([one.pk for one in found.meetings], [past.pk])

    def test_each_side_has_its_overdue_items_and_those_due_next(self) -> None:
        point = make.outcome(self.cast)
        self.item(point, "ours late", OwedBy.OURS, -3)
        self.item(point, "both late", OwedBy.JOINT, -9)
        self.item(point, "theirs ahead", OwedBy.THEIRS, 4)
        self.item(point, "done", OwedBy.OURS, -3, state=CommitmentState.FULFILLED)
        ours, theirs = self.overview().sides
        self.assertEqual([row.title for row in ours.late.rows], ["both late", "ours late"])
        self.assertEqual([row.title for row in theirs.late.rows], ["both late"])
        self.assertEqual([row.title for row in theirs.next.rows], ["theirs ahead"])
        self.assertEqual((ours.owed, theirs.owed, ours.late.count, theirs.late.count), (2, 2, 2, 1))

    def test_a_meeting_shows_what_came_of_it(self) -> None:
        meeting = make.meeting(self.cast)
        point = make.outcome(self.cast, meeting)
        self.item(point, "late", OwedBy.OURS, -3)
        self.item(point, "open", OwedBy.OURS, 3)
        self.item(point, "done", OwedBy.OURS, -3, state=CommitmentState.FULFILLED)
        self.item(point, "a draft", OwedBy.OURS, 3, state=CommitmentState.DRAFT)
        ended = self.item(point, "ended", OwedBy.OURS, 3, state=CommitmentState.FULFILLED)
        Commitment.objects.filter(pk=ended.pk).update(state=CommitmentState.WITHDRAWN)
        make.outcome(self.cast, meeting, kind=OutcomeKind.REQUEST, spoken_by=OwedBy.THEIRS, clause="May we?")
        found = self.overview()
        (one,) = found.meetings
        self.assertEqual((one.outcomes, one.unanswered), (2, 1))
        self.assertEqual((one.commitments, one.done, one.open, one.late, one.ended), (4, 1, 2, 1, 1))
        self.assertEqual([(ask.clause, ask.spoken_by) for ask in found.unanswered], [("May we?", "theirs")])
        self.assertEqual(found.unanswered_count, 1)

    def test_what_moved_farthest_comes_first(self) -> None:
        point = make.outcome(self.cast)
        for title, days in (("a little", 5), ("far", 90)):
            item = make.commitment(self.cast, point, title=title, state=GOING)
            make.move(self.cast, item, on_day(make.DUE_ON + days * DAY, f"{days} days later"))
        found = self.overview()
        moved = [(one.line.title, one.moved.days) for one in found.slipped]
        self.assertEqual(moved, [("far", 90), ("a little", 5)])
        self.assertEqual(found.slipped_count, 2)

    def test_a_mechanism_shows_its_sessions_and_what_is_open(self) -> None:
        body = Mechanism.objects.create(country=self.cast.valdoria, name="Joint Commission")
        held = make.meeting(self.cast, mechanism=body)
        make.meeting(self.cast, mechanism=body, held=False, held_on=TODAY + 30 * DAY)
        self.item(make.outcome(self.cast, held), "open", OwedBy.OURS, 3)
        (one,) = self.overview().mechanisms
        self.assertEqual((one.sessions, one.last_on, one.next_on), (1, held.held_on, TODAY + 30 * DAY))
        self.assertEqual(one.open, 1)

    def test_a_packet_that_was_finished_later_is_not_shown(self) -> None:
        meeting = make.meeting(self.cast, held=False, held_on=TODAY + DAY)
        for number, ready in ((1, NOW), (2, NOW + DAY)):
            Packet.objects.create(
                reference="P-XV-2026-001", draft=number, country=self.cast.valdoria, meeting=meeting,
                reader=self.cast.officer, requested_by=self.cast.officer, requested_at=NOW, ready_at=ready,
                state="ready", classification=Classification.RESTRICTED,
            )  # fmt: skip
        found = self.overview()
        self.assertEqual([one.label for one in found.packets], ["P-XV-2026-001 0.1 (draft, not approved)"])
        self.assertEqual(found.packet, found.packets[0])


@pytest.mark.both
class ReaderTests(Partners):
    """Four readers of different clearance, and one of another desk."""

    def setUp(self) -> None:
        cast, levels = self.cast, Classification
        User.objects.filter(pk=cast.embassy_officer.pk).update(clearance=levels.RESTRICTED)
        User.objects.filter(pk=cast.division_head.pk).update(clearance=levels.PUBLIC)
        body = Mechanism.objects.create(country=cast.valdoria, name="Joint Commission")
        for level in (levels.PUBLIC, levels.RESTRICTED, levels.CONFIDENTIAL, levels.SECRET):
            past = make.meeting(cast, title=f"Past {level.name}", classification=level, mechanism=body)
            DelegationMember.objects.create(
                meeting=past, side=Side.THEIRS, official=cast.their_minister, order=level
            )
            make.meeting(
                cast, title=f"Next {level.name}", classification=level, held=False,
                held_on=TODAY + (10 - level) * DAY,
            )  # fmt: skip
            point = make.outcome(cast, past, classification=level)
            self.item(point, f"Late {level.name}", OwedBy.OURS, -level - 1, level=level)
            asked = f"Asked {level.name}"
            make.outcome(cast, past, kind=OutcomeKind.REQUEST, clause=asked, classification=level)

    def test_each_reader_sees_and_counts_what_the_clearance_allows(self) -> None:
        cast, levels = self.cast, Classification
        expected = (
            (cast.division_head, 1, levels.PUBLIC),
            (cast.embassy_officer, 2, levels.RESTRICTED),
            (cast.officer, 3, levels.CONFIDENTIAL),
            (cast.head, 4, levels.SECRET),
        )
        for person, count, level in expected:
            with self.subTest(person.username):
                found = self.overview(person)
                ours, theirs = found.sides
                self.assertEqual(found.level, level)
                self.assertEqual((ours.owed, ours.late.count, len(ours.late.rows)), (count, count, count))
                self.assertEqual((theirs.owed, theirs.late.count), (0, 0))
                self.assertEqual((found.meetings_count, len(found.meetings)), (count, count))
                self.assertEqual(sum(one.commitments for one in found.meetings), count)
                self.assertEqual(sum(one.outcomes for one in found.meetings), 2 * count)
                self.assertEqual((found.unanswered_count, found.mechanisms[0].sessions), (count, count))
                self.assertEqual(found.mechanisms[0].open, count)
                assert found.next is not None
                self.assertEqual(found.next.title, f"Next {level.name}")
                hidden = [one.name for one in levels if one > level]
                self.assertFalse([name for name in hidden if name in repr(found)])

    def test_an_official_of_ours_was_last_met_with_this_partner(self) -> None:
        ours = Official.objects.create(
            country=self.cast.korea, ministry=self.cast.mofa, post="Director", precedence=1
        )
        item = self.item(make.outcome(self.cast), "Send trainers", OwedBy.OURS, 9)
        Responsibility.objects.filter(commitment=item, side=Side.OURS).update(official=ours)
        here = make.meeting(self.cast, held_on=TODAY - 60 * DAY)
        other = Country.objects.create(iso="XR", name="Ruritania", capital="Strelsau", desk=self.cast.desk)
        there = make.meeting(self.cast, country=other, held_on=TODAY - DAY)
        for meeting in (here, there):
            DelegationMember.objects.create(meeting=meeting, side=Side.OURS, official=ours)
        [met] = [one.met_on for one in self.overview().people if one.side == Side.OURS]
        self.assertEqual(met, here.held_on)

    def test_another_desk_reads_nothing_but_people(self) -> None:
        found = self.overview(self.cast.stranger)
        self.assertTrue(found.is_empty)
        self.assertEqual((found.meetings_count, found.unanswered_count, found.slipped_count), (0, 0, 0))
        self.assertEqual([one.met_on for one in found.people], [None])
        self.assertEqual([(one.sessions, one.open) for one in found.mechanisms], [(0, 0)])


@pytest.mark.both
class QueryTests(Partners):
    def test_the_number_of_queries_is_the_same_for_a_thousand_commitments(self) -> None:
        meeting = make.meeting(self.cast)
        point = make.outcome(self.cast, meeting)
        for number in range(10):
            self.item(point, f"ours {number}", OwedBy.OURS, number - 5)
            self.item(point, f"theirs {number}", OwedBy.THEIRS, number - 5)
        few = self.count_queries()
        model = Commitment.objects.get(title="ours 0")
        with make.unlocked():
            rows = [self.copy(model, number) for number in range(1000)]
            Commitment.objects.bulk_create(rows)
        self.assertGreater(count_partner(self.cast.valdoria, self.cast.officer, TODAY).tallies.total(), 1000)
        many = self.count_queries()
        self.assertEqual(many, few)
        self.assertLessEqual(many, 45)

    def copy(self, model: Commitment, number: int) -> Commitment:
        return Commitment(
            reference=f"XV-2026-9{number:03}", outcome=model.outcome, country=model.country,
            title=f"copy {number}", owed_by=OwedBy.OURS if number % 2 else OwedBy.THEIRS,
            strength=model.strength, state=model.state, due_on=TODAY + (number - 500) * DAY,
            classification=model.classification, recorded_at=NOW, recorded_by=model.recorded_by,
        )  # fmt: skip

    def count_queries(self) -> int:
        officer = grants.with_names(User.objects.all()).get(pk=self.cast.officer.pk)
        with CaptureQueriesContext(connection) as queries:
            partners.build_overview(self.cast.valdoria, officer, today=TODAY, at=NOW)
        return len(queries)
