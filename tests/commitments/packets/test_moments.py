"""Moments on the cover and at the foot: in both capitals, with the day where it differs."""

import datetime

from django.test import SimpleTestCase
from django.utils import translation

from commitments.packets.formats import format_clocks, short_date

LATE = datetime.datetime(2026, 12, 1, 23, 48, tzinfo=datetime.UTC)
SEOUL, LIMA, LONDON = ("Asia/Seoul", "Seoul"), ("America/Lima", "Lima"), ("Europe/London", "London")


class MomentTests(SimpleTestCase):
    def written(self, *places: tuple[str, str], after: datetime.date | None) -> str:
        return format_clocks(LATE, places, after, short_date).replace("\u00a0", " ")

    def test_the_day_is_written_where_it_differs_from_the_one_before(self) -> None:
        found = self.written(SEOUL, LIMA, after=LATE.date())
        self.assertEqual(found, "2 Dec 2026 08:48 Seoul · 1 Dec 2026 18:48 Lima")

    def test_the_same_day_is_written_once(self) -> None:
        self.assertEqual(self.written(LONDON, LIMA, after=LATE.date()), "23:48 London · 18:48 Lima")
        self.assertEqual(self.written(LONDON, LIMA, after=None), "1 Dec 2026 23:48 London · 18:48 Lima")

    def test_the_day_is_in_the_language_of_the_packet(self) -> None:
        with translation.override("ko"):
            self.assertEqual(self.written(SEOUL, after=LATE.date()), "2026. 12. 2. 08:48 Seoul")
