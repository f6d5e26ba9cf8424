"""A session without a second factor is held down everywhere: who asks is never judged by the clearance."""

import re
from pathlib import Path

from django.test import SimpleTestCase

from tests.shape import ROOT

# The person of a request, by the names it has there; what is decided of others goes by their clearance.
OF_WHO_ASKS = re.compile(r"\b(?:user|by|self\.person|person|request\.user|signed_in\([^)]*\))\.clearance\b")
WHERE = ("access", "admin", "api", "marking", "web", "editing.py")


def findings(text: str) -> list[str]:
    return OF_WHO_ASKS.findall(text)


class Ceiling(SimpleTestCase):
    def test_who_asks_is_judged_by_what_the_session_may_read(self) -> None:
        files: list[Path] = []
        for name in WHERE:
            path = ROOT / "commitments" / name
            files += [path] if path.is_file() else sorted(path.rglob("*.py"))
        self.assertGreater(len(files), 100)
        found = {str(file): findings(file.read_text()) for file in files}
        self.assertEqual({name: lines for name, lines in found.items() if lines}, {})

    def test_the_look_finds_what_it_looks_for(self) -> None:
        self.assertTrue(findings("if level > user.clearance:"))
        self.assertFalse(findings("if level > user.reads_up_to or reader.clearance < level:"))
