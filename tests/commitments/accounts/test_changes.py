"""How far an account reaches is changed by two persons, and by no way around them."""

from typing import Any, ClassVar

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import TestCase, TransactionTestCase
from knox.models import AuthToken

from commitments import access, accounts, audit, editing
from commitments.errors import Refused
from commitments.models import AccountChange, AuditRow, User
from commitments.vocabulary import AccountMatter, ApprovalState, Classification, Role
from tests.cast import NOW, Cast, gather
from tests.together import together

SECRET, RESTRICTED = Classification.SECRET, Classification.RESTRICTED


def second_administrator(name: str = "second") -> User:
    """Make an administrator who has signed in."""
    return User.objects.create_user(
        name, f"{name}@example.org", name=name.title(), role=Role.ADMINISTRATOR, last_login=NOW
    )


class Case(TestCase):
    cast: ClassVar[Cast]
    second: ClassVar[User]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.second = second_administrator()

    def refused(self, deed: Any, *args: Any, **kwargs: Any) -> str:
        try:
            with transaction.atomic():
                deed(*args, **{"now": NOW, **kwargs})
        except Refused as refused:
            return refused.code
        return ""

    def propose(self, person: User, values: dict[str, Any], by: User | None = None) -> AccountChange:
        return accounts.propose(
            person, values, reason="Moves to the desk", by=by or self.cast.administrator, now=NOW
        )


@pytest.mark.both
class DoorTests(Case):
    def test_no_write_changes_reach_but_by_a_granted_change(self) -> None:
        person, places = self.cast.officer, {"desk_id": self.cast.other_desk.pk}
        for by in (self.cast.administrator, self.cast.head, None):
            for values in (
                {"role": Role.HEAD_OF_DESK},
                {"clearance": 0},
                {"clearance": 3},
                places,
                {"desk": self.cast.other_desk},
                {"division_id": self.cast.division.pk},
                {"ministry_id": self.cast.police.pk},
                {"host_country_id": self.cast.valdoria.pk},
            ):
                with self.subTest(values=values, by=by):
                    self.assertEqual(self.refused(editing.change, person, values, by=by), "two_persons")
            for power in ("is_superuser", "is_staff"):
                self.assertEqual(self.refused(editing.change, person, {power: True}, by=by), "superuser")
        self.assertEqual(self.refused(editing.change, person, {"desk_id": person.desk_id}, by=None), "")

    def test_a_warrant_covers_its_own_account_and_values_alone(self) -> None:
        change = self.propose(self.cast.reader, {"clearance": 0})
        lower = {"clearance": 0}
        for person, values in ((self.cast.reader, lower), (self.cast.auditor, lower)):
            self.assertEqual(
                self.refused(editing.change, person, values, by=self.second, warrant=change), "two_persons"
            )
        accounts.confirm(change, by=self.second, now=NOW)
        change.refresh_from_db()
        for person, values in ((self.cast.auditor, lower), (self.cast.reader, {"clearance": 2})):
            self.assertEqual(
                self.refused(editing.change, person, values, by=self.second, warrant=change), "two_persons"
            )

    def test_a_new_account_begins_with_what_one_person_gives_or_with_nothing(self) -> None:
        home, theirs = self.cast.police.pk, self.cast.their_police.pk
        for values, code in (
            ({}, ""),
            ({"role": Role.FOCAL_POINT, "ministry_id": home, "clearance": 1}, ""),
            ({"role": Role.DESK_OFFICER, "desk_id": self.cast.desk.pk, "clearance": 1}, ""),
            ({"role": Role.FOCAL_POINT, "ministry_id": home, "clearance": 2}, "two_persons"),
            ({"role": Role.FOCAL_POINT, "ministry_id": theirs, "clearance": 1}, "two_persons"),
            ({"role": Role.FOCAL_POINT, "clearance": 1}, "two_persons"),
            (
                {"role": Role.FOCAL_POINT, "ministry_id": home, "desk_id": self.cast.desk.pk},
                "two_persons",
            ),
            ({"role": Role.VALIDATING_AUTHORITY, "ministry_id": home}, "two_persons"),
            ({"role": Role.AUDITOR}, "two_persons"),
            ({"role": Role.ADMINISTRATOR}, "two_persons"),
            ({"clearance": 1}, "two_persons"),
            ({"is_superuser": True}, "superuser"),
        ):
            with self.subTest(values=values):
                person = User(username=f"new{User.objects.count()}", name="New", **values)
                self.assertEqual(self.refused(editing.create, person, by=self.cast.administrator), code)
        focal = User(username="focal", role=Role.FOCAL_POINT, ministry=self.cast.police, clearance=1)
        self.assertEqual(self.refused(editing.create, focal, by=self.cast.head), "two_persons")
        self.assertEqual(self.refused(editing.create, focal, by=None), "two_persons")
        first = User(username="first", role=Role.ADMINISTRATOR)
        self.assertEqual(self.refused(editing.create, first, by=None), "two_persons")

    def test_the_address_of_a_high_account_is_reach_too(self) -> None:
        elsewhere = {"email": "elsewhere@example.net"}
        by = self.cast.administrator
        self.assertEqual(self.refused(editing.change, self.cast.head, elsewhere, by=by), "two_persons")
        self.assertEqual(self.refused(editing.change, self.second, elsewhere, by=by), "two_persons")
        self.assertEqual(self.refused(editing.change, self.cast.focal_point, elsewhere, by=by), "")
        self.assertEqual(self.refused(editing.change, by, elsewhere, by=by), "")
        change = self.propose(self.cast.head, elsewhere)
        accounts.confirm(change, by=self.second, now=NOW)
        self.cast.head.refresh_from_db()
        self.assertEqual(self.cast.head.email, "elsewhere@example.net")


