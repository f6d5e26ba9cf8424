"""Texts of meetings that a desk's system files, as words or as files, and changes."""

import json
from typing import Any, ClassVar

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase

from commitments.enums import Classification, Scope, StatementKind
from commitments.models import Meeting, Statement
from tests import make
from tests.cast import Cast, gather
from tests.commitments.api.programs import program, sent, stepped, wrong
from tests.commitments.api.test_schema import document, fits

STATEMENTS = "/api/v1/statements/"
WORDS = "Les deux ministres échangeront les dossiers des enquêtes communes avant le 30 juin 2026."


class OfStatements(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)

    def setUp(self) -> None:
        self.officer = program(self.cast.officer, Scope.RECORD)

    def post(self, **more: Any) -> Any:
        body = {"meeting": self.meeting.reference, "kind": "joint_statement", "text": WORDS, **more}
        return sent(self.officer, STATEMENTS, {k: v for k, v in body.items() if v is not None})

    def upload(self, name: str, content: bytes, **more: Any) -> Any:
        body = {"meeting": self.meeting.reference, "kind": "agreed_minutes", **more}
        return self.officer.post(STATEMENTS, body | {"file": SimpleUploadedFile(name, content)})


class FilingTests(OfStatements):
    def test_words_are_filed_in_the_language_that_they_are_written_in(self) -> None:
        answer = self.post(dated_on="2026-03-04")
        self.assertEqual(answer.status_code, 201, answer.content)
        shown = answer.json()
        self.assertEqual(fits(shown, document(), "StatementDetail"), [])
        self.assertEqual(
            (shown["title"], shown["language"], shown["classification"], shown["text"]),
            ("Joint statement", "fr", "restricted", WORDS),
        )
        self.assertEqual(self.officer.get(answer.headers["Location"]).json(), shown)

    def test_a_file_is_read_as_text_and_named_as_its_source(self) -> None:
        answer = self.upload("minutes.txt", b"1. Both sides agreed.\r\n2. They meet again.")
        self.assertEqual(answer.status_code, 201, answer.content)
        shown = answer.json()
        self.assertEqual(
            (shown["text"], shown["source"]), ("1. Both sides agreed.\n2. They meet again.", "minutes.txt")
        )

    def test_what_is_not_read_or_sent_twice_is_named(self) -> None:
        for name, content, more in (
            ("minutes.hwp", b"\xd0\xcf\x11\xe0", {}),
            ("minutes.txt", b"", {}),
            ("minutes.txt", b"words", {"text": "Other words."}),
        ):
            self.assertEqual(wrong(self.upload(name, content, **more)), ["file"], name)
        self.assertFalse(Statement.objects.exists())

    def test_hidden_and_absent_meetings_are_refused_alike(self) -> None:
        hidden = make.meeting(self.cast, classification=Classification.SECRET)
        answers = [self.post(meeting=one) for one in (hidden.reference, "M-XV-2026-999")]
        self.assertEqual(answers[0].content, answers[1].content)
        self.assertEqual(wrong(answers[0]), ["meeting"])
        self.assertEqual(wrong(self.post(meeting=None, kind=None)), ["kind", "meeting"])

    def test_a_mark_above_the_clearance_is_a_conflict(self) -> None:
        answer = self.post(classification="secret")
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "clearance"))


class ChangingTests(OfStatements):
    def setUp(self) -> None:
        super().setUp()
        self.readout = make.statement(self.cast, self.meeting, kind=StatementKind.OUR_READOUT)
        self.address = f"{STATEMENTS}{self.readout.pk}/"

    def patch(self, body: Any, address: str = "", **headers: str) -> Any:
        tag = headers or {"If-Match": self.officer.get(self.address).headers["ETag"]}
        return self.officer.patch(
            address or self.address, json.dumps(body), content_type="application/json", headers=tag
        )

    def test_a_head_signs_off_and_other_words_take_that_off(self) -> None:
        head = program(self.cast.head, Scope.RECORD)
        refused = stepped(self.officer, self.address, "sign_off")
        self.assertEqual((refused.status_code, refused.json()["code"]), (403, "forbidden"))
        signed = stepped(head, self.address, "sign_off")
        self.assertTrue(signed.json()["signed_off_at"])
        answer = self.patch({"number": "377/26"})
        self.assertEqual((answer.json()["number"], bool(answer.json()["signed_off_at"])), ("377/26", True))
        self.assertIsNone(self.patch({"text": "Other words."}).json()["signed_off_at"])

    def test_a_document_stays_with_its_meeting_and_hidden_ones_are_absent(self) -> None:
        self.assertEqual(wrong(self.patch({"meeting": self.meeting.reference})), ["meeting"])
        hidden = make.statement(self.cast, self.meeting, classification=Classification.SECRET)
        answers = [
            self.patch(body, f"{STATEMENTS}{key}/", **{"If-Match": "*"})
            for key in (hidden.pk, hidden.pk + 99)
            for body in ({"number": "1"}, {"nothing": 1})
        ]
        self.assertEqual({(one.status_code, one.content) for one in answers}.__len__(), 1)
        self.assertEqual(answers[0].status_code, 404)

    def test_what_is_marked_above_ones_token_is_gone_from_sight(self) -> None:
        with self.settings(SECOND_FACTOR_ABOVE=Classification.RESTRICTED):
            answer = self.patch({"classification": "confidential"})
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "clearance"))
