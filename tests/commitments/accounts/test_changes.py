"""How far an account reaches is changed by two persons."""

from typing import Any

from django.test import TestCase, TransactionTestCase

from commitments.access import write_rules
from commitments.accounts import changes
from commitments.audit import log
from commitments.enums import ApprovalState, Classification, Role
from commitments.models import AccountChange, AuditRow, User
from tests.cast import NOW, gather
from tests.commitments.accounts.case import SECRET, Case, second_administrator
from tests.together import together


class TwoPersonsTests(Case):
    def test_one_proposes_another_confirms_and_the_record_names_both(self) -> None:
        change = self.propose(self.cast.officer, {"clearance": SECRET, "role": Role.DESK_OFFICER})
        self.assertEqual(change.values, {"clearance": 3})
        self.cast.officer.refresh_from_db()
        self.assertEqual(self.cast.officer.clearance, Classification.CONFIDENTIAL)
        changes.confirm_change(change, answer="Seen", by=self.second, now=NOW)
        self.cast.officer.refresh_from_db()
        self.assertEqual(self.cast.officer.clearance, SECRET)
        change.refresh_from_db()
        self.assertEqual((change.state, change.decided_by), (ApprovalState.GRANTED, self.second))
        row = AuditRow.objects.get(action="reach changed")
        self.assertEqual((row.by, row.before, row.after), (self.second, {"clearance": 2}, {"clearance": 3}))
        told = log.list_history(change).order_by("pk").values_list("action", flat=True)
        self.assertEqual(list(told), ["created", "confirmed"])

    def test_neither_who_proposed_nor_whose_account_it_is_confirms(self) -> None:
        change = self.propose(self.cast.officer, {"clearance": SECRET})
        self.assertEqual(self.refused(changes.confirm_change, change, by=self.cast.administrator), "own")
        about_second = self.propose(self.second, {"clearance": 1})
        self.assertEqual(self.refused(changes.confirm_change, about_second, by=self.second), "own")
        for by in (self.cast.head, self.cast.auditor, self.cast.focal_point, self.cast.officer):
            self.assertIn(self.refused(changes.confirm_change, change, by=by), {"forbidden", "own"})
        self.assertEqual(
            self.refused(changes.refuse_change, change, answer="No", by=self.cast.head), "forbidden"
        )

    def test_nobody_proposes_for_oneself_nor_without_a_reason_nor_twice(self) -> None:
        by, person = self.cast.administrator, self.cast.reader
        lower = {"clearance": 0}

        def asked(of: User, values: dict[str, Any], reason: str = "x", who: User = by) -> str:
            return self.refused(changes.propose_permissions, of, values, reason=reason, by=who)

        self.assertEqual(asked(by, {"clearance": 3}), "own")
        self.assertEqual(asked(person, lower, reason=" "), "no_reason")
        self.assertEqual(asked(person, {"clearance": 3}), "same")
        wrongs: tuple[dict[str, Any], ...] = ({"clearance": 9}, {"role": "king"}, {"desk_id": 10**6})
        for wrong in (*wrongs, {"is_superuser": True}, {"name": "x"}):
            self.assertEqual(asked(person, wrong), "unknown")
        self.assertEqual(asked(person, {"role": Role.DESK_OFFICER}), "desk_id")
        self.assertEqual(asked(person, lower, who=self.cast.head), "forbidden")
        self.propose(person, lower)
        self.assertEqual(asked(person, {"clearance": 1}), "waits")

    def test_a_division_head_confirms_for_the_division_up_to_the_own_clearance(self) -> None:
        head = self.cast.division_head
        change = self.propose(self.cast.officer, {"clearance": SECRET})
        User.objects.filter(pk=head.pk).update(clearance=2)
        head.refresh_from_db()
        self.assertEqual(self.refused(changes.confirm_change, change, by=head), "forbidden")
        User.objects.filter(pk=head.pk).update(clearance=3)
        head.refresh_from_db()
        self.assertEqual(self.refused(changes.confirm_change, change, by=head), "")
        elsewhere = self.propose(self.cast.stranger, {"clearance": 1})
        self.assertEqual(self.refused(changes.confirm_change, elsewhere, by=head), "forbidden")
        # Where no other administrator is left to ask, the rule still has its second person.
        User.objects.filter(pk=self.second.pk).update(is_active=False)
        self.assertFalse(write_rules.sets_up_alone(self.cast.administrator))
        self.assertEqual(self.refused(changes.confirm_change, elsewhere, by=head), "")

    def test_what_changed_meanwhile_is_not_confirmed_over(self) -> None:
        change = self.propose(self.cast.officer, {"clearance": SECRET})
        User.objects.filter(pk=self.cast.officer.pk).update(desk=self.cast.other_desk)
        self.assertEqual(self.refused(changes.confirm_change, change, by=self.second), "changed")
        self.assertEqual(self.refused(changes.withdraw_change, change, by=self.second), "forbidden")
        changes.withdraw_change(change, by=self.cast.administrator, now=NOW)
        self.assertEqual(self.refused(changes.confirm_change, change, by=self.second), "decided")
        self.assertEqual(self.refused(changes.withdraw_change, change, by=self.cast.administrator), "decided")

    def test_a_refused_proposal_changes_nothing_and_says_why(self) -> None:
        change = self.propose(self.cast.officer, {"clearance": SECRET})
        self.assertEqual(self.refused(changes.refuse_change, change, answer=" ", by=self.second), "no_reason")
        changes.refuse_change(change, answer="Not needed", by=self.second, now=NOW)
        self.cast.officer.refresh_from_db()
        change.refresh_from_db()
        self.assertEqual(self.cast.officer.clearance, Classification.CONFIDENTIAL)
        self.assertEqual((change.state, change.answer), (ApprovalState.REFUSED, "Not needed"))

    def test_what_waits_is_shown_to_who_may_decide(self) -> None:
        change = self.propose(self.cast.officer, {"clearance": SECRET})
        for person, sees in (
            (self.second, [change]),
            (self.cast.administrator, []),
            (self.cast.division_head, [change]),
            (self.cast.head, []),
            (self.cast.officer, []),
        ):
            self.assertEqual(list(changes.for_decision_of(person)), sees, str(person))


