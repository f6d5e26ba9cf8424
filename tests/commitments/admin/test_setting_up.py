"""The checklist of the administrator: from an empty database to the first meeting, and the test mail."""

from dataclasses import replace
from email import message_from_bytes
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commitments.enums import Classification, PostFunction, Role
from commitments.errors import Refused
from commitments.models import AuditRow, Country, Desk, Division, HolidayYear, Ministry, Official, User
from commitments.parties import setup
from commitments.parties.setup_checks import LineState, SetupLine
from tests import make
from tests.cast import NOW, gather

PAGE = "admin:setting_up"


def line_of(person: User, name: str) -> SetupLine:
    return next(one for one in setup.build_checklist(person, now=timezone.now()).lines if one.name == name)


class EmptyTests(TestCase):
    def setUp(self) -> None:
        self.person = User.objects.create(
            username="first", name="First", role=Role.ADMINISTRATOR, email="first@example.org"
        )
        self.client.force_login(self.person)

    def standing(self, name: str) -> LineState:
        return line_of(self.person, name).standing

    def add(self, line: str, /, **values: str) -> None:
        """Follow the line's one link, and save its page with what it fills in and these values."""
        lines = self.client.get(reverse(PAGE)).context["lines"]
        shown = next(one for one in lines if one.line.name == line)
        page = self.client.get(shown.url)
        if "account" in page.context:
            asked = [page.context["account"], page.context["form"]]
            values = {**values, "_do": "1"}
        else:
            asked = [page.context["adminform"].form]
        filled = {
            name: form[name].value()
            for form in asked
            for name in form.fields
            if form[name].value() is not None
        }
        formsets = {
            f"{one.formset.prefix}-{part}_FORMS": "0"
            for one in page.context.get("inline_admin_formsets", ())
            for part in ("TOTAL", "INITIAL")
        }
        answer = self.client.post(shown.url, {**filled, **formsets, **values})
        self.assertEqual(
            answer.status_code, 302, getattr(answer, "context", None) and answer.context.get("errors")
        )

    def test_each_line_leads_to_what_is_missing_until_all_are_done(self) -> None:
        self.add("home", name="Republic of Korea", capital="Seoul", time_zone="Asia/Seoul", languages="ko")
        self.add("desks", name="Asia")
        self.add("desks", name="Valdoria desk")
        self.add("partners", iso="XV", name="Valdoria", capital="Port Serin", time_zone="Etc/GMT-3")
        self.assertEqual(self.standing("languages"), LineState.OPEN)
        self.add("languages", languages="en")
        self.add("ministries", name="Ministry of Foreign Affairs", runs_tracker="on")
        self.add("ministries", name="Ministry of External Relations")
        self.add("people", username="officer", name="Officer", email="officer@example.org")
        self.add("people", username="head", name="Head", email="head@example.org")
        self.add("officials", post="Minister of External Relations")
        for name in ("home", "desks", "partners", "languages", "ministries", "people", "officials"):
            with self.subTest(name):
                self.assertEqual(self.standing(name), LineState.DONE)
        officer = User.objects.get(username="officer")
        self.assertEqual((officer.role, officer.desk), (Role.DESK_OFFICER, Desk.objects.get()))
        self.assertEqual(officer.clearance, Classification.RESTRICTED)
        self.add("second", username="second", name="Second", email="second@example.org")
        self.assertEqual(User.objects.get(username="second").clearance, Classification.PUBLIC)

    def test_languages_are_named(self) -> None:
        self.add(
            "home", name="Republic of Korea", capital="Seoul", time_zone="Asia/Seoul", languages="ko,qaa"
        )
        page = self.client.get(reverse(PAGE))
        self.assertContains(page, "Korean, a language without a public code (qaa)")

    def test_a_fresh_installation_says_what_comes_first_and_what_comes_later(self) -> None:
        found = setup.build_checklist(self.person, now=NOW)
        self.assertEqual(found.first and found.first.name, "home")
        later = {one.name for one in found.lines if one.standing is LineState.LATER}
        self.assertEqual(later, {"languages", "ministries", "people", "officials", "calendars", "meeting"})
        page = self.client.get(reverse(PAGE))
        self.assertContains(page, "HOME_COUNTRY")
        self.assertContains(page, "?iso=KR")
        self.assertContains(self.client.get(reverse("admin:index")), "#home")

    def test_a_test_mail_is_sent_to_the_own_address_and_the_answer_told_and_kept(self) -> None:
        with TemporaryDirectory() as folder, override_settings(MAIL_FOLDER=folder, PRODUCTION=False):
            page = self.client.post(reverse("admin:setting_up_mail"), follow=True)
            mail = message_from_bytes(next(Path(folder).glob("*.eml")).read_bytes())
        self.assertEqual(mail["To"], "first@example.org")
        self.assertContains(page, "The mail server accepted the test email to first@example.org: ")
        with override_settings(PRODUCTION=False):
            line = line_of(self.person, "mail")
        self.assertEqual(line.standing, LineState.DONE)
        self.assertIn("kept as", line.said[-2])
        self.assertEqual(AuditRow.objects.get(action="mail tried").by, self.person)
        other = override_settings(MAIL_TO_FILES=False, EMAIL_HOST="mail.example.org", EMAIL_PORT=587)
        with other:
            self.assertEqual(line_of(self.person, "mail").standing, LineState.OPEN)

    def test_a_server_that_takes_no_mail_is_quoted(self) -> None:
        nobody = override_settings(MAIL_TO_FILES=False, EMAIL_HOST="127.0.0.1", EMAIL_PORT=9)
        with nobody:
            page = self.client.post(reverse("admin:setting_up_mail"), follow=True)
            self.assertEqual(line_of(self.person, "mail").standing, LineState.OPEN)
        self.assertContains(
            page,
            "The test email was not accepted. Check the email settings, then try again. "
            "Answer from 127.0.0.1:9:",
        )


