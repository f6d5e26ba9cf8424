"""`manage.py read_statement`: the contract that the scorer and other programs build on."""

import io
import json
import tempfile
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from django.test import SimpleTestCase, override_settings

KEYS = [
    "sentence", "start", "end", "outcome_kind", "owner_side", "strength", "action", "deadline_text",
    "deadline_kind", "due_start", "due_end", "every", "review_on", "needs_officer", "condition",
]  # fmt: skip
TEXT = (
    "Both sides agreed to open a second ferry line within 30 days.\n\nKorea asked Valdoria to send the plans."
)


@override_settings(HOME_COUNTRY="KR")
class ReadStatementTests(SimpleTestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "statement.txt"
        self.path.write_text(TEXT, encoding="utf-8")

    def answer(self, *options: str) -> str:
        out = io.StringIO()
        call_command("read_statement", str(self.path), *options, stdout=out)
        return out.getvalue()

    def rows(self, *options: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.answer(*options, "--format=json"))
        return found

    def test_it_prints_the_fields_of_the_contract(self) -> None:
        first, second = self.rows("--held-on=2026-05-12", "--ours=Republic of Korea", "--theirs=Valdoria")
        self.assertEqual(list(first), KEYS)
        self.assertEqual((first["due_end"], first["deadline_text"]), ("2026-06-11", "within 30 days"))
        self.assertEqual((second["outcome_kind"], second["owner_side"]), ("request", "theirs"))
        self.assertEqual(TEXT[second["start"] : second["end"]], second["sentence"])

    def test_a_date_that_waits_for_the_meeting_is_none(self) -> None:
        first = self.rows()[0]
        self.assertIsNone(first["due_end"])
        self.assertIsNotNone(first["needs_officer"])

    def test_without_names_ours_is_home_and_theirs_the_country_named_most(self) -> None:
        self.assertEqual(self.rows(), self.rows("--ours=Republic of Korea", "--theirs=Valdoria"))

    def test_it_prints_for_people_too(self) -> None:
        text = self.answer("--held-on=2026-05-12")
        self.assertIn("Open a second ferry line", text)
        self.assertIn("2 items.", text)

    def test_what_cannot_be_read_is_refused_in_a_sentence(self) -> None:
        with self.assertRaisesMessage(CommandError, "is not a valid date. Enter a date such as 2026-05-17."):
            self.answer("--held-on=tomorrow")
        self.path.write_bytes(b"\xff\xfe\x00\x01")
        with self.assertRaisesMessage(CommandError, "is not plain text. Save it as UTF-8 text first."):
            self.answer()
        self.path.unlink()
        with self.assertRaisesMessage(CommandError, "cannot be read. Check the path."):
            self.answer()

    def test_an_empty_text_has_no_items(self) -> None:
        self.path.write_text("", encoding="utf-8")
        self.assertEqual(self.rows(), [])
