"""A file is kept under its hash and given out only as it was filed."""

import hashlib
import tempfile
from pathlib import Path

from django.test import SimpleTestCase

from commitments.errors import Refused
from commitments.files.storage import FileStore


class ShelfTests(SimpleTestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.shelf = FileStore(Path(folder.name) / "evidence", ".pdf")

    def refused(self, digest: str) -> str:
        with self.assertRaises(Refused) as caught:
            self.shelf.get(digest)
        return caught.exception.code

    def test_it_is_read_back_by_its_hash(self) -> None:
        digest = self.shelf.put(b"paper")
        self.assertEqual(digest, hashlib.sha256(b"paper").hexdigest())
        self.assertEqual(self.shelf.get(digest), b"paper")
        self.assertEqual(self.shelf.path_of(digest).stat().st_mode & 0o777, 0o600)

    def test_the_same_bytes_are_kept_once_and_leave_no_part_behind(self) -> None:
        for _time in range(3):
            self.shelf.put(b"paper")
        kept = [path for path in self.shelf.folder.rglob("*") if path.is_file()]
        self.assertEqual(len(kept), 1)

    def test_a_missing_and_a_changed_file_are_refused(self) -> None:
        self.assertEqual(self.refused("0" * 64), "missing")
        digest = self.shelf.put(b"paper")
        self.shelf.path_of(digest).write_bytes(b"Paper")
        self.assertEqual(self.refused(digest), "altered")

    def test_what_was_altered_on_disk_is_put_right_when_the_same_paper_is_filed_again(self) -> None:
        digest = self.shelf.put(b"paper")
        self.shelf.path_of(digest).write_bytes(b"Paper")
        self.assertEqual(self.shelf.put(b"paper"), digest)
        self.assertEqual(self.shelf.get(digest), b"paper")

    def test_a_file_that_cannot_be_read_is_refused_and_no_crash(self) -> None:
        digest = "1" * 64
        self.shelf.path_of(digest).mkdir(parents=True)
        self.assertEqual(self.refused(digest), "missing")
