"""What is asked by a key is planned once a connection of PostgreSQL."""

from django.db import connection
from django.test import TestCase

from commitments.db.prepared_queries import PreparedQueries
from commitments.models import Country
from tests.cast import gather


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
