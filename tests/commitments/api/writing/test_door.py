"""What every address shares that writes: scopes, tags, bodies, one writer at a time."""

import json
from typing import Any, ClassVar

import pytest
from django.test import Client, TestCase

from commitments.enums import Classification, Scope
from commitments.models import AuditRow, Commitment
from tests import make
from tests.cast import Cast, gather
from tests.commitments.api.programs import COMMITMENTS, MEETINGS, program


@pytest.mark.both
class DoorTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast)

    def setUp(self) -> None:
        self.officer = program(self.cast.officer, Scope.RECORD)
        self.address = f"{COMMITMENTS}{self.item.reference}/"

    def tag(self, client: Client | None = None) -> str:
        return (client or self.officer).get(self.address).headers["ETag"]

    def patch(self, body: Any, *, client: Client | None = None, tag: str | None = None, **more: Any) -> Any:
        headers = {"If-Match": self.tag() if tag is None else tag}
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        return (client or self.officer).patch(
            more.pop("address", self.address),
            data,
            content_type=more.pop("content_type", "application/json"),
            headers={name: value for name, value in headers.items() if value},
        )

    def test_what_is_written_is_answered_as_reading_gives_it_and_stands_in_the_history(self) -> None:
        answer = self.patch({"title": "Share records"})
        self.assertEqual(answer.status_code, 200, answer.content)
        read = self.officer.get(self.address)
        self.assertEqual(answer.json(), read.json())
        self.assertEqual(
            (answer.headers["ETag"], read.json()["title"]), (read.headers["ETag"], "Share records")
        )
        row = AuditRow.objects.latest("pk")
        self.assertEqual((row.by, row.action, row.source), (self.cast.officer, "changed", "api 127.0.0.1"))

    def test_without_the_scope_nothing_is_looked_up(self) -> None:
        for client in (program(self.cast.officer), program(self.cast.officer, Scope.REPORT)):
            for reference in (self.item.reference, "XV-2026-9999"):
                answer = self.patch({"title": "No"}, client=client, address=f"{COMMITMENTS}{reference}/")
                self.assertEqual((answer.status_code, answer.json()["code"]), (403, "scope"))
                self.assertIn("API tokens", answer.json()["detail"])

    def test_whose_role_does_not_allow_it_is_refused(self) -> None:
        client = program(self.cast.auditor, Scope.RECORD)
        answer = self.patch({"title": "No"}, client=client, tag=self.tag(client))
        self.assertEqual((answer.status_code, answer.json()["code"]), (403, "forbidden"))

    def test_hidden_and_absent_answer_alike(self) -> None:
        hidden = make.commitment(self.cast, classification=Classification.SECRET)
        answers = [
            self.patch(body, address=f"{COMMITMENTS}{reference}/", tag=tag)
            for body in ({"title": "No"}, {"nothing": 1})
            for tag in ("", '"1-0000000000000000"')
            for reference in (hidden.reference, "XV-2026-9999")
        ]
        self.assertEqual({(answer.status_code, answer.content) for answer in answers}.__len__(), 1)
        self.assertEqual(answers[0].status_code, 404)

    def test_a_change_asks_for_the_tag_and_a_late_one_is_told_the_tag_that_stands(self) -> None:
        self.assertEqual(self.patch({"title": "No"}, tag="").status_code, 428)
        old = self.tag()
        self.assertEqual(self.patch({"title": "First"}, tag=old).status_code, 200)
        late = self.patch({"title": "Second"}, tag=old)
        self.assertEqual((late.status_code, late.headers["ETag"]), (412, self.tag()))
        self.assertEqual(self.officer.get(self.address).json()["title"], "First")

    def test_a_weak_tag_matches_nothing(self) -> None:
        weak = f"W/{self.tag()}"
        late = self.patch({"title": "No"}, tag=weak)
        self.assertEqual((late.status_code, late.headers["ETag"]), (412, self.tag()))
        self.assertEqual(self.patch({"title": "Yes"}, tag=f"{weak}, {self.tag()}").status_code, 200)

    def test_who_only_reads_is_refused_where_nothing_would_change_too(self) -> None:
        text = make.statement(self.cast, self.item.outcome.meeting)
        addresses = (
            self.address,
            f"{MEETINGS}{self.item.outcome.meeting.reference}/",
            f"/api/v1/outcomes/{self.item.outcome.pk}/",
            f"/api/v1/statements/{text.pk}/",
        )
        for person, told in ((self.cast.auditor, (403, "forbidden")), (self.cast.officer, (200, None))):
            client = program(person, Scope.RECORD)
            for address in addresses:
                read = client.get(address)
                answer = self.patch({}, client=client, tag=read.headers["ETag"], address=address)
                with self.subTest(f"{person} {address}"):
                    self.assertEqual((answer.status_code, answer.json().get("code")), told)
                    # Nothing is written, no version either.
                    self.assertEqual(client.get(address).headers["ETag"], read.headers["ETag"])

    def test_a_body_that_cannot_be_read_is_told_where(self) -> None:
        for body, said in (
            ('{"title": }', "line 1, column 11"),
            ('{"title": "a", "title": "b"}', "“title” occurs more than once"),
            ('{"title": "\\ud800"}', "line 1"),
            (b'{"title": "\xff"}', "line 1"),
            ("[" * 100_000, "line 1"),
        ):
            answer = self.patch(body)
            self.assertEqual((answer.status_code, answer.json()["code"]), (400, "malformed"), body[:20])
            self.assertIn(said, answer.json()["detail"])

    def test_wrong_and_unknown_members_are_named(self) -> None:
        for body, named in (
            ({"state": "accepted"}, ["state"]),
            ({"title": "", "nature": "odd"}, ["title", "nature"]),
            ({"title": "a\u0000b"}, ["title"]),
            ([1], [""]),
        ):
            answer = self.patch(body)
            self.assertEqual((answer.status_code, answer.json()["code"]), (400, "invalid"), body)
            self.assertEqual([one["parameter"] for one in answer.json()["errors"]], named)

    def test_what_is_too_large_and_of_another_kind_is_refused(self) -> None:
        self.assertEqual(self.patch({"meaning": "x" * 2_000_000}).status_code, 413)
        self.assertEqual(
            self.patch("title=No", content_type="application/x-www-form-urlencoded").status_code, 415
        )

    def test_what_cannot_be_done_now_is_a_conflict_with_its_sentence(self) -> None:
        answer = self.patch({"title": "x" * 115})
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "long_title"))
        self.assertIn("115", answer.json()["detail"])

    def test_no_session_opens_the_api(self) -> None:
        browser = Client()
        browser.force_login(self.cast.officer)
        self.assertEqual(self.patch({"title": "No"}, client=browser, tag="*").status_code, 401)
