"""What tests of the pages of matrices share: one cleared item, a still clock, and a matrix that came back."""

import io
from typing import Any
from unittest import mock

import docx
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from commitments.models import Matrix, ReturnedMatrix, User
from tests.cast import NOW
from tests.commitments.tables.matrix_case import ExchangeCase
from tests.flat import flat

LIST = "/admin/commitments/matrix/"
REMARK = "We await the list."


class MatrixPagesCase(ExchangeCase):
    def setUp(self) -> None:
        super().setUp()
        self.both(self.item)
        clock = mock.patch.object(timezone, "now", return_value=NOW)
        clock.start()
        self.addCleanup(clock.stop)

    def get(self, person: User, address: str, status: int = 200) -> str:
        self.client.force_login(person)
        answer = self.client.get(address)
        self.assertEqual(answer.status_code, status, address)
        return flat(answer.content.decode()) if status == 200 else ""

    def post(self, person: User, address: str, **data: Any) -> Any:
        self.client.force_login(person)
        return self.client.post(address, data, follow=True)

    def filled(self, matrix: Matrix) -> SimpleUploadedFile:
        paper: Any = docx.Document(io.BytesIO(self.file(matrix, "docx")))
        row = paper.tables[0].rows[1]
        row.cells[-1].text = REMARK
        row.cells[1].text = "Records of investigations may be shared."
        out = io.BytesIO()
        paper.save(out)
        return SimpleUploadedFile("returned.docx", out.getvalue())


class ReturnedCase(MatrixPagesCase):
    def setUp(self) -> None:
        super().setUp()
        self.matrix = self.made()

    def taken_in(self) -> ReturnedMatrix:
        page = self.post(self.cast.officer, f"{LIST}{self.matrix.pk}/return/", file=self.filled(self.matrix))
        self.assertContains(page, REMARK)
        return ReturnedMatrix.objects.get()
