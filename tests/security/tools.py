"""The tools that read the code or attack a running copy, each as a proof: what it tried, and what it found.

They stand in two environments of their own, made by `bin/prove security` from requirements-scanners.txt and
requirements-crawler.txt. Nothing is asked of any address but the copy's own.
"""

import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.security.reviewed import REVIEWED
from tests.security.stand import ROOT, stand

CODE = ("commitments", "tracker", "manage.py")
CRAWL_SECONDS, ATTACK_SECONDS, FUZZ_SECONDS, INJECT_SECONDS = 180, 40, 100, 150
FIRST_LINES = 6


@dataclass(frozen=True)
class Verdict:
    """How a proof ended, and the figures of the table."""

    is_well: bool
    figures: str
    found: tuple[str, ...] = ()


def _run(
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
    done = _run("SCANNERS", "bandit", "-q", "-r", *CODE, "-f", "json", "--skip", "B101", "--ini", os.devnull)
    told = json.loads(done.stdout)
    left = Counter(
        (str(Path(one["filename"])), one["test_id"]) for one in told["results"] if not _is_known(one)
    )
    lines = told["metrics"]["_totals"]["loc"]
    known = len(told["results"]) - left.total()
    found = tuple(f"{name} {test} x{count}" for (name, test), count in left.items())
    return Verdict(not left, f"{lines:,} lines; {known} places looked at, {left.total()} new", found)


def _is_known(one: dict[str, str]) -> bool:
    name = str(Path(one["filename"])).removeprefix("./")
    return name in REVIEWED.get(one["test_id"], ())


def rules() -> Verdict:
    """Let semgrep look for what the house forbids, by rules of its own."""
    asked = ["--config", "tests/security/rules.yml", "--metrics", "off", "--disable-version-check"]
    done = _run("SCANNERS", "semgrep", "scan", *asked, "--quiet", "--json", *CODE, "templates")
    told = json.loads(done.stdout)
    left = [(one["check_id"].rsplit(".")[-1], one["path"], one["start"]["line"]) for one in told["results"]]
    new = [one for one in left if one[1] not in REVIEWED.get(one[0], ())]
    count = len((ROOT / "tests/security/rules.yml").read_text().split("- id:")) - 1
    found = tuple(f"{rule} {path}:{line}" for rule, path, line in new) + tuple(map(str, told["errors"]))
    files = len(told["paths"]["scanned"])
    figures = f"{count} rules, {files} files; {len(left) - len(new)} places looked at, {len(new)} new"
    return Verdict(not found, figures, found)


def deploy() -> Verdict:
    """Ask Django for what a production installation lacks."""
    with tempfile.TemporaryDirectory() as name:
        environment = {
            **os.environ,
            "TRACKER_DATA": name,
            "DATABASE_URL": "postgres://tracker@localhost/tracker",
            "REDIS_URL": "redis://localhost/0",
            "EMAIL_URL": "smtp://localhost:25",
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


def wapiti() -> Verdict:
    """Crawl a running copy as a desk officer and attack every form and parameter."""
    with stand() as copy, tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        asked = ["--url", f"{copy.address}/admin/", "--scope", "domain", "--format", "json", "--no-bugreport"]
        asked += ["--cookie-value", copy.sign_in(_officer(copy.people))]
        asked += ["--exclude", f"{copy.address}/accounts/logout/"]
        asked += ["--max-scan-time", str(CRAWL_SECONDS), "--max-attack-time", str(ATTACK_SECONDS)]
        asked += ["--store-session", folder, "--store-config", folder, "--output", str(report), "--color"]
        asked += ["--max-links-per-page", "40", "--max-files-per-dir", "12", "--timeout", "20"]
        asked += [
            "--module",
            "csp,cookieflags,crlf,csrf,exec,file,http_headers,permanentxss,redirect,sql,ssti,xss,xxe",
        ]
        done = _run("CRAWLER", "wapiti", *asked, seconds=1200)
        told = json.loads(report.read_text())
        log = (copy.folder / "up.log").read_text()
    left = []
    for kind, places in {**told["vulnerabilities"], **told["anomalies"]}.items():
        left += [f"{kind}: {one['method']} {one['path']} {one['info']}" for one in places]
    new = [one for one in left if not any(re.search(known, one) for known in REVIEWED["wapiti"])]
    broken = log.count("Traceback")
    pages = told["infos"].get("crawled_pages_nbr", "?")
    known = f"{len(left) - len(new)} told and explained, {len(new)} new"
    figures = f"{pages} pages; {known}; {broken} failures of the server"
    return Verdict(not new and not broken and not done.returncode, figures, tuple(new))


def _officer(people: dict[str, str]) -> str:
    return next(name for name in people if "desk" in name)


def schemathesis() -> Verdict:
    """Ask the API of a running copy what its description allows and forbids, as two roles and as nobody."""
    found, cases = [], []
    with stand() as copy, tempfile.TemporaryDirectory() as folder:
        for name in (_officer(copy.people), "focal"):
            asked = [
                "run",
                f"{copy.address}/api/v1/schema/",
                "--header",
                f"Authorization: Bearer {copy.token(name)}",
            ]
            asked += [
                "--max-time",
                str(FUZZ_SECONDS),
                "--seed",
                "7",
                "--rate-limit",
                "550/m",
                "--warnings",
                "off",
            ]
            asked += ["--generation-database", "none", "--report", "junit", "--report-dir", folder]
            asked += ["--no-color", "--continue-on-failure"]
            done = _run("SCANNERS", "schemathesis", *asked, seconds=FUZZ_SECONDS * 5, at=folder)
            said = re.search(r"(\d[\d,]*) generated", done.stdout)
            cases.append(f"{name} {said[1] if said else '?'}")
            if done.returncode:
                found.append(f"{name}: {done.stdout[-3000:]}{done.stderr[-500:]}")
    return Verdict(not found, f"requests: {', '.join(cases)}; {len(found)} with findings", tuple(found))


def sqlmap() -> Verdict:
    """Try to inject SQL by the parameters of lists, of the search, and of the API."""
    found, tried = [], 0
    with stand() as copy, tempfile.TemporaryDirectory() as folder:
        cookie = copy.sign_in(_officer(copy.people))
        bearer = f"Authorization: Bearer {copy.token(_officer(copy.people))}"
        pages = (
            ("/admin/commitments/commitment/?q=buoys&view=all&o=1", "q,view,o", f"Cookie: {cookie}"),
            ("/admin/find/?q=buoys&part=options", "q", f"Cookie: {cookie}"),
            ("/admin/commitments/commitment/?as_of=2026-06-01&view=all", "as_of", f"Cookie: {cookie}"),
            ("/api/v1/commitments/?state=accepted&ordering=reference&page_size=5", "state,ordering", bearer),
        )
        for page, names, header in pages:
            tried += len(names.split(","))
            asked = [
                "--url",
                copy.address + page,
                "-p",
                names,
                "--headers",
                header,
                "--batch",
                "--level",
                "2",
            ]
            asked += ["--technique", "BEUS", "--dbms", "SQLite", "--output-dir", folder, "--disable-coloring"]
            asked += ["--ignore-code", "400,404,429", "--flush-session", "--time-limit", str(INJECT_SECONDS)]
            asked += ["--drop-set-cookie"]
            done = _run("SCANNERS", "sqlmap", *asked, seconds=INJECT_SECONDS + 120)
            lines = done.stdout.splitlines()
            injected = [
                line for line in lines if "injectable" in line and "not" not in line or "Payload:" in line
            ]
            tested = [line for line in lines if "testing" in line]
            if injected or not tested:
                found.append(f"{page}: {injected or lines[-FIRST_LINES:]}")
    return Verdict(
        not found, f"{tried} parameters of {len(pages)} addresses; {len(found)} open", tuple(found)
    )