@pytest.mark.both
class TwoPersonsTests(Case):
    def test_one_proposes_another_confirms_and_the_record_names_both(self) -> None:
        change = self.propose(self.cast.officer, {"clearance": SECRET, "role": Role.DESK_OFFICER})
        self.assertEqual(change.values, {"clearance": 3})
        self.cast.officer.refresh_from_db()
        self.assertEqual(self.cast.officer.clearance, Classification.CONFIDENTIAL)
        accounts.confirm(change, answer="Seen", by=self.second, now=NOW)
        self.cast.officer.refresh_from_db()
        self.assertEqual(self.cast.officer.clearance, SECRET)
        change.refresh_from_db()
        self.assertEqual((change.state, change.decided_by), (ApprovalState.GRANTED, self.second))
        row = AuditRow.objects.get(action="reach changed")
        self.assertEqual((row.by, row.before, row.after), (self.second, {"clearance": 2}, {"clearance": 3}))
        told = audit.history(change).order_by("pk").values_list("action", flat=True)
        self.assertEqual(list(told), ["created", "confirmed"])

    def test_neither_who_proposed_nor_whose_account_it_is_confirms(self) -> None:
        change = self.propose(self.cast.officer, {"clearance": SECRET})
        self.assertEqual(self.refused(accounts.confirm, change, by=self.cast.administrator), "own")
        about_second = self.propose(self.second, {"clearance": 1})
        self.assertEqual(self.refused(accounts.confirm, about_second, by=self.second), "own")
        for by in (self.cast.head, self.cast.auditor, self.cast.focal_point, self.cast.officer):
            self.assertIn(self.refused(accounts.confirm, change, by=by), {"forbidden", "own"})
        self.assertEqual(self.refused(accounts.refuse, change, answer="No", by=self.cast.head), "forbidden")

    def test_nobody_proposes_for_oneself_nor_without_a_reason_nor_twice(self) -> None:
        by, person = self.cast.administrator, self.cast.reader
        lower = {"clearance": 0}

        def asked(of: User, values: dict[str, Any], reason: str = "x", who: User = by) -> str:
            return self.refused(accounts.propose, of, values, reason=reason, by=who)

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
        self.assertEqual(self.refused(accounts.confirm, change, by=head), "forbidden")
        User.objects.filter(pk=head.pk).update(clearance=3)
        head.refresh_from_db()
        self.assertEqual(self.refused(accounts.confirm, change, by=head), "")
        elsewhere = self.propose(self.cast.stranger, {"clearance": 1})
        self.assertEqual(self.refused(accounts.confirm, elsewhere, by=head), "forbidden")
        # Where no other administrator is left to ask, the rule still has its second person.
        User.objects.filter(pk=self.second.pk).update(is_active=False)
        self.assertFalse(access.sets_up_alone(self.cast.administrator))
        self.assertEqual(self.refused(accounts.confirm, elsewhere, by=head), "")

    def test_what_changed_meanwhile_is_not_confirmed_over(self) -> None:
        change = self.propose(self.cast.officer, {"clearance": SECRET})
        User.objects.filter(pk=self.cast.officer.pk).update(desk=self.cast.other_desk)
        self.assertEqual(self.refused(accounts.confirm, change, by=self.second), "changed")
        self.assertEqual(self.refused(accounts.take_back, change, by=self.second), "forbidden")
        accounts.take_back(change, by=self.cast.administrator, now=NOW)
        self.assertEqual(self.refused(accounts.confirm, change, by=self.second), "decided")
        self.assertEqual(self.refused(accounts.take_back, change, by=self.cast.administrator), "decided")

    def test_a_refused_proposal_changes_nothing_and_says_why(self) -> None:
        change = self.propose(self.cast.officer, {"clearance": SECRET})
        self.assertEqual(self.refused(accounts.refuse, change, answer=" ", by=self.second), "no_reason")
        accounts.refuse(change, answer="Not needed", by=self.second, now=NOW)
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
            self.assertEqual(list(accounts.for_decision_of(person)), sees, str(person))


