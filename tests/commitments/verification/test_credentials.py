"""Credentials made, changed and ended on their own pages verify clean; those written past them are named."""

import datetime
from collections.abc import Callable
from io import StringIO
from typing import Any
from unittest import mock

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, RequestFactory, TestCase, TransactionTestCase, override_settings
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from commitments.accounts import invitations, second_factors
from commitments.audit import log
from commitments.db import triggers
from commitments.models import AuditRow, CalendarSubscription, TokenTerms, User
from commitments.verification import records
from commitments.web import single_sign_on
from tests.cast import NOW, PASSWORD, Cast, gather
from tests.commitments.verification.covering import covers
from tests.factor_links import set_up_app
from tests.sealed import tell_all
from tests.security import codes, otp

FACTORS, NEW = "/accounts/two-step/", "a quite new long one"
DAY = datetime.timedelta(days=1)


class Case(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        tell_all()

    def found(self) -> list[str]:
        return [str(one) for one in records.check_history()]

    def clean(self) -> None:
        self.assertEqual(self.found(), [])

    def sign_in(self, name: str = "officer", password: str = PASSWORD) -> Any:
        return self.client.post("/accounts/login/", {"login": name, "password": password})


class PageTests(Case):
    @covers(AuthToken, TokenTerms, CalendarSubscription)
    def test_a_token_and_a_calendar(self) -> None:
        self.sign_in()
        for name, typed, model in (
            ("api_tokens", {"days": "30", "label": "Reading", "scopes": ["report"]}, AuthToken),
            ("feeds", {"label": "Telephone"}, CalendarSubscription),
        ):
            with self.subTest(name):
                made = self.client.post(reverse(name), typed).context["made"]
                self.clean()
                self.use(name, made)
                self.clean()
                row: Any = model.objects.get()
                self.client.post(reverse(name), {"revoke": getattr(row, "token_key", row.pk)})
                self.clean()
        self.assertFalse(TokenTerms.objects.exists())
        self.assertIsNotNone(CalendarSubscription.objects.get().revoked_at)

    def use(self, name: str, secret: str) -> None:
        if name == "feeds":
            answer = Client().get(secret)
        else:
            answer = Client().get("/api/v1/meetings/", headers={"authorization": f"Bearer {secret}"})
        self.assertEqual(answer.status_code, 200)

    def test_all_ways_in_end_with_the_account(self) -> None:
        self.test_a_token_and_a_calendar()
        self.client.post(reverse("api_tokens"), {"days": "30", "label": "Reading"})
        self.client.post(reverse("feeds"), {"label": "Telephone"})
        self.client.force_login(self.cast.administrator)
        close = reverse("admin:commitments_user_step_close", args=(self.cast.officer.pk,))
        self.client.post(close, {"reason": "Left"})
        self.assertFalse(AuthToken.objects.exists())
        self.clean()

    @covers(Authenticator)
    def test_a_second_factor_its_recovery_codes_and_their_use(self) -> None:
        self.sign_in()
        set_up_app(self.client)
        self.clean()
        self.client.get(f"{FACTORS}recovery/")
        self.client.post(f"{FACTORS}recovery/new/")
        self.clean()
        one = codes.recovery_codes(self.cast.officer)[0]
        self.client.logout()
        self.sign_in()
        self.assertRedirects(self.client.post(f"{FACTORS}code/", {"code": one}), "/admin/")
        self.clean()
        self.client.post(f"{FACTORS}app/remove/")
        self.assertFalse(Authenticator.objects.exists())
        self.clean()

    @override_settings(SECOND_FACTOR_ABOVE=1, PUBLIC_URL="https://tracker.example.org")
    def test_one_that_waits_is_confirmed_and_a_lost_one_taken_away(self) -> None:
        self.sign_in()
        set_up_app(self.client)
        self.assertTrue(second_factors.list_unconfirmed(self.cast.officer).exists())
        self.clean()
        said = second_factors.new_link(self.cast.officer, now=timezone.now())
        self.clean()
        self.client.post(f"{FACTORS}confirm/{said}/", {"code": otp.code()})
        self.assertTrue(second_factors.list_factors(self.cast.officer).exists())
        self.clean()
        second_factors.reencrypt_secrets(now=NOW)
        self.clean()
        second_factors.remove_factors(self.cast.officer, by=self.cast.administrator, now=NOW)
        self.clean()

    @covers(User)
    def test_a_password_that_is_changed_and_one_that_is_set_anew(self) -> None:
        self.sign_in()
        typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
        self.client.post(reverse("account_change_password"), typed)
        self.assertTrue(User.objects.get(pk=self.cast.officer.pk).check_password(NEW))
        self.clean()
        self.client.logout()
        uid, _dash, key = invitations.key_of(User.objects.get(pk=self.cast.officer.pk)).partition("-")
        link = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})
        page = self.client.get(link, follow=True)
        self.client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
        self.assertTrue(User.objects.get(pk=self.cast.officer.pk).check_password(PASSWORD))
        self.clean()

    def test_the_first_password_of_who_was_invited(self) -> None:
        self.client.force_login(self.cast.administrator)
        line = "Kim, kim@police.example.org, KNPA"
        self.client.post(reverse("admin:commitments_user_invite"), {"text": line, "_do": 1})
        person = User.objects.get(email="kim@police.example.org")
        self.clean()
        self.client.logout()
        link = reverse("invitation", args=(invitations.build_token(person),))
        page = self.client.get(link, follow=True)
        typed = dict.fromkeys(page.context["form"].fields, NEW)
        self.client.post(page.request["PATH_INFO"], typed)
        self.assertTrue(User.objects.get(pk=person.pk).check_password(NEW))
        self.clean()

    def test_a_hash_of_an_older_kind_is_renewed_at_the_sign_in_alone(self) -> None:
        older = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
        with override_settings(PASSWORD_HASHERS=[*older, "django.contrib.auth.hashers.MD5PasswordHasher"]):
            self.sign_in()
            self.assertTrue(User.objects.get(pk=self.cast.officer.pk).password.startswith("pbkdf2"))
        self.clean()
        self.assertEqual(AuditRow.objects.filter(action="password hash renewed").count(), 1)

    @covers(SocialAccount)
    def test_a_single_sign_on(self) -> None:
        login = SocialLogin(account=SocialAccount(provider="ministry", uid="a" * 64))
        with mock.patch.object(SocialLogin, "connect", self.connect):
            single_sign_on._connect(RequestFactory().get("/"), login, self.cast.officer)
        self.assertTrue(SocialAccount.objects.exists())
        self.clean()

    @staticmethod
    def connect(login: SocialLogin, _request: Any, user: User) -> None:
        login.account.user = user
        login.account.save()


