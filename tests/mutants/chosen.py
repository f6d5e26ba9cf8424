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
        "tests/commitments/access/test_policy.py",
        "tests/commitments/access/test_grants.py",
        "tests/commitments/access/test_each_row.py",
        "tests/commitments/access/test_confidential.py",
        "tests/commitments/accounts",
        "tests/security/test_oracle.py",
        "tests/security/test_ceiling.py",
        "tests/commitments/access/test_responsibilities.py",
        "tests/commitments/access/test_steps.py",
        "tests/commitments/access/test_relations.py",
        "tests/commitments/records/test_edits.py::WritingTests",
        "tests/test_docs.py::PolicyTests",
    ),
)
PARTS: Mapping[str, Part] = {
    "access": ACCESS,
    # The rules themselves: which conditions each is made of, and for which roles.
    "rules": replace(ACCESS, values=120),
    "audit": Part(
        ("commitments/audit/*.py",),
        (
            "tests/commitments/audit",
            "tests/security/test_seals.py",
            "tests/commitments/records/test_edits.py",
        ),
    ),
    "lifecycle": Part(
        ("commitments/lifecycle/*.py",),
        (
            *("tests/commitments/lifecycle", "tests/commitments/classification"),
            *("tests/commitments/api/writing", "tests/commitments/deadlines"),
            *("tests/commitments/tables", "tests/commitments/meetings", "tests/commitments/statements"),
            *(
                f"tests/commitments/admin/test_{name}.py"
                for name in ("chases", "commitment", "commitment_page", "evidence", "marking", "steps")
            ),
            *("tests/commitments/parties/test_succession.py", "tests/commitments/reminders/test_answers.py"),
            *("tests/flows/test_life_cycle.py", "tests/flows/test_endings.py"),
        ),
    ),
    "deadlines": Part(
        # With the periods that the words name, and their days.
        ("commitments/deadlines/*.py", "commitments/language/phrases/specification.py"),
        (
            "tests/commitments/language/phrases",
            *("tests/commitments/deadlines", "tests/commitments/lifecycle", "tests/commitments/meetings"),
            *("tests/commitments/api/writing", "tests/commitments/admin/test_commitment.py"),
            *("tests/commitments/admin/test_holidays.py", "tests/flows/test_deadlines.py"),
        ),
    ),
    "meetings": Part(
        ("commitments/meetings/*.py",),
        (
            *("tests/commitments/meetings", "tests/commitments/lifecycle", "tests/commitments/api/writing"),
            *("tests/commitments/statements", "tests/commitments/admin/test_meeting.py"),
            *("tests/commitments/admin/test_recording.py", "tests/flows/test_engagements.py"),
            *("tests/flows/test_meetings_remember.py", "tests/commitments/deadlines/test_written.py"),
        ),
    ),
    "planner": Part(
        tuple(
            f"commitments/reminders/{name}.py"
            for name in ("schedule", "planner", "desk_schedules", "candidates")
        ),
        (
            *(
                f"tests/commitments/reminders/test_{name}.py"
                for name in (
                    "plan",
                    "planner",
                    "desk_schedules",
                    "outbox",
                    "people",
                    "notices",
                    "duty",
                    "raised",
                    "chases",
                    "quarantine",
                )
            ),
            "tests/faults/test_planner.py",
            "tests/faults/test_nights.py",
        ),
    ),
}
