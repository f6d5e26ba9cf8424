"""The path of an extension stays short: the files of the code that requesting and granting one pass."""

import datetime
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, ClassVar

from django.test import TestCase

from commitments.admin.commitments import deadline_steps
from commitments.admin.commitments.requests import STEPS
from commitments.deadlines.context import NO_HOOKS
from commitments.enums import ApprovalState, CommitmentState
from commitments.models import Approval, Commitment
from tests import make
from tests.cast import NOW, Cast, gather
from tests.shape import ROOT

AUTUMN = datetime.date(2026, 10, 1)
CODE = f"{ROOT / 'commitments'}/"
ABOVE = ("admin/", "api/", "web/")
# What every write of a record passes, whatever it is about: tables, history, seals, index, checks of texts.
ANY_WRITE = ("models/", "enums/", "db/", "audit/", "search/", "text.py")
MOST_REQUESTING, MOST_GRANTING = 12, 15
MOST_REQUESTING_IN_ALL, MOST_GRANTING_IN_ALL = 23, 27


def list_passed(step: Callable[..., Any], *args: Any, **values: Any) -> set[str]:
    """Return the files of the code, below the pages, whose functions a call enters."""
    passed: set[str] = set()

    def note(frame: FrameType, event: str, _arg: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(CODE):
            passed.add(frame.f_code.co_filename.removeprefix(CODE))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        step(*args, **values)
    finally:
        sys.setprofile(before)
    return {name for name in passed if not name.startswith(ABOVE)}


class PassedFilesTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def check_number(self, passed: set[str], most: int, most_in_all: int) -> None:
        own = {name for name in passed if not name.startswith(ANY_WRITE)}
        self.assertLessEqual(len(own), most, sorted(own))
        self.assertLessEqual(len(passed), most_in_all, sorted(passed))

    def test_requesting_and_granting_an_extension_pass_few_files(self) -> None:
        made = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        item = Commitment.objects.get(pk=made.pk)
        typed = {"when": "day", "day": AUTUMN, "wording": "", "hooks": NO_HOOKS, "review_on": None}
        said = {"note": "The ministry needs longer.", "document": "", "move_reason": "capacity"}
        passed = list_passed(deadline_steps.ASK.run, item, by=self.cast.focal_point, now=NOW, **typed, **said)
        self.assertIn("lifecycle/approvals.py", passed)
        self.check_number(passed, MOST_REQUESTING, MOST_REQUESTING_IN_ALL)
        asked = Approval.objects.get(commitment=item)
        grant = next(step for step in STEPS if step.name == "grant")
        passed = list_passed(grant.run, asked, answer="", by=self.cast.head, now=NOW)
        self.assertEqual(
            (asked.state, Commitment.objects.get(pk=item.pk).due_on), (ApprovalState.GRANTED, AUTUMN)
        )
        self.assertIn("deadlines/resolution.py", passed)
        self.check_number(passed, MOST_GRANTING, MOST_GRANTING_IN_ALL)
