"""A first second factor counts once its owner confirms it by the link in a mail, and not before."""

import datetime
from typing import Any
from unittest import mock

from allauth.mfa.models import Authenticator
from django.test import Client, TestCase, override_settings
from django.utils import timezone

from commitments import tasks
from commitments.accounts import emails, second_factors
from commitments.accounts.invitations import request_links
from commitments.api import tokens
from commitments.enums import Classification, LinkKind, Role
from commitments.models import AuditRow, Meeting, User, WaitingLink
from commitments.records import edits
from commitments.reminders.delivery import AttemptResult, ServerReply
from commitments.reminders.messages import NoAddressError
from tests import make
from tests.cast import PASSWORD, Cast, gather
from tests.factor_links import APP, INDEX, Post, post, set_up_app, waits
from tests.security import codes, otp

ASKED = override_settings(
    SECOND_FACTOR_ROLES=frozenset({Role.HEAD_OF_DESK}),
    SECOND_FACTOR_ABOVE=Classification.RESTRICTED,
    PUBLIC_URL="https://tracker.example.org",
)
AGAIN = f"{INDEX}code/again/"
NEW = "a quite new long one"


class Door(TestCase):
    cast: Cast
    secret_talks: Meeting
    kept: Post

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.secret_talks = make.meeting(cls.cast, classification=Classification.CONFIDENTIAL)
        User.objects.update(clearance=Classification.SECRET)

    def setUp(self) -> None:
        self.enterContext(ASKED)
        self.kept = self.enterContext(post())

    def browser(self, name: str = "officer") -> Client:
        """Sign in by the password, which must do without a code."""
        client = Client()
        answer = client.post("/accounts/login/", {"login": name, "password": PASSWORD})
        self.assertNotIn("code", answer.headers["Location"])
        return client

    def reads(self, client: Client) -> int:
        return client.get(f"/admin/commitments/meeting/{self.secret_talks.pk}/change/").status_code

    def set_up(self, client: Client) -> Authenticator:
        with self.captureOnCommitCallbacks(execute=True):
            self.assertRedirects(set_up_app(client), INDEX, fetch_redirect_response=False)
        factor: Authenticator = Authenticator.objects.get(type=Authenticator.Type.TOTP)
        return factor

    def press(self, client: Client, name: str) -> Any:
        return client.post(INDEX, {name: "1"}, follow=True)


class Waiting(Door):
    def test_the_password_alone_reads_no_higher_by_setting_one_up(self) -> None:
        thief = self.browser()
        factor = self.set_up(thief)
        self.assertEqual(self.reads(thief), 404)
        page = thief.get(INDEX)
        self.assertContains(page, "This method is not active yet")
        self.assertNotContains(page, "The new recovery codes are now valid")
        self.assertContains(page, "officer@example.org")
        # Nor once its code is given again, where that can be asked for at all.
        thief.post(AGAIN, {"code": otp.code()})
        self.assertEqual(self.reads(thief), 404)
        self.assertTrue(waits(factor))
        self.assertFalse(second_factors.list_factors(self.cast.officer).exists())

    def test_who_needs_one_does_nothing_before_it_counts(self) -> None:
        head = self.browser("head")
        self.set_up(head)
        self.assertRedirects(head.get("/admin/"), INDEX, fetch_redirect_response=False)
        self.assertEqual(head.post("/admin/tokens/", {"days": 30}).status_code, 403)
        self.assertContains(head.get(INDEX), "Confirm the method that you set up.")

    def test_the_owner_is_not_locked_out_by_what_somebody_else_set_up_and_takes_it_off(self) -> None:
        self.set_up(self.browser())
        owner = self.browser()
        self.assertContains(self.press(owner, "off"), "The setup was cancelled.")
        self.assertFalse(Authenticator.objects.exists())
        self.assertEqual(
            {*AuditRow.objects.filter(action__startswith="second factor").values_list("action", flat=True)},
            {"second factor set up", "second factor removed"},
        )

    def test_a_second_one_is_not_set_up_beside_it_and_no_recovery_code_is_shown(self) -> None:
        client = self.browser()
        self.set_up(client)
        for path in (APP, f"{INDEX}passkeys/add/", f"{INDEX}recovery/", f"{INDEX}recovery/new/"):
            with self.subTest(path):
                self.assertRedirects(client.get(path), INDEX, fetch_redirect_response=False)
                self.assertRedirects(client.post(path), INDEX, fetch_redirect_response=False)
        self.assertEqual(Authenticator.objects.filter(type=Authenticator.Type.TOTP).count(), 1)
        self.assertContains(client.get(INDEX), "First confirm the method that you set up")

    def test_a_new_password_takes_it_off_and_tokens_with_it(self) -> None:
        self.set_up(self.browser())
        tokens.create_token(self.cast.officer, days=7, now=timezone.now())
        owner = self.browser()
        new = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
        owner.post("/accounts/password/change/", new)
        self.assertFalse(Authenticator.objects.exists())
        self.assertFalse(tokens.list_tokens(self.cast.officer).exists())


