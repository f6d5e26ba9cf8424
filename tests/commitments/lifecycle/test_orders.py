"""What is held is held in one order: two writers never wait for each other in a circle."""

import threading
from collections.abc import Callable

from django.db import connection, transaction
from django.test import TransactionTestCase

from commitments import lifecycle
from commitments.models import Commitment, Meeting, Outcome
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import OwedBy
from tests import make
from tests.cast import NOW, gather
from tests.together import until_one_waits


class OrderTests(TransactionTestCase):
    def setUp(self) -> None:
        self.cast = gather()

    def meanwhile(self, meeting: Meeting, other: Callable[[], object], goes_on: Callable[[], object]) -> None:
        """Hold a meeting, let another begin until it waits, and go on; nobody may be ended for the other."""
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
            Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
            thread.start()
            until_one_waits(thread.is_alive)
            goes_on()
        thread.join()
        self.assertEqual(raised, [])

    def drafted(self, of: Outcome) -> None:
        item = Commitment(outcome=Outcome.objects.get(pk=of.pk), title="Share", owed_by=OwedBy.OURS)
        lifecycle.draft(
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
        self.meanwhile(meeting, lambda: self.drafted(one), lambda: self.drafted(two))
        self.assertEqual(Commitment.objects.filter(outcome__meeting=meeting).count(), 3)
