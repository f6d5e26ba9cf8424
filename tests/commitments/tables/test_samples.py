"""Every sample file is imported: each of its rows is valid, in every language, before and after setup."""

from io import BytesIO

import time_machine
from django.conf import settings
from django.utils import translation
from openpyxl import load_workbook

from commitments.enums import CommitmentState, ImportSubject, RowStatus
from commitments.models import ImportRow, Ministry, User
from commitments.tables import exporter, samples
from commitments.tables.cells import FIELDS
from tests import make
from tests.cast import NOW
from tests.commitments.tables.importer.case import ImportCase


@time_machine.travel(NOW, tick=False)
class SampleTests(ImportCase):
    def write(self, subject: ImportSubject, person: User, *, is_sample: bool) -> bytes:
        table = samples.build_template(subject, is_sample=is_sample, by=person, now=NOW)
        return exporter.XLSX.write(table)

    def assert_imports(self, subject: ImportSubject, count: int) -> None:
        content = self.write(subject, self.cast.officer, is_sample=True)
        of = self.judged(content, subject, name="sample.xlsx")
        shown = [field.name for field in FIELDS[subject] if not field.is_compared]
        self.assertEqual(of.columns, {name: number for number, name in enumerate(shown)})
        rows = ImportRow.objects.filter(spreadsheet=of)
        self.assertEqual([(row.status, row.problems) for row in rows], [(RowStatus.NEW, [])] * count)

    def test_each_row_of_each_sample_is_valid_in_every_language(self) -> None:
        for _number in range(3):
            make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                for subject in ImportSubject:
                    with self.subTest(subject=subject, language=code):
                        self.assert_imports(subject, 3)

    def test_the_samples_need_no_ministry_on_record(self) -> None:
        Ministry.objects.filter(country=self.cast.korea).update(valid_until=NOW.date())
        for subject in (ImportSubject.MINISTRIES, ImportSubject.OFFICIALS, ImportSubject.COMMITMENTS):
            self.assert_imports(subject, 3)

    def test_the_page_of_imports_offers_both_files_of_what_the_person_imports(self) -> None:
        for person, subjects in (
            (self.cast.officer, set(ImportSubject)),
            (self.cast.focal_point, {ImportSubject.UPDATES}),
        ):
            self.client.force_login(person)
            page = self.client.get("/admin/imports/").content.decode()
            for subject in ImportSubject:
                for kind, heads in (("templates", 0), ("samples", 3)):
                    path = f"/admin/imports/{kind}/{subject}/"
                    self.assertEqual(path in page, subject in subjects)
                    answer = self.client.get(path)
                    self.assertEqual(answer.status_code, 200 if subject in subjects else 404)
                    if subject == ImportSubject.MINISTRIES and subject in subjects:
                        sheet = load_workbook(BytesIO(answer.content)).active
                        assert sheet is not None
                        self.assertEqual(sheet.max_row, 2 + heads)
