"""Minutes written by a program, from the first draft to the signed document, by the rules of the page."""

from typing import Any

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from commitments.enums import Classification, MinutesState, Scope
from commitments.lifecycle import originators
from commitments.models import AuditRow, Minutes, MinutesChange
from commitments.records import edits
from commitments.tables import minutes_files
from tests import make
from tests.cast import NOW
from tests.commitments.api.programs import changed, filed, program, sent, stepped
from tests.commitments.api.test_schema import document, fits
from tests.commitments.tables.minutes_case import CLAUSE, INNER, SAID, SIGNED
from tests.commitments.tables.test_minutes_returns import SOURCE, THEIRS, ReturnedCase

MINUTES, CHANGES = "/api/v1/minutes/", "/api/v1/minutes-changes/"


class WritingCase(ReturnedCase):
    def setUp(self) -> None:
        super().setUp()
        self.enterContext(time_machine.travel(NOW, tick=True))
        self.officer = program(self.cast.officer, Scope.RECORD)

    def address(self, minutes: Minutes | None = None) -> str:
        return f"{MINUTES}{(minutes or self.minutes).pk}/"

    def open_changes(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.officer.get(CHANGES, {"minutes": self.minutes.pk}).json()["results"]
        return rows


class DraftTests(WritingCase):
    def setUp(self) -> None:
        super().setUp()
        self.draft = minutes_files.continue_minutes(self.minutes, by=self.cast.officer, now=NOW)

    def content(self) -> Any:
        answer = self.officer.get(f"{self.address(self.draft)}content/")
        self.assertEqual(answer.status_code, 200, answer.content)
        return answer.json()

    def test_minutes_begin_once_for_a_held_meeting(self) -> None:
        other = make.meeting(self.cast, title="The talks of May")
        made = sent(self.officer, MINUTES, {"meeting": other.reference})
        self.assertEqual((made.status_code, made.json()["state"]), (201, "draft"), made.content)
        self.assertEqual(fits(made.json(), document(), "Minutes"), [])
        again = sent(self.officer, MINUTES, {"meeting": other.reference})
        self.assertEqual(again.json()["id"], made.json()["id"])
        ahead = make.meeting(self.cast, title="The talks of June", held=False)
        self.assertEqual(
            sent(self.officer, MINUTES, {"meeting": ahead.reference}).json()["code"], "wrong_state"
        )

    def test_a_draft_is_read_and_its_languages_and_discussion_are_set(self) -> None:
        content = self.content()
        self.assertEqual(fits(content, document(), "MinutesContent"), [])
        self.assertIn(CLAUSE, str(content["sections"]))
        self.assertNotIn(INNER, str(content))
        (said,) = content["discussions"]
        self.assertEqual((said["text"], said["is_cleared"]), (SAID, True))
        address = self.address(self.draft)
        answer = changed(self.officer, address, {"other_language": ""})
        self.assertEqual((answer.status_code, answer.json()["other_language"]), (200, ""), answer.content)
        self.assertTrue(self.content()["discussions"][0]["is_cleared"])
        self.assertEqual(changed(self.officer, address, {"cleared": {}}).status_code, 200)
        self.assertNotIn(SAID, str(self.content()["sections"]))
        wrong_text = {"cleared": {said["part"]: "0" * 64}}
        self.assertEqual(changed(self.officer, address, wrong_text).status_code, 412)
        self.assertEqual(
            changed(self.officer, address, {"cleared": {said["part"]: said["digest"]}}).status_code, 200
        )
        self.assertIn(SAID, str(self.content()["sections"]))
        self.assertEqual(changed(self.officer, address, {"language": "xx"}).json()["code"], "language")

    def test_what_was_sent_is_no_draft_any_more(self) -> None:
        answer = changed(self.officer, self.address(), {"language": "en"})
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "not_draft"))

    def test_it_is_sent_with_its_recipient_and_frozen(self) -> None:
        address = self.address(self.draft)
        self.assertEqual(stepped(self.officer, address, "send", {"sent_to": "x"}).status_code, 400)
        late = {"sent_to": "Embassy", "sent_on": "2026-04-01"}
        self.assertEqual(stepped(self.officer, address, "send", late).json()["code"], "future")
        done = stepped(self.officer, address, "send", late | {"sent_on": "2026-03-10"})
        self.assertEqual((done.status_code, done.json()["state"]), (200, "sent"), done.content)
        self.assertEqual(len(done.json()["content_sha256"]), 64)
        row = AuditRow.objects.filter(subject_type=Minutes._meta.label, subject_id=self.draft.pk).latest("pk")
        self.assertEqual((row.action, row.by), (minutes_files.SENT, self.cast.officer))

    def test_nobody_else_reads_or_writes_a_draft(self) -> None:
        for person in (self.cast.stranger, self.cast.focal_point, self.cast.administrator):
            client = program(person, Scope.RECORD)
            for path in ("", "content/", "steps/"):
                hidden, absent = (client.get(f"{MINUTES}{key}/{path}") for key in (self.draft.pk, 987654))
                self.assertEqual((hidden.status_code, hidden.content), (404, absent.content))
            meeting = sent(client, MINUTES, {"meeting": self.meeting.reference})
            self.assertEqual(meeting.status_code, 400, meeting.content)
        reads = program(self.cast.officer)
        self.assertEqual(sent(reads, MINUTES, {"meeting": self.meeting.reference}).json()["code"], "scope")
        auditor = program(self.cast.auditor, Scope.RECORD)
        self.assertEqual(changed(auditor, self.address(self.draft), {"language": "en"}).status_code, 403)
        shown = auditor.get(f"{self.address(self.draft)}content/").json()
        self.assertEqual((shown["discussions"], shown["left_out"]), ([], []))

    def test_what_a_third_state_gave_is_in_no_content_of_the_api(self) -> None:
        hidden = self.hidden(f"{INNER} clause", Classification.RESTRICTED)
        self.assertIn(f"{INNER} clause", str(self.content()["sections"]))
        originators.set_originator(hidden, "Ruritania", by=self.cast.officer, now=NOW)
        self.assertNotIn(f"{INNER} clause", str(self.content()["sections"]))
        answer = self.officer.get(f"{self.address(self.draft)}content/", {"as_of": "2026-03-01"})
        self.assertEqual(answer.status_code, 400)

    def test_a_line_that_the_reader_may_not_read_is_left_out_of_what_was_sent(self) -> None:
        client = program(self.cast.officer)
        self.assertIn(SAID, client.get(f"{self.address()}content/").content.decode())
        secret = {"classification": Classification.SECRET}
        edits.change_record(self.earlier, secret, by=self.cast.head, now=NOW)
        shown = client.get(f"{self.address()}content/").content.decode()
        self.assertNotIn(SAID, shown)
        self.assertIn(CLAUSE, shown)


