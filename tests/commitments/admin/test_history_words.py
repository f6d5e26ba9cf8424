"""Every step that is recorded has its word in the history."""

import ast
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

from commitments.admin.history import ACTIONS


def recorded() -> set[str]:
    """Give the actions that the code records by name."""
    found = set()
    for file in (Path(settings.BASE_DIR) / "commitments").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            is_call = isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record"
            if is_call and isinstance(node.args[0], ast.Constant):  # type: ignore[attr-defined]
                found.add(str(node.args[0].value))  # type: ignore[attr-defined]
    return found


class WordTests(SimpleTestCase):
    def test_no_action_is_shown_by_its_name_in_the_code(self) -> None:
        actions = recorded()
        self.assertIn("make packet", actions)
        self.assertEqual(sorted(actions - ACTIONS.keys()), [])
