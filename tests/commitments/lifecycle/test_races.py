"""Two people, or two sweeps, at the same moment: on PostgreSQL, with connections of their own."""

import datetime
import threading
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection
from django.test import TransactionTestCase

from commitments.deadlines import context, holidays
from commitments.enums import ApprovalKind, ApprovalState, CommitmentState, OwedBy, Side
from commitments.errors import Refused
from commitments.language.phrases.specification import DeadlineSpec
from commitments.lifecycle import acceptance, approvals, drafts, endings, progress, successors, transitions
from commitments.meetings import meetings
from commitments.models import Approval, Commitment, Holiday, Meeting, User
from tests import make
from tests.cast import NOW, gather
from tests.commitments.lifecycle.case import YEARLY

S = CommitmentState
BEFORE_IT = DeadlineSpec("event", "before the next session", event="the next session", relation="before")


class RaceTests(TransactionTestCase):
    def setUp(self) -> None:
        self.cast = gather()

    def at_once(self, *acts: Callable[[], Any]) -> list[str]:
        """Do all of them at the same moment; give the code of each refusal, or an empty text."""
        start, said = threading.Barrier(len(acts)), [""] * len(acts)

        def run(number: int, act: Callable[[], Any]) -> None:
            start.wait()
            try:
                act()
            except Refused as refused:
                said[number] = refused.code
            except DatabaseError as error:
                said[number] = str(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(said)

    def test_two_leads_who_accept_at_once_leave_it_accepted(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.JOINT, state=S.PROPOSED)

        def accept(side: Side, by: User) -> None:
            mine = Commitment.objects.get(pk=item.pk)
            acceptance.accept(mine, side, answer="Note 1/26", by=by, now=NOW)

        said = self.at_once(
            lambda: accept(Side.OURS, self.cast.focal_point), lambda: accept(Side.THEIRS, self.cast.officer)
        )
        item.refresh_from_db()
        self.assertEqual((said, item.state), (["", ""], S.ACCEPTED))

    def test_a_lead_who_accepts_while_another_is_named_accepts_nothing_in_its_place(self) -> None:
        item = make.commitment(self.cast, state=S.PROPOSED)
        parts = [transitions.OwnerPart(Side.OURS, self.cast.mofa)]

        def accept() -> None:
            mine = Commitment.objects.get(pk=item.pk)
            acceptance.accept(mine, Side.OURS, by=self.cast.focal_point, now=NOW)

        def name() -> None:
            mine = Commitment.objects.get(pk=item.pk)
            drafts.set_parts(mine, parts, by=self.cast.officer, now=NOW)

        said = self.at_once(accept, name)
        item.refresh_from_db()
        lead = item.responsibilities.get()
        self.assertEqual(sum(not code for code in said), 1, said)
        accepted_by = (self.cast.police, S.ACCEPTED) if lead.accepted_on else (self.cast.mofa, S.PROPOSED)
        self.assertEqual((lead.ministry, item.state), accepted_by)

    def test_two_that_supersede_each_other_at_once_leave_one_standing(self) -> None:
        one, two = (make.commitment(self.cast, state=S.IN_PROGRESS) for _which in range(2))

        def supersede(item: Commitment, other: Commitment, by: User) -> None:
            mine, its = (Commitment.objects.get(pk=row.pk) for row in (item, other))
            endings.supersede(mine, other=its, reason="Renewed.", by=by, now=NOW)

        said = self.at_once(
            lambda: supersede(one, two, self.cast.head), lambda: supersede(two, one, self.cast.division_head)
        )
        self.assertEqual(said, ["", "circle"])
        self.assertEqual(Commitment.objects.filter(state=S.SUPERSEDED).count(), 1)

    def test_a_declared_day_and_a_meeting_put_off_do_not_wait_for_each_other(self) -> None:
        meeting = make.meeting(self.cast, held=False, held_on=datetime.date(2026, 7, 1))
        hooks = context.Dependencies(event=meeting)
        for _n in range(5):
            make.commitment(self.cast, deadline=BEFORE_IT, hooks=hooks, state=S.IN_PROGRESS)
        day = Holiday(country=self.cast.korea, day=datetime.date(2026, 6, 30), name="Declared")
        to = datetime.date(2026, 8, 3)
        said = self.at_once(
            lambda: meetings.postpone_meeting(
                Meeting.objects.get(pk=meeting.pk), to, reason="Asked.", by=self.cast.officer, now=NOW
            ),
            lambda: holidays.record_holiday(day, by=self.cast.head, now=NOW),
        )
        self.assertEqual(said, ["", ""])

    def test_many_sweeps_open_one_occurrence(self) -> None:
        item = make.commitment(self.cast, deadline=YEARLY, state=S.IN_PROGRESS)
        late = NOW + datetime.timedelta(days=300)
        self.assertEqual(self.at_once(*[lambda: successors.open_occurrences(late)] * 4), [""] * 4)
        self.assertEqual(item.successors.count(), 1)

    def test_a_sweep_and_a_confirmation_open_one_occurrence(self) -> None:
        item = make.commitment(self.cast, deadline=YEARLY, state=S.REPORTED)
        make.evidence(self.cast, item)
        late = NOW + datetime.timedelta(days=300)
        said = self.at_once(
            lambda: progress.fulfil(Commitment.objects.get(pk=item.pk), by=self.cast.validator, now=late),
            lambda: successors.open_occurrences(late),
        )
        item.refresh_from_db()
        self.assertEqual((said, item.state, item.successors.count()), (["", ""], S.FULFILLED, 1))

    def test_a_request_is_granted_once(self) -> None:
        item = make.commitment(self.cast, state=S.IN_PROGRESS)
        asked = approvals.request_approval(
            item,
            ApprovalKind.DISCONTINUE,
            reason="Idle.",
            document="The director",
            by=self.cast.officer,
            now=NOW,
        )

        def grant(by: User) -> None:
            approvals.grant_request(Approval.objects.get(pk=asked.pk), by=by, now=NOW)

        said = self.at_once(lambda: grant(self.cast.head), lambda: grant(self.cast.division_head))
        asked.refresh_from_db()
        self.assertEqual(asked.state, ApprovalState.GRANTED)
        self.assertEqual(said[0], "")
        self.assertIn(said[1], {"changed", "decided", "outdated"})
