"""Tokens: shown once, kept as hashes, dead when they expire, are revoked, or the person leaves."""

import datetime
from typing import ClassVar

from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from commitments.accounts import second_factors
from commitments.api import tokens
from commitments.enums import Scope
from commitments.errors import Refused
from commitments.models import AuditRow, TokenTerms
from tests.cast import NOW, PASSWORD, Cast, gather
from tests.commitments.api.programs import COMMITMENTS, program


class TokenTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def status(self, client: Client) -> int:
        return client.get(COMMITMENTS).status_code

    def test_only_its_hash_is_kept(self) -> None:
        text = tokens.create_token(self.cast.officer, days=30, now=NOW)
        kept = str(AuthToken.objects.values().get())
        self.assertNotIn(text[second_factors.SHOWN_CHARACTERS :], kept)
        history = str(list(AuditRow.objects.values()))
        self.assertNotIn(text[second_factors.SHOWN_CHARACTERS :], history)
        self.assertGreater(len(text), 60)

    def test_it_opens_the_api_until_it_expires(self) -> None:
        client = program(self.cast.officer)
        self.assertEqual(self.status(client), 200)
        AuthToken.objects.update(expiry=timezone.now() - datetime.timedelta(seconds=1))
        self.assertEqual(self.status(client), 401)
        self.assertEqual(AuthToken.objects.count(), 1)

    def test_one_without_an_end_is_refused(self) -> None:
        client = program(self.cast.officer)
        AuthToken.objects.update(expiry=None)
        self.assertEqual(self.status(client), 401)

    def test_a_revoked_one_is_dead_at_once_and_the_others_live(self) -> None:
        first, second = program(self.cast.officer), program(self.cast.officer)
        newest = tokens.list_tokens(self.cast.officer)[0]
        self.assertTrue(tokens.revoke_token(self.cast.officer, newest.token_key, now=NOW))
        self.assertEqual((self.status(first), self.status(second)), (200, 401))

    def test_nobody_revokes_the_token_of_somebody_else(self) -> None:
        client = program(self.cast.officer)
        key = tokens.list_tokens(self.cast.officer)[0].token_key
        self.assertFalse(tokens.revoke_token(self.cast.stranger, key, now=NOW))
        self.assertEqual(self.status(client), 200)

    def test_it_dies_with_the_account(self) -> None:
        client = program(self.cast.officer)
        self.cast.officer.is_active = False
        self.cast.officer.save()
        self.assertEqual(self.status(client), 401)

    def test_a_person_has_ten_at_most(self) -> None:
        for _ in range(tokens.MOST_TOKENS):
            tokens.create_token(self.cast.officer, days=7, now=NOW)
        with self.assertRaises(Refused) as refused:
            tokens.create_token(self.cast.officer, days=7, now=NOW)
        self.assertEqual(refused.exception.code, "too_many")
        tokens.create_token(self.cast.head, days=7, now=NOW)

    def test_making_and_revoking_stand_in_the_history_of_the_person(self) -> None:
        tokens.create_token(self.cast.officer, days=7, now=NOW)
        tokens.revoke_token(self.cast.officer, tokens.list_tokens(self.cast.officer)[0].token_key, now=NOW)
        rows = AuditRow.objects.filter(page_type="commitments.User", page_id=self.cast.officer.pk)
        self.assertEqual(
            list(rows.order_by("id").values_list("action", flat=True)), ["token made", "token revoked"]
        )

    def test_reading_with_a_token_writes_nothing(self) -> None:
        client = program(self.cast.officer)
        with self.assertNumQueries(2) as queries:
            self.assertEqual(self.status(client), 200)
        self.assertTrue(all(q["sql"].startswith("SELECT") for q in queries.captured_queries))


class PageTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.address = reverse("api_tokens")
        self.client.force_login(self.cast.officer)
        self.client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    def test_a_token_made_there_opens_the_api_and_is_never_shown_again(self) -> None:
        answer = self.client.post(self.address, {"days": "30", "label": "Reading"})
        text = str(answer.context["made"])
        self.assertContains(answer, text)
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertEqual(
            Client(headers={"Authorization": f"Bearer {text}"}).get(COMMITMENTS).status_code, 200
        )
        again = self.client.get(self.address)
        self.assertNotContains(again, text)
        self.assertContains(again, text[: second_factors.SHOWN_CHARACTERS])

    def test_what_it_may_be_used_for_is_chosen_and_shown(self) -> None:
        asked = {"days": "30", "label": "Their system", "scopes": [Scope.REPORT]}
        self.assertContains(self.client.post(self.address, asked), Scope.REPORT.label)
        self.assertEqual(TokenTerms.objects.get().allowed, (Scope.READ, Scope.REPORT))
        self.client.post(self.address, {"days": "30", "label": "Reading"})
        self.assertEqual(TokenTerms.objects.get(label="Reading").allowed, (Scope.READ,))
        answer = self.client.post(self.address, {"days": "30", "label": "No", "scopes": ["everything"]})
        self.assertContains(answer, "Not saved")

    def test_it_revokes_and_says_so(self) -> None:
        client = program(self.cast.officer)
        key = tokens.list_tokens(self.cast.officer)[0].token_key
        answer = self.client.post(self.address, {"revoke": key}, follow=True)
        self.assertContains(answer, "revoked")
        self.assertEqual(client.get(COMMITMENTS).status_code, 401)

    def test_the_token_of_somebody_else_is_neither_shown_nor_revoked(self) -> None:
        program(self.cast.head)
        key = tokens.list_tokens(self.cast.head)[0].token_key
        self.assertNotContains(self.client.get(self.address), key)
        self.assertEqual(self.client.post(self.address, {"revoke": key}).status_code, 404)
        self.assertEqual(tokens.list_tokens(self.cast.head).count(), 1)

    def test_a_wrong_length_and_an_eleventh_token_are_told_on_the_page(self) -> None:
        answer = self.client.post(self.address, {"days": "99999", "label": "Reading"})
        self.assertContains(answer, "Not saved")
        for _ in range(tokens.MOST_TOKENS):
            tokens.create_token(self.cast.officer, days=7, now=NOW)
        self.assertContains(self.client.post(self.address, {"days": "7", "label": "Reading"}), "Revoke one")

    def test_a_browser_left_open_gives_no_token_before_the_password(self) -> None:
        browser = Client()
        browser.force_login(self.cast.officer)
        asked = browser.post(self.address, {"days": "30", "label": "Reading"})
        self.assertEqual(asked.headers["Location"].split("?")[0], reverse("account_reauthenticate"))
        self.assertEqual(tokens.list_tokens(self.cast.officer).count(), 0)
        answer = browser.post(asked.headers["Location"], {"password": PASSWORD, "next": self.address})
        self.assertContains(answer, "Your new token")
        self.assertEqual(tokens.list_tokens(self.cast.officer).count(), 1)

    def test_a_browser_left_open_is_enough_to_revoke(self) -> None:
        tokens.create_token(self.cast.officer, days=7, now=NOW)
        browser = Client()
        browser.force_login(self.cast.officer)
        browser.post(self.address, {"revoke": tokens.list_tokens(self.cast.officer)[0].token_key})
        self.assertEqual(tokens.list_tokens(self.cast.officer).count(), 0)

    def test_whoever_is_not_signed_in_is_sent_to_sign_in(self) -> None:
        answer = Client().get(self.address)
        self.assertEqual(
            (answer.status_code, answer.headers["Location"].split("?")[0]), (302, reverse("account_login"))
        )
