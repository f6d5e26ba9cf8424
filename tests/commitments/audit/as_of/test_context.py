"""The records as they stood: rebuilt from the audit rows, through the door, and never written to."""

import datetime
from collections.abc import Callable
from typing import ClassVar

import pytest
from django.test import TestCase

from commitments.access import policy
from commitments.audit import log
from commitments.audit.as_of import context
from commitments.enums import Classification, CommitmentState, Side
from commitments.errors import Refused
from commitments.lifecycle import acceptance, drafts, owners, transitions
from commitments.models import AuditRow, Commitment, Email, Ministry, Reminder, Responsibility, User
from commitments.records import edits
from tests import make
from tests.cast import NOW, Cast, gather

DAY = datetime.timedelta(days=1)


@pytest.mark.both
class StandingTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, state=CommitmentState.PROPOSED)

    def then(self, days: float = 0) -> datetime.datetime:
        return NOW + days * DAY

    def test_a_state_is_the_one_of_that_day(self) -> None:
        make.advance(self.cast, self.item, CommitmentState.IN_PROGRESS, now=self.then(2))
        with context.show_as_of(self.then(1), reader=self.cast.officer):
            self.assertEqual(Commitment.objects.get(pk=self.item.pk).state, CommitmentState.PROPOSED)
        self.assertEqual(Commitment.objects.get(pk=self.item.pk).state, CommitmentState.IN_PROGRESS)

    def test_of_many_changes_the_earliest_decides(self) -> None:
        for day, title in enumerate(("First", "Second", "Third"), start=1):
            edits.change_record(self.item, {"title": title}, by=self.cast.officer, now=self.then(day))
        for day, title in ((0, "Share investigation records"), (1, "First"), (2, "Second"), (3, "Third")):
            with context.show_as_of(self.then(day), reader=self.cast.officer):
                self.assertEqual(Commitment.objects.get(pk=self.item.pk).title, title)

    def test_what_was_recorded_later_is_not_there(self) -> None:
        later = make.commitment(self.cast, title="Later", now=self.then(2))
        with context.show_as_of(self.then(1), reader=self.cast.officer):
            self.assertFalse(Commitment.objects.filter(pk=later.pk).exists())
            self.assertEqual(Responsibility.objects.filter(commitment=later.pk).count(), 0)

    def test_what_was_removed_since_is_there_again(self) -> None:
        draft = make.commitment(self.cast, title="Other", parts=())
        drafts.set_parts(
            draft, [transitions.OwnerPart(Side.OURS, self.cast.mofa)], by=self.cast.officer, now=self.then(1)
        )
        drafts.set_parts(
            draft,
            [transitions.OwnerPart(Side.OURS, self.cast.police)],
            by=self.cast.officer,
            now=self.then(2),
        )
        for day, ministry in ((0, None), (1, self.cast.mofa), (2, self.cast.police)):
            with context.show_as_of(self.then(day), reader=self.cast.officer):
                self.assertEqual(Responsibility.objects.get(commitment=draft).ministry, ministry)

    def test_a_ministry_renamed_since_bears_its_name_of_then(self) -> None:
        edits.change_record(self.cast.police, {"name": "Police of Korea"}, by=None, now=self.then(1))
        with context.show_as_of(NOW, reader=self.cast.officer):
            self.assertEqual(Ministry.objects.get(pk=self.cast.police.pk).name, "National Police Agency")

    def test_an_owner_who_left_since_answered_then(self) -> None:
        make.advance(self.cast, self.item, CommitmentState.IN_PROGRESS, now=NOW)
        edits.change_record(self.cast.focal_point, {"is_active": False}, by=self.cast.head, now=self.then(2))
        for day, pks in ((1, []), (3, [self.item.pk])):
            moment = self.then(day)
            with context.show_as_of(moment, reader=self.cast.officer):
                rows = owners.without_current_owner(Commitment.objects.all(), moment.date())
                self.assertEqual([row.pk for row in rows], pks)

    def test_an_account_whose_token_or_second_factor_went_since_is_there_once(self) -> None:
        person = self.cast.officer
        for day, action, trace in ((1, "token revoked", {"token": "a1b2"}), (2, "password set", {"by": "x"})):
            log.record_change(action, person, by=person, now=self.then(day), before=trace)
        for reader in (person, self.cast.stranger):
            with context.show_as_of(NOW, reader=reader):
                self.assertEqual(User.objects.filter(pk=person.pk).count(), 1)
                self.assertEqual(User.objects.get(pk=person.pk).name, person.name)

    def test_the_history_ends_at_the_moment(self) -> None:
        make.advance(self.cast, self.item, CommitmentState.ACCEPTED, now=self.then(2))
        before = AuditRow.objects.filter(at__lte=self.then(1)).count()
        with context.show_as_of(self.then(1), reader=self.cast.officer):
            self.assertEqual(AuditRow.objects.count(), before)
        self.assertGreater(AuditRow.objects.count(), before)

    def test_nothing_is_written_in_the_past(self) -> None:
        item, officer = self.item, self.cast.officer
        writes: tuple[Callable[[], object], ...] = (
            item.save,
            lambda: Commitment.objects.update(title="x"),
            lambda: Responsibility.objects.filter(commitment=item).delete(),
            lambda: acceptance.accept(item, Side.OURS, by=officer, now=NOW, answer="Letter"),
            lambda: Ministry.objects.create(country=self.cast.korea, name="New"),
        )
        for write in writes:
            with self.assertRaises(Refused) as refused, context.show_as_of(self.then(1), reader=officer):
                write()
            self.assertEqual(refused.exception.code, "past")
        self.assertEqual(Commitment.objects.get(pk=self.item.pk).title, "Share investigation records")

    def test_today_is_back_after_an_error(self) -> None:
        edits.change_record(self.item, {"title": "Now"}, by=self.cast.officer, now=self.then(2))
        with self.assertRaises(ZeroDivisionError), context.show_as_of(NOW, reader=self.cast.officer):
            raise ZeroDivisionError
        self.assertEqual(Commitment.objects.get(pk=self.item.pk).title, "Now")
        self.assertIsNone(context.find_as_of())

    def test_one_moment_stands_in_another(self) -> None:
        edits.change_record(self.item, {"title": "Second"}, by=self.cast.officer, now=self.then(2))
        edits.change_record(self.item, {"title": "Third"}, by=self.cast.officer, now=self.then(4))
        title = Commitment.objects.filter(pk=self.item.pk).values_list("title", flat=True)
        with context.show_as_of(self.then(3), reader=self.cast.officer):
            for day, expected in ((1, "Share investigation records"), (5, "Third")):
                with context.show_as_of(self.then(day), reader=self.cast.officer):
                    self.assertEqual(title.get(), expected)
                self.assertEqual(title.get(), "Second")
                self.assertEqual(context.find_as_of(), self.then(3))
        self.assertEqual(title.get(), "Third")


