"""Who is asked for a second factor, how it is set up and used, and what one reads without it."""

import re
from io import StringIO
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from commitments.access import policy
from commitments.accounts import second_factors
from commitments.api import tokens
from commitments.enums import Classification, Role
from commitments.models import AuditRow, Meeting, User
from commitments.web.account_pages import Adapter
from tests import make
from tests.cast import NOW, PASSWORD, Cast, gather
from tests.security import codes, otp

ASKED = override_settings(
    SECOND_FACTOR_ROLES=frozenset({Role.HEAD_OF_DESK}), SECOND_FACTOR_ABOVE=Classification.RESTRICTED
)
INDEX, APP, CODE = "/accounts/two-step/", "/accounts/two-step/app/", "/accounts/two-step/code/"


class Door(TestCase):
    cast: Cast
    secret_talks: Meeting

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.secret_talks = make.meeting(cls.cast, classification=Classification.CONFIDENTIAL)
        User.objects.update(clearance=Classification.SECRET)

    def sign_in(self, name: str, **more: Any) -> Any:
        return self.client.post("/accounts/login/", {"login": name, "password": PASSWORD, **more})

    def give(self, code: str, path: str = CODE) -> Any:
        return self.client.post(path, {"code": code})

    def reads(self) -> int:
        return self.client.get(f"/admin/commitments/meeting/{self.secret_talks.pk}/change/").status_code


class Asked(Door):
    def test_nobody_is_asked_where_it_is_off(self) -> None:
        self.assertRedirects(self.sign_in("head"), "/admin/")
        self.assertEqual(self.reads(), 200)

    @ASKED
    def test_a_role_that_needs_one_does_nothing_before_it_is_set_up(self) -> None:
        self.sign_in("head")
        for path in ("/admin/", "/admin/commitments/ministry/", "/admin/tokens/", "/admin/nowhere/"):
            with self.subTest(path):
                self.assertRedirects(self.client.get(path), INDEX, fetch_redirect_response=False)
        self.assertEqual(self.client.post("/admin/tokens/", {"days": 30}).status_code, 403)
        self.assertContains(self.client.get(INDEX), "Your role requires two-step verification.")

    @ASKED
    def test_it_is_set_up_by_its_first_code(self) -> None:
        self.sign_in("head")
        page = self.client.get(APP)
        self.assertContains(page, '<path d="M0 0.5h7')
        self.assertNotContains(page, "data:")
        found = re.search(r"<code>([A-Z2-7]{32})</code>", page.content.decode())
        assert found is not None
        self.assertContains(self.give("12345", APP), "The code is wrong")
        self.assertRedirects(self.give(otp.code(found[1]), APP), INDEX)
        row = AuditRow.objects.get(action="second factor set up")
        self.assertEqual((row.by, row.subject_id), (self.cast.head, self.cast.head.pk))
        self.assertNotIn(found[1], str(Authenticator.objects.values_list("data", flat=True)))

    @ASKED
    def test_a_session_without_one_reads_up_to_the_level_and_one_with_it_all(self) -> None:
        self.sign_in("officer")
        self.assertEqual(self.reads(), 404)
        self.assertContains(self.client.get("/admin/"), "with two-step verification up to secret")
        self.client.logout()
        codes.equip(self.cast.officer)
        self.assertRedirects(self.sign_in("officer"), CODE)
        self.assertEqual(self.reads(), 302)
        self.assertRedirects(self.give(otp.code()), "/admin/")
        self.assertEqual(self.reads(), 200)

    @ASKED
    def test_who_set_one_up_elsewhere_is_asked_for_it_in_the_session_that_is_open(self) -> None:
        self.sign_in("head")
        codes.equip(self.cast.head)
        answer = self.client.get("/admin/commitments/meeting/?q=a&p=1")
        self.assertIn(
            "/code/again/?next=%2Fadmin%2Fcommitments%2Fmeeting%2F%3Fq%3Da%26p%3D1",
            answer.headers["Location"],
        )
        self.give(otp.code(), "/accounts/two-step/code/again/")
        self.assertEqual(self.reads(), 200)

    @ASKED
    def test_a_token_is_one_factor(self) -> None:
        text = tokens.create_token(self.cast.officer, days=7, now=NOW)
        listed = self.client.get("/api/v1/meetings/", headers={"authorization": f"Bearer {text}"})
        self.assertEqual(listed.json()["results"], [])
        with override_settings(SECOND_FACTOR_ABOVE=Classification.SECRET):
            listed = self.client.get("/api/v1/meetings/", headers={"authorization": f"Bearer {text}"})
            self.assertEqual(len(listed.json()["results"]), 1)

    def test_what_a_session_reads_is_not_written_down(self) -> None:
        officer = self.cast.officer
        officer.ceiling = Classification.PUBLIC
        self.assertFalse(policy.can_read(officer, self.secret_talks))
        officer.save()
        self.assertTrue(policy.can_read(User.objects.get(pk=officer.pk), self.secret_talks))


