"""What is not read is refused in one sentence, before anything is opened."""

import io
import zipfile

from django.test import SimpleTestCase

from commitments.documents import reader
from commitments.documents.reader import tables_of, text_of
from commitments.documents.results import Remark
from commitments.errors import Refused
from tests.commitments.documents import made

ENCRYPTED = reader.OLD + bytes(600) + reader.ENCRYPTED


class KindTests(SimpleTestCase):
    def refused(self, name: str, content: bytes, *, is_table: bool = False) -> tuple[str, str]:
        with self.assertRaises(Refused) as caught:
            if is_table:
                tables_of(name, content)
            else:
                text_of(name, content)
        sentence = str(caught.exception)
        self.assertNotIn("\n", sentence)
        self.assertTrue(sentence.endswith("."))
        return caught.exception.code, sentence

    def test_each_kind_that_is_not_read_says_what_to_do(self) -> None:
        told = {
            "minutes.doc": ".docx",
            "회의록.hwp": ".hwpx",
            "note.rtf": ".docx",
            "macro.docm": "without macros",
            "scan.TIFF": "image",
            "photo.jpg": "image",
            "list.xlsx": "Import it",
            "mail.msg": "Save the email as .eml",
            "page.html": "PDF",
            "no ending": ".docx",
        }
        for name, part in told.items():
            with self.subTest(name):
                code, sentence = self.refused(name, b"x")
                self.assertEqual(code, "document_kind")
                self.assertIn(part, sentence)

    def test_each_kind_that_holds_no_table_says_what_to_do(self) -> None:
        told = {
            "old.xls": ".xlsx",
            "calc.numbers": ".xlsx",
            "macro.xlsm": "without macros",
            "list.pdf": "Ask the sender for",
        }
        for name, part in told.items():
            with self.subTest(name):
                code, sentence = self.refused(name, b"x", is_table=True)
                self.assertEqual(code, "document_kind")
                self.assertIn(part, sentence)

    def test_what_is_not_what_its_name_says(self) -> None:
        macro = made.archive({"word/document.xml": "", "word/vbaProject.bin": ""})
        for name, content, code in (
            ("minutes.docx", made.odt(), "not_what_it_says"),
            ("minutes.docx", b"%PDF-1.7", "not_what_it_says"),
            ("minutes.docx", reader.OLD + b"Word.Document.8", "old"),
            ("minutes.docx", ENCRYPTED, "password"),
            ("minutes.hwpx", reader.OLD + b"HWP Document File", "old"),
            ("minutes.pdf", made.docx(), "not_what_it_says"),
            ("minutes.docx", macro, "macro"),
            ("minutes.docx", b"PK\x03\x04 and then nothing", "not_what_it_says"),
            ("minutes.txt", b"", "empty"),
            ("minutes.txt", b"x" * (25 * 1024 * 1024 + 1), "too_big"),
        ):
            with self.subTest(name, code=code):
                self.assertEqual(self.refused(name, content)[0], f"document_{code}")

    def test_what_unpacks_to_too_much_is_not_unpacked(self) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", b" " * (16 * 1024 * 1024))
        self.assertEqual(self.refused("minutes.docx", packed.getvalue())[0], "document_unpacks")
        parts = {f"{number}": b" " * 4 * 1024 * 1024 for number in range(3)}
        self.assertEqual(
            self.refused("a.docx", made.archive({"word/document.xml": "", **parts}))[0], "document_unpacks"
        )
        many = made.archive({"xl/workbook.xml": "", **{f"{number}": "" for number in range(5001)}})
        self.assertEqual(self.refused("list.xlsx", many, is_table=True)[0], "document_unpacks")

    def test_a_place_is_named_as_a_person_finds_it(self) -> None:
        for detail, place in (("14", "At row 14,"), ("List!9", "At List!9,"), ("", "At one place,")):
            self.assertIn(place, str(reader.build_refusal("cell", detail)))

    def test_every_remark_and_refusal_has_its_sentence(self) -> None:
        for code in reader.REMARKS:
            self.assertTrue(reader.describe_remark(Remark(code, "2")))
        for code in (*reader.REFUSALS, *reader.PLACED_SENTENCES):
            self.assertNotIn("%", str(reader.build_refusal(code, "List!9")))
