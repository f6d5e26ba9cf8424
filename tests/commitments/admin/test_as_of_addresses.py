"""Every address answers for a past day with records of that day, or refuses it in words."""

import datetime
import re
from collections.abc import Iterator
from typing import Any, ClassVar

import time_machine
from django.http import HttpRequest, HttpResponse
from django.test import TestCase
from django.urls import URLPattern, URLResolver, get_resolver, include, path, reverse
from django.utils.html import escape

from commitments.admin.as_of import ONLY_TODAY, answers_as_of
from commitments.admin.site import site
from commitments.audit.as_of.tables import KEPT_ROWS, list_partner_models, list_shared_models
from commitments.models import Mechanism, Meeting, Ministry, Official, Outcome, Statement
from commitments.records import edits
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.api.programs import program

DAY = datetime.timedelta(days=1)
DAY_THEN, SAID = "2026-03-12", "12 Mar 2026"
# The lists that answer, each with its files; a list of another kind refuses.
LISTS = (*("commitment", "meeting", "outcome", "statement", "mechanism", "release", "ministry", "official"),)
# The other addresses that answer, or say themselves why not.
PAGES = {
    "partner",
    "parliament",
    "parliament_file",
    "text",
    "commitments_commitment_as_of",
    "commitments_commitment_updates",
    "commitments_commitment_publication",
    "commitments_commitment_published",
}
ANSWERING = {
    *(f"commitments_{name}_{kind}" for name in LISTS for kind in ("changelist", "export")),
    *PAGES,
}
# Asked before any page by machines, which read nothing else of a request.
MACHINES = {"livez", "readyz", "healthz", "metrics"}


