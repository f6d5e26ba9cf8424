"""What the list is narrowed by, with counts that pass the door; rows with both sides, and their groups."""

import datetime
from typing import Any
from unittest import mock

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.enums import Classification, CommitmentState, Health, OwedBy, Side
from commitments.language.phrases.specification import not_stated, on_day
from commitments.lifecycle import progress
from commitments.models import Commitment
from commitments.search import query as search_query
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.admin.test_commitment import LIST, LONG_AGO, Pages

GOING = CommitmentState.IN_PROGRESS
COUNTS = f"{LIST}counts/"


@time_machine.travel(NOW, tick=False)
class FacetTests(Pages):
    ours: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        late = on_day(LONG_AGO)
        cls.ours = make.commitment(cls.cast, title="Ours late", deadline=late, state=GOING)
        make.commitment(cls.cast, title="Theirs late", owed_by=OwedBy.THEIRS, deadline=late, state=GOING)
        make.commitment(cls.cast, title="Undated", deadline=not_stated(), state=CommitmentState.ACCEPTED)
        make.commitment(
            cls.cast, title="Closely held", classification=Classification.SECRET, deadline=late, state=GOING
        )

    def counts(self, facet: str, query: str = "view=open") -> list[str]:
        answer = self.client.get(f"{COUNTS}?{query}&facet={facet}")
        self.assertEqual(answer.status_code, 200)
        found: list[str] = answer.json()["counts"]
        return found

    def test_each_count_is_that_of_the_list_behind_the_choice(self) -> None:
        compared = 0
        asked = (
            (self.cast.officer, "view=open", ("side", "needs", "kind", "country__id__exact")),
            (self.cast.head, "view=all&side=ours", ("side", "health__exact", "state__exact")),
        )
        for person, query, names in asked:
            self.client.force_login(person)
            cl = self.client.get(f"{LIST}?{query}").context["cl"]
            specs = {spec.expected_parameters()[0]: spec for spec in cl.filter_specs}
            for name in names:
                links = [choice["query_string"] for choice in specs[name].choices(cl)]
                found = [str(len(self.titles(link))) for link in links]
                self.assertEqual(self.counts(name, query), found, (person, query, name))
                compared += len(found)
        self.assertGreater(compared, 40)

    def test_they_take_one_query_beside_the_door_and_stop(self) -> None:
        self.counts("state__exact")
        with CaptureQueriesContext(connection) as seen:
            self.counts("state__exact")
        counting = [query for query in seen if ") counted)" in query["sql"]]
        self.assertEqual(len(counting), 1)
        with mock.patch.object(search_query, "COUNT_STOPS_AT", 1):
            self.assertEqual(self.counts("side")[0], "1,000+")

    def test_they_are_left_out_of_a_search_of_the_past_and_of_what_is_no_facet(self) -> None:
        self.assertEqual(self.counts("side", "q=late"), [])
        self.assertEqual(self.counts("password"), [])
        self.assertContains(self.client.get(LIST), "data-counts=")
        for query in ("?q=late", "?as_of=2026-03-11"):
            self.assertNotContains(self.client.get(LIST + query), "data-counts=")
        self.assertEqual(self.client.get(f"{COUNTS}?nonsense=1&facet=side").status_code, 400)
        self.client.logout()
        self.assertEqual(self.client.get(f"{COUNTS}?facet=side").status_code, 302)

    def test_health_is_what_the_rows_say(self) -> None:
        progress.record_update(
            self.ours, health=Health.ON_TRACK, text="Well.", side=Side.OURS, reported_on=TODAY,
            by=self.cast.officer, now=NOW,
        )  # fmt: skip
        self.assertEqual(self.titles("?health__exact=on_track"), ["Ours late"])
        with time_machine.travel(NOW + datetime.timedelta(days=32), tick=False):
            self.client.force_login(self.cast.officer)
            self.assertEqual(self.titles("?health__exact=on_track"), [])
            self.assertIn("Ours late", self.titles("?health__exact=no_recent_report"))

    def test_the_partners_are_those_the_person_records_for(self) -> None:
        def partners() -> list[str]:
            cl = self.client.get(LIST).context["cl"]
            spec = next(one for one in cl.filter_specs if one.title == "partner")
            return [str(choice["display"]) for choice in spec.choices(cl)][1:]

        self.assertEqual(partners(), ["Valdoria"])
        self.client.force_login(self.cast.auditor)
        self.assertEqual(partners(), ["Valdoria", "Westmark"])

    def test_the_kind_of_deadline_narrows(self) -> None:
        self.assertEqual(self.titles("?kind=none"), ["Undated"])
        self.assertEqual(self.titles("?kind=fixed"), ["Ours late", "Theirs late"])

    def test_filters_are_cleared_only_where_one_is_set_and_the_view_stays(self) -> None:
        self.assertNotContains(self.client.get(f"{LIST}?view=overdue"), "Clear filters")
        page = self.client.get(f"{LIST}?view=overdue&side=ours&o=1")
        self.assertContains(page, '<a class="button quiet" href="?o=1&amp;view=overdue">Clear filters</a>')
        self.assertContains(page, "Responsible side: <strong>our side</strong>")

    def test_an_empty_list_says_what_is_empty_and_the_way_on(self) -> None:
        nothing = self.client.get(f"{LIST}?view=overdue&kind=event")
        self.assertContains(nothing, "No matching commitments.")
        self.assertContains(nothing, '<a href="?view=overdue">Clear filters</a>')
        self.assertContains(nothing, "search closed commitments")
        self.assertContains(self.client.get(f"{LIST}?view=drafts"), "No drafts to send to owners.")
        self.client.force_login(self.cast.stranger)
        self.assertContains(self.client.get(LIST), "Record commitments on the page of their meeting.")


@time_machine.travel(NOW, tick=False)
class RowTests(Pages):
    def test_both_sides_stand_in_a_row_the_owing_one_first(self) -> None:
        make.commitment(self.cast, title="Theirs", owed_by=OwedBy.THEIRS, state=GOING)
        make.commitment(self.cast, title="Joint", owed_by=OwedBy.JOINT, state=GOING)
        rows = {row.title: row.item.owners for group in self.groups() for row in group.rows}
        told = {title: [(owner.code, owner.is_owing) for owner in owners] for title, owners in rows.items()}
        self.assertEqual(told["Theirs"], [("XV", True), ("KR", False)])
        self.assertEqual(told["Joint"], [("KR", True), ("XV", True)])

    def groups(self, query: str = "") -> list[Any]:
        found: list[Any] = self.client.get(LIST + query).context["groups"]
        return found

    def test_groups_say_how_many_the_whole_list_has(self) -> None:
        late = on_day(LONG_AGO)
        for number in range(27):
            make.commitment(self.cast, title=f"Late {number}", deadline=late, state=GOING)
        make.commitment(self.cast, title="Soon", deadline=on_day(TODAY), state=GOING)
        (group,) = self.groups()
        self.assertEqual((group.heading, group.count, len(group.rows)), ("Overdue", 27, 25))
        self.assertEqual(
            [(one.heading, one.count) for one in self.groups("?p=2")],
            [("Overdue", 27), ("Due in the next 10 working days", 1)],
        )
        self.assertEqual([one.heading for one in self.groups("?o=1")], [""])
