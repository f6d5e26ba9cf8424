"""A table is brought in, taken in part and taken back, in a real browser."""

from commitments.enums import ImportState
from commitments.models import AuditRow, Commitment, Email, Import, Outcome
from tests import make
from tests.flows.stories import Stories


class ImportingTests(Stories):
    def test_the_good_row_is_taken_the_bad_ones_come_back_and_it_is_undone(self) -> None:
        meeting = make.meeting(self.cast)
        self.tell("tests.flows.importing", "good_rows", meeting=meeting.pk)
        self.assertEqual(Import.objects.get().state, ImportState.UNDONE)
        self.assertFalse(Outcome.objects.exists() or Commitment.objects.exists() or Email.objects.exists())
        told = AuditRow.objects.filter(subject_type="commitments.Outcome").order_by("pk")
        self.assertEqual(list(told.values_list("action", flat=True)), ["created", "removed"])

    def test_a_table_is_brought_in_korean_by_the_keyboard_alone(self) -> None:
        meeting = make.meeting(self.cast)
        self.cast.officer.language = "ko"
        self.cast.officer.save(update_fields=["language"])
        self.tell("tests.flows.importing", "by_keys", meeting=meeting.pk)
        item = Commitment.objects.get()
        self.assertEqual(item.responsibilities.get().ministry, self.cast.police)
