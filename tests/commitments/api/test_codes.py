"""The codes of refusals that stand in docs/api.md are those that the code gives."""

import ast
import re
from collections.abc import Iterator

from django.test import SimpleTestCase

from tests.shape import ROOT

# What the steps of a commitment are made of; which of it they reach is followed from their table.
PACKAGES = (
    "commitments.lifecycle",
    "commitments.deadlines",
    "commitments.records.edits",
    "commitments.translations.checks",
    "commitments.api.views",
)
STARTS = (
    "commitments.api.views.commitment_steps",
    "commitments.api.views.commitments",
    "commitments.api.views.changes",
)
# An item of an agenda has addresses of its own.
NOT_FOLLOWED = "commitments.lifecycle.agendas"
# Answered with 403 and 412.
OTHERWISE = {"forbidden", "changed"}


def reached(starts: tuple[str, ...]) -> Iterator[ast.Module]:
    """Give each module of the packages that the first ones lead to."""
    waiting, done = list(starts), set[str]()
    while waiting:
        name = waiting.pop()
        path = ROOT / name.replace(".", "/")
        files = [one for one in (path.with_suffix(".py"), path / "__init__.py") if one.is_file()]
        if name in done or not files or name == NOT_FOLLOWED or not name.startswith(PACKAGES):
            continue
        done.add(name)
        tree = ast.parse(files[0].read_text())
        yield tree
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                waiting += [node.module, *(f"{node.module}.{one.name}" for one in node.names)]


def codes() -> set[str]:
    """Find every code of a `Refused` there."""
    found = set()
    for tree in reached(STARTS):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
                found |= {one.value for one in node.args[1:2] if isinstance(one, ast.Constant)}
    return {str(one) for one in found}


class CodeTests(SimpleTestCase):
    def test_the_codes_of_commitments_are_listed(self) -> None:
        text = (ROOT / "docs" / "api.md").read_text()
        listed = re.search(
            r"^Of a commitment, 409 has one of these codes: (.*?)\.$", text, re.MULTILINE | re.DOTALL
        )
        assert listed is not None
        told = re.findall(r"`([a-z_]+)`", listed[1])
        self.assertEqual(told, sorted(codes() - OTHERWISE))

    def test_codes_are_followed_through_what_the_steps_call(self) -> None:
        self.assertLessEqual({"wrong_state", "taken", "hook", "needs_terms", "clearance"}, codes())