@pytest.mark.both
class AloneTests(TestCase):
    def test_the_only_administrator_sets_up_alone_until_a_second_one_has_signed_in(self) -> None:
        cast = gather()
        by = cast.administrator
        change = accounts.propose(cast.officer, {"clearance": SECRET}, reason="Set up", by=by, now=NOW)
        self.assertEqual((change.state, change.decided_by, change.answer), ("granted", None, accounts.ALONE))
        self.assertEqual(AuditRow.objects.get(action="reach changed").reason, accounts.ALONE)
        second = User(username="second", name="Second", role=Role.ADMINISTRATOR)
        _person, made = accounts.open_account(second, by=by, now=NOW)
        assert made is not None
        self.assertEqual(made.state, ApprovalState.GRANTED)
        self.assertTrue(access.sets_up_alone(by))
        User.objects.filter(pk=second.pk).update(last_login=NOW)
        self.assertFalse(access.sets_up_alone(by))
        waits = accounts.propose(cast.reader, {"clearance": 0}, reason="Left", by=by, now=NOW)
        self.assertEqual(waits.state, ApprovalState.ASKED)

    def test_it_ends_for_good_whatever_becomes_of_the_second_one(self) -> None:
        cast = gather()
        by, second = cast.administrator, User(username="second", name="S", role=Role.ADMINISTRATOR)
        accounts.open_account(second, by=by, now=NOW)
        User.objects.filter(pk=second.pk).update(last_login=NOW)
        accounts.close_account(second, by=by, now=NOW)
        self.assertFalse(access.sets_up_alone(by))
        User.objects.filter(pk=second.pk).update(role=Role.READER)
        self.assertFalse(access.sets_up_alone(by))

    def test_nobody_else_ever_sets_up_alone(self) -> None:
        cast = gather()
        for person in cast.everybody:
            self.assertEqual(access.sets_up_alone(person), person == cast.administrator, str(person))