def list_patterns(entries: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield each address as a pattern, with what is before it."""
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from list_patterns(entry.url_patterns, before + str(entry.pattern))
        else:
            yield before + str(entry.pattern), entry


def fill_in(pattern: str) -> str:
    """Return an address of a pattern; no record has its keys."""
    text = re.sub(r"\(\?P<reference>M-[^/]*\)(?=/)", "M-XV-2026-0001", pattern)
    text = re.sub(r"\(\?P<reference>[^/]*\)(?=/)", "XV-2026-0001", text)
    text = re.sub(r"\(\?P<(?:iso)>[^)]*\)", "XV", text)
    text = re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)", "1", text)
    text = re.sub(r"<(?:\w+:)?\w+>", "1", text)
    return "/" + text.replace("^", "").replace("$", "").replace(".*", "").replace("\\", "")


def new_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Everything of today")


urlpatterns = [
    path("admin/new-page/", site.admin_view(new_page), name="new_page"),
    path("admin/", site.urls),
    path("accounts/", include("commitments.web.account_pages")),
]


@time_machine.travel(NOW + 40 * DAY, tick=False)
class AddressTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast = gather()
        cls.meeting = make.meeting(cast, title="Talks on fishing")
        text = make.statement(cast, cls.meeting, title="Minutes on fishing")
        item = make.commitment(cast, make.outcome(cast, cls.meeting, clause="Valdoria counts the boats."))
        mechanism = Mechanism(country=cast.valdoria, name="Fishing commission", level="working_group")
        edits.create_record(mechanism, by=cast.officer, now=NOW)
        later = NOW + 10 * DAY
        for record, column in (
            *((cls.meeting, "title"), (text, "title"), (item, "title"), (mechanism, "name")),
            *((cast.mofa, "name"), (cast.their_minister, "post")),
        ):
            edits.change_record(record, {column: "Changed afterwards"}, by=cast.officer, now=later)
        edits.change_record(item.outcome, {"clause": "Changed afterwards"}, by=cast.officer, now=later)

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)

    def test_an_address_answers_for_a_past_day_only_where_it_is_listed_here(self) -> None:
        found = {
            entry.name
            for _route, entry in list_patterns(get_resolver().url_patterns)
            if answers_as_of(entry.callback)
        }
        self.assertEqual(found, ANSWERING)

    def test_a_list_answers_only_where_its_records_are_rebuilt(self) -> None:
        rebuilt = {*list_partner_models(), *list_shared_models()} - {*KEPT_ROWS}
        answering = {model for model, page in site._registry.items() if page.answers_as_of}  # type: ignore[attr-defined]
        self.assertEqual({model._meta.model_name for model in answering}, {*LISTS})
        self.assertLessEqual(answering, rebuilt)

    def test_every_other_page_refuses_in_words(self) -> None:
        """One address of each view is opened; its keys lead to no record, which is not looked for."""
        tried = set()
        for route, entry in list_patterns(get_resolver().url_patterns):
            view: Any = entry.callback
            known = getattr(view, "view_class", None) or getattr(view, "__qualname__", view)
            if known in tried or answers_as_of(view) or route.startswith(("api/", "^api/")):
                continue
            if entry.name in MACHINES:
                continue
            tried.add(known)
            with self.subTest(route), self.assertLogs("django.request"):
                answer = self.client.get(fill_in(route), {"as_of": DAY_THEN})
                self.assertEqual(answer.status_code, 409)
                self.assertIn(escape(str(ONLY_TODAY)), answer.content.decode())
        self.assertGreater(len(tried), 150)

    def test_a_new_page_refuses_until_it_declares_to_answer(self) -> None:
        with self.settings(ROOT_URLCONF=__name__), self.assertLogs("django.request"):
            self.assertEqual(self.client.get("/admin/new-page/").content, b"Everything of today")
            self.assertNotContains(
                self.client.get("/admin/new-page/", {"as_of": DAY_THEN}), "Everything", status_code=409
            )

    def test_today_by_the_readers_clock_is_no_past_day(self) -> None:
        page = self.client.get("/admin/", {"as_of": "2026-04-20"})
        self.assertContains(page, "My desk")
        self.assertNotContains(page, "as_of=")

    def test_a_refused_page_offers_the_one_of_today_under_the_same_filters(self) -> None:
        with self.assertLogs("django.request"):
            page = self.client.get("/admin/commitments/packet/", {"as_of": DAY_THEN, "q": "x"})
        self.assertContains(page, 'href="/admin/commitments/packet/?q=x"', status_code=409)

    def test_visitors_with_a_link_are_refused_and_others_are_asked_to_sign_in(self) -> None:
        self.client.logout()
        for address in ("/calendar/abc.ics", "/reply/abc/"):
            with self.assertLogs("django.request"):
                answer = self.client.get(address, {"as_of": DAY_THEN})
            self.assertEqual((answer.status_code, answer.content.decode()), (409, str(ONLY_TODAY)))
        answer = self.client.get("/admin/", {"as_of": DAY_THEN})
        self.assertRedirects(
            answer, f"/admin/login/?next=/admin/%3Fas_of%3D{DAY_THEN}", fetch_redirect_response=False
        )

    def test_each_list_shows_the_records_of_the_day_and_says_which(self) -> None:
        for name in LISTS:
            with self.subTest(name):
                query = {"as_of": DAY_THEN, **({"view": "all"} if name == "commitment" else {})}
                page = self.client.get(reverse(f"admin:commitments_{name}_changelist"), query)
                self.assertContains(page, f"Record as of {SAID}.")
                self.assertNotContains(page, "Changed afterwards")
                self.assertNotContains(page, 'data-key="n"')
        for model, text in (
            *((Meeting, "Talks on fishing"), (Statement, "Minutes on fishing"), (Ministry, "Foreign")),
            *((Outcome, "counts the boats"), (Mechanism, "Fishing commission"), (Official, "inister")),
        ):
            address = reverse(f"admin:commitments_{model._meta.model_name}_changelist")
            self.assertContains(self.client.get(address, {"as_of": DAY_THEN}), text)
            self.assertContains(self.client.get(address), "Changed afterwards")

    def test_each_file_of_a_list_holds_the_records_of_the_day_and_says_which(self) -> None:
        for name in LISTS:
            with self.subTest(name):
                address = reverse(f"admin:commitments_{name}_export", args=("csv",))
                query = {"as_of": DAY_THEN, **({"view": "all"} if name == "commitment" else {})}
                file = self.client.get(address, query)
                told = file.getvalue()
                self.assertIn(f"as of {SAID}", told.decode("utf-8-sig").splitlines()[0])
                self.assertNotIn("Changed afterwards", told.decode("utf-8-sig"))
                self.assertIn(f"as-of-{DAY_THEN}", file["Content-Disposition"])

    def test_a_day_that_cannot_be_shown_is_refused_by_every_address_that_answers(self) -> None:
        """The form with the error, and no record; the answer for parliament has its own form."""
        tried = set()
        for route, entry in list_patterns(get_resolver().url_patterns):
            if not answers_as_of(entry.callback) or str(entry.name).startswith("parliament"):
                continue
            tried.add(entry.name)
            for typed, said in (("2027-01-01", "The date is in the future."), ("soon", "Enter the date as")):
                with self.subTest(route, typed=typed), self.assertLogs("django.request"):
                    asked = {"as_of": typed, "view": "all", "q": "x"}
                    answer = self.client.get(fill_in(route), asked)
                    self.assertContains(answer, said, status_code=400)
                    self.assertContains(
                        answer, f'name="as_of" id="as_of_day" value="{typed}"', status_code=400
                    )
                    self.assertContains(answer, 'name="view" value="all"', status_code=400)
                    self.assertNotContains(answer, "Changed afterwards", status_code=400)
        self.assertEqual(tried, {name for name in ANSWERING if not name.startswith("parliament")})

    def test_day_and_time_of_a_form_are_joined_also_for_a_file(self) -> None:
        file = reverse("admin:commitments_meeting_export", args=("csv",))
        answer = self.client.get(file, {"as_of": "12 March 2026", "as_of_time": "18:30", "q": "boats"})
        self.assertRedirects(
            answer, f"{file}?q=boats&as_of=2026-03-12T18%3A30", fetch_redirect_response=False
        )

    def test_programs_are_refused_by_each_address_that_they_read(self) -> None:
        client, tried = program(self.cast.officer), 0
        for route, entry in list_patterns(get_resolver().url_patterns):
            reads = "get" in getattr(entry.callback, "actions", {})
            if route.startswith("api/v1/") and reads:
                tried += 1
                with self.subTest(route), self.assertLogs("django.request"):
                    answer = client.get(fill_in(route), {"as_of": DAY_THEN})
                    self.assertEqual(answer.status_code, 400, answer.content)
                    self.assertEqual([one["parameter"] for one in answer.json()["errors"]], ["as_of"])
        self.assertGreater(tried, 30)
