"""The docs are whole: each setting, command, address, task, state and check has its line."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from pkgutil import resolve_name

import pytest
from django.test import SimpleTestCase
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from commitments import enums
from commitments.access import policy
from commitments.access.scopes import NOBODY
from commitments.checks import READABLE
from commitments.enums import AlarmCode, Role
from commitments.models import User
from tests.pictures.screens import SCREENS
from tests.security.policy import PAGE, renewed
from tests.shape import ROOT, own_modules
from tracker.celery import app

DOCS = ROOT / "docs"
OPERATIONS = "operations.md"
ARCHITECTURE = "architecture.md"
STATE_TABLES = "states.md"
STATES = (
    enums.CommitmentState,
    enums.MeetingState,
    enums.PacketState,
    enums.ReminderState,
    enums.EmailState,
    enums.ApprovalState,
    enums.FollowUpState,
    enums.ReplyState,
)
# Django's own and allauth's pages are theirs to describe.
FOREIGN = ("admin/", "accounts/")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def read(name: str) -> str:
    return (DOCS / name).read_text()


def has_line(name: str, text: str) -> bool:
    """Say whether a list entry, a table row or a heading begins with this text in code type."""
    return re.search(rf"^(?:\* |\| |#+ )`{re.escape(text)}[` ]", read(name), re.MULTILINE) is not None


def decisions() -> list[Path]:
    """Return the decision records in the order of their numbers."""
    return sorted((DOCS / "decisions").glob("[0-9]*.md"))


# An example of each change in "Where do I add ...": the folders, and what its files have in common.
TRACES = (
    ("A field of a commitment", ("commitments", "templates"), r"\bline_to_take\b"),
    (
        "A reminder kind",
        tuple(f"commitments/{name}" for name in ("admin/reminders", "enums", "models", "reminders")),
        r"\bReminderKind\.NO_RESPONSE\b|\bNO_RESPONSE = |\bno_response_after\b",
    ),
    (
        "A packet section",
        ("commitments/packets", "templates/packets"),
        (
            r"records\.background|self\.background|packet\.background|class Background\b|\[Background\b"
            r"|BackgroundFields|\bbackground\.SECTION"
        ),
    ),
    (
        "An API noun",
        ("commitments/api",),
        r"\bmechanisms\b|\bMechanism(?:Serializer|FilterSet|ViewSet)\b|\"Mechanism\"",
    ),
    (
        "A language",
        tuple(f"commitments/{name}" for name in ("admin", "language", "management", "tables")),
        r"(?i)\bfrench|\"fr\"",
    ),
    (
        "An importer",
        ("commitments/admin", "commitments/enums", "commitments/tables"),
        r"ImportSubject\.HOLIDAYS\b|\bHOLIDAYS = \"|\bHolidayJudge\b",
    ),
)


def trace(folders: Iterable[str], pattern: str) -> set[str]:
    """Find the files that an example touches, as the docs write them."""
    return {
        str(path.relative_to(ROOT)).removeprefix("commitments/")
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html"}
        and "migrations" not in path.parts
        and re.search(pattern, path.read_text())
    }


def is_path(span: str) -> bool:
    """Return whether a span in code type names a file or folder of the repository."""
    return re.fullmatch(r"(?!var/|[./])[\w./-]*(?:\w\.(?:py|html|css|toml|svg)|[a-z_]/)", span) is not None


def find_files(span: str) -> list[Path]:
    """Find what a span names: from the root, from `commitments/`, or a bare name anywhere in it."""
    places = [ROOT / span, ROOT / "commitments" / span]
    if "/" not in span:
        places += (ROOT / "commitments").rglob(span)
    return [place for place in places if place.exists()]


def is_missing_name(span: str) -> bool:
    """Return whether a span names a function, class or constant of a package that is not there."""
    found = re.fullmatch(r"([a-z_]+(?:\.\w+)+)(?:\(.*\))?", span)
    if not found or not (ROOT / "commitments" / found[1].split(".")[0]).with_suffix("").exists():
        return False
    try:
        resolve_name(f"commitments.{found[1]}")
    except (AttributeError, ImportError):
        return True
    return False


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
            self.check(STATE_TABLES, set(map(str, states.values)))

    def test_each_address_has_its_line(self) -> None:
        own = set(addresses())
        self.check(OPERATIONS, {one for one in own if not one.startswith("/api/")})
        self.check("api.md", {one for one in own if one.startswith("/api/")})

    def test_each_package_is_described(self) -> None:
        described = read(ARCHITECTURE)
        for entry in sorted((ROOT / "commitments").iterdir()):
            if entry.suffix == ".py" or (entry / "__init__.py").is_file():
                name = entry.name if entry.suffix else f"{entry.name}/"
                if not name.startswith("_") and name not in {"migrations/", "__pycache__/"}:
                    self.assertIn(f"`{name}`", described)


class PageTests(SimpleTestCase):
    def pages(self) -> list[Path]:
        own = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
        return [*(ROOT / name for name in own), *sorted(DOCS.rglob("*.md"))]

    def test_links_lead_somewhere(self) -> None:
        for page in self.pages():
            for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", FENCE.sub("", page.read_text())):
                if "://" not in target:
                    self.assertTrue((page.parent / target).exists(), f"{page.name}: {target}")

    def test_each_screen_is_shown_light_and_dark(self) -> None:
        guide = read("user-guide.md")
        shown = re.findall(r"\]\(pictures/([a-z-]+)-light\.webp\)\]\(pictures/([a-z-]+)-dark\.webp\)", guide)
        self.assertEqual(sorted(shown), sorted((screen.name, screen.name) for screen in SCREENS))

    def test_each_number_of_a_decision_is_listed_once_and_leads_to_its_record(self) -> None:
        rows = re.findall(r"^\| (\d+) \| (.+?) \|", read("decisions/README.md"), re.MULTILINE)
        self.assertEqual([int(number) for number, _title in rows], list(range(1, len(rows) + 1)))
        kept = {path.name[:4]: path for path in decisions()}
        for number, title in rows:
            if path := kept.pop(number.zfill(4), None):
                heading = path.read_text().split("\n", 1)[0].removeprefix(f"# {number}. ")
                self.assertEqual(title, f"[{heading}]({path.name})")
                slug = re.sub(r"[^a-z0-9]+", "-", heading.lower().replace("'", ""))
                self.assertEqual(path.stem, f"{number.zfill(4)}-{slug}")
            else:
                self.assertRegex(title, r"^merged into \[\d+\]\(\d{4}-[a-z0-9-]+\.md\)$")
        self.assertEqual(kept, {})

    def test_each_decision_says_what_why_and_what_follows(self) -> None:
        for path in decisions():
            headings = re.findall(r"^## (.+)$", path.read_text(), re.MULTILINE)
            self.assertEqual(headings, ["What was decided", "Why", "What follows"], path.name)

    def test_no_page_wraps_beyond_a_screen_or_shouts(self) -> None:
        for page in self.pages():
            self.assertNotIn("!!", page.read_text())
            self.assertTrue(page.read_text().startswith("# "), page.name)


class CodeNameTests(SimpleTestCase):
    """What the docs say of the code is there: files, functions, who calls whom, and what a change touches."""

    maxDiff = None

    def spans(self) -> Iterator[tuple[str, str]]:
        for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]:
            for span in re.findall(r"`([^`\n]+)`", FENCE.sub("", page.read_text())):
                yield page.name, span

    def test_each_file_that_is_named_exists(self) -> None:
        # The paths of the API's page are addresses.
        paths = [(page, span) for page, span in self.spans() if page != "api.md" and is_path(span)]
        self.assertGreater(len(paths), 100)
        missing = [(page, span) for page, span in paths if not find_files(span)]
        self.assertEqual(missing, [])

    def test_each_function_that_is_named_exists(self) -> None:
        missing = [(page, span) for page, span in self.spans() if is_missing_name(span)]
        self.assertEqual(missing, [])

    def test_what_is_not_there_is_found(self) -> None:
        for span in ("lifecycle/no_such.py", "no_such/"):
            self.assertTrue(is_path(span) and not find_files(span), span)
        for span in ("access.policy.no_such", "access.policy.no_such(row)", "reminders.no_such.send"):
            self.assertTrue(is_missing_name(span), span)
        for span in ("access.policy.readable_by(...)", "country.commitments", "MAIL_FROM"):
            self.assertFalse(is_missing_name(span), span)

    def test_the_architecture_stays_at_four_pages(self) -> None:
        self.assertLessEqual(len(read(ARCHITECTURE).splitlines()), 215)

    def test_each_arrow_of_a_sequence_is_a_call_in_the_code(self) -> None:
        diagrams = re.findall(r"^```mermaid\n(.*?)^```", read(ARCHITECTURE), re.MULTILINE | re.DOTALL)
        self.assertEqual(len(diagrams), 3)
        for diagram in diagrams:
            files = dict(re.findall(r"participant (\w+) as (\S+)", diagram))
            sources = {name: (ROOT / "commitments" / path).read_text() for name, path in files.items()}
            calls = re.findall(r"(\w+)->>(\w+): (\w+)\(\)", diagram)
            self.assertEqual({name for call in calls for name in call[:2]}, set(files))
            for caller, called, function in calls:
                with self.subTest(f"{files[caller]} calls {function} of {files[called]}"):
                    self.assertRegex(sources[caller], rf"\b{function}\b")
                    self.assertRegex(sources[called], rf"(?m)^ *def {function}\b")

    def test_where_to_add_names_each_file_that_the_example_touches(self) -> None:
        lists = read(ARCHITECTURE).split("\n## Where do I add")[1].split("\n## ")[0].split("\n### ")[1:]
        listed = {text.split(":", 1)[0]: set(re.findall(r"`([\w./]+)`", text)) for text in lists}
        self.assertEqual(set(listed), {heading for heading, _folders, _pattern in TRACES})
        for heading, folders, pattern in TRACES:
            with self.subTest(heading):
                found = trace(folders, pattern)
                self.assertGreater(len(found), 2)
                self.assertEqual(sorted(found - listed[heading]), [], "not listed")


@pytest.mark.both
class PolicyTests(SimpleTestCase):
    def test_the_policy_stands_in_the_docs_as_in_the_code(self) -> None:
        renew = "Renew it with: python -m tests.security.renew"
        self.assertEqual(PAGE.read_text(), renewed(), renew)

    def test_a_rule_says_nothing_where_it_lets_nothing_in_and_only_there(self) -> None:
        for role in Role:
            user = User(
                pk=1, role=role, clearance=3, desk_id=1, division_id=1, ministry_id=1, host_country_id=1
            )
            for model, rule in policy.RULES.items():
                with self.subTest(f"{role} {model.__name__}"):
                    self.assertEqual(rule(user) is NOBODY, rule.describe(role) is None)


class ProbeTests(SimpleTestCase):
    def test_what_has_no_line_is_found(self) -> None:
        self.assertFalse(has_line(OPERATIONS, "NO_SUCH_SETTING"))
        self.assertFalse(has_line(OPERATIONS, "manage.py no_such_command"))

    def test_settings_addresses_and_commands_are_found_at_all(self) -> None:
        self.assertIn("PORT", settings_read())
        self.assertIn("load_demo", commands())
        self.assertIn("/livez", set(addresses()))
