"""Whatever stands in the cells, each row is judged, kept, and told in words; nothing breaks."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import django as hypothesis_django

from commitments.enums import CommitmentState, ImportSubject, OwedBy, RowStatus
from commitments.models import Import
from commitments.tables.cells import FIELDS, texts_of
from commitments.tables.importer.preparing import Forecast, judge_of, judge_rows
from commitments.tables.importer.reading import ImportTable
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.tables.importer.case import ImportCase

WORDS = (
    *(
        "",
        "-",
        "XV",
        "KR",
        "KNPA",
        "KNPA; MOFA",
        "Valdorian Constabulary",
        "ours",
        "joint",
        "request",
        "red",
        "yes",
    ),
    *(
        "2026-02-30",
        "0000-00-00",
        "9999-12-31",
        "31 Dec 9999",
        "03/04/2026",
        "by 30 June 2026",
        "next spring",
    ),
    *("within 99999999 days", "within 10 working days", "annually", "99999", "-1", "=1+1", "a@b.c", "'=1"),
    *(
        "XV-2026-0001",
        "26-0001",
        "m-xv-26-1",
        "Minister of External Relations",
        "x" * 300,
        "가" * 130,
        "\u202e;/",
    ),
)
CELL = st.one_of(
    st.sampled_from(WORDS), st.text(max_size=30), st.dates(), st.floats(), st.integers(), st.booleans()
)


class AnyCellTests(hypothesis_django.TestCase, ImportCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        point = make.outcome(cls.cast, cls.meeting)
        make.commitment(cls.cast, point, owed_by=OwedBy.JOINT, state=CommitmentState.IN_PROGRESS)

    @settings(
        max_examples=40,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(ImportSubject), st.lists(st.lists(CELL, min_size=20, max_size=20), max_size=4))
    def test_each_row_is_judged(self, subject: ImportSubject, rows: list[list[Any]]) -> None:
        of = Import(by=self.cast.officer, at=NOW, subject=subject, meeting=self.meeting)
        of.columns = {field.name: column for column, field in enumerate(FIELDS[subject])}
        forecast = Forecast(self.meeting, NOW)
        read = [ImportTable(number, texts_of(cells)) for number, cells in enumerate(rows, 2)]
        for _row, judged in judge_rows(of, judge_of(of, TODAY), read):
            self.assertIn(judged.status, RowStatus)
            json.dumps(judged.plan)
            forecast.add(judged.plan)
            self.assertTrue(all(fault.says for fault in judged.faults))