@pytest.mark.both
class DoorTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def seen(self, moment: datetime.datetime) -> set[int]:
        with context.show_as_of(moment, reader=self.cast.officer):
            rows = policy.readable_by(Commitment.objects.all(), self.cast.officer)
            return set(rows.values_list("pk", flat=True))

    def test_what_was_raised_since_is_closed_in_the_past(self) -> None:
        item = make.commitment(self.cast)
        self.assertEqual(self.seen(NOW), {item.pk})
        secret = {"classification": Classification.SECRET}
        edits.change_record(item, secret, by=self.cast.head, now=NOW + DAY)
        self.assertEqual(self.seen(NOW), set())

    def test_what_was_closed_then_stays_closed_though_lowered_since(self) -> None:
        item = make.commitment(self.cast, classification=Classification.SECRET)
        AuditRow.objects.create(
            at=NOW + DAY,
            by=self.cast.head,
            action="lowered",
            subject_type="commitments.Commitment",
            subject_id=item.pk,
            page_type="commitments.Commitment",
            page_id=item.pk,
            before={"classification": Classification.SECRET},
            after={"classification": Classification.RESTRICTED},
        )
        Commitment.objects.filter(pk=item.pk).update(classification=Classification.RESTRICTED)
        self.assertEqual(self.seen(NOW + 2 * DAY), {item.pk})
        self.assertEqual(self.seen(NOW), set())

    def test_whose_ministry_has_no_part_any_more_sees_nothing_of_when_it_had(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.PROPOSED)
        parts = [transitions.OwnerPart(Side.OURS, self.cast.mofa)]
        drafts.set_parts(item, parts, by=self.cast.officer, now=NOW + DAY)
        for reader, seen in ((self.cast.focal_point, False), (self.cast.officer, True)):
            with context.show_as_of(NOW, reader=reader):
                self.assertIs(policy.can_read(reader, item), seen)

    def test_a_partner_that_went_to_another_desk_is_that_desks_past(self) -> None:
        item = make.commitment(self.cast)
        edits.change_record(self.cast.valdoria, {"desk": self.cast.other_desk}, by=None, now=NOW + DAY)
        for reader, seen in ((self.cast.officer, False), (self.cast.stranger, True)):
            with context.show_as_of(NOW, reader=reader):
                self.assertIs(policy.can_read(reader, item), seen)

    def test_what_was_entered_in_error_since_stood_on_the_list_then(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.PROPOSED)
        values = {"state": CommitmentState.IN_ERROR}
        edits.change_record(item, values, by=self.cast.head, now=NOW + DAY)
        self.assertFalse(policy.can_read(self.cast.officer, item))
        self.assertEqual(self.seen(NOW), {item.pk})
        self.assertEqual(self.seen(NOW + 2 * DAY), set())

    def test_a_draft_of_then_is_not_for_the_ministry_though_it_was_proposed_since(self) -> None:
        item = make.commitment(self.cast)
        acceptance.propose(item, by=self.cast.officer, now=NOW + DAY)
        self.assertTrue(policy.can_read(self.cast.focal_point, item))
        with context.show_as_of(NOW, reader=self.cast.focal_point):
            self.assertFalse(policy.can_read(self.cast.focal_point, item))

    def test_the_past_holds_nothing_of_reminders(self) -> None:
        with context.show_as_of(NOW, reader=self.cast.officer):
            self.assertFalse(Reminder.objects.exists())
            self.assertFalse(Email.objects.exists())
