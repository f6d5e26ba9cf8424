"""The tools that attack a running copy of the demonstration, each as a proof: what it tried, what it found.

What a tool tried is counted in the copy's own log. The crawler and the injector are first let at a page that
is open (`broken_site`): where they find nothing there, their silence says nothing here. A tool that comes to
the end of its time has tried less, and the figures say so.
"""

import json
import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.security.broken_site import broken_site
from tests.security.reviewed import REVIEWED
from tests.security.stand import Answered, stand
from tests.security.tools import Verdict, run_tool

CRAWL_SECONDS, ATTACK_SECONDS, INJECT_SECONDS = 120, 60, 600
MODULES = "csp,cookieflags,crlf,csrf,exec,file,http_headers,permanentxss,redirect,sql,ssti,xss,xxe"
ENDED_BY_TIME = re.compile(r"Max attack time was reached for module (\w+)")
OPEN = re.compile(r"Payload:|parameter '.*' is .*(?:injectable|vulnerable)")
FIRST_LINES = 6


def officer(people: dict[str, str]) -> str:
    """Name the desk officer of the demonstration."""
    return next(name for name in people if "desk" in name)


def _failures(answered: list[Answered]) -> tuple[str, ...]:
    """List what the server failed at; 503 says that the database was busy, and nothing was half done."""
    broken = Counter((one.method, one.route, one.status) for one in answered if one.status >= 500)
    return tuple(f"{status} {method} {route} x{times}" for (method, route, status), times in broken.items())


def wapiti() -> Verdict:
    """Crawl a running copy as a desk officer and attack every form and parameter that was found in time."""
    with broken_site() as address, tempfile.TemporaryDirectory() as folder:
        told, _said = _crawl(address, Path(folder), modules="sql,xss", seconds=30)
        control = sorted(kind for kind, places in told["vulnerabilities"].items() if places)
    with stand() as copy, tempfile.TemporaryDirectory() as folder:
        begun = len(copy.answered())
        more = ["--cookie-value", copy.sign_in(officer(copy.people))]
        more += ["--exclude", f"{copy.address}/accounts/logout/", "--skip", "csrfmiddlewaretoken"]
        told, said = _crawl(f"{copy.address}/admin/", Path(folder), *more)
        answered = copy.answered(begun)
    places = {**told["vulnerabilities"], **told["anomalies"]}
    left = [f"{kind}: {one['method']} {one['path']} {one['info']}" for kind in places for one in places[kind]]
    new = [one for one in left if not any(re.search(known, one) for known in REVIEWED["wapiti"])]
    routes = {one.route for one in answered if one.status < 400}
    # 403 is the answer to a token that the tool has spoilt.
    sent = sum(one.method == "POST" and one.status != 403 for one in answered)
    stopped = len(set(ENDED_BY_TIME.findall(said)))
    figures = (
        f"{told['infos'].get('crawled_pages_nbr', 0)} pages and forms found; {len(answered):,} requests,"
        f" {sent} of them forms, at {len(routes)} kinds of page; of {MODULES.count(',') + 1} kinds of attack"
        f" {stopped} stopped after {ATTACK_SECONDS} s; {len(left) - len(new)} told and explained,"
        f" {len(new)} new; control: {', '.join(control) or 'nothing'}"
    )
    found = (*new, *_failures(answered))
    is_armed = {"SQL Injection", "Reflected Cross Site Scripting"} <= set(control)
    return Verdict(not found and is_armed and len(routes) > FIRST_LINES, figures, found)


def _crawl(
    address: str, folder: Path, *more: str, modules: str = MODULES, seconds: int = CRAWL_SECONDS
) -> tuple[dict[str, dict[str, list[dict[str, str]]]], str]:
    """Run wapiti from an address on; give its report and what it said."""
    report = folder / "report.json"
    asked = ["--url", address, "--scope", "domain", "--format", "json", "--no-bugreport", *more]
    asked += ["--max-scan-time", str(seconds), "--max-attack-time", str(ATTACK_SECONDS), "--tasks", "4"]
    asked += ["--store-session", str(folder), "--store-config", str(folder), "--output", str(report)]
    asked += ["--max-links-per-page", "40", "--max-files-per-dir", "6", "--timeout", "20"]
    done = run_tool("CRAWLER", "wapiti", *asked, "--module", modules, seconds=1500)
    if not report.exists():
        raise RuntimeError(f"wapiti gave no report: {done.stdout[-800:]}{done.stderr[-800:]}")
    told: dict[str, dict[str, list[dict[str, str]]]] = json.loads(report.read_text())
    return told, done.stdout + done.stderr


