"""What ends at once where an account is closed or reads less."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from knox.models import AuthToken

from commitments.accounts import changes, invitations
from commitments.enums import AccountChangeKind, ApprovalState, Role
from commitments.models import User
from commitments.records import edits
from tests.cast import NOW
from tests.commitments.accounts.case import RESTRICTED, SECRET, Case


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
                changes.confirm_change(self.propose(person, values), by=self.second, now=NOW)
                person.refresh_from_db()
                self.assertEqual(person.get_session_auth_hash() != session, ends)
                self.assertEqual(AuthToken.objects.filter(user=person).exists(), not ends)
                transaction.set_rollback(True)

    def test_who_is_signed_in_is_out_with_the_next_request(self) -> None:
        self.client.force_login(self.cast.officer)
        self.assertEqual(self.client.get("/admin/").status_code, 200)
        change = self.propose(self.cast.officer, {"clearance": RESTRICTED})
        self.assertEqual(self.client.get("/admin/").status_code, 200)
        changes.confirm_change(change, by=self.second, now=NOW)
        self.assertEqual(self.client.get("/admin/").status_code, 302)

    def test_closing_takes_one_person_and_opening_again_two(self) -> None:
        person = self.cast.officer
        AuthToken.objects.create(person)
        waiting = self.propose(person, {"clearance": SECRET})
        self.client.force_login(person)
        for by, code in ((self.cast.head, "forbidden"), (person, "forbidden")):
            self.assertEqual(self.refused(changes.close_account, person, by=by), code)
        by = self.cast.administrator
        self.assertEqual(self.refused(changes.close_account, by, by=by), "own")
        changes.close_account(person, reason="Left", by=by, now=NOW)
        person.refresh_from_db()
        waiting.refresh_from_db()
        self.assertEqual((person.is_active, waiting.state), (False, ApprovalState.WITHDRAWN))
        self.assertFalse(AuthToken.objects.filter(user=person).exists())
        self.assertEqual(self.refused(changes.close_account, person, by=by), "closed")
        self.assertEqual(self.refused(edits.change_record, person, {"is_active": True}, by=by), "two_persons")
        changes.confirm_change(self.propose(person, {"is_active": True}), by=self.second, now=NOW)
        person.refresh_from_db()
        self.assertTrue(person.is_active)
        # The session of before does not come back with the account.
        self.assertEqual(self.client.get("/admin/").status_code, 302)

    def test_a_lost_second_factor_is_reset_by_two(self) -> None:
        person = self.cast.officer
        self.assertEqual(
            self.refused(invitations.propose_reset, person, reason="Lost", by=self.cast.administrator), "none"
        )
        for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
            Authenticator.objects.create(user=person, type=kind, data={})
        change = invitations.propose_reset(person, reason="Lost", by=self.cast.administrator, now=NOW)
        self.assertEqual(change.kind, AccountChangeKind.SECOND_FACTOR)
        self.assertEqual(self.refused(changes.confirm_change, change, by=self.cast.administrator), "own")
        self.assertEqual(Authenticator.objects.count(), 2)
        changes.confirm_change(change, by=self.second, now=NOW)
        self.assertFalse(Authenticator.objects.exists())
        session = person.get_session_auth_hash()
        person.refresh_from_db()
        self.assertNotEqual(person.get_session_auth_hash(), session)