@pytest.mark.both
class EndingTests(Case):
    def test_a_cut_ends_sessions_and_tokens_at_once_and_a_raise_does_not(self) -> None:
        for values, ends in (
            ({"clearance": SECRET}, False),
            ({"clearance": RESTRICTED}, True),
            ({"role": Role.HEAD_OF_DESK}, True),
            ({"desk_id": self.cast.other_desk.pk}, True),
        ):
            with self.subTest(values=values), transaction.atomic():
                person = User.objects.get(pk=self.cast.officer.pk)
                AuthToken.objects.create(person)
                session = person.get_session_auth_hash()
                accounts.confirm(self.propose(person, values), by=self.second, now=NOW)
                person.refresh_from_db()
                self.assertEqual(person.get_session_auth_hash() != session, ends)
                self.assertEqual(AuthToken.objects.filter(user=person).exists(), not ends)
                transaction.set_rollback(True)

    def test_who_is_signed_in_is_out_with_the_next_request(self) -> None:
        self.client.force_login(self.cast.officer)
        self.assertEqual(self.client.get("/admin/").status_code, 200)
        change = self.propose(self.cast.officer, {"clearance": RESTRICTED})
        self.assertEqual(self.client.get("/admin/").status_code, 200)
        accounts.confirm(change, by=self.second, now=NOW)
        self.assertEqual(self.client.get("/admin/").status_code, 302)

    def test_closing_takes_one_person_and_opening_again_two(self) -> None:
        person = self.cast.officer
        AuthToken.objects.create(person)
        waiting = self.propose(person, {"clearance": SECRET})
        self.client.force_login(person)
        for by, code in ((self.cast.head, "forbidden"), (person, "forbidden")):
            self.assertEqual(self.refused(accounts.close_account, person, by=by), code)
        by = self.cast.administrator
        self.assertEqual(self.refused(accounts.close_account, by, by=by), "own")
        accounts.close_account(person, reason="Left", by=by, now=NOW)
        person.refresh_from_db()
        waiting.refresh_from_db()
        self.assertEqual((person.is_active, waiting.state), (False, ApprovalState.TAKEN_BACK))
        self.assertFalse(AuthToken.objects.filter(user=person).exists())
        self.assertEqual(self.refused(accounts.close_account, person, by=by), "closed")
        self.assertEqual(self.refused(editing.change, person, {"is_active": True}, by=by), "two_persons")
        accounts.confirm(self.propose(person, {"is_active": True}), by=self.second, now=NOW)
        person.refresh_from_db()
        self.assertTrue(person.is_active)
        # The session of before does not come back with the account.
        self.assertEqual(self.client.get("/admin/").status_code, 302)

    def test_a_lost_second_factor_is_reset_by_two(self) -> None:
        person = self.cast.officer
        self.assertEqual(
            self.refused(accounts.propose_reset, person, reason="Lost", by=self.cast.administrator), "none"
        )
        for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
            Authenticator.objects.create(user=person, type=kind, data={})
        change = accounts.propose_reset(person, reason="Lost", by=self.cast.administrator, now=NOW)
        self.assertEqual(change.matter, AccountMatter.SECOND_FACTOR)
        self.assertEqual(self.refused(accounts.confirm, change, by=self.cast.administrator), "own")
        self.assertEqual(Authenticator.objects.count(), 2)
        accounts.confirm(change, by=self.second, now=NOW)
        self.assertFalse(Authenticator.objects.exists())
        session = person.get_session_auth_hash()
        person.refresh_from_db()
        self.assertNotEqual(person.get_session_auth_hash(), session)


class RaceTests(TransactionTestCase):
    def test_of_two_who_confirm_at_once_one_is_told_it_is_decided(self) -> None:
        cast = gather()
        second, third = second_administrator(), second_administrator("third")
        change = accounts.propose(
            cast.officer, {"clearance": SECRET}, reason="x", by=cast.administrator, now=NOW
        )
        raised = together(
            lambda: accounts.confirm(change, by=second, now=NOW),
            lambda: accounts.confirm(AccountChange.objects.get(pk=change.pk), by=third, now=NOW),
        )
        self.assertEqual([getattr(one, "code", one) for one in raised], ["decided"])
        self.assertEqual(AuditRow.objects.filter(action="reach changed").count(), 1)

    def test_of_a_confirmation_and_a_closing_at_once_the_account_stays_closed(self) -> None:
        cast = gather()
        second = second_administrator()
        change = accounts.propose(
            cast.officer, {"clearance": SECRET}, reason="x", by=cast.administrator, now=NOW
        )
        raised = together(
            lambda: accounts.close_account(cast.officer, by=cast.administrator, now=NOW),
            lambda: accounts.confirm(AccountChange.objects.get(pk=change.pk), by=second, now=NOW),
        )
        self.assertEqual([getattr(one, "code", one) for one in raised], ["decided"])
        person = User.objects.get(pk=cast.officer.pk)
        self.assertEqual((person.is_active, person.clearance), (False, Classification.CONFIDENTIAL))

    def test_two_who_propose_at_once_leave_one_proposal(self) -> None:
        cast = gather()
        second = second_administrator()

        def propose(by: User) -> None:
            accounts.propose(cast.reader, {"clearance": 0}, reason="x", by=by, now=NOW)

        raised = together(lambda: propose(cast.administrator), lambda: propose(second))
        self.assertEqual([getattr(one, "code", one) for one in raised], ["waits"])
        self.assertEqual(AccountChange.objects.count(), 1)
