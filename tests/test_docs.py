"""The docs are whole: each setting, command, address, task, state and check has its line."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import SimpleTestCase
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from commitments import access, vocabulary
from commitments.access.places import NOBODY
from commitments.checks import READABLE
from commitments.models import User
from commitments.vocabulary import AlarmCode, Role
from tests.pictures.screens import SCREENS
from tests.security import policy
from tests.shape import ROOT, own_modules
from tracker.celery import app

DOCS = ROOT / "docs"
OPERATIONS = "operations.md"
ARCHITECTURE = "architecture.md"
STATES = (
    vocabulary.CommitmentState,
    vocabulary.MeetingState,
    vocabulary.PacketState,
    vocabulary.ReminderState,
    vocabulary.MailState,
    vocabulary.ApprovalState,
    vocabulary.ChaseState,
    vocabulary.AnswerState,
)
# Django's own and allauth's pages are theirs to describe.
FOREIGN = ("admin/", "accounts/")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def read(name: str) -> str:
    return (DOCS / name).read_text()


def has_line(name: str, text: str) -> bool:
    """Say whether a list entry, a table row or a heading begins with this text in code type."""
    return re.search(rf"^(?:\* |\| |#+ )`{re.escape(text)}[` ]", read(name), re.MULTILINE) is not None


def settings_read() -> set[str]:
    """Find the variables that the settings read from the environment."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / "tracker" / "settings.py").read_text())):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = ast.unparse(node.func)
            if name == "read" or name.startswith("env."):
                found.add(str(node.args[0].value))
    return found


def commands() -> set[str]:
    folder = ROOT / "commitments" / "management" / "commands"
    return {path.stem for path in folder.glob("*.py") if not path.stem.startswith("_")}


def addresses() -> Iterator[str]:
    """Give the addresses of our own pages, as people write them."""
    for prefix, pattern in _patterns("", get_resolver().url_patterns):
        if not prefix.startswith(FOREIGN):
            yield pattern


def _patterns(prefix: str, entries: list[URLPattern | URLResolver]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from _patterns(prefix + str(entry.pattern), entry.url_patterns)
        elif isinstance(entry.pattern, RoutePattern):
            route = prefix + str(entry.pattern)
            yield route, f"/{route}"
        elif entry.name and entry.name != "absent":
            named = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", str(entry.pattern)).strip("^$")
            yield prefix + named, f"/{prefix}{named}"


class WholenessTests(SimpleTestCase):
    def check(self, doc: str, names: set[str]) -> None:
        self.assertTrue(names)
        self.assertEqual(sorted(name for name in names if not has_line(doc, name)), [])

    def test_each_setting_has_its_line(self) -> None:
        self.check(OPERATIONS, settings_read())

    def test_each_command_has_its_line(self) -> None:
        self.check(OPERATIONS, {f"manage.py {name}" for name in commands()})

    def test_no_command_is_promised_that_is_not_there(self) -> None:
        promised = set(re.findall(r"^\| `manage\.py (\w+)` \|", read(OPERATIONS), re.MULTILINE))
        self.assertEqual(promised - commands(), set())

    def test_no_setting_is_promised_that_is_not_read(self) -> None:
        table = read(OPERATIONS).split("## Settings")[1].split("## ")[0]
        promised = set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE))
        self.assertEqual(promised, settings_read())

    def test_each_script_has_its_line(self) -> None:
        scripts = {f"bin/{path.name}" for path in (ROOT / "bin").iterdir() if path.suffix != ".sh"}
        self.check(OPERATIONS, scripts)

    def test_each_task_has_its_line(self) -> None:
        app.loader.import_default_modules()
        self.check(OPERATIONS, {name for name in app.tasks if name.startswith("commitments.")})

    def test_each_system_check_has_its_line(self) -> None:
        source = "".join(
            module.source for module in own_modules("commitments") if module.name.endswith(("checks", "apps"))
        )
        written = set(re.findall(r"\b[EW]\d{3}\b", source)) | {number for number, _hint in READABLE.values()}
        self.check(OPERATIONS, {f"commitments.{number}" for number in written})

    def test_each_alarm_has_its_paragraph(self) -> None:
        self.check(OPERATIONS, set(map(str, AlarmCode.values)))

    def test_each_state_has_its_line(self) -> None:
        for states in STATES:
            self.check(ARCHITECTURE, set(map(str, states.values)))

    def test_each_address_has_its_line(self) -> None:
        own = set(addresses())
        self.check(OPERATIONS, {one for one in own if not one.startswith("/api/")})
        self.check("api.md", {one for one in own if one.startswith("/api/")})

    def test_each_rank_of_the_house_is_described(self) -> None:
        described = read(ARCHITECTURE)
        for entry in sorted((ROOT / "commitments").iterdir()):
            if entry.suffix == ".py" or (entry / "__init__.py").is_file():
                name = entry.name if entry.suffix else f"{entry.name}/"
                if not name.startswith("_") and name not in {"migrations/", "__pycache__/"}:
                    self.assertIn(f"`{name}`", described)


