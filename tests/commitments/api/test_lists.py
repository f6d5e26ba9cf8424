"""Lists: pages that lose and repeat nothing, filters that take only what they know, a constant cost."""

import datetime
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from commitments.access import querysets
from commitments.enums import Classification, CommitmentState, Health, MeetingState, Nature, OwedBy
from commitments.language.phrases.specification import not_stated, on_day
from commitments.models import Commitment, Meeting, Responsibility, User
from commitments.search.query import SEARCHED, search_records
from tests import make
from tests.cast import Cast, gather
from tests.commitments.api.programs import COMMITMENTS, MEETINGS, program, references

DAY = datetime.timedelta(days=1)


def walk(client: Client, address: str, **parameters: Any) -> list[str]:
    """Follow `next` from page to page."""
    answer = client.get(address, parameters)
    seen: list[str] = []
    while True:
        body = answer.json()
        seen += [row["reference"] for row in body["results"]]
        if body["next"] is None:
            return seen
        answer = client.get(body["next"])


class PageTests(TestCase):
    cast: ClassVar[Cast]
    items: ClassVar[list[Commitment]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        outcome = make.outcome(cls.cast)
        # Two share a day, two have none: where pages break, nothing may be lost.
        days = [make.DUE_ON, make.DUE_ON - DAY, None, make.DUE_ON, None, make.DUE_ON + DAY]
        cls.items = [
            make.commitment(cls.cast, outcome, deadline=on_day(day) if day else not_stated()) for day in days
        ]

    def setUp(self) -> None:
        self.client = program(self.cast.officer)

    def test_every_ordering_gives_each_row_once_whatever_the_size_of_the_page(self) -> None:
        everything = sorted(item.reference for item in self.items)
        for ordering in ("reference", "-reference", "due_on"):
            whole = references(self.client, COMMITMENTS, ordering=ordering)
            self.assertEqual(sorted(whole), everything)
            for size in (1, 2, 4, 5, 6):
                with self.subTest(f"{ordering} {size}"):
                    self.assertEqual(walk(self.client, COMMITMENTS, ordering=ordering, page_size=size), whole)

    def test_rows_without_a_day_come_last(self) -> None:
        rows = self.client.get(COMMITMENTS, {"ordering": "due_on"}).json()["results"]
        days = [row["due_on"] for row in rows]
        self.assertEqual(days[-2:], [None, None])
        self.assertEqual(days[:4], sorted(days[:4]))

    def test_meetings_come_newest_first_where_asked_and_those_without_a_date_last(self) -> None:
        later = make.meeting(self.cast, held_on=make.HELD_ON + DAY)
        undated = make.meeting(self.cast, held_on=None)
        found = walk(self.client, MEETINGS, ordering="-held_on", page_size=1)
        self.assertEqual((found[0], found[-1], len(found)), (later.reference, undated.reference, 3))

    def test_a_row_recorded_meanwhile_moves_nothing(self) -> None:
        first = self.client.get(COMMITMENTS, {"ordering": "-reference", "page_size": "2"}).json()
        make.commitment(self.cast, self.items[0].outcome)
        second = self.client.get(first["next"]).json()
        seen = [row["reference"] for row in first["results"] + second["results"]]
        self.assertEqual(seen, sorted((item.reference for item in self.items), reverse=True)[:4])

    def test_the_filters_hold_on_the_next_page(self) -> None:
        self.assertEqual(
            len(walk(self.client, COMMITMENTS, due_until=make.DUE_ON.isoformat(), page_size=1)), 3
        )

    def test_a_cursor_made_by_hand_or_for_another_ordering_is_refused(self) -> None:
        following = self.client.get(COMMITMENTS, {"page_size": "1"}).json()["next"]
        [cursor] = parse_qs(urlsplit(following).query)["cursor"]
        self.assertEqual(self.client.get(COMMITMENTS, {"cursor": cursor}).status_code, 200)
        wrongs: list[dict[str, str]] = [
            {"cursor": "cD0x"},
            {"cursor": f"{cursor}x"},
            {"cursor": cursor, "ordering": "due_on"},
        ]
        for wrong in wrongs:
            with self.subTest(wrong):
                answer = self.client.get(COMMITMENTS, wrong)
                self.assertEqual((answer.status_code, answer.json()["code"]), (404, "no_such_page"))

    def test_a_page_has_at_most_a_hundred_rows(self) -> None:
        for size in ("0", "101", "-1", "ten", "", "1e2", "٣"):
            with self.subTest(size):
                self.assertEqual(self.client.get(COMMITMENTS, {"page_size": size}).status_code, 400)
        self.assertEqual(self.client.get(COMMITMENTS, {"page_size": "100"}).status_code, 200)

    def test_the_number_of_queries_does_not_grow_with_the_rows(self) -> None:
        few = self._queries(COMMITMENTS)
        again(self.items[0], 94)
        self.assertEqual(len(self.client.get(COMMITMENTS, {"page_size": 100}).json()["results"]), 100)
        self.assertEqual(self._queries(COMMITMENTS), few)
        # The token, the page, the ministries that lead, and one row of who looked.
        self.assertEqual(few, 4)
        self.assertEqual(self._queries(MEETINGS), 3)

    def test_a_list_of_several_values_is_cut_before_its_rows_are_made_distinct(self) -> None:
        with CaptureQueriesContext(connection) as asked:
            answer = self.client.get(
                COMMITMENTS, {"state": [CommitmentState.ACCEPTED, CommitmentState.DRAFT]}
            )
        self.assertEqual(answer.status_code, 200)
        self.assertFalse([query["sql"] for query in asked if "DISTINCT" in query["sql"]])

    def test_the_same_question_gives_what_the_person_may_read_by_then(self) -> None:
        self.assertEqual(len(references(self.client, COMMITMENTS)), 6)
        User.objects.filter(pk=self.cast.officer.pk).update(clearance=Classification.PUBLIC)
        self.assertEqual(references(self.client, COMMITMENTS), [])
        User.objects.filter(pk=self.cast.officer.pk).update(
            clearance=Classification.SECRET, desk=self.cast.other_desk
        )
        self.assertEqual(references(self.client, COMMITMENTS), [])
        User.objects.filter(pk=self.cast.officer.pk).update(desk=self.cast.desk)
        make.commitment(self.cast, self.items[0].outcome)
        self.assertEqual(len(references(self.client, COMMITMENTS)), 7)

    def _queries(self, address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            self.client.get(address, {"page_size": 100})
        return len(queries)


def again(item: Commitment, times: int) -> None:
    """Copy a commitment with its leads, past the capability functions, for the sake of many rows."""
    leads = list(item.responsibilities.all())
    for number in range(times):
        copy = Commitment.objects.get(pk=item.pk)
        copy.pk, copy.reference, copy.deadline, copy.first_deadline = None, f"XV-2027-{number:04}", None, None
        copy.save(force_insert=True)
        Responsibility.objects.bulk_create(
            Responsibility(commitment=copy, side=lead.side, role=lead.role, ministry=lead.ministry)
            for lead in leads
        )


class ChoiceTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, make.outcome(cls.cast, clause="A lighthouse for both ports."))
        make.commitment(cls.cast, make.outcome(cls.cast), title="Exchange of teachers")

    def setUp(self) -> None:
        self.client = program(self.cast.officer)

    def test_only_the_members_that_are_wanted_are_given_in_their_order(self) -> None:
        [row, _other] = self.client.get(COMMITMENTS, {"fields": "title,reference"}).json()["results"]
        self.assertEqual(list(row.items()), [("title", self.item.title), ("reference", self.item.reference)])
        one = self.client.get(f"{COMMITMENTS}{self.item.reference}/", {"fields": "state"})
        self.assertEqual(one.json(), {"state": "draft"})

    def test_a_member_that_is_not_there_is_refused(self) -> None:
        for address in (COMMITMENTS, f"{COMMITMENTS}{self.item.reference}/"):
            for wrong in ("pk", "title,", "outcome__meeting", "meeting.title"):
                with self.subTest(f"{address} {wrong}"):
                    answer = self.client.get(address, {"fields": wrong})
                    self.assertEqual((answer.status_code, answer.json()["code"]), (400, "invalid"))

    def test_it_searches_as_the_screens_do(self) -> None:
        for words in ("lighthouse", "LIGHT ports", '"both ports"', "knpa", "teachers", "nowhere", "-"):
            rows = querysets.list_readable(Commitment, self.cast.officer)
            screens, _count = search_records(rows, SEARCHED[Commitment], words, self.cast.officer)
            with self.subTest(words):
                wanted = sorted(screens.values_list("reference", flat=True))
                self.assertEqual(references(self.client, COMMITMENTS, q=words), wanted)
        self.assertEqual(references(self.client, COMMITMENTS, q="lighthouse"), [self.item.reference])

    def test_the_tag_of_a_page_stands_while_its_rows_do(self) -> None:
        asked = {"page_size": "1", "fields": "reference,title"}
        tag = self.client.get(COMMITMENTS, asked).headers["ETag"]
        again = self.client.get(COMMITMENTS, asked, headers={"If-None-Match": tag})
        self.assertEqual((again.status_code, again.content), (304, b""))
        Commitment.objects.filter(pk=self.item.pk).update(title="A lighthouse")
        changed = self.client.get(COMMITMENTS, asked, headers={"If-None-Match": tag})
        self.assertEqual(changed.status_code, 200)


class FilterTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        meeting = make.meeting(cls.cast)
        outcome = make.outcome(cls.cast, meeting)
        cls.meeting = meeting
        cls.draft = make.commitment(cls.cast, outcome)
        cls.theirs = make.commitment(
            cls.cast, outcome, owed_by=OwedBy.THEIRS, nature=Nature.ONGOING, state=CommitmentState.ACCEPTED
        )
        cls.other = make.commitment(cls.cast, state=CommitmentState.FULFILLED)
        cls.late = make.commitment(cls.cast, state=CommitmentState.ACCEPTED)
        # The tests run on the real clock: far in the past is late on any day.
        Commitment.objects.filter(pk=cls.late.pk).update(due_on=datetime.date(2020, 1, 1))

    meeting: ClassVar[Meeting]
    draft: ClassVar[Commitment]
    theirs: ClassVar[Commitment]
    other: ClassVar[Commitment]
    late: ClassVar[Commitment]

    def setUp(self) -> None:
        self.client = program(self.cast.officer)

    def test_each_filter_of_commitments_keeps_what_it_says(self) -> None:
        wanted: list[tuple[dict[str, Any], set[Commitment]]] = [
            ({"state": "draft"}, {self.draft}),
            ({"state": ["draft", "fulfilled"]}, {self.draft, self.other}),
            ({"open": "true"}, {self.theirs, self.late}),
            ({"open": "false"}, {self.draft, self.other}),
            ({"overdue": "true"}, {self.late}),
            ({"overdue": "false"}, {self.draft, self.theirs, self.other}),
            ({"owed_by": "theirs"}, {self.theirs}),
            ({"nature": "ongoing"}, {self.theirs}),
            ({"strength": "legally_binding"}, set()),
            ({"health": "no_recent_report"}, {self.draft, self.theirs, self.other, self.late}),
            ({"health": "on_track"}, set()),
            ({"country": "XV"}, {self.draft, self.theirs, self.other, self.late}),
            ({"country": "XW"}, set()),
            ({"meeting": self.meeting.reference}, {self.draft, self.theirs}),
            ({"ministry": "knpa"}, {self.draft, self.other, self.late}),
            ({"ministry": "Valdorian Constabulary"}, {self.theirs}),
            ({"due_until": "2020-01-01"}, {self.late}),
            ({"due_from": "2026-06-30", "state": "fulfilled"}, {self.other}),
        ]
        for parameters, kept in wanted:
            with self.subTest(parameters):
                found = references(self.client, COMMITMENTS, **parameters)
                self.assertEqual(found, sorted(item.reference for item in kept))

    def test_an_old_report_counts_as_no_evidence_in_filter_and_row_alike(self) -> None:
        Commitment.objects.filter(pk=self.late.pk).update(
            health=Health.ON_TRACK, health_on=datetime.date(2020, 1, 1)
        )
        self.assertIn(self.late.reference, references(self.client, COMMITMENTS, health="no_recent_report"))
        self.assertEqual(references(self.client, COMMITMENTS, health="on_track"), [])
        row = self.client.get(f"{COMMITMENTS}{self.late.reference}/").json()
        self.assertEqual((row["health"], row["is_overdue"]), ("no_recent_report", True))

    def test_each_filter_of_meetings_keeps_what_it_says(self) -> None:
        planned = make.meeting(self.cast, held=False, held_on=None)
        held = sorted(set(Meeting.objects.values_list("reference", flat=True)) - {planned.reference})
        for parameters, kept in (
            ({"state": MeetingState.PLANNED.value}, [planned.reference]),
            ({"held_from": "2026-03-04", "held_until": "2026-03-04"}, held),
            ({"held_from": "2026-03-05"}, []),
            ({"form": "call"}, []),
            ({"country": "XV", "state": "held"}, held),
            ({"ordering": "-held_on"}, [*held, planned.reference]),
        ):
            with self.subTest(parameters):
                self.assertEqual(references(self.client, MEETINGS, **parameters), kept)

    def test_an_unknown_parameter_or_value_is_told_at_its_name(self) -> None:
        for wrong in (
            {"statee": "draft"},
            {"state": "lost"},
            {"open": "yes"},
            {"due_from": "June"},
            {"country": "Valdoria"},
            {"search": "records"},
            {"format": "api"},
            {"outcome__meeting__title": "x"},
            {"ordering": "title"},
            {"country": "xv"},
            {"meeting": "1"},
            {"state": ""},
            {"cursor": ""},
            {"owed_by": ["ours", "theirs"]},
            {"state": "accepted\n"},
            {"country": "XV\n"},
            {"meeting": "M-XV-2026-001\n"},
            {"due_from": "2026-01-01\n"},
            {"overdue": "true "},
            {"ordering": "due_on\n"},
            {"page_size": "1\n"},
        ):
            with self.subTest(wrong):
                answer = self.client.get(COMMITMENTS, wrong)
                self.assertEqual((answer.status_code, answer.json()["code"]), (400, "invalid"))
                self.assertEqual(answer.json()["errors"][0]["parameter"], next(iter(wrong)))
