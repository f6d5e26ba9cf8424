"""What `bin/prove mutants` alters, and by which tests it must be noticed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Part:
    """Files that are altered, by pattern, and the files and folders of tests that are near to them.

    Altered are functions or, where `values` is a number, a sample of that size of the values that a module
    makes when the program starts: each of those takes a program of its own.
    """

    files: tuple[str, ...]
    tests: tuple[str, ...]
    values: int | None = None


ACCESS = Part(
    ("commitments/access/*.py",),
    (
        "tests/commitments/test_access.py",
        "tests/commitments/test_named.py",
        "tests/commitments/test_each_row.py",
        "tests/commitments/test_confidence.py",
        "tests/commitments/accounts",
        "tests/security/test_oracle.py",
        "tests/security/test_ceiling.py",
        "tests/commitments/test_offices.py",
        "tests/commitments/test_doing.py",
        "tests/commitments/test_relations.py",
        "tests/commitments/test_editing.py::WritingTests",
        "tests/test_docs.py::PolicyTests",
    ),
)
PARTS: Mapping[str, Part] = {
    "access": ACCESS,
    # The rules themselves: which conditions each is made of, and for which roles.
    "rules": replace(ACCESS, values=120),
    "audit": Part(
        ("commitments/audit/*.py",),
        ("tests/commitments/audit", "tests/security/test_seals.py", "tests/commitments/test_editing.py"),
    ),
    "lifecycle": Part(
        ("commitments/lifecycle/*.py",),
        (
            *("tests/commitments/lifecycle", "tests/commitments/agenda", "tests/commitments/batches"),
            *("tests/commitments/marking", "tests/commitments/api/writing", "tests/commitments/deadlines"),
            *("tests/commitments/exchange", "tests/commitments/meetings"),
        ),
    ),
    "deadlines": Part(
        ("commitments/deadlines/*.py",), ("tests/commitments/deadlines", "tests/commitments/lifecycle")
    ),
    "meetings": Part(
        ("commitments/meetings/*.py",),
        ("tests/commitments/meetings", "tests/commitments/agenda", "tests/commitments/api/writing"),
    ),
    "planner": Part(
        tuple(
            f"commitments/reminders/{name}.py"
            for name in ("plan", "planner", "rules", "ladders", "anchors", "scan")
        ),
        (
            *(
                f"tests/commitments/reminders/test_{name}.py"
                for name in (
                    "plan",
                    "planner",
                    "ladders",
                    "outbox",
                    "people",
                    "notices",
                    "duty",
                    "raised",
                    "reconcile",
                    "chases",
                    "quarantine",
                )
            ),
            "tests/faults/test_planner.py",
            "tests/faults/test_nights.py",
        ),
    ),
}