class PageTests(SimpleTestCase):
    def pages(self) -> list[Path]:
        return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]

    def test_links_lead_somewhere(self) -> None:
        for page in self.pages():
            for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", FENCE.sub("", page.read_text())):
                if "://" not in target:
                    self.assertTrue((page.parent / target).exists(), f"{page.name}: {target}")

    def test_each_screen_is_shown_light_and_dark(self) -> None:
        guide = read("user-guide.md")
        shown = re.findall(r"\]\(pictures/([a-z-]+)-light\.webp\)\]\(pictures/([a-z-]+)-dark\.webp\)", guide)
        self.assertEqual(sorted(shown), sorted((screen.name, screen.name) for screen in SCREENS))

    def test_decisions_are_numbered_without_gaps_and_listed(self) -> None:
        names = sorted(path.name for path in (DOCS / "decisions").glob("*.md"))
        self.assertEqual([int(name[:4]) for name in names], list(range(1, len(names) + 1)))
        for name in names:
            self.assertIn(f"decisions/{name}", read(ARCHITECTURE))

    def test_each_decision_says_what_why_and_what_follows(self) -> None:
        for path in sorted((DOCS / "decisions").glob("*.md")):
            headings = re.findall(r"^## (.+)$", path.read_text(), re.MULTILINE)
            self.assertEqual(headings, ["What was decided", "Why", "What follows"], path.name)

    def test_no_page_wraps_beyond_a_screen_or_shouts(self) -> None:
        for page in self.pages():
            self.assertNotIn("!!", page.read_text())
            self.assertTrue(page.read_text().startswith("# "), page.name)


@pytest.mark.both
class PolicyTests(SimpleTestCase):
    def test_the_policy_stands_in_the_docs_as_in_the_code(self) -> None:
        renew = "Renew it with: python -m tests.security.renew"
        self.assertEqual(policy.PAGE.read_text(), policy.renewed(), renew)

    def test_a_rule_says_nothing_where_it_lets_nothing_in_and_only_there(self) -> None:
        for role in Role:
            user = User(
                pk=1, role=role, clearance=3, desk_id=1, division_id=1, ministry_id=1, host_country_id=1
            )
            for model, rule in access.RULES.items():
                with self.subTest(f"{role} {model.__name__}"):
                    self.assertEqual(rule(user) is NOBODY, rule.told(role) is None)


class ProbeTests(SimpleTestCase):
    def test_what_has_no_line_is_found(self) -> None:
        self.assertFalse(has_line(OPERATIONS, "NO_SUCH_SETTING"))
        self.assertFalse(has_line(OPERATIONS, "manage.py no_such_command"))

    def test_settings_addresses_and_commands_are_found_at_all(self) -> None:
        self.assertIn("PORT", settings_read())
        self.assertIn("load_demo", commands())
        self.assertIn("/livez", set(addresses()))
