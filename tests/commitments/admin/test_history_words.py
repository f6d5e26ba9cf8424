"""Every step that is recorded has its word in the history, and every value is told in words."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.test import SimpleTestCase, TestCase
from django.utils import translation

from commitments.accounts import changes
from commitments.audit import log
from commitments.enums import Classification
from commitments.history import ACTIONS, HistoryChange, history_rows
from tests.cast import NOW, gather


def recorded() -> set[str]:
    """Give the actions that the code records by name."""
    found = set()
    for file in (Path(settings.BASE_DIR) / "commitments").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            told = [node.args[0]] if called in {"log.record_change", "audit_log.record_change"} else []
            if called == "edits.change_record":
                told = [one.value for one in node.keywords if one.arg == "action"]
            found |= {str(one.value) for one in told if isinstance(one, ast.Constant)}
    return found


class WordTests(SimpleTestCase):
    def test_no_action_is_shown_by_its_name_in_the_code(self) -> None:
        actions = recorded()
        self.assertLessEqual({"make packet", "strength corrected"}, actions)
        self.assertEqual(sorted(actions - ACTIONS.keys()), [])


@pytest.mark.both
class AccountTests(TestCase):
    """What is proposed of an account is told field by field, as it stood and as it shall be."""

    def test_a_change_of_an_account_is_told_in_words(self) -> None:
        cast = gather()
        values = {"clearance": Classification.SECRET, "desk_id": cast.other_desk.pk}
        change = changes.propose_permissions(
            cast.officer, values, reason="Covers", by=cast.administrator, now=NOW
        )
        rows = history_rows(log.list_history(change), cast.administrator)
        proposed = next(row for row in rows if row.reason == "Covers")
        self.assertIn(HistoryChange("Clearance", "confidential", "secret"), proposed.changes)
        self.assertIn(HistoryChange("Desk", "Valdoria desk", "Elsewhere desk"), proposed.changes)
        self.assertNotIn("", [one.after for one in proposed.changes])

    def test_what_was_set_up_alone_is_said_in_the_language_of_the_reader(self) -> None:
        cast = gather()
        changes.propose_permissions(
            cast.officer, {"clearance": 3}, reason="Covers", by=cast.administrator, now=NOW
        )
        with translation.override("ko"):
            told = [row.reason for row in history_rows(log.list_history(cast.officer), cast.administrator)]
        self.assertNotIn(changes.ALONE, told)
        self.assertIn("단독 설정", told)
