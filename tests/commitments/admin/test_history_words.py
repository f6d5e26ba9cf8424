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
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            told = [node.args[0]] if called == "audit.record" else []
            if called == "editing.change":
                told = [one.value for one in node.keywords if one.arg == "action"]
            found |= {str(one.value) for one in told if isinstance(one, ast.Constant)}
    return found


class WordTests(SimpleTestCase):
    def test_no_action_is_shown_by_its_name_in_the_code(self) -> None:
        actions = recorded()
        self.assertLessEqual({"make packet", "strength corrected"}, actions)
        self.assertEqual(sorted(actions - ACTIONS.keys()), [])