class AloneTests(TestCase):
    def test_the_only_administrator_sets_up_alone_until_a_second_one_has_signed_in(self) -> None:
        cast = gather()
        by = cast.administrator
        change = changes.propose_permissions(
            cast.officer, {"clearance": SECRET}, reason="Set up", by=by, now=NOW
        )
        self.assertEqual((change.state, change.decided_by, change.answer), ("granted", None, changes.ALONE))
        self.assertEqual(AuditRow.objects.get(action="reach changed").reason, changes.ALONE)
        second = User(username="second", name="Second", role=Role.ADMINISTRATOR)
        _person, made = changes.open_account(second, by=by, now=NOW)
        assert made is not None
        self.assertEqual(made.state, ApprovalState.GRANTED)
        self.assertTrue(write_rules.sets_up_alone(by))
        User.objects.filter(pk=second.pk).update(last_login=NOW)
        self.assertFalse(write_rules.sets_up_alone(by))
        waits = changes.propose_permissions(cast.reader, {"clearance": 0}, reason="Left", by=by, now=NOW)
        self.assertEqual(waits.state, ApprovalState.PENDING)

    def test_it_ends_for_good_whatever_becomes_of_the_second_one(self) -> None:
        cast = gather()
        by, second = cast.administrator, User(username="second", name="S", role=Role.ADMINISTRATOR)
        changes.open_account(second, by=by, now=NOW)
        User.objects.filter(pk=second.pk).update(last_login=NOW)
        changes.close_account(second, by=by, now=NOW)
        self.assertFalse(write_rules.sets_up_alone(by))
        User.objects.filter(pk=second.pk).update(role=Role.READER)
        self.assertFalse(write_rules.sets_up_alone(by))

    def test_others_who_sign_in_end_it_not(self) -> None:
        cast = gather()
        User.objects.exclude(role=Role.ADMINISTRATOR).update(last_login=NOW)
        # It tells of a record of another kind with the key of an account.
        AuditRow.objects.create(
            at=NOW,
            action="changed",
            after={"role": Role.ADMINISTRATOR.value},
            subject_type="commitments.Desk",
            subject_id=cast.officer.pk,
            page_type="commitments.Desk",
            page_id=cast.officer.pk,
        )
        self.assertTrue(write_rules.sets_up_alone(cast.administrator))

    def test_nobody_else_ever_sets_up_alone(self) -> None:
        cast = gather()
        for person in cast.everybody:
            self.assertEqual(write_rules.sets_up_alone(person), person == cast.administrator, str(person))


class RaceTests(TransactionTestCase):
    def test_of_two_who_confirm_at_once_one_is_told_it_is_decided(self) -> None:
        cast = gather()
        second, third = second_administrator(), second_administrator("third")
        change = changes.propose_permissions(
            cast.officer, {"clearance": SECRET}, reason="x", by=cast.administrator, now=NOW
        )
        raised = together(
            lambda: changes.confirm_change(change, by=second, now=NOW),
            lambda: changes.confirm_change(AccountChange.objects.get(pk=change.pk), by=third, now=NOW),
        )
        self.assertEqual([getattr(one, "code", one) for one in raised], ["decided"])
        self.assertEqual(AuditRow.objects.filter(action="reach changed").count(), 1)

    def test_of_a_confirmation_and_a_closing_at_once_the_account_stays_closed(self) -> None:
        cast = gather()
        second = second_administrator()
        change = changes.propose_permissions(
            cast.officer, {"clearance": SECRET}, reason="x", by=cast.administrator, now=NOW
        )
        raised = together(
            lambda: changes.close_account(cast.officer, by=cast.administrator, now=NOW),
            lambda: changes.confirm_change(AccountChange.objects.get(pk=change.pk), by=second, now=NOW),
        )
        self.assertEqual([getattr(one, "code", one) for one in raised], ["decided"])
        person = User.objects.get(pk=cast.officer.pk)
        self.assertEqual((person.is_active, person.clearance), (False, Classification.CONFIDENTIAL))

    def test_two_who_propose_at_once_leave_one_proposal(self) -> None:
        cast = gather()
        second = second_administrator()

        def propose(by: User) -> None:
            changes.propose_permissions(cast.reader, {"clearance": 0}, reason="x", by=by, now=NOW)

        raised = together(lambda: propose(cast.administrator), lambda: propose(second))
        self.assertEqual([getattr(one, "code", one) for one in raised], ["waits"])
        self.assertEqual(AccountChange.objects.count(), 1)
