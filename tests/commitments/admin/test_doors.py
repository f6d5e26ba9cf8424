"""Every door of the admin, tried by several roles; the stock admin with a filtered list is the control."""

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.http import HttpResponse
from django.test import TestCase, modify_settings, override_settings
from django.test.utils import CaptureQueriesContext

from commitments.enums import Classification, CommitmentState, OwedBy
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import drafts
from commitments.meetings import meetings, outcomes
from commitments.models import Commitment, Mechanism, Meeting, Outcome, User
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.admin.probe import CANARY, masked

PROBE = override_settings(ROOT_URLCONF="tests.commitments.admin.probe")


class Doors(TestCase):
    """One hidden meeting with all that hangs on it, and one that may be read."""

    cast: Cast
    seen: Meeting
    hidden: Meeting
    point: Outcome
    hidden_point: Outcome
    hidden_part: Outcome
    item: Commitment
    hidden_item: Commitment
    absent: int

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.seen = make.meeting(cls.cast, title="Open talks")
        cls.point = make.outcome(cls.cast, cls.seen, clause="An open clause.")
        cls.item = make.commitment(
            cls.cast, cls.point, title="An open item", owed_by=OwedBy.OURS, state=CommitmentState.PROPOSED
        )
        # Large keys, which stand nowhere else on a page.
        secret, by = Classification.SECRET, cls.cast.head
        cls.hidden = Meeting(
            pk=700001, country=cls.cast.valdoria, title=f"{CANARY} talks", classification=secret
        )
        meetings.record_meeting(cls.hidden, by=by, now=NOW)
        cls.hidden_point = Outcome(
            spoken_by="joint",
            pk=700002,
            meeting=cls.hidden,
            kind="commitment",
            clause=f"{CANARY} clause",
            classification=secret,
        )
        outcomes.add_outcome(cls.hidden_point, by=by, now=NOW)
        cls.hidden_item = drafts.create_draft(
            Commitment(pk=700003, outcome=cls.hidden_point, title=f"{CANARY} item", owed_by="ours"),
            parts=(),
            deadline=on_day(make.DUE_ON, "by 30 June 2026"),
            by=by,
            now=NOW,
        )
        # Inside a meeting that may be read: a point above the reader's clearance.
        with make.unlocked():
            cls.hidden_part = Outcome.objects.create(
                spoken_by="joint",
                pk=700004,
                meeting=cls.seen,
                number=99,
                clause=f"{CANARY} part",
                classification=secret,
                recorded_at=NOW,
            )
        cls.absent = 987654

    def enter(self, user: User) -> None:
        self.client.force_login(user)

    def body(self, path: str, site: str = "admin", **data: Any) -> str:
        response = self.client.get(f"/{site}/{path}", data)
        return response.content.decode()


