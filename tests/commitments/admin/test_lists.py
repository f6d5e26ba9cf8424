"""Every list costs the same number of queries at ten and at two hundred rows."""

import datetime
from collections.abc import Callable, Sequence
from unittest import mock

import pytest
from django.db import connection
from django.db.models import Model, Q
from django.test import RequestFactory, TestCase
from django.test.utils import CaptureQueriesContext

from commitments.admin import lists
from commitments.admin.lists import StoppingPaginator
from commitments.admin.site import site
from commitments.enums import PacketState, ReminderKind, StatementKind
from commitments.models import (
    BlackoutPeriod,
    Commitment,
    Country,
    Desk,
    Division,
    Email,
    Holiday,
    HolidayYear,
    Mechanism,
    Ministry,
    Official,
    Outcome,
    Packet,
    Reminder,
    Statement,
    User,
)
from commitments.search import query
from commitments.search.query import LONGEST_SEARCH, search_records, words_of
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

FEW, MANY = 10, 200
DAY = datetime.timedelta(days=1)


class ListQueryTests(TestCase):
    def setUp(self) -> None:
        cast = self.cast = gather()
        meeting = make.meeting(cast)
        item = make.commitment(cast)
        self.client.force_login(cast.officer)
        self.rows: dict[type[Model], Callable[[int], Model]] = {
            Ministry: lambda n: Ministry(country=cast.valdoria, name=f"Ministry {n}"),
            Official: lambda n: Official(country=cast.valdoria, ministry=cast.their_police, post=f"Post {n}"),
            Mechanism: lambda n: Mechanism(country=cast.valdoria, name=f"Commission {n}"),
            Country: lambda n: Country(
                iso=chr(65 + n // 26) + chr(65 + n % 26),
                name=f"Land {n}",
                capital="C",
                time_zone="UTC",
                desk=cast.desk,
            ),
            Desk: lambda n: Desk(name=f"Desk {n}", division=cast.division),
            Division: lambda n: Division(name=f"Division {n}"),
            Holiday: lambda n: Holiday(country=cast.valdoria, day=TODAY + n * DAY, name="Off"),
            HolidayYear: lambda n: HolidayYear(
                country=cast.valdoria, year=1900 + n, confirmed_on=TODAY, confirmed_by=cast.officer
            ),
            BlackoutPeriod: lambda n: BlackoutPeriod(
                country=cast.valdoria, starts_on=TODAY + n * DAY, ends_on=TODAY + n * DAY, reason="Summit"
            ),
            User: lambda n: User(username=f"person{n}", name=f"Person {n}", desk=cast.desk),
            Statement: lambda n: Statement(
                meeting=meeting, kind=StatementKind.NOTE_VERBALE, title=f"Note {n}", recorded_at=NOW
            ),
            Outcome: lambda n: Outcome(
                spoken_by="joint", meeting=meeting, number=n + 1, clause=f"Clause {n}.", recorded_at=NOW
            ),
            Packet: lambda n: Packet(
                reference=f"P-XV-2026-{n:04}",
                country=cast.valdoria,
                meeting=meeting,
                reader=cast.officer,
                requested_by=cast.head,
                requested_at=NOW,
                state=PacketState.READY,
                classification=1,
            ),
            Reminder: lambda n: Reminder(
                commitment=item,
                deadline_id=item.deadline_id or 0,
                kind=ReminderKind.AHEAD,
                offset=n,
                start_date=TODAY,
                recipient=cast.officer,
                planned_at=NOW,
            ),
            Email: lambda n: Email(
                recipient=cast.officer,
                address="a@example.org",
                message_id=f"<{n}@x>",
                subject=f"Mail {n}",
                content=b"",
                ready_at=NOW,
                next_try_at=NOW,
            ),
        }

    def add(self, model: type[Model], numbers: Sequence[int]) -> None:
        taken = set(Country.objects.values_list("iso", flat=True))
        made = [self.rows[model](number) for number in numbers]
        kept = [row for row in made if not (isinstance(row, Country) and row.iso in taken)]
        model._default_manager.bulk_create(kept)

    def queries(self, model: type[Model]) -> int:
        path = f"/admin/commitments/{model._meta.model_name}/?all="
        with CaptureQueriesContext(connection) as seen:
            self.assertEqual(self.client.get(path).status_code, 200, path)
        return len(seen)

    def test_no_list_takes_more_queries_for_more_rows(self) -> None:
        for model in self.rows:
            with self.subTest(model.__name__):
                self.add(model, range(FEW))
                self.queries(model)
                few = self.queries(model)
                self.add(model, range(FEW, MANY))
                # What is kept of names is read again after a change of them.
                self.queries(model)
                self.assertLessEqual(self.queries(model), few)


@pytest.mark.both
class SearchTests(TestCase):
    cast: Cast
    item: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, title="Readmit returned people")

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)

    def found(self, words: str) -> bool:
        page = self.client.get("/admin/commitments/commitment/", {"q": words, "view": "all"})
        self.assertEqual(page.status_code, 200)
        return self.item.reference in page.content.decode()

    def test_each_word_may_stand_in_another_field(self) -> None:
        self.assertTrue(self.found(f"readmit {self.item.reference} knpa"))
        self.assertFalse(self.found("readmit nowhere"))
        self.assertTrue(self.found('"Readmit returned"'))
        self.assertFalse(self.found('"returned Readmit"'))

    def test_a_search_of_many_words_is_cut_and_answered(self) -> None:
        words = " ".join(f"word{n}" for n in range(14))
        self.assertFalse(self.found(words))
        self.assertFalse(self.found("x" * LONGEST_SEARCH))
        self.assertTrue(self.found("readmit " * 8 + "nowhere"))
        self.assertEqual(self.client.get("/admin/search/", {"q": words}).status_code, 200)
        self.assertEqual(words_of("a 'b c' \" d"), ["a", "b c", '"', "d"])

    def test_a_whole_page_pasted_into_a_search_does_not_stand_in_every_link(self) -> None:
        pasted = "가나 다라 " * 2_000
        for path in ("/admin/commitments/commitment/", "/admin/commitments/meeting/", "/admin/search/"):
            found = self.client.get(path, {"q": pasted}, follow=True)
            self.assertEqual(found.status_code, 200)
            self.assertLess(len(found.content), 80_000, path)

    def test_the_words_join_no_table_for_each_of_them(self) -> None:
        fields = ["title", "responsibilities__ministry__name"]
        rows, _count = search_records(Commitment.objects.all(), fields, "a b c d e f g h", self.cast.officer)
        self.assertEqual(list(rows.query.alias_map), ["commitments_commitment"])

    def test_a_search_that_listed_its_rows_is_not_counted_again(self) -> None:
        make.commitment(self.cast, self.item.outcome, title="Readmit others")
        address = "/admin/commitments/commitment/?view=all&q=readmit"
        with mock.patch.object(query, "FEW_KEYS", 0), CaptureQueriesContext(connection) as asked:
            shown = self.client.get(address).context["cl"].paginator
        self.assertEqual((shown.known, shown.count, len(shown.page(1))), (2, 2, 2))
        counts = [
            query["sql"] for query in asked if "COUNT(" in query["sql"] and "commitment" in query["sql"]
        ]
        self.assertEqual([sql for sql in counts if 'FROM "commitments_commitment"' in sql], [])
        with mock.patch.object(query, "FEW_KEYS", 0), mock.patch.object(query, "COUNT_STOPS_AT", 1):
            longer = self.client.get(address).context["cl"].paginator
        self.assertEqual((longer.known, len(longer.page(1))), (2, 2))

    def test_a_common_word_is_asked_of_each_row_once_for_rows_and_count(self) -> None:
        make.commitment(self.cast, self.item.outcome, title="Readmit others")
        address = "/admin/commitments/commitment/?view=all&q=readmit"
        for stops_at, known in ((1000, 2), (1, 2)):
            many = mock.patch.object(query, "FEW", 0), mock.patch.object(query, "COUNT_STOPS_AT", stops_at)
            with many[0], many[1], CaptureQueriesContext(connection) as asked:
                shown = self.client.get(address).context["cl"].paginator
            self.assertEqual((shown.known, shown.count, len(shown.page(1))), (known, 2, 2))
            said = [one["sql"] for one in asked if "commitments_commitment" in one["sql"]]
            # How PostgreSQL and SQLite look for a text.
            walks = [sql for sql in said if "STRPOS" in sql or "INSTR" in sql]
            self.assertEqual(len(walks), 1 if stops_at == 1000 else 2)

    def test_a_page_of_a_common_word_stops_but_what_takes_the_whole_list_takes_all(self) -> None:
        for title in ("Readmit others", "Readmit all"):
            make.commitment(self.cast, self.item.outcome, title=title)
        base, asked = "/admin/commitments/commitment/", "view=all&q=readmit"
        with mock.patch.object(query, "FEW_KEYS", 0), mock.patch.object(query, "COUNT_STOPS_AT", 1):
            shown = self.client.get(f"{base}?{asked}").context["cl"].result_list
            taken = self.client.get(f"{base}export/csv/?{asked}").content.decode()
            chosen = self.client.post(f"{base}bulk-actions/no_change/", {"all": "1", "back": asked})
        self.assertEqual(len(shown), 2)
        self.assertEqual(taken.count("Readmit"), 3)
        self.assertEqual(chosen.context["can"].count + chosen.context["cannot"].count, 3)


