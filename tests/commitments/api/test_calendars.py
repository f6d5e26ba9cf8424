"""Declared days and the years of calendars, as programs read them."""

import datetime
from typing import Any, ClassVar

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.models import Country, Holiday, HolidayYear
from tests.cast import Cast, gather
from tests.commitments.api.programs import program
from tests.commitments.api.test_schema import document, fits

HOLIDAYS, YEARS = "/api/v1/holidays/", "/api/v1/calendar-years/"


class CalendarTests(TestCase):
    cast: ClassVar[Cast]
    home: ClassVar[Country]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.home = Country.objects.get(iso="KR")

    def declare(self, country: Country, day: datetime.date, **more: Any) -> Holiday:
        return Holiday.objects.create(country=country, day=day, name="Local elections", **more)

    def test_declared_days_are_narrowed_and_read_one_by_one(self) -> None:
        client = program(self.cast.focal_point)
        one = self.declare(self.home, datetime.date(2026, 6, 3))
        self.declare(self.home, datetime.date(2026, 8, 17), is_non_working=False)
        self.declare(self.cast.valdoria, datetime.date(2026, 6, 3))
        listed = client.get(HOLIDAYS, {"country": "KR", "ordering": "-day"}).json()
        self.assertEqual(fits(listed, document(), "PaginatedHolidayList"), [])
        self.assertEqual(
            [(row["day"], row["is_non_working"]) for row in listed["results"]],
            [("2026-08-17", False), ("2026-06-03", True)],
        )
        self.assertEqual(client.get(f"{HOLIDAYS}{one.pk}/").json(), listed["results"][1])
        until = client.get(HOLIDAYS, {"day_until": "2026-06-30", "q": "elections"}).json()["results"]
        self.assertEqual({row["country"] for row in until}, {"KR", "XV"})
        self.assertEqual(client.get(f"{HOLIDAYS}{one.pk + 99}/").status_code, 404)

    def test_each_country_tells_how_well_its_years_are_known(self) -> None:
        today = timezone.localdate()
        HolidayYear.objects.all().delete()
        HolidayYear.objects.create(country=self.home, year=today.year, confirmed_on=today)
        Country.objects.create(iso="XQ", name="Avalon", capital="Camelot", time_zone="Etc/GMT")
        client = program(self.cast.focal_point)
        listed = client.get(YEARS).json()
        self.assertEqual(fits(listed, document(), "PaginatedCalendarYearsList"), [])
        found = {row["country"]: row["years"] for row in listed["results"]}
        self.assertEqual(list(found), sorted(Country.objects.values_list("iso", flat=True)))
        this, following = found["KR"]
        self.assertEqual(this, {"year": today.year, "status": "confirmed", "confirmed_on": f"{today}"})
        self.assertEqual((following["status"], following["confirmed_on"]), ("calculated", None))
        self.assertEqual({one["status"] for one in found["XQ"]}, {"absent"})
        [only] = client.get(YEARS, {"country": "KR", "fields": "years"}).json()["results"]
        self.assertEqual(only, {"years": [this, following]})

    def test_they_cost_the_same_however_many_there_are(self) -> None:
        client = program(self.cast.officer)

        def asked(address: str) -> int:
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(client.get(address).status_code, 200)
            return len(queries)

        for address in (HOLIDAYS, YEARS):
            asked(address)
        few = asked(HOLIDAYS), asked(f"{YEARS}?country=KR")
        for day in range(1, 5):
            self.declare(self.home, datetime.date(2026, 6, day))
        self.assertEqual((asked(HOLIDAYS), asked(YEARS)), few)