@PROBE
class Closed(Doors):
    """What the officer, cleared up to confidential, must not learn of the secret meeting."""

    def setUp(self) -> None:
        self.enter(self.cast.officer)

    def test_lists_show_only_what_may_be_read(self) -> None:
        for name in ("meeting", "outcome", "commitment", "statement"):
            with self.subTest(name):
                self.assertNotIn(CANARY, self.body(f"commitments/{name}/"))

    def test_a_hidden_related_record_is_no_column(self) -> None:
        self.enter(self.cast.focal_point)
        self.assertIn("An open item", self.body("commitments/commitment/"))
        self.assertNotIn("Open talks", self.body("commitments/outcome/"))

    def test_filters_offer_and_answer_only_what_may_be_read(self) -> None:
        self.assertNotIn(CANARY, self.body("commitments/outcome/"))
        hidden = self.body("commitments/outcome/", meeting__id__exact=self.hidden.pk)
        absent = self.body("commitments/outcome/", meeting__id__exact=self.absent)
        self.assertEqual(masked(hidden, self.hidden.pk), masked(absent, self.absent))

    def test_the_address_takes_no_other_column_as_a_filter(self) -> None:
        for lookup in (
            "clause__startswith",
            "meeting__title__startswith",
            "number__gt",
            "statement__id__exact",
        ):
            with self.subTest(lookup), self.assertLogs("django.security.DisallowedModelAdminLookup"):
                response = self.client.get("/admin/commitments/outcome/", {lookup: "1"})
                self.assertEqual(response.status_code, 400)

    def test_forms_offer_only_what_may_be_read(self) -> None:
        for path in (
            "commitments/outcome/add/",
            f"commitments/outcome/{self.point.pk}/change/",
            f"commitments/commitment/{self.item.pk}/change/",
            f"commitments/meeting/{self.seen.pk}/change/",
        ):
            with self.subTest(path):
                self.assertNotIn(CANARY, self.body(path))

    def test_posting_a_hidden_key_answers_like_an_absent_one(self) -> None:
        answers = []
        for key in (self.hidden.pk, self.absent):
            data = {"meeting": key, "number": 7, "clause": "x", "statement": "", "as_seen": "1"}
            response = self.client.post("/admin/commitments/outcome/add/", data)
            answers.append(masked(response.content.decode(), key))
        self.assertEqual(answers[0], answers[1])
        self.assertIn("not one of the available choices", answers[0])

    def test_hidden_rows_of_an_inline_table_are_neither_shown_nor_taken(self) -> None:
        answers = []
        for key in (self.hidden_part.pk, self.absent):
            data = _meeting_post(self.seen, outcomes=[{"id": key, "number": 5, "clause": "overwritten"}])
            response = self.client.post(f"/admin/commitments/meeting/{self.seen.pk}/change/", data)
            self.assertEqual(response.status_code, 200)
            answers.append(masked(response.content.decode(), key))
        self.assertEqual(answers[0], answers[1])
        self.hidden_part.refresh_from_db()
        self.assertIn(CANARY, self.hidden_part.clause)

    def test_hidden_and_absent_pages_answer_alike(self) -> None:
        for name, key in (
            ("meeting", self.hidden.pk),
            ("outcome", self.hidden_part.pk),
            ("commitment", self.hidden_item.pk),
        ):
            for page in ("change/", "history/", "delete/", "step/rename/", "", "step/ask/"):
                for verb in ("get", "post"):
                    with self.subTest(f"{verb} {name} {page}"):
                        ask = getattr(self.client, verb)
                        hidden = ask(f"/admin/commitments/{name}/{key}/{page}", follow=True)
                        absent = ask(f"/admin/commitments/{name}/{self.absent}/{page}", follow=True)
                        self.assertEqual(hidden.status_code, 404)
                        self.assertEqual(_answer(hidden, key), _answer(absent, self.absent))

    def test_nothing_is_deleted_not_even_what_may_be_read(self) -> None:
        response = self.client.post(f"/admin/commitments/meeting/{self.seen.pk}/delete/", {"post": "yes"})
        self.assertEqual(response.status_code, 404)
        data = {
            "action": "delete_selected",
            "_selected_action": [self.seen.pk, self.hidden.pk],
            "post": "yes",
        }
        self.client.post("/admin/commitments/meeting/", data)
        self.assertEqual(Meeting.objects.filter(pk__in=(self.seen.pk, self.hidden.pk)).count(), 2)

    def test_there_is_no_shortcut_to_any_object(self) -> None:
        kind = ContentType.objects.get_for_model(Meeting).pk
        for key in (self.seen.pk, self.hidden.pk, self.absent):
            self.assertEqual(self.client.get(f"/admin/r/{kind}/{key}/").status_code, 404)

    def test_search_finds_nothing_by_the_words_of_a_hidden_record(self) -> None:
        self.enter(self.cast.focal_point)
        self.assertIn("An open item", self.body("commitments/commitment/", q="An open item"))
        self.assertIn("An open item", self.body("commitments/commitment/", q="An open clause"))
        self.assertNotIn("An open item", self.body("commitments/commitment/", q="Open talks"))

    def test_go_to_opens_a_reference_and_answers_hidden_like_absent(self) -> None:
        response = self.client.get("/admin/search/", {"q": self.seen.reference.lower()})
        self.assertRedirects(response, f"/admin/commitments/meeting/{self.seen.pk}/change/")
        hidden = self.body("find/", q=self.hidden.reference)
        absent = self.body("find/", q="M-XV-2026-999")
        self.assertEqual(masked(hidden, self.hidden.reference), masked(absent, "M-XV-2026-999"))
        self.assertNotIn(f"{CANARY} talks", self.body("find/", q=CANARY))

    def test_autocomplete_gives_only_what_may_be_read(self) -> None:
        data = {"app_label": "commitments", "model_name": "statement", "field_name": "meeting", "term": ""}
        body = self.client.get("/admin/autocomplete/", data).content.decode()
        self.assertIn("Open talks", body)
        self.assertNotIn(CANARY, body)

    def test_another_column_is_no_key(self) -> None:
        path = f"/admin/commitments/meeting/{self.seen.pk}/change/"
        with self.assertLogs("django.security.DisallowedModelAdminToField"):
            self.assertEqual(self.client.get(path, {"_to_field": "reference"}).status_code, 400)

    def test_the_desk_and_the_history_say_nothing_of_it(self) -> None:
        self.assertNotIn(CANARY, self.body(""))
        self.assertNotIn(CANARY, self.body(f"commitments/meeting/{self.seen.pk}/history/"))

    def test_a_list_cannot_be_ordered_by_what_is_hidden(self) -> None:
        columns = self.body("commitments/outcome/").split("<thead>")[1].split("</thead>")[0]
        self.assertIn("column-meeting", columns)
        self.assertNotIn("o=2", columns)

    def test_a_kept_relation_survives_a_save_by_one_who_may_not_read_it(self) -> None:
        self.enter(self.cast.officer)
        with make.unlocked():
            Outcome.objects.filter(pk=self.point.pk).update(classification=Classification.SECRET)
        body = self.body(f"commitments/commitment/{self.item.pk}/change/")
        self.assertIn("(no access)", body)
        self.assertNotIn("An open clause", body)
        data = {
            "title": "A new title",
            "meaning": "",
            "owed_by": "ours",
            "strength": "agreed",
            "classification": 1,
        }
        seen = Commitment.objects.get(pk=self.item.pk).version
        self.client.post(f"/admin/commitments/commitment/{self.item.pk}/change/", {**data, "as_seen": seen})
        self.item.refresh_from_db()
        self.assertEqual((self.item.title, self.item.outcome_id), ("A new title", self.point.pk))

    def test_a_session_number_taken_by_a_hidden_meeting_is_non_working(self) -> None:
        """A refusal would tell that the secret session exists."""
        mechanism = Mechanism.objects.create(country=self.cast.valdoria, name="Joint Commission")
        Meeting.objects.filter(pk=self.hidden.pk).update(mechanism=mechanism, session_number=4)
        data = _meeting_post(self.seen) | {"mechanism": mechanism.pk, "session_number": 4}
        path = f"/admin/commitments/meeting/{self.seen.pk}/change/"
        self.assertEqual(self.client.post(path, data).status_code, 302)
        other = make.meeting(self.cast, title="Another")
        again = _meeting_post(other) | {"mechanism": mechanism.pk, "session_number": 4}
        response = self.client.post(f"/admin/commitments/meeting/{other.pk}/change/", again)
        self.assertContains(response, "already has a session with that number")

    def test_nobody_writes_what_they_could_not_read(self) -> None:
        """Neither a partner of another desk nor a marking above the own clearance."""
        for field, value in (("classification", 3), ("country", self.cast.elsewhere.pk)):
            with self.subTest(field):
                data = _meeting_post(self.seen) | {field: value}
                response = self.client.post(f"/admin/commitments/meeting/{self.seen.pk}/change/", data)
                self.assertContains(response, "Not saved")
                self.seen.refresh_from_db()
                self.assertEqual((self.seen.country, self.seen.classification), (self.cast.valdoria, 1))


