"""Nothing that leaves the tracker tells of a hidden record to who may not read it."""

import tempfile
from pathlib import Path
from typing import ClassVar

from django.test import TestCase, override_settings

from commitments import models
from commitments.files import checks
from commitments.lifecycle import progress
from tests.cast import NOW, Cast, gather
from tests.security import canaries, outputs
from tests.security.answers import place, says
from tests.security.people import IS_FULL


class OutputsTests(TestCase):
    made: ClassVar[canaries.World]
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.made = canaries.gather(cls.cast)

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(
            override_settings(DATA=self.folder, MAIL_TO_FILES=True, MAIL_FOLDER=self.folder / "mail")
        )

    def test_what_is_made_for_a_person_tells_of_what_the_person_may_read(self) -> None:
        people = [self.cast.officer, *([self.cast.embassy_officer] if IS_FULL else [])]
        for output in outputs.TELLING:
            for person in people:
                for name, text in output(self.made, person).items():
                    with self.subTest(f"{person.username} {name}"):
                        self.assertTrue(text)
                        self.assertFalse(says(text), place(text) if says(text) else "")

    def test_the_same_says_it_to_who_may_read_it(self) -> None:
        for output in outputs.TELLING:
            with self.subTest(output.__name__):
                self.assertTrue(any(map(says, output(self.made, self.cast.head).values())))

    def test_what_is_made_for_nobody_tells_nothing(self) -> None:
        for output in outputs.SILENT:
            for name, text in output(self.made, self.cast.officer).items():
                with self.subTest(name):
                    self.assertTrue(text)
                    self.assertFalse(says(text), place(text) if says(text) else "")

    def test_no_name_on_disk_tells_it(self) -> None:
        paper = models.Evidence(
            commitment=self.made.hidden_items[0], kind="report", description=canaries.CANARY
        )
        content = b"As agreed, the records were handed over."
        filed = checks.check_file(f"{canaries.CANARY}.txt", content)
        progress.add_evidence(paper, by=self.cast.head, now=NOW, paper=filed)
        names = [str(path.relative_to(self.folder)) for path in self.folder.rglob("*")]
        self.assertTrue(names)
        self.assertFalse(any(map(says, names)), names)
