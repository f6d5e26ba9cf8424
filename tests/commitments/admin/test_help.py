"""Help: the guide for signed-in users in their language, its search, and the link on each page."""

from django.test import TestCase

from commitments.help import guide
from commitments.models import User
from tests.cast import Cast, gather


class HelpPages(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def show(self, path: str, person: User | None = None) -> str:
        self.client.force_login(person or self.cast.officer)
        answer = self.client.get(path)
        self.assertEqual(answer.status_code, 200, path)
        return answer.content.decode()

    def test_only_signed_in_users_read_it(self) -> None:
        for path in ("/help/", "/help/sign-in/", "/help/first-steps/", "/help/glossary/"):
            self.assertRedirects(
                self.client.get(path), f"/admin/login/?next={path}", fetch_redirect_response=False
            )

    def test_the_contents_lead_to_each_task_in_the_language_of_the_reader(self) -> None:
        page = self.show("/help/")
        for key in guide.list_keys():
            self.assertIn(f'href="/help/{key}/"', page)
        User.objects.filter(pk=self.cast.head.pk).update(language="ko")
        self.assertIn("로그인하기", self.show("/help/", User.objects.get(pk=self.cast.head.pk)))

    def test_a_task_has_its_steps_its_chapter_and_no_inline_style(self) -> None:
        page = self.show("/help/request-an-extension/")
        self.assertIn("<strong>Request an extension</strong>", page)
        self.assertIn('href="/help/decide-on-approval-requests/"', page)
        self.assertIn('href="/help/enter-a-deadline-in-words/"', page)
        self.assertNotIn("style=", page)
        self.assertEqual(self.client.get("/help/no-such-task/").status_code, 404)

    def test_the_search_finds_tasks_and_terms_with_all_the_words(self) -> None:
        page = self.show("/help/?q=quiet+days")
        self.assertIn('href="/help/set-the-reminder-schedule/"', page)
        self.assertIn('href="/help/glossary/#quiet-days"', page)
        self.assertNotIn('href="/help/sign-in/"', page)
        self.assertIn("0 results for “zebra”", self.show("/help/?q=zebra"))
        self.assertIn('href="/help/glossary/#slippage"', self.show("/help/?q=기한 연기"))

    def test_the_first_steps_begin_with_those_of_the_own_role(self) -> None:
        for person, first in ((self.cast.officer, "desk"), (self.cast.administrator, "administrator")):
            page = self.show("/help/first-steps/", person)
            self.assertEqual(page.split('<h2 id="')[1].partition('"')[0], first)

    def test_each_page_links_to_its_task(self) -> None:
        for path, task in (
            ("/admin/", "work-through-my-desk"),
            ("/admin/commitments/meeting/add/", "record-a-meeting"),
            ("/admin/commitments/commitment/", "filter-save-and-export-a-list"),
            ("/accounts/sessions/", "end-a-session"),
        ):
            self.assertIn(f'class="help-link" href="/help/{task}/"', self.show(path), path)
        absent = self.client.get("/admin/no-such-page/")
        self.assertContains(absent, 'class="help-link" href="/help/"', status_code=404)
        self.client.logout()
        self.assertNotIn("help-link", self.client.get("/accounts/login/").content.decode())
