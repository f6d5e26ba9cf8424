"""The admin site: its entrance, its frame, its home page and what it leaves out."""

import datetime

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ImproperlyConfigured
from django.test import SimpleTestCase, TestCase
from django.utils import timezone

from commitments.admin.base import RecordAdmin
from commitments.admin.permissions import MOST_ROWS
from commitments.admin.site import TrackerAdminSite, site
from commitments.enums import OwedBy
from commitments.models import Country, Heartbeat, Meeting, Ministry, MinistryName, Official
from commitments.records import edits
from tests import make
from tests.cast import NOW, gather
from tests.flat import flat


class Registering(SimpleTestCase):
    def test_a_page_that_passes_no_door_is_refused(self) -> None:
        with self.assertRaises(ImproperlyConfigured):
            TrackerAdminSite().register(Meeting, ModelAdmin)

    def test_every_page_stands_on_the_base(self) -> None:
        self.assertTrue(site._registry)
        for model, page in site._registry.items():
            with self.subTest(model.__name__):
                self.assertIsInstance(page, RecordAdmin)
                self.assertFalse(page.raw_id_fields)
                self.assertFalse(page.list_editable)
                self.assertIsNot(page.list_select_related, True)

    def test_the_site_is_the_default_one(self) -> None:
        # Asked for something first: the default site is made when it is needed.
        self.assertIs(admin.site._registry, site._registry)
        self.assertIs(admin.site._wrapped, site)  # type: ignore[attr-defined]


class Entrance(TestCase):
    def test_sign_in_keeps_the_way_if_it_is_ours(self) -> None:
        response = self.client.get("/admin/login/", {"next": "/admin/commitments/ministry/"})
        self.assertRedirects(response, "/accounts/login/?next=%2Fadmin%2Fcommitments%2Fministry%2F")
        for outside in ("//evil.example", "https://evil.example/", "javascript:alert(1)", "\\\\evil.example"):
            with self.subTest(outside):
                response = self.client.get("/admin/login/", {"next": outside})
                self.assertRedirects(response, "/accounts/login/")

    def test_who_is_in_already_goes_on(self) -> None:
        self.client.force_login(gather().officer)
        response = self.client.get("/admin/login/", {"next": "//evil.example"})
        self.assertRedirects(response, "/admin/")

    def test_password_and_sign_out_are_the_account_pages(self) -> None:
        self.client.force_login(gather().officer)
        self.assertRedirects(self.client.get("/admin/password_change/"), "/accounts/password/change/")
        self.assertRedirects(
            self.client.get("/admin/logout/"), "/accounts/logout/", fetch_redirect_response=False
        )


class Frame(TestCase):
    def setUp(self) -> None:
        self.cast = gather()
        self.client.force_login(self.cast.officer)

    def test_demonstration_data_says_so_on_every_page(self) -> None:
        paths = ("/admin/", "/admin/commitments/ministry/", "/accounts/password/change/", "/admin/search/")
        for path in paths:
            self.assertNotContains(self.client.get(path), "Demonstration data")
        Country.objects.filter(pk=self.cast.valdoria.pk).update(is_demonstration=True)
        for path in paths:
            self.assertContains(self.client.get(path), "Demonstration data")

    def test_it_says_whether_reminders_run_and_since_when_not(self) -> None:
        self.assertContains(self.client.get("/admin/"), "has not run yet")
        now = timezone.now()
        beat = Heartbeat.objects.create(name="sweep", beat_at=now)
        self.assertContains(self.client.get("/admin/"), "Reminders active")
        beat.beat_at = now - datetime.timedelta(hours=3)
        beat.save()
        response = self.client.get("/admin/")
        self.assertContains(response, "Reminders stopped")
        self.assertContains(response, "last reminder run 3 hours ago")
        self.assertContains(response, "unsent")

    def test_no_page_carries_inline_style_or_script(self) -> None:
        pages = [
            "/admin/",
            "/admin/search/?q=a",
            "/admin/commitments/ministry/",
            "/admin/commitments/ministry/add/",
        ]
        pages += [
            f"/admin/commitments/ministry/{self.cast.mofa.pk}/{page}/" for page in ("change", "history")
        ]
        for path in [*pages, "/admin/commitments/", "/accounts/password/change/", "/accounts/logout/"]:
            with self.subTest(path):
                body = self.client.get(path).content.decode()
                self.assertNotRegex(body, r"<style|\sstyle=|\son\w+=|javascript:")
                self.assertNotRegex(body, r"<script(?![^>]*\ssrc=)")

    def test_the_page_of_the_app_leads_to_the_desk(self) -> None:
        self.assertRedirects(self.client.get("/admin/commitments/"), "/admin/")

    def test_what_is_filed_is_called_statements_everywhere(self) -> None:
        body = flat(self.client.get("/admin/").content.decode())
        self.assertIn("Statements</a>", body)
        self.assertNotIn("Readouts", body)
        self.assertContains(self.client.get("/admin/commitments/statement/"), "<title>Statements")

    def test_a_line_of_any_record_stays_one_line(self) -> None:
        names = {"names-TOTAL_FORMS": 0, "names-INITIAL_FORMS": 0}
        given = {"country": self.cast.valdoria.pk, "name": "Ministry\r\nof\tPorts", **names}
        self.client.post("/admin/commitments/ministry/add/", given)
        self.assertTrue(Ministry.objects.filter(name="Ministry of Ports").exists())
        given = {"country": self.cast.valdoria.pk, "name": "Ministry\x00", **names}
        self.assertContains(self.client.post("/admin/commitments/ministry/add/", given), "Null characters")

    def test_pages_of_refusal_say_that_the_data_is_a_demonstration(self) -> None:
        said = "Demonstration data."
        missing, refused = "/admin/commitments/meeting/0/change/", "/admin/commitments/meeting/add/"
        Country.objects.filter(pk=self.cast.valdoria.pk).update(is_demonstration=False)
        self.assertNotContains(self.client.get(missing), said, status_code=404)
        Country.objects.filter(pk=self.cast.valdoria.pk).update(is_demonstration=True)
        self.assertContains(self.client.get(missing), said, status_code=404)
        self.client.force_login(self.cast.reader)
        self.assertContains(self.client.get(refused), said, status_code=403)
        self.client.logout()
        self.assertNotContains(self.client.get("/nowhere/"), said, status_code=404)

    def test_saving_writes_audit_rows_and_no_log_entry(self) -> None:
        data = {
            "country": self.cast.valdoria.pk,
            "name": "Ministry of Ports",
            "names-TOTAL_FORMS": 0,
            "names-INITIAL_FORMS": 0,
        }
        response = self.client.post("/admin/commitments/ministry/add/", data, follow=True)
        self.assertContains(response, "Recorded: Ministry of Ports.")
        self.assertNotContains(response, "successfully")
        made = Ministry.objects.get(name="Ministry of Ports")
        self.assertEqual(LogEntry.objects.count(), 0)
        self.assertContains(
            self.client.get(f"/admin/commitments/ministry/{made.pk}/history/"), "Ministry recorded"
        )