class OthersTests(TestCase):
    def test_it_is_the_administrators_alone(self) -> None:
        people = gather()
        for person in people.everybody:
            self.client.force_login(person)
            answer = self.client.get(reverse(PAGE))
            tried = self.client.post(reverse("admin:setting_up_mail")) if answer.status_code == 404 else None
            with self.subTest(person.username):
                is_administrator = person.role == Role.ADMINISTRATOR
                self.assertEqual(answer.status_code, 200 if is_administrator else 404)
                self.assertTrue(is_administrator or (tried is not None and tried.status_code == 404))
                desk = self.client.get(reverse("admin:index"))
                self.assertEqual(reverse(PAGE) in desk.text, is_administrator)
        with self.assertRaises(Refused):
            setup.build_checklist(people.officer, now=NOW)

    def test_it_names_what_is_missing_and_whom_it_concerns(self) -> None:
        people = gather()
        self.assertIn("Westmark", " ".join(line_of(people.administrator, "ministries").said))
        self.assertIn("National Police Agency", line_of(people.administrator, "officials").said[0])
        Official.objects.create(
            country=people.korea, ministry=people.police, post="Desk", function=PostFunction.FOCAL_POINT
        )
        Ministry.objects.create(country=people.elsewhere, name="Office of the Islands")
        Official.objects.create(country=people.elsewhere, post="Envoy")
        self.assertEqual(line_of(people.administrator, "ministries").standing, LineState.DONE)
        self.assertEqual(line_of(people.administrator, "officials").standing, LineState.DONE)
        self.assertIn("Elsewhere desk", line_of(people.administrator, "people").said[0])

    def test_it_stays_on_my_desk_until_a_desk_has_recorded_a_real_meeting(self) -> None:
        people = gather()
        User.objects.filter(pk=people.officer.pk).update(last_login=NOW)
        self.assertEqual(line_of(people.administrator, "meeting").standing, LineState.DESK)
        meeting = make.meeting(people)
        Country.objects.filter(pk=meeting.country_id).update(is_demonstration=True)
        self.assertEqual(line_of(people.administrator, "meeting").standing, LineState.LATER)
        self.assertIn("#leave-demo", self.desk(people.administrator))
        waits = "All records belong to the demo."
        self.assertIn(waits, self.desk(people.officer))
        Country.objects.update(is_demonstration=False)
        self.assertNotIn(waits, self.desk(people.officer))
        line = line_of(people.administrator, "meeting")
        self.assertEqual((line.standing, line.said), (LineState.DONE, ("A meeting has been recorded.",)))
        done = replace(line, standing=LineState.DONE)
        self.assertTrue(setup.Checklist((done, done), is_demonstration=False).is_over)
        waiting = replace(line, standing=LineState.DESK)
        self.assertFalse(setup.Checklist((done, waiting), is_demonstration=False).is_over)

    def desk(self, person: User) -> str:
        self.client.force_login(person)
        return self.client.get(reverse("admin:index")).text

    def test_calendars_are_done_once_every_year_is_confirmed(self) -> None:
        people = gather()
        today = timezone.localdate()
        for country in Country.objects.all():
            for year in (today.year, today.year + 1):
                HolidayYear.objects.create(country=country, year=year, confirmed_on=today)
        self.assertEqual(line_of(people.administrator, "calendars").standing, LineState.DONE)

    def test_its_queries_do_not_grow_with_the_rows(self) -> None:
        people = gather()
        counts = []
        for more in (0, 20):
            for number in range(more):
                division = Division.objects.create(name=f"Division {number}")
                desk = Desk.objects.create(name=f"Desk {number}", division=division)
                Country.objects.create(iso=f"Q{chr(65 + number)}", name=f"Land {number}", desk=desk)
            self.client.force_login(people.administrator)
            with CaptureQueriesContext(connection) as asked:
                self.client.get(reverse(PAGE))
            counts.append(len(asked))
        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[0], 30)