@dataclass(frozen=True)
class _Target:
    """An address with values that hold, and those of its parameters that are attacked, each by itself."""

    address: str
    names: tuple[str, ...]
    is_api: bool = False


LIST, API = "/admin/commitments/commitment/", "/api/v1/commitments/"
TARGETS = (
    _Target(f"{LIST}?q=buoys&view=all&o=1&side=ours&p=1", ("q", "view", "o", "side", "p")),
    _Target(f"{LIST}?as_of=2026-06-01&view=all", ("as_of",)),
    _Target(f"{LIST}export/csv/?view=all&needs=acceptance", ("needs",)),
    _Target("/admin/search/?q=buoys&part=options", ("q",)),
    _Target(f"{API}?country=XV&state=accepted&ordering=reference", ("country", "state", "ordering"), True),
    _Target(f"{API}?ministry=MFA&due_from=2026-01-01", ("ministry", "due_from"), True),
    _Target("/api/v1/meetings/?held_from=2026-01-01&form=visit", ("held_from", "form"), True),
)


def sqlmap() -> Verdict:
    """Try to inject SQL by the parameters of lists, of the search, of an export, and of the API."""
    found, counts = [], dict[str, int]()
    with broken_site() as address:
        control = _injected(address, "q")
    with stand() as copy:
        cookie = f"Cookie: {copy.sign_in(officer(copy.people))}"
        bearer = f"Authorization: Bearer {copy.token(officer(copy.people))}"
        for target in TARGETS:
            for name in target.names:
                begun = len(copy.answered())
                said = _injected(
                    copy.address + target.address, name, bearer if target.is_api else cookie, target.is_api
                )
                answered = copy.answered(begun)
                counts[f"{target.address.split('?')[0]} {name}"] = len(answered)
                if not any(one.status < 400 for one in answered):
                    said += ", but nothing was taken"
                if said != "closed":
                    found.append(f"{target.address} {name}: {said}")
                found += _failures(answered)
    least = min(counts, key=lambda name: counts[name])
    figures = (
        f"{len(counts)} parameters of {len(TARGETS)} addresses; {sum(counts.values()):,} requests,"
        f" {counts[least]} at least ({least}); {len(found)} open, failing or not ended;"
        f" control: {control.split(':')[0]}"
    )
    return Verdict(not found and control.startswith("open"), figures, tuple(found))


def _injected(address: str, name: str, header: str = "", is_api: bool = False) -> str:
    """Run sqlmap on one parameter; say `closed`, `open: ...` or `did not end: ...`.

    Pages differ by themselves, by their tokens: the text alone is compared, and the technique is left out
    that takes each such difference for a column of a UNION. An answer of the API is the same each time.
    """
    with tempfile.TemporaryDirectory() as folder:
        asked = ["--url", address, "-p", name, "--batch", "--level", "2", "--dbms", "SQLite"]
        asked += ["--technique", "BEUSQ" if is_api else "BESQ", "--union-cols", "1-12", "--text-only"]
        asked += [
            "--ignore-code",
            "*",
            "--drop-set-cookie",
            "--skip-waf",
            "--flush-session",
            "--time-sec",
            "3",
        ]
        asked += ["--timeout", "20", "--retries", "1", "--output-dir", folder, "--disable-coloring"]
        # A program may ask ten times a second.
        asked += ["--headers", header] if header else []
        asked += ["--delay", "0.11"] if is_api else []
        done = run_tool("SCANNERS", "sqlmap", *asked, seconds=INJECT_SECONDS)
    lines = done.stdout.splitlines()
    told = [
        line for line in lines if "Payload:" in line or re.search(r"parameter '.*' is .*injectable", line)
    ]
    if told:
        return f"open: {'; '.join(told[:FIRST_LINES])}"
    if any(f"'{name}' does not seem to be injectable" in line for line in lines):
        return "closed"
    return f"did not end: {' / '.join(lines[-FIRST_LINES:])}"
