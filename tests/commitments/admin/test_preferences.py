"""Preferences: they take effect at once, on every page, in lists and in email, and in no export."""

import datetime

from django.test import TestCase

from commitments.enums import CommitmentState
from commitments.models import AuditRow, CountryName, MinistryName, User
from tests import make
from tests.cast import gather
from tests.commitments.reminders.case import SweepCase, seoul

PAGE = "/admin/preferences/"
CHOSEN = {"language": "en", "time_zone": "Asia/Seoul", "date_format": "slashes", "rows_per_page": "50"}


class PreferencesTests(TestCase):
    def setUp(self) -> None:
        self.cast = gather()
        self.client.force_login(self.cast.officer)

    def save(self, **values: str) -> str:
        answer = self.client.post(PAGE, CHOSEN | values, follow=True)
        self.assertRedirects(answer, PAGE)
        return answer.content.decode()

    def test_the_message_is_in_the_chosen_language_and_the_history_has_the_change(self) -> None:
        self.assertIn("Your preferences were saved.", self.save())
        self.assertIn("환경 설정을 저장했습니다.", self.save(language="ko"))
        last = AuditRow.objects.filter(subject_type="commitments.User").latest("pk")
        self.assertEqual((last.by, last.after), (self.cast.officer, {"language": "ko"}))

    def test_a_day_is_written_as_chosen_and_read_back_from_a_form(self) -> None:
        meeting = make.meeting(self.cast, held_on=datetime.date(2027, 4, 3))
        page = f"/admin/commitments/meeting/{meeting.pk}/change/"
        for chosen, shown, in_form in (
            ("", "Saturday 3 April 2027", "3 Apr 2027"),
            ("slashes", "Saturday 03/04/2027", "03/04/2027"),
            ("iso", "Saturday 2027-04-03", "2027-04-03"),
        ):
            with self.subTest(chosen):
                self.save(date_format=chosen)
                answer = self.client.get(f"{page}?edit=page")
                self.assertContains(answer, shown)
                self.assertContains(answer, f'value="{in_form}"')
                self.assertContains(self.client.get("/admin/day/", {"day": in_form}), "3 April 2027")

    def test_a_file_keeps_the_usual_dates(self) -> None:
        meeting = make.meeting(self.cast, held_on=datetime.date(2027, 4, 3))
        page = f"/admin/commitments/meeting/{meeting.pk}/history/"
        self.save(date_format="slashes")
        self.assertContains(self.client.get(page), "03/04/2027")
        answer = self.client.get(f"{page}export/csv/")
        content = answer.getvalue().decode()
        self.assertIn("3 Apr 2027", content)
        self.assertNotIn("03/04/2027", content)

    def test_an_unknown_zone_is_refused_and_a_capital_is_its_zone(self) -> None:
        answer = self.client.post(PAGE, CHOSEN | {"time_zone": "Atlantis"})
        self.assertContains(answer, "Enter a valid time zone")
        self.save(time_zone=self.cast.valdoria.capital.lower())
        found = User.objects.get(pk=self.cast.officer.pk).time_zone
        self.assertEqual(found, self.cast.valdoria.time_zone)

    def test_the_sample_shows_values_that_are_not_saved(self) -> None:
        chosen = CHOSEN | {"language": "ko", "date_format": "words", "_preview": "1"}
        self.assertContains(self.client.post(PAGE, chosen), "2027년\u00a06월\u00a030일, 현재 시각")
        self.assertEqual(User.objects.get(pk=self.cast.officer.pk).date_format, "")

    def test_lists_have_as_many_rows_as_chosen(self) -> None:
        for number in range(30):
            make.commitment(self.cast, title=f"Item {number}")
        address = "/admin/commitments/commitment/"
        self.assertEqual(len(self.client.get(f"{address}?view=all").context["cl"].result_list), 25)
        self.save(rows_per_page="50")
        self.assertEqual(len(self.client.get(f"{address}?view=all").context["cl"].result_list), 30)


class EmailTests(SweepCase):
    def test_an_email_is_in_language_names_and_date_format_of_its_reader(self) -> None:
        person, cast = self.people.officer, self.people
        User.objects.filter(pk=person.pk).update(language="ko", date_format="slashes")
        CountryName.objects.create(country=cast.valdoria, language="ko", name="발도리아")
        MinistryName.objects.create(ministry=cast.their_ministry, language="ko", name="발도리아 외교부")
        make.commitment(cast, state=CommitmentState.ACCEPTED, parts=())
        self.sweep(seoul(7, 1))
        self.assertIn("30/06/2026", self.text())
        self.assertIn("발도리아", self.text())
