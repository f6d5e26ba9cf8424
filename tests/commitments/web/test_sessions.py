"""Sessions end by themselves and by their person; nobody sees or ends another's."""

import datetime
from typing import Any

import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, SimpleTestCase, TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from commitments import tasks
from commitments.models import User
from commitments.web.sessions import describe_device
from tests.cast import NOW, PASSWORD, Cast, gather

MINUTE = datetime.timedelta(minutes=1)
PAGE, LIST = "/admin/keyboard-shortcuts/", "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Sessions(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def sign_in(self, client: Client | None = None, name: str = "officer") -> Any:
        data = {"login": name, "password": PASSWORD}
        return (client or self.client).post("/accounts/login/", data, headers={"user-agent": FIREFOX})

    def is_in(self, client: Client | None = None) -> bool:
        return (client or self.client).get(PAGE).status_code == 200


class Ends(Sessions):
    def test_unused_for_an_hour(self) -> None:
        with time_machine.travel(NOW, tick=False) as clock:
            self.sign_in()
            clock.shift(59 * MINUTE)
            self.assertTrue(self.is_in())
            clock.shift(59 * MINUTE)
            self.assertTrue(self.is_in())
            clock.shift(61 * MINUTE)
            answer = self.client.get(PAGE, follow=True)
        self.assertContains(answer, "Your session has expired.")
        self.assertRedirects(answer, f"/accounts/login/?next={PAGE}")
        self.assertFalse(Session.objects.filter(session_key=self.client.session.session_key).exists())

    @override_settings(SESSION_IDLE_MINUTES=5)
    def test_as_soon_as_the_setting_says(self) -> None:
        with time_machine.travel(NOW, tick=False) as clock:
            self.sign_in()
            for _turn in range(4):
                clock.shift(4 * MINUTE)
                self.assertTrue(self.is_in())
            clock.shift(6 * MINUTE)
            self.assertFalse(self.is_in())

    def test_after_twelve_hours_however_busy(self) -> None:
        with time_machine.travel(NOW, tick=False) as clock:
            self.sign_in()
            for _turn in range(14):
                clock.shift(50 * MINUTE)
                self.assertTrue(self.is_in())
            clock.shift(50 * MINUTE)
            self.assertFalse(self.is_in())

    def test_a_page_costs_no_write(self) -> None:
        with time_machine.travel(NOW, tick=False) as clock:
            self.sign_in()
            self.assertEqual(self.writes(), 0)
            clock.shift(4 * MINUTE)
            self.assertEqual(self.writes(), 0)
            clock.shift(2 * MINUTE)
            self.assertEqual(self.writes(), 2)
            self.assertEqual(self.writes(), 0)

    def writes(self) -> int:
        with CaptureQueriesContext(connection) as asked:
            self.assertTrue(self.is_in())
        return sum(query["sql"].startswith(("UPDATE", "INSERT", "DELETE")) for query in asked)

    def test_when_the_password_is_changed_elsewhere(self) -> None:
        other = Client()
        self.sign_in(other)
        self.sign_in()
        new = {"password1": "a quite new long one", "password2": "a quite new long one"}
        self.client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})
        self.assertEqual((self.is_in(), self.is_in(other)), (True, False))

    def test_when_the_account_is_closed_or_its_sessions_are_ended(self) -> None:
        for values in ({"is_active": False}, {"sessions_from": 1}):
            with self.subTest(values):
                self.sign_in(name="head")
                self.assertTrue(self.is_in())
                User.objects.filter(username="head").update(**values)
                self.assertFalse(self.is_in())
                User.objects.filter(username="head").update(is_active=True)
                self.client.logout()

    def test_with_a_new_key_unless_the_old_one_is_kept(self) -> None:
        new = "another key, 0123456789 abcdefghijklmnopqrstuvwxyz 0123456789"
        old = settings.SECRET_KEY
        self.sign_in()
        with self.settings(SECRET_KEY=new, SECRET_KEY_FALLBACKS=[old]):
            self.assertTrue(self.is_in())
        self.client.logout()
        self.sign_in()
        with self.settings(SECRET_KEY=new):
            self.assertFalse(self.is_in())

    def test_a_planted_key_is_not_the_one_that_signs_in(self) -> None:
        victim = Client()
        session = victim.session
        session["planted"] = True
        session.save()
        planted = session.session_key
        self.sign_in(victim)
        self.assertNotEqual(victim.session.session_key, planted)
        self.assertFalse(Session.objects.filter(session_key=planted).exists())


class Own(Sessions):
    def test_each_person_sees_the_own_ones(self) -> None:
        self.sign_in(Client(), "head")
        self.sign_in(Client())
        self.sign_in()
        page = self.client.get(LIST)
        self.assertContains(page, "Firefox on Linux", count=4)
        self.assertContains(page, "(this device)", count=1)
        for key in UserSession.objects.values_list("session_key", flat=True):
            self.assertNotContains(page, key)

    def test_one_is_ended_and_all_others(self) -> None:
        first, second = Client(), Client()
        for client in (first, second, self.client):
            self.sign_in(client)
        row = UserSession.objects.get(session_key=first.session.session_key)
        self.assertContains(self.client.post(LIST, {"end": row.pk}, follow=True), "The session was ended.")
        self.assertEqual([self.is_in(one) for one in (first, second, self.client)], [False, True, True])
        self.client.post(LIST, {"end": "others"})
        self.assertEqual([self.is_in(second), self.is_in()], [False, True])

    def test_nobody_ends_anothers(self) -> None:
        other = Client()
        self.sign_in(other, "head")
        self.sign_in()
        row = UserSession.objects.get(user=self.cast.head)
        self.client.post(LIST, {"end": row.pk})
        self.assertTrue(self.is_in(other))
        for said in ("9" * 40, "-1", "others'; --"):
            self.assertEqual(self.client.post(LIST, {"end": said}).status_code, 302)

    def test_what_is_left_of_those_that_ended_is_taken_away(self) -> None:
        self.sign_in()
        self.sign_in(Client(), "head")
        Session.objects.filter(session_key=self.client.session.session_key).update(expire_date=NOW)
        tasks.forget_sessions()
        self.assertEqual(Session.objects.count(), 1)
        self.assertEqual(UserSession.objects.get().user, self.cast.head)

    def test_a_stranger_sees_none(self) -> None:
        self.assertRedirects(self.client.get(LIST), f"/accounts/login/?next={LIST}")


class Devices(SimpleTestCase):
    def test_what_a_browser_says_is_put_into_words(self) -> None:
        said = {
            FIREFOX: "Firefox on Linux",
            "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140": "Edge on Windows",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1": "Safari on iPhone",
            "curl/8": "Unknown device",
        }
        self.assertEqual([describe_device(one) for one in said], list(said.values()))