@PROBE
class Roles(Doors):
    """The same lists for every role: each sees what the door gives, superuser or not."""

    def test_each_role_sees_its_own_and_nobody_more(self) -> None:
        cast = self.cast
        cast.administrator.is_superuser = cast.administrator.is_staff = True
        cast.administrator.save()
        reads_secret = {cast.head, cast.division_head, cast.records_officer, cast.auditor}
        reads_open = reads_secret | {cast.officer, cast.embassy_officer}
        for user in cast.everybody:
            with self.subTest(user.username):
                self.enter(user)
                body = self.body("commitments/meeting/")
                self.assertEqual(CANARY in body, user in reads_secret)
                self.assertEqual("Open talks" in body, user in reads_open)

    def test_a_role_that_may_not_write_gets_no_fields(self) -> None:
        self.enter(self.cast.auditor)
        body = self.body(f"commitments/meeting/{self.seen.pk}/change/")
        self.assertIn("Open talks", body)
        self.assertNotIn('name="title"', body)
        self.assertNotIn('name="_save"', body)
        response = self.client.post(
            f"/admin/commitments/meeting/{self.seen.pk}/change/", _meeting_post(self.seen)
        )
        self.assertEqual(response.status_code, 403)
        self.assertEqual(self.client.get("/admin/commitments/meeting/add/").status_code, 403)

    def test_a_stranger_is_sent_to_the_sign_in_page(self) -> None:
        response = self.client.get("/admin/commitments/meeting/1/change/")
        self.assertRedirects(
            response,
            "/admin/login/?next=/admin/commitments/meeting/1/change/",
            fetch_redirect_response=False,
        )

    def test_a_closed_account_is_out(self) -> None:
        self.enter(self.cast.officer)
        User.objects.filter(pk=self.cast.officer.pk).update(is_active=False)
        self.assertEqual(self.client.get("/admin/commitments/meeting/").status_code, 302)


