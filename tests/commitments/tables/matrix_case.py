"""What tests of the exchange share: cleared items with Valdoria, one cleared of nothing, one confided."""

import tempfile
from pathlib import Path
from typing import ClassVar

from django.test import TestCase, override_settings

from commitments.documents.reader import tables_of
from commitments.enums import CommitmentState, Completion
from commitments.files import storage
from commitments.lifecycle import publication
from commitments.models import Commitment, Matrix, Release
from commitments.tables import matrix_files
from tests import make
from tests.cast import NOW, Cast, gather

WORDS = "Records of investigations are shared."
KOREAN = "수사 기록을 공유한다."
INNER = ("Innermost meaning", "Inner line", "Inner title", "Inner clause")


class ExchangeCase(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(override_settings(DATA=self.folder))
        self.item = self.opened(INNER[2], clause=INNER[3])
        make.write(self.cast, self.item, meaning=INNER[0], line_to_take=INNER[1])

    def opened(self, title: str, clause: str = "Both sides will meet.", **more: object) -> Commitment:
        point = make.outcome(self.cast, clause=clause)
        return make.commitment(
            self.cast,
            point,
            title=title,
            state=CommitmentState.ACCEPTED,
            **more,  # type: ignore[arg-type]
        )

    def cleared(
        self, item: Commitment, language: str = "en", wording: str = WORDS, due: str = "June 2026"
    ) -> Release:
        row = Release(commitment=item, language=language, wording=wording, status=Completion.LIMITED, due=due)
        written = publication.create_release(row, by=self.cast.officer, now=NOW)
        return publication.approve_release(written, by=self.cast.head, now=NOW)

    def both(self, item: Commitment) -> None:
        self.cleared(item)
        self.cleared(item, "ko", KOREAN, "2026년 6월")

    def asked(self) -> Matrix:
        return matrix_files.request_matrix(self.cast.valdoria, ("en", "ko"), by=self.cast.officer, now=NOW)

    def made(self) -> Matrix:
        matrix = self.asked()
        self.assertTrue(matrix_files.make_matrix(matrix.pk, now=NOW))
        matrix.refresh_from_db()
        return matrix

    def file(self, matrix: Matrix, ending: str) -> bytes:
        return storage.open_file_store(ending).get(getattr(matrix, f"{ending}_sha256"))

    def rows(self, name: str, content: bytes) -> list[tuple[object, ...]]:
        """Give the rows of a file's tables as the tracker itself reads them."""
        return [row.cells for table in tables_of(name, content) for row in table.rows]
