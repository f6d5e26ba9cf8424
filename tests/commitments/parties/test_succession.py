"""A ministry is renamed or merged: open items follow, closed ones keep the name of then."""

import datetime

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from commitments.accounts import changes
from commitments.audit import log
from commitments.enums import ApprovalState, CommitmentState, LeadRole, OwedBy, PostFunction, Role, Side
from commitments.errors import Refused
from commitments.lifecycle import owners
from commitments.lifecycle.transitions import OwnerPart
from commitments.models import AccountChange, AuditRow, Commitment, Ministry, Official, Outcome, User
from commitments.parties import successors
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

ONE_DAY = datetime.timedelta(days=1)
ON = TODAY - 9 * ONE_DAY


class SuccessionCase(TestCase):
    cast: Cast
    point: Outcome

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.point = make.outcome(cls.cast)

    def item(self, state: CommitmentState, *parts: OwnerPart, owed_by: OwedBy = OwedBy.OURS) -> Commitment:
        return make.commitment(self.cast, self.point, owed_by=owed_by, parts=parts or None, state=state)

    def succeed(self, ministry: Ministry, **values: object) -> int:
        values = {"on": ON, "by": self.cast.administrator, "now": NOW, **values}
        return successors.record_succession(ministry, **values)  # type: ignore[arg-type]

    def refused(self, ministry: Ministry, **values: object) -> str:
        with self.assertRaises(Refused) as caught:
            self.succeed(ministry, **values)
        return caught.exception.code


class RenameTests(SuccessionCase):
    def test_open_items_and_drafts_follow_and_closed_ones_keep_the_name_of_then(self) -> None:
        draft, going = self.item(CommitmentState.DRAFT), self.item(CommitmentState.IN_PROGRESS)
        done = self.item(CommitmentState.FULFILLED)
        moved = self.succeed(self.cast.police, name="National Police", short_name="NP")
        new = Ministry.objects.get(name="National Police")
        self.assertEqual(moved, 2)
        for item, ministry in ((draft, new), (going, new), (done, self.cast.police)):
            self.assertEqual(item.responsibilities.get().ministry, ministry)
        accepted = going.responsibilities.get()
        self.assertEqual(accepted.acceptance, "Letter 12/2026")
        self.cast.police.refresh_from_db()
        self.assertEqual((self.cast.police.valid_until, self.cast.police.successor), (ON - ONE_DAY, new))
        self.assertEqual((new.valid_from, new.country), (ON, self.cast.korea))
        row = log.list_history(going).first()
        assert row is not None
        self.assertEqual((row.action, row.reason), ("succeeded", "renamed National Police"))
        self.assertEqual(row.before, {"ministry_id": self.cast.police.pk})
        self.assertEqual(row.after, {"ministry_id": new.pk})
        self.assertFalse(log.list_history(done).filter(action="succeeded").exists())

    def test_nothing_is_left_without_a_living_owner(self) -> None:
        self.item(CommitmentState.IN_PROGRESS)
        self.succeed(self.cast.police, name="National Police")
        self.assertFalse(owners.without_current_owner(Commitment.objects.all(), TODAY).exists())

    def test_officials_and_accounts_go_with_it(self) -> None:
        old = Official.objects.get(user=self.cast.validator)
        old.names.create(language="ko", post="국장")
        going = self.item(CommitmentState.IN_PROGRESS)
        going.responsibilities.update(official=old)
        past = Official.objects.create(
            country=self.cast.korea, ministry=self.cast.police, post="Chief", ends_on=ON - ONE_DAY
        )
        self.succeed(self.cast.police, name="National Police")
        new = Official.objects.get(user=self.cast.validator)
        old.refresh_from_db()
        self.assertEqual((old.user, old.ends_on), (None, ON - ONE_DAY))
        self.assertEqual((new.starts_on, new.ends_on, new.post), (ON, None, old.post))
        self.assertEqual(new.names.get().post, "국장")
        self.assertEqual(going.responsibilities.get().official, new)
        past.refresh_from_db()
        self.assertEqual(past.ministry, self.cast.police)
        for person in (self.cast.focal_point, self.cast.validator):
            person.refresh_from_db()
            self.assertEqual(person.ministry, new.ministry)
            self.assertEqual(
                log.list_history(person).get(action="succeeded").before, {"ministry_id": old.ministry_id}
            )

    def test_the_ministry_that_runs_the_tracker_hands_that_on(self) -> None:
        self.succeed(self.cast.mofa, name="Ministry for External Relations")
        self.assertEqual(Ministry.objects.get(runs_tracker=True).name, "Ministry for External Relations")

    def test_the_history_is_complete_and_its_queries_do_not_grow(self) -> None:
        self.item(CommitmentState.IN_PROGRESS)
        with CaptureQueriesContext(connection) as few:
            self.succeed(self.cast.police, name="First")
        first = Ministry.objects.get(name="First")
        for _number in range(5):
            self.item(CommitmentState.IN_PROGRESS, OwnerPart(Side.OURS, first))
        with CaptureQueriesContext(connection) as many:
            self.succeed(first, name="Second", on=ON + ONE_DAY)
        self.assertEqual(len(few), len(many))
        second = Ministry.objects.get(name="Second")
        rows = AuditRow.objects.filter(action="succeeded", after={"ministry_id": second.pk})
        self.assertEqual(rows.filter(subject_type="commitments.Responsibility").count(), 6)


