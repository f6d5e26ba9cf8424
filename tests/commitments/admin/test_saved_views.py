"""Views that a person keeps: the account's own, at most twenty, and behind the door like any list."""

from unittest import mock
from urllib.parse import quote

from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.access import policy
from commitments.admin.commitments import filters
from commitments.dashboard import list_preferences
from commitments.enums import Classification, CommitmentState, OwedBy
from commitments.models import AuditRow, Commitment, SavedView
from tests import make
from tests.commitments.admin.test_commitment import LIST, Pages

VIEWS = f"{LIST}views/"
GOING = CommitmentState.IN_PROGRESS


class SavedViewTests(Pages):
    item: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.item = make.commitment(cls.cast, title="Ours", state=GOING)
        make.commitment(cls.cast, title="Theirs", owed_by=OwedBy.THEIRS, state=GOING)

    def keep(self, name: str, back: str = "view=all&side=ours") -> str:
        return str(self.client.post(VIEWS, {"name": name, "back": back})["Location"])

    def own(self, query: str = "") -> list[tuple[str, str, bool]]:
        tabs = self.client.get(LIST + query).context["tabs"]
        return [(tab.label, tab.url, tab.is_current) for tab in tabs[len(filters.VIEWS) :]]

    def trouble(self, address: str) -> str:
        typed = self.client.get(address).context["typed"]
        return str(typed["trouble"])

    def test_a_kept_view_is_a_tab_after_the_others_and_current_where_it_is_looked_at(self) -> None:
        self.assertEqual(self.keep("  What we  owe "), f"{LIST}?side=ours&view=all")
        self.assertEqual(self.own(), [("What we owe", "?side=ours&view=all", False)])
        page = self.client.get(f"{LIST}?view=all&side=ours&p=1")
        self.assertEqual([tab.label for tab in page.context["tabs"] if tab.is_current], ["What we owe"])
        self.assertEqual(page.context["tabs"][-1].label, "What we owe")
        self.assertEqual(self.titles("?side=ours&view=all"), ["Ours"])

    def test_it_stands_at_the_side_of_every_page_too(self) -> None:
        self.keep("What we owe")
        link = f'<a href="{LIST}?side=ours&amp;view=all"'
        self.assertContains(self.client.get("/admin/"), f"{link}>What we owe</a>")
        self.assertContains(self.client.get(f"{LIST}?side=ours&view=all"), f'{link} aria-current="page">')
        self.client.force_login(self.cast.head)
        self.assertNotContains(self.client.get("/admin/"), "What we owe")

    def test_only_what_the_list_knows_is_kept(self) -> None:
        self.keep("Clean", "p=3&e=1&all=&q=ours&o=1&nonsense=1&outcome__clause__contains=x&as_of=2026-03-12")
        self.assertEqual(SavedView.objects.get().query, "as_of=2026-03-12&o=1&q=ours&view=open")
        self.keep("Usual", "")
        self.assertEqual(SavedView.objects.get(name="Usual").query, "view=open")

    def test_it_is_renamed_and_deleted(self) -> None:
        self.keep("First")
        page = f"{VIEWS}{SavedView.objects.get().pk}/"
        self.client.post(page, {"name": "Second"})
        self.assertEqual([label for label, _url, _current in self.own()], ["Second"])
        self.assertContains(self.client.get(f"{LIST}?view=all&side=ours"), "This view")
        answer = self.client.post(page, {"_delete": ""}, follow=True)
        self.assertContains(answer, "View deleted: Second. Its commitments are not affected.")
        self.assertEqual(self.own(), [])
        self.assertEqual(Commitment.objects.count(), 2)

    def test_what_stands_against_a_name_is_said_and_the_name_is_kept_as_typed(self) -> None:
        self.keep("Taken")
        for name, said in (
            ("Taken", "You already have a view with this name."),
            (" ", "Enter a name for the view."),
            ("x" * 61, "Enter a name of up to 60 characters."),
        ):
            with self.subTest(name):
                back = self.keep(name, "view=closed")
                self.assertEqual(back, f"{LIST}?view=closed")
                page = self.client.get(back)
                self.assertContains(page, said)
                self.assertEqual(page.context["typed"]["name"], name)
                self.assertEqual(self.trouble(back), "")
        self.assertIn("too long", self.trouble(self.keep("Long", f"q={quote('가' * 90)}")))
        self.keep("Other", "view=all")
        other = SavedView.objects.get(name="Other")
        self.client.post(f"{VIEWS}{other.pk}/", {"name": "Taken"})
        other.refresh_from_db()
        self.assertEqual(other.name, "Other")

    def test_what_no_text_can_hold_is_left_out_of_names_and_addresses(self) -> None:
        self.keep("a\x00b", "q=canal%00&view=all")
        found = SavedView.objects.values_list("name", "query").get()
        self.assertEqual(found, ("a b", "q=canal&view=all"))

    def test_there_are_at_most_twenty(self) -> None:
        self.assertEqual(list_preferences.MOST_VIEWS, 20)
        with mock.patch.object(list_preferences, "MOST_VIEWS", 2):
            for name in "abc":
                back = self.keep(name)
        self.assertIn("You have 20 views, the maximum.", self.trouble(back))
        self.assertEqual(SavedView.objects.count(), 2)

    def test_only_the_owner_sees_renames_or_deletes_it(self) -> None:
        self.keep("Private words")
        # Whoever saved it has read that it was.
        self.assertContains(self.client.get(LIST), "View saved: Private words.")
        view = SavedView.objects.get()
        for person in (self.cast.head, self.cast.administrator, self.cast.auditor):
            self.client.force_login(person)
            self.assertNotContains(self.client.get(f"{LIST}?side=ours&view=all"), "Private words")
            self.assertFalse(policy.readable_by(SavedView.objects.all(), person).exists())
            for given in ({"name": "Mine now"}, {"_delete": ""}):
                self.assertEqual(self.client.post(f"{VIEWS}{view.pk}/", given).status_code, 404)
        self.assertEqual(SavedView.objects.get().name, "Private words")
        self.assertFalse(AuditRow.objects.filter(subject_type="commitments.SavedView").exists())

    def test_what_it_names_and_its_owner_may_no_longer_read_is_not_shown(self) -> None:
        self.keep("Held", f"q={self.item.reference}&country__id__exact={self.item.country_id}")
        url = self.own()[0][1]
        self.assertEqual(self.titles(url), ["Ours"])
        Commitment.objects.filter(pk=self.item.pk).update(classification=Classification.SECRET)
        page = self.client.get(LIST + url)
        self.assertEqual(page.context["groups"], [])
        self.assertNotContains(page, "Ours</a>")

    def test_a_kept_moment_shows_the_past_and_keeping_works_from_there(self) -> None:
        self.keep("Then", "as_of=2026-03-12&view=all")
        page = self.client.get(f"{LIST}?as_of=2026-03-12&view=all")
        self.assertContains(page, "Record as of")
        self.assertEqual([tab.label for tab in page.context["tabs"] if tab.is_current], ["Then"])

    def test_twenty_views_take_the_queries_of_one(self) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as seen:
                self.client.get(LIST)
            return len(seen)

        self.keep("One")
        queries()
        few = queries()
        for number in range(19):
            self.keep(f"View {number}")
        self.assertEqual(len(self.own()), 20)
        self.assertEqual(queries(), few)

    def test_it_takes_a_post_of_somebody_signed_in(self) -> None:
        self.assertEqual(self.client.get(VIEWS).status_code, 405)
        self.client.logout()
        self.assertIn("login", self.keep("Nobody's"))
        self.assertFalse(SavedView.objects.exists())
