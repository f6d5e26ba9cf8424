"""What the shape of the code is checked for: each check takes syntax trees and gives findings as lines."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE_LINES, FUNCTION_LINES, TEMPLATE_COLUMNS = 500, 60, 120
Function = ast.FunctionDef | ast.AsyncFunctionDef
_CLOCKS = {
    ("timezone", "now"),
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
}
_SIGNALS = (
    "django.dispatch",
    "django.db.models.signals",
    "django.core.signals",
    "django.contrib.auth.signals",
)
_UNWATCHED = {
    *("Collector", "NestedObjects", "get_deleted_objects", "ProtectedError", "RestrictedError"),
    *("Thread", "ThreadPoolExecutor", "sync_to_async", "to_thread"),
}
_MANAGERS = {"objects", "_default_manager", "_base_manager"}
_UNSAFE = {"mark_safe", "SafeString", "SafeText"}


@dataclass(frozen=True)
class Module:
    """One source file: its dotted name, its text and its tree."""

    name: str
    source: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)


def own_modules(*packages: str) -> list[Module]:
    """Read every module of the packages; migrations are written by Django and left out."""
    found = []
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                found.append(Module(".".join(parts).removesuffix(".__init__"), path.read_text()))
    return found


def ranks() -> dict[str, int]:
    """Read the rank of each unit (a module, or a package with all it holds) from import-linter's contract."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(c["layers"] for c in settings["contracts"] if c["id"] == "ranks")
    return {
        unit.strip(" ()"): rank for rank, layer in enumerate(reversed(layers)) for unit in layer.split("|")
    }


def unit_of(name: str, units: Iterable[str]) -> str | None:
    """Name the unit that a module belongs to, or None where it has no rank."""
    return next((unit for unit in units if name == unit or name.startswith(f"{unit}.")), None)


def imported(module: Module, known: Mapping[str, object]) -> Iterator[tuple[str, int]]:
    """Give each known module that this one imports, with the line."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                target = full if full in known else node.module
                if target in known:
                    yield target, node.lineno


def rank_findings(modules: list[Module], units: Mapping[str, int]) -> list[str]:
    """Find imports from the same or a higher rank, and modules without a rank."""
    known = {module.name: module for module in modules}
    findings = []
    for module in modules:
        unit = unit_of(module.name, units)
        if unit is None:
            if module.source.strip() and module.name != "commitments":
                findings.append(f"{module.name} has no rank in pyproject.toml")
            continue
        for target, line in imported(module, known):
            other = unit_of(target, units)
            if other and other != unit and units[other] >= units[unit]:
                findings.append(f"{module.name}:{line} imports {target}, which is not of a lower rank")
    return findings


def cycle_findings(modules: list[Module]) -> list[str]:
    """Find modules that import each other, however many steps it takes."""
    known = {module.name: module for module in modules}
    graph = {m.name: {t for t, _ in imported(m, known) if t != m.name} for m in modules}
    # What nobody left imports, or what imports nobody left, is in no cycle.
    while removable := {name for name, targets in graph.items() if not targets & graph.keys()}:
        for name in removable:
            del graph[name]
    return sorted(graph)


def function_findings(module: Module) -> list[str]:
    """Find long or half-annotated functions, and imports inside them."""
    findings = []
    for node in ast.walk(module.tree):
        if not isinstance(node, Function):
            continue
        where = f"{module.name}:{node.lineno} {node.name}"
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > FUNCTION_LINES:
            findings.append(f"{where} has {length} lines")
        if not is_annotated(node):
            findings.append(f"{where} is not annotated")
        if any(isinstance(inner, ast.Import | ast.ImportFrom) for inner in ast.walk(node)):
            findings.append(f"{where} imports inside")
    return findings


def reassignment_findings(module: Module) -> list[str]:
    """Find names that a module assigns twice, so that the first value is never used: a merge does that.

    A statement that reads the name it assigns builds on its first value.
    """
    findings, seen = [], set()
    for node in module.tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        read = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        for name in (target.id for target in targets if isinstance(target, ast.Name)):
            if name in seen and name not in read and not isinstance(node, ast.AugAssign):
                findings.append(f"{module.name}:{node.lineno} assigns {name} again")
            seen.add(name)
    return findings


def is_annotated(function: Function) -> bool:
    """Say whether the return and every argument but self and cls have an annotation."""
    given = function.args
    named = [a for a in (*given.posonlyargs, *given.args, *given.kwonlyargs) if a.arg not in {"self", "cls"}]
    starred = [a for a in (given.vararg, given.kwarg) if a]
    return function.returns is not None and all(a.annotation for a in (*named, *starred))


def clock_findings(module: Module) -> list[str]:
    """Find readings of the clock, called or handed on as a default."""
    return [
        f"{module.name}:{node.lineno} reads the clock"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and (_last_name(node.value), node.attr) in _CLOCKS
    ]


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def manager_findings(module: Module) -> list[str]:
    """Find queries that begin at a manager of our records; those of other libraries hold none of them.

    So does a relation that is followed by a manager it names: `record.parts(manager="objects")`.
    """
    foreign = {
        alias.asname or alias.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("commitments")
        for alias in node.names
    }
    return [
        f"{module.name}:{node.lineno} begins a query past the door"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in _MANAGERS
        and not (isinstance(node.value, ast.Name) and node.value.id in foreign)
        or isinstance(node, ast.keyword)
        and node.arg == "manager"
    ]


def unwatched_findings(module: Module) -> list[str]:
    """Find what reads rows where relations are not watched: Django's walk for a deletion, and threads."""
    return [
        f"{module.name}:{node.lineno} reads where nothing is watched"
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Name) and node.id in _UNWATCHED)
        or (isinstance(node, ast.Attribute) and node.attr in _UNWATCHED)
    ]


