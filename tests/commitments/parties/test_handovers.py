"""Handovers: what is listed for the successor, who may do what, and what the successor is never shown."""

import datetime
from typing import ClassVar

from django.db import connection
from django.test import TestCase, skipUnlessDBFeature
from django.test.utils import CaptureQueriesContext

from commitments.access import policy
from commitments.dashboard.handovers import list_handovers
from commitments.enums import (
    Classification,
    CommitmentState,
    HandoverState,
    OutcomeKind,
    OwedBy,
    Role,
    Side,
    StatementKind,
)
from commitments.errors import Refused
from commitments.language.phrases.specification import on_day
from commitments.meetings import outcomes
from commitments.models import (
    AuditRow,
    Commitment,
    DelegationMember,
    Handover,
    HandoverItem,
    Meeting,
    Outcome,
    Statement,
    User,
)
from commitments.parties import handover_items, handovers
from commitments.parties.handover_items import Readers
from tests import make
from tests.cast import NOW, PASSWORD, TODAY, Cast, gather

LATE, NEAR = TODAY - datetime.timedelta(days=20), TODAY + datetime.timedelta(days=9)


def add_officer(cast: Cast, clearance: Classification = Classification.RESTRICTED) -> User:
    """Open the account of a second officer of the desk."""
    user: User = User.objects.create_user(
        "second",
        "second@example.org",
        PASSWORD,
        name="Second officer",
        role=Role.DESK_OFFICER,
        clearance=clearance,
        desk=cast.desk,
    )
    return user


def owe(cast: Cast, title: str, on: datetime.date, level: Classification) -> Commitment:
    """Record a commitment under way, due on a day."""
    return make.commitment(
        cast,
        make.outcome(cast, classification=level, at=make.meeting(cast, classification=level)),
        title=title,
        deadline=on_day(on, f"by {on}"),
        classification=level,
        state=CommitmentState.ACCEPTED,
    )