class MergeTests(SuccessionCase):
    def setUp(self) -> None:
        self.guard = Ministry.objects.create(country=self.cast.korea, name="Coast Guard")

    def test_two_parts_in_one_item_become_one_and_the_lead_stays(self) -> None:
        supporting = LeadRole.SUPPORTING
        led = self.item(
            CommitmentState.IN_PROGRESS,
            OwnerPart(Side.OURS, self.cast.police),
            OwnerPart(Side.OURS, self.guard, supporting),
        )
        supported = self.item(
            CommitmentState.IN_PROGRESS,
            OwnerPart(Side.OURS, self.guard),
            OwnerPart(Side.OURS, self.cast.police, supporting),
        )
        lead = led.responsibilities.get(role="lead")
        self.assertEqual(self.succeed(self.cast.police, into=self.guard), 2)
        kept = led.responsibilities.get()
        self.assertEqual((kept.pk, kept.ministry, kept.acceptance), (lead.pk, self.guard, "Letter 12/2026"))
        self.assertEqual(supported.responsibilities.get().ministry, self.guard)
        for item in (led, supported):
            removed = log.list_history(item).get(action="removed")
            self.assertEqual(removed.before["role"], "supporting")
            self.assertEqual(removed.before["commitment_id"], item.pk)

    def test_the_part_that_stays_takes_the_official_of_the_other(self) -> None:
        item = self.item(
            CommitmentState.IN_PROGRESS,
            OwnerPart(Side.OURS, self.guard),
            OwnerPart(Side.OURS, self.cast.police, LeadRole.SUPPORTING),
        )
        named = Official.objects.create(country=self.cast.korea, ministry=self.cast.police, post="Chief")
        item.responsibilities.filter(role="supporting").update(official=named)
        self.succeed(self.cast.police, into=self.guard)
        official = item.responsibilities.get().official
        assert official is not None
        self.assertEqual((official.post, official.ministry), ("Chief", self.guard))

    def test_into_another_house_an_account_of_more_reach_moves_once_two_persons_have_said_so(self) -> None:
        second = User.objects.create_user("second", role=Role.ADMINISTRATOR, last_login=NOW)
        self.succeed(self.cast.police, into=self.guard)
        stands = ((self.cast.focal_point, self.guard), (self.cast.validator, self.cast.police))
        for person, ministry in stands:
            person.refresh_from_db()
            self.assertEqual(person.ministry, ministry)
        change = AccountChange.objects.get()
        self.assertEqual((change.person, change.state), (self.cast.validator, ApprovalState.PENDING))
        changes.confirm_change(change, by=second, now=NOW)
        self.cast.validator.refresh_from_db()
        self.assertEqual(self.cast.validator.ministry, self.guard)

    def test_two_supporting_parts_become_one(self) -> None:
        item = self.item(
            CommitmentState.DRAFT,
            OwnerPart(Side.OURS, self.cast.mofa),
            OwnerPart(Side.OURS, self.cast.police, LeadRole.SUPPORTING),
            OwnerPart(Side.OURS, self.guard, LeadRole.SUPPORTING),
        )
        self.succeed(self.cast.police, into=self.guard)
        self.assertEqual(item.responsibilities.get(role="supporting").ministry, self.guard)

    def test_nonsense_is_refused(self) -> None:
        police, on = self.cast.police, ON
        past = Ministry.objects.create(country=self.cast.korea, name="Past", valid_until=on - ONE_DAY)
        later = Ministry.objects.create(country=self.cast.korea, name="Later", valid_from=TODAY)
        became = Ministry.objects.create(country=self.cast.korea, name="Before", successor=police)
        cases: dict[str, dict[str, object]] = {
            "one_way": {},
            "itself": {"into": police},
            "country": {"into": self.cast.their_police},
            "cycle": {"into": became},
            "ended": {"into": past},
            "later": {"into": later},
            "future": {"into": self.guard, "on": TODAY + ONE_DAY},
            "same": {"name": police.name},
            "taken": {"name": "Coast Guard"},
            "forbidden": {"into": self.guard, "by": self.cast.officer},
        }
        for code, values in cases.items():
            with self.subTest(code):
                self.assertEqual(self.refused(police, **values), code)
        self.assertEqual(self.refused(police, into=self.guard, name="Both"), "one_way")
        self.assertEqual(self.refused(became, name="Again"), "succeeded")
        self.assertEqual(self.refused(later, name="Earlier"), "order")
        self.assertFalse(AuditRow.objects.filter(action="succeeded").exists())

    def test_one_that_ended_without_a_successor_gets_it_later(self) -> None:
        Ministry.objects.filter(pk=self.cast.police.pk).update(valid_until=ON)
        item = self.item(CommitmentState.IN_PROGRESS)
        self.succeed(self.cast.police, into=self.guard, on=ON + ONE_DAY)
        self.assertEqual(item.responsibilities.get().ministry, self.guard)

    def test_the_partners_desk_records_what_becomes_of_the_partners_ministry(self) -> None:
        item = self.item(CommitmentState.IN_PROGRESS, owed_by=OwedBy.THEIRS)
        their = self.cast.their_police
        self.assertEqual(self.refused(their, name="Public Safety", by=self.cast.stranger), "forbidden")
        self.assertEqual(self.refused(their, name="Public Safety", by=self.cast.focal_point), "forbidden")
        self.succeed(their, name="Public Safety", by=self.cast.officer)
        ministry = item.responsibilities.get().ministry
        assert ministry is not None
        self.assertEqual(ministry.name, "Public Safety")


