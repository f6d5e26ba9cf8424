"""The charts: what they say follows from the records."""

import datetime
from typing import ClassVar

from django.test import TestCase

from commitments.enums import Answer, CommitmentState, Health, OutcomeKind, OwedBy, Side, Strength
from commitments.language.phrases.specification import not_stated, on_day
from commitments.models import Commitment, Meeting
from commitments.packets.build import build_content
from commitments.packets.content_values import Boxes, Glance
from commitments.packets.records import build_meeting_scope
from commitments.packets.sections.scorecard import point_ref
from commitments.records import edits
from commitments.records.references import shorten_reference
from tests import cast, make
from tests.cast import NOW, Cast

# After the thirtieth of June, on which things of the cast are due.
LATER = NOW + datetime.timedelta(days=150)


class GlanceTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.gather()
        cls.meeting = make.meeting(cls.cast)

    def item(self, owed_by: OwedBy = OwedBy.OURS, **more: object) -> Commitment:
        of = make.outcome(self.cast, self.meeting)
        more.setdefault("state", CommitmentState.ACCEPTED)
        return make.commitment(self.cast, of, owed_by=owed_by, **more)  # type: ignore[arg-type]

    def glance(self, now: datetime.datetime = LATER, language: str = "") -> Glance:
        scope = build_meeting_scope(self.meeting)
        reader = self.cast.officer
        content = build_content(scope, reader=reader, reference="P-XV-2026-01", now=now, language=language)
        found = content.glance
        assert found is not None
        return found

    def cells(self, chart: Boxes) -> dict[str, list[list[str]]]:
        return {row.label: [[unit.ref for unit in cell] for cell in row.cells] for row in chart.rows}

    def test_without_an_item_there_is_no_chart_and_no_section(self) -> None:
        packet = build_content(
            build_meeting_scope(self.meeting), reader=self.cast.officer, reference="P", now=NOW
        )
        self.assertIsNone(packet.glance)
        self.assertNotIn("glance", [section.key for section in packet.sections])

    def test_the_title_counts_who_is_late_and_what_has_no_date(self) -> None:
        self.item()
        self.item(OwedBy.THEIRS)
        self.item(OwedBy.JOINT, deadline=not_stated())
        chart = self.glance().timeline
        self.assertEqual(chart.title, "2 items overdue (1 ours, 1 theirs); 1 of 3 items has no due date")
        self.assertEqual([lane.title for lane in chart.lanes], ["Ours", "Theirs", "Joint"])
        late = chart.lanes[0].lines[0]
        self.assertEqual((late.status, late.is_late), ("39 d overdue", True))
        assert late.now is not None
        self.assertEqual(chart.today - late.now, 39)
        self.assertIn("26-0001 Share investigation records, 39 d overdue", chart.told)

    def test_titles_in_one_language_are_named_once_beside_the_timeline(self) -> None:
        first, second = self.item(title="Share tide tables"), self.item(title="Count the buoys")
        chart = self.glance(language="ko").timeline
        self.assertIn("제목: 영어만.", chart.note)
        edits.change_record(second, {"titles": "ko | 부표 조사"}, by=self.cast.officer, now=NOW)
        chart = self.glance(language="ko").timeline
        self.assertIn(f"영어만: {shorten_reference(first.reference)}.", chart.note)
        titles = {line.title for lane in chart.lanes for line in lane.lines}
        self.assertEqual(titles, {"Share tide tables", "부표 조사"})
        self.assertNotIn("only", self.glance().timeline.note)

    def test_what_has_no_date_stands_at_its_review_and_is_never_red(self) -> None:
        self.item(deadline=not_stated())
        (line,) = self.glance().timeline.lanes[0].lines
        self.assertEqual((line.now, line.first, line.is_late), (None, None, False))
        self.assertIsNotNone(line.review)
        self.assertRegex(line.status, r"^review due \d+ d ago$")
        self.assertEqual(self.glance().timeline.title, "1 item, without a due date")

    def test_where_the_page_is_full_the_urgent_stay_and_the_rest_is_counted(self) -> None:
        for number in range(30):
            due = datetime.date(2026, 9, 1) + datetime.timedelta(days=number)
            self.item(deadline=on_day(due, ""))
        late = self.item()
        for _number in range(2):
            self.item(deadline=not_stated(), state=CommitmentState.FULFILLED)
        chart = self.glance().timeline
        (lane,) = chart.lanes
        self.assertLessEqual(len(lane.lines), 24)
        self.assertEqual(lane.lines[0].title, late.title)
        self.assertIn(f" {33 - len(lane.lines)} items are not shown.", chart.note)
        self.assertTrue(chart.title.startswith("1 item overdue (1 ours); 2 of 33 items have no due date"))

    def test_what_is_off_track_or_due_by_the_meeting_stays_before_a_review(self) -> None:
        self.meeting.held_on = LATER.date() + datetime.timedelta(days=20)
        self.meeting.save(update_fields=("held_on",))
        reviews = [self.item(deadline=not_stated()) for _number in range(30)]
        after = LATER.date() + datetime.timedelta(days=3)
        Commitment.objects.filter(pk__in=[item.pk for item in reviews]).update(review_on=after)
        due = self.item(deadline=on_day(self.meeting.held_on, ""))
        bad = self.item(deadline=on_day(self.meeting.held_on + datetime.timedelta(days=40), ""))
        Commitment.objects.filter(pk=due.pk).update(health=Health.ON_TRACK, health_on=LATER.date())
        Commitment.objects.filter(pk=bad.pk).update(health=Health.OFF_TRACK, health_on=LATER.date())
        (lane,) = self.glance().timeline.lanes
        self.assertLess(len(lane.lines), 30)
        shown = {line.ref for line in lane.lines}
        self.assertLessEqual({shorten_reference(due.reference), shorten_reference(bad.reference)}, shown)

    def test_moving_a_date_does_not_improve_the_record(self) -> None:
        moved = self.item()
        make.move(self.cast, moved, on_day(datetime.date(2026, 12, 1), ""))
        self.item(deadline=on_day(datetime.date(2026, 12, 1), ""))
        chart = self.glance()
        kept_in_time, late, missed, ahead, undated = self.cells(chart.kept)["Ours"]
        self.assertEqual((missed, ahead), (["26-0001"], ["26-0002"]))
        self.assertEqual((kept_in_time, late, undated), ([], [], []))
        self.assertEqual(
            chart.kept.title,
            "Of 1 original due date met or passed, 0 were met on time, 0 met late, 1 not yet met",
        )
        line = next(line for line in chart.timeline.lanes[0].lines if line.ref == "26-0001")
        assert line.first is not None
        assert line.now is not None
        self.assertEqual(line.now - line.first, 154)

    def test_what_was_delivered_is_judged_by_the_report_of_who_owed_it(self) -> None:
        for day in (datetime.date(2026, 6, 30), datetime.date(2026, 7, 1)):
            done = self.item(OwedBy.THEIRS, state=CommitmentState.FULFILLED)
            done.responsibilities.filter(side=Side.THEIRS).update(reported_on=day)
        kept_in_time, late, *_rest = self.cells(self.glance().kept)["Theirs"]
        self.assertEqual((kept_in_time, late), (["26-0001"], ["26-0002"]))

    def test_what_was_fulfilled_in_part_is_not_kept_and_what_was_declined_is_no_promise(self) -> None:
        for state in (CommitmentState.FULFILLED, CommitmentState.IN_PART, CommitmentState.DECLINED):
            item = self.item()
            closed = None if state == CommitmentState.DECLINED else LATER.date()
            Commitment.objects.filter(pk=item.pk).update(state=state, closed_on=closed)
        found = self.glance()
        done = [unit for row in found.kept.rows for cell in row.cells[:2] for unit in cell]
        self.assertEqual([unit.ref for unit in done], ["26-0001"])
        self.assertIn("For items fulfilled in part, the rest is counted.", found.kept.note)
        self.assertTrue(found.balance.title.startswith("0 open commitments of our side"))
        self.assertIn("Joint and declined items are not included.", found.balance.note)
        scope = build_meeting_scope(self.meeting)
        content = build_content(scope, reader=self.cast.officer, reference="P-XV-2026-01", now=LATER)
        where = content.cores[0].play
        told = [tally.words for tally in where.tallies if tally.shape == "fulfilled"] if where else []
        self.assertEqual(told, ["1 fulfilled", "1 fulfilled in part"])

    def test_the_balance_sets_ours_beside_theirs_by_strength(self) -> None:
        self.item()
        self.item(OwedBy.THEIRS)
        self.item(OwedBy.JOINT)
        ask = make.outcome(
            self.cast,
            self.meeting,
            kind=OutcomeKind.REQUEST,
            spoken_by=OwedBy.OURS,
            strength=Strength.REQUESTED,
        )
        self.assertEqual(ask.answer, Answer.UNANSWERED)
        chart = self.glance().balance
        self.assertEqual(self.cells(chart), {"Agreed": [["26-0001"], ["26-0002"]]})
        self.assertEqual(
            chart.title,
            "1 open commitment of our side, 1 of their side; agreed or binding: 1 ours, 1 theirs",
        )

    def test_no_timeline_leaves_out_an_item_of_the_brief_a_request_or_the_greatest_slippage(self) -> None:
        far = on_day(datetime.date(2032, 6, 30), "")
        named, slipped = self.item(deadline=far), self.item(deadline=far)
        make.move(self.cast, slipped, on_day(datetime.date(2034, 12, 1), ""))
        request = make.outcome(
            self.cast,
            self.meeting,
            kind=OutcomeKind.REQUEST,
            spoken_by=OwedBy.OURS,
            strength=Strength.REQUESTED,
            clause="Open a pilot station.",
        )
        for number in range(40):
            self.item(OwedBy.THEIRS if number % 2 else OwedBy.OURS)
        make.brief(self.cast, self.meeting, why=f"Settle {named.reference}.")
        chart = self.glance().timeline
        drawn = {line.ref for lane in chart.lanes for line in lane.lines}
        required = {*map(shorten_reference, (named.reference, slipped.reference)), point_ref(request)}
        self.assertLess(len(drawn), 30)
        self.assertEqual(required - drawn, set())
        self.assertIn("Open a pilot station, review", chart.told)

    def test_what_page_one_names_as_late_is_drawn_before_other_items(self) -> None:
        self.meeting.held_on = LATER.date() + datetime.timedelta(days=20)
        self.meeting.save(update_fields=("held_on",))
        soon = [self.item(deadline=on_day(self.meeting.held_on, "")) for _number in range(30)]
        Commitment.objects.filter(pk__in=[item.pk for item in soon]).update(
            health=Health.OFF_TRACK, health_on=LATER.date()
        )
        past = self.item(deadline=not_stated())
        Commitment.objects.filter(pk=past.pk).update(review_on=LATER.date() - datetime.timedelta(days=90))
        (lane,) = self.glance().timeline.lanes
        self.assertLess(len(lane.lines), 30)
        self.assertIn(shorten_reference(past.reference), {line.ref for line in lane.lines})