class HandoverTests(TestCase):
    cast: ClassVar[Cast]
    second: ClassVar[User]
    late: ClassVar[Commitment]
    near: ClassVar[Commitment]
    hidden: ClassVar[Commitment]
    asked: ClassVar[Outcome]
    oral: ClassVar[Outcome]
    joint: ClassVar[Statement]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast = gather()
        cls.second = add_officer(cast)
        plain = Classification.RESTRICTED
        cls.late = owe(cast, "Send the harbour list", LATE, plain)
        cls.near = owe(cast, "Name the contact point", NEAR, plain)
        cls.hidden = owe(cast, "Share the secret route", NEAR, Classification.CONFIDENTIAL)
        cls.asked = make.outcome(
            cast, kind=OutcomeKind.REQUEST, clause="Valdoria asked for two trainers.", spoken_by=OwedBy.THEIRS
        )
        readout = make.statement(
            cast, kind=StatementKind.OUR_READOUT, title="Readout", text="They will write."
        )
        cls.oral = make.outcome(
            cast, readout.meeting, clause="They will write to us.", spoken_by=OwedBy.THEIRS, statement=readout
        )
        cls.joint = make.statement(cast)

    def start(self, by: User | None = None, successor: User | None = None) -> Handover:
        person = self.cast.officer
        return handovers.start_handover(person, successor or self.second, [], by=by or person, now=NOW)

    def listed(self, handover: Handover, reader: User) -> dict[str, list[object]]:
        found: dict[str, list[object]] = {}
        for item in handovers.list_items(handover, reader):
            found.setdefault(item.section, []).append(item.subject)
        return found

    def refused(self, act: object, *args: object, **given: object) -> str:
        with self.assertRaises(Refused) as caught:
            act(*args, **given)  # type: ignore[operator]
        return caught.exception.code

    def test_it_lists_open_items_by_urgency_and_what_else_the_successor_needs(self) -> None:
        found = self.listed(self.start(), self.second)
        self.assertEqual(found["overdue"], [self.late])
        self.assertEqual(found["soon"], [self.near])
        self.assertEqual(found["pending"], [self.asked])
        self.assertIn(self.oral, found["promise"])
        self.assertIn(self.joint, found["reading"])
        self.assertEqual(list(found)[:2], ["overdue", "soon"])

    def test_what_the_successor_may_not_read_is_told_to_heads_alone(self) -> None:
        handover = self.start()
        self.assertFalse(HandoverItem.objects.filter(commitment=self.hidden).exists())
        self.assertEqual(handover.classification, Classification.RESTRICTED)
        missing = handovers.list_not_visible(handover, self.cast.head)
        self.assertEqual(missing.commitments, (self.hidden,))
        for reader in (self.second, self.cast.officer):
            self.assertEqual(handovers.list_not_visible(handover, reader).count, 0)
        told = AuditRow.objects.filter(page_type=Handover._meta.label)
        self.assertFalse(any(self.hidden.title in str(row.after) for row in told))

    def test_its_classification_is_that_of_the_highest_item(self) -> None:
        cleared = self.second
        User.objects.filter(pk=cleared.pk).update(clearance=Classification.SECRET)
        cleared.refresh_from_db()
        handover = self.start(successor=cleared)
        self.assertEqual(handover.classification, Classification.CONFIDENTIAL)
        User.objects.filter(pk=cleared.pk).update(clearance=Classification.RESTRICTED)
        cleared.refresh_from_db()
        self.assertFalse(policy.can_read(cleared, handover))

    def test_a_line_disappears_where_its_record_is_raised_above_the_successor(self) -> None:
        handover = self.start()
        item = HandoverItem.objects.get(commitment=self.late)
        with make.unlocked():
            Commitment.objects.filter(pk=self.late.pk).update(classification=Classification.SECRET)
        self.assertNotIn("overdue", self.listed(handover, self.second))
        self.assertFalse(policy.can_read(self.second, item))
        self.assertEqual(self.listed(handover, self.cast.head)["overdue"], [self.late])

    def test_who_may_read_it(self) -> None:
        handover = self.start()
        cast = self.cast
        readers = {user for user in (*cast.everybody, self.second) if policy.can_read(user, handover)}
        wanted = {
            cast.officer,
            self.second,
            cast.head,
            cast.division_head,
            cast.records_officer,
            cast.auditor,
        }
        self.assertEqual(readers, wanted)

    def test_it_is_started_for_own_partners_and_for_a_successor_with_access_to_them(self) -> None:
        cast, start = self.cast, handovers.start_handover
        self.assertEqual(self.refused(self.start, successor=cast.stranger), "successor")
        self.assertEqual(self.refused(self.start, by=self.second), "person")
        self.assertEqual(self.refused(self.start, by=cast.focal_point), "forbidden")
        other = [cast.elsewhere]
        self.assertEqual(
            self.refused(start, cast.officer, self.second, other, by=cast.officer, now=NOW), "partners"
        )
        self.start(by=cast.head)
        self.assertEqual(self.refused(self.start), "twice")

    def test_the_successor_accepts_asks_and_signs_and_the_head_sees_the_rest(self) -> None:
        cast, second = self.cast, self.second
        handover = self.start()
        item = HandoverItem.objects.get(commitment=self.late)
        self.assertEqual(
            self.refused(handovers.accept_items, handover, by=cast.officer, now=NOW), "forbidden"
        )
        self.assertEqual(handovers.accept_items(handover, [item.pk], by=second, now=NOW), 1)
        item.refresh_from_db()
        handovers.withdraw_acceptance(item, by=second, now=NOW)
        handovers.ask_question(item, "Who has the list?", by=second, now=NOW)
        [line] = list_handovers(cast.officer)
        self.assertEqual((line.asked, line.is_yours), (1, False))
        handovers.answer_question(item, "The harbour office.", by=cast.officer, now=NOW)
        self.assertEqual(list_handovers(cast.officer), ())
        rest = set(HandoverItem.objects.exclude(pk=item.pk).values_list("pk", flat=True))
        handovers.accept_items(handover, rest, by=second, now=NOW)
        [line] = list_handovers(second)
        self.assertEqual((line.waiting, line.is_yours), (1, True))
        handovers.sign_handover(handover, remark="I need the list first.", by=second, now=NOW)
        self.assertEqual(list_handovers(second), ())
        [line] = list_handovers(cast.head)
        self.assertEqual((line.waiting, line.is_signed), (1, True))
        self.assertEqual(self.refused(handovers.accept_items, handover, by=second, now=NOW), "closed")
        handovers.settle_handover(handover, answer="The officer sends it.", by=cast.head, now=NOW)
        self.assertEqual(list_handovers(cast.head), ())

    def test_nothing_is_left_for_the_head_where_all_is_accepted(self) -> None:
        handover = self.start()
        handovers.accept_items(handover, by=self.second, now=NOW)
        handovers.sign_handover(handover, by=self.second, now=NOW)
        self.assertIsNotNone(handover.decided_at)
        self.assertEqual(list_handovers(self.cast.head), ())
        refused = self.refused(handovers.settle_handover, handover, answer="x", by=self.cast.head, now=NOW)
        self.assertEqual(refused, "closed")

    def test_one_started_by_mistake_is_cancelled_and_another_can_be_started(self) -> None:
        handover = self.start()
        self.assertEqual(
            self.refused(handovers.cancel_handover, handover, reason="x", by=self.second, now=NOW),
            "forbidden",
        )
        handovers.cancel_handover(handover, reason="Wrong successor", by=self.cast.officer, now=NOW)
        self.assertEqual(handover.state, HandoverState.CANCELLED)
        self.assertEqual(list_handovers(self.second), ())
        self.start()

    def test_what_became_visible_is_added_at_the_end(self) -> None:
        handover = self.start()
        self.assertEqual(handovers.add_items(handover, by=self.cast.officer, now=NOW), 0)
        more = owe(self.cast, "Send the second list", NEAR, Classification.RESTRICTED)
        before = HandoverItem.objects.count()
        handovers.add_items(handover, by=self.cast.officer, now=NOW)
        added = HandoverItem.objects.get(commitment=more)
        self.assertEqual(added.section, "soon")
        self.assertGreater(added.number, before)

    def test_its_queries_do_not_grow_with_its_items(self) -> None:
        with CaptureQueriesContext(connection) as few:
            self.start()
        Handover.objects.update(state=HandoverState.CANCELLED)
        for number in range(5):
            owe(self.cast, f"Send list {number}", NEAR, Classification.RESTRICTED)
        with self.assertNumQueries(len(few)):
            self.start()

    def test_a_meeting_raised_above_the_reader_is_named_in_no_line(self) -> None:
        handover = self.start()
        with make.unlocked():
            Meeting.objects.update(classification=Classification.SECRET)
        told = {"meeting", "said_on", "text"}
        items = handovers.list_items(handover, self.second)
        self.assertTrue(items)
        self.assertFalse([item for item in items if told & set(item.facts)])
        kept = handovers.list_items(handover, self.cast.head)
        self.assertTrue([item for item in kept if "meeting" in item.facts])

    def test_nobody_writes_after_a_change_to_a_role_that_only_reads(self) -> None:
        handover = self.start()
        for person, why_not in (
            (self.second, handovers.why_not_accept),
            (self.cast.officer, handovers.why_not_change),
        ):
            User.objects.filter(pk=person.pk).update(role=Role.AUDITOR, desk=None)
            now_auditor = User.objects.get(pk=person.pk)
            refusal = why_not(handover, now_auditor)
            self.assertEqual(refusal and refusal.code, "forbidden")
            self.assertFalse(handovers.may_lead(handover, now_auditor))

    def test_an_outcome_of_a_handover_is_kept_until_it_is_cancelled(self) -> None:
        handover, cast = self.start(), self.cast
        with self.assertRaises(Refused) as caught:
            outcomes.remove_outcome(self.oral, by=cast.officer, now=NOW)
        self.assertEqual(caught.exception.code, "handed_over")
        self.assertIn("Officer → Second officer", str(caught.exception))
        handovers.cancel_handover(handover, reason="Wrong successor", by=cast.officer, now=NOW)
        outcomes.remove_outcome(self.oral, by=cast.officer, now=NOW)
        self.assertFalse(Outcome.objects.filter(clause="They will write to us.").exists())

    @skipUnlessDBFeature("has_select_for_update")
    def test_two_starts_for_one_officer_wait_for_each_other(self) -> None:
        with CaptureQueriesContext(connection) as sent:
            self.start()
        texts = [query["sql"] for query in sent]
        locked = next((at for at, text in enumerate(texts) if "FOR NO KEY UPDATE" in text), None)
        asked = next(at for at, text in enumerate(texts) if 'FROM "commitments_handover" ' in text)
        self.assertIsNotNone(locked)
        self.assertLess(locked or 0, asked)

    def test_delegations_to_meetings_above_its_level_are_not_counted(self) -> None:
        cast = self.cast
        User.objects.filter(pk__in=(self.second.pk, cast.officer.pk)).update(clearance=Classification.SECRET)
        plain, secret = (
            make.meeting(cast, classification=level, held_on=TODAY - datetime.timedelta(days=days))
            for level, days in ((Classification.RESTRICTED, 500), (Classification.SECRET, 600))
        )
        official = cast.their_minister
        for at in (plain, secret):
            DelegationMember.objects.create(meeting=at, official=official, is_head=True, side=Side.THEIRS)
        partners, readers = [cast.valdoria], Readers(User.objects.get(pk=self.second.pk), cast.head)
        composed = handover_items.compose(partners, readers, TODAY)
        self.assertEqual([item.facts["headed"] for item in composed if item.official_id == official.pk], [1])

    def test_a_successor_without_clearance_for_any_handover_is_refused(self) -> None:
        User.objects.filter(pk=self.second.pk).update(clearance=Classification.PUBLIC)
        self.assertEqual(self.refused(self.start, successor=User.objects.get(pk=self.second.pk)), "successor")