class CommandTests(TransactionTestCase):
    def test_a_token_and_a_calendar_of_their_own_pages_leave_the_command_content(self) -> None:
        with transaction.atomic():
            gather()
            tell_all()
        self.client.post("/accounts/login/", {"login": "officer", "password": PASSWORD})
        self.client.post(reverse("api_tokens"), {"days": "30", "label": "Reading"})
        self.client.post(reverse("feeds"), {"label": "Telephone"})
        self.assertTrue(TokenTerms.objects.exists() and CalendarSubscription.objects.exists())
        said = StringIO()
        call_command("verify_records", "--no-rebuild", stdout=said)
        self.assertEqual(said.getvalue(), "All records match what was recorded.\n")


class TamperingTests(Case):
    def setUp(self) -> None:
        self.sign_in()
        self.client.post(reverse("api_tokens"), {"days": "30", "label": "Reading"})
        self.client.post(reverse("feeds"), {"label": "Telephone"})
        set_up_app(self.client)

    def tampered(self, alter: Callable[[], object]) -> list[str]:
        with transaction.atomic():
            alter()
            found = self.found()
            transaction.set_rollback(True)
        return found

    def test_each_credential_written_past_the_tracker_is_named(self) -> None:
        officer, head = self.cast.officer, self.cast.head
        people, feeds = User.objects.filter(pk=head.pk), CalendarSubscription.objects.all()
        app = Authenticator.objects.filter(type="totp")
        feed = {"person": head, "label": "x", "digest": "0" * 64, "begins": "x", "made_at": NOW}
        for alter, named, count in (
            (lambda: people.update(password=make_password("known")), "head, the password", 1),
            (lambda: codes.equip(head), "head, authenticator", 2),
            (lambda: app.update(user=self.cast.stranger), "stranger, authenticator", 1),
            (lambda: app.delete(), "mfa.Authenticator", 1),
            (lambda: CalendarSubscription.objects.create(**feed), "head, calendar subscription", 1),
            (lambda: feeds.update(digest="0" * 64), "officer, calendar subscription", 1),
            (lambda: feeds.delete(), "commitments.CalendarSubscription", 1),
            (lambda: AuthToken.objects.create(head), "head, auth token", 1),
            (lambda: AuthToken.objects.update(user=head), "head, auth token", 1),
            (lambda: AuthToken.objects.update(expiry=NOW + 9999 * DAY), "officer, auth token", 1),
            (lambda: TokenTerms.objects.update(scopes="read write"), "officer, token settings", 1),
            (lambda: SocialAccount.objects.create(user=officer, uid="x"), "officer, social account", 1),
        ):
            with self.subTest(named):
                found = self.tampered(alter)
                self.assertEqual((len(found), named in found[0]), (count, True), found)
        self.clean()


class UpgradeTests(Case):
    def test_credentials_from_before_are_recorded_once_and_no_later_ones(self) -> None:
        with transaction.atomic():
            self.forget()
            codes.equip(self.cast.head)
            self.assertTrue(self.found())
            self.assertEqual(log.record_older(now=NOW), len(self.cast.everybody))
            self.clean()
            codes.equip(self.cast.officer)
            self.assertEqual(log.record_older(now=NOW), 0)
            self.assertEqual(len(self.found()), 2)
            transaction.set_rollback(True)

    def forget(self) -> None:
        """Take away what the history files of credentials, as an older version wrote it."""
        told = AuditRow.objects.filter(after__has_key=log.FILED_ACTION)
        kept = [
            (row, {name: value for name, value in row.after.items() if name != log.FILED_ACTION})
            for row in told
        ]
        with triggers.lift_triggers(connection):
            told.delete()
            for row, after in kept:
                row.after = after
                row.save(force_insert=True)
