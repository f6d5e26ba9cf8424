"""A real clamd with one signature of its own, for `bin/prove security scanner` alone: what passes it."""

import io
import shutil
import subprocess
import tempfile
import time
import zipfile
from pathlib import Path
from typing import ClassVar

from django.test import SimpleTestCase, override_settings

from commitments.errors import Refused
from commitments.files import checks
from tests.plugins.servers import program

# The string by which scanners are tried, in two halves: in one piece it would have this file taken away.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STAN" + rb"DARD-ANTIVIRUS-TEST-FILE!$H+H*"
START_SECONDS = 120
STREAM_MEGABYTES = 1
SETTINGS = """LocalSocket {folder}/clamd.sock
DatabaseDirectory {folder}/db
Foreground yes
StreamMaxLength {megabytes}M
"""


class ScannerTests(SimpleTestCase):
    folder: ClassVar[Path]
    clamd: ClassVar["subprocess.Popen[bytes]"]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.folder = Path(tempfile.mkdtemp(prefix="tracker-clamd-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        (cls.folder / "db").mkdir()
        (cls.folder / "db" / "own.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
        told = SETTINGS.format(folder=cls.folder, megabytes=STREAM_MEGABYTES)
        (cls.folder / "clamd.conf").write_text(told)
        clamd = program("clamd") or "/usr/sbin/clamd"
        command = [clamd, "--config-file", str(cls.folder / "clamd.conf")]
        cls.clamd = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        cls.addClassCleanup(cls.clamd.wait)
        cls.addClassCleanup(cls.clamd.kill)
        socket = str(cls.folder / "clamd.sock")
        cls.enterClassContext(override_settings(SCANNER=("unix", socket)))
        until = time.monotonic() + START_SECONDS
        while not checks.is_scanner_up():
            assert time.monotonic() < until, "clamd does not answer."
            time.sleep(0.2)

    def stopped(self, name: str, content: bytes) -> str:
        with self.assertRaises(Refused) as refused:
            checks.check_and_scan(name, content)
        return refused.exception.code

    def test_clean_files_pass(self) -> None:
        for name, content in {
            "a.txt": b"As agreed.",
            "a.pdf": b"%PDF-1.7\n",
            "a.docx": office(b"As agreed."),
        }.items():
            with self.subTest(name):
                self.assertEqual(checks.check_and_scan(name, content).content, content)

    def test_what_it_knows_is_stopped_by_itself_and_inside_a_document(self) -> None:
        for name, content in {
            "a.txt": EICAR,
            "a.pdf": b"%PDF-1.7\n" + EICAR,
            "a.docx": office(EICAR),
        }.items():
            with self.subTest(name):
                self.assertEqual(self.stopped(name, content), "infected")

    def test_what_is_larger_than_it_takes_is_not_kept_unscanned(self) -> None:
        large = b"As agreed. " * (STREAM_MEGABYTES * 200_000)
        self.assertEqual(self.stopped("a.txt", large), "not_scanned")

    def test_once_it_is_gone_nothing_is_kept(self) -> None:
        with override_settings(SCANNER=("unix", str(self.folder / "none.sock"))):
            self.assertFalse(checks.is_scanner_up())
            self.assertEqual(self.stopped("a.txt", b"As agreed."), "not_scanned")


def office(text: bytes) -> bytes:
    """Make a document of one part."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", text)
    return target.getvalue()