class Links(Door):
    def test_the_link_lets_it_count_in_that_session_and_is_asked_for_from_then_on(self) -> None:
        client = self.browser()
        factor = self.set_up(client)
        (link,) = self.kept.links()
        self.assertContains(client.get(link), "Yes, this was me")
        self.assertTrue(waits(factor))
        self.assertEqual(self.reads(client), 404)
        self.assertRedirects(client.post(link), f"{INDEX}recovery/", status_code=303)
        self.assertEqual(self.reads(client), 200)
        self.assertFalse(waits(factor))
        asked = Client().post("/accounts/login/", {"login": "officer", "password": PASSWORD})
        self.assertEqual(asked.headers["Location"], f"{INDEX}code/")
        row = AuditRow.objects.get(action="second factor confirmed")
        self.assertEqual((row.by, row.subject_id), (self.cast.officer, self.cast.officer.pk))
        # Once.
        self.assertEqual([client.get(link).status_code, client.post(link).status_code], [404, 404])

    def test_the_mail_names_the_public_address_and_nothing_at_rest_gives_the_link(self) -> None:
        client = self.browser()
        with self.settings(ALLOWED_HOSTS=["*"]):
            client.defaults["HTTP_HOST"] = "evil.example"
            factor = self.set_up(client)
        (message,) = self.kept.taken
        self.assertEqual(message["To"].addresses[0].addr_spec, "officer@example.org")
        self.assertEqual(message["Subject"], "Commitments: confirm two-step verification within 24 hours")
        for kind in ("plain", "html"):
            body = message.get_body((kind,))
            assert body is not None
            self.assertIn(f"https://tracker.example.org{self.kept.links()[0]}", body.get_content())
            self.assertNotIn("evil.example", body.get_content())
        factor.refresh_from_db()
        said = self.kept.links()[0].split("/")[-2]
        self.assertNotIn(said, str(factor.data))
        self.assertNotIn(said, str([*AuditRow.objects.values_list("after", flat=True)]))

    def test_who_is_led_by_a_mail_confirms_nothing_that_somebody_else_set_up(self) -> None:
        factor = self.set_up(self.browser())
        owner = self.browser()
        (link,) = self.kept.links()
        self.assertContains(owner.get(link), "was set up in another browser")
        self.assertContains(owner.post(link), "was set up in another browser")
        self.assertContains(owner.post(link, {"code": otp.wrong()}), "The code is wrong")
        self.assertTrue(waits(factor))

    def test_another_browser_confirms_by_a_code_of_the_very_app(self) -> None:
        first, other = self.browser(), self.browser()
        factor = self.set_up(first)
        answer = other.post(self.kept.links()[0], {"code": otp.code()})
        self.assertRedirects(answer, f"{INDEX}recovery/", status_code=303)
        self.assertFalse(waits(factor))
        self.assertEqual(self.reads(other), 200)
        # The session that set it up shows it again.
        self.assertEqual(self.reads(first), 404)

    def test_a_passkey_is_confirmed_where_it_was_set_up_alone(self) -> None:
        factor = self.set_up(self.browser())
        Authenticator.objects.filter(pk=factor.pk).update(type=Authenticator.Type.WEBAUTHN)
        other = self.browser()
        self.assertContains(other.get(self.kept.links()[0]), "Open the link in that browser")
        other.post(self.kept.links()[0], {"code": otp.code()})
        self.assertTrue(waits(factor))

    def test_a_stranger_signs_in_first_and_another_account_finds_nothing(self) -> None:
        self.set_up(self.browser())
        (link,) = self.kept.links()
        for client in (Client(), Client(headers={"x-requested-with": "none"})):
            asked = client.post(link)
            self.assertEqual(asked.headers["Location"], f"/accounts/login/?next={link}")
        self.assertEqual(self.browser("stranger").get(link).status_code, 404)
        self.assertEqual(self.browser().get(link[:-3] + "xx/").status_code, 404)

    def test_it_ends_after_a_day_and_with_the_next_one(self) -> None:
        client, officer = self.browser(), self.cast.officer
        factor = self.set_up(client)
        second_factors.new_link(officer, now=timezone.now())
        self.assertEqual(client.get(self.kept.links()[0]).status_code, 404)
        early = second_factors.new_link(officer, now=timezone.now() - second_factors.VALID)
        self.assertEqual(client.post(f"{INDEX}confirm/{early}/").status_code, 404)
        hour = datetime.timedelta(hours=1)
        good = second_factors.new_link(officer, now=timezone.now() - second_factors.VALID + hour)
        self.assertEqual(client.post(f"{INDEX}confirm/{good}/").status_code, 303)
        self.assertFalse(waits(factor))

    def test_it_is_sent_again_but_not_again_and_again(self) -> None:
        client = self.browser()
        self.set_up(client)
        self.assertContains(self.press(client, "again"), "Too many attempts. Try again later.")
        self.assertEqual(len(self.kept.taken), 1)
        with self.settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}):
            self.assertContains(self.press(client, "again"), "will be sent shortly")
        self.assertEqual([client.get(link).status_code for link in self.kept.links()], [404, 200])

    def send_link(self) -> bool:
        """Request a link for the officer and let a worker send it; return whether it waits still."""
        request_links(LinkKind.TWO_STEP, [self.cast.officer.pk])
        tasks.send_factor_link(self.cast.officer.pk)
        return WaitingLink.objects.exists()

    def test_what_is_not_sent_is_logged_and_waits_while_a_factor_does(self) -> None:
        self.assertFalse(self.send_link())
        self.assertEqual(self.kept.taken, [])
        self.set_up(self.browser())
        self.assertFalse(self.send_link())
        self.assertEqual(len(self.kept.taken), 2)
        with (
            mock.patch.object(self.kept, "deliver", return_value=ServerReply(AttemptResult.DEFERRED)),
            self.logged(),
        ):
            self.assertTrue(self.send_link())
        with (
            mock.patch.object(emails, "render_confirmation_email", side_effect=NoAddressError),
            self.logged(),
        ):
            self.assertFalse(self.send_link())
        User.objects.update(is_active=False)
        self.assertFalse(self.send_link())
        self.assertEqual(len(self.kept.taken), 2)

    def logged(self) -> Any:
        return self.assertLogs("tracker.mail", "WARNING")


