"""Whoever writes while a meeting is being closed comes before or is told so; nothing slips in after."""

from django.test import TransactionTestCase

from commitments.enums import OutcomeKind, Strength
from commitments.errors import Refused
from commitments.meetings import meetings, outcomes
from commitments.models import Meeting, Outcome, Statement
from tests import make
from tests.cast import NOW, gather
from tests.together import together


class ClosingTests(TransactionTestCase):
    def setUp(self) -> None:
        self.cast = gather()
        self.meeting = make.meeting(self.cast)
        self.text = make.statement(self.cast, self.meeting)

    def close(self) -> None:
        meetings.close_meeting(Meeting.objects.get(pk=self.meeting.pk), by=self.cast.officer, now=NOW)

    def refused(self, raised: list[BaseException]) -> list[str]:
        return [error.code if isinstance(error, Refused) else repr(error) for error in raised]

    def test_no_outcome_is_added_as_it_closes(self) -> None:
        late = Outcome(
            spoken_by="joint",
            meeting=Meeting.objects.get(pk=self.meeting.pk),
            kind=OutcomeKind.TOPIC,
            clause="Trade.",
            strength=Strength.NOTED,
        )
        raised = together(self.close, lambda: outcomes.add_outcome(late, by=self.cast.officer, now=NOW))
        self.assertEqual(self.refused(raised), ["changed"])
        self.assertFalse(Outcome.objects.exists())

    def test_no_text_is_changed_as_it_closes(self) -> None:
        text = Statement.objects.select_related("meeting").get(pk=self.text.pk)
        given = {"text": "Other words."}

        def change() -> None:
            outcomes.change_statement(text, given, expected=text.version, by=self.cast.officer, now=NOW)

        self.assertEqual(self.refused(together(self.close, change)), ["closed"])
        self.text.refresh_from_db()
        self.assertNotEqual(self.text.text, "Other words.")
