"""What pages keep of reference data: never older than the database, and never in steps, tasks or the past."""

import datetime
from typing import ClassVar
from unittest import mock

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.access import policy, responsibilities
from commitments.accounts import lookup
from commitments.audit.as_of.context import show_as_of
from commitments.db import page_cache, triggers
from commitments.models import (
    Country,
    CountryName,
    Ministry,
    MinistryName,
    ReferenceChange,
    User,
    compact_reference_changes,
    spoken_as,
)
from tests import make
from tests.cast import Cast, gather


def version_of(user: User) -> object:
    found = lookup.by_key(user.pk)
    assert found is not None
    return getattr(found, lookup.VERSION)


@pytest.mark.both
class VersionTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def test_each_kind_of_reference_data_has_a_trigger_for_each_kind_of_change(self) -> None:
        self.assertLessEqual(
            set(triggers.list_note_names(connection)), set(triggers.list_triggers(connection))
        )
        self.assertEqual(triggers.list_missing_triggers(connection), [])

    def test_a_statement_of_whatever_program_is_another_version(self) -> None:
        for statement in (
            "UPDATE commitments_ministry SET short_name = 'X'",
            "DELETE FROM commitments_countryname",
            "UPDATE commitments_desk SET name = name || ' again'",
            "UPDATE commitments_user SET name = 'Another' WHERE username = 'officer'",
        ):
            with self.subTest(statement):
                if "countryname" in statement:
                    CountryName.objects.create(
                        country=Country.objects.earliest("pk"), language="fr", name="X"
                    )
                before = version_of(self.cast.officer)
                with connection.cursor() as cursor:
                    cursor.execute(statement)
                self.assertNotEqual(version_of(self.cast.officer), before)

    def test_a_visit_or_a_sign_in_is_none(self) -> None:
        before, now = version_of(self.cast.officer), timezone.now()
        User.objects.filter(pk=self.cast.officer.pk).update(last_login=now, desk_seen_at=now)
        self.assertEqual(version_of(self.cast.officer), before)

    def test_a_missing_trigger_is_named(self) -> None:
        name = triggers.list_note_names(connection)[0]
        with mock.patch.object(triggers, "list_triggers", return_value=[]):
            self.assertIn(name, triggers.list_missing_triggers(connection))

    def test_a_bulk_change_of_many_rows_does_not_lock_people_out(self) -> None:
        ReferenceChange.objects.bulk_create(
            [ReferenceChange(mark=triggers.MOST_MARK - 1) for _number in range(5_000)]
        )
        self.assertIsNotNone(version_of(self.cast.officer))

    def test_the_changes_are_replaced_by_one_that_is_another_version(self) -> None:
        Ministry.objects.update(short_name="X")
        before, count = version_of(self.cast.officer), ReferenceChange.objects.count()
        compact_reference_changes()
        self.assertEqual(ReferenceChange.objects.count(), count)
        compact_reference_changes(count - 1)
        self.assertEqual(ReferenceChange.objects.count(), 1)
        self.assertNotEqual(version_of(self.cast.officer), before)


