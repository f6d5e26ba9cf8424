"""Past and present side by side: real transactions, several connections."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.test import TransactionTestCase

from commitments.audit.as_of import context
from commitments.models import Commitment
from commitments.records import edits
from tests import make
from tests.cast import NOW, Cast, gather

DAY = datetime.timedelta(days=1)


class SideBySideTests(TransactionTestCase):
    cast: Cast
    item: Commitment

    def setUp(self) -> None:
        self.cast = gather()
        self.item = make.commitment(self.cast, title="Day 0")
        for day in (1, 2):
            edits.change_record(self.item, {"title": f"Day {day}"}, by=self.cast.officer, now=NOW + day * DAY)

    def title(self) -> str:
        return Commitment.objects.get(pk=self.item.pk).title

    def test_each_thread_stands_at_its_own_moment_and_today_is_written_meanwhile(self) -> None:
        meet = Barrier(4, timeout=30)

        def stand(day: int) -> str:
            try:
                with context.show_as_of(NOW + day * DAY, reader=self.cast.officer):
                    meet.wait()
                    meet.wait()
                    return self.title()
            finally:
                connection.close()

        with ThreadPoolExecutor(3) as pool:
            asked = [pool.submit(stand, day) for day in range(3)]
            meet.wait()
            edits.change_record(self.item, {"title": "Day 9"}, by=self.cast.officer, now=NOW + 9 * DAY)
            meet.wait()
            self.assertEqual([one.result() for one in asked], ["Day 0", "Day 1", "Day 2"])
        self.assertEqual(self.title(), "Day 9")

    def test_nothing_is_left_on_the_connection(self) -> None:
        with context.show_as_of(NOW, reader=self.cast.officer):
            self.assertEqual(self.title(), "Day 0")
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()")
            self.assertEqual(cursor.fetchone()[0], 0)
            cursor.execute("SHOW search_path")
            self.assertNotIn("pg_temp", cursor.fetchone()[0])
        self.assertEqual(self.title(), "Day 2")
