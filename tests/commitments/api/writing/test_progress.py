"""What a ministry's system sends: reports and documents with their files."""

import hashlib
from functools import partial
from io import BytesIO
from typing import Any, ClassVar

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, SimpleTestCase, TestCase

from commitments.api.serializers.input import CountingReader
from commitments.api.views.commitments import PROOF
from commitments.enums import Classification, CommitmentState, OwedBy, Scope
from commitments.files import checks
from commitments.models import AuditRow, Commitment, Evidence, ProgressUpdate
from tests import make
from tests.cast import Cast, gather
from tests.commitments.api.programs import program, sent, stepped, wrong

UPDATES, EVIDENCE = "/api/v1/updates/", "/api/v1/evidence/"
PDF = b"%PDF-1.7\n%a receipt\n"


class Progress(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]
    hidden: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, state=CommitmentState.ACCEPTED)
        cls.hidden = make.commitment(
            cls.cast, classification=Classification.SECRET, state=CommitmentState.ACCEPTED
        )

    def setUp(self) -> None:
        self.ministry = program(self.cast.focal_point, Scope.REPORT)


class UpdateTests(Progress):
    def post(self, client: Client | None = None, **more: Any) -> Any:
        said = {"health": "at_risk", "text": "The list is missing."}
        body = {"commitment": self.item.reference, **said, **more}
        return sent(client or self.ministry, UPDATES, {k: v for k, v in body.items() if v is not None})

    def test_a_report_is_recorded_as_on_the_page_and_given_with_its_address(self) -> None:
        answer = self.post(reported_on="2026-03-10")
        self.assertEqual(answer.status_code, 201, answer.content)
        read = self.ministry.get(answer.headers["Location"])
        self.assertEqual((read.json(), read.headers["ETag"]), (answer.json(), answer.headers["ETag"]))
        self.assertEqual(read.json()["side"], "ours")
        self.item.refresh_from_db()
        self.assertEqual((self.item.health, str(self.item.health_on)), ("at_risk", "2026-03-10"))
        rows = AuditRow.objects.order_by("-pk")[:2]
        self.assertEqual({row.source for row in rows}, {"api 127.0.0.1"})
        self.assertEqual({row.by for row in rows}, {self.cast.focal_point})

    def test_a_next_step_is_recorded_found_when_overdue_and_ended(self) -> None:
        step: dict[str, Any] = {"next_step": "Send the list", "next_step_ministry": self.cast.police.pk}
        answer = self.post(reported_on="2026-03-02", next_step_on="2026-03-03", **step)
        self.assertEqual(answer.status_code, 201, answer.content)
        said = answer.json()
        self.assertEqual(
            (said["next_step"], said["next_step_side"], said["next_step_ministry"]["id"]),
            ("Send the list", "ours", self.cast.police.pk),
        )
        found = self.ministry.get(f"{UPDATES}?next_step=overdue").json()["results"]
        self.assertEqual([one["id"] for one in found], [said["id"]])
        item = f"/api/v1/commitments/{self.item.reference}/"
        self.assertEqual(stepped(self.ministry, item, "complete_next_step").status_code, 200)
        self.assertEqual(self.ministry.get(f"{UPDATES}?next_step=open").json()["results"], [])
        self.assertEqual(self.ministry.get(f"{UPDATES}{said['id']}/").json()["next_step_result"], "done")

    def test_a_date_without_a_next_step_is_refused(self) -> None:
        answer = self.post(next_step_on="2026-12-01")
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "needs_next_step"))

    def test_whose_word_it_is_follows_who_owes_where_it_is_not_said(self) -> None:
        theirs = make.commitment(self.cast, owed_by=OwedBy.THEIRS, state=CommitmentState.ACCEPTED)
        officer = program(self.cast.officer, Scope.REPORT)
        self.assertEqual(self.post(officer, commitment=theirs.reference).json()["side"], "theirs")
        answer = self.post(officer, commitment=theirs.reference, side="ours", in_confidence=True)
        self.assertEqual(answer.json()["side"], "ours")
        self.assertTrue(ProgressUpdate.objects.get(pk=answer.json()["id"]).in_confidence)

    def test_hidden_and_absent_items_are_refused_alike(self) -> None:
        answers = [
            self.post(commitment=reference, text=text)
            for text in ("Said.", None)
            for reference in (self.hidden.reference, "XV-2026-9999")
        ]
        self.assertEqual([answer.status_code for answer in answers], [400] * 4)
        self.assertEqual(answers[0].content, answers[1].content)
        self.assertEqual(answers[2].content, answers[3].content)
        self.assertEqual(wrong(answers[0]), ["commitment"])
        self.assertFalse(ProgressUpdate.objects.exists())

    def test_members_that_are_missing_or_wrong_are_named(self) -> None:
        for more, named in (
            ({"text": None}, ["text"]),
            ({"text": " \n"}, ["text"]),
            ({"health": "fine"}, ["health"]),
            ({"reported_on": "2026-02-30"}, ["reported_on"]),
            ({"reported_on": "1066-10-14"}, ["reported_on"]),
            ({"commitment": "a\u0000b"}, ["commitment"]),
            ({"commitment": 7.5}, ["commitment"]),
            ({"commitment": ["x"]}, ["commitment"]),
            ({"colour": "red"}, ["colour"]),
        ):
            self.assertEqual(wrong(self.post(**more)), named, more)

    def test_what_the_writer_refuses_is_a_conflict_and_a_role_that_may_not_is_forbidden(self) -> None:
        answer = self.post(reported_on="2126-03-10")
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "future"))
        auditor = self.post(program(self.cast.auditor, Scope.REPORT))
        self.assertEqual((auditor.status_code, auditor.json()["code"]), (403, "forbidden"))
        reads = self.post(program(self.cast.focal_point), commitment="XV-2026-9999")
        self.assertEqual((reads.status_code, reads.json()["code"]), (403, "scope"))

    def test_what_a_program_outside_has_confided_is_not_given_back_to_it(self) -> None:
        outside = program(self.cast.focal_point, Scope.REPORT, is_external=True)
        answer = self.post(outside, in_confidence=True)
        self.assertEqual((answer.status_code, answer.content), (204, b""))
        self.assertTrue(ProgressUpdate.objects.get().in_confidence)


