"""A session takes two cookies; who has read the database has one."""

import re
from typing import ClassVar

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client, TestCase, override_settings

from tests import resets
from tests.cast import PASSWORD, Cast, gather

PAGE = "/admin/keyboard-shortcuts/"
FIRST, SECOND = settings.SESSION_COOKIE_NAME, settings.SESSION_SECOND_COOKIE_NAME
LINK = re.compile(r"(/accounts/password/reset/key/\S+)")


class TwoCookiesTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def sign_in(self) -> Client:
        client = Client()
        client.post("/accounts/login/", {"login": "officer", "password": PASSWORD})
        return client

    def with_cookies(self, **cookies: str) -> Client:
        client = Client()
        for name, value in cookies.items():
            client.cookies[name] = value
        return client

    def is_in(self, client: Client) -> bool:
        return client.get(PAGE).status_code == 200

    def test_the_keys_in_the_database_open_nothing(self) -> None:
        self.assertTrue(self.is_in(self.sign_in()))
        kept = [*Session.objects.values_list("session_key", flat=True)]
        self.assertEqual(kept, [*UserSession.objects.values_list("session_key", flat=True)])
        (row,) = Session.objects.all()
        (digest,) = [value for name, value in row.get_decoded().items() if "cookie" in name]
        for second in ("", digest, row.session_key, "x"):
            with self.subTest(second):
                thief = self.with_cookies(**{FIRST: row.session_key, SECOND: second})
                self.assertFalse(self.is_in(thief))
        self.assertFalse(self.is_in(self.with_cookies(**{FIRST: row.session_key})))
        self.assertTrue(Session.objects.filter(pk=row.pk).exists())

    def test_both_together_do_and_no_table_holds_the_second(self) -> None:
        client = self.sign_in()
        first, second = client.cookies[FIRST].value, client.cookies[SECOND].value
        self.assertTrue(self.is_in(self.with_cookies(**{FIRST: first, SECOND: second})))
        told = [*Session.objects.values(), *UserSession.objects.values()]
        told += [row.get_decoded() for row in Session.objects.all()]
        self.assertIn(first, str(told))
        self.assertNotIn(second, str(told))

    def test_the_second_is_new_with_every_sign_in_and_gone_with_the_session(self) -> None:
        client = Client()
        page = client.get("/accounts/sessions/", follow=True)
        self.assertNotIn(SECOND, page.cookies)
        client.post("/accounts/login/", {"login": "officer", "password": PASSWORD})
        before = client.cookies[SECOND].value
        new = {"password1": "a quite new long one", "password2": "a quite new long one"}
        client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})
        after = client.cookies[SECOND].value
        self.assertNotEqual(before, after)
        self.assertTrue(self.is_in(client))
        client.post("/accounts/logout/")
        self.assertEqual(client.cookies[SECOND].value, "")
        self.assertEqual(client.cookies[SECOND]["max-age"], 0)

    @override_settings(SESSION_COOKIE_SECURE=True)
    def test_it_is_as_guarded_as_the_first(self) -> None:
        cookies = self.sign_in().cookies
        self.assertEqual(dict(cookies[FIRST].items()), dict(cookies[SECOND].items()))
        self.assertTrue(cookies[SECOND]["secure"])
        self.assertTrue(cookies[SECOND]["httponly"])
        self.assertGreaterEqual(len(cookies[SECOND].value), 43)

    def test_nobody_else_finishes_setting_a_new_password(self) -> None:
        _answer, (message,) = resets.ask(self.client, "officer@example.org")
        found = LINK.search(resets.text(message))
        assert found is not None
        page = self.client.get(found[1], follow=True)
        self.assertContains(page, "Set new password")
        where = page.redirect_chain[-1][0]
        (row,) = Session.objects.all()
        thief = self.with_cookies(**{FIRST: row.session_key})
        self.assertNotContains(thief.get(where), "Set new password")
        self.assertContains(self.client.get(where), "Set new password")
