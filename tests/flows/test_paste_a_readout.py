"""An officer's story in a real browser: a meeting recorded from a pasted readout."""

import datetime

from commitments.enums import PassageState, StatementKind
from commitments.models import Commitment, Meeting, Passage, Statement
from tests.flows.stories import Stories


class PastingTests(Stories):
    def test_a_meeting_is_recorded_from_a_pasted_readout_by_keys_and_without_script(self) -> None:
        self.tell("tests.flows.pasting", "by_keys+without_script")
        meeting = Meeting.objects.get(title="Talks from a readout")
        self.assertEqual((meeting.country, meeting.held_on), (self.cast.valdoria, datetime.date(2026, 3, 4)))
        text = Statement.objects.get(meeting=meeting)
        self.assertEqual(text.kind, StatementKind.OUR_READOUT)
        self.assertEqual(meeting.outcomes.filter(statement=text).count(), 3)
        self.assertEqual(Commitment.objects.filter(outcome__meeting=meeting).count(), 2)
        states = (
            Passage.objects.filter(statement=text).order_by("start").values_list("state", "outcome__number")
        )
        accepted = [(PassageState.ACCEPTED, number) for number in (1, 2, 3)]
        self.assertEqual(list(states), [*accepted, (PassageState.REJECTED, None)])
        plain = Meeting.objects.get(title="Plain talks from a readout")
        self.assertIsNone(plain.held_on)
        self.assertEqual(plain.outcomes.count(), 1)
