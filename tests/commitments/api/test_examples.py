"""The examples of docs/api.md, run as they stand against a running server."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.test import LiveServerTestCase, SimpleTestCase
from django.urls import reverse

from commitments.accounts import calendar_subscriptions
from commitments.api import tokens
from commitments.enums import CommitmentState, Scope
from tests import make
from tests.cast import NOW, gather
from tests.shape import ROOT

PAIR = re.compile(r"^```(sh|python)\n(.*?)^```\n\n^```json\n(.*?)^```", re.MULTILINE | re.DOTALL)
RUN = {"sh": ("bash", "-euc"), "python": (sys.executable, "-c")}
ELLIPSIS = "…"
FENCE = re.compile(r"^```(?:sh|python)$", re.MULTILINE)
# What the system of a line ministry does, and by what each is known in a command.
FIVE = {
    "list own items": "ministry=KNPA",
    "accept": "steps/accept/",
    "report progress with a file": "receipt.pdf",
    "ask for a date": "steps/request_date/",
    "fetch the feed": "FEED",
}
OF_THE_MINISTRY = (*FIVE.values(), "updates/")


def examples() -> list[tuple[str, str, Any]]:
    """Give each command, in which language it is, with the answer that stands under it."""
    found = PAIR.findall((ROOT / "docs" / "api.md").read_text())
    return [(language, command, json.loads(answer)) for language, command, answer in found]


def differences(shown: Any, given: Any, path: str = "$") -> list[str]:
    """Compare an answer as shown with the one given; what is left out or cut short by … is not compared."""
    if isinstance(shown, dict) and isinstance(given, dict):
        missing = [f"{path}.{name} is missing" for name in shown if name not in given]
        pairs = [(f"{path}.{name}", value, given[name]) for name, value in shown.items() if name in given]
        return missing + [found for where, one, other in pairs for found in differences(one, other, where)]
    if isinstance(shown, list) and isinstance(given, list) and len(shown) <= len(given):
        numbered = enumerate(zip(shown, given, strict=False))
        return [found for n, (one, other) in numbered for found in differences(one, other, f"{path}[{n}]")]
    if isinstance(shown, str) and ELLIPSIS in shown:
        wanted = ".*".join(re.escape(part) for part in shown.split(ELLIPSIS))
        return [] if re.fullmatch(wanted, str(given)) else [f"{path}: {shown} and {given}"]
    return [] if shown == given else [f"{path}: {shown} and {given}"]


class ExampleTests(LiveServerTestCase):
    def setUp(self) -> None:
        self.cast = gather()
        outcome = make.outcome(self.cast)
        for state in (CommitmentState.ACCEPTED, CommitmentState.PROPOSED):
            for _ in range(2):
                make.commitment(self.cast, outcome, state=state)
        self.token = tokens.create_token(
            self.cast.officer, days=7, now=NOW, scopes=(Scope.RECORD, Scope.PACKETS)
        )
        self.of_ministry = tokens.create_token(self.cast.focal_point, days=7, now=NOW, scopes=(Scope.REPORT,))
        secret = calendar_subscriptions.create_subscription(self.cast.focal_point, label="Telephone", now=NOW)
        self.feed = self.live_server_url + reverse("calendar", args=(secret,))
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.folder / "receipt.pdf").write_bytes(make.pdf(1))

    def test_each_example_gives_what_it_says(self) -> None:
        environment = {"PATH": os.environ["PATH"], "TRACKER": self.live_server_url, "FEED": self.feed}
        for language, command, shown in examples():
            is_theirs = any(words in command for words in OF_THE_MINISTRY)
            with self.subTest(command):
                ran = subprocess.run(
                    [*RUN[language], command],
                    env=environment | {"TOKEN": self.of_ministry if is_theirs else self.token},
                    cwd=self.folder,
                    capture_output=True,
                    text=True,
                    timeout=30,
                    check=True,
                )
                self.assertEqual(differences(shown, json.loads(ran.stdout)), [])


class PageTests(SimpleTestCase):
    def test_no_command_stands_there_that_is_not_run(self) -> None:
        text = (ROOT / "docs" / "api.md").read_text()
        self.assertEqual(len(FENCE.findall(text)), len(examples()))

    def test_what_a_ministry_does_stands_there_as_a_line_of_curl_and_in_python(self) -> None:
        for deed, words in FIVE.items():
            known = {language for language, command, _shown in examples() if words in command}
            self.assertEqual(known, {*RUN}, deed)


class ComparisonTests(SimpleTestCase):
    def test_a_wrong_missing_or_shorter_answer_is_found(self) -> None:
        shown = {"a": [{"b": 1}, {"b": "x…z"}]}
        self.assertEqual(differences(shown, {"a": [{"b": 1, "c": 2}, {"b": "xyz"}], "d": 3}), [])
        wrong: list[dict[str, Any]] = [
            {},
            {"a": []},
            {"a": [{"b": 2}, {"b": "xyz"}]},
            {"a": [{"b": 1}, {"b": "xy"}]},
        ]
        for given in wrong:
            with self.subTest(given):
                self.assertEqual(len(differences(shown, given)), 1)
