"""What is held is held in one order: two writers never wait for each other in a circle."""

import datetime
import threading
from collections.abc import Callable
from unittest import mock

from django.db import connection, transaction
from django.test import TransactionTestCase

from commitments.deadlines import changes, context, holidays
from commitments.enums import CommitmentState, MoveReason, OwedBy
from commitments.errors import Refused
from commitments.language.phrases.specification import DeadlineSpec
from commitments.lifecycle import approvals, drafts, endings, progress
from commitments.lifecycle.transitions import lock
from commitments.meetings import meetings
from commitments.models import Commitment, Holiday, Meeting, Outcome
from tests import make
from tests.cast import NOW, gather
from tests.together import until_one_waits

S = CommitmentState
DAY = datetime.date(2026, 6, 30)
AFTER_IT = DeadlineSpec(
    "relative", "within 30 days of its completion", anchor="completion", count=30, unit="days"
)


class OrderTests(TransactionTestCase):
    def setUp(self) -> None:
        self.cast = gather()

    def meanwhile(
        self, held: Callable[[], object], other: Callable[[], object], goes_on: Callable[[], object]
    ) -> list[str]:
        """Hold something, let another begin until it waits, and go on; nobody may be ended for the other.

        Give the code with which the other was refused, where what it waited for changed what it saw.
        """
        raised = list[BaseException]()

        def run() -> None:
            try:
                other()
            except BaseException as error:
                raised.append(error)
            finally:
                connection.close()

        thread = threading.Thread(target=run)
        with transaction.atomic():
            held()
            thread.start()
            until_one_waits(thread.is_alive)
            goes_on()
        thread.join()
        self.assertEqual([error for error in raised if not isinstance(error, Refused)], [])
        return [error.code for error in raised if isinstance(error, Refused)]

    def drafted(self, of: Outcome) -> None:
        item = Commitment(outcome=Outcome.objects.get(pk=of.pk), title="Share", owed_by=OwedBy.OURS)
        drafts.create_draft(
            item,
            parts=make.parts_of(self.cast, OwedBy.OURS),
            deadline=DeadlineSpec("none", "as soon as possible"),
            by=self.cast.officer,
            now=NOW,
        )

    def test_a_draft_beside_an_import_that_holds_its_meeting_first(self) -> None:
        meeting = make.meeting(self.cast)
        one, two = (make.outcome(self.cast, meeting) for _which in range(2))
        self.drafted(make.outcome(self.cast, meeting))
        held = Meeting.objects.select_for_update(no_key=True).filter(pk=meeting.pk)
        said = self.meanwhile(lambda: list(held), lambda: self.drafted(one), lambda: self.drafted(two))
        self.assertEqual(said, [])
        self.assertEqual(Commitment.objects.filter(outcome__meeting=meeting).count(), 3)

    def item(self, follows: Commitment | None = None, state: CommitmentState = S.IN_PROGRESS) -> Commitment:
        """Make an item of a meeting of its own, which counts from another where one is named."""
        hooks = context.Dependencies(follows=follows)
        spec = AFTER_IT if follows else DeadlineSpec("none", "as soon as possible")
        return make.commitment(self.cast, deadline=spec, hooks=hooks, state=state, owed_by=OwedBy.OURS)

    def let_count(self, item: Commitment, follows: Commitment) -> None:
        """Let an item count from one that was recorded after it."""
        changes.move_deadline(
            self.now(item),
            AFTER_IT,
            hooks=context.Dependencies(follows=follows),
            reason=MoveReason.CAPACITY,
            note="Waits for it.",
            by=self.cast.head,
            now=NOW,
        )

    def now(self, item: Commitment) -> Commitment:
        return Commitment.objects.get(pk=item.pk)

    def drop(self, item: Commitment) -> None:
        endings.discontinue(self.now(item), reason="Idle.", document="Note", by=self.cast.head, now=NOW)

    def supersede(self, item: Commitment, other: Commitment) -> None:
        mine, its = self.now(item), self.now(other)
        endings.supersede(mine, other=its, reason="Renewed.", by=self.cast.head, now=NOW)

    def test_an_end_beside_a_declared_day_that_touches_what_counts_from_it(self) -> None:
        before, ended = self.item(), self.item()
        self.let_count(before, ended)
        declared = Holiday(country=self.cast.korea, day=DAY, name="Declared")
        # Whatever the calendar touches, it holds in the order of the keys.
        with mock.patch.object(holidays, "list_affected", return_value=[before.pk, ended.pk]):
            said = self.meanwhile(
                lambda: lock(self.now(ended)),
                lambda: holidays.record_holiday(declared, by=self.cast.head, now=NOW),
                lambda: self.drop(ended),
            )
        self.assertEqual((said, self.now(ended).state), ([], S.DISCONTINUED))

    def test_two_ends_of_a_chain_of_three_that_count_from_each_other(self) -> None:
        first, last = self.item(), self.item()
        between, another = self.item(first), self.item()
        self.let_count(last, between)
        said = self.meanwhile(
            lambda: lock(self.now(first), beside=self.now(last)),
            lambda: self.supersede(between, another),
            lambda: self.supersede(first, last),
        )
        # The clock of the one between stopped with the first: who saw it run looks at it again.
        self.assertEqual((said, self.now(first).state), (["changed"], S.SUPERSEDED))
        self.supersede(between, another)

    def test_a_part_that_counts_from_what_another_ends(self) -> None:
        counts, ended = self.item(state=S.REPORTED), self.item()
        self.let_count(counts, ended)
        make.evidence(self.cast, counts)

        def in_part() -> None:
            progress.fulfil_in_part(
                self.now(counts),
                reason="Half of it.",
                rest_title="The rest",
                spec=AFTER_IT,
                hooks=context.Dependencies(follows=self.now(ended)),
                by=self.cast.validator,
                now=NOW,
            )

        said = self.meanwhile(lambda: lock(self.now(counts)), lambda: self.drop(ended), in_part)
        self.assertEqual((said, self.now(ended).state), ([], S.DISCONTINUED))

    def test_a_meeting_in_error_takes_along_what_counts_within_it(self) -> None:
        meeting = make.meeting(self.cast)
        first, after = (
            make.commitment(self.cast, make.outcome(self.cast, meeting), state=S.IN_PROGRESS) for _ in "12"
        )
        self.let_count(after, first)
        asked = meetings.request_error_entry(meeting, reason="Twice.", by=self.cast.officer, now=NOW)
        approvals.grant_request(asked, by=self.cast.head, now=NOW)
        self.assertEqual({self.now(item).state for item in (first, after)}, {S.IN_ERROR})