@modify_settings(MIDDLEWARE={"remove": "commitments.web.middleware.WatchRelations"})
@PROBE
class Control(Doors):
    """The probes find the leaks of a stock admin whose list alone is filtered: their green says something."""

    def setUp(self) -> None:
        officer = self.cast.officer
        officer.is_superuser = officer.is_staff = True
        officer.save()
        self.enter(officer)

    def test_the_stock_admin_leaks_where_ours_does_not(self) -> None:
        leaks = {
            "form": CANARY in self.body("commitments/outcome/add/", "stock"),
            "inline": CANARY in self.body(f"commitments/meeting/{self.seen.pk}/change/", "stock"),
            "delete": CANARY in self.body(f"commitments/meeting/{self.seen.pk}/delete/", "stock"),
            "lookup": self.client.get("/stock/commitments/outcome/", {"clause__startswith": "x"}).status_code
            != 400,
        }
        self.assertEqual({name for name, leaks_here in leaks.items() if not leaks_here}, set())


def _meeting_post(
    meeting: Meeting, outcomes: list[dict[str, Any]] | None = None, **changes: Any
) -> dict[str, Any]:
    rows = outcomes or []
    data: dict[str, Any] = {
        "country": meeting.country_id,
        "title": meeting.title,
        "mechanism": meeting.mechanism_id or "",
        "session_number": "",
        "held_on": meeting.held_on or "",
        "starts_at": "",
        "note": meeting.note,
        "classification": meeting.classification,
        "as_seen": Meeting.objects.get(pk=meeting.pk).version,
        "delegations-TOTAL_FORMS": 0,
        "delegations-INITIAL_FORMS": 0,
        "outcomes-TOTAL_FORMS": len(rows),
        "outcomes-INITIAL_FORMS": len(rows),
        **changes,
    }
    for number, row in enumerate(rows):
        data |= {f"outcomes-{number}-{name}": value for name, value in row.items()}
        data |= {f"outcomes-{number}-classification": 1, f"outcomes-{number}-meeting": meeting.pk}
    return data


def _answer(response: HttpResponse, key: int) -> tuple[int, str, list[tuple[str, str]]]:
    headers = sorted((name, value) for name, value in response.headers.items() if name != "Expires")
    lengths = [(n, v) for n, v in headers if n != "Content-Length"]
    return response.status_code, masked(response.content.decode(), key), lengths


@pytest.mark.both
@PROBE
class Sharing(Doors):
    """A relation of several rows is read once, not once a row."""

    def test_queries_of_a_form_do_not_grow_with_its_rows(self) -> None:
        self.enter(self.cast.head)
        mechanism = Mechanism.objects.create(country=self.cast.valdoria, name="Joint Commission")
        Meeting.objects.filter(pk=self.seen.pk).update(mechanism=mechanism)
        path = f"/admin/commitments/meeting/{self.seen.pk}/change/"
        self.seen.delegations.create(side="ours", order=1, official=self.cast.their_minister)
        self.client.get(path)
        few = self._queries(path)
        for number in range(10, 40):
            Outcome.objects.create(
                meeting=self.seen, number=number, clause="more", spoken_by="joint", recorded_at=NOW
            )
            self.seen.delegations.create(side="ours", order=number, official=self.cast.their_minister)
        self.assertEqual(self._queries(path), few)

    def test_queries_of_a_list_do_not_grow_with_its_rows(self) -> None:
        self.enter(self.cast.head)
        self._queries("/admin/commitments/outcome/")
        few = self._queries("/admin/commitments/outcome/")
        for number in range(10, 40):
            Outcome.objects.create(
                meeting=self.seen, number=number, clause="more", spoken_by="joint", recorded_at=NOW
            )
        # Rows of more than one page are counted by a query of their own.
        self.assertEqual(self._queries("/admin/commitments/outcome/"), few + 1)

    def _queries(self, path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            self.assertEqual(self.client.get(path).status_code, 200)
        return len(caught)
