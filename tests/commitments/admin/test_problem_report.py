"""The problem report: a text file with what the user wrote and no content of records."""

from django.conf import settings
from django.test import TestCase

from tests.cast import Cast, gather

PAGE = "/admin/report-a-problem/"


class ProblemReportTests(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)

    def test_the_file_has_the_text_the_page_and_the_version_only(self) -> None:
        form = {
            "did": "Print the packet",
            "happened": "한글이 깨졌습니다",
            "page": "admin:commitments_packet_change",
        }
        answer = self.client.post(PAGE, form, headers={"user-agent": "Firefox/140"})
        self.assertIn("attachment", answer["Content-Disposition"])
        text = answer.content.decode()
        for words in (*form.values(), f"Version: {settings.VERSION}", "Firefox/140", "Role: desk_officer"):
            self.assertIn(words, text)
        for words in (self.cast.officer.name, self.cast.officer.email):
            self.assertNotIn(words, text)

    def test_only_the_name_of_an_address_is_taken(self) -> None:
        form = {"did": "a", "happened": "b", "page": "/reply/secret-token/?q=words"}
        self.assertNotIn("secret-token", self.client.post(PAGE, form).content.decode())

    def test_both_texts_are_required(self) -> None:
        self.assertContains(self.client.post(PAGE, {}), "This field is required.", 2)

    def test_every_page_leads_to_it_with_its_own_name(self) -> None:
        page = self.client.get("/admin/commitments/meeting/")
        self.assertContains(page, f"{PAGE}?page=admin%3Acommitments_meeting_changelist")