class ReturnTests(WritingCase):
    def back(self, *changes: tuple[str, str], **added: str) -> Any:
        file = SimpleUploadedFile("back.docx", self.edited(*changes, **added))
        return filed(self.officer, self.address(), "record_return", file=file)

    def test_each_change_waits_and_nothing_changes_before_it_is_accepted(self) -> None:
        answer = self.back((CLAUSE, THEIRS), x="A new point")
        self.assertEqual((answer.status_code, answer.json()["returned_name"]), (200, "back.docx"))
        found = self.open_changes()
        self.assertEqual([one["theirs"] for one in found], [THEIRS, "x | A new point"])
        self.assertEqual([fault for one in found for fault in fits(one, document(), "MinutesChange")], [])
        self.outcome.refresh_from_db()
        self.assertEqual(self.outcome.clause, CLAUSE)
        first, second = (f"{CHANGES}{one['id']}/" for one in found)
        self.assertEqual(stepped(self.officer, first, "accept", {"reason": "Agreed."}).status_code, 400)
        taken = stepped(self.officer, first, "accept", {"reason": "Agreed.", "source": SOURCE})
        self.assertEqual((taken.status_code, taken.json()["state"]), (200, "accepted"), taken.content)
        self.assertEqual(taken.json()["source_document"], SOURCE)
        self.outcome.refresh_from_db()
        self.assertEqual(self.outcome.clause, THEIRS)
        self.assertEqual(
            stepped(self.officer, second, "accept", {"reason": "x", "source": SOURCE}).json()["code"],
            "elsewhere",
        )
        self.assertEqual(stepped(self.officer, second, "leave").json()["state"], "left")
        self.assertEqual(stepped(self.officer, second, "act", {"reason": "x"}).json()["code"], "decided")
        # The same file again changes nothing.
        self.back((CLAUSE, THEIRS), x="A new point")
        self.assertEqual(len(self.open_changes()), 2)

    def test_a_file_that_is_none_of_these_minutes_is_refused(self) -> None:
        text = SimpleUploadedFile("back.txt", b"Nothing")
        answer = filed(self.officer, self.address(), "record_return", file=text)
        self.assertEqual((answer.status_code, MinutesChange.objects.count()), (409, 0), answer.content)
        self.assertEqual(filed(self.officer, self.address(), "record_return").status_code, 400)
        self.assertEqual(stepped(self.officer, self.address(), "record_return", {}).status_code, 415)

    def test_a_change_is_read_by_who_reads_its_record(self) -> None:
        self.back((CLAUSE, THEIRS))
        (change,) = self.open_changes()
        address = f"{CHANGES}{change['id']}/"
        for person in (self.cast.stranger, self.cast.focal_point, self.cast.reader):
            client = program(person, Scope.RECORD)
            self.assertEqual(client.get(address).content, client.get(f"{CHANGES}987654/").content)
            self.assertEqual(client.get(CHANGES).json()["results"], [])
        with make.unlocked():
            type(self.outcome).objects.filter(pk=self.outcome.pk).update(classification=Classification.SECRET)
        self.assertEqual(self.officer.get(address).status_code, 404)
        self.assertEqual(
            sent(self.officer, f"{address}steps/leave/", {}, **{"If-Match": "*"}).status_code, 404
        )

    def test_the_signed_document_ends_it(self) -> None:
        self.back((CLAUSE, THEIRS))
        file: dict[str, Any] = {"agreed_on": "2026-03-10", "file": SimpleUploadedFile("signed.pdf", SIGNED)}
        early = filed(self.officer, self.address(), "agree", **file)
        self.assertEqual((early.status_code, early.json()["code"]), (409, "changes"))
        (change,) = self.open_changes()
        stepped(self.officer, f"{CHANGES}{change['id']}/", "leave", {"reason": "Not what was agreed."})
        again = stepped(self.officer, self.address(), "next_version")
        self.assertEqual(again.status_code, 200, again.content)
        latest = self.officer.get(MINUTES, {"ordering": "-id"}).json()["results"][0]
        self.assertEqual((latest["number"], latest["state"]), (2, "draft"))
        told = {
            one["step"]: one["code"] for one in self.officer.get(f"{self.address()}steps/").json()["steps"]
        }
        self.assertEqual(
            told, {"record_return": None, "send": "not_draft", "next_version": "newer", "agree": "newer"}
        )
        file["file"].seek(0)
        done = filed(self.officer, f"{MINUTES}{latest['id']}/", "agree", **file)
        self.assertEqual((done.status_code, done.json()["state"]), (200, MinutesState.AGREED), done.content)
        kept = self.officer.get(f"{MINUTES}{latest['id']}/file/", {"kind": "signed"})
        self.assertEqual(kept.content, SIGNED)
