"""How PostgreSQL plans: what is asked by a key once a connection, and what an index answers alone."""

from django.db import connection
from django.test import TestCase

from commitments.dashboard.commitments import list_readable_items, select_heaps
from commitments.dashboard.work_queue import build_group_conditions
from commitments.db.prepared_queries import PreparedQueries
from commitments.models import Country
from tests.cast import TODAY, gather


class PlannedTests(TestCase):
    def test_another_key_is_asked_for_by_the_same_plan(self) -> None:
        cast, texts = gather(), PreparedQueries()
        for country in (cast.korea, cast.valdoria):
            rows = texts.rows("one", lambda key: Country.objects.filter(pk=key).values("capital"), country.pk)
            self.assertEqual(rows, [{"capital": country.capital}])
        text = "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE %s"
        with connection.cursor() as cursor:
            cursor.execute(text, ['SELECT "commitments_country"."capital" AS "capital" FROM%'])
            self.assertEqual(cursor.fetchall(), [(2,)])

    def test_what_waits_on_my_desk_is_planned_once(self) -> None:
        self.client.force_login(gather().officer)
        self.assertContains(self.client.get("/admin/"), "My desk")
        text = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s"
        with connection.cursor() as cursor:
            cursor.execute(text, ['%AS "handovers"%AS "closures"%'])
            self.assertEqual(cursor.fetchall(), [(1,)])

    def test_my_desk_sorts_its_items_by_an_index_alone(self) -> None:
        person = gather().officer
        rows = select_heaps(list_readable_items(person, ""), build_group_conditions(person, TODAY, TODAY))
        with connection.cursor() as cursor:
            # Index scans stay enabled: costs that differ by less than one per cent count as equal.
            for kind in ("seqscan", "bitmapscan"):
                cursor.execute(f"SET LOCAL enable_{kind} = off")
        self.assertIn("Index Only Scan using commitment_desk", rows.explain())