class EvidenceTests(Progress):
    def post(self, paper: tuple[str, bytes] | None = ("receipt.pdf", PDF), **more: Any) -> Any:
        body = {"commitment": self.item.reference, "kind": "letter", "number": "31/2026", **more}
        if paper is not None:
            body["file"] = SimpleUploadedFile(*paper)
        return self.ministry.post(EVIDENCE, {k: v for k, v in body.items() if v is not None})

    def test_a_file_is_kept_under_its_sum_and_given_out_again(self) -> None:
        answer = self.post(dated_on="2026-03-10")
        self.assertEqual(answer.status_code, 201, answer.content)
        shown = answer.json()
        self.assertEqual(shown["description"], "receipt.pdf")
        self.assertEqual(shown["file"]["sha256"], hashlib.sha256(PDF).hexdigest())
        self.assertEqual(self.ministry.get(answer.headers["Location"]).json(), shown)
        self.assertEqual(self.ministry.get(f"{answer.headers['Location']}file/").content, PDF)

    def test_a_reference_without_a_file_is_enough_if_a_line_says_what_it_shows(self) -> None:
        body = {"commitment": self.item.reference, "kind": "letter"}
        self.assertEqual(wrong(sent(self.ministry, EVIDENCE, body)), ["description"])
        # As the description of the API shows it.
        answer = sent(self.ministry, EVIDENCE, PROOF | {"commitment": self.item.reference})
        self.assertEqual((answer.status_code, answer.json()["file"]), (201, None))

    def test_a_file_that_is_not_taken_is_named_and_nothing_is_kept(self) -> None:
        for name, content in (
            ("receipt.exe", b"MZ"),
            ("receipt.pdf", b"no document"),
            ("receipt.pdf", b""),
        ):
            self.assertEqual(wrong(self.post((name, content))), ["file"], name)
        self.assertEqual(wrong(self.post(None, file="receipt.pdf")), ["file"])
        self.assertFalse(Evidence.objects.exists())

    def test_a_file_larger_than_any_is_refused(self) -> None:
        self.assertEqual(wrong(self.post(("receipt.pdf", PDF + bytes(checks.MOST_BYTES)))), ["file"])

    def test_hidden_and_absent_items_are_refused_alike(self) -> None:
        hidden, absent = (self.post(commitment=ref) for ref in (self.hidden.reference, "XV-2026-9999"))
        self.assertEqual((hidden.status_code, hidden.content), (400, absent.content))

    def test_a_form_that_cannot_be_read_or_says_something_twice_is_malformed(self) -> None:
        form = "multipart/form-data; boundary=x"
        part = '--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\nv\r\n'
        for body, content_type in (
            (b"nothing", "multipart/form-data"),
            ((part % "kind" * 2 + "--x--\r\n").encode(), form),
            (("".join(part % n for n in range(10_001)) + "--x--\r\n").encode(), form),
        ):
            answer = self.ministry.generic("POST", EVIDENCE, body, content_type)
            self.assertEqual((answer.status_code, answer.json()["code"]), (400, "malformed"), body[:80])
        large = (part % "number" + "x" * 3_000_000 + "\r\n--x--\r\n").encode()
        self.assertEqual(self.ministry.generic("POST", EVIDENCE, large, form).status_code, 413)
        self.assertEqual(self.ministry.post(UPDATES, {"text": "x"}).status_code, 415)

    def test_a_part_that_cannot_be_read_is_not_passed_over(self) -> None:
        said = {"commitment": self.item.reference, "kind": "letter", "description": "The receipt"}
        known = [(f'name="{name}"'.encode(), value.encode()) for name, value in said.items()]
        for name, value, status in (
            ('name="file"; filename="영수증.pdf"'.encode(), PDF, 201),
            ('name="file"; filename="영수증.pdf"'.encode("cp949"), PDF, 400),
            (b'name="file"; filename=".."', PDF, 400),
            (b"nothing", PDF, 400),
            (b'name="number"', "제31호".encode("cp949"), 400),
            (b'name="file"; filename="long.pdf"', PDF + bytes(2**16), 201),
        ):
            parts = [*known, (name, value)]
            body = b"".join(b"--edge\r\nContent-Disposition: form-data; %b\r\n\r\n%b\r\n" % p for p in parts)
            answer = self.ministry.generic(
                "POST", EVIDENCE, body + b"--edge--\r\n", "multipart/form-data; boundary=edge"
            )
            self.assertEqual(answer.status_code, status, (name, answer.content))
        self.assertEqual({row.file_name for row in Evidence.objects.all()}, {"영수증.pdf", "long.pdf"})


class CountingTests(SimpleTestCase):
    def test_a_line_is_counted_once_wherever_it_is_cut(self) -> None:
        for edge in ("edge", "--", "-"):
            line = f"--{edge}".encode()
            body = line + b"\r\nA: b\r\n\r\nv\r\n" + line + b"\r\n\r\n" + line + b"--\r\n"
            for size in range(1, len(body) + 1):
                counted = CountingReader(BytesIO(body), f"multipart/form-data; boundary={edge}")
                self.assertEqual(b"".join(iter(partial(counted.read, size), b"")), body)
                with self.subTest(f"{edge}, {size}"):
                    self.assertEqual(counted.found, 3)
