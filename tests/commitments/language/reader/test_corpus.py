"""The reader on real statements, scored by the scorer that comes with them."""

import contextlib
import importlib.util
import io
import re
import subprocess
import sys
from types import ModuleType
from unittest import mock

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import SimpleTestCase, override_settings

from commitments.language.reader.reader import read_statement

CORPUS = settings.BASE_DIR.parent / "shared" / "statements"
FLOORS = {"recall": 0.90, "F1": 0.85, "wording": 0.85, "dates": 0.85, "owner": 0.90}


def scorer() -> ModuleType:
    """Load the scorer of the corpus."""
    spec = importlib.util.spec_from_file_location("statement_scorer", CORPUS / "score.py")
    if spec is None or spec.loader is None:
        raise ImportError(str(CORPUS))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_here(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
    """Run the command in this process: starting Python for every text would take minutes."""
    out = io.StringIO()
    call_command("read_statement", *command[1:], stdout=out)
    return subprocess.CompletedProcess(command, 0, out.getvalue(), "")


def scored(*options: str) -> str:
    """Give the line that the scorer prints."""
    module, out = scorer(), io.StringIO()
    arguments = ["score.py", "--corpus", str(CORPUS), *options, "--", "read_statement"]
    with (
        mock.patch.object(module.subprocess, "run", run_here),
        mock.patch.object(sys, "argv", arguments),
        contextlib.redirect_stdout(out),
    ):
        module.main()
    return out.getvalue()


@pytest.mark.shared
@override_settings(HOME_COUNTRY="KR")
class CorpusTests(SimpleTestCase):
    def test_the_open_statements_are_read_above_the_floors(self) -> None:
        line = scored("--set", "open")
        found = {name: float(value) for name, value in re.findall(r"(\w+) (\d\.\d+)", line)}
        self.assertEqual({name: found[name] for name in FLOORS if found[name] < FLOORS[name]}, {}, line)
        self.assertIn("dates invented 0", line)
        self.assertIn("empty texts left empty 2/2", line)

    def test_every_outcome_of_the_phnom_penh_text_is_proposed_as_what_it_is(self) -> None:
        (path,) = (CORPUS / "texts").glob("00-*.txt")
        text = path.read_text(encoding="utf-8").split("\n\n", 1)[1]
        found = read_statement(text, ours=["Republic of Korea"], theirs=["Cambodia"])
        self.assertEqual(
            [(str(one.act), one.owner) for one in found],
            [
                ("topic", None),
                ("request", "theirs"),
                ("understanding", "joint"),
                ("understanding", "theirs"),
                ("commitment", "theirs"),
                ("understanding", "ours"),
                ("topic", None),
            ],
        )
        self.assertEqual({one.due.kind for one in found}, {"none"})
