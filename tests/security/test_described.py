"""The API answers as it is described, to what it allows and what it forbids, and holds no hidden word."""

from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import pytest
from django.db import transaction
from django.test import LiveServerTestCase

from commitments.api import tokens
from commitments.api.tokens import GUESSES, PersonThrottle
from commitments.enums import Scope
from tests.cast import NOW, gather
from tests.security import canaries
from tests.security.described import held

SECONDS, SEED = 24, 7


class DescribedTests(LiveServerTestCase):
    def setUp(self) -> None:
        self.cast = gather()
        with transaction.atomic():
            canaries.gather(self.cast)
        # What is tried here is what is answered, not how often.
        self.enterContext(mock.patch.object(PersonThrottle, "rate", "100000/min", create=True))
        self.enterContext(mock.patch.dict(GUESSES, {"api_unknown": "100000/m/key"}))

    def test_it_answers_two_roles_as_it_says_and_tells_neither_what_is_hidden(self) -> None:
        people = (self.cast.officer, self.cast.focal_point)
        # Only an administrator creates a token for webhooks.
        scopes = [scope for scope in Scope if scope != Scope.WEBHOOKS]
        signed = [tokens.create_token(person, days=7, now=NOW, scopes=scopes) for person in people]
        with ThreadPoolExecutor() as both:
            asked = [
                both.submit(held, self.live_server_url, token, [canaries.CANARY], SECONDS, SEED)
                for token in signed
            ]
        for person, found in zip(people, asked, strict=True):
            with self.subTest(person.role):
                self.assertEqual(found.result(), [])

    @pytest.mark.long
    def test_a_word_that_must_not_stand_in_an_answer_is_found_there(self) -> None:
        token = tokens.create_token(self.cast.officer, days=7, now=NOW)
        asked = ("--include-operation-id", "meetings_list", "--include-operation-id", "meetings_read")
        found = held(self.live_server_url, token, ["Open talks"], 8, SEED, *asked)
        self.assertIn("Hidden from this person", "".join(found))
