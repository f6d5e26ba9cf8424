"""A first second factor that no mail can confirm counts once two persons say so."""

from allauth.mfa.models import Authenticator

from commitments.accounts import changes, invitations, second_factors
from commitments.enums import AccountChangeKind, ApprovalState
from commitments.models import AccountChange, AuditRow, User
from tests.cast import NOW
from tests.commitments.accounts.case import Case
from tests.security import codes


class FirstFactorTests(Case):
    def setUp(self) -> None:
        self.person = self.cast.officer
        User.objects.filter(pk=self.person.pk).update(email="")
        self.person.refresh_from_db()
        self.factor = self.set_up()

    def set_up(self) -> Authenticator:
        factor = codes.equip(self.person)
        second_factors.require_confirmation(factor)
        return factor

    def proposed(self) -> AccountChange:
        return invitations.propose_factor(
            self.person, reason="Seen at the desk", by=self.cast.administrator, now=NOW
        )

    def test_one_proposes_and_another_confirms(self) -> None:
        change = self.proposed()
        self.assertEqual((change.kind, change.state), (AccountChangeKind.FIRST_FACTOR, ApprovalState.PENDING))
        self.assertFalse(second_factors.list_factors(self.person).exists())
        for by in (self.cast.administrator, self.person):
            self.assertEqual(self.refused(changes.confirm_change, change, by=by), "own")
        changes.confirm_change(change, by=self.second, now=NOW)
        self.assertTrue(second_factors.list_factors(self.person).exists())
        row = AuditRow.objects.get(action="second factor confirmed")
        self.assertEqual((row.subject_id, row.by), (self.person.pk, self.second))

    def test_it_is_about_the_very_one_that_waited(self) -> None:
        change = self.proposed()
        second_factors.remove_unconfirmed(self.person, now=NOW)
        self.set_up()
        self.assertEqual(self.refused(changes.confirm_change, change, by=self.second), "changed")
        change.refresh_from_db()
        self.assertEqual(change.state, ApprovalState.PENDING)
        self.assertFalse(second_factors.list_factors(self.person).exists())

    def test_not_where_a_mail_does_it_or_nothing_waits_nor_by_everybody(self) -> None:
        deed, by = invitations.propose_factor, self.cast.administrator
        self.assertEqual(self.refused(deed, self.person, reason="Seen", by=self.cast.head), "forbidden")
        self.assertEqual(self.refused(deed, self.cast.head, reason="Seen", by=by), "none")
        User.objects.filter(pk=self.person.pk).update(email="officer@example.org")
        self.assertEqual(self.refused(deed, self.person, reason="Seen", by=by), "has_address")

    def test_it_is_done_on_the_pages(self) -> None:
        self.client.force_login(self.cast.administrator)
        page = f"/admin/commitments/user/{self.person.pk}"
        self.assertContains(self.client.get(f"{page}/change/"), "Confirm two-step verification")
        self.client.post(f"{page}/step/factor/", {"reason": "Seen at the desk"})
        change = AccountChange.objects.get()
        self.client.force_login(self.second)
        address = f"/admin/commitments/accountchange/{change.pk}"
        shown = self.client.get(f"{address}/change/")
        self.assertContains(shown, "cannot be confirmed by email")
        self.assertNotContains(shown, "Confirming resets the lost two-step verification")
        self.client.post(f"{address}/step/confirm/", {"answer": ""})
        self.assertTrue(second_factors.list_factors(self.person).exists())
        self.assertNotContains(self.client.get(f"{page}/change/"), "Confirm two-step verification")

    def test_the_button_is_not_there_where_a_mail_does_it(self) -> None:
        User.objects.filter(pk=self.person.pk).update(email="officer@example.org")
        self.client.force_login(self.cast.administrator)
        page = self.client.get(f"/admin/commitments/user/{self.person.pk}/change/")
        self.assertNotContains(page, "Confirm two-step verification")