@pytest.mark.both
class KeptTests(TestCase):
    cast: ClassVar[Cast]
    ministry: ClassVar[Ministry]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.ministry = Ministry.objects.earliest("pk")

    def queries_of(self, address: str) -> str:
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get(address).status_code, 200)
        return " ".join(one["sql"] for one in queries.captured_queries)

    def test_a_page_shows_a_new_name_at_once_and_keeps_it_for_the_next(self) -> None:
        self.client.force_login(self.cast.officer)
        item = make.commitment(self.cast)
        address = f"/admin/commitments/commitment/{item.pk}/change/"
        self.client.get(address)
        self.assertNotIn("countryname", self.queries_of(address))
        CountryName.objects.create(country=item.country, language="en", name="Renamed partner")
        self.assertContains(self.client.get(address), "Renamed partner")
        CountryName.objects.update(name="Renamed again")
        self.assertContains(self.client.get(address), "Renamed again")

    def test_what_was_kept_under_an_older_version_is_read_anew(self) -> None:
        made = mock.Mock(side_effect=[1, 2, 3])
        for version, expected in ((5, 1), (5, 1), (6, 2), (5, 3)):
            with page_cache.reading(version):
                self.assertEqual(page_cache.of_reference("a test", made), expected)

    def test_what_holds_for_one_page_is_made_again_for_the_next(self) -> None:
        made = mock.Mock(side_effect=[None, 2])
        with page_cache.reading(1):
            self.assertEqual((page_cache.of_page("k", made), page_cache.of_page("k", made)), (None, None))
        with page_cache.reading(1):
            self.assertEqual(page_cache.of_page("k", made), 2)

    def test_the_state_of_the_service_is_some_seconds_late_at_most(self) -> None:
        made, now = mock.Mock(side_effect=[1, 2]), timezone.now()
        with page_cache.reading(1):
            for seconds, expected in ((0, 1), (4, 1), (5, 2)):
                moment = now + datetime.timedelta(seconds=seconds)
                self.assertEqual(page_cache.of_moment("a state", moment, made), expected)

    def test_outside_of_a_page_nothing_is_kept(self) -> None:
        made = mock.Mock(side_effect=range(6))
        for keep in (page_cache.of_reference, page_cache.of_page):
            self.assertNotEqual(keep("k", made), keep("k", made))
        now = timezone.now()
        self.assertNotEqual(page_cache.of_moment("k", now, made), page_cache.of_moment("k", now, made))

    def test_names_of_the_past_are_not_kept_for_the_present(self) -> None:
        row = MinistryName.objects.create(ministry=self.ministry, language="en", name="Name of today")
        now = timezone.now()
        with page_cache.reading(version_of(self.cast.officer)), spoken_as(self.cast.officer):
            self.assertEqual(str(self.ministry), "Name of today")
        MinistryName.objects.filter(pk=row.pk).update(name="Name of later")
        with page_cache.reading(version_of(self.cast.officer)):
            with show_as_of(now, reader=self.cast.officer), spoken_as(self.cast.officer):
                str(self.ministry)
            with spoken_as(self.cast.officer):
                self.assertEqual(str(self.ministry), "Name of later")

    def test_a_page_that_shows_a_past_day_reads_the_names_of_that_day(self) -> None:
        now = timezone.now()
        with page_cache.reading(version_of(self.cast.officer)), spoken_as(self.cast.officer):
            str(self.ministry)
            with show_as_of(now, reader=self.cast.officer), CaptureQueriesContext(connection) as queries:
                str(self.ministry)
            with self.assertNumQueries(0):
                str(self.ministry)
        self.assertIn("ministryname", " ".join(one["sql"] for one in queries.captured_queries))

    def test_a_rule_is_worked_out_once_and_for_its_person_alone(self) -> None:
        item = make.commitment(self.cast)
        with page_cache.reading(1), CaptureQueriesContext(connection) as queries:
            for person, reads in ((self.cast.officer, True), (self.cast.reader, False)) * 2:
                self.assertEqual(policy.can_read(person, item), reads)
                self.assertEqual(responsibilities.works_on(person, item.country), reads)
        self.assertLessEqual(len(queries), 4)

    def test_a_person_who_moves_to_another_desk_has_other_partners_at_once(self) -> None:
        self.client.force_login(self.cast.officer)
        item = make.commitment(self.cast)
        address = f"/admin/commitments/commitment/{item.pk}/change/"
        self.assertEqual(self.client.get(address).status_code, 200)
        User.objects.filter(pk=self.cast.officer.pk).update(desk=None)
        self.assertNotEqual(self.client.get(address).status_code, 200)

    def test_a_step_reads_everything_anew(self) -> None:
        self.client.force_login(self.cast.officer)
        with mock.patch.object(page_cache, "reading", side_effect=page_cache.reading) as reading:
            self.client.post("/admin/")
            self.assertFalse(reading.called)
            self.client.get("/admin/")
            self.assertTrue(reading.called)