class Counting(Door):
    def test_where_one_counts_its_proof_suffices_for_the_next(self) -> None:
        codes.equip(self.cast.officer)
        client = Client()
        client.post("/accounts/login/", {"login": "officer", "password": PASSWORD})
        client.post(f"{INDEX}code/", {"code": otp.code()})
        self.assertContains(client.get(f"{INDEX}passkeys/add/"), "Name of the passkey")
        self.assertFalse(second_factors.must_be_confirmed(self.cast.officer))

    def test_a_session_from_before_adds_none_and_reads_no_recovery_code_by_the_password(self) -> None:
        thief = self.browser()
        codes.equip(self.cast.officer)
        thief.post("/accounts/reauthenticate/", {"password": PASSWORD})
        for path in (f"{INDEX}passkeys/add/", f"{INDEX}recovery/", f"{INDEX}recovery/new/", f"{APP}remove/"):
            with self.subTest(path):
                for answer in (thief.get(path), thief.post(path)):
                    self.assertTrue(answer.headers["Location"].startswith(AGAIN), answer.headers)
        self.assertEqual(Authenticator.objects.count(), 2)
        given = thief.post(AGAIN, {"code": otp.code(), "next": f"{INDEX}recovery/"}, follow=True)
        self.assertContains(given, codes.recovery_codes(self.cast.officer)[0])

    def test_what_counts_already_stays_and_where_none_is_needed_nothing_waits(self) -> None:
        client = self.browser()
        with self.settings(SECOND_FACTOR_ROLES=frozenset(), SECOND_FACTOR_ABOVE=Classification.SECRET):
            self.assertRedirects(set_up_app(client), f"{INDEX}recovery/")
        self.assertTrue(second_factors.list_factors(self.cast.officer).exists())
        self.assertEqual(self.kept.taken, [])
        self.assertEqual(self.reads(client), 200)

    def test_who_sets_the_installation_up_alone_waits_for_nobody(self) -> None:
        alone = self.cast.administrator
        client = self.browser("administrator")
        self.assertFalse(second_factors.must_be_confirmed(alone))
        self.assertRedirects(set_up_app(client), f"{INDEX}recovery/")
        User.objects.create_user("second", role=Role.ADMINISTRATOR, last_login=timezone.now())
        Authenticator.objects.all().delete()
        self.assertTrue(second_factors.must_be_confirmed(alone))

    def test_no_mail_goes_where_it_says_nothing(self) -> None:
        officer, administrator = self.cast.officer, self.cast.administrator
        self.assertEqual(second_factors.address_of(officer), "officer@example.org")
        officer.email_bounced_at = timezone.now()
        self.assertEqual(second_factors.address_of(officer), "")
        # Written by the account itself: whoever has its password would be sent the link.
        own = {"email": "new@example.org"}
        edits.change_record(administrator, own, by=administrator, now=timezone.now())
        self.assertEqual(second_factors.address_of(User.objects.get(pk=administrator.pk)), "")
        User.objects.filter(pk=officer.pk).update(email="")
        client = self.browser()
        self.set_up(client)
        self.assertEqual(self.kept.taken, [])
        self.assertContains(client.get(INDEX), "You cannot confirm the setup by email")
        self.assertNotContains(client.get(INDEX), "Send again")
