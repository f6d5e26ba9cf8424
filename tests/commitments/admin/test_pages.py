"""Pages of the admin site as views: who may open them, what a save does, and what two writers see."""

import re
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.forms import modelform_factory
from django.test import SimpleTestCase, TestCase, override_settings
from django.urls import URLResolver, get_resolver, include, path

from commitments.access.rules import is_open_to_all
from commitments.admin.base import RecordAdmin
from commitments.admin.pages import ActionPage, AdminPage, EditPage
from commitments.admin.site import TrackerAdminSite
from commitments.admin.steps import StepButton
from commitments.audit import log
from commitments.enums import Classification, Role
from commitments.errors import Refused
from commitments.models import AccessLogEntry, AuditRow, Mechanism, Meeting
from commitments.records import edits
from tests import make
from tests.cast import NOW, Cast, gather
from tests.flat import flat

REFUSED, USED = "Not this title.", "used"


def _rename(meeting: Meeting, *, by: Any, now: Any) -> None:
    edits.change_record(meeting, {"title": "Renamed"}, by=by, now=now)


class MeetingProbe(EditPage):
    """A meeting as a page of its own."""

    form_class = modelform_factory(
        Meeting, fields=("country", "title", "note", "mechanism", "classification")
    )
    steps = (StepButton("rename", "Rename", _rename, lambda obj, user: None),)

    def list_left_out(self) -> tuple[str, ...]:
        return ("note",) if "short" in self.request.GET else ()

    def change(self, values: dict[str, Any]) -> None:
        super().change(values)
        if values.get("title") == "refuse":
            raise Refused(REFUSED)
        if values.get("title") == USED:
            raise IntegrityError


class MeetingProbeAdmin(RecordAdmin):
    def get_urls(self) -> list[Any]:
        return [MeetingProbe.add_url(self), *MeetingProbe.main_urls(self), *super().get_urls()]


class PlainPage(AdminPage):
    title = "A plain page"
    template_name = "admin/base_site.html"


class HeadsPage(PlainPage):
    def may_open(self) -> bool:
        return self.person.role == Role.HEAD_OF_DESK


class PressProbe(ActionPage):
    """A button that works only with a word."""

    def act(self) -> None:
        if self.request.POST.get("word") != "open":
            raise Refused(REFUSED)
        messages.success(self.request, "Done.")

    def find_way_back(self) -> str:
        return "/admin/plain/"


site = TrackerAdminSite(name="admin")
site.register(Meeting, MeetingProbeAdmin)
site.register(Mechanism, RecordAdmin)
urlpatterns = [
    path("admin/plain/", site.admin_view(PlainPage.as_view(admin_site=site))),
    HeadsPage.url("admin/heads/", "heads", site),
    PressProbe.url("admin/press/", "press", site),
    path("admin/", site.urls),
    path("accounts/", include("commitments.web.account_pages")),
]


@override_settings(ROOT_URLCONF=__name__)
class Pages(TestCase):
    cast: Cast
    meeting: Meeting
    secret: Meeting

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast, title="Talks")
        cls.secret = make.meeting(cls.cast, title="Hidden")
        with make.unlocked():
            Meeting.objects.filter(pk=cls.secret.pk).update(classification=Classification.SECRET)

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)
        self.path = self.at(self.meeting.pk)

    def at(self, key: int) -> str:
        return f"/admin/commitments/meeting/{key}/change/"

    def typed(self, **changes: Any) -> dict[str, Any]:
        body = self.client.get(self.path).content.decode()
        hidden = dict(re.findall(r'<input type="hidden" name="(as_\w+)" value="([^"]*)"', body))
        given = {"country": self.meeting.country_id, "title": "Talks", "mechanism": "", "note": ""}
        return {**hidden, **given, "classification": 1, **changes}

    def title(self) -> str:
        return Meeting.objects.get(pk=self.meeting.pk).title


def list_kinds(kind: type[AdminPage]) -> Iterator[type[AdminPage]]:
    for one in kind.__subclasses__():
        yield one
        yield from list_kinds(one)