class OrderTests(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)

    def test_no_address_orders_by_a_column_that_may_not_be_sorted_by(self) -> None:
        """A column of outcomes is their meeting, which may be hidden."""
        admin = site.get_model_admin(Outcome)
        at = list(admin.list_display).index("meeting")
        for order in (f"{at}", f"-{at}", f"-{at}.{at}"):
            request = RequestFactory().get("/admin/commitments/outcome/", {"o": order})
            request.user = self.cast.officer
            rows = admin.get_changelist_instance(request).queryset.query
            self.assertEqual(set(rows.order_by), {"-pk"})

    def test_one_column_is_marked_where_nobody_chose_an_order(self) -> None:
        page = self.client.get("/admin/commitments/ministry/")
        self.assertLessEqual(page.content.decode().count('class="sortoptions"'), 1)


class CountingTests(TestCase):
    def test_what_is_likely_is_counted_first_and_the_others_up_to_the_limit(self) -> None:
        cast = gather()
        Ministry.objects.bulk_create(
            Ministry(country=cast.valdoria, name=f"Office {n}", short_name="A" if n < 6 else "B")
            for n in range(9)
        )
        rows = Ministry.objects.filter(name__startswith="Office").order_by("pk")
        for limit, found in ((3, 4), (7, 8), (20, 9)):
            with self.subTest(limit), mock.patch.object(lists, "COUNT_STOPS_AT", limit):
                for likely in (None, Q(short_name="A"), Q(short_name="C")):
                    paginator = StoppingPaginator(rows, 2)
                    paginator.likely = likely
                    self.assertEqual(paginator.count, found)

    def test_a_ministry_counts_its_own_reminders_first(self) -> None:
        cast = gather()
        pages = site._registry[Reminder]
        for person, first in ((cast.focal_point, True), (cast.officer, False)):
            request = RequestFactory().get("/")
            request.user = person
            listed = pages.get_changelist_instance(request)
            assert isinstance(listed.paginator, StoppingPaginator)
            self.assertEqual(listed.paginator.likely is not None, first)
