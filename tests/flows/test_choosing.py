"""Several commitments dealt with together in a real browser, without the mouse."""

from commitments.enums import CommitmentState
from commitments.language.phrases.specification import on_day
from commitments.models import AuditRow, ProgressUpdate
from tests import make
from tests.commitments.admin.test_commitment import LONG_AGO
from tests.flows.stories import Stories


class ChoosingTests(Stories):
    def test_two_are_chosen_by_keys_looked_at_done_and_taken_back(self) -> None:
        for title in ("First", "Second", "Third"):
            make.commitment(
                self.cast, title=title, deadline=on_day(LONG_AGO), state=CommitmentState.IN_PROGRESS
            )
        self.tell("tests.flows.choosing", "by_keys")
        self.assertFalse(ProgressUpdate.objects.exists())
        told = AuditRow.objects.filter(subject_type=ProgressUpdate._meta.label)
        self.assertEqual(
            list(told.order_by("pk").values_list("action", flat=True)), ["created"] * 2 + ["removed"] * 2
        )