def list_mounted(resolver: URLResolver) -> Iterator[Any]:
    """Yield the class of every view behind an address."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from list_mounted(pattern)
        else:
            view: Any = pattern.callback
            while view is not None:
                yield getattr(view, "view_class", None)
                view = getattr(view, "__wrapped__", None)


class MountedTests(SimpleTestCase):
    def test_every_page_of_the_product_has_an_address(self) -> None:
        mounted = {*list_mounted(get_resolver("tracker.urls"))}
        last = {kind for kind in list_kinds(AdminPage) if not kind.__subclasses__()}
        ours = {kind for kind in last if kind.__module__.startswith("commitments.")}
        self.assertGreater(len(ours), 80)
        self.assertEqual(ours - mounted, set())


class OpeningTests(Pages):
    def test_a_page_of_the_site_has_its_frame_and_asks_to_sign_in(self) -> None:
        self.assertContains(self.client.get("/admin/plain/"), "<h1>A plain page</h1>")
        self.client.logout()
        for path_ in ("/admin/plain/", self.path):
            self.assertEqual(self.client.get(path_).status_code, 302)

    def test_a_page_is_missing_for_those_who_may_not_open_it(self) -> None:
        self.assertEqual(self.client.get("/admin/heads/").status_code, 404)
        self.client.force_login(self.cast.head)
        self.assertEqual(self.client.get("/admin/heads/").status_code, 200)

    def test_a_button_is_pressed_says_what_came_of_it_and_leads_back(self) -> None:
        with self.assertLogs("django.request"):
            self.assertEqual(self.client.get("/admin/press/").status_code, 405)
        done = self.client.post("/admin/press/", {"word": "open"}, follow=True)
        self.assertContains(done, "Done.")
        refused = self.client.post("/admin/press/", follow=True)
        self.assertEqual(refused.redirect_chain, [("/admin/plain/", 302)])
        self.assertContains(refused, REFUSED)

    def test_a_hidden_record_is_answered_as_a_missing_one_and_not_logged(self) -> None:
        for key in (self.secret.pk, 987654):
            for answer in (self.client.get(self.at(key)), self.client.post(self.at(key), {"title": "x"})):
                self.assertEqual(answer.status_code, 404)
        self.assertFalse(AccessLogEntry.objects.filter(subject_id=self.secret.pk).exists())

    def test_an_opened_record_is_logged(self) -> None:
        self.assertFalse(is_open_to_all(Meeting))
        self.client.get(self.path)
        entry = AccessLogEntry.objects.get(subject_id=self.meeting.pk)
        self.assertEqual((entry.by, entry.subject_type), (self.cast.officer, "commitments.Meeting"))

    def test_the_page_offers_steps_and_history_and_takes_a_step(self) -> None:
        body = flat(self.client.get(self.path).content.decode())
        self.assertIn(f"/admin/commitments/meeting/{self.meeting.pk}/history/", body)
        self.assertIn(f"/admin/commitments/meeting/{self.meeting.pk}/step/rename/", body)
        self.client.post(f"/admin/commitments/meeting/{self.meeting.pk}/step/rename/")
        self.assertEqual(self.title(), "Renamed")

    def test_who_only_reads_sees_no_form_and_saves_nothing(self) -> None:
        typed = self.typed(title="Mine")
        self.client.force_login(self.cast.records_officer)
        self.assertNotContains(self.client.get(self.path), "data-save")
        self.assertEqual(self.client.post(self.path, typed).status_code, 403)
        self.assertEqual(self.client.get("/admin/commitments/meeting/add/").status_code, 403)
        self.assertEqual(self.title(), "Talks")


class SavingTests(Pages):
    def test_a_save_writes_one_row_of_history_and_leads_to_the_list(self) -> None:
        typed, before = self.typed(title="Anew"), AuditRow.objects.count()
        self.assertRedirects(self.client.post(self.path, typed), "/admin/commitments/meeting/")
        self.assertEqual((self.title(), AuditRow.objects.count()), ("Anew", before + 1))
        row = log.list_history(self.meeting).first()
        assert row is not None
        self.assertEqual(row.after, {"title": "Anew"})

    def test_it_stays_on_the_page_where_asked_with_one_message(self) -> None:
        answer = self.client.post(f"{self.path}?x=1", self.typed(title="Anew", _continue="1"), follow=True)
        self.assertEqual(answer.redirect_chain, [(f"{self.path}?x=1", 302)])
        self.assertContains(answer, "Saved: ", count=1)

    def test_a_new_record_is_recorded(self) -> None:
        given = {"country": self.cast.valdoria.pk, "title": "New talks", "classification": 1}
        answer = self.client.post("/admin/commitments/meeting/add/", given, follow=True)
        self.assertContains(answer, "Recorded: ")
        self.assertTrue(Meeting.objects.filter(title="New talks").exists())

    def test_a_field_that_is_left_out_is_neither_shown_nor_written(self) -> None:
        self.assertNotContains(self.client.get(f"{self.path}?short="), "id_note")
        self.client.post(f"{self.path}?short=", self.typed(title="Anew", note="Sent all the same"))
        self.meeting.refresh_from_db()
        self.assertEqual((self.meeting.title, self.meeting.note), ("Anew", ""))

    def test_a_refusal_stands_above_the_form_as_typed(self) -> None:
        for title, said in (("refuse", REFUSED), (USED, "Another record with one of these values has")):
            body = flat(
                self.client.post(self.path, self.typed(title=title, note="Long typing")).content.decode()
            )
            self.assertIn(said, body)
            self.assertIn("Long typing", body)
            self.assertIn("Not saved. Correct 1 error.", body)
            self.assertIn("<title>Error:", body)
            self.assertEqual(self.title(), "Talks")

    def test_nobody_hides_a_record_from_himself(self) -> None:
        body = self.client.post(self.path, self.typed(classification=3)).content.decode()
        self.meeting.refresh_from_db()
        self.assertIn("Not saved. Correct 1 error.", body)
        self.assertEqual(self.meeting.classification, Classification.RESTRICTED)

    def test_the_second_writer_chooses_between_both_versions(self) -> None:
        typed = self.typed(title="Mine", note="My note")
        edits.change_record(
            Meeting.objects.get(pk=self.meeting.pk), {"title": "Theirs"}, by=self.cast.head, now=NOW
        )
        answer = self.client.post(self.path, typed)
        body = flat(answer.content.decode())
        self.assertEqual((answer.status_code, self.title()), (409, "Theirs"))
        self.assertIn('value="Mine"', body)
        self.assertIn("Head saved this record on", body)
        mark = re.search(r'name="as_seen" value="([^"]*)"', body)
        assert mark is not None
        chosen = {**typed, "as_seen": mark[1], "keep-title": "theirs", "keep-note": "yours"}
        self.assertEqual(self.client.post(self.path, chosen).status_code, 302)
        self.meeting.refresh_from_db()
        self.assertEqual((self.meeting.title, self.meeting.note), ("Theirs", "My note"))

    def test_a_save_without_the_mark_counts_as_late(self) -> None:
        typed = self.typed(title="Mine")
        del typed["as_seen"]
        self.assertEqual(self.client.post(self.path, typed).status_code, 409)
