"""Each address has its task, and each task is in the guide of each language."""

from collections.abc import Iterator

from django.test import SimpleTestCase
from django.urls import URLPattern, URLResolver, get_resolver

from commitments.enums import Role
from commitments.help import guide
from commitments.help.tasks import FIRST_STEPS, SUFFIXES, TASKS, find_task

# Addresses for machines; so are those of the API.
MACHINES = {"absent", "livez", "readyz", "healthz", "metrics"}


def list_names(entries: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """Yield the name of each address, with its namespace."""
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from list_names(entry.url_patterns, f"{entry.namespace}:" if entry.namespace else space)
        elif entry.name:
            yield f"{space}{entry.name}"


class TaskTests(SimpleTestCase):
    def names(self) -> set[str]:
        found = set(list_names(get_resolver().url_patterns)) - MACHINES
        return {name for name in found if not name.startswith("api:")}

    def test_each_address_has_a_task_in_each_language(self) -> None:
        names = self.names()
        self.assertGreater(len(names), 300)
        self.assertEqual(sorted(name for name in names if find_task(name) is None), [])
        for language in guide.FILES:
            tasks = guide.load_guide(language).tasks
            self.assertEqual(sorted({str(find_task(name)) for name in names} - set(tasks)), [])

    def test_each_entry_belongs_to_an_address(self) -> None:
        names = {name.removeprefix("admin:") for name in self.names()}
        used = {name for name in TASKS if any(one == name or one.startswith(f"{name}_") for one in names)}
        self.assertEqual(sorted(set(TASKS) - used), [])
        for suffix in SUFFIXES:
            self.assertTrue(any(name.endswith(suffix) for name in names), suffix)

    def test_a_page_without_an_entry_is_found(self) -> None:
        self.assertIsNone(find_task("admin:commitments_treaty_changelist"))
        self.assertEqual(find_task("admin:commitments_approval_step_grant"), "decide-on-approval-requests")

    def test_each_role_has_first_steps(self) -> None:
        self.assertEqual(set(FIRST_STEPS), set(Role))
        for language in guide.FILES:
            keys = {part.key for part in guide.load_guide(language).steps}
            self.assertEqual(set(FIRST_STEPS.values()) - keys, set())
