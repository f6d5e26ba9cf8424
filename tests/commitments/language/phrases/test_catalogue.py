"""Every way of saying when becomes what it should, or is left to the officer with the reason.

`python -m pytest tests/commitments/language/phrases/test_catalogue.py -s` prints the tables.
"""

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import SimpleTestCase

from commitments.language.phrases import GRAMMARS, parse_any, parse_deadline
from tests.commitments.language.phrases.catalogue import ways
from tests.commitments.language.phrases.counted import counted
from tests.commitments.language.phrases.outcome import in_markdown, outcome

CATALOGUE = settings.BASE_DIR.parent / "shared" / "statements" / "deadline_catalogue.json"


class WaysTests(SimpleTestCase):
    def test_each_becomes_what_it_should(self) -> None:
        for said in ways():
            with self.subTest(wording=said.wording):
                spec = parse_deadline(said.wording, said.language)
                self.assertEqual(outcome(spec), said.outcome)
                self.assertEqual(spec.wording, said.wording)

    def test_each_is_read_without_saying_the_language(self) -> None:
        for said in ways():
            with self.subTest(wording=said.wording):
                self.assertEqual(outcome(parse_any(said.wording)), said.outcome)

    def test_each_kind_is_said_in_every_language(self) -> None:
        for kind in counted():
            with self.subTest(kind=kind):
                self.assertEqual({said.language for said in ways() if said.kind == kind}, set(GRAMMARS))

    def test_none_is_called_not_understood(self) -> None:
        self.assertEqual([said for said in ways() if "not_understood" in said.outcome], [])

    def test_the_table_is_printed(self) -> None:
        table = in_markdown(
            (said.kind, said.wording, parse_deadline(said.wording, said.language)) for said in ways()
        )
        print(f"\n{table}")
        self.assertEqual(len(table.splitlines()), len(ways()) + 2)


@pytest.mark.shared
class CountedTests(SimpleTestCase):
    rows: list[dict[str, Any]]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.rows = json.loads(CATALOGUE.read_text(encoding="utf-8"))["rows"]

    def test_every_wording_of_every_row_becomes_what_it_should(self) -> None:
        for row, (kind, outcomes) in zip(self.rows, counted().items(), strict=True):
            with self.subTest(row=row["expression"], kind=kind):
                self.assertEqual([outcome(parse_any(wording)) for wording, _ in row["top"]], outcomes)

    def test_every_wording_is_kept_as_it_stands(self) -> None:
        for row in self.rows:
            for wording, _ in row["top"]:
                self.assertEqual(parse_any(wording).wording, wording)

    def test_the_table_is_printed(self) -> None:
        rows = [(f"`{row['expression']}`", wording) for row in self.rows for wording, _ in row["top"]]
        print(f"\n{in_markdown((way, wording, parse_any(wording)) for way, wording in rows)}")
        self.assertTrue(rows)
