"""What may be filed as evidence: known kinds whose bytes are what the name says."""

import io
import struct
import subprocess
import sys
import zipfile
from unittest import mock

from django.conf import settings
from django.test import SimpleTestCase

from commitments.errors import Refused
from commitments.files import checks

PDF = b"%PDF-1.7\nbody\n%%EOF"


# Entities that would double thirty times, and one that would be fetched from the machine.
ENTITIES = (
    b"""<!DOCTYPE x [<!ENTITY a0 "aa">%s<!ENTITY passwd SYSTEM "file:///etc/passwd">]><x>&a29;&passwd;</x>"""
    % (b"".join(b'<!ENTITY a%d "&a%d;&a%d;">' % (number, number - 1, number - 1) for number in range(1, 30)))
)
MEASURED = """
import sys, time
from pathlib import Path
from commitments.errors import Refused
from commitments.files.checks import check_file
content, code = sys.stdin.buffer.read(), "taken"
begun = time.process_time()
try:
    check_file(sys.argv[1], content)
except Refused as refused:
    code = refused.code
seconds = time.process_time() - begun
(most,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(code, seconds, int(most.split()[1]) / 1024)
"""


def office(*members: str, size: int = 10, text: bytes = b"") -> bytes:
    """Make an archive with these members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for member in members:
            archive.writestr(member, text or b"x" * size)
    return target.getvalue()


def listing(members: int, *, size: int = 1) -> bytes:
    """Make an archive of a list alone, as large as it says: who reads on would look in vain."""
    names = ["xl/workbook.xml", *(f"xl/worksheets/sheet{number}.xml" for number in range(1, members))]
    entries = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, size, len(one), 0, 0, 0, 0, 0, 0)
        + one.encode()
        for one in names
    )
    count = min(members, 0xFFFF)
    return (
        b"PK\x03\x04"
        + entries
        + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(entries), 4, 0)
    )


class CheckTests(SimpleTestCase):
    def refused(self, name: str, content: bytes) -> str:
        with self.assertRaises(Refused) as caught:
            checks.check_file(name, content)
        return caught.exception.code

    def test_known_kinds_pass_with_their_media_type(self) -> None:
        taken = {
            "note.pdf": PDF,
            "scan.PNG": b"\x89PNG\r\n\x1a\n0000",
            "photo.jpeg": b"\xff\xd8\xff\xe0rest",
            "letter.docx": office("word/document.xml"),
            "table.xlsx": office("xl/workbook.xml"),
            "brief.odt": office("content.xml"),
            "mail.eml": b"From: a@example.org\r\nSubject: \xed\x95\x9c\r\n\r\nText",
            "record.txt": "회의록".encode(),
        }
        for name, content in taken.items():
            with self.subTest(name):
                self.assertEqual(checks.check_file(name, content).content, content)
        self.assertEqual(checks.check_file("note.pdf", PDF).media_type, "application/pdf")

    def test_what_could_run_or_be_drawn_by_a_browser_is_not_taken(self) -> None:
        for name in ("drawing.svg", "page.html", "run.exe", "old.eps", "data.zip", "none", "macro.docm"):
            with self.subTest(name):
                self.assertEqual(self.refused(name, PDF), "kind")

    def test_bytes_that_are_not_of_the_kind_are_refused(self) -> None:
        pretended = {
            "page.pdf": b"<html><script>alert(1)</script>",
            "scan.png": PDF,
            "letter.docx": office("evil.txt"),
            "table.xlsx": b"PK\x03\x04 and then nothing",
            "record.txt": b"\xff\xfe\x00binary",
            "mail.eml": b"From: a\x00",
        }
        for name, content in pretended.items():
            with self.subTest(name):
                self.assertEqual(self.refused(name, content), "not_what_it_says")

    def test_an_office_file_with_a_macro_or_a_bomb_is_refused_unopened(self) -> None:
        self.assertEqual(self.refused("a.docx", office("word/document.xml", "word/vbaProject.bin")), "macro")
        for part in ("word/embeddings/oleObject1.bin", "word/activeX/activeX1.xml"):
            self.assertEqual(self.refused("a.docx", office("word/document.xml", part)), "macro")
        sheet = office("word/document.xml", "word/embeddings/Workbook1.xlsx")
        self.assertEqual(checks.check_file("a.docx", sheet).name, "a.docx")
        many = [f"m{number}" for number in range(5001)]
        self.assertEqual(self.refused("a.docx", office("word/document.xml", *many, size=1)), "too_big")

    def test_an_archive_of_countless_members_is_refused_before_its_list_is_read(self) -> None:
        listed = office("xl/workbook.xml") + b"PK\x01\x02" * 5001
        with mock.patch("zipfile.ZipFile", side_effect=AssertionError("opened")):
            self.assertEqual(self.refused("a.xlsx", listed), "too_big")

    def test_bombs_are_refused_in_less_than_a_second_and_150_megabytes(self) -> None:
        """Each in a process of its own that is measured; what would be read by a reader is read by nobody."""
        bombs = {
            "sheets of 480 MB": listing(48, size=10_000_000),
            "100,000 sheets": listing(100_000),
            "4 GB by its list": listing(2, size=0x7FFFFFFF),
        }
        for name, content in bombs.items():
            with self.subTest(name):
                code, seconds, megabytes = self.measured("table.xlsx", content)
                self.assertEqual(code, "too_big")
                self.assertLess(float(seconds), 1)
                self.assertLess(float(megabytes), 150)

    def test_a_document_with_entities_is_kept_unread(self) -> None:
        code, seconds, megabytes = self.measured("letter.docx", office("word/document.xml", text=ENTITIES))
        self.assertEqual(code, "taken")
        self.assertLess(float(seconds), 1)
        self.assertLess(float(megabytes), 150)

    def measured(self, name: str, content: bytes) -> list[str]:
        """Check a file in a process of its own; give how that ended, CPU seconds and megabytes at most."""
        command = [sys.executable, "-c", MEASURED, name]
        done = subprocess.run(
            command, input=content, cwd=settings.BASE_DIR, capture_output=True, check=True, timeout=60
        )
        return done.stdout.decode().split()

    def test_an_empty_and_a_huge_file_are_refused(self) -> None:
        self.assertEqual(self.refused("a.pdf", b""), "empty")
        self.assertEqual(self.refused("a.pdf", PDF + b" " * checks.MOST_BYTES), "too_big")

    def test_a_name_loses_its_path_and_what_cannot_be_seen(self) -> None:
        names = {
            "../../etc/note.pdf": "note.pdf",
            "C:\\Users\\kim\\note.pdf": "note.pdf",
            "no\u202efdp.te\x00.pdf": "nofdp.te.pdf",
            "외교 공한.pdf": "외교 공한.pdf",
            "x" * 300 + ".pdf": "x" * 116 + ".pdf",
        }
        for given, kept in names.items():
            with self.subTest(given):
                self.assertEqual(checks.check_file(given, PDF).name, kept)
