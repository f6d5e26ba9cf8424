"""The way back in for a sole administrator: the server resets and confirms two-step verification."""

import datetime
from io import StringIO

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client, TestCase, override_settings
from django.utils import timezone
from knox.models import AuthToken

from commitments import verification
from commitments.access import write_rules
from commitments.accounts import changes, emails, invitations
from commitments.api import tokens
from commitments.audit import origin
from commitments.enums import ApprovalState, Classification, Role
from commitments.models import AccountChange, AuditRow, Email, User
from tests.cast import PASSWORD, Cast, gather
from tests.factor_links import INDEX, Post, post, set_up_app
from tests.sealed import seal_all
from tests.security import otp

RESET, CONFIRM = "reset_two_step_verification", "confirm_two_step_verification"
WHY = "Telephone and recovery codes lost, identity checked at the counter"
ASKED = override_settings(
    SECOND_FACTOR_ROLES=frozenset({Role.ADMINISTRATOR}),
    SECOND_FACTOR_ABOVE=Classification.RESTRICTED,
)


def found_now() -> set[str]:
    """Return what the verification of records finds, of the cast's own rows too."""
    seal_all()
    return {
        str(one) for one in verification.verify_everything(rebuild=False, show=lambda _done, _total: None)
    }


class SoleAdministratorTests(TestCase):
    cast: Cast
    kept: Post

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        # A second administrator has signed in once and left: nobody here sets up alone any more.
        gone = User.objects.get(pk=cls.cast.administrator.pk)
        gone.pk, gone.username, gone.email = None, "gone", "gone@example.org"
        gone.last_login, gone.is_active = timezone.now(), False
        gone.save()
        User.objects.filter(pk=cls.cast.administrator.pk).update(last_login=timezone.now())

    def setUp(self) -> None:
        self.enterContext(ASKED)
        self.kept = self.enterContext(post())
        self.person = User.objects.get(pk=self.cast.administrator.pk)
        self.assertFalse(write_rules.sets_up_alone(self.person))

    def on_server(self, command: str, reason: str = WHY) -> str:
        said = StringIO()
        with origin.written_from("command", command):
            call_command(command, self.person.username, reason=reason, stdout=said)
        return said.getvalue()

    def sign_in(self) -> Client:
        browser = Client()
        browser.post("/accounts/login/", {"login": self.person.username, "password": PASSWORD})
        return browser

    def set_up(self, browser: Client) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            self.assertRedirects(set_up_app(browser), INDEX, fetch_redirect_response=False)

    def lose(self) -> None:
        """Set two-step verification up, confirm it, and lose it."""
        browser = self.sign_in()
        self.set_up(browser)
        browser.post(self.kept.links()[-1])
        self.assertEqual(browser.get("/admin/").status_code, 200)
        # The next link would wait for a minute.
        cache.clear()
        shut_out = self.sign_in().get("/admin/")
        self.assertIn("/admin/login/", shut_out.headers["Location"])

    def test_the_person_gets_in_again_by_the_password_and_the_link_of_an_email(self) -> None:
        before = found_now()
        self.lose()
        tokens.create_token(self.person, days=7, now=timezone.now())
        old = self.sign_in()
        self.assertIn("Removed 2 methods of two-step verification", self.on_server(RESET))
        self.assertFalse(Authenticator.objects.filter(user=self.person).exists())
        self.assertFalse(AuthToken.objects.filter(user=self.person).exists())
        self.assertEqual(old.get("/admin/").status_code, 302)
        browser = self.sign_in()
        self.assertRedirects(browser.get("/admin/"), INDEX)
        self.set_up(browser)
        # What is set up by the password alone counts for nothing before it is confirmed.
        self.assertRedirects(browser.get("/admin/"), INDEX)
        browser.post(self.kept.links()[-1])
        self.assertEqual(browser.get("/admin/").status_code, 200)
        self.assertEqual(found_now(), before)

    def test_without_email_the_server_confirms_what_was_set_up(self) -> None:
        self.lose()
        User.objects.filter(pk=self.person.pk).update(email_bounced_at=timezone.now())
        self.on_server(RESET)
        with self.assertRaisesMessage(
            CommandError, "This account has no two-step verification that needs to be confirmed."
        ):
            self.on_server(CONFIRM)
        browser = self.sign_in()
        sent = len(self.kept.links())
        self.set_up(browser)
        self.assertEqual(len(self.kept.links()), sent)
        page = browser.get(INDEX)
        self.assertContains(page, CONFIRM)
        self.assertIn("Confirmed the two-step verification", self.on_server(CONFIRM))
        again = browser.get("/admin/")
        self.assertIn("/accounts/two-step/", again.headers["Location"])
        with self.settings(MFA_TOTP_TOLERANCE=1):
            browser.post(again.headers["Location"], {"code": otp.code()})
        self.assertEqual(browser.get("/admin/").status_code, 200)

    def test_the_history_says_that_the_server_did_it_and_why(self) -> None:
        self.lose()
        self.on_server(RESET)
        row = AuditRow.objects.get(action="second factor taken away")
        self.assertEqual((row.by, row.reason, row.source), (None, WHY, f"command {RESET}"))
        self.assertEqual(row.subject_id, self.person.pk)

    def test_the_person_and_the_other_administrators_are_told_by_email_once(self) -> None:
        self.lose()
        colleague = User.objects.get(username="gone")
        User.objects.filter(pk=colleague.pk).update(is_active=True)
        self.on_server(RESET)
        now = timezone.now() + datetime.timedelta(minutes=1)
        self.assertEqual([emails.notify_account_holders(now) for _run in range(2)], [2, 0])
        written = {mail.address: bytes(mail.content).decode() for mail in Email.objects.all()}
        self.assertEqual(set(written), {self.person.email, "gone@example.org"})
        for text in written.values():
            self.assertIn(f"two-step verification reset for {self.person.username}", text)
            self.assertIn("identity checked at the counter", text.replace("=\r\n", "").replace("\r\n", " "))

    def test_a_proposal_about_what_was_taken_away_is_dropped(self) -> None:
        self.lose()
        User.objects.filter(username="gone").update(is_active=True)
        other = User.objects.get(username="gone")
        invitations.propose_reset(self.person, reason="Lost", by=other, now=timezone.now())
        self.on_server(RESET)
        change = AccountChange.objects.get(person=self.person)
        self.assertEqual((change.state, change.decided_by), (ApprovalState.WITHDRAWN, None))
        self.assertEqual(changes.for_decision_of(other).count(), 0)

    def test_rights_stay_as_they_are(self) -> None:
        self.lose()
        before = write_rules.reach_of(self.person)
        self.on_server(RESET)
        self.person.refresh_from_db()
        self.assertEqual(write_rules.reach_of(self.person), before)
        self.assertFalse(write_rules.sets_up_alone(self.person))

    def test_it_is_refused_in_a_sentence(self) -> None:
        for name, reason, said in (
            ("nobody-here", WHY, "No account is called 'nobody-here'."),
            (self.person.username, "  ", "Enter a reason."),
            (self.person.username, WHY, "Two-step verification is not set up for this account."),
            (
                "gone",
                WHY,
                "This account is deactivated. An administrator can reactivate it.",
            ),
        ):
            with self.subTest(said), self.assertRaisesMessage(CommandError, said):
                call_command(RESET, name, reason=reason, stdout=StringIO())
        with self.assertRaisesMessage(CommandError, "--reason"):
            call_command(RESET, self.person.username)
        self.assertFalse(AuditRow.objects.filter(action="second factor taken away").exists())
        self.assertTrue(settings.SECOND_FACTOR_ROLES)