class ForeseeTests(SuccessionCase):
    def test_what_will_change_is_told_through_the_door_before_it_is_done(self) -> None:
        guard = Ministry.objects.create(country=self.cast.korea, name="Coast Guard")
        item = self.item(
            CommitmentState.IN_PROGRESS,
            OwnerPart(Side.OURS, self.cast.police),
            OwnerPart(Side.OURS, guard, LeadRole.SUPPORTING),
        )
        self.item(CommitmentState.FULFILLED)
        with self.assertNumQueries(5):
            seen = successors.preview_succession(self.cast.police, into=guard, on=ON, user=self.cast.officer)
        self.assertEqual((seen.items, seen.count, seen.shared), ((item,), 1, 1))
        self.assertEqual([one.function for one in seen.officials], [PostFunction.VALIDATING_AUTHORITY])
        self.assertEqual({one.role for one in seen.accounts}, {Role.FOCAL_POINT, Role.VALIDATING_AUTHORITY})
        hidden = successors.preview_succession(self.cast.police, into=guard, on=ON, user=self.cast.stranger)
        self.assertEqual((hidden.items, hidden.count, hidden.shared), ((), 0, 0))

    def test_what_is_foreseen_is_what_happens(self) -> None:
        for state in (CommitmentState.DRAFT, CommitmentState.REPORTED, CommitmentState.FULFILLED):
            self.item(state)
        count = successors.preview_succession(self.cast.police, on=ON, user=self.cast.officer).count
        self.assertEqual(self.succeed(self.cast.police, name="National Police"), count)
        self.assertEqual(User.objects.filter(ministry=self.cast.police).count(), 0)
