"""Programs read minutes and their files, as far as the pages give them."""

from commitments.enums import Classification
from commitments.lifecycle import originators
from commitments.models import AccessLogEntry, Minutes
from commitments.records import edits
from tests.cast import NOW
from tests.commitments.api.programs import program
from tests.commitments.tables.minutes_case import MinutesCase

MINUTES = "/api/v1/minutes/"


class MinutesTests(MinutesCase):
    def file(self, minutes: Minutes, **query: str) -> tuple[int, bytes, str]:
        answer = program(self.cast.officer).get(f"{MINUTES}{minutes.pk}/file/", query)
        return answer.status_code, answer.content, answer.headers.get("Content-Disposition", "")

    def test_it_names_its_state_languages_files_and_hashes(self) -> None:
        minutes = self.agreed(self.sent())
        row = program(self.cast.officer).get(f"{MINUTES}{minutes.pk}/").json()
        for name in ("state", "language", "other_language", "content_sha256", "signed_name", "signed_sha256"):
            self.assertEqual(row[name], getattr(minutes, name), name)
        listed = program(self.cast.officer).get(MINUTES).json()["results"]
        self.assertEqual([one["id"] for one in listed], [minutes.pk])
        self.assertEqual((row["signed_name"], len(row["content_sha256"])), ("signed.pdf", 64))

    def test_the_files_are_those_of_the_page_and_each_download_is_logged(self) -> None:
        minutes = self.agreed(self.sent())
        status, content, named = self.file(minutes, kind="docx")
        self.assertEqual((status, content[:2]), (200, b"PK"))
        self.assertIn(f"{minutes.name}.docx", named)
        status, content, named = self.file(minutes, kind="signed")
        self.assertEqual((status, content[:5]), (200, b"%PDF-"))
        self.assertIn("signed.pdf", named)
        self.assertEqual(
            AccessLogEntry.objects.filter(subject_type=Minutes._meta.label, subject_id=minutes.pk).count(), 2
        )
        self.assertEqual(self.file(minutes, kind="txt")[0], 400)
        self.assertEqual(self.file(minutes, other="x")[0], 400)

    def test_a_draft_has_no_signed_document(self) -> None:
        status, content, _named = self.file(self.begun(), kind="signed")
        self.assertEqual(status, 409)
        self.assertIn(b"No signed document", content)

    def test_what_the_page_refuses_is_refused(self) -> None:
        minutes = self.agreed(self.sent())
        originators.set_originator(self.joint, "Ruritania", by=self.cast.officer, now=NOW)
        for kind in ("docx", "signed"):
            self.assertEqual(self.file(minutes, kind=kind)[0], 409)
        originators.set_originator(self.joint, "", by=self.cast.head, now=NOW)
        level = {"classification": Classification.SECRET}
        edits.change_record(self.earlier, level, by=self.cast.head, now=NOW)
        for kind in ("docx", "signed"):
            status, content, _named = self.file(minutes, kind=kind)
            self.assertEqual(status, 409)
            self.assertNotIn(self.earlier.title.encode(), content)
        for person in (self.cast.stranger, self.cast.focal_point, self.cast.administrator):
            self.assertEqual(program(person).get(f"{MINUTES}{minutes.pk}/file/").status_code, 404)
