"""Pages read their rows by SQL that is made once, and each person finds only their own."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.access import policy, querysets
from commitments.access.cached_queries import QUERIES, attach_rows, build_text, load_prepared, load_rows
from commitments.db import page_cache
from commitments.enums import Classification
from commitments.models import Commitment, Country, Desk, Meeting, Responsibility, User
from tests import make
from tests.cast import gather

pytestmark = pytest.mark.both
DAY = datetime.timedelta(days=1)
NOON = datetime.datetime(2026, 3, 5, 12, tzinfo=datetime.UTC)
made: list[Any] = []


def _list_meetings(person: User, since: datetime.date, keys: list[int]) -> QuerySet[Meeting]:
    made.append(person)
    rows = querysets.list_readable(Meeting, person).filter(held_on__gte=since, pk__in=keys)
    return rows.select_related("country").order_by("pk")


def _list_countries(keys: list[int]) -> QuerySet[Any, Any]:
    return Country.objects.filter(pk__in=keys).order_by("pk").values_list("iso", flat=True)


def _list_of_own_desk(person: User) -> QuerySet[Country]:
    # The database is asked while the query is built, so that its text is of this person alone.
    return Country.objects.filter(desk__name=Desk.objects.get(pk=person.desk_id or 0).name)


def _list_of_the_same_name(person: User) -> QuerySet[User]:
    return User.objects.filter(name=person.name)


def _list_created_on(person: User, day: datetime.date) -> QuerySet[User]:
    return User.objects.filter(pk=person.pk, date_joined__date=day)


def _list_parts(keys: list[int]) -> QuerySet[Responsibility]:
    return Responsibility.objects.filter(commitment__in=keys).order_by("side", "pk")


@contextmanager
def page() -> Iterator[None]:
    """Read as a page does that only reads."""
    with page_cache.reading(1):
        yield


class PreparedTests(TestCase):
    def setUp(self) -> None:
        self.cast = gather()
        self.meeting = make.meeting(self.cast)
        assert self.meeting.held_on is not None
        self.day = self.meeting.held_on - datetime.timedelta(days=1)
        QUERIES.forget()
        made.clear()

    def find(self, person: User, *meetings: Meeting) -> list[Meeting]:
        with page():
            return load_prepared(_list_meetings, person, self.day, [one.pk for one in meetings])

    def test_each_person_finds_what_the_policy_allows(self) -> None:
        every = list(Meeting.objects.all())
        for person in self.cast.everybody:
            seen = list(
                policy.readable_by(Meeting.objects.filter(held_on__gte=self.day), person).order_by("pk")
            )
            for _twice in range(2):
                self.assertEqual(self.find(person, *every), seen, person)

    def test_the_text_is_made_once_for_people_with_the_same_permissions(self) -> None:
        other = User.objects.get(pk=self.cast.officer.pk)
        other.pk, other.username, other.email = None, "another", "another@example.org"
        other.save()
        self.assertEqual(self.find(self.cast.officer, self.meeting), [self.meeting])
        # Three times to compare.
        self.assertEqual(len(made), 3)
        self.assertEqual(self.find(other, self.meeting), [self.meeting])
        other.desk = Desk.objects.create(name="Another desk", division=self.cast.desk.division)
        self.assertEqual(self.find(other, self.meeting), [])
        self.assertEqual(len(made), 3)

    def test_a_page_shows_what_was_written_since(self) -> None:
        self.assertEqual(self.find(self.cast.officer, self.meeting), [self.meeting])
        Meeting.objects.filter(pk=self.meeting.pk).update(title="Another title")
        self.assertEqual(self.find(self.cast.officer, self.meeting)[0].title, "Another title")
        Meeting.objects.filter(pk=self.meeting.pk).update(classification=Classification.SECRET)
        self.assertEqual(self.find(self.cast.officer, self.meeting), [])

    def test_relations_are_read_with_the_rows(self) -> None:
        [found] = self.find(self.cast.officer, self.meeting)
        with CaptureQueriesContext(connection) as asked:
            self.assertEqual(found.country.iso, self.meeting.country.iso)
        self.assertEqual(len(asked), 0)

    def test_what_asks_the_database_while_it_is_built_is_built_anew(self) -> None:
        mine, theirs = self.cast.officer, User.objects.get(pk=self.cast.officer.pk)
        theirs.desk = Desk.objects.create(name="Another desk", division=self.cast.desk.division)
        country = Country.objects.filter(desk=mine.desk).first()
        with page():
            self.assertIn(country, load_prepared(_list_of_own_desk, mine))
            self.assertNotIn(country, load_prepared(_list_of_own_desk, theirs))

    def test_another_column_of_the_account_is_of_one_person(self) -> None:
        with page():
            for person in (self.cast.officer, self.cast.head, self.cast.officer):
                self.assertEqual(load_prepared(_list_of_the_same_name, person), [person])

    def test_the_day_of_a_reader_is_that_of_the_time_zone(self) -> None:
        User.objects.filter(pk=self.cast.officer.pk).update(date_joined=NOON)
        for zone, expected in (
            ("Pacific/Kiritimati", 1),
            ("Pacific/Pago_Pago", 0),
            ("Pacific/Kiritimati", 1),
        ):
            with timezone.override(zone), page():
                found = load_prepared(_list_created_on, self.cast.officer, NOON.date() + DAY)
                self.assertEqual(len(found), expected, zone)

    def test_lists_of_keys_of_any_length(self) -> None:
        keys = list(Country.objects.order_by("pk").values_list("pk", flat=True))
        with page():
            for length in (0, 1, len(keys), 1):
                self.assertEqual(
                    load_rows(_list_countries, keys[:length]), list(_list_countries(keys[:length]))
                )

    def test_sql_for_use_in_other_sql_asks_the_same(self) -> None:
        given = self.cast.officer, self.day, [self.meeting.pk]
        with page():
            found = build_text(_list_meetings, *given)
        assert found is not None
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({found[0]}) counted", found[1])
            self.assertEqual(cursor.fetchone(), (1,))
        with page():
            self.assertIsNone(build_text(_list_meetings, self.cast.officer, self.day, []))
        self.assertIsNone(build_text(_list_meetings, self.cast.officer, self.day, []))
        with self.assertRaises(EmptyResultSet):
            _list_meetings(self.cast.officer, self.day, []).query.sql_with_params()

    def test_attached_rows_are_read_without_a_query(self) -> None:
        item = make.commitment(self.cast, make.outcome(self.cast, self.meeting))
        record = Commitment.objects.get(pk=item.pk)
        expected = list(record.responsibilities(manager="objects").order_by("side", "pk"))
        self.assertTrue(expected)
        attach_rows([record], "responsibilities", "commitment", load_rows(_list_parts, [record.pk]))
        with CaptureQueriesContext(connection) as asked:
            self.assertEqual(list(record.responsibilities.all()), expected)
            self.assertIs(record.responsibilities.all()[0].commitment, record)
        self.assertEqual(len(asked), 0)