class GoTo(TestCase):
    def test_a_ministry_is_found_in_each_of_its_languages(self) -> None:
        cast = gather()
        for language, name in (("km", "នគរបាលវ៉ាល់ដូរី"), ("ko", "발도리아 경찰청")):
            named = MinistryName(ministry=cast.their_police, language=language, name=name)
            edits.create_record(named, by=None, now=NOW)
        self.client.force_login(cast.officer)
        for words in ("Constab", "경찰", "នគរបាល"):
            with self.subTest(words):
                page = self.client.get("/admin/search/", {"q": words})
                self.assertContains(page, f"/ministry/{cast.their_police.pk}/change/")

    def test_it_says_what_to_type_and_what_to_do_where_nothing_is_found(self) -> None:
        self.client.force_login(gather().officer)
        self.assertContains(self.client.get("/admin/search/"), "Enter a reference (for example")
        self.assertContains(self.client.get("/admin/search/", {"q": "xyzzy"}), "Use fewer words")

    def test_strange_words_are_only_words(self) -> None:
        self.client.force_login(gather().officer)
        for words in ('"', "' OR 1=1 --", "%", "<script>alert(1)</script>", "a" * 5000):
            with self.subTest(words[:20]):
                response = self.client.get("/admin/search/", {"q": words})
                self.assertEqual(response.status_code, 200)
                self.assertNotContains(response, "<script>alert")


class Home(TestCase):
    def test_an_empty_desk_teaches_the_first_step(self) -> None:
        self.client.force_login(gather().officer)
        self.assertContains(self.client.get("/admin/"), "Only the partner and the title are required")

    def test_a_desk_with_records_shows_its_work(self) -> None:
        cast = gather()
        make.commitment(cast, title="Share investigation records")
        self.client.force_login(cast.officer)
        self.assertNotContains(self.client.get("/admin/"), "No records have been created yet")


class Tables(TestCase):
    def test_a_post_that_asks_for_countless_rows_gets_no_more_than_a_page_needs(self) -> None:
        cast = gather()
        self.client.force_login(cast.officer)
        path = f"/admin/commitments/ministry/{cast.their_police.pk}/change/"
        asked = {"names-TOTAL_FORMS": "100000", "names-INITIAL_FORMS": "0", "name": "Constabulary"}
        response = self.client.post(path, asked)
        tables = response.context["inline_admin_formsets"]
        self.assertLessEqual(len(tables[0].formset.forms), MOST_ROWS)
        cast.their_police.refresh_from_db()
        self.assertEqual(cast.their_police.name, "Valdorian Constabulary")

    def test_a_ministry_that_answers_for_something_keeps_its_country(self) -> None:
        cast = gather()
        make.commitment(cast, owed_by=OwedBy.THEIRS)
        self.client.force_login(cast.officer)
        for ministry, stays in ((cast.their_police, True), (cast.their_ministry, False)):
            with self.subTest(ministry.name):
                Official.objects.filter(ministry=cast.their_ministry).delete()
                page = self.client.get(f"/admin/commitments/ministry/{ministry.pk}/change/")
                self.assertEqual('name="country"' not in page.content.decode(), stays)
