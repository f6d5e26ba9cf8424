"""The proof in short, and that it sees harm where there is some."""

import contextlib
import hashlib
import io
import tempfile
from pathlib import Path
from typing import ClassVar
from unittest import mock

from django.test import TestCase, override_settings

from commitments.errors import Refused
from commitments.statements import reading
from tests.fuzz import importers, trying
from tests.fuzz.importers import Importer, Stage, answered
from tests.fuzz.report import DIED, HARM, MEMORY, OK, REFUSED, TRACEBACK, Tried, report
from tests.fuzz.trying import Files, Given, tried


class FuzzTests(TestCase):
    stage: ClassVar[Stage]
    importers: ClassVar[list[Importer]]

    @classmethod
    def setUpTestData(cls) -> None:
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.enterClassContext(override_settings(DATA=Path(folder)))
        cls.stage = Stage()
        cls.importers = cls.stage.importers()

    def test_files_altered_in_some_ways_do_no_harm(self) -> None:
        files = Files(self.importers, 3)
        found = [tried(files.at(number)) for number in range(40)]
        self.assertFalse([one for one in found if one.outcome in HARM or not one.answer])
        self.assertEqual({one.outcome for one in found}, {OK, REFUSED})
        with contextlib.redirect_stdout(io.StringIO()) as said:
            report(found, 0, 1)
        self.assertIn("40 files in 1 s, 40 answered", said.getvalue())
        self.assertIn("| floor |", said.getvalue())

    def test_whole_files_are_taken_by_every_importer(self) -> None:
        for one in self.importers:
            for ending, whole in one.whole.items():
                for content in whole:
                    with self.subTest(one.name, ending=ending), contextlib.suppress(Refused):
                        answered(one, ending, content)
        names = {one.name: answered(one, ending, one.whole[ending][0]) for one in self.importers
                 for ending in list(one.whole)[:1] if one.name != "commitments"}  # fmt: skip
        self.assertEqual(names["returned update form"], "0 proposals, 0 to correct")
        self.assertEqual(names["holidays"], "2 rows, 2 of them taken")
        self.assertEqual(len(self.importers), 8)
        self.assertGreater(len(Files(self.importers, 1).ways), 400)

    def test_harm_is_seen_and_named(self) -> None:
        given = Given(0, self.importers[0], ".txt", "as it is", self.importers[0].whole[".txt"][0])
        with mock.patch.object(reading, "read_text", side_effect=KeyError("w:p")):
            self.assertEqual((tried(given).outcome, tried(given).answer), (TRACEBACK, "KeyError: 'w:p'"))
        with mock.patch.object(importers, "LONGEST_SENTENCE", 5):
            wrong = Given(1, self.importers[0], ".txt", "empty", b"")
            self.assertIn("Unanswered", tried(wrong).answer)
        with mock.patch.object(trying, "MOST_KIB", 1000):
            self.assertEqual(tried(given).outcome, MEMORY)

    def test_a_file_that_ends_its_process_is_named_and_the_others_follow(self) -> None:
        files = Files(self.importers, 1)

        def take(_files: Files, numbers: range, tell: object) -> None:
            for number in numbers:
                if number == 1:
                    raise SystemExit(9)
                tell(Tried("x", ".x", "x", number, OK, "x"))  # type: ignore[operator]

        with mock.patch.object(trying, "take", take):
            found = list(trying.ends(files, 3, until=float("inf")))
        self.assertEqual([(one.number, one.outcome) for one in found], [(0, OK), (1, DIED), (2, OK)])

    def test_the_same_seed_gives_the_same_files(self) -> None:
        once, again = (
            [hashlib.sha256(Files(self.importers, 5).at(n).content).hexdigest() for n in range(60)]
            for _ in range(2)
        )
        self.assertEqual(once, again)
