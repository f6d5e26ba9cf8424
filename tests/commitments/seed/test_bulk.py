"""A load writes past indexes, keys and locks, and leaves all of them standing."""

import re

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import TransactionTestCase

from commitments.db import triggers
from commitments.models import Commitment, SearchEntry
from commitments.search import index, normalise, query
from commitments.seed import loader, rows
from tests.cast import NOW

TABLE = Commitment._meta.db_table
_POSTGRESQL = (
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
    "SELECT conrelid::regclass || ' ' || conname || pg_get_constraintdef(oid) FROM pg_constraint"
)


def standing() -> list[str]:
    """Give the definition of every index, key and trigger, without the casts that PostgreSQL writes anew."""
    with connection.cursor() as cursor:
        is_sqlite = connection.vendor == "sqlite"
        cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL" if is_sqlite else _POSTGRESQL)
        return sorted(re.sub(r"::[\w ]+(?:\[\])?|[()]", "", row[0]) for row in cursor.fetchall())


@pytest.mark.both
class BulkTests(TransactionTestCase):
    def test_a_load_leaves_indexes_keys_and_locks_as_they_were(self) -> None:
        before = standing()
        with rows.straight_to_the_file(), transaction.atomic(), rows.without_indexes([TABLE]):
            self.assertLess(len(standing()), len(before) - 10)
        self.assertEqual(standing(), before)
        self.assertEqual(triggers.list_missing_triggers(connection), [])

    def test_a_key_that_leads_nowhere_is_refused_and_nothing_is_changed(self) -> None:
        before = standing()
        nowhere = f"UPDATE {TABLE} SET outcome_id = 0"
        loader.load_commitments(5, 1, now=NOW)
        with (
            self.assertRaises(IntegrityError),
            rows.straight_to_the_file(),
            transaction.atomic(),
            rows.without_indexes([TABLE]),
            connection.cursor() as cursor,
        ):
            cursor.execute(nowhere)
        self.assertEqual(standing(), before)
        self.assertFalse(Commitment.objects.filter(outcome=0).exists())

    def test_what_is_loaded_is_found_as_if_it_had_been_written_row_by_row(self) -> None:
        loader.load_commitments(30, 2, now=NOW)
        self.assertEqual(index.list_outdated(), [])
        loaded = set(SearchEntry.objects.values_list("kind", "key", "terms"))
        titles = Commitment.objects.values_list("title", flat=True)
        asked = sorted({word for title in titles for word in title.split()})
        found = [query.find_keys("c", [normalise.parse_word(word)]) for word in asked]
        self.assertTrue(all(found))
        SearchEntry.objects.all().delete()
        for model in index.OWN:
            index.update_rows(model)
        self.assertEqual(set(SearchEntry.objects.values_list("kind", "key", "terms")), loaded)
        kept = [query.find_keys("c", [normalise.parse_word(word)]) for word in asked]
        self.assertEqual([_sorted(one) for one in kept], [_sorted(one) for one in found])
        call_command("check", database=["default"])


def _sorted(found: query.Keys | None) -> dict[str, list[int]]:
    return {kind: sorted(keys) for kind, keys in (found or {}).items()}
