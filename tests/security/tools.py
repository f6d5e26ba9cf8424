"""The tools that read the code, each as a proof: what it looked at, and what it found.

They stand, like those that attack (`attacks`), in two environments of their own, made by `bin/prove security`
from requirements-scanners.txt and requirements-crawler.txt. No address is asked but those of this machine.
"""

import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.security.reviewed import REVIEWED
from tests.security.stand import ROOT
from tests.sink import Sink

CODE = ("commitments", "tracker", "manage.py")


@dataclass(frozen=True)
class Verdict:
    """How a proof ended, and the figures of the table."""

    is_well: bool
    figures: str
    found: tuple[str, ...] = ()


def run_tool(
    folder: str, *command: str, seconds: float = 600, at: Path | str = ROOT
) -> "subprocess.CompletedProcess[str]":
    """Run a tool out of its environment, without any wish to call home."""
    bin_ = Path(os.environ[folder])
    quiet = {"SEMGREP_SEND_METRICS": "off", "SEMGREP_ENABLE_VERSION_CHECK": "0", "PYTHONWARNINGS": "ignore"}
    environment = {**os.environ, **quiet, "PATH": f"{bin_}:{os.environ['PATH']}"}
    program, *rest = command
    return subprocess.run(
        [str(bin_ / program), *rest],
        cwd=at,
        env=environment,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def bandit() -> Verdict:
    """Let bandit read the code; what stands after `nosec` or `noqa` says why beside it."""
    done = run_tool(
        "SCANNERS", "bandit", "-q", "-r", *CODE, "-f", "json", "--skip", "B101", "--ini", os.devnull
    )
    told = json.loads(done.stdout)
    left = Counter(
        (str(Path(one["filename"])), one["test_id"]) for one in told["results"] if not _is_known(one)
    )
    lines = told["metrics"]["_totals"]["loc"]
    known = len(told["results"]) - left.total()
    found = [f"{name} {test} x{count}" for (name, test), count in left.items()]
    seen = {(one["test_id"], str(Path(one["filename"]))) for one in told["results"]}
    found += _gone(seen, lambda rule: re.fullmatch(r"B\d+", rule) is not None)
    figures = f"{lines:,} lines; {known} places looked at, {len(found)} new or gone"
    return Verdict(not found, figures, tuple(found))


def _gone(seen: set[tuple[str, str]], is_ours: Callable[[str], bool]) -> list[str]:
    """List the explanations of a tool that explain nothing any more."""
    listed = {(rule, name) for rule, names in REVIEWED.items() if is_ours(rule) for name in names}
    return [f"{name} {rule}: nothing to explain any more" for rule, name in sorted(listed - seen)]


def _is_known(one: dict[str, str]) -> bool:
    name = str(Path(one["filename"])).removeprefix("./")
    return name in REVIEWED.get(one["test_id"], ())


def rules() -> Verdict:
    """Let semgrep look for what the house forbids, by rules of its own."""
    asked = ["--config", "tests/security/rules.yml", "--metrics", "off", "--disable-version-check"]
    done = run_tool("SCANNERS", "semgrep", "scan", *asked, "--quiet", "--json", *CODE, "templates")
    told = json.loads(done.stdout)
    left = [(one["check_id"].rsplit(".")[-1], one["path"], one["start"]["line"]) for one in told["results"]]
    new = [one for one in left if one[1] not in REVIEWED.get(one[0], ())]
    names = set(re.findall(r"- id: (\S+)", (ROOT / "tests/security/rules.yml").read_text()))
    found = [f"{rule} {path}:{line}" for rule, path, line in new] + [str(one) for one in told["errors"]]
    found += _gone({(rule, path) for rule, path, _line in left}, names.__contains__)
    files = len(told["paths"]["scanned"])
    figures = f"{len(names)} rules, {files} files; {len(left) - len(new)} places looked at"
    return Verdict(not found, f"{figures}, {len(found)} new or gone", tuple(found))


def deploy() -> Verdict:
    """Ask Django for what a production installation lacks."""
    with tempfile.TemporaryDirectory() as name, Sink() as sink:
        environment = {
            **os.environ,
            "TRACKER_DATA": name,
            "DATABASE_URL": "postgres://tracker@localhost/tracker",
            "REDIS_URL": "redis://localhost/0",
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "PUBLIC_URL": "https://tracker.example.org",
            "SECRET_KEY": secrets.token_urlsafe(64),
        }
        command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    said = tuple(line for line in done.stderr.splitlines() if line.startswith("?:"))
    silenced = re.search(r"\((\d+) silenced\)", done.stdout)
    return Verdict(
        not done.returncode, f"{len(said)} warnings, {silenced[1] if silenced else '?'} silenced", said
    )
