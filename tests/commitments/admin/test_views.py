"""The standing views of the list of commitments: what each holds, and counts that pass the door."""

import datetime
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.admin.commitments import filters
from commitments.enums import Classification, CommitmentState, OwedBy, PostFunction, Side
from commitments.language.phrases.specification import not_stated, on_day
from commitments.lifecycle.transitions import OwnerPart
from commitments.models import Commitment, Official
from commitments.records import edits
from tests import make
from tests.cast import NOW
from tests.commitments.admin.test_commitment import LIST, LONG_AGO, Pages
from tests.flat import flat

GOING = CommitmentState.IN_PROGRESS
DAY = datetime.timedelta(days=1)


@pytest.mark.both
@time_machine.travel(NOW + 30 * DAY, tick=False)
class ViewTests(Pages):
    ours: Commitment
    desks: Commitment
    secret: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cast = cls.cast
        late = on_day(LONG_AGO)
        cls.ours = make.commitment(cast, title="Ours late", deadline=late, state=GOING)
        make.commitment(cast, title="Theirs late", owed_by=OwedBy.THEIRS, deadline=late, state=GOING)
        make.commitment(cast, title="Undated", deadline=not_stated(), state=GOING)
        cls.desks = make.commitment(
            cast, title="The desk's", parts=(OwnerPart(Side.OURS, cast.mofa),), state=CommitmentState.PROPOSED
        )
        cls.secret = make.commitment(
            cast, title="Closely held", classification=Classification.SECRET, deadline=late, state=GOING
        )

    def counts(self, query: str = "") -> dict[str, int | None]:
        tabs = self.client.get(LIST + query).context["tabs"]
        return {tab.url.rpartition("view=")[2]: tab.count for tab in tabs}

    def test_mine_is_what_the_person_or_the_own_ministry_answers_for(self) -> None:
        self.assertEqual(self.titles("?view=mine"), ["The desk's"])
        self.client.force_login(self.cast.focal_point)
        self.assertEqual(self.titles("?view=mine"), ["Ours late", "Undated"])
        self.client.force_login(self.cast.auditor)
        self.assertEqual(self.titles("?view=mine"), [])

    def test_mine_is_also_what_names_the_person(self) -> None:
        cast = self.cast
        post = Official.objects.create(
            country=cast.korea, ministry=cast.police, post="Liaison", function=PostFunction.FOCAL_POINT,
            user=cast.officer,
        )  # fmt: skip
        part = self.ours.responsibilities.get()
        edits.change_record(part, {"official_id": post.pk}, by=cast.head, now=NOW)
        self.assertEqual(self.titles("?view=mine"), ["Ours late", "The desk's"])

    def test_overdue_is_of_either_side(self) -> None:
        self.assertEqual(self.titles("?view=overdue"), ["Ours late", "Theirs late"])

    def test_changed_is_what_the_history_of_seven_days_tells_of(self) -> None:
        self.assertEqual(self.titles("?view=changed"), [])
        edits.change_record(self.ours, {"title": "Renamed"}, by=self.cast.officer, now=NOW + 24 * DAY)
        edits.change_record(self.desks, {"title": "Too long ago"}, by=self.cast.officer, now=NOW + 22 * DAY)
        edits.change_record(self.secret, {"title": "Still held"}, by=self.cast.head, now=NOW + 29 * DAY)
        self.assertEqual(self.titles("?view=changed"), ["Renamed"])
        self.client.force_login(self.cast.head)
        self.assertEqual(self.titles("?view=changed"), ["Renamed", "Still held"])

    def test_a_part_marked_higher_than_the_reader_may_read_changes_nothing_for_the_reader(self) -> None:
        paper = make.evidence(self.cast, self.ours, now=NOW + 29 * DAY)
        self.assertEqual(self.titles("?view=changed"), ["Ours late"])
        with make.unlocked():
            type(paper).objects.filter(pk=paper.pk).update(classification=Classification.SECRET)
        self.assertEqual(self.titles("?view=changed"), [])
        self.client.force_login(self.cast.head)
        self.assertEqual(self.titles("?view=changed"), ["Ours late"])

    def test_in_the_past_the_week_is_the_one_before_that_evening(self) -> None:
        edits.change_record(self.ours, {"title": "Renamed"}, by=self.cast.officer, now=NOW + 10 * DAY)
        self.assertEqual(self.titles("?view=changed&as_of=2026-03-25"), ["Renamed"])
        self.assertEqual(self.titles("?view=changed&as_of=2026-04-05"), [])

    def test_each_count_is_that_of_the_list_behind_it(self) -> None:
        for person in (self.cast.officer, self.cast.head, self.cast.focal_point, self.cast.stranger):
            self.client.force_login(person)
            for more in ("", "&side=ours"):
                counts = self.counts(f"?view=all{more}")
                self.assertEqual(list(counts), [key for key, _label in filters.views_of(person)])
                found: dict[str, int | None] = {
                    view: len(self.titles(f"?view={view}{more}")) for view in counts
                }
                # Found in the history: counted on its own view alone.
                self.assertEqual(self.counts(f"?view=changed{more}")["changed"], found.pop("changed"))
                self.assertIsNone(counts.pop("changed"))
                self.assertEqual(counts, found, (person, more))

    def test_counts_stop_and_take_one_query(self) -> None:
        with mock.patch.object(filters, "COUNT_STOPS_AT", 2):
            self.assertEqual(self.counts()["open"], 3)
        with CaptureQueriesContext(connection) as seen:
            page = self.client.get(LIST)
        (counting,) = [query["sql"] for query in seen if ") counted)" in query["sql"]]
        # Each view by itself: none goes through all open items.
        self.assertEqual(counting.count("LIMIT 1001) counted)"), len(filters.COUNTED))
        self.assertIn('All open <span class="count num">4</span>', flat(page.content.decode()))
        Commitment.objects.update(title="Same")
        self.assertEqual(set(self.counts("?q=same").values()), {None})

    def test_what_is_kept_of_days_gone_by_makes_room(self) -> None:
        kept: dict[Any, Any] = {}
        mocked = mock.patch.multiple(filters, _texts=kept, MOST_TEXTS=1)
        with mocked, time_machine.travel(NOW) as clock:
            first = self.counts()
            (yesterdays,) = kept
            clock.move_to(NOW + datetime.timedelta(days=1))
            self.assertEqual(self.counts().keys(), first.keys())
        self.assertEqual(len(kept), 1)
        self.assertNotIn(yesterdays, kept)
