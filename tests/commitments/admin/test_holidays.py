"""The pages of holidays: declared days, confirmed years, and what they move."""

import datetime
import re

from django.test import TestCase
from django.utils import timezone

from commitments.access import write_rules
from commitments.language.phrases.specification import build_after, on_day
from commitments.models import AuditRow, Commitment, Holiday, HolidayYear
from tests import make
from tests.cast import Cast, gather
from tests.flat import flat

LIST = "/admin/commitments/holiday/"
YEARS = "/admin/commitments/holidayyear/"


def hidden(content: bytes) -> dict[str, str]:
    """Give the hidden fields of a page's form."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


class HolidayPages(TestCase):
    cast: Cast
    item: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        spec = build_after(10, "working_days", "within ten working days of the meeting")
        cls.item = make.commitment(cls.cast, deadline=spec)

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)

    def typed(self, **values: object) -> dict[str, object]:
        usual = {
            "country": self.cast.korea.pk,
            "day": "2026-03-17",
            "name": "Day of mourning",
            "is_non_working": "on",
            "declared_on": "2026-03-11",
        }
        return {name: value for name, value in (usual | values).items() if value != ""}

    def confirmed(self) -> dict[str, object]:
        return {"country": self.cast.korea.pk, "year": 2026, "confirmed_on": "2026-03-11"}

    def due_on(self) -> datetime.date | None:
        return Commitment.objects.get(pk=self.item.pk).due_on

    def test_a_day_declared_says_how_many_deadlines_it_moved(self) -> None:
        answer = self.client.post(f"{LIST}add/", self.typed(), follow=True)
        self.assertContains(answer, "1 deadline changed.")
        self.assertEqual(self.due_on(), datetime.date(2026, 3, 19))
        row = Holiday.objects.get()
        self.assertEqual(row.declared_on, datetime.date(2026, 3, 11))
        self.assertTrue(
            AuditRow.objects.filter(subject_type="commitments.Holiday", action="created").exists()
        )

    def test_a_day_put_right_moves_them_again(self) -> None:
        self.client.post(f"{LIST}add/", self.typed())
        url = f"{LIST}{Holiday.objects.get().pk}/change/"
        values = hidden(self.client.get(url).content) | self.typed(day="2026-04-17")
        answer = self.client.post(url, values, follow=True)
        self.assertContains(answer, "1 deadline changed.")
        self.assertEqual(self.due_on(), datetime.date(2026, 3, 18))

    def test_a_day_that_moves_nothing_says_so(self) -> None:
        answer = self.client.post(f"{LIST}add/", self.typed(day="2026-08-17"), follow=True)
        self.assertContains(answer, "No deadlines changed.")

    def test_a_second_row_for_a_day_is_told_at_the_field(self) -> None:
        self.client.post(f"{LIST}add/", self.typed())
        answer = self.client.post(f"{LIST}add/", self.typed(name="Again"))
        self.assertContains(answer, "already has an entry for that day")
        self.assertEqual(Holiday.objects.count(), 1)

    def test_a_day_taken_back_needs_a_reason_and_says_what_it_moved(self) -> None:
        self.client.post(f"{LIST}add/", self.typed())
        url = f"{LIST}{Holiday.objects.get().pk}/step/take-back/"
        self.assertContains(self.client.post(url, {"reason": ""}), "Remove this day")
        self.assertTrue(Holiday.objects.exists())
        answer = self.client.post(url, {"reason": "A rumour."}, follow=True)
        self.assertContains(answer, "1 deadline changed.")
        self.assertEqual((Holiday.objects.exists(), self.due_on()), (False, datetime.date(2026, 3, 18)))

    def test_the_list_shows_which_years_are_not_confirmed_and_confirms_them(self) -> None:
        year = timezone.localdate().year
        page = self.client.get(LIST)
        self.assertContains(page, "4 years are not confirmed.")
        self.assertContains(page, f"Confirm the {year} calendar of Republic of Korea")
        answer = self.client.post(f"{LIST}year/KR-{year}/", follow=True)
        self.assertContains(answer, "is confirmed. No deadlines changed.")
        self.assertContains(answer, "3 years are not confirmed.")
        self.assertEqual(HolidayYear.objects.get().confirmed_by, self.cast.officer)
        again = self.client.post(f"{LIST}year/KR-{year}/", follow=True)
        self.assertContains(again, "This year is already confirmed.")

    def test_a_year_that_nobody_knew_is_listed_and_its_deadlines_get_their_dates(self) -> None:
        spec = on_day(datetime.date(2150, 6, 30), "by 30 June 2150")
        item = make.commitment(self.cast, self.item.outcome, deadline=spec)
        self.assertContains(
            self.client.get(f"{LIST}year/KR-2150/"), "The holidays of this year are not calculated."
        )
        answer = self.client.post(f"{LIST}year/KR-2150/", follow=True)
        self.assertContains(answer, "1 deadline changed.")
        item.refresh_from_db()
        self.assertEqual(item.last_working_day, datetime.date(2150, 6, 30))

    def test_a_confirmation_is_taken_back(self) -> None:
        self.client.post(f"{YEARS}add/", self.confirmed())
        row = HolidayYear.objects.get()
        self.assertEqual(row.confirmed_by, self.cast.officer)
        self.assertContains(self.client.get(f"{YEARS}{row.pk}/change/"), "Withdraw confirmation")
        answer = self.client.post(f"{YEARS}{row.pk}/step/take-back/", {"reason": "Too early."}, follow=True)
        self.assertContains(answer, "Confirmation withdrawn.")
        self.assertFalse(HolidayYear.objects.exists())

    def test_a_year_is_confirmed_once(self) -> None:
        for _time in range(2):
            answer = self.client.post(f"{YEARS}add/", self.confirmed())
        self.assertEqual((answer.status_code, HolidayYear.objects.count()), (200, 1))

    def test_who_reads_only_sees_the_years_and_confirms_nothing(self) -> None:
        self.client.force_login(self.cast.auditor)
        page = self.client.get(LIST)
        self.assertContains(page, "Calendars by year")
        self.assertNotContains(page, "calendar of Republic of Korea")
        year = timezone.localdate().year
        self.client.post(f"{LIST}year/KR-{year}/")
        self.assertFalse(HolidayYear.objects.exists())

    def test_who_reads_only_removes_no_day(self) -> None:
        self.client.post(f"{LIST}add/", self.typed())
        url = f"{LIST}{Holiday.objects.get().pk}/step/take-back/"
        self.client.force_login(self.cast.auditor)
        self.assertNotContains(self.client.get(url, follow=True), "Remove this day")
        self.client.post(url, {"reason": "A rumour."})
        self.assertIsNotNone(write_rules.why_not_write(Holiday.objects.get(), self.cast.auditor))
        self.assertTrue(Holiday.objects.exists())

    def test_an_embassy_officer_keeps_the_host_countrys_days_alone(self) -> None:
        self.client.force_login(self.cast.embassy_officer)
        year = timezone.localdate().year
        page = self.client.get(LIST)
        self.assertContains(page, f"Confirm the {year} calendar of Valdoria")
        self.assertNotContains(page, f"Confirm the {year} calendar of Republic of Korea")
        answer = self.client.post(f"{LIST}add/", self.typed())
        self.assertContains(answer, "Your role does not allow this action.")

    def test_a_year_shows_its_days_and_which_of_them_were_declared(self) -> None:
        year = timezone.localdate().year
        self.client.post(f"{LIST}add/", self.typed(day=f"{year}-03-17"))
        page = self.client.get(f"{LIST}year/KR-{year}/")
        self.assertContains(page, "Liberation Day")
        declared = 'Day of mourning <span class="tag">added by hand</span>'
        self.assertIn(declared, flat(page.content.decode()))

    def test_what_is_no_year_of_mine_is_not_there(self) -> None:
        for key in ("KR", "KR-", "KR-99999999999", "XW-2026", "KR-1900", "%00"):
            for answer in (self.client.get(f"{LIST}year/{key}/"), self.client.post(f"{LIST}year/{key}/")):
                self.assertEqual(answer.status_code, 404)

    def test_the_page_shows_its_history_with_the_calendars_counted_in(self) -> None:
        page = self.client.get(f"/admin/commitments/commitment/{self.item.pk}/history/")
        self.assertContains(page, "KR 2026")
