"""The real lists of ../shared, each judged to its last row."""

import pytest
from django.conf import settings

from commitments.enums import ImportSubject
from commitments.models import ImportRow
from tests.commitments.tables.importer.case import ImportCase

TABLES = settings.BASE_DIR.parent / "shared" / "tables"
# Rows as its README counts them; of the Word table its head and 53 headings are none.
COUNTS = {
    "canada-2021-mandate-commitments.csv": (760, ImportSubject.COMMITMENTS),
    "upr-recommendations-2008.csv": (1024, ImportSubject.COMMITMENTS),
    "upr-haiti-2011.csv": (136, ImportSubject.COMMITMENTS),
    "uk-labour-promises.csv": (18, ImportSubject.COMMITMENTS),
    "uk-labour-promise-timeline.csv": (72, ImportSubject.UPDATES),
    "upr48-slovenia-thematic-list.docx": (254, ImportSubject.COMMITMENTS),
}


@pytest.mark.shared
class SharedTests(ImportCase):
    def test_each_list_is_judged_to_its_last_row_and_no_date_is_invented(self) -> None:
        for name, (count, subject) in COUNTS.items():
            with self.subTest(name):
                content = (TABLES / name).read_bytes()
                fixed = {"owed_by": "theirs"} if subject == ImportSubject.COMMITMENTS else {}
                of = self.judged(content, subject, name=name, fixed=fixed, meeting=self.meeting)
                self.assertEqual((of.total, sum(of.counts.values())), (count, count))
                rows = ImportRow.objects.filter(spreadsheet=of)
                plans = rows.values_list("plan", flat=True)
                self.assertFalse([plan for plan in plans if plan.get("due", [None])[0]])
                self.assertFalse(rows.filter(title="").exists())
