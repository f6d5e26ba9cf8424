"""Filing a document with its file on the page of a commitment, and getting it back."""

import tempfile
from typing import ClassVar

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse

from commitments.enums import Classification, CommitmentState
from commitments.files import storage
from commitments.models import Commitment, Evidence, User
from tests import make
from tests.cast import Cast, gather

PDF = b"%PDF-1.7\nnote verbale\n%%EOF"


class EvidenceFileTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, state=CommitmentState.IN_PROGRESS)

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        changed = override_settings(DATA=folder.name)
        changed.enable()
        self.addCleanup(changed.disable)
        self.client.force_login(self.cast.officer)

    def send(self, name: str = "Note 12.pdf", content: bytes = PDF, number: str = "") -> str:
        url = reverse("admin:commitments_commitment_evidence", args=(self.item.pk,))
        values = {
            "evidence-kind": "note_verbale",
            "evidence-number": number,
            "evidence-file": SimpleUploadedFile(name, content),
        }
        return self.client.post(url, values, follow=True).content.decode()

    def paper_url(self) -> str:
        return reverse("admin:commitments_commitment_paper", args=(self.item.pk, Evidence.objects.get().pk))

    def test_a_file_is_filed_and_given_out_as_it_was(self) -> None:
        page = self.send(number="12/2026")
        self.assertIn("Evidence added.", page)
        self.assertIn("Note 12.pdf", page)
        given = self.client.get(self.paper_url())
        self.assertEqual(given.content, PDF)
        self.assertEqual(given["Content-Type"], "application/pdf")
        self.assertIn("attachment", given["Content-Disposition"])
        self.assertIn("sandbox", given["Content-Security-Policy"])

    def test_a_file_of_another_kind_is_refused_at_the_field_and_nothing_typed_is_lost(self) -> None:
        page = self.send("note.pdf", b"<script>alert(1)</script>", "12/2026")
        self.assertIn("does not match its extension", page)
        self.assertIn("12/2026", page)
        self.assertFalse(Evidence.objects.exists())

    def test_without_file_and_words_the_page_asks(self) -> None:
        url = reverse("admin:commitments_commitment_evidence", args=(self.item.pk,))
        page = self.client.post(url, {"evidence-kind": "letter"}, follow=True)
        self.assertContains(page, "Describe the document in one line")

    def test_a_changed_file_is_not_given_out(self) -> None:
        self.send()
        storage.open_evidence_store().path_of(Evidence.objects.get().sha256).write_bytes(b"other")
        self.assertContains(self.client.get(self.paper_url(), follow=True), "was altered")

    def test_who_may_not_read_the_document_gets_nothing(self) -> None:
        self.send()
        url = self.paper_url()
        with make.unlocked():
            Evidence.objects.update(classification=Classification.SECRET)
        for person in (self.cast.officer, self.cast.stranger, self.cast.focal_point):
            self.client.force_login(person)
            self.assertEqual(self.client.get(url).status_code, 404, person)
        self.client.force_login(User.objects.get(pk=self.cast.head.pk))
        self.assertEqual(self.client.get(url).status_code, 200)
