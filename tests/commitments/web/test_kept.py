"""Who saves after the session ended loses nothing that was typed."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase

from commitments.models import Absence
from tests.cast import PASSWORD, Cast, gather

KEPT = "/accounts/saved-input/"
OWN = {"origin": "http://testserver"}
WORDS = 'Words that took\nan hour: "<b>한국어</b>" & more'
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


class Kept(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(self.cast.officer)
        self.address = "/admin/commitments/absence/add/?_popup=0"
        self.values = {
            "person": self.cast.officer.pk,
            "deputy": self.cast.head.pk,
            "starts_on": "2026-03-02",
            "ends_on": "2026-03-06",
            "note": WORDS,
            "_shown": "1",
            "_save": "Save",
        }

    def token(self) -> str:
        page = self.client.get("/accounts/login/" if self.is_out() else "/admin/commitments/absence/add/")
        found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
        assert found is not None
        return found[1]

    def is_out(self) -> bool:
        return "_auth_user_id" not in self.client.session

    def save_after_the_end(self, **more: Any) -> Any:
        token = self.token()
        self.client.session.flush()
        return self.client.post(self.address, {**self.values, **more, "csrfmiddlewaretoken": token})

    def test_it_is_kept_and_sent_after_the_sign_in(self) -> None:
        page = self.save_after_the_end()
        self.assertContains(page, "Session expired", status_code=401)
        self.assertContains(page, "Words that took<br>an hour: &quot;&lt;b&gt;", status_code=401)
        self.assertNotContains(page, "csrfmiddlewaretoken", status_code=401)
        kept = {"_kept_address": self.address, **self.values}
        self.assertEqual(self.client.post(KEPT, kept, headers=OWN).status_code, 401)
        login = {"login": "officer", "password": PASSWORD, "csrfmiddlewaretoken": self.token()}
        self.client.post("/accounts/login/", login)
        again = self.client.post(KEPT, kept, headers=OWN)
        self.assertContains(again, f'action="{self.address}"')
        self.assertFalse(Absence.objects.exists())
        sent = {**self.values, "csrfmiddlewaretoken": self.token()}
        self.assertIn('name="note" value="Words that took\nan hour:', again.content.decode())
        self.assertEqual(self.client.post(self.address, sent).status_code, 302)
        self.assertEqual(Absence.objects.count(), 1)

    def test_a_file_is_chosen_again(self) -> None:
        page = self.save_after_the_end(paper=SimpleUploadedFile("a.txt", b"a"))
        self.assertIn(("_kept_file", "paper"), HIDDEN.findall(page.content.decode()))
        self.client.force_login(self.cast.officer)
        kept = {"_kept_address": self.address, "_kept_file": "paper", **self.values}
        self.assertContains(self.client.post(KEPT, kept, headers=OWN), '<input type="file" name="paper">')

    def test_what_another_site_sends_is_never_shown(self) -> None:
        page = self.client.post(self.address, {**self.values, "csrfmiddlewaretoken": "x" * 64})
        self.assertEqual(page.status_code, 403)
        kept = {"_kept_address": self.address, **self.values}
        for headers in ({}, {"origin": "https://evil.example"}, {"origin": "null"}):
            self.assertEqual(self.client.post(KEPT, kept, headers=headers).status_code, 404)

    def test_it_is_sent_to_a_page_of_ours_alone(self) -> None:
        for address in (
            "https://evil.example/admin/",
            "//evil.example/admin/",
            "/accounts/logout/",
            "/admin/\\x",
            "",
        ):
            kept = {"_kept_address": address, **self.values}
            self.assertEqual(self.client.post(KEPT, kept, headers=OWN).status_code, 404)

    def test_a_page_that_is_opened_leads_to_the_sign_in_as_ever(self) -> None:
        self.client.session.flush()
        self.assertEqual(self.client.get("/admin/").headers["Location"], "/admin/login/?next=/admin/")