def signal_findings(module: Module) -> list[str]:
    """Find the use of Django's signals."""
    return [
        f"{module.name}:{node.lineno} uses signals"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_SIGNALS)
    ]


def override_findings(module: Module) -> list[str]:
    """Find models that change what saving or deleting does."""
    return [
        f"{module.name}:{node.lineno} overrides {node.name}"
        for node in ast.walk(module.tree)
        if isinstance(node, Function) and node.name in {"save", "delete", "bulk_create", "bulk_update"}
    ]


def unsafe_findings(module: Module) -> list[str]:
    """Find text that is marked safe; SafeString may stand in an annotation, never be called."""
    return [
        f"{module.name}:{node.lineno} marks text safe"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom)
        and any(alias.name == "mark_safe" for alias in node.names)
        or isinstance(node, ast.Call)
        and _last_name(node.func) in _UNSAFE
    ]


def template_findings(name: str, text: str, *, may_style: bool = False) -> list[str]:
    """Find unescaped output and inline code; mails and packets carry their style with them."""
    patterns = {r"\|\s*safe\b": "marks text safe"}
    # Plain text has nothing to escape.
    if not name.endswith(".txt"):
        patterns |= {r"\bautoescape\s+off\b": "turns escaping off"}
    if not may_style:
        patterns |= {
            # A block of data runs nothing.
            r"<script(?![^>]*(?:\bsrc=|\btype=\"application/json\"))": "has an inline script",
            r"<style\b": "has an inline style sheet",
            r"\sstyle\s*=": "has an inline style",
            r"\son\w+\s*=\s*[\"']": "has an inline handler",
            r"javascript:": "has a script address",
        }
    return [f"{name} {what}" for pattern, what in patterns.items() if re.search(pattern, text)]


def width_findings(name: str, text: str) -> list[str]:
    """Find lines of a template that are too long to read."""
    return [
        f"{name}:{number} has {len(line)} characters"
        for number, line in enumerate(text.split("\n"), 1)
        if len(line) > TEMPLATE_COLUMNS
    ]


def indentation_findings(name: str, text: str) -> list[str]:
    """Find text over several lines that would change without its indentation, which pages do not have."""
    blocks = (
        r"<(pre|textarea)\b[^>]*>.*?</\1>"
        r"|{% (blocktranslate)\b(?![^%]*\btrimmed\b).*?{% endblocktranslate %}"
    )
    return [
        f"{name} has several lines in {found[1] or found[2]}"
        for found in re.finditer(blocks, text, re.DOTALL)
        if "\n" in found[0]
    ]