class Used(Door):
    def setUp(self) -> None:
        codes.equip(self.cast.head)

    def test_the_password_alone_opens_nothing(self) -> None:
        self.sign_in("head")
        self.assertEqual(self.client.get("/admin/").status_code, 302)
        self.assertContains(self.give(otp.wrong()), "The code is wrong")
        self.assertEqual(self.client.get("/admin/").status_code, 302)

    def test_a_code_works_once(self) -> None:
        said = otp.code()
        self.sign_in("head")
        self.assertRedirects(self.give(said), "/admin/")
        self.client.logout()
        self.sign_in("head")
        self.assertContains(self.give(said), "The code is wrong")

    def test_guessing_stops_after_five_tries_even_for_the_right_code(self) -> None:
        self.sign_in("head")
        for _try in range(5):
            self.give(otp.wrong())
        self.assertContains(self.give(otp.code()), "Too many failed attempts. Try again in 5 seconds.")

    def test_a_recovery_code_stands_in_once(self) -> None:
        one = codes.recovery_codes(self.cast.head)[3]
        self.sign_in("head")
        self.assertRedirects(self.give(one), "/admin/")
        self.client.logout()
        self.sign_in("head")
        self.assertContains(self.give(one), "The code is wrong")

    def test_it_goes_where_the_person_wanted_and_nowhere_else(self) -> None:
        self.sign_in("head", next="/admin/commitments/ministry/")
        self.assertRedirects(self.give(otp.code()), "/admin/commitments/ministry/")
        self.client.logout()
        self.sign_in("head", next="https://evil.example/")
        answer = self.give(codes.recovery_codes(self.cast.head)[0])
        self.assertRedirects(answer, "/admin/")

    def test_the_last_one_stays_with_who_needs_it(self) -> None:
        self.sign_in("head")
        self.give(otp.code())
        with ASKED:
            answer = self.client.post("/accounts/two-step/app/remove/")
            self.assertContains(answer, "Your role requires two-step verification.")
        self.assertEqual(second_factors.list_factors(self.cast.head).count(), 1)
        self.client.post("/accounts/two-step/app/remove/")
        self.assertFalse(Authenticator.objects.exists())

    def test_a_lost_one_is_taken_away_with_every_session_and_code(self) -> None:
        self.sign_in("head")
        self.give(otp.code())
        self.assertEqual(
            second_factors.remove_factors(self.cast.head, by=self.cast.administrator, now=NOW), 2
        )
        self.assertEqual(self.client.get("/admin/").status_code, 302)
        self.assertFalse(Authenticator.objects.exists())
        row = AuditRow.objects.get(action="second factor taken away")
        self.assertEqual(row.before, {"factors": "recovery_codes totp"})
        self.assertRedirects(self.sign_in("head"), "/admin/")

    def test_the_pages_are_there_and_the_history_names_what_was_done(self) -> None:
        self.sign_in("head")
        self.give(otp.code())
        for path, text in (
            (INDEX, "Set up on"),
            ("/accounts/two-step/recovery/", codes.recovery_codes(self.cast.head)[0]),
            ("/accounts/two-step/recovery/new/", "Create new codes"),
            ("/accounts/two-step/passkeys/add/", "Name of the passkey"),
            ("/accounts/two-step/code/again/", "Enter the code"),
        ):
            with self.subTest(path):
                self.assertContains(self.client.get(path), text)
        # The password does not stand in for it.
        again = self.client.get("/accounts/reauthenticate/")
        self.assertRedirects(again, "/accounts/two-step/code/again/")
        self.client.post("/accounts/two-step/recovery/new/")
        self.assertEqual(AuditRow.objects.filter(action="recovery codes made").count(), 1)


class Keys(Door):
    NEW = "another key, 0123456789 abcdefghijklmnopqrstuvwxyz 0123456789"

    def test_secrets_are_read_by_a_key_that_was_and_renewed_by_the_present_one(self) -> None:
        codes.equip(self.cast.head)
        before = self.works()
        old = settings.SECRET_KEY
        with self.settings(SECRET_KEY=self.NEW):
            lost = self.works()
        with self.settings(SECRET_KEY=self.NEW, SECRET_KEY_FALLBACKS=[old]):
            rotated = self.works()
            self.assertEqual(second_factors.reencrypt_secrets(now=NOW), 2)
        with self.settings(SECRET_KEY=self.NEW):
            self.assertEqual((before, lost, rotated, self.works()), (True, False, True, True))

    def works(self) -> bool:
        kept = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
        return Adapter().decrypt(kept) == otp.SECRET

    def test_the_command_renews_them_or_changes_nothing(self) -> None:
        codes.equip(self.cast.head)
        old = settings.SECRET_KEY
        with (
            self.settings(SECRET_KEY=self.NEW),
            self.assertRaisesMessage(CommandError, "No key decrypts one of the secrets."),
        ):
            call_command("renew_secrets")
        said = StringIO()
        with self.settings(SECRET_KEY=self.NEW, SECRET_KEY_FALLBACKS=[old]):
            call_command("renew_secrets", stdout=said)
        self.assertEqual(said.getvalue(), "2 secrets are encrypted with the current key.\n")
        with self.settings(SECRET_KEY=self.NEW):
            self.assertTrue(self.works())
