"""The charts of My desk: what is drawn for whom."""

import datetime

from django.test import TestCase

from commitments.access import policy
from commitments.charts.drawing import Chart
from commitments.dashboard import side_panel
from commitments.enums import CommitmentState, OwedBy
from commitments.language.phrases.specification import on_day
from commitments.models import Commitment, Country, Meeting, Outcome, User
from commitments.packets.archive import requests
from tests import make
from tests.cast import NOW, TODAY, Cast, gather


class DeskCharts(TestCase):
    cast: Cast
    meeting: Meeting
    point: Outcome

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)
        cls.point = make.outcome(cls.cast, cls.meeting)

    def item(self, owed_by: OwedBy, due: int | None) -> Commitment:
        made = make.commitment(self.cast, self.point, owed_by=owed_by, state=CommitmentState.IN_PROGRESS)
        due_on = TODAY + datetime.timedelta(days=due) if due is not None else None
        Commitment.objects.filter(pk=made.pk).update(due_on=due_on)
        return made

    def drawn(self, person: User) -> dict[str, Chart]:
        return {chart.words.key: chart for chart in side_panel.build_side_panel(person, now=NOW).charts}

    def test_charts_are_drawn_where_there_is_something_to_draw(self) -> None:
        self.assertEqual(self.drawn(self.cast.officer), {})
        self.item(OwedBy.OURS, 5)
        self.assertEqual(list(self.drawn(self.cast.officer)), ["load", "balance"])
        self.item(OwedBy.JOINT, -3)
        moved = self.item(OwedBy.THEIRS, None)
        make.move(self.cast, moved, on_day(make.DUE_ON + datetime.timedelta(days=31), "by the end of July"))
        drawn = self.drawn(self.cast.head)
        self.assertEqual(list(drawn), ["load", "kept", "balance", "moved"])
        self.assertEqual(drawn["load"].table.rows[1], ("16 Mar", "1", "0", "0"))
        self.assertEqual(drawn["kept"].table.rows, (("KR", "0", "0", "1"), ("XV", "0", "0", "1")))
        self.assertEqual(
            drawn["balance"].table.rows, (("committed, KR", "0", "2"), ("committed, XV", "0", "2"))
        )
        self.assertEqual([row[0] for row in drawn["moved"].table.rows], ["1–30", "31–90", "91–180", "> 180"])
        self.assertEqual(drawn["moved"].table.rows[1][1:], ("0", "0", "1"))
        self.assertIn("Moved: 1 of 3 open commitments with an agreed date.", drawn["moved"].words.note)

    def test_a_division_head_sees_each_country_in_a_line(self) -> None:
        self.item(OwedBy.OURS, 5)
        self.item(OwedBy.THEIRS, -5)
        Country.objects.filter(pk=self.cast.elsewhere.pk).update(desk=self.cast.desk)
        there = make.meeting(self.cast, country=self.cast.elsewhere, by=self.cast.officer)
        point = make.outcome(self.cast, there, by=self.cast.officer)
        make.commitment(self.cast, point, state=CommitmentState.PROPOSED, by=self.cast.officer)
        drawn = self.drawn(self.cast.division_head)
        self.assertEqual(drawn["load"].table.rows, (("Valdoria, 16 Mar", "1", "0", "0"),))
        self.assertEqual(
            drawn["kept"].table.rows,
            (("Valdoria, our side", "0", "0", "0"), ("Valdoria, their side", "0", "0", "1")),
        )
        self.assertEqual(
            drawn["balance"].table.rows,
            (
                ("Valdoria, our side", "0", "1"),
                ("Valdoria, their side", "0", "1"),
                ("Westmark, our side", "0", "1"),
                ("Westmark, their side", "0", "0"),
            ),
        )
        both = self.drawn(self.cast.head)["kept"].table.rows
        self.assertEqual([row[0] for row in both], ["our side", "their side"])

    def test_charts_are_for_those_who_work_on_what_they_show(self) -> None:
        self.item(OwedBy.THEIRS, 5)
        cast = self.cast
        for person, has_charts in (
            (cast.focal_point, False),
            (cast.embassy_officer, True),
            (cast.stranger, False),
            (cast.auditor, False),
            (cast.records_officer, False),
            (cast.administrator, False),
        ):
            with self.subTest(person.username):
                self.assertEqual(bool(self.drawn(person)), has_charts)
        self.item(OwedBy.OURS, 5)
        self.assertEqual(
            self.drawn(cast.focal_point)["balance"].table.rows,
            (("committed, KR", "0", "1"), ("committed, XV", "0", "0")),
        )
        requests.request_packet(self.meeting, by=cast.officer, reader=cast.reader, now=NOW)
        self.assertTrue(policy.readable_by(Commitment.objects.all(), cast.reader).exists())
        self.assertEqual(self.drawn(cast.reader), {})

    def test_the_page_shows_each_chart_beside_its_table(self) -> None:
        self.item(OwedBy.JOINT, -5)
        self.client.force_login(self.cast.officer)
        page = self.client.get("/admin/").content.decode()
        self.assertEqual((page.count('<svg class="chart"'), page.count("Show as table")), (2, 2))
        self.assertInHTML('<tr><th scope="row">XV</th><td>0</td><td>0</td><td>1</td></tr>', page)
        self.client.force_login(self.cast.stranger)
        self.assertNotIn("chart", self.client.get("/admin/").content.decode())
